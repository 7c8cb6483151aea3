"""What a study found, told apart by what people answered for equality monitoring."""

import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.cli import main
from api.cli.evaluating import evaluated
from api.cli.opening import service_in
from api.main import desk_of
from api.store import Store, open_store
from api.studying import names_of_study, where_of
from application.evaluation.breakdown import answers_of, broken_down, order_of
from application.evaluation.extract import Cut
from application.evaluation.plan import Kind, Plan, plan_from
from application.evaluation.studied import Selection
from application.evaluation.studies import KINDS
from application.principal import OPERATOR
from domain.equality import NOT_ASKED, EqualityQuestionsAnswered, Question
from domain.folds import as_of, of_subject
from domain.people import Subject
from domain.periods import end_of
from domain.places import HomeAreaRecorded
from infrastructure.settings import settings_from
from infrastructure.studies.running import Locked
from infrastructure.studies.running import run as run_study
from infrastructure.studies.writing import RESULT
from tests.api.terminal import Terminal, terminal

__all__ = ["terminal"]  # the fixture

UNTIL = end_of(date(2026, 10, 31))
QUESTIONS = (Question.SEX, Question.DEPRIVATION)
WINDOW = """
[window]
first_day = 2025-05-01
last_day = 2026-10-31
observed_until = 2026-10-31
"""
ENTRIES = {
    Kind.PAIRED_CHANGE: (
        '[outcome]\ninstrument = "SWEMWBS"\n'
        "baseline_days_before = 900\nbaseline_days_after = 900\ndays_around = 900\n"
    ),
    Kind.TIME_TO_EVENT: "",
    Kind.DEFINITIONS: (
        '[altered]\nindicators = ["D1", "D3"]\n'
        "[altered.numbers.indicators.contacts]\nnotice = 1.1\n"
    ),
}


def plan_of(kind: Kind, *questions: str) -> str:
    """A plan that asks everybody of a kind, told apart by some questions."""
    asked = ", ".join(f'"{each}"' for each in questions)
    equality = f"equality = [{asked}]\n" if questions else ""
    head = f'study = "of-{kind.replace("_", "-")}"\ntitle = "Whom?"\nkind = "{kind}"\n'
    return f"{head}{equality}{WINDOW}{ENTRIES[kind]}"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated year and a half, large enough that groups can be told of."""
    data = tmp_path_factory.mktemp("apart") / "alongside-data"
    size = ("--people", "200", "--years", "1.5", "--seed", "6", "--until", "2026-11-02")
    assert main(["simulate", "--data", str(data), *size, "--json"]) == 0
    return data


@pytest.fixture
def service(terminal: Terminal, filled: Path) -> Terminal:
    """A terminal where that service lies."""
    for name in ("alongside-data", "alongside-data.keys"):
        shutil.copytree(filled.with_name(name), Path(name))
    return terminal


@pytest.fixture
def store(service: Terminal) -> Iterator[Store]:
    opened = open_store(settings_from({}), create=False)
    yield opened
    opened.close()


def run(kind: Kind, *questions: str) -> Any:
    Path("plan.toml").write_text(plan_of(kind, *questions))
    return evaluated("plan.toml", "alongside-data")


def answers_in(store: Store, question: Question) -> dict[str, str]:
    """What stands in each person's own history, by their name in no study."""
    found: dict[str, str] = {}
    for person in store.ledger.subjects("person"):
        for each in of_subject(as_of(store.ledger.history(person), true=UNTIL), Subject(person)):
            event: Any = store.views.reader.read(each, {"answers", "simd_quintile"}).event
            kind = type(event)
            if kind is EqualityQuestionsAnswered:
                said = dict(str(one).split(":", 1) for one in event.answers)
                found[person] = said.get(question, found.get(person, NOT_ASKED))
            elif kind is HomeAreaRecorded and question is Question.DEPRIVATION:
                found.setdefault(person, event.simd_quintile or NOT_ASKED)
    return found


def renamed(store: Store, kind: Kind, found: Mapping[str, str]) -> dict[str, str]:
    names = names_of_study(store, plan_from(plan_of(kind)).study)
    return {
        names.of_subject(Subject(each)).partition(":")[2]: answer for each, answer in found.items()
    }


