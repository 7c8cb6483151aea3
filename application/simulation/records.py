"""What is written down about sessions: late or never, with slips, and put right afterwards."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from application.simulation import chances, hours, words
from application.simulation.afterwards import (
    debriefed,
    kind_call,
    perhaps_hard,
    told_by_phone,
    worried_about,
)
from application.simulation.chances import chance
from application.simulation.confidences import perhaps_broken
from application.simulation.lives import Answer, Life, Part, Step, position_of
from application.simulation.world import World
from application.simulation.worries import perhaps_worried
from domain.channels import Channel
from domain.corrections import CorrectEntry, MarkEnteredInError
from domain.decider import Position
from domain.match import PlaceType, Side
from domain.people import MatchId, PeerId, PersonId, SessionId, StaffId
from domain.periods import LOCAL, local_day
from domain.session import (
    Absent,
    Activity,
    AnswerWorry,
    RecordNotAttended,
    RecordSession,
    SessionHeld,
    SessionNotAttended,
)

LATE_DAYS = (3.3, 21.0)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session that took place. ``session`` is nothing where nobody had planned it."""

    match: MatchId
    peer: PeerId
    coordinator: StaffId
    person: PersonId
    session: SessionId | None
    ended_at: datetime
    minutes: int
    mode: Channel
    place_type: PlaceType


def recorded_later(world: World, meeting: Meeting, of: str) -> Life:
    """The record of a session, and what becomes of the record."""
    dice = world.dice(f"record-{meeting.match}-{of}")
    if chance(dice, chances.RECORDED_NEVER):
        return
    late = chance(dice, chances.RECORDED_LATE)
    days = dice.uniform(*LATE_DAYS) if late else dice.uniform(0, 1.3)
    told = chance(dice, 0.12)
    by: StaffId | PeerId = meeting.coordinator if told else meeting.peer
    moment = hours.office if told else hours.evening
    record = _record(dice, meeting, told=told)
    answer = yield Step(moment(dice, meeting.ended_at, days), record, by)
    entry = _entry(answer)
    if entry is None:
        return
    if chance(dice, chances.IN_ERROR):
        yield from _recorded_afresh(world, dice, meeting, entry.position, by)
        return
    if record.worried is None and chance(dice, chances.WORRY_ANSWERED):
        world.begin(_worry_answered(world, meeting, entry))
    session, by_staff = entry.session, meeting.coordinator
    perhaps_broken(
        world,
        f"{meeting.match}-{of}",
        match=meeting.match,
        person=meeting.person,
        peer=meeting.peer,
        coordinator=by_staff,
        at=meeting.ended_at,
    )
    perhaps_worried(
        world,
        f"{meeting.match}-{of}",
        person=meeting.person,
        peer=meeting.peer,
        coordinator=by_staff,
        at=meeting.ended_at,
    )
    world.begin(
        debriefed(world, meeting.match, session, meeting.peer, by_staff, worried=record.worried)
    )
    if record.worried:
        world.begin(worried_about(world, meeting.match, session, by_staff))
        perhaps_hard(
            world,
            f"{meeting.match}-{of}",
            match=meeting.match,
            by=by,
            coordinator=by_staff,
            at=meeting.ended_at,
        )
    if told:
        world.begin(told_by_phone(world, meeting.match, session, by_staff))
    if chance(dice, chances.CORRECTED):
        yield from _corrected(world, dice, meeting, entry.position, record, by=by)


def told_as_held(world: World, meeting: Meeting, came_not_at: datetime, of: str) -> Life:
    """A session to which nobody came is first recorded as held, then put right."""
    dice = world.dice(f"misreport-{meeting.match}-{of}")
    written_at = hours.evening(dice, meeting.ended_at, dice.uniform(0, 2))
    answer = yield Step(written_at, _record(dice, meeting, told=False), meeting.peer)
    entry = _entry(answer)
    if entry is None:
        return
    mistake = MarkEnteredInError(entry=entry.position)
    right_at = hours.office(dice, world.now, dice.uniform(0.5, 6))
    yield Step(right_at, mistake, meeting.coordinator)
    missed = RecordNotAttended(
        match=meeting.match, who=Absent.PERSON, session=entry.session, at=came_not_at
    )
    yield Step(hours.office(dice, right_at), missed, meeting.coordinator)


def missed(world: World, meeting: Meeting, who: Absent, at: datetime) -> Part[None]:
    """Somebody did not come; the peer supporter says so the same day or later."""
    dice = world.dice(f"missed-{meeting.session}")
    command = RecordNotAttended(match=meeting.match, who=who, session=meeting.session, at=at)
    written_at = hours.evening(dice, meeting.ended_at, dice.uniform(0, 1.2))
    answer = yield Step(written_at, command, meeting.peer)
    entry = position_of(answer)
    if entry is not None and meeting.session is not None:
        call = kind_call(world, meeting.match, meeting.session, who, meeting.coordinator)
        world.begin(call)
    if entry is not None and who is Absent.PERSON and chance(dice, chances.CORRECTED):
        correction = CorrectEntry(entry=entry, changes={"who": Absent.BOTH.value})
        yield Step(hours.office(dice, world.now, 0.5), correction, meeting.coordinator)


