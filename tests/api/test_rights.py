"""Rights and retention through the door: a request, its clock, the export, enquiries let go."""

import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from api.main import application, desk_of
from api.store import Store, open_store
from application.perform import perform
from domain.decider import Command
from domain.erasure import PlaceLegalHold
from domain.people import LOCAL_OPERATOR, PersonId, Subject
from domain.referral import AgreedHow, ReceiveReferral, Source
from domain.rights import HeardHow, Right
from infrastructure.backup import backup, restore
from infrastructure.settings import Settings
from infrastructure.verification import verify
from projections.directory import Directory
from projections.subject_access import subject_access
from tests.api.terminal import Terminal, request, sent, terminal
from tests.faults.people import SERVICE, open_machair

__all__ = ["terminal"]  # the fixture

BEGINNING = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Turned:
    """A clock that a test turns."""

    now = BEGINNING

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Turned:
    return Turned()


@pytest.fixture
def store(tmp_path: Path, clock: Turned) -> Any:
    settings = Settings(data=str(tmp_path / "data"), keys=str(tmp_path / "keys"))
    store = open_store(settings, create=True, clock=clock)
    open_machair(lambda command: give(store, command))
    yield store
    store.close()


def give(store: Store, command: Command) -> Any:
    return perform(command, store.ledger, by=LOCAL_OPERATOR, service=SERVICE)


def referred(store: Store, name: str, *, agreed: bool = True) -> PersonId:
    receipt = give(
        store,
        ReceiveReferral(
            service=SERVICE,
            source=Source.FAMILY,
            agreed_how=AgreedHow.SPOKEN if agreed else None,
            name=name,
        ),
    )
    person: PersonId = receipt.events[-1].event.person
    return person


def test_a_request_is_on_the_worklist_until_it_is_answered(store: Store, clock: Turned) -> None:
    person = referred(store, "Morag Testperson")
    with TestClient(application(store, SERVICE), base_url="http://127.0.0.1") as client:
        said = {"right": Right.ACCESS, "how": HeardHow.SPOKEN, "person": person}
        asked = client.post("/api/v1/rights-requests", json=said).json()["ids"]["rights_request"]

        (row,) = client.get("/api/v1/rights_requests").json()["rows"]
        assert row["state"] == "OPEN"
        assert row["due_at"].startswith("2026-04-02T22:59:59")  # Thursday, by British clocks
        assert row["holds"] is False
        codes = [each["code"] for each in client.get("/api/v1/worklist").json()["rows"]]
        assert "REQUEST_TO_ANSWER" in codes
        clock.now = BEGINNING + timedelta(days=40)
        codes = [each["code"] for each in client.get("/api/v1/worklist").json()["rows"]]
        assert "REQUEST_LATE" in codes
        assert "REQUEST_TO_ANSWER" not in codes

        no = client.post(f"/api/v1/rights-requests/{asked}/answer", json={"outcome": "REFUSED"})
        assert (no.status_code, no.json()["field"]) == (422, "reasons")
        client.post(f"/api/v1/rights-requests/{asked}/answer", json={"outcome": "DONE"})
        codes = [each["code"] for each in client.get("/api/v1/worklist").json()["rows"]]
        assert "REQUEST_LATE" not in codes
        told = client.get(f"/api/v1/person_history/{person}").json()["entries"]
        assert "Was given an answer to a request: it was done." in [
            each["sentence"] for each in told
        ]


def test_enquiries_go_by_themselves_and_once_whoever_runs_it(store: Store, clock: Turned) -> None:
    gone = referred(store, "Morag Testperson", agreed=False)
    stays = referred(store, "Callum Testperson")
    desk = desk_of(store, SERVICE)
    assert desk.let_enquiries_go() == 0
    clock.now = BEGINNING + timedelta(days=32)

    assert desk.let_enquiries_go() == 1
    assert desk.let_enquiries_go() == 0

    assert store.keyring.tombstones() == (f"person:{gone}",)
    assert store.keyring.existing_key_of(f"person:{stays}") is not None
    entries = store.ledger.history(f"person:{gone}")  # type: ignore[arg-type]
    assert [each.by for each in entries[-2:]] == ["clock", "clock"]


def test_a_held_enquiry_stays(store: Store, clock: Turned) -> None:
    person = referred(store, "Morag Testperson", agreed=False)
    give(store, PlaceLegalHold(service=SERVICE, person=person, reason="A court asks."))
    clock.now = BEGINNING + timedelta(days=60)

    assert desk_of(store, SERVICE).let_enquiries_go() == 0
    with TestClient(application(store, SERVICE), base_url="http://127.0.0.1") as client:
        (row,) = client.get("/api/v1/retention_of_people").json()["rows"]
    assert (row["due"], row["held"], row["by_itself"]) == (True, True, True)


