"""What has happened to the sessions of a match, and where each stands."""

from datetime import datetime

import msgspec

from domain.channels import Channel
from domain.decider import Recorded
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


class Report(msgspec.Struct, frozen=True):
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


class Session(msgspec.Struct, frozen=True):
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


def _evolve(session: Session, recorded: Recorded) -> Session:
    replace = msgspec.structs.replace
    match recorded.event:
        case SessionPlanned() as plan:
            return replace(
                session,
                planned_for=plan.planned_for,
                planned_minutes=plan.minutes,
                mode=plan.mode,
                place_type=plan.place_type,
                arranged_at=plan.at,
            )
        case SessionConfirmed(at=at):
            return replace(session, confirmed_at=session.confirmed_at or at)
        case SessionRescheduled(planned_for=planned_for, at=at):
            return replace(
                session,
                planned_for=planned_for,
                arranged_at=at,
                rescheduled=session.rescheduled + 1,
            )
        case SessionStarted(at=at):
            return replace(session, started_at=session.started_at or at)
        case SessionHeld() as held:
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
            session = _with_worry(session, held.worried, held.at)
            return replace(session, reports=(*session.reports, report))
        case SessionWorryAnswered(worried=worried, at=at):
            return _with_worry(session, worried, at)
        case SessionReadBack(at=at):
            return replace(session, read_back_at=session.read_back_at or at)
        case SessionFollowedUp(at=at):
            return replace(session, followed_up_at=(*session.followed_up_at, at))
        case SessionCancelled(by=by, notice_hours=notice_hours, at=at):
            if session.cancelled_at is not None:
                return session
            return replace(session, cancelled_at=at, cancelled_by=by, notice_hours=notice_hours)
        case SessionNotAttended(who=who, at=at):
            return replace(
                session,
                not_attended_at=session.not_attended_at or at,
                absent=session.absent or who,
            )
        case _:
            return session


def _with_worry(session: Session, worried: bool | None, at: datetime) -> Session:
    """A worry, once told, is not taken back by a second record that has none."""
    if worried is None:
        return session
    return msgspec.structs.replace(
        session,
        worried=bool(session.worried) or worried,
        worry_answered_at=session.worry_answered_at or at,
        worried_at=session.worried_at or (at if worried else None),
    )


def _evolve_each(
    sessions: dict[SessionId, Session], recorded: Recorded
) -> dict[SessionId, Session]:
    identifier: SessionId = recorded.event.session  # type: ignore[attr-defined]  # all heard have it
    return sessions | {identifier: _evolve(sessions.get(identifier, Session()), recorded)}


_NO_SESSIONS: dict[SessionId, Session] = {}
SESSIONS = Fold(
    hears=frozenset(
        {
            SessionPlanned,
            SessionConfirmed,
            SessionRescheduled,
            SessionStarted,
            SessionHeld,
            SessionWorryAnswered,
            SessionCancelled,
            SessionNotAttended,
            SessionReadBack,
            SessionFollowedUp,
        }
    ),
    initial=_NO_SESSIONS,
    evolve=_evolve_each,
)
"""Every session of a match, over the subject of the match (or of a person or peer supporter)."""
