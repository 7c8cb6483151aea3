"""From stored shapes of the past to today's, oldest first. Stored bytes are never rewritten.

Adding a field with a default needs nothing here: an older event reads with the default. A renamed
or restructured event keeps its stored name in `RENAMED` or gets a function in `RESHAPED`.
"""

from collections.abc import Callable
from typing import Any

RENAMED: dict[str, str] = {}
"""Stored name to today's class name. Empty as long as nothing was ever renamed."""


def upcast(name: str, data: bytes, decoder_of: Callable[[str], Callable[[bytes], Any]]) -> Any:
    """Read an event that was stored under a name of the past."""
    return decoder_of(RENAMED.get(name, name))(data)
