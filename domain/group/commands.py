"""What can be asked about a group."""

from datetime import datetime

from domain.decider import (
    Command,
)
from domain.gatherings import (
    Attendance,
)
from domain.group.language import Governance
from domain.people import GroupId, OfferId, StaffId
from domain.preparing import NameLeader, RecordGroundRules, RecordLeaderStopped, RecordVenue


class PlanGroup(Command, frozen=True, kw_only=True):
    """Plan a group of an offer."""

    offer: OfferId
    coordinator: StaffId
    governance: Governance
    name: str
    attendance: Attendance = Attendance.REGISTER
    drop_in: bool = True
    place: str | None = None
    times: str | None = None


class AssignGroupCoordinator(Command, frozen=True, kw_only=True):
    """Say who is responsible for a group from now on, and who deputises.

    Where somebody else was responsible before, ``note`` is what they hand over, and ``open_items``
    what is still to be done.
    """

    group: GroupId
    coordinator: StaffId
    deputy: StaffId
    note: str | None = None
    open_items: tuple[str, ...] = ()
    at: datetime | None = None


class NameGroupLeader(NameLeader, frozen=True, kw_only=True):
    """Name somebody to lead a group, or to be on call for it."""

    group: GroupId


class RecordGroupLeaderStopped(RecordLeaderStopped, frozen=True, kw_only=True):
    """Record that somebody no longer leads a group."""

    group: GroupId


class RecordGroupVenue(RecordVenue, frozen=True, kw_only=True):
    """Record whether everybody can get in and take part where a group meets."""

    group: GroupId


class RecordGroupGroundRules(RecordGroundRules, frozen=True, kw_only=True):
    """Record the ground rules that a group agreed, or agreed anew."""

    group: GroupId


class OpenGroup(Command, frozen=True, kw_only=True):
    """Let people come to a group.

    Where nobody deputises for its coordinator, ``deputy`` does, or whoever can (`ActivateMatch`).
    """

    group: GroupId
    deputy: StaffId | None = None


class PauseGroup(Command, frozen=True, kw_only=True):
    """Record that a group does not meet for a while."""

    group: GroupId
    reason: str | None = None
    at: datetime | None = None


class ResumeGroup(Command, frozen=True, kw_only=True):
    """Let a group that has paused meet again."""

    group: GroupId


class CloseGroup(Command, frozen=True, kw_only=True):
    """Record that a group came to its end."""

    group: GroupId
    reason: str | None = None
    at: datetime | None = None


GroupCommand = (
    PlanGroup
    | AssignGroupCoordinator
    | NameGroupLeader
    | RecordGroupLeaderStopped
    | RecordGroupVenue
    | RecordGroupGroundRules
    | OpenGroup
    | PauseGroup
    | ResumeGroup
    | CloseGroup
)
