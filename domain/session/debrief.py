"""A debrief: a short talk soon after a hard session, for the peer supporter's sake.

It is not supervision, and what is said in it is not recorded. It belongs to the peer supporter, so
it is filed under them and the match and never under the person (design, section 4): the person's
history and a caseload do not tell that somebody found a session hard.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from domain.decider import Command, Decider, Event, Read, Recorded, event_of
from domain.folds import Fold
from domain.match import MATCH, Match, UnknownMatch
from domain.people import MatchId, PeerId, SessionId, StaffId, subject
from domain.periods import NotALengthOfTime, NotYetHappened, TooLongAgo, check_length, happened
from domain.personal import PeersWords
from domain.session.refusals import UnknownSession
from domain.session.state import SESSIONS, Session


class Urgency(StrEnum):
    """How soon a debrief is wanted: within a day, or within two working days (6.1)."""

    TODAY = "TODAY"
    SOON = "SOON"


# --- Events ---


class DebriefRequested(Event, frozen=True, kw_only=True):
    """A peer supporter asked for a talk about a session, or was offered one and said yes."""

    match: MatchId
    peer: PeerId
    urgency: Urgency
    session: SessionId | None = None
    reason: PeersWords = None


class DebriefHeld(Event, frozen=True, kw_only=True):
    """The talk took place. It answers what was asked for in this match until then."""

    match: MatchId
    peer: PeerId
    session: SessionId | None = None
    staff: StaffId | None = None
    minutes: int | None = None


# --- Commands ---


class RequestDebrief(Command, frozen=True, kw_only=True):
    """Ask for a talk about a session. A reason is never required."""

    match: MatchId
    urgency: Urgency = Urgency.SOON
    session: SessionId | None = None
    reason: str | None = None
    at: datetime | None = None


class RecordDebrief(Command, frozen=True, kw_only=True):
    """Record that the talk took place."""

    match: MatchId
    session: SessionId | None = None
    staff: StaffId | None = None
    minutes: int | None = None
    at: datetime | None = None


DebriefCommand = RequestDebrief | RecordDebrief


# --- State ---


class DebriefRequest(msgspec.Struct, frozen=True):
    """One request for a debrief, and when it was answered."""

    match: MatchId
    session: SessionId | None
    urgency: Urgency
    requested_at: datetime
    held_at: datetime | None = None


def _evolve(requests: tuple[DebriefRequest, ...], recorded: Recorded) -> tuple[DebriefRequest, ...]:
    match recorded.event:
        case DebriefRequested() as asked:
            request = DebriefRequest(asked.match, asked.session, asked.urgency, asked.at)
            return (*requests, request)
        case DebriefHeld() as held:
            return tuple(
                msgspec.structs.replace(each, held_at=held.at) if _answers(held, each) else each
                for each in requests
            )
        case _:
            return requests


def _answers(held: DebriefHeld, request: DebriefRequest) -> bool:
    """A talk answers what was asked about its session; a talk about none, all of the match."""
    same = held.session is None or request.session in {None, held.session}
    return request.held_at is None and request.match == held.match and same


DEBRIEFS: Fold[tuple[DebriefRequest, ...]] = Fold(
    hears=frozenset({DebriefRequested, DebriefHeld}), initial=(), evolve=_evolve
)
"""The debriefs that were asked for, over the subject of a match or of a peer supporter."""


class DebriefAsked(msgspec.Struct, frozen=True):
    """A match with its sessions and requests, at the moment of asking."""

    match: Match
    sessions: dict[SessionId, Session]
    requests: tuple[DebriefRequest, ...]
    now: datetime


# --- Decider ---


def gather(command: DebriefCommand, read: Read) -> DebriefAsked:
    """Look at the match, its sessions and what was asked for."""
    of = subject("match", command.match)
    return DebriefAsked(read(MATCH, of), read(SESSIONS, of), read(DEBRIEFS, of), read.now)


def decide(command: DebriefCommand, state: DebriefAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    match = state.match
    if match.proposed_at is None:
        raise UnknownMatch("Nothing was proposed under this identifier. Check the address.")
    if command.session is not None and command.session not in state.sessions:
        raise UnknownSession(
            "This match has no such session. Choose one, or leave it out.", field="session"
        )
    at = happened(command.at, state.now)
    match command:
        case RequestDebrief(session=session, urgency=urgency):
            waiting = {
                (each.session, each.urgency) for each in state.requests if each.held_at is None
            }
            if (session, urgency) in waiting and not command.reason:
                return []
            return [event_of(DebriefRequested, command, peer=match.peer, at=at)]
        case RecordDebrief():
            check_length(command.minutes)
            return [event_of(DebriefHeld, command, peer=match.peer, at=at)]


decider = Decider(
    noun="session",
    commands=(RequestDebrief, RecordDebrief),
    gather=gather,
    decide=decide,
    refusals=(UnknownMatch, UnknownSession, NotALengthOfTime, NotYetHappened, TooLongAgo),
)
