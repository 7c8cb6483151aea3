"""D1, D2, D15 and P1: how much the two are in touch, beside what they agreed."""

from datetime import date, timedelta

import pytest

from domain.indicators import IndicatorCode, Standing
from domain.match import Side
from domain.periods import end_of, start_of
from tests.domain.decisions import entry, in_order
from tests.domain.indicators.scene import (
    EARLY,
    START,
    active,
    agreed,
    days_back,
    found,
    held,
    local,
    paused,
    rang,
    resumed,
    sessions_on,
    standing,
)

TODAY = date(2026, 5, 20)
NOW = local(TODAY, 18)
INTENSITY, TREND = IndicatorCode.CONTACT_INTENSITY, IndicatorCode.CONTACT_TREND
LENGTH, FADING = IndicatorCode.SESSION_LENGTH, IndicatorCode.CONTACT_FADING
NOTHING, NOTICE, REVIEW = Standing.NOTHING, Standing.NOTICE, Standing.REVIEW


def so_many(number: int, before: int = 0) -> list:  # type: ignore[type-arg]
    """So many sessions within the 28 days that ended so many days ago."""
    return sessions_on(days_back(TODAY, *range(before, before + number)))


# --- D1: contacts beside the agreement, in two windows for a review ---


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (5, 0, NOTHING),
        (6, 0, NOTHING),
        (7, 0, NOTICE),
        (10, 10, NOTICE),
        (11, 10, NOTICE),
        (10, 11, NOTICE),
        (11, 11, REVIEW),
        (11, 0, NOTICE),
    ],
)
def test_more_contacts_than_agreed(now: int, before: int, expected: Standing) -> None:
    """More than 1.5 times is a notice; more than 2.5 times in two windows, a review."""
    events = (*active(), *EARLY, *so_many(now), *so_many(before, 28))

    assert standing(INTENSITY, *events, at=NOW) is expected


def test_the_sentence_says_what_is_and_what_was_agreed() -> None:
    said = found(INTENSITY, *active(), *EARLY, *so_many(11), at=NOW)

    assert said.sentence == "Contacts: 11 in the last 28 days; you agreed about 4."
    assert said.change == "A new agreement, or 6 or fewer in 28 days."
    assert said.value == 2.75
    assert len(said.inputs) == 11


def test_a_contact_counts_from_five_minutes_on() -> None:
    for minutes, expected in ((4, 6), (5, 7), (None, 6)):
        call = rang(TODAY, minutes=minutes)
        said = found(INTENSITY, *active(), *EARLY, *so_many(6), call, at=NOW)
        assert said.value == expected / 4


def test_a_window_is_the_28_local_days_that_end_today() -> None:
    """Whatever the hour: a contact falls out of it at the midnight after the 28th day."""
    first = held(TODAY, 0)
    events = (*active(), *EARLY, first, *sessions_on([TODAY] * 6, name="b"))
    last_day = TODAY + timedelta(days=27)

    assert found(INTENSITY, *events, at=end_of(last_day)).value == 2 / 4
    assert found(INTENSITY, *events, at=end_of(last_day) + timedelta(microseconds=1)).value == 0


