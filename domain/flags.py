"""What is worth a look: late, missing, or not as the rules have it. Derived, never recorded.

The functions beside each noun (`referral_flags`, `match_flags`, `session_flags`) turn what has
happened into flags, every one with the moment from which it stands and, where something settled
it, the moment until which it stood. None of them knows a clock: `standing` and `next_change` ask
about a moment. So nothing changes by time alone between a moment and its next change.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from domain.periods import local_day, start_of

INSTANT = timedelta(microseconds=1)


class Flag(msgspec.Struct, frozen=True, gc=False):
    """Something worth a look, from a moment on.

    ``code`` names the rule and never changes; ``sentence`` says what is so and what to do.
    ``until`` is the first moment at which it no longer stands; without it, it stands for good.
    """

    code: str
    sentence: str
    since: datetime
    until: datetime | None = None

    def stands_at(self, moment: datetime) -> bool:
        """Whether this is so at a moment."""
        return self.since <= moment and (self.until is None or moment < self.until)


def standing(flags: Iterable[Flag], moment: datetime) -> tuple[Flag, ...]:
    """The flags that stand at a moment."""
    begun = [flag for flag in flags if flag.since <= moment]
    return tuple([flag for flag in begun if flag.until is None or moment < flag.until])


def next_change(flags: Iterable[Flag], moment: datetime) -> datetime | None:
    """The first later moment at which a flag comes or goes by time alone, if there is one."""
    edges = [
        edge
        for flag in flags
        if (edge := flag.since if flag.since > moment else flag.until) is not None and edge > moment
    ]
    return min(edges, default=None)


def kept(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    """Leave out what was settled before it could be noticed."""
    return tuple([flag for flag in flags if flag.until is None or flag.since < flag.until])


def first_of(*moments: datetime | None) -> datetime | None:
    """The earliest of the moments that there are."""
    earliest = None
    for moment in moments:
        if moment is not None and (earliest is None or moment < earliest):
            earliest = moment
    return earliest


def days_after(moment: datetime, days: int) -> datetime:
    """When a number of local days, counted from the day after a moment, is over."""
    return start_of(local_day(moment) + timedelta(days=days + 1))
