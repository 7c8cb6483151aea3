"""A request for support: from its arrival to the day when support starts or the answer is no.

States, guards and refusals are those of the domain reference, 3.1. A referral without the person's
agreement is an enquiry, not a referral. Reports of what happened are accepted in any order; only
decisions (accept, decline) are refused.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec

from domain.channels import Channel
from domain.decider import (
    Command,
    Decider,
    Event,
    Malformed,
    Read,
    Recorded,
    Refusal,
    Unknown,
    event_of,
)
from domain.folds import Fold
from domain.gaps import Gap
from domain.people import OfferId, PersonId, ReferralId, ServiceId, StaffId, subject
from domain.periods import (
    NotALengthOfTime,
    NotYetHappened,
    TooLongAgo,
    check_length,
    happened,
    local_day,
    start_of,
)
from domain.person import (
    PERSON,
    Person,
    PersonDied,
    PersonHasDied,
    PersonRegistered,
    must_be_alive,
)
from domain.personal import PersonsCode, PersonsCodes, PersonsWords
from domain.service import (
    SERVICE,
    Duty,
    OfferNotOpen,
    Service,
    UnknownOffer,
    open_offer_of,
    still_missing,
)

# --- Language ---


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

# --- Events ---


class ReferralReceived(Event, frozen=True, kw_only=True):
    """A request arrived, with the person's agreement.

    ``asked_on`` is the day on which the sender wrote it, ``gaps`` are codes of what was left out or
    left unclear; they become tasks.
    """

    referral: ReferralId
    person: PersonId
    source: Source
    agreed_how: AgreedHow
    urgent: bool = False
    asked_on: date | None = None
    referrer_name: PersonsWords = None
    referrer_organisation: PersonsWords = None
    own_words: PersonsWords = None
    conditions_own_words: PersonsWords = None
    reasons: PersonsCodes = ()
    access_needs: PersonsCodes = ()
    request_fingerprints: PersonsCodes = ()
    gaps: tuple[Gap, ...] = ()


class EnquiryReceived(Event, frozen=True, kw_only=True):
    """A request arrived without the person's agreement. It becomes a referral when they agree."""

    referral: ReferralId
    person: PersonId
    source: Source
    urgent: bool = False
    asked_on: date | None = None
    referrer_name: PersonsWords = None
    referrer_organisation: PersonsWords = None
    own_words: PersonsWords = None
    conditions_own_words: PersonsWords = None
    reasons: PersonsCodes = ()
    access_needs: PersonsCodes = ()
    request_fingerprints: PersonsCodes = ()
    gaps: tuple[Gap, ...] = ()


class PersonAgreedToReferral(Event, frozen=True, kw_only=True):
    """The person was asked and agreed: the enquiry is a referral."""

    referral: ReferralId
    person: PersonId
    agreed_how: AgreedHow


class ReferralAcknowledged(Event, frozen=True, kw_only=True):
    """Whoever asked was told that the request arrived. Due in two working days."""

    referral: ReferralId
    person: PersonId


class ReferralTriaged(Event, frozen=True, kw_only=True):
    """Somebody took a first look."""

    referral: ReferralId
    person: PersonId
    outcome: Triage
    coordinator: StaffId | None = None


class GettingToKnowHeld(Event, frozen=True, kw_only=True):
    """A coordinator met or phoned the person. Required before matching (guidance, matching)."""

    referral: ReferralId
    person: PersonId
    coordinator: StaffId
    mode: Channel
    minutes: int | None = None
    wishes: PersonsWords = None
    hopes: PersonsWords = None
    worries: PersonsWords = None
    impact_areas: PersonsCodes = ()
    interests: PersonsCodes = ()
    conditions: PersonsCodes = ()
    access_needs: PersonsCodes = ()


class ReadinessConsidered(Event, frozen=True, kw_only=True):
    """Person and worker considered whether peer support can help now."""

    referral: ReferralId
    person: PersonId
    view: Readiness
    person_view: PersonsWords
    worker_view: PersonsWords = None
    revisit_on: date | None = None
    offered_instead: PersonsCodes = ()


class ReferralAccepted(Event, frozen=True, kw_only=True):
    """The service will support this person; they wait for a match. The waiting clock starts."""

    referral: ReferralId
    person: PersonId
    offer: OfferId
    coordinator: StaffId | None = None


class WaitContactMade(Event, frozen=True, kw_only=True):
    """Somebody kept in touch with a person who waits. Due every four weeks."""

    referral: ReferralId
    person: PersonId
    mode: Channel = Channel.PHONE


