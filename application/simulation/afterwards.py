"""What follows a session: the check-out, a record read back, a kind call, a debrief."""

from datetime import datetime, timedelta

from application.simulation import chances, hours
from application.simulation.chances import chance
from application.simulation.lives import Life, Step
from application.simulation.world import World
from domain.hard_sessions import NoteHardSession, RecordDebriefOffer
from domain.match import Side
from domain.people import MatchId, PeerId, SessionId, StaffId
from domain.session import (
    Absent,
    CheckOut,
    EscalateLoneWorking,
    FollowUpSession,
    LoneWorkingStep,
    ReadSessionBack,
    RecordDebrief,
    RequestDebrief,
    StartSession,
    Urgency,
)

HARD_AFTER_WORRY, OFFERED_IN_TIME = 0.12, 0.85
"""Of sessions with a worry, and of hard sessions: nobody gives a rate for either."""


def watched_over(
    world: World,
    match: MatchId,
    session: SessionId,
    peer: PeerId,
    by: StaffId,
    *,
    start: datetime,
    end: datetime,
) -> Life:
    """A visit at home: somebody waits to hear that the peer supporter is safe."""
    dice = world.dice(f"visit-{session}")
    started = StartSession(match=match, session=session, place="At the person's home.", at=start)
    yield Step(start, started, peer)
    if chance(dice, 0.1):
        return  # forgotten; the record of the session ends it
    late = chance(dice, chances.CHECKS_OUT_LATE)
    if late:
        phoned = EscalateLoneWorking(
            match=match,
            session=session,
            step=LoneWorkingStep.PEER_PHONED,
            staff=by,
            done="Phoned. The battery was flat, all was well.",
        )
        yield Step(end + timedelta(minutes=dice.randrange(60, 100)), phoned, by)
    yield Step(
        end + timedelta(minutes=dice.randrange(1, 20)), CheckOut(match=match, session=session), peer
    )


def told_by_phone(world: World, match: MatchId, session: SessionId, by: StaffId) -> Life:
    """What a coordinator wrote down on the phone is read back, mostly within days."""
    dice = world.dice(f"read-back-{session}")
    if chance(dice, chances.READ_BACK):
        at = hours.office(dice, world.now, dice.uniform(0, 4))
        yield Step(at, ReadSessionBack(match=match, session=session), by)


def debriefed(
    world: World,
    match: MatchId,
    session: SessionId,
    peer: PeerId,
    by: StaffId,
    *,
    worried: bool | None,
) -> Life:
    """The peer supporter wants to talk about a session, most often about one with a worry."""
    dice = world.dice(f"debrief-{session}")
    if not chance(dice, chances.DEBRIEF_AFTER_WORRY if worried else chances.DEBRIEF):
        return
    asked = RequestDebrief(
        match=match,
        session=session,
        urgency=chances.one_of(dice, {Urgency.TODAY: 40, Urgency.SOON: 60}),
        reason="It stayed with me." if chance(dice, 0.4) else None,
    )
    yield Step(hours.evening(dice, world.now), asked, peer)
    talked = RecordDebrief(match=match, session=session, staff=by, minutes=dice.choice((15, 30)))
    yield Step(hours.office(dice, world.now, dice.uniform(0.2, 2.5)), talked, by)


def worried_about(world: World, match: MatchId, session: SessionId, by: StaffId) -> Life:
    """A worry: the coordinator phones the peer supporter."""
    dice = world.dice(f"worried-{session}")
    if chance(dice, chances.FOLLOWED_UP):
        followed = FollowUpSession(
            match=match,
            session=session,
            staff=by,
            spoke_with=Side.PEER,
            words="Talked it over." if chance(dice, 0.5) else None,
        )
        yield Step(hours.office(dice, world.now, dice.uniform(0, 1.5)), followed, by)


def kind_call(world: World, match: MatchId, session: SessionId, who: Absent, by: StaffId) -> Life:
    """Somebody did not come, and is phoned."""
    dice = world.dice(f"kind-call-{session}")
    if chance(dice, chances.FOLLOWED_UP):
        side = Side.PEER if who is Absent.PEER else Side.PERSON
        called = FollowUpSession(match=match, session=session, staff=by, spoke_with=side)
        yield Step(hours.office(dice, world.now, dice.uniform(0.1, 3)), called, by)


def perhaps_hard(
    world: World,
    of: str,
    *,
    match: MatchId,
    by: StaffId | PeerId,
    coordinator: StaffId,
    at: datetime,
) -> None:
    """A session with a worry was hard for whoever listened, and a talk is offered, mostly."""
    if chance(world.dice(f"hard-{of}"), HARD_AFTER_WORRY):
        noted = Step(world.now, NoteHardSession(match=match, at=at), by, key=f"hard-{of}")
        offered = RecordDebriefOffer(match=match, staff=coordinator)
        world.begin(_offered(world, of, noted, offered))


def _offered(world: World, of: str, noted: Step, offered: RecordDebriefOffer) -> Life:
    dice = world.dice(f"talk-offered-{of}")
    yield noted
    days = dice.uniform(0, 0.7) if chance(dice, OFFERED_IN_TIME) else dice.uniform(1.5, 5)
    yield Step(hours.office(dice, world.now, days), offered, offered.staff, f"offered-{of}")
