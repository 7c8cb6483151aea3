"""A record about confidentiality outlives the person in it: ground, verdict and times, no words."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from api.main import KeyringOpener
from application.ledger import Receipt
from application.perform import perform
from domain.confidentiality import BREAK as BREAK_FOLD
from domain.confidentiality.commands import CompleteBreakRecord
from domain.confidentiality.commands_after import RecordToldOfSharing
from domain.confidentiality.language import Ground, Stage, Verdict
from domain.decider import Command
from domain.erasure import ErasePerson, ErasureGround
from domain.folds import as_of, fold, of_subject
from domain.people import ActorId, BreakId, PersonId, Subject, subject
from domain.personal import Class, Sealed
from domain.service import Duty, NameStaff
from infrastructure.codec import opened
from infrastructure.verification import verify
from projections.directory import Directory
from projections.subject_access import subject_access
from tests.deployments import BEGINNING, DATABASES, Deployment, deployed
from tests.domain.confidences import AILSA, COMPLETED, EMERGENCY, KNOWN, reviewed
from tests.faults.people import SERVICE, open_machair, somebody_ready

ALL: tuple[Class, ...] = ("words", "coded")
PLANTED = "Zyxtmorag"


@pytest.fixture(params=DATABASES)
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Deployment]:
    with deployed(request.param, tmp_path) as deployment:
        yield deployment


def test_ground_verdict_and_times_stay_and_words_are_gone(there: Deployment) -> None:
    person = _somebody_in(there)
    record = _judged_record_about(there, person)
    before = _stages(there, record)
    assert PLANTED in _written(there, record)

    _asked(there, ErasePerson(person=person, ground=ErasureGround.OBJECTED))

    assert PLANTED not in _written(there, record)
    assert Ground.SUICIDE_RISK in _values(there, record, "grounds")
    assert Verdict.UPHELD in _values(there, record, "verdict")
    assert _stages(there, record) == before
    assert before[0] is Stage.REVIEWED
    assert isinstance(_values(there, record, "ground_words")[0], Sealed)
    assert verify(there.recorder).ok


def test_nobody_reads_in_their_record_what_they_were_not_told(there: Deployment) -> None:
    person = _somebody_in(there)
    emergency = replace(
        EMERGENCY,
        person=str(person),
        decided_by="davie",
        decided_at=BEGINNING,
        shared_at=BEGINNING,
        ground_words=f"{PLANTED} said goodbye.",
    )
    begun = _asked(there, emergency)
    identifier: BreakId = begun.events[0].event.break_id  # type: ignore[attr-defined]
    assert "goodbye" not in _given_to(there, person)
    assert identifier not in _given_to(there, person)

    _asked(there, RecordToldOfSharing(break_id=identifier, told_by=ActorId("isla")))

    assert "goodbye" in _given_to(there, person)
    assert Ground.SUICIDE_RISK.value in _given_to(there, person)


def _given_to(there: Deployment, person: PersonId) -> str:
    opener = KeyringOpener(there.keyring)
    directory = Directory(there.views(), opener)
    found = subject_access(there.ledger, opener, directory, subject("person", person))
    return msgspec.json.encode(found).decode()


def _somebody_in(there: Deployment) -> PersonId:
    def give(command: Command) -> Receipt:
        return _asked(there, command)

    open_machair(give)
    duties = (Duty.REVIEWER,)
    give(NameStaff(service=SERVICE, staff=AILSA, name="Ailsa Example", duties=duties))
    somebody_ready(give, f"{PLANTED} Testperson")
    (found,) = there.ledger.subjects("person")
    return PersonId(found.partition(":")[2])


def _asked(there: Deployment, command: Command, by: str = "isla") -> Receipt:
    return perform(command, there.ledger, by=ActorId(by), service=SERVICE)


def _judged_record_about(there: Deployment, person: PersonId) -> Subject:
    """A record of a night that was told, completed and reviewed."""
    there.clock.go_on(hours=1)
    emergency = replace(
        EMERGENCY,
        person=str(person),
        decided_by="davie",
        decided_at=BEGINNING,
        shared_at=BEGINNING,
        ground_words=f"{PLANTED} said goodbye, with tablets in front of her.",
    )
    begun = _asked(there, emergency)
    identifier: BreakId = begun.events[0].event.break_id  # type: ignore[attr-defined]
    for command in (
        replace(KNOWN, break_id=identifier, learned_at=BEGINNING, words=f"{PLANTED} rang."),
        replace(COMPLETED, break_id=identifier, first_aware_at=BEGINNING),
        CompleteBreakRecord(break_id=identifier),
        RecordToldOfSharing(break_id=identifier, told_by=ActorId("isla")),
    ):
        _asked(there, command)
    _asked(there, reviewed(break_id=identifier), AILSA)
    return subject("break", identifier)


def _events(there: Deployment, record: Subject) -> list[Any]:
    history = there.ledger.history(record)
    return [opened(each, there.keyring, ALL).event for each in history]


def _written(there: Deployment, record: Subject) -> str:
    return "\n".join(map(repr, _events(there, record)))


def _values(there: Deployment, record: Subject, field: str) -> list[Any]:
    found: list[Any] = []
    for event in _events(there, record):
        value = getattr(event, field, None)
        found += value if isinstance(value, tuple) else [value] if value is not None else []
    return found


def _stages(there: Deployment, record: Subject) -> tuple[Stage, list[Any]]:
    history = there.ledger.history(record)
    known = fold(BREAK_FOLD, of_subject(as_of(history), record))
    return known.stage_at(there.clock()), [(each.event.at, each.recorded_at) for each in history]
