"""D7, D8, B1 and B2: times, ways and places beside the agreement, and what was reported."""

from datetime import date, time, timedelta

import pytest
from msgspec.structs import replace

from domain.channels import Channel
from domain.indicators import IndicatorCode, Standing
from domain.match import PlaceType, Side
from domain.periods import end_of, start_of
from tests.domain.indicators.scene import (
    EARLY,
    START,
    active,
    agreed,
    boundary,
    days_back,
    found,
    held,
    local,
    rang,
    standing,
)

TODAY = date(2026, 5, 20)
NOW = local(TODAY, 23, 30)
HOURS, WAYS = IndicatorCode.OUT_OF_HOURS, IndicatorCode.UNAGREED_WAYS
MINOR, SERIOUS = IndicatorCode.BOUNDARY_MINOR, IndicatorCode.BOUNDARY_SERIOUS
NOTHING, NOTICE, REVIEW = Standing.NOTHING, Standing.NOTICE, Standing.REVIEW
HERE = (*active(), *EARLY)


def calls(inside: int, outside: int, hour: int = 21) -> list:  # type: ignore[type-arg]
    """Calls within the agreed hours (9 to 20) and outside them, one a day."""
    days = days_back(TODAY, *range(inside + outside))
    return [rang(day, 12 if each < inside else hour) for each, day in enumerate(days)]


# --- D7 ---


@pytest.mark.parametrize(
    ("inside", "outside", "expected"),
    [
        (4, 0, NOTHING),
        (19, 6, NOTHING),  # 0.24
        (6, 2, NOTICE),  # 0.25
        (3, 1, NOTICE),
        (14, 13, NOTICE),  # just under a half
        (4, 4, REVIEW),
        (2, 2, REVIEW),
        (1, 2, Standing.NOT_ENOUGH_DATA),
        (0, 3, Standing.NOT_ENOUGH_DATA),
        (0, 4, REVIEW),
    ],
)
def test_contacts_outside_agreed_hours(inside: int, outside: int, expected: Standing) -> None:
    """A quarter of at least four is a notice, a half a review."""
    assert standing(HOURS, *HERE, *calls(inside, outside), at=NOW) is expected


@pytest.mark.parametrize(
    ("hour", "minute", "outside"), [(8, 59, 1), (9, 0, 0), (19, 59, 0), (20, 0, 1)]
)
def test_agreed_hours_begin_and_end_to_the_minute(hour: int, minute: int, outside: int) -> None:
    late = replace(rang(TODAY), at=local(TODAY, hour, minute))
    others = [rang(day) for day in days_back(TODAY, 1, 2, 3)]

    assert found(HOURS, *HERE, late, *others, at=NOW).value == outside / 4


@pytest.mark.parametrize("turn", [date(2026, 3, 29), date(2026, 10, 25)])
def test_hours_are_those_on_the_wall_when_the_clocks_change(turn: date) -> None:
    days = [turn - timedelta(days=1), turn, turn + timedelta(days=1), turn + timedelta(days=2)]
    inside = [rang(day, 9) for day in days]
    outside = [rang(day, 8) for day in days]
    at = local(turn + timedelta(days=3), 12)

    assert found(HOURS, *HERE, *inside, at=at).value == 0
    assert found(HOURS, *HERE, *outside, at=at).value == 1


def test_a_session_counts_by_when_it_began() -> None:
    """It ended at half past eight in the evening, and began within the hours."""
    evening = [held(day, 20) for day in days_back(TODAY, 0, 1, 2, 3)]

    assert found(HOURS, *HERE, *evening, at=NOW).value == 0


def test_what_has_a_day_and_no_time_is_left_out() -> None:
    known = calls(3, 0)
    unknown = rang(TODAY - timedelta(days=5), 0, day_only=True)

    assert standing(HOURS, *HERE, *known, unknown, at=NOW) is Standing.NOT_ENOUGH_DATA


@pytest.mark.parametrize(("nights", "expected"), [(2, NOTICE), (3, REVIEW)])
def test_three_contacts_in_the_night_ask_for_a_review(nights: int, expected: Standing) -> None:
    assert standing(HOURS, *HERE, *calls(6, nights, hour=2), at=NOW) is expected


@pytest.mark.parametrize(("hour", "raised"), [(22, False), (23, True), (5, True), (6, False)])
def test_the_night_is_from_eleven_to_six(hour: int, raised: bool) -> None:
    anytime = (*active(*agreed(hours=None)), *EARLY)
    calls = [rang(day, hour) for day in days_back(TODAY, 1, 2, 3)]

    assert (standing(HOURS, *anytime, *calls, at=NOW) is REVIEW) is raised


