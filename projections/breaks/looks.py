"""Who had seen what of somebody by a moment, from the log of reads: a line for each who and what.

An answer that was refused is a line too, and says so. Places are those of the log of reads.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from application.register import Register
from domain.access import AnswerGiven, reader_in
from domain.decider import Position, Recorded
from domain.people import Subject
from projections.breaks.answers import Told

MOST_LOOKS = 2_000
"""So many of the latest looks are gone through for a stretch; the access register has them all."""


class Look(msgspec.Struct, frozen=True):
    """What somebody looked at, the last time and the first; ``times`` counts every time.

    ``refused`` says that they asked and were not shown it. ``basis`` are the codes of what let
    them, the last time.
    """

    position: Position
    at: datetime
    recorded_at: datetime
    by: str
    view: str
    refused: bool
    basis: tuple[str, ...]
    times: int
    first_position: Position
    first_at: datetime
    told: Told | None = None


class Seen(msgspec.Struct, frozen=True):
    """Who had seen what in a stretch of time.

    ``upto`` is how far the log of reads reached at its end. ``since`` is the moment of the first
    look that was gone through, where there were more before; nothing where these are all.
    """

    upto: Position
    since: datetime | None
    looks: list[Look]


def seen_by(
    register: Register, concerned: Iterable[Subject], after: datetime, until: datetime
) -> Seen:
    """Who saw any of these between two moments, the one who looked first standing first."""
    found: dict[Position, Recorded] = {}
    since: datetime | None = None
    for about in concerned:
        latest = register.latest(about, after, until, MOST_LOOKS)
        found |= {each.position: each for each in latest.entries}
        if not latest.all:
            first = latest.entries[0].recorded_at
            since = first if since is None else max(since, first)
    if since is not None:  # of the other one, too, nothing is said of before
        found = {place: each for place, each in found.items() if each.recorded_at >= since}
    return Seen(
        register.position_at(until), since, _gathered([found[each] for each in sorted(found)])
    )


def _gathered(entries: Sequence[Recorded]) -> list[Look]:
    looks: dict[tuple[str, str, bool], Look] = {}
    for recorded in entries:
        event = recorded.event
        given = event if isinstance(event, AnswerGiven) else None
        who, view = reader_in(recorded.tags), getattr(event, "view", "")
        before = looks.get((who, view, given is None))
        looks[who, view, given is None] = Look(
            position=recorded.position,
            at=event.at,
            recorded_at=recorded.recorded_at,
            by=who,
            view=view,
            refused=given is None,
            basis=() if given is None else given.basis,
            times=1 if before is None else before.times + 1,
            first_position=recorded.position if before is None else before.first_position,
            first_at=event.at if before is None else before.first_at,
        )
    return sorted(looks.values(), key=lambda each: each.first_position)
