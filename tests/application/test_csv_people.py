"""Lists of peer supporters and of running matches: what a row becomes, and what it breaks."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from application.imports import csv_matches, csv_people
from application.imports.csv_matches import IncomingMatch, PeerNamed
from application.imports.csv_people import IncomingPeer
from application.imports.incoming import Refused
from domain.gaps import Gap

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


def sheet(**cells: str) -> bytes:
    values = ",".join('"' + value.replace('"', '""') + '"' for value in cells.values())
    return f"{','.join(cells)}\r\n{values}\r\n".encode()


def peer(**cells: str) -> IncomingPeer:
    (found,) = csv_people.read(sheet(**{"name": "Davie Example", **cells}), now=NOW)
    assert isinstance(found, IncomingPeer), found
    return found


def match(**cells: str) -> IncomingMatch:
    said = {"name": "Morag Example", "peer": "Davie Example", **cells}
    (found,) = csv_matches.read(sheet(**said), now=NOW)
    assert isinstance(found, IncomingMatch), found
    return found


def refused_peer(**cells: str) -> Refused:
    (found,) = csv_people.read(sheet(**{"name": "Davie Example", **cells}), now=NOW)
    assert isinstance(found, Refused), found
    return found


def refused_match(**cells: str) -> Refused:
    said = {"name": "Morag Example", "peer": "Davie Example", **cells}
    (found,) = csv_matches.read(sheet(**said), now=NOW)
    assert isinstance(found, Refused), found
    return found


# --- Peer supporters ---


def test_every_column_of_a_peer_supporter_is_read() -> None:
    found = peer(
        phone="01632 960001; 01632 960002",
        email="davie@example.org, d@example.org",
        address="1 Example Street",
        conditions="heart failure; arthritis",
        own_words="I have time now.",
        joined_on="01/02/2024",
        pvg_expires_on="2029-05-31",
        peer_id="V-7",
    )

    assert (found.phone, found.email) == ("01632 960001", "davie@example.org")
    assert found.other_contacts == ("01632 960002", "d@example.org")
    assert found.conditions == ("heart failure", "arthritis")
    assert (found.joined_on, found.pvg_expires_on) == (date(2024, 2, 1), date(2029, 5, 31))
    assert found.identifiers[0] == "peer-number|V-7"
    assert found.gap_codes == (Gap.SEVERAL_CONTACTS,)


def test_a_name_may_stand_in_one_column_or_in_two() -> None:
    (found,) = csv_people.read(sheet(first_name="Davie", surname="Example"), now=NOW)

    assert isinstance(found, IncomingPeer)
    assert found.name == "Davie Example"
    assert found.gap_codes == (Gap.NOBODY_TO_CONTACT,)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"name": " ", "email": "davie@example.org"}, "name"),
        ({"email": "davie at example"}, "email"),
        ({"phone": "call me"}, "phone"),
        ({"joined_on": "2026-03-03"}, "joined_on"),
        ({"joined_on": "31/02/2024"}, "joined_on"),
        ({"pvg_expires_on": "soon"}, "pvg_expires_on"),
    ],
)
def test_a_bad_cell_is_refused_with_its_column_and_the_rule(
    cells: dict[str, str], column: str
) -> None:
    refused = refused_peer(**cells)

    assert refused.reason.startswith(f"Column {column}: ")
    assert refused.reason.endswith("Correct the row and send it again.")


def test_the_same_person_is_known_again_by_number_address_or_telephone() -> None:
    first = peer(email="Davie@Example.org", phone="01632 960001")
    again = peer(name="DAVIE  example", email="davie@example.org", phone="+44 (0)1632-960001")
    other = peer(name="Euan Example", phone="01632 960001")

    assert set(first.identifiers) & set(again.identifiers)
    assert not set(first.identifiers) & set(other.identifiers)


def test_somebody_without_an_address_is_known_by_name() -> None:
    assert peer().identifiers == ("peer-name|davie example",)


# --- Running matches ---


def test_every_column_of_a_match_is_read() -> None:
    found = match(
        person_id="C-1",
        phone="01632 960003",
        birth_date="1950-01-31",
        peer_email="davie@example.org",
        started_on="01/09/2025",
        planned_end="2026-09-01",
        sessions_a_month="3.5",
        minutes="60",
    )

    assert found.peer == PeerNamed(email="davie@example.org", name="Davie Example")
    assert found.person_identifiers[0] == "list-person|C-1"
    assert (found.started_on, found.planned_end) == (date(2025, 9, 1), date(2026, 9, 1))
    assert (found.sessions_a_month, found.minutes) == (3.5, 60)
    assert found.gap_codes == ()


def test_several_peer_supporters_in_a_cell_are_several_matches() -> None:
    rows = csv_matches.read(
        sheet(case_number="C-1", case_assignment="a@example.org, b@example.org"), now=NOW
    )

    assert [each.peer.email for each in rows if isinstance(each, IncomingMatch)] == [
        "a@example.org",
        "b@example.org",
    ]
    assert {each.record for each in rows} == {1}


def test_what_is_missing_becomes_a_gap() -> None:
    (found,) = csv_matches.read(sheet(case_number="C-1", peer="Davie Example"), now=NOW)

    assert isinstance(found, IncomingMatch)
    assert set(found.gap_codes) == {Gap.NO_NAME, Gap.NOBODY_TO_CONTACT, Gap.DATE_UNCLEAR}


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"name": ""}, "name"),
        ({"peer": ""}, "peer"),
        ({"started_on": "2026-03-03"}, "started_on"),
        ({"sessions_a_month": "often"}, "sessions_a_month"),
        ({"sessions_a_month": "0"}, "sessions_a_month"),
        ({"minutes": "1441"}, "minutes"),
        ({"birth_date": "1799-01-01"}, "birth_date"),
        ({"email": "nowhere"}, "email"),
    ],
)
def test_a_bad_cell_of_a_match_is_refused_with_its_column(
    cells: dict[str, str], column: str
) -> None:
    assert refused_match(**cells).reason.startswith(f"Column {column}: ")


# --- Whatever is sent ---


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)))
def test_nothing_that_is_sent_breaks_a_reader(data: bytes) -> None:
    readers: tuple[Callable[..., Sequence[object]], ...] = (csv_people.read, csv_matches.read)
    for read in readers:
        found = read(data, now=NOW)
        assert found
        assert all(isinstance(each, Refused | IncomingPeer | IncomingMatch) for each in found)


# --- Other services' exports ---


def test_the_volunteers_of_another_service_are_read(shared_data: Path) -> None:
    found = csv_people.read((shared_data / "csv-people" / "volunteers.csv").read_bytes(), now=NOW)

    assert [each.name for each in found if isinstance(each, IncomingPeer)] == [
        "Volunteer One",
        "Volunteer Two",
        "Volunteer Three",
    ]
    assert all(isinstance(each, IncomingPeer) and each.email for each in found)


def test_a_list_of_cases_is_no_list_of_people(shared_data: Path) -> None:
    found = csv_people.read((shared_data / "csv-people" / "casa_cases.csv").read_bytes(), now=NOW)

    assert [each.code for each in found if isinstance(each, Refused)] == ["BAD_NAME"] * 3


def test_the_cases_of_another_service_are_read_as_matches(shared_data: Path) -> None:
    found = csv_matches.read((shared_data / "csv-people" / "casa_cases.csv").read_bytes(), now=NOW)

    assert [each.record for each in found] == [1, 2, 2, 3]
    assert isinstance(found[3], Refused)
    assert found[3].reason.startswith("Column peer: ")
