"""The lives of peer supporters once they are active: supervision, courses, breaks, leaving."""

from datetime import datetime, timedelta
from random import Random

from application.simulation import chances, consents, hours, preferences
from application.simulation.asked import growing
from application.simulation.chances import chance
from application.simulation.lives import (
    Answer,
    Life,
    Part,
    Step,
    Supporter,
    entry_of,
    position_of,
    written,
)
from application.simulation.looked_after import asked_how_they_are, year_by_year
from application.simulation.world import World
from domain.channels import Channel
from domain.corrections import CorrectEntry
from domain.decider import Refusal
from domain.peer import (
    PVG_MONTHS,
    AskedBy,
    CoursesNotCurrent,
    LeavingReason,
    LetPeerReturn,
    NoReturnConversation,
    NotifyPvgDeparture,
    PausePeer,
    PauseReason,
    RecordPeerConversation,
    RecordPeerLeft,
    RecordPvgRequest,
    RecordPvgResult,
    RecordSupervision,
    RefresherMissing,
    ReinstatePeer,
    SuspendPeer,
    SuspensionGround,
)
from domain.peer.supervision import Theme
from domain.people import StaffId
from domain.periods import local_day, start_of
from domain.service import USUAL, Model
from domain.training import Course, CourseCompleted, RecordCourse

MONTH = 30.44
"""Days."""

NEW_FOR = timedelta(days=92)
CALLED_EVERY = (60, 170)
"""Days from one call by the coordinator to the next, at least and at most."""

ATTEMPTS = 5
REASONS_TO_LEAVE = (
    None,
    LeavingReason.WORK,
    LeavingReason.MOVED,
    LeavingReason.HEALTH,
    LeavingReason.FAMILY,
)


def supporting(world: World, supporter: Supporter) -> tuple[Life, ...]:
    """What goes on side by side from the day on which somebody became active."""
    return (
        _supervised(world, supporter),
        _called(world, supporter),
        _renewing(world, supporter),
        _in_the_scheme(world, supporter),
        _through_the_months(world, supporter),
        preferences.of_peer(world, supporter),
        growing(world, supporter),
        year_by_year(world, supporter),
        asked_how_they_are(world, supporter),
        consents.of_peer(world, supporter),
        consents.story_of(world, supporter),
    )


def hold_supervision(
    world: World, dice: Random, supporter: Supporter, days: float = 0.0
) -> Part[Answer]:
    """Supervision takes place so many days from now and is written down."""
    at = hours.office(dice, world.now, days)
    minutes = dice.randrange(25, 75, 5)
    by = supporter.supervisor
    own = world.dice(f"supervision-{supporter.peer}-{at:%Y%m%d%H}")
    in_group = not supporter.last_in_group and chance(own, chances.SUPERVISED_IN_A_GROUP)
    held = RecordSupervision(
        peer=supporter.peer,
        supervisor=by,
        minutes=minutes,
        in_group=in_group,
        themes=tuple(sorted(own.sample(tuple(Theme), own.randint(1, 3)))),
        wellbeing=own.choices((2, 3, 4, 5), (10, 25, 45, 20))[0],
        at=at,
    )
    answer = yield Step(written(dice, at), held, by)
    supporter.supervised_at, supporter.last_in_group = at, in_group
    return answer


def call(
    world: World, dice: Random, supporter: Supporter, by: StaffId, days: float
) -> Part[Answer]:
    """A coordinator phones or meets the peer supporter so many days from now."""
    at = hours.office(dice, world.now, days)
    called = RecordPeerConversation(
        peer=supporter.peer,
        coordinator=by,
        mode=dice.choice((Channel.PHONE, Channel.PHONE, Channel.FACE_TO_FACE)),
        minutes=dice.randrange(5, 40),
        at=at,
    )
    return (yield Step(written(dice, at), called, by))


def take_course(
    world: World, dice: Random, supporter: Supporter, course: Course, days: float
) -> Part[None]:
    """A course is completed so many days from now; principles are renewed by their refresher."""
    again = course is Course.PPP and course in supporter.expires
    at = hours.office(dice, world.now, days)
    taken = RecordCourse(
        peer=supporter.peer,
        course=Course.PPP_REFRESHER if again else course,
        version="1",
        provider="Example Training",
        at=at,
    )
    completed = entry_of((yield Step(written(dice, at), taken, supporter.coordinator)))
    if completed is not None and isinstance(completed.event, CourseCompleted):
        expires_on = completed.event.expires_on
        supporter.expires[course] = expires_on or local_day(world.until)


