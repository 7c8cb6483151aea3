"""What a peer supporter has learnt: courses taken, and policies gone through together.

The catalogue and its lengths are those of the domain reference, 6.3. A course that has run out is
never an event: ask `Training.missing_at` about a moment.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

import msgspec

from domain.decider import Command, Event, Malformed, event_of
from domain.people import PeerId
from domain.periods import end_of, happened, local_day

# --- Language ---


class Course(StrEnum):
    """The courses that the guidance names, and those that every service holds for itself.

    PPP is the principles and practice of peer support; CONF confidentiality, data protection and
    consent; ASPCP adult support and protection, with child protection; BOUND boundaries, endings
    and dependency. A service may record others under codes of its own.
    """

    MIH = "MIH"
    PPP = "PPP"
    PPP_REFRESHER = "PPP_REFRESHER"
    STALK = "STALK"
    ASIST = "ASIST"
    SMHFA = "SMHFA"
    THIS = "THIS"
    BN = "BN"
    SCVO = "SCVO"
    CONF = "CONF"
    ASPCP = "ASPCP"
    BOUND = "BOUND"
    LONE = "LONE"
    EDI = "EDI"


class Policy(StrEnum):
    """What a service has agreed for everybody (domain reference, 2.4)."""

    CONFIDENTIALITY = "CONFIDENTIALITY"
    BOUNDARIES = "BOUNDARIES"
    SAFEGUARDING = "SAFEGUARDING"
    SUPERVISION = "SUPERVISION"
    TRAINING = "TRAINING"
    LONE_WORKING = "LONE_WORKING"
    EXPENSES = "EXPENSES"
    COMPLAINTS = "COMPLAINTS"


class Competency(StrEnum):
    """The ten competencies of the guidance (domain reference, 6.2). Nobody needs all of them.

    C1 manages their own condition; C2 shares strategies for emotional well-being; C3 communicates,
    using their own experience; C4 is a role model; C5 understands; C6 keeps boundaries; C7
    motivates; C8 sees needs and sets goals; C9 knows the care system; C10 matches peers.
    """

    C1 = "C1"
    C2 = "C2"
    C3 = "C3"
    C4 = "C4"
    C5 = "C5"
    C6 = "C6"
    C7 = "C7"
    C8 = "C8"
    C9 = "C9"
    C10 = "C10"


NEEDED_TO_SUPPORT = (Course.PPP, Course.CONF, Course.ASPCP, Course.BOUND)
"""The least before anybody supports one to one, where a service has set nothing else."""

POLICIES_NEEDED = (Policy.CONFIDENTIALITY, Policy.BOUNDARIES)
"""The policies to go through before that."""

COURSES_IN_WORDS: dict[str, str] = {
    Course.PPP: "principles and practice of peer support",
    Course.PPP_REFRESHER: "the refresher of principles and practice",
    Course.STALK: "suicide alertness",
    Course.ASIST: "suicide intervention skills",
    Course.SMHFA: "mental health first aid",
    Course.CONF: "confidentiality",
    Course.ASPCP: "adult support and protection",
    Course.BOUND: "boundaries",
    Course.LONE: "lone working",
    Course.EDI: "equality and trauma-informed practice",
}
"""The names that a sentence uses; a course without one goes by its code."""

MONTHS_CURRENT: dict[str, int] = {
    Course.PPP: 36,
    Course.PPP_REFRESHER: 36,
    Course.STALK: 36,
    Course.ASIST: 36,
    Course.SMHFA: 36,
    Course.BN: 36,
    Course.CONF: 12,
    Course.ASPCP: 24,
    Course.BOUND: 24,
    Course.LONE: 24,
    Course.EDI: 36,
}
"""How long a course stays current, in months, where its certificate does not say."""

# --- Events ---


class CourseCompleted(Event, frozen=True, kw_only=True):
    """A peer supporter completed a course.

    ``course`` is a code of the catalogue or of the service; ``counts_as`` names the course of the
    catalogue to which it is equivalent. It is current to the end of ``expires_on``, or for good.
    """

    peer: PeerId
    course: str
    counts_as: Course | None = None
    version: str | None = None
    provider: str | None = None
    expires_on: date | None = None


class PolicyAcknowledged(Event, frozen=True, kw_only=True):
    """A peer supporter has gone through a policy and will work by it."""

    peer: PeerId
    policy: Policy
    version: str


# --- Commands ---


class RecordCourse(Command, frozen=True, kw_only=True):
    """Record that a peer supporter completed a course."""

    peer: PeerId
    course: str
    counts_as: Course | None = None
    version: str | None = None
    provider: str | None = None
    expires_on: date | None = None
    at: datetime | None = None


class AcknowledgePolicy(Command, frozen=True, kw_only=True):
    """Record that a peer supporter has gone through a policy."""

    peer: PeerId
    policy: Policy
    version: str
    at: datetime | None = None


# --- State ---


class Completion(msgspec.Struct, frozen=True):
    """One course taken, under the code that it counts as."""

    course: str
    at: datetime
    expires_on: date | None

    def current_at(self, moment: datetime) -> bool:
        """Whether it had been taken by a moment and had not run out."""
        if self.at > moment:
            return False
        return self.expires_on is None or moment <= end_of(self.expires_on)


class Training(msgspec.Struct, frozen=True):
    """All that one peer supporter has learnt."""

    completions: tuple[Completion, ...] = ()
    acknowledged: dict[tuple[Policy, str], datetime] = msgspec.field(default_factory=dict)

    def current_at(self, course: str, moment: datetime) -> bool:
        """Whether a course was current at a moment. A refresher renews PPP, once PPP was taken."""
        codes: set[str] = {course}
        if course == Course.PPP and any(
            each.course == course and each.at <= moment for each in self.completions
        ):
            codes.add(Course.PPP_REFRESHER)
        return any(each.course in codes and each.current_at(moment) for each in self.completions)

    def missing_at(
        self, moment: datetime, courses: Iterable[str] = NEEDED_TO_SUPPORT
    ) -> tuple[str, ...]:
        """Which of these courses were not current at a moment."""
        return tuple(course for course in courses if not self.current_at(course, moment))

    def refreshed_between(self, start: datetime, end: datetime) -> bool:
        """Whether PPP or its refresher was taken after one moment and by another."""
        codes = {Course.PPP, Course.PPP_REFRESHER}
        return any(each.course in codes and start < each.at <= end for each in self.completions)

    def policies_missing(
        self,
        policies: Iterable[Policy] = POLICIES_NEEDED,
        in_force: Mapping[Policy, str] = MappingProxyType({}),
    ) -> tuple[Policy, ...]:
        """Which of these policies have not been gone through, in the version in force if one is."""
        return tuple(
            policy
            for policy in policies
            if self.acknowledged_at(policy, in_force.get(policy)) is None
        )

    def acknowledged_at(self, policy: Policy, version: str | None) -> datetime | None:
        """When a version of a policy was first gone through, or any where none is asked for."""
        found = [
            at
            for (each, which), at in self.acknowledged.items()
            if each is policy and version in {None, which}
        ]
        return min(found, default=None)


def learnt(training: Training, event: CourseCompleted | PolicyAcknowledged) -> Training:
    """Add one course or policy."""
    match event:
        case CourseCompleted():
            taken = Completion(event.counts_as or event.course, event.at, event.expires_on)
            return msgspec.structs.replace(training, completions=(*training.completions, taken))
        case PolicyAcknowledged(policy=policy, version=version, at=at):
            known = {(policy, version): at} | training.acknowledged
            return msgspec.structs.replace(training, acknowledged=known)


# --- Refusals ---


class NotAnExpiryDay(Malformed):
    """The day on which something runs out cannot be right."""


class NotNamed(Malformed):
    """Something that has a name or a version was given none."""


# --- Decider (of its commands, `domain.peer` decides) ---


def course_completed(command: RecordCourse, now: datetime) -> CourseCompleted:
    """The course that was taken, with the day on which it runs out.

    Raises `NotNamed` without a code and `NotAnExpiryDay` where it ran out before it was taken.
    """
    at = happened(command.at, now)
    must_be_named(command.course, "course")
    months = MONTHS_CURRENT.get(command.counts_as or command.course)
    expires_on = command.expires_on
    if expires_on is None and months is not None:
        expires_on = months_after(local_day(at), months)
    if expires_on is not None and expires_on < local_day(at):
        raise NotAnExpiryDay(
            "The course runs out before it was completed. Check both days.", field="expires_on"
        )
    return event_of(CourseCompleted, command, at=at, expires_on=expires_on)


def policy_acknowledged(command: AcknowledgePolicy, now: datetime) -> PolicyAcknowledged:
    """The policy that was gone through. Raises `NotNamed` without a version."""
    must_be_named(command.version, "version")
    return event_of(PolicyAcknowledged, command, at=happened(command.at, now))


def must_be_named(words: str, field: str) -> None:
    """Raise `NotNamed` where there are no words."""
    if not words.strip():
        raise NotNamed("Say which one. This cannot be empty.", field=field)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month if it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def course_in_words(course: str) -> str:
    """What a sentence calls a course."""
    return COURSES_IN_WORDS.get(course, course)


def policy_in_words(policy: Policy, version: str | None) -> str:
    """What a sentence calls a policy, with its version where one is in force."""
    words = policy.replace("_", " ").lower()
    return words if version is None else f"{words} (version {version})"


def in_words(names: Iterable[str]) -> str:
    """Names in a sentence: "confidentiality, boundaries and endings"."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
