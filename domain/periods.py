"""When things are true: local days, closing and opening moments, and agreed numbers of days."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from domain.bank_holidays import BANK_HOLIDAYS
from domain.decider import Malformed

SATURDAY = 5
FIRST_DAY = date(2, 1, 1)
LAST_DAY = date(9998, 12, 31)
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LOCAL = ZoneInfo("Europe/London")
CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far ahead of our clock a reported moment may lie before we ask to check it."""


@lru_cache(maxsize=8192)
def start_of(day: date) -> datetime:
    """The first moment of a local day, in UTC, as far as the calendar reaches."""
    day = max(FIRST_DAY, min(day, LAST_DAY))
    return datetime.combine(day, time.min, LOCAL).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The last moment of a local day, in UTC: what closes on a day closes then."""
    return start_of(min(day, LAST_DAY) + timedelta(days=1)) - timedelta(microseconds=1)


@lru_cache(maxsize=8192)
def local_day(moment: datetime) -> date:
    """The local day on which a moment falls."""
    return moment.astimezone(LOCAL).date()


def next_day(moment: datetime) -> datetime:
    """The local midnight that comes next: what is counted in local days changes then."""
    return start_of(local_day(moment) + timedelta(days=1))


def is_working_day(day: date) -> bool:
    """Whether people are at work: Monday to Friday, and no bank holiday in Scotland."""
    return day.weekday() < SATURDAY and day not in _bank_holidays(day.year)


def working_days_after(moment: datetime, days: int) -> datetime:
    """The end of the local day that lies so many working days later."""
    day = local_day(moment)
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return end_of(day)


def working_days_between(first: datetime, last: datetime) -> int:
    """How many working days lie after one local day, up to another and with it."""
    day, end, count = local_day(first), local_day(last), 0
    while day < end:
        day += timedelta(days=1)
        count += is_working_day(day)
    return count


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of Scotland in a year; of one that is not written down, as worked out."""
    written = BANK_HOLIDAYS.get(year)
    if written is not None:
        return frozenset(date(year, int(day[:2]), int(day[2:])) for day in written.split())
    import holidays

    return frozenset(holidays.country_holidays("GB", subdiv="SCT", years=year))


class NotYetHappened(Malformed):
    """Something is reported that lies in the future."""


class TooLongAgo(Malformed):
    """A moment lies before anybody's memory."""


class DayAndTime(Malformed):
    """Both a moment and a day alone are given."""


class NotALengthOfTime(Malformed):
    """Minutes must be more than 0 and at most a day."""


def check_length(minutes: int | None) -> None:
    """Raise `NotALengthOfTime` where a number of minutes was said that cannot be."""
    if minutes is not None and not 0 < minutes <= 24 * 60:
        raise NotALengthOfTime("Say how many minutes, between 1 and 1,440.", field="minutes")


def happened(at: datetime | None, now: datetime, field: str = "at") -> datetime:
    """When something happened: as reported, or now where nothing was said.

    Raises `NotYetHappened` beyond the clock tolerance and `TooLongAgo` before 1900. A moment
    without a time zone is read as local time.
    """
    if at is None:
        return now
    if at.tzinfo is None:
        at = at.replace(tzinfo=LOCAL)
    at = at.astimezone(UTC)
    if at > now + CLOCK_TOLERANCE:
        message = "This has not happened yet. Check the date and time."
        raise NotYetHappened(message, field=field)
    if at < EARLIEST:
        message = "This lies before 1900. Check the date and time."
        raise TooLongAgo(message, field=field)
    return min(at, now)


def happened_or_on(at: datetime | None, on: date | None, now: datetime) -> datetime:
    """When something happened of which the moment, or only the local day, is said.

    A day stands at its start. Raises as `happened`, and `DayAndTime` where both are given.
    """
    if on is None:
        return happened(at, now)
    if at is not None:
        raise DayAndTime("Give the day or the time, not both.", field="on")
    return happened(start_of(on), now, "on")


def length(days: int) -> str:
    """A stretch of time: in weeks where they are whole, else in days."""
    number, word = (days // 7, "week") if days and days % 7 == 0 else (days, "day")
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