class SupportStarted(Event, frozen=True, kw_only=True):
    """A match became active, or a group or programme was joined: the wait is over."""

    referral: ReferralId
    person: PersonId
    by_way_of: ByWayOf


class ReturnedToWaiting(Event, frozen=True, kw_only=True):
    """Support had begun and was not for the two, so the person waits again. Nobody's fault."""

    referral: ReferralId
    person: PersonId


class SupportEnded(Event, frozen=True, kw_only=True):
    """All support that this referral led to has ended."""

    referral: ReferralId
    person: PersonId


class ReferralDeclined(Event, frozen=True, kw_only=True):
    """The service said no, and told the person what else there is."""

    referral: ReferralId
    person: PersonId
    reason: PersonsCode
    offered_instead: PersonsCodes
    told_person_on: date | None = None
    signed_off_by: StaffId | None = None


class ReferralWithdrawn(Event, frozen=True, kw_only=True):
    """The person no longer wants this. No reason is ever required."""

    referral: ReferralId
    person: PersonId
    reason: PersonsCode = None


# --- Commands ---


class ReceiveReferral(Command, frozen=True, kw_only=True):
    """Record that a request for support arrived.

    Without ``agreed_how`` (and unless the person asks for themself) it is an enquiry. ``person``
    links it to somebody who is known; otherwise a person is registered.
    """

    service: ServiceId
    source: Source
    agreed_how: AgreedHow | None = None
    person: PersonId | None = None
    name: str | None = None
    birth_date: str | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    fingerprints: tuple[str, ...] = ()
    urgent: bool = False
    asked_on: date | None = None
    referrer_name: str | None = None
    referrer_organisation: str | None = None
    own_words: str | None = None
    conditions_own_words: str | None = None
    reasons: tuple[str, ...] = ()
    access_needs: tuple[str, ...] = ()
    request_fingerprints: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    at: datetime | None = None


class RecordAgreement(Command, frozen=True, kw_only=True):
    """Record that the person was asked and agreed to be referred."""

    referral: ReferralId
    agreed_how: AgreedHow
    at: datetime | None = None


class AcknowledgeReferral(Command, frozen=True, kw_only=True):
    """Record that whoever asked was told that the request arrived."""

    referral: ReferralId
    at: datetime | None = None


class TriageReferral(Command, frozen=True, kw_only=True):
    """Record the first look."""

    referral: ReferralId
    outcome: Triage
    coordinator: StaffId | None = None
    at: datetime | None = None


class RecordGettingToKnow(Command, frozen=True, kw_only=True):
    """Record the conversation in which a coordinator got to know the person."""

    referral: ReferralId
    coordinator: StaffId
    mode: Channel = Channel.PHONE
    minutes: int | None = None
    wishes: str | None = None
    hopes: str | None = None
    worries: str | None = None
    impact_areas: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    access_needs: tuple[str, ...] = ()
    at: datetime | None = None


class ConsiderReadiness(Command, frozen=True, kw_only=True):
    """Record whether the person is at a stage where peer support can help now."""

    referral: ReferralId
    view: Readiness
    person_view: str
    worker_view: str | None = None
    revisit_on: date | None = None
    offered_instead: tuple[str, ...] = ()
    at: datetime | None = None


class AcceptReferral(Command, frozen=True, kw_only=True):
    """Accept the referral for an offer: from now on the person waits."""

    referral: ReferralId
    offer: OfferId
    coordinator: StaffId | None = None


class RecordWaitContact(Command, frozen=True, kw_only=True):
    """Record that somebody kept in touch with a person who waits."""

    referral: ReferralId
    mode: Channel = Channel.PHONE
    at: datetime | None = None


class EndSupport(Command, frozen=True, kw_only=True):
    """Close the referral after support."""

    referral: ReferralId


class DeclineReferral(Command, frozen=True, kw_only=True):
    """Say no to a referral, with what is offered instead."""

    referral: ReferralId
    reason: str
    offered_instead: tuple[str, ...] = ()
    told_person_on: date | None = None
    signed_off_by: StaffId | None = None


class WithdrawReferral(Command, frozen=True, kw_only=True):
    """Record that the person no longer wants this."""

    referral: ReferralId
    reason: str | None = None
    at: datetime | None = None


ReferralCommand = (
    ReceiveReferral
    | RecordAgreement
    | AcknowledgeReferral
    | TriageReferral
    | RecordGettingToKnow
    | ConsiderReadiness
    | AcceptReferral
    | RecordWaitContact
    | EndSupport
    | DeclineReferral
    | WithdrawReferral
)


