"""Histories for a measure: so many sessions, days, minutes or tasks behind a day."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial

import msgspec

from domain.channels import Channel
from domain.decider import Event
from domain.match import PlaceType, Side
from domain.peer import CapacitySet
from domain.people import MatchId, ReportId
from domain.periods import end_of, start_of
from tests.domain.cast import DAVIE
from tests.domain.indicators.cases import (
    HERE,
    another,
    back,
    begun,
    call,
    filled,
    session,
    two_windows,
)
from tests.domain.indicators.scene import (
    EARLY,
    START,
    active,
    agreed,
    boundary,
    extended,
    goal,
    local,
    network,
    postponed,
    rated,
    reviewed,
)

replace = msgspec.structs.replace
TWENTY_AGREED = [*active(*agreed(a_month=20)), *EARLY]
"""A match in which twenty sessions in 28 days were agreed."""


def often(today: date, now: int, before: int) -> list[Event]:
    """Sessions in two windows in which four each were agreed."""
    return [*HERE, *two_windows(today, now, before)]


def with_a_call(today: date, sessions: int, minutes: int) -> list[Event]:
    """Sessions in the window, and a call of so many minutes."""
    return [*often(today, sessions, 2), call(local(today), minutes=minutes)]


def growing(today: date, *weekly: int) -> list[Event]:
    """So many sessions in each of the weeks that end today, and one just before them."""
    weeks = len(weekly)
    ends = [back(today, 7 * (weeks - 1 - each)) for each in range(weeks)]
    found = [session(end_of(back(today, 7 * weeks)))]
    for end, each in zip(ends, weekly, strict=True):
        found += filled(end, each, 7, beside=False)
    return [*HERE, *found]


def young(today: date, days: int) -> list[Event]:
    """A match that began so many days ago, in which ever more sessions are held."""
    return [*begun(today, days), *growing(today, *range(6, 22, 2))[len(HERE) :]]


def planned(today: date, days: int) -> list[Event]:
    """A match that lasted so many days of a hundred."""
    first = back(today, days)
    return begun(today, days, *agreed(1, first, planned_end=first + timedelta(days=100)))


def to_look_again(today: date, days: int) -> list[Event]:
    """So many days since a look that named a hundred until the next."""
    looked = back(today, days)
    return [*HERE, reviewed(looked, looked + timedelta(days=100))]


def sources(today: date, people: int, elsewhere: int, active_days: int = 240) -> list[Event]:
    """Three hours here within twelve weeks, and so many minutes by another match."""
    other = {"match": MatchId("other"), "peer": "euan"}
    first = start_of(back(today, 83))
    there = [replace(session(end_of(back(today, 84)), minutes=600), **other)]
    there += [replace(session(first, minutes=elsewhere), **other)] if elsewhere else []
    here = filled(today, 3, 84, beside=False)
    return [*begun(today, active_days), *here, *there, network(back(today, 30), people)]


def prolonged(today: date, number: int) -> list[Event]:
    """Extended so many times, and once more tomorrow."""
    done = [extended(back(today, each), today) for each in range(number)]
    return [*HERE, *done, extended(back(today, -1), today)]


def put_off(today: date, number: int) -> list[Event]:
    """Put off so many times, and once more tomorrow."""
    done = [postponed(back(today, each), today) for each in range(number)]
    return [*HERE, *done, postponed(back(today, -1), today)]


def by_the_clock(today: date, inside: int, outside: int, night: int = 0) -> list[Event]:
    """Calls at the edges of nine to eight, and of eleven to six, one a day of the window."""
    clocks = [((9, 0), (19, 59))[each % 2] for each in range(inside)]
    clocks += [((8, 59), (20, 0), (22, 59), (6, 0))[each % 4] for each in range(outside)]
    clocks += [((23, 0), (5, 59))[each % 2] for each in range(night)]
    first = back(today, 27)
    days = [first + timedelta(days=each) for each in range(len(clocks))]
    calls = [call(local(day, *clock)) for day, clock in zip(days, clocks, strict=True)]
    return [*HERE, *(call(local(back(first, each), 23)) for each in (1, 2, 3)), *calls]


def message(at: datetime) -> Event:
    """A contact by a way that was not agreed."""
    return call(at, channel=Channel.MESSAGES)


def visit(at: datetime) -> Event:
    """A session at the peer supporter's home."""
    return session(at, place_type=PlaceType.PEERS_HOME)


def begun_by(today: date, by_peer: int, by_person: int) -> list[Event]:
    """Unplanned calls that each side began; one more by the peer supporter before the window."""
    calls = filled(today, by_peer + by_person, make=call)
    sides = [Side.PEER, *[Side.PEER] * by_peer, *[Side.PERSON] * by_person]
    return [*HERE, *(replace(each, by=by) for each, by in zip(calls, sides, strict=True))]


