"""Who is responsible for a group: one coordinator and a deputy (domain reference, 2.7)."""

from collections.abc import Sequence
from datetime import datetime

from domain.decider import Event, event_of
from domain.group.commands import AssignGroupCoordinator, OpenGroup, ResumeGroup
from domain.group.events import GroupCoordinatorAssigned
from domain.group.refusals import NoCoordinatorNamed, NoDeputyNamed, NothingToHandOverWith
from domain.group.state import GroupAsked
from domain.people import StaffId
from domain.service import DEPUTISE, Duty, Service


def must_coordinate(service: Service, coordinator: StaffId) -> None:
    """Raise `NoCoordinatorNamed` unless this is a coordinator of the service."""
    if Duty.COORDINATOR not in service.staff.get(coordinator, ()):
        raise NoCoordinatorNamed(
            "This is not a coordinator of the service. Choose one, or name them first.",
            field="coordinator",
        )


def assigned(command: AssignGroupCoordinator, state: GroupAsked, at: datetime) -> Sequence[Event]:
    """The group in somebody's hands. Raises `NoDeputyNamed` and `NothingToHandOverWith`."""
    group = state.group
    must_coordinate(state.service, command.coordinator)
    _must_deputise(state.service, command.deputy, command.coordinator)
    before = group.coordinator
    same = (before, group.deputy) == (command.coordinator, command.deputy)
    if same and not command.note and not command.open_items:
        return []
    if before != command.coordinator and not (command.note or "").strip():
        raise NothingToHandOverWith(
            "Write down what the new coordinator has to know about this group.", field="note"
        )
    return [event_of(GroupCoordinatorAssigned, command, before=before, at=at)]


def deputised(opens: OpenGroup | ResumeGroup, state: GroupAsked) -> Sequence[Event]:
    """Whoever deputises from the opening on, where nobody did. Raises `NoDeputyNamed`."""
    group, service = state.group, state.service
    chosen = opens.deputy if isinstance(opens, OpenGroup) else None
    if group.coordinator is None:
        return []
    if chosen is not None:
        _must_deputise(service, chosen, group.coordinator)
    found = chosen or service.deputy_for(group.coordinator, group.deputy)
    if found is None:
        raise NoDeputyNamed(
            "Nobody could stand in for the coordinator of this group. "
            "Name another coordinator or a manager first.",
            field="deputy",
        )
    if found == group.deputy:
        return []
    return [
        GroupCoordinatorAssigned(
            group=opens.group, coordinator=group.coordinator, deputy=found, at=state.now
        )
    ]


def _must_deputise(service: Service, deputy: StaffId, coordinator: StaffId) -> None:
    if deputy == coordinator or not service.is_named(deputy, *DEPUTISE):
        raise NoDeputyNamed(
            "Choose another coordinator or a manager as deputy: nobody deputises for themself.",
            field="deputy",
        )
