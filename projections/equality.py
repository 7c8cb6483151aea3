"""Whom a service reaches, in counts that tell of nobody (domain reference, 2.0 and 7.3).

Counts from 1 to 4 are closed, and with them the next smallest, so that none is found by taking the
others from the sum. The counts are those of the last quarter of a year that is over, whenever they
are asked for: two days in a row cannot be compared to find out what one person said.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta

import msgspec

from application.looking import Looking
from domain.decider import Position
from domain.equality import ANSWERS, EQUALITY, NOT_SAID, Answers, Question
from domain.indicators.checking import FEWEST_SHOWN, SMALLEST_BASE
from domain.people import subject
from domain.periods import end_of, local_day
from domain.person import PersonRegistered
from domain.places import HOME_AREA, HomeArea
from domain.referral import PERSONS_REFERRALS
from domain.rights import RIGHTS, Standing

NOT_ASKED = "NOT_ASKED"
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
    rows = [_row(question, answers) for question in Question]
    return Equality(look.position, local_day(look.now), rows)


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
                fifth = {Question.DEPRIVATION: area.simd_quintile} if area.simd_quintile else {}
                found[each.event.person] = {**fifth, **look(EQUALITY, of)}
    return found


def quarter_end(now: datetime) -> datetime:
    """The last moment of the last quarter of a year that is over."""
    today = local_day(now)
    month = today.month - (today.month - 1) % MONTHS_IN_A_QUARTER
    return end_of(date(today.year, month, 1) - timedelta(days=1))


def _row(question: Question, answers: list[Answers]) -> Row:
    counted = Counter(each.get(question, NOT_ASKED) for each in answers)
    every = {each: counted[each] for each in (*ANSWERS[question], NOT_SAID, NOT_ASKED)}
    shown = closed(every)
    return Row(
        question=question,
        people=sum(every.values()) if any(shown.values()) else None,
        counts=[Count(answer, number) for answer, number in shown.items()],
    )


def closed(counts: Mapping[str, int]) -> dict[str, int | None]:
    """The counts with those left out that are small, and with them the next smallest.

    Nought may be shown, but where there are fewer than ten people in all nothing is. With one
    further count closed beside the small ones, none of them follows from the sum of all; where
    nothing further is left, the sum is closed too.
    """
    if sum(counts.values()) < SMALLEST_BASE:
        return dict.fromkeys(counts)
    small = {each for each, number in counts.items() if 0 < number < FEWEST_SHOWN}
    others = sorted((n, each) for each, n in counts.items() if n >= FEWEST_SHOWN)
    hidden = small | {each for _number, each in others[: bool(small)]}
    return {each: None if each in hidden else number for each, number in counts.items()}
