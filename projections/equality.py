"""Whom a service reaches, in counts that tell of nobody (domain reference, 2.0 and 7.3).

Small counts are closed, and as many more as it takes that none follows from the others; all
questions are asked of the same people, so they are closed together (`domain.suppression`). The
counts are those of the last quarter of a year that is over, whenever they are asked for: two days
in a row cannot be compared to find out what one person said.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec

from application.looking import Looking
from domain.decider import Position
from domain.equality import (
    ANSWERS,
    EQUALITY,
    NOT_ASKED,
    NOT_SAID,
    Answers,
    Question,
    with_area,
)
from domain.people import subject
from domain.periods import end_of, local_day
from domain.person import PersonRegistered
from domain.places import HOME_AREA, HomeArea
from domain.referral import PERSONS_REFERRALS
from domain.rights import RIGHTS, Standing
from domain.suppression import Counts

MONTHS_IN_A_QUARTER = 3


class Count(msgspec.Struct, frozen=True):
    """How many gave an answer; none where the count is closed."""

    answer: str
    people: int | None


class Row(msgspec.Struct, frozen=True):
    """One question: how many people gave each answer, would rather not say, or were not asked.

    ``people`` is all of them; none where the parts would tell too much of one another.
    """

    question: Question
    people: int | None
    counts: list[Count]


class Equality(msgspec.Struct, frozen=True):
    """Every question, by the end of the last quarter that is over, and the position."""

    position: Position
    by: date
    rows: list[Row]


def equality(look: Looking) -> Equality:
    """What everybody answered who was ever accepted. ``look`` stands at `quarter_end`."""
    answers = list(answers_of(look).values())
    return Equality(look.position, local_day(look.now), rows_of(answers))


def rows_of(answers: Sequence[Answers]) -> list[Row]:
    """Every question over the same people."""
    table = Counts()
    for question in Question:
        counted = Counter(each.get(question, NOT_ASKED) for each in answers)
        every = (*ANSWERS[question], NOT_SAID, NOT_ASKED)
        table.split("people", {(question, each): counted[each] for each in every})
    shown = table.shown()
    return [
        Row(
            question=question,
            people=shown["people"],
            counts=[
                Count(each, shown[question, each])
                for each in (*ANSWERS[question], NOT_SAID, NOT_ASKED)
            ],
        )
        for question in Question
    ]


def answers_of(look: Looking) -> Mapping[str, Answers]:
    """The latest answers of everybody who was ever accepted, by person. For counts alone.

    Whoever objects, or asked that their record is only kept, is not counted.

    The fifth of areas is what they answered, else what was written down when they came.
    """
    found: dict[str, Answers] = {}
    for each in look.happened(subject("service", look.service)):
        if isinstance(each.event, PersonRegistered):
            of = subject("person", each.event.person)
            referrals = look(PERSONS_REFERRALS, of).each.values()
            rights: Standing = look(RIGHTS, of)
            if rights.restricted_at(look.now):
                continue
            if any(referral.accepted_at is not None for referral in referrals):
                area: HomeArea = look(HOME_AREA, of)
                found[each.event.person] = with_area(look(EQUALITY, of), area.simd_quintile)
    return found


def quarter_end(now: datetime) -> datetime:
    """The last moment of the last quarter of a year that is over."""
    today = local_day(now)
    month = today.month - (today.month - 1) % MONTHS_IN_A_QUARTER
    return end_of(date(today.year, month, 1) - timedelta(days=1))
