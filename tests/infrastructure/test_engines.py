"""One function, several places to run it: the answer is the same from every engine.

Asked is every question that there is, the bare ones and that of every kind of study.
"""

import os
import signal
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from multiprocessing import active_children
from pathlib import Path

import msgspec
import pytest
from dask.distributed import LocalCluster

from api.cli import main
from api.main import KeyringOpener
from api.store import Store, open_store
from application.evaluation import changes, flagged
from application.evaluation import extract as extracting
from application.evaluation.changes import HUNDREDTHS
from application.evaluation.lives_in_studies import Variant
from application.evaluation.plan import Cohort, Kind, Plan, Span, plan_from
from application.evaluation.pseudonyms import Pseudonyms
from application.evaluation.questions import (
    COUNTS,
    INDICATORS,
    QUESTIONS,
    Answer,
    Asking,
    Cell,
    Question,
    Row,
    digest_of,
    grouped,
)
from application.evaluation.studied import KINDS
from application.evaluation.studies import KINDS as KINDS_OF_STUDY
from application.looking import Looking
from domain.definitions import DEFAULTS
from domain.folds import as_of, of_subject
from domain.instruments import Instrument
from domain.match import PERSONS_MATCHES
from domain.outcomes import Point
from domain.people import MatchId, PersonId, ServiceId, Subject, subject
from domain.periods import end_of, local_day
from domain.session import SESSIONS
from infrastructure.engines import Engine, Stopped, WorkersLost, ask, ask_for_rows
from infrastructure.extracts.shards import shards_in
from infrastructure.settings import settings_from
from projections.dependency_indicators import LISTING, rows_of
from projections.listing import Asked, listed
from projections.outcomes import outcomes_of
from projections.persons import held_in
from tests.infrastructure.losing import lost

pytestmark = pytest.mark.filterwarnings("ignore")  # the cluster's own, of sockets that it closes

THEN = datetime(2026, 11, 1, 23, 59, tzinfo=UTC)
ASKING = Asking(DEFAULTS, THEN, THEN)
SERVICE = ServiceId("of-the-study")
LATE = timedelta(days=7)
EXAMPLES = Path(__file__).parents[2] / "docs" / "studies"
EVERYBODY = Span(date(2025, 1, 1), date(2026, 11, 1), date(2026, 11, 1))
EVERY: Mapping[str, Question] = {
    **QUESTIONS,
    **{kind.value: each.question for kind, each in KINDS_OF_STUDY.items()},
}
"""Every question that an engine can be asked, by its name, or by the kind of study."""


def planned(kind: Kind) -> Plan:
    """The example of the documentation of a kind of study, asked of everybody."""
    (found,) = [
        plan
        for each in EXAMPLES.glob("*.toml")
        if (plan := plan_from(each.read_text())).kind is kind
    ]
    return msgspec.structs.replace(found, window=EVERYBODY, cohort=Cohort())


