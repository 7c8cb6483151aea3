"""The one as-of rule, and the one way in which events add up.

Live views, past views, decisions, replay and extracts all use `as_of` and `fold` (design, section
8, points 1 to 4). There is no second definition anywhere.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from operator import attrgetter
from typing import Any, Generic, TypeVar

from domain.decider import EnteredInError, Event, Position, Recorded
from domain.people import Subject

S = TypeVar("S")

EVERYTHING = Position(2**62)
ALWAYS = datetime.max.replace(tzinfo=UTC)
WHEN = attrgetter("event.at", "position")
"""The order in which entries are folded: when they happened, then as they were recorded."""


@dataclass(frozen=True, slots=True, eq=False)
class Fold(Generic[S]):
    """What some kinds of event add up to.

    ``evolve`` is total: an event that does not fit the state is noted in it, never an error.
    """

    hears: frozenset[type[Event]]
    initial: S
    evolve: Callable[[S, Recorded], S]


@dataclass(frozen=True, slots=True, eq=False)
class CodedFold(Fold[S]):
    """A fold that asks for coded values, for a reader that holds the keyring.

    To anybody else those values are unknown, and the fold is poorer. No lifecycle, guard, flag or
    clock reads one: they would change when a key is destroyed (a contract test holds this).
    """


def as_of(
    events: Iterable[Recorded], known: Position = EVERYTHING, true: datetime = ALWAYS
) -> tuple[Recorded, ...]:
    """Return what was known at a position to have happened by a moment, in the order it happened.

    1. Later positions are absent.
    2. A corrected event disappears; its latest known correction stands at its own ``at``. What was
       entered in error stands nowhere.
    3. What happened after ``true`` is absent.
    4. The rest is sorted by when it happened, then by position.
    """
    seen = [recorded for recorded in events if recorded.position <= known]
    if any(recorded.corrects is not None for recorded in seen):
        seen = _with_corrections_resolved(seen)
    standing = [recorded for recorded in seen if recorded.event.at <= true]
    standing.sort(key=WHEN)
    return tuple(standing)


def of_subject(events: Iterable[Recorded], subject: Subject) -> tuple[Recorded, ...]:
    """Leave out what is only filed under a subject because it corrects an entry about it."""
    return tuple(
        [
            recorded
            for recorded in events
            if recorded.corrects is None or subject in recorded.event.subjects
        ]
    )


def fold(a_fold: Fold[S], events: Sequence[Recorded]) -> S:
    """Add up what a fold hears of events that `as_of` has put in order."""
    state, hears, evolve = a_fold.initial, a_fold.hears, a_fold.evolve
    for recorded in events:
        if type(recorded.event) in hears:
            state = evolve(state, recorded)
    return state


def fold_each(folds: tuple[Fold[Any], ...], events: Sequence[Recorded]) -> dict[Fold[Any], Any]:
    """Add up what several folds hear, in one pass: the same as `fold` for each of them."""
    states = [each.initial for each in folds]
    heard_by = _heard_by(folds)
    for recorded in events:
        for place, evolve in heard_by.get(type(recorded.event), ()):
            states[place] = evolve(states[place], recorded)
    return dict(zip(folds, states, strict=True))


@cache
def _heard_by(
    folds: tuple[Fold[Any], ...],
) -> dict[type[Event], list[tuple[int, Callable[[Any, Recorded], Any]]]]:
    found: dict[type[Event], list[tuple[int, Callable[[Any, Recorded], Any]]]] = {}
    for place, each in enumerate(folds):
        for kind in each.hears:
            found.setdefault(kind, []).append((place, each.evolve))
    return found


def _with_corrections_resolved(seen: list[Recorded]) -> list[Recorded]:
    """Keep the latest of each entry and its corrections; nothing if that marks an error."""
    by_position = {recorded.position: recorded for recorded in seen}
    latest: dict[Position, Recorded] = {}
    for recorded in sorted(seen, key=lambda each: each.position):
        first = recorded
        while first.corrects is not None and first.corrects in by_position:
            first = by_position[first.corrects]
        latest[first.position] = recorded
    return [each for each in latest.values() if not isinstance(each.event, EnteredInError)]
