"""Leaving, and what a service owes when somebody has left (domain reference, 1.5 and 3.2)."""

from collections.abc import Sequence

from domain.decider import Decider, Event, event_of
from domain.peer.asking import PeerAsked, gather
from domain.peer.commands import (
    NotifyPvgDeparture,
    RecordExitConversation,
    RecordPeerLeft,
    RecordPvgReferral,
    RecordRemovalForHarm,
)
from domain.peer.events import (
    ExitConversationHeld,
    PeerLeft,
    PvgDepartureNotified,
    PvgReferralMade,
    PvgReferralRequired,
)
from domain.peer.refusals import NoReferralDue, StillHere, UnknownPeer, must_be_known_peer
from domain.peer.stages import LeavingReason
from domain.peer.state import Peer
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.training import NotNamed, must_be_named

Leaving = (
    RecordPeerLeft
    | RecordRemovalForHarm
    | RecordExitConversation
    | NotifyPvgDeparture
    | RecordPvgReferral
)


def decide(command: Leaving, state: PeerAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    peer = state.peer
    must_be_known_peer(peer)
    at = happened(command.at, state.now)
    match command:
        case RecordPeerLeft():
            return [] if peer.left_at is not None else [event_of(PeerLeft, command, at=at)]
        case RecordRemovalForHarm():
            must_be_named(command.ground, "ground")
            if peer.referral_required_at is not None:
                return []
            required = event_of(PvgReferralRequired, command, at=at)
            if peer.left_at is not None:
                return [required]
            asked = LeavingReason.ASKED_TO_LEAVE
            return [PeerLeft(peer=command.peer, reason=asked, at=at), required]
        case RecordExitConversation():
            if peer.exit_conversation_at is not None:
                return []
            return [event_of(ExitConversationHeld, command, at=at)]
        case NotifyPvgDeparture():
            _must_have_left(peer)
            if peer.departure_notified_at is not None:
                return []
            return [event_of(PvgDepartureNotified, command, at=at)]
        case RecordPvgReferral():
            if peer.referral_required_at is None:
                raise NoReferralDue(
                    "Nobody has recorded why Disclosure Scotland has to be told. Record that first."
                )
            if peer.referral_made_at is not None:
                return []
            return [event_of(PvgReferralMade, command, at=at)]


def _must_have_left(peer: Peer) -> None:
    """Raise `StillHere` while somebody is with the service."""
    if peer.left_at is None:
        raise StillHere("This peer supporter has not left. Record that first.")


decider = Decider(
    noun="peer",
    commands=(
        RecordPeerLeft,
        RecordRemovalForHarm,
        RecordExitConversation,
        NotifyPvgDeparture,
        RecordPvgReferral,
    ),
    gather=gather,
    decide=decide,
    refusals=(UnknownPeer, StillHere, NoReferralDue, NotNamed, NotYetHappened, TooLongAgo),
)
