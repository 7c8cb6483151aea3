"""Counts that tell of nobody."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.equality import NOT_SAID, Answers, Question
from projections.equality import quarter_end, rows_of

ROOT = Path(__file__).parents[2]


def test_nobody_is_found_by_putting_one_question_beside_another() -> None:
    """What everybody adds up to is the same in each, so all are closed together."""
    women: Answers = {Question.SEX: "FEMALE", Question.DEPRIVATION: "1"}
    men: Answers = {Question.SEX: "MALE", Question.DEPRIVATION: "1"}
    found = {row.question: row for row in rows_of([women] * 27 + [men] * 3)}
    of = {question: {each.answer: each.people for each in row.counts}
          for question, row in found.items()}  # fmt: skip

    assert 30 == of[Question.DEPRIVATION]["1"]
    assert (None, None) == (of[Question.SEX]["FEMALE"], of[Question.SEX]["MALE"])
    assert 0 == of[Question.SEX][NOT_SAID]


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

    counting = {"projections/equality.py", "application/evaluation/breakdown.py"}
    assert {"domain/equality.py", *counting} == readers
