"""Counts that tell of nobody."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.indicators.checking import FEWEST_SHOWN
from projections.equality import closed, quarter_end

ROOT = Path(__file__).parents[2]
COUNTS = st.dictionaries(
    st.sampled_from("ABCDEFGH"), st.integers(min_value=0, max_value=30), min_size=2
)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"A": 12, "B": 30, "C": 0}, {"A": 12, "B": 30, "C": 0}),
        ({"A": 4, "B": 30, "C": 9}, {"A": None, "B": 30, "C": None}),
        ({"A": 4, "B": 1, "C": 9}, {"A": None, "B": None, "C": None}),
        ({"A": 5, "B": 5}, {"A": 5, "B": 5}),
        ({"A": 9, "B": 0}, {"A": None, "B": None}),
    ],
)
def test_small_counts_are_closed_and_the_next_smallest_with_them(
    counts: dict[str, int], shown: dict[str, int | None]
) -> None:
    assert shown == closed(counts)


@given(COUNTS)
def test_no_small_count_follows_from_the_sum(counts: dict[str, int]) -> None:
    """Whatever is shown, a count of five or more is closed beside the small ones, or no sum is."""
    shown = closed(counts)
    hidden = {each for each, number in shown.items() if number is None}
    small = {each for each, number in counts.items() if 0 < number < FEWEST_SHOWN}

    assert small <= hidden
    if small and any(shown.values()):
        assert sum(counts[each] for each in hidden) >= FEWEST_SHOWN + len(small)
        assert len(hidden) > len(small)


@pytest.mark.parametrize(
    ("now", "end"),
    [
        (datetime(2026, 5, 5, tzinfo=UTC), datetime(2026, 3, 31, 22, 59, 59, 999999, tzinfo=UTC)),
        (datetime(2026, 1, 1, tzinfo=UTC), datetime(2025, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
        (
            datetime(2026, 3, 31, 22, tzinfo=UTC),
            datetime(2025, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        ),
        (
            datetime(2026, 3, 31, 23, tzinfo=UTC),
            datetime(2026, 3, 31, 22, 59, 59, 999999, tzinfo=UTC),
        ),
    ],
)
def test_counts_are_those_of_the_last_quarter_that_is_over(now: datetime, end: datetime) -> None:
    assert end == quarter_end(now)


def test_nothing_but_the_counts_reads_what_people_answered() -> None:
    """No decision, level, list, suggestion or history can, because none of them knows the fold."""
    readers = {
        str(file.relative_to(ROOT))
        for folder in ("domain", "application", "projections", "api", "infrastructure")
        for file in (ROOT / folder).rglob("*.py")
        if re.search(r"\bEQUALITY\b", file.read_text()) and "import" in file.read_text()
    }

    assert {"domain/equality.py", "projections/equality.py"} == readers
