"""Extracts that other systems read: valid by a model that others keep, and telling of nobody."""

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.auditevent import AuditEvent
from fhir.resources.R4B.consent import Consent
from fhir.resources.R4B.servicerequest import ServiceRequest
from fhir.resources.R4B.task import Task

from api.fhir.referrals import TASK_STATUS
from api.store import Store
from application.evaluation import extract as extracting
from application.evaluation.studied import select
from application.principal import staff_member
from application.register import Noted
from domain.access import AnswerGiven, AnswerRefused
from domain.consent import DisclosureConsentGiven
from domain.folds import as_of, fold, of_subject
from domain.partnership import news_of
from domain.people import StaffId, Subject
from domain.referral import PERSONS_REFERRALS
from infrastructure.extracts import making, shards
from tests.api.terminal import Terminal, terminal
from tests.api.test_exporting import files_in, filled, service, store, words_of

__all__ = ["filled", "service", "store", "terminal"]  # the fixtures

MODELS: dict[str, Any] = {
    "AuditEvent": AuditEvent,
    "Consent": Consent,
    "ServiceRequest": ServiceRequest,
    "Task": Task,
}
Resource = dict[str, Any]


def lines_in(folder: str) -> dict[str, list[Resource]]:
    return {
        each.stem: [json.loads(line) for line in each.read_text().splitlines()]
        for each in sorted(Path(folder).glob("*.ndjson"))
    }


def look(store: Store, *about: str, view: str = "person_history", refused: bool = False) -> None:
    """Somebody looks, and it is noted; then something is recorded, so that an extract hears."""
    of = store.services()[0]
    kind = AnswerRefused(at=store.ledger.now(), service=of, view=view, rule="NotPermitted")
    given = AnswerGiven(at=store.ledger.now(), service=of, view=view, basis=("COORDINATOR",))
    subjects = [Subject(each) for each in about]
    store.reads.record(Noted(kind if refused else given, staff_member(StaffId("isla")), subjects))


def people_of(store: Store) -> list[Subject]:
    return sorted(store.ledger.subjects("person"))


def record_something(service: Terminal, store: Store) -> None:
    person = people_of(store)[-1].partition(":")[2]
    ask = ("do", "record-request", "how=SPOKEN", "right=ACCESS", f"person={person}")
    assert service(*ask).status == 0


@pytest.fixture
def looked_at(service: Terminal, store: Store) -> list[Subject]:
    """Six people whose records somebody looked at, with what else is noted of them."""
    (of,) = store.services()
    known = store.ledger.head().position
    people = list(select(store.ledger, of, known, store.views.clock(), ()).people[:6])
    for each in people:
        look(store, each)
        look(store, each, view="break_record")
    look(store, people[0], refused=True)
    look(store, *people, view="caseload")
    record_something(service, store)
    return people


@pytest.mark.parametrize("dates", ["shifted", "exact"])
def test_every_line_is_a_resource_that_others_read(
    service: Terminal, looked_at: list[Subject], dates: str
) -> None:
    made = service("export", "fhir", "--out", "told", "--dates", dates, "--json").json
    found = lines_in("told")

    assert set(found) == set(MODELS)
    for kind, lines in found.items():
        assert lines
        for each in lines:
            MODELS[kind].model_validate(each)
        with pytest.raises(ValueError, match="validation error"):
            MODELS[kind].model_validate({"resourceType": kind, "id": "x"})  # it can fail
    assert made["entries"] == sum(len(found[each]) for each in ("AuditEvent", "Consent", "Task"))
    names = [(each["resourceType"], each["id"]) for lines in found.values() for each in lines]
    assert len(names) == len(set(names))
    manifest = json.loads((Path("told") / "manifest.json").read_text())
    assert set(manifest["files"]) == {f"{kind}.ndjson" for kind in MODELS}
    assert manifest["form"] == "FHIR"


def test_a_referral_stands_where_the_one_fold_says_that_it_stands(
    service: Terminal, store: Store
) -> None:
    service("export", "fhir", "--out", "told", "--dates", "exact")
    tasks = lines_in("told")["Task"]
    referrals = [
        referral
        for each in people_of(store)
        for referral in fold(
            PERSONS_REFERRALS, of_subject(as_of(store.ledger.history(each)), each)
        ).each.values()
    ]
    news = [found[-1] for each in referrals if (found := [*news_of(each)])]
    expected = [(TASK_STATUS[last], since.isoformat()) for last, since in news]
    said = [
        (each["status"], datetime.fromisoformat(each["lastModified"]).isoformat()) for each in tasks
    ]

    assert len(expected) > 40
    assert sorted(said) == sorted(expected)


