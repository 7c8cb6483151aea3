"""A programme: a course of a fixed number of sessions for people who start together.

States and guards are those of the domain reference, 3.5. Who has a place and what happened at the
sessions is in `domain.programme_places`.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from itertools import pairwise

import msgspec

from domain.adoption import definitions_of
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
from domain.definitions import DEFAULTS, Definitions
from domain.folds import Fold
from domain.gatherings import (
    Gathering,
    LeadsAs,
    NoGroundRules,
    OneLeaderAtATime,
    TooFewLeaders,
    VenueNotChecked,
    leader_in,
    must_be_ready,
)
from domain.group import (
    NoCoordinatorNamed,
    NoName,
    NotAGroupOffer,
    must_be_active,
    must_be_for_several,
    must_coordinate,
    must_have_a_name,
)
from domain.peer import PEER, Peer, PeerNotActive, UnknownPeer, must_be_known_peer
from domain.people import OfferId, PeerId, ProgrammeId, ServiceId, StaffId, subject
from domain.periods import LOCAL, NotYetHappened, TooLongAgo, happened
from domain.personal import ProgrammesWords
from domain.service import SERVICE, Service, UnknownOffer

# --- Language ---

MOST_SESSIONS = 52
USUAL_SESSIONS = 6
USUALLY_ENOUGH = 4
"""Four of six make a course completed, unless the course says otherwise (domain reference, 3.5)."""


class Stage(StrEnum):
    """Where a programme stands."""

    UNKNOWN = "UNKNOWN"
    DESIGNED = "DESIGNED"
    SCHEDULED = "SCHEDULED"
    ENROLLING = "ENROLLING"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


# --- Events ---


class ProgrammeDesigned(Event, frozen=True, kw_only=True):
    """A course was designed: so many sessions, of which ``enough`` make it completed."""

    programme: ProgrammeId
    service: ServiceId
    offer: OfferId
    coordinator: StaffId
    sessions: int
    enough: int
    places: int
    name: ProgrammesWords = None
    curriculum: ProgrammesWords = None


class ProgrammeScheduled(Event, frozen=True, kw_only=True):
    """The sessions of a course have their dates; scheduling again replaces them."""

    programme: ProgrammeId
    dates: tuple[datetime, ...]
    place: ProgrammesWords = None


class ProgrammeLeaderNamed(Event, frozen=True, kw_only=True):
    """A peer supporter or a member of staff was named to lead a course, or to be on call for it."""

    programme: ProgrammeId
    leads_as: LeadsAs
    peer: PeerId | None = None
    staff: StaffId | None = None


class ProgrammeLeaderStopped(Event, frozen=True, kw_only=True):
    """Somebody no longer leads a course, and is not on call for it either."""

    programme: ProgrammeId
    peer: PeerId | None = None
    staff: StaffId | None = None


class ProgrammeVenueChecked(Event, frozen=True, kw_only=True):
    """Somebody looked whether everybody can get in and take part."""

    programme: ProgrammeId
    accessible: bool
    note: ProgrammesWords = None


class ProgrammeGroundRulesAgreed(Event, frozen=True, kw_only=True):
    """Those on a course agreed what stays in the room and where that ends."""

    programme: ProgrammeId
    version: int
    rules: ProgrammesWords = None


class ProgrammeEnrolmentOpened(Event, frozen=True, kw_only=True):
    """Places on a course can be booked."""

    programme: ProgrammeId


class ProgrammeStarted(Event, frozen=True, kw_only=True):
    """A course began."""

    programme: ProgrammeId


class ProgrammeCompleted(Event, frozen=True, kw_only=True):
    """A course came to its planned end."""

    programme: ProgrammeId


class ProgrammeCancelled(Event, frozen=True, kw_only=True):
    """A course does not take place, or not to its end."""

    programme: ProgrammeId
    reason: ProgrammesWords = None


# --- Commands ---


class DesignProgramme(Command, frozen=True, kw_only=True):
    """Design a course of an offer. Without ``places`` it has as many as the service allows."""

    offer: OfferId
    coordinator: StaffId
    name: str
    sessions: int = USUAL_SESSIONS
    enough: int = USUALLY_ENOUGH
    places: int | None = None
    curriculum: str | None = None


class ScheduleProgramme(Command, frozen=True, kw_only=True):
    """Say when the sessions of a course are."""

    programme: ProgrammeId
    dates: tuple[datetime, ...]
    place: str | None = None


class NameProgrammeLeader(Command, frozen=True, kw_only=True):
    """Name somebody to lead a course, or to be on call for it."""

    programme: ProgrammeId
    leads_as: LeadsAs
    peer: PeerId | None = None
    staff: StaffId | None = None


class RecordProgrammeLeaderStopped(Command, frozen=True, kw_only=True):
    """Record that somebody no longer leads a course."""

    programme: ProgrammeId
    peer: PeerId | None = None
    staff: StaffId | None = None
    at: datetime | None = None


class RecordProgrammeVenue(Command, frozen=True, kw_only=True):
    """Record whether everybody can get in and take part where a course meets."""

    programme: ProgrammeId
    accessible: bool
    note: str | None = None
    at: datetime | None = None


class RecordProgrammeGroundRules(Command, frozen=True, kw_only=True):
    """Record the ground rules that those on a course agreed."""

    programme: ProgrammeId
    rules: str
    at: datetime | None = None


class OpenEnrolment(Command, frozen=True, kw_only=True):
    """Let places on a course be booked."""

    programme: ProgrammeId


class StartProgramme(Command, frozen=True, kw_only=True):
    """Let a course begin."""

    programme: ProgrammeId


class CompleteProgramme(Command, frozen=True, kw_only=True):
    """Record that a course came to its planned end."""

    programme: ProgrammeId
    at: datetime | None = None


class CancelProgramme(Command, frozen=True, kw_only=True):
    """Record that a course does not take place, or not to its end."""

    programme: ProgrammeId
    reason: str | None = None
    at: datetime | None = None


ProgrammeCommand = (
    DesignProgramme
    | ScheduleProgramme
    | NameProgrammeLeader
    | RecordProgrammeLeaderStopped
    | RecordProgrammeVenue
    | RecordProgrammeGroundRules
    | OpenEnrolment
    | StartProgramme
    | CompleteProgramme
    | CancelProgramme
)


# --- State ---


class Programme(msgspec.Struct, frozen=True):
    """A course as it stands."""

    service: ServiceId | None = None
    offer: OfferId | None = None
    coordinator: StaffId | None = None
    sessions: int = USUAL_SESSIONS
    enough: int = USUALLY_ENOUGH
    places: int = DEFAULTS.places_on_a_course
    gathering: Gathering = Gathering()
    dates: tuple[datetime, ...] = ()
    designed_at: datetime | None = None
    scheduled_at: datetime | None = None
    enrolling_at: datetime | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    cancelled_at: datetime | None = None

    @property
    def over_at(self) -> datetime | None:
        """When it came to its end, planned or not. What is completed has begun before."""
        completed_at = None
        if self.completed_at is not None and self.started_at is not None:
            completed_at = max(self.completed_at, self.started_at)
        ways = (completed_at, self.cancelled_at)
        return min((at for at in ways if at is not None), default=None)

    def stage_at(self, moment: datetime) -> Stage:
        """Where the course stands at a moment, by the table of 3.5."""
        turns = (
            (self.designed_at, Stage.DESIGNED),
            (self.scheduled_at, Stage.SCHEDULED),
            (self.enrolling_at, Stage.ENROLLING),
            (self.started_at, Stage.RUNNING),
        )
        if self.over_at is not None and self.over_at <= moment:
            over = Stage.CANCELLED if self.over_at == self.cancelled_at else Stage.COMPLETED
            return over if self.designed_at is not None else Stage.UNKNOWN
        if self.designed_at is None or self.designed_at > moment:
            return Stage.UNKNOWN
        return [stage for at, stage in turns if at is not None and at <= moment][-1]


def _evolve(programme: Programme, recorded: Recorded) -> Programme:
    """Add one fact. Events come in the order in which they happened, so the first stands."""
    replace = msgspec.structs.replace
    gathering = programme.gathering
    match recorded.event:
        case ProgrammeDesigned() as designed if programme.designed_at is None:
            return replace(
                programme,
                service=designed.service,
                offer=designed.offer,
                coordinator=designed.coordinator,
                sessions=designed.sessions,
                enough=designed.enough,
                places=designed.places,
                designed_at=designed.at,
            )
        case ProgrammeScheduled(dates=dates, at=at):
            first = programme.scheduled_at or at
            return replace(programme, dates=dates, scheduled_at=first)
        case ProgrammeLeaderNamed(peer=peer, staff=staff, leads_as=leads_as):
            who = peer or staff
            led = gathering.with_leader(who, leads_as) if who is not None else gathering
            return replace(programme, gathering=led)
        case ProgrammeLeaderStopped(peer=peer, staff=staff):
            who = peer or staff
            led = gathering.without_leader(who) if who is not None else gathering
            return replace(programme, gathering=led)
        case ProgrammeVenueChecked(accessible=accessible):
            return replace(programme, gathering=gathering.with_venue(accessible=accessible))
        case ProgrammeGroundRulesAgreed():
            return replace(programme, gathering=gathering.with_ground_rules())
        case ProgrammeEnrolmentOpened(at=at):
            return replace(programme, enrolling_at=programme.enrolling_at or at)
        case ProgrammeStarted(at=at):
            return replace(programme, started_at=programme.started_at or at)
        case ProgrammeCompleted(at=at):
            return replace(programme, completed_at=programme.completed_at or at)
        case ProgrammeCancelled(at=at):
            return replace(programme, cancelled_at=programme.cancelled_at or at)
        case _:
            return programme


PROGRAMME = Fold(
    hears=frozenset(
        {
            ProgrammeDesigned,
            ProgrammeScheduled,
            ProgrammeLeaderNamed,
            ProgrammeLeaderStopped,
            ProgrammeVenueChecked,
            ProgrammeGroundRulesAgreed,
            ProgrammeEnrolmentOpened,
            ProgrammeStarted,
            ProgrammeCompleted,
            ProgrammeCancelled,
        }
    ),
    initial=Programme(),
    evolve=_evolve,
)
"""One course, over its own subject."""


class ProgrammeAsked(msgspec.Struct, frozen=True):
    """A course and what stands behind it, at the moment of asking."""

    now: datetime
    programme: Programme
    service_id: ServiceId
    service: Service = Service()
    peer: Peer = Peer()
    new_programme: ProgrammeId | None = None
    definitions: Definitions = DEFAULTS


# --- Refusals ---


class UnknownProgramme(Unknown):
    """No course was designed under this identifier."""


class ImpossibleCourse(Malformed):
    """The numbers or dates of a course cannot be."""


class NotScheduled(Refusal):
    """The sessions have no dates yet."""


class EnrolmentNotOpen(Refusal):
    """Places cannot be booked now."""


class CourseIsOver(Refusal):
    """The course came to its end or was cancelled."""


class CourseHasStarted(Refusal):
    """The course is running already."""


class CourseNotRunning(Refusal):
    """The course has not begun."""


# --- Decider ---


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
        case NameProgrammeLeader():
            who = leader_in(command.peer, command.staff)
            if programme.gathering.leads.get(who) is command.leads_as:
                return []
            if command.peer is not None:
                must_be_known_peer(state.peer)
                must_be_active(state.peer)
            return [event_of(ProgrammeLeaderNamed, command, at=now)]
        case RecordProgrammeLeaderStopped():
            if leader_in(command.peer, command.staff) not in programme.gathering.leads:
                return []
            return [event_of(ProgrammeLeaderStopped, command, at=happened(command.at, now))]
        case RecordProgrammeVenue():
            return [event_of(ProgrammeVenueChecked, command, at=happened(command.at, now))]
        case RecordProgrammeGroundRules():
            at, version = happened(command.at, now), programme.gathering.ground_rules + 1
            return [event_of(ProgrammeGroundRulesAgreed, command, version=version, at=at)]
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
