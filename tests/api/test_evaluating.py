"""Studies from the terminal: locked before anybody looks, run by any engine, and run again."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.cli import main
from api.cli.evaluating import evaluated
from api.store import Store, open_store
from application.evaluation.pseudonyms import Pseudonyms
from application.evaluation.studied import select
from application.evaluation.words import WHY_NOT
from domain.folds import as_of, fold, of_subject
from domain.match import MatchEnded
from domain.outcomes import OUTCOMES, Point
from domain.people import Subject
from domain.session import SessionHeld
from domain.study import StudyExtractMade, StudyLocked, StudyReportIssued
from infrastructure.settings import settings_from
from infrastructure.studies.writing import PAGE, PAPER, PLAN, RESULT
from tests.api.terminal import Terminal, terminal

__all__ = ["terminal"]  # the fixture

STUDIES = Path(__file__).parents[2] / "docs" / "studies"
DAYS = ("2025-05-01", "2026-10-31")
CHANGE = f"""
study = "change"
title = "How does well-being change?"
kind = "paired_change"
[window]
first_day = {DAYS[0]}
last_day = {DAYS[1]}
observed_until = {DAYS[1]}
[outcome]
instrument = "SWEMWBS"
[comparison]
with = "waiting"
"""
WAITS = f"""
study = "waits"
title = "How long do people wait?"
kind = "time_to_event"
[window]
first_day = {DAYS[0]}
last_day = {DAYS[1]}
observed_until = {DAYS[1]}
[comparison]
with = "groups"
by = "source"
"""
EARLIER = f"""
study = "earlier"
title = "What if it were said earlier?"
kind = "definitions"
[window]
first_day = {DAYS[0]}
last_day = {DAYS[1]}
observed_until = {DAYS[1]}
[altered]
indicators = ["D1", "D3"]
[altered.numbers.indicators.contacts]
notice = 1.1
"""
PLANS = {"change": CHANGE, "waits": WAITS, "earlier": EARLIER}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated year and a half of a small service, made once."""
    data = tmp_path_factory.mktemp("evaluated") / "alongside-data"
    size = ("--people", "60", "--years", "1.5", "--seed", "4", "--until", "2026-11-02")
    assert main(["simulate", "--data", str(data), *size, "--json"]) == 0
    return data


@pytest.fixture
def service(terminal: Terminal, filled: Path) -> Terminal:
    """A terminal where that service lies, with the plans beside it."""
    for name in ("alongside-data", "alongside-data.keys"):
        shutil.copytree(filled.with_name(name), Path(name))
    for name, text in PLANS.items():
        Path(f"{name}.toml").write_text(text)
    return terminal


@pytest.fixture
def store(service: Terminal) -> Iterator[Store]:
    opened = open_store(settings_from({}), create=False)
    yield opened
    opened.close()


def files_in(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in sorted(folder.iterdir())}


def told(folder: str) -> Any:
    return json.loads((Path(folder) / RESULT).read_text())


@pytest.mark.parametrize("name", PLANS)
def test_the_same_study_is_the_same_bytes_and_says_how_to_run_it_again(
    service: Terminal, name: str
) -> None:
    first = service("evaluate", f"{name}.toml", "--out", "one", "--json").json
    again = service("evaluate", f"{name}.toml", "--out", "two", "--json").json
    header = told("one")["header"]

    assert files_in(Path("one")) == files_in(Path("two"))
    assert {PLAN, PAGE, PAPER, RESULT} <= files_in(Path("one")).keys()
    assert first | {"dir": ""} == again | {"dir": ""}
    assert header["digest"] == first["digest"]
    assert {"plan", "position", "root", "definitions", "code", "environment", "shards"} <= set(
        header
    )
    assert (Path("one") / PAPER).read_bytes().startswith(b"%PDF")
    page = (Path("one") / PAGE).read_text()
    assert all(value in page for value in (header["root"], header["plan"], header["digest"]))
    checked = service("evaluate", "--check", "one", "--json")
    assert checked.status == 0
    assert checked.json["same"]


@pytest.mark.filterwarnings("ignore")  # the cluster's own, of sockets that it closes
@pytest.mark.parametrize("name", PLANS)
def test_every_engine_gives_one_digest(service: Terminal, name: str) -> None:
    how = ("process", "processes", "duckdb", *(["dask"] if name == "change" else []))
    found = {
        engine: service(
            *("evaluate", f"{name}.toml", "--out", "one", "--engine", engine),
            *("--workers", "2", "--json"),
        ).json
        for engine in how
    }

    assert len({each["digest"] for each in found.values()}) == 1
    assert {engine: each["engine"] for engine, each in found.items()} == {e: e for e in how}


