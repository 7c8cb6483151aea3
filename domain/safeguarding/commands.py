"""What can be asked about a safeguarding concern."""

from datetime import date, datetime

from domain.decider import Command
from domain.people import (
    ActorId,
    ConcernedPeerId,
    ConcernedPersonId,
    ConcernedStaffId,
    ConcernId,
    LinkedBreakId,
    SessionId,
)
from domain.safeguarding.language import (
    Answer,
    CapacityView,
    ConsentSought,
    DutyOfService,
    HelpCalled,
    KindOfConcern,
    PassedOnTo,
    SourceOfConcern,
)


class RaiseConcern(Command, frozen=True, kw_only=True):
    """Tell the safeguarding lead of a worry that someone is being or may be harmed.

    Anybody may, and it is never turned away. ``anonymous`` keeps who told it out of the log.
    ``of_service`` says that it is about somebody who supports or works here.
    """

    in_danger: Answer = Answer.UNCLEAR
    words: str | None = None
    about: str | None = None
    about_person: ConcernedPersonId | None = None
    about_peer: ConcernedPeerId | None = None
    about_staff: ConcernedStaffId | None = None
    of_service: bool = False
    kind: KindOfConcern | None = None
    source: SourceOfConcern | None = None
    told_by: str | None = None
    session: SessionId | None = None
    anonymous: bool = False
    at: datetime | None = None


class PlaceConcern(Command, frozen=True, kw_only=True):
    """Say whom a concern is about, once that is made out."""

    concern: ConcernId
    about_person: ConcernedPersonId | None = None
    about_peer: ConcernedPeerId | None = None
    about_staff: ConcernedStaffId | None = None
    of_service: bool = False


class RecordConcernHelp(Command, frozen=True, kw_only=True):
    """Record that somebody called for help at once."""

    concern: ConcernId
    called: HelpCalled
    reference: str | None = None
    at: datetime | None = None


class AcknowledgeConcern(Command, frozen=True, kw_only=True):
    """Take a concern on. ``lead`` is who does: whoever asks, if nobody is named."""

    concern: ConcernId
    lead: ActorId | None = None
    at: datetime | None = None


class ConsiderConcern(Command, frozen=True, kw_only=True):
    """Think through whether a concern is to be reported: the three points, each by itself."""

    concern: ConcernId
    unable_to_safeguard: Answer
    at_risk_of_harm: Answer
    more_vulnerable: Answer
    sixteen_or_over: Answer = Answer.UNCLEAR
    child_risk: Answer = Answer.UNCLEAR
    protected_adult: Answer | None = None
    consent_answer: ConsentSought = ConsentSought.NOT_SOUGHT
    capacity: CapacityView = CapacityView.NOT_KNOWN
    words: str | None = None
    considered_by: ActorId | None = None
    at: datetime | None = None


class PassConcernOn(Command, frozen=True, kw_only=True):
    """Record that a concern was reported outside; ``agreed`` says whether they had agreed."""

    concern: ConcernId
    recipient: PassedOnTo
    agreed: bool = False
    linked_break: LinkedBreakId | None = None
    organisation: str | None = None
    reference: str | None = None
    passed_on_by: ActorId | None = None
    at: datetime | None = None


class KeepConcernWithin(Command, frozen=True, kw_only=True):
    """Decide to see to a concern within the service, by a plan that is looked at again."""

    concern: ConcernId
    words: str
    review_on: date
    decided_by: ActorId | None = None


class ProposeNoFurtherAction(Command, frozen=True, kw_only=True):
    """Propose that nothing more is done, why, and who must agree."""

    concern: ConcernId
    words: str
    second: ActorId | None = None
    decided_by: ActorId | None = None


class AnswerNoFurtherAction(Command, frozen=True, kw_only=True):
    """Say, as the second person, whether nothing more is done. A no needs words."""

    concern: ConcernId
    agrees: bool
    words: str | None = None
    answered_by: ActorId | None = None


class RecordConcernAnswer(Command, frozen=True, kw_only=True):
    """Record what those outside said became of it."""

    concern: ConcernId
    words: str
    at: datetime | None = None


class ReviewConcernPlan(Command, frozen=True, kw_only=True):
    """Record that the plan was looked at, and when it is again."""

    concern: ConcernId
    words: str
    review_on: date | None = None
    reviewed_by: ActorId | None = None
    at: datetime | None = None


class ConsiderConcernDuties(Command, frozen=True, kw_only=True):
    """Record what else was thought of because it is about somebody of the service."""

    concern: ConcernId
    duties: tuple[DutyOfService, ...]
    words: str
    considered_by: ActorId | None = None
    at: datetime | None = None


class NoteConcern(Command, frozen=True, kw_only=True):
    """Note something more, or name the record about confidentiality that belongs to it."""

    concern: ConcernId
    words: str | None = None
    linked_break: LinkedBreakId | None = None
    at: datetime | None = None


class CloseConcern(Command, frozen=True, kw_only=True):
    """Close a concern: what came of it, and what whoever raised it was told."""

    concern: ConcernId
    outcome: str
    feedback: str | None = None
    closed_by: ActorId | None = None


class ReopenConcern(Command, frozen=True, kw_only=True):
    """Look at a concern again, and why."""

    concern: ConcernId
    words: str
    reopened_by: ActorId | None = None


ConcernCommand = (
    RaiseConcern
    | PlaceConcern
    | RecordConcernHelp
    | AcknowledgeConcern
    | ConsiderConcern
    | PassConcernOn
    | KeepConcernWithin
    | ProposeNoFurtherAction
    | AnswerNoFurtherAction
    | RecordConcernAnswer
    | ReviewConcernPlan
    | ConsiderConcernDuties
    | NoteConcern
    | CloseConcern
    | ReopenConcern
)
