"""What was learnt before counts as a course would; a course that is needed is sought until then."""

from datetime import date

import msgspec
import pytest

from domain.decider import Command
from domain.flags import INSTANT
from domain.peer import PEER, ActivatePeer, CoursesNotCurrent, PeerActivated, UnknownPeer
from domain.people import StaffId
from domain.periods import NotYetHappened, end_of
from domain.service import MayNotSupervise
from domain.training import (
    CloseTrainingNeed,
    Course,
    CourseCompleted,
    IdentifyTrainingNeed,
    NotAnExpiryDay,
    NotNamed,
    PriorLearningRecognised,
    RecognisePriorLearning,
    RecordCourse,
    TrainingNeedClosed,
    TrainingNeedIdentified,
)
from tests.domain.cast import (
    DAVIE,
    DAVIE_ASKED,
    DAVIE_SUPPORTS,
    DAVIE_TRAINED,
    ISLA,
    MACHAIR,
    WALKING,
    on,
)
from tests.domain.decisions import NOW, folded, given

HERE = (*MACHAIR, *DAVIE_SUPPORTS)
RECOGNISE = RecognisePriorLearning(
    peer=DAVIE, course=Course.SMHFA, recognised_by=ISLA, evidence="A certificate of 2025."
)
RECOGNISED = PriorLearningRecognised(
    peer=DAVIE,
    course=Course.SMHFA,
    recognised_by=ISLA,
    evidence="A certificate of 2025.",
    expires_on=date(2029, 5, 5),
    at=NOW,
)
NEED = IdentifyTrainingNeed(peer=DAVIE, course=Course.SMHFA, words="For the match with Ann.")
NEEDED = TrainingNeedIdentified(
    peer=DAVIE, course=Course.SMHFA, words="For the match with Ann.", at=NOW
)


def test_what_was_learnt_before_counts_to_the_end_of_the_day_to_which_the_course_would() -> None:
    given(*HERE).when(RECOGNISE).then(RECOGNISED)
    training = folded(PEER, *HERE, RECOGNISED).training
    last = end_of(date(2029, 5, 5))

    assert not training.current_at(Course.SMHFA, NOW - INSTANT)
    assert training.current_at(Course.SMHFA, NOW)
    assert training.current_at(Course.SMHFA, last)
    assert not training.current_at(Course.SMHFA, last + INSTANT)


def test_what_was_learnt_before_counts_for_good_where_the_course_would() -> None:
    given(*HERE).when(msgspec.structs.replace(RECOGNISE, course=Course.THIS)).then(
        msgspec.structs.replace(RECOGNISED, course=Course.THIS, expires_on=None)
    )


def test_somebody_starts_with_what_they_had_learnt_before_in_place_of_a_course() -> None:
    no_boundaries = tuple(
        each
        for each in DAVIE_TRAINED
        if not (isinstance(each, CourseCompleted) and each.course == Course.BOUND)
    )
    start = ActivatePeer(peer=DAVIE, offers=(WALKING,))
    learnt = msgspec.structs.replace(RECOGNISED, course=Course.BOUND, at=on(1, 26))

    given(*MACHAIR, *no_boundaries).when(start).then_refused(CoursesNotCurrent)
    given(*MACHAIR, *no_boundaries, learnt).when(start).then(
        PeerActivated(peer=DAVIE, offers=(WALKING,), at=NOW)
    )


@pytest.mark.parametrize("evidence", ["", " "])
def test_nothing_counts_without_evidence(evidence: str) -> None:
    asked = msgspec.structs.replace(RECOGNISE, evidence=evidence)

    given(*HERE).when(asked).then_refused(NotNamed, field="evidence")


def test_whoever_judges_it_is_named_for_it_in_the_service() -> None:
    asked = msgspec.structs.replace(RECOGNISE, recognised_by=StaffId("nobody"))

    given(*HERE).when(asked).then_refused(MayNotSupervise, field="recognised_by")


def test_what_had_run_out_by_then_does_not_count() -> None:
    before = msgspec.structs.replace(RECOGNISE, expires_on=date(2026, 5, 4))
    today = msgspec.structs.replace(RECOGNISE, expires_on=date(2026, 5, 5))

    given(*HERE).when(before).then_refused(NotAnExpiryDay, field="expires_on")
    given(*HERE).when(today).then(msgspec.structs.replace(RECOGNISED, expires_on=date(2026, 5, 5)))


def test_a_course_is_recorded_with_what_was_seen_of_it() -> None:
    asked = RecordCourse(peer=DAVIE, course=Course.THIS, evidence="The certificate.")

    given(DAVIE_ASKED).when(asked).then(
        CourseCompleted(peer=DAVIE, course=Course.THIS, evidence="The certificate.", at=NOW)
    )


def test_a_need_is_written_down_once_and_ends_with_what_answers_it() -> None:
    taken = CourseCompleted(peer=DAVIE, course=Course.SMHFA, at=NOW)
    local = CourseCompleted(peer=DAVIE, course="LOCAL", counts_as=Course.SMHFA, at=NOW)
    other = CourseCompleted(peer=DAVIE, course=Course.THIS, at=NOW)

    given(*HERE).when(NEED).then(NEEDED)
    given(*HERE, NEEDED).when(NEED).then_nothing()
    assert (Course.SMHFA,) == folded(PEER, *HERE, NEEDED, other).training.needed
    for answer in (taken, local, RECOGNISED):
        assert () == folded(PEER, *HERE, NEEDED, answer).training.needed


def test_a_need_ends_when_the_course_is_no_longer_sought() -> None:
    close = CloseTrainingNeed(peer=DAVIE, course=Course.SMHFA)
    closed = TrainingNeedClosed(peer=DAVIE, course=Course.SMHFA, at=NOW)

    given(*HERE, NEEDED).when(close).then(closed)
    given(*HERE).when(close).then_nothing()
    given(*HERE, NEEDED, closed).when(close).then_nothing()
    given(*HERE, NEEDED, closed).when(NEED).then(NEEDED)


@pytest.mark.parametrize(
    "asked", [RECOGNISE, NEED, CloseTrainingNeed(peer=DAVIE, course=Course.SMHFA)]
)
def test_learning_is_that_of_somebody_known_and_has_taken_place(asked: Command) -> None:
    given(*MACHAIR).when(asked).then_refused(UnknownPeer)
    given(*HERE).when(msgspec.structs.replace(asked, at=on(5, 6))).then_refused(NotYetHappened)
