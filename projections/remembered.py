"""A few answers about the past, remembered: what was known then does not change any more."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any

AT_MOST = 64


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
