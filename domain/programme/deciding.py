"""What follows from what is asked about a programme."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise

from domain.adoption import definitions_of
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
from domain.group import (
    NoCoordinatorNamed,
    NoName,
    NotAGroupOffer,
    must_be_for_several,
    must_coordinate,
    must_have_a_name,
)
from domain.peer import PEER, Peer, PeerNotActive, UnknownPeer
from domain.people import ProgrammeId, subject
from domain.periods import LOCAL, NotYetHappened, TooLongAgo, happened
from domain.preparing import (
    NameLeader,
    RecordGroundRules,
    RecordLeaderStopped,
    RecordVenue,
    prepare,
)
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
from domain.programme.events import (
    ProgrammeCancelled,
    ProgrammeCompleted,
    ProgrammeDesigned,
    ProgrammeEnrolmentOpened,
    ProgrammeScheduled,
    ProgrammeStarted,
)
from domain.programme.language import MOST_SESSIONS
from domain.programme.refusals import (
    CourseHasStarted,
    CourseIsOver,
    CourseNotRunning,
    EnrolmentNotOpen,
    ImpossibleCourse,
    NotScheduled,
    UnknownProgramme,
)
from domain.programme.state import PREPARATION, PROGRAMME, Programme, ProgrammeAsked
from domain.service import SERVICE, UnknownOffer


def gather(command: ProgrammeCommand, read: Read) -> ProgrammeAsked:
    """Look at the course, at the service for a design, and at whoever is to lead."""
    if isinstance(command, DesignProgramme):
        return ProgrammeAsked(
            now=read.now,
            programme=Programme(),
            service_id=read.service,
            service=read(SERVICE, subject("service", read.service)),
            new_programme=ProgrammeId(read.fresh("programme")),
            definitions=definitions_of(read),
        )
    programme = read(PROGRAMME, subject("programme", command.programme))
    peer = Peer()
    if isinstance(command, NameProgrammeLeader) and command.peer is not None:
        peer = read(PEER, subject("peer", command.peer))
    return ProgrammeAsked(now=read.now, programme=programme, service_id=read.service, peer=peer)


def decide(command: ProgrammeCommand, state: ProgrammeAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    if isinstance(command, DesignProgramme):
        return [_designed(command, state)]
    programme, now = state.programme, state.now
    must_be_known_programme(programme)
    match command:
        case ScheduleProgramme():
            return _scheduled(command, programme, now)
        case NameLeader() | RecordLeaderStopped() | RecordVenue() | RecordGroundRules():
            return prepare(command, programme.gathering, PREPARATION, state.peer, now)
        case OpenEnrolment():
            _must_not_be_over(programme)
            if programme.enrolling_at is not None:
                return []
            if not programme.dates:
                raise NotScheduled("This course has no dates yet. Say when its sessions are.")
            return [event_of(ProgrammeEnrolmentOpened, command, at=now)]
        case StartProgramme():
            _must_not_be_over(programme)
            if programme.started_at is not None:
                return []
            if programme.enrolling_at is None:
                raise EnrolmentNotOpen("Nobody could book a place yet. Open the booking first.")
            must_be_ready(programme.gathering)
            return [event_of(ProgrammeStarted, command, at=now)]
        case CompleteProgramme():
            if programme.over_at is not None:
                return []
            if programme.started_at is None:
                raise CourseNotRunning("This course has not begun. Start it, or cancel it.")
            return [event_of(ProgrammeCompleted, command, at=happened(command.at, now))]
        case CancelProgramme():
            if programme.over_at is not None:
                return []
            return [event_of(ProgrammeCancelled, command, at=happened(command.at, now))]


def must_be_known_programme(programme: Programme) -> None:
    """Raise `UnknownProgramme` where nothing was designed."""
    if programme.designed_at is None:
        raise UnknownProgramme("No course was designed under this identifier. Check the address.")


def _must_not_be_over(programme: Programme) -> None:
    if programme.over_at is not None:
        raise CourseIsOver("This course is over. Design a new one.")


def _designed(command: DesignProgramme, state: ProgrammeAsked) -> ProgrammeDesigned:
    must_be_for_several(state.service, command.offer)
    must_coordinate(state.service, command.coordinator)
    must_have_a_name(command.name)
    if not 0 < command.sessions <= MOST_SESSIONS:
        raise ImpossibleCourse(
            f"A course has between 1 and {MOST_SESSIONS} sessions.", field="sessions"
        )
    if not 0 < command.enough <= command.sessions:
        raise ImpossibleCourse(
            "Say how many sessions make the course completed: at least one, at most all.",
            field="enough",
        )
    most = state.definitions.places_on_a_course
    places = most if command.places is None else command.places
    if not 0 < places <= most:
        raise ImpossibleCourse(f"A course has between 1 and {most} places.", field="places")
    return event_of(
        ProgrammeDesigned,
        command,
        programme=state.new_programme,
        places=places,
        service=state.service_id,
        at=state.now,
    )


def _scheduled(command: ScheduleProgramme, programme: Programme, now: datetime) -> Sequence[Event]:
    _must_not_be_over(programme)
    if programme.started_at is not None:
        raise CourseHasStarted("This course is running. Record its sessions as they are held.")
    dates = tuple(
        (each.replace(tzinfo=LOCAL) if each.tzinfo is None else each).astimezone(UTC)
        for each in command.dates
    )
    if len(dates) != programme.sessions:
        raise ImpossibleCourse(
            f"This course has {programme.sessions} sessions. Give each of them a date.",
            field="dates",
        )
    if any(later <= earlier for earlier, later in pairwise(dates)):
        raise ImpossibleCourse("Give the dates in their order, each once.", field="dates")
    if dates[0] < now:
        raise ImpossibleCourse("The first session lies in the past. Check it.", field="dates")
    if dates == programme.dates:
        return []
    return [event_of(ProgrammeScheduled, command, dates=dates, at=now)]


decider = Decider(
    noun="programme",
    commands=(
        DesignProgramme,
        ScheduleProgramme,
        NameProgrammeLeader,
        RecordProgrammeLeaderStopped,
        RecordProgrammeVenue,
        RecordProgrammeGroundRules,
        OpenEnrolment,
        StartProgramme,
        CompleteProgramme,
        CancelProgramme,
    ),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownProgramme,
        UnknownOffer,
        UnknownPeer,
        NotAGroupOffer,
        NoCoordinatorNamed,
        NoName,
        OneLeaderAtATime,
        PeerNotActive,
        ImpossibleCourse,
        NotScheduled,
        EnrolmentNotOpen,
        CourseIsOver,
        CourseHasStarted,
        CourseNotRunning,
        TooFewLeaders,
        VenueNotChecked,
        NoGroundRules,
        NotYetHappened,
        TooLongAgo,
    ),
)