def take_what_ran_out(world: World, dice: Random, supporter: Supporter) -> Part[None]:
    """Every course that is not current is taken in the next days."""
    today = local_day(world.now)
    for course, expires_on in tuple(supporter.expires.items()):
        if expires_on <= today + timedelta(days=7):
            yield from take_course(world, dice, supporter, course, dice.uniform(2, 9))


def _supervised(world: World, supporter: Supporter) -> Life:
    """Supervision as often as the service promises, sometimes late and sometimes too late."""
    dice = world.dice(f"supervision-{supporter.peer}")
    activated_at = supporter.activated_at or world.now
    while not supporter.left:
        last = supporter.supervised_at or activated_at
        new = last < activated_at + NEW_FOR
        weeks = USUAL.supervision_weeks_while_new if new else USUAL.supervision_weeks
        due = last + timedelta(weeks=weeks)
        late = {
            chances.ON_TIME: dice.uniform(-9, -3.5),
            chances.AMBER: dice.uniform(1, 10),
            chances.RED: dice.uniform(16, 36),
        }[chances.one_of(dice, chances.SUPERVISION)]
        yield Step(hours.later(due, late))
        if supporter.left:
            return
        if supporter.away:
            yield Step(hours.later(world.now, 7))
            continue
        if supporter.supervised_at is not None and supporter.supervised_at > last:
            continue
        answer = yield from hold_supervision(world, dice, supporter)
        entry = position_of(answer)
        if entry is not None and chance(dice, chances.CORRECTED / 2):
            correction = CorrectEntry(entry=entry, changes={"minutes": dice.randrange(76, 95)})
            yield Step(hours.office(dice, world.now, 1), correction, supporter.supervisor)


def _called(world: World, supporter: Supporter) -> Life:
    """Their coordinator keeps in touch."""
    dice = world.dice(f"calls-{supporter.peer}")
    while True:
        yield Step(hours.later(world.now, dice.uniform(*CALLED_EVERY)))
        if supporter.left:
            return
        if not supporter.away:
            yield from call(world, dice, supporter, supporter.coordinator, 0)


def _renewing(world: World, supporter: Supporter) -> Life:
    """Courses are taken again before they run out, mostly."""
    dice = world.dice(f"courses-{supporter.peer}")
    while True:
        course, expires_on = min(supporter.expires.items(), key=lambda each: (each[1], each[0]))
        in_time = chance(dice, chances.COURSE_RENEWED_IN_TIME)
        days = dice.uniform(-30, -6) if in_time else dice.uniform(4, 40)
        yield Step(hours.later(start_of(expires_on), days))
        while supporter.away and not supporter.left:
            yield Step(hours.later(world.now, 14))
        if supporter.left:
            return
        if supporter.expires[course] == expires_on:
            yield from take_course(world, dice, supporter, course, 0)


def _in_the_scheme(world: World, supporter: Supporter) -> Life:
    """Membership of the PVG scheme is asked for again every five years, mostly in time."""
    dice = world.dice(f"scheme-{supporter.peer}")
    by = supporter.coordinator
    while True:
        yield Step(hours.office(dice, world.now, PVG_MONTHS * MONTH - dice.uniform(60, 130)))
        if supporter.left:
            return
        yield Step(world.now, RecordPvgRequest(peer=supporter.peer), by)
        result = RecordPvgResult(
            peer=supporter.peer, may_take_regulated_role=True, decided_by=world.staff.manager
        )
        yield Step(hours.office(dice, world.now, dice.uniform(15, 35)), result, by)


def _through_the_months(world: World, supporter: Supporter) -> Life:
    """Month by month somebody may need a break, be asked to stop, or leave."""
    dice = world.dice(f"months-{supporter.peer}")
    months = 0
    while not supporter.left:
        yield Step(hours.later(world.now, MONTH))
        if supporter.left:
            return
        months += 1
        early = months <= chances.EARLY_MONTHS
        leaving = chances.LEAVES_A_MONTH_EARLY if early else chances.LEAVES_A_MONTH
        if chance(dice, leaving) and not supporter.leaving:
            supporter.leaving = True
            stays = chances.SEES_IT_THROUGH_EARLY if early else chances.SEES_IT_THROUGH
            mentors = any(each.model is Model.MENTORING for each in supporter.supports)
            if supporter.matches and (mentors or chance(dice, stays)):
                world.begin(_leave_afterwards(world, supporter))
            else:
                yield from _leave(world, dice, supporter)
        elif chance(dice, chances.PAUSES_A_MONTH):
            yield from _pause(world, dice, supporter)
        elif chance(dice, chances.SUSPENDED_A_MONTH):
            yield from _suspend(world, dice, supporter)


