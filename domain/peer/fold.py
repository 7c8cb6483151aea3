"""How the history of a peer supporter adds up."""

from datetime import datetime

import msgspec

from domain.decider import (
    Recorded,
)
from domain.folds import Fold
from domain.peer.elsewhere import Elsewhere, PeerBroughtIn
from domain.peer.events import (
    CapacitySet,
    ExceptionEnded,
    ExceptionGranted,
    ExitConversationHeld,
    PeerActivated,
    PeerApplied,
    PeerConversationHeld,
    PeerHandedOver,
    PeerInterestExpressed,
    PeerInterviewed,
    PeerLeft,
    PeerNotSelected,
    PeerPaused,
    PeerReinstated,
    PeerReturned,
    PeerSelected,
    PeerSuspended,
    PvgDepartureNotified,
    PvgPaperDestroyed,
    PvgReferralMade,
    PvgReferralRequired,
    PvgRequested,
    PvgResultShared,
    ReadinessForRoleConfirmed,
    ReferenceReceived,
    RoleAgreed,
    RoleEnded,
    SupervisionHeld,
    SupervisorAssigned,
    WellbeingPlanOffered,
)
from domain.peer.state import Allowance, Break, Membership, Peer
from domain.peer.supervision import SupervisionBooked, SupervisionCancelled
from domain.people import StaffId
from domain.training import (
    CourseCompleted,
    PolicyAcknowledged,
    PriorLearningRecognised,
    TrainingNeedClosed,
    TrainingNeedIdentified,
    learnt,
)


def _evolve(peer: Peer, recorded: Recorded) -> Peer:
    replace = msgspec.structs.replace
    match recorded.event:
        case PeerInterestExpressed(service=service, at=at):
            return replace(peer, service=service, interested_at=at)
        case PeerApplied(at=at):
            return replace(peer, applied_at=peer.applied_at or at)
        case WellbeingPlanOffered(at=at):
            return replace(peer, plan_offered_at=peer.plan_offered_at or at)
        case PeerInterviewed(interviewer=interviewer, at=at):
            met = peer.conversations if interviewer is None else _and_met(peer, interviewer, at)
            return replace(peer, interviewed_at=peer.interviewed_at or at, conversations=met)
        case PeerBroughtIn(gaps=gaps, pvg_listed_until=until, at=at):
            return replace(peer, elsewhere=peer.elsewhere or Elsewhere(at, gaps, until))
        case ReferenceReceived(relied_on=relied_on, at=at):
            counted = (*peer.references_at, at) if relied_on else peer.references_at
            return replace(peer, references=len(counted), references_at=counted)
        case PvgRequested(at=at):
            return replace(peer, pvg_requested_at=at)
        case PvgResultShared() as shared:
            result = Membership(
                shared.at, shared.may_take_regulated_role, shared.expires_on, shared.workforce
            )
            return replace(peer, memberships=(*peer.memberships, result))
        case PvgPaperDestroyed(at=at):
            return replace(peer, papers_destroyed=(*peer.papers_destroyed, at))
        case PeerSelected(engagement=engagement, at=at):
            return replace(peer, selected_at=at, engagement=engagement)
        case PeerNotSelected(at=at):
            return replace(peer, not_selected_at=at)
        case (
            CourseCompleted()
            | PriorLearningRecognised()
            | PolicyAcknowledged()
            | TrainingNeedIdentified()
            | TrainingNeedClosed()
        ) as event:
            return replace(peer, training=learnt(peer.training, event))
        case SupervisorAssigned(supervisor=supervisor, instead_of=absent) as assigned:
            unattended = peer.unattended
            if assigned.unattended_since is not None:
                unattended = (*unattended, (assigned.unattended_since, assigned.at))
            return replace(
                peer,
                supervisor=supervisor,
                supervised_instead_of=absent,
                unattended=unattended,
            )
        case SupervisionHeld() | SupervisionBooked() | SupervisionCancelled() as event:
            return _supervised(peer, event)
        case CapacitySet(matches=matches, hours_a_week=hours):
            return replace(peer, capacity=matches, hours_a_week=hours)
        case PeerConversationHeld(coordinator=coordinator, at=at):
            return replace(peer, conversations=_and_met(peer, coordinator, at))
        case PeerHandedOver(from_staff=giver, to_staff=taker):
            known_at = peer.known_to(giver)
            return (
                peer
                if known_at is None
                else replace(peer, conversations=_and_met(peer, taker, known_at))
            )
        case ReadinessForRoleConfirmed(offers=offers):
            return replace(peer, ready_for=peer.ready_for.union(offers))
        case PeerActivated(offers=offers, at=at):
            activated_at = peer.activated_at or at
            return replace(peer, activated_at=activated_at, offers=peer.offers.union(offers))
        case RoleAgreed(role=role, offer=offer):
            return replace(peer, roles=peer.roles | {(role, offer)})
        case RoleEnded(role=role, offer=offer):
            return replace(peer, roles=peer.roles - {(role, offer)})
        case ExceptionGranted() as granted:
            allowed = Allowance(granted.requirement, granted.code, granted.at, granted.until)
            return replace(peer, exceptions=(*_but(peer, granted), allowed))
        case ExceptionEnded() as ended:
            return replace(peer, exceptions=_but(peer, ended))
        case PeerPaused(expected_return=expected_return, at=at):
            breaks = peer.breaks if peer.paused_at else (*peer.breaks, Break(at))
            return replace(peer, breaks=breaks, expected_return=expected_return)
        case PeerReturned(at=at) if peer.paused_at:
            over = Break(peer.paused_at, at)
            return replace(peer, breaks=(*peer.breaks[:-1], over), expected_return=None)
        case PeerSuspended(at=at) if not peer.suspended_at:
            return replace(peer, suspensions=(*peer.suspensions, Break(at)))
        case PeerReinstated(at=at) if peer.suspended_at:
            settled = Break(peer.suspended_at, at)
            return replace(peer, suspensions=(*peer.suspensions[:-1], settled))
        case PeerLeft(at=at, exit_conversation=talked):
            talked_at = peer.exit_conversation_at or (at if talked else None)
            return replace(peer, left_at=peer.left_at or at, exit_conversation_at=talked_at)
        case ExitConversationHeld(at=at):
            return replace(peer, exit_conversation_at=peer.exit_conversation_at or at)
        case PvgDepartureNotified(at=at):
            return replace(peer, departure_notified_at=peer.departure_notified_at or at)
        case PvgReferralRequired(at=at):
            return replace(peer, referral_required_at=peer.referral_required_at or at)
        case PvgReferralMade(at=at):
            return replace(peer, referral_made_at=peer.referral_made_at or at)
        case _:
            return peer


