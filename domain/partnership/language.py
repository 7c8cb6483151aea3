"""The words of working with others: kinds of partner, what may be shared, how much is told."""

from enum import IntEnum, StrEnum


class PartnerKind(StrEnum):
    """What sort of organisation a partner is."""

    GENERAL_PRACTICE = "GENERAL_PRACTICE"
    HOSPITAL = "HOSPITAL"
    COMMUNITY_HEALTH = "COMMUNITY_HEALTH"
    SOCIAL_WORK = "SOCIAL_WORK"
    THIRD_SECTOR = "THIRD_SECTOR"
    PARTNERSHIP = "PARTNERSHIP"
    OTHER = "OTHER"


class SharingScope(StrEnum):
    """What an agreement with a partner covers."""

    REFERRALS_IN = "REFERRALS_IN"
    FEEDBACK = "FEEDBACK"
    ONWARD_REFERRALS = "ONWARD_REFERRALS"
    STATISTICS = "STATISTICS"


class FeedbackLevel(StrEnum):
    """How much a referrer hears, as the person chose (domain reference, 2.12: L0 to L3)."""

    NOTHING = "NOTHING"
    STATUS = "STATUS"
    SUMMARY = "SUMMARY"
    OUTCOMES = "OUTCOMES"


class Reach(IntEnum):
    """The levels in their order: each holds what the one before it holds."""

    NOTHING = 0
    STATUS = 1
    SUMMARY = 2
    OUTCOMES = 3


class FeedbackContent(StrEnum):
    """What a message to a referrer holds.

    Nothing of a peer supporter is ever among it: it can be asked for, so that it can be refused.
    """

    STATUS = "STATUS"
    SUMMARY = "SUMMARY"
    OUTCOME_SCORES = "OUTCOME_SCORES"
    PEER_SUPPORTERS_EXPERIENCE = "PEER_SUPPORTERS_EXPERIENCE"


REACH_OF: dict[FeedbackContent, Reach] = {
    FeedbackContent.STATUS: Reach.STATUS,
    FeedbackContent.SUMMARY: Reach.SUMMARY,
    FeedbackContent.OUTCOME_SCORES: Reach.OUTCOMES,
}
"""From which level on each may be told; what is not here is told at none."""


class News(StrEnum):
    """What a referrer may hear became of a referral, and nothing finer (2.12, L1)."""

    RECEIVED = "RECEIVED"
    ACCEPTED = "ACCEPTED"
    NOT_PROCEEDING = "NOT_PROCEEDING"
    STARTED = "STARTED"
    ENDED = "ENDED"


def reach_of(level: FeedbackLevel) -> Reach:
    """A level as a number that can be compared."""
    return Reach[level.value]
