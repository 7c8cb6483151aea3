"""What simulated people are asked, and what they make of each other and of what is signalled.

All of it has chances and identifiers of its own, so that no session and no match changes by it.
"""

from datetime import timedelta
from random import Random

from application.simulation import chances, hours, words
from application.simulation.chances import chance
from application.simulation.lives import Case, Life, Step, Supporter, entry_of
from application.simulation.preferences import IMPACTS, INTERESTS
from application.simulation.sessions import Pair
from application.simulation.world import World
from domain.competencies import AssessCompetency, Level, Voice
from domain.consent import ToldBy
from domain.decider import Refusal
from domain.equality import ANSWERS, NOT_SAID, Question, RecordEqualityAnswers
from domain.indicators import (
    AcknowledgeIndicator,
    CommentOnIndicator,
    ContestIndicator,
    IndicatorCode,
    IndicatorView,
)
from domain.match import Side
from domain.people import MatchId, ReportId
from domain.periods import local_day
from domain.places import BOARD_OF, BOARDS, FIFTHS, PARTNERSHIPS, RecordHomeArea, UrbanRural
from domain.preferences import HowSaid
from domain.proposal_sharing import ShareProposal
from domain.training import Competency

A_QUARTER = 91.0
HALF_A_YEAR = (150.0, 210.0)
LOOKED_AT = (
    IndicatorCode.CONTACT_INTENSITY,
    IndicatorCode.CONTACT_TREND,
    IndicatorCode.REVIEW_MISSED,
    IndicatorCode.CONTACT_FADING,
)
WEIGHTS: dict[Question, tuple[int, ...]] = {
    Question.AGE: (4, 9, 22, 32, 21, 12),
    Question.SEX: (62, 38),
    Question.TRANS: (99, 1),
    Question.ETHNIC_GROUP: (82, 2, 1, 2, 4, 1, 4, 2, 1, 1, 1),
    Question.RELIGION: (51, 21, 13, 5, 2, 1, 1, 1, 1, 1, 3),
    Question.ORIENTATION: (91, 4, 3, 2),
    Question.DISABILITY: (45, 40, 15),
    Question.DEPRIVATION: (28, 24, 19, 16, 13),
}
"""How often each answer is given, in the order of `domain.equality.ANSWERS`: ours, for variety."""


def where_they_live(world: World, case: Case) -> Life:
    """Somebody looks up in what kind of place a person lives, as they come."""
    name = f"place-{case.referral}"
    dice = world.dice(name)
    if not chance(dice, chances.PLACE_WRITTEN_DOWN) or case.person in world.placed:
        return
    world.placed.add(case.person)
    here = world.dice("partnership").choice(tuple(PARTNERSHIPS))
    nearby = tuple(BOARDS[BOARD_OF[here]].partnerships)
    recorded = RecordHomeArea(
        person=case.person,
        partnership=here if chance(dice, chances.LIVES_NEARBY) else dice.choice(nearby),
        simd_quintile=dice.choices(FIFTHS, WEIGHTS[Question.DEPRIVATION])[0],
        simd_version="2020v2",
        urban_rural=UrbanRural.REMOTE_RURAL if world.rural else UrbanRural.OTHER_URBAN,
    )
    yield Step(world.now, recorded, case.coordinator, name)


def asked_for_equality(world: World, case: Case) -> Life:
    """Some weeks after somebody was accepted they are asked, and answer what they want to."""
    name = f"equality-{case.referral}"
    dice = world.dice(name)
    if not chance(dice, chances.ASKED_FOR_EQUALITY):
        return
    yield Step(hours.office(dice, world.now, dice.uniform(3, 30)))
    if case.dead:
        return
    answers = []
    for question in Question:
        if chance(dice, chances.LEAVES_A_QUESTION_OUT):
            continue
        answer = dice.choices(ANSWERS[question], WEIGHTS[question])[0]
        answer = NOT_SAID if chance(dice, chances.WOULD_RATHER_NOT_SAY) else answer
        answers.append(f"{question}:{answer}")
    asked = RecordEqualityAnswers(
        person=case.person,
        answers=tuple(answers),
        how=HowSaid.PAPER,
        asked_by=case.coordinator,
        simd_version="2020v2",
    )
    yield Step(world.now, asked, case.coordinator, name)


def told_of_each_other(world: World, case: Case, match: MatchId) -> Life:
    """Each side is told that there is somebody, on the phone, before they answer."""
    dice = world.dice(f"told-{match}")
    for side in Side:
        agreed = side is Side.PEER and chance(dice, chances.TOLD_WITH_SOMETHING)
        told = ShareProposal(
            match=match,
            to=side,
            channel=ToldBy.PHONE,
            coordinator=case.coordinator,
            items=(dice.choice((*IMPACTS, *INTERESTS)),) if agreed else (),
            agreed=agreed,
            at=world.now,
        )
        yield Step(world.now, told, case.coordinator, f"told-{match}-{side.value}")


