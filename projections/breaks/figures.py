"""What an auditor asks of all records together (domain reference, 4.4): rates, shares, medians.

Every figure is counted from the rows of the register, so no page can disagree with it. Parts of a
whole are given as both numbers, and never as a percentage alone.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from statistics import median

import msgspec

from domain.confidentiality.language import ConsentAnswer, Verdict
from domain.decider import Position
from domain.people import ServiceId
from domain.periods import local_day
from projections.breaks import register, sessions
from projections.catch_up import Views
from projections.listing import Asked, Listing, values_of

UPHELD = frozenset({Verdict.UPHELD, Verdict.UPHELD_WITH_LEARNING})
LATE = frozenset(
    {
        "BREAK_COMPLETION_LATE",
        "BREAK_DECISION_LATE",
        "BREAK_REVIEW_LATE",
        "BREAK_REVIEW_NOBODY",
        "DATA_ASSESSMENT_LATE",
        "LESSONS_LATE",
        "TELLING_LATE",
        "TELLING_LOOK_LATE",
    }
)


class Held(msgspec.Struct, frozen=True):
    """How many sessions there were on a day, with one person."""

    day: date
    sessions: int


HELD = Listing(sessions.VIEW, Held, order="day")


class Share(msgspec.Struct, frozen=True):
    """So many of so many."""

    number: int
    of: int


class Figures(msgspec.Struct, frozen=True):
    """The figures of a service from one day to another, and the position they reflect.

    ``sessions`` were held in those days, and ``per_1000_sessions`` is how many breaks there were to
    a thousand of them. ``near_misses`` are decisions not to break. ``median_hours`` has the step,
    from what happened. ``overdue`` are records with a clock that has run out.
    """

    position: Position
    first_day: date | None
    last_day: date | None
    breaks: int
    near_misses: int
    sessions: int
    per_1000_sessions: float | None
    by_ground: dict[str, int]
    by_decider: dict[str, int]
    by_state: dict[str, int]
    consent_sought: Share
    told: Share
    upheld: Share
    median_hours: dict[str, float]
    overdue: list[str]


def figures(
    views: Views,
    service: ServiceId,
    *,
    first_day: date | None = None,
    last_day: date | None = None,
    known_at: datetime | None = None,
) -> Figures:
    """The figures of a service, by the day on which somebody decided."""
    position, found = values_of(views, register.LISTING, service, Asked(known_at=known_at))
    rows = [register.Row(**each) for each in found]
    rows = [row for row in rows if _within(row.decided_at, first_day, last_day)]
    breaks = [row for row in rows if row.shared]
    held = _sessions(views, service, known_at, first_day, last_day)
    asked = [row for row in breaks if row.consent is not None]
    judged = [row for row in rows if row.verdict is not None]
    return Figures(
        position=position,
        first_day=first_day,
        last_day=last_day,
        breaks=len(breaks),
        near_misses=sum(not row.shared and row.state != "CONSIDERED" for row in rows),
        sessions=held,
        per_1000_sessions=round(1000 * len(breaks) / held, 2) if held else None,
        by_ground=_counted(ground for row in breaks for ground in row.grounds),
        by_decider=_counted(row.decided_by or "not recorded" for row in breaks),
        by_state=_counted(row.state for row in rows),
        consent_sought=Share(
            sum(row.consent != ConsentAnswer.NOT_SOUGHT for row in asked), len(asked)
        ),
        told=Share(sum(row.told_at is not None for row in breaks), len(breaks)),
        upheld=Share(sum(row.verdict in UPHELD for row in judged), len(judged)),
        median_hours=_medians(breaks),
        overdue=[row.break_id for row in rows if LATE & {each["code"] for each in row.flags}],
    )


def _medians(rows: Sequence[register.Row]) -> dict[str, float]:
    found = {}
    for step in ("decide", "record", "complete", "tell", "review"):
        taken = [getattr(row, f"hours_to_{step}") for row in rows]
        hours = [each for each in taken if each is not None]
        if hours:
            found[step] = round(median(hours), 2)
    return found


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def _within(moment: datetime | None, first: date | None, last: date | None) -> bool:
    if moment is None:
        return first is None and last is None
    day = local_day(moment)
    return (first is None or first <= day) and (last is None or day <= last)


def _sessions(
    views: Views,
    service: ServiceId,
    known_at: datetime | None,
    first_day: date | None,
    last_day: date | None,
) -> int:
    """How many sessions were held in a service in these days."""
    asked = Asked(known_at=known_at)
    _position, found = values_of(views, HELD, service, asked)
    return sum(
        row["sessions"]
        for row in found
        if (first_day is None or first_day <= row["day"])
        and (last_day is None or row["day"] <= last_day)
    )
