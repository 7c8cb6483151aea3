"""What other definitions would have changed, flag by flag, with the entries behind each."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import msgspec

from application.ledger import Ledger
from domain.decider import Position
from domain.definitions import Definitions, numbers_of
from domain.periods import local_day
from projections.replaying import Replayed


class Change(StrEnum):
    """What became of a flag."""

    ADDED = "ADDED"
    REMOVED = "REMOVED"
    HEAVIER = "HEAVIER"
    LIGHTER = "LIGHTER"


class Behind(msgspec.Struct, frozen=True):
    """An entry behind a flag; ``tipped`` is the last of them that had happened by its first day."""

    position: int
    name: str
    at: datetime
    recorded_at: datetime
    tipped: bool


class FlagChanged(msgspec.Struct, frozen=True):
    """A flag that would have been another. ``value`` is what was compared with the threshold."""

    match: str
    person: str
    code: str
    change: Change
    before: str
    after: str
    value: float | None
    since: date | None
    sentence: str
    entries: list[Behind]


class Difference(msgspec.Struct, frozen=True):
    """Two replays held against each other.

    ``numbers`` are the definitions that differ, each as it was and as it is tried. ``levels``
    counts matches whose level would have been another. Of other views than the indicators,
    ``rows_added`` and ``rows_removed`` hold what would have stood there.
    """

    numbers: dict[str, tuple[float, float]]
    flags: list[FlagChanged]
    levels: int
    rows_added: list[dict[str, Any]]
    rows_removed: list[dict[str, Any]]


def difference(
    ledger: Ledger,
    before: tuple[Definitions, Replayed],
    after: tuple[Definitions, Replayed],
) -> Difference:
    """What changes from one replay to the other."""
    was, now = before[1].rows, after[1].rows
    one, other = numbers_of(before[0]), numbers_of(after[0])
    numbers = {each: (one[each], other[each]) for each in one if one[each] != other[each]}
    if before[1].view != "dependency_indicators":
        kept = {_as_text(each) for each in was}
        tried = {_as_text(each) for each in now}
        return Difference(
            numbers,
            [],
            0,
            [each for each in now if _as_text(each) not in kept],
            [each for each in was if _as_text(each) not in tried],
        )
    flags = list(_flags(ledger, was, now))
    levels = {each["match"]: each["level"] for each in was}.items()
    others = {each["match"]: each["level"] for each in now}
    changed = sum(others.get(match) != level for match, level in levels)
    return Difference(numbers, flags, changed, [], [])


def _flags(
    ledger: Ledger, was: list[dict[str, Any]], now: list[dict[str, Any]]
) -> list[FlagChanged]:
    one = {(each["match"], each["code"]): each for each in was}
    other = {(each["match"], each["code"]): each for each in now}
    found = []
    for key in sorted(one.keys() | other.keys()):
        before, after = one.get(key), other.get(key)
        weights = [each["severity"] if each else 0 for each in (before, after)]
        if weights[0] == weights[1]:
            continue
        # what raised it stands with the side on which it is raised the more
        raised: Mapping[str, Any] = (after if weights[1] > weights[0] else before) or {}
        found.append(
            FlagChanged(
                match=key[0],
                person=raised["person"],
                code=key[1],
                change=_change(*weights),
                before=before["standing"] if before else "",
                after=after["standing"] if after else "",
                value=raised["value"],
                since=raised["since"],
                sentence=raised["sentence"],
                entries=_behind(ledger, raised["inputs"], raised["since"]),
            )
        )
    return found


def _change(before: int, after: int) -> Change:
    if not before:
        return Change.ADDED
    if not after:
        return Change.REMOVED
    return Change.HEAVIER if after > before else Change.LIGHTER


def _behind(ledger: Ledger, inputs: list[int], since: date | None) -> list[Behind]:
    entries = [each for each in (ledger.entry(Position(one)) for one in inputs) if each]
    entries.sort(key=lambda each: (each.event.at, each.position))
    by_then = [each for each in entries if since and local_day(each.event.at) <= since]
    last = by_then[-1].position if by_then else None
    return [
        Behind(
            each.position,
            type(each.event).__name__,
            each.event.at,
            each.recorded_at,
            each.position == last,
        )
        for each in entries
    ]


def _as_text(row: Mapping[str, Any]) -> bytes:
    return msgspec.json.encode(row, order="sorted")
