"""A café that meets every week, and a course twice a year (domain reference, 8.1)."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from random import Random

from application.simulation import chances, hours, words
from application.simulation.chances import chance
from application.simulation.lives import Case, Life, Part, Step, entry_of, written
from application.simulation.world import World
from domain.concern_between_peers import (
    ConcernBetweenPeersRaised,
    RaiseConcernBetweenPeers,
    ResolveConcernBetweenPeers,
)
from domain.gatherings import Attendance, LeadsAs
from domain.group import (
    Governance,
    GroupPlanned,
    NameGroupLeader,
    OpenGroup,
    PlanGroup,
    RecordGroupGroundRules,
    RecordGroupVenue,
)
from domain.group_meetings import (
    InviteToGroup,
    RecordGroupJoined,
    RecordGroupLeft,
    RecordGroupMeeting,
)
from domain.people import GroupId, PersonId, ProgrammeId
from domain.periods import local_day
from domain.programme import (
    CompleteProgramme,
    DesignProgramme,
    NameProgrammeLeader,
    OpenEnrolment,
    ProgrammeDesigned,
    RecordProgrammeGroundRules,
    RecordProgrammeVenue,
    ScheduleProgramme,
    StartProgramme,
)
from domain.programme_places import (
    BookEnrolment,
    RecordEnrolmentDropped,
    RecordProgrammeSession,
)

FRIDAY, TUESDAY = 4, 1
CAFE_ENDS, COURSE_ENDS = time(15, 30), time(13)
CAFE_MINUTES, COURSE_MINUTES = 90, 150
FIRST_CAFE_AFTER = timedelta(weeks=8)
COURSE_EVERY = timedelta(weeks=26)
COURSE_AFTER = timedelta(weeks=5)
"""From the design of a course to its first session."""


def cafe(world: World) -> Life:
    """A group is planned and opened, and from then on meets on Fridays."""
    dice = world.dice("café")
    coordinator, supervisor = world.staff.coordinators[0], world.staff.supervisor
    yield Step(hours.office(dice, world.now, 20))
    planned = PlanGroup(
        offer=world.cafe_offer,
        coordinator=coordinator,
        governance=Governance.PEER_LED,
        attendance=Attendance.REGISTER,
        drop_in=True,
        name="Friday café",
        place=words.VENUE,
        times="Fridays, 2pm",
    )
    entry = entry_of((yield Step(world.now, planned, coordinator)))
    if entry is None or not isinstance(entry.event, GroupPlanned):
        return
    group = entry.event.group
    for command in (
        NameGroupLeader(group=group, leads_as=LeadsAs.FACILITATOR, staff=coordinator),
        NameGroupLeader(group=group, leads_as=LeadsAs.ON_CALL, staff=supervisor),
        RecordGroupVenue(group=group, accessible=True, note="Ramp, hearing loop."),
        RecordGroupGroundRules(group=group, rules=words.GROUND_RULES),
        OpenGroup(group=group),
    ):
        yield Step(hours.office(dice, world.now, dice.uniform(0, 3)), command, coordinator)
    circle = _Circle(group)
    friday = _next(local_day(max(world.now, world.opens + FIRST_CAFE_AFTER)), FRIDAY)
    while hours.local(friday, CAFE_ENDS) <= world.until:
        founding = friday < local_day(world.opens) + timedelta(weeks=chances.FOUNDING_WEEKS)
        if (
            founding
            and len(circle.joined) < chances.FOUNDERS
            and chance(dice, chances.FOUNDS_THE_GROUP)
        ):
            yield Step(hours.local(friday, CAFE_ENDS) - timedelta(hours=5))
            yield from _joins(world, dice, circle)
        yield from _friday(world, dice, circle, friday)
        friday += timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class _Circle:
    """A group with those who are known to belong to it, and all who ever joined."""

    group: GroupId
    members: list[Case] = field(default_factory=list)
    joined: set[PersonId] = field(default_factory=set)


def _friday(world: World, dice: Random, circle: _Circle, day: date) -> Part[None]:
    group, members = circle.group, circle.members
    coordinator = world.staff.coordinators[0]
    ended_at = hours.local(day, CAFE_ENDS)
    yield Step(ended_at - timedelta(hours=4))
    if chance(dice, chances.NEW_TO_THE_GROUP):
        yield from _joins(world, dice, circle)
    if not hours.works(day):
        return
    members[:] = [case for case in members if not case.dead]
    came = [case for case in members if chance(dice, chances.COMES_TO_THE_GROUP)]
    met = RecordGroupMeeting(
        group=group,
        at=ended_at,
        minutes=CAFE_MINUTES + 5 * dice.randint(-2, 4) if chance(dice, 0.95) else None,
        headcount=len(came) + chances.poisson(dice, chances.DROP_IN),
        present=tuple(case.person for case in came),
        worried=chance(dice, chances.WORRIED) if chance(dice, 0.9) else None,
        note=dice.choice(words.NOTES_OF_GROUPS) if chance(dice, 0.3) else None,
    )
    yield Step(max(written(dice, ended_at), ended_at), met, coordinator)
    if chance(dice, len(members) * chances.LEAVES_THE_GROUP):
        gone = members.pop(dice.randrange(len(members)))
        left = RecordGroupLeft(group=group, person=gone.person, at=world.now)
        yield Step(world.now, left, coordinator)
    if chance(dice, chances.CONCERN_IN_THE_GROUP):
        world.begin(_concern(world, group, day))


def _joins(world: World, dice: Random, circle: _Circle) -> Part[None]:
    """Somebody who was accepted and never belonged to it is invited, and joins."""
    others = [case for case in world.accepted if not case.dead and case.person not in circle.joined]
    if not others:
        return
    case = dice.choice(others)
    yield Step(world.now, InviteToGroup(group=circle.group, person=case.person), case.coordinator)
    joining = RecordGroupJoined(
        group=circle.group,
        person=case.person,
        anonymous=chance(dice, chances.ANONYMOUS),
        ground_rules=True,
        at=world.now,
    )
    yield Step(written(dice, world.now), joining, case.coordinator)
    circle.joined.add(case.person)
    if not joining.anonymous:
        circle.members.append(case)


def _concern(world: World, group: GroupId, day: date) -> Life:
    dice = world.dice(f"concern-{day}")
    coordinator = world.staff.coordinators[0]
    raised = RaiseConcernBetweenPeers(words=dice.choice(words.BETWEEN_PEERS), group=group)
    entry = entry_of((yield Step(hours.office(dice, world.now), raised, coordinator)))
    if entry is None or not isinstance(entry.event, ConcernBetweenPeersRaised):
        return
    resolved = ResolveConcernBetweenPeers(
        concern=entry.event.concern, how=words.SETTLED, resolved_by=coordinator
    )
    yield Step(hours.office(dice, world.now, dice.uniform(2, 25)), resolved, coordinator)


def courses(world: World) -> Life:
    """A course is designed every half year, as soon as there are people who could come."""
    dice = world.dice("courses")
    yield Step(hours.office(dice, world.opens, 70))
    number = 0
    while True:
        number += 1
        world.begin(_course(world, number))
        yield Step(hours.office(dice, world.now + COURSE_EVERY))


def _course(world: World, number: int) -> Life:
    dice = world.dice(f"course-{number}")
    coordinator = world.staff.coordinators[-1]
    designed = DesignProgramme(
        offer=world.course_offer,
        coordinator=coordinator,
        name=f"Living well, course {number}",
        curriculum="Pacing, sleep, talking with professionals, setbacks, goals, going on.",
    )
    entry = entry_of((yield Step(world.now, designed, coordinator)))
    if entry is None or not isinstance(entry.event, ProgrammeDesigned):
        return
    course, sessions = entry.event.programme, entry.event.sessions
    first = _next(local_day(world.now + COURSE_AFTER), TUESDAY)
    days = [first + timedelta(weeks=week) for week in range(sessions)]
    starts = tuple(
        hours.local(day, COURSE_ENDS) - timedelta(minutes=COURSE_MINUTES) for day in days
    )
    for command in (
        ScheduleProgramme(programme=course, dates=starts, place=words.VENUE),
        NameProgrammeLeader(programme=course, leads_as=LeadsAs.FACILITATOR, staff=coordinator),
        NameProgrammeLeader(
            programme=course, leads_as=LeadsAs.ON_CALL, staff=world.staff.supervisor
        ),
        RecordProgrammeVenue(programme=course, accessible=True),
        RecordProgrammeGroundRules(programme=course, rules=words.GROUND_RULES),
        OpenEnrolment(programme=course),
    ):
        yield Step(hours.office(dice, world.now), command, coordinator)
    yield Step(starts[0] - timedelta(days=2))
    booked = yield from _book(world, dice, course)
    yield Step(starts[0] - timedelta(hours=1), StartProgramme(programme=course), coordinator)
    for session, day in enumerate(days, start=1):
        yield from _session(world, dice, course, day, number=session, booked=booked)
    ended_at = hours.local(days[-1], COURSE_ENDS)
    over = CompleteProgramme(programme=course, at=ended_at)
    yield Step(hours.office(dice, ended_at, 1), over, coordinator)


def _book(world: World, dice: Random, course: ProgrammeId) -> Part[dict[PersonId, Case]]:
    """A dozen people have a place; some of them never start."""
    alive = {case.person: case for case in world.accepted if not case.dead}
    chosen = dice.sample(sorted(alive), min(chances.BOOKED_ON_A_COURSE, len(alive)))
    coordinator = world.staff.coordinators[-1]
    for person in chosen:
        yield Step(world.now, BookEnrolment(programme=course, person=person), coordinator)
    start = dice.sample(chosen, round(len(chosen) * chances.STARTS_A_COURSE))
    for person in (each for each in chosen if each not in start):
        dropped = RecordEnrolmentDropped(programme=course, person=person, at=world.now)
        yield Step(world.now, dropped, coordinator)
    return {person: alive[person] for person in start}


def _session(
    world: World,
    dice: Random,
    course: ProgrammeId,
    day: date,
    *,
    number: int,
    booked: dict[PersonId, Case],
) -> Part[None]:
    ended_at = hours.local(day, COURSE_ENDS)
    yield Step(ended_at)
    came = tuple(
        person
        for person, case in booked.items()
        if not case.dead and (number == 1 or chance(dice, chances.COMES_TO_A_COURSE))
    )
    held = RecordProgrammeSession(
        programme=course,
        number=number,
        at=ended_at,
        minutes=COURSE_MINUTES,
        present=came,
        headcount=len(came),
        worried=chance(dice, chances.WORRIED),
    )
    yield Step(max(written(dice, ended_at), ended_at), held, world.staff.coordinators[-1])


def _next(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)
