"""How the history of a peer supporter adds up."""

from datetime import datetime

import msgspec

from domain.decider import (
    Recorded,
)
from domain.folds import Fold
from domain.peer.events import (
    CapacitySet,
    PeerActivated,
    PeerApplied,
    PeerConversationHeld,
    PeerInterestExpressed,
    PeerInterviewed,
    PeerLeft,
    PeerNotSelected,
    PeerPaused,
    PeerReinstated,
    PeerReturned,
    PeerSelected,
    PeerSuspended,
    PvgRequested,
    PvgResultShared,
    ReadinessForRoleConfirmed,
    ReferenceReceived,
    SupervisionHeld,
    SupervisorAssigned,
)
from domain.peer.state import Break, Membership, Peer
from domain.people import StaffId
from domain.training import (
    CourseCompleted,
    PolicyAcknowledged,
    learnt,
)


def _evolve(peer: Peer, recorded: Recorded) -> Peer:
    replace = msgspec.structs.replace
    match recorded.event:
        case PeerInterestExpressed(service=service, at=at):
            return replace(peer, service=service, interested_at=at)
        case PeerApplied(at=at):
            return replace(peer, applied_at=peer.applied_at or at)
        case PeerInterviewed(interviewer=interviewer, at=at):
            met = peer.conversations if interviewer is None else _and_met(peer, interviewer, at)
            return replace(peer, interviewed_at=peer.interviewed_at or at, conversations=met)
        case ReferenceReceived(relied_on=relied_on):
            return replace(peer, references=peer.references + relied_on)
        case PvgRequested(at=at):
            return replace(peer, pvg_requested_at=at)
        case PvgResultShared(may_take_regulated_role=may, expires_on=expires_on, at=at):
            result = Membership(at, may, expires_on)
            return replace(peer, memberships=(*peer.memberships, result))
        case PeerSelected(at=at):
            return replace(peer, selected_at=at)
        case PeerNotSelected(at=at):
            return replace(peer, not_selected_at=at)
        case CourseCompleted() | PolicyAcknowledged() as event:
            return replace(peer, training=learnt(peer.training, event))
        case SupervisorAssigned(supervisor=supervisor):
            return replace(peer, supervisor=supervisor)
        case SupervisionHeld(at=at):
            return replace(peer, supervisions=(*peer.supervisions, at))
        case CapacitySet(matches=matches):
            return replace(peer, capacity=matches)
        case PeerConversationHeld(coordinator=coordinator, at=at):
            return replace(peer, conversations=_and_met(peer, coordinator, at))
        case ReadinessForRoleConfirmed(offers=offers):
            return replace(peer, ready_for=peer.ready_for.union(offers))
        case PeerActivated(offers=offers, at=at):
            activated_at = peer.activated_at or at
            return replace(peer, activated_at=activated_at, offers=peer.offers.union(offers))
        case PeerPaused(expected_return=expected_return, at=at):
            breaks = peer.breaks if peer.paused_at else (*peer.breaks, Break(at))
            return replace(peer, breaks=breaks, expected_return=expected_return)
        case PeerReturned(at=at) if peer.paused_at:
            ended = Break(peer.paused_at, at)
            return replace(peer, breaks=(*peer.breaks[:-1], ended), expected_return=None)
        case PeerSuspended(at=at):
            return replace(peer, suspended_at=peer.suspended_at or at)
        case PeerReinstated():
            return replace(peer, suspended_at=None)
        case PeerLeft(at=at):
            return replace(peer, left_at=peer.left_at or at)
        case _:
            return peer


def _and_met(peer: Peer, staff: StaffId, at: datetime) -> tuple[tuple[StaffId, datetime], ...]:
    return (*peer.conversations, (staff, at))


PEER = Fold(
    hears=frozenset(
        {
            PeerInterestExpressed,
            PeerApplied,
            PeerInterviewed,
            ReferenceReceived,
            PvgRequested,
            PvgResultShared,
            PeerSelected,
            PeerNotSelected,
            CourseCompleted,
            PolicyAcknowledged,
            SupervisorAssigned,
            SupervisionHeld,
            CapacitySet,
            PeerConversationHeld,
            ReadinessForRoleConfirmed,
            PeerActivated,
            PeerPaused,
            PeerReturned,
            PeerSuspended,
            PeerReinstated,
            PeerLeft,
        }
    ),
    initial=Peer(),
    evolve=_evolve,
)
