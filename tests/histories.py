"""Simulated histories for tests: a year of a small service, with late and corrected entries."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from application.simulation import simulate
from domain.decider import Recorded
from domain.people import Subject
from domain.personal import Sealed
from infrastructure.codec import opened, sealed_fields
from infrastructure.event_log import EventLog, system_clock
from infrastructure.keyring import KeyEncryptionKey, Keyring
from infrastructure.recorders.sqlite import SqliteRecorder
from tests.deployments import SERVICE

TODAY = datetime(2026, 11, 2, 12, tzinfo=UTC)
NOBODY_CAN_OPEN_THIS = Sealed(b"nobody can open this")


@cache
def simulated(seed: int, people: int = 30, years: float = 1) -> tuple[Recorded, ...]:
    """Everything that happened, in the order of recording, with every box open."""
    with TemporaryDirectory() as folder:
        keyring = Keyring("sqlite://", KeyEncryptionKey(sha256(b"tests").digest()))
        recorder = SqliteRecorder(Path(folder) / "log.db")
        ledger = EventLog(recorder, keyring, system_clock)
        simulate(
            ledger, ledger, service=SERVICE, people=people, years=years, seed=seed, until=TODAY
        )
        found = tuple(
            opened(recorded, keyring, ("words", "coded"))
            for page in ledger.read()
            for recorded in page
        )
        recorder.close()
        keyring.close()
    return found


def without_keys(recorded: Recorded) -> Recorded:
    """The entry as a reader sees it who holds no key."""
    hidden: dict[str, Any] = {
        sealed.field: NOBODY_CAN_OPEN_THIS
        for sealed in sealed_fields(type(recorded.event))
        if getattr(recorded.event, sealed.field) not in {None, ()}
    }
    event = msgspec.structs.replace(recorded.event, **hidden)
    return msgspec.structs.replace(recorded, event=event)


def by_subject(history: Sequence[Recorded]) -> dict[Subject, list[Recorded]]:
    """What concerns each subject, in the order of recording."""
    found: dict[Subject, list[Recorded]] = {}
    for recorded in history:
        for tag in recorded.tags:
            found.setdefault(tag, []).append(recorded)
    return found
