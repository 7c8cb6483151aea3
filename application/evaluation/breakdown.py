"""What a study found, told apart by what people answered for equality monitoring.

The answers are read from the log for this alone, and only those to the questions that the plan
names. They stand in no extract, in no shard and in no row of a study: a person's answer and their
outcome meet here, in memory, and leave as counts and means of groups.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from application.evaluation.apart import Apart
from application.evaluation.extract import Cut, OpensCodes
from application.evaluation.findings import Findings, Section, Table, Told, count
from application.evaluation.plan import Plan
from application.evaluation.small_counts import SMALLEST_BASE, Counts
from application.evaluation.studied import Selection, Tagged
from application.evaluation.studies import KindOfStudy
from application.evaluation.words import ANSWERED, ASKED
from application.ledger import Ledger
from domain.decider import EnteredInError, Event, Recorded
from domain.equality import (
    ANSWERS,
    EQUALITY,
    NOT_ASKED,
    NOT_SAID,
    Answers,
    EqualityQuestionsAnswered,
    Question,
    with_area,
)
from domain.folds import as_of, fold, of_subject
from domain.people import Subject
from domain.places import HOME_AREA, HomeAreaRecorded

IN_IT, COUNTED, NOT_COUNTED = "IN_IT", "COUNTED", "NOT_COUNTED"
OPENED: Mapping[type[Event], frozenset[str]] = {
    EqualityQuestionsAnswered: frozenset({"answers"}),
    HomeAreaRecorded: frozenset({"simd_quintile"}),
}
"""The entries that are read for it, and the fields of them that are opened."""


def answers_of(
    ledger: Ledger,
    codes: OpensCodes,
    selection: Selection,
    cut: Cut,
    questions: Sequence[Question],
) -> dict[Subject, Answers]:
    """What the people of a study had answered to some questions, as of a cut.

    Somebody who answered none of them, or whose answers no key opens any more, is absent.
    """
    chosen = frozenset(selection.people)
    dealt = Tagged(("person",), chosen.__contains__)
    kinds: frozenset[type[Event]] = frozenset({*OPENED, EnteredInError})
    for _position in ledger.deal(dealt, cut.known, kinds):
        pass
    found: dict[Subject, Answers] = {}
    for subject, history in dealt.histories.items():
        happened = of_subject(as_of(history, cut.known, cut.true), subject)
        opened = [_opened(codes, each) for each in happened]
        area = fold(HOME_AREA, opened)
        answers = with_area(fold(EQUALITY, opened), area.simd_quintile)
        asked = {each: answers[each] for each in questions if each in answers}
        if asked:
            found[subject] = asked
    return found


def _opened(codes: OpensCodes, recorded: Recorded) -> Recorded:
    fields = OPENED.get(type(recorded.event))
    return codes.read(recorded, fields) if fields else recorded


def broken_down(
    kind: KindOfStudy, plan: Plan, rows: Sequence[Told], answers: Mapping[str, Answers]
) -> tuple[list[Section], dict[str, Any]]:
    """A section for each question of the plan, from the planned rows of everybody in the study.

    ``answers`` are by a person's name in the study. The counts of all questions are closed
    together: they are of the same people.
    """
    counted = [each for each in rows if each["reason"] is None]
    if len(counted) < SMALLEST_BASE:
        sentence = f"Fewer than {SMALLEST_BASE} people are counted: nobody is told apart."
        return [Section(f"By {ASKED[each]}", [sentence]) for each in plan.equality], {}
    shown = _counts(plan.equality, rows, answers)
    sections: list[Section] = []
    numbers: dict[str, Any] = {}
    for question in plan.equality:
        order = order_of(question)
        apart = Apart(
            f"By {ASKED[question]}",
            ASKED[question],
            {each: shown[question, each, COUNTED] for each in order},
            ANSWERED[question],
        )
        theirs = [{**each, "group": _answer(answers, each, question)} for each in counted]
        section, found = kind.apart(plan, theirs, apart)
        if not found:
            sentence = "Too few are counted in each group: none is held beside the others."
            section = Section(apart.heading, [sentence])
        table = Table(
            f"People by {ASKED[question]}",
            ["Answer", "In the study", "Counted"],
            [
                [
                    ANSWERED[question][each],
                    count(shown[question, each, IN_IT]),
                    count(shown[question, each, COUNTED]),
                ]
                for each in order
            ],
        )
        sections.append(msgspec.structs.replace(section, tables=[table, *section.tables]))
        numbers[question.value] = {
            "people": {
                each: {
                    "in_it": shown[question, each, IN_IT],
                    "counted": shown[question, each, COUNTED],
                }
                for each in order
            },
            "found": found,
        }
    return sections, numbers


def order_of(question: Question) -> list[str]:
    """The answers to a question, with what is no answer at the end."""
    return [*ANSWERS[question], NOT_SAID, NOT_ASKED]


def with_breakdown(found: Findings, broken: tuple[list[Section], dict[str, Any]]) -> Findings:
    """The findings with a breakdown before their last part, the flow."""
    sections, numbers = broken
    *before, flow = found.sections
    return msgspec.structs.replace(
        found,
        sections=[*before, *sections, flow],
        numbers={**found.numbers, "equality": numbers},
        caveats=[
            *found.caveats,
            (
                "Who answers questions about equality is not like who does not. An answer is "
                "somebody's own, given once and for counts; nothing follows from it about anybody."
            ),
        ],
    )


def _answer(answers: Mapping[str, Answers], row: Told, question: Question) -> str:
    return answers.get(row["person"], {}).get(question, NOT_ASKED)


def _counts(
    questions: Sequence[Question], rows: Sequence[Told], answers: Mapping[str, Answers]
) -> dict[Any, int | None]:
    """How many are in the study and how many are counted, by the answers to every question.

    How many are in it is told where both those counted and those not counted may be: either would
    follow from it and the other.
    """
    found: dict[str, dict[Any, int | None]] = {}
    for part, some in (
        (COUNTED, [each for each in rows if each["reason"] is None]),
        (NOT_COUNTED, [each for each in rows if each["reason"] is not None]),
    ):
        table = Counts()
        for question in questions:
            said = Counter(_answer(answers, each, question) for each in some)
            table.split(part, {(question, each): said[each] for each in order_of(question)})
        found[part] = table.shown()
    shown: dict[Any, int | None] = {}
    for question in questions:
        for each in order_of(question):
            counted, others = (found[part][question, each] for part in (COUNTED, NOT_COUNTED))
            both = None if counted is None or others is None else counted + others
            shown[question, each, COUNTED], shown[question, each, IN_IT] = counted, both
    return shown
