"""What somebody's learning adds up to.

That a course has run out is never an event: ask `Training.missing_at` about a moment.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType

import msgspec

from domain.periods import end_of
from domain.training.catalogue import NEEDED_TO_SUPPORT, POLICIES_NEEDED, Course, Policy
from domain.training.events import (
    CourseCompleted,
    PolicyAcknowledged,
    PriorLearningRecognised,
    TrainingNeedClosed,
    TrainingNeedIdentified,
)


class Completion(msgspec.Struct, frozen=True):
    """One course taken, under the code that it counts as, or learnt before in another way."""

    course: str
    at: datetime
    expires_on: date | None
    learnt_before: bool = False

    def current_at(self, moment: datetime) -> bool:
        """Whether it had been taken by a moment and had not run out."""
        if self.at > moment:
            return False
        return self.expires_on is None or moment <= end_of(self.expires_on)


class Training(msgspec.Struct, frozen=True):
    """All that one peer supporter has learnt, and the courses that somebody saw they need."""

    completions: tuple[Completion, ...] = ()
    acknowledged: dict[tuple[Policy, str], datetime] = msgspec.field(default_factory=dict)
    needed: tuple[Course, ...] = ()

    def current_at(self, course: str, moment: datetime) -> bool:
        """Whether a course was current at a moment. A refresher renews PPP, once PPP was taken."""
        return any(each.current_at(moment) for each in self.towards(course, moment))

    def towards(self, course: str, moment: datetime) -> tuple[Completion, ...]:
        """Everything learnt by a moment that counts as a course, whether or not it has run out."""
        codes: set[str] = {course}
        if course == Course.PPP and any(
            each.course == course and each.at <= moment for each in self.completions
        ):
            codes.add(Course.PPP_REFRESHER)
        return tuple(
            each for each in self.completions if each.course in codes and each.at <= moment
        )

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


Learnt = (
    CourseCompleted
    | PriorLearningRecognised
    | PolicyAcknowledged
    | TrainingNeedIdentified
    | TrainingNeedClosed
)


def learnt(training: Training, event: Learnt) -> Training:
    """Add one course, need or policy. What answers a need ends it."""
    replace = msgspec.structs.replace
    match event:
        case CourseCompleted(expires_on=expires_on, at=at):
            return _with(training, Completion(event.counts_as or event.course, at, expires_on))
        case PriorLearningRecognised(course=course, expires_on=expires_on, at=at):
            return _with(training, Completion(course, at, expires_on, learnt_before=True))
        case TrainingNeedIdentified(course=course):
            return replace(training, needed=tuple(dict.fromkeys((*training.needed, course))))
        case TrainingNeedClosed(course=course):
            return replace(training, needed=_but(training.needed, course))
        case PolicyAcknowledged(policy=policy, version=version, at=at):
            known = {(policy, version): at} | training.acknowledged
            return replace(training, acknowledged=known)


def _with(training: Training, taken: Completion) -> Training:
    return msgspec.structs.replace(
        training,
        completions=(*training.completions, taken),
        needed=_but(training.needed, taken.course),
    )


def _but(needed: tuple[Course, ...], course: str) -> tuple[Course, ...]:
    return tuple(each for each in needed if each != course)
