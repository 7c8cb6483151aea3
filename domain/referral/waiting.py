"""The wait: somebody is accepted for an offer, and only they can make the wait stand still."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from domain.decider import Command, Decider, Event, Read, event_of
from domain.people import OfferId, PersonId, ReferralId, StaffId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened, local_day
from domain.person import PersonHasDied
from domain.referral.asked import Asked, look_at, must_be_open, person_of
from domain.referral.events_waiting import ReferralAccepted, WaitPaused, WaitResumed
from domain.referral.folding import PERSONS_REFERRALS, PersonsReferrals
from domain.referral.language import REVISIT_AFTER, Readiness, Triage
from domain.referral.refusals import (
    AlreadyAcceptedForThis,
    InformationAwaited,
    NotReady,
    NotThePersonsWish,
    NotTriaged,
    NotWaiting,
    NotYetNeedsADay,
    PersonHasNotAgreed,
    PersonNotKnownYet,
    ReferralIsOver,
    ServiceNotReady,
    UnknownReferral,
)
from domain.service import Duty, OfferNotOpen, UnknownOffer, open_offer_of, still_missing

# --- Commands ---


class AcceptReferral(Command, frozen=True, kw_only=True):
    """Accept the referral for an offer: from now on the person waits."""

    referral: ReferralId
    offer: OfferId
    coordinator: StaffId | None = None


class PauseWait(Command, frozen=True, kw_only=True):
    """Let the wait stand still because the person asked for it, until a day to ask again.

    Without ``revisit_on`` that is in eight weeks.
    """

    referral: ReferralId
    asked_by_person: bool
    revisit_on: date | None = None
    reason: str | None = None
    at: datetime | None = None


class ResumeWait(Command, frozen=True, kw_only=True):
    """Let the wait go on because the person asked for it."""

    referral: ReferralId
    asked_by_person: bool
    at: datetime | None = None


WaitingCommand = AcceptReferral | PauseWait | ResumeWait


# --- State ---


class WaitAsked(msgspec.Struct, frozen=True):
    """The referral, and all others of the person where somebody is to be accepted."""

    asked: Asked
    others: PersonsReferrals = PersonsReferrals()


# --- Decider ---


def gather(command: WaitingCommand, read: Read) -> WaitAsked:
    """Look at the referral and the person; to accept somebody, at the service as well."""
    if not isinstance(command, AcceptReferral):
        return WaitAsked(look_at(command.referral, read))
    asked = look_at(command.referral, read, with_service=True)
    if asked.referral.person is None:
        return WaitAsked(asked)
    return WaitAsked(asked, read(PERSONS_REFERRALS, subject("person", asked.referral.person)))


def decide(command: WaitingCommand, state: WaitAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    person = person_of(state.asked.referral)
    match command:
        case AcceptReferral():
            return _accepted(command, state, person)
        case PauseWait():
            return _paused(command, state.asked, person)
        case ResumeWait():
            return _resumed(command, state.asked, person)


def _accepted(command: AcceptReferral, state: WaitAsked, person: PersonId) -> Sequence[Event]:
    asked, referral = state.asked, state.asked.referral
    must_be_open(asked)
    if referral.accepted_at is not None:
        return []
    if referral.agreed_at is None:
        raise PersonHasNotAgreed("This is an enquiry. Ask the person first, and record the answer.")
    if referral.awaits_information:
        raise InformationAwaited(
            "Something was asked for and has not come. Record that it came, or take another first "
            "look without it."
        )
    if referral.triage is not Triage.IN_REMIT:
        raise NotTriaged("Nobody has found this within remit yet. Take the first look.")
    if not referral.got_to_know:
        raise PersonNotKnownYet("Nobody has met or phoned this person. Do that first.")
    if referral.readiness not in {Readiness.READY, Readiness.TASTER}:
        raise NotReady("Consider with the person whether they are ready now, and record it.")
    for duty in (Duty.SAFEGUARDING_LEAD, Duty.SAFEGUARDING_DEPUTY):
        if not asked.service.has(duty):
            raise ServiceNotReady(still_missing(asked.service)[0])
    open_offer_of(asked.service, command.offer)
    for name, other in state.others.each.items():
        if name != command.referral and other.ended is None and other.offer == command.offer:
            raise AlreadyAcceptedForThis(
                "This person was accepted for this offer through another referral that is open. "
                "Link this one with it.",
                field="offer",
            )
    return [event_of(ReferralAccepted, command, person=person, at=asked.now)]


def _paused(command: PauseWait, asked: Asked, person: PersonId) -> Sequence[Event]:
    at = happened(command.at, asked.now)
    _must_be_the_persons_wish(command)
    _must_wait(asked, at)
    revisit_on = command.revisit_on or local_day(at) + REVISIT_AFTER
    if revisit_on <= local_day(at):
        raise NotYetNeedsADay(
            "Choose a later day on which to ask whether they would like to go on.",
            field="revisit_on",
        )
    for pause in asked.referral.pauses:
        same = command.revisit_on is None or pause.revisit_on == revisit_on
        if pause.holds_at(at) and same:
            return []
    return [event_of(WaitPaused, command, person=person, revisit_on=revisit_on, at=at)]


def _resumed(command: ResumeWait, asked: Asked, person: PersonId) -> Sequence[Event]:
    at = happened(command.at, asked.now)
    _must_be_the_persons_wish(command)
    if not asked.referral.paused_at(at):
        return []
    _must_wait(asked, at)
    return [event_of(WaitResumed, command, person=person, at=at)]


def _must_be_the_persons_wish(command: PauseWait | ResumeWait) -> None:
    if not command.asked_by_person:
        raise NotThePersonsWish(
            "A wait stands still, and goes on, only when the person asks for it. Ask them.",
            field="asked_by_person",
        )


def _must_wait(asked: Asked, at: datetime) -> None:
    if not asked.referral.waits_at(at):
        raise NotWaiting(
            "This person did not wait at that time: support had started, or it was over.",
            field="at",
        )


decider = Decider(
    noun="referral",
    commands=(AcceptReferral, PauseWait, ResumeWait),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownReferral,
        ReferralIsOver,
        PersonHasDied,
        PersonHasNotAgreed,
        InformationAwaited,
        NotTriaged,
        PersonNotKnownYet,
        NotReady,
        ServiceNotReady,
        UnknownOffer,
        OfferNotOpen,
        AlreadyAcceptedForThis,
        NotThePersonsWish,
        NotWaiting,
        NotYetNeedsADay,
        NotYetHappened,
        TooLongAgo,
    ),
)
