"""How long a match rested, of the local days behind a moment."""

from datetime import date, timedelta
from time import process_time

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.definitions import DEFAULTS
from domain.indicators.facts import AllFacts
from domain.indicators.seen import Seen
from domain.match import Match
from domain.match.parts import Rest
from domain.periods import local_day
from tests.domain.indicators.scene import START, THEIRS, local

days = st.integers(0, 120)
rests = st.lists(st.tuples(days, st.none() | days), max_size=4)


def seen(spans: list[tuple[int, int | None]], today: int) -> Seen:
    """A match that rested between days counted from its start, seen from another of them."""
    match = replace(
        Match(),
        rests=tuple(
            Rest(
                start=local(START + timedelta(days=first)),
                for_safety=False,
                end=None if length is None else local(START + timedelta(days=first + length)),
            )
            for first, length in spans
        ),
    )
    moment = local(START + timedelta(days=today), 23)
    return Seen(THEIRS, match, AllFacts(), DEFAULTS, moment)


@given(rests, st.integers(0, 250), st.integers(1, 200))
def test_a_day_on_which_a_match_rested_twice_is_counted_once(
    spans: list[tuple[int, int | None]], today: int, window: int
) -> None:
    days_of_rest = {
        day
        for first, length in spans
        for day in range(max(first, today - window), min(today, first + (length or 0)))
    } | {
        day
        for first, length in spans
        if length is None
        for day in range(max(first, today - window), today)
    }

    assert len(days_of_rest) == seen(spans, today).rested_days(window)


def test_a_rest_without_an_end_is_counted_as_fast_however_far_one_looks() -> None:
    """One question about the year 9999 would otherwise keep everybody waiting."""
    far = (date(9999, 1, 1) - START).days
    look = seen([(0, None)], far)
    began = process_time()

    for _ in range(1_000):
        assert look.rested_days(far) == far
    assert process_time() - began < 5
    assert local_day(look.moment).year == 9999
