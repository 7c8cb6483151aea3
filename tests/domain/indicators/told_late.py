"""One entry that decides how an indicator stands: missing, there, and as it would be mended."""

from collections.abc import Callable
from datetime import date, timedelta

import msgspec

from domain.channels import Channel
from domain.decider import Event
from domain.indicators import IndicatorCode, Standing
from domain.match import Side
from domain.people import MatchId
from domain.periods import end_of, start_of
from tests.domain.indicators.cases import (
    ACT,
    HERE,
    NOTHING,
    NOTICE,
    another,
    at_noon,
    back,
    begun,
    call,
    filled,
    session,
)
from tests.domain.indicators.measures import TWENTY_AGREED, capacity, reported
from tests.domain.indicators.scene import (
    START,
    extended,
    goal,
    local,
    network,
    postponed,
    rated,
    reviewed,
)

replace = msgspec.structs.replace
Told = tuple[list[Event], Event, Event]
"""Everything else; the entry; and the same with something else in it."""


class Deciding(msgspec.Struct, frozen=True):
    """How an indicator stands without one entry (and by the other version of it), and with it."""

    code: IndicatorCode
    without: Standing
    by_it: Standing
    told: Callable[[date], Told]


def _again(event: Event, **changes: object) -> tuple[Event, Event]:
    return event, replace(event, **changes)


def _window(today: date, days: int = 28) -> dict[str, object]:
    """The moment just before a window begins."""
    return {"at": end_of(back(today, days))}


def _intensity(today: date) -> Told:
    first = session(start_of(back(today, 27)))
    return [*HERE, *filled(today, 6, beside=False)], *_again(first, **_window(today))


def _trend(today: date) -> Told:
    ends = [back(today, 7 * (7 - each)) for each in range(8)]
    found = list(HERE)
    for end, each in zip(ends, (6, 6, 6, 6, 6, 7, 8, 8), strict=True):
        found += filled(end, each, 7, beside=False)
    return found, *_again(session(start_of(back(today, 6))), **_window(today, 7))


def _duration(today: date) -> Told:
    first = reviewed(back(today, 111), back(today, 11))
    look = reviewed(back(today, 50), today + timedelta(days=50))
    return [*HERE, first], *_again(look, at=local(back(today, 112)))


def _source(today: date) -> Told:
    there = replace(
        session(local(back(today, 40)), minutes=21),
        match=MatchId("other"),
        peer="euan",
    )
    here = [*HERE, *filled(today, 3, 84, beside=False), network(back(today, 30), 1)]
    return here, *_again(there, minutes=20)


def _extended(today: date) -> Told:
    return [*HERE], *_again(extended(back(today, 5), today), at=start_of(back(today, -1)))


def _postponed(today: date) -> Told:
    return [*HERE], *_again(postponed(back(today, 5), today), at=start_of(back(today, -1)))


def _hours(today: date) -> Told:
    others = [*at_noon(back(today, 20), range(6), call), call(local(back(today, 10), 21))]
    late = call(local(back(today, 15), 20))
    return [*HERE, *others], *_again(late, at=local(back(today, 15), 19, 59))


def _ways(today: date) -> Told:
    way = call(local(back(today, 27)), channel=Channel.MESSAGES)
    return [*HERE, *at_noon(back(today, 20), range(6), call)], *_again(way, channel=Channel.PHONE)


def _begun_by(today: date) -> Told:
    sides = [Side.PEER] * 5 + [Side.PERSON] * 4
    others = [call(local(back(today, day)), by=by) for day, by in enumerate(sides)]
    return [*HERE, *others], *_again(call(local(back(today, 20)), by=Side.PEER), by=Side.PERSON)


def _tasks(today: date) -> Told:
    others = session(local(today), tasks_for=39, tasks_with=60)
    first = session(local(back(today, 3)), tasks_for=1, tasks_with=0)
    return [*HERE, others], *_again(first, tasks_for=0, tasks_with=1)


def _goals(today: date) -> Told:
    """One goal moved by one point; the other did not, or did."""
    before, last = back(today, 84), back(today, 5)
    ratings = [rated("walk", before, 4), rated("cook", before, 4), rated("walk", today, 5)]
    events = [*HERE, goal("walk"), goal("cook"), *ratings, *filled(today, 7)]
    return events, *_again(rated("cook", last, 4), rating=5)


def _load(today: date) -> Told:
    matches = [each for number in range(5) for each in another(number, begun(today, 100)[:-4])]
    return [capacity(5, START), *matches], *_again(capacity(4, back(today, 3)), matches=5)


def _felt(today: date) -> Told:
    ratings = ((4, 3), (3, 3), (2, 3), (0, 2))
    told = [session(local(back(today, day)), peer_wellbeing=each) for day, each in ratings]
    low = another(0, [session(local(back(today, 1)), peer_wellbeing=2)])[0]
    events = [*another(0, [*begun(today, 100), *told]), capacity(3, START)]
    return events, *_again(low, peer_wellbeing=3)


def _late(today: date) -> Told:
    first = reviewed(back(today, 60), back(today, 15))
    look = reviewed(back(today, 20), today + timedelta(days=64))
    return [*HERE, first], *_again(look, next_review_on=back(today, 15))


def _long(today: date) -> Told:
    minutes = ((9, 60), (8, 60), (5, 91), (0, 91))
    others = [session(local(back(today, day)), minutes=each) for day, each in minutes]
    return [*HERE, *others], *_again(session(local(back(today, 3)), minutes=91), minutes=60)


def _small(today: date) -> Told:
    return [*HERE], *_again(reported(start_of(back(today, 83))), **_window(today, 84))


def _serious(today: date) -> Told:
    event = reported(start_of(back(today, 83)), serious=True)
    return [*HERE], *_again(event, **_window(today, 84))


def _fading(today: date) -> Told:
    tenth = session(start_of(back(today, 27)))
    return [*TWENTY_AGREED, *filled(today, 9, beside=False)], *_again(tenth, **_window(today))


C = IndicatorCode

DECIDING = (
    Deciding(C.CONTACT_INTENSITY, NOTHING, NOTICE, _intensity),
    Deciding(C.CONTACT_TREND, NOTHING, NOTICE, _trend),
    Deciding(C.DURATION, NOTICE, NOTHING, _duration),
    Deciding(C.SINGLE_SOURCE, NOTICE, NOTHING, _source),
    Deciding(C.EXTENSIONS, NOTHING, NOTICE, _extended),
    Deciding(C.ENDINGS_POSTPONED, NOTHING, NOTICE, _postponed),
    Deciding(C.OUT_OF_HOURS, NOTHING, NOTICE, _hours),
    Deciding(C.UNAGREED_WAYS, NOTHING, NOTICE, _ways),
    Deciding(C.PEER_INITIATED, NOTHING, NOTICE, _begun_by),
    Deciding(C.TASKS_DONE_FOR, NOTHING, NOTICE, _tasks),
    Deciding(C.FLAT_GOALS, NOTHING, NOTICE, _goals),
    Deciding(C.PEER_LOAD, NOTHING, NOTICE, _load),
    Deciding(C.PEER_WELLBEING, NOTHING, NOTICE, _felt),
    Deciding(C.REVIEW_MISSED, NOTICE, NOTHING, _late),
    Deciding(C.SESSION_LENGTH, NOTHING, NOTICE, _long),
    Deciding(C.BOUNDARY_MINOR, NOTHING, NOTICE, _small),
    Deciding(C.BOUNDARY_SERIOUS, NOTHING, ACT, _serious),
    Deciding(C.CONTACT_FADING, NOTICE, NOTHING, _fading),
)
