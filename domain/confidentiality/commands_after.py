"""What can be asked after a decision about confidentiality: telling, review, lessons, closing."""

from datetime import date, datetime

from domain.channels import Channel
from domain.confidentiality.language import (
    NotToldBecause,
    ReviewAnswer,
    RiskToThem,
    Verdict,
    YesNo,
)
from domain.decider import Command
from domain.people import ActionId, ActorId, BreakId, LinkId, StaffId


class RecordToldOfSharing(Command, frozen=True, kw_only=True):
    """Record that the one whom it is about was told."""

    break_id: BreakId
    told_by: ActorId | None = None
    channel: Channel | None = None
    response: str | None = None
    at: datetime | None = None


class PutOffTelling(Command, frozen=True, kw_only=True):
    """Record why they are not told for now, and when to look again."""

    break_id: BreakId
    because: NotToldBecause
    words: str
    look_again_on: date
    decided_by: ActorId | None = None


class RuleOutTelling(Command, frozen=True, kw_only=True):
    """As a manager, decide that they are not told at all."""

    break_id: BreakId
    decided_by: StaffId
    because: NotToldBecause
    words: str


class PassOnReview(Command, frozen=True, kw_only=True):
    """Say that something links a reviewer to this, so that somebody else reviews it."""

    break_id: BreakId
    reviewer: ActorId
    words: str | None = None


class IssueReviewLink(Command, frozen=True, kw_only=True):
    """Let somebody outside review this one record.

    ``code_digest`` is the SHA-256 of the secret in the link, as 64 hexadecimal digits.
    """

    break_id: BreakId
    issued_by: StaffId
    to: str
    code_digest: str
    expires_at: datetime | None = None


class UseReviewLink(Command, frozen=True, kw_only=True):
    """Open a record by the secret in a link."""

    break_id: BreakId
    code: str


class WithdrawReviewLink(Command, frozen=True, kw_only=True):
    """Let a link open nothing any more."""

    break_id: BreakId
    link: LinkId


class ReviewBreak(Command, frozen=True, kw_only=True):
    """Judge a decision, on what was known then, by five questions.

    ``reasoning`` says for each answer that is not yes why. ``link`` is how somebody outside came.
    """

    break_id: BreakId
    reviewer: ActorId
    ground_met: ReviewAnswer
    timely: ReviewAnswer
    right_recipient: ReviewAnswer
    minimum_necessary: ReviewAnswer
    told_properly: ReviewAnswer
    verdict: Verdict
    reasoning: tuple[str, ...] = ()
    learning: str | None = None
    link: LinkId | None = None


class ReturnBreakRecord(Command, frozen=True, kw_only=True):
    """Give a record back, saying what is still to be said."""

    break_id: BreakId
    reviewer: ActorId
    words: str
    link: LinkId | None = None


class RecordBreakLessons(Command, frozen=True, kw_only=True):
    """Record what the service learns from it."""

    break_id: BreakId
    lessons: tuple[str, ...]


class AgreeBreakAction(Command, frozen=True, kw_only=True):
    """Agree what is to be done, by whom and by when."""

    break_id: BreakId
    words: str
    owner: StaffId
    due_on: date


class RecordBreakActionDone(Command, frozen=True, kw_only=True):
    """Record that what was to be done has been done."""

    break_id: BreakId
    action: ActionId
    at: datetime | None = None


class AssessDataProtection(Command, frozen=True, kw_only=True):
    """Assess what sharing meant for their data, and whether regulator and they have to know.

    ``reasons`` say why, or why not. ``reported_at`` is for a regulator who was told before.
    """

    break_id: BreakId
    assessed_by: StaffId
    to_report: YesNo
    reasons: str
    risk: RiskToThem | None = None
    to_tell: YesNo | None = None
    reported_at: datetime | None = None
    apologised_at: datetime | None = None
    reference: str | None = None


class RecordRegulatorTold(Command, frozen=True, kw_only=True):
    """Record that the regulator of data protection was told."""

    break_id: BreakId
    told_by: StaffId | None = None
    reference: str | None = None
    at: datetime | None = None


class RecordToldOfAssessment(Command, frozen=True, kw_only=True):
    """Record that they were told what sharing meant for their data."""

    break_id: BreakId
    told_by: StaffId | None = None
    channel: Channel | None = None
    response: str | None = None
    apologised: bool = False
    at: datetime | None = None


class CloseBreak(Command, frozen=True, kw_only=True):
    """Close a record of which all that follows has been seen to."""

    break_id: BreakId
    closed_by: StaffId


AfterCommand = (
    RecordToldOfSharing
    | PutOffTelling
    | RuleOutTelling
    | RecordBreakLessons
    | AgreeBreakAction
    | RecordBreakActionDone
    | CloseBreak
)
ProtectionCommand = AssessDataProtection | RecordRegulatorTold | RecordToldOfAssessment
ReviewCommand = PassOnReview | ReviewBreak | ReturnBreakRecord
InvitingCommand = IssueReviewLink | UseReviewLink | WithdrawReviewLink
