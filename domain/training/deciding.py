"""What follows from a request about learning; `domain.peer` asks here."""

from collections.abc import Sequence
from datetime import date, datetime

from domain.decider import Malformed, event_of
from domain.definitions import Definitions
from domain.periods import happened, local_day
from domain.training.catalogue import months_after
from domain.training.commands import (
    AcknowledgePolicy,
    CloseTrainingNeed,
    IdentifyTrainingNeed,
    RecognisePriorLearning,
    RecordCourse,
)
from domain.training.events import (
    CourseCompleted,
    PolicyAcknowledged,
    PriorLearningRecognised,
    TrainingNeedClosed,
    TrainingNeedIdentified,
)
from domain.training.state import Training

# --- Refusals ---


class NotAnExpiryDay(Malformed):
    """The day on which something runs out cannot be right."""


class NotNamed(Malformed):
    """Something that has a name or a version was given none."""


# --- Decisions ---


def course_completed(
    command: RecordCourse, definitions: Definitions, now: datetime
) -> CourseCompleted:
    """The course that was taken, with the day on which it runs out.

    Where no day is named, it counts for as long as the service had it on the day of the course.

    Raises `NotNamed` without a code and `NotAnExpiryDay` where it ran out before it was taken.
    """
    at = happened(command.at, now)
    must_be_named(command.course, "course")
    taken = command.counts_as or command.course
    expires_on = _last_day(taken, command.expires_on, definitions, at)
    return event_of(CourseCompleted, command, at=at, expires_on=expires_on)


def prior_learning_recognised(
    command: RecognisePriorLearning, definitions: Definitions, now: datetime
) -> PriorLearningRecognised:
    """What was learnt before, counting for as long as the course would.

    Raises `NotNamed` without evidence and `NotAnExpiryDay` where it had run out by then.
    """
    at = happened(command.at, now)
    if not command.evidence.strip():
        raise NotNamed(
            "Say what was seen of it: a certificate, or what they showed that they can do.",
            field="evidence",
        )
    expires_on = _last_day(command.course, command.expires_on, definitions, at)
    return event_of(PriorLearningRecognised, command, at=at, expires_on=expires_on)


def need_identified(
    command: IdentifyTrainingNeed, training: Training, now: datetime
) -> Sequence[TrainingNeedIdentified]:
    """The need, if it was not written down before."""
    at = happened(command.at, now)
    if command.course in training.needed:
        return []
    return [event_of(TrainingNeedIdentified, command, at=at)]


def need_closed(
    command: CloseTrainingNeed, training: Training, now: datetime
) -> Sequence[TrainingNeedClosed]:
    """That the course is no longer sought, if it was."""
    at = happened(command.at, now)
    if command.course not in training.needed:
        return []
    return [event_of(TrainingNeedClosed, command, at=at)]


def policy_acknowledged(command: AcknowledgePolicy, now: datetime) -> PolicyAcknowledged:
    """The policy that was gone through. Raises `NotNamed` without a version."""
    must_be_named(command.version, "version")
    return event_of(PolicyAcknowledged, command, at=happened(command.at, now))


def must_be_named(words: str, field: str) -> None:
    """Raise `NotNamed` where there are no words."""
    if not words.strip():
        raise NotNamed("Say which one. This cannot be empty.", field=field)


def _last_day(
    course: str, named: date | None, definitions: Definitions, at: datetime
) -> date | None:
    """The day that was named, or that of the service's own times. Raises `NotAnExpiryDay`."""
    months = definitions.at(at).courses.of(course)
    if named is None:
        return None if months is None else months_after(local_day(at), months)
    if named < local_day(at):
        raise NotAnExpiryDay(
            "The course runs out before it was completed. Check both days.", field="expires_on"
        )
    return named
