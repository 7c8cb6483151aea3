"""One number over a range: how many flags each value would raise, and how long they would stand.

Every history is read and folded once; each value then judges the same facts at the end of each
week. A threshold at which flags come and go from week to week tells of noise.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import msgspec

from domain.adoption import must_be_definitions
from domain.definitions import Definitions, numbers_of, with_numbers
from domain.folds import as_of, fold, of_subject
from domain.indicators import FACTS
from domain.indicators.rules import judged
from domain.indicators.seen import Seen
from domain.match import PERSONS_MATCHES
from domain.people import MatchId, ServiceId
from projections.catch_up import Views
from projections.dependency_indicators import VIEW
from projections.replaying import When, histories

Flags = set[tuple[MatchId, str]]
Progress = Callable[[int], None]


class Swept(msgspec.Struct, frozen=True):
    """What one value would have done.

    ``flags`` stand at the last week; ``matches`` have at least one of them; ``ever`` stood at the
    end of any week looked at. ``lasting`` is the share of flags of one week that stand in the next
    as well: none where there was none.
    """

    value: float
    flags: int
    matches: int
    ever: int
    lasting: float | None


class Sweep(msgspec.Struct, frozen=True):
    """A number and what each of its values would have done, over so many weeks.

    ``codes`` are the indicators that change with it; the flags of others are not counted.
    """

    number: str
    codes: list[str]
    weeks: int
    until: datetime
    values: list[Swept]


def sweep(
    views: Views,
    service: ServiceId,
    number: str,
    values: Sequence[float],
    *,
    base: Definitions,
    when: When,
    weeks: int,
    progress: Progress = lambda _done: None,
) -> Sweep:
    """Try each value of a number. Raises `domain.adoption.NotADefinition`."""
    numbers = numbers_of(base)
    tried: list[Definitions] = []
    for value in values:
        must_be_definitions(numbers | {number: value})
        tried.append(with_numbers(numbers | {number: value}, f"{number}={value:g}"))
    moments = [when.moment - timedelta(weeks=each) for each in range(weeks - 1, -1, -1)]
    raised: list[list[Flags]] = [[set() for _ in moments] for _ in values]
    for done, (subject, events) in enumerate(histories(views, VIEW, service, when)):
        happened = of_subject(as_of(events, true=when.true), subject)
        matches = fold(PERSONS_MATCHES, happened)
        facts = fold(FACTS, happened)
        for identifier, match in matches.items():
            for week, moment in enumerate(moments):
                for place, definitions in enumerate(tried):
                    found = judged(Seen(identifier, match, facts, definitions, moment))
                    flags = raised[place][week]
                    flags.update((identifier, each) for each in found if found[each].severity)
        progress(done + 1)
    codes = _changing(raised)
    only = [[{each for each in week if each[1] in codes} for week in some] for some in raised]
    swept = [_swept(value, some) for value, some in zip(values, only, strict=True)]
    return Sweep(number, sorted(codes), weeks, when.moment, swept)


def _changing(raised: Sequence[Sequence[Flags]]) -> frozenset[str]:
    """The indicators whose flags are not the same for every value."""
    first = raised[0]
    return frozenset(
        code
        for some in raised[1:]
        for one, other in zip(first, some, strict=True)
        for _match, code in one ^ other
    )


def _swept(value: float, weeks: Sequence[Flags]) -> Swept:
    stood = sum(len(week) for week in weeks[:-1])
    stays = sum(len(week & after) for week, after in pairwise(weeks))
    return Swept(
        value=value,
        flags=len(weeks[-1]),
        matches=len({match for match, _code in weeks[-1]}),
        ever=len(set().union(*weeks)),
        lasting=round(stays / stood, 4) if stood else None,
    )
