"""What follows from what is asked about a group."""

from collections.abc import Sequence

from domain.decider import (
    Decider,
    Event,
    Read,
    event_of,
)
from domain.gatherings import (
    NoGroundRules,
    OneLeaderAtATime,
    TooFewLeaders,
    VenueNotChecked,
    must_be_ready,
)
from domain.group.commands import (
    AssignGroupCoordinator,
    CloseGroup,
    GroupCommand,
    NameGroupLeader,
    OpenGroup,
    PauseGroup,
    PlanGroup,
    RecordGroupGroundRules,
    RecordGroupLeaderStopped,
    RecordGroupVenue,
    ResumeGroup,
)
from domain.group.coordinating import assigned, deputised, must_coordinate
from domain.group.events import (
    GroupClosed,
    GroupOpened,
    GroupPaused,
    GroupPlanned,
    GroupResumed,
)
from domain.group.language import Stage
from domain.group.refusals import (
    GroupIsClosed,
    GroupIsOpen,
    GroupNotPaused,
    NoCoordinatorNamed,
    NoDeputyNamed,
    NoName,
    NotAGroupOffer,
    NothingToHandOverWith,
    UnknownGroup,
)
from domain.group.state import GROUP, PREPARATION, Group, GroupAsked
from domain.peer import PEER, Peer, PeerNotActive, UnknownPeer
from domain.people import GroupId, OfferId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.preparing import (
    NameLeader,
    RecordGroundRules,
    RecordLeaderStopped,
    RecordVenue,
    prepare,
)
from domain.service import SERVICE, Model, Service, UnknownOffer, offer_of


def gather(command: GroupCommand, read: Read) -> GroupAsked:
    """Look at the group, at the service where staff matter, and at whoever is to lead."""
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
    service = Service()
    if isinstance(command, AssignGroupCoordinator | OpenGroup | ResumeGroup):
        service = read(SERVICE, subject("service", group.service or read.service))
    return GroupAsked(
        now=read.now, group=group, service_id=read.service, service=service, peer=peer
    )


def decide(command: GroupCommand, state: GroupAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    if isinstance(command, PlanGroup):
        return [_planned(command, state)]
    group, now = state.group, state.now
    must_be_known_group(group)
    stage = group.stage_at(now)
    match command:
        case AssignGroupCoordinator():
            at = happened(command.at, now)
            _must_not_be_closed(group.stage_at(at))
            return assigned(command, state, at)
        case NameLeader() | RecordLeaderStopped() | RecordVenue() | RecordGroundRules():
            return prepare(command, group.gathering, PREPARATION, state.peer, now)
        case OpenGroup():
            if stage is Stage.OPEN:
                return []
            if stage is Stage.PAUSED:
                raise GroupIsOpen("This group was opened before and has paused. Let it resume.")
            _must_not_be_closed(stage)
            must_be_ready(group.gathering)
            return [*deputised(command, state), event_of(GroupOpened, command, at=now)]
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
            return [*deputised(command, state), event_of(GroupResumed, command, at=now)]
        case CloseGroup():
            if stage is Stage.CLOSED:
                return []
            return [event_of(GroupClosed, command, at=happened(command.at, now))]


def must_be_known_group(group: Group) -> None:
    """Raise `UnknownGroup` where nothing was planned."""
    if group.planned_at is None:
        raise UnknownGroup("No group was planned under this identifier. Check the address.")


def must_be_for_several(service: Service, offer: OfferId) -> None:
    """Raise `UnknownOffer` or `NotAGroupOffer`."""
    if offer_of(service, offer).model not in (Model.FACILITATED, Model.PEER_LED):
        raise NotAGroupOffer(
            "This offer brings two people together. Choose one for groups.", field="offer"
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
        AssignGroupCoordinator,
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
        NoDeputyNamed,
        NothingToHandOverWith,
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
