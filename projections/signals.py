"""Whether what is signalled about matches is any good, and fair (domain reference, part 5).

How many reviews together were found useful in the year before says whether the thresholds are
right; how often each group of people is signalled, by what they answered for equality monitoring,
whether they are fair. Both are counts of the last quarter that is over, and name nobody.
"""

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from application.looking import Looking
from domain.adoption import definitions_of
from domain.decider import Position
from domain.equality import Question
from domain.indicators import FACTS, level_of
from domain.indicators.checking import Precision, Rate, precision, signal_rates
from domain.indicators.seen import Seen
from domain.match import PERSONS_MATCHES, SUPPORT_STAGES
from domain.people import PersonId, subject
from domain.periods import local_day
from domain.person import PersonRegistered
from projections.equality import answers_of

A_YEAR = timedelta(days=365)


class Rates(msgspec.Struct, frozen=True):
    """How often each group is signalled, by one question; who was not asked is a group too."""

    question: Question
    groups: tuple[Rate, ...]


class Signals(msgspec.Struct, frozen=True):
    """How many signals were judged, how many helped, and how often each group is signalled."""

    position: Position
    by: date
    judged: int
    useful: int
    share: float | None
    worth_tuning: bool
    rates: list[Rates]


def signals(look: Looking) -> Signals:
    """The two looks at all signals. ``look`` stands at `projections.equality.quarter_end`."""
    seen = list(_seen(look))
    found: Precision = precision(
        (each for _person, each in seen), since=look.now - A_YEAR, until=look.now
    )
    answers = answers_of(look)
    levels = [
        (person, level_of(s.identifier, s.match, s.everything, s.definitions, look.now))
        for person, s in seen
        if s.match.stage_at(look.now) in SUPPORT_STAGES
    ]
    rates = [
        Rates(
            question,
            signal_rates(
                (answers.get(person, {}).get(question), level) for person, level in levels
            ),
        )
        for question in Question
    ]
    return Signals(
        position=look.position,
        by=local_day(look.now),
        judged=found.judged,
        useful=found.useful,
        share=found.share,
        worth_tuning=found.worth_tuning,
        rates=rates,
    )


def _seen(look: Looking) -> Iterator[tuple[PersonId, Seen]]:
    """Every match of the service that support was ever given in, as seen from the moment."""
    definitions = definitions_of(look)
    for each in look.happened(subject("service", look.service)):
        if not isinstance(each.event, PersonRegistered):
            continue
        of = subject("person", each.event.person)
        for identifier, match in look(PERSONS_MATCHES, of).items():
            if match.activated_at is not None:
                yield (
                    each.event.person,
                    Seen(identifier, match, look(FACTS, of), definitions, look.now),
                )
