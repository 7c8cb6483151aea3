"""How the entries about a referral add up, read by the referral or by its person.

Total, and true to the table of 3.1 whatever the order of recording: what cannot follow from where
the referral stood when it happened changes nothing (support that never began does not end).
"""

from datetime import datetime

import msgspec

from domain.decider import Event, Recorded
from domain.folds import Fold
from domain.people import ReferralId
from domain.periods import start_of
from domain.person import PersonDied
from domain.referral.elsewhere import ReferralBroughtIn, brought_in
from domain.referral.events_arriving import (
    EnquiryReceived,
    InformationReceived,
    InformationRequested,
    PersonAgreedToReferral,
    ReferralAcknowledged,
    ReferralLinked,
    ReferralReceived,
    ReferralTriaged,
)
from domain.referral.events_knowing import (
    GettingToKnowHeld,
    PersonHandedOver,
    ReadinessConsidered,
    TasterOffered,
    TasterTaken,
)
from domain.referral.events_leaving import (
    EnquiryClosed,
    PersonToldOfDecision,
    ReferralDeclined,
    ReferralReopened,
    ReferralWithdrawn,
    SupportEnded,
)
from domain.referral.events_reaching import ContactAttempted, ContactLost, WaitContactMade
from domain.referral.events_waiting import (
    ReferralAccepted,
    ReturnedToWaiting,
    SupportStarted,
    WaitPaused,
    WaitResumed,
)
from domain.referral.language import Readiness, Stage, Triage, TryOutcome
from domain.referral.state import Handover, Pause, Referral, Try

replace = msgspec.structs.replace


def _evolve(referral: Referral, recorded: Recorded) -> Referral:
    event = recorded.event
    for part in (_arriving, _knowing, _waiting, _leaving):
        after = part(referral, event)
        if after is not None:
            return after
    return referral


def _arriving(referral: Referral, event: Event) -> Referral | None:
    match event:
        case ReferralReceived() | EnquiryReceived():
            arrived = replace(
                referral,
                person=event.person,
                source=event.source,
                arrived_at=event.at,
                urgent=event.urgent,
                wanted=event.offer,
                gaps=event.gaps,
            )
            if isinstance(event, ReferralReceived):
                return replace(arrived, agreed_at=event.at, agreed_how=event.agreed_how)
            return arrived
        case ReferralBroughtIn():
            return brought_in(referral, event)
        case PersonAgreedToReferral(at=at, agreed_how=how):
            if referral.agreed_at is not None:
                return referral
            return replace(_in_touch(referral, event), agreed_at=at, agreed_how=how)
        case ReferralAcknowledged(at=at):
            return replace(referral, acknowledged_at=referral.acknowledged_at or at)
        case ReferralTriaged() as look:
            looked_at = replace(
                referral,
                triage=look.outcome,
                triaged_at=look.at,
                signposted=look.signposted,
            )
            return looked_at if look.outcome is Triage.NEED_INFORMATION else _settled(looked_at)
        case InformationRequested(at=at):
            early = {Stage.RECEIVED, Stage.TRIAGED, Stage.AWAITING_INFO}
            return replace(
                referral,
                information_asked_at=referral.information_asked_at or at,
                information_chased_at=at,
                awaits_information=referral.stage_at(at) in early,
            )
        case InformationReceived():
            if not referral.awaits_information:
                return _settled(referral)
            return replace(_settled(referral), triage=None)
        case ReferralLinked(at=at):
            return _ended(referral, Stage.LINKED, event)
        case _:
            return None


def _settled(referral: Referral) -> Referral:
    """What was asked for came, or somebody decided without it."""
    return replace(
        referral, information_asked_at=None, information_chased_at=None, awaits_information=False
    )


def _knowing(referral: Referral, event: Event) -> Referral | None:
    match event:
        case GettingToKnowHeld(coordinator=coordinator, at=at):
            known = (*referral.got_to_know, (coordinator, at))
            return replace(_in_touch(referral, event), got_to_know=known)
        case PersonHandedOver(at=at, from_staff=from_staff, to_staff=to_staff):
            handover = Handover(at, from_staff, to_staff)
            return replace(referral, handovers=(*referral.handovers, handover))
        case ReadinessConsidered(view=view, revisit_on=revisit_on, at=at):
            return replace(
                referral,
                readiness=view,
                readiness_at=at,
                revisit_on=revisit_on if view is Readiness.NOT_YET else None,
            )
        case TasterOffered(at=at):
            return replace(referral, taster_offered_at=at)
        case TasterTaken(at=at):
            return replace(_in_touch(referral, event), taster_taken_at=at)
        case ContactAttempted(at=at, channel=channel, outcome=outcome):
            tried = replace(referral, tries=(*referral.tries, Try(at, channel, outcome)))
            return _in_touch(tried, event) if outcome is TryOutcome.REACHED else tried
        case _:
            return None


