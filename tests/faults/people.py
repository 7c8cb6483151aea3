"""A made-up service and its people, brought about by commands as staff would give them."""

from collections.abc import Callable, Generator
from itertools import count
from typing import NamedTuple

from application.ledger import Receipt
from domain.channels import Channel
from domain.decider import Command
from domain.match import (
    AcceptProposal,
    ActivateMatch,
    AgreeMatch,
    ProposeMatch,
    RecordConfidentialityExplained,
    RecordIntroduction,
    Side,
)
from domain.peer import (
    ActivatePeer,
    AssignSupervisor,
    ConfirmReadinessForRole,
    OfferWellbeingPlan,
    RecordApplication,
    RecordInterest,
    RecordInterview,
    RecordPeerConversation,
    RecordReference,
    SelectPeer,
    SetCapacity,
)
from domain.people import MatchId, OfferId, PeerId, ReferralId, ServiceId, StaffId
from domain.referral import (
    AcceptReferral,
    AgreedHow,
    ConsiderReadiness,
    Readiness,
    ReceiveReferral,
    RecordGettingToKnow,
    Source,
    Triage,
    TriageReferral,
)
from domain.service import (
    AssessRegulatedRole,
    DefineOffer,
    Delivery,
    Duty,
    Model,
    NameStaff,
    OpenOffer,
    OpenService,
)
from domain.training import NEEDED_TO_SUPPORT, AcknowledgePolicy, Policy, RecordCourse

SERVICE = ServiceId("machair")
ISLA = StaffId("isla")
SHONA = StaffId("shona")
PHONING = OfferId("phoning")

Perform = Callable[[Command], Receipt]
Steps = Generator[Command, Receipt, None]
"""Commands one after the other; each answer is sent back in."""


class Waiting(NamedTuple):
    """Somebody whose referral is ready, or accepted."""

    referral: ReferralId


def open_machair(perform: Perform) -> None:
    """A service that lacks nothing, with two coordinators."""
    perform(OpenService(service=SERVICE, name="Machair Peer Support"))
    duties = {
        ISLA: Duty.COORDINATOR,
        SHONA: Duty.COORDINATOR,
        StaffId("catriona"): Duty.SAFEGUARDING_LEAD,
        StaffId("hamish"): Duty.SAFEGUARDING_DEPUTY,
    }
    for staff, duty in duties.items():
        name = f"{staff.title()} Example"
        perform(NameStaff(service=SERVICE, staff=staff, name=name, duties=(duty,)))
    perform(
        DefineOffer(
            service=SERVICE,
            offer=PHONING,
            name="A friendly call",
            model=Model.BEFRIENDING,
            delivery=(Delivery.PHONE,),
        )
    )
    perform(AssessRegulatedRole(service=SERVICE, offer=PHONING, regulated=False, assessor=ISLA))
    perform(OpenOffer(service=SERVICE, offer=PHONING))


def somebody_ready(perform: Perform, name: str = "Morag Testperson") -> ReferralId:
    """A referral that can be accepted; both coordinators know the person."""
    received = perform(
        ReceiveReferral(
            service=SERVICE,
            source=Source.GP,
            agreed_how=AgreedHow.SPOKEN,
            name=name,
            own_words="Somebody who knows what this is like.",
        )
    )
    referral: ReferralId = received.events[-1].event.referral  # type: ignore[attr-defined]
    perform(TriageReferral(referral=referral, outcome=Triage.IN_REMIT))
    for coordinator in (ISLA, SHONA):
        perform(RecordGettingToKnow(referral=referral, coordinator=coordinator, wishes="A call."))
    ready = Readiness.READY
    perform(ConsiderReadiness(referral=referral, view=ready, person_view="I would like that."))
    return referral


def somebody_waiting(perform: Perform) -> ReferralId:
    """A referral that was accepted."""
    referral = somebody_ready(perform)
    perform(AcceptReferral(referral=referral, offer=PHONING))
    return referral


def somebody_supporting(perform: Perform) -> PeerId:
    """A peer supporter who can take one match; both coordinators know them."""
    received = perform(RecordInterest(service=SERVICE, name="Davie Testperson"))
    peer: PeerId = received.events[-1].event.peer  # type: ignore[attr-defined]
    perform(RecordApplication(peer=peer))
    perform(RecordInterview(peer=peer, interviewer=ISLA))
    for _ in range(2):
        perform(RecordReference(peer=peer))
    perform(OfferWellbeingPlan(peer=peer))
    perform(SelectPeer(peer=peer))
    for course in NEEDED_TO_SUPPORT:
        perform(RecordCourse(peer=peer, course=course))
    for policy in (Policy.CONFIDENTIALITY, Policy.BOUNDARIES):
        perform(AcknowledgePolicy(peer=peer, policy=policy, version="1"))
    perform(AssignSupervisor(peer=peer, supervisor=ISLA))
    perform(SetCapacity(peer=peer, matches=1))
    perform(ConfirmReadinessForRole(peer=peer, offers=(PHONING,)))
    perform(ActivatePeer(peer=peer, offers=(PHONING,)))
    for coordinator in (ISLA, SHONA):
        perform(RecordPeerConversation(peer=peer, coordinator=coordinator))
    return peer


def a_match_agreed(perform: Perform, peer: PeerId) -> MatchId:
    """A match that lacks nothing but its start."""
    proposed = perform(
        ProposeMatch(
            referral=somebody_waiting(perform),
            peer=peer,
            coordinator=ISLA,
            reasons="Both like boats.",
        )
    )
    match: MatchId = proposed.events[-1].event.match  # type: ignore[attr-defined]
    for side in Side:
        perform(AcceptProposal(match=match, by=side))
    perform(RecordConfidentialityExplained(match=match, version="1"))
    perform(RecordIntroduction(match=match))
    perform(terms(match))
    return match


def a_match_running(perform: Perform, peer: PeerId) -> MatchId:
    """A match in which sessions take place."""
    match = a_match_agreed(perform, peer)
    perform(ActivateMatch(match=match))
    return match


def terms(match: MatchId) -> AgreeMatch:
    """Terms that both accept at once: three events in one command."""
    return AgreeMatch(
        match=match,
        sessions_a_month=4.0,
        minutes=45,
        channels=(Channel.PHONE,),
        goals="To get out more.",
    )


def numbered(prefix: str) -> Callable[[], str]:
    """Command ids that nobody else uses."""
    numbers = count(1)
    return lambda: f"{prefix}-{next(numbers)}"
