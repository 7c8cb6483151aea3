"""What a peer supporter is offered after a hard session, and the calls that ask how they are (6.1).

A session is hard where suicide, abuse or a death was talked of, somebody was threatened, or
something had to be shared without agreement. Recorded is that it was, never what it was about: that
is in the session's own record. A talk is offered within a day. A new match is asked about after its
first and its third session. All of it is for the peer supporter's sake, so it is filed under them
and the match and never under the person.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from domain.decider import Command, Decider, Event, Read, Recorded, event_of
from domain.folds import Fold
from domain.match import MATCH, Match, UnknownMatch
from domain.people import BreakId, MatchId, PeerId, StaffId, subject
from domain.periods import NotALengthOfTime, NotYetHappened, TooLongAgo, check_length, happened

# --- Events ---


class HardSessionNoted(Event, frozen=True, kw_only=True):
    """A session was hard for whoever listened; ``at`` is its end. What it was about is not here."""

    match: MatchId
    peer: PeerId


class DebriefOffered(Event, frozen=True, kw_only=True):
    """A talk about a hard session was offered. Nobody has to want one."""

    match: MatchId
    peer: PeerId
    staff: StaffId | None = None


class CheckCallMade(Event, frozen=True, kw_only=True):
    """Somebody called a peer supporter to ask how they and a match are getting on.

    ``break_id`` names the record about sharing without agreement that it followed, if one.
    """

    match: MatchId
    peer: PeerId
    break_id: BreakId | None = None
    staff: StaffId | None = None
    minutes: int | None = None


# --- Commands ---


class NoteHardSession(Command, frozen=True, kw_only=True):
    """Say that a session was hard, so that a talk is offered."""

    match: MatchId
    at: datetime | None = None


class RecordDebriefOffer(Command, frozen=True, kw_only=True):
    """Record that a talk about a hard session was offered."""

    match: MatchId
    staff: StaffId | None = None
    at: datetime | None = None


class RecordCheckCall(Command, frozen=True, kw_only=True):
    """Record that somebody called the peer supporter to ask how it is going."""

    match: MatchId
    break_id: BreakId | None = None
    staff: StaffId | None = None
    minutes: int | None = None
    at: datetime | None = None


AfterHardSession = NoteHardSession | RecordDebriefOffer | RecordCheckCall

# --- State ---


class Support(msgspec.Struct, frozen=True):
    """The hard sessions of one match, the talks that were offered, and the calls."""

    hard: tuple[datetime, ...] = ()
    offered: tuple[datetime, ...] = ()
    called: tuple[datetime, ...] = ()


Supports = Mapping[MatchId, Support]
_NONE: Supports = {}
NO_SUPPORT = Support()


def _evolve(supports: Supports, recorded: Recorded) -> Supports:
    replace = msgspec.structs.replace
    match recorded.event:
        case HardSessionNoted(match=this, at=at):
            of = supports.get(this, NO_SUPPORT)
            return {**supports, this: replace(of, hard=(*of.hard, at))}
        case DebriefOffered(match=this, at=at):
            of = supports.get(this, NO_SUPPORT)
            return {**supports, this: replace(of, offered=(*of.offered, at))}
        case CheckCallMade(match=this, at=at):
            of = supports.get(this, NO_SUPPORT)
            return {**supports, this: replace(of, called=(*of.called, at))}
        case _:
            return supports


SUPPORTS = Fold(
    hears=frozenset({HardSessionNoted, DebriefOffered, CheckCallMade}),
    initial=_NONE,
    evolve=_evolve,
)
"""What was offered and asked in each match, over the subject of a match or a peer supporter."""


class SupportAsked(msgspec.Struct, frozen=True):
    """A match and what was offered in it, at the moment of asking."""

    match: Match
    support: Support
    now: datetime


# --- Decider ---


def gather(command: AfterHardSession, read: Read) -> SupportAsked:
    """Look at the match, and at what was offered in it."""
    of = subject("match", command.match)
    supports: Supports = read(SUPPORTS, of)
    return SupportAsked(read(MATCH, of), supports.get(command.match, NO_SUPPORT), read.now)


def decide(command: AfterHardSession, state: SupportAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    match = state.match
    if match.proposed_at is None:
        raise UnknownMatch("Nothing was proposed under this identifier. Check the address.")
    at = happened(command.at, state.now)
    match command:
        case NoteHardSession():
            if at in state.support.hard:
                return []
            return [event_of(HardSessionNoted, command, peer=match.peer, at=at)]
        case RecordDebriefOffer():
            return [event_of(DebriefOffered, command, peer=match.peer, at=at)]
        case RecordCheckCall():
            check_length(command.minutes)
            return [event_of(CheckCallMade, command, peer=match.peer, at=at)]


decider = Decider(
    noun="session",
    commands=(NoteHardSession, RecordDebriefOffer, RecordCheckCall),
    gather=gather,
    decide=decide,
    refusals=(UnknownMatch, NotALengthOfTime, NotYetHappened, TooLongAgo),
)
