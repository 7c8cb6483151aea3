"""The roles that a peer supporter has within an offer (guidance; domain reference, 2.5)."""

from collections.abc import Sequence

from domain.decider import Decider, Event, event_of
from domain.peer.asking import (
    PeerAsked,
    check_offers,
    gather,
    must_be_selected,
    must_not_be_suspended,
    refuse,
    what_is_not_current,
)
from domain.peer.commands import AgreeRole, EndRole
from domain.peer.events import RoleAgreed, RoleEnded
from domain.peer.refusals import (
    ApplicationIsOver,
    CoursesNotCurrent,
    NotSelected,
    PeerHasLeft,
    PeerIsSuspended,
    PvgNotValid,
    UnknownPeer,
    must_be_known_peer,
)
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.service import RoleNotAssessed, UnknownOffer
from domain.training import NotNamed

Roles = AgreeRole | EndRole


def decide(command: Roles, state: PeerAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    peer = state.peer
    must_be_known_peer(peer)
    held = (command.role, command.offer) in peer.roles
    match command:
        case AgreeRole(offer=offer):
            must_be_selected(peer)
            must_not_be_suspended(peer)
            check_offers((offer,), state.service)
            if held:
                return []
            in_the_way = what_is_not_current(peer, state.service, frozenset({offer}), state.now)
            refuse("This role cannot be agreed yet.", in_the_way)
            return [event_of(RoleAgreed, command, at=state.now)]
        case EndRole():
            if not held:
                return []
            return [event_of(RoleEnded, command, at=happened(command.at, state.now))]


decider = Decider(
    noun="peer",
    commands=(AgreeRole, EndRole),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownPeer,
        PeerHasLeft,
        ApplicationIsOver,
        NotSelected,
        PeerIsSuspended,
        CoursesNotCurrent,
        PvgNotValid,
        RoleNotAssessed,
        UnknownOffer,
        NotNamed,
        NotYetHappened,
        TooLongAgo,
    ),
)
