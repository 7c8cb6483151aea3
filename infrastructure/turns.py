"""Leader and followers: whoever comes first does the work of all who wait.

So a lone caller hands nothing over. When the work is done each of its callers wakes the next: were
all of them woken by the leader, they would stand in line a second time, for the interpreter.
"""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

MOST_IN_A_BATCH = 64
WAIT_FOR_OTHERS = 0.000_25
"""Seconds for which a leader waits, at most, for those who were there the last time."""


T = TypeVar("T")


class _Waiter(Generic[T]):
    __slots__ = ("done", "next", "wake", "what")

    def __init__(self, what: T) -> None:
        self.what = what
        self.done = False
        self.next: _Waiter[T] | None = None  # whom to wake when this is done
        self.wake = threading.Lock()
        self.wake.acquire()


class Turns(Generic[T]):
    """Lets one caller at a time work for all who wait. Safe to use from many threads."""

    def __init__(self, work: Callable[[list[T]], None]) -> None:
        """``work`` is given what waits, in the order in which it came."""
        self._work = work
        self._door = threading.Lock()
        self._waiting: list[_Waiter[T]] = []
        self._led = False
        self._gathering: _Waiter[T] | None = None
        self._expected = 1

    def __len__(self) -> int:
        """How many wait for a turn."""
        return len(self._waiting)

    def take(self, what: T) -> None:
        """Have something done, by this thread or by whoever leads; return when it is.

        What ``work`` raises is raised in the thread that did it.
        """
        own = _Waiter(what)
        with self._door:
            self._waiting.append(own)
            leads, self._led = not self._led, True
            gathering = self._gathering
            if gathering is not None and len(self._waiting) >= self._expected:
                self._gathering = None
                gathering.wake.release()
        interrupted = None if leads else self._wait(own)
        if not own.done:
            self._lead(own)
        if interrupted is not None:
            raise interrupted

    def _wait(self, own: _Waiter[T]) -> BaseException | None:
        """Wait to lead or to be done. Whoever left now would leave those behind them asleep."""
        interrupted = None
        while True:
            try:
                own.wake.acquire()
                break
            except BaseException as signal:  # noqa: BLE001 - raised when this is done
                interrupted = signal
        if own.next is not None:
            own.next.wake.release()
        return interrupted

    def _lead(self, own: _Waiter[T]) -> None:
        batch = [own]
        try:
            batch = self._arrived(own)
            self._work([each.what for each in batch])
        finally:
            with self._door:
                self._waiting = [each for each in self._waiting if each not in batch]
                successor = self._waiting[0] if self._waiting else None
                self._led = successor is not None
                self._expected = min(len(batch) + len(self._waiting), MOST_IN_A_BATCH)
            if successor is not None:
                successor.wake.release()
            before = own
            for each in batch:
                each.done = True
                if each is not own:
                    before.next = each
                    before = each
            if own.next is not None:
                own.next.wake.release()

    def _arrived(self, own: _Waiter[T]) -> list[_Waiter[T]]:
        """Those who wait, after a moment for the followers of the batch before."""
        with self._door:
            self._gathering = own if len(self._waiting) < self._expected else None
        if self._gathering is not None:
            own.wake.acquire(timeout=WAIT_FOR_OTHERS)
        with self._door:
            self._gathering = None
            batch = self._waiting[:MOST_IN_A_BATCH]
            self._waiting = self._waiting[MOST_IN_A_BATCH:]
        return batch
