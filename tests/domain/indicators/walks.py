"""Each indicator as days pass: how it rises through its levels, and how it falls back.

The numbers of days are counted from the first of the facts of a walk; what is expected on a day
holds at its end.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import chain

import msgspec

from domain.channels import Channel
from domain.decider import Event
from domain.indicators import IndicatorCode, Standing
from domain.match import Side
from domain.people import MatchId
from tests.domain.indicators.cases import (
    ACT,
    HERE,
    NOTHING,
    NOTICE,
    REVIEW,
    another,
    at_noon,
    back,
    begun,
    call,
    filled,
    session,
)
from tests.domain.indicators.measures import capacity, reported
from tests.domain.indicators.scene import (
    agreed,
    extended,
    goal,
    local,
    network,
    postponed,
    rated,
    reviewed,
)


class Walk(msgspec.Struct, frozen=True):
    """One way of an indicator: what happens from a day on, and how it stands on later days."""

    code: IndicatorCode
    way: str
    history: Callable[[date], list[Event]]
    on: Sequence[tuple[int, Standing]]


def _after(first: date, days: int) -> date:
    return first + timedelta(days=days)


def _bursts(first: date) -> list[Event]:
    """Eleven days of daily sessions, and eleven more from four weeks later on."""
    return [*HERE, *at_noon(first, [*range(11), *range(28, 39)])]


def _weeks(first: date) -> list[Event]:
    """Six sessions a week, then one more each week up to 13, where it stays."""
    counts = [*[6] * 8, *range(7, 13), *[13] * 9]
    ends = [_after(first, 7 * each + 6) for each in range(len(counts))]
    some = (filled(end, each, 7, beside=False) for end, each in zip(ends, counts, strict=True))
    return [*HERE, *chain.from_iterable(some)]


def _planned(first: date) -> list[Event]:
    return begun(first, 0, *agreed(1, first, planned_end=_after(first, 100)))


def _looked_at(first: date) -> list[Event]:
    again = _after(first, 160)
    return [*HERE, reviewed(first, _after(first, 100)), reviewed(again, _after(again, 100))]


def _sources(first: date) -> list[Event]:
    """They know more people, fewer, nobody; then another match helps, and then it is long ago."""
    known = [network(_after(first, day), people) for day, people in ((0, 3), (1, 1), (2, 0))]
    there = [
        msgspec.structs.replace(each, match=MatchId("other"), peer="euan")
        for each in (
            *at_noon(first, [3], partial(session, minutes=20)),
            *at_noon(first, [4], partial(session, minutes=1)),
        )
    ]
    return [*begun(first, 200), *known, *at_noon(first, [0, 0, 0, 50, 51, 52]), *there]


def _hours(first: date) -> list[Event]:
    """Six calls at noon, six in the evening, and then at noon again."""
    evening = [call(local(_after(first, each), 20)) for each in range(6, 12)]
    return [*HERE, *at_noon(first, [*range(6), *range(12, 25)], call), *evening]


def _begun_by(first: date) -> list[Event]:
    """Four calls that the person began, sixteen that the peer supporter did, seven again."""
    by_person = at_noon(first, [*range(4), *range(20, 27)], partial(call, by=Side.PERSON))
    return [*HERE, *by_person, *at_noon(first, range(4, 20), partial(call, by=Side.PEER))]


def _tasks(first: date) -> list[Event]:
    """Six sessions in which all was done together, four in which nothing was, and four more."""
    together = at_noon(first, [*range(6), *range(10, 14)], partial(session, tasks_with=10))
    return [*HERE, *together, *at_noon(first, range(6, 10), partial(session, tasks_for=10))]


def _goals(first: date) -> list[Event]:
    """A goal that does not move, seven sessions in two windows; then it moves."""
    ratings = ((0, 4), (85, 4), (170, 4), (175, 5))
    told = [rated("walk", _after(first, day), each) for day, each in ratings]
    return [*HERE, goal("walk"), *told, *at_noon(first, [*range(84, 91), *range(168, 175)])]


def _load(first: date) -> list[Event]:
    limits = [
        capacity(each, _after(first, day)) for day, each in ((0, 5), (1, 4), (30, 3), (31, 5))
    ]
    return [
        *chain.from_iterable(another(each, begun(first, 100)[:-4]) for each in range(5)),
        *limits,
    ]


def _felt(first: date) -> list[Event]:
    ratings = ((0, 4), (1, 4), (2, 4), (3, 4), (4, 3), (5, 2), (6, 2), (7, 2), (10, 4), (11, 4))
    told = [session(local(_after(first, day)), peer_wellbeing=each) for day, each in ratings]
    limits = [capacity(each, _after(first, day)) for day, each in ((0, 3), (8, 0), (9, 3))]
    return [*another(0, [*begun(first, 100), *told]), *limits]


def _late(first: date) -> list[Event]:
    again = _after(first, 60)
    return [*HERE, reviewed(first, _after(first, 10)), reviewed(again, _after(again, 40))]


def _long(first: date) -> list[Event]:
    minutes = [*[60] * 4, *[91] * 3, *[121] * 3, *[60] * 3]
    return [
        *HERE,
        *(session(local(_after(first, day)), minutes=each) for day, each in enumerate(minutes)),
    ]


C = IndicatorCode

WALKS = (
    Walk(
        C.CONTACT_INTENSITY,
        "sessions come, and four weeks pass",
        _bursts,
        (
            (5, NOTHING),
            (6, NOTICE),
            (37, NOTICE),
            (38, REVIEW),
            (55, REVIEW),
            (56, NOTICE),
            (59, NOTICE),
            (60, NOTHING),
        ),
    ),
    Walk(
        C.CONTACT_TREND,
        "weeks that grow, and then no more",
        _weeks,
        ((55, NOTHING), (69, NOTHING), (76, NOTICE), (104, REVIEW), (111, NOTICE), (160, NOTHING)),
    ),
    Walk(
        C.DURATION,
        "days of support pass",
        _planned,
        ((110, NOTHING), (111, NOTICE), (150, NOTICE), (151, REVIEW), (400, REVIEW)),
    ),
    Walk(
        C.DURATION,
        "without a planned end, until the next look",
        _looked_at,
        (
            (110, NOTHING),
            (111, NOTICE),
            (150, NOTICE),
            (151, REVIEW),
            (159, REVIEW),
            (160, NOTHING),
        ),
    ),
    Walk(
        C.SINGLE_SOURCE,
        "others go, come, and are long ago",
        _sources,
        (
            (0, NOTHING),
            (1, NOTICE),
            (2, REVIEW),
            (3, NOTICE),
            (4, NOTHING),
            (49, NOTHING),
            (50, NOTICE),
            (83, NOTICE),
            (84, NOTHING),
            (86, NOTHING),
            (87, NOTICE),
            (88, REVIEW),
        ),
    ),
    Walk(
        C.EXTENSIONS,
        "nothing takes it back",
        lambda first: [*HERE, *(extended(_after(first, each), first) for each in (0, 2))],
        ((-1, NOTHING), (0, NOTICE), (1, NOTICE), (2, REVIEW), (100, REVIEW)),
    ),
    Walk(
        C.ENDINGS_POSTPONED,
        "nothing takes it back",
        lambda first: [*HERE, *(postponed(_after(first, each), first) for each in (0, 2))],
        ((-1, NOTHING), (0, NOTICE), (1, NOTICE), (2, REVIEW), (100, REVIEW)),
    ),
    Walk(
        C.OUT_OF_HOURS,
        "evenings, and noons again",
        _hours,
        (
            (6, NOTHING),
            (7, NOTICE),
            (10, NOTICE),
            (11, REVIEW),
            (12, NOTICE),
            (23, NOTICE),
            (24, NOTHING),
        ),
    ),
    Walk(
        C.OUT_OF_HOURS,
        "nights, and four weeks pass",
        lambda first: [
            *HERE,
            *(call(local(_after(first, each), 5, 59)) for each in (20, 21, 22)),
            *at_noon(first, range(49), call),
        ],
        ((21, NOTHING), (22, REVIEW), (47, REVIEW), (48, NOTHING)),
    ),
    Walk(
        C.UNAGREED_WAYS,
        "messages come, and four weeks pass",
        lambda first: [*HERE, *at_noon(first, range(3), partial(call, channel=Channel.MESSAGES))],
        (
            (-1, NOTHING),
            (0, NOTICE),
            (1, NOTICE),
            (2, REVIEW),
            (27, REVIEW),
            (28, NOTICE),
            (29, NOTICE),
            (30, NOTHING),
        ),
    ),
    Walk(
        C.PEER_INITIATED,
        "one side begins, and then the other",
        _begun_by,
        (
            (8, NOTHING),
            (9, NOTICE),
            (18, NOTICE),
            (19, REVIEW),
            (20, NOTICE),
            (25, NOTICE),
            (26, NOTHING),
        ),
    ),
    Walk(
        C.TASKS_DONE_FOR,
        "sessions go by",
        _tasks,
        (
            (5, NOTHING),
            (7, NOTHING),
            (8, NOTICE),
            (9, REVIEW),
            (11, REVIEW),
            (12, NOTICE),
            (13, NOTHING),
        ),
    ),
    Walk(
        C.FLAT_GOALS,
        "a goal that does not move, and then does",
        _goals,
        ((89, NOTHING), (90, NOTICE), (173, NOTHING), (174, REVIEW), (175, NOTHING)),
    ),
    Walk(
        C.PEER_LOAD,
        "they set another number",
        _load,
        ((0, NOTHING), (1, NOTICE), (27, NOTICE), (28, REVIEW), (30, REVIEW), (31, NOTHING)),
    ),
    Walk(
        C.PEER_WELLBEING,
        "sessions go by, beside their number",
        _felt,
        ((6, NOTHING), (7, NOTICE), (8, REVIEW), (9, NOTICE), (10, NOTICE), (11, NOTHING)),
    ),
    Walk(
        C.REVIEW_MISSED,
        "nobody looks, and then somebody does",
        _late,
        ((24, NOTHING), (25, NOTICE), (52, NOTICE), (53, REVIEW), (59, REVIEW), (60, NOTHING)),
    ),
    Walk(
        C.SESSION_LENGTH,
        "sessions go by",
        _long,
        (
            (5, NOTHING),
            (6, NOTICE),
            (8, NOTICE),
            (9, REVIEW),
            (10, REVIEW),
            (11, NOTICE),
            (12, NOTHING),
        ),
    ),
    Walk(
        C.BOUNDARY_MINOR,
        "small things come, and twelve weeks pass",
        lambda first: [*HERE, *at_noon(first, range(3), reported)],
        (
            (-1, NOTHING),
            (0, NOTICE),
            (1, NOTICE),
            (2, REVIEW),
            (83, REVIEW),
            (84, NOTICE),
            (85, NOTICE),
            (86, NOTHING),
        ),
    ),
    Walk(
        C.BOUNDARY_SERIOUS,
        "it happens, and twelve weeks pass",
        lambda first: [*HERE, *at_noon(first, [0], partial(reported, serious=True))],
        ((-1, NOTHING), (0, ACT), (83, ACT), (84, NOTHING)),
    ),
    Walk(
        C.CONTACT_FADING,
        "a session a week, none, and two again",
        lambda first: [*HERE, *at_noon(first, [0, 7, 14, 21, 78, 79])],
        (
            (21, NOTHING),
            (41, NOTHING),
            (42, NOTICE),
            (49, NOTICE),
            (76, NOTICE),
            (77, REVIEW),
            (78, NOTICE),
            (79, NOTHING),
        ),
    ),
)


def crossing(walk: Walk, day: date) -> list[date]:
    """First days of a walk, so that each of its steps is once taken on a given day."""
    return [back(day, offset) for offset, _standing in walk.on]