def _and_met(peer: Peer, staff: StaffId, at: datetime) -> tuple[tuple[StaffId, datetime], ...]:
    return (*peer.conversations, (staff, at))


def _but(peer: Peer, event: ExceptionGranted | ExceptionEnded) -> tuple[Allowance, ...]:
    """The exceptions of a peer supporter, any that this event speaks of ended by it."""
    replace = msgspec.structs.replace
    return tuple(
        replace(each, ended_at=event.at)
        if (each.requirement, each.code) == (event.requirement, event.code)
        and each.in_force_at(event.at)
        else each
        for each in peer.exceptions
    )


def _supervised(
    peer: Peer, event: SupervisionHeld | SupervisionBooked | SupervisionCancelled
) -> Peer:
    """What was booked and called off, and what the next is counted from."""
    replace = msgspec.structs.replace
    match event:
        case SupervisionBooked(planned_for=planned_for):
            return replace(peer, supervision_booked_for=planned_for)
        case SupervisionCancelled(at=at):
            cancelled = (*peer.supervision_cancelled, at)
            return replace(peer, supervision_booked_for=None, supervision_cancelled=cancelled)
        case SupervisionHeld(in_group=in_group, at=at):
            settled = replace(peer, supervision_booked_for=None, supervision_cancelled=())
            if in_group and peer.last_in_group:
                return settled
            held = (*peer.supervisions, at)
            return replace(settled, supervisions=held, last_in_group=in_group)


PEER = Fold(
    hears=frozenset(
        {
            PeerInterestExpressed,
            PeerApplied,
            PeerBroughtIn,
            PeerInterviewed,
            ReferenceReceived,
            PvgRequested,
            PvgResultShared,
            PeerSelected,
            PeerNotSelected,
            CourseCompleted,
            PriorLearningRecognised,
            TrainingNeedIdentified,
            TrainingNeedClosed,
            PolicyAcknowledged,
            SupervisorAssigned,
            SupervisionHeld,
            SupervisionBooked,
            SupervisionCancelled,
            CapacitySet,
            PeerConversationHeld,
            ReadinessForRoleConfirmed,
            PeerActivated,
            PeerPaused,
            PeerReturned,
            PeerSuspended,
            PeerReinstated,
            PeerLeft,
            PvgPaperDestroyed,
            WellbeingPlanOffered,
            PeerHandedOver,
            RoleAgreed,
            RoleEnded,
            ExceptionGranted,
            ExceptionEnded,
            ExitConversationHeld,
            PvgDepartureNotified,
            PvgReferralRequired,
            PvgReferralMade,
        }
    ),
    initial=Peer(),
    evolve=_evolve,
)
