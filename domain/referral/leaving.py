"""A referral comes to its end: after support, by a no of the service, or as the person wishes."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from domain.decider import Command, Decider, Event, Read, event_of
from domain.people import PersonId, ReferralId, StaffId
from domain.periods import NotYetHappened, TooLongAgo, happened, local_day
from domain.person import PersonHasDied, must_be_alive
from domain.referral.asked import Asked, look_at, person_of
from domain.referral.events_leaving import (
    EnquiryClosed,
    PersonToldOfDecision,
    ReferralDeclined,
    ReferralReopened,
    ReferralWithdrawn,
    SupportEnded,
)
from domain.referral.language import REASON_RISK, Stage
from domain.referral.refusals import (
    ClosedLongAgo,
    GroupsAreNoRule,
    ManagerMustAgree,
    NotAManager,
    NotAnEnquiry,
    NotClosed,
    NotDeclined,
    NothingOffered,
    ReferralIsOver,
    SupportNotStarted,
    UnknownReferral,
)
from domain.service import Duty
from domain.training import months_after

# --- Commands ---


class EndSupport(Command, frozen=True, kw_only=True):
    """Close the referral after support."""

    referral: ReferralId


class ReopenReferral(Command, frozen=True, kw_only=True):
    """Open a referral again for somebody whose support ended within the last year."""

    referral: ReferralId


class DeclineReferral(Command, frozen=True, kw_only=True):
    """Say no to a referral, with what is offered or explained instead."""

    referral: ReferralId
    reason: str
    offered_instead: tuple[str, ...] = ()
    explained: str | None = None
    told_person_on: date | None = None
    signed_off_by: StaffId | None = None


class RecordPersonTold(Command, frozen=True, kw_only=True):
    """Record when the person was told of the no, and what else there is."""

    referral: ReferralId
    at: datetime | None = None


class WithdrawReferral(Command, frozen=True, kw_only=True):
    """Record that the person no longer wants this."""

    referral: ReferralId
    reason: str | None = None
    at: datetime | None = None


class CloseEnquiry(Command, frozen=True, kw_only=True):
    """Close an enquiry that comes to nothing."""

    referral: ReferralId
    reason: str | None = None


LeavingCommand = (
    EndSupport
    | ReopenReferral
    | DeclineReferral
    | RecordPersonTold
    | WithdrawReferral
    | CloseEnquiry
)

ABOUT_THE_GROUPS = re.compile(
    r"\b(seven|eligib\w*|target|priority)\b.*\bgroups?\b"
    r"|\b(not|outside|none|no)\b(?: (?:in|of|any|one|a|the|our|these|those))* groups\b",
)
"""A reason that makes a rule of the seven groups, as a code or in words."""


# --- Decider ---


def gather(command: LeavingCommand, read: Read) -> Asked:
    """Look at the referral and the person; for a no, at who may agree to it."""
    return look_at(
        command.referral,
        read,
        with_service=isinstance(command, DeclineReferral),
        with_definitions=isinstance(command, ReopenReferral),
    )


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
        case ReopenReferral():
            return _reopened(command, state, person)
        case DeclineReferral():
            return _declined(command, state, person)
        case RecordPersonTold():
            if referral.declined_at is None:
                raise NotDeclined("The service has not said no to this referral.")
            if referral.told_at is not None:
                return []
            at = happened(command.at, state.now)
            return [event_of(PersonToldOfDecision, command, person=person, at=at)]
        case WithdrawReferral():
            if referral.ended is Stage.WITHDRAWN:
                return []
            at = happened(command.at, state.now)
            return [event_of(ReferralWithdrawn, command, person=person, at=at)]
        case CloseEnquiry():
            return _closed(command, state, person)


def _reopened(command: ReopenReferral, state: Asked, person: PersonId) -> Sequence[Event]:
    referral, now = state.referral, state.now
    must_be_alive(state.person)
    if referral.ended is None and referral.reopened_at is not None:
        return []
    if referral.ended is not Stage.CLOSED or referral.ended_at is None:
        raise NotClosed(
            "Only a referral that was closed after support can be opened again. Take a new one."
        )
    months = state.definitions.reopen_within_months
    if local_day(now) > months_after(local_day(referral.ended_at), months):
        ago = "month" if months == 1 else "months"
        raise ClosedLongAgo(f"Support ended more than {months} {ago} ago. Take a new referral.")
    return [event_of(ReferralReopened, command, person=person, at=now)]


def _declined(command: DeclineReferral, state: Asked, person: PersonId) -> Sequence[Event]:
    if state.referral.ended is Stage.DECLINED:
        return []
    if state.referral.ended is not None:
        raise ReferralIsOver("This referral is over already.")
    if not command.reason.strip():
        raise NothingOffered(
            "Give a reason, and say what the person was offered or told instead.", field="reason"
        )
    if ABOUT_THE_GROUPS.search(" ".join(re.findall(r"[a-z]+", command.reason.lower()))):
        raise GroupsAreNoRule(
            "The seven groups say why support may help, not who may have it: anybody with a "
            "long-term condition may benefit. Go on with the referral, or give another reason.",
            field="reason",
        )
    if not command.offered_instead and not (command.explained or "").strip():
        raise NothingOffered(
            "Give a reason, and say what the person was offered or told instead.",
            field="offered_instead",
        )
    if command.reason == REASON_RISK:
        _must_be_agreed_by_a_manager(command, state)
    if command.told_person_on is not None and command.told_person_on > local_day(state.now):
        raise NothingOffered("The day the person was told lies ahead.", field="told_person_on")
    return [event_of(ReferralDeclined, command, person=person, at=state.now)]


def _must_be_agreed_by_a_manager(command: DeclineReferral, state: Asked) -> None:
    if command.signed_off_by is None:
        raise ManagerMustAgree(
            "Declining because of risk needs the manager's agreement. Say who agreed.",
            field="signed_off_by",
        )
    if Duty.MANAGER not in state.service.staff.get(command.signed_off_by, ()):
        raise NotAManager(
            "This is not a manager of the service. Choose one, or name them first.",
            field="signed_off_by",
        )


def _closed(command: CloseEnquiry, state: Asked, person: PersonId) -> Sequence[Event]:
    if state.referral.ended is Stage.ENQUIRY_CLOSED:
        return []
    if state.referral.ended is not None:
        raise ReferralIsOver("This enquiry is over already.")
    if state.referral.agreed_at is not None:
        raise NotAnEnquiry(
            "The person has agreed, so this is a referral. Say no to it with something offered, "
            "or record that it was withdrawn."
        )
    return [event_of(EnquiryClosed, command, person=person, at=state.now)]


decider = Decider(
    noun="referral",
    commands=(
        EndSupport,
        ReopenReferral,
        DeclineReferral,
        RecordPersonTold,
        WithdrawReferral,
        CloseEnquiry,
    ),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownReferral,
        ReferralIsOver,
        PersonHasDied,
        SupportNotStarted,
        NotClosed,
        ClosedLongAgo,
        NothingOffered,
        GroupsAreNoRule,
        ManagerMustAgree,
        NotAManager,
        NotDeclined,
        NotAnEnquiry,
        NotYetHappened,
        TooLongAgo,
    ),
)
