"""Counts that tell of nobody, with a solver in the place of somebody who wants to know."""

import os
from collections.abc import Hashable, Mapping, Sequence
from itertools import product
from random import Random

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from domain.suppression import FEWEST_SHOWN, SMALLEST_BASE, Counts, Release, share

Key = Hashable
Sums = Sequence[tuple[Key, Sequence[Key]]]

CAMPAIGN = bool(os.environ.get("ALONGSIDE_CAMPAIGN"))
TABLES = 3000 if CAMPAIGN else 25
PAIRS = 1000 if CAMPAIGN else 8


class Attacker:
    """Knows what is shown, every sum, that nobody is counted less than nought, and no more.

    ``at_least`` is what they know of single numbers: that what is closed would be shown if it were
    nought.
    """

    def __init__(
        self, shown: Mapping[Key, int | None], sums: Sums, at_least: Mapping[Key, int]
    ) -> None:
        named = [key for whole, parts in sums for key in (whole, *parts)]
        self.keys = list(dict.fromkeys([*shown, *named]))
        self.place = {key: number for number, key in enumerate(self.keys)}
        rows = np.zeros((max(len(sums), 1), len(self.keys)))
        for row, (whole, parts) in enumerate(sums):
            rows[row, self.place[whole]] -= 1
            for part in parts:
                rows[row, self.place[part]] += 1
        self.sums = LinearConstraint(rows, 0, 0)
        told = [shown.get(key) for key in self.keys]
        self.bounds = Bounds(
            [
                at_least.get(key, 0) if number is None else number
                for key, number in zip(self.keys, told, strict=True)
            ],
            [np.inf if number is None else number for number in told],
        )

    def finds(self, key: Key) -> tuple[float, float]:
        """The least and the most that a number can be."""
        found = []
        for sign in (1, -1):
            wanted = np.zeros(len(self.keys))
            wanted[self.place[key]] = sign
            answer = milp(
                wanted,
                constraints=self.sums,
                bounds=self.bounds,
                integrality=np.ones(len(self.keys)),
            )
            unbounded = answer.status in {3, 4}
            assert answer.success or unbounded, answer.message
            found.append(np.inf if unbounded else sign * round(answer.fun))
        return found[0], found[1]


def table_by_two(dice: Random) -> Counts:
    """One thing by another, with all margins: people by where they live and who sent them."""
    rows, columns = dice.randint(2, 5), dice.randint(2, 5)
    most = dice.choice([6, 15, 60])
    cell: dict[Key, int] = {
        (r, c): dice.choice([0, dice.randint(0, most), dice.randint(1, 9)])
        for r, c in product(range(rows), range(columns))
    }
    counts = Counts()
    for r in range(rows):
        counts.split(("row", r), {(r, c): cell[r, c] for c in range(columns)})
    for c in range(columns):
        counts.split(("column", c), {(r, c): cell[r, c] for r in range(rows)})
    counts.split("all", {("row", r): counts.counts["row", r] for r in range(rows)})
    return counts.split("all", {("column", c): counts.counts["column", c] for c in range(columns)})


def funnel(dice: Random) -> Counts:
    """Each a part of the one before, and some parts that overlap."""
    number = dice.randint(0, 60)
    counts = Counts().alone(0, number)
    for step in range(1, dice.randint(3, 7)):
        number = dice.choice([number, dice.randint(0, number), max(number - dice.randint(0, 6), 0)])
        counts.part(dice.choice([step - 1, step - 1, 0]), step, number)
        number = min(counts.counts[step], number)
    return counts


def tree(dice: Random) -> Counts:
    """Boards, their partnerships, and all of them."""
    counts = Counts()
    boards: dict[Key, int] = {}
    for board in range(dice.randint(2, 4)):
        parts = {(board, n): dice.choice([0, dice.randint(0, 30), dice.randint(1, 6)])
                 for n in range(dice.randint(1, 4))}  # fmt: skip
        counts.split(("board", board), parts)
        boards["board", board] = sum(parts.values())
    return counts.split("all", boards)


def hold(counts: Counts, shown: Mapping[Key, int | None], attacker: Attacker) -> None:
    for key, number in counts.counts.items():
        least, most = attacker.finds(key)
        if 0 < number < FEWEST_SHOWN:
            assert shown.get(key) is None, key
            assert most >= FEWEST_SHOWN, (key, number, least, most)
        if key in shown and shown[key] is None:
            assert least < most, (key, number)
        assert least <= number <= most


def at_least_one(counts: Counts, shown: Mapping[Key, int | None]) -> dict[Key, int]:
    """Of what is closed, and has no base that is too small, everybody knows that it is not 0."""
    return {key: 1 for key in shown if counts.counts[key] > 0}


@pytest.mark.parametrize("make", [table_by_two, funnel, tree])
@pytest.mark.parametrize("seed", range(TABLES))
def test_no_closed_count_follows_from_those_that_are_shown(make: object, seed: int) -> None:
    assert callable(make)
    counts: Counts = make(Random(seed))
    shown = counts.shown()

    hold(counts, shown, Attacker(shown, counts.sums, at_least_one(counts, shown)))


def test_somebody_who_wants_to_know_finds_what_only_small_counts_do_not_hide() -> None:
    counts = Counts().split("all", {"A": 4, "B": 30, "C": 9})
    shown: dict[Key, int | None] = {**counts.counts, "A": None}

    assert (4, 4) == Attacker(shown, counts.sums, {}).finds("A")


