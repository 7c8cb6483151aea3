"""The answer to "When?": today, yesterday, or another day in three fields."""

from collections.abc import Mapping
from datetime import date, timedelta

from api.pages.dates import NotUnderstood, read_day
from api.pages.forms import Problem


def day_answered(said: Mapping[str, str], today: date) -> date | Problem:
    """The day that was meant, or what is in the way and in which field."""
    match said.get("when", ""):
        case "today":
            return today
        case "yesterday":
            return today - timedelta(days=1)
        case "other":
            parts = (said.get(f"day-{part}", "") for part in ("day", "month", "year"))
            try:
                return read_day(*parts)
            except NotUnderstood as wrong:
                return Problem(str(wrong), "day")
        case _:
            return Problem("Choose an answer: When?", "when")
