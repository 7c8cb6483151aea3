"""Lone working: a session begins, and somebody waits to hear that the peer supporter is safe.

Where the check-out is overdue, the peer supporter is phoned, then the coordinator takes over, then
it is escalated, each at a moment of its own (domain reference, 3.4; `domain.lone_working_flags`).
The check-out ends it, and so does a record that the session was held.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import msgspec

from domain.adoption import definitions_of
from domain.decider import Command, Decider, Event, Malformed, Read, Recorded, event_of
from domain.definitions import DEFAULTS, Definitions
from domain.folds import Fold
from domain.match import MATCH, Match, UnknownMatch
from domain.people import MatchId, PeerId, PersonId, SessionId, StaffId, subject
from domain.periods import LOCAL, NotYetHappened, TooLongAgo, happened
from domain.personal import SharedWords
from domain.session.events import SessionHeld, SessionStarted
from domain.session.language import LONGEST
from domain.session.recording import check_minutes
from domain.session.refusals import ImpossibleLength, UnknownSession
from domain.session.state import SESSIONS, Session


class LoneWorkingStep(StrEnum):
    """What is done, one after the other, where nobody has heard from the peer supporter."""

    PEER_PHONED = "PEER_PHONED"
    COORDINATOR_TOLD = "COORDINATOR_TOLD"
    ESCALATED = "ESCALATED"


# --- Events ---


class SessionCheckedOut(Event, frozen=True, kw_only=True):
    """The peer supporter said, or was found, to be safe after a session."""

    match: MatchId
    person: PersonId
    peer: PeerId
    session: SessionId
    staff: StaffId | None = None


class LoneWorkingEscalated(Event, frozen=True, kw_only=True):
    """A check-out was overdue, and somebody did something about it; it says what."""

    match: MatchId
    person: PersonId
    peer: PeerId
    session: SessionId
    step: LoneWorkingStep
    staff: StaffId | None = None
    done: SharedWords = None


# --- Commands ---


class StartSession(Command, frozen=True, kw_only=True):
    """Record that a session has begun; without ``session`` nobody had planned it.

    With ``check_out`` somebody waits for the peer supporter's word. It is due at ``expected_end``,
    or after as many minutes as were said, planned or agreed.
    """

    match: MatchId
    session: SessionId | None = None
    check_out: bool = True
    expected_end: datetime | None = None
    minutes: int | None = None
    place: str | None = None
    at: datetime | None = None


class CheckOut(Command, frozen=True, kw_only=True):
    """Record that the peer supporter is safe after a session."""

    match: MatchId
    session: SessionId
    staff: StaffId | None = None
    at: datetime | None = None


class EscalateLoneWorking(Command, frozen=True, kw_only=True):
    """Record what was done because nobody had heard from the peer supporter."""

    match: MatchId
    session: SessionId
    step: LoneWorkingStep
    staff: StaffId | None = None
    done: str | None = None
    at: datetime | None = None


LoneWorkingCommand = StartSession | CheckOut | EscalateLoneWorking


# --- State ---


class Outing(msgspec.Struct, frozen=True, gc=False):
    """What is known of the peer supporter's safety in one session.

    ``due`` is when the check-out was last said to be due; ``done_at`` when each step was first
    done; ``held_at`` the end of the session, if it is recorded as held.
    """

    started_at: datetime | None = None
    due: datetime | None = None
    checked_out_at: datetime | None = None
    held_at: datetime | None = None
    done_at: dict[LoneWorkingStep, datetime] = msgspec.field(default_factory=dict)


def _evolve(outing: Outing, event: Event) -> Outing:
    replace = msgspec.structs.replace
    match event:
        case SessionHeld(at=at):
            return replace(outing, held_at=outing.held_at or at)
        case SessionStarted(check_out_due=due, at=at):
            started_at = outing.started_at or at
            return replace(outing, started_at=started_at, due=due or outing.due)
        case SessionCheckedOut(at=at):
            return replace(outing, checked_out_at=outing.checked_out_at or at)
        case LoneWorkingEscalated(step=step, at=at):
            return replace(outing, done_at={step: at} | outing.done_at)
        case _:
            return outing


def _evolve_each(outings: dict[SessionId, Outing], recorded: Recorded) -> dict[SessionId, Outing]:
    identifier: SessionId = recorded.event.session  # type: ignore[attr-defined]  # all heard have it
    return outings | {identifier: _evolve(outings.get(identifier, _NO_OUTING), recorded.event)}


def _gathered(heard: Iterable[Recorded]) -> dict[SessionId, Outing]:
    outings: dict[SessionId, Outing] = {}
    for recorded in heard:
        event: Any = recorded.event
        outing = outings.get(event.session)
        if outing is None and type(event) is SessionHeld:  # nobody waits to hear, as a rule
            outings[event.session] = Outing(held_at=event.at)
        else:
            outings[event.session] = _evolve(outing or _NO_OUTING, event)
    return outings


_NO_OUTING = Outing()
_NO_OUTINGS: dict[SessionId, Outing] = {}
LONE_WORKING = Fold(
    hears=frozenset({SessionStarted, SessionCheckedOut, LoneWorkingEscalated, SessionHeld}),
    initial=_NO_OUTINGS,
    evolve=_evolve_each,
    gathered=_gathered,
)
"""The peer supporter's safety in each session, over a match, a person or a peer supporter."""


