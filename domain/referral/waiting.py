"""The wait: somebody is accepted for an offer, and kept in touch with until support starts."""

from collections.abc import Sequence
from datetime import datetime

from domain.channels import Channel
from domain.decider import Command, Decider, Event, Read, event_of
from domain.people import OfferId, PersonId, ReferralId, StaffId
from domain.periods import (
    NotYetHappened,
    TooLongAgo,
    happened,
)
from domain.person import PersonHasDied
from domain.referral.asked import Asked, look_at, must_be_open, person_of
from domain.referral.events_waiting import ReferralAccepted, WaitContactMade
from domain.referral.language import Readiness, Triage
from domain.referral.refusals import (
    NotReady,
    NotTriaged,
    PersonHasNotAgreed,
    PersonNotKnownYet,
    ReferralIsOver,
    ServiceNotReady,
    UnknownReferral,
)
from domain.service import Duty, OfferNotOpen, UnknownOffer, open_offer_of, still_missing


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


WaitingCommand = AcceptReferral | RecordWaitContact


def gather(command: WaitingCommand, read: Read) -> Asked:
    """Look at the referral, the person and, where somebody is to be accepted, the service."""
    return look_at(command.referral, read, with_service=isinstance(command, AcceptReferral))


def decide(command: WaitingCommand, state: Asked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    person = person_of(state.referral)
    match command:
        case AcceptReferral():
            return _accepted(command, state, person)
        case RecordWaitContact():
            at = happened(command.at, state.now)
            return [event_of(WaitContactMade, command, person=person, at=at)]


def _accepted(command: AcceptReferral, state: Asked, person: PersonId) -> Sequence[Event]:
    referral = state.referral
    must_be_open(state)
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


decider = Decider(
    noun="referral",
    commands=(AcceptReferral, RecordWaitContact),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownReferral,
        ReferralIsOver,
        PersonHasDied,
        PersonHasNotAgreed,
        NotTriaged,
        PersonNotKnownYet,
        NotReady,
        ServiceNotReady,
        UnknownOffer,
        OfferNotOpen,
        NotYetHappened,
        TooLongAgo,
    ),
)
