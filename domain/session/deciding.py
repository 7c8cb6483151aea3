"""The rules of a session: what may be planned, and what follows from what is told."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from domain.boundaries import BOUNDARIES, Boundaries
from domain.decider import Decider, Event, Read, event_of
from domain.goals import GOALS, Goal, UnknownGoal
from domain.match import MATCH, RUNNING_STAGES, Match, MatchNotActive, UnknownMatch
from domain.peer import PEER, Peer, PvgNotValid
from domain.people import GoalId, ReportId, SessionId, subject
from domain.periods import LOCAL, NotYetHappened, TooLongAgo, happened
from domain.person import PERSON, Person, PersonHasDied, must_be_alive
from domain.service import SERVICE, Service
from domain.session.commands import (
    AnswerWorry,
    CancelSession,
    ConfirmSession,
    FollowUpSession,
    PlanSession,
    ReadSessionBack,
    RecordNotAttended,
    RecordSession,
    RescheduleSession,
    SessionCommand,
)
from domain.session.events import (
    SessionConfirmed,
    SessionFollowedUp,
    SessionPlanned,
    SessionReadBack,
    SessionRescheduled,
    SessionWorryAnswered,
)
from domain.session.language import Stage
from domain.session.recording import cancelled, check_minutes, held, not_attended, outside_role
from domain.session.refusals import (
    ImpossibleLength,
    NotACount,
    NotARating,
    NotHeld,
    NotPlanned,
    PlannedInThePast,
    TimesDisagree,
    UnknownSession,
)
from domain.session.state import SESSIONS, Session


class SessionAsked(msgspec.Struct, frozen=True):
    """A match, its sessions and its person, at the moment of asking.

    ``goals`` and ``boundaries`` are looked at only where a record speaks of them, ``peer`` and
    ``service`` only where something new is planned in a regulated role.
    """

    match: Match
    sessions: dict[SessionId, Session]
    person: Person
    now: datetime
    new_session: SessionId
    goals: Mapping[GoalId, Goal] = msgspec.field(default_factory=dict)
    boundaries: Boundaries = Boundaries()
    new_reports: tuple[ReportId, ...] = ()
    peer: Peer = Peer()
    service: Service = Service()


_NO_SERVICE = Service()


def gather(command: SessionCommand, read: Read) -> SessionAsked:
    """Look at the match and its sessions; before something new is started, also at the person."""
    of = subject("match", command.match)
    match: Match = read(MATCH, of)
    person = Person()
    peer, service = Peer(), _NO_SERVICE
    if isinstance(command, PlanSession | RescheduleSession) and match.person is not None:
        person = read(PERSON, subject("person", match.person))
        if match.regulated:
            peer = read(PEER, subject("peer", str(match.peer)))
            service = read(SERVICE, subject("service", person.service or read.service))
    asked = SessionAsked(
        match=match,
        sessions=read(SESSIONS, of),
        person=person,
        peer=peer,
        service=service,
        now=read.now,
        new_session=SessionId(read.fresh("session")),
    )
    if not (isinstance(command, RecordSession) and (command.goals or command.outside_role)):
        return asked
    outside = dict.fromkeys(command.outside_role)
    return msgspec.structs.replace(
        asked,
        goals=read(GOALS, of) if command.goals else {},
        boundaries=read(BOUNDARIES, of) if outside else Boundaries(),
        new_reports=tuple(ReportId(read.fresh(f"report-{each}")) for each in outside),
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
            check_minutes(command.minutes)
            must_have_pvg(state, planned_for)
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
            must_have_pvg(state, planned_for)
            return [event_of(SessionRescheduled, command, **ids, planned_for=planned_for, at=now)]
        case RecordSession():
            for goal in command.goals:
                if goal not in state.goals:
                    raise UnknownGoal(
                        "This match has no such goal. Choose one, or set it first.", field="goals"
                    )
            beyond = outside_role(command, ids, state.new_reports, state.boundaries, now)
            return [*held(command, session, ids, now), *beyond]
        case AnswerWorry(worried=worried):
            answered = session.worried is not None and session.worried >= worried
            if answered and not command.worry_words:
                return []
            at = happened(command.at, now)
            return [event_of(SessionWorryAnswered, command, **ids, at=at)]
        case CancelSession():
            return cancelled(command, session, ids, now)
        case RecordNotAttended():
            return not_attended(command, session, ids, now)
        case ReadSessionBack():
            if session.held is None:
                raise NotHeld("Nothing is recorded of this session yet. Record it first.")
            if session.read_back_at is not None:
                return []
            return [event_of(SessionReadBack, command, **ids, at=happened(command.at, now))]
        case FollowUpSession():
            at = happened(command.at, now)
            if at in session.followed_up_at and not command.words:
                return []
            return [event_of(SessionFollowedUp, command, **ids, at=at)]


def _to_come(planned_for: datetime, state: SessionAsked) -> datetime:
    """When a session is to be, if one may be planned. A moment without a zone is local time."""
    must_be_alive(state.person)
    if state.match.stage_at(state.now) not in RUNNING_STAGES:
        raise MatchNotActive(
            "This match is not active now: it has not started, is paused, or is over. "
            "If a session took place, record it."
        )
    if planned_for.tzinfo is None:
        planned_for = planned_for.replace(tzinfo=LOCAL)
    if planned_for < state.now:
        raise PlannedInThePast(
            "This time has gone. Choose a later one, or record the session if it took place.",
            field="planned_for",
        )
    return planned_for.astimezone(UTC)


def must_have_pvg(state: SessionAsked, planned_for: datetime) -> None:
    """Raise `PvgNotValid` where a regulated role would be done without a valid membership (3.2)."""
    match = state.match
    if not match.regulated:
        return
    needed = state.service.workforces_of(() if match.offer is None else (match.offer,))
    if not state.peer.pvg_valid_at(planned_for, needed):
        raise PvgNotValid(
            "This role is a regulated role, and on that day no PVG scheme membership of the peer "
            "supporter is valid for it. Record a result first, or choose a day on which one is "
            "valid.",
            field="planned_for",
        )


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
        ReadSessionBack,
        FollowUpSession,
    ),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownMatch,
        UnknownSession,
        UnknownGoal,
        MatchNotActive,
        PersonHasDied,
        PvgNotValid,
        NotPlanned,
        NotHeld,
        PlannedInThePast,
        ImpossibleLength,
        TimesDisagree,
        NotARating,
        NotACount,
        NotYetHappened,
        TooLongAgo,
    ),
)
