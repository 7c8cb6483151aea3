"""What is recorded of a safeguarding concern (domain reference, 3.8).

The words of whoever raised it are sealed under the concern's own key and under the keys of those
whom it is about; all that follows is the concern's own. Nothing is filed under those people.
"""

from datetime import date

from domain.decider import Event
from domain.people import (
    ActorId,
    ConcernedPeerId,
    ConcernedPersonId,
    ConcernedStaffId,
    ConcernId,
    LinkedBreakId,
    ServiceId,
    SessionId,
)
from domain.personal import ConcernedWords, ConcernsCode, ConcernsWords
from domain.safeguarding.language import Answer, ConcernCourse, DutyOfService


class ConcernRaised(Event, frozen=True, kw_only=True):
    """Somebody told of a worry that someone is being or may be harmed.

    ``in_danger`` is whether somebody was in danger then. ``of_service`` says that it is about
    somebody who supports or works here, also where only words name them. ``raised_by`` is missing
    where they did not say who they are.
    """

    concern: ConcernId
    service: ServiceId
    in_danger: Answer = Answer.UNCLEAR
    of_service: bool = False
    about_person: ConcernedPersonId | None = None
    about_peer: ConcernedPeerId | None = None
    about_staff: ConcernedStaffId | None = None
    about: ConcernedWords = None
    session: SessionId | None = None
    raised_by: ActorId | None = None
    told_by: ConcernedWords = None
    kind: ConcernsCode = None
    source: ConcernsCode = None
    words: ConcernedWords = None


class ConcernPlaced(Event, frozen=True, kw_only=True):
    """It was made out whom a concern is about. What is left out stays as it was."""

    concern: ConcernId
    service: ServiceId
    of_service: bool = False
    about_person: ConcernedPersonId | None = None
    about_peer: ConcernedPeerId | None = None
    about_staff: ConcernedStaffId | None = None
    placed_by: ActorId | None = None


class ConcernHelpCalled(Event, frozen=True, kw_only=True):
    """Somebody called for help at once."""

    concern: ConcernId
    service: ServiceId
    called: ConcernsCode = None
    reference: ConcernsWords = None
    called_by: ActorId | None = None


class ConcernAcknowledged(Event, frozen=True, kw_only=True):
    """Somebody took a concern on. It stops the clock of that and no other."""

    concern: ConcernId
    service: ServiceId
    lead: ActorId | None = None


class ConcernConsidered(Event, frozen=True, kw_only=True):
    """Somebody thought through whether a concern is to be reported.

    The three points are those of the 2007 Act; ``protected_adult`` is the notion of the PVG scheme
    and stands by itself.
    """

    concern: ConcernId
    service: ServiceId
    considered_by: ActorId | None = None
    sixteen_or_over: ConcernsCode = None
    unable_to_safeguard: ConcernsCode = None
    at_risk_of_harm: ConcernsCode = None
    more_vulnerable: ConcernsCode = None
    protected_adult: ConcernsCode = None
    child_risk: ConcernsCode = None
    consent_answer: ConcernsCode = None
    capacity: ConcernsCode = None
    words: ConcernsWords = None


class ConcernPassedOn(Event, frozen=True, kw_only=True):
    """A concern was reported to somebody outside the service.

    ``agreed`` is whether whom it is about had agreed to it; without that it needs a record of why
    confidentiality was broken (``linked_break``, or a record that names this concern).
    """

    concern: ConcernId
    service: ServiceId
    agreed: bool
    linked_break: LinkedBreakId | None = None
    passed_on_by: ActorId | None = None
    recipient: ConcernsCode = None
    organisation: ConcernsWords = None
    reference: ConcernsWords = None


class ConcernDecisionRecorded(Event, frozen=True, kw_only=True):
    """Somebody decided what the service does about a concern itself.

    ``second`` is who must agree where nothing more is to be done; ``review_on`` is when a plan is
    looked at again.
    """

    concern: ConcernId
    service: ServiceId
    course: ConcernCourse
    decided_by: ActorId | None = None
    second: ActorId | None = None
    review_on: date | None = None
    words: ConcernsWords = None


class ConcernDecisionAnswered(Event, frozen=True, kw_only=True):
    """The second person said whether they agree that nothing more is done."""

    concern: ConcernId
    service: ServiceId
    agrees: bool
    answered_by: ActorId
    words: ConcernsWords = None


class ConcernAnswerReceived(Event, frozen=True, kw_only=True):
    """Those outside said what became of what was reported to them."""

    concern: ConcernId
    service: ServiceId
    words: ConcernsWords = None


class ConcernPlanReviewed(Event, frozen=True, kw_only=True):
    """The plan was looked at, and when it is looked at again, if it is."""

    concern: ConcernId
    service: ServiceId
    reviewed_by: ActorId | None = None
    review_on: date | None = None
    words: ConcernsWords = None


class ConcernDutiesConsidered(Event, frozen=True, kw_only=True):
    """The service thought of what else follows where it is about somebody of its own."""

    concern: ConcernId
    service: ServiceId
    duties: tuple[DutyOfService, ...] = ()
    considered_by: ActorId | None = None
    words: ConcernsWords = None


class ConcernNoted(Event, frozen=True, kw_only=True):
    """Something more was noted, or a record about confidentiality was named that belongs to it."""

    concern: ConcernId
    service: ServiceId
    linked_break: LinkedBreakId | None = None
    noted_by: ActorId | None = None
    words: ConcernsWords = None


class ConcernClosed(Event, frozen=True, kw_only=True):
    """All that a concern asked for was seen to. ``told`` is whether who raised it heard back."""

    concern: ConcernId
    service: ServiceId
    told: bool = False
    closed_by: ActorId | None = None
    outcome: ConcernsWords = None
    feedback: ConcernsWords = None


class ConcernReopened(Event, frozen=True, kw_only=True):
    """A concern that was closed is looked at again."""

    concern: ConcernId
    service: ServiceId
    reopened_by: ActorId | None = None
    words: ConcernsWords = None
