"""When a match would have been worth a conversation, by the definitions held and by others.

Each match of the cohort is judged at the end of every week of its support, twice over. Everybody
gives one row, with why they are not counted where they are not.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from application.evaluation.extract import Life
from application.evaluation.lives_in_studies import (
    NOTHING_BY_THEN,
    OF_KIND,
    Excluded,
    Folded,
    Support,
    Variant,
    eligible,
    folded,
)
from application.evaluation.plan import Kind, Plan
from application.evaluation.questions import Asking, Question, Row
from domain.definitions import Definitions, numbers_of, with_numbers
from domain.folds import fold
from domain.indicators import FACTS
from domain.indicators.rules import judged_by
from domain.indicators.seen import Seen
from domain.periods import end_of, local_day

A_WEEK = timedelta(weeks=1)
REASONS = (NOTHING_BY_THEN, *(each.value for each in Excluded))
COLUMNS = (
    "variant",
    "person",
    "reason",
    "match",
    "peer",
    "weeks",
    "held_first",
    "held_weeks",
    "tried_first",
    "tried_weeks",
)
"""``held_first`` and ``tried_first`` are weeks of support, from 1; none where there was no flag."""


def _rows(life: Life, asking: Asking) -> Iterable[Row]:
    return [_row(life, asking, variant) for variant in OF_KIND[Kind.DEFINITIONS]]


def _row(life: Life, asking: Asking, variant: Variant) -> Row:
    seen = folded(life, asking, variant)
    support = eligible(seen, asking, ended=False)
    if isinstance(support, Excluded):
        return (variant.value, life.person, support.value, "", "", 0, None, 0, None, 0)
    weeks = [*_weeks(support, asking)]
    held = _raised(support, seen, asking, asking.definitions, weeks)
    tried = _raised(support, seen, asking, tried_in(asking.planned, variant), weeks)
    return (
        variant.value,
        life.person,
        None,
        support.identifier,
        support.match.peer or "",
        len(weeks),
        held[0] if held else None,
        len(held),
        tried[0] if tried else None,
        len(tried),
    )


def tried_in(plan: Plan, variant: Variant) -> Definitions:
    """The altered definitions, or such as lie halfway to them."""
    if variant is not Variant.HALFWAY:
        return plan.tried
    held, tried = numbers_of(plan.judged_by), numbers_of(plan.tried)
    middle = {each: (held[each] + tried[each]) / 2 for each in held if held[each] != tried[each]}
    return with_numbers(held | middle, f"halfway-{plan.study}")


def _weeks(support: Support, asking: Asking) -> Iterable[datetime]:
    """The end of the local day on each seventh day of support, as far as anything was observed."""
    last = min(support.match.ended_at or asking.true, asking.true)
    day = local_day(support.held[0]) + A_WEEK
    while (moment := end_of(day)) <= last:
        yield moment
        day += A_WEEK


def _raised(
    support: Support,
    seen: Folded,
    asking: Asking,
    definitions: Definitions,
    weeks: list[datetime],
) -> list[int]:
    """The weeks, from 1, at whose end at least one of the indicators was worth a conversation."""
    altered = asking.planned.altered
    codes = altered.indicators if altered else ()
    facts = fold(FACTS, seen.happened)
    found: list[int] = []
    for number, moment in enumerate(weeks, start=1):
        at = Seen(support.identifier, support.match, facts, definitions, moment)
        if at.supported and any(judged_by(code, at).severity for code in codes):
            found.append(number)
    return found


FLAGGED = Question("definitions", COLUMNS, ("variant", "reason"), _rows)
"""The weeks with a flag of each person's first match of the cohort, by either definitions."""
