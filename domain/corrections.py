"""Correct, never edit: a correction is a new entry that names the one it corrects.

Any entry can be corrected in what it says or marked as entered in error, and that can be taken
back in the same way. What an entry is about (its identifiers) cannot be corrected: an entry about
the wrong person or match is marked as entered in error and recorded afresh.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from domain.decider import (
    Command,
    Decider,
    EnteredInError,
    Event,
    Malformed,
    Position,
    Recorded,
    Refusal,
    Unknown,
    identifying_fields,
)
from domain.periods import EARLIEST, LOCAL, happened
from domain.personal import Sealed

LATEST = datetime(2200, 1, 1, tzinfo=UTC)
LARGEST = 1_000_000
BOUNDS = {
    "minutes": (1, 24 * 60),
    "mood": (1, 5),
    "peer_wellbeing": (1, 5),
    "rating": (0, 10),
    "sessions_a_month": (0.01, 1_000),
    "weeks": (1, 5_000),
}
"""What numbers can be, as where they are first recorded; other numbers count from 0."""
IDENTIFYING_TOO = frozenset({"session", "goal", "report", "signpost", "entry_subjects"})
"""What says which thing an entry is about without being a subject of its own."""


# --- Commands ---


class CorrectEntry(Command, frozen=True, kw_only=True):
    """Say of an earlier entry what it should have said. ``changes`` names its fields.

    Without changes it takes back that an entry was marked as entered in error.
    """

    entry: Position
    changes: dict[str, Any]


class MarkEnteredInError(Command, frozen=True, kw_only=True):
    """Say that an earlier entry tells of something that never happened."""

    entry: Position


CorrectionCommand = CorrectEntry | MarkEnteredInError


# --- State ---


class Versions(msgspec.Struct, frozen=True):
    """An entry with all that corrects it.

    ``first`` is the entry itself, ``said`` the latest version that says something, with its sealed
    values open, ``in_error`` whether the latest version is a mark that it was entered in error.
    """

    first: Recorded
    said: Recorded
    in_error: bool = False


class CorrectionAsked(msgspec.Struct, frozen=True):
    """The entry that is meant, at the moment of asking."""

    versions: Versions | None
    now: datetime


# --- Refusals ---


class NoSuchEntry(Unknown):
    """The log holds no such entry."""


class NothingToCorrect(Malformed):
    """A correction changes nothing."""


class NoSuchField(Malformed):
    """The entry does not say anything under this name."""


class AboutSomebodyElse(Refusal):
    """A correction would move an entry to another person, peer supporter or match."""


class WrongKindOfValue(Malformed):
    """The corrected value is not of the kind that this field holds."""


class NoLongerHeld(Refusal):
    """A value of the entry has been erased, so it cannot be written again."""


# --- Decider ---


def decide(command: CorrectionCommand, state: CorrectionAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    versions = state.versions
    if versions is None:
        raise NoSuchEntry("There is no such entry. Check the address.")
    match command:
        case MarkEnteredInError():
            if versions.in_error:
                return []
            event = versions.first.event
            return [EnteredInError(at=event.at, entry_subjects=event.subjects)]
        case CorrectEntry(changes=changes):
            return [_corrected(versions, changes, state.now)]


def _corrected(versions: Versions, changes: dict[str, Any], now: datetime) -> Event:
    event = versions.said.event
    if not changes and not versions.in_error:
        raise NothingToCorrect("Say what should be different.", field="changes")
    fields = type(event).__struct_fields__
    identifying = {field for field, _noun in identifying_fields(type(event))}
    for field in changes:
        if field in identifying or field in IDENTIFYING_TOO:
            raise AboutSomebodyElse(
                "This entry is about somebody else, then. Mark it as entered in error "
                "and record it afresh.",
                field=field,
            )
        if field not in fields:
            raise NoSuchField("This entry says nothing under this name.", field=field)
    said = {field: getattr(event, field) for field in fields}
    if any(isinstance(value, Sealed) for value in said.values()):
        raise NoLongerHeld("Part of this entry is no longer held, so it cannot be corrected.")
    try:
        corrected = msgspec.convert(msgspec.to_builtins(said) | changes, type(event))
    except msgspec.ValidationError as wrong:
        field = str(wrong).rpartition("$.")[2].rstrip("`").partition("[")[0]
        raise WrongKindOfValue(f"This value does not fit: {wrong}.", field=field) from wrong
    corrected = msgspec.structs.replace(
        corrected, **{field: _possible(getattr(corrected, field), field) for field in changes}
    )
    if corrected == event and not versions.in_error:
        raise NothingToCorrect("The entry says this already.", field=next(iter(changes)))
    return msgspec.structs.replace(corrected, at=happened(corrected.at, now))


def _possible(value: Any, field: str) -> Any:
    """The value, its moment in UTC. Raises `WrongKindOfValue` for one that no entry could hold."""
    match value:
        case Sealed():
            raise WrongKindOfValue("Write the value itself; the log seals it.", field=field)
        case datetime():
            zoned = value if value.tzinfo else value.replace(tzinfo=LOCAL)
            possible = EARLIEST <= zoned < LATEST
            value = zoned.astimezone(UTC) if possible else value
        case date():
            possible = EARLIEST.date() <= value < LATEST.date()
        case bool():
            possible = True
        case int() | float():
            least, most = BOUNDS.get(field, (0, LARGEST))
            possible = least <= value <= most
        case _:
            possible = True
    if not possible:
        raise WrongKindOfValue("This cannot be. Check the number or the date.", field=field)
    return value


def gather(command: CorrectionCommand, read: Any) -> CorrectionAsked:
    """Look at the entry itself, with everything open that still opens."""
    return CorrectionAsked(read.versions(command.entry), read.now)


decider = Decider(
    noun="entry",
    commands=(CorrectEntry, MarkEnteredInError),
    gather=gather,
    decide=decide,
    refusals=(
        NoSuchEntry,
        NothingToCorrect,
        NoSuchField,
        AboutSomebodyElse,
        WrongKindOfValue,
        NoLongerHeld,
    ),
)
