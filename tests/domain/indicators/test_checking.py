"""Whether signals help, and whether they are fair."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from domain.decider import Event
from domain.indicators import (
    IndicatorAcknowledged,
    IndicatorCode,
    IndicatorContested,
    IndicatorView,
)
from domain.indicators.checking import Precision, Rate, precision, signal_rates
from domain.match import Side
from tests.domain.cast import ISLA
from tests.domain.indicators.scene import (
    EARLY,
    IDS,
    START,
    active,
    agreed,
    boundary,
    local,
    postponed,
    seen,
)

NOW = local(date(2026, 9, 20), 18)
JULY, AUGUST = local(date(2026, 7, 1), 0), local(date(2026, 8, 1), 0)
TWICE = (
    postponed(date(2026, 4, 2), date(2026, 9, 1)),
    postponed(date(2026, 4, 16), date(2026, 10, 1)),
)
HERE = (*active(*agreed(planned_end=date(2026, 8, 1))), *EARLY, *TWICE)
PUT_OFF, MINOR = IndicatorCode.ENDINGS_POSTPONED, IndicatorCode.BOUNDARY_MINOR
USEFUL, NOT_USEFUL = IndicatorView.USEFUL, IndicatorView.NOT_USEFUL


def looked(
    view: IndicatorView, day: date = date(2026, 7, 6), code: IndicatorCode = PUT_OFF
) -> IndicatorAcknowledged:
    return IndicatorAcknowledged(
        **IDS, indicator=code, acknowledged_by=ISLA, view=view, at=local(day)
    )


def of(*events: Event, since: datetime = JULY, until: datetime = AUGUST) -> Precision:
    return precision([seen(*HERE, *events, at=NOW)], since, until)


# --- Precision ---


@pytest.mark.parametrize(
    ("view", "useful"),
    [
        (IndicatorView.USEFUL, 1),
        (IndicatorView.ACTED, 1),
        (IndicatorView.NOT_USEFUL, 0),
        (IndicatorView.EXPECTED, 0),
    ],
)
def test_a_signal_was_useful_if_somebody_says_so_or_did_something(
    view: IndicatorView, useful: int
) -> None:
    assert Precision(1, useful) == of(looked(view))


def test_what_was_only_a_notice_does_not_count() -> None:
    small = boundary(date(2026, 7, 2))

    assert Precision() == of(small, looked(USEFUL, code=MINOR))


def test_what_was_said_again_of_the_same_signal_counts_once_as_said_last() -> None:
    first, again = looked(USEFUL), looked(NOT_USEFUL, date(2026, 7, 20))

    assert Precision(1, 0) == of(first, again)


def test_a_signal_that_came_back_after_it_was_over_is_another() -> None:
    """Three small things within twelve weeks are a review; from 2 May on there are none left."""
    first = [boundary(START + timedelta(days=each)) for each in (20, 21, 22)]
    again = [boundary(date(2026, 7, each)) for each in (2, 3, 4)]
    views = (looked(USEFUL, date(2026, 2, 5), MINOR), looked(USEFUL, date(2026, 7, 6), MINOR))

    assert Precision(2, 2) == of(*first, *again, *views, since=local(START))


def test_only_what_was_said_within_the_time_counts() -> None:
    before, after = looked(USEFUL, date(2026, 6, 30)), looked(USEFUL, date(2026, 8, 1))

    assert Precision() == of(before, looked(NOT_USEFUL, date(2026, 8, 2)))
    assert Precision(1, 1) == of(before, looked(USEFUL, date(2026, 7, 1)), after)


def test_what_one_of_the_two_says_is_no_judgement_of_the_service() -> None:
    contested = IndicatorContested(
        **IDS, indicator=PUT_OFF, by=Side.PERSON, at=local(date(2026, 7, 6))
    )

    assert Precision() == of(contested)


def test_below_a_half_the_thresholds_are_worth_tuning() -> None:
    assert (None, False) == (Precision().share, Precision().worth_tuning)
    assert (0.5, False) == (Precision(4, 2).share, Precision(4, 2).worth_tuning)
    assert (0.4, True) == (Precision(5, 2).share, Precision(5, 2).worth_tuning)


# --- Equality ---


def group(name: str | None, signalled: int, silent: int) -> Sequence[tuple[str | None, int | None]]:
    return [(name, 2)] * signalled + [(name, 1)] * silent


def test_each_group_has_its_own_rate() -> None:
    levels = [*group("A", 5, 15), *group("B", 10, 10), ("A", 3)]

    assert (Rate("A", 21, 6, 6 / 21), Rate("B", 20, 10, 0.5)) == signal_rates(levels)


def test_whoever_did_not_say_stands_in_a_group_of_their_own() -> None:
    assert (Rate("NOT_SAID", 10, 5, 0.5),) == signal_rates(group(None, 5, 5))


def test_of_which_it_is_too_early_to_say_anything_is_left_out() -> None:
    assert (Rate("A", 10, 0, 0.0),) == signal_rates([*group("A", 0, 10), ("A", None), ("B", None)])


@pytest.mark.parametrize(
    ("signalled", "silent", "expected"),
    [
        (4, 20, Rate("A", 24, None, None)),
        (20, 4, Rate("A", 24, None, None)),  # the rest would be known by taking away
        (5, 20, Rate("A", 25, 5, 0.2)),
        (0, 9, Rate("A", 9, 0, None)),
        (0, 10, Rate("A", 10, 0, 0.0)),
        (1, 3, Rate("A", None, None, None)),
        (0, 4, Rate("A", None, 0, None)),
    ],
)
def test_small_counts_and_shares_of_few_are_not_shown(
    signalled: int, silent: int, expected: Rate
) -> None:
    assert (expected,) == signal_rates(group("A", signalled, silent))
