"""Each threshold of each indicator: what lies just under it, at it and just over it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import msgspec

from domain.decider import Event
from domain.indicators import IndicatorCode, Standing
from tests.domain.indicators.cases import ACT, NOTHING, NOTICE, REVIEW, TOO_EARLY
from tests.domain.indicators.measures import (
    begun_by,
    by_the_clock,
    counted,
    fading,
    felt,
    goals,
    growing,
    hardly_any,
    hours,
    late,
    load,
    long,
    message,
    often,
    planned,
    prolonged,
    put_off,
    reported,
    rising,
    sources,
    tasks,
    to_look_again,
    visit,
    with_a_call,
    young,
)


class Steps(msgspec.Struct, frozen=True):
    """One rule of an indicator: a history for a measure, and how it stands at each measure."""

    code: IndicatorCode
    rule: str
    history: Callable[..., list[Event]]
    at: Sequence[tuple[Any, Standing]]


C = IndicatorCode
ONE_TWO = ((0, NOTHING), (1, NOTICE), (2, REVIEW), (3, REVIEW))
ONE_THREE = ((0, NOTHING), (1, NOTICE), (2, NOTICE), (3, REVIEW), (4, REVIEW))

STEPS = (
    Steps(
        C.CONTACT_INTENSITY,
        "1.5 times, and 2.5 times in two windows",
        often,
        (
            ((5, 2), NOTHING),
            ((6, 2), NOTHING),
            ((7, 2), NOTICE),
            ((9, 11), NOTICE),
            ((10, 11), NOTICE),
            ((11, 9), NOTICE),
            ((11, 10), NOTICE),
            ((11, 11), REVIEW),
        ),
    ),
    Steps(
        C.CONTACT_INTENSITY,
        "a call counts from five minutes on",
        with_a_call,
        (((6, 4), NOTHING), ((6, 5), NOTICE), ((6, 6), NOTICE)),
    ),
    Steps(
        C.CONTACT_TREND,
        "eight weeks of support",
        young,
        ((55, TOO_EARLY), (56, REVIEW), (57, REVIEW)),
    ),
    Steps(
        C.CONTACT_FADING,
        "two windows of support",
        hardly_any,
        ((55, NOTICE), (56, REVIEW), (57, REVIEW)),
    ),
    Steps(
        C.CONTACT_TREND,
        "5 and 10 of 100 a week",
        growing,
        (
            (tuple(range(17, 25)), NOTHING),
            ((16, 17, 18, 19, 20, 21, 22, 27), NOTHING),  # 1 a week, of 20
            (tuple(range(16, 24)), NOTICE),
            (tuple(range(7, 15)), NOTICE),
            ((6, 7, 8, 9, 10, 11, 12, 17), NOTICE),  # 1 a week, of 10
            (tuple(range(6, 14)), REVIEW),
        ),
    ),
    Steps(
        C.DURATION,
        "1.1 and 1.5 times the plan",
        planned,
        (
            (109, NOTHING),
            (110, NOTHING),
            (111, NOTICE),
            (149, NOTICE),
            (150, NOTICE),
            (151, REVIEW),
        ),
    ),
    Steps(
        C.DURATION,
        "1.1 and 1.5 times until the next look",
        to_look_again,
        (
            (109, NOTHING),
            (110, NOTHING),
            (111, NOTICE),
            (149, NOTICE),
            (150, NOTICE),
            (151, REVIEW),
        ),
    ),
    Steps(
        C.SINGLE_SOURCE,
        "0.9 and one other; all, nobody and half a year",
        sources,
        (
            ((1, 21), NOTHING),
            ((1, 20), NOTICE),  # 180 of 200 minutes
            ((1, 19), NOTICE),
            ((2, 0), NOTHING),
            ((1, 0), NOTICE),
            ((0, 1), NOTICE),
            ((0, 0), REVIEW),
            ((0, 0, 182), NOTICE),
            ((0, 0, 183), NOTICE),
            ((0, 0, 184), REVIEW),
        ),
    ),
    Steps(C.EXTENSIONS, "1 and 2", prolonged, ONE_TWO),
    Steps(C.ENDINGS_POSTPONED, "1 and 2", put_off, ONE_TWO),
    Steps(
        C.OUT_OF_HOURS,
        "a quarter and a half of at least four",
        by_the_clock,
        (
            ((2, 1), TOO_EARLY),
            ((3, 1), NOTICE),
            ((4, 1), NOTHING),
            ((19, 6), NOTHING),
            ((6, 2), NOTICE),
            ((14, 5), NOTICE),
            ((14, 13), NOTICE),
            ((4, 4), REVIEW),
            ((13, 14), REVIEW),
        ),
    ),
    Steps(
        C.OUT_OF_HOURS,
        "three in the night",
        by_the_clock,
        (((20, 0, 2), NOTHING), ((20, 0, 3), REVIEW), ((20, 0, 4), REVIEW)),
    ),
    Steps(C.UNAGREED_WAYS, "1 and 3", counted(message), ONE_THREE),
    Steps(
        C.UNAGREED_WAYS,
        "once at the peer supporter's home",
        counted(visit),
        ((0, NOTHING), (1, REVIEW), (2, REVIEW)),
    ),
    Steps(
        C.PEER_INITIATED,
        "0.6 of five and 0.8 of eight",
        begun_by,
        (
            ((4, 0), TOO_EARLY),
            ((5, 0), NOTICE),
            ((6, 0), NOTICE),
            ((10, 7), NOTHING),
            ((6, 4), NOTICE),
            ((11, 7), NOTICE),
            ((11, 3), NOTICE),
            ((8, 2), REVIEW),
            ((9, 2), REVIEW),
            ((7, 0), NOTICE),
            ((8, 0), REVIEW),
            ((9, 0), REVIEW),
        ),
    ),
    Steps(
        C.TASKS_DONE_FOR,
        "0.4 and 0.6 of at least five",
        tasks,
        (
            ((4, 0), TOO_EARLY),
            ((5, 0), REVIEW),
            ((6, 0), REVIEW),
            ((39, 61), NOTHING),
            ((40, 60), NOTICE),
            ((41, 59), NOTICE),
            ((59, 41), NOTICE),
            ((60, 40), REVIEW),
            ((61, 39), REVIEW),
        ),
    ),
    Steps(
        C.TASKS_DONE_FOR,
        "a share that rises over three reviews",
        rising,
        (((2, 3), NOTHING), ((1, 2, 2), NOTHING), ((1, 2, 3), REVIEW), ((0, 1, 2, 3), REVIEW)),
    ),
    Steps(
        C.FLAT_GOALS,
        "half a point, and more contact than agreed",
        goals,
        (
            (((4, 7),), NOTICE),
            (((5, 7),), NOTICE),
            (((6, 7),), NOTHING),
            (((5, 6),), NOTHING),
            (((5, 5),), NOTHING),
            (
                (
                    (5, 7),
                    (10, 0),
                    83,
                ),
                TOO_EARLY,
            ),
            (
                (
                    (5, 7),
                    (10, 0),
                    84,
                ),
                NOTICE,
            ),
            (
                (
                    (5, 7),
                    (10, 0),
                    85,
                ),
                NOTICE,
            ),
        ),
    ),
    Steps(
        C.FLAT_GOALS,
        "two periods",
        goals,
        (
            (
                (
                    (5, 7),
                    (6, 7),
                ),
                NOTICE,
            ),
            (
                (
                    (5, 7),
                    (5, 7),
                ),
                REVIEW,
            ),
            (
                (
                    (5, 7),
                    (4, 7),
                ),
                REVIEW,
            ),
            (
                (
                    (5, 7),
                    (5, 6),
                ),
                NOTICE,
            ),
            (
                (
                    (5, 7),
                    (5, 7),
                    167,
                ),
                NOTICE,
            ),
            (
                (
                    (5, 7),
                    (5, 7),
                    168,
                ),
                REVIEW,
            ),
            (
                (
                    (5, 7),
                    (5, 7),
                    169,
                ),
                REVIEW,
            ),
        ),
    ),
    Steps(
        C.PEER_LOAD,
        "more than their number, and 1.25 times",
        load,
        (
            ((3, 4), NOTHING),
            ((4, 4), NOTHING),
            ((7, 6), NOTICE),
            ((6, 5), NOTICE),
            ((5, 4), NOTICE),
            ((4, 3), REVIEW),
        ),
    ),
    Steps(
        C.PEER_LOAD,
        "four weeks",
        load,
        (((5, 4, 27), NOTICE), ((5, 4, 28), REVIEW), ((5, 4, 29), REVIEW)),
    ),
    Steps(
        C.PEER_LOAD,
        "their hours, and 1.25 times",
        hours,
        (
            (119, NOTHING),
            (120, NOTHING),
            (121, NOTICE),
            (149, NOTICE),
            (150, NOTICE),
            (151, REVIEW),
        ),
    ),
    Steps(
        C.PEER_WELLBEING,
        "a mean of 2.5, or 1.5 under their own median",
        felt,
        (
            (((2, 2, 2),), TOO_EARLY),
            (((3, 3, 3, 2),), NOTHING),
            (((3, 3, 2, 2),), NOTICE),
            (((3, 2, 2, 2),), NOTICE),
            (((5, 5, 5, 5, 4, 4, 4, 3),), NOTHING),
            (((5, 5, 5, 5, 4, 4, 3, 3),), NOTICE),
            (((5, 5, 5, 5, 4, 3, 3, 3),), NOTICE),
        ),
    ),
    Steps(
        C.PEER_WELLBEING,
        "beside their load, or who begins",
        felt,
        (
            (((3, 3, 2, 2), 2), NOTICE),
            (((3, 3, 2, 2), 1), REVIEW),
            (((3, 3, 2, 2), 3, 4), NOTICE),
            (((3, 3, 2, 2), 3, 5), REVIEW),
            (((3, 3, 3, 2), 1, 5), NOTHING),
        ),
    ),
    Steps(
        C.REVIEW_MISSED,
        "14 and 42 days",
        late,
        (
            (-1, NOTHING),
            (13, NOTHING),
            (14, NOTHING),
            (15, NOTICE),
            (41, NOTICE),
            (42, NOTICE),
            (43, REVIEW),
        ),
    ),
    Steps(
        C.SESSION_LENGTH,
        "1.5 and 2 times",
        long,
        (
            ((60, 89, 89, 90), NOTHING),
            ((60, 90, 90, 120), NOTHING),
            ((60, 91, 91, 120), NOTICE),
            ((60, 119, 119, 130), NOTICE),
            ((60, 120, 120, 130), NOTICE),
            ((60, 121, 121, 130), REVIEW),
        ),
    ),
    Steps(C.BOUNDARY_MINOR, "1 and 3", counted(reported, 84), ONE_THREE),
    Steps(
        C.BOUNDARY_SERIOUS,
        "one",
        counted(partial(reported, serious=True), 84),
        ((0, NOTHING), (1, ACT), (2, ACT)),
    ),
    Steps(
        C.CONTACT_FADING,
        "half, and a quarter in two windows",
        fading,
        (
            ((11, 20), NOTHING),
            ((10, 20), NOTHING),
            ((9, 20), NOTICE),
            ((6, 4), NOTICE),
            ((5, 4), NOTICE),
            ((4, 6), NOTICE),
            ((4, 5), NOTICE),
            ((4, 4), REVIEW),
        ),
    ),
)
