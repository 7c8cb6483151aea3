"""Peer supporters teach professionals what self-management is."""

import msgspec
import pytest

from domain.peer import UnknownPeer
from domain.periods import NotALengthOfTime, NotYetHappened
from domain.professional_training import (
    LESSONS,
    NobodyTaught,
    ProfessionalTrainingDelivered,
    RecordProfessionalTraining,
    Taught,
)
from tests.domain.cast import DAVIE, DAVIE_ASKED, DAVIE_SUPPORTS, on
from tests.domain.decisions import NOW, folded, given

TAUGHT = ProfessionalTrainingDelivered(
    peer=DAVIE, audience=Taught.GENERAL_PRACTICE, taught=12, minutes=90, at=on(5, 4)
)
TEACH = RecordProfessionalTraining(
    peer=DAVIE, audience=Taught.GENERAL_PRACTICE, taught=12, minutes=90, at=on(5, 4)
)


def test_professionals_are_taught_by_a_peer_supporter() -> None:
    given(*DAVIE_SUPPORTS).when(TEACH).then(TAUGHT)


def test_that_somebody_taught_is_recorded_wherever_they_stand_and_with_the_least_there_is() -> None:
    least = RecordProfessionalTraining(peer=DAVIE, audience=Taught.OTHER)

    given(DAVIE_ASKED).when(least).then(
        ProfessionalTrainingDelivered(peer=DAVIE, audience=Taught.OTHER, at=NOW)
    )


def test_the_same_lesson_told_twice_is_recorded_once() -> None:
    given(*DAVIE_SUPPORTS, TAUGHT).when(TEACH).then_nothing()
    given(*DAVIE_SUPPORTS, TAUGHT).when(msgspec.structs.replace(TEACH, at=on(5, 3))).then(
        msgspec.structs.replace(TAUGHT, at=on(5, 3))
    )


@pytest.mark.parametrize("number", [0, -1, 10_001])
def test_a_number_that_cannot_have_been_taught_is_sent_back(number: int) -> None:
    asked = msgspec.structs.replace(TEACH, taught=number)

    given(*DAVIE_SUPPORTS).when(asked).then_refused(NobodyTaught, field="taught")


def test_a_lesson_has_taken_place_and_lasts_at_most_a_day() -> None:
    here = given(*DAVIE_SUPPORTS)

    here.when(msgspec.structs.replace(TEACH, minutes=0)).then_refused(NotALengthOfTime)
    here.when(msgspec.structs.replace(TEACH, at=on(5, 6))).then_refused(NotYetHappened)
    given().when(TEACH).then_refused(UnknownPeer)


def test_lessons_add_up_for_the_one_who_gave_them() -> None:
    assert folded(LESSONS, TAUGHT) == (TAUGHT,)
    assert TAUGHT.subjects == (f"peer:{DAVIE}",)
