"""What can be asked about a session."""

from datetime import date, datetime

from domain.channels import Channel
from domain.decider import Command
from domain.match import PlaceType, Side
from domain.people import GoalId, MatchId, SessionId, StaffId
from domain.session.language import Absent, Activity, CalledOffBy, Function, OutsideRole


class PlanSession(Command, frozen=True, kw_only=True):
    """Arrange a session."""

    match: MatchId
    planned_for: datetime
    minutes: int | None = None
    mode: Channel | None = None
    place_type: PlaceType | None = None


class ConfirmSession(Command, frozen=True, kw_only=True):
    """Record that a planned session was confirmed."""

    match: MatchId
    session: SessionId
    by: Side | None = None
    at: datetime | None = None


class RescheduleSession(Command, frozen=True, kw_only=True):
    """Move a planned session."""

    match: MatchId
    session: SessionId
    planned_for: datetime


class RecordSession(Command, frozen=True, kw_only=True):
    """Record that a session took place; without ``session`` nobody had planned it.

    ``at`` is its end. Two of end, beginning and length give the third; ``on`` stands for all of
    them where only the day is known. Where nothing is said, it has just ended. What was done
    ``outside_role`` is reported as a boundary event beside the session.
    """

    match: MatchId
    session: SessionId | None = None
    at: datetime | None = None
    started_at: datetime | None = None
    on: date | None = None
    minutes: int | None = None
    worried: bool | None = None
    mode: Channel | None = None
    place_type: PlaceType | None = None
    initiated_by: Side | None = None
    told_by: Side | None = None
    tasks_with: int | None = None
    tasks_for: int | None = None
    functions: tuple[Function, ...] = ()
    activity: Activity | None = None
    outside_role: tuple[OutsideRole, ...] = ()
    goals: tuple[GoalId, ...] = ()
    read_back: bool | None = None
    mood: int | None = None
    peer_wellbeing: int | None = None
    note: str | None = None
    worry_words: str | None = None


class AnswerWorry(Command, frozen=True, kw_only=True):
    """Answer whether anything in a session gave cause for worry."""

    match: MatchId
    session: SessionId
    worried: bool
    worry_words: str | None = None
    at: datetime | None = None


class CancelSession(Command, frozen=True, kw_only=True):
    """Record that a session was called off, by whom and, if it is said, why."""

    match: MatchId
    by: CalledOffBy
    session: SessionId | None = None
    notice_hours: int | None = None
    reason: str | None = None
    at: datetime | None = None


class RecordNotAttended(Command, frozen=True, kw_only=True):
    """Record that somebody did not come."""

    match: MatchId
    who: Absent
    session: SessionId | None = None
    at: datetime | None = None


class ReadSessionBack(Command, frozen=True, kw_only=True):
    """Record that the record of a session was read back to whoever had told it."""

    match: MatchId
    session: SessionId
    at: datetime | None = None


class FollowUpSession(Command, frozen=True, kw_only=True):
    """Record that somebody of the service got in touch about a session."""

    match: MatchId
    session: SessionId
    staff: StaffId | None = None
    spoke_with: Side | None = None
    words: str | None = None
    at: datetime | None = None


SessionCommand = (
    PlanSession
    | ConfirmSession
    | RescheduleSession
    | RecordSession
    | AnswerWorry
    | CancelSession
    | RecordNotAttended
    | ReadSessionBack
    | FollowUpSession
)
