"""A request arrives: recorded with the person's agreement or as an enquiry, and looked at first."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from domain.channels import Channel
from domain.decider import Command, Decider, Event, Read, event_of
from domain.gaps import Gap
from domain.people import (
    OfferId,
    PersonId,
    ReferralId,
    ServiceId,
    StaffId,
    subject,
)
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.person import PERSON, Person, PersonHasDied, PersonRegistered, must_be_alive
from domain.referral.asked import person_of
from domain.referral.events_arriving import (
    EnquiryReceived,
    InformationReceived,
    InformationRequested,
    PersonAgreedToReferral,
    ReferralAcknowledged,
    ReferralReceived,
    ReferralTriaged,
)
from domain.referral.folding import PERSONS_REFERRALS, REFERRAL, PersonsReferrals
from domain.referral.language import AgreedHow, AskedOf, HeardFrom, Source, Stage, Triage
from domain.referral.linking import one_of_two, same_offer
from domain.referral.refusals import ReferralIsOver, UnknownReferral
from domain.referral.state import Referral


class ReceiveReferral(Command, frozen=True, kw_only=True):
    """Record that a request for support arrived.

    Without ``agreed_how`` (and unless the person asks for themself) it is an enquiry. ``person``
    links it to somebody who is known; otherwise a person is registered. Where that person has an
    open referral for the same ``offer``, the request is recorded and linked with it.
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
    heard_from: HeardFrom | None = None
    preferred_channel: Channel | None = None
    offer: OfferId | None = None
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
    """Record the first look, and where else the person was told that help is to be had."""

    referral: ReferralId
    outcome: Triage
    coordinator: StaffId | None = None
    signposted_to: tuple[str, ...] = ()
    note: str | None = None
    at: datetime | None = None


class RequestInformation(Command, frozen=True, kw_only=True):
    """Record that somebody was asked, or asked again, for what is missing."""

    referral: ReferralId
    asked: AskedOf = AskedOf.REFERRER
    what: str | None = None
    at: datetime | None = None


class RecordInformation(Command, frozen=True, kw_only=True):
    """Record that what was missing came."""

    referral: ReferralId
    said: str | None = None
    at: datetime | None = None


ArrivingCommand = (
    ReceiveReferral
    | RecordAgreement
    | AcknowledgeReferral
    | TriageReferral
    | RequestInformation
    | RecordInformation
)


# --- State ---


class Arrival(msgspec.Struct, frozen=True):
    """What is known when a request arrives or is looked at, and identifiers for what is new."""

    now: datetime
    referral: Referral = Referral()
    person: Person = Person()
    others: PersonsReferrals = PersonsReferrals()
    new_person: PersonId | None = None
    new_referral: ReferralId | None = None


# --- Decider ---


def gather(command: ArrivingCommand, read: Read) -> Arrival:
    """Look at the referral; for a new request, at the person and their other requests."""
    if isinstance(command, ReceiveReferral):
        others, person = PersonsReferrals(), Person()
        if command.person:
            about = subject("person", command.person)
            person = read(PERSON, about)
            if command.offer:
                others = read(PERSONS_REFERRALS, about)
        return Arrival(
            now=read.now,
            person=person,
            others=others,
            new_person=PersonId(read.fresh("person")),
            new_referral=ReferralId(read.fresh("referral")),
        )
    return Arrival(now=read.now, referral=read(REFERRAL, subject("referral", command.referral)))


def decide(command: ArrivingCommand, state: Arrival) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    if isinstance(command, ReceiveReferral):
        return _received(command, state)
    referral = state.referral
    person, at = person_of(referral), happened(command.at, state.now)
    match command:
        case RecordAgreement():
            return _agreed(command, referral, person, at)
        case AcknowledgeReferral():
            if referral.acknowledged_at is not None:
                return []
            return [event_of(ReferralAcknowledged, command, person=person, at=at)]
        case TriageReferral(signposted_to=where):
            signposted = bool(where)
            return [event_of(ReferralTriaged, command, person=person, signposted=signposted, at=at)]
        case RequestInformation():
            return [event_of(InformationRequested, command, person=person, at=at)]
        case RecordInformation():
            return [event_of(InformationReceived, command, person=person, at=at)]


def _received(command: ReceiveReferral, state: Arrival) -> Sequence[Event]:
    must_be_alive(state.person)
    at = happened(command.at, state.now)
    person, referral = command.person, state.new_referral
    events: list[Event] = []
    if person is None or not state.person.registered:
        person = state.new_person
        events.append(event_of(PersonRegistered, command, person=person, at=at))
    agreed_how = command.agreed_how
    if command.source is Source.SELF:
        agreed_how = agreed_how or AgreedHow.SELF_REFERRAL
    said = {"person": person, "referral": referral, "at": at}
    if agreed_how is None:
        events.append(event_of(EnquiryReceived, command, **said))
    else:
        events.append(event_of(ReferralReceived, command, agreed_how=agreed_how, **said))
    same = same_offer(command.offer, state.others)
    if same is not None and person is not None and referral is not None:
        events += one_of_two(person, referral, same, state.others.each[same], agreed_how, state.now)
    return events


def _agreed(
    command: RecordAgreement, referral: Referral, person: PersonId, at: datetime
) -> Sequence[Event]:
    if referral.agreed_at is not None:
        return []
    if referral.ended is Stage.ENQUIRY_CLOSED and referral.ended_at and referral.ended_at <= at:
        raise ReferralIsOver(
            "This enquiry was closed. Take a new referral, now that the person agrees."
        )
    return [event_of(PersonAgreedToReferral, command, person=person, at=at)]


decider = Decider(
    noun="referral",
    commands=(
        ReceiveReferral,
        RecordAgreement,
        AcknowledgeReferral,
        TriageReferral,
        RequestInformation,
        RecordInformation,
    ),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownReferral,
        ReferralIsOver,
        PersonHasDied,
        NotYetHappened,
        TooLongAgo,
    ),
)
