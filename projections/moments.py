"""Moments as people and machines write them."""

from datetime import date, datetime

from domain.decider import Malformed
from domain.periods import LOCAL, end_of


class NotAMoment(Malformed):
    """A date or time cannot be read."""


def moment_of(text: str, field: str) -> datetime:
    """Read a date (its local end) or a moment (local where it has no zone).

    Raises `NotAMoment`, naming the field.
    """
    try:
        if len(text) == len("2026-01-31"):
            return end_of(date.fromisoformat(text))
        moment = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)
    except (ValueError, OverflowError) as wrong:
        raise NotAMoment(
            "Write a day as 2026-01-31 or a moment as 2026-01-31T14:30.", field=field
        ) from wrong
