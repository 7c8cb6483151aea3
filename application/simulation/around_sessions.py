"""What happens around the sessions of a match: contact, goals, chance meetings, boundaries.

Each match has chances of its own for it, so that no session changes by what happens between them.
Frequencies are those of the domain reference, 8.1, where it gives any.
"""

from datetime import datetime, timedelta
from random import Random

from application.simulation import chances, hours, words
from application.simulation.asked import looked_at_boundaries
from application.simulation.chances import chance
from application.simulation.lives import Answer, Life, Step, entry_of
from application.simulation.sessions import Pair
from application.simulation.world import World
from domain.boundaries import (
    BoundaryEventReported,
    BoundaryKind,
    ChanceEncounterReported,
    FeltSafe,
    LookIntoReport,
    MetWhere,
    RecordOtherSideAsked,
    ReportBoundaryEvent,
    ReportChanceEncounter,
    Reporter,
)
from domain.channels import Channel
from domain.contact import RecordContact
from domain.further_support import (
    ArrangeLowMoodSupport,
    AskForLowMoodSupport,
    GiveSignpost,
)
from domain.goals import CloseGoal, GoalSet, NoteSupportNetwork, RateGoal, SetGoal
from domain.match import Side
from domain.people import GoalId, ReportId
from domain.service import Model

EVERY_DAYS_BETWEEN_RATINGS = (35.0, 70.0)
MOST_CONTACTS = 20
FELT = {FeltSafe.YES: 92, FeltSafe.UNSURE: 6, FeltSafe.NO: 2}
SMALL_KINDS = {
    BoundaryKind.LATENESS: 30,
    BoundaryKind.SMALL_GIFT: 30,
    BoundaryKind.SOCIAL_MEDIA: 15,
    BoundaryKind.OUT_OF_HOURS: 15,
    BoundaryKind.FAMILY_INVOLVED: 10,
}
SERIOUS_KINDS = {BoundaryKind.MONEY: 50, BoundaryKind.SECRECY: 30, BoundaryKind.GIFT_OF_VALUE: 20}


def begin_around(world: World, pair: Pair) -> None:
    """Let everything around the sessions of two people take its course."""
    dice = world.dice(f"around-{pair.match}")
    if chance(dice, chances.EVER_RING):
        world.begin(_contacts(world, pair, Channel.PHONE))
    if chance(dice, chances.EVER_WRITE):
        world.begin(_contacts(world, pair, Channel.MESSAGES))
    if pair.case.offer.model is Model.MENTORING or chance(dice, 0.3):
        world.begin(_goal(world, pair))
    if chance(dice, 0.6):
        world.begin(_network(world, pair))
    world.begin(_chance_encounters(world, pair))
    world.begin(_boundary_events(world, pair))
    if chance(dice, 0.5):
        world.begin(_signposts(world, pair))
    if chance(dice, 0.06):
        world.begin(_low_mood(world, pair))


def _contacts(world: World, pair: Pair, channel: Channel) -> Life:
    """Calls or messages between sessions, mostly begun by the person."""
    dice = world.dice(f"contacts-{pair.match}-{channel.value}")
    for number in range(dice.randint(1, MOST_CONTACTS)):
        yield Step(hours.later(world.now, max(dice.expovariate(1 / 16), 0.2)))
        if pair.over:
            return
        at = _when(dice, world.now)
        command = RecordContact(
            match=pair.match,
            by=chances.one_of(dice, {Side.PERSON: 70, Side.PEER: 30}) if number else Side.PERSON,
            channel=channel,
            at=at,
            minutes=max(round(chances.like(dice, (6.0, 20.0))), 1)
            if channel is Channel.PHONE
            else None,
            planned=chance(dice, 0.15),
            note=dice.choice(words.CONTACT_NOTES) if chance(dice, 0.3) else None,
        )
        yield Step(hours.evening(dice, at, dice.uniform(0, 2)), command, pair.supporter.peer)


def _when(dice: Random, after: datetime) -> datetime:
    """In somebody's free time, and now and then late at night."""
    at = hours.evening(dice, after)
    return at + timedelta(hours=3) if chance(dice, chances.AT_NIGHT) else at


def _goal(world: World, pair: Pair) -> Life:
    """What the person wants, how near it feels from time to time, and how it ended."""
    dice = world.dice(f"goal-{pair.match}")
    by, rating = pair.supporter.peer, dice.randint(1, 5)
    yield Step(hours.evening(dice, world.now, dice.uniform(0, 6)))
    said = SetGoal(match=pair.match, words=dice.choice(words.GOALS), maintenance=chance(dice, 0.15))
    goal = None if pair.over or pair.case.dead else _goal_of((yield Step(world.now, said, by)))
    if goal is None:
        return
    while not pair.over:
        at = hours.evening(dice, world.now)
        rated = RateGoal(match=pair.match, goal=goal, rating=rating, at=at)
        yield Step(hours.evening(dice, at), rated, by)
        if rating > 8 and chance(dice, 0.5):  # noqa: PLR2004
            break
        rating = min(max(rating + dice.choice((-1, 0, 1, 1, 2)), 0), 10)
        yield Step(hours.later(world.now, dice.uniform(*EVERY_DAYS_BETWEEN_RATINGS)))
    reached = chances.one_of(dice, {True: 50, False: 30, None: 20})
    yield Step(
        hours.evening(dice, world.now),
        CloseGoal(match=pair.match, goal=goal, reached=reached),
        by,
    )


def _goal_of(answer: Answer) -> GoalId | None:
    entry = entry_of(answer)
    return entry.event.goal if entry and isinstance(entry.event, GoalSet) else None


