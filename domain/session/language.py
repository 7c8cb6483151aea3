"""The words in which sessions are told."""

from datetime import timedelta
from enum import StrEnum


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


class Stage(StrEnum):
    """Where a session stands."""

    PLANNED = "PLANNED"
    HELD = "HELD"
    CANCELLED = "CANCELLED"
    NOT_ATTENDED = "NOT_ATTENDED"


LONGEST = timedelta(hours=24)
"""What is longer than this is a slip of the pen (domain reference, 3.4)."""

CLOCK_ROUNDING = timedelta(minutes=1)
"""By how much beginning, length and end of one session may disagree."""

RATINGS = range(1, 6)