@pytest.mark.parametrize("turn", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_window_keeps_its_days_when_the_clocks_change(turn: date) -> None:
    """Contacts just after and just before local midnight, on the days around the change."""
    today = turn + timedelta(days=20)
    inside, outside = today - timedelta(days=27), today - timedelta(days=28)
    at_its_start = held(inside, 0, minutes=None)
    at_its_end = held(outside, 23, minutes=None)
    fourth = sessions_on(START + timedelta(days=each) for each in (1, 2, 3, 4))
    events = (*active(), *fourth, at_its_start, at_its_end)

    assert at_its_start.at == start_of(inside)
    assert found(INTENSITY, *events, at=end_of(today)).value == 1 / 4
    assert found(INTENSITY, *events, at=start_of(today)).value == 1 / 4
    assert found(INTENSITY, *events, at=start_of(today) - timedelta(microseconds=1)).value == 2 / 4


def test_the_29th_of_february_is_a_day_of_the_window() -> None:
    leap = date(2028, 2, 29)
    events = (*active(), *EARLY, held(leap))

    assert found(INTENSITY, *events, at=local(date(2028, 3, 27), 12)).value == 1 / 4
    assert found(INTENSITY, *events, at=local(date(2028, 3, 28), 12)).value == 0


def test_a_new_agreement_is_what_contacts_are_judged_by() -> None:
    events = (*active(), *EARLY, *so_many(7))
    more = agreed(2, TODAY, a_month=8)

    assert standing(INTENSITY, *events, at=NOW) is NOTICE
    assert standing(INTENSITY, *events, *more, at=NOW) is NOTHING


def test_an_agreement_that_one_side_has_not_accepted_changes_nothing() -> None:
    written, by_person, _by_peer = agreed(2, TODAY, a_month=8)

    events = (*active(), *EARLY, *so_many(7), written, by_person)
    assert standing(INTENSITY, *events, at=NOW) is NOTICE


def test_without_an_agreement_nothing_is_compared() -> None:
    proposed_and_started = (*active()[:3], active()[-1])

    assert (
        standing(INTENSITY, *proposed_and_started, *EARLY, *so_many(20), at=NOW)
        is Standing.NOT_RECORDED
    )


def test_a_late_entry_counts_where_it_happened() -> None:
    """It is recorded last, and changes what was true then."""
    on_time = (*active(), *EARLY, *so_many(6))
    late = held(TODAY - timedelta(days=10), 9)

    assert standing(INTENSITY, *on_time, at=NOW) is NOTHING
    assert standing(INTENSITY, *on_time, late, at=NOW) is NOTICE
    assert standing(INTENSITY, *on_time, late, at=NOW - timedelta(days=11)) is NOTHING


def test_a_correction_counts_as_corrected() -> None:
    """A call of forty minutes turns out to have been four."""
    call = rang(TODAY, minutes=40)
    events = in_order((*active(), *EARLY, *so_many(6), call))
    mend = entry(len(events) + 1, rang(TODAY, minutes=4), corrects=len(events))

    assert standing(INTENSITY, *events, at=NOW) is NOTICE
    assert standing(INTENSITY, *events, mend, at=NOW) is NOTHING


def test_a_session_that_was_reported_twice_counts_once() -> None:
    twice = [held(TODAY, name="one"), held(TODAY, name="one")]

    assert found(INTENSITY, *active(), *EARLY, *twice, at=NOW).value == 1 / 4


# --- D2: growth over eight weeks ---


def weekly(*counts: int) -> list:  # type: ignore[type-arg]
    """So many sessions in each of the eight weeks that end today."""
    found = []
    for week, count in enumerate(counts):
        first = TODAY - timedelta(days=7 * (len(counts) - week) - 1)
        found += [held(first, 8 + each % 14, name=f"{each}") for each in range(count)]
    return found


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((2, 2, 2, 2, 2, 2, 2, 2), NOTHING),
        ((4, 3, 3, 2, 2, 1, 1, 0), NOTHING),
        ((20,) * 8, NOTHING),
        # the slope is 1 a week; the mean 20, 19.5 and 10 or less
        (tuple(range(17, 25)), NOTHING),  # mean 20.5: under 5 %
        (tuple(range(16, 24)), NOTICE),  # mean 19.5: over 5 %
        (tuple(range(7, 15)), NOTICE),  # mean 10.5: under 10 %
        (tuple(range(6, 14)), REVIEW),  # mean 9.5: over 10 %
        ((0, 0, 0, 0, 0, 0, 0, 0), NOTHING),
    ],
)
def test_contacts_that_grow(counts: tuple[int, ...], expected: Standing) -> None:
    """More than 5 of 100 a week is a notice, more than 10 a review."""
    assert standing(TREND, *active(), *EARLY, *weekly(*counts), at=NOW) is expected


def test_exactly_five_of_a_hundred_a_week_is_not_more_than_that() -> None:
    """Slope 1 and mean 20, which no eight whole numbers a step apart give: so one week differs."""
    counts = [16, 17, 18, 19, 20, 21, 22, 27]
    said = found(TREND, *active(), *EARLY, *weekly(*counts), at=NOW)

    assert sum(counts) == 8 * 20
    assert said.value == 0.05
    assert said.standing is NOTHING


def test_one_wild_week_is_no_trend() -> None:
    assert standing(TREND, *active(), *EARLY, *weekly(1, 1, 1, 1, 1, 1, 1, 12), at=NOW) is NOTHING