def test_a_plan_is_locked_before_anybody_looks_and_cannot_be_changed(
    service: Terminal, store: Store
) -> None:
    assert service("evaluate", "change.toml", "--out", "one").status == 0
    studied = (StudyLocked, StudyReportIssued, StudyExtractMade)
    entries = [each for page in store.ledger.read() for each in page]
    kinds = [type(each.event) for each in entries if isinstance(each.event, studied)]
    Path("change.toml").write_text(CHANGE.replace("SWEMWBS", "UCLA3"))
    refused = service("evaluate", "change.toml", "--out", "two")

    assert kinds == [StudyLocked, StudyReportIssued]
    assert refused.status == 1
    assert "Another plan was locked" in refused.error
    assert not Path("two").exists()


def test_what_is_not_over_is_locked_and_not_run(service: Terminal, store: Store) -> None:
    Path("later.toml").write_text(CHANGE.replace("2026-10-31", "2036-10-31"))
    refused = service("evaluate", "later.toml", "--out", "one")
    last = store.ledger.entry(store.ledger.head().position)

    assert "is not over" in refused.error
    assert last is not None
    assert isinstance(last.event, StudyLocked)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (('kind = "paired_change"', 'kind = "other"'), "kind"),
        (("first_day = 2025-05-01", "first_day = 2027-05-01"), "window"),
        (('instrument = "SWEMWBS"', 'instrument = "ONS4"'), "instrument"),
        (('with = "waiting"', 'with = "groups"'), "comparison.by"),
        (("[outcome]", "smallest = 2\n[outcome]"), "smallest"),
        (('study = "change"', 'study = "change"\nsmallest_group = 4'), "smallest_group"),
        (('study = "change"', "study = "), "TOML"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_by_its_entry_and_nothing_is_locked(
    service: Terminal, store: Store, changed: tuple[str, str], said: str
) -> None:
    before = store.ledger.head().position
    Path("change.toml").write_text(CHANGE.replace(*changed))
    refused = service("evaluate", "change.toml", "--out", "one")

    assert refused.status == 1
    assert said in refused.error
    assert store.ledger.head().position == before


@pytest.mark.parametrize("name", PLANS)
def test_everybody_who_was_considered_is_counted_once(
    service: Terminal, store: Store, name: str
) -> None:
    frames = evaluated(f"{name}.toml", "alongside-data")
    rows, (of,) = frames.rows, store.services()
    rows = rows[rows["arm"] == "SUPPORT"] if "arm" in rows else rows
    now, known = store.views.clock(), store.ledger.head().position
    people = select(store.ledger, of, known, now, ()).people
    steps = frames.result.findings.flow.steps

    assert rows["person"].is_unique
    assert len(rows) <= len(people)
    assert frames.flow["people"].iloc[0] == store_considered(store)
    assert {each.reason for each in steps} <= WHY_NOT.keys()
    assert all(each.people is None or each.people >= 5 for each in steps)


def store_considered(store: Store) -> int:
    (of,) = store.services()
    known = store.ledger.head().position
    return select(store.ledger, of, known, store.views.clock(), ()).flow["considered"]


def test_the_answers_are_those_that_the_log_holds(service: Terminal, store: Store) -> None:
    """Counted another way: by what stands in each person's own history."""
    windows = "baseline_days_before=900\nbaseline_days_after=900\ndays_around=900\n[comparison]"
    for point in (Point.MID, Point.END):
        text = CHANGE.replace("[comparison]", f'point = "{point}"\n{windows}')
        Path(f"{point}.toml").write_text(text.replace('"change"', f'"{point}"'))
    begun = evaluated("MID.toml", "alongside-data").rows
    ended = evaluated("END.toml", "alongside-data").rows
    baselines = pairs = 0
    for person in store.ledger.subjects("person"):
        happened = of_subject(as_of(store.ledger.history(person)), Subject(person))
        held = [each.event.match for each in happened if isinstance(each.event, SessionHeld)]
        answered: dict[Any, set[Any]] = {}
        for each in fold(OUTCOMES, happened).values():
            if each.instrument == "SWEMWBS" and each.completed_at:
                answered.setdefault(each.match, set()).add(each.point)
        over = {each.event.match for each in happened if isinstance(each.event, MatchEnded)}
        first = answered.get(held[0], set()) if held else set()
        last = next((answered.get(each, set()) for each in held if each in over), set())
        baselines += Point.BASELINE in first
        pairs += {Point.BASELINE, Point.END} <= last

    assert baselines > 5
    assert pairs > 0
    assert begun["baseline"].sum() == baselines
    assert len(ended[(ended["arm"] == "SUPPORT") & ended["reason"].isna()]) == pairs


def test_after_an_erasure_a_check_states_the_difference(service: Terminal, store: Store) -> None:
    assert service("evaluate", "waits.toml", "--out", "one").status == 0
    rows = evaluated("waits.toml", "alongside-data").rows
    counted = set(rows[rows["reason"].isna()]["person"])
    person = next(
        each.partition(":")[2]
        for each in store.ledger.subjects("person")
        if names_of(store).of_subject(each).partition(":")[2] in counted
    )
    gone = service("do", "erase-person", f"person={person}", "ground=NO_LONGER_NEEDED")
    checked = service("evaluate", "--check", "one")

    assert gone.status == 0
    assert checked.status == 0
    assert "Something else comes out" in checked.out
    assert "1 fewer people may be told of" in checked.out
    assert "wait.people" in checked.out


def names_of(store: Store) -> Any:
    from api.studying import names_of_study

    return names_of_study(store, "waits")


def test_a_report_that_was_altered_does_not_pass_a_check(service: Terminal) -> None:
    assert service("evaluate", "waits.toml", "--out", "one").status == 0
    file = Path("one") / RESULT
    said = json.loads(file.read_text())
    said["numbers"]["wait"]["median"] = 1.0
    file.write_text(json.dumps(said))
    checked = service("evaluate", "--check", "one")

    assert checked.status == 1
    assert "wait.median was 1.0" in checked.out


def another_program(monkeypatch: pytest.MonkeyPatch, drawn: Any) -> None:
    """What folds is another program than that of the report, and names come from ``drawn``."""
    monkeypatch.setattr("infrastructure.studies.running.code_digest", lambda: "another")
    monkeypatch.setattr("application.evaluation.pseudonyms.Pseudonyms._drawn", drawn)


@pytest.mark.parametrize("name", PLANS)
def test_a_program_that_only_draws_other_names_finds_the_same_and_a_check_says_so(
    service: Terminal, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    assert service("evaluate", f"{name}.toml", "--out", "one").status == 0
    drawn = Pseudonyms._drawn
    another_program(monkeypatch, lambda self, *what: drawn(self, "other", *what))
    checked = service("evaluate", "--check", "one", "--json")

    assert checked.status == 0
    assert checked.json["digest"] != told("one")["header"]["digest"]
    assert checked.json["explained"]
    assert not checked.json["same"]
    assert len(checked.json["differences"]) == 2
    assert "The program that folds is another" in checked.json["differences"][0]
    assert "draws other names" in checked.json["differences"][1]


@pytest.mark.parametrize("field", ["unnamed", "numbers"])
def test_other_names_explain_no_other_row_and_no_other_number(
    service: Terminal, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    assert service("evaluate", "waits.toml", "--out", "one").status == 0
    said = told("one")
    if field == "unnamed":
        said["header"]["unnamed"] = "0" * 64
    else:
        said["numbers"]["wait"]["median"] = 1.0
    (Path("one") / RESULT).write_text(json.dumps(said))
    drawn = Pseudonyms._drawn
    another_program(monkeypatch, lambda self, *what: drawn(self, "other", *what))
    checked = service("evaluate", "--check", "one")

    assert checked.status == 1
    assert "draws other names" not in checked.out
    assert "they are not" in checked.out


CAUSAL = re.compile(
    r"\b(effect(ive)?|because of|caused?|leads? to|led to|improved by|works|benefit(s|ed)?|impact|"
    r"thanks to|due to|results? in)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("name", PLANS)
def test_no_word_of_a_report_says_why_and_what_has_to_be_said_stands_beside(
    service: Terminal, name: str
) -> None:
    assert service("evaluate", f"{name}.toml", "--out", "one").status == 0
    page = re.sub(r"<style>.*?</style>", "", (Path("one") / PAGE).read_text())
    text = re.sub(r"<[^>]*>", " ", page)

    assert CAUSAL.findall(text) == []
    assert "Read with every number" in text
    assert text.index("Read with every number") < text.index("To run it again")
    if name == "change":
        assert "regression to the mean" in text
        assert "The records do not allow it" in text  # nobody answered twice while waiting


def test_a_report_names_nobody(service: Terminal, store: Store) -> None:
    result = service("evaluate", "change.toml", "--out", "one", "--json").json
    rows = evaluated("change.toml", "alongside-data").rows
    tags = [each for noun in ("person", "peer", "match") for each in store.ledger.subjects(noun)]
    known = {each.partition(":")[2] for each in tags} | set(rows["person"]) | set(rows["peer"])
    known.discard("")
    whole = b"".join(files_in(Path("one")).values()).decode("latin-1") + json.dumps(result)

    assert len(known) > 100
    assert [each for each in known if each in whole] == []


def test_the_examples_of_the_documentation_are_plans(service: Terminal) -> None:
    from application.evaluation.plan import plan_from

    assert sorted(plan_from(each.read_text()).study for each in STUDIES.glob("*.toml")) == sorted(
        each.stem for each in STUDIES.glob("*.toml")
    )
    assert len(list(STUDIES.glob("*.toml"))) == 3
