"""What must hold of a store after anything: each check returns sentences, none if all is well."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

import msgspec

from api.store import Store
from application.commands import DECIDER_OF
from domain import folds
from domain.corrections import CorrectEntry, MarkEnteredInError
from domain.decider import Command, Event, Position, Recorded, Refusal
from domain.folds import as_of, of_subject
from domain.people import ActorId, ServiceId, Subject, identifier_from
from domain.personal import Class, Sealed
from infrastructure.codec import opened
from infrastructure.event_log import EventLog
from infrastructure.keyring import Keyring
from infrastructure.recorders import EventRecorder
from infrastructure.verification import verify

EVERY_CLASS: tuple[Class, ...] = ("words", "coded")


class Told(NamedTuple):
    """An acknowledged command: the positions that its receipt named."""

    first: int
    last: int


def everything(log: EventLog) -> list[Recorded]:
    """The whole log, in order."""
    return [recorded for page in log.read() for recorded in page]


def wrong_with_order(events: list[Recorded]) -> list[str]:
    """Positions have no gaps, recorded times never go back, no command's part is there twice."""
    wrong = []
    for expected, recorded in enumerate(events, start=1):
        if recorded.position != expected:
            wrong.append(f"position {recorded.position} stands where {expected} should")
            break
    for earlier, later in pairwise(events):
        if later.recorded_at < earlier.recorded_at:
            wrong.append(f"position {later.position} was recorded before the one before it")
    parts = Counter((each.command_id, each.ordinal) for each in events)
    wrong += [
        f"part {part} of command {of} is there {n}x" for (of, part), n in parts.items() if n > 1
    ]
    return wrong


def wrong_with_receipts(events: list[Recorded], told: Mapping[str, Told]) -> list[str]:
    """What was acknowledged stands where the receipt said, all of it and nothing else."""
    standing = by_command(events)
    wrong = []
    for command_id, receipt in told.items():
        positions = [each.position for each in standing.get(command_id, ())]
        if positions != list(range(receipt.first, receipt.last + 1)):
            wrong.append(f"{command_id} was acknowledged at {receipt}, and stands at {positions}")
    return wrong


def wrong_with_keys(keyring: Keyring, events: Iterable[Recorded]) -> list[str]:
    """No key row is damaged, and every box opens."""
    wrong = [f"the key of {owner} is damaged" for owner in keyring.damaged()]
    for recorded in events:
        event = opened(recorded, keyring, EVERY_CLASS).event
        closed = [f for f in event.__struct_fields__ if isinstance(getattr(event, f), Sealed)]
        wrong += [f"{field} at position {recorded.position} does not open" for field in closed]
    return wrong


def wrong_with_tree(recorder: EventRecorder) -> list[str]:
    """The store verifies."""
    return list(verify(recorder).problems)


def wrong_with_views(store: Store) -> list[str]:
    """The views as they were kept up are what a rebuild from nothing gives."""
    store.views.catch_up()
    wrong = []
    for status in store.views.status():
        kept, rebuilt = store.views.rebuild(status.projection)
        if status.failed:
            wrong.append(f"{status.projection} failed: {status.failed}")
        if status.lag or not status.digest == kept == rebuilt:
            wrong.append(f"{status.projection} is not what a rebuild gives: {status}, {rebuilt}")
    return wrong


def wrong_with_decisions(
    events: list[Recorded], commands: Mapping[str, Command], keyring: Keyring, *, after: int = 0
) -> list[str]:
    """Every command's events are what the decision gives on the log before them, to the letter.

    So no command stands by halves, and none was decided on a past that another had changed. Only
    commands after a position are looked at.
    """
    before = _Index(events)
    wrong = []
    for command_id, recorded in by_command(events[after:]).items():
        command = commands.get(command_id)
        if command is None:
            wrong.append(f"nobody asked for {command_id}")
            continue
        if isinstance(command, CorrectEntry | MarkEnteredInError):
            if len(recorded) != 1 or recorded[0].corrects != command.entry:
                wrong.append(f"{command_id} does not correct what it was to correct")
            continue
        read = _Before(before, recorded[0])
        decider = DECIDER_OF[type(command)]
        try:
            decided = list(decider.decide(command, decider.gather(command, read)))
        except Refusal as refusal:
            at, no = recorded[0].position, type(refusal).__name__
            wrong.append(f"{type(command).__name__} at {at} should have been refused: {no}")
            continue
        stored = [opened(each, keyring, EVERY_CLASS).event for each in recorded]
        if getattr(command, "at", None) is None:
            decided = [_at(each, stored[0].at) for each in decided]
        if stored != decided:
            wrong.append(f"{type(command).__name__} stands as {stored}, not as {decided}")
    return wrong


def by_command(events: Iterable[Recorded]) -> dict[str, list[Recorded]]:
    """The events of each command."""
    found: dict[str, list[Recorded]] = defaultdict(list)
    for recorded in events:
        found[recorded.command_id].append(recorded)
    return found


def _at(event: Event, moment: datetime) -> Event:
    """The same event a moment earlier: it is stamped once more when it is recorded."""
    return msgspec.structs.replace(event, at=moment)


class _Index:
    """The log by subject, to be read as it stood before any position."""

    def __init__(self, events: list[Recorded]) -> None:
        self._events: dict[Subject, list[Recorded]] = defaultdict(list)
        self._positions: dict[Subject, list[Position]] = defaultdict(list)
        for recorded in events:
            for tag in recorded.tags:
                self._events[tag].append(recorded)
                self._positions[tag].append(recorded.position)

    def before(self, position: Position, of: Subject) -> list[Recorded]:
        return self._events[of][: bisect_left(self._positions[of], position)]


class _Before:
    """What a decision would read if the log ended before its own first event."""

    def __init__(self, index: _Index, first: Recorded) -> None:
        self._index, self._first, self._fresh = index, first, 0
        self.now = first.recorded_at
        self.by: ActorId = first.by
        self.service: ServiceId = first.service

    def __call__(self, fold: Any, of: Subject) -> Any:
        filed = self._index.before(self._first.position, of)
        return folds.fold(fold, of_subject(as_of(filed), of))

    def fresh(self, noun: str) -> str:
        self._fresh += 1
        return identifier_from(f"{self._first.command_id}/{noun}/{self._fresh}".encode())


class Counts(msgspec.Struct):
    """How much a harness did, to be told when it is done."""

    database: str
    kills: int = 0
    acknowledged: int = 0
    retried: int = 0
    not_recorded: int = 0
    events: int = 0
    races: int = 0
    refused: int = 0
    reports: int = 0
    wrong: list[str] = msgspec.field(default_factory=list)

    def tell(self) -> None:
        """Say the counts that are not 0, on one line."""
        said = [
            f"{name} {value:,}"
            for name, value in msgspec.structs.asdict(self).items()
            if isinstance(value, int) and value
        ]
        print(f"{self.database}: {', '.join(said)}, wrong {len(self.wrong)}")  # noqa: T201
