"""A request arrives: recorded with the person's agreement or as an enquiry, and looked at first."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from domain.decider import Command, Decider, Event, Read, event_of
from domain.gaps import Gap
from domain.people import PersonId, ReferralId, ServiceId, StaffId, subject
from domain.periods import (
    NotYetHappened,
    TooLongAgo,
    happened,
)
from domain.person import PERSON, Person, PersonRegistered
from domain.referral.asked import Asked, look_at, person_of
from domain.referral.events_arriving import (
    EnquiryReceived,
    PersonAgreedToReferral,
    ReferralAcknowledged,
    ReferralReceived,
    ReferralTriaged,
)
from domain.referral.language import AgreedHow, Source, Triage
from domain.referral.refusals import UnknownReferral
from domain.referral.state import Referral
from domain.service import Service


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


ArrivingCommand = ReceiveReferral | RecordAgreement | AcknowledgeReferral | TriageReferral


class Arrival(msgspec.Struct, frozen=True):
    """What is known when a request arrives, and the identifiers for whatever is new."""

    asked: Asked
    new_person: PersonId | None = None
    new_referral: ReferralId | None = None


def gather(command: ArrivingCommand, read: Read) -> Arrival:
    """Look at the referral and its person; for a new request, at the person it may be about."""
    if not isinstance(command, ReceiveReferral):
        return Arrival(look_at(command.referral, read))
    person = read(PERSON, subject("person", command.person)) if command.person else Person()
    asked = Asked(referral=Referral(), person=person, service=Service(), now=read.now)
    return Arrival(asked, PersonId(read.fresh("person")), ReferralId(read.fresh("referral")))


def decide(command: ArrivingCommand, state: Arrival) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    if isinstance(command, ReceiveReferral):
        return _received(command, state)
    referral = state.asked.referral
    person, at = person_of(referral), happened(command.at, state.asked.now)
    match command:
        case RecordAgreement():
            if referral.agreed_at is not None:
                return []
            return [event_of(PersonAgreedToReferral, command, person=person, at=at)]
        case AcknowledgeReferral():
            if referral.acknowledged_at is not None:
                return []
            return [event_of(ReferralAcknowledged, command, person=person, at=at)]
        case TriageReferral():
            return [event_of(ReferralTriaged, command, person=person, at=at)]


def _received(command: ReceiveReferral, state: Arrival) -> Sequence[Event]:
    at = happened(command.at, state.asked.now)
    person, referral = command.person, state.new_referral
    registered: list[Event] = []
    if person is None or not state.asked.person.registered:
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


decider = Decider(
    noun="referral",
    commands=(ReceiveReferral, RecordAgreement, AcknowledgeReferral, TriageReferral),
    gather=gather,
    decide=decide,
    refusals=(UnknownReferral, NotYetHappened, TooLongAgo),
)