@pytest.mark.parametrize("kind", Kind)
def test_the_groups_are_those_who_gave_that_answer(service: Terminal, kind: Kind) -> None:
    """Counted another way: from each person's history, and from the rows of the study."""
    frames = run(kind, *QUESTIONS)
    numbers = frames.numbers["equality"]
    planned = frames.rows
    planned = planned[planned["arm"] == "SUPPORT"] if "arm" in planned else planned
    rows = [each for _at, each in planned[planned["reason"].isna()].iterrows()]
    store = open_store(settings_from({}), create=False)
    told = 0
    for question in QUESTIONS:
        said = renamed(store, kind, answers_in(store, question))
        groups: dict[str, list[Any]] = defaultdict(list)
        for each in rows:
            groups[said.get(each["person"], NOT_ASKED)].append(each)
        for answer, people in numbers[question]["people"].items():
            assert people["counted"] in {None, len(groups[answer])}, (question, answer)
            told += bool(people["counted"])
        for answer, found in of_groups(numbers[question]["found"]).items():
            assert_the_same(kind, found, groups[answer])
    store.close()

    assert told, numbers


def of_groups(found: dict[str, Any]) -> dict[str, Any]:
    each: dict[str, Any] = found.get("each", found)
    return each


def assert_the_same(kind: Kind, found: dict[str, Any], group: list[Any]) -> None:
    """Whether a group's figure is what its rows say, worked out here by hand."""
    if kind is Kind.PAIRED_CHANGE:
        changes = [(each["after"] - each["before"]) / 100 for each in group]
        assert found["change"]["value"] == pytest.approx(sum(changes) / len(changes))
    elif kind is Kind.TIME_TO_EVENT:
        assert found["wait"]["people"] == len(group)
        assert "reached" not in found["wait"]
    else:
        weeks = sum(each["weeks"] for each in group)
        flagged = sum(each["tried_weeks"] for each in group)
        assert found["tried"] in {None, round(100 * flagged / weeks)}


@pytest.mark.parametrize("kind", Kind)
def test_an_answer_stands_in_no_row_and_no_shard(
    service: Terminal, store: Store, kind: Kind
) -> None:
    """Asked with and without, over the same log: what is kept of people is the same bytes."""
    now = store.views.clock()
    ran = []
    for questions in (QUESTIONS, ()):
        locked = Locked(plan_of(kind, *questions), now)
        desk = desk_of(store, service_in(store)).for_principal(OPERATOR)
        known = store.ledger.head().position
        ran.append(run_study(locked, where_of(store, desk, locked.plan, known, None)))
    with_answers, without = ran

    assert with_answers.findings.numbers["equality"] is not None
    assert with_answers.header.shards == without.header.shards
    assert with_answers.header.digest == without.header.digest
    assert with_answers.columns == without.columns
    assert "equality" not in without.findings.numbers


def test_a_question_that_the_plan_does_not_name_is_not_told(service: Terminal) -> None:
    found = run(Kind.TIME_TO_EVENT, Question.SEX).result.findings

    assert set(found.numbers["equality"]) == {Question.SEX}
    assert [each.heading for each in found.sections if each.heading.startswith("By ")] == ["By sex"]


def test_an_answer_given_after_the_days_of_the_study_is_none_of_it(
    service: Terminal, store: Store
) -> None:
    """What was observed ends with the window, for answers as for all else."""
    subjects = tuple(Subject(each) for each in store.ledger.subjects("person"))
    whom, head = Selection(subjects, {}, frozenset()), store.ledger.head().position
    early, late = (
        answers_of(store.ledger, store.views.reader, whom, Cut(head, end_of(day)), [Question.SEX])
        for day in (date(2025, 12, 31), date(2026, 10, 31))
    )

    assert 0 < len(early) < len(late)


def test_a_report_with_answers_is_the_same_when_it_is_run_again(service: Terminal) -> None:
    Path("plan.toml").write_text(plan_of(Kind.TIME_TO_EVENT, *QUESTIONS))
    assert service("evaluate", "plan.toml", "--out", "one", "--json").status == 0
    checked = service("evaluate", "--check", "one", "--json").json
    told = json.loads((Path("one") / RESULT).read_text())

    assert checked["same"]
    assert set(
        told["findings"]["numbers"]["equality"]
        if "findings" in told
        else told["numbers"]["equality"]
    ) == set(QUESTIONS)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ('equality = ["SHOE_SIZE"]', "equality"),
        ('equality = ["SEX", "SEX"]', "twice"),
        ('equality = "SEX"', "equality"),
    ],
)
def test_a_question_that_is_none_is_refused_by_its_entry(
    service: Terminal, store: Store, asked: str, said: str
) -> None:
    before = store.ledger.head().position
    plan = plan_of(Kind.TIME_TO_EVENT, Question.SEX).replace('equality = ["SEX"]', asked)
    Path("plan.toml").write_text(plan)
    refused = service("evaluate", "plan.toml", "--out", "one")

    assert refused.status == 1
    assert said in refused.error
    assert store.ledger.head().position == before


