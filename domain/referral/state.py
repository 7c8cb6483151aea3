"""What has happened to one referral. Where it stands follows from that."""

from datetime import date, datetime

import msgspec

from domain.decider import Recorded
from domain.folds import Fold
from domain.gaps import Gap
from domain.people import OfferId, PersonId, StaffId
from domain.periods import start_of
from domain.person import PersonDied
from domain.referral.events_arriving import (
    EnquiryReceived,
    PersonAgreedToReferral,
    ReferralAcknowledged,
    ReferralReceived,
    ReferralTriaged,
)
from domain.referral.events_knowing import GettingToKnowHeld, ReadinessConsidered
from domain.referral.events_leaving import ReferralDeclined, ReferralWithdrawn, SupportEnded
from domain.referral.events_waiting import ReferralAccepted, SupportStarted, WaitContactMade
from domain.referral.language import Readiness, Source, Stage, Triage


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
            SupportEnded,
            ReferralDeclined,
            ReferralWithdrawn,
            PersonDied,
        }
    ),
    initial=Referral(),
    evolve=_evolve,
)
