"""The words that a programme is spoken of in."""

from enum import StrEnum

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