def test_a_trend_needs_eight_weeks_of_support() -> None:
    day = START + timedelta(days=56)
    events = (*active(), *EARLY)

    assert standing(TREND, *events, at=end_of(day - timedelta(days=1))) is Standing.NOT_ENOUGH_DATA
    assert standing(TREND, *events, at=start_of(day)) is NOTHING


# --- D15: the last four sessions beside the agreed length ---


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        ((60, 60, 60, 60), NOTHING),
        ((90, 90, 90, 90), NOTHING),
        ((91, 91, 91, 91), NOTICE),
        ((120, 120, 120, 120), NOTICE),
        ((121, 121, 121, 121), REVIEW),
        ((60, 60, 60, 600), NOTHING),
        ((80, 100, 102, 300), NOTICE),
    ],
)
def test_sessions_that_grow_longer(minutes: tuple[int, ...], expected: Standing) -> None:
    """The median of the last four: more than 1.5 times is a notice, more than twice a review."""
    days = days_back(TODAY, 21, 14, 7, 0)
    last = [held(day, minutes=each) for day, each in zip(days, minutes, strict=True)]

    assert standing(LENGTH, *active(), *EARLY, *last, at=NOW) is expected


def test_the_sentence_about_length() -> None:
    last = sessions_on(days_back(TODAY, 21, 14, 7, 0), minutes=100)
    said = found(LENGTH, *active(), *EARLY, *last, at=NOW)

    assert said.sentence == "The last 4 sessions lasted about 100 minutes; 60 were agreed."


def test_sessions_whose_length_nobody_recorded_are_not_guessed() -> None:
    last = sessions_on(days_back(TODAY, 21, 14, 7, 0), minutes=None)
    unknown = sessions_on([START + timedelta(days=each) for each in range(1, 5)], minutes=None)

    assert standing(LENGTH, *active(), *EARLY, *last, at=NOW) is NOTHING
    assert standing(LENGTH, *active(), *unknown, at=NOW) is Standing.NOT_RECORDED


# --- P1: fewer sessions than agreed ---


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (3, 4, NOTHING),
        (2, 4, NOTHING),
        (1, 4, NOTICE),
        (1, 0, NOTICE),
        (0, 4, NOTICE),
        (0, 1, NOTICE),
        (0, 0, REVIEW),
    ],
)
def test_fewer_sessions_than_agreed(now: int, before: int, expected: Standing) -> None:
    """Under half is a notice; under a quarter in two windows, a review."""
    events = (*active(), *EARLY, *so_many(now), *so_many(before, 28))

    assert standing(FADING, *events, at=NOW) is expected


def test_the_sentence_about_fading() -> None:
    said = found(FADING, *active(), *EARLY, *so_many(1), at=NOW)

    assert said.sentence == (
        "1 session in the last 28 days; about 4 agreed. Contact may be fading."
    )
    assert said.change == "A new agreement, or 2 or more in 28 days."


def test_calls_do_not_stand_for_sessions() -> None:
    calls = [rang(day) for day in days_back(TODAY, *range(10))]

    assert standing(FADING, *active(), *EARLY, *calls, *so_many(1), at=NOW) is NOTICE


def test_two_windows_need_eight_weeks_of_support() -> None:
    day = START + timedelta(days=56)
    slow = (*active(*agreed(a_month=40)), *EARLY)

    assert standing(FADING, *slow, at=end_of(day - timedelta(days=1))) is NOTICE
    assert standing(FADING, *slow, at=start_of(day)) is REVIEW


def test_a_match_that_rested_does_not_fade() -> None:
    rest = (paused(TODAY - timedelta(days=30)), resumed(TODAY - timedelta(days=10)))
    events = (*active(), *EARLY, *rest)

    assert standing(FADING, *events, at=NOW) is Standing.NOT_ENOUGH_DATA
    after = NOW + timedelta(days=18)
    assert standing(FADING, *events, at=after) is NOTICE


def test_a_match_that_rests_is_not_judged_by_the_contacts_it_lacks() -> None:
    events = (*active(), *EARLY, paused(TODAY - timedelta(days=60)))

    assert standing(FADING, *events, at=NOW) is Standing.NOT_ENOUGH_DATA


def test_who_began_makes_no_difference_to_how_much() -> None:
    calls = [rang(day, by=side) for day in days_back(TODAY, 1, 2, 3, 4) for side in Side]

    assert found(INTENSITY, *active(), *EARLY, *calls, at=NOW).value == 8 / 4
