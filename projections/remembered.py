"""What was known at a position does not change any more, so a little of it is remembered.

A few answers about the past, and the histories that were looked at last. Both live and die with
the process. Histories are remembered with every box closed.
"""

import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from operator import attrgetter
from typing import Any

from application.ledger import Ledger
from domain.decider import Position, Recorded
from domain.people import Subject

AT_MOST = 64
EVENTS_AT_MOST = 30_000
"""About 30 megabytes; one coordinator's people have some thousand events."""


class Remembered:
    """The latest answers, by what was asked. They live and die with the process."""

    def __init__(self, at_most: int = AT_MOST) -> None:
        """Remember so many."""
        self._at_most = at_most
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, list[dict[str, Any]]] = OrderedDict()

    def get(
        self, asked: Hashable, answer: Callable[[], list[dict[str, Any]]]
    ) -> list[dict[str, Any]]:
        """The answer as it was given before, or given now."""
        with self._lock:
            if asked in self._answers:
                self._answers.move_to_end(asked)
                return self._answers[asked]
        found = answer()
        with self._lock:
            self._answers[asked] = found
            while len(self._answers) > self._at_most:
                self._answers.popitem(last=False)
        return found


class RememberedHistories:
    """The histories that were looked at last, each as far as it was read."""

    def __init__(self, ledger: Ledger, events_at_most: int = EVENTS_AT_MOST) -> None:
        """Remember so many events."""
        self._ledger = ledger
        self._at_most = events_at_most
        self._lock = threading.Lock()
        self._known: OrderedDict[Subject, tuple[Position, list[Recorded]]] = OrderedDict()
        self._events = 0

    def __len__(self) -> int:
        """How many events are remembered."""
        return self._events

    def of(self, subjects: Sequence[Subject], upto: Position) -> dict[Subject, list[Recorded]]:
        """What concerns each of some subjects up to a position, in the order of recording."""
        with self._lock:
            known = {each: self._known.get(each, NOTHING) for each in subjects}
        behind = {each: read for each, (read, _) in known.items() if read < upto}
        if behind:
            for each, more in self._ledger.histories(behind, upto).items():
                known[each] = upto, [*known[each][1], *more]
            self._remember({each: known[each] for each in behind})
        return {
            each: events
            if read == upto
            else events[: bisect_right(events, upto, key=attrgetter("position"))]
            for each, (read, events) in known.items()
        }

    def _remember(self, new: dict[Subject, tuple[Position, list[Recorded]]]) -> None:
        with self._lock:
            for each, (read, events) in new.items():
                before = self._known.get(each, NOTHING)
                if before[0] < read:
                    self._known[each] = read, events
                    self._known.move_to_end(each)
                    self._events += len(events) - len(before[1])
            while self._events > self._at_most:
                self._events -= len(self._known.popitem(last=False)[1][1])


NOTHING: tuple[Position, list[Recorded]] = (Position(0), [])
