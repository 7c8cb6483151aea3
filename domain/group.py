"""A group: several people who keep meeting, from the plan to the closing.

States and guards are those of the domain reference, 3.5. Opening is a decision and can be refused;
who belongs to a group and what happens at its meetings is in `domain.group_meetings`.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from domain.decider import (
    Command,
    Decider,
    Event,
    Malformed,
    Read,
    Recorded,
    Refusal,
    Unknown,
    event_of,
)
from domain.folds import Fold
from domain.gatherings import (
    Attendance,
    Gathering,
    LeadsAs,
    NoGroundRules,
    OneLeaderAtATime,
    TooFewLeaders,
    VenueNotChecked,
    leader_in,
    must_be_ready,
)
from domain.peer import PEER, Peer, PeerNotActive, UnknownPeer, must_be_known_peer
from domain.peer import Stage as PeerStage
from domain.people import GroupId, OfferId, PeerId, ServiceId, StaffId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.personal import GroupsWords
from domain.service import SERVICE, Duty, Model, Service, UnknownOffer, offer_of

# --- Language ---


class Governance(StrEnum):
    """Who runs a group: somebody appointed, or its own members."""

    FACILITATED = "FACILITATED"
    PEER_LED = "PEER_LED"


class Stage(StrEnum):
    """Where a group stands."""

    UNKNOWN = "UNKNOWN"
    PLANNED = "PLANNED"
    OPEN = "OPEN"
    PAUSED = "PAUSED"
    CLOSED = "CLOSED"


# --- Events ---


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


# --- Commands ---


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


class NameGroupLeader(Command, frozen=True, kw_only=True):
    """Name somebody to lead a group, or to be on call for it."""

    group: GroupId
    leads_as: LeadsAs
    peer: PeerId | None = None
    staff: StaffId | None = None


class RecordGroupLeaderStopped(Command, frozen=True, kw_only=True):
    """Record that somebody no longer leads a group."""

    group: GroupId
    peer: PeerId | None = None
    staff: StaffId | None = None
    at: datetime | None = None


class RecordGroupVenue(Command, frozen=True, kw_only=True):
    """Record whether everybody can get in and take part where a group meets."""

    group: GroupId
    accessible: bool
    note: str | None = None
    at: datetime | None = None


class RecordGroupGroundRules(Command, frozen=True, kw_only=True):
    """Record the ground rules that a group agreed, or agreed anew."""

    group: GroupId
    rules: str
    at: datetime | None = None


class OpenGroup(Command, frozen=True, kw_only=True):
    """Let people come to a group."""

    group: GroupId


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
    | NameGroupLeader
    | RecordGroupLeaderStopped
    | RecordGroupVenue
    | RecordGroupGroundRules
    | OpenGroup
    | PauseGroup
    | ResumeGroup
    | CloseGroup
)


# --- State ---


class Group(msgspec.Struct, frozen=True):
    """A group as it stands. ``turns`` are its openings, pauses and the closing, as they came."""

    service: ServiceId | None = None
    offer: OfferId | None = None
    coordinator: StaffId | None = None
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
        case GroupLeaderNamed(peer=peer, staff=staff, leads_as=leads_as, at=at):
            if (who := peer or staff) is None:
                return group
            return _led(group, group.gathering.with_leader(who, leads_as), at)
        case GroupLeaderStopped(peer=peer, staff=staff, at=at):
            if (who := peer or staff) is None:
                return group
            return _led(group, group.gathering.without_leader(who), at)
        case GroupVenueChecked(accessible=accessible):
            return replace(group, gathering=group.gathering.with_venue(accessible=accessible))
        case GroupGroundRulesAgreed():
            return replace(group, gathering=group.gathering.with_ground_rules())
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
            GroupLeaderNamed,
            GroupLeaderStopped,
            GroupVenueChecked,
            GroupGroundRulesAgreed,
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


# --- Refusals ---


class UnknownGroup(Unknown):
    """No group was planned under this identifier."""


class NotAGroupOffer(Refusal):
    """The offer is for two people, not for a group or a course."""


class NoCoordinatorNamed(Refusal):
    """Whoever is to answer for this is not named as a coordinator of the service."""


class NoName(Malformed):
    """People need a name by which to find it."""


class GroupIsClosed(Refusal):
    """The group came to its end."""


class GroupIsOpen(Refusal):
    """The group meets already."""


class GroupNotPaused(Refusal):
    """The group has not paused."""


# --- Decider ---


def gather(command: GroupCommand, read: Read) -> GroupAsked:
    """Look at the group, at the service for a plan, and at whoever is to lead."""
    if isinstance(command, PlanGroup):
        return GroupAsked(
            now=read.now,
            group=Group(),
            service_id=read.service,
            service=read(SERVICE, subject("service", read.service)),
            new_group=GroupId(read.fresh("group")),
        )
    group = read(GROUP, subject("group", command.group))
    peer = Peer()
    if isinstance(command, NameGroupLeader) and command.peer is not None:
        peer = read(PEER, subject("peer", command.peer))
    return GroupAsked(now=read.now, group=group, service_id=read.service, peer=peer)


def decide(command: GroupCommand, state: GroupAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    if isinstance(command, PlanGroup):
        return [_planned(command, state)]
    group, now = state.group, state.now
    must_be_known_group(group)
    stage = group.stage_at(now)
    match command:
        case NameGroupLeader():
            who = leader_in(command.peer, command.staff)
            if group.gathering.leads.get(who) is command.leads_as:
                return []
            if command.peer is not None:
                must_be_known_peer(state.peer)
                must_be_active(state.peer)
            return [event_of(GroupLeaderNamed, command, at=now)]
        case RecordGroupLeaderStopped():
            if leader_in(command.peer, command.staff) not in group.gathering.leads:
                return []
            return [event_of(GroupLeaderStopped, command, at=happened(command.at, now))]
        case RecordGroupVenue():
            return [event_of(GroupVenueChecked, command, at=happened(command.at, now))]
        case RecordGroupGroundRules():
            at, version = happened(command.at, now), group.gathering.ground_rules + 1
            return [event_of(GroupGroundRulesAgreed, command, version=version, at=at)]
        case OpenGroup():
            if stage is Stage.OPEN:
                return []
            if stage is Stage.PAUSED:
                raise GroupIsOpen("This group was opened before and has paused. Let it resume.")
            _must_not_be_closed(stage)
            must_be_ready(group.gathering)
            return [event_of(GroupOpened, command, at=now)]
        case PauseGroup():
            if stage is Stage.PAUSED:
                return []
            return [event_of(GroupPaused, command, at=happened(command.at, now))]
        case ResumeGroup():
            _must_not_be_closed(stage)
            if stage is Stage.OPEN:
                return []
            if stage is Stage.PLANNED:
                raise GroupNotPaused("This group has not been opened yet. Open it.")
            must_be_ready(group.gathering)
            return [event_of(GroupResumed, command, at=now)]
        case CloseGroup():
            if stage is Stage.CLOSED:
                return []
            return [event_of(GroupClosed, command, at=happened(command.at, now))]


def must_be_known_group(group: Group) -> None:
    """Raise `UnknownGroup` where nothing was planned."""
    if group.planned_at is None:
        raise UnknownGroup("No group was planned under this identifier. Check the address.")


def must_be_active(peer: Peer) -> None:
    """Raise `PeerNotActive` unless the peer supporter supports people now."""
    if peer.stage is not PeerStage.ACTIVE:
        raise PeerNotActive(
            "This peer supporter is not active now. Choose somebody else, or wait.", field="peer"
        )


def must_be_for_several(service: Service, offer: OfferId) -> None:
    """Raise `UnknownOffer` or `NotAGroupOffer`."""
    if offer_of(service, offer).model not in (Model.FACILITATED, Model.PEER_LED):
        raise NotAGroupOffer(
            "This offer brings two people together. Choose one for groups.", field="offer"
        )


def must_coordinate(service: Service, coordinator: StaffId) -> None:
    """Raise `NoCoordinatorNamed` unless this is a coordinator of the service."""
    if Duty.COORDINATOR not in service.staff.get(coordinator, ()):
        raise NoCoordinatorNamed(
            "This is not a coordinator of the service. Choose one, or name them first.",
            field="coordinator",
        )


def must_have_a_name(name: str) -> None:
    """Raise `NoName` where there is none."""
    if not name.strip():
        raise NoName("Give it a name by which people find it.", field="name")


def _must_not_be_closed(stage: Stage) -> None:
    if stage is Stage.CLOSED:
        raise GroupIsClosed("This group has come to its end. Plan a new one.")


def _planned(command: PlanGroup, state: GroupAsked) -> GroupPlanned:
    must_be_for_several(state.service, command.offer)
    must_coordinate(state.service, command.coordinator)
    must_have_a_name(command.name)
    return event_of(
        GroupPlanned, command, group=state.new_group, service=state.service_id, at=state.now
    )


decider = Decider(
    noun="group",
    commands=(
        PlanGroup,
        NameGroupLeader,
        RecordGroupLeaderStopped,
        RecordGroupVenue,
        RecordGroupGroundRules,
        OpenGroup,
        PauseGroup,
        ResumeGroup,
        CloseGroup,
    ),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownGroup,
        UnknownOffer,
        UnknownPeer,
        NotAGroupOffer,
        NoCoordinatorNamed,
        NoName,
        OneLeaderAtATime,
        PeerNotActive,
        TooFewLeaders,
        VenueNotChecked,
        NoGroundRules,
        GroupIsClosed,
        GroupIsOpen,
        GroupNotPaused,
        NotYetHappened,
        TooLongAgo,
    ),
)
