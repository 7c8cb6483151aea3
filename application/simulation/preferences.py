"""What simulated people and peer supporters say for matching, and what they let be used for it."""

from datetime import timedelta
from random import Random

from application.simulation import hours
from application.simulation.chances import chance
from application.simulation.lives import Case, Life, Step, Supporter, entry_of
from application.simulation.words import some
from application.simulation.world import World
from domain.consent import (
    Audience,
    DisclosureConsentGiven,
    GiveDisclosureConsent,
    GivenHow,
    Purpose,
    ToldBy,
    WithdrawDisclosureConsent,
)
from domain.periods import local_day
from domain.preferences import HowSaid, StateMatchingPreferences, StatePeerMatchingPreferences
from domain.service import Duty

CONDITIONS = (
    "CONDITION:ARTHRITIS", "CONDITION:COPD", "CONDITION:DIABETES_2", "CONDITION:HEART_FAILURE",
    "CONDITION:CHRONIC_PAIN", "CONDITION:STROKE", "CONDITION:MULTIPLE_SCLEROSIS",
    "CONDITION:DEPRESSION_ANXIETY", "CONDITION:CANCER",
)  # fmt: skip
IMPACTS = ("IMPACT:WORK", "IMPACT:FATIGUE", "IMPACT:BENEFITS", "IMPACT:FAMILY", "IMPACT:MOBILITY")
INTERESTS = (
    "INTERESTS:GARDENING", "INTERESTS:MUSIC", "INTERESTS:FOOTBALL", "INTERESTS:KNITTING",
    "INTERESTS:HILLWALKING", "INTERESTS:COOKING",
)  # fmt: skip
PROFESSIONS = ("PROFESSION:NURSING", "PROFESSION:DRIVING", "PROFESSION:TEACHING")
WELL_BEING = ("WELL_BEING:LOW_MOOD", "WELL_BEING:ANXIETY", "WELL_BEING:LONELINESS")
AGES = ("AGE:35_44", "AGE:45_54", "AGE:55_64", "AGE:65_74")
CHANNELS = ("CHANNELS:PHONE", "CHANNELS:WALK", "CHANNELS:FACE_TO_FACE", "CHANNELS:VIDEO")
TIMES = ("AVAILABILITY:MORNINGS", "AVAILABILITY:AFTERNOONS", "AVAILABILITY:EVENINGS")
ABOUT_CONDITION = ("CONDITION:PREFER", "CONDITION:NO_MATTER")
OTHER_WISHES = ("INTERESTS:PREFER", "IMPACT:PREFER")
OPENED_TO_MATCHING = ("INTERESTS", "CHANNELS", "AVAILABILITY", "IMPACT", "CONDITION", "AGE")
"""Kinds of item, from those that most peer supporters open to those that fewer do."""

STATES_PREFERENCES = 0.85
OPENS_SOMETHING = 0.8
TAKES_IT_BACK = 0.1
FOR = timedelta(days=365)


def of_person(world: World, case: Case) -> Life:
    """A person says what may be used to find somebody for them."""
    dice = world.dice(f"preferences-{case.referral}")
    if not chance(dice, STATES_PREFERENCES):
        return
    at = hours.office(dice, world.now, dice.uniform(0.1, 3))
    stated = StateMatchingPreferences(
        person=case.person,
        says=statement(dice),
        wishes=(dice.choice(ABOUT_CONDITION), *some(dice, OTHER_WISHES, 1)),
        how=HowSaid.PHONE,
        heard_by=case.coordinator,
        at=at,
    )
    yield Step(at, stated, case.coordinator)


def of_peer(world: World, supporter: Supporter) -> Life:
    """A peer supporter says something of themself, and opens some of it to matching."""
    dice = world.dice(f"preferences-{supporter.peer}")
    by = supporter.coordinator
    if not chance(dice, STATES_PREFERENCES):
        return
    at = hours.office(dice, world.now, dice.uniform(0.1, 6))
    yield Step(
        at, StatePeerMatchingPreferences(peer=supporter.peer, says=statement(dice), at=at), by
    )
    if not chance(dice, OPENS_SOMETHING):
        return
    opened = OPENED_TO_MATCHING[: dice.randrange(1, len(OPENED_TO_MATCHING) + 1)]
    at = hours.office(dice, world.now, dice.uniform(0, 2))
    given = GiveDisclosureConsent(
        own_word=True,
        peer=supporter.peer,
        items=opened,
        audience=Audience.ROLE,
        audience_role=Duty.COORDINATOR,
        purpose=Purpose.MATCHING,
        channel=ToldBy.SCREEN,
        valid_until=local_day(at + FOR),
        how=GivenHow.SPOKEN,
        form_version="1",
        explained_by=by,
        on_behalf=by,
        read_back=True,
        at=at,
    )
    entry = entry_of((yield Step(at, given, by)))
    if entry is None or not isinstance(entry.event, DisclosureConsentGiven):
        return
    if chance(dice, TAKES_IT_BACK):
        taken_back_at = hours.evening(dice, world.now, dice.uniform(20, 200))
        withdrawn = WithdrawDisclosureConsent(consent=entry.event.consent, at=taken_back_at)
        yield Step(hours.office(dice, taken_back_at, 0.5), withdrawn, by)


def statement(dice: Random) -> tuple[str, ...]:
    """What somebody says of themself for matching."""
    return (
        *some(dice, CONDITIONS, 2),
        *some(dice, IMPACTS, 2),
        *some(dice, INTERESTS, 3),
        *(some(dice, PROFESSIONS, 1) if chance(dice, 0.3) else ()),
        *(some(dice, WELL_BEING, 1) if chance(dice, 0.4) else ()),
        dice.choice(AGES),
        *some(dice, CHANNELS, 2),
        *some(dice, TIMES, 2),
    )
