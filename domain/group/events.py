"""What is recorded of a group."""

from datetime import datetime

from domain.decider import (
    Event,
)
from domain.gatherings import (
    Attendance,
    LeadsAs,
)
from domain.group.language import Governance
from domain.people import GroupId, OfferId, PeerId, ServiceId, StaffId
from domain.personal import GroupsItems, GroupsWords


class GroupPlanned(Event, frozen=True, kw_only=True):
    """A group was planned. ``drop_in`` groups take whoever comes; others have members."""

    group: GroupId
    service: ServiceId
    offer: OfferId
    coordinator: StaffId
    governance: Governance
    attendance: Attendance
    drop_in: bool
    name: GroupsWords = None
    place: GroupsWords = None
    times: GroupsWords = None


class GroupCoordinatorAssigned(Event, frozen=True, kw_only=True):
    """From now on this coordinator is responsible for the group, with a deputy.

    ``before`` was responsible until then; ``note`` and ``open_items`` are what they hand over.
    ``unattended_since`` is since when nobody who was there had been responsible, if that was so.
    """

    group: GroupId
    coordinator: StaffId
    deputy: StaffId
    before: StaffId | None = None
    note: GroupsWords = None
    open_items: GroupsItems = ()
    unattended_since: datetime | None = None


class GroupLeaderNamed(Event, frozen=True, kw_only=True):
    """A peer supporter or a member of staff was named to lead a group, or to be on call for it."""

    group: GroupId
    leads_as: LeadsAs
    peer: PeerId | None = None
    staff: StaffId | None = None


class GroupLeaderStopped(Event, frozen=True, kw_only=True):
    """Somebody no longer leads a group, and is not on call for it either."""

    group: GroupId
    peer: PeerId | None = None
    staff: StaffId | None = None


class GroupVenueChecked(Event, frozen=True, kw_only=True):
    """Somebody looked whether everybody can get in and take part."""

    group: GroupId
    accessible: bool
    note: GroupsWords = None


class GroupGroundRulesAgreed(Event, frozen=True, kw_only=True):
    """Those who meet agreed what stays in the room and where that ends. ``version`` counts."""

    group: GroupId
    version: int
    rules: GroupsWords = None


class GroupOpened(Event, frozen=True, kw_only=True):
    """People can come."""

    group: GroupId


class GroupPaused(Event, frozen=True, kw_only=True):
    """A group does not meet for a while."""

    group: GroupId
    reason: GroupsWords = None


class GroupResumed(Event, frozen=True, kw_only=True):
    """A group that had paused meets again."""

    group: GroupId


class GroupClosed(Event, frozen=True, kw_only=True):
    """A group came to its end."""

    group: GroupId
    reason: GroupsWords = None
