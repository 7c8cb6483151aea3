"""The day that a page is asked to stand at: as it was known then, or as it is known now."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

import msgspec

from api.pages.dates import (
    NotUnderstood,
    full_day_words,
    is_day_only,
    local,
    read_day,
    time_words,
)
from domain.decider import Malformed
from domain.periods import local_day
from projections.moments import moment_of

PARTS = ("day-day", "day-month", "day-year")
CLOCKS = {
    "known_at": "as known that day",
    "true_at": "as we know it now",
}
AHEAD = "This day lies ahead. Choose one that has come."


class AsOf(msgspec.Struct, frozen=True):
    """The past moments of a page; none of both is today."""

    known_at: datetime | None = None
    true_at: datetime | None = None

    def __bool__(self) -> bool:
        """Whether the page stands in the past."""
        return self.known_at is not None or self.true_at is not None

    @property
    def moment(self) -> datetime | None:
        """The moment for which it is judged where everybody stands."""
        return self.true_at or self.known_at

    @property
    def day(self) -> date | None:
        """The day of that moment."""
        return None if self.moment is None else local_day(self.moment)

    @property
    def query(self) -> dict[str, str]:
        """The moments as an address says them."""
        both = {"known_at": self.known_at, "true_at": self.true_at}
        return {name: _in_address(moment) for name, moment in both.items() if moment is not None}

    def banner(self, today_href: str) -> dict[str, str] | None:
        """What the banner says; none today."""
        if self.moment is None:
            return None
        day = full_day_words(local_day(self.moment))
        if self.true_at is None:
            known = "as known at the end of that day"
            if not is_day_only(self.moment):
                known = f"as known at {time_words(local(self.moment).time())}"
        elif self.known_at is None:
            known = "as we know it now"
        else:
            known = f"as known on {full_day_words(local_day(self.known_at))}"
        sentence = f"{day}, {known}. Nothing can be recorded here."
        return {"day": day, "sentence": sentence, "today_href": today_href}

    def control(self, asked: Mapping[str, str], error: str | None) -> dict[str, Any]:
        """What the date control shows: the day in parts, the choice, and what is in the way."""
        parts = {part: asked.get(f"day-{part}", "") for part in ("day", "month", "year")}
        if self.day is not None:
            parts = {part: str(getattr(self.day, part)) for part in parts}
        clock = "true_at" if self.true_at is not None else asked.get("clock", "known_at")
        return {
            "value": parts,
            "clock": clock if clock in CLOCKS else "known_at",
            "clocks": [{"value": value, "label": label} for value, label in CLOCKS.items()],
            "error": error,
        }


def as_of_in(asked: Mapping[str, str], now: datetime) -> AsOf:
    """Read the moments in an address. Raises `NotUnderstood`; today is no past moment."""
    found = {}
    if any(asked.get(part, "").strip() for part in PARTS):
        day = read_day(*(asked.get(part, "").strip() for part in PARTS))
        clock = asked.get("clock", "known_at")
        moments = {clock if clock in CLOCKS else "known_at": day.isoformat()}
    else:
        moments = {clock: asked[clock] for clock in CLOCKS if asked.get(clock, "").strip()}
    for clock, text in moments.items():
        try:
            moment = moment_of(text.strip(), clock)
            day = local_day(moment)
        except (Malformed, OverflowError):
            raise NotUnderstood("Give a day that exists, as in 27 3 2026.") from None
        if day > local_day(now):
            raise NotUnderstood(AHEAD)
        if moment < now:
            found[clock] = moment
    return AsOf(**found)


def address(path: str, query: Mapping[str, str]) -> str:
    """An address with what is asked for; nothing empty."""
    said = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(said)}" if said else path


def _in_address(moment: datetime) -> str:
    return local_day(moment).isoformat() if is_day_only(moment) else local(moment).isoformat()
