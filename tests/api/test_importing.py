"""Lists of peer supporters and of running matches, imported from the terminal."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.cli import taking_in
from api.cli.parser import parser
from application.imports import csv_matches, csv_people
from application.imports.csv_sheet import Layout
from domain.match import MatchGap
from domain.match.elsewhere import OF_THE_PEER
from domain.peer import PeerGap
from tests.api.terminal import Ran, Terminal, terminal

__all__ = ["terminal"]

PEERS = "name,email,phone,conditions,pvg_expiry\n"
MATCHES = "name,phone,volunteer_email,started_on\n"
DAVIE = "Davie Example,davie@example.org,01632 960001,heart failure,2029-05-31\n"
EUAN = "Euan Example,euan@example.org,01632 960002,,\n"
MORAG = "Morag Example,01632 960003,davie@example.org,2025-09-01\n"


def wrote(name: str, *parts: str | bytes) -> str:
    """A file with this in it."""
    Path(name).write_bytes(
        b"".join(part if isinstance(part, bytes) else part.encode() for part in parts)
    )
    return name


def outcomes(ran: Ran) -> list[str]:
    return [each["outcome"] for each in ran.lines]


def events_in(run: Terminal) -> int:
    found = run("verify", "--json").json
    assert found["ok"]
    return int(found["events"])


@pytest.fixture
def service(terminal: Terminal) -> Terminal:
    """A service with one coordinator and one open offer, whose role is regulated."""
    terminal("import", "peers", wrote("none.csv", PEERS))
    for typed in (
        "name-staff staff=isla name=Isla duties=COORDINATOR",
        "name-staff staff=fraser name=Fraser duties=MANAGER",
        "define-offer offer=walking name=Walking model=BEFRIENDING delivery=PHONE",
        "assess-regulated-role offer=walking regulated=true assessor=fraser",
        "open-offer offer=walking",
    ):
        assert terminal("do", *typed.split()).status == 0
    return terminal


# --- Peer supporters ---


def test_each_row_becomes_an_applicant_with_gaps(terminal: Terminal) -> None:
    ran = terminal("import", "peers", wrote("list.csv", PEERS, DAVIE, EUAN), "--json")

    assert ran.status == 0
    first, second = ran.lines
    assert (first["record"], first["outcome"], first["became"]) == (1, "accepted", "applicant")
    assert first["id"] != second["id"]
    assert any("interviewed" in gap for gap in first["gaps"])
    assert any("conditions" in gap for gap in first["gaps"])
    assert not any("conditions" in gap for gap in second["gaps"])


def test_a_second_import_of_the_same_file_reports_duplicates(terminal: Terminal) -> None:
    file = wrote("list.csv", PEERS, DAVIE, EUAN)
    first = terminal("import", "peers", file, "--json").lines
    before = events_in(terminal)

    again = terminal("import", "peers", file, "--json")

    assert again.status == 0
    assert outcomes(again) == ["duplicate", "duplicate"]
    assert [each["id"] for each in again.lines] == [each["id"] for each in first]
    assert events_in(terminal) == before


@pytest.mark.parametrize(
    "row",
    [
        "DAVIE  example,Davie@Example.org,,,\n",
        "Davie Example,other@example.org,+44 1632 960001,,\n",
    ],
)
def test_a_known_peer_supporter_is_found_by_any_identifier(terminal: Terminal, row: str) -> None:
    (first,) = terminal("import", "peers", wrote("list.csv", PEERS, DAVIE), "--json").lines

    (again,) = terminal("import", "peers", wrote("other.csv", PEERS, row), "--json").lines

    assert (again["outcome"], again["id"]) == ("duplicate", first["id"])


def test_somebody_whom_the_service_recorded_itself_is_found_too(terminal: Terminal) -> None:
    terminal("import", "peers", wrote("none.csv", PEERS))
    typed = ["do", "record-interest", "name=Davie", "email=davie@example.org", "--json"]
    peer = terminal(*typed).json["ids"]["peer"]

    (found,) = terminal("import", "peers", wrote("list.csv", PEERS, DAVIE), "--json").lines

    assert (found["outcome"], found["id"]) == ("duplicate", peer)
    assert any("another name" in warning for warning in found["warnings"])


def test_a_row_that_cannot_be_filed_says_which_column_and_why(terminal: Terminal) -> None:
    bad = "Callum Example,nowhere,,,\n"

    ran = terminal("import", "peers", wrote("list.csv", PEERS, bad, DAVIE), "--json")

    assert ran.status == 1
    assert outcomes(ran) == ["refused", "accepted"]
    assert ran.lines[0]["reason"].startswith("Column email: ")


def test_a_table_for_people_names_what_became_of_each_row(terminal: Terminal) -> None:
    ran = terminal("import", "peers", wrote("list.csv", PEERS, DAVIE))

    assert ran.out.startswith("list.csv, record 1: accepted as an applicant\n    ")


# --- Running matches ---


def test_a_running_match_is_active_from_its_first_day(service: Terminal) -> None:
    service("import", "peers", wrote("peers.csv", PEERS, DAVIE))

    (found,) = service("import", "matches", wrote("m.csv", MATCHES, MORAG), "--json").lines

    assert (found["outcome"], found["became"], found["linked"]) == ("accepted", "match", False)
    (row,) = service("caseload", "--json").json["rows"]
    assert (row["match"], row["person"]) == (found["id"], found["person"])
    assert (row["state"], row["coordinator"]) == ("ACTIVE", "isla")
    assert row["since"].startswith("2025-08-31T23:00:00")
    codes = {flag["code"] for flag in row["flags"]}
    assert {"GAP_AGREEMENT_NOT_SEEN", "GAP_CONFIDENTIALITY_NOT_RECORDED", "REVIEW_DUE"} <= codes
    assert "GAP_PVG_NOT_SEEN" not in codes
    assert any("PVG" in gap for gap in found["gaps"])


def test_nothing_new_is_planned_in_it_before_a_pvg_result_and_what_was_held_is_recorded(
    service: Terminal,
) -> None:
    service("import", "peers", wrote("peers.csv", PEERS, DAVIE))
    (found,) = service("import", "matches", wrote("m.csv", MATCHES, MORAG), "--json").lines
    plan = ("do", "plan-session", f"match={found['id']}", "planned_for=2090-01-03T10:00:00Z")

    refused = service(*plan)

    assert "PVG" in refused.error
    assert service("do", "record-session", f"match={found['id']}", "minutes=60").status == 0


def test_whoever_supports_has_to_be_known_first(service: Terminal) -> None:
    ran = service("import", "matches", wrote("m.csv", MATCHES, MORAG), "--json")

    assert ran.status == 1
    assert ran.lines[0]["reason"].startswith("Column peer_email: davie@example.org is not")
    assert "Import the list of peer supporters first" in ran.lines[0]["reason"]
    assert service("caseload", "--json").json["rows"] == []


def test_the_same_match_again_is_a_duplicate(service: Terminal) -> None:
    service("import", "peers", wrote("peers.csv", PEERS, DAVIE))
    file = wrote("m.csv", MATCHES, MORAG, MORAG)

    first = service("import", "matches", file, "--json")
    again = service("import", "matches", file, "--json")

    assert outcomes(first) == ["accepted", "duplicate"]
    assert outcomes(again) == ["duplicate", "duplicate"]
    assert {each["id"] for each in (*first.lines, *again.lines)} == {first.lines[0]["id"]}
    assert len(service("caseload", "--json").json["rows"]) == 1


def test_a_person_who_was_referred_is_linked_when_they_are_the_same(service: Terminal) -> None:
    service("import", "peers", wrote("peers.csv", PEERS, DAVIE))
    referrals = "agreed,name,email,birth_date\nyes,Morag Example,morag@example.org,1950-01-31\n"
    (referred,) = service("import", "referrals", wrote("r.csv", referrals), "--json").lines
    matches = "name,birth_date,peer_email\nMorag Example,31/01/1950,davie@example.org\n"

    (found,) = service("import", "matches", wrote("m.csv", matches), "--json").lines

    assert (found["person"], found["linked"]) == (referred["person"], True)
    (row,) = service("caseload", "--json").json["rows"]
    assert (row["match"], row["referral"]) == (found["id"], referred["id"])


def test_a_number_that_stands_for_two_people_is_refused(service: Terminal) -> None:
    service("import", "peers", wrote("peers.csv", PEERS, DAVIE, EUAN))
    head = "case_number,name,peer_email\n"
    rows = ("7,Morag Example,davie@example.org\n", "7,Callum Example,euan@example.org\n")

    ran = service("import", "matches", wrote("m.csv", head, *rows), "--json")

    assert outcomes(ran) == ["accepted", "refused"]
    assert ran.lines[1]["reason"].startswith("Column person_id: ")


def test_people_of_one_household_are_two(service: Terminal) -> None:
    service("import", "peers", wrote("peers.csv", PEERS, DAVIE))
    head = "name,email,peer_email\n"
    rows = [f"{name} Example,home@example.org,davie@example.org\n" for name in ("Morag", "Callum")]

    ran = service("import", "matches", wrote("m.csv", head, *rows), "--json")

    assert outcomes(ran) == ["accepted", "accepted"]
    assert len({each["person"] for each in ran.lines}) == 2


def test_a_name_that_several_peer_supporters_have_points_to_none(service: Terminal) -> None:
    rows = [f"Davie Example,{where}@example.org,,,\n" for where in ("one", "two")]
    service("import", "peers", wrote("peers.csv", PEERS, *rows))

    ran = service("import", "matches", wrote("m.csv", "name,peer\nMorag,Davie Example\n"), "--json")

    assert ran.lines[0]["reason"].startswith("Column peer: what is given fits several")


def test_offer_and_coordinator_may_be_given_or_stand_in_the_row(service: Terminal) -> None:
    service("import", "peers", wrote("peers.csv", PEERS, DAVIE))
    service("do", "name-staff", "staff=shona", "name=Shona", "duties=COORDINATOR")
    plain = wrote("m.csv", MATCHES, MORAG)
    before = events_in(service)

    assert "coordinator" in service("import", "matches", plain).error
    assert "coordinator" in service("import", "matches", plain, "--coordinator", "x").error
    assert "offer" in service("import", "matches", plain, "--offer", "x").error
    assert events_in(service) == before
    said = MATCHES.replace("\n", ",coordinator,offer\n"), MORAG.replace("\n", ",Shona,walking\n")
    (found,) = service("import", "matches", wrote("n.csv", *said), "--json").lines
    assert found["outcome"] == "accepted"
    (row,) = service("caseload", "--json").json["rows"]
    assert row["coordinator"] == "shona"
    (again,) = service("import", "matches", plain, "--coordinator", "isla", "--json").lines
    assert again["outcome"] == "duplicate"


def test_a_row_may_name_an_offer_that_there_is_not(service: Terminal) -> None:
    service("import", "peers", wrote("peers.csv", PEERS, DAVIE))
    said = MATCHES.replace("\n", ",offer\n"), MORAG.replace("\n", ",Swimming\n")

    (found,) = service("import", "matches", wrote("n.csv", *said), "--json").lines

    assert found["reason"].startswith("Column offer: ")


# --- Two at once ---


@pytest.mark.parametrize("what", ["peers", "matches"])
def test_two_imports_at_once_record_once(service: Terminal, what: str) -> None:
    """Both have looked at who is known before either records anything."""
    peers = wrote("peers.csv", PEERS, DAVIE, EUAN)
    file = peers
    if what == "matches":
        service("import", "peers", peers)
        file = wrote("m.csv", MATCHES, MORAG)
    met = threading.Barrier(2, timeout=60)
    name = {"peers": "receive_peers", "matches": "receive_matches"}[what]
    receive: Callable[..., Any] = getattr(taking_in, name)

    def together(*args: Any, **more: Any) -> Any:
        met.wait()
        return receive(*args, **more)

    def run() -> None:
        taking_in.import_(parser().parse_args(["import", what, file, "--json"]))

    before = events_in(service)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(taking_in, name, together)
        both = [threading.Thread(target=run) for _each in range(2)]
        for each in both:
            each.start()
        for each in both:
            each.join()

    assert events_in(service) == before + {"peers": 2 * 3, "matches": 4}[what]
    assert set(outcomes(service("import", what, file, "--json"))) == {"duplicate"}


# --- Whatever is sent ---


WRONG: dict[str, bytes] = {
    "binary": os.urandom(64) + b"\0",
    "empty": b"",
    "blank": b" \r\n \r\n",
    "headings": b"name,email,peer\r\n",
    "other": b"one,two\n1,2\n",
    "unclosed": b'name,email,peer\n"Davie,davie@example.org,x\n',
    "cells": b"name,email\nDavie,d@example.org,more,and more\n",
    "huge": b"name,email\n" + b"x" * 25_000_001,
    "twice": b"name,name\nDavie,Euan\n",
}


@pytest.mark.parametrize("kind", sorted(WRONG))
@pytest.mark.parametrize("what", ["peers", "matches"])
def test_what_is_no_list_is_refused_by_name_and_nothing_is_written(
    service: Terminal, what: str, kind: str
) -> None:
    before = events_in(service)

    ran = service("import", what, wrote(f"{kind}.csv", WRONG[kind]), "--json")

    assert ran.status == 1
    assert ran.lines
    assert all(each["outcome"] == "refused" and each["reason"] for each in ran.lines)
    assert events_in(service) == before


def test_a_file_that_is_not_there_is_refused_and_the_next_goes_in(service: Terminal) -> None:
    ran = service("import", "peers", "missing.csv", wrote("list.csv", PEERS, DAVIE), "--json")

    assert ran.status == 1
    assert outcomes(ran) == ["refused", "accepted"]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + (PEERS + DAVIE).encode(),
        (PEERS + DAVIE).encode("utf-16"),
        (PEERS + DAVIE).replace(",", ";").encode(),
        (PEERS + DAVIE).replace(",", "\t").encode(),
        (PEERS + DAVIE).replace("\n", "\r\n").encode("cp1252"),
    ],
)
def test_a_list_is_read_however_a_spreadsheet_saved_it(service: Terminal, content: bytes) -> None:
    (found,) = service("import", "peers", wrote("list.csv", content), "--json").lines

    assert found["outcome"] == "accepted"


def test_a_cell_that_looks_like_a_formula_is_kept_as_words(service: Terminal) -> None:
    formula = '"=HYPERLINK(""x"")",f@example.org,,,\n'
    service("import", "peers", wrote("list.csv", PEERS, formula))
    match = "name,peer_email\nMorag Example,f@example.org\n"
    service("import", "matches", wrote("m.csv", match))

    table = service("caseload", "--format", "csv").out

    assert "HYPERLINK" not in table
    assert "=HYPERLINK" in service("caseload").out


# --- Other services' exports, as the pages about the imports tell of them ---


def exported(shared_data: Path, name: str) -> str:
    return str(shared_data / "csv-people" / f"{name}.csv")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("volunteers", ["accepted"] * 3),
        ("supervisors", ["accepted"] * 3),
        ("supervisor_volunteers", ["accepted"] * 2),
        ("casa_cases", ["refused"] * 3),
    ],
)
def test_every_export_of_another_service_as_a_list_of_peer_supporters(
    terminal: Terminal, shared_data: Path, name: str, expected: list[str]
) -> None:
    file = exported(shared_data, name)
    again = ["duplicate" if each == "accepted" else each for each in expected]

    assert outcomes(terminal("import", "peers", file, "--json")) == expected
    assert outcomes(terminal("import", "peers", file, "--json")) == again


def test_the_cases_of_another_service_after_its_volunteers(
    service: Terminal, shared_data: Path
) -> None:
    cases = exported(shared_data, "casa_cases")
    too_early = service("import", "matches", cases, "--json")
    service("import", "peers", exported(shared_data, "volunteers"))

    ran = service("import", "matches", cases, "--json")

    assert outcomes(too_early) == ["refused"] * 4
    assert [(each["record"], each["outcome"]) for each in ran.lines] == [
        (1, "accepted"),
        (2, "accepted"),
        (2, "accepted"),
        (3, "refused"),
    ]
    assert ran.lines[1]["person"] == ran.lines[2]["person"]
    assert ran.lines[1]["id"] != ran.lines[2]["id"]
    assert ran.lines[3]["reason"].startswith("Column peer: ")
    assert "birth_month_year_youth, next_court_date" in ran.lines[0]["warnings"][0]


@pytest.mark.parametrize("name", ["volunteers", "supervisors", "supervisor_volunteers"])
def test_a_list_of_those_who_give_support_is_no_list_of_matches(
    service: Terminal, shared_data: Path, name: str
) -> None:
    ran = service("import", "matches", exported(shared_data, name), "--json")

    assert set(outcomes(ran)) == {"refused"}
    assert all(each["reason"].startswith("Column peer: ") for each in ran.lines)


@pytest.mark.parametrize(
    ("page", "layout"), [("peers", csv_people.LAYOUT), ("matches", csv_matches.LAYOUT)]
)
def test_the_page_about_an_import_names_every_column_and_heading(page: str, layout: Layout) -> None:
    written = (Path(__file__).parents[2] / "docs" / f"import-{page}.md").read_text()

    for heading in (*layout.columns, *layout.other_headings):
        assert f"`{heading}`" in written, heading


def test_the_pages_name_every_gap() -> None:
    docs = Path(__file__).parents[2] / "docs"

    for gap in PeerGap:
        assert f"`GAP_{gap}`" in (docs / "import-peers.md").read_text()
    for each in set(MatchGap) - OF_THE_PEER:
        assert f"`GAP_{each}`" in (docs / "import-matches.md").read_text()
