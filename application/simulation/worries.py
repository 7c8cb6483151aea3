"""Safeguarding concerns after sessions, with all that follows, at the rates of the reference (8.1).

Three to a thousand sessions; of them about a third are reported outside, half of what is left is
seen to by a plan, and of the rest two people agree that nothing more is done. All of it has chances
and command ids of its own, so that no other life changes by it.
"""

from datetime import datetime, timedelta
from random import Random

from application.ledger import Receipt
from application.simulation import hours
from application.simulation.chances import chance
from application.simulation.lives import Answer, Life, Step
from application.simulation.world import World
from domain.decider import Command
from domain.people import (
    ActorId,
    ConcernedPeerId,
    ConcernedPersonId,
    ConcernId,
    PeerId,
    PersonId,
    StaffId,
)
from domain.periods import local_day
from domain.safeguarding import (
    AcknowledgeConcern,
    AnswerNoFurtherAction,
    CloseConcern,
    ConsiderConcern,
    ConsiderConcernDuties,
    KeepConcernWithin,
    PassConcernOn,
    ProposeNoFurtherAction,
    RaiseConcern,
    RecordConcernAnswer,
    ReviewConcernPlan,
)
from domain.safeguarding.language import (
    Answer as Said,
)
from domain.safeguarding.language import (
    CapacityView,
    ConsentSought,
    DutyOfService,
    KindOfConcern,
    PassedOnTo,
    SourceOfConcern,
)

CONCERNS = 3 / 1000
REPORTED = 0.35
IN_DANGER, ABOUT_SOMEBODY_HERE, UNNAMED, IN_TIME, AGREED = 0.12, 0.08, 0.05, 0.9, 0.7
BY_PLAN = 0.5
WORDS = (
    "There were bruises that nobody explained.",
    "Money was missing again, and a nephew had been.",
    "Nothing had been eaten for days.",
    "They spoke of not being wanted at home.",
)
KINDS = (
    KindOfConcern.FINANCIAL,
    KindOfConcern.NEGLECT,
    KindOfConcern.PHYSICAL,
    KindOfConcern.SELF_NEGLECT,
    KindOfConcern.PSYCHOLOGICAL,
)


class Worry:
    """One concern in the making: its chances, who leads it, and its steps."""

    def __init__(self, world: World, of: str, by: PeerId | StaffId) -> None:
        """Take chances of its own, and not those that said that it comes about."""
        self.world, self.of, self.by = world, of, by
        self.dice: Random = world.dice(f"worry-of-{of}")
        self._asked = 0

    @property
    def lead(self) -> StaffId:
        """The safeguarding lead of the service."""
        return StaffId(self.world.identifier("lead"))

    @property
    def deputy(self) -> StaffId:
        """Their deputy, who agrees where nothing more is done."""
        return StaffId(self.world.identifier("deputy"))

    def step(self, at: datetime, command: Command, by: StaffId | PeerId | None = None) -> Step:
        """Something that is asked about it, under a command id of its own."""
        self._asked += 1
        return Step(at, command, by or self.lead, key=f"worry-{self.of}-{self._asked}")

    def soon(self, days: float = 0.0) -> datetime:
        """Office hours, so many days on."""
        return hours.office(self.dice, self.world.now, days)


def perhaps_worried(
    world: World, of: str, *, person: PersonId, peer: PeerId, coordinator: StaffId, at: datetime
) -> None:
    """After some sessions somebody tells the safeguarding lead of a worry."""
    if world.dice(f"worry-{of}").random() < CONCERNS:
        world.begin(_told(Worry(world, of, peer), person, peer, coordinator, at))