def tasks(today: date, done_for: int, together: int) -> list[Event]:
    """Six sessions with so many tasks; the one before them had many."""
    counts = [(90, 0), (done_for, 0), *[(0, 0)] * 4, (0, together)]
    days = [back(today, each) for each in range(len(counts) - 1, -1, -1)]
    some = zip(days, counts, strict=True)
    return [
        *HERE,
        *(session(local(day), tasks_for=one, tasks_with=two) for day, (one, two) in some),
    ]


def rising(today: date, *shares: int) -> list[Event]:
    """Of ten tasks in the six sessions before each review, so many were done for the person."""
    found = list(HERE)
    for number, share in enumerate(reversed(shares)):
        day = back(today, 10 * number)
        counts = [(share, 10 - share), *[(0, 0)] * 5]
        for each, (one, two) in enumerate(counts):
            found.append(session(local(back(day, 6 - each)), tasks_for=one, tasks_with=two))
        found.append(reviewed(day, day + timedelta(days=84)))
    return found


def goals(
    today: date,
    now: tuple[int, int],
    before: tuple[int, int] = (10, 0),
    active_days: int = 240,
) -> list[Event]:
    """Ten goals, of which so many moved by one within each twelve weeks; so many contacts."""
    (moved, contacts), (moved_before, contacts_before) = now, before
    found = [*begun(today, active_days), *filled(today, contacts)]
    found += filled(back(today, 84), contacts_before) if contacts_before else []
    for each in range(10):
        then = 1 + (each < moved_before)
        ratings = (1, then, then + (each < moved))
        days = (back(today, 168), back(today, 84), today)
        found += [goal(f"{each}")]
        found += [
            replace(rated(f"{each}", day, rating), at=end_of(day))
            for day, rating in zip(days, ratings, strict=True)
        ]
    return found


def capacity(matches: int, day: date, hours: float | None = None) -> Event:
    """How many they can support, and for how long, from a day on."""
    return CapacitySet(peer=DAVIE, matches=matches, hours_a_week=hours, at=local(day, 8))


def load(today: date, matches: int, limit: int, days_of_last: int = 1) -> list[Event]:
    """So many matches, the last of them for so many days, today included."""
    found = [capacity(limit, START)]
    for each in range(matches):
        last = each == matches - 1
        found += another(each, begun(today, days_of_last - 1 if last else 200)[:-4])
    return found


def hours(today: date, minutes: int) -> list[Event]:
    """So many minutes in the week that ends today, of two hours; an hour or so before it."""
    week = filled(today, 2, 7, partial(session, minutes=minutes // 2))
    week.append(session(local(today), minutes=minutes % 2))
    return [capacity(3, START, 2.0), *another(0, [*begun(today, 200), *week])]


def felt(today: date, ratings: Sequence[int], limit: int = 3, calls: int = 0) -> list[Event]:
    """How they felt after sessions a week apart, beside their number and calls that they began."""
    days = [back(today, 7 * each) for each in range(len(ratings) - 1, -1, -1)]
    one = [
        session(local(day), peer_wellbeing=rating)
        for day, rating in zip(days, ratings, strict=True)
    ]
    rung = filled(today, calls, make=partial(call, by=Side.PEER), beside=False)
    second = another(1, begun(today, 0)[:-4])
    return [*another(0, [*begun(today, 200), *one, *rung]), *second, capacity(limit, START)]


def late(today: date, days: int) -> list[Event]:
    """A review that was due so many days ago."""
    return [*HERE, reviewed(back(today, 100), back(today, days))]


def long(today: date, *minutes: int) -> list[Event]:
    """The last four sessions; the one before them was very long."""
    days = (back(today, 7 * each) for each in range(4, -1, -1))
    some = zip(days, (600, *minutes), strict=True)
    return [*HERE, *(session(local(day), minutes=each) for day, each in some)]


def reported(at: datetime, *, serious: bool = False) -> Event:
    """Something about boundaries, reported of a moment."""
    return replace(boundary(START, serious=serious), at=at, report=ReportId(f"{at}-{serious}"))


def fading(today: date, now: int, before: int) -> list[Event]:
    """Sessions in two windows in which twenty each were agreed."""
    return [*TWENTY_AGREED, *two_windows(today, now, before)]


def hardly_any(today: date, days: int) -> list[Event]:
    """A match that began so many days ago: four sessions where twenty in 28 days were agreed."""
    return begun(today, days, *agreed(1, back(today, days), a_month=20))


def counted(
    number_of: Callable[[datetime], Event], days: int = 28
) -> Callable[[date, int], list[Event]]:
    """So many facts of a kind in a window."""
    return lambda today, number: [*HERE, *filled(today, number, days, number_of)]
