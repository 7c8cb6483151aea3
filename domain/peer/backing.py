"""Who stands behind a peer supporter: supervision, conversations, and their own limits."""

from collections.abc import Sequence

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
    HandPeerOver,
    RecordPeerConversation,
    RecordSupervision,
    SetCapacity,
)
from domain.peer.events import (
    CapacitySet,
    PeerConversationHeld,
    PeerHandedOver,
    SupervisionHeld,
    SupervisorAssigned,
)
from domain.peer.refusals import (
    ApplicationIsOver,
    HandedToOneself,
    MayNotCoordinate,
    NotACapacity,
    PeerHasLeft,
    UnknownPeer,
    must_be_known_peer,
)
from domain.peer.stages import (
    HOURS_AT_MOST,
    MATCHES_AT_MOST,
)
from domain.peer.supervision import NotAWellbeingRating, must_be_a_rating
from domain.periods import (
    NotALengthOfTime,
    NotYetHappened,
    TooLongAgo,
    check_length,
    happened,
)
from domain.service import MAY_SUPERVISE, Duty, MayNotSupervise
from domain.training import NotNamed, must_be_named

Backing = AssignSupervisor | RecordSupervision | SetCapacity | RecordPeerConversation | HandPeerOver


def decide(command: Backing, state: PeerAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    now = state.now
    must_be_known_peer(state.peer)
    match command:
        case AssignSupervisor():
            return _supervisor_assigned(command, state)
        case RecordSupervision():
            check_length(command.minutes)
            must_be_a_rating(command.wellbeing)
            return [event_of(SupervisionHeld, command, at=happened(command.at, now))]
        case SetCapacity():
            return _capacity_set(command, state)
        case RecordPeerConversation():
            check_length(command.minutes)
            return [event_of(PeerConversationHeld, command, at=happened(command.at, now))]
        case HandPeerOver():
            return _handed_over(command, state)


def _supervisor_assigned(command: AssignSupervisor, state: PeerAsked) -> Sequence[Event]:
    must_be_here(state.peer)
    if not state.service.is_named(command.supervisor, *MAY_SUPERVISE):
        raise MayNotSupervise(
            "Only a supervisor, coordinator or manager of this service can hold supervision. "
            "Choose one, or name this one a supervisor first.",
            field="supervisor",
        )
    if state.peer.supervisor == command.supervisor:
        return []
    return [event_of(SupervisorAssigned, command, at=state.now)]


def _capacity_set(command: SetCapacity, state: PeerAsked) -> Sequence[Event]:
    most = MATCHES_AT_MOST[state.peer.engagement]
    if not 0 <= command.matches <= most:
        raise NotACapacity(
            f"A peer supporter supports at most {most} people at a time. "
            f"Choose a number from 0 to {most}.",
            field="matches",
        )
    hours = command.hours_a_week
    if hours is not None and not 0 < hours <= HOURS_AT_MOST:
        raise NotACapacity(
            f"Say hours a week, more than 0 and at most {HOURS_AT_MOST}.", field="hours_a_week"
        )
    return [event_of(CapacitySet, command, at=happened(command.at, state.now))]


def _handed_over(command: HandPeerOver, state: PeerAsked) -> Sequence[Event]:
    must_be_here(state.peer)
    must_be_named(command.note, "note")
    if command.from_staff == command.to_staff:
        raise HandedToOneself("Hand over to somebody else.", field="to_staff")
    if not state.service.is_named(command.to_staff, Duty.COORDINATOR):
        raise MayNotCoordinate(
            "This is not a coordinator of the service. Choose one, or name them first.",
            field="to_staff",
        )
    return [event_of(PeerHandedOver, command, at=happened(command.at, state.now))]


decider = Decider(
    noun="peer",
    commands=(
        AssignSupervisor,
        RecordSupervision,
        SetCapacity,
        RecordPeerConversation,
        HandPeerOver,
    ),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownPeer,
        PeerHasLeft,
        ApplicationIsOver,
        MayNotSupervise,
        MayNotCoordinate,
        HandedToOneself,
        NotNamed,
        NotACapacity,
        NotALengthOfTime,
        NotAWellbeingRating,
        NotYetHappened,
        TooLongAgo,
    ),
)
