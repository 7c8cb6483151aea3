"""Leaving, and what a service owes when somebody has left (domain reference, 1.5 and 3.2)."""

from collections.abc import Sequence

from domain.decider import (
    Decider,
    Event,
    event_of,
)
from domain.peer.asking import (
    PeerAsked,
    gather,
)
from domain.peer.commands import RecordPeerLeft
from domain.peer.events import (
    PeerLeft,
)
from domain.peer.refusals import (
    UnknownPeer,
    must_be_known_peer,
)
from domain.periods import (
    NotYetHappened,
    TooLongAgo,
    happened,
)

Leaving = RecordPeerLeft


def decide(command: Leaving, state: PeerAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    peer, now = state.peer, state.now
    must_be_known_peer(peer)
    match command:
        case RecordPeerLeft():
            if peer.left_at is not None:
                return []
            return [event_of(PeerLeft, command, at=happened(command.at, now))]


decider = Decider(
    noun="peer",
    commands=(RecordPeerLeft,),
    gather=gather,
    decide=decide,
    refusals=(UnknownPeer, NotYetHappened, TooLongAgo),
)
