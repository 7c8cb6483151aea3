"""Indicators through the door: what is seen, what is said of it, what a key's end changes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from api.main import application
from domain.adoption import AdoptDefinitions
from domain.boundaries import BoundaryKind, ReportBoundaryEvent
from domain.channels import Channel
from domain.goals import NoteSupportNetwork
from domain.indicators import NO_NEW_MATCHES
from domain.people import MatchId
from domain.session import RecordSession
from projections.caseload import caseload
from projections.dependency_indicators import dependency_indicators
from projections.own_indicators import own_indicators_of
from tests.api.small_service import FRASER, SERVICE, SmallService, small_service
from tests.api.terminal import Terminal, terminal

__all__ = ["terminal"]  # the fixture

HERE = "http://127.0.0.1"
NOW = datetime(2026, 3, 30, 12, tzinfo=UTC)
Client = TestClient[Any]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SmallService]:
    """Morag and Davie for twelve weeks, four sessions a month and, lately, many more."""
    with small_service(tmp_path / "alongside-data") as service:
        service.active_peer("Davie Example")
        service.accepted("Morag Testperson", "Somebody to walk with.")
        match = service.active("Morag", "Davie")
        service.clock.now = NOW
        for back in (70, 63, 56, 49, 42, 35, 27, 20, 13, 9, 8, 7, 6, 3, 2, 1):
            at = NOW - timedelta(days=back)
            service.do(
                RecordSession(
                    match=match,
                    at=at,
                    minutes=60,
                    worried=False,
                    mode=Channel.WALK,
                    peer_wellbeing=2,
                )
            )
        yield service


@pytest.fixture
def client(service: SmallService) -> Iterator[Client]:
    with TestClient(application(service.store, SERVICE), base_url=HERE) as client:
        yield client


def match_of(service: SmallService) -> MatchId:
    return service.matches["Morag"]


def rows(client: Client, **query: object) -> list[dict[str, Any]]:
    answer = client.get("/api/v1/dependency_indicators", params=query)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["rows"]
    return found


def row(client: Client, code: str, **query: object) -> dict[str, Any]:
    (found,) = [each for each in rows(client, **query) if each["code"] == code]
    return found


def test_the_answer_holds_a_row_for_every_indicator_in_words_with_names(client: Client) -> None:
    found = rows(client)
    contacts = row(client, "D1")

    assert len(found) == 16
    assert contacts["sentence"].startswith("Contacts: 10 in the last 28 days; you agreed about 4.")
    assert contacts["standing"] == "NOTICE"
    assert contacts["value"] == 2.5
    assert len(contacts["inputs"]) == 10
    assert not any("{" in each["sentence"] for each in found)


def test_caseload_interface_and_list_agree(service: SmallService, client: Client) -> None:
    (case,) = client.get("/api/v1/caseload").json()["rows"]
    found = rows(client)
    (live,) = caseload(service.store.views, SERVICE).rows
    held = dependency_indicators(service.store.views, SERVICE, listed=True).rows

    assert {each["level"] for each in found} == {case["level"]} == {live.level}
    assert case["level"] in {1, 2}
    assert {each.code for each in held} == {each["code"] for each in found if each["severity"]}


def test_what_was_known_then_and_what_was_true_then(client: Client) -> None:
    moment = (NOW - timedelta(days=10)).isoformat().replace("+00:00", "Z")

    assert row(client, "D1", true_at=moment)["standing"] == "NOTHING"
    assert rows(client, known_at="2026-01-06")[0]["level"] is None


def acknowledge(client: Client, service: SmallService, **more: object) -> Any:
    body = {"indicator": "D1", "acknowledged_by": "isla", "view": "EXPECTED"} | more
    path = f"/api/v1/matches/{match_of(service)}/indicator-acknowledgements"
    return client.post(path, json=body)


def test_it_is_acknowledged_and_comes_off_the_list(client: Client, service: SmallService) -> None:
    before = {each["code"] for each in rows(client, listed=True)}
    answer = acknowledge(client, service, quiet_until="2026-04-20", reason="New walks.")
    after = {each["code"] for each in rows(client, listed=True)}

    assert answer.status_code == 201, answer.text
    assert before - after == {"D1"}
    assert row(client, "D1")["quiet_until"] == "2026-04-20"
    assert row(client, "D1")["level"] == rows(client)[0]["level"] >= 1


def test_a_refusal_names_the_field_and_what_to_do(client: Client, service: SmallService) -> None:
    answer = acknowledge(client, service, quiet_until="2027-01-01", reason="Later.")

    assert answer.status_code == 422
    assert answer.json()["type"].endswith("QuietForTooLong")
    assert "at most 56 days" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["indicator-contests", "indicator-comments"])
def test_either_side_has_a_say(client: Client, service: SmallService, path: str) -> None:
    body = {"indicator": "D1", "by": "PERSON", "words": "We like it so."}
    answer = client.post(f"/api/v1/matches/{match_of(service)}/{path}", json=body)

    assert answer.status_code == 201, answer.text
    assert row(client, "D1")["contested"] is (path == "indicator-contests")
    history = client.get(f"/api/v1/person_history/{service.people['Morag']}").json()
    assert "We like it so." in history["entries"][-1]["sentence"]


def test_adopting_other_thresholds_changes_what_is_raised(
    client: Client, service: SmallService
) -> None:
    values = {"indicators.contacts.notice": 3, "indicators.contacts.review": 4}
    answer = client.post("/api/v1/definitions", json={"adopted_by": FRASER, "values": values})
    shown = client.get("/api/v1/definitions").json()

    assert answer.status_code == 201, answer.text
    assert row(client, "D1")["standing"] == "NOTHING"
    assert row(client, "D1")["definitions"] == "adopted-1" == shown["version"]
    assert shown["values"]["indicators.contacts.notice"] == 3
    assert service.store.views.rebuild("dependency_indicators")[0]


def test_a_serious_event_is_seen_at_once(client: Client, service: SmallService) -> None:
    service.do(ReportBoundaryEvent(match=match_of(service), kind=BoundaryKind.MONEY, serious=True))

    assert row(client, "B2")["standing"] == "ACT"
    assert {each["level"] for each in rows(client)} == {3}


def test_what_is_sealed_is_judged_and_no_longer_once_its_key_is_destroyed(
    client: Client, service: SmallService
) -> None:
    """Erasure is heard of by the view itself, though no event was recorded."""
    morag = service.people["Morag"]
    service.do(NoteSupportNetwork(person=morag, people=0))
    assert row(client, "D4")["standing"] == "NOTICE"

    service.store.keyring.erase(f"person:{morag}")

    forgotten = row(client, "D4")
    assert forgotten["standing"] == "NOT_RECORDED"
    assert forgotten["value"] is None
    assert row(client, "D1")["standing"] == "NOTICE"
    before, after = service.store.views.rebuild("dependency_indicators")
    assert before == after


def test_a_peer_supporters_own_rating_is_forgotten_with_their_key(
    client: Client, service: SmallService
) -> None:
    davie = service.peers["Davie"]

    def own() -> dict[str, str]:
        found = client.get(f"/api/v1/own_indicators/{davie}").json()["rows"]
        return {each["code"]: each["standing"] for each in found}

    def what_a_coordinator_reads() -> str | None:
        rows = client.get("/api/v1/peer_roster").json()["rows"]
        read: str | None = next(each for each in rows if each["peer"] == davie)["no_new_matches"]
        return read

    assert own() == {"D12": "NOTHING", "D13": "NOTICE"}
    assert what_a_coordinator_reads() == NO_NEW_MATCHES

    service.store.keyring.erase(f"peer:{davie}")

    assert own() == {"D12": "NOTHING", "D13": "NOT_ENOUGH_DATA"}
    assert what_a_coordinator_reads() is None


def test_what_is_the_peer_supporters_own_is_in_nobody_elses_answer(
    client: Client, service: SmallService
) -> None:
    assert own_indicators_of(service.store.views, service.peers["Davie"]).rows
    person = service.people["Morag"]
    answers = [
        client.get("/api/v1/dependency_indicators").text,
        client.get("/api/v1/caseload").text,
    ]
    history = client.get(f"/api/v1/person_history/{person}").text

    assert not [each for each in answers if "D12" in each or "D13" in each]
    assert "well-being" not in "".join(answers) + history


# --- The command line ---


def test_indicators_are_sentences_on_the_terminal(
    service: SmallService, terminal: Terminal, tmp_path: Path
) -> None:
    where = ("--data", tmp_path / "alongside-data" / "data", "--keys",
             tmp_path / "alongside-data" / "keys")  # fmt: skip
    service.store.views.catch_up()
    shown = terminal("indicators", "--true-at", "2026-03-30", *where)
    machine = terminal("indicators", "--true-at", "2026-03-30", "--json", *where).json

    assert shown.status == 0, shown.err
    assert "Contacts: 10 in the last 28 days; you agreed about 4." in shown.out
    assert "Other explanations:" in shown.out
    assert {each["person"] for each in machine["rows"]} == {service.people["Morag"]}
    assert "Morag" not in str(machine["rows"])


def test_definitions_are_adopted_from_a_file(
    service: SmallService, terminal: Terminal, tmp_path: Path
) -> None:
    where = ("--data", tmp_path / "alongside-data" / "data", "--keys",
             tmp_path / "alongside-data" / "keys")  # fmt: skip
    assert service.people
    file = tmp_path / "definitions.toml"
    file.write_text("enquiry_kept_days = 20\n[indicators.contacts]\nnotice = 2\n")

    shown = terminal("definitions", "adopt", file, "--by", FRASER, *where)
    again = terminal("definitions", "show", "--json", *where).json

    assert shown.status == 0, shown.err
    assert "enquiry_kept_days = 20  (default 30)" in shown.out
    assert again["version"] == "adopted-1"
    assert again["values"]["indicators.contacts.notice"] == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("enquiry_kept_days = 'twenty'", "enquiry_kept_days must be a number"),
        ("[indicators.contacts]\nnotices = 2", "values.indicators.contacts.notices"),
        ("enquiry_kept_days = ", "nvalid value"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_the_place(
    service: SmallService, terminal: Terminal, tmp_path: Path, text: str, said: str
) -> None:
    where = ("--data", tmp_path / "alongside-data" / "data", "--keys",
             tmp_path / "alongside-data" / "keys")  # fmt: skip
    assert service.people
    file = tmp_path / "definitions.toml"
    file.write_text(text)

    assert said in terminal("definitions", "adopt", file, "--by", FRASER, *where).error
    assert "--by" in terminal("definitions", "adopt", file, *where).error


def test_definitions_by_somebody_else_are_refused(service: SmallService) -> None:
    from domain.adoption import NotAManager

    with pytest.raises(NotAManager):
        service.do(AdoptDefinitions(service=SERVICE, adopted_by="isla", values={}))  # type: ignore[arg-type]
