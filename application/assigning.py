"""Who with whom, for many at once: the best assignment that keeps to what is possible.

An optimiser instead of one decision after another, because the first in a queue would otherwise
take the only peer supporter whom the second could have had.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

Seeking = TypeVar("Seeking", bound=str)
Sought = TypeVar("Sought", bound=str)

EXACT = 2**53
"""Up to here a sum in floating point is exact."""


def assign(
    seeking: Sequence[Seeking],
    places: Mapping[Sought, int],
    worth: Mapping[tuple[Seeking, Sought], int],
) -> dict[Seeking, Sought]:
    """At most one for each who seeks, no more for each sought than their places.

    Only pairs with a worth (more than 0) are made, and the sum of worths is as high as it can be.
    Where several assignments are worth the same, those who stand first in ``seeking`` get those
    who come first by identifier; the same input gives the same answer.
    """
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    columns = [each for each in sorted(places) for _place in range(max(places[each], 0))]
    if not seeking or not columns:
        return {}
    row_of = {each: row for row, each in enumerate(seeking)}
    columns_of: dict[Sought, list[int]] = {}
    for column, each in enumerate(columns):
        columns_of.setdefault(each, []).append(column)
    height, width = len(seeking), len(columns)
    times, ties = _with_room_for_ties(height, width, max(worth.values(), default=0))
    worths = np.zeros((height, width), dtype=np.float64)
    for (one, other), points in worth.items():
        if points > 0 and other in columns_of and one in row_of:
            row = row_of[one]
            for column in columns_of[other]:
                worths[row, column] = points * times + ties * (height - row) * (width - column)
    rows, chosen = linear_sum_assignment(worths, maximize=True)
    return {
        seeking[row]: columns[column]
        for row, column in zip(rows.tolist(), chosen.tolist(), strict=True)
        if worths[row, column] > 0
    }


def _with_room_for_ties(height: int, width: int, most: int) -> tuple[int, int]:
    """How many times worths count, so that the order that settles ties can never outweigh one.

    Where both together would no longer be exact, ties are left to the optimiser.
    """
    times = height * height * width + 1
    exact = times * (most + 1) * height < EXACT
    return (times, 1) if exact else (1, 0)
