"""Equality monitoring: of their own accord, once accepted, and for counts alone."""

import pytest

from domain.decider import Event
from domain.equality import (
    ANSWERS,
    EQUALITY,
    NOT_SAID,
    EqualityQuestionsAnswered,
    NotAcceptedYet,
    NotAnAnswer,
    Question,
    RecordEqualityAnswers,
)
from domain.periods import NotYetHappened
from domain.person import UnknownPerson
from domain.personal import Sealed
from tests.domain.cast import (
    ISLA,
    MORAG,
    MORAG_READY,
    MORAG_REFERRED,
    MORAG_REGISTERED,
    MORAG_WAITS,
    on,
)
from tests.domain.decisions import NOW, folded, given


def answer(*answers: str, **more: object) -> RecordEqualityAnswers:
    return RecordEqualityAnswers(person=MORAG, answers=answers, asked_by=ISLA, **more)  # type: ignore[arg-type]


def answered(*answers: str, day: int = 4) -> EqualityQuestionsAnswered:
    return EqualityQuestionsAnswered(person=MORAG, answers=answers, asked_by=ISLA, at=on(5, day))


def said(*answers: str) -> Event:
    return EqualityQuestionsAnswered(person=MORAG, answers=answers, asked_by=ISLA, at=NOW)


def test_somebody_answers_as_much_as_they_want_to() -> None:
    given(*MORAG_WAITS).when(answer("religion:none", "AGE:50_64")).then(
        said("AGE:50_64", "RELIGION:NONE")
    )
    given(*MORAG_WAITS).when(answer()).then(said())


@pytest.mark.parametrize("question", Question)
def test_that_somebody_would_rather_not_say_is_an_answer_to_any_question(
    question: Question,
) -> None:
    given(*MORAG_WAITS).when(answer(f"{question}:{NOT_SAID}")).then(said(f"{question}:{NOT_SAID}"))


@pytest.mark.parametrize(
    "written",
    ["", "SEX", "SEX:", "SHOE_SIZE:7", "SEX:7", "AGE:PREFER_NOT", "DEPRIVATION:6"],
)
def test_what_is_no_answer_is_sent_back_with_those_that_there_are(written: str) -> None:
    given(*MORAG_WAITS).when(answer(written)).then_refused(NotAnAnswer, field="answers")


def test_one_question_has_one_answer() -> None:
    twice = answer("SEX:FEMALE", "SEX:MALE")

    given(*MORAG_WAITS).when(twice).then_refused(NotAnAnswer, "twice", field="answers")


def test_nobody_is_asked_before_they_are_accepted() -> None:
    before = (MORAG_REGISTERED, MORAG_REFERRED, MORAG_READY)

    given(*before).when(answer("SEX:FEMALE")).then_refused(NotAcceptedYet, "like a condition")
    given().when(answer("SEX:FEMALE")).then_refused(UnknownPerson)
    given(*MORAG_WAITS).when(answer(at=on(5, 6))).then_refused(NotYetHappened)


def test_the_latest_answers_stand_as_a_whole() -> None:
    first, second = answered("SEX:FEMALE", "AGE:50_64", day=1), answered("AGE:65_74", day=2)

    assert folded(EQUALITY, second, first) == {Question.AGE: "65_74"}
    assert folded(EQUALITY, first, answered(day=3)) == {}


def test_that_somebody_would_rather_not_say_is_not_that_nobody_asked() -> None:
    assert folded(EQUALITY, answered(f"SEX:{NOT_SAID}")) == {Question.SEX: NOT_SAID}
    assert folded(EQUALITY) == {}


def test_what_cannot_be_opened_is_no_answer() -> None:
    closed = EqualityQuestionsAnswered(person=MORAG, answers=Sealed(b"closed"), at=NOW)

    assert folded(EQUALITY, answered("SEX:FEMALE"), closed) == {}


def test_every_question_has_answers_that_can_be_written() -> None:
    assert set(ANSWERS) == set(Question)
    for question, answers in ANSWERS.items():
        for each in answers:
            given(*MORAG_WAITS).when(answer(f"{question}:{each}")).then(said(f"{question}:{each}"))
