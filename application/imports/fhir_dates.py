"""FHIR dates, moments and periods: partial ones, ones without a zone, and impossible ones."""

import re
from calendar import monthrange
from datetime import date, datetime

from application.imports.fhir_shapes import Period
from application.imports.incoming import in_utc

WRITTEN_DATE = re.compile(r"^\d{4}(-\d{2}(-\d{2})?)?$")
WRITTEN_MOMENT = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*$")


def moment(text: str | None) -> datetime | date | None:
    """A FHIR date or moment, in UTC; nothing where only the year or month is known."""
    written = (text or "").strip()
    try:
        if WRITTEN_MOMENT.match(written):
            return in_utc(datetime.fromisoformat(written))
        return date.fromisoformat(written) if len(written) == len("2026-01-01") else None
    except ValueError:
        return None


def holds(period: Period | None, now: datetime) -> bool | None:
    """Whether a period holds now; nothing where one of its ends cannot be read."""
    if period is None:
        return True
    start, end = _edge(period.start, first=True), _edge(period.end, first=False)
    if (period.start and start is None) or (period.end and end is None):
        return None
    return (start is None or start <= now) and (end is None or now <= end)


def _edge(text: str | None, *, first: bool) -> datetime | None:
    written = (text or "").strip()
    try:
        if WRITTEN_DATE.match(written):
            written = _whole_day(written, first=first)
    except ValueError:
        return None
    found = moment(written)
    return found if isinstance(found, datetime) else None


def _whole_day(written: str, *, first: bool) -> str:
    parts = [int(part) for part in written.split("-")]
    year = parts[0]
    month = parts[1] if len(parts) > 1 else 1 if first else 12
    last = monthrange(year, month)[1]
    day = parts[2] if len(parts) == len(("year", "month", "day")) else 1 if first else last
    return f"{date(year, month, day)}T{'00:00:00' if first else '23:59:59.999999'}"
