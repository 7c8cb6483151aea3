"""Thanking those who give their time: what keeps volunteers (domain reference, 2.13).

It is a fact of what was done for somebody, and never a rank among peer supporters.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from domain.decider import Command, Decider, Event, Read, Recorded, event_of
from domain.folds import Fold
from domain.peer import PEER, Peer, UnknownPeer, must_be_known_peer
from domain.people import PeerId, StaffId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.personal import PeersWords

# --- Language ---


class Recognition(StrEnum):
    """In what way somebody was thanked."""

    THANKS = "THANKS"
    LETTER = "LETTER"
    CERTIFICATE = "CERTIFICATE"
    GATHERING = "GATHERING"
    LONG_SERVICE = "LONG_SERVICE"
    OTHER = "OTHER"


# --- Events ---


class RecognitionGiven(Event, frozen=True, kw_only=True):
    """A peer supporter was thanked for what they give."""

    peer: PeerId
    way: Recognition
    given_by: StaffId | None = None
    words: PeersWords = None


# --- Commands ---


class RecordRecognition(Command, frozen=True, kw_only=True):
    """Record that a peer supporter was thanked."""

    peer: PeerId
    way: Recognition
    given_by: StaffId | None = None
    words: str | None = None
    at: datetime | None = None


# --- State ---


class RecognitionAsked(msgspec.Struct, frozen=True):
    """A peer supporter and the moment of asking."""

    peer: Peer
    now: datetime


_NEVER: tuple[datetime, ...] = ()


def _evolve(thanked: tuple[datetime, ...], recorded: Recorded) -> tuple[datetime, ...]:
    """Add one fact. Events come in the order in which they happened."""
    return (*thanked, recorded.event.at)


THANKED = Fold(hears=frozenset({RecognitionGiven}), initial=_NEVER, evolve=_evolve)
"""When a peer supporter was thanked, the earliest first, over their own subject."""


# --- Decider ---


def gather(command: RecordRecognition, read: Read) -> RecognitionAsked:
    """Look at the peer supporter."""
    return RecognitionAsked(read(PEER, subject("peer", command.peer)), read.now)


def decide(command: RecordRecognition, state: RecognitionAsked) -> Sequence[Event]:
    """Decide what follows: whoever has left can be thanked, too. Raises those of `decider`."""
    must_be_known_peer(state.peer)
    return [event_of(RecognitionGiven, command, at=happened(command.at, state.now))]


decider = Decider(
    noun="peer",
    commands=(RecordRecognition,),
    gather=gather,
    decide=decide,
    refusals=(UnknownPeer, NotYetHappened, TooLongAgo),
)