def _leave_afterwards(world: World, supporter: Supporter) -> Life:
    """Somebody goes as soon as they support nobody any more."""
    dice = world.dice(f"leaves-{supporter.peer}")
    while supporter.matches:
        yield Step(hours.later(world.now, 7))
    if not supporter.left:
        yield from _leave(world, dice, supporter, MONTH / 4)


def _leave(
    world: World, dice: Random, supporter: Supporter, most_days: float = MONTH
) -> Part[None]:
    at = hours.office(dice, world.now, dice.uniform(0, most_days))
    left = RecordPeerLeft(
        peer=supporter.peer,
        reason=dice.choice(REASONS_TO_LEAVE),
        exit_conversation=chance(dice, 0.6),
        at=at,
    )
    yield Step(at)
    if supporter.left:
        return
    supporter.left = True
    yield Step(written(dice, at), left, supporter.coordinator)
    if chance(dice, 0.9):
        told = NotifyPvgDeparture(peer=supporter.peer)
        days = dice.uniform(1, 20)
        yield Step(hours.office(dice, world.now, days), told, supporter.coordinator)


def _pause(world: World, dice: Random, supporter: Supporter) -> Part[None]:
    days = chances.like(dice, chances.PAUSE_DAYS)
    said_at = hours.evening(dice, world.now, dice.uniform(0, MONTH))
    asked_by = AskedBy.SELF if chance(dice, 0.9) else AskedBy.SERVICE
    ill = chance(dice, 0.4)
    pause = PausePeer(
        peer=supporter.peer,
        asked_by=asked_by,
        reason=PauseReason.HEALTH if ill and asked_by is AskedBy.SELF else None,
        expected_return=local_day(hours.later(said_at, days)) if chance(dice, 0.6) else None,
        at=said_at,
    )
    yield Step(said_at)
    if supporter.left:
        return
    supporter.away = True
    yield Step(hours.office(dice, said_at), pause, supporter.coordinator)
    if chance(dice, 0.93):
        by = supporter.coordinator
        yield from call(world, dice, supporter, by, max(days - 3, 1))
    yield from _come_back(world, dice, supporter, hours.office(dice, world.now, dice.uniform(1, 4)))


def _come_back(world: World, dice: Random, supporter: Supporter, at: datetime) -> Part[None]:
    """The coordinator lets somebody return and does first what turns out to be in the way."""
    by = supporter.coordinator
    for _attempt in range(ATTEMPTS):
        yield Step(at)
        if supporter.left:
            return
        answer = yield Step(at, LetPeerReturn(peer=supporter.peer), by)
        if not isinstance(answer, Refusal):
            supporter.away = False
            return
        match answer:
            case NoReturnConversation():
                yield from call(world, dice, supporter, by, dice.uniform(0, 3))
            case CoursesNotCurrent():
                yield from take_what_ran_out(world, dice, supporter)
            case RefresherMissing():
                yield from take_course(world, dice, supporter, Course.PPP, dice.uniform(3, 14))
            case _:
                break
        at = hours.office(dice, world.now, dice.uniform(0, 2))
    yield from _leave(world, dice, supporter)


def _suspend(world: World, dice: Random, supporter: Supporter) -> Part[None]:
    at = hours.office(dice, world.now)
    supporter.away = True
    by = world.staff.manager
    yield Step(
        at, SuspendPeer(peer=supporter.peer, ground=SuspensionGround.BEING_LOOKED_INTO, at=at), by
    )
    settled_at = hours.office(dice, world.now, dice.uniform(10, 45))
    yield Step(settled_at)
    if supporter.left:
        return
    if chance(dice, 0.8):
        yield Step(settled_at, ReinstatePeer(peer=supporter.peer), by)
        supporter.away = False
    else:
        yield Step(settled_at)
        yield from _leave(world, dice, supporter)
