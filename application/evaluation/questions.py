"""Questions that are asked of many lives: one function, from one person's entries to exact rows.

The same function runs in one process, in several, on a cluster, and its rows can be grouped by a
database. A row holds texts, whole numbers and days: nothing that could be rounded differently.
"""

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from application.evaluation.extract import Glance, Life
from application.evaluation.plan import Measure, NotAPlan, Plan
from domain.decider import EPOCH, MICROSECOND, EnteredInError
from domain.definitions import Definitions
from domain.folds import ALWAYS, as_of, fold
from domain.indicators import FACTS, assess
from domain.match import PERSONS_MATCHES, SUPPORT_STAGES

Cell = str | int | None
Row = tuple[Cell, ...]


class Asking(msgspec.Struct, frozen=True):
    """What a question is judged by: definitions, the moment, and what had happened by when.

    That of a study has its ``plan``, and the model of support of each offer, by its name there.
    """

    definitions: Definitions
    at: datetime
    true: datetime = ALWAYS
    plan: Plan | None = None
    models: dict[str, str] = {}

    @property
    def planned(self) -> Plan:
        """The plan of a study."""
        if self.plan is None:
            raise NotAPlan("This is asked of a study, and there is no plan.")
        return self.plan

    @property
    def measured(self) -> Measure:
        """What a study of change measures."""
        if self.planned.outcome is None:
            raise NotAPlan("This is asked of a study of change.", field="outcome")
        return self.planned.outcome


@dataclass(frozen=True, slots=True)
class Question:
    """A question by its name: the columns of its rows, by which they are grouped, and the fold.

    One that needs no more than names and moments has ``glancing`` in place of ``rows``. Where its
    fold ``hears`` only some kinds of entry, no other is decoded for it.
    """

    name: str
    columns: tuple[str, ...]
    by: tuple[str, ...]
    rows: Callable[[Life, Asking], Iterable[Row]] | None = None
    glancing: Callable[[Glance, Asking], Iterable[Row]] | None = None
    hears: frozenset[str] | None = None


class Answer(msgspec.Struct, frozen=True):
    """What an engine found.

    ``groups`` counts the rows that agree in the columns by which the question groups. ``digest``
    is SHA-256 over all rows in sorted order and then the groups: the same from every engine.
    """

    question: str
    engine: str
    entries: int
    rows: int
    groups: list[tuple[Row, int]]
    digest: str


def _counted(glance: Glance, asking: Asking) -> Iterable[Row]:
    upto = bisect_right(glance.moments, (asking.true - EPOCH) // MICROSECOND)
    return [(glance.person, *each) for each in Counter(glance.names[:upto]).items()]


def _indicated(life: Life, asking: Asking) -> Iterable[Row]:
    happened = as_of(life.entries, true=asking.true)
    matches = fold(PERSONS_MATCHES, happened)
    running = [each for each in matches if matches[each].stage_at(asking.at) in SUPPORT_STAGES]
    if not running:
        return []
    facts = fold(FACTS, happened)
    rows: list[Row] = []
    for match in running:
        found = assess(match, matches[match], facts, asking.definitions, asking.at)
        rows += [
            (
                life.person,
                match,
                found.level,
                each.code.value,
                each.standing.value,
                int(each.severity),
                each.since.isoformat() if each.since else None,
            )
            for each in found.indicators
        ]
    return rows


COUNTS = Question("counts", ("person", "name", "entries"), ("name",), glancing=_counted)
"""How many entries of each kind there are: a bare counting fold."""

INDICATORS = Question(
    "indicators",
    ("person", "match", "level", "code", "standing", "severity", "since"),
    ("code", "standing"),
    _indicated,
    hears=frozenset(
        kind.__name__ for kind in (FACTS.hears | PERSONS_MATCHES.hears | {EnteredInError})
    ),
)
"""How every indicator of every match in which support is given stands: as the live view has it."""

QUESTIONS: Mapping[str, Question] = {each.name: each for each in (COUNTS, INDICATORS)}


def grouped(question: Question, rows: Iterable[Row]) -> list[tuple[Row, int]]:
    """How many rows agree in the columns by which a question groups, in their order."""
    places = [question.columns.index(each) for each in question.by]
    found = Counter(tuple([row[place] for place in places]) for row in rows)
    return sorted(found.items(), key=lambda each: sortable(each[0]))


def digest_of(rows: Iterable[Row], groups: Iterable[tuple[Row, int]]) -> str:
    """SHA-256 over rows in sorted order and then the groups."""
    total = hashlib.sha256()
    for row in sorted(rows, key=sortable):
        total.update(msgspec.json.encode(row) + b"\n")
    for group, number in groups:
        total.update(msgspec.json.encode((group, number)) + b"\n")
    return total.hexdigest()


def sortable(row: Row) -> tuple[tuple[int, int, str], ...]:
    """A key by which rows with missing values stand in one order: missing first, then numbers."""
    return tuple(
        [
            (0, 0, "") if cell is None else (1, cell, "") if isinstance(cell, int) else (2, 0, cell)
            for cell in row
        ]
    )