def grown(dice: Random, counts: Counts) -> Counts:
    """The same table of a longer time: some parts have grown, the sums with them."""
    wholes = {whole for whole, _parts in counts.sums}
    parts = {key for key in counts.counts if key not in wholes}
    numbers = {
        key: counts.counts[key] + dice.choice([0, 0, dice.randint(1, 4), dice.randint(0, 20)])
        for key in parts
    }
    later = Counts()
    waiting = list(counts.sums)
    while waiting:
        whole, some = waiting.pop(0)
        if all(each in numbers for each in some):
            later.split(whole, {each: numbers[each] for each in some})
            numbers[whole] = later.counts[whole]
        else:
            waiting.append((whole, some))
    return later


def side_by_side(
    counts: Counts, shown: Mapping[Key, int | None], before: Counts, told: Mapping[Key, int | None]
) -> tuple[dict[Key, int | None], list[tuple[Key, Sequence[Key]]], dict[Key, int]]:
    """Both releases as one table, in which what differs is a number of its own."""
    both: dict[Key, int | None] = {("later", key): number for key, number in shown.items()}
    both |= {("before", key): number for key, number in told.items()}
    sums: list[tuple[Key, Sequence[Key]]] = []
    for name, each in (("later", counts), ("before", before)):
        sums += [((name, whole), [(name, part) for part in parts]) for whole, parts in each.sums]
    sums += [(("later", key), [("before", key), ("change", key)]) for key in before.counts]
    least: dict[Key, int] = {("later", key): 1 for key in shown if counts.counts[key]}
    least |= {("before", key): 1 for key in told if before.counts[key]}
    return both, sums, least


@pytest.mark.parametrize("make", [table_by_two, tree])
@pytest.mark.parametrize("seed", range(PAIRS))
def test_nothing_follows_from_a_longer_time_beside_a_shorter_one(make: object, seed: int) -> None:
    assert callable(make)
    dice = Random(seed)
    before: Counts = make(dice)
    told = before.shown()
    counts = grown(dice, before)
    release = Release(before.counts, frozenset(k for k, n in told.items() if n is not None), False)
    shown = counts.shown([release])
    attacker = Attacker(*side_by_side(counts, shown, before, told))

    for name, each, answer in (("later", counts, shown), ("before", before, told)):
        for key, number in each.counts.items():
            least, most = attacker.finds((name, key))
            assert most >= FEWEST_SHOWN or not 0 < number < FEWEST_SHOWN, (name, key, number)
            assert least < most or not number or answer[key] is not None, (name, key, number)
    for key, number in before.counts.items():
        if 0 < counts.counts[key] - number < FEWEST_SHOWN:
            assert attacker.finds(("change", key))[1] >= FEWEST_SHOWN, key


@pytest.mark.parametrize("seed", range(PAIRS))
def test_nothing_follows_when_the_same_time_is_told_again_with_what_came_late(seed: int) -> None:
    """What was closed stays so, for somebody too who knows by how much each of it has changed."""
    dice = Random(seed)
    before = table_by_two(dice)
    told = before.shown()
    counts = grown(dice, before)
    release = Release(before.counts, frozenset(k for k, n in told.items() if n is not None), True)
    shown = counts.shown([release])
    both, sums, least = side_by_side(counts, shown, before, told)
    both |= {
        ("change", key): counts.counts[key] - before.counts[key]
        for key, number in told.items()
        if number is None
    }
    attacker = Attacker(both, sums, least)

    for key, number in told.items():
        if number is None and before.counts[key]:  # that it was nought is nobody's secret
            least_found, most = attacker.finds(("before", key))
            assert shown[key] is None
            assert least_found < most, key
            assert most >= FEWEST_SHOWN
    attacker = Attacker(*side_by_side(counts, shown, before, told))
    for key, number in shown.items():
        if number is None and counts.counts[key]:
            least_found, most = attacker.finds(("later", key))
            assert least_found < most, key
            assert most >= FEWEST_SHOWN or counts.counts[key] >= FEWEST_SHOWN


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"A": 12, "B": 30, "C": 0}, {"A": 12, "B": 30, "C": 0}),
        ({"A": 4, "B": 30, "C": 9}, {"A": None, "B": 30, "C": None}),
        ({"A": 4, "B": 1, "C": 9}, {"A": None, "B": None, "C": None}),
        ({"A": 4, "B": 3, "C": 9}, {"A": None, "B": None, "C": 9}),
        ({"A": 5, "B": 5}, {"A": 5, "B": 5}),
        ({"A": 9, "B": 0}, {"A": None, "B": None}),
        ({"A": 0, "B": 0}, {"A": 0, "B": 0}),
    ],
)
def test_small_counts_are_closed_and_as_little_more_as_is_needed(
    counts: dict[Key, int], shown: dict[str, int | None]
) -> None:
    assert {"all": sum(counts.values()), **shown} == Counts().split("all", counts).shown()


def test_a_nought_that_is_closed_does_not_follow_from_its_parts() -> None:
    counts = Counts().split("A", {"men": 0, "women": 0}).split("all", {"A": 0, "B": 6})
    counts.split("more", {"all": 6, "others": 90})

    told = {key: number for key, number in counts.shown().items() if number is not None}
    assert {"all": 6, "others": 90, "more": 96} == told


def test_what_is_left_over_of_a_part_is_as_good_as_told() -> None:
    assert {"asked": 30, "answered": None} == (
        Counts().alone("asked", 30).part("asked", "answered", 28).shown()
    )
    assert {"asked": 30, "answered": 25} == (
        Counts().alone("asked", 30).part("asked", "answered", 25).shown()
    )


def test_a_share_is_told_of_ten_and_more() -> None:
    assert SMALLEST_BASE == 10
    assert (0.5, None, None, None) == (share(5, 10), share(5, 9), share(None, 30), share(5, None))


def test_a_number_that_is_counted_twice_is_the_same_both_times() -> None:
    with pytest.raises(ValueError, match="twice"):
        Counts().alone("people", 3).alone("people", 4)
