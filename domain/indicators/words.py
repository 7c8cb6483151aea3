"""How numbers and days are said in the sentences of indicators (journeys, part 2)."""

from collections.abc import Sequence
from datetime import date

from domain.indicators.language import Found, Standing

TIMES = {1: "once", 2: "twice"}


def said(day: date, today: int) -> str:
    """A day: "13 April", with its year where that is not this year."""
    this_year = day.year == date.fromordinal(today).year
    return f"{day.day} {day:%B}" if this_year else f"{day.day} {day:%B %Y}"


def days_said(days: Sequence[date], today: int) -> str:
    """Several days: "2 and 16 April", or "30 March and 16 April"."""
    if len({(day.month, day.year) for day in days}) == 1:
        parts = [str(day.day) for day in days[:-1]] + [said(days[-1], today)]
    else:
        parts = [said(day, today) for day in days]
    return " and ".join((", ".join(parts[:-1]), parts[-1])) if parts[1:] else parts[0]


def times(number: int) -> str:
    """How often: "once", "twice", "3 times"."""
    return TIMES.get(number, f"{number} times")


def number(value: float) -> str:
    """A number that need not be whole: "4" or "2.5"."""
    return f"{round(value, 1):g}"


def counted(count: int, noun: str) -> str:
    """A count with its noun: "1 session", "3 sessions"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def not_recorded(sentence: str) -> Found:
    """What cannot be judged, as something is not recorded."""
    return Found(Standing.NOT_RECORDED, sentence)


def too_early(sentence: str) -> Found:
    """What cannot be judged yet."""
    return Found(Standing.NOT_ENOUGH_DATA, sentence)
