"""What is known of somebody's learning: each a fact, accepted whenever it is told."""

from datetime import date

from domain.decider import Event
from domain.people import PeerId, StaffId
from domain.personal import PeersWords
from domain.training.catalogue import Course, Policy


class CourseCompleted(Event, frozen=True, kw_only=True):
    """A peer supporter completed a course.

    ``course`` is a code of the catalogue or of the service; ``counts_as`` names the course of the
    catalogue to which it is equivalent. It is current to the end of ``expires_on``, or for good.
    ``evidence`` is what was seen of it: a certificate, or a letter of whoever held it.
    """

    peer: PeerId
    course: str
    counts_as: Course | None = None
    version: str | None = None
    provider: str | None = None
    expires_on: date | None = None
    evidence: PeersWords = None


class PriorLearningRecognised(Event, frozen=True, kw_only=True):
    """What a peer supporter had learnt before counts in place of a course of the catalogue.

    ``recognised_by`` is the member of staff who judged it, ``evidence`` what they saw or were told.
    It counts to the end of ``expires_on``, or for good.
    """

    peer: PeerId
    course: Course
    recognised_by: StaffId
    evidence: PeersWords = None
    expires_on: date | None = None


class TrainingNeedIdentified(Event, frozen=True, kw_only=True):
    """Somebody saw that a peer supporter needs, or would like, a course; ``words`` say for what."""

    peer: PeerId
    course: Course
    words: PeersWords = None


class TrainingNeedClosed(Event, frozen=True, kw_only=True):
    """A course that somebody needed is no longer sought; ``words`` may say what came instead."""

    peer: PeerId
    course: Course
    words: PeersWords = None


class PolicyAcknowledged(Event, frozen=True, kw_only=True):
    """A peer supporter has gone through a policy and will work by it."""

    peer: PeerId
    policy: Policy
    version: str
