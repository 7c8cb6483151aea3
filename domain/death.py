"""Death stops everything: what is open closes, for a person and for a peer supporter (3.1, 3.3).

Nothing is planned, proposed or extended afterwards; what took place before can still be recorded.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import msgspec

from domain.decider import Command, Decider, Event, Read, event_of
from domain.match import PEERS_MATCHES, PERSONS_MATCHES, EndKind, Match, MatchEnded
from domain.peer import PEER, Peer, PeerLeft, UnknownPeer, must_be_known_peer
from domain.people import MatchId, PeerId, subject
from domain.periods import NotYetHappened, TooLongAgo, end_of, happened, start_of
from domain.person import PERSON, Person, PersonDied, RecordDeath, UnknownPerson, must_be_known

DIED = "DIED"

# --- Commands ---


class RecordPeerDeath(Command, frozen=True, kw_only=True):
    """Record that a peer supporter died."""

    peer: PeerId
    on: date | None = None
    at: datetime | None = None


Death = RecordDeath | RecordPeerDeath

# --- State ---


class DeathAsked(msgspec.Struct, frozen=True):
    """Who died, with all their matches, and the moment of asking."""

    now: datetime
    matches: dict[MatchId, Match]
    person: Person = Person()
    peer: Peer = Peer()


# --- Decider ---


def gather(command: Death, read: Read) -> DeathAsked:
    """Look at who died, and at what was open."""
    if isinstance(command, RecordDeath):
        of = subject("person", command.person)
        return DeathAsked(read.now, read(PERSONS_MATCHES, of), person=read(PERSON, of))
    of = subject("peer", command.peer)
    return DeathAsked(read.now, read(PEERS_MATCHES, of), peer=read(PEER, of))


def decide(command: Death, state: DeathAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    match command:
        case RecordDeath():
            must_be_known(state.person)
            if state.person.died_at is not None:
                return []
            at = _died_at(command, state.now)
            return [event_of(PersonDied, command, at=at), *_closed(command, state, at)]
        case RecordPeerDeath():
            must_be_known_peer(state.peer)
            at = _died_at(command, state.now)
            left = [event_of(PeerLeft, command, reason=DIED, at=at)]
            return [*(left if state.peer.left_at is None else []), *_closed(command, state, at)]


def _closed(command: Death, state: DeathAsked, at: datetime) -> Iterable[MatchEnded]:
    """The end of every match that was still open then."""
    for identifier, match in state.matches.items():
        if match.proposed_at is None or match.over_at is not None:
            continue
        yield event_of(
            MatchEnded,
            command,
            match=identifier,
            person=match.person,
            peer=match.peer,
            referral=match.referral,
            how=EndKind.DIED,
            at=at,
        )


def _died_at(command: Death, now: datetime) -> datetime:
    """The moment; where only a day is known, its end, as of all that closes something."""
    if command.at is None and command.on is not None:
        happened(start_of(command.on), now, "on")
        return min(end_of(command.on), now)
    return happened(command.at, now)


decider = Decider(
    noun="death",
    commands=(RecordDeath, RecordPeerDeath),
    gather=gather,
    decide=decide,
    refusals=(UnknownPerson, UnknownPeer, NotYetHappened, TooLongAgo),
)
