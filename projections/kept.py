"""Entries as a view keeps them: what is sealed stays sealed until the door opens it."""

from datetime import datetime
from functools import cache

import msgspec

from domain.catalogue import EVENTS
from domain.decider import Event, Position, Recorded
from domain.people import ActorId, ServiceId, Subject


class _Kept(msgspec.Struct, frozen=True):
    position: Position
    recorded_at: datetime
    by: ActorId
    service: ServiceId
    command_id: str
    ordinal: int
    because_of: Position | None
    corrects: Position | None
    tags: tuple[Subject, ...]
    event: msgspec.Raw


def keep(recorded: Recorded) -> bytes:
    """An entry as bytes for a view's column, boxes closed."""
    return msgspec.json.encode(recorded)


def kept(name: str, data: bytes) -> Recorded:
    """The entry that `keep` was given."""
    raw = msgspec.json.decode(data, type=_Kept)
    return Recorded(
        raw.position,
        raw.recorded_at,
        raw.by,
        raw.service,
        raw.command_id,
        raw.ordinal,
        raw.because_of,
        raw.corrects,
        raw.tags,
        _decoder(name).decode(raw.event),
    )


@cache
def _decoder(name: str) -> msgspec.json.Decoder[Event]:
    return msgspec.json.Decoder(EVENTS[name])
