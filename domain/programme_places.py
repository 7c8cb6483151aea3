"""Who has a place on a course, and what happened at its sessions (domain reference, 3.5).

A place is BOOKED, STARTED, then COMPLETED (by default four of six sessions) or DROPPED, as follows
from what happened. Booking is a decision; that somebody came or stopped is always recorded.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from domain.attending import (
    FewerThanNamed,
    NotACount,
    NotTheirReferral,
    ends_the_wait,
    how_many_came,
)
from domain.decider import Command, Decider, Event, Read, Recorded, Refusal, event_of
from domain.folds import Fold
from domain.people import PersonId, ProgrammeId, ReferralId, subject
from domain.periods import NotALengthOfTime, NotYetHappened, TooLongAgo, check_length, happened
from domain.person import PERSON, Person, PersonHasDied, UnknownPerson, must_be_alive, must_be_known
from domain.personal import PersonsWords, ProgrammesWords
from domain.programme import (
    PROGRAMME,
    CourseIsOver,
    EnrolmentNotOpen,
    ImpossibleCourse,
    Programme,
    UnknownProgramme,
    must_be_known_programme,
)
from domain.programme import Stage as ProgrammeStage
from domain.referral import REFERRAL, ByWayOf, Referral, UnknownReferral

# --- Language ---


class Enrolment(StrEnum):
    """Where somebody's place stands."""

    BOOKED = "BOOKED"
    STARTED = "STARTED"
    COMPLETED = "COMPLETED"
    DROPPED = "DROPPED"


# --- Events ---


class EnrolmentBooked(Event, frozen=True, kw_only=True):
    """A person has a place on a course."""

    programme: ProgrammeId
    person: PersonId
    referral: ReferralId | None = None


class EnrolmentDropped(Event, frozen=True, kw_only=True):
    """A person gave their place up, or stopped coming. A reason is never required."""

    programme: ProgrammeId
    person: PersonId
    reason: PersonsWords = None


class ProgrammeSessionHeld(Event, frozen=True, kw_only=True):
    """A session of a course took place; ``at`` is its end. ``number`` counts from 1."""

    programme: ProgrammeId
    number: int
    minutes: int | None = None
    headcount: int | None = None
    worried: bool | None = None
    note: ProgrammesWords = None


class ProgrammeSessionAttended(Event, frozen=True, kw_only=True):
    """A person was at a session of a course, which lasted ``minutes``."""

    programme: ProgrammeId
    number: int
    person: PersonId
    minutes: int | None = None


# --- Commands ---


class BookEnrolment(Command, frozen=True, kw_only=True):
    """Give a person a place on a course, with the referral through which they came, if any."""

    programme: ProgrammeId
    person: PersonId
    referral: ReferralId | None = None


class RecordEnrolmentDropped(Command, frozen=True, kw_only=True):
    """Record that a person gave their place up, or stopped coming."""

    programme: ProgrammeId
    person: PersonId
    reason: str | None = None
    at: datetime | None = None


class RecordProgrammeSession(Command, frozen=True, kw_only=True):
    """Record that a session of a course took place: which, how long, who came, any worry."""

    programme: ProgrammeId
    number: int
    at: datetime | None = None
    minutes: int | None = None
    headcount: int | None = None
    present: tuple[PersonId, ...] = ()
    worried: bool | None = None
    note: str | None = None


PlaceCommand = BookEnrolment | RecordEnrolmentDropped | RecordProgrammeSession


# --- State ---


class Place(msgspec.Struct, frozen=True):
    """What has happened between one person and one course. ``came`` holds numbers of sessions."""

    booked_at: datetime | None = None
    came: Mapping[int, datetime] = msgspec.field(default_factory=dict)
    dropped_at: datetime | None = None

    def enrolment_at(self, moment: datetime, programme: Programme) -> Enrolment | None:
        """Where the place stood at a moment; none before anything happened."""
        came = sorted(at for at in self.came.values() if at <= moment)
        if len(came) >= programme.enough:
            return Enrolment.COMPLETED
        if self.dropped_at is not None and self.dropped_at <= moment:
            return Enrolment.DROPPED
        over = programme.completed_at is not None and programme.completed_at <= moment
        if over and (came or self.booked_at is not None):
            return Enrolment.DROPPED
        if came:
            return Enrolment.STARTED
        booked = self.booked_at is not None and self.booked_at <= moment
        return Enrolment.BOOKED if booked else None


class Course(msgspec.Struct, frozen=True):
    """The places and the sessions held of one programme."""

    places: Mapping[PersonId, Place] = msgspec.field(default_factory=dict)
    held: Mapping[int, datetime] = msgspec.field(default_factory=dict)

    def taken_at(self, moment: datetime, programme: Programme) -> int:
        """How many places are taken at a moment."""
        stands = (place.enrolment_at(moment, programme) for place in self.places.values())
        return sum(each not in (None, Enrolment.DROPPED) for each in stands)