def test_no_name_no_word_no_item_and_no_identifier_stands_in_it(
    service: Terminal, store: Store, looked_at: list[Subject]
) -> None:
    service("export", "fhir", "--out", "told")
    told = "".join(each.read_text() for each in Path("told").glob("*.ndjson"))
    entries = [recorded for page in store.ledger.read() for recorded in page]
    identifiers = {tag.partition(":")[2] for each in entries for tag in each.tags}
    words = {text for each in entries for text in words_of(store, each)}
    consents = [each for each in entries if isinstance(each.event, DisclosureConsentGiven)]

    assert {each for each in (identifiers | words) - {"service"} if each in told} == set()
    assert len(consents) > 10
    for each in lines_in("told")["Consent"]:
        assert "code" not in each["provision"]  # what somebody has lived through
        assert "provision" not in each["provision"]
    assert "isla" not in told


def test_a_look_is_told_of_one_record_and_of_nothing_that_a_study_may_not_hear_of(
    service: Terminal, looked_at: list[Subject]
) -> None:
    service("export", "fhir", "--out", "told", "--dates", "exact")
    found = lines_in("told")["AuditEvent"]
    views = Counter(each["entity"][1]["what"]["identifier"]["value"] for each in found)

    assert views == {"person_history": 7}
    assert Counter(each["outcome"] for each in found) == {"0": 6, "4": 1}
    assert all("who" not in agent for each in found for agent in each["agent"])


def test_what_fewer_than_five_have_in_common_is_masked(
    service: Terminal, looked_at: list[Subject]
) -> None:
    service("export", "fhir", "--out", "told")
    found = lines_in("told")
    by_status: dict[tuple[str, str], set[str]] = {}
    for each in found["Task"]:
        status = each.get("status", "masked")
        by_status.setdefault(("Task", status), set()).add(each["for"]["reference"])
    for each in found["AuditEvent"]:
        outcome = each.get("outcome", "masked")
        patient = each["entity"][0]["what"]["reference"]
        by_status.setdefault(("AuditEvent", outcome), set()).add(patient)

    assert ("AuditEvent", "4") not in by_status  # one alone was refused
    assert min(map(len, by_status.values())) >= 5


def test_whoever_objects_is_absent_peer_supporters_too(service: Terminal, store: Store) -> None:
    assert service("export", "fhir", "--out", "before").status == 0
    peer = next(
        each.event.peer
        for page in store.ledger.read()
        for each in page
        if isinstance(each.event, DisclosureConsentGiven) and each.event.peer
    )
    person = next(
        tag.partition(":")[2]
        for tag in people_of(store)
        if fold(PERSONS_REFERRALS, as_of(store.ledger.history(tag))).each
    )
    ask = ("do", "record-request", "how=SPOKEN", "right=OBJECTION")
    assert service(*ask, f"peer={peer}").status == 0
    assert service(*ask, f"person={person}").status == 0
    assert service("export", "fhir", "--out", "after").status == 0
    whose = {
        out: {
            kind: {each[field]["reference"] for each in found[kind]}
            for kind, field in (("Consent", "patient"), ("Task", "for"))
        }
        for out, found in ((each, lines_in(each)) for each in ("before", "after"))
    }

    for kind in ("Consent", "Task"):
        assert len(whose["before"][kind] - whose["after"][kind]) == 1


def test_two_studies_have_no_name_and_no_moment_of_a_resource_in_common(service: Terminal) -> None:
    for study in ("first", "second"):
        assert service("export", "fhir", "--study", study, "--out", study).status == 0
    one, other = lines_in("first"), lines_in("second")

    for kind, field in (("Consent", "patient"), ("Task", "for"), ("ServiceRequest", "subject")):
        assert len(one[kind]) == len(other[kind])
        for name in ("id", field):
            assert not {str(each[name]) for each in one[kind]} & {
                str(each[name]) for each in other[kind]
            }


def test_a_broken_run_goes_on_and_the_same_again_is_the_same_bytes(
    service: Terminal, looked_at: list[Subject], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extracting, "ENTRIES_IN_A_SHARD", 500)
    monkeypatch.setattr(extracting, "ENTRIES_IN_MEMORY", 1000)
    whole = service("export", "fhir", "--out", "whole", "--json").json
    written: list[int] = []
    stop_after = [2]
    write = shards.write_shard

    def stopping(folder: Path, number: int, lives: Any) -> int:
        if len(written) == stop_after[0]:
            raise KeyboardInterrupt
        written.append(number)
        return write(folder, number, lives)

    monkeypatch.setattr(making, "write_shard", stopping)
    assert "stopped" in service("export", "fhir", "--out", "parts").err
    stop_after[0] = 99
    resumed = service("export", "fhir", "--out", "parts", "--json").json

    assert len(written) == len(set(written)) > 2
    assert resumed["digest"] == whole["digest"]
    assert files_in(Path("parts")) == files_in(Path("whole"))
