"""Every indicator of the catalogue, by tables: at each threshold, as days pass, and as it is told.

Each case stands on an ordinary day and on days whose windows hold, begin or end with a change of
clocks in Europe/London or a 29 February.
"""

from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from domain.decider import EnteredInError, Position
from domain.folds import as_of
from domain.indicators import IndicatorCode, Standing
from domain.indicators.language import PEERS_OWN
from domain.indicators.rules import RULES
from domain.periods import end_of, start_of
from tests.domain.decisions import entry, in_order
from tests.domain.indicators.cases import AUTUMN, LEAP, SPRING, TODAYS, begun, stands
from tests.domain.indicators.scene import seen
from tests.domain.indicators.steps import STEPS, Steps
from tests.domain.indicators.told_late import DECIDING, Deciding
from tests.domain.indicators.walks import WALKS, Walk, crossing

EVERY = set(IndicatorCode)
NEVER_FALL = {IndicatorCode.EXTENSIONS, IndicatorCode.ENDINGS_POSTPONED}
as_happened = partial(sorted, key=lambda event: event.at)
on_every_day = pytest.mark.parametrize("today", TODAYS.values(), ids=TODAYS.keys())
by_every_entry = pytest.mark.parametrize("deciding", DECIDING, ids=lambda each: str(each.code))


@on_every_day
@pytest.mark.parametrize(
    ("steps", "measure", "expected"),
    [
        pytest.param(steps, measure, expected, id=f"{steps.code}-{steps.rule}-{measure}")
        for steps in STEPS
        for measure, expected in steps.at
    ],
)
def test_under_at_and_over_each_threshold(
    steps: Steps, measure: Any, expected: Standing, today: date
) -> None:
    measures = measure if isinstance(measure, tuple) else (measure,)
    events = steps.history(today, *measures)

    assert stands(steps.code, in_order(events), end_of(today)) is expected


@on_every_day
@pytest.mark.parametrize(("days", "early"), [(41, True), (42, False), (43, False)])
def test_it_is_too_early_for_six_weeks_of_local_days(today: date, days: int, early: bool) -> None:
    """From the first moment of the day to its last."""
    for at in (start_of(today), end_of(today)):
        assert (seen(*begun(today, days), at=at).too_early is not None) is early


@pytest.mark.parametrize("turn", [date(2026, 9, 9), SPRING, AUTUMN, LEAP], ids=str)
@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: f"{walk.code}-{walk.way}")
def test_it_rises_and_falls_back_on_the_day_and_no_other(walk: Walk, turn: date) -> None:
    """Each of its days falls once on the day of the change; what held lasts until midnight."""
    for first in crossing(walk, turn):
        entries = in_order(walk.history(first))
        for offset, expected in walk.on:
            at = end_of(first + timedelta(days=offset))
            assert stands(walk.code, entries, at) is expected, f"{offset} days after {first}"


@on_every_day
@by_every_entry
def test_what_is_recorded_late_counts_as_if_it_had_been_in_time(
    deciding: Deciding, today: date
) -> None:
    """And as it was known before, it does not."""
    others, late, _mended = deciding.told(today)
    entries = in_order([*others, late])
    known_before = as_of(entries, known=Position(len(others)))
    in_time = in_order(as_happened([*others, late]))

    assert stands(deciding.code, known_before, end_of(today)) is deciding.without
    assert stands(deciding.code, entries, end_of(today)) is deciding.by_it
    assert stands(deciding.code, in_time, end_of(today)) is deciding.by_it


@on_every_day
@by_every_entry
def test_what_was_corrected_counts_as_corrected(deciding: Deciding, today: date) -> None:
    """Whichever way; and as it was known before, as it was first told."""
    others, told, mended = deciding.told(today)
    last = len(others) + 1
    for first, then, before, after in (
        (told, mended, deciding.by_it, deciding.without),
        (mended, told, deciding.without, deciding.by_it),
    ):
        entries = (*in_order([*others, first]), entry(last + 1, then, corrects=last))
        known_before = as_of(entries, known=Position(last))
        assert stands(deciding.code, known_before, end_of(today)) is before
        assert stands(deciding.code, entries, end_of(today)) is after


@on_every_day
@by_every_entry
def test_what_was_entered_in_error_never_happened(deciding: Deciding, today: date) -> None:
    others, told, _mended = deciding.told(today)
    last = len(others) + 1
    error = EnteredInError(at=told.at, entry_subjects=told.subjects)
    entries = (*in_order([*others, told]), entry(last + 1, error, corrects=last))

    assert stands(deciding.code, as_of(entries, known=Position(last)), end_of(today)) is (
        deciding.by_it
    )
    assert stands(deciding.code, entries, end_of(today)) is deciding.without


def test_every_indicator_has_its_cases() -> None:
    """A new indicator fails here until each table holds it, and each level that it can ask for."""
    assert set(RULES) | PEERS_OWN == EVERY
    assert {steps.code for steps in STEPS} == EVERY
    assert {walk.code for walk in WALKS} == EVERY
    assert sorted(each.code for each in DECIDING) == sorted(EVERY)
    for code in EVERY:
        asked = {Standing.NOTHING, Standing.NOTICE, Standing.REVIEW}
        if code is IndicatorCode.BOUNDARY_SERIOUS:
            asked = {Standing.NOTHING, Standing.ACT}
        stepped = {how for each in STEPS if each.code is code for _measure, how in each.at}
        walked = {how for each in WALKS if each.code is code for _day, how in each.on}
        assert stepped - {Standing.NOT_ENOUGH_DATA} == asked
        assert walked == asked
        pairs = [pair for each in WALKS if each.code is code for pair in pairwise(each.on)]
        rises = any(one[1] is Standing.NOTHING is not other[1] for one, other in pairs)
        falls = any(one[1] is not Standing.NOTHING is other[1] for one, other in pairs)
        assert rises
        assert falls is not (code in NEVER_FALL)


def test_the_days_of_the_cases_are_the_awkward_ones() -> None:
    """The day on which the clocks change has 23 or 25 hours; a leap year has its day."""
    hours = [(end_of(day) - start_of(day)).total_seconds() / 3600 for day in (SPRING, AUTUMN)]

    assert [round(each) for each in hours] == [23, 25]
    assert (LEAP.month, LEAP.day) == (2, 29)
    for turn in (SPRING, AUTUMN, LEAP):
        assert {(today - turn).days for today in TODAYS.values()} >= {0, 3, 27}