# --- State ---


class Referral(msgspec.Struct, frozen=True):
    """What has happened to one referral. Where it stands follows from that (`stage_at`)."""

    person: PersonId | None = None
    source: Source | None = None
    arrived_at: datetime | None = None
    agreed_at: datetime | None = None
    acknowledged_at: datetime | None = None
    triage: Triage | None = None
    triaged_at: datetime | None = None
    got_to_know: tuple[tuple[StaffId, datetime], ...] = ()
    readiness: Readiness | None = None
    revisit_on: date | None = None
    offer: OfferId | None = None
    coordinator: StaffId | None = None
    accepted_at: datetime | None = None
    last_wait_contact_at: datetime | None = None
    support_started_at: datetime | None = None
    ended: Stage | None = None
    ended_at: datetime | None = None
    gaps: tuple[Gap, ...] = ()

    def known_to(self, coordinator: StaffId) -> datetime | None:
        """When a coordinator last met or phoned the person to get to know them, if ever."""
        return max((at for staff, at in self.got_to_know if staff == coordinator), default=None)

    def stage_at(self, moment: datetime) -> Stage:
        """Where the referral stands at a moment, by the table of 3.1."""
        if self.arrived_at is None:
            return Stage.UNKNOWN
        if self.ended is not None:
            return self.ended
        if self.support_started_at is not None:
            return Stage.IN_SERVICE
        if self.accepted_at is not None:
            return Stage.WAITING
        if self.agreed_at is None:
            return Stage.ENQUIRY
        if self.readiness is Readiness.NOT_YET:
            asked_again = self.revisit_on is not None and start_of(self.revisit_on) <= moment
            return Stage.EXPLORING if asked_again else Stage.NOT_YET
        if self.readiness in {Readiness.READY, Readiness.TASTER}:
            return Stage.READY
        if self.got_to_know:
            return Stage.EXPLORING
        return Stage.TRIAGED if self.triage is Triage.IN_REMIT else Stage.RECEIVED


def _evolve(referral: Referral, recorded: Recorded) -> Referral:
    replace = msgspec.structs.replace
    match recorded.event:
        case ReferralReceived(person=person, source=source, at=at, gaps=gaps):
            return replace(
                referral, person=person, source=source, arrived_at=at, agreed_at=at, gaps=gaps
            )
        case EnquiryReceived(person=person, source=source, at=at, gaps=gaps):
            return replace(referral, person=person, source=source, arrived_at=at, gaps=gaps)
        case PersonAgreedToReferral(at=at):
            return replace(referral, agreed_at=referral.agreed_at or at)
        case ReferralAcknowledged(at=at):
            return replace(referral, acknowledged_at=referral.acknowledged_at or at)
        case ReferralTriaged(outcome=outcome, at=at):
            return replace(referral, triage=outcome, triaged_at=at)
        case GettingToKnowHeld(coordinator=coordinator, at=at):
            return replace(referral, got_to_know=(*referral.got_to_know, (coordinator, at)))
        case ReadinessConsidered(view=view, revisit_on=revisit_on):
            return replace(referral, readiness=view, revisit_on=revisit_on)
        case ReferralAccepted(offer=offer, coordinator=coordinator, at=at):
            return replace(referral, offer=offer, coordinator=coordinator, accepted_at=at)
        case WaitContactMade(at=at):
            return replace(referral, last_wait_contact_at=at)
        case SupportStarted(at=at):
            return replace(referral, support_started_at=referral.support_started_at or at)
        case ReturnedToWaiting(at=at):
            return replace(referral, support_started_at=None, last_wait_contact_at=at)
        case SupportEnded(at=at):
            return _ended(referral, Stage.CLOSED, at)
        case ReferralDeclined(at=at):
            return _ended(referral, Stage.DECLINED, at)
        case ReferralWithdrawn(at=at):
            return _ended(referral, Stage.WITHDRAWN, at)
        case PersonDied(at=at):
            return _ended(referral, Stage.CLOSED_DECEASED, at)
        case _:
            return referral


def _ended(referral: Referral, how: Stage, at: datetime) -> Referral:
    """What ended stays as it ended first."""
    if referral.ended is not None:
        return referral
    return msgspec.structs.replace(referral, ended=how, ended_at=at)