def test_hours_may_run_past_midnight() -> None:
    night_shift = (*active(*agreed(hours=(time(20), time(2)))), *EARLY)
    calls = [rang(day, 1) for day in days_back(TODAY, 1, 2)]
    calls += [rang(day, 21) for day in days_back(TODAY, 3, 4)]

    assert found(HOURS, *night_shift, *calls, at=NOW).value == 0


def test_the_sentence_says_who_began() -> None:
    days = days_back(TODAY, *range(9))
    some = [rang(day, 21, by=Side.PEER if each == 0 else Side.PERSON) for each, day in
            enumerate(days[:5])]  # fmt: skip
    others = [rang(day, 12) for day in days[5:]]

    assert found(HOURS, *HERE, *some, *others, at=NOW).sentence == (
        "5 of 9 contacts were outside agreed hours. {person} started 4, {peer} 1."
    )


# --- D8 ---


@pytest.mark.parametrize(
    ("count", "expected"), [(0, NOTHING), (1, NOTICE), (2, NOTICE), (3, REVIEW)]
)
def test_ways_that_were_not_agreed(count: int, expected: Standing) -> None:
    """One is a notice, three a review."""
    texts = [rang(day, channel=Channel.MESSAGES) for day in days_back(TODAY, *range(count))]

    assert standing(WAYS, *HERE, rang(TODAY, 9), *texts, at=NOW) is expected


def test_a_place_counts_where_places_are_agreed() -> None:
    anywhere = HERE
    cafe = (*active(*agreed(places=(PlaceType.PUBLIC_PLACE,))), *EARLY)
    at_home = held(TODAY, place_type=PlaceType.PERSONS_HOME)

    assert standing(WAYS, *anywhere, at_home, at=NOW) is NOTHING
    assert standing(WAYS, *cafe, at_home, at=NOW) is NOTICE
    assert standing(WAYS, *cafe, held(TODAY, place_type=PlaceType.PUBLIC_PLACE), at=NOW) is NOTHING


def test_once_at_the_peer_supporters_home_asks_for_a_review() -> None:
    visit = held(TODAY, place_type=PlaceType.PEERS_HOME)
    agreed_home = (*active(*agreed(places=(PlaceType.PEERS_HOME,))), *EARLY)

    assert standing(WAYS, *HERE, visit, at=NOW) is REVIEW
    assert "{peer}'s home" in found(WAYS, *HERE, visit, at=NOW).sentence
    assert standing(WAYS, *agreed_home, visit, at=NOW) is NOTHING


def test_after_28_days_it_is_forgotten() -> None:
    text = rang(TODAY, channel=Channel.MESSAGES)
    last = TODAY + timedelta(days=27)

    assert standing(WAYS, *HERE, text, at=end_of(last)) is NOTICE
    assert standing(WAYS, *HERE, text, at=start_of(last + timedelta(days=1))) is NOTHING


# --- B1 and B2 ---


@pytest.mark.parametrize(
    ("count", "expected"), [(0, NOTHING), (1, NOTICE), (2, NOTICE), (3, REVIEW)]
)
def test_small_things_count_together(count: int, expected: Standing) -> None:
    """One in 84 days is a notice, three a review."""
    things = [boundary(day) for day in days_back(TODAY, *range(10, 10 + count))]

    assert standing(MINOR, *HERE, *things, at=NOW) is expected


def test_small_things_are_counted_over_84_local_days() -> None:
    thing = boundary(TODAY)
    last = TODAY + timedelta(days=83)

    assert standing(MINOR, *HERE, thing, at=end_of(last)) is NOTICE
    assert standing(MINOR, *HERE, thing, at=start_of(last + timedelta(days=1))) is NOTHING


def test_one_serious_event_asks_to_act() -> None:
    assert standing(SERIOUS, *HERE, at=NOW) is NOTHING
    assert standing(SERIOUS, *HERE, boundary(TODAY), at=NOW) is NOTHING
    assert standing(SERIOUS, *HERE, boundary(TODAY, serious=True), at=NOW) is Standing.ACT


def test_what_is_reported_counts_from_the_first_day_on() -> None:
    """Neither waits for six weeks and four sessions."""
    day = START + timedelta(days=1)

    for serious, code, expected in ((True, SERIOUS, Standing.ACT), (False, MINOR, NOTICE)):
        events = (*active(), boundary(day, serious=serious))
        assert standing(code, *events, at=end_of(day)) is expected
