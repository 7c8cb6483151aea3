"""A small service, made through its commands: a few people, at a clock that the tests turn.

All of them are made up. Isla coordinates; Davie and Rhona give support.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from api.main import desk_of
from api.store import Store, open_store
from application.ledger import Receipt
from domain.channels import Channel
from domain.contact import RecordContact
from domain.corrections import CorrectEntry, MarkEnteredInError
from domain.decider import Command, Position
from domain.goals import RateGoal, SetGoal
from domain.match import (
    AcceptProposal,
    ActivateMatch,
    AgreeMatch,
    ProposeMatch,
    RecordConfidentialityExplained,
    RecordIntroduction,
    RecordReview,
    ReviewDecision,
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
from domain.people import (
    MatchId,
    OfferId,
    PeerId,
    PersonId,
    ReferralId,
    ServiceId,
    StaffId,
    subject,
)
from domain.person import RecordSafeContact
from domain.referral import (
    AcceptReferral,
    AcknowledgeReferral,
    AgreedHow,
    ConsiderReadiness,
    Readiness,
    ReceiveReferral,
    RecordGettingToKnow,
    RecordWaitContact,
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
    OfferDefined,
    OpenOffer,
    OpenService,
)
from domain.session import PlanSession, RecordSession
from domain.training import AcknowledgePolicy, Course, Policy, RecordCourse
from infrastructure.settings import Settings

SERVICE = ServiceId("machair")
ISLA, FRASER = StaffId("isla"), StaffId("fraser")
WALKING = OfferId("walking")
START = datetime(2026, 1, 5, 10, tzinfo=UTC)
TODAY = datetime(2026, 5, 5, 13, 30, tzinfo=UTC)
"""Tuesday 5 May 2026, 2:30pm."""


@dataclass
class Clock:
    """The time, as the tests have it."""

    now: datetime = START

    def __call__(self) -> datetime:
        """The time now."""
        return self.now


@dataclass
class Names:
    """Who is in a service, by first name."""

    people: dict[str, PersonId] = field(default_factory=dict)
    referrals: dict[str, ReferralId] = field(default_factory=dict)
    peers: dict[str, PeerId] = field(default_factory=dict)
    matches: dict[str, MatchId] = field(default_factory=dict)


class SmallService:
    """An open store, its clock, and who is in it."""

    def __init__(self, store: Store, clock: Clock, known: Names) -> None:
        """Sit down at the desk."""
        self.store, self.clock, self.known = store, clock, known
        self.people, self.referrals = known.people, known.referrals
        self.peers, self.matches = known.peers, known.matches
        self.desk = desk_of(store, SERVICE)

    def do(self, command: Command) -> Receipt:
        """Perform one command."""
        return self.desk.perform(command)

    def offers(self) -> set[OfferId]:
        """The offers that there are."""
        history = self.store.ledger.history(subject("service", SERVICE))
        return {each.event.offer for each in history if isinstance(each.event, OfferDefined)}

    def on(self, month: int, day: int, hour: int = 10) -> None:
        """Turn the clock to a day of 2026."""
        self.clock.now = datetime(2026, month, day, hour, tzinfo=UTC)

    def open(self) -> None:
        """Open the service: staff, and one offer to walk together."""
        self.do(OpenService(service=SERVICE, name="Machair Peer Support"))
        for staff, name, duties in (
            (ISLA, "Isla Example", (Duty.COORDINATOR, Duty.SUPERVISOR)),
            (FRASER, "Fraser Example", (Duty.MANAGER,)),
            (StaffId("catriona"), "Catriona Example", (Duty.SAFEGUARDING_LEAD,)),
            (StaffId("hamish"), "Hamish Example", (Duty.SAFEGUARDING_DEPUTY,)),
        ):
            self.do(NameStaff(service=SERVICE, staff=staff, name=name, duties=duties))
        offer = {"service": SERVICE, "offer": WALKING}
        self.do(
            DefineOffer(
                **offer,  # type: ignore[arg-type]  # mypy takes the two for any field
                name="Walking together",
                model=Model.BEFRIENDING,
                delivery=(Delivery.FACE_TO_FACE,),
            )
        )
        self.do(
            AssessRegulatedRole(service=SERVICE, offer=WALKING, regulated=False, assessor=FRASER)
        )
        self.do(OpenOffer(service=SERVICE, offer=WALKING))

    def active_peer(self, name: str) -> PeerId:
        """Somebody who is trained, active and known to Isla."""
        interest = self.do(RecordInterest(service=SERVICE, name=name))
        peer: PeerId = interest.events[-1].event.peer  # type: ignore[attr-defined]
        self.do(RecordApplication(peer=peer))
        return self.trained(name, peer)

    def trained(self, name: str, peer: PeerId) -> PeerId:
        """An applicant who is interviewed, trained and active, and known to Isla."""
        self.peers[name.split(maxsplit=1)[0]] = peer
        self.do(RecordInterview(peer=peer, interviewer=ISLA))
        self.do(RecordReference(peer=peer))
        self.do(RecordReference(peer=peer))
        self.do(OfferWellbeingPlan(peer=peer))
        self.do(SelectPeer(peer=peer))
        for course in (Course.PPP, Course.CONF, Course.ASPCP, Course.BOUND):
            self.do(RecordCourse(peer=peer, course=course))
        for policy in (Policy.CONFIDENTIALITY, Policy.BOUNDARIES):
            self.do(AcknowledgePolicy(peer=peer, policy=policy, version="1"))
        self.do(AssignSupervisor(peer=peer, supervisor=ISLA))
        self.do(SetCapacity(peer=peer, matches=1))
        self.do(ConfirmReadinessForRole(peer=peer, offers=(WALKING,)))
        self.do(ActivatePeer(peer=peer, offers=(WALKING,)))
        self.do(RecordPeerConversation(peer=peer, coordinator=ISLA))
        return peer

    def referred(self, name: str, words: str, *, agreed: bool = True) -> ReferralId:
        """Somebody about whom a GP practice wrote."""
        received = self.do(
            ReceiveReferral(
                service=SERVICE,
                source=Source.GP,
                agreed_how=AgreedHow.SPOKEN if agreed else None,
                name=name,
                own_words=words,
            )
        )
        event = received.events[-1].event
        first = name.split(maxsplit=1)[0]
        self.people[first] = event.person  # type: ignore[attr-defined]
        self.referrals[first] = event.referral  # type: ignore[attr-defined]
        return self.referrals[first]

    def accepted(self, name: str, words: str) -> ReferralId:
        """Somebody who waits for a match."""
        referral = self.referred(name, words)
        self.do(AcknowledgeReferral(referral=referral))
        self.do(TriageReferral(referral=referral, outcome=Triage.IN_REMIT, coordinator=ISLA))
        self.do(
            RecordGettingToKnow(
                referral=referral, coordinator=ISLA, wishes="Somebody to walk with."
            )
        )
        self.do(
            ConsiderReadiness(referral=referral, view=Readiness.READY, person_view="I am ready.")
        )
        self.do(AcceptReferral(referral=referral, offer=WALKING, coordinator=ISLA))
        return referral

    def proposed(self, person: str, peer: str) -> MatchId:
        """A match that was suggested."""
        proposal = self.do(
            ProposeMatch(
                referral=self.referrals[person],
                peer=self.peers[peer],
                coordinator=ISLA,
                reasons="Both like the hills.",
            )
        )
        match: MatchId = proposal.events[-1].event.match  # type: ignore[attr-defined]
        self.matches[person] = match
        return match

    def active(self, person: str, peer: str) -> MatchId:
        """A match in which support is given."""
        match = self.proposed(person, peer)
        for side in Side:
            self.do(AcceptProposal(match=match, by=side))
        self.do(RecordConfidentialityExplained(match=match, version="2"))
        self.do(RecordIntroduction(match=match, mode=Channel.WALK))
        self.do(
            AgreeMatch(
                match=match,
                sessions_a_month=4,
                minutes=60,
                channels=(Channel.WALK, Channel.PHONE),
                hours_from=time(9),
                hours_to=time(20),
                planned_end=date(2026, 7, 12),
            )
        )
        self.do(ActivateMatch(match=match))
        return match


@contextmanager
def small_service(folder: Path, known: Names | None = None) -> Iterator[SmallService]:
    """A service in a folder: just opened on 5 January 2026; with ``known``, as it was left."""
    clock = Clock() if known is None else Clock(TODAY)
    store = open_store(
        Settings(data=str(folder / "data"), keys=str(folder / "keys")), create=True, clock=clock
    )
    try:
        service = SmallService(store, clock, known or Names())
        if known is None:
            service.open()
        yield service
    finally:
        store.close()


def fill(service: SmallService) -> None:
    """Give it a spring: Morag supported, Callum waiting, Ann asked about, Euan introduced."""
    service.active_peer("Davie Example")
    service.accepted("Morag Testperson", "Somebody who knows what a flare-up is.")
    match = service.active("Morag", "Davie")
    service.do(
        RecordSafeContact(
            person=service.people["Morag"],
            phone="0131 496 0000",
            may_leave_message=False,
            times="After 2pm",
        )
    )
    service.on(1, 19)
    held = service.do(RecordSession(match=match, minutes=60, worried=False, mode=Channel.WALK))
    service.on(2, 2)
    service.do(CorrectEntry(entry=held.position, changes={"minutes": 90}))
    twice = service.do(RecordSession(match=match, minutes=30, mode=Channel.PHONE))
    service.do(MarkEnteredInError(entry=Position(twice.position)))
    service.on(3, 23)
    service.accepted("Callum Testperson", "To talk to someone who has been through it.")
    service.active_peer("Rhona Example")
    service.accepted("Euan Testperson", "Company on the hills.")
    service.on(4, 20)
    service.proposed("Euan", "Rhona")
    service.do(RecordWaitContact(referral=service.referrals["Callum"]))
    service.on(4, 27)
    service.referred("Ann Testperson", "A neighbour thinks that she is lonely.", agreed=False)
    late = datetime(2026, 4, 3, 15, tzinfo=UTC)
    service.do(
        RecordSession(
            match=match, at=late, minutes=70, worried=None, note="We walked by the shore."
        )
    )
    service.do(PlanSession(match=match, planned_for=TODAY + timedelta(days=4), minutes=60))
    service.clock.now = TODAY


def busy(service: SmallService) -> None:
    """Morag has a goal, a review, and calls that become more than was agreed."""
    match, now = service.matches["Morag"], service.clock.now
    april = datetime(2026, 4, 1, 12, tzinfo=UTC)
    goal = service.do(SetGoal(match=match, words="Walk to the harbour again.", at=april))
    identifier = goal.events[-1].event.goal  # type: ignore[attr-defined]
    service.do(RateGoal(match=match, goal=identifier, rating=3, at=april))
    said = {"persons_view": "Good.", "held_by": ISLA, "at": april}
    service.do(RecordReview(match=match, decision=ReviewDecision.CONTINUE, **said))  # type: ignore[arg-type]
    for day in range(54, 1, -1):
        at = now - timedelta(days=day)
        service.do(
            RecordContact(
                match=match,
                by=Side.PERSON,
                channel=Channel.PHONE,
                at=at,
                minutes=20,
                note="About the hills.",
            )
        )
        if day % 7 == 0:
            rated: dict[str, Any] = {"peer_wellbeing": 1, "mood": 2}
            service.do(RecordSession(match=match, at=at, minutes=60, worried=False, **rated))
