"""What is said no to about a programme."""

from domain.decider import (
    Malformed,
    Refusal,
    Unknown,
)


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
