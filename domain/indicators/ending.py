"""ENDING and PROCESS: how long, how often prolonged or put off, and who looks (D3, D5, D6, D14)."""

from datetime import date, datetime

from domain.decider import Position
from domain.indicators.judging import above, ratio, reaches
from domain.indicators.language import Found, IndicatorCode
from domain.indicators.parts import entries
from domain.indicators.seen import Seen
from domain.indicators.words import counted, days_said, not_recorded, said, times
from domain.periods import length, local_day

NO_REVIEW_DAY = "No day for looking at this match together is recorded."


def duration(seen: Seen) -> Found:
    """D3: days of support divided by the days first planned.

    Where no end is planned, the plan is to look again: the days since the last look, divided by
    those that were to pass until the next (design: open-ended offers use review dates).
    """
    planned = seen.match.planned_days_at(seen.moment)
    if planned is not None:
        value = ratio(seen.lasted_days, planned)
        return Found(
            above(value, seen.numbers.duration),
            f"This match has lasted {length(seen.lasted_days)}; {length(planned)} were planned.",
            value,
            _plan(seen),
            "An ending that the two plan, with what the person moves on to.",
        )
    due = seen.review_due
    looked = _last_look(seen)
    if due is None or looked is None or (days := due.toordinal() - looked.toordinal()) <= 0:
        return not_recorded(NO_REVIEW_DAY)
    since = seen.today - looked.toordinal()
    value = ratio(since, days)
    return Found(
        above(value, seen.numbers.duration),
        f"This match has no planned end and was to be looked at again after {length(days)}; "
        f"it has been {length(since)}.",
        value,
        _plan(seen),
        "A review with both, and a day for the next one.",
    )


def extensions(seen: Seen) -> Found:
    """D5: how often the match was extended."""
    extended = seen.by_then(seen.facts.extensions)
    latest = [each.day for each in extended if each.day is not None][-1:]
    until = f", to {said(latest[0], seen.today)}" if latest else ""
    return Found(
        reaches(len(extended), seen.numbers.extensions),
        f"This match has been extended {times(len(extended))}{until}."
        if extended
        else "This match has not been extended.",
        len(extended),
        entries(extended),
        "Nothing takes this back. A manager looks, and other peers are offered.",
    )


def endings_postponed(seen: Seen) -> Found:
    """D6: how often the ending was put off."""
    postponed = seen.by_then(seen.facts.postponements)
    days = [local_day(each.at) for each in postponed]
    return Found(
        reaches(len(postponed), seen.numbers.endings_postponed),
        f"The ending has been put off {times(len(days))}, on {days_said(days, seen.today)}."
        if days
        else "The ending has not been put off.",
        len(postponed),
        entries(postponed),
        "An ending meeting of the three, and the ending itself.",
    )


def review_missed(seen: Seen) -> Found:
    """D14: days since a review was due that has not been held."""
    due = seen.review_due
    if due is None:
        return not_recorded(NO_REVIEW_DAY)
    late = max(seen.today - due.toordinal(), 0)
    day = said(due, seen.today)
    return Found(
        above(late, seen.numbers.review_missed_days),
        f"The review, due {day}, is late by {counted(late, 'day')}."
        if late
        else f"The next review is due {day}.",
        late,
        _plan(seen),
        "A review with both.",
    )


def _last_look(seen: Seen) -> date | None:
    """When the match was last looked at: by a review or, before, by the agreement or its start."""
    looks: list[datetime] = [each.at for each in seen.by_then(seen.facts.reviews)]
    if not looks and seen.match.activated_at is not None:
        looks.append(seen.match.activated_at)
    return local_day(looks[-1]) if looks else None


def _plan(seen: Seen) -> tuple[Position, ...]:
    """The entries that hold the plan: the terms in force, and the last review."""
    plan = []
    if seen.agreement is not None and seen.agreement.version in seen.facts.written:
        plan.append(seen.facts.written[seen.agreement.version])
    plan += [each.position for each in seen.by_then(seen.facts.reviews)[-1:]]
    return tuple(plan)


RULES = {
    IndicatorCode.DURATION: duration,
    IndicatorCode.EXTENSIONS: extensions,
    IndicatorCode.ENDINGS_POSTPONED: endings_postponed,
    IndicatorCode.REVIEW_MISSED: review_missed,
}
