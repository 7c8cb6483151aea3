"""The wait for a match: calls meanwhile, patience, and what may come in between."""

from datetime import timedelta
from random import Random

from application.simulation import chances, hours
from application.simulation.chances import chance
from application.simulation.lives import Case, Life, Part, Step, entry_of, position_of, written
from application.simulation.loose_ends import lose_touch
from application.simulation.matches import bring_together
from application.simulation.partnerships import told_of
from application.simulation.world import World
from domain.corrections import CorrectEntry
from domain.partnership import News
from domain.people import PeerId, PersonId
from domain.periods import local_day
from domain.person import RecordDeath
from domain.referral import RecordWaitContact, WithdrawReferral

PREPARING_DAYS = 49.0
"""From the day on which a coordinator finds somebody to the first session, about."""

WAIT_CONTACT_DAYS = 28.0


def waiting(world: World, dice: Random, case: Case) -> Part[PersonId | None]:
    """The person waits for a match, is called now and then, and may lose patience."""
    wait = chances.like(dice, chances.FIRST_SESSION_DAYS)
    look_at = hours.office(dice, world.now, max(wait - PREPARING_DAYS, 1))
    call_at = hours.office(dice, world.now, WAIT_CONTACT_DAYS * dice.uniform(0.8, 1.1))
    gives_up_at = world.until + timedelta(days=1)
    if chance(dice, chances.NEVER_MEETS_WAITING):
        gives_up_at = hours.office(dice, world.now, wait * dice.uniform(0.1, 0.7))
    tried: set[PeerId] = set()
    while True:
        world.waiting += 1
        yield Step(min(look_at, call_at, gives_up_at))
        world.waiting -= 1
        if case.dead:
            return None
        if world.now >= gives_up_at:
            yield from withdraw(world, dice, case)
            return None
        if world.now >= call_at:
            called = RecordWaitContact(referral=case.referral, at=world.now)
            yield Step(written(dice, world.now), called, case.coordinator)
            call_at = hours.office(dice, world.now, WAIT_CONTACT_DAYS * dice.uniform(0.8, 1.4))
            continue
        supporter = world.somebody_free_for(dice, case.offer, case.coordinator, tried)
        if supporter is None:
            tried.clear()
        else:
            tried.add(supporter.peer)
            if not (yield from bring_together(world, dice, case, supporter)):
                return None if case.dead else case.person
        look_at = hours.office(dice, world.now, dice.uniform(1, 5))


def withdraw(world: World, dice: Random, case: Case) -> Part[None]:
    """The person no longer wants this, or is not heard of again."""
    why = dice.choice(("UNSAID", "UNSAID", "OTHER_HELP", "NOT_REACHED"))
    if why == "NOT_REACHED":
        yield from lose_touch(world, dice, case)
        return
    at = hours.office(dice, world.now, dice.uniform(0, 5))
    reason = None if why == "UNSAID" else why
    withdrawn = WithdrawReferral(referral=case.referral, reason=reason, at=at)
    answer = yield Step(written(dice, at), withdrawn, case.coordinator)
    if entry_of(answer) is not None:
        world.begin(told_of(world, case, News.NOT_PROCEEDING))


def death(world: World, case: Case) -> Life:
    """The person dies some time after they were accepted, and somebody tells the service."""
    dice = world.dice(f"death-{case.referral}")
    at = hours.evening(dice, world.now, dice.uniform(15, 150))
    yield Step(at)
    while case.deciding:
        at = hours.evening(dice, world.now, 7)
        yield Step(at)
    case.dead = True
    told = RecordDeath(person=case.person, on=local_day(at))
    answer = yield Step(hours.office(dice, world.now, dice.uniform(0.5, 6)), told, case.coordinator)
    entry = position_of(answer)
    if entry is not None:
        correction = CorrectEntry(entry=entry, changes={"at": at.isoformat()})
        yield Step(hours.office(dice, world.now, 2), correction, case.coordinator)
