"""What is said no to about a decision about confidentiality. An emergency record never is."""

from domain.decider import Malformed, Refusal, Unknown


class UnknownBreak(Unknown):
    """No record was begun under this identifier."""


class NobodyConcerned(Malformed):
    """It is not said whom it is about."""


class GroundIsVague(Malformed):
    """The ground says no more than that somebody was concerned."""


class SharedIsVague(Malformed):
    """What was shared is not said item by item."""


class RecipientUnnamed(Malformed):
    """The organisation that was told is not named."""


class WordsMissing(Malformed):
    """A reason, a plan or a lesson has no words."""


class AlreadyDecided(Refusal):
    """The decision stands in the record."""


class NothingShared(Refusal):
    """Nothing was passed on yet."""


class RecordIsClosed(Refusal):
    """All that follows from the decision has been seen to."""


class KnownThenIsFrozen(Refusal):
    """The record was sent for review, so what was known then no longer grows."""


class LookAgainTooLate(Malformed):
    """The day to look again lies in the past or too far ahead."""


class MayNotRuleOut(Refusal):
    """The one who is named is not a manager, or decided to share."""


class ToldAlready(Refusal):
    """The one whom it is about has been told."""


class MayNotReview(Refusal):
    """The one who is named is no reviewer, or their link does not open this record."""


class NotIndependent(Refusal):
    """The reviewer had a part in it, or is in the line of somebody who had."""


class NotYourReview(Refusal):
    """Somebody signs a review in another's name."""


class ConflictIsDeclared(Refusal):
    """The reviewer said that something links them to this."""


class TooEarlyToReview(Refusal):
    """The record is not complete, or nobody said whether the one whom it is about was told."""


class RecordHasGaps(Refusal):
    """Parts that a review needs are not answered."""


class ReviewedAlready(Refusal):
    """Somebody has judged it."""


class NotReviewed(Refusal):
    """Nobody has judged it yet."""


class ReasoningMissing(Malformed):
    """An answer that is not yes has no reason, or a verdict no learning."""


class VerdictDoesNotFollow(Malformed):
    """The verdict does not fit the five answers."""


class DeciderChoosesReviewer(Refusal):
    """Whoever decided would choose who judges it."""


class MayNotInvite(Refusal):
    """The one who is named may not ask somebody outside to review."""


class NotADigest(Malformed):
    """The digest of a secret is not 64 hexadecimal digits."""


class LinkTooLong(Malformed):
    """A link would run out too late, or has run out already."""


class LinkDoesNotOpen(Refusal):
    """The secret is wrong, or the link has run out or was taken back."""

    status = 403


class UnknownLink(Unknown):
    """No link was given out under this identifier."""


class UnknownAction(Unknown):
    """Nothing was agreed under this identifier."""


class NobodyOwnsIt(Refusal):
    """The one who is named does not work for the service."""


class AssessmentMissing(Refusal):
    """The decision was not upheld, and what it meant for their data is not assessed."""


class LessonsMissing(Refusal):
    """What was learned is not recorded."""


class NeitherToldNorReason(Refusal):
    """The one whom it is about was not told, and nobody ruled it out."""


class AssessmentNotCarriedThrough(Refusal):
    """An assessment found that somebody is to be told, and nobody has told them."""


class NotAssessedYet(Refusal):
    """Nobody assessed what it meant for their data."""


class RiskIsNotCarriedThrough(Malformed):
    """A high risk to somebody would be told to nobody."""
