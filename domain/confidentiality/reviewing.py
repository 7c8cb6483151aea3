"""The independent review: who may, on what, and with which verdict.

The verdict is on what was known then; hindsight goes to the lessons (domain reference, 4.4).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from domain.confidentiality.commands_after import (
    PassOnReview,
    ReturnBreakRecord,
    ReviewBreak,
    ReviewCommand,
)
from domain.confidentiality.events_after import (
    ConfidentialityRecordReturned,
    ConfidentialityReviewCompleted,
    ReviewPassedOn,
)
from domain.confidentiality.folding import BREAK
from domain.confidentiality.independence import (
    Surroundings,
    look_around,
    why_not_independent,
)
from domain.confidentiality.language import READY_FOR_REVIEW, ReviewAnswer, Stage, Verdict
from domain.confidentiality.recording import about, must_be_known
from domain.confidentiality.refusals import (
    ConflictIsDeclared,
    MayNotReview,
    NotIndependent,
    NotReviewed,
    NotYourReview,
    ReasoningMissing,
    RecordHasGaps,
    RecordIsClosed,
    ReviewedAlready,
    TooEarlyToReview,
    UnknownBreak,
    VerdictDoesNotFollow,
    WordsMissing,
)
from domain.confidentiality.sections import says_something
from domain.confidentiality.state import Break
from domain.decider import Decider, Event, Read, event_of
from domain.people import LOCAL_OPERATOR, ActorId, StaffId, subject
from domain.service import Duty

MAY_REVIEW = (Duty.REVIEWER, Duty.CHAIR)


class ReviewAsked(msgspec.Struct, frozen=True):
    """A record, who stands around it, who asks, and when."""

    now: datetime
    by: ActorId
    record: Break
    around: Surroundings = Surroundings()


def gather(command: ReviewCommand, read: Read) -> ReviewAsked:
    """Look at the record, and at everybody around it."""
    record: Break = read(BREAK, subject("break", command.break_id))
    return ReviewAsked(
        now=read.now,
        by=read.by,
        record=record,
        around=look_around(record, read) if record.known else Surroundings(),
    )


def decide(command: ReviewCommand, state: ReviewAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    record = state.record
    must_be_known(record)
    ids: dict[str, Any] = {"break_id": record.break_id, "service": record.service}
    match command:
        case PassOnReview(reviewer=reviewer):
            _must_be_theirs(reviewer, state.by)
            if reviewer in record.conflicts:
                return []
            return [event_of(ReviewPassedOn, command, **ids, at=state.now)]
        case ReviewBreak():
            return [_judged(command, state)]
        case ReturnBreakRecord():
            return [_given_back(command, state)]


def _judged(command: ReviewBreak, state: ReviewAsked) -> Event:
    record, now = state.record, state.now
    outside = _must_be_able(command, state)
    stage = record.stage_at(now)
    if record.review_at(now) is not None:
        raise ReviewedAlready("Somebody has judged this already. Give it back to judge it anew.")
    if stage not in READY_FOR_REVIEW:
        raise TooEarlyToReview(
            "The record must be complete, and say whether the one whom it is about was told "
            "or why not, before it can be judged. You can give it back."
        )
    if record.gaps:
        missing = ", ".join(each.value.replace("_", " ").lower() for each in record.gaps)
        raise RecordHasGaps(f"The record does not say all that a review needs: {missing}.")
    answers = (
        command.ground_met,
        command.timely,
        command.right_recipient,
        command.minimum_necessary,
        command.told_properly,
    )
    _must_follow(command, answers)
    return event_of(
        ConfidentialityReviewCompleted,
        command,
        **about(record),
        outside=outside,
        assess=command.verdict is Verdict.NOT_UPHELD,
        answers=answers,
        at=now,
    )


def _must_follow(command: ReviewBreak, answers: tuple[ReviewAnswer, ...]) -> None:
    doubted = [each for each in answers if each is ReviewAnswer.NO]
    if len([each for each in command.reasoning if says_something(each)]) < len(doubted):
        raise ReasoningMissing("Say why for each answer that is no.", field="reasoning")
    if command.verdict is Verdict.UPHELD and doubted:
        raise VerdictDoesNotFollow(
            "An answer is no. Choose upheld with learning, or not upheld.", field="verdict"
        )
    if command.verdict is Verdict.NOT_UPHELD and not doubted:
        raise VerdictDoesNotFollow(
            "No answer is no. Say which of the five is, or uphold it.", field="verdict"
        )
    if command.verdict is Verdict.UPHELD_WITH_LEARNING and not says_something(command.learning):
        raise ReasoningMissing("Say what there is to learn.", field="learning")


def _given_back(command: ReturnBreakRecord, state: ReviewAsked) -> Event:
    record = state.record
    _must_be_able(command, state)
    stage = record.stage_at(state.now)
    if stage is Stage.CLOSED:
        raise RecordIsClosed("This record is closed. Note what was learned later.")
    if stage not in READY_FOR_REVIEW | {Stage.REVIEWED, Stage.LESSONS}:
        raise NotReviewed("This record has not been sent to you yet.")
    if not says_something(command.words):
        raise WordsMissing("Say what is still to be said.", field="words")
    return event_of(ConfidentialityRecordReturned, command, **about(record), at=state.now)


def _must_be_able(command: ReviewBreak | ReturnBreakRecord, state: ReviewAsked) -> bool:
    """Whether the reviewer comes from outside. Raises where they cannot judge this record."""
    record, reviewer = state.record, command.reviewer
    if command.link is not None:
        link = record.links.get(command.link)
        if link is None or not link.opens_at(state.now) or link.outsider != reviewer:
            raise MayNotReview("This link does not open this record.", field="link")
    elif not state.around.service.is_named(StaffId(reviewer), *MAY_REVIEW):
        raise MayNotReview(
            "This is no reviewer of the service. Choose one, or ask somebody outside.",
            field="reviewer",
        )
    _must_be_theirs(reviewer, state.by)
    reason = why_not_independent(record, reviewer, state.around)
    if reason is not None:
        raise NotIndependent(reason, field="reviewer")
    if reviewer in record.conflicts:
        raise ConflictIsDeclared(
            "You said that something links you to this, so someone else reviews it.",
            field="reviewer",
        )
    return command.link is not None


def _must_be_theirs(reviewer: ActorId, by: ActorId) -> None:
    """Raise where somebody reviews, or steps back, in the name of another."""
    if by not in {LOCAL_OPERATOR, reviewer}:
        raise NotYourReview("A review is signed by whoever made it.", field="reviewer")


decider = Decider(
    noun="break",
    commands=(
        PassOnReview,
        ReviewBreak,
        ReturnBreakRecord,
    ),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownBreak,
        MayNotReview,
        NotYourReview,
        NotIndependent,
        ConflictIsDeclared,
        TooEarlyToReview,
        RecordHasGaps,
        ReviewedAlready,
        NotReviewed,
        RecordIsClosed,
        ReasoningMissing,
        VerdictDoesNotFollow,
        WordsMissing,
    ),
)
