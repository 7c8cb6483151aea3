"""What can be asked about groups, courses, and what is between the people in them."""

from api.door import Row
from domain.concern_between_peers import RaiseConcernBetweenPeers, ResolveConcernBetweenPeers
from domain.group import (
    AssignGroupCoordinator,
    CloseGroup,
    NameGroupLeader,
    OpenGroup,
    PauseGroup,
    PlanGroup,
    RecordGroupGroundRules,
    RecordGroupLeaderStopped,
    RecordGroupVenue,
    ResumeGroup,
)
from domain.group_meetings import (
    InviteToGroup,
    RecordGroupJoined,
    RecordGroupLeft,
    RecordGroupMeeting,
)
from domain.group_refreshing import EndGroupLink, LinkGroups, ReviewGroupRefresh
from domain.programme import (
    CancelProgramme,
    CompleteProgramme,
    DesignProgramme,
    NameProgrammeLeader,
    OpenEnrolment,
    RecordProgrammeGroundRules,
    RecordProgrammeLeaderStopped,
    RecordProgrammeVenue,
    ScheduleProgramme,
    StartProgramme,
)
from domain.programme_places import (
    BookEnrolment,
    RecordEnrolmentDropped,
    RecordProgrammeSession,
)

ROWS = (
    Row("POST", "/groups", PlanGroup),
    Row("POST", "/groups/{group}/coordinator", AssignGroupCoordinator),
    Row("POST", "/groups/{group}/leaders", NameGroupLeader),
    Row("POST", "/groups/{group}/leaders/departure", RecordGroupLeaderStopped),
    Row("POST", "/groups/{group}/venue", RecordGroupVenue),
    Row("POST", "/groups/{group}/ground-rules", RecordGroupGroundRules),
    Row("POST", "/groups/{group}/opening", OpenGroup),
    Row("POST", "/groups/{group}/pause", PauseGroup),
    Row("POST", "/groups/{group}/resumption", ResumeGroup),
    Row("POST", "/groups/{group}/closing", CloseGroup),
    Row("POST", "/groups/{group}/invitations", InviteToGroup),
    Row("POST", "/groups/{group}/members", RecordGroupJoined),
    Row("POST", "/groups/{group}/members/{person}/departure", RecordGroupLeft),
    Row("POST", "/groups/{group}/meetings", RecordGroupMeeting),
    Row("POST", "/groups/{group}/refresh-talks", ReviewGroupRefresh),
    Row("POST", "/groups/{group}/links", LinkGroups),
    Row("POST", "/groups/{group}/links/{with_group}/end", EndGroupLink),
    Row("POST", "/programmes", DesignProgramme),
    Row("POST", "/programmes/{programme}/dates", ScheduleProgramme),
    Row("POST", "/programmes/{programme}/leaders", NameProgrammeLeader),
    Row("POST", "/programmes/{programme}/leaders/departure", RecordProgrammeLeaderStopped),
    Row("POST", "/programmes/{programme}/venue", RecordProgrammeVenue),
    Row("POST", "/programmes/{programme}/ground-rules", RecordProgrammeGroundRules),
    Row("POST", "/programmes/{programme}/booking", OpenEnrolment),
    Row("POST", "/programmes/{programme}/start", StartProgramme),
    Row("POST", "/programmes/{programme}/completion", CompleteProgramme),
    Row("POST", "/programmes/{programme}/cancellation", CancelProgramme),
    Row("POST", "/programmes/{programme}/enrolments", BookEnrolment),
    Row("POST", "/programmes/{programme}/enrolments/{person}/drop", RecordEnrolmentDropped),
    Row("POST", "/programmes/{programme}/sessions", RecordProgrammeSession),
    Row("POST", "/concerns-between-peers", RaiseConcernBetweenPeers),
    Row("POST", "/concerns-between-peers/{concern}/resolution", ResolveConcernBetweenPeers),
)
