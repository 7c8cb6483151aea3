"""Correct, never edit: a correction is a new entry that names the one it corrects.

Any entry can be corrected in what it says or marked as entered in error, and that can be taken
back in the same way. What an entry is about (its identifiers) cannot be corrected: an entry about
the wrong person or match is marked as entered in error and recorded afresh.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from domain.adoption import definitions_of
from domain.correctable import (
    ABOUT,
    IN_THE_PAST,
    NEVER_IN_ERROR,
    SAID_ANEW,
    following,
    identifiers_of,
    is_known_code,
)
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
from domain.definitions import DEFAULTS, Definitions
from domain.erasure import ERASURE, erasure_of
from domain.people import IDENTIFIER, subject
from domain.periods import EARLIEST, LOCAL, NotYetHappened, TooLongAgo, happened, start_of
from domain.personal import Sealed, owned_fields, owners_in, owning
from domain.proposed_values import CannotBeProposed, must_be_possible

LATEST = datetime(2200, 1, 1, tzinfo=UTC)
LARGEST = 1_000_000
BOUNDS = {
    "channels": (1, LARGEST),
    "enough": (1, LARGEST),
    "hours_a_week": (0.01, 168),
    "minutes": (1, 24 * 60),
    "mood": (1, 5),
    "number": (1, LARGEST),
    "peer_wellbeing": (1, 5),
    "places": (1, LARGEST),
    "rating": (0, 10),
    "sessions": (1, LARGEST),
    "sessions_a_month": (0.01, 1_000),
    "tries": (1, LARGEST),
    "version": (1, LARGEST),
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
    """The entry that is meant, at the moment of asking.

    ``redacted`` says that a value of it was made unreadable, or is about to be.
    """

    versions: Versions | None
    now: datetime
    definitions: Definitions = DEFAULTS
    redacted: bool = False


# --- Refusals ---


class NoSuchEntry(Unknown):
    """The log holds no such entry."""


class NothingToCorrect(Malformed):
    """A correction changes nothing."""


class NoSuchField(Malformed):
    """The entry does not say anything under this name."""


class AboutSomebodyElse(Refusal):
    """A correction would move an entry to another person, peer supporter, match or thing."""


class StandsAsItWas(Refusal):
    """What was decided or agreed is not corrected in place; what is to hold now is said anew."""


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
    kind = type(versions.first.event)
    if kind in NEVER_IN_ERROR:
        raise StandsAsItWas(NEVER_IN_ERROR[kind])
    match command:
        case MarkEnteredInError():
            if versions.in_error:
                return []
            event = versions.first.event
            return [EnteredInError(at=event.at, entry_subjects=event.subjects)]
        case CorrectEntry(changes=changes):
            return [_corrected(versions, changes, state)]


def _corrected(versions: Versions, changes: dict[str, Any], state: CorrectionAsked) -> Event:
    event, now = versions.said.event, state.now
    if not changes and not versions.in_error:
        raise NothingToCorrect("Say what should be different.", field="changes")
    fields = type(event).__struct_fields__
    identifying = {field for field, _noun in identifying_fields(type(event))}
    about = ABOUT.get(type(event), frozenset())
    may_change, why = SAID_ANEW.get(type(event), (frozenset(fields), ""))
    for field in changes:
        if field in identifying or field in IDENTIFYING_TOO or field in about:
            raise AboutSomebodyElse(
                "This entry is about somebody or something else, then. Mark it as entered in error "
                "and record it afresh.",
                field=field,
            )
        if field not in fields:
            raise NoSuchField("This entry says nothing under this name.", field=field)
        if field not in may_change:
            raise StandsAsItWas(why, field=field)
    said = {field: getattr(event, field) for field in fields}
    if state.redacted or any(isinstance(value, Sealed) for value in said.values()):
        raise NoLongerHeld("Part of this entry is no longer held, so it cannot be corrected.")
    try:
        corrected = msgspec.convert(msgspec.to_builtins(said) | changes, type(event))
    except msgspec.ValidationError as wrong:
        field = str(wrong).rpartition("$.")[2].rstrip("`").partition("[")[0]
        raise WrongKindOfValue(f"This value does not fit: {wrong}.", field=field) from wrong
    corrected = msgspec.structs.replace(
        corrected, **{field: _possible(getattr(corrected, field), field) for field in changes}
    )
    for field in changes:
        _check_in_its_place(type(event), field, getattr(corrected, field), now)
    must_be_possible(corrected, changes, state.definitions)
    corrected = following(event, corrected)
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


def _check_in_its_place(kind: type[Event], field: str, value: Any, now: datetime) -> None:
    """Raise where a value cannot stand in this field, as where it is first recorded."""
    if field in identifiers_of(kind):
        for each in value if isinstance(value, tuple) else (value,):
            if each is not None and IDENTIFIER.fullmatch(each) is None:
                raise WrongKindOfValue(
                    "An identifier has up to 80 letters, digits and dashes. Check it.", field=field
                )
    if not is_known_code(kind, field, value):
        raise WrongKindOfValue("There is no such code here. Choose one that there is.", field=field)
    if field in IN_THE_PAST and value is not None:
        happened(value if isinstance(value, datetime) else start_of(value), now, field)


def gather(command: CorrectionCommand, read: Any) -> CorrectionAsked:
    """Look at the entry itself, with everything open that still opens."""
    versions = read.versions(command.entry)
    redacted = versions is not None and _is_redacted(versions.first, read)
    return CorrectionAsked(versions, read.now, definitions_of(read), redacted)


def _is_redacted(first: Recorded, read: Any) -> bool:
    """Whether it was decided that a value of an entry becomes unreadable.

    The log is asked, and not whether it still opens: a correction would write the value again.
    """
    kind = type(first.event)
    owners = {
        owner
        for owned in owned_fields(kind).values()
        for owner in owners_in(first.event, owning(kind, owned))
    }
    return any(
        first.position in {each.entry for each in known.redacted.values()}
        for known in (read(ERASURE, subject("erasure", erasure_of(each))) for each in owners)
    )


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
        StandsAsItWas,
        WrongKindOfValue,
        CannotBeProposed,
        NoLongerHeld,
        NotYetHappened,
        TooLongAgo,
    ),
)