@dataclass(frozen=True, slots=True)
class _Entry:
    position: Position
    session: SessionId


def _entry(answer: Answer) -> _Entry | None:
    if isinstance(answer, Exception) or answer is None or not answer.events:
        return None
    recorded = answer.events[-1]
    if not isinstance(recorded.event, SessionHeld | SessionNotAttended):
        return None
    return _Entry(recorded.position, recorded.event.session)


def _record(dice: Random, meeting: Meeting, *, told: bool) -> RecordSession:
    """The record as it is first made: end and length, or beginning and length, or the day alone."""
    day_only = chance(dice, 0.02)
    from_start = not day_only and chance(dice, 0.12)
    no_minutes = not from_start and chance(dice, 0.04)
    started_at = meeting.ended_at - timedelta(minutes=meeting.minutes)
    worried = None if chance(dice, chances.WORRY_LEFT_OPEN) else chance(dice, chances.WORRIED)
    return RecordSession(
        match=meeting.match,
        session=meeting.session,
        at=None if day_only or from_start else meeting.ended_at,
        started_at=started_at if from_start else None,
        on=local_day(meeting.ended_at) if day_only else None,
        minutes=None if no_minutes else meeting.minutes,
        worried=worried,
        worry_words=dice.choice(words.WORRIES) if worried else None,
        mode=meeting.mode,
        place_type=meeting.place_type,
        initiated_by=dice.choice((Side.PERSON, Side.PEER)) if chance(dice, 0.6) else None,
        told_by=Side.PEER if told else None,
        tasks_with=dice.randrange(4) if chance(dice, 0.4) else None,
        tasks_for=int(chance(dice, 0.1)) if chance(dice, 0.4) else None,
        activity=dice.choice(tuple(Activity)) if chance(dice, 0.4) else None,
        functions=words.some(dice, words.FUNCTIONS, 2) if chance(dice, 0.35) else (),
        mood=dice.choice((2, 3, 3, 4, 4, 5)) if chance(dice, 0.6) else None,
        peer_wellbeing=dice.choice((2, 3, 4, 4, 5)) if chance(dice, 0.4) else None,
        note=dice.choice(words.NOTES) if chance(dice, 0.35) else None,
    )


def _worry_answered(world: World, meeting: Meeting, entry: _Entry) -> Life:
    dice = world.dice(f"worry-{entry.session}")
    at = hours.office(dice, world.now, dice.uniform(3, 14))
    worried = chance(dice, chances.WORRIED)
    answered = AnswerWorry(
        match=meeting.match,
        session=entry.session,
        worried=worried,
        worry_words=dice.choice(words.WORRIES) if worried else None,
        at=at,
    )
    yield Step(at, answered, meeting.coordinator)


def _corrected(
    world: World,
    dice: Random,
    meeting: Meeting,
    entry: Position,
    record: RecordSession,
    *,
    by: StaffId | PeerId,
) -> Part[None]:
    """Minutes, time or mode were wrong."""
    changes: dict[str, object] = {"minutes": meeting.minutes + dice.choice((5, 10, 15))}
    kind = dice.choice(("minutes", "minutes", "time", "mode"))
    if kind == "time" and record.on is None:
        earlier = meeting.ended_at - timedelta(minutes=dice.choice((30, 60, 24 * 60)))
        changes = {"at": earlier.isoformat()}
    elif kind == "mode":
        other = Channel.PHONE if meeting.mode is not Channel.PHONE else Channel.VIDEO
        changes = {"mode": other.value, "place_type": PlaceType.REMOTE.value}
    correction = CorrectEntry(entry=entry, changes=changes)
    yield Step(hours.evening(dice, world.now, dice.uniform(0.1, 12)), correction, by)


def _recorded_afresh(
    world: World, dice: Random, meeting: Meeting, entry: Position, by: StaffId | PeerId
) -> Part[None]:
    """The record told of another session: it is taken out, and the right one made.

    Sometimes it was right after all, and the mark is taken back.
    """
    at = hours.evening(dice, world.now, dice.uniform(0.1, 8))
    yield Step(at, MarkEnteredInError(entry=entry), by)
    if chance(dice, 0.2):
        taken_back = CorrectEntry(entry=entry, changes={})
        yield Step(hours.office(dice, world.now), taken_back, meeting.coordinator)
        return
    afresh = RecordSession(
        match=meeting.match,
        session=meeting.session,
        at=meeting.ended_at,
        minutes=meeting.minutes,
        worried=False,
        mode=meeting.mode,
    )
    yield Step(world.now, afresh, by)


def minutes_of(dice: Random, mode: Channel) -> int:
    """How long a session lasts: calls from 1 to 111 minutes, meetings mostly 60 to 90."""
    if mode in {Channel.PHONE, Channel.VIDEO}:
        return min(max(round(chances.like(dice, chances.PHONE_MINUTES)), 1), 111)
    return min(max(5 * round(chances.like(dice, chances.TOGETHER_MINUTES) / 5), 20), 300)


def in_winter(moment: datetime) -> bool:
    """Whether a moment lies in the months of flares."""
    return moment.astimezone(LOCAL).month in chances.WINTER