def asking_of(name: str) -> Asking:
    """What a question is judged by: of a study its plan."""
    if name in QUESTIONS:
        return ASKING
    plan = planned(Kind(name))
    return Asking(plan.judged_by, THEN, THEN, plan)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated service with late entries and corrections, and an extract of it in shards."""
    folder = tmp_path_factory.mktemp("studied")
    store = ("--data", str(folder / "data"))
    size = ("--people", "60", "--years", "1.5", "--seed", "4", "--until", "2026-11-02")
    assert main(["simulate", *store, *size, "--json"]) == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(extracting, "ENTRIES_IN_A_SHARD", 300)
        exact = ("--dates", "exact", "--study", "engines", "--out", str(folder / "shards"))
        assert main(["export", "parquet", *store, *exact, "--json"]) == 0
    return folder


@pytest.fixture(scope="module")
def shards(data: Path) -> Path:
    assert len(shards_in(data / "shards")) > 5
    return data / "shards"


@pytest.fixture(scope="module")
def alone(shards: Path) -> dict[str, Answer]:
    return {
        name: ask(each, shards, SERVICE, asking_of(name), engine=Engine.PROCESS)
        for name, each in EVERY.items()
    }


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    made = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
    yield made
    made.close()


def said(answer: Answer) -> tuple[object, ...]:
    return answer.entries, answer.rows, answer.groups, answer.digest


def test_what_is_asked_of_holds_late_entries_and_corrections(data: Path) -> None:
    store = opened(data)
    entries = [each for page in store.ledger.read() for each in page]
    store.close()
    of_studies = [each for each in entries if type(each.event) in KINDS]
    late = [each for each in of_studies if each.recorded_at - each.event.at > LATE]

    assert late
    assert any(each.corrects is not None for each in of_studies)


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("engine", [Engine.PROCESSES, Engine.DUCKDB, Engine.DASK])
def test_every_engine_gives_the_same_digest(
    engine: Engine, name: str, shards: Path, alone: dict[str, Answer], cluster: LocalCluster
) -> None:
    address = cluster.scheduler_address if engine is Engine.DASK else None
    found = ask(
        EVERY[name], shards, SERVICE, asking_of(name), engine=engine, workers=2, address=address
    )

    assert said(found) == said(alone[name])
    assert found.engine == engine.value
    assert found.rows > 100


def test_the_live_view_gives_the_same_digest(data: Path, alone: dict[str, Answer]) -> None:
    """Both fold the same entries by the same function; names are those of the study."""
    store = opened(data)
    (of,) = store.services()
    told = listed(store.views, LISTING, of, Asked(true_at=THEN)).rows
    names = names_of(store)
    whom = set(included(store, names, data))
    rows = [
        (
            names.of("person", row.person),
            names.of("match", row.match),
            row.level,
            row.code,
            row.standing,
            row.severity,
            row.since.isoformat() if row.since else None,
        )
        for row in told
        if subject("person", row.person) in whom
    ]
    store.close()

    assert len(rows) > 100
    assert digest_of(rows, grouped(INDICATORS, rows)) == alone["indicators"].digest


def test_the_log_itself_gives_the_same_counts(data: Path, alone: dict[str, Answer]) -> None:
    store = opened(data)
    names = names_of(store)
    rows = []
    for person in included(store, names, data):
        found: dict[str, int] = {}
        happened = of_subject(as_of(store.ledger.history(person), true=THEN), person)
        for each in happened:
            if type(each.event) in KINDS:
                name = type(each.event).__name__
                found[name] = found.get(name, 0) + 1
        whose = names.of_subject(person).partition(":")[2]
        rows += [(whose, name, number) for name, number in found.items()]
    store.close()

    assert digest_of(rows, grouped(COUNTS, rows)) == alone["counts"].digest


def test_what_a_page_compares_of_somebody_is_what_a_study_compares(
    data: Path, shards: Path
) -> None:
    """Of each person's first match with a session: the scores of the last pair that counts."""
    plan = planned(Kind.PAIRED_CHANGE)
    assert plan.outcome is not None
    measure = msgspec.structs.replace(plan.outcome, instrument=Instrument.SWEMWBS, point=Point.END)
    told = as_planned(msgspec.structs.replace(plan, outcome=measure), shards)
    store = opened(data)
    (of,) = store.services()
    names = names_of(store)
    look = Looking(store.ledger, KeyringOpener(store.keyring), service=of, now=THEN, true=THEN)
    rows: list[Row] = []
    for each in included(store, names, data):
        person = PersonId(each.partition(":")[2])
        match = first_match(look, person, ended=True)
        pairs = [
            pair
            for pair in outcomes_of(look, person).pairs
            if (pair.match, pair.point, pair.instrument) == (match, Point.END, Instrument.SWEMWBS)
            and not {"OTHER_VERSION", "OUT_OF_WINDOW"} & set(pair.flags)
        ]
        if pairs:
            scores = [round(score * HUNDREDTHS) for score in (pairs[-1].before, pairs[-1].after)]
            rows.append((names.of("person", person), *scores, " ".join(pairs[-1].flags)))
    store.close()
    studied: list[Row] = [
        (each["person"], each["before"], each["after"], each["flags"]) for each in told
    ]

    assert rows
    assert digest_of(rows, []) == digest_of(studied, [])


def test_what_a_page_showed_at_the_end_of_each_week_is_what_a_study_of_definitions_counts(
    data: Path, shards: Path
) -> None:
    """By the definitions held: the view is folded anew as of every week of everybody's support."""
    plan = planned(Kind.DEFINITIONS)
    assert plan.altered is not None
    codes = {each.value for each in plan.altered.indicators}
    told = as_planned(plan, shards)
    store = opened(data)
    (of,) = store.services()
    names = names_of(store)
    look = Looking(store.ledger, KeyringOpener(store.keyring), service=of, now=THEN, true=THEN)
    rows: list[Row] = []
    for each in included(store, names, data):
        match = first_match(look, PersonId(each.partition(":")[2]), ended=False)
        if match is None:
            continue
        events = store.views.opened(LISTING.view, store.ledger.history(each))
        ended = look(PERSONS_MATCHES, each)[match].ended_at
        first, until = local_day(first_session(look, match)), min(ended or THEN, THEN)
        raised, weeks = [], 0
        while (week := end_of(first + (weeks + 1) * flagged.A_WEEK)) <= until:
            weeks += 1
            shown, _service = rows_of(each, events, plan.judged_by, week, week)
            if any(row.match == match and row.code in codes and row.severity for row in shown):
                raised.append(weeks)
        whose = names.of_subject(each).partition(":")[2]
        rows.append((whose, weeks, raised[0] if raised else None, len(raised)))
    store.close()
    studied: list[Row] = [
        (each["person"], each["weeks"], each["held_first"], each["held_weeks"]) for each in told
    ]

    assert any(row[-1] for row in rows)
    assert digest_of(rows, []) == digest_of(studied, [])


