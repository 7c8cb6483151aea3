"""What is recorded after a decision about confidentiality: telling, review, lessons, closing."""

from datetime import date, datetime

from domain.decider import Event
from domain.people import ActionId, ActorId, BreakId, LinkId, PeerId, PersonId, ServiceId, StaffId
from domain.personal import AboutManyWords, AboutWords, BreaksCode, BreaksCodes, BreaksWords


class ToldOfSharing(Event, frozen=True, kw_only=True):
    """The one whom it is about was told what was shared, with whom, and why."""

    break_id: BreakId
    service: ServiceId
    person: PersonId | None = None
    peer: PeerId | None = None
    told_by: ActorId | None = None
    channel: BreaksCode = None
    response: AboutWords = None


class TellingPutOff(Event, frozen=True, kw_only=True):
    """The one whom it is about is not told for now. On ``look_again_on`` it is looked at again."""

    break_id: BreakId
    service: ServiceId
    look_again_on: date
    person: PersonId | None = None
    peer: PeerId | None = None
    decided_by: ActorId | None = None
    because: BreaksCode = None
    words: AboutWords = None


class TellingRuledOut(Event, frozen=True, kw_only=True):
    """A manager decided that the one whom it is about is not told at all."""

    break_id: BreakId
    service: ServiceId
    decided_by: StaffId
    person: PersonId | None = None
    peer: PeerId | None = None
    because: BreaksCode = None
    words: AboutWords = None


class ReviewPassedOn(Event, frozen=True, kw_only=True):
    """A reviewer said that something links them to this, so somebody else reviews it."""

    break_id: BreakId
    service: ServiceId
    reviewer: ActorId
    words: BreaksWords = None


class ReviewLinkIssued(Event, frozen=True, kw_only=True):
    """Somebody outside was asked to review this one record, by a link that runs out.

    Only a digest of the secret in the link is kept (SHA-256).
    """

    break_id: BreakId
    service: ServiceId
    link: LinkId
    outsider: ActorId
    issued_by: StaffId
    expires_at: datetime
    code_digest: bytes
    to: BreaksWords = None


class ReviewLinkUsed(Event, frozen=True, kw_only=True):
    """Somebody opened a record by their link."""

    break_id: BreakId
    service: ServiceId
    link: LinkId


class ReviewLinkWithdrawn(Event, frozen=True, kw_only=True):
    """A link no longer opens anything."""

    break_id: BreakId
    service: ServiceId
    link: LinkId


class ConfidentialityReviewCompleted(Event, frozen=True, kw_only=True):
    """An independent reviewer judged a decision on what was known then.

    The five answers: was the ground met, was it timely, were they the right recipients, was no more
    shared than needed, was the one whom it is about told properly. ``assess`` says that what
    happened to their data is to be assessed.
    """

    break_id: BreakId
    service: ServiceId
    reviewer: ActorId
    person: PersonId | None = None
    peer: PeerId | None = None
    outside: bool = False
    assess: bool = False
    verdict: BreaksCode = None
    answers: BreaksCodes = ()
    reasoning: AboutManyWords = ()
    learning: AboutWords = None


class ConfidentialityRecordReturned(Event, frozen=True, kw_only=True):
    """A reviewer gave a record back, because something is still to be said."""

    break_id: BreakId
    service: ServiceId
    reviewer: ActorId
    person: PersonId | None = None
    peer: PeerId | None = None
    words: AboutWords = None


class LessonsRecorded(Event, frozen=True, kw_only=True):
    """What the service learns from a decision, hindsight included."""

    break_id: BreakId
    service: ServiceId
    person: PersonId | None = None
    peer: PeerId | None = None
    lessons: AboutManyWords = ()


class ActionAgreed(Event, frozen=True, kw_only=True):
    """Something is to be done by somebody by a day, so that it goes better next time."""

    break_id: BreakId
    service: ServiceId
    action: ActionId
    owner: StaffId
    due_on: date
    words: BreaksWords = None


class ActionCompleted(Event, frozen=True, kw_only=True):
    """What was to be done has been done."""

    break_id: BreakId
    service: ServiceId
    action: ActionId


class DataProtectionAssessed(Event, frozen=True, kw_only=True):
    """Somebody assessed what sharing meant for the data of the one whom it is about.

    ``tell_regulator`` says that the regulator is to be told, ``tell_them`` that the one whom it is
    about is. ``reported_at`` is when the regulator had been told already, ``apologised_at`` when an
    apology was made.
    """

    break_id: BreakId
    service: ServiceId
    assessed_by: StaffId
    person: PersonId | None = None
    peer: PeerId | None = None
    tell_regulator: bool = False
    tell_them: bool = False
    risk: BreaksCode = None
    to_report: BreaksCode = None
    reported_at: datetime | None = None
    apologised_at: datetime | None = None
    reference: BreaksWords = None
    reasons: AboutWords = None


class RegulatorTold(Event, frozen=True, kw_only=True):
    """The regulator of data protection was told. ``reference`` is what they gave back."""

    break_id: BreakId
    service: ServiceId
    told_by: StaffId | None = None
    reference: BreaksWords = None


class ToldOfAssessment(Event, frozen=True, kw_only=True):
    """The one whom it is about was told what sharing meant for their data.

    ``apologised`` says that an apology was made with it.
    """

    break_id: BreakId
    service: ServiceId
    person: PersonId | None = None
    peer: PeerId | None = None
    told_by: StaffId | None = None
    apologised: bool = False
    channel: BreaksCode = None
    response: AboutWords = None


class ConfidentialityRecordClosed(Event, frozen=True, kw_only=True):
    """All that follows from a decision has been seen to."""

    break_id: BreakId
    service: ServiceId
    closed_by: StaffId
