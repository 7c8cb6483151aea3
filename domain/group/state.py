"""What the entries about a group add up to."""

from datetime import datetime

import msgspec

from domain.decider import (
    Event,
    Recorded,
)
from domain.folds import Fold
from domain.gatherings import (
    Attendance,
    Gathering,
)
from domain.group.events import (
    GroupClosed,
    GroupCoordinatorAssigned,
    GroupGroundRulesAgreed,
    GroupLeaderNamed,
    GroupLeaderStopped,
    GroupOpened,
    GroupPaused,
    GroupPlanned,
    GroupResumed,
    GroupVenueChecked,
)
from domain.group.language import Stage
from domain.peer import Peer
from domain.people import GroupId, OfferId, ServiceId, StaffId
from domain.preparing import Preparation, prepared
from domain.service import Service


class Group(msgspec.Struct, frozen=True):
    """A group as it stands. ``turns`` are its openings, pauses and the closing, as they came.

    ``unattended`` are the stretches in which nobody who was there was responsible.
    """

    service: ServiceId | None = None
    offer: OfferId | None = None
    coordinator: StaffId | None = None
    deputy: StaffId | None = None
    unattended: tuple[tuple[datetime, datetime], ...] = ()
    attendance: Attendance = Attendance.REGISTER
    drop_in: bool = True
    planned_at: datetime | None = None
    gathering: Gathering = Gathering()
    turns: tuple[tuple[datetime, Stage], ...] = ()
    leaders_too_few_since: datetime | None = None

    def stage_at(self, moment: datetime) -> Stage:
        """Where the group stands at a moment, by the table of 3.5."""
        if self.planned_at is None or self.planned_at > moment:
            return Stage.UNKNOWN
        stage = Stage.PLANNED
        for at, turned in self.turns:
            if at <= moment and stage is not Stage.CLOSED:
                stage = turned
        return stage

    @property
    def closed_at(self) -> datetime | None:
        """When it came to its end."""
        return min((at for at, turned in self.turns if turned is Stage.CLOSED), default=None)


PREPARATION = Preparation(
    GroupLeaderNamed, GroupLeaderStopped, GroupVenueChecked, GroupGroundRulesAgreed
)
_TURNED: dict[type[Event], Stage] = {
    GroupOpened: Stage.OPEN,
    GroupPaused: Stage.PAUSED,
    GroupResumed: Stage.OPEN,
    GroupClosed: Stage.CLOSED,
}


def _evolve(group: Group, recorded: Recorded) -> Group:
    """Add one fact. Events come in the order in which they happened."""
    replace = msgspec.structs.replace
    match recorded.event:
        case GroupPlanned() as planned if group.planned_at is None:
            return replace(
                group,
                service=planned.service,
                offer=planned.offer,
                coordinator=planned.coordinator,
                attendance=planned.attendance,
                drop_in=planned.drop_in,
                planned_at=planned.at,
            )
        case GroupCoordinatorAssigned() as assigned:
            unattended = group.unattended
            if assigned.unattended_since is not None:
                unattended = (*unattended, (assigned.unattended_since, assigned.at))
            return replace(
                group,
                coordinator=assigned.coordinator,
                deputy=assigned.deputy,
                unattended=unattended,
            )
        case GroupLeaderNamed() | GroupLeaderStopped() as said:
            return _led(group, prepared(group.gathering, said, PREPARATION), said.at)
        case GroupVenueChecked() | GroupGroundRulesAgreed() as said:
            return replace(group, gathering=prepared(group.gathering, said, PREPARATION))
        case GroupOpened() | GroupPaused() | GroupResumed() | GroupClosed() as turn:
            return replace(group, turns=(*group.turns, (turn.at, _TURNED[type(turn)])))
        case _:
            return group


def _led(group: Group, gathering: Gathering, at: datetime) -> Group:
    since = None if gathering.leaders_suffice else group.leaders_too_few_since or at
    return msgspec.structs.replace(group, gathering=gathering, leaders_too_few_since=since)


GROUP = Fold(
    hears=frozenset(
        {
            GroupPlanned,
            GroupCoordinatorAssigned,
            *PREPARATION,
            *_TURNED,
        }
    ),
    initial=Group(),
    evolve=_evolve,
)
"""One group, over its own subject."""


class GroupAsked(msgspec.Struct, frozen=True):
    """A group and what stands behind it, at the moment of asking."""

    now: datetime
    group: Group
    service_id: ServiceId
    service: Service = Service()
    peer: Peer = Peer()
    new_group: GroupId | None = None