def _network(world: World, pair: Pair) -> Life:
    """To how many people the person can turn: asked at the start and twice a year."""
    dice = world.dice(f"network-{pair.match}")
    people = dice.choice((0, 1, 1, 2, 2, 3, 4))
    yield Step(hours.office(dice, world.now, dice.uniform(0, 10)))
    while not pair.over:
        noted = NoteSupportNetwork(person=pair.case.person, people=people, match=pair.match)
        yield Step(hours.office(dice, world.now), noted, pair.case.coordinator)
        people = max(people + dice.choice((-1, 0, 0, 1, 1)), 0)
        yield Step(hours.office(dice, world.now, dice.uniform(150, 210)))


def _chance_encounters(world: World, pair: Pair) -> Life:
    """The two meet in the street; the other is asked about it some days later."""
    dice = world.dice(f"encounters-{pair.match}")
    in_the_country = chances.MONTHS_TO_ONE_IN_THE_COUNTRY
    months = in_the_country if world.rural else chances.MONTHS_TO_A_CHANCE_ENCOUNTER
    while True:
        days = dice.expovariate(1 / (30.4 * months))
        yield Step(hours.later(world.now, days))
        if pair.over:
            return
        at = hours.evening(dice, world.now)
        side = chances.one_of(dice, {Side.PEER: 75, Side.PERSON: 25})
        told = ReportChanceEncounter(
            match=pair.match,
            reported_by=side,
            at=at,
            place=dice.choice(tuple(MetWhere)),
            others_present=chance(dice, 0.4) if chance(dice, 0.8) else None,
            how=dice.choice(words.ENCOUNTERS) if chance(dice, 0.7) else None,
            felt_safe_person=chances.one_of(dice, FELT) if side is Side.PERSON else None,
            felt_safe_peer=chances.one_of(dice, FELT) if side is Side.PEER else None,
            disclosed=chance(dice, 0.04) if chance(dice, 0.8) else None,
            follow_up_wanted=chance(dice, 0.1) if chance(dice, 0.8) else None,
        )
        answer = yield Step(hours.evening(dice, at, 0.4), told, pair.supporter.peer)
        report = _report_of(answer)
        if report is None or chance(dice, 0.15):
            continue
        asked = RecordOtherSideAsked(
            match=pair.match,
            report=report,
            side=Side.PERSON if side is Side.PEER else Side.PEER,
            felt_safe=chances.one_of(dice, FELT),
        )
        at = hours.office(dice, world.now, dice.uniform(1, 6))
        yield Step(at, asked, pair.case.coordinator)
        looked = LookIntoReport(match=pair.match, report=report, staff=pair.case.coordinator)
        yield Step(hours.office(dice, world.now, 1), looked, pair.case.coordinator)


def _boundary_events(world: World, pair: Pair) -> Life:
    """Something goes beyond what was agreed; mostly small, and mostly talked about soon."""
    dice = world.dice(f"boundaries-{pair.match}")
    while True:
        days = dice.expovariate(1 / (30.4 * chances.MONTHS_TO_A_BOUNDARY_EVENT))
        yield Step(hours.later(world.now, days))
        if pair.over:
            return
        serious = chance(dice, chances.SERIOUS_BOUNDARY_EVENT)
        at = hours.evening(dice, world.now)
        told = ReportBoundaryEvent(
            match=pair.match,
            kind=chances.one_of(dice, SERIOUS_KINDS if serious else SMALL_KINDS),
            initiated_by=chances.one_of(dice, {Side.PERSON: 60, Side.PEER: 40}),
            reported_by=Reporter.PEER,
            detail=dice.choice(words.BOUNDARIES) if chance(dice, 0.6) else None,
            at=at,
        )
        answer = yield Step(hours.evening(dice, at, dice.uniform(0, 3)), told, pair.supporter.peer)
        report = _report_of(answer)
        if report is not None and chance(dice, 0.9):
            looked = LookIntoReport(
                match=pair.match,
                report=report,
                staff=pair.case.coordinator,
                words="Talked it over with both." if chance(dice, 0.5) else None,
            )
            days = dice.uniform(0, 0.5) if serious else dice.uniform(1, 20)
            yield Step(hours.office(dice, world.now, days), looked, pair.case.coordinator)
            world.begin(looked_at_boundaries(world, pair, report, serious=serious))


def _report_of(answer: Answer) -> ReportId | None:
    entry = entry_of(answer)
    if entry and isinstance(entry.event, BoundaryEventReported | ChanceEncounterReported):
        return entry.event.report
    return None


def _signposts(world: World, pair: Pair) -> Life:
    """The peer supporter tells of other services now and then."""
    dice = world.dice(f"signposts-{pair.match}")
    for _signpost in range(dice.randint(1, 3)):
        yield Step(hours.later(world.now, dice.uniform(10, 70)))
        if pair.over:
            return
        given = GiveSignpost(
            match=pair.match,
            pointed_to=dice.choice(words.ORGANISATIONS),
            reason="INFORMATION" if chance(dice, 0.5) else None,
            taken_up=chance(dice, 0.5) if chance(dice, 0.6) else None,
        )
        yield Step(hours.evening(dice, world.now), given, pair.supporter.peer)


def _low_mood(world: World, pair: Pair) -> Life:
    """The peer supporter asks for backup, and gets it."""
    dice = world.dice(f"backup-{pair.match}")
    yield Step(hours.later(world.now, dice.uniform(14, 90)))
    if pair.over:
        return
    asked = AskForLowMoodSupport(match=pair.match, training=chance(dice, 0.5), backup=True)
    yield Step(hours.evening(dice, world.now), asked, pair.supporter.peer)
    arranged = ArrangeLowMoodSupport(match=pair.match, staff=pair.case.coordinator)
    at = hours.office(dice, world.now, dice.uniform(0.5, 9))
    yield Step(at, arranged, pair.case.coordinator)