REFERRAL = Fold(
    hears=frozenset(
        {
            ReferralReceived,
            EnquiryReceived,
            PersonAgreedToReferral,
            ReferralAcknowledged,
            ReferralTriaged,
            GettingToKnowHeld,
            ReadinessConsidered,
            ReferralAccepted,
            WaitContactMade,
            SupportStarted,
            ReturnedToWaiting,
            SupportEnded,
            ReferralDeclined,
            ReferralWithdrawn,
            PersonDied,
        }
    ),
    initial=Referral(),
    evolve=_evolve,
)


class ReferralAsked(msgspec.Struct, frozen=True):
    """A referral with its person and its service, at the moment of asking."""

    referral: Referral
    person: Person
    service: Service
    now: datetime
    new_person: PersonId | None = None
    new_referral: ReferralId | None = None


# --- Refusals ---


class UnknownReferral(Unknown):
    """Nothing arrived under this identifier."""


class ReferralIsOver(Refusal):
    """The referral has been declined, withdrawn or closed."""


class PersonHasNotAgreed(Refusal):
    """It is an enquiry: nobody has asked the person yet."""


class NotTriaged(Refusal):
    """Nobody has taken a first look, or it was not within remit."""


class PersonNotKnownYet(Refusal):
    """Nobody has met or phoned the person."""


class NotReady(Refusal):
    """Whether peer support can help now has not been answered with yes."""


class ServiceNotReady(Refusal):
    """The service lacks something without which it may not accept anybody."""


class NotYetNeedsADay(Malformed):
    """A "not now" needs a day to ask again and something offered meanwhile."""


class PersonsViewMissing(Malformed):
    """Readiness needs the person's own view."""


class NothingOffered(Malformed):
    """A no needs a reason and something offered or explained."""


class ManagerMustAgree(Malformed):
    """Declining because of risk needs a second name."""


class SupportNotStarted(Refusal):
    """No support has started that could end."""


# --- Decider ---


def gather(command: ReferralCommand, read: Read) -> ReferralAsked:
    """Look at the referral, and through it at the person and the service."""
    if isinstance(command, ReceiveReferral):
        person_id = command.person
        person = read(PERSON, subject("person", person_id)) if person_id else Person()
        return ReferralAsked(
            referral=Referral(),
            person=person,
            service=read(SERVICE, subject("service", command.service)),
            now=read.now,
            new_person=PersonId(read.fresh("person")),
            new_referral=ReferralId(read.fresh("referral")),
        )
    referral: Referral = read(REFERRAL, subject("referral", command.referral))
    person = Person()
    if referral.person is not None:
        person = read(PERSON, subject("person", referral.person))
    service = Service()
    if isinstance(command, AcceptReferral):
        service = read(SERVICE, subject("service", person.service or read.service))
    return ReferralAsked(referral=referral, person=person, service=service, now=read.now)


