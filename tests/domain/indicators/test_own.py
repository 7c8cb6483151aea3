"""D12 and D13: a peer supporter's own load and well-being, for them and their supervisor."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from domain.decider import Event
from domain.definitions import DEFAULTS
from domain.folds import as_of, fold
from domain.indicators import (
    FACTS,
    LIMITS,
    IndicatorCode,
    Own,
    Standing,
    no_new_matches,
    own_indicators,
)
from domain.indicators.language import Found
from domain.indicators.own import Limit, peer_load
from domain.match import PEERS_MATCHES, Side
from domain.peer import CapacitySet
from domain.people import MatchId
from domain.periods import end_of
from tests.domain.cast import DAVIE
from tests.domain.decisions import in_order, without_keys
from tests.domain.indicators.scene import (
    START,
    active,
    days_back,
    held,
    local,
    rang,
)

TODAY = date(2026, 5, 20)
NOW = local(TODAY, 18)
NOTHING, NOTICE, REVIEW = Standing.NOTHING, Standing.NOTICE, Standing.REVIEW


def in_match(name: str, *events: Event) -> list[Event]:
    """The same events in another match of the same peer supporter."""
    return [replace(each, match=MatchId(name)) for each in events]


def capacity(matches: int, day: date = START) -> CapacitySet:
    return CapacitySet(peer=DAVIE, matches=matches, at=local(day, 8))


def running(count: int, since: date = START) -> list[Event]:
    """So many matches, the last of them since a day."""
    events: list[Event] = []
    for number in range(count):
        started = active()
        if number == count - 1:
            started = (*started[:-1], replace(started[-1], at=local(since, 9)))
        events += in_match(f"m{number}", *started)
    return events


def own(*events: Event) -> Own:
    happened = as_of(in_order(events))
    return Own(
        matches=fold(PEERS_MATCHES, happened),
        facts=fold(FACTS, happened),
        limits=fold(LIMITS, happened),
    )


def found(*events: Event, at: object = NOW) -> dict[IndicatorCode, Found]:
    return own_indicators(own(*events), DEFAULTS, at)  # type: ignore[arg-type]


def load(*events: Event) -> Standing:
    return found(*events)[IndicatorCode.PEER_LOAD].standing


def wellbeing(*events: Event) -> Standing:
    return found(*events)[IndicatorCode.PEER_WELLBEING].standing


# --- D12 ---


@pytest.mark.parametrize(
    ("matches", "limit", "expected"),
    [
        (0, 1, NOTHING),
        (4, 4, NOTHING),
        (5, 4, NOTICE),  # 1.25
        (6, 4, REVIEW),  # 1.5
        (2, 1, REVIEW),
        (1, 0, REVIEW),
        (0, 0, NOTHING),
    ],
)
def test_more_matches_than_they_set_themselves(
    matches: int, limit: int, expected: Standing
) -> None:
    """More than their number is a notice, more than 1.25 times a review."""
    assert load(*running(matches, TODAY), capacity(limit)) is expected


@pytest.mark.parametrize(("days", "expected"), [(26, NOTICE), (27, REVIEW)])
def test_four_weeks_over_their_number_are_a_review(days: int, expected: Standing) -> None:
    """28 local days, today included."""
    events = (*running(5, TODAY - timedelta(days=days)), capacity(4))

    assert load(*events) is expected


def test_a_number_that_was_changed_counts_from_then_on() -> None:
    events = (*running(5), capacity(4), capacity(5, TODAY))

    assert load(*events) is NOTHING
    before = found(*events, at=end_of(TODAY - timedelta(days=1)))
    assert before[IndicatorCode.PEER_LOAD].standing is REVIEW


def test_without_a_number_nothing_is_said() -> None:
    assert load(*running(3)) is Standing.NOT_RECORDED


@pytest.mark.parametrize(
    ("minutes", "expected"), [(120, NOTHING), (121, NOTICE), (150, NOTICE), (151, REVIEW)]
)
def test_more_hours_in_a_week_than_they_set_themselves(minutes: int, expected: Standing) -> None:
    """Two hours a week, and one match of three."""
    events = (*running(1), held(TODAY, minutes=minutes), held(TODAY - timedelta(days=7)))
    whole = own(*in_match("m0", *events))
    limits = (Limit(whole.limits[0].position if whole.limits else 1, local(START), 3, 2.0),)  # type: ignore[arg-type]

    assert peer_load(replace(whole, limits=limits), DEFAULTS, NOW).standing is expected


# --- D13 ---


def rated(*ratings: int, last: date = TODAY) -> list[Event]:
    """Sessions a week apart, each with how the peer supporter felt afterwards."""
    days = days_back(last, *(7 * each for each in range(len(ratings))))
    return [
        held(day, peer_wellbeing=rating)
        for day, rating in zip(days, reversed(ratings), strict=True)
    ]


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [
        ((3, 3, 2), Standing.NOT_ENOUGH_DATA),
        ((3, 3, 3, 2), NOTHING),  # 2.75
        ((3, 3, 2, 2), NOTICE),  # 2.5
        ((5, 5, 5, 5, 4, 4, 4, 3), NOTHING),  # 3.75 after 5: a drop of 1.25
        ((5, 5, 5, 5, 4, 4, 3, 3), NOTICE),  # 3.5 after 5: a drop of 1.5
        ((5, 5, 5, 4, 3, 3, 3), NOTHING),  # three ratings are no median of their own
    ],
)
def test_how_they_felt_after_the_last_four_sessions(
    ratings: tuple[int, ...], expected: Standing
) -> None:
    """A mean of 2.5 or less, or a drop of 1.5 or more against their own median."""
    assert wellbeing(*active(), capacity(3), *rated(*ratings)) is expected


def test_with_too_much_load_it_is_a_review() -> None:
    low = rated(2, 2, 2, 2)
    events = [*in_match("m0", *low)]

    assert wellbeing(*running(2, TODAY), capacity(2), *events) is NOTICE
    assert wellbeing(*running(2, TODAY), capacity(1), *events) is REVIEW


def test_with_contacts_that_they_mostly_begin_it_is_a_review() -> None:
    low = rated(2, 2, 2, 2)
    calls = [rang(day, by=Side.PEER) for day in days_back(TODAY, 1, 2, 3, 4, 5)]

    assert wellbeing(*active(), capacity(3), *low) is NOTICE
    assert wellbeing(*active(), capacity(3), *low, *calls) is REVIEW


def test_ratings_that_cannot_be_opened_are_none() -> None:
    low = [without_keys(each) for each in rated(2, 2, 2, 2)]

    assert wellbeing(*active(), capacity(3), *low) is Standing.NOT_ENOUGH_DATA


def test_a_match_that_is_over_is_no_load() -> None:
    both = running(2)

    assert load(*both, capacity(1)) is REVIEW
    assert load(*both[:-1], capacity(1)) is NOTHING


def test_no_new_matches_where_either_is_raised() -> None:
    well = found(*active(), capacity(3), *rated(4, 4, 4, 4))
    tired = found(*active(), capacity(3), *rated(2, 2, 2, 2))
    full = found(*running(2, TODAY), capacity(1))

    assert [no_new_matches(each) for each in (well, tired, full)] == [False, True, True]


def test_it_is_said_to_them_and_in_their_own_numbers() -> None:
    said = found(*running(5, TODAY), capacity(4), *rated(2, 2, 2, 2))

    assert said[IndicatorCode.PEER_LOAD].sentence == "You support 5 people; you set 4."
    assert said[IndicatorCode.PEER_WELLBEING].sentence == (
        "After the last 4 sessions you rated your well-being 2 of 5."
    )
