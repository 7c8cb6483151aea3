"""One function, several places to run it: the answer is the same from every engine."""

import os
import signal
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from multiprocessing import active_children
from pathlib import Path

import pytest
from dask.distributed import LocalCluster

from api.cli import main
from api.store import Store, open_store
from application.evaluation import extract as extracting
from application.evaluation.pseudonyms import Pseudonyms
from application.evaluation.questions import (
    COUNTS,
    INDICATORS,
    QUESTIONS,
    Answer,
    Asking,
    digest_of,
    grouped,
)
from application.evaluation.studied import KINDS
from domain.definitions import DEFAULTS
from domain.folds import as_of, of_subject
from domain.people import ServiceId, Subject, subject
from infrastructure.engines import Engine, Stopped, WorkersLost, ask
from infrastructure.extracts.shards import shards_in
from infrastructure.settings import settings_from
from projections.dependency_indicators import LISTING
from projections.listing import Asked, listed
from tests.infrastructure.losing import lost

pytestmark = pytest.mark.filterwarnings("ignore")  # the cluster's own, of sockets that it closes

THEN = datetime(2026, 11, 1, 23, 59, tzinfo=UTC)
ASKING = Asking(DEFAULTS, THEN, THEN)
SERVICE = ServiceId("of-the-study")


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
        name: ask(each, shards, SERVICE, ASKING, engine=Engine.PROCESS)
        for name, each in QUESTIONS.items()
    }


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    made = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
    yield made
    made.close()


def said(answer: Answer) -> tuple[object, ...]:
    return answer.entries, answer.rows, answer.groups, answer.digest


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("engine", [Engine.PROCESSES, Engine.DUCKDB, Engine.DASK])
def test_every_engine_gives_the_same_digest(
    engine: Engine, name: str, shards: Path, alone: dict[str, Answer], cluster: LocalCluster
) -> None:
    address = cluster.scheduler_address if engine is Engine.DASK else None
    found = ask(QUESTIONS[name], shards, SERVICE, ASKING, engine=engine, workers=2, address=address)

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


def test_a_worker_of_the_cluster_that_is_killed_changes_nothing_but_the_time(
    shards: Path, alone: dict[str, Answer]
) -> None:
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        pids = [each.process.pid for each in cluster.workers.values()]
        killed: list[int] = []

        def kill_one(_done: int, _all: int) -> None:
            if not killed:
                os.kill(pids[0], signal.SIGKILL)
                killed.append(pids[0])

        found = ask(
            INDICATORS,
            shards,
            SERVICE,
            ASKING,
            engine=Engine.DASK,
            address=cluster.scheduler_address,
            progress=kill_one,
        )

    assert killed
    assert said(found) == said(alone["indicators"])


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
