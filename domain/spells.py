"""Spells of time: what is left of one when others are taken out of it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

FOR_GOOD = datetime.max.replace(tzinfo=UTC)


class Spell(NamedTuple):
    """From one moment to just before another; `FOR_GOOD` where it goes on."""

    start: datetime
    end: datetime = FOR_GOOD

    @property
    def until(self) -> datetime | None:
        """The first moment after it, if it ends."""
        return None if self.end >= FOR_GOOD else self.end


def spell(start: datetime, end: datetime | None) -> Spell:
    """A spell whose end may not be known yet."""
    return Spell(start, FOR_GOOD if end is None else end)


def without(whole: Spell, taken: Iterable[Spell]) -> list[Spell]:
    """What is left of a spell when others are taken out of it, in order."""
    left, start = [], whole.start
    for each in sorted(taken):
        if each.start > start:
            left.append(Spell(start, min(each.start, whole.end)))
        start = max(start, each.end)
        if start >= whole.end:
            break
    if start < whole.end:
        left.append(Spell(start, whole.end))
    return [each for each in left if each.start < each.end]
