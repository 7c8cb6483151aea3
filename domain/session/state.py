"""What has happened to the sessions of a match, and where each stands."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import msgspec

from domain.channels import Channel
from domain.decider import Event, Recorded
from domain.folds import Fold
from domain.match import PlaceType, Side
from domain.people import SessionId
from domain.session.events import (
    SessionCancelled,
    SessionConfirmed,
    SessionFollowedUp,
    SessionHeld,
    SessionNotAttended,
    SessionPlanned,
    SessionReadBack,
    SessionRescheduled,
    SessionStarted,
    SessionWorryAnswered,
)
from domain.session.language import Absent, CalledOffBy, Stage

replace = msgspec.structs.replace


class Report(msgspec.Struct, frozen=True, gc=False):
    """One record that a session took place.

    ``recorded_at`` is unknown (None) where the record has been corrected since.
    """

    ended_at: datetime
    day_only: bool
    minutes: int | None
    mode: Channel | None
    place_type: PlaceType | None
    unplanned: bool
    told_by: Side | None
    read_back: bool
    recorded_at: datetime | None


class Session(msgspec.Struct, frozen=True, gc=False):
    """What has happened to one session. Where it stands follows (`stage`)."""

    planned_for: datetime | None = None
    planned_minutes: int | None = None
    mode: Channel | None = None
    place_type: PlaceType | None = None
    arranged_at: datetime | None = None
    confirmed_at: datetime | None = None
    rescheduled: int = 0
    started_at: datetime | None = None
    reports: tuple[Report, ...] = ()
    worried: bool | None = None
    worry_answered_at: datetime | None = None
    worried_at: datetime | None = None
    read_back_at: datetime | None = None
    followed_up_at: tuple[datetime, ...] = ()
    cancelled_at: datetime | None = None
    cancelled_by: CalledOffBy | None = None
    notice_hours: int | None = None
    not_attended_at: datetime | None = None
    absent: Absent | None = None

    @property
    def stage(self) -> Stage:
        """Where the session stands. That it took place outweighs that it was called off."""
        if self.reports:
            return Stage.HELD
        if self.not_attended_at is not None:
            return Stage.NOT_ATTENDED
        if self.cancelled_at is not None:
            return Stage.CANCELLED
        return Stage.PLANNED if self.started_at is None else Stage.STARTED

    @property
    def held(self) -> Report | None:
        """The record that counts: the earliest end."""
        return self.reports[0] if self.reports else None


def _planned(session: Session, plan: SessionPlanned, _recorded: Recorded) -> Session:
    return replace(
        session,
        planned_for=plan.planned_for,
        planned_minutes=plan.minutes,
        mode=plan.mode,
        place_type=plan.place_type,
        arranged_at=plan.at,
    )


def _confirmed(session: Session, confirmed: SessionConfirmed, _recorded: Recorded) -> Session:
    return replace(session, confirmed_at=session.confirmed_at or confirmed.at)


def _rescheduled(session: Session, moved: SessionRescheduled, _recorded: Recorded) -> Session:
    return replace(
        session,
        planned_for=moved.planned_for,
        arranged_at=moved.at,
        rescheduled=session.rescheduled + 1,
    )


def _started(session: Session, started: SessionStarted, _recorded: Recorded) -> Session:
    return replace(session, started_at=session.started_at or started.at)


def _held(session: Session, held: SessionHeld, recorded: Recorded) -> Session:
    report = Report(
        ended_at=held.at,
        day_only=held.day_only,
        minutes=held.minutes,
        mode=held.mode,
        place_type=held.place_type,
        unplanned=held.unplanned,
        told_by=held.told_by,
        read_back=bool(held.read_back),
        recorded_at=recorded.recorded_at if recorded.corrects is None else None,
    )
    reports = (*session.reports, report)
    if held.worried is None:
        return replace(session, reports=reports)
    return replace(session, reports=reports, **_answer(session, held.worried, held.at))


def _answered(session: Session, answered: SessionWorryAnswered, _recorded: Recorded) -> Session:
    if answered.worried is None:
        return session
    return replace(session, **_answer(session, answered.worried, answered.at))


def _read_back(session: Session, read: SessionReadBack, _recorded: Recorded) -> Session:
    return replace(session, read_back_at=session.read_back_at or read.at)


def _followed_up(session: Session, followed: SessionFollowedUp, _recorded: Recorded) -> Session:
    return replace(session, followed_up_at=(*session.followed_up_at, followed.at))


def _cancelled(session: Session, off: SessionCancelled, _recorded: Recorded) -> Session:
    if session.cancelled_at is not None:
        return session
    return replace(session, cancelled_at=off.at, cancelled_by=off.by, notice_hours=off.notice_hours)


def _not_attended(session: Session, missed: SessionNotAttended, _recorded: Recorded) -> Session:
    return replace(
        session,
        not_attended_at=session.not_attended_at or missed.at,
        absent=session.absent or missed.who,
    )


def _answer(session: Session, worried: bool, at: datetime) -> dict[str, Any]:
    """What an answer changes. A worry, once told, is not taken back by a record that has none."""
    return {
        "worried": bool(session.worried) or worried,
        "worry_answered_at": session.worry_answered_at or at,
        "worried_at": session.worried_at or (at if worried else None),
    }


_EVOLVE: dict[type[Event], Callable[[Session, Any, Recorded], Session]] = {
    SessionPlanned: _planned,
    SessionConfirmed: _confirmed,
    SessionRescheduled: _rescheduled,
    SessionStarted: _started,
    SessionHeld: _held,
    SessionWorryAnswered: _answered,
    SessionCancelled: _cancelled,
    SessionNotAttended: _not_attended,
    SessionReadBack: _read_back,
    SessionFollowedUp: _followed_up,
}


def _gathered(heard: Iterable[Recorded]) -> dict[SessionId, Session]:
    sessions: dict[SessionId, Session] = {}
    for recorded in heard:
        event: Any = recorded.event
        session = sessions.get(event.session, _NO_SESSION)
        sessions[event.session] = _EVOLVE[type(event)](session, event, recorded)
    return sessions


def _evolve_each(
    sessions: dict[SessionId, Session], recorded: Recorded
) -> dict[SessionId, Session]:
    event: Any = recorded.event
    session = sessions.get(event.session, _NO_SESSION)
    return sessions | {event.session: _EVOLVE[type(event)](session, event, recorded)}


_NO_SESSION = Session()
_NO_SESSIONS: dict[SessionId, Session] = {}
SESSIONS = Fold(
    hears=frozenset(_EVOLVE),
    initial=_NO_SESSIONS,
    evolve=_evolve_each,
    gathered=_gathered,
)
"""Every session of a match, over the subject of the match (or of a person or peer supporter)."""
