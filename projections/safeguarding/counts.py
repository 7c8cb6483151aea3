"""How many safeguarding concerns there were, for those who may only count: small counts closed.

They are counted by what became of them, over the year up to the end of the last quarter. Nothing is
said of whom they were about, nor of how many were restricted.
"""

from collections import Counter
from datetime import date, datetime, timedelta

import msgspec

from application.looking import Looking
from domain.decider import Position
from domain.people import subject
from domain.periods import local_day, start_of
from domain.safeguarding import SAFEGUARDING_CONCERNS, SafeguardingConcern
from domain.safeguarding.language import ConcernCourse
from domain.suppression import Counts

ALL = "ALL"
REPORTED, WITHIN, NOTHING_MORE, OPEN = "REPORTED", "WITHIN_SERVICE", "NO_FURTHER_ACTION", "OPEN"
DECEMBER = 12
CAME_TO = (REPORTED, WITHIN, NOTHING_MORE, OPEN)


class Count(msgspec.Struct, frozen=True):
    """What became of some concerns, and how many; none where the number is closed."""

    came_to: str
    concerns: int | None


class ConcernCounts(msgspec.Struct, frozen=True):
    """The counts of a year that ended with a quarter, and the position they reflect."""

    position: Position
    since: date
    by: date
    concerns: int | None
    counts: list[Count]


def concern_counts(look: Looking) -> ConcernCounts:
    """The counts of the year up to the moment that is looked from."""
    by = local_day(look.now)
    since = (by + timedelta(days=1)).replace(year=by.year - (by.month < DECEMBER))
    begun = start_of(since)
    found: dict[str, SafeguardingConcern] = look(
        SAFEGUARDING_CONCERNS, subject("service", look.service)
    )
    counted = Counter(
        _came_to(each, look.now)
        for each in found.values()
        if each.raised is not None and begun <= each.raised.at <= look.now
    )
    shown = Counts().split(ALL, {each: counted[each] for each in CAME_TO}).shown()
    return ConcernCounts(
        position=look.position,
        since=since,
        by=by,
        concerns=shown[ALL],
        counts=[Count(each, shown[each]) for each in CAME_TO],
    )


def _came_to(concern: SafeguardingConcern, by: datetime) -> str:
    if any(each.at <= by for each in concern.reports):
        return REPORTED
    held = [each for each in concern.decisions if (at := each.settled_at) and at <= by]
    if not held:
        return OPEN
    return WITHIN if held[-1].course is ConcernCourse.WITHIN_SERVICE else NOTHING_MORE
