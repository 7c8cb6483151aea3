"""Getting to know the person, and considering with them whether peer support can help now."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from domain.channels import Channel
from domain.conditions import Condition
from domain.decider import Command, Decider, Event, Read, event_of
from domain.people import OfferId, ReferralId, StaffId
from domain.periods import (
    NotALengthOfTime,
    NotYetHappened,
    TooLongAgo,
    check_length,
    happened,
    local_day,
)
from domain.person import SafeContactRecorded
from domain.referral.asked import Asked, look_at, person_of
from domain.referral.events_knowing import (
    GettingToKnowHeld,
    PersonHandedOver,
    ReadinessConsidered,
    TasterOffered,
    TasterTaken,
)
from domain.referral.language import REVISIT_AFTER, REVISIT_WITHIN, Readiness
from domain.referral.refusals import (
    HandoverWithoutNote,
    NothingToHandOver,
    NotYetNeedsADay,
    PersonsViewMissing,
    ReadinessIsNoScore,
    UnknownReferral,
)
from domain.referral.state import Referral


class RecordGettingToKnow(Command, frozen=True, kw_only=True):
    """Record the conversation in which a coordinator got to know the person.

    What the person said about being reached safely is recorded with it (domain reference, 2.2).
    """

    referral: ReferralId
    coordinator: StaffId
    mode: Channel = Channel.PHONE
    minutes: int | None = None
    wishes: str | None = None
    hopes: str | None = None
    worries: str | None = None
    impact_areas: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    conditions_own_words: str | None = None
    access_needs: tuple[str, ...] = ()
    what_helps: str | None = None
    risk_notes: str | None = None
    phone: str | None = None
    may_leave_message: bool | None = None
    may_write: bool | None = None
    may_email: bool | None = None
    may_text: bool | None = None
    times: str | None = None
    who_may_answer: str | None = None
    caller_name: str | None = None
    household_risks: str | None = None
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


class HandOverPerson(Command, frozen=True, kw_only=True):
    """Record that one coordinator told another what there is to know of the person."""

    referral: ReferralId
    from_staff: StaffId
    to_staff: StaffId
    note: str
    at: datetime | None = None


class OfferTaster(Command, frozen=True, kw_only=True):
    """Record that the person was offered to see for themself."""

    referral: ReferralId
    offer: OfferId | None = None
    what: str | None = None
    planned_on: date | None = None
    at: datetime | None = None


class RecordTasterTaken(Command, frozen=True, kw_only=True):
    """Record that the person tried it, and what they thought."""

    referral: ReferralId
    offer: OfferId | None = None
    person_view: str | None = None
    at: datetime | None = None


KnowingCommand = (
    RecordGettingToKnow | ConsiderReadiness | HandOverPerson | OfferTaster | RecordTasterTaken
)

ABOUT_SAFE_CONTACT = (
    "phone",
    "may_leave_message",
    "may_write",
    "may_email",
    "may_text",
    "times",
    "who_may_answer",
    "caller_name",
    "household_risks",
)
A_NUMBER = re.compile(r"[\d\s.,/%]*\d[\d\s.,/%]*(out of\s*\d+)?")
"""A view that says nothing but a number, such as 7, 7/10, 70 % or 7 out of 10."""


# --- Decider ---


def gather(command: KnowingCommand, read: Read) -> Asked:
    """Look at the referral and the person."""
    return look_at(command.referral, read)


def decide(command: KnowingCommand, state: Asked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    person, at = person_of(state.referral), happened(command.at, state.now)
    match command:
        case RecordGettingToKnow():
            check_length(command.minutes)
            known = event_of(GettingToKnowHeld, command, person=person, at=at)
            if all(getattr(command, field) is None for field in ABOUT_SAFE_CONTACT):
                return [known]
            return [known, event_of(SafeContactRecorded, command, person=person, at=at)]
        case ConsiderReadiness():
            _check_readiness(command, local_day(at))
            return [event_of(ReadinessConsidered, command, person=person, at=at)]
        case HandOverPerson():
            _check_handover(command, state.referral, at)
            return [event_of(PersonHandedOver, command, person=person, at=at)]
        case OfferTaster():
            return [event_of(TasterOffered, command, person=person, at=at)]
        case RecordTasterTaken():
            return [event_of(TasterTaken, command, person=person, at=at)]


def _check_readiness(command: ConsiderReadiness, day: date) -> None:
    if not command.person_view.strip():
        raise PersonsViewMissing(
            "Write down what the person thinks, in their words.", field="person_view"
        )
    for field in ("person_view", "worker_view"):
        if A_NUMBER.fullmatch((getattr(command, field) or "").strip()):
            raise ReadinessIsNoScore(
                "Readiness is not a score. Write down the view in words.", field=field
            )
    if command.view is not Readiness.NOT_YET:
        return
    usual, latest = day + REVISIT_AFTER, day + REVISIT_WITHIN
    if command.revisit_on is None or not day < command.revisit_on <= latest:
        raise NotYetNeedsADay(
            "Choose a day to ask again, within a year, and something to offer meanwhile. "
            f"Eight weeks is usual: {usual:%-d %B %Y}.",
            field="revisit_on",
        )
    if not command.offered_instead:
        raise NotYetNeedsADay(
            "Choose a day to ask again and something to offer meanwhile.",
            field="offered_instead",
        )


def _check_handover(command: HandOverPerson, referral: Referral, at: datetime) -> None:
    if not command.note.strip():
        raise HandoverWithoutNote(
            "Write down what the other coordinator needs to know.", field="note"
        )
    if command.to_staff == command.from_staff:
        raise NothingToHandOver("Choose another coordinator to hand over to.", field="to_staff")
    if referral.known_to(command.from_staff, at) is None:
        raise NothingToHandOver(
            "This coordinator has not met or phoned the person, so there is nothing to hand over. "
            "Choose one who has.",
            field="from_staff",
        )


decider = Decider(
    noun="referral",
    commands=(
        RecordGettingToKnow,
        ConsiderReadiness,
        HandOverPerson,
        OfferTaster,
        RecordTasterTaken,
    ),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownReferral,
        PersonsViewMissing,
        ReadinessIsNoScore,
        NotYetNeedsADay,
        HandoverWithoutNote,
        NothingToHandOver,
        NotALengthOfTime,
        NotYetHappened,
        TooLongAgo,
    ),
)
