"""What happens beside the straight way: asked for more, asked twice, never reached."""

from datetime import timedelta
from random import Random

from application.simulation import hours, words
from application.simulation.lives import Case, Life, Part, Step, entry_of, written
from application.simulation.world import World
from domain.channels import Channel
from domain.people import SameReferralId
from domain.referral import (
    AgreedHow,
    DeclareContactLost,
    LinkReferral,
    NotTriedEnough,
    ReceiveReferral,
    RecordContactAttempt,
    RecordInformation,
    ReferralReceived,
    RequestInformation,
    Source,
    TryOutcome,
)

TRIES = (
    (Channel.PHONE, TryOutcome.NO_ANSWER),
    (Channel.PHONE, TryOutcome.MESSAGE_LEFT),
    (Channel.LETTER, TryOutcome.SENT),
)


def ask_for_more(world: World, dice: Random, case: Case, *, stays: bool) -> Part[None]:
    """Something is missing; it is asked for and, mostly, comes."""
    at = hours.office(dice, world.now, dice.uniform(0.1, 2))
    asked = RequestInformation(referral=case.referral, what=words.MISSING, at=at)
    yield Step(written(dice, at), asked, case.coordinator)
    if stays:
        yield world.rest()
    at = hours.office(dice, world.now, dice.uniform(2, 25))
    came = RecordInformation(referral=case.referral, said=dice.choice(words.ORGANISATIONS), at=at)
    yield Step(written(dice, at), came, case.coordinator)


def lose_touch(world: World, dice: Random, case: Case) -> Part[None]:
    """Nobody reaches the person, by phone and by letter, over more than three weeks."""
    for channel, outcome in TRIES:
        at = hours.office(dice, world.now, dice.uniform(2, 9))
        attempt = RecordContactAttempt(
            referral=case.referral,
            channel=channel,
            outcome=outcome,
            staff=case.coordinator,
            note=words.TRIED,
            at=at,
        )
        yield Step(at, attempt, case.coordinator)
    lost = DeclareContactLost(referral=case.referral)
    for _look in range(6):
        at = hours.office(dice, world.now, dice.uniform(5, 12))
        yield Step(at)
        if case.dead:
            return
        answer = yield Step(at, lost, case.coordinator)
        if not isinstance(answer, NotTriedEnough):
            return


def asked_twice(world: World, case: Case) -> Life:
    """Another letter about the same person comes in, and somebody notices."""
    dice = world.dice(f"asked-twice-{case.referral}")
    yield Step(hours.office(dice, case.arrived_at, dice.uniform(3, 12)))
    again = ReceiveReferral(
        service=world.service,
        source=Source.NURSE,
        agreed_how=AgreedHow.STATED_BY_SENDER,
        person=case.person,
        own_words=dice.choice(words.OWN_WORDS),
        at=world.now,
    )
    entry = entry_of((yield Step(world.now, again, case.coordinator)))
    if entry is None or not isinstance(entry.event, ReferralReceived):
        return
    link = LinkReferral(referral=entry.event.referral, same_as=SameReferralId(case.referral))
    yield Step(world.now + timedelta(hours=1), link, case.coordinator)
