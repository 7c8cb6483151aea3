"""Breaks and coming back from them, and the neutral act of suspension (domain reference, 3.2)."""

from collections.abc import Sequence
from datetime import datetime

from domain.decider import (
    Decider,
    Event,
    Refusal,
    event_of,
)
from domain.peer.asking import (
    PeerAsked,
    gather,
    must_be_active,
    must_be_here,
    must_not_be_suspended,
    refuse,
    what_is_not_current,
)
from domain.peer.commands import LetPeerReturn, PausePeer, ReinstatePeer, SuspendPeer
from domain.peer.events import (
    PeerPaused,
    PeerReinstated,
    PeerReturned,
    PeerSuspended,
)
from domain.peer.refusals import (
    ApplicationIsOver,
    CoursesNotCurrent,
    HealthIsNoGround,
    NoReturnConversation,
    PeerHasLeft,
    PeerIsSuspended,
    PeerNotActive,
    PvgNotValid,
    RefresherMissing,
    UnknownPeer,
    must_be_known_peer,
)
from domain.peer.stages import (
    LONG_BREAK_MONTHS,
    AskedBy,
    PauseReason,
)
from domain.peer.state import Peer
from domain.periods import (
    NotYetHappened,
    TooLongAgo,
    happened,
    local_day,
    start_of,
)
from domain.training import (
    months_after,
)

Breaks = PausePeer | LetPeerReturn | SuspendPeer | ReinstatePeer


def decide(command: Breaks, state: PeerAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    peer, now = state.peer, state.now
    must_be_known_peer(peer)
    match command:
        case PausePeer():
            return _paused(command, peer, now)
        case LetPeerReturn():
            return _returned(command, state)
        case SuspendPeer():
            return _suspended(command, peer, now)
        case ReinstatePeer():
            return _reinstated(command, peer, now)


def _paused(command: PausePeer, peer: Peer, now: datetime) -> Sequence[Event]:
    must_be_here(peer)
    must_be_active(peer)
    if peer.paused_at is not None:
        return []
    must_not_be_suspended(peer)
    if command.asked_by is AskedBy.SERVICE and command.reason is PauseReason.HEALTH:
        raise HealthIsNoGround(
            "A service does not ask somebody to stop because of their health. "
            "Offer a break, and record it if they take it.",
            field="reason",
        )
    return [event_of(PeerPaused, command, at=happened(command.at, now))]


def _returned(command: LetPeerReturn, state: PeerAsked) -> Sequence[Event]:
    peer, now = state.peer, state.now
    must_be_here(peer)
    must_be_active(peer)
    must_not_be_suspended(peer)
    if peer.paused_at is None:
        return []
    obstacles: list[Refusal] = []
    if not any(at > peer.paused_at for _staff, at in peer.conversations):
        obstacles.append(
            NoReturnConversation(
                "Nobody has met or phoned them since the break began. Do that first."
            )
        )
    obstacles += what_is_not_current(peer, state.service, peer.offers, now)
    long_ago = start_of(months_after(local_day(peer.paused_at), LONG_BREAK_MONTHS))
    if now > long_ago and not peer.training.refreshed_between(peer.paused_at, now):
        obstacles.append(
            RefresherMissing(
                "The break was longer than six months. Record a refresher when it is completed."
            )
        )
    refuse("This peer supporter cannot come back yet.", obstacles)
    return [event_of(PeerReturned, command, at=now)]


def _suspended(command: SuspendPeer, peer: Peer, now: datetime) -> Sequence[Event]:
    must_be_here(peer)
    must_be_active(peer)
    if peer.suspended_at is not None:
        return []
    return [event_of(PeerSuspended, command, at=happened(command.at, now))]


def _reinstated(command: ReinstatePeer, peer: Peer, now: datetime) -> Sequence[Event]:
    must_be_here(peer)
    must_be_active(peer)
    if peer.suspended_at is None:
        return []
    return [event_of(PeerReinstated, command, at=now)]


decider = Decider(
    noun="peer",
    commands=(PausePeer, LetPeerReturn, SuspendPeer, ReinstatePeer),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownPeer,
        PeerHasLeft,
        ApplicationIsOver,
        PeerIsSuspended,
        PeerNotActive,
        HealthIsNoGround,
        NoReturnConversation,
        RefresherMissing,
        CoursesNotCurrent,
        PvgNotValid,
        NotYetHappened,
        TooLongAgo,
    ),
)
