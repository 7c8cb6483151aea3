"""Who is responsible for a match: one coordinator and a deputy, and how they hand over."""

from collections.abc import Sequence
from datetime import datetime

from domain.decider import Command, Decider, Event, Malformed, event_of
from domain.match.asking import (
    MatchAsked,
    MatchIsOver,
    MayNotDecide,
    NotACoordinator,
    ReasonMissing,
    UnknownMatch,
    look_behind,
    must_be_open,
    must_be_proposed,
    must_be_said,
    must_coordinate,
    must_decide,
    sides_of,
)
from domain.match.events_of_support import MatchCoordinatorAssigned
from domain.people import MatchId, StaffId
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.service import Service

# --- Commands ---


class AssignMatchCoordinator(Command, frozen=True, kw_only=True):
    """Say who is responsible for a match from now on, and who deputises.

    Where somebody else was responsible before, ``note`` is what they hand over, and ``open_items``
    what is still to be done.
    """

    match: MatchId
    coordinator: StaffId
    deputy: StaffId
    note: str | None = None
    open_items: tuple[str, ...] = ()
    at: datetime | None = None


# --- Refusals ---


class SameAsCoordinator(Malformed):
    """Nobody deputises for themself."""


# --- Decider ---


def decide(command: AssignMatchCoordinator, state: MatchAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    match, at = state.match, happened(command.at, state.now)
    must_be_proposed(match)
    must_be_open(match, at)
    must_coordinate(state.service, command.coordinator)
    check_deputy(state.service, command.coordinator, command.deputy)
    before = match.coordinator_at(at)
    same = (before, match.deputy_at(at)) == (command.coordinator, command.deputy)
    if same and not command.note and not command.open_items:
        return []
    if before != command.coordinator:
        must_be_said(
            command.note,
            ReasonMissing,
            "Write down what the new coordinator has to know about these two.",
            "note",
        )
    ids = sides_of(match)
    return [event_of(MatchCoordinatorAssigned, command, **ids, before=before, at=at)]


def check_deputy(service: Service, coordinator: StaffId, deputy: StaffId) -> None:
    """Raise `MayNotDecide` or `SameAsCoordinator` for a deputy who cannot be one."""
    if deputy == coordinator:
        raise SameAsCoordinator(
            "Choose somebody else as deputy: nobody deputises for themself.", field="deputy"
        )
    must_decide(service, deputy, "deputy")


decider = Decider(
    noun="match",
    commands=(AssignMatchCoordinator,),
    gather=look_behind,
    decide=decide,
    refusals=(
        UnknownMatch,
        MatchIsOver,
        NotACoordinator,
        MayNotDecide,
        SameAsCoordinator,
        ReasonMissing,
        NotYetHappened,
        TooLongAgo,
    ),
)