def a_plan(*questions: Question) -> Plan:
    return plan_from(plan_of(Kind.DEFINITIONS, *questions))


def rows_like(counted: Mapping[str, int], others: Mapping[str, int]) -> tuple[Any, Any]:
    """Rows of a study of definitions, so many of each answer, and who answered what."""
    rows: list[dict[str, Any]] = []
    answers: dict[str, dict[Question, str]] = {}
    for reason, numbers in ((None, counted), ("NO_MATCH", others)):
        for answer, number in numbers.items():
            for _each in range(number):
                person = f"p{len(rows)}"
                flags = {"weeks": 10, "held_first": 1, "held_weeks": 3, "tried_weeks": 4}
                rows.append({"person": person, "reason": reason, "tried_first": 1, **flags})
                if answer != NOT_ASKED:
                    answers[person] = {Question.SEX: answer}
    return rows, answers


@pytest.mark.parametrize(
    ("counted", "others"),
    [
        ({"FEMALE": 20, "MALE": 3, NOT_ASKED: 9}, {"FEMALE": 12, "MALE": 11}),
        ({"FEMALE": 20, "MALE": 13, NOT_ASKED: 9}, {"FEMALE": 12, "MALE": 2, NOT_ASKED: 8}),
        ({"FEMALE": 20, "MALE": 1}, {"FEMALE": 1, "MALE": 30}),
        ({"FEMALE": 30, "MALE": 0, NOT_ASKED: 4}, {}),
    ],
)
def test_no_small_group_is_told_nor_follows_from_what_is(
    counted: dict[str, int], others: dict[str, int]
) -> None:
    rows, answers = rows_like(counted, others)
    sections, numbers = broken_down(KINDS[Kind.DEFINITIONS], a_plan(Question.SEX), rows, answers)
    people = numbers[Question.SEX]["people"]
    both = Counter(counted) + Counter(others)
    closed = [each for each in order_of(Question.SEX) if people[each]["counted"] is None]

    for each in order_of(Question.SEX):
        assert people[each]["counted"] in {None, counted.get(each, 0)}
        assert people[each]["in_it"] in {None, both[each]}
        if 0 < counted.get(each, 0) < 5:
            assert people[each] == {"in_it": None, "counted": None}
        if 0 < others.get(each, 0) < 5:
            assert people[each]["in_it"] is None
    assert not closed or sum(counted.get(each, 0) for each in closed) >= 5
    assert len(closed) != 1
    (section,) = sections
    words = {row[0] for row in section.tables[-1].rows} if len(section.tables) > 1 else set()
    assert not words & {{"FEMALE": "Female", "MALE": "Male"}.get(each, each) for each in closed}


def test_of_too_few_nobody_is_told_apart() -> None:
    rows, answers = rows_like({"FEMALE": 9}, {"MALE": 40})
    (section,), numbers = broken_down(KINDS[Kind.DEFINITIONS], a_plan(Question.SEX), rows, answers)

    assert numbers == {}
    assert section.tables == []


def test_the_latest_answers_stand_as_a_whole(service: Terminal, store: Store) -> None:
    """Whoever answers anew, and says less, has not said the rest."""
    person = next(each for each, sex in answers_in(store, Question.SEX).items() if sex == "FEMALE")
    questions = (Question.SEX, Question.AGE)
    before = answered(store, person, questions)
    again = (f"person={person.partition(':')[2]}", "answers=AGE:50_64")
    said = service("do", "record-equality-answers", *again)

    assert said.status == 0, said.err
    assert before[Question.SEX] == "FEMALE"
    assert answered(store, person, questions) == {Question.AGE: "50_64"}


def answered(store: Store, person: str, questions: tuple[Question, ...]) -> Any:
    cut = Cut(store.ledger.head().position)
    whom = Selection((Subject(person),), {}, frozenset())
    return answers_of(store.ledger, store.views.reader, whom, cut, questions)[Subject(person)]
