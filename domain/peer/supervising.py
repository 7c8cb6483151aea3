"""How supervision is booked and called off. That it took place is recorded by whoever holds it."""

from collections.abc import Sequence

from domain.decider import Decider, Event, event_of
from domain.peer.asking import PeerAsked, gather, must_be_here
from domain.peer.refusals import ApplicationIsOver, PeerHasLeft, UnknownPeer, must_be_known_peer
from domain.peer.supervision import (
    FURTHEST_AHEAD,
    BookSupervision,
    CancelSupervision,
    NotATimeAhead,
    NothingBooked,
    SupervisionBooked,
    SupervisionCancelled,
)
from domain.periods import LOCAL, NotYetHappened, TooLongAgo, happened
from domain.service import MAY_SUPERVISE, MayNotSupervise


def decide(command: BookSupervision | CancelSupervision, state: PeerAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    must_be_known_peer(state.peer)
    match command:
        case BookSupervision():
            return _booked(command, state)
        case CancelSupervision():
            if state.peer.supervision_booked_for is None:
                raise NothingBooked("No supervision is booked. There is nothing to call off.")
            at = happened(command.at, state.now)
            return [event_of(SupervisionCancelled, command, at=at)]


def _booked(command: BookSupervision, state: PeerAsked) -> Sequence[Event]:
    must_be_here(state.peer)
    if not state.service.is_named(command.supervisor, *MAY_SUPERVISE):
        raise MayNotSupervise(
            "Only a supervisor, coordinator or manager of this service can hold supervision. "
            "Choose one, or name this one a supervisor first.",
            field="supervisor",
        )
    planned = command.planned_for
    if planned.tzinfo is None:
        planned = planned.replace(tzinfo=LOCAL)
    if not state.now < planned <= state.now + FURTHEST_AHEAD:
        raise NotATimeAhead(
            "Choose a time that lies ahead, within half a year.", field="planned_for"
        )
    if state.peer.supervision_booked_for == planned:
        return []
    return [event_of(SupervisionBooked, command, planned_for=planned, at=state.now)]


decider = Decider(
    noun="peer",
    commands=(BookSupervision, CancelSupervision),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownPeer,
        PeerHasLeft,
        ApplicationIsOver,
        MayNotSupervise,
        NotATimeAhead,
        NothingBooked,
        NotYetHappened,
        TooLongAgo,
    ),
)
