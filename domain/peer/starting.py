"""Readiness for a role, and the start of supporting people (domain reference, 3.2)."""

from collections.abc import Sequence

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
    CapacityNotSet,
    CoursesNotCurrent,
    NotFoundReady,
    NotSelected,
    PeerHasLeft,
    PeerIsSuspended,
    PoliciesNotAcknowledged,
    PvgNotValid,
    ReferencesMissing,
    SupervisorMissing,
    UnknownPeer,
    must_be_known_peer,
)
from domain.peer.stages import (
    REFERENCES_NEEDED,
)
from domain.service import RoleNotAssessed, UnknownOffer
from domain.training import (
    POLICIES_NEEDED,
    NotNamed,
    in_words,
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
    if peer.suspended_at is not None:
        raise PeerIsSuspended("Something is being looked into. Settle that first.")
    obstacles: list[Refusal] = []
    if not peer.ready_for.issuperset(command.offers):
        obstacles.append(
            NotFoundReady(
                "Readiness for this role has not been confirmed. Confirm it first.", field="offers"
            )
        )
    obstacles += what_is_not_current(peer, service, frozenset(command.offers), state.now)
    if peer.references < REFERENCES_NEEDED:
        obstacles.append(
            ReferencesMissing(
                f"{peer.references} of {REFERENCES_NEEDED} references are recorded. "
                "Record the others when they arrive."
            )
        )
    if peer.supervisor not in service.staff:
        obstacles.append(SupervisorMissing("Nobody holds their supervision. Choose who will."))
    if missing := peer.training.policies_missing():
        policies = in_words(POLICIES_NEEDED[each] for each in missing)
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
        CoursesNotCurrent,
        PvgNotValid,
        ReferencesMissing,
        SupervisorMissing,
        PoliciesNotAcknowledged,
        CapacityNotSet,
        PeerIsSuspended,
        RoleNotAssessed,
        UnknownOffer,
        NotNamed,
    ),
)
