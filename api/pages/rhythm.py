"""The picture of how often the two of a match are in touch: drawn here, and told in words beside.

Whoever does not see it reads the same: what, from when to when, the range, what was agreed, and the
weeks in which nothing is recorded.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from api.pages.dates import day_words
from projections.contact_rhythm import Rhythm, Week

WIDTH, HEIGHT, FOOT = 640, 160, 24
GAP = 8
MOST_NAMED = 3
END_OF_WEEK = timedelta(days=6)


def rhythm_picture(rhythm: Rhythm, since: date | None, today: date) -> dict[str, Any]:
    """What the template draws; a sentence alone where there is too little for a picture.

    ``since`` is the day from which contacts have been above what was agreed, if they are.
    """
    if rhythm.sessions < rhythm.needed or not rhythm.weeks:
        return {"too_few": f"Too few sessions for a picture: {rhythm.sessions} so far."}
    highest = max([rhythm.agreed or 0, 1, *(each.contacts for each in rhythm.weeks)])
    scale = (HEIGHT - FOOT) / highest
    step = WIDTH / len(rhythm.weeks)
    finding = _finding(rhythm, since, today)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "foot": HEIGHT - FOOT,
        "bars": [
            {
                "x": round(number * step + GAP / 2, 1),
                "y": round(HEIGHT - FOOT - week.contacts * scale, 1),
                "width": round(step - GAP, 1),
                "height": round(week.contacts * scale, 1),
                "contacts": week.contacts,
                "middle": round((number + 0.5) * step, 1),
            }
            for number, week in enumerate(rhythm.weeks)
        ],
        "agreed_y": None
        if rhythm.agreed is None
        else round(HEIGHT - FOOT - rhythm.agreed * scale, 1),
        "title": f"Contacts a week, {_span(rhythm.weeks, today)}",
        "description": f"{finding} {_gaps(rhythm.weeks, today)}".strip(),
        "caption": finding,
        "rows": [
            [day_words(week.first_day, today), str(week.contacts), _agreed(rhythm)]
            for week in rhythm.weeks
        ],
    }


def _span(weeks: Sequence[Week], today: date) -> str:
    last = weeks[-1].first_day + END_OF_WEEK
    return f"{day_words(weeks[0].first_day, today)} to {day_words(last, today)}"


def _agreed(rhythm: Rhythm) -> str:
    return "not recorded" if rhythm.agreed is None else f"{round(rhythm.agreed, 1):g}"


def _finding(rhythm: Rhythm, since: date | None, today: date) -> str:
    """What the picture shows, in a sentence or two."""
    counts = [each.contacts for each in rhythm.weeks]
    low, high = min(counts), max(counts)
    how_many = f"{low} a week" if low == high else f"Between {low} and {high} a week"
    agreed = "no number agreed" if rhythm.agreed is None else f"{_agreed(rhythm)} agreed"
    above = f" Above since {day_words(since, today)}." if since else ""
    return f"{how_many}; {agreed}.{above}"


def _gaps(weeks: Sequence[Week], today: date) -> str:
    """The weeks of which nothing is recorded."""
    empty = [day_words(each.first_day, today) for each in weeks if not each.contacts]
    if not empty:
        return ""
    if len(empty) > MOST_NAMED:
        return f"Nothing recorded for {len(empty)} of the weeks."
    which = "the week" if len(empty) == 1 else "the weeks"
    return f"Nothing recorded for {which} of {', '.join(empty)}."
