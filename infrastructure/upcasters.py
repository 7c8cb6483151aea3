"""From stored shapes of the past to today's, oldest first. Stored bytes are never rewritten.

Adding a field with a default needs nothing here: an older event reads with the default. Where a
class had to be renamed after all, what was stored under its old name is found through `RENAMED`.
"""

from collections.abc import Callable

from domain.decider import Recorded

RENAMED: dict[str, str] = {}
"""Stored name to today's class name. Empty as long as nothing was ever renamed."""


def former_names(name: str) -> tuple[str, ...]:
    """The names under which today's class was stored before: its boxes were sealed under those."""
    return tuple(old for old, new in RENAMED.items() if new == name)


def upcast(
    name: str, data: bytes, decoder_of: Callable[[str], Callable[[bytes], Recorded]]
) -> Recorded:
    """Read an event that was stored under a name of the past."""
    return decoder_of(RENAMED.get(name, name))(data)
