"""A programme: a course of a fixed number of sessions for people who start together.

States and guards are those of the domain reference, 3.5. Who has a place and what happened at the
sessions is in `domain.programme_places`.
"""

from domain.programme.commands import (
    CancelProgramme,
    CompleteProgramme,
    DesignProgramme,
    NameProgrammeLeader,
    OpenEnrolment,
    ProgrammeCommand,
    RecordProgrammeGroundRules,
    RecordProgrammeLeaderStopped,
    RecordProgrammeVenue,
    ScheduleProgramme,
    StartProgramme,
)
from domain.programme.deciding import (
    decide,
    decider,
    gather,
    must_be_known_programme,
)
from domain.programme.events import (
    ProgrammeCancelled,
    ProgrammeCompleted,
    ProgrammeDesigned,
    ProgrammeEnrolmentOpened,
    ProgrammeGroundRulesAgreed,
    ProgrammeLeaderNamed,
    ProgrammeLeaderStopped,
    ProgrammeScheduled,
    ProgrammeStarted,
    ProgrammeVenueChecked,
)
from domain.programme.language import (
    MOST_SESSIONS,
    USUAL_SESSIONS,
    USUALLY_ENOUGH,
    Stage,
)
from domain.programme.refusals import (
    CourseHasStarted,
    CourseIsOver,
    CourseNotRunning,
    EnrolmentNotOpen,
    ImpossibleCourse,
    NotScheduled,
    UnknownProgramme,
)
from domain.programme.state import (
    PROGRAMME,
    Programme,
    ProgrammeAsked,
)

__all__ = [
    "MOST_SESSIONS",
    "PROGRAMME",
    "USUALLY_ENOUGH",
    "USUAL_SESSIONS",
    "CancelProgramme",
    "CompleteProgramme",
    "CourseHasStarted",
    "CourseIsOver",
    "CourseNotRunning",
    "DesignProgramme",
    "EnrolmentNotOpen",
    "ImpossibleCourse",
    "NameProgrammeLeader",
    "NotScheduled",
    "OpenEnrolment",
    "Programme",
    "ProgrammeAsked",
    "ProgrammeCancelled",
    "ProgrammeCommand",
    "ProgrammeCompleted",
    "ProgrammeDesigned",
    "ProgrammeEnrolmentOpened",
    "ProgrammeGroundRulesAgreed",
    "ProgrammeLeaderNamed",
    "ProgrammeLeaderStopped",
    "ProgrammeScheduled",
    "ProgrammeStarted",
    "ProgrammeVenueChecked",
    "RecordProgrammeGroundRules",
    "RecordProgrammeLeaderStopped",
    "RecordProgrammeVenue",
    "ScheduleProgramme",
    "Stage",
    "StartProgramme",
    "UnknownProgramme",
    "decide",
    "decider",
    "gather",
    "must_be_known_programme",
]
