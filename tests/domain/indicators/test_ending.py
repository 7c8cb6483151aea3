"""D3, D5, D6 and D14: how long, how often prolonged or put off, and whether anybody looks."""

from datetime import date, timedelta

import pytest

from domain.indicators import IndicatorCode, Standing
from domain.match import Side
from domain.periods import end_of, start_of
from tests.domain.indicators.scene import (
    EARLY,
    START,
    active,
    agreed,
    extended,
    found,
    local,
    paused,
    postponed,
    resumed,
    reviewed,
    standing,
)

DURATION, EXTENSIONS = IndicatorCode.DURATION, IndicatorCode.EXTENSIONS
POSTPONED, MISSED = IndicatorCode.ENDINGS_POSTPONED, IndicatorCode.REVIEW_MISSED
NOTHING, NOTICE, REVIEW = Standing.NOTHING, Standing.NOTICE, Standing.REVIEW
HUNDRED = START + timedelta(days=100)


def after(days: int) -> date:
    return START + timedelta(days=days)


# --- D3: days of support beside those planned ---


@pytest.mark.parametrize(
    ("days", "expected"),
    [(100, NOTHING), (110, NOTHING), (111, NOTICE), (150, NOTICE), (151, REVIEW)],
)
def test_a_match_that_lasts_longer_than_planned(days: int, expected: Standing) -> None:
    """More than 1.1 times is a notice, more than 1.5 times a review."""
    events = (*active(*agreed(planned_end=HUNDRED)), *EARLY)

    assert standing(DURATION, *events, at=start_of(after(days))) is expected
    assert standing(DURATION, *events, at=end_of(after(days))) is expected


def test_the_sentence_about_duration_is_in_weeks_where_they_are_whole() -> None:
    events = (*active(*agreed(planned_end=after(26 * 7))), *EARLY)

    assert found(DURATION, *events, at=local(after(30 * 7))).sentence == (
        "This match has lasted 30 weeks; 26 weeks were planned."
    )
    assert "206 days" in found(DURATION, *events, at=local(after(206))).sentence


def test_an_extension_does_not_change_what_was_first_planned() -> None:
    events = (*active(*agreed(planned_end=HUNDRED)), *EARLY, extended(after(90), after(140)))

    assert standing(DURATION, *events, at=local(after(111))) is NOTICE


def test_days_on_which_the_match_rested_are_not_counted() -> None:
    rest = (paused(after(50)), resumed(after(60)))
    events = (*active(*agreed(planned_end=HUNDRED)), *EARLY, *rest)

    assert standing(DURATION, *events, at=local(after(120))) is NOTHING
    assert standing(DURATION, *events, at=local(after(121))) is NOTICE


@pytest.mark.parametrize(("days", "expected"), [(110, NOTHING), (111, NOTICE), (151, REVIEW)])
def test_where_no_end_is_planned_the_plan_is_to_look_again(days: int, expected: Standing) -> None:
    """Open-ended offers go by the day of the next review."""
    events = (*active(*agreed(review_on=HUNDRED)), *EARLY)

    assert standing(DURATION, *events, at=local(after(days))) is expected


def test_a_review_begins_an_open_ended_match_anew() -> None:
    events = (
        *active(*agreed(review_on=HUNDRED)),
        *EARLY,
        reviewed(HUNDRED, HUNDRED + timedelta(days=50)),
    )

    assert standing(DURATION, *events, at=local(HUNDRED + timedelta(days=55))) is NOTHING
    assert standing(DURATION, *events, at=local(HUNDRED + timedelta(days=56))) is NOTICE
    assert standing(DURATION, *events, at=local(HUNDRED + timedelta(days=76))) is REVIEW


def test_a_plan_in_a_leap_year_has_its_days() -> None:
    """From 12 January 2028 to 1 March are 49 days, not 48."""
    leap = date(2028, 2, 29)
    events = (
        *active(*agreed(review_on=date(2028, 1, 12))),
        *EARLY,
        reviewed(date(2028, 1, 12), date(2028, 3, 1)),
    )
    said = found(DURATION, *events, at=local(leap)).sentence

    assert "after 7 weeks; it has been 48 days" in said


