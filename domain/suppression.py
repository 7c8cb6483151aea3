"""Counts that tell of nobody: which are shown, so that no other follows (domain reference, 7.3).

Counts from 1 to 4 are closed, and with them as little more as is needed. For each small count a
second account of all numbers is looked for that everybody who reads must hold for just as possible:
the same where a number is shown, the same sums, and in it this count is at least five. Wherever the
two accounts differ, the number is closed too, so no closed number follows from those that are
shown: not by subtraction, and by no chain of sums. Nought may be shown.

The second account is the cheapest by what it closes: a small integer program for each small count
(the attacker's view of Fischetti and Salazar, "Solving the cell suppression problem on tabular
data with linear constraints", 2001, taken one count at a time).
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, Self

import msgspec

FEWEST_SHOWN = 5
"""Smaller counts than this, and not nothing, are never shown."""

SMALLEST_BASE = 10
"""No share is told of fewer than this, and no parts of them."""

FURTHEST = 64
"""How far one number of the second account lies from the true one at most."""

Key = Hashable


class Release(msgspec.Struct, frozen=True):
    """What was told before, of a time that overlaps: the counts, and which of them were shown.

    ``again``: of the same time, so that what differs is what was learned since. Else the time was
    a part of the one that is told now, and what differs is a count of the rest of it.
    """

    counts: Mapping[Key, int]
    shown: frozenset[Key]
    again: bool


class Counts:
    """Counts that belong together, with the sums in which they stand."""

    def __init__(self) -> None:
        self.counts: dict[Key, int] = {}
        self.sums: list[tuple[Key, tuple[Key, ...]]] = []
        self._split: list[tuple[Key, tuple[Key, ...]]] = []
        self._untold: set[Key] = set()

    def alone(self, key: Key, number: int) -> Self:
        """A count that is part of nothing, or the whole of what is split later."""
        if self.counts.setdefault(key, number) != number:
            raise ValueError(f"{key!r} is counted twice, and not the same")
        return self

    def untold(self, key: Key, number: int) -> Self:
        """A count that is not told; it must not follow from what is, if it is small."""
        self._untold.add(key)
        return self.alone(key, number)

    def split(self, whole: Key, parts: Mapping[Any, int]) -> Self:
        """A count with all of its parts. Of fewer than ten none is told, of a told nought all."""
        self.sum(whole, parts)
        self._split.append((whole, tuple(parts)))
        return self

    def sum(self, whole: Key, parts: Mapping[Any, int]) -> Self:
        """A count that others add up to, each of which tells something of its own."""
        self.alone(whole, sum(parts.values()))
        for key, number in parts.items():
            self.alone(key, number)
        self.sums.append((whole, tuple(parts)))
        return self

    def part(self, whole: Key, key: Key, number: int) -> Self:
        """Some of a count that stands already; what is left over follows, and is not told."""
        rest = (whole, key, "rest")
        self.untold(rest, self.counts[whole] - number)
        self.alone(key, number)
        self.sums.append((whole, (key, rest)))
        return self

    def shown(self, released: Iterable[Release] = ()) -> dict[Key, int | None]:
        """Every count that is told, none where it is closed.

        With what was told before, neither those numbers nor these follow from both together.
        """
        account = _Account(self.counts, self.sums, self._untold, self._of_too_few())
        for number, release in enumerate(released):
            account.compare(number, release)
        closed = account.closed()
        return {
            key: None if key in closed else number
            for key, number in self.counts.items()
            if key not in self._untold
        }

    def _of_too_few(self) -> set[Key]:
        """The parts of fewer than ten, those of a nought where it is itself such a part."""
        closed: set[Key] = set()
        of_nought = []
        for whole, parts in self._split:
            if self.counts[whole] == 0:
                of_nought.append((whole, parts))
            elif self.counts[whole] < SMALLEST_BASE:
                closed |= set(parts)
        while further := {k for each, parts in of_nought if each in closed for k in parts} - closed:
            closed |= further
        return closed


def share(number: int | None, of: int | None) -> float | None:
    """A share, none where one of the two is closed or it would be one of fewer than ten."""
    if number is None or of is None or of < SMALLEST_BASE:
        return None
    return number / of


class _Then(msgspec.Struct, frozen=True):
    """A count as an earlier release had it."""

    release: int
    key: Key


class _Change(msgspec.Struct, frozen=True):
    """By how much it differs now."""

    release: int
    counted: Key


class _Account:
    """All numbers that somebody may put beside each other, and which of them are open."""

    def __init__(
        self,
        counts: Mapping[Key, int],
        sums: Sequence[tuple[Key, tuple[Key, ...]]],
        untold: Iterable[Key],
        closed: Iterable[Key],
    ) -> None:
        self._numbers = dict(counts)
        self._own = tuple(counts)
        self._sums = list(sums)
        self._untold = set(untold)
        self._closed = set(closed)
        self._known: set[Key] = set()
        self._guessed: set[Key] = set()
        self._before: set[Key] = set()
        self._small = [key for key, number in counts.items() if 0 < number < FEWEST_SHOWN]
        self._settled: list[Key] = []

    def compare(self, number: int, release: Release) -> None:
        """Put an earlier release beside these counts; what it closed stays closed if told again."""
        sums = tuple(self._sums)
        for key in self._own:
            if key not in release.counts:
                continue
            before, change = _Then(number, key), _Change(number, key)
            self._numbers[before] = release.counts[key]
            self._numbers[change] = self._numbers[key] - release.counts[key]
            self._sums.append((key, (before, change)))
            told = key in release.shown
            self._before |= {before, change}
            if told:
                self._known.add(before)
            elif release.again:
                self._guessed.add(change)
                self._closed |= {key} - self._untold
            if 0 < release.counts[key] < FEWEST_SHOWN:
                self._small.append(before)
            elif not told and release.counts[key] and key not in self._untold:
                self._settled.append(before)
            if not release.again and 0 < abs(self._numbers[change]) < FEWEST_SHOWN:
                self._small.append(change)
        self._sums += [
            (_Then(number, whole), tuple(_Then(number, each) for each in parts))
            for whole, parts in sums
            if all(each in release.counts for each in (whole, *parts))
        ]

    def closed(self) -> set[Key]:
        """What must not be shown."""
        small = [key for key in self._small if key not in self._known]
        hidden = {*small, *self._closed}
        differs: set[Key] = set()
        also = [*(each for each in self._own if each in self._closed), *self._settled]
        for key in [*small, *also]:
            if key not in differs or key in small:
                found = self._second(key, hidden)
                if found is None:  # what was told before leaves no other account
                    return set(self._own)
                hidden |= found
                differs |= found
        return hidden

    def _second(self, key: Key, hidden: set[Key]) -> set[Key] | None:
        """Where the cheapest second account differs in which this count is another.

        A small one is at least five in it, any other one that is closed is more or less.
        """
        number = self._numbers[key]
        if abs(number) < FEWEST_SHOWN and number != 0:
            ways = [(FEWEST_SHOWN - number, FURTHEST)]
        else:
            ways = [(1, FURTHEST), (-FURTHEST, -1)]
        found = [each for each in (self._solve(key, hidden, way) for way in ways) if each]
        return min(found, key=lambda each: each[0])[1] if found else None

    def _solve(
        self, other: Key, hidden: set[Key], apart_by: tuple[int, int]
    ) -> tuple[int, set[Key]] | None:
        """The numbers that differ in the cheapest second account, with its cost."""
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import lil_array

        known = self._known | self._guessed if other in self._before else self._known
        keys = [key for key in self._numbers if key not in known and self._may_differ(key, hidden)]
        place = {key: number for number, key in enumerate(keys)}
        n = len(keys)
        sums = [each for each in self._sums if place.keys() & {each[0], *each[1]}]
        rows = lil_array((len(sums), 2 * n))
        for row, (whole, parts) in enumerate(sums):
            for key, sign in ((whole, -1), *((part, 1) for part in parts)):
                if key in place:
                    rows[row, place[key]] += sign
        apart = lil_array((2 * n, 2 * n))
        for number in range(n):  # a number that differs is closed
            apart[2 * number, number] = apart[2 * number + 1, number] = 1
            apart[2 * number, n + number], apart[2 * number + 1, n + number] = -FURTHEST, FURTHEST
        free = [key in hidden or key in self._untold or key in self._before for key in keys]
        costs = [
            0 if is_free else 1000 * abs(self._numbers[key]) + number + 1
            for number, (key, is_free) in enumerate(zip(keys, free, strict=True))
        ]
        least, most = [self._least(key) for key in keys], [FURTHEST] * n
        least[place[other]] = max(least[place[other]], apart_by[0])
        most[place[other]] = apart_by[1]
        if least[place[other]] > most[place[other]]:
            return None
        bounds = Bounds([*least, *[0] * n], [*most, *[1] * n])
        limits = [
            LinearConstraint(apart[::2].tocsr(), -np.inf, 0),
            LinearConstraint(apart[1::2].tocsr(), 0, np.inf),
        ]
        if sums:
            limits.append(LinearConstraint(rows.tocsr(), 0, 0))
        answer = milp(
            [*[0] * n, *costs],
            constraints=limits,
            bounds=bounds,
            integrality=np.ones(2 * n),
            options={"mip_rel_gap": 0},
        )
        if answer.x is None:
            return None
        differ = {key for key, changed in zip(keys, answer.x[:n], strict=True) if round(changed)}
        return round(answer.fun), differ

    def _may_differ(self, key: Key, hidden: set[Key]) -> bool:
        if self._numbers[key] != 0 or key in self._before:
            return True
        return key in hidden or key in self._untold

    def _least(self, key: Key) -> int:
        """How far down: nobody takes a closed count for nought, as that would be shown.

        What has grown since the last release is taken by everybody to have grown.
        """
        number = self._numbers[key]
        if number < 0:
            return -FURTHEST
        told = key not in self._untold and not isinstance(key, _Change)
        lowest = 1 if told and number else 0
        return max(lowest - number, -FURTHEST)
