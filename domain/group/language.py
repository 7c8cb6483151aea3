"""The words that a group is spoken of in."""

from enum import StrEnum


class Governance(StrEnum):
    """Who runs a group: somebody appointed, or its own members."""

    FACILITATED = "FACILITATED"
    PEER_LED = "PEER_LED"


class Stage(StrEnum):
    """Where a group stands."""

    UNKNOWN = "UNKNOWN"
    PLANNED = "PLANNED"
    OPEN = "OPEN"
    PAUSED = "PAUSED"
    CLOSED = "CLOSED"
