"""What became of each record of a file, for whoever sent it."""

from typing import Literal

import msgspec


class Outcome(msgspec.Struct, frozen=True, omit_defaults=False):
    """What became of one record of a file. ``linked`` says that the person was known already."""

    source: str
    record: int
    outcome: Literal["accepted", "duplicate", "refused"]
    became: str | None = None
    reason: str | None = None
    id: str | None = None
    person: str | None = None
    linked: bool = False
    gaps: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
