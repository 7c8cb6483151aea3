"""The courses, policies and competencies of the guidance, and the name of each course.

The courses are those of the domain reference, 6.3. How long each counts is among the numbers that a
service may choose (`domain.definitions.CourseMonths`).
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from enum import StrEnum


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

    One alone stands before the start, and by a course: C6, by that on boundaries.

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

BEFORE_ANYBODY_STARTS = Course.BOUND
"""What stands before everybody's start whatever an offer asks: it is how competency C6 is come by,
the one of the ten that all need before activation (domain reference, 6.2)."""

POLICIES_NEEDED = (Policy.CONFIDENTIALITY, Policy.BOUNDARIES)
"""The policies to go through before that."""

COURSES_IN_WORDS: dict[str, str] = {
    Course.MIH: "making it happen",
    Course.PPP: "principles and practice of peer support",
    Course.PPP_REFRESHER: "the refresher of principles and practice",
    Course.STALK: "suicide alertness",
    Course.ASIST: "suicide intervention skills",
    Course.SMHFA: "mental health first aid",
    Course.THIS: "lifestyle management",
    Course.BN: "befriending",
    Course.SCVO: "running a voluntary organisation",
    Course.CONF: "confidentiality",
    Course.ASPCP: "adult support and protection",
    Course.BOUND: "boundaries",
    Course.LONE: "lone working",
    Course.EDI: "equality and trauma-informed practice",
}
"""The names that a sentence uses; a course without one goes by its code."""


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