# --- D5 and D6: counted ---


@pytest.mark.parametrize(
    ("count", "expected"), [(0, NOTHING), (1, NOTICE), (2, REVIEW), (3, REVIEW)]
)
def test_extensions_count(count: int, expected: Standing) -> None:
    """One is a notice, two a review."""
    more = [extended(after(60 + each), after(150 + each)) for each in range(count)]

    assert standing(EXTENSIONS, *active(), *EARLY, *more, at=local(HUNDRED)) is expected


@pytest.mark.parametrize(
    ("count", "expected"), [(0, NOTHING), (1, NOTICE), (2, REVIEW), (3, REVIEW)]
)
def test_endings_that_are_put_off_count(count: int, expected: Standing) -> None:
    """Once is a notice, twice a review."""
    more = [postponed(after(60 + each), after(150 + each)) for each in range(count)]

    assert standing(POSTPONED, *active(), *EARLY, *more, at=local(HUNDRED)) is expected


def test_the_sentences_about_endings() -> None:
    twice = (postponed(date(2026, 4, 2), HUNDRED), postponed(date(2026, 4, 16), HUNDRED))
    months = (postponed(date(2026, 3, 30), HUNDRED), postponed(date(2026, 4, 16), HUNDRED))
    once = extended(date(2026, 4, 2), date(2026, 7, 12))
    events, at = (*active(), *EARLY), local(HUNDRED)

    assert found(POSTPONED, *events, *twice, at=at).sentence == (
        "The ending has been put off twice, on 2 and 16 April."
    )
    assert found(POSTPONED, *events, *months, at=at).sentence == (
        "The ending has been put off twice, on 30 March and 16 April."
    )
    assert found(EXTENSIONS, *events, once, at=at).sentence == (
        "This match has been extended once, to 12 July."
    )


def test_what_had_not_happened_yet_does_not_count() -> None:
    more = postponed(HUNDRED, after(150))

    assert standing(POSTPONED, *active(), *EARLY, more, at=local(after(99))) is NOTHING


# --- D14: nobody looks ---


@pytest.mark.parametrize(
    ("late", "expected"),
    [(-1, NOTHING), (0, NOTHING), (14, NOTHING), (15, NOTICE), (42, NOTICE), (43, REVIEW)],
)
def test_a_review_that_was_not_held(late: int, expected: Standing) -> None:
    """More than 14 days is a notice, more than 42 a review."""
    events = (*active(*agreed(review_on=HUNDRED)), *EARLY)
    day = HUNDRED + timedelta(days=late)

    assert standing(MISSED, *events, at=start_of(day)) is expected
    assert standing(MISSED, *events, at=end_of(day)) is expected


def test_days_late_are_local_days_when_the_clocks_change() -> None:
    """Due on 14 October; the clocks go back on the 25th."""
    events = (*active(*agreed(review_on=date(2026, 10, 14))), *EARLY)

    assert standing(MISSED, *events, at=end_of(date(2026, 10, 28))) is NOTHING
    assert standing(MISSED, *events, at=start_of(date(2026, 10, 29))) is NOTICE


def test_a_review_is_held_and_the_next_one_counts() -> None:
    events = (*active(*agreed(review_on=HUNDRED)), *EARLY)
    late = HUNDRED + timedelta(days=20)
    held = reviewed(late, late + timedelta(days=84), Side.PERSON, Side.PEER)

    assert standing(MISSED, *events, at=local(late)) is NOTICE
    assert standing(MISSED, *events, held, at=local(late)) is NOTHING


def test_the_sentence_about_a_review() -> None:
    events = (*active(*agreed(review_on=date(2026, 4, 20))), *EARLY)

    assert found(MISSED, *events, at=local(date(2026, 5, 6))).sentence == (
        "The review, due 20 April, is late by 16 days."
    )
