"""The codes of a referral: who asks, how agreement was shown, what was found, where it stands."""

from datetime import timedelta
from enum import StrEnum


class Source(StrEnum):
    """Who asked for support."""

    SELF = "SELF"
    GP = "GP"
    NURSE = "NURSE"
    AHP = "AHP"
    LINK_WORKER = "LINK_WORKER"
    HOSPITAL = "HOSPITAL"
    SOCIAL_WORK = "SOCIAL_WORK"
    THIRD_SECTOR = "THIRD_SECTOR"
    FAMILY = "FAMILY"
    OTHER = "OTHER"


class HeardFrom(StrEnum):
    """Where somebody heard of the service who then asked for themself (signposted)."""

    GP = "GP"
    NURSE = "NURSE"
    AHP = "AHP"
    LINK_WORKER = "LINK_WORKER"
    HOSPITAL = "HOSPITAL"
    SOCIAL_WORK = "SOCIAL_WORK"
    THIRD_SECTOR = "THIRD_SECTOR"
    FAMILY = "FAMILY"
    PEER_SUPPORTER = "PEER_SUPPORTER"
    ONLINE = "ONLINE"
    PRINT = "PRINT"
    EVENT = "EVENT"
    OTHER = "OTHER"


class WhyItMayHelp(StrEnum):
    """The seven groups of the guidance: reasons why support may help, and no rule about anybody.

    Anybody with a long-term condition may benefit (domain reference, 2.2).
    """

    MH_NEEDS = "MH_NEEDS"
    SOCIALLY_EXCLUDED = "SOCIALLY_EXCLUDED"
    NEWLY_DIAGNOSED = "NEWLY_DIAGNOSED"
    LOW_MOTIVATION = "LOW_MOTIVATION"
    READY_TO_REBUILD = "READY_TO_REBUILD"
    CONTINUE_REHAB = "CONTINUE_REHAB"
    NEEDS_ONE_TO_ONE = "NEEDS_ONE_TO_ONE"


class AgreedHow(StrEnum):
    """How the person's agreement to be referred was given or shown."""

    SPOKEN = "SPOKEN"
    PHONE = "PHONE"
    WRITTEN = "WRITTEN"
    SELF_REFERRAL = "SELF_REFERRAL"
    CONSENT_IN_MESSAGE = "CONSENT_IN_MESSAGE"
    IMPLIED_IN_MESSAGE = "IMPLIED_IN_MESSAGE"
    STATED_BY_SENDER = "STATED_BY_SENDER"


class ByWayOf(StrEnum):
    """Through what support started."""

    MATCH = "MATCH"
    GROUP = "GROUP"
    PROGRAMME = "PROGRAMME"


class Triage(StrEnum):
    """What the first look found."""

    IN_REMIT = "IN_REMIT"
    URGENT_ELSEWHERE = "URGENT_ELSEWHERE"
    OUT_OF_REMIT = "OUT_OF_REMIT"
    NEED_INFORMATION = "NEED_INFORMATION"


class Readiness(StrEnum):
    """Whether peer support can help now. Not a score, and not for ever."""

    READY = "READY"
    TASTER = "TASTER"
    NOT_YET = "NOT_YET"
    NOT_WANTED = "NOT_WANTED"


class AskedOf(StrEnum):
    """Who was asked for what a request leaves open."""

    REFERRER = "REFERRER"
    PERSON = "PERSON"
    OTHER = "OTHER"


class TryOutcome(StrEnum):
    """What came of trying to be in touch. Only the first means that the person was reached."""

    REACHED = "REACHED"
    NO_ANSWER = "NO_ANSWER"
    MESSAGE_LEFT = "MESSAGE_LEFT"
    SENT = "SENT"
    NOT_THEIR_CONTACT = "NOT_THEIR_CONTACT"


class Stage(StrEnum):
    """Where a referral stands."""

    UNKNOWN = "UNKNOWN"
    ENQUIRY = "ENQUIRY"
    RECEIVED = "RECEIVED"
    AWAITING_INFO = "AWAITING_INFO"
    TRIAGED = "TRIAGED"
    EXPLORING = "EXPLORING"
    READY = "READY"
    NOT_YET = "NOT_YET"
    WAITING = "WAITING"
    IN_SERVICE = "IN_SERVICE"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"
    LOST = "LOST"
    ENQUIRY_CLOSED = "ENQUIRY_CLOSED"
    LINKED = "LINKED"
    CLOSED = "CLOSED"
    CLOSED_DECEASED = "CLOSED_DECEASED"


OPEN_STAGES = frozenset(
    {
        Stage.ENQUIRY,
        Stage.RECEIVED,
        Stage.AWAITING_INFO,
        Stage.TRIAGED,
        Stage.EXPLORING,
        Stage.READY,
        Stage.NOT_YET,
        Stage.WAITING,
        Stage.IN_SERVICE,
    }
)

REVISIT_AFTER = timedelta(weeks=8)
"""When to ask again by default, where the answer was "not now" (domain reference, 2.2)."""

REVISIT_WITHIN = timedelta(days=366)
"""A "not now" is asked again within a year: later would be a no by another name."""

REASON_RISK = "RISK"
"""A reason for declining that a manager has to agree with."""
