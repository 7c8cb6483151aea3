"""A session: one planned or unplanned time of support within a match.

States are those of the domain reference, 3.4. Planning is a decision and can be refused. A session
that took place, was called off or that somebody did not come to is recorded whenever it is
reported; a record needs three answers (did it happen, how long, any worry), and an answer that is
missing is asked for later. Only what cannot be is sent back, with the name of the field.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from math import floor
from typing import Any

import msgspec

from domain.channels import Channel
from domain.decider import (
    Command,
    Decider,
    Event,
    Malformed,
    Read,
    Recorded,
    Refusal,
    Unknown,
    event_of,
)
from domain.folds import Fold
from domain.match import (
    MATCH,
    RUNNING_STAGES,
    Match,
    MatchNotActive,
    PlaceType,
    SharedCode,
    SharedCodes,
    Side,
    UnknownMatch,
)
from domain.people import MatchId, PeerId, PersonId, SessionId, subject
from domain.periods import (
    LOCAL,
    NotYetHappened,
    TooLongAgo,
    happened,
    start_of,
)
from domain.person import PERSON, Person, PersonHasDied, must_be_alive
from domain.personal import PeersRating, SharedWords

# --- Language ---


class CalledOffBy(StrEnum):
    """Who called a session off."""

    PERSON = "PERSON"
    PEER = "PEER"
    SERVICE = "SERVICE"


class Absent(StrEnum):
    """Who did not come. Never a penalty: a prompt for a kind call."""

    PERSON = "PERSON"
    PEER = "PEER"
    BOTH = "BOTH"


class Stage(StrEnum):
    """Where a session stands."""

    PLANNED = "PLANNED"
    HELD = "HELD"
    CANCELLED = "CANCELLED"
    NOT_ATTENDED = "NOT_ATTENDED"


LONGEST = timedelta(hours=24)
"""What is longer than this is a slip of the pen (domain reference, 3.4)."""

CLOCK_ROUNDING = timedelta(minutes=1)
"""By how much beginning, length and end of one session may disagree."""

RATINGS = range(1, 6)

# --- Events ---


class SessionPlanned(Event, frozen=True, kw_only=True):
    """The two arranged to meet."""

    match: MatchId
    person: PersonId
    peer: PeerId
    session: SessionId
    planned_for: datetime
    minutes: int | None = None
    mode: Channel | None = None


class SessionConfirmed(Event, frozen=True, kw_only=True):
    """A planned session was confirmed."""

    match: MatchId
    person: PersonId
    peer: PeerId
    session: SessionId
    by: Side | None = None


class SessionRescheduled(Event, frozen=True, kw_only=True):
    """A planned session was moved."""

    match: MatchId
    person: PersonId
    peer: PeerId
    session: SessionId
    planned_for: datetime


class SessionHeld(Event, frozen=True, kw_only=True):
    """A session took place; ``at`` is its end.

    Where only the day is known, ``day_only`` is set and ``at`` is the start of that local day.
    ``worried`` has three answers: yes, no, and not asked yet. ``told_by`` says on whose telling
    somebody else recorded it. Ratings run from 1 to 5; those of the peer supporter's own
    well-being are for them and their supervisor.
    """

    match: MatchId
    person: PersonId
    peer: PeerId
    session: SessionId
    unplanned: bool
    minutes: int | None = None
    worried: bool | None = None
    day_only: bool = False
    mode: Channel | None = None
    place_type: PlaceType | None = None
    initiated_by: Side | None = None
    told_by: Side | None = None
    tasks_with: int | None = None
    tasks_for: int | None = None
    functions: SharedCodes = ()
    mood: PeersRating = None
    peer_wellbeing: PeersRating = None
    note: SharedWords = None
    worry_words: SharedWords = None


class SessionWorryAnswered(Event, frozen=True, kw_only=True):
    """Whether anything gave cause for worry, which the record had left open, was answered."""

    match: MatchId
    person: PersonId
    peer: PeerId
    session: SessionId
    worried: bool
    worry_words: SharedWords = None


class SessionCancelled(Event, frozen=True, kw_only=True):
    """A session was called off. ``notice_hours`` are whole hours before its time."""

    match: MatchId
    person: PersonId
    peer: PeerId
    session: SessionId
    by: CalledOffBy
    notice_hours: int | None = None
    reason: SharedCode = None


class SessionNotAttended(Event, frozen=True, kw_only=True):
    """The time of a session came, and somebody did not."""

    match: MatchId
    person: PersonId
    peer: PeerId
    session: SessionId
    who: Absent


# --- Commands ---


class PlanSession(Command, frozen=True, kw_only=True):
    """Arrange a session."""

    match: MatchId
    planned_for: datetime
    minutes: int | None = None
    mode: Channel | None = None


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
    them where only the day is known. Where nothing is said, it has just ended.
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
    functions: tuple[str, ...] = ()
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


SessionCommand = (
    PlanSession
    | ConfirmSession
    | RescheduleSession
    | RecordSession
    | AnswerWorry
    | CancelSession
    | RecordNotAttended
)


# --- State ---


class Report(msgspec.Struct, frozen=True):
    """One record that a session took place.

    ``recorded_at`` is unknown (None) where the record has been corrected since.
    """

    ended_at: datetime
    day_only: bool
    minutes: int | None
    mode: Channel | None
    unplanned: bool
    recorded_at: datetime | None


class Session(msgspec.Struct, frozen=True):
    """What has happened to one session. Where it stands follows (`stage`)."""

    planned_for: datetime | None = None
    planned_minutes: int | None = None
    mode: Channel | None = None
    confirmed_at: datetime | None = None
    rescheduled: int = 0
    reports: tuple[Report, ...] = ()
    worried: bool | None = None
    worry_answered_at: datetime | None = None
    cancelled_at: datetime | None = None
    cancelled_by: CalledOffBy | None = None
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
        return Stage.PLANNED

    @property
    def held(self) -> Report | None:
        """The record that counts: the earliest end."""
        return self.reports[0] if self.reports else None


def _evolve(session: Session, recorded: Recorded) -> Session:
    replace = msgspec.structs.replace
    match recorded.event:
        case SessionPlanned(planned_for=planned_for, minutes=minutes, mode=mode):
            return replace(session, planned_for=planned_for, planned_minutes=minutes, mode=mode)
        case SessionConfirmed(at=at):
            return replace(session, confirmed_at=session.confirmed_at or at)
        case SessionRescheduled(planned_for=planned_for):
            return replace(session, planned_for=planned_for, rescheduled=session.rescheduled + 1)
        case SessionHeld() as held:
            report = Report(
                ended_at=held.at,
                day_only=held.day_only,
                minutes=held.minutes,
                mode=held.mode,
                unplanned=held.unplanned,
                recorded_at=recorded.recorded_at if recorded.corrects is None else None,
            )
            answer = _answer(session, held.worried, held.at)
            return replace(session, reports=(*session.reports, report), **answer)
        case SessionWorryAnswered(worried=worried, at=at):
            return replace(session, **_answer(session, worried, at))
        case SessionCancelled(by=by, at=at):
            return replace(
                session,
                cancelled_at=session.cancelled_at or at,
                cancelled_by=session.cancelled_by or by,
            )
        case SessionNotAttended(who=who, at=at):
            return replace(
                session,
                not_attended_at=session.not_attended_at or at,
                absent=session.absent or who,
            )
        case _:
            return session


def _answer(session: Session, worried: bool | None, at: datetime) -> dict[str, Any]:
    """What an answer changes. A worry, once told, is not taken back by a record that has none."""
    if worried is None:
        return {}
    return {
        "worried": bool(session.worried) or worried,
        "worry_answered_at": session.worry_answered_at or at,
    }


def _evolve_each(
    sessions: dict[SessionId, Session], recorded: Recorded
) -> dict[SessionId, Session]:
    identifier: SessionId = recorded.event.session  # type: ignore[attr-defined]  # all heard have it
    return sessions | {identifier: _evolve(sessions.get(identifier, _NO_SESSION), recorded)}


_NO_SESSION = Session()
_NO_SESSIONS: dict[SessionId, Session] = {}
SESSIONS = Fold(
    hears=frozenset(
        {
            SessionPlanned,
            SessionConfirmed,
            SessionRescheduled,
            SessionHeld,
            SessionWorryAnswered,
            SessionCancelled,
            SessionNotAttended,
        }
    ),
    initial=_NO_SESSIONS,
    evolve=_evolve_each,
)
"""Every session of a match, over the subject of the match (or of a person or peer supporter)."""


class SessionAsked(msgspec.Struct, frozen=True):
    """A match, its sessions and its person, at the moment of asking."""

    match: Match
    sessions: dict[SessionId, Session]
    person: Person
    now: datetime
    new_session: SessionId


# --- Refusals ---


class UnknownSession(Unknown):
    """The match has no session under this identifier."""


class NotPlanned(Refusal):
    """The session has been held, called off or missed, so it cannot be moved."""


class PlannedInThePast(Malformed):
    """A session is to be arranged for a time that has gone."""


class ImpossibleLength(Malformed):
    """A session cannot last nothing, or longer than a day."""


class TimesDisagree(Malformed):
    """Beginning, length and end of a session do not fit together."""


class NotARating(Malformed):
    """Ratings run from 1 to 5."""


class NotACount(Malformed):
    """A number of things or hours is below 0."""


# --- Decider ---


def gather(command: SessionCommand, read: Read) -> SessionAsked:
    """Look at the match and its sessions; before something new is started, also at the person."""
    of = subject("match", command.match)
    match: Match = read(MATCH, of)
    person = Person()
    if isinstance(command, PlanSession | RescheduleSession) and match.person is not None:
        person = read(PERSON, subject("person", match.person))
    return SessionAsked(
        match=match,
        sessions=read(SESSIONS, of),
        person=person,
        now=read.now,
        new_session=SessionId(read.fresh("session")),
    )


def decide(command: SessionCommand, state: SessionAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    match, now = state.match, state.now
    if match.proposed_at is None:
        raise UnknownMatch("Nothing was proposed under this identifier. Check the address.")
    identifier = getattr(command, "session", None) or state.new_session
    session = Session()
    if identifier != state.new_session:
        if identifier not in state.sessions:
            raise UnknownSession(
                "This match has no such session. Choose one, or record it as unplanned.",
                field="session",
            )
        session = state.sessions[identifier]
    ids = {"person": match.person, "peer": match.peer, "session": identifier}
    match command:
        case PlanSession():
            planned_for = _to_come(command.planned_for, state)
            _check_minutes(command.minutes)
            return [event_of(SessionPlanned, command, **ids, planned_for=planned_for, at=now)]
        case ConfirmSession():
            if session.confirmed_at is not None:
                return []
            return [event_of(SessionConfirmed, command, **ids, at=happened(command.at, now))]
        case RescheduleSession():
            if session.stage is not Stage.PLANNED:
                raise NotPlanned("This session is not to come any more. Plan a new one.")
            planned_for = _to_come(command.planned_for, state)
            if planned_for == session.planned_for:
                return []
            return [event_of(SessionRescheduled, command, **ids, planned_for=planned_for, at=now)]
        case RecordSession():
            return _held(command, session, ids, now)
        case AnswerWorry(worried=worried):
            answered = session.worried is not None and session.worried >= worried
            if answered and not command.worry_words:
                return []
            at = happened(command.at, now)
            return [event_of(SessionWorryAnswered, command, **ids, at=at)]
        case CancelSession():
            return _cancelled(command, session, ids, now)
        case RecordNotAttended():
            return _not_attended(command, session, ids, now)


def _to_come(planned_for: datetime, state: SessionAsked) -> datetime:
    """When a session is to be, if one may be planned. A moment without a zone is local time."""
    must_be_alive(state.person)
    if state.match.stage_at(state.now) not in RUNNING_STAGES:
        raise MatchNotActive(
            "Sessions can be planned once this match is active, until it ends. "
            "If one took place, record it."
        )
    if planned_for.tzinfo is None:
        planned_for = planned_for.replace(tzinfo=LOCAL)
    if planned_for < state.now:
        raise PlannedInThePast(
            "This time has gone. Choose a later one, or record the session if it took place.",
            field="planned_for",
        )
    return planned_for.astimezone(UTC)


def _check_minutes(minutes: int | None) -> None:
    if minutes is not None and not 0 < minutes <= LONGEST // timedelta(minutes=1):
        raise ImpossibleLength("Say how many minutes, between 1 and 1,440.", field="minutes")


def _held(
    command: RecordSession, session: Session, ids: Mapping[str, object], now: datetime
) -> Sequence[Event]:
    at, minutes = _when(command, now)
    for field in ("tasks_with", "tasks_for"):
        _check_count(getattr(command, field), field)
    for field in ("mood", "peer_wellbeing"):
        rating: int | None = getattr(command, field)
        if rating is not None and rating not in RATINGS:
            raise NotARating("Choose a number from 1 to 5, or leave it open.", field=field)
    told = any(each.ended_at == at and each.minutes == minutes for each in session.reports)
    new_words = command.note or command.worry_words
    if told and not new_words and command.worried in {None, session.worried}:
        return []
    unplanned = session.planned_for is None
    day_only = command.on is not None
    return [
        event_of(
            SessionHeld,
            command,
            **ids,
            minutes=minutes,
            unplanned=unplanned,
            day_only=day_only,
            at=at,
        )
    ]


def _when(command: RecordSession, now: datetime) -> tuple[datetime, int | None]:
    """The end of a session and its length, from what was said of beginning, length and end."""
    _check_minutes(command.minutes)
    minutes = command.minutes
    if command.on is not None:
        if command.at is not None or command.started_at is not None:
            raise TimesDisagree("Give the day or the time, not both.", field="on")
        return happened(start_of(command.on), now, "on"), minutes
    if command.started_at is None:
        return _ended(command.at, now, "at"), minutes
    started_at = happened(command.started_at, now, "started_at")
    if command.at is None and minutes is not None:
        return _ended(started_at + timedelta(minutes=minutes), now, "started_at"), minutes
    at = _ended(command.at, now, "at")
    lasted = at - started_at
    if not timedelta() < lasted <= LONGEST:
        raise ImpossibleLength("A session ends after it starts, within a day.", field="started_at")
    if minutes is not None and abs(lasted - timedelta(minutes=minutes)) > CLOCK_ROUNDING:
        raise TimesDisagree(
            "The minutes do not fit the times. Correct them, or leave them out.", field="minutes"
        )
    return at, minutes or max(round(lasted / timedelta(minutes=1)), 1)


def _ended(at: datetime | None, now: datetime, field: str) -> datetime:
    try:
        return happened(at, now, field)
    except NotYetHappened:
        message = "This session ends in the future. Check the date and time."
        raise NotYetHappened(message, field=field) from None


def _check_count(count: int | None, field: str) -> None:
    if count is not None and count < 0:
        raise NotACount("This cannot be less than 0.", field=field)


def _cancelled(
    command: CancelSession, session: Session, ids: Mapping[str, object], now: datetime
) -> Sequence[Event]:
    _check_count(command.notice_hours, "notice_hours")
    if session.cancelled_at is not None:
        return []
    at = happened(command.at, now)
    notice_hours = command.notice_hours
    if notice_hours is None and session.planned_for is not None:
        notice_hours = max(floor((session.planned_for - at) / timedelta(hours=1)), 0)
    return [event_of(SessionCancelled, command, **ids, notice_hours=notice_hours, at=at)]


def _not_attended(
    command: RecordNotAttended, session: Session, ids: Mapping[str, object], now: datetime
) -> Sequence[Event]:
    if session.not_attended_at is not None:
        return []
    at = happened(command.at or session.planned_for, now)
    return [event_of(SessionNotAttended, command, **ids, at=at)]


decider = Decider(
    noun="session",
    commands=(
        PlanSession,
        ConfirmSession,
        RescheduleSession,
        RecordSession,
        AnswerWorry,
        CancelSession,
        RecordNotAttended,
    ),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownMatch,
        UnknownSession,
        MatchNotActive,
        PersonHasDied,
        NotPlanned,
        PlannedInThePast,
        ImpossibleLength,
        TimesDisagree,
        NotARating,
        NotACount,
        NotYetHappened,
        TooLongAgo,
    ),
)
