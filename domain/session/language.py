"""The words in which sessions are told."""

from datetime import timedelta
from enum import StrEnum

from domain.boundaries import BoundaryKind


class CalledOffBy(StrEnum):
    """Who called a session off."""

    PERSON = "PERSON"
    PEER = "PEER"
    SERVICE = "SERVICE"


class Absent(StrEnum):
    """Who did not come. Never a penalty: a prompt for a kind call."""

    PERSON = "PERSON"
    PEER = "PEER"
    BOTH = "BOTH"


class Function(StrEnum):
    """What a session was for: the seven functions of peer support (domain reference, 2.5)."""

    SAFE_OUTLET = "SAFE_OUTLET"
    LONELINESS = "LONELINESS"
    OWN_AIMS = "OWN_AIMS"
    UNLIKE_PROFESSIONALS = "UNLIKE_PROFESSIONALS"
    ACCEPTING = "ACCEPTING"
    INSPIRING = "INSPIRING"
    WELLBEING = "WELLBEING"


class Activity(StrEnum):
    """What the two mainly did. What lies outside the role of a peer cannot be chosen (2.5)."""

    TALKING = "TALKING"
    WALKING = "WALKING"
    MEAL_OR_TEA = "MEAL_OR_TEA"
    GOING_OUT = "GOING_OUT"
    EXERCISE = "EXERCISE"
    HOBBY = "HOBBY"
    LEARNING = "LEARNING"
    FINDING_INFORMATION = "FINDING_INFORMATION"
    TOWARDS_A_GOAL = "TOWARDS_A_GOAL"
    JOINING_A_GROUP = "JOINING_A_GROUP"
    OTHER = "OTHER"


class OutsideRole(StrEnum):
    """What is no part of a peer supporter's role; told of a session, it is a boundary event."""

    DIAGNOSING = "DIAGNOSING"
    TREATMENT_OR_MEDICATION_ADVICE = "TREATMENT_OR_MEDICATION_ADVICE"
    COUNSELLING = "COUNSELLING"
    PERSONAL_CARE = "PERSONAL_CARE"
    MONEY_HANDLING = "MONEY_HANDLING"


KIND_OF_BOUNDARY_EVENT = {
    OutsideRole.DIAGNOSING: BoundaryKind.TASK_BEYOND_ROLE,
    OutsideRole.TREATMENT_OR_MEDICATION_ADVICE: BoundaryKind.MEDICATION_ADVICE,
    OutsideRole.COUNSELLING: BoundaryKind.TASK_BEYOND_ROLE,
    OutsideRole.PERSONAL_CARE: BoundaryKind.TASK_BEYOND_ROLE,
    OutsideRole.MONEY_HANDLING: BoundaryKind.MONEY,
}


class Stage(StrEnum):
    """Where a session stands. Started, it is under way, or over and not recorded yet."""

    PLANNED = "PLANNED"
    STARTED = "STARTED"
    HELD = "HELD"
    CANCELLED = "CANCELLED"
    NOT_ATTENDED = "NOT_ATTENDED"


LONGEST = timedelta(hours=24)
"""What is longer than this is a slip of the pen (domain reference, 3.4)."""

CLOCK_ROUNDING = timedelta(minutes=1)
"""By how much beginning, length and end of one session may disagree."""

RATINGS = range(1, 6)
