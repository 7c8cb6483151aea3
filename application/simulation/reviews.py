"""How a match is looked at while it lasts: reviews, other peers offered, what explains a change."""

from datetime import datetime, timedelta
from random import Random

from application.simulation import chances, hours, words
from application.simulation.chances import chance
from application.simulation.lives import Life, Part, Step, written
from application.simulation.sessions import Pair
from application.simulation.world import World
from domain.channels import Channel
from domain.match import (
    Context,
    DeclareContext,
    DeclareOverlap,
    Overlap,
    RecordAftercare,
    RecordReview,
    RecordVarietyOffered,
    ReviewDecision,
    Side,
)
from domain.people import StaffId
from domain.periods import local_day

FIRST_REVIEW_DAYS = (28.0, 46.0)
LATER_REVIEW_DAYS = (70.0, 100.0)


def deputy_of(world: World, coordinator: StaffId) -> StaffId:
    """Who stands in for a coordinator: the next one, or the manager where there is no other."""
    others = [each for each in world.staff.coordinators if each != coordinator]
    return others[0] if others else world.staff.manager


def looked_at(world: World, pair: Pair) -> Life:
    """The reviews of a match, from the first to the last before it ends."""
    dice = world.dice(f"reviews-{pair.match}")
    coordinator, person = pair.case.coordinator, pair.case.person
    if chance(dice, chances.OVERLAP_DECLARED):
        at = hours.office(dice, world.now, dice.uniform(1, 20))
        kind = dice.choice((Overlap.CLUB, Overlap.ONLINE, Overlap.CLINIC))
        overlap = DeclareOverlap(
            person=person, peer=pair.supporter.peer, kind=kind, by=Side.PEER, at=at
        )
        yield Step(at, overlap, coordinator)
    days = dice.uniform(*FIRST_REVIEW_DAYS)
    while True:
        at = hours.office(dice, world.now, days)
        yield Step(at)
        if pair.over or pair.case.dead or pair.supporter.left:
            return
        if not chance(dice, chances.REVIEW_MISSED):
            yield Step(written(dice, at), _review(dice, pair, at), coordinator)
        if chance(dice, chances.VARIETY_OFFERED):
            offered = RecordVarietyOffered(person=person, match=pair.match, accepted=False, at=at)
            yield Step(world.now, offered, coordinator)
        if chance(dice, chances.CONTEXT_DECLARED):
            until = local_day(at + timedelta(days=dice.randrange(14, 60)))
            kinds = (Context.FLARE_UP, Context.BEREAVEMENT, Context.HOSPITAL_DISCHARGE)
            declared = DeclareContext(
                match=pair.match, kind=dice.choice(kinds), until=until, declared_by=coordinator
            )
            yield Step(world.now, declared, coordinator)
        days = dice.uniform(*LATER_REVIEW_DAYS)


def remembered(world: World, dice: Random, pair: Pair) -> Part[None]:
    """A card or a call some weeks after the end."""
    if pair.case.dead or not chance(dice, chances.AFTERCARE):
        return
    at = hours.office(dice, world.now, dice.uniform(14, 40))
    contact = RecordAftercare(match=pair.match, by=Side.PEER, channel=Channel.PHONE, at=at)
    yield Step(at, contact, pair.case.coordinator)


def _review(dice: Random, pair: Pair, at: datetime) -> RecordReview:
    both = chance(dice, 0.9)
    return RecordReview(
        match=pair.match,
        decision=ReviewDecision.CONTINUE if chance(dice, 0.85) else ReviewDecision.CHANGE,
        persons_view=dice.choice(words.PERSONS_VIEWS),
        peers_view=dice.choice(words.PEERS_VIEWS) if both else None,
        together=chance(dice, 0.4),
        held_by=pair.case.coordinator,
        at=at,
    )
