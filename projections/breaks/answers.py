"""A line of evidence: what one entry says, with its place in the log and both clocks."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from domain.decider import Event, Position, Recorded
from domain.people import ActorId
from domain.personal import Sealed
from projections.phrases import NO_LONGER_HELD
from projections.wording import wording

CLEAR = frozenset({"at", "break_id", "service", "person", "peer", "match", "answered", "vague"})
"""What a line says already by standing where it does."""


CONCERN, BELONGS_WITH, ANOTHER_RECORD = "concern", "belongs_with", "ANOTHER_RECORD"
"""What a line says where a concern is linked: that another record belongs with it, and no more."""


class Part(msgspec.Struct, frozen=True):
    """One thing that an entry says, in words: what it is about, and what was said."""

    label: str
    words: str


class Told(msgspec.Struct, frozen=True):
    """A line in words: when it happened and was recorded, by the clocks of the United Kingdom.

    It is joined to a line at the door, for whoever reads, and is no part of the digest.
    """

    when: str
    recorded: str
    who: str
    sentence: str
    parts: list[Part] = []


class Line(msgspec.Struct, frozen=True):
    """One line: the sentence, what the entry says by the names of its fields, and whence it comes.

    ``at`` is when it happened, ``recorded_at`` when it was recorded, ``by`` who recorded it,
    ``name`` what kind of entry it is. ``told`` is the same in words, once it is shown to somebody
    (`projections.breaks.telling`).
    """

    position: Position
    at: datetime
    recorded_at: datetime
    by: ActorId
    name: str
    sentence: str
    says: dict[str, Any]
    told: Told | None = None


def line_of(recorded: Recorded, fields: tuple[str, ...] | None = None) -> Line:
    """A line of an entry that is open as far as its keys stand, of some of its fields or all."""
    event = recorded.event
    names = fields or tuple(each for each in event.__struct_fields__ if each not in CLEAR)
    says = {name: plain(getattr(event, name)) for name in names if has(event, name)}
    if says.pop(CONCERN, None) is not None:
        says[BELONGS_WITH] = ANOTHER_RECORD
    return Line(
        position=recorded.position,
        at=event.at,
        recorded_at=recorded.recorded_at,
        by=recorded.by,
        name=type(event).__name__,
        sentence=wording(event),
        says=says,
    )


def grounds_in(events: Iterable[Recorded]) -> list[str]:
    """The grounds as last said; none where they are no longer held."""
    said: list[str] = []
    for recorded in events:
        grounds = getattr(recorded.event, "grounds", ())
        if grounds and not isinstance(grounds, Sealed):
            said = [str(each) for each in grounds]
    return said


def has(event: Event, field: str) -> bool:
    """Whether an entry says anything under a name."""
    return getattr(event, field, None) not in (None, (), "")


def plain(value: Any) -> Any:
    """A value as it is shown: what is sealed still is no longer held."""
    match value:
        case Sealed():
            return NO_LONGER_HELD
        case bytes():
            return value.hex()
        case tuple():
            return [plain(each) for each in value]
        case _:
            return value
