"""Readiness for a role, and the start of supporting people (domain reference, 3.2)."""

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
    check_offers,
    gather,
    must_be_selected,
    must_not_be_suspended,
    refuse,
    what_is_not_current,
)
from domain.peer.commands import ActivatePeer, ConfirmReadinessForRole
from domain.peer.events import (
    PeerActivated,
    ReadinessForRoleConfirmed,
)
from domain.peer.refusals import (
    ApplicationIsOver,
    BoundariesNotLearnt,
    CapacityNotSet,
    CoursesNotCurrent,
    NotFoundReady,
    NotSelected,
    PeerHasLeft,
    PeerIsSuspended,
    PeerNotActive,
    PoliciesNotAcknowledged,
    PvgNotValid,
    ReferencesMissing,
    SupervisorMissing,
    UnknownPeer,
    must_be_known_peer,
)
from domain.peer.state import Peer
from domain.service import MAY_SUPERVISE, RoleNotAssessed, UnknownOffer
from domain.training import (
    BEFORE_ANYBODY_STARTS,
    NotNamed,
    in_words,
    policy_in_words,
)

Starting = ConfirmReadinessForRole | ActivatePeer


def decide(command: Starting, state: PeerAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    must_be_known_peer(state.peer)
    match command:
        case ConfirmReadinessForRole():
            return _found_ready(command, state)
        case ActivatePeer():
            return _activated(command, state)


def _found_ready(command: ConfirmReadinessForRole, state: PeerAsked) -> Sequence[Event]:
    must_be_selected(state.peer)
    check_offers(command.offers, state.service)
    if state.peer.ready_for.issuperset(command.offers):
        return []
    return [event_of(ReadinessForRoleConfirmed, command, at=state.now)]


def _activated(command: ActivatePeer, state: PeerAsked) -> Sequence[Event]:
    peer, service = state.peer, state.service
    must_be_selected(peer)
    check_offers(command.offers, service)
    if peer.activated_at is not None and peer.offers.issuperset(command.offers):
        return []
    must_not_be_suspended(peer)
    if peer.paused_at is not None and peer.activated_at is not None:
        raise PeerNotActive(
            "This peer supporter is taking a break. Let them come back before they start anew."
        )
    obstacles: list[Refusal] = []
    if not peer.ready_for.issuperset(command.offers):
        obstacles.append(
            NotFoundReady(
                "Readiness for this role has not been confirmed. Confirm it first.", field="offers"
            )
        )
    obstacles += what_is_not_current(peer, service, frozenset(command.offers), state.now)
    obstacles += _boundaries_not_learnt(peer, state.now)
    asked = peer.asked_of(service.standard_for(command.offers), state.now)
    if peer.references < asked.references:
        obstacles.append(
            ReferencesMissing(
                f"{peer.references} of {asked.references} references are recorded. "
                "Record the others when they arrive."
            )
        )
    if not service.is_named(peer.supervisor, *MAY_SUPERVISE):
        obstacles.append(SupervisorMissing("Nobody holds their supervision. Choose who will."))
    in_force = service.policies_at(state.now)
    if missing := peer.training.policies_missing(asked.policies, in_force):
        policies = in_words(policy_in_words(each, in_force.get(each)) for each in missing)
        obstacles.append(
            PoliciesNotAcknowledged(
                f"Not yet acknowledged: the policy on {policies}. Go through it together."
            )
        )
    if not peer.capacity:
        obstacles.append(
            CapacityNotSet(
                "They have not said how many people they can support. Ask, and record the answer."
            )
        )
    refuse("This peer supporter cannot start yet.", obstacles)
    return [event_of(PeerActivated, command, at=state.now)]


def _boundaries_not_learnt(peer: Peer, now: datetime) -> list[Refusal]:
    """What stands in the way where the one competency that all need is not there yet.

    What an offer asks, and what it excepts somebody from, changes nothing about it (6.2).
    """
    if peer.training.current_at(BEFORE_ANYBODY_STARTS, now):
        return []
    return [
        BoundariesNotLearnt(
            "Nobody starts before they have learnt to keep boundaries. "
            "Record the course on it, or what they learnt before, with what you saw of it."
        )
    ]


decider = Decider(
    noun="peer",
    commands=(ConfirmReadinessForRole, ActivatePeer),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownPeer,
        PeerHasLeft,
        ApplicationIsOver,
        NotSelected,
        NotFoundReady,
        BoundariesNotLearnt,
        CoursesNotCurrent,
        PvgNotValid,
        ReferencesMissing,
        SupervisorMissing,
        PoliciesNotAcknowledged,
        CapacityNotSet,
        PeerIsSuspended,
        PeerNotActive,
        RoleNotAssessed,
        UnknownOffer,
        NotNamed,
    ),
)
