"""Entries as a view keeps them: what is sealed stays sealed until the door opens it."""

from functools import cache

import msgspec

from domain.catalogue import EVENTS
from domain.decider import Recorded


def keep(recorded: Recorded) -> bytes:
    """An entry as bytes for a view's column, boxes closed."""
    return msgspec.json.encode(recorded)


def kept(name: str, data: bytes) -> Recorded:
    """The entry that `keep` was given."""
    return _decoder(name).decode(data)


@cache
def _decoder(name: str) -> msgspec.json.Decoder[Recorded]:
    return msgspec.json.Decoder(Recorded[EVENTS[name]])  # type: ignore[valid-type]
