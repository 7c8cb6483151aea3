"""Whether two people are called alike: for asking, never for finding out who somebody is."""

from projections.directory import NO_LONGER_HELD, UNNAMED
from projections.listing import sounds_like

WHOLE_NAME = 2
"""So many words at least are a name that says who somebody is."""


def is_own_name(one: str | None, other: str | None) -> bool:
    """Whether two whole names are one, in whatever order, case and accents."""
    mine, theirs = _words(one), _words(other)
    return len(mine) >= WHOLE_NAME and sorted(mine) == sorted(theirs)


def is_same_surname(one: str | None, other: str | None) -> bool:
    """Whether two surnames are one, or one is a part of the other that is written with a hyphen."""
    mine, theirs = _words(one), _words(other)
    if min(len(mine), len(theirs)) < WHOLE_NAME:
        return False
    return not set(mine[-1].split("-")).isdisjoint(theirs[-1].split("-"))


def _words(name: str | None) -> list[str]:
    """The words of a name as they are compared; none where no name is held."""
    if name is None or name in {NO_LONGER_HELD, UNNAMED}:
        return []
    return sounds_like(name).replace("\u2019", "'").split()
