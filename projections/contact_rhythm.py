"""How often the two of a match were in touch, week by week, beside what they agreed.

What counts is what counts for the indicators: sessions, and contacts that were long enough. A week
is seven local days, the last of them the day that is looked at.
"""

from datetime import date, datetime

import msgspec

from domain.definitions import Definitions
from domain.indicators.facts import AllFacts
from domain.indicators.seen import Seen
from domain.match import Match
from domain.people import MatchId

WEEKS = 12
A_WEEK = 7


class Week(msgspec.Struct, frozen=True):
    """One week: its first local day, and how many contacts counted in it."""

    first_day: date
    contacts: int


class Rhythm(msgspec.Struct, frozen=True):
    """The weeks since support began, at most twelve, the earliest first.

    ``agreed`` is how many sessions a week the terms in force come to; none where no terms are in
    force. ``sessions`` are those that were held so far; below ``needed`` no picture is drawn.
    """

    weeks: list[Week]
    agreed: float | None
    sessions: int
    needed: int


def contact_rhythm(
    identifier: MatchId,
    match: Match,
    everything: AllFacts,
    definitions: Definitions,
    moment: datetime,
) -> Rhythm:
    """The rhythm of a match as seen from a moment; no weeks before support began."""
    seen = Seen(identifier, match, everything, definitions, moment)
    weeks = []
    if match.activated_at is not None and match.activated_at <= moment:
        since = seen.today - seen.first_day
        weeks = [_week(seen, back) for back in range(min(WEEKS, since // A_WEEK + 1))]
    return Rhythm(
        weeks=weeks[::-1],
        agreed=seen.agreed(A_WEEK),
        sessions=len(seen.sessions),
        needed=seen.numbers.sessions_needed,
    )


def _week(seen: Seen, back: int) -> Week:
    last = seen.today - back * A_WEEK
    first = date.fromordinal(last - A_WEEK + 1)
    return Week(first, len(seen.counted(A_WEEK, before=back * A_WEEK)))
