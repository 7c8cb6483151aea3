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


class Stage(StrEnum):
    """Where a referral stands."""

    UNKNOWN = "UNKNOWN"
    ENQUIRY = "ENQUIRY"
    RECEIVED = "RECEIVED"
    TRIAGED = "TRIAGED"
    EXPLORING = "EXPLORING"
    READY = "READY"
    NOT_YET = "NOT_YET"
    WAITING = "WAITING"
    IN_SERVICE = "IN_SERVICE"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"
    CLOSED = "CLOSED"
    CLOSED_DECEASED = "CLOSED_DECEASED"


OPEN_STAGES = frozenset(
    {
        Stage.ENQUIRY,
        Stage.RECEIVED,
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

REASON_RISK = "RISK"
"""A reason for declining that a manager has to agree with."""