def _told(worry: Worry, person: PersonId, peer: PeerId, coordinator: StaffId, at: datetime) -> Life:
    dice = worry.dice
    here = chance(dice, ABOUT_SOMEBODY_HERE)
    danger = Said.YES if chance(dice, IN_DANGER) else Said.NO
    raised = RaiseConcern(
        in_danger=danger,
        words=dice.choice(WORDS),
        about_person=ConcernedPersonId(person),
        about_peer=ConcernedPeerId(peer) if here else None,
        kind=KindOfConcern.BEHAVIOUR if here else dice.choice(KINDS),
        source=dice.choice((SourceOfConcern.SEEN, SourceOfConcern.TOLD_BY_THEM)),
        anonymous=chance(dice, UNNAMED),
    )
    told_at = at + timedelta(minutes=dice.randrange(10, 120))
    answer = yield worry.step(told_at, raised, coordinator if here else worry.by)
    which = concern_of(answer)
    if which is None:
        return
    minutes = 30 if danger is Said.YES else 240
    wait = dice.randrange(2, minutes) if chance(dice, IN_TIME) else dice.randrange(minutes, 1200)
    yield worry.step(told_at + timedelta(minutes=wait), AcknowledgeConcern(concern=which))
    yes = (Said.YES, Said.YES, Said.NO, Said.UNCLEAR)
    considered = ConsiderConcern(
        concern=which,
        sixteen_or_over=Said.YES,
        unable_to_safeguard=dice.choice(yes),
        at_risk_of_harm=dice.choice(yes),
        more_vulnerable=dice.choice(yes),
        child_risk=Said.NO,
        consent_answer=dice.choice((ConsentSought.AGREED, ConsentSought.REFUSED)),
        capacity=CapacityView.PRESUMED,
        words="From what was said, and what the coordinator knows.",
    )
    thought_at = worry.world.now + timedelta(minutes=dice.randrange(5, 60))
    yield worry.step(thought_at, considered)
    if here:
        duties = ConsiderConcernDuties(
            concern=which, duties=tuple(DutyOfService), words="The matches are covered."
        )
        yield worry.step(worry.world.now + timedelta(minutes=20), duties)
    if chance(dice, REPORTED):
        yield from _reported(worry, which)
    elif chance(dice, BY_PLAN):
        yield from _planned(worry, which)
    else:
        yield from _nothing_more(worry, which)


def _reported(worry: Worry, which: ConcernId) -> Life:
    dice = worry.dice
    report = PassConcernOn(
        concern=which,
        recipient=dice.choice((PassedOnTo.COUNCIL_ASP, PassedOnTo.COUNCIL_ASP, PassedOnTo.POLICE)),
        agreed=chance(dice, AGREED),
        organisation="Exampleshire Council",
    )
    yield worry.step(worry.world.now + timedelta(minutes=dice.randrange(10, 90)), report)
    heard = RecordConcernAnswer(concern=which, words="They made inquiries.")
    yield worry.step(worry.soon(dice.randrange(1, 8)), heard)
    yield worry.step(worry.soon(dice.randrange(5, 30)), _closed(which))


def _planned(worry: Worry, which: ConcernId) -> Life:
    dice = worry.dice
    review_on = local_day(worry.world.now) + timedelta(days=dice.randrange(5, 15))
    plan = KeepConcernWithin(
        concern=which, words="The coordinator rings every second day.", review_on=review_on
    )
    yield worry.step(worry.world.now + timedelta(minutes=dice.randrange(10, 90)), plan)
    days = (review_on - local_day(worry.world.now)).days
    yield worry.step(worry.soon(days), ReviewConcernPlan(concern=which, words="It held."))
    yield worry.step(worry.soon(3), _closed(which))


def _nothing_more(worry: Worry, which: ConcernId) -> Life:
    proposed = ProposeNoFurtherAction(
        concern=which,
        words="It was explained, and the person is well.",
        second=ActorId(worry.deputy),
    )
    yield worry.step(worry.world.now + timedelta(minutes=30), proposed)
    agreed = AnswerNoFurtherAction(concern=which, agrees=True)
    yield worry.step(worry.soon(0.2), agreed, worry.deputy)
    yield worry.step(worry.soon(1), _closed(which))


def _closed(which: ConcernId) -> CloseConcern:
    return CloseConcern(concern=which, outcome="Seen to.", feedback="It was seen to. Thank you.")


def concern_of(answer: Answer) -> ConcernId | None:
    """The concern that a command raised, if it raised one."""
    if not isinstance(answer, Receipt) or not answer.events:
        return None
    which: ConcernId | None = getattr(answer.events[0].event, "concern", None)
    return which