def _waiting(referral: Referral, event: Event) -> Referral | None:
    match event:
        case ReferralAccepted(offer=offer, coordinator=coordinator, at=at):
            return replace(referral, offer=offer, coordinator=coordinator, accepted_at=at)
        case WaitContactMade(at=at):
            return replace(_in_touch(referral, event), last_wait_contact_at=at)
        case WaitPaused(at=at, revisit_on=revisit_on):
            *before, last = referral.pauses or (None,)
            if last is None or last.until is not None:
                pauses = (*referral.pauses, Pause(at, revisit_on))
            else:
                pauses = (*before, replace(last, revisit_on=revisit_on))
            return replace(_in_touch(referral, event), pauses=pauses)
        case WaitResumed(at=at):
            return replace(_in_touch(referral, event), pauses=_over(referral.pauses, at))
        case SupportStarted(at=at):
            return replace(referral, support_started_at=referral.support_started_at or at)
        case ReturnedToWaiting(at=at):
            waits = replace(referral, support_started_at=None, last_wait_contact_at=at)
            return _in_touch(waits, event)
        case _:
            return None


def _leaving(referral: Referral, event: Event) -> Referral | None:
    match event:
        case SupportEnded():
            if referral.support_started_at is None:
                return referral
            return _ended(referral, Stage.CLOSED, event)
        case ReferralReopened(at=at):
            return _reopened(referral, event)
        case ReferralDeclined(told_person_on=told_on, at=at):
            if referral.ended is not None:
                return referral
            told_at = None if told_on is None else start_of(told_on)
            declined = replace(referral, declined_at=at, told_at=referral.told_at or told_at)
            return _ended(declined, Stage.DECLINED, event)
        case PersonToldOfDecision(at=at):
            return replace(referral, told_at=referral.told_at or at)
        case ReferralWithdrawn():
            return _ended(referral, Stage.WITHDRAWN, event)
        case EnquiryClosed():
            if referral.agreed_at is not None:
                return referral
            return _ended(referral, Stage.ENQUIRY_CLOSED, event)
        case ContactLost():
            return _ended(referral, Stage.LOST, event)
        case PersonDied():
            return _ended(referral, Stage.CLOSED_DECEASED, event)
        case _:
            return None


def _in_touch(referral: Referral, event: Event) -> Referral:
    return replace(referral, in_touch_at=(*referral.in_touch_at, event.at))


def _ended(referral: Referral, how: Stage, event: Event) -> Referral:
    """What ended stays as it ended first."""
    if referral.ended is not None:
        return referral
    return replace(referral, ended=how, ended_at=event.at)


def _reopened(referral: Referral, event: Event) -> Referral:
    """The way to acceptance begins again with getting to know."""
    if referral.ended is not Stage.CLOSED:
        return referral
    return replace(
        _in_touch(referral, event),
        reopened_at=event.at,
        ended=None,
        ended_at=None,
        readiness=None,
        readiness_at=None,
        revisit_on=None,
        taster_offered_at=None,
        taster_taken_at=None,
        tries=(),
        pauses=_over(referral.pauses, referral.support_started_at),
        offer=None,
        coordinator=None,
        accepted_at=None,
        last_wait_contact_at=None,
        support_started_at=None,
        triage=Triage.IN_REMIT,
    )


def _over(pauses: tuple[Pause, ...], at: datetime | None) -> tuple[Pause, ...]:
    """The pauses, none of them open any more."""
    if not pauses or pauses[-1].until is not None:
        return pauses
    return (*pauses[:-1], replace(pauses[-1], until=at))


HEARD: frozenset[type[Event]] = frozenset(
    {
        ReferralReceived,
        EnquiryReceived,
        ReferralBroughtIn,
        PersonAgreedToReferral,
        ReferralAcknowledged,
        ReferralTriaged,
        InformationRequested,
        InformationReceived,
        ReferralLinked,
        GettingToKnowHeld,
        PersonHandedOver,
        ReadinessConsidered,
        TasterOffered,
        TasterTaken,
        ContactAttempted,
        WaitContactMade,
        ContactLost,
        ReferralAccepted,
        WaitPaused,
        WaitResumed,
        SupportStarted,
        ReturnedToWaiting,
        SupportEnded,
        ReferralReopened,
        ReferralDeclined,
        PersonToldOfDecision,
        ReferralWithdrawn,
        EnquiryClosed,
        PersonDied,
    }
)

REFERRAL: Fold[Referral] = Fold(hears=HEARD, initial=Referral(), evolve=_evolve)


class PersonsReferrals(msgspec.Struct, frozen=True):
    """Every referral of one person, the first to arrive first.

    ``unheard_of`` is how one stands of which nothing has been heard: closed after their death.
    """

    each: dict[ReferralId, Referral] = msgspec.field(default_factory=dict)
    unheard_of: Referral = Referral()


def _evolve_all(found: PersonsReferrals, recorded: Recorded) -> PersonsReferrals:
    if isinstance(recorded.event, PersonDied):
        return PersonsReferrals(
            each={name: _evolve(one, recorded) for name, one in found.each.items()},
            unheard_of=_evolve(found.unheard_of, recorded),
        )
    name: ReferralId = recorded.event.referral  # type: ignore[attr-defined]
    one = _evolve(found.each.get(name, found.unheard_of), recorded)
    return replace(found, each=found.each | {name: one})


PERSONS_REFERRALS: Fold[PersonsReferrals] = Fold(
    hears=HEARD, initial=PersonsReferrals(), evolve=_evolve_all
)