def looked_at_indicators(world: World, pair: Pair) -> Life:
    """Now and then a coordinator looks at what may be raised, and the two say what they think."""
    dice = world.dice(f"indicators-{pair.match}")
    for number in range(1, 200):
        yield Step(hours.office(dice, world.now, dice.uniform(0.8, 1.2) * A_QUARTER))
        if pair.over:
            return
        if not chance(dice, chances.LOOKED_AT_INDICATORS):
            continue
        name = f"looked-{pair.match}-{number}"
        yield from _looked(world, dice, pair, dice.choice(LOOKED_AT), name)


def looked_at_boundaries(world: World, pair: Pair, report: ReportId, *, serious: bool) -> Life:
    """Somebody looked into what went beyond the agreement, and says what they make of it."""
    name = f"boundary-{report}"
    dice = world.dice(name)
    if chance(dice, chances.SAYS_WHAT_IT_WAS):
        code = IndicatorCode.BOUNDARY_SERIOUS if serious else IndicatorCode.BOUNDARY_MINOR
        yield from _looked(world, dice, pair, code, name)


def _looked(world: World, dice: Random, pair: Pair, indicator: IndicatorCode, name: str) -> Life:
    """A view is recorded, if the indicator is raised at all; then the two may say theirs."""
    serious = indicator is IndicatorCode.BOUNDARY_SERIOUS
    quiet = chance(dice, 0.3) and not serious
    seen = AcknowledgeIndicator(
        match=pair.match,
        indicator=indicator,
        acknowledged_by=pair.case.coordinator,
        view=IndicatorView(chances.one_of(dice, chances.VIEWS)),
        reason=dice.choice(words.ABOUT_INDICATORS),
        quiet_until=local_day(world.now + timedelta(days=dice.randrange(14, 50)))
        if quiet
        else None,
    )
    answer = yield Step(world.now, seen, pair.case.coordinator, name)
    if not isinstance(answer, Refusal) and entry_of(answer) is not None:
        yield from _what_the_two_say(world, dice, pair, indicator, name)


def _what_the_two_say(
    world: World, dice: Random, pair: Pair, indicator: IndicatorCode, name: str
) -> Life:
    side = chances.one_of(dice, {Side.PERSON: 60, Side.PEER: 40})
    said = dice.choice(words.SAID_OF_INDICATORS)
    at = hours.office(dice, world.now, dice.uniform(1, 9))
    if chance(dice, chances.SEES_IT_DIFFERENTLY):
        contested = ContestIndicator(match=pair.match, indicator=indicator, by=side, words=said)
        yield Step(at, contested, pair.case.coordinator, f"contested-{name}")
    elif chance(dice, chances.SAYS_SOMETHING):
        comment = CommentOnIndicator(match=pair.match, indicator=indicator, by=side, words=said)
        yield Step(at, comment, pair.case.coordinator, f"commented-{name}")


def growing(world: World, supporter: Supporter) -> Life:
    """Twice a year a peer supporter and their supervisor look at some of the ten competencies."""
    dice = world.dice(f"competencies-{supporter.peer}")
    if not chance(dice, chances.ASSESSES_COMPETENCIES):
        return
    levels = dict.fromkeys(Competency, 0)
    for number in range(1, 100):
        yield Step(
            hours.office(dice, world.now, dice.uniform(*HALF_A_YEAR) / (3 if number == 1 else 1))
        )
        if supporter.left:
            return
        for competency in sorted(dice.sample(tuple(Competency), 3)):
            levels[competency] = min(levels[competency] + dice.randrange(0, 3), len(Level) - 1)
            own = tuple(Level)[levels[competency]]
            for voice, level in ((Voice.SELF, own), (Voice.SUPERVISOR, _as_seen(dice, own))):
                theirs = voice is Voice.SELF
                assessed = AssessCompetency(
                    peer=supporter.peer,
                    competency=competency,
                    voice=voice,
                    level=level,
                    assessor=None if theirs else supporter.supervisor,
                    evidence=dice.choice(words.EVIDENCE) if chance(dice, 0.4) else None,
                )
                by = supporter.peer if theirs else supporter.supervisor
                name = f"competency-{supporter.peer}-{number}-{competency.value}-{voice.value}"
                yield Step(world.now, assessed, by, name)


def _as_seen(dice: Random, own: Level) -> Level:
    """How somebody else sees it: mostly as they do, sometimes a step off."""
    place = tuple(Level).index(own) + chances.one_of(dice, {0: 70, 1: 20, -1: 10})
    return tuple(Level)[min(max(place, 0), len(Level) - 1)]
