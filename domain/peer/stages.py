"""The words for where a peer supporter stands, and the numbers of the domain reference."""

from enum import StrEnum


class AskedBy(StrEnum):
    """Who wanted a break."""

    SELF = "SELF"
    SERVICE = "SERVICE"


class PauseReason(StrEnum):
    """Why somebody takes a break, in a word; nobody has to say."""

    HEALTH = "HEALTH"
    FAMILY = "FAMILY"
    WORK = "WORK"
    HOLIDAY = "HOLIDAY"
    REST = "REST"
    CASELOAD = "CASELOAD"
    OTHER = "OTHER"


class SuspensionGround(StrEnum):
    """What is looked into. Health is not among them: it is never a matter of performance."""

    BEING_LOOKED_INTO = "BEING_LOOKED_INTO"
    SAFEGUARDING = "SAFEGUARDING"
    PVG = "PVG"
    BOUNDARIES = "BOUNDARIES"
    COMPLAINT = "COMPLAINT"


class LeavingReason(StrEnum):
    """Why somebody left, in a word."""

    MOVED = "MOVED"
    WORK = "WORK"
    FAMILY = "FAMILY"
    HEALTH = "HEALTH"
    OTHER_PLANS = "OTHER_PLANS"
    ROLE_NOT_RIGHT = "ROLE_NOT_RIGHT"
    SUPPORT_NOT_RIGHT = "SUPPORT_NOT_RIGHT"
    ASKED_TO_LEAVE = "ASKED_TO_LEAVE"
    DIED = "DIED"
    OTHER = "OTHER"


class PeerRole(StrEnum):
    """The nine roles of the guidance (domain reference, 2.5)."""

    MENTORING = "MENTORING"
    BEFRIENDING = "BEFRIENDING"
    FACILITATING_GROUPS = "FACILITATING_GROUPS"
    LEADING_GROUPS = "LEADING_GROUPS"
    DELIVERING_COURSES = "DELIVERING_COURSES"
    DEVELOPING_COURSES = "DEVELOPING_COURSES"
    TRAINING_PROFESSIONALS = "TRAINING_PROFESSIONALS"
    SELF_MANAGEMENT_CHAMPION = "SELF_MANAGEMENT_CHAMPION"
    SIGNPOSTING = "SIGNPOSTING"


class Engagement(StrEnum):
    """Whether somebody gives their time or is employed for what they have lived through."""

    VOLUNTEER = "VOLUNTEER"
    PAID = "PAID"


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


PVG_MONTHS = 60
NEW_FOR_MONTHS = 3
"""For how long after activation somebody counts as new (domain reference, 6.1)."""

MATCHES_WHILE_NEW = 1
MATCHES_AT_MOST = {Engagement.VOLUNTEER: 3, Engagement.PAID: 15}
"""How many people somebody supports at a time at most (6.1)."""

HOURS_AT_MOST = 48
"""Hours a week that anybody may say they can give."""

LONG_BREAK_MONTHS = 6
"""After a longer break than this, a refresher comes first."""

EXCEPTION_MONTHS = 6
"""How long an exception may be granted for at once."""
