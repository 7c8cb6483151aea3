"""From first interest to a yes or a no."""

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
    DeclineApplication,
    OfferWellbeingPlan,
    RecordApplication,
    RecordInterest,
    RecordInterview,
    RecordReference,
    SelectPeer,
)
from domain.peer.events import (
    PeerApplied,
    PeerInterestExpressed,
    PeerInterviewed,
    PeerNotSelected,
    PeerSelected,
    ReferenceReceived,
    WellbeingPlanOffered,
)
from domain.peer.refusals import (
    ApplicationIsOver,
    NotInterviewed,
    PeerHasLeft,
    PlanNotOffered,
    SelectedAlready,
    UnknownPeer,
    must_be_known_peer,
)
from domain.peer.stages import (
    Stage,
)
from domain.peer.state import Peer
from domain.periods import (
    NotYetHappened,
    TooLongAgo,
    happened,
)
from domain.training import (
    NotNamed,
    must_be_named,
)

Joining = (
    RecordInterest
    | RecordApplication
    | RecordInterview
    | RecordReference
    | OfferWellbeingPlan
    | SelectPeer
    | DeclineApplication
)


def decide(command: Joining, state: PeerAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    peer, now = state.peer, state.now
    if isinstance(command, RecordInterest):
        at = happened(command.at, now)
        return [event_of(PeerInterestExpressed, command, peer=state.new_peer, at=at)]
    must_be_known_peer(peer)
    match command:
        case RecordApplication():
            return [event_of(PeerApplied, command, at=happened(command.at, now))]
        case RecordInterview():
            return [event_of(PeerInterviewed, command, at=happened(command.at, now))]
        case RecordReference():
            return [event_of(ReferenceReceived, command, at=happened(command.at, now))]
        case OfferWellbeingPlan():
            return [event_of(WellbeingPlanOffered, command, at=happened(command.at, now))]
        case SelectPeer():
            return _selected(command, peer, now)
        case DeclineApplication():
            return _not_selected(command, peer, now)


def _selected(command: SelectPeer, peer: Peer, now: datetime) -> Sequence[Event]:
    must_be_here(peer)
    if peer.selected_at is not None:
        return []
    _must_be_interviewed(peer)
    if peer.plan_offered_at is None:
        raise PlanNotOffered(
            "Nobody has offered them a wellness and support plan. Offer one; nobody has to want it."
        )
    return [event_of(PeerSelected, command, at=now)]


def _not_selected(command: DeclineApplication, peer: Peer, now: datetime) -> Sequence[Event]:
    if peer.stage is Stage.NOT_SELECTED:
        return []
    must_be_here(peer)
    if peer.selected_at is not None:
        raise SelectedAlready(
            "This person has been selected already. Talk with them, and record it if they leave."
        )
    _must_be_interviewed(peer)
    must_be_named(command.feedback, "feedback")
    return [event_of(PeerNotSelected, command, at=now)]


def _must_be_interviewed(peer: Peer) -> None:
    if peer.interviewed_at is None:
        raise NotInterviewed("No interview is recorded. Hold it first, and record it.")


decider = Decider(
    noun="peer",
    commands=(
        RecordInterest,
        RecordApplication,
        RecordInterview,
        RecordReference,
        OfferWellbeingPlan,
        SelectPeer,
        DeclineApplication,
    ),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownPeer,
        PeerHasLeft,
        ApplicationIsOver,
        NotInterviewed,
        SelectedAlready,
        PlanNotOffered,
        NotNamed,
        NotYetHappened,
        TooLongAgo,
    ),
)
