"""A group: several people who keep meeting, from the plan to the closing.

States and guards are those of the domain reference, 3.5. Opening is a decision and can be refused;
who belongs to a group and what happens at its meetings is in `domain.group_meetings`.
"""

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
from domain.group.coordinating import must_coordinate
from domain.group.deciding import (
    decide,
    decider,
    gather,
    must_be_for_several,
    must_be_known_group,
    must_have_a_name,
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
from domain.group.language import (
    Governance,
    Stage,
)
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
from domain.group.state import (
    GROUP,
    Group,
    GroupAsked,
)

__all__ = [
    "GROUP",
    "AssignGroupCoordinator",
    "CloseGroup",
    "Governance",
    "Group",
    "GroupAsked",
    "GroupClosed",
    "GroupCommand",
    "GroupCoordinatorAssigned",
    "GroupGroundRulesAgreed",
    "GroupIsClosed",
    "GroupIsOpen",
    "GroupLeaderNamed",
    "GroupLeaderStopped",
    "GroupNotPaused",
    "GroupOpened",
    "GroupPaused",
    "GroupPlanned",
    "GroupResumed",
    "GroupVenueChecked",
    "NameGroupLeader",
    "NoCoordinatorNamed",
    "NoDeputyNamed",
    "NoName",
    "NotAGroupOffer",
    "NothingToHandOverWith",
    "OpenGroup",
    "PauseGroup",
    "PlanGroup",
    "RecordGroupGroundRules",
    "RecordGroupLeaderStopped",
    "RecordGroupVenue",
    "ResumeGroup",
    "Stage",
    "UnknownGroup",
    "decide",
    "decider",
    "gather",
    "must_be_for_several",
    "must_be_known_group",
    "must_coordinate",
    "must_have_a_name",
]