def _evolve(course: Course, recorded: Recorded) -> Course:
    """Add one fact. Events come in the order in which they happened."""
    match recorded.event:
        case EnrolmentBooked(person=person, at=at):
            return _place(course, person, booked_at=at, dropped_at=None)
        case EnrolmentDropped(person=person, at=at):
            return _place(course, person, dropped_at=at)
        case ProgrammeSessionAttended(person=person, number=number, at=at):
            came = course.places.get(person, Place()).came
            return _place(course, person, came={number: at, **came})
        case ProgrammeSessionHeld(number=number, at=at):
            return msgspec.structs.replace(course, held={number: at, **course.held})
        case _:
            return course


def _place(course: Course, person: PersonId, **changes: object) -> Course:
    place = msgspec.structs.replace(course.places.get(person, Place()), **changes)
    return msgspec.structs.replace(course, places={**course.places, person: place})


COURSE = Fold(
    hears=frozenset(
        {EnrolmentBooked, EnrolmentDropped, ProgrammeSessionHeld, ProgrammeSessionAttended}
    ),
    initial=Course(),
    evolve=_evolve,
)
"""The places and sessions of one programme, over its own subject."""


class PlaceAsked(msgspec.Struct, frozen=True):
    """A programme, its places, and the people spoken of, at the moment of asking."""

    now: datetime
    programme: Programme
    course: Course
    people: Mapping[PersonId, Person]
    referral: Referral = Referral()


# --- Refusals ---


class CourseIsFull(Refusal):
    """Every place is taken."""


class NoPlace(Refusal):
    """The person has no place on the course."""


# --- Decider ---


def gather(command: PlaceCommand, read: Read) -> PlaceAsked:
    """Look at the programme, its places, and everybody who is named."""
    of = subject("programme", command.programme)
    people = command.present if isinstance(command, RecordProgrammeSession) else (command.person,)
    referral = Referral()
    if isinstance(command, BookEnrolment) and command.referral is not None:
        referral = read(REFERRAL, subject("referral", command.referral))
    return PlaceAsked(
        now=read.now,
        programme=read(PROGRAMME, of),
        course=read(COURSE, of),
        people={each: read(PERSON, subject("person", each)) for each in people},
        referral=referral,
    )


def decide(command: PlaceCommand, state: PlaceAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    must_be_known_programme(state.programme)
    for spoken_of in state.people.values():
        must_be_known(spoken_of)
    match command:
        case BookEnrolment():
            return _booked(command, state)
        case RecordEnrolmentDropped(person=person):
            place = state.course.places.get(person)
            if place is None:
                raise NoPlace("This person has no place on this course. Check who is meant.")
            if place.dropped_at is not None:
                return []
            return [event_of(EnrolmentDropped, command, at=happened(command.at, state.now))]
        case RecordProgrammeSession():
            return _held(command, state)


def _booked(command: BookEnrolment, state: PlaceAsked) -> Sequence[Event]:
    programme, now = state.programme, state.now
    must_be_alive(state.people[command.person])
    if programme.over_at is not None:
        raise CourseIsOver("This course is over. Choose another.")
    if programme.stage_at(now) not in (ProgrammeStage.ENROLLING, ProgrammeStage.RUNNING):
        raise EnrolmentNotOpen("Places on this course cannot be booked yet. Open the booking.")
    place = state.course.places.get(command.person, Place())
    if place.enrolment_at(now, programme) not in (None, Enrolment.DROPPED):
        return []
    if state.course.taken_at(now, programme) >= programme.places:
        raise CourseIsFull(
            f"All {programme.places} places are taken. Choose another course, or wait for a place."
        )
    booked: list[Event] = [event_of(EnrolmentBooked, command, at=now)]
    if command.referral is not None:
        booked += ends_the_wait(command, command.person, state.referral, ByWayOf.PROGRAMME, now)
    return booked


def _held(command: RecordProgrammeSession, state: PlaceAsked) -> Sequence[Event]:
    at = happened(command.at, state.now)
    check_length(command.minutes)
    if not 0 < command.number <= state.programme.sessions:
        raise ImpossibleCourse(
            f"This course has {state.programme.sessions} sessions. Say which one.", field="number"
        )
    present = tuple(dict.fromkeys(command.present))
    headcount = how_many_came(command.headcount, present)
    ids = {"programme": command.programme, "number": command.number, "minutes": command.minutes}
    recorded: list[Event] = []
    if command.number not in state.course.held:
        recorded.append(event_of(ProgrammeSessionHeld, command, **ids, headcount=headcount, at=at))
    places = state.course.places
    recorded += [
        event_of(ProgrammeSessionAttended, command, **ids, person=each, at=at)
        for each in present
        if command.number not in places.get(each, Place()).came
    ]
    return recorded


decider = Decider(
    noun="programme",
    commands=(BookEnrolment, RecordEnrolmentDropped, RecordProgrammeSession),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownProgramme,
        UnknownPerson,
        UnknownReferral,
        PersonHasDied,
        CourseIsOver,
        EnrolmentNotOpen,
        CourseIsFull,
        NoPlace,
        ImpossibleCourse,
        NotACount,
        FewerThanNamed,
        NotTheirReferral,
        NotALengthOfTime,
        NotYetHappened,
        TooLongAgo,
    ),
)
