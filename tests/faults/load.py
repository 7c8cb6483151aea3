"""A process that works on a store until it is killed: several threads, each living lives.

Every command is written to a journal before it is given, and again with its receipt once it has
been acknowledged; what is in the journal survives the process.
"""

import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from api.store import open_store
from application.commands import DECIDER_OF
from application.ledger import Receipt
from application.perform import perform
from domain.conditions import Condition
from domain.corrections import CorrectEntry, MarkEnteredInError
from domain.decider import Command
from domain.people import LOCAL_OPERATOR, MatchId
from domain.referral import (
    AcceptReferral,
    AcknowledgeReferral,
    AgreedHow,
    ConsiderReadiness,
    Readiness,
    ReceiveReferral,
    RecordGettingToKnow,
    RecordWaitContact,
    Source,
    Triage,
    TriageReferral,
)
from domain.session import RecordSession
from infrastructure.recorders import StoreFailed
from infrastructure.settings import Settings
from tests.faults.oracle import Told
from tests.faults.people import ISLA, PHONING, SERVICE, terms

THREADS = 4
KINDS = {kind.__name__: kind for kind in DECIDER_OF}


class Work(msgspec.Struct, frozen=True):
    """What a process is to do: where, under which name, and on which matches all of it meets.

    ``most_bytes`` is the size beyond which no file can be written; 0 sets no limit.
    """

    settings: Settings
    journal: str
    name: str
    matches: tuple[MatchId, ...]
    lives: int
    most_bytes: int


class _Line(msgspec.Struct, frozen=True, omit_defaults=True):
    id: str
    kind: str = ""
    command: msgspec.Raw = msgspec.Raw(b"null")
    told: Told | None = None
    failed: str = ""


class Journal(msgspec.Struct, frozen=True):
    """What a process wrote before it ended: all that it asked, and all that it was told."""

    asked: dict[str, Command]
    told: dict[str, Told]
    failed: dict[str, str]

    @classmethod
    def read(cls, file: Path) -> "Journal":
        """Read what is whole; the last line may have been cut off."""
        journal = cls({}, {}, {})
        whole, _newline, _cut = file.read_bytes().rpartition(b"\n")
        for each in whole.splitlines():
            line = msgspec.json.decode(each, type=_Line)
            if line.kind:
                journal.asked[line.id] = msgspec.json.decode(line.command, type=KINDS[line.kind])
            elif line.told is not None:
                journal.told[line.id] = line.told
            else:
                journal.failed[line.id] = line.failed
        return journal


def main() -> None:
    """Work, as the argument says."""
    work = msgspec.json.decode(sys.argv[1], type=Work)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    store = open_store(work.settings, create=False)
    store.views.catch_up()
    journal = os.open(work.journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    if work.most_bytes:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (work.most_bytes, work.most_bytes))

    def note(line: _Line) -> None:
        os.write(journal, msgspec.json.encode(line) + b"\n")

    def live(thread: int) -> None:
        dice = Random(f"{work.name}/{thread}")
        views = True
        for life in range(work.lives):
            steps = _life(dice, work.matches)
            command = next(steps)
            for step in range(1_000):
                command_id = f"{work.name}-{thread}-{life}-{step}"
                note(_Line(command_id, type(command).__name__, _raw(command)))
                try:
                    receipt = perform(
                        command,
                        store.ledger,
                        by=LOCAL_OPERATOR,
                        service=SERVICE,
                        command_id=command_id,
                    )
                except Exception as failure:  # noqa: BLE001 - it is what the test looks at
                    note(_Line(command_id, failed=f"{type(failure).__name__}: {failure}"))
                    return
                positions = [each.position for each in receipt.events]
                note(_Line(command_id, told=Told(positions[0], positions[-1])))
                if views and dice.random() < 0.15:
                    try:
                        store.views.catch_up()
                    except (StoreFailed, SQLAlchemyError):
                        views = False  # they can be folded again; recording goes on
                try:
                    command = steps.send(receipt)
                except StopIteration:
                    break

    threads = [threading.Thread(target=live, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()


def _end_with(parent: int) -> None:
    """Nobody looks after a process whose test has ended."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _raw(command: Command) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(command))


def _life(dice: Random, matches: tuple[MatchId, ...]) -> Generator[Command, Receipt, None]:
    """One referral from arrival to waiting, told late and corrected, with sessions in between."""
    long_ago = datetime.now(UTC) - timedelta(days=dice.randrange(40, 90))
    received = yield ReceiveReferral(
        service=SERVICE,
        source=Source.NURSE,
        agreed_how=AgreedHow.SPOKEN,
        name=f"Morag Testperson {dice.randrange(10_000)}",
        birth_date="1961-03-04",
        own_words="A voice on the phone.",
        conditions_own_words="Weak lungs.",
        reasons=("LONELY",),
        at=long_ago,
    )
    referral = received.events[-1].event.referral  # type: ignore[attr-defined]
    yield _session(dice, matches)
    yield AcknowledgeReferral(referral=referral, at=long_ago + timedelta(days=1))
    yield TriageReferral(referral=referral, outcome=Triage.IN_REMIT)
    met = yield RecordGettingToKnow(
        referral=referral,
        coordinator=ISLA,
        minutes=30,
        wishes="To talk about boats.",
        conditions=(Condition.COPD,),
        at=long_ago + timedelta(days=7),
    )
    ready = Readiness.READY
    yield ConsiderReadiness(referral=referral, view=ready, person_view="I would like that.")
    if dice.random() < 0.3:
        yield terms(dice.choice(matches))
    yield CorrectEntry(entry=met.position, changes={"minutes": 45, "wishes": "Trains, not boats."})
    yield AcceptReferral(referral=referral, offer=PHONING)
    for _ in range(dice.randrange(4)):
        at = long_ago + timedelta(days=dice.randrange(10, 39))
        called = yield RecordWaitContact(referral=referral, at=at)
        yield _session(dice, matches)
        if dice.random() < 0.3:
            yield MarkEnteredInError(entry=called.position)


def _session(dice: Random, matches: tuple[MatchId, ...]) -> RecordSession:
    return RecordSession(
        match=dice.choice(matches),
        minutes=dice.randrange(10, 90),
        worried=False,
        mood=dice.randrange(1, 6),
        note="We talked about the weather.",
    )


if __name__ == "__main__":
    main()
