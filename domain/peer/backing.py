"""Who stands behind a peer supporter: supervision, conversations, and their own limits."""

from collections.abc import Sequence
from datetime import datetime

from domain.decider import (
    Decider,
    Event,
    event_of,
)
from domain.peer.asking import (
    PeerAsked,
    gather,
    must_be_here,
)
from domain.peer.commands import (
    AssignSupervisor,
    RecordPeerConversation,
    RecordSupervision,
    SetCapacity,
)
from domain.peer.events import (
    CapacitySet,
    PeerConversationHeld,
    SupervisionHeld,
    SupervisorAssigned,
)
from domain.peer.refusals import (
    ApplicationIsOver,
    MayNotSupervise,
    NotACapacity,
    PeerHasLeft,
    UnknownPeer,
    must_be_known_peer,
)
from domain.peer.stages import (
    MATCHES_AT_MOST,
    MAY_SUPERVISE,
)
from domain.periods import (
    NotALengthOfTime,
    NotYetHappened,
    TooLongAgo,
    check_length,
    happened,
)

Backing = AssignSupervisor | RecordSupervision | SetCapacity | RecordPeerConversation


def decide(command: Backing, state: PeerAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    now = state.now
    must_be_known_peer(state.peer)
    match command:
        case AssignSupervisor():
            return _supervisor_assigned(command, state)
        case RecordSupervision():
            check_length(command.minutes)
            return [event_of(SupervisionHeld, command, at=happened(command.at, now))]
        case SetCapacity():
            return _capacity_set(command, now)
        case RecordPeerConversation():
            check_length(command.minutes)
            return [event_of(PeerConversationHeld, command, at=happened(command.at, now))]


def _supervisor_assigned(command: AssignSupervisor, state: PeerAsked) -> Sequence[Event]:
    must_be_here(state.peer)
    if not MAY_SUPERVISE.intersection(state.service.staff.get(command.supervisor, ())):
        raise MayNotSupervise(
            "Only a supervisor, coordinator or manager of this service can hold supervision. "
            "Choose one, or name this one a supervisor first.",
            field="supervisor",
        )
    if state.peer.supervisor == command.supervisor:
        return []
    return [event_of(SupervisorAssigned, command, at=state.now)]


def _capacity_set(command: SetCapacity, now: datetime) -> Sequence[Event]:
    if not 0 <= command.matches <= MATCHES_AT_MOST:
        raise NotACapacity(
            f"A peer supporter supports at most {MATCHES_AT_MOST} people at a time. "
            f"Choose a number from 0 to {MATCHES_AT_MOST}.",
            field="matches",
        )
    return [event_of(CapacitySet, command, at=happened(command.at, now))]


decider = Decider(
    noun="peer",
    commands=(AssignSupervisor, RecordSupervision, SetCapacity, RecordPeerConversation),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownPeer,
        PeerHasLeft,
        ApplicationIsOver,
        MayNotSupervise,
        NotACapacity,
        NotALengthOfTime,
        NotYetHappened,
        TooLongAgo,
    ),
)