def as_planned(plan: Plan, shards: Path) -> list[dict[str, Cell]]:
    """The rows of everybody whom a study counts, as planned, with the names of its columns."""
    question = KINDS_OF_STUDY[plan.kind].question
    asking = Asking(plan.judged_by, THEN, THEN, plan)
    _answer, rows = ask_for_rows(question, shards, SERVICE, asking, engine=Engine.PROCESS)
    found = [dict(zip(question.columns, row, strict=True)) for row in rows]
    return [
        each
        for each in found
        if each["variant"] == Variant.PLANNED.value
        and each["reason"] is None
        and each.get("arm") in {None, changes.SUPPORT}
    ]


def first_match(look: Looking, person: PersonId, *, ended: bool) -> MatchId | None:
    """Of the matches with a session, which have ended if so asked, that which met first."""
    matches = look(PERSONS_MATCHES, subject("person", person))
    met = [
        (first_session(look, each), each)
        for each, match in matches.items()
        if (match.ended_at is not None or not ended)
        and held_in(look(SESSIONS, subject("match", each)))
    ]
    return min(met)[1] if met else None


def first_session(look: Looking, match: MatchId) -> datetime:
    return min(held_in(look(SESSIONS, subject("match", match))))


def opened(data: Path) -> Store:
    return open_store(settings_from({"data": str(data / "data")}), create=False)


def names_of(store: Store) -> Pseudonyms:
    from api.studying import names_of_study

    return names_of_study(store, "engines")


def included(store: Store, names: Pseudonyms, data: Path) -> list[Subject]:
    """Those who are in the extract, by their names in the log."""
    from infrastructure.extracts.shards import told_in

    told = {row.person for each in shards_in(data / "shards") for row in told_in(each)}
    people = store.ledger.subjects("person")
    return [each for each in people if names.of_subject(each).partition(":")[2] in told]


def test_a_worker_process_that_is_killed_changes_nothing_but_the_time(
    shards: Path, alone: dict[str, Answer]
) -> None:
    killed: list[int] = []
    before = set(active_children())

    def kill_one(_done: int, _all: int) -> None:
        if not killed:
            child = next(each for each in active_children() if each not in before)
            assert child.pid is not None
            os.kill(child.pid, signal.SIGKILL)
            child.join()
            killed.append(child.pid)

    found = ask(
        INDICATORS,
        shards,
        SERVICE,
        ASKING,
        engine=Engine.PROCESSES,
        workers=2,
        progress=kill_one,
    )

    assert killed
    assert said(found) == said(alone["indicators"])


@pytest.mark.parametrize("name", EVERY)
def test_a_worker_of_the_cluster_that_is_killed_changes_nothing_but_the_time(
    name: str, shards: Path, alone: dict[str, Answer]
) -> None:
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        pids = [each.process.pid for each in cluster.workers.values()]
        killed: list[int] = []

        def kill_one(_done: int, _all: int) -> None:
            if not killed:
                os.kill(pids[0], signal.SIGKILL)
                killed.append(pids[0])

        found = ask(
            EVERY[name],
            shards,
            SERVICE,
            asking_of(name),
            engine=Engine.DASK,
            address=cluster.scheduler_address,
            progress=kill_one,
        )

    assert killed
    assert said(found) == said(alone[name])


def test_when_workers_are_lost_again_and_again_it_says_so(
    shards: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infrastructure.engines.ask_shard", lost)
    with pytest.raises(WorkersLost):
        ask(COUNTS, shards, SERVICE, ASKING, engine=Engine.PROCESSES, workers=1)


@pytest.mark.parametrize("engine", [Engine.PROCESS, Engine.PROCESSES, Engine.DASK])
def test_progress_is_told_and_whoever_asks_may_stop(
    engine: Engine, shards: Path, cluster: LocalCluster
) -> None:
    address = cluster.scheduler_address if engine is Engine.DASK else None
    wanted = threading.Event()
    seen: list[tuple[int, int]] = []

    def told(done: int, of: int) -> None:
        seen.append((done, of))
        if done == 2:
            wanted.set()

    with pytest.raises(Stopped):
        ask(
            INDICATORS,
            shards,
            SERVICE,
            ASKING,
            engine=engine,
            workers=2,
            address=address,
            progress=told,
            stopped=wanted.is_set,
        )

    assert seen[0] == (1, len(shards_in(shards)))
    assert len(seen) < len(shards_in(shards))
