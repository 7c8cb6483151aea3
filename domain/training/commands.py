"""What can be asked about somebody's learning."""

from datetime import date, datetime

from domain.decider import Command
from domain.people import PeerId, StaffId
from domain.training.catalogue import Course, Policy


class RecordCourse(Command, frozen=True, kw_only=True):
    """Record that a peer supporter completed a course."""

    peer: PeerId
    course: str
    counts_as: Course | None = None
    version: str | None = None
    provider: str | None = None
    expires_on: date | None = None
    evidence: str | None = None
    at: datetime | None = None


class RecognisePriorLearning(Command, frozen=True, kw_only=True):
    """Let what somebody had learnt before count in place of a course, with what was seen of it."""

    peer: PeerId
    course: Course
    recognised_by: StaffId
    evidence: str
    expires_on: date | None = None
    at: datetime | None = None


class IdentifyTrainingNeed(Command, frozen=True, kw_only=True):
    """Write down that a peer supporter needs, or would like, a course."""

    peer: PeerId
    course: Course
    words: str | None = None
    at: datetime | None = None


class CloseTrainingNeed(Command, frozen=True, kw_only=True):
    """Write down that a course which somebody needed is no longer sought."""

    peer: PeerId
    course: Course
    words: str | None = None
    at: datetime | None = None


class AcknowledgePolicy(Command, frozen=True, kw_only=True):
    """Record that a peer supporter has gone through a policy."""

    peer: PeerId
    policy: Policy
    version: str
    at: datetime | None = None
