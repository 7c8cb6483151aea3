"""How people become peer supporters: of four who ask, one comes to support anybody."""

from datetime import timedelta
from random import Random

from application.simulation import chances, hours, words
from application.simulation.chances import chance
from application.simulation.lives import (
    Life,
    Part,
    SimulatedOffer,
    Step,
    Supporter,
    entry_of,
    written,
)
from application.simulation.peers import supporting, take_course
from application.simulation.world import World
from domain.decider import Command
from domain.peer import (
    ActivatePeer,
    AgreeRole,
    AssignSupervisor,
    ConfirmReadinessForRole,
    DeclineApplication,
    LeavingReason,
    OfferWellbeingPlan,
    PeerInterestExpressed,
    PeerRole,
    RecordApplication,
    RecordInterest,
    RecordInterview,
    RecordPeerConversation,
    RecordPeerLeft,
    RecordPvgPaperDestroyed,
    RecordPvgRequest,
    RecordPvgResult,
    RecordReference,
    ReferencesMissing,
    SelectPeer,
    SetCapacity,
)
from domain.service import Model
from domain.training import NEEDED_TO_SUPPORT, AcknowledgePolicy, Policy

MONTH = 30.44
"""Days."""

TRAINING_DAYS = 42.0


def recruiting(world: World) -> Life:
    """Every month the service looks for as many new people as it is short of."""
    dice = world.dice("recruiting")
    number = 0
    while True:
        here = sum(not each.left for each in world.supporters)
        matched = sum(each.matches for each in world.supporters)
        soon = 0.2 * (timedelta(days=3 * MONTH) / world.between_referrals)
        wanted = (matched + 0.5 * world.waiting + soon) / chances.LOAD_RECRUITED_FOR
        short = wanted - here - world.applying * chances.ACTIVE_OF_INTERESTED
        for _ in range(chances.poisson(dice, max(short / chances.ACTIVE_OF_INTERESTED, 1.0))):
            number += 1
            world.begin(_applicant(world, number, dice.uniform(0, MONTH)))
        yield Step(hours.later(world.now, MONTH))


def _applicant(world: World, number: int, days: float) -> Life:
    world.applying += 1
    dice = world.dice(f"peer-{number}")
    supporter = yield from _asking(world, dice, number, days)
    selected = supporter is not None and (yield from _applying(world, dice, supporter))
    if supporter is not None and selected:
        active = yield from _learning(world, dice, supporter)
        if active:
            world.supporters.append(supporter)
            for life in supporting(world, supporter):
                world.begin(life)
    world.applying -= 1


def _asking(world: World, dice: Random, number: int, days: float) -> Part[Supporter | None]:
    """First interest, and a call back by the coordinator."""
    coordinator = dice.choice(world.staff.coordinators)
    at = hours.evening(dice, world.now, days)
    name = words.peer_name(dice, number)
    interest = RecordInterest(
        service=world.service,
        name=name,
        phone=words.phone(dice),
        email=words.email(name),
        at=at,
    )
    entry = entry_of((yield Step(hours.office(dice, at), interest, coordinator)))
    if entry is None or not isinstance(entry.event, PeerInterestExpressed):
        return None
    if not chance(dice, chances.PHONED):
        return None
    supporter = Supporter(entry.event.peer, coordinator, world.staff.supervisor)
    at = hours.office(dice, world.now, dice.uniform(1, 10))
    called = RecordPeerConversation(
        peer=supporter.peer, coordinator=coordinator, minutes=dice.randrange(10, 45), at=at
    )
    yield Step(written(dice, at), called, coordinator)
    return supporter


def _applying(world: World, dice: Random, supporter: Supporter) -> Part[bool]:
    """Application, interview, and an answer."""
    peer, by = supporter.peer, supporter.coordinator
    if not chance(dice, chances.APPLIED_OF_PHONED):
        return False
    at = hours.evening(dice, world.now, dice.uniform(2, 14))
    applied = RecordApplication(peer=peer, own_words=dice.choice(words.PEER_WORDS), at=at)
    yield Step(hours.office(dice, at), applied, by)
    if not chance(dice, chances.INTERVIEWED_OF_PHONED / chances.APPLIED_OF_PHONED):
        return False
    at = hours.office(dice, world.now, dice.uniform(4, 18))
    yield Step(written(dice, at), RecordInterview(peer=peer, interviewer=by, at=at), by)
    answered_at = hours.office(dice, world.now, dice.uniform(1, 7))
    if chance(dice, chances.SELECTED):
        offered = OfferWellbeingPlan(peer=peer, offered_by=by, wanted=chance(dice, 0.7))
        yield Step(answered_at, offered, by)
        yield Step(answered_at, SelectPeer(peer=peer), by)
        return True
    feedback = "Warm and honest. At present there is too much else going on."
    no = DeclineApplication(peer=peer, feedback=feedback, other_roles=("EVENTS",))
    yield Step(answered_at, no, by)
    return False


