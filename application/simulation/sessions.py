"""What two people do together: sessions planned, moved, called off, missed and held."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

import msgspec

from application.simulation import chances, consents, hours, words
from application.simulation.afterwards import watched_over
from application.simulation.chances import chance
from application.simulation.lives import Case, Part, Step, Supporter, entry_of
from application.simulation.records import (
    Meeting,
    in_winter,
    minutes_of,
    missed,
    recorded_later,
    told_as_held,
)
from application.simulation.world import Pause, World
from domain.channels import Channel
from domain.match import (
    BOTH_SIDES,
    AgreeMatch,
    ChanceEncounter,
    CoverDecision,
    DecideCover,
    EndKind,
    PauseMatch,
    PauseReason,
    PlaceType,
    ResumeMatch,
    Side,
    StartEnding,
)
from domain.people import MatchId, SessionId
from domain.periods import local_day
from domain.service import Delivery, Model
from domain.session import (
    Absent,
    CalledOffBy,
    CancelSession,
    ConfirmSession,
    PlanSession,
    RescheduleSession,
    SessionPlanned,
)

EARLY = timedelta(weeks=8)
LONGEST_COVER = timedelta(weeks=20)
"""For how long a person waits for a peer supporter who is away."""

OFTEN = (75, 15, 10)
"""How often the first, second and third way of meeting that an offer has is chosen."""

FIRST_SESSIONS = 3
NOTICE = timedelta(hours=4)
"""The least time from planning to a session."""

SOON_AGAIN = 2.0
"""Days after which a mentor makes up for a session that did not take place."""

CALLS_LATER = 17.0
"""Days from one call to the next after the first weeks."""

WEEKLY = 8.0
"""Days; who meets at least as often may meet less often after some weeks."""

WHY_CALLED_OFF: dict[CalledOffBy, tuple[str | None, ...]] = {
    CalledOffBy.PERSON: ("ILL", "ILL", "APPOINTMENT", None),
    CalledOffBy.PEER: ("ILL", "WORK", None),
    CalledOffBy.SERVICE: ("WEATHER",),
}

REMOTE = frozenset({Channel.PHONE, Channel.VIDEO})


@dataclass(slots=True, eq=False)
class Pair:
    """Two people who meet: how, how often, and at what time of day."""

    match: MatchId
    case: Case
    supporter: Supporter
    mode: Channel
    place_type: PlaceType
    gap: float
    usual: time
    started_at: datetime
    sessions: int = 0
    ending: bool = False
    over: bool = False

    @classmethod
    def of(cls, dice: Random, match: MatchId, case: Case, supporter: Supporter) -> "Pair":
        """Two people as they arrange themselves."""
        delivery = chances.one_of(dice, dict(zip(case.offer.delivery, OFTEN, strict=False)))
        mode = {
            Delivery.PHONE: Channel.PHONE,
            Delivery.VIDEO: Channel.VIDEO,
        }.get(delivery, dice.choice((Channel.FACE_TO_FACE, Channel.FACE_TO_FACE, Channel.WALK)))
        place_type = PlaceType.OUTDOORS if mode is Channel.WALK else _place(dice)
        return cls(
            match=match,
            case=case,
            supporter=supporter,
            mode=mode,
            place_type=PlaceType.REMOTE if mode in REMOTE else place_type,
            gap=chances.one_of(dice, chances.GAPS_EARLY),
            usual=time(dice.randrange(10, 20), dice.choice((0, 0, 30))),
            started_at=case.arrived_at,
        )


def terms(dice: Random, pair: Pair, at: datetime, *, both: bool = True) -> AgreeMatch:
    """What the two agree, for now."""
    mentoring = pair.case.offer.model is Model.MENTORING
    weeks = pair.case.offer.weeks or 52
    has_end = mentoring or chance(dice, 0.4)
    channels = {pair.mode: None, Channel.PHONE: None, Channel.MESSAGES: None}
    return AgreeMatch(
        match=pair.match,
        sessions_a_month=round(28 / pair.gap, 1),
        two_way_respect=True,
        minutes=30 if pair.mode in REMOTE else 90,
        channels=tuple(channels),
        place_types=(pair.place_type,),
        hours_from=time(9),
        hours_to=time(20),
        chance_encounter=dice.choice(tuple(ChanceEncounter)[:3]),
        planned_end=local_day(at + timedelta(weeks=weeks)) if has_end else None,
        goals=dice.choice(words.GOALS) if mentoring or chance(dice, 0.3) else None,
        accepted_by=BOTH_SIDES if both else (Side.PERSON,),
        at=at,
    )


def meet(
    world: World,
    dice: Random,
    pair: Pair,
    *,
    ends_at: datetime,
    ending_from: datetime | None,
    how: EndKind | None,
    most: int | None,
) -> Part[EndKind | None]:
    """Session after session until the end. Returns how it ended; None where it was not for them."""
    day = local_day(hours.later(world.now, dice.uniform(1, 5)))
    away_since: datetime | None = None
    while True:
        if pair.case.dead:
            return EndKind.DIED
        if pair.supporter.left:
            return EndKind.EARLY_PEER
        if most is not None and pair.sessions >= most:
            return None
        if pair.supporter.away:
            if away_since is None:
                away_since = world.now
                yield _covered(world, dice, pair)
            if world.now >= ends_at:
                return how
            if world.now - away_since > LONGEST_COVER:
                return EndKind.EARLY_PEER
            yield Step(hours.later(world.now, 7))
            day = local_day(hours.later(world.now, 3))
            continue
        if away_since is not None:
            away_since = None
            goes_on = ResumeMatch(match=pair.match, decided_by=pair.case.coordinator)
            yield Step(hours.office(dice, world.now), goes_on, pair.case.coordinator)
        if pair.sessions > FIRST_SESSIONS and not pair.ending and world.stays(Pause.PAUSED):
            rests = PauseMatch(match=pair.match, reason=PauseReason.HOLIDAY)
            yield Step(hours.office(dice, world.now), rests, pair.case.coordinator)
            yield world.rest()
        start = _next_start(dice, pair, day, world.now)
        if start >= ends_at:
            yield Step(ends_at)
            if not (pair.ending and world.stays(Pause.ENDING)):
                return EndKind.DIED if pair.case.dead else how
            ends_at = world.until + timedelta(days=365)
        if ending_from is not None and world.now >= ending_from and not pair.ending:
            pair.ending = True
            last = StartEnding(match=pair.match, planned_last=local_day(ends_at))
            yield Step(hours.office(dice, world.now), last, pair.case.coordinator)
            continue
        yield from _less_often(world, dice, pair)
        start = max(start, hours.later(world.now, 1)) if start < world.now + NOTICE else start
        took_place = yield from _session(world, dice, pair, start)
        gap = _gap(dice, pair)
        if not took_place and pair.case.offer.model is Model.MENTORING:
            gap = min(gap, SOON_AGAIN)
        day = local_day(hours.later(max(start, world.now), gap))


def _covered(world: World, dice: Random, pair: Pair) -> Step:
    """The coordinator decides what becomes of a match whose peer supporter is away."""
    rests = not pair.ending and chance(dice, chances.RESTS_WHILE_AWAY)
    decided = DecideCover(
        match=pair.match,
        decision=CoverDecision.PAUSE if rests else CoverDecision.KEEP_IN_TOUCH,
        decided_by=pair.case.coordinator,
    )
    return Step(hours.office(dice, world.now), decided, pair.case.coordinator)


def _next_start(dice: Random, pair: Pair, day: date, now: datetime) -> datetime:
    start = hours.meeting(dice, day, pair.usual)
    while start < now + NOTICE:
        day += timedelta(days=1)
        start = hours.meeting(dice, day, pair.usual)
    return start


def _gap(dice: Random, pair: Pair) -> float:
    return max(pair.gap + dice.choice((-1, 0, 0, 0, 0, 1, 1)), 2.0)


def _less_often(world: World, dice: Random, pair: Pair) -> Part[None]:
    """After some weeks many who met weekly agree to meet every other week.

    Calls become rarer still, as befriending by phone lasts as long; mentoring does not.
    """
    if pair.case.offer.model is Model.MENTORING or world.now < pair.started_at + EARLY:
        return
    calls = len(pair.case.offer.delivery) == 1
    if calls and pair.gap < CALLS_LATER:
        pair.gap = CALLS_LATER
    elif pair.gap < WEEKLY and pair.sessions % 10 == 0 and chance(dice, 0.25):
        pair.gap *= 2
    else:
        return
    at = hours.office(dice, world.now)
    less_often = msgspec.structs.replace(terms(dice, pair, at), planned_end=None)
    yield Step(at, less_often, pair.case.coordinator)


def _session(world: World, dice: Random, pair: Pair, start: datetime) -> Part[bool]:
    """One session, from planning to its time; its record is written in its own time.

    Returns whether it took place.
    """
    pair.sessions += 1
    peer, match = pair.supporter.peer, pair.match
    planned_at = min(hours.evening(dice, world.now), start - NOTICE / 2)
    plan = PlanSession(
        match=match,
        planned_for=start,
        minutes=15 if pair.mode in REMOTE else 75,
        mode=pair.mode,
    )
    entry = entry_of((yield Step(max(planned_at, world.now), plan, peer)))
    if entry is None or not isinstance(entry.event, SessionPlanned):
        yield Step(start)
        return False
    session = entry.event.session
    if chance(dice, 0.1):
        confirmed_at = hours.by_day(start - timedelta(minutes=dice.randrange(60, 2 * 24 * 60)))
        confirmed = ConfirmSession(match=match, session=session, by=Side.PERSON)
        yield Step(max(world.now, confirmed_at), confirmed, peer)
    if chance(dice, 0.05):
        moved_to = hours.meeting(dice, local_day(start) + timedelta(days=2), pair.usual)
        moved = RescheduleSession(match=match, session=session, planned_for=moved_to)
        moved_at = hours.by_day(start - timedelta(minutes=dice.randrange(90, 40 * 60)))
        yield Step(max(world.now, moved_at), moved, peer)
        start = moved_to
    flare = chances.FLARE if in_winter(start) else 1.0
    cancelled: dict[CalledOffBy | None, float] = {
        CalledOffBy.PERSON: chances.PERSON_CANCELS * flare,
        CalledOffBy.PEER: chances.PEER_CANCELS,
        CalledOffBy.SERVICE: chances.SERVICE_CANCELS,
    }
    by = chances.one_of(dice, {None: 1 - sum(cancelled.values()), **cancelled})
    if by is None:
        came = 1 - sum(cancelled.values())
        held = not chance(dice, chances.NOT_ATTENDED * flare / came)
        yield from _time_came(world, dice, pair, session, start, held=held)
        return held
    yield from _called_off(world, dice, pair, session, start, by=by)
    return False


def _time_came(
    world: World, dice: Random, pair: Pair, session: SessionId, start: datetime, *, held: bool
) -> Part[None]:
    """The time of the session comes, and perhaps one that nobody had planned some days later."""
    mode = pair.mode if chance(dice, 0.9) else Channel.PHONE
    minutes = minutes_of(dice, mode)
    ended_at = start + timedelta(minutes=minutes)
    meeting = _meeting(pair, session, ended_at, minutes, mode)
    if held and meeting.place_type is PlaceType.PERSONS_HOME:
        visit = watched_over(
            world,
            pair.match,
            session,
            pair.supporter.peer,
            pair.case.coordinator,
            start=start,
            end=ended_at,
        )
        world.begin(visit)
    yield Step(ended_at)
    if held:
        world.begin(recorded_later(world, meeting, str(pair.sessions)))
        if chance(world.dice(f"slips-{session}"), consents.WITHOUT_CONSENT):
            world.begin(consents.let_slip(world, pair.supporter, session, ended_at))
    elif chance(dice, chances.MISREPORTED):
        world.begin(told_as_held(world, meeting, start, str(pair.sessions)))
    else:
        who = chances.one_of(dice, {Absent.PERSON: 85, Absent.PEER: 12, Absent.BOTH: 3})
        world.begin(missed(world, meeting, who, start))
    if chance(dice, 0.05):
        minutes = minutes_of(dice, Channel.PHONE)
        ended_at = hours.evening(dice, ended_at, 1.2) + timedelta(minutes=minutes)
        unplanned = _meeting(pair, None, ended_at, minutes, Channel.PHONE)
        world.begin(recorded_later(world, unplanned, f"{pair.sessions}-unplanned"))


def _meeting(
    pair: Pair, session: SessionId | None, ended_at: datetime, minutes: int, mode: Channel
) -> Meeting:
    return Meeting(
        match=pair.match,
        peer=pair.supporter.peer,
        person=pair.case.person,
        coordinator=pair.case.coordinator,
        session=session,
        ended_at=ended_at,
        minutes=minutes,
        mode=mode,
        place_type=PlaceType.REMOTE if mode in REMOTE else pair.place_type,
    )


def _called_off(
    world: World, dice: Random, pair: Pair, session: SessionId, start: datetime, *, by: CalledOffBy
) -> Part[None]:
    told_at = hours.by_day(start - timedelta(minutes=dice.randrange(45, 60 * 60)))
    told_at = max(world.now, told_at)
    cancelled = CancelSession(
        match=pair.match, by=by, session=session, reason=dice.choice(WHY_CALLED_OFF[by]), at=told_at
    )
    staff = by is CalledOffBy.SERVICE
    written_at = told_at if chance(dice, 0.7) else hours.evening(dice, told_at)
    yield Step(written_at, cancelled, pair.case.coordinator if staff else pair.supporter.peer)


def _place(dice: Random) -> PlaceType:
    return chances.one_of(
        dice,
        {PlaceType.COMMUNITY_VENUE: 40, PlaceType.PERSONS_HOME: 30, PlaceType.PUBLIC_PLACE: 30},
    )
