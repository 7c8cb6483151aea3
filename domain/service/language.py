"""The models of support, the ways in which it reaches somebody, and the duties of staff."""

from enum import StrEnum


class Model(StrEnum):
    """The four models of peer support."""

    BEFRIENDING = "BEFRIENDING"
    MENTORING = "MENTORING"
    FACILITATED = "FACILITATED"
    PEER_LED = "PEER_LED"


class Delivery(StrEnum):
    """How support reaches somebody."""

    FACE_TO_FACE = "FACE_TO_FACE"
    PHONE = "PHONE"
    VIDEO = "VIDEO"
    ONLINE_TEXT = "ONLINE_TEXT"
    GROUP = "GROUP"


class Duty(StrEnum):
    """What a member of staff or trustee is named for."""

    MANAGER = "MANAGER"
    COORDINATOR = "COORDINATOR"
    SUPERVISOR = "SUPERVISOR"
    SAFEGUARDING_LEAD = "SAFEGUARDING_LEAD"
    SAFEGUARDING_DEPUTY = "SAFEGUARDING_DEPUTY"
    REVIEWER = "REVIEWER"
    CHAIR = "CHAIR"


MAY_SUPERVISE = frozenset({Duty.SUPERVISOR, Duty.COORDINATOR, Duty.MANAGER})
"""Who can hold supervision."""


class Workforce(StrEnum):
    """With whom a regulated role is done, and for whom a PVG scheme membership holds."""

    ADULTS = "ADULTS"
    CHILDREN = "CHILDREN"
    BOTH = "BOTH"

    def covers(self, needed: "Workforce") -> bool:
        """Whether a membership for these is enough for a role with those."""
        return self in {Workforce.BOTH, needed}
