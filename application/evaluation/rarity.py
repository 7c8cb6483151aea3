"""Small groups: what fewer than five people have in common is not told of any of them.

Somebody who knows a few things about a person (that they meet by telephone, for an hour, through
their GP) must not find a row that can only be theirs. So each combination of values that stands in
an entry of some kind is told only if at least five people have it: rare values are left out, in
the order of the fields, and where leaving out would itself point at few, the next smallest group
is left out with them. A kind of entry that fewer than five people have is left out as a whole.

It guards single entries, and therefore any join on columns. It does not guard against somebody
who knows the order and number of all that happened to a person: no renaming can.
"""

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

import msgspec

from application.evaluation.disguise import told
from domain.decider import Event

SMALLEST_GROUP = 5
"""Cells of 1 to 4 are closed (domain reference, 7.3)."""

Values = tuple[Hashable, ...]
Row = tuple[Values, set[str]]


def values_of(event: Event) -> Values:
    """What an entry tells beyond who and when."""
    return tuple([_hashable(getattr(event, part.name)) for part in told(type(event))])


class Rarity:
    """Counts which values stand together in how many people's entries, and then judges."""

    def __init__(self, smallest: int = SMALLEST_GROUP) -> None:
        """Judge by groups of so many people."""
        self._smallest = smallest
        self._seen: dict[type[Event], dict[Values, set[str]]] = {}
        self._judged: dict[type[Event], dict[Values, Values | None]] = {}
        self.values_left_out = 0

    def see(self, person: str, event: Event) -> None:
        """Count an entry of a person, as it would be told."""
        people = self._seen.setdefault(type(event), {}).setdefault(values_of(event), set())
        if len(people) < self._smallest:  # who else has it no longer matters
            people.add(person)

    def judge(self) -> None:
        """Decide what is told of each combination; nothing can be counted any more."""
        for kind, seen in self._seen.items():
            rows = sorted(seen.items(), key=repr)
            verdicts = self._judged[kind] = dict.fromkeys(seen)
            if self._is_enough(rows):
                self._settle(kind, rows, (), [values for values, _people in rows], verdicts)
        self._seen.clear()

    def told(self, event: Event) -> Event | None:
        """The entry with what is rare left out; nothing where its whole kind is.

        A value that is left out is none, also where the type of the event does not allow that.
        """
        values = values_of(event)
        judged = self._judged[type(event)][values]
        if judged is None or judged == values:
            return event if judged is not None else None
        changed: dict[str, None] = {
            part.name: None
            for part, before, after in zip(told(type(event)), values, judged, strict=True)
            if before != after
        }
        self.values_left_out += len(changed)
        return msgspec.structs.replace(event, **changed)

    def _is_enough(self, rows: Iterable[Row]) -> bool:
        people: set[str] = set()
        for _values, some in rows:
            people |= some
            if len(people) >= self._smallest:
                return True
        return False

    def _settle(
        self,
        kind: type[Event],
        rows: Sequence[Row],
        before: Values,
        origins: Sequence[Values],
        verdicts: dict[Values, Values | None],
    ) -> None:
        """Go through the fields one after the other, within those who agree in all before."""
        place, parts = len(before), told(kind)
        if place == len(parts):
            verdicts.update(dict.fromkeys(origins, before))
            return
        groups: dict[Hashable, list[int]] = {}
        for number, (values, _people) in enumerate(rows):
            groups.setdefault(values[place], []).append(number)
        common = {
            value: numbers
            for value, numbers in groups.items()
            if self._is_enough(rows[each] for each in numbers)
        }
        rare = [each for value in groups if value not in common for each in groups[value]]
        if rare:
            rare += common.pop(None, [])
            while common and not self._is_enough(rows[each] for each in rare):
                rare += common.pop(min(common, key=lambda each: (len(common[each]), repr(each))))
            common[None] = rare
        for value, numbers in common.items():
            some, theirs = [rows[each] for each in numbers], [origins[each] for each in numbers]
            self._settle(kind, some, (*before, value), theirs, verdicts)


def _hashable(value: Any) -> Hashable:
    return tuple(value) if isinstance(value, list) else value
