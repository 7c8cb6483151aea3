"""When people write things down: office hours of the staff, evenings of everybody else.

All moments are whole seconds in UTC; days and hours are those of Europe/London, so that nobody
starts an hour early when the clocks change.
"""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from domain.periods import LOCAL, local_day

SATURDAY = 5
OPENS, CLOSES = time(9), time(17)
EVENING, NIGHT = time(18), time(22)
MORNING, LATE = time(8), time(21, 30)
WEEKEND_FROM, WEEKEND_TO = time(10), time(21)
CLOSED = frozenset({(12, 25), (12, 26), (1, 1), (1, 2)})
"""Months and days on which no office is open."""

SOON = 90 * 60
"""Seconds within which something is written down by somebody who is at it."""


def local(day: date, at: time) -> datetime:
    """A local time of day, in UTC."""
    return datetime.combine(day, at, LOCAL).astimezone(UTC)


def later(moment: datetime, days: float) -> datetime:
    """So many days later, to the minute."""
    return moment + timedelta(minutes=round(days * 24 * 60))


def works(day: date) -> bool:
    """Whether the office is open on a day."""
    return day.weekday() < SATURDAY and (day.month, day.day) not in CLOSED


def office(dice: Random, after: datetime, days: float = 0.0) -> datetime:
    """A moment in office hours so many days later; never before ``after``."""
    moment = later(after, days)
    day = local_day(moment)
    if works(day) and moment < local(day, CLOSES):
        return _within(dice, max(moment, local(day, OPENS)), local(day, CLOSES), SOON)
    day += timedelta(days=1)
    while not works(day):
        day += timedelta(days=1)
    return _within(dice, local(day, OPENS), local(day, CLOSES))


def evening(dice: Random, after: datetime, days: float = 0.0) -> datetime:
    """A moment in somebody's free time so many days later; never before ``after``."""
    moment = later(after, days)
    day = local_day(moment)
    start, end = _free(day)
    if moment < end:
        return _within(dice, max(moment, start), end, SOON)
    return _within(dice, *_free(day + timedelta(days=1)))


def by_day(moment: datetime) -> datetime:
    """The moment, or late in the evening before if it lies in the night."""
    day = local_day(moment)
    if moment < local(day, MORNING):
        return local(day - timedelta(days=1), LATE)
    return min(moment, local(day, LATE))


def meeting(dice: Random, day: date, at: time) -> datetime:
    """The start of a session on a day, about the usual time: a quarter of an hour either way."""
    return local(day, at) + timedelta(minutes=dice.choice((-15, 0, 0, 0, 15)))


def _free(day: date) -> tuple[datetime, datetime]:
    if day.weekday() < SATURDAY:
        return local(day, EVENING), local(day, NIGHT)
    return local(day, WEEKEND_FROM), local(day, WEEKEND_TO)


def _within(dice: Random, start: datetime, end: datetime, most: int | None = None) -> datetime:
    seconds = int((end - start).total_seconds())
    return start + timedelta(seconds=dice.randrange(max(min(seconds, most or seconds), 1)))
