"""Days and times as people say and type them (journeys, part 2), in UK time.

A moment at the very start or end of a local day stands for the day alone: no time is shown.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from domain.periods import EARLIEST, LOCAL, end_of, local_day, start_of

TIME = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?\s*(am|pm)?")
NOON = 12

Clock = Callable[[], datetime]


class NotUnderstood(Exception):
    """What was typed cannot be read; the message says how to write it."""


def day_words(day: date, today: date) -> str:
    """A day; with its year where that is not this year: "5 May", "5 May 2024"."""
    return f"{day.day} {day:%B}" if day.year == today.year else full_day_words(day)


def full_day_words(day: date) -> str:
    """A day with its year: "5 May 2026"."""
    return f"{day.day} {day:%B} {day.year}"


def time_words(clock: time) -> str:
    """A time of day: "9am", "2:30pm", "11:59pm"."""
    hour = clock.hour % NOON or NOON
    minutes = f":{clock.minute:02}" if clock.minute else ""
    return f"{hour}{minutes}{'am' if clock.hour < NOON else 'pm'}"


def moment_words(moment: datetime, today: date) -> str:
    """A day and a time: "5 May, 2:30pm"; the day alone where only that is known."""
    day = local_day(moment)
    if is_day_only(moment):
        return day_words(day, today)
    return f"{day_words(day, today)}, {time_words(local(moment).time())}"


def machine_form(moment: datetime) -> str:
    """A moment for the ``datetime`` attribute: a day, or a local time with its zone."""
    if is_day_only(moment):
        return local_day(moment).isoformat()
    return local(moment).isoformat(timespec="minutes")


def is_day_only(moment: datetime) -> bool:
    """Whether a moment is the very start or end of a local day."""
    day = local_day(moment)
    return moment in {start_of(day), end_of(day)}


def local(moment: datetime, zone: ZoneInfo = LOCAL) -> datetime:
    """A moment by the clocks of the United Kingdom."""
    return moment.astimezone(zone)


def read_day(day: str, month: str, year: str) -> date:
    """The day that three fields name. Raises `NotUnderstood`."""
    try:
        found = date(*(int(part) for part in (year, month, day)))
    except (ValueError, OverflowError):
        raise NotUnderstood("Give a day that exists, as in 27 3 2026.") from None
    if found < EARLIEST.date():
        raise NotUnderstood("This lies before 1900. Give the year with four digits.")
    return found


def read_time(text: str) -> time:
    """The time of day that somebody typed: 2:30pm, 14.30, 9am. Raises `NotUnderstood`."""
    found = TIME.fullmatch(text.strip().lower())
    if found is not None:
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
        if half is not None and 1 <= hour <= NOON:
            hour = hour % NOON + (NOON if half == "pm" else 0)
        elif half is not None or (found[2] is None and hour < NOON):
            hour = -1  # 14pm is no time, and a bare 9 may be morning or evening
        if 0 <= hour < 2 * NOON and minute < 60:  # noqa: PLR2004 - minutes in an hour
            return time(hour, minute)
    raise NotUnderstood("Write the time as in 2:30pm or 14:30.")