def _learning(world: World, dice: Random, supporter: Supporter) -> Part[bool]:
    """Checks and courses run side by side; activation is asked for when all seem to be in."""
    peer, by = supporter.peer, supporter.coordinator
    begun = world.now
    supporter.offers = _roles(world, dice)
    supporter.capacity = chances.one_of(dice, {1: 5, 2: 45, 3: 50})
    second_reference = dice.uniform(8, TRAINING_DAYS * 1.2)
    for days, command in sorted(_checks(world, dice, supporter), key=lambda each: each[0]):
        yield Step(hours.office(dice, max(hours.later(begun, days), world.now)), command, by)
    for course in NEEDED_TO_SUPPORT:
        yield from take_course(world, dice, supporter, course, dice.uniform(2, 9))
    if chance(dice, chances.LEAVES_IN_TRAINING):
        left = RecordPeerLeft(peer=peer, reason=LeavingReason.OTHER_PLANS, exit_conversation=True)
        yield Step(hours.office(dice, world.now), left, by)
        return False
    referee = RecordReference(peer=peer, referee="Referee Exampleson")
    arrives = hours.office(dice, max(hours.later(begun, second_reference), world.now))
    expected = chance(dice, 0.9)
    offers = tuple(each.offer for each in supporter.offers)
    if expected:
        yield Step(arrives, referee, by)
    ready_at = hours.office(dice, world.now, dice.uniform(1, 6))
    yield Step(ready_at, ConfirmReadinessForRole(peer=peer, offers=offers), by)
    activate = ActivatePeer(peer=peer, offers=offers)
    answer = yield Step(hours.office(dice, world.now, dice.uniform(0, 5)), activate, by)
    if isinstance(answer, ReferencesMissing):
        yield Step(hours.office(dice, world.now, dice.uniform(3, 20)), referee, by)
        answer = yield Step(hours.office(dice, world.now), activate, by)
    active = entry_of(answer)
    if active is not None:
        supporter.activated_at = active.event.at
        for offered in supporter.offers:
            mentoring = offered.model is Model.MENTORING
            role = PeerRole.MENTORING if mentoring else PeerRole.BEFRIENDING
            agreed = AgreeRole(peer=peer, role=role, offer=offered.offer)
            yield Step(hours.office(dice, world.now), agreed, by)
    return active is not None


def _checks(world: World, dice: Random, supporter: Supporter) -> list[tuple[float, Command]]:
    """What has to be in before somebody starts, each with the days that it takes."""
    peer = supporter.peer
    checks: list[tuple[float, Command]] = [
        (dice.uniform(1, 5), AssignSupervisor(peer=peer, supervisor=supporter.supervisor)),
        (dice.uniform(1, 7), RecordPvgRequest(peer=peer)),
        (
            dice.uniform(14, 30),
            RecordPvgResult(
                peer=peer, may_take_regulated_role=True, decided_by=world.staff.manager
            ),
        ),
        (dice.uniform(35, 60), RecordPvgPaperDestroyed(peer=peer)),
        (dice.uniform(5, 20), RecordReference(peer=peer, referee="Referee Testperson")),
        (dice.uniform(10, 24), SetCapacity(peer=peer, matches=supporter.capacity)),
    ]
    for policy in (Policy.CONFIDENTIALITY, Policy.BOUNDARIES, Policy.SAFEGUARDING):
        acknowledged = AcknowledgePolicy(peer=peer, policy=policy, version="1")
        checks.append((dice.uniform(8, 24), acknowledged))
    return checks


def _roles(world: World, dice: Random) -> tuple[SimulatedOffer, ...]:
    befriending, mentoring, phone = world.offers
    roles = {
        (befriending, phone): 35,
        (befriending, mentoring, phone): 35,
        (befriending, mentoring): 15,
        (mentoring, phone): 10,
        (phone,): 5,
    }
    return chances.one_of(dice, roles)
