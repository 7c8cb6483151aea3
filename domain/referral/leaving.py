"""A referral comes to its end: after support, by a no of the service, or as the person wishes."""

from collections.abc import Sequence
from datetime import date, datetime

from domain.decider import Command, Decider, Event, Read, event_of
from domain.people import PersonId, ReferralId, StaffId
from domain.periods import (
    NotYetHappened,
    TooLongAgo,
    happened,
    local_day,
)
from domain.referral.asked import Asked, look_at, person_of
from domain.referral.events_leaving import ReferralDeclined, ReferralWithdrawn, SupportEnded
from domain.referral.language import REASON_RISK, Stage
from domain.referral.refusals import (
    ManagerMustAgree,
    NothingOffered,
    ReferralIsOver,
    SupportNotStarted,
    UnknownReferral,
)


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


LeavingCommand = EndSupport | DeclineReferral | WithdrawReferral


def gather(command: LeavingCommand, read: Read) -> Asked:
    """Look at the referral and the person."""
    return look_at(command.referral, read)


def decide(command: LeavingCommand, state: Asked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    referral, person = state.referral, person_of(state.referral)
    match command:
        case EndSupport():
            if referral.ended is not None:
                return []
            if referral.support_started_at is None:
                raise SupportNotStarted(
                    "No support has started. Decline the referral, or record that it was withdrawn."
                )
            return [event_of(SupportEnded, command, person=person, at=state.now)]
        case DeclineReferral():
            return _declined(command, state, person)
        case WithdrawReferral():
            if referral.ended is Stage.WITHDRAWN:
                return []
            at = happened(command.at, state.now)
            return [event_of(ReferralWithdrawn, command, person=person, at=at)]


def _declined(command: DeclineReferral, state: Asked, person: PersonId) -> Sequence[Event]:
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
    commands=(EndSupport, DeclineReferral, WithdrawReferral),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownReferral,
        ReferralIsOver,
        NothingOffered,
        ManagerMustAgree,
        SupportNotStarted,
        NotYetHappened,
        TooLongAgo,
    ),
)
