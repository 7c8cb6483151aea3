"""Getting to know the person, and considering with them whether peer support can help now."""

from collections.abc import Sequence
from datetime import date, datetime

from domain.channels import Channel
from domain.decider import Command, Decider, Event, Read, event_of
from domain.people import ReferralId, StaffId
from domain.periods import (
    NotALengthOfTime,
    NotYetHappened,
    TooLongAgo,
    check_length,
    happened,
)
from domain.referral.asked import Asked, look_at, person_of
from domain.referral.events_knowing import GettingToKnowHeld, ReadinessConsidered
from domain.referral.language import Readiness
from domain.referral.refusals import NotYetNeedsADay, PersonsViewMissing, UnknownReferral


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


KnowingCommand = RecordGettingToKnow | ConsiderReadiness


def gather(command: KnowingCommand, read: Read) -> Asked:
    """Look at the referral and the person."""
    return look_at(command.referral, read)


def decide(command: KnowingCommand, state: Asked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    person = person_of(state.referral)
    match command:
        case RecordGettingToKnow():
            check_length(command.minutes)
            at = happened(command.at, state.now)
            return [event_of(GettingToKnowHeld, command, person=person, at=at)]
        case ConsiderReadiness():
            _check_readiness(command)
            at = happened(command.at, state.now)
            return [event_of(ReadinessConsidered, command, person=person, at=at)]


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


decider = Decider(
    noun="referral",
    commands=(RecordGettingToKnow, ConsiderReadiness),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownReferral,
        NotYetNeedsADay,
        PersonsViewMissing,
        NotALengthOfTime,
        NotYetHappened,
        TooLongAgo,
    ),
)
