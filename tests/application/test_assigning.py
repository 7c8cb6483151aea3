"""The best assignment that keeps to what is possible, and the same one every time."""

from collections import Counter
from itertools import permutations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from application.assigning import assign

SEEKING = [f"r{number:02}" for number in range(12)]
SOUGHT = [f"p{number:02}" for number in range(8)]


@st.composite
def problems(
    draw: st.DrawFn,
) -> tuple[list[str], dict[str, int], dict[tuple[str, str], int]]:
    """Some who wait, some who could be sought with their places, and what some pairs are worth."""
    seeking = draw(st.lists(st.sampled_from(SEEKING), unique=True))
    places = draw(st.dictionaries(st.sampled_from(SOUGHT), st.integers(0, 3)))
    pairs = [(one, other) for one in seeking for other in places]
    possible = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return seeking, places, {pair: draw(st.integers(1, 1100)) for pair in possible}


def greedy(
    seeking: list[str], places: dict[str, int], worth: dict[tuple[str, str], int]
) -> dict[str, str]:
    """The best pair first, then the next."""
    found: dict[str, str] = {}
    left = dict(places)
    for (one, other), _points in sorted(worth.items(), key=lambda each: (-each[1], each[0])):
        if one in seeking and one not in found and left[other] > 0:
            found[one] = other
            left[other] -= 1
    return found


def total(found: dict[str, str], worth: dict[tuple[str, str], int]) -> int:
    return sum(worth[pair] for pair in found.items())


@settings(max_examples=400, deadline=None)
@given(problems())
def test_it_is_never_worse_than_taking_the_best_pair_first(
    problem: tuple[list[str], dict[str, int], dict[tuple[str, str], int]],
) -> None:
    worth = problem[2]

    assert total(assign(*problem), worth) >= total(greedy(*problem), worth)


@settings(max_examples=400, deadline=None)
@given(problems())
def test_it_makes_no_pair_that_is_ruled_out_and_fills_nobody_beyond_their_places(
    problem: tuple[list[str], dict[str, int], dict[tuple[str, str], int]],
) -> None:
    seeking, places, worth = problem
    found = assign(*problem)

    assert set(found.items()) <= set(worth)
    assert set(found) <= set(seeking)
    for other, times in Counter(found.values()).items():
        assert times <= places[other]


@given(problems())
def test_the_same_is_assigned_however_the_pairs_are_listed(
    problem: tuple[list[str], dict[str, int], dict[tuple[str, str], int]],
) -> None:
    seeking, places, worth = problem
    reversed_worth = dict(reversed(worth.items()))
    reversed_places = dict(reversed(places.items()))

    assert assign(seeking, reversed_places, reversed_worth) == assign(seeking, places, worth)


def test_taking_the_best_pair_first_would_leave_somebody_alone() -> None:
    worth = {("r1", "p1"): 10, ("r1", "p2"): 9, ("r2", "p1"): 9}

    assert {"r1": "p1"} == greedy(["r1", "r2"], {"p1": 1, "p2": 1}, worth)
    assert {"r1": "p2", "r2": "p1"} == assign(["r1", "r2"], {"p1": 1, "p2": 1}, worth)


def test_where_all_is_equal_the_first_gets_the_first() -> None:
    worth = {(one, other): 5 for one in ("r1", "r2", "r3") for other in ("p1", "p2")}

    assert {"r1": "p1", "r2": "p2"} == assign(["r1", "r2", "r3"], {"p2": 1, "p1": 1}, worth)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 2), min_size=9, max_size=9))
def test_of_several_that_are_worth_the_same_it_is_the_one_that_serves_the_first(
    points: list[int],
) -> None:
    """Held against all assignments of three people to three peer supporters."""
    seeking, sought = ["r1", "r2", "r3"], ["p1", "p2", "p3"]
    pairs = list(product(seeking, sought))
    worth = {pair: each for pair, each in zip(pairs, points, strict=True) if each}

    def rank(found: dict[str, str]) -> tuple[int, int]:
        places = ((seeking.index(one), sought.index(other)) for one, other in found.items())
        return total(found, worth), sum((3 - row) * (3 - column) for row, column in places)

    possible = [
        {one: other for one, other in zip(seeking, order, strict=True) if (one, other) in worth}
        for order in permutations(sought)
    ]

    assert max(map(rank, possible)) == rank(assign(seeking, dict.fromkeys(sought, 1), worth))


def test_somebody_with_two_places_is_sought_twice() -> None:
    worth = {("r1", "p1"): 5, ("r2", "p1"): 5, ("r3", "p1"): 5}

    assert 2 == len(assign(["r1", "r2", "r3"], {"p1": 2}, worth))


def test_an_order_that_settles_ties_never_outweighs_a_worth() -> None:
    """The last in the queue is worth one more with the first peer supporter than all before."""
    worth = {(f"r{number}", "p1"): 100 for number in range(50)} | {("r50", "p1"): 101}
    seeking = [f"r{number}" for number in range(51)]

    assert {"r50": "p1"} == assign(seeking, {"p1": 1, "p2": 1}, worth)


def test_nobody_to_assign_is_no_assignment() -> None:
    assert {} == assign([], {"p1": 1}, {})
    assert {} == assign(["r1"], {}, {})
    assert {} == assign(["r1"], {"p1": 0}, {("r1", "p1"): 5})
    assert {} == assign(["r1"], {"p1": 1}, {})
