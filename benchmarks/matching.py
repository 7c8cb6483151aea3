"""How long suggestions for a long waiting list take: 500 people wait, 300 could support them."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from application.looking import Looking
from application.match_suggestions import suggestions
from application.perform import perform
from application.simulation.preferences import OPENED_TO_MATCHING, statement
from application.waiting_list_matching import waiting, waiting_list_suggestions
from benchmarks.rounds import MILLISECONDS, Figure
from benchmarks.stage import SEED, SQLITE, Stage, Stand
from domain.consent import Audience, GiveDisclosureConsent, Purpose, ToldBy
from domain.decider import Command, Recorded
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
from domain.people import ActorId, OfferId, ServiceId, StaffId
from domain.periods import local_day
from domain.preferences import StateMatchingPreferences, StatePeerMatchingPreferences
from domain.referral import (
    AcceptReferral,
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
from infrastructure.codec import opened
from infrastructure.keyring import Keyring

SERVICE, ISLA, PHONING = ServiceId("service"), StaffId("isla"), OfferId("phoning")
PEOPLE, PEERS = 500, 300


class Codes:
    """Opens codes with the keyring of a stand."""

    def __init__(self, keyring: Keyring) -> None:
        """Use a keyring."""
        self._keyring = keyring

    def codes(self, recorded: Recorded) -> Recorded:
        """The same entry with its codes readable."""
        return opened(recorded, self._keyring)


def the_waiting_list_is_matched(stage: Stage) -> Iterator[Figure]:
    """Suggestions for everybody who waits, and for one person, from the log on SQLite."""
    people, peers = (60, 40) if stage.quick else (PEOPLE, PEERS)
    with stage.stand(SQLITE) as stand:
        _fill(stand, people, peers)
        for name, rounds in (("everybody who waits", 3), ("one person", 9)):
            took = []
            for _round in range(rounds):
                look = Looking(
                    stand.log, Codes(stand.keyring), service=SERVICE, now=datetime.now(UTC)
                )
                wall, cpu = time.perf_counter(), time.process_time()
                if name == "one person":
                    suggestions(look, waiting(look)[0])
                    found = 1
                else:
                    rows = waiting_list_suggestions(look).rows
                    found = sum(row.suggested is not None for row in rows)
                took.append((time.perf_counter() - wall, time.process_time() - cpu))
            seconds, processor = sorted(took)[len(took) // 2]
            yield Figure(
                name=f"suggestions for {name}: {people} people, {peers} peer supporters",
                database=SQLITE,
                against="",
                how="time",
                ratio=None,
                quartiles=None,
                product=MILLISECONDS.of(seconds),
                raw=None,
                unit=MILLISECONDS.name,
                cpu_product=processor * 1e6,
                cpu_raw=None,
                rounds=rounds,
                note=f"suggested to {found}; one core",
            )


MEASURES = (the_waiting_list_is_matched,)


def _fill(stand: Stand, people: int, peers: int) -> None:
    """Record a service in which so many wait and so many could support them."""
    dice, asked = Random(SEED), 0

    def do(command: Command) -> Recorded:
        nonlocal asked
        asked += 1
        by = ActorId(ISLA)
        receipt = perform(command, stand.log, by=by, service=SERVICE, command_id=f"c-{asked}")
        return receipt.events[-1]

    do(OpenService(service=SERVICE, name="Example service"))
    duties = (Duty.COORDINATOR, Duty.SUPERVISOR)
    for staff, duty in (
        (ISLA, duties),
        (StaffId("lead"), (Duty.SAFEGUARDING_LEAD,)),
        (StaffId("deputy"), (Duty.SAFEGUARDING_DEPUTY,)),
    ):
        do(NameStaff(service=SERVICE, staff=staff, name="Somebody Example", duties=duty))
    phone = (Delivery.PHONE,)
    described = DefineOffer(
        service=SERVICE, offer=PHONING, name="Phoning", model=Model.BEFRIENDING, delivery=phone
    )
    do(described)
    do(AssessRegulatedRole(service=SERVICE, offer=PHONING, regulated=False, assessor=ISLA))
    do(OpenOffer(service=SERVICE, offer=PHONING))
    for _peer in range(peers):
        for command in _peer_supporter(do, dice):
            do(command)
    for _person in range(people):
        for command in _person_who_waits(do, dice):
            do(command)


def _peer_supporter(do, dice: Random) -> Iterator[Command]:  # type: ignore[no-untyped-def]  # noqa: ANN001
    peer = do(RecordInterest(service=SERVICE, name="Peer Example")).event.peer
    yield RecordApplication(peer=peer)
    yield RecordInterview(peer=peer, interviewer=ISLA)
    yield RecordReference(peer=peer, referee="First Example")
    yield RecordReference(peer=peer, referee="Second Example")
    yield OfferWellbeingPlan(peer=peer, offered_by=ISLA)
    yield SelectPeer(peer=peer)
    for course in NEEDED_TO_SUPPORT:
        yield RecordCourse(peer=peer, course=course)
    for policy in (Policy.CONFIDENTIALITY, Policy.BOUNDARIES):
        yield AcknowledgePolicy(peer=peer, policy=policy, version="1")
    yield AssignSupervisor(peer=peer, supervisor=ISLA)
    yield SetCapacity(peer=peer, matches=dice.choice((1, 1, 2, 3)))
    yield ConfirmReadinessForRole(peer=peer, offers=(PHONING,))
    yield ActivatePeer(peer=peer, offers=(PHONING,))
    yield RecordPeerConversation(peer=peer, coordinator=ISLA)
    yield StatePeerMatchingPreferences(peer=peer, says=statement(dice))
    yield GiveDisclosureConsent(
        own_word=True,
        peer=peer,
        items=OPENED_TO_MATCHING[: dice.randrange(len(OPENED_TO_MATCHING) + 1)] or ("AGE",),
        audience=Audience.ROLE,
        audience_role=Duty.COORDINATOR,
        purpose=Purpose.MATCHING,
        channel=ToldBy.SCREEN,
        valid_until=local_day(datetime.now(UTC) + timedelta(days=300)),
    )


def _person_who_waits(do, dice: Random) -> Iterator[Command]:  # type: ignore[no-untyped-def]  # noqa: ANN001
    received = do(ReceiveReferral(service=SERVICE, source=Source.SELF, name="Person Example"))
    referral, person = received.event.referral, received.event.person
    yield TriageReferral(referral=referral, outcome=Triage.IN_REMIT)
    yield RecordGettingToKnow(referral=referral, coordinator=ISLA)
    yield ConsiderReadiness(referral=referral, view=Readiness.READY, person_view="I am ready.")
    yield AcceptReferral(referral=referral, offer=PHONING, coordinator=ISLA)
    wishes = dice.choice(((), ("CONDITION:PREFER",), ("INTERESTS:MUST",), ("AGE:PREFER",)))
    yield StateMatchingPreferences(person=person, says=statement(dice), wishes=wishes)