def decide(command: ReferralCommand, state: ReferralAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    if isinstance(command, ReceiveReferral):
        return _received(command, state)
    referral, now = state.referral, state.now
    person = _person_of(referral)
    match command:
        case RecordAgreement():
            if referral.agreed_at is not None:
                return []
            at = happened(command.at, now)
            return [event_of(PersonAgreedToReferral, command, person=person, at=at)]
        case AcknowledgeReferral():
            if referral.acknowledged_at is not None:
                return []
            at = happened(command.at, now)
            return [event_of(ReferralAcknowledged, command, person=person, at=at)]
        case TriageReferral():
            at = happened(command.at, now)
            return [event_of(ReferralTriaged, command, person=person, at=at)]
        case RecordGettingToKnow():
            check_length(command.minutes)
            at = happened(command.at, now)
            return [event_of(GettingToKnowHeld, command, person=person, at=at)]
        case ConsiderReadiness():
            _check_readiness(command)
            at = happened(command.at, now)
            return [event_of(ReadinessConsidered, command, person=person, at=at)]
        case AcceptReferral():
            return _accepted(command, state, person)
        case RecordWaitContact():
            at = happened(command.at, now)
            return [event_of(WaitContactMade, command, person=person, at=at)]
        case EndSupport():
            if referral.ended is not None:
                return []
            if referral.support_started_at is None:
                raise SupportNotStarted(
                    "No support has started. Decline the referral, or record that it was withdrawn."
                )
            return [event_of(SupportEnded, command, person=person, at=now)]
        case DeclineReferral():
            return _declined(command, state, person)
        case WithdrawReferral():
            if referral.ended is Stage.WITHDRAWN:
                return []
            at = happened(command.at, now)
            return [event_of(ReferralWithdrawn, command, person=person, at=at)]


def _received(command: ReceiveReferral, state: ReferralAsked) -> Sequence[Event]:
    at = happened(command.at, state.now)
    person, referral = command.person, state.new_referral
    registered: list[Event] = []
    if person is None or not state.person.registered:
        person = state.new_person
        registered.append(event_of(PersonRegistered, command, person=person, at=at))
    if command.source is Source.SELF or command.agreed_how:
        how = command.agreed_how or AgreedHow.SELF_REFERRAL
        received: Event = event_of(
            ReferralReceived, command, person=person, referral=referral, agreed_how=how, at=at
        )
    else:
        received = event_of(EnquiryReceived, command, person=person, referral=referral, at=at)
    return [*registered, received]


def _person_of(referral: Referral) -> PersonId:
    if referral.person is None:
        raise UnknownReferral("Nothing arrived under this identifier. Check the address.")
    return referral.person


def _check_readiness(command: ConsiderReadiness) -> None:
    if not command.person_view.strip():
        raise PersonsViewMissing(
            "Write down what the person thinks, in their words.", field="person_view"
        )
    if command.view is Readiness.NOT_YET:
        if command.revisit_on is None:
            raise NotYetNeedsADay(
                "Choose a day to ask again and something to offer meanwhile.", field="revisit_on"
            )
        if not command.offered_instead:
            raise NotYetNeedsADay(
                "Choose a day to ask again and something to offer meanwhile.",
                field="offered_instead",
            )


def _must_be_open(state: ReferralAsked) -> None:
    if state.referral.ended is not None:
        raise ReferralIsOver("This referral is over. Take a new one if the person asks again.")
    must_be_alive(state.person)


def _accepted(command: AcceptReferral, state: ReferralAsked, person: PersonId) -> Sequence[Event]:
    referral = state.referral
    _must_be_open(state)
    if referral.accepted_at is not None:
        return []
    if referral.agreed_at is None:
        raise PersonHasNotAgreed("This is an enquiry. Ask the person first, and record the answer.")
    if referral.triage is not Triage.IN_REMIT:
        raise NotTriaged("Nobody has found this within remit yet. Take the first look.")
    if not referral.got_to_know:
        raise PersonNotKnownYet("Nobody has met or phoned this person. Do that first.")
    if referral.readiness not in {Readiness.READY, Readiness.TASTER}:
        raise NotReady("Consider with the person whether they are ready now, and record it.")
    for duty in (Duty.SAFEGUARDING_LEAD, Duty.SAFEGUARDING_DEPUTY):
        if not state.service.has(duty):
            raise ServiceNotReady(still_missing(state.service)[0])
    open_offer_of(state.service, command.offer)
    return [event_of(ReferralAccepted, command, person=person, at=state.now)]


def _declined(command: DeclineReferral, state: ReferralAsked, person: PersonId) -> Sequence[Event]:
    if state.referral.ended is Stage.DECLINED:
        return []
    if state.referral.ended is not None:
        raise ReferralIsOver("This referral is over already.")
    if not command.reason.strip() or not command.offered_instead:
        raise NothingOffered(
            "Give a reason, and say what the person was offered or told instead.",
            field="offered_instead" if command.reason.strip() else "reason",
        )
    if command.reason == REASON_RISK and command.signed_off_by is None:
        raise ManagerMustAgree(
            "Declining because of risk needs the manager's agreement. Say who agreed.",
            field="signed_off_by",
        )
    if command.told_person_on is not None and command.told_person_on > local_day(state.now):
        raise NothingOffered("The day the person was told lies ahead.", field="told_person_on")
    return [event_of(ReferralDeclined, command, person=person, at=state.now)]


decider = Decider(
    noun="referral",
    commands=(
        ReceiveReferral,
        RecordAgreement,
        AcknowledgeReferral,
        TriageReferral,
        RecordGettingToKnow,
        ConsiderReadiness,
        AcceptReferral,
        RecordWaitContact,
        EndSupport,
        DeclineReferral,
        WithdrawReferral,
    ),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownReferral,
        ReferralIsOver,
        PersonHasNotAgreed,
        NotTriaged,
        PersonNotKnownYet,
        NotReady,
        ServiceNotReady,
        NotYetNeedsADay,
        PersonsViewMissing,
        NothingOffered,
        ManagerMustAgree,
        NotALengthOfTime,
        SupportNotStarted,
        PersonHasDied,
        UnknownOffer,
        OfferNotOpen,
        NotYetHappened,
        TooLongAgo,
    ),
)
