"""The words for where a peer supporter stands, and the numbers of the domain reference."""

from datetime import timedelta
from enum import StrEnum

from domain.service import Duty


class AskedBy(StrEnum):
    """Who wanted a break."""

    SELF = "SELF"
    SERVICE = "SERVICE"


class Workforce(StrEnum):
    """Whom a PVG scheme membership is for."""

    ADULTS = "ADULTS"
    CHILDREN = "CHILDREN"
    BOTH = "BOTH"


class Stage(StrEnum):
    """Where a peer supporter stands."""

    UNKNOWN = "UNKNOWN"
    ENQUIRED = "ENQUIRED"
    APPLIED = "APPLIED"
    INTERVIEWED = "INTERVIEWED"
    NOT_SELECTED = "NOT_SELECTED"
    IN_TRAINING = "IN_TRAINING"
    READY = "READY"
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    SUSPENDED = "SUSPENDED"
    LEFT = "LEFT"


REFERENCES_NEEDED = 2
PVG_MONTHS = 60
NEW_FOR_MONTHS = 3
"""For how long after activation somebody counts as new (domain reference, 6.1)."""

SUPERVISION_WHILE_NEW = timedelta(weeks=4)
SUPERVISION_AFTERWARDS = timedelta(weeks=6)
SUPERVISION_GRACE = timedelta(days=14)
"""How long after its day a supervision may be late before no new match is proposed."""

MATCHES_WHILE_NEW = 1
MATCHES_AT_MOST = 3
LONG_BREAK_MONTHS = 6
"""After a longer break than this, a refresher comes first."""

MAY_SUPERVISE = frozenset({Duty.SUPERVISOR, Duty.COORDINATOR, Duty.MANAGER})