# --- From the terminal ---


def test_an_export_is_for_its_reader_alone_and_says_what_to_look_at(terminal: Terminal) -> None:
    people = request("1", "p1"), request("2", "p2")
    assert terminal("import", "referrals", sent(Path("two.json"), *people)).status == 0
    person = terminal("caseload", "--json").json["rows"][0]["person"]

    said = terminal("subject-access", f"person.{person}", "--out", "export.txt").out

    assert "Read it before you hand it over" in said
    assert stat.S_IMODE(Path("export.txt").stat().st_mode) == 0o600
    text = Path("export.txt").read_text()
    assert "name: Morag Testperson" in text
    assert "referrer name: left out. It names somebody else." in text
    assert "Dr Example" not in text
    there = terminal("subject-access", f"person.{person}", "--out", "export.txt")
    assert "export.txt is there already (name another file with --out)" in there.error
    shown = terminal("subject-access", f"person.{person}", "--json").json
    assert shown["subject"] == f"person:{person}"


def test_what_is_kept_and_until_when_is_shown(terminal: Terminal) -> None:
    agreed = sent(Path("one.json"), request("1", "p1"))
    assert terminal("import", "referrals", agreed).status == 0

    shown = terminal("retention")

    assert "ENQUIRY" in shown.out
    assert terminal("retention", "--let-go", "--json").json == {"gone": 0}


def test_a_value_that_was_taken_out_stands_on_no_page_in_no_answer_and_in_no_file(
    store: Store, tmp_path: Path
) -> None:
    person = referred(store, "Morag Testperson")
    planted = "Zyxthamish drinks"
    said = {"phone": "01632 960001", "household_risks": planted}
    with TestClient(application(store, SERVICE), base_url="http://127.0.0.1") as client:
        entry = client.post(f"/api/v1/people/{person}/safe-contact", json=said).json()["position"]
        places = [
            f"/people/{person}",
            f"/entries/{entry}/correction",
            f"/api/v1/person_history/{person}",
            f"/api/v1/person_history/{person}?known_at=2026-12-31",
            "/api/v1/caseload",
            "/api/v1/worklist",
        ]
        before = "\n".join(client.get(each).text for each in places)
        assert planted in before
        copied = tmp_path / "copy"
        backup(store.recorder, store.keyring, store.settings, copied)

        taken = {
            "field": "household_risks",
            "ground": "ABOUT_SOMEBODY_ELSE",
            "reason": "Not about her.",
        }
        answer = client.post(f"/api/v1/entries/{entry}/redaction", json=taken)

        assert answer.status_code == 201, answer.text
        after = "\n".join(client.get(each).text for each in places)
        assert planted not in after
        assert "01632 960001" in after
        assert "because it spoke of somebody else" in after
        export = subject_access(
            store.ledger,
            desk_of(store, SERVICE).opener,
            Directory(store.views, desk_of(store, SERVICE).opener),
            Subject(f"person:{person}"),
        )
        assert planted.encode() not in msgspec.json.encode(export)
    assert verify(store.recorder).ok

    # A backup made before is put back beside the keyring that is there.
    there = Settings(data=str(tmp_path / "restored"), keys=str(tmp_path / "keys"))
    restore(copied, there, ())
    with closing(open_store(there, create=False)) as restored:
        with TestClient(application(restored, SERVICE), base_url="http://127.0.0.1") as client:
            again = "\n".join(client.get(each).text for each in places)
            more = client.post(f"/api/v1/people/{person}/safe-contact", json={"phone": "01632 9"})
            assert more.status_code == 201, more.text
        assert planted not in again
        assert "01632 960001" in again
    files = b"\n".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
    assert planted.encode() not in files


def test_a_record_that_is_only_kept_says_so_in_words(store: Store) -> None:
    person = referred(store, "Morag Testperson")
    with TestClient(application(store, SERVICE), base_url="http://127.0.0.1") as client:
        said = {"right": Right.RESTRICTION, "how": HeardHow.WRITTEN, "person": person}
        asked = client.post("/api/v1/rights-requests", json=said).json()["ids"]["rights_request"]

        (row,) = client.get("/api/v1/rights_requests").json()["rows"]
        assert row["holds"] is True
        told = {each["code"]: each for each in client.get("/api/v1/worklist").json()["rows"]}
        assert "nobody is proposed for them" in told["RECORD_ONLY_KEPT"]["sentence"]

        client.post(f"/api/v1/rights-requests/{asked}/withdrawal", json={})
        (row,) = client.get("/api/v1/rights_requests").json()["rows"]
        assert row["holds"] is False