class LoneWorkingAsked(msgspec.Struct, frozen=True):
    """A match, its sessions and who is out, at the moment of asking."""

    match: Match
    sessions: dict[SessionId, Session]
    outings: dict[SessionId, Outing]
    now: datetime
    new_session: SessionId
    definitions: Definitions = DEFAULTS


# --- Refusals ---


class ImpossibleEnd(Malformed):
    """A session ends after it begins, and within a day."""


# --- Decider ---


def gather(command: LoneWorkingCommand, read: Read) -> LoneWorkingAsked:
    """Look at the match, its sessions and who is out."""
    of = subject("match", command.match)
    return LoneWorkingAsked(
        match=read(MATCH, of),
        sessions=read(SESSIONS, of),
        outings=read(LONE_WORKING, of),
        now=read.now,
        new_session=SessionId(read.fresh("session")),
        definitions=definitions_of(read),
    )


def decide(command: LoneWorkingCommand, state: LoneWorkingAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    match, now = state.match, state.now
    if match.proposed_at is None:
        raise UnknownMatch("Nothing was proposed under this identifier. Check the address.")
    identifier = command.session or state.new_session
    if command.session is not None and command.session not in state.sessions:
        raise UnknownSession(
            "This match has no such session. Choose one, or start it as unplanned.",
            field="session",
        )
    session = state.sessions.get(identifier, Session())
    outing = state.outings.get(identifier, _NO_OUTING)
    at = happened(command.at, now)
    ids = {"person": match.person, "peer": match.peer, "session": identifier}
    match command:
        case StartSession():
            due = _due(command, session, state, at) if command.check_out else None
            if outing.started_at is not None and (not command.expected_end or due == outing.due):
                return []
            unplanned = session.planned_for is None
            return [
                event_of(
                    SessionStarted, command, **ids, unplanned=unplanned, check_out_due=due, at=at
                )
            ]
        case CheckOut():
            if outing.checked_out_at is not None:
                return []
            return [event_of(SessionCheckedOut, command, **ids, at=at)]
        case EscalateLoneWorking(step=step):
            if step in outing.done_at and not command.done:
                return []
            return [event_of(LoneWorkingEscalated, command, **ids, at=at)]


def _due(
    command: StartSession, session: Session, state: LoneWorkingAsked, at: datetime
) -> datetime:
    """By when the check-out is due."""
    check_minutes(command.minutes)
    end = command.expected_end
    if end is None:
        agreement = state.match.agreement_at(at)
        agreed = state.definitions.at(at).session_expected_minutes
        agreed = agreement.minutes if agreement else agreed
        return at + timedelta(minutes=command.minutes or session.planned_minutes or agreed)
    if end.tzinfo is None:
        end = end.replace(tzinfo=LOCAL)
    if not at < end <= at + LONGEST:
        raise ImpossibleEnd("A session ends after it begins, within a day.", field="expected_end")
    return end.astimezone(UTC)


decider = Decider(
    noun="session",
    commands=(StartSession, CheckOut, EscalateLoneWorking),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownMatch,
        UnknownSession,
        ImpossibleEnd,
        ImpossibleLength,
        NotYetHappened,
        TooLongAgo,
    ),
)
