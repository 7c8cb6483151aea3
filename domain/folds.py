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
_AT, _POSITION = attrgetter("event.at"), attrgetter("position")


@dataclass(frozen=True, slots=True, eq=False)
class Fold(Generic[S]):
    """What some kinds of event add up to.

    ``evolve`` is total: an event that does not fit the state is noted in it, never an error.
    ``gathered`` gives the same for many events at once, all of them heard and in order: without a
    copy of the state for each of them. A fold over many things, each by itself, has one.
    """

    hears: frozenset[type[Event]]
    initial: S
    evolve: Callable[[S, Recorded], S]
    gathered: Callable[[Sequence[Recorded]], S] | None = None


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
    seen = list(events)
    if known < EVERYTHING:
        seen = [recorded for recorded in seen if recorded.position <= known]
    if [recorded for recorded in seen if recorded.corrects is not None]:
        seen = _with_corrections_resolved(seen)
    if true < ALWAYS:
        seen = [recorded for recorded in seen if recorded.event.at <= true]
    seen.sort(key=_POSITION)  # as a rule they are in this order, which is quickly found out
    seen.sort(key=_AT)
    return tuple(seen)


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
    hears = a_fold.hears
    return _added_up(a_fold, [each for each in events if type(each.event) in hears])


def fold_each(folds: tuple[Fold[Any], ...], events: Sequence[Recorded]) -> dict[Fold[Any], Any]:
    """Add up what several folds hear, in one pass: the same as `fold` for each of them."""
    heard: tuple[list[Recorded], ...] = tuple([[] for _ in folds])
    heard_by = _heard_by(folds)
    for recorded in events:
        for place in heard_by.get(type(recorded.event), ()):
            heard[place].append(recorded)
    return {
        each: _added_up(each, some) if some else each.initial
        for each, some in zip(folds, heard, strict=True)
    }


def _added_up(a_fold: Fold[S], heard: Sequence[Recorded]) -> S:
    """Add up events that a fold hears, all of them."""
    if a_fold.gathered is not None:
        return a_fold.gathered(heard)
    state, evolve = a_fold.initial, a_fold.evolve
    for recorded in heard:
        state = evolve(state, recorded)
    return state


@cache
def _heard_by(folds: tuple[Fold[Any], ...]) -> dict[type[Event], list[int]]:
    """The places of the folds that hear a kind of event."""
    found: dict[type[Event], list[int]] = {}
    for place, each in enumerate(folds):
        for kind in each.hears:
            found.setdefault(kind, []).append(place)
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
