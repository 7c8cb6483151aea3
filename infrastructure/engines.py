"""Engines that ask a question of every life in an extract: one process, several, a cluster.

What runs is one function over one shard; what differs is where. Shards are independent, so one
whose worker was lost is simply asked again, and the answer is the same but for the time. DuckDB
groups the rows that the fold gave; it never sees an entry.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from enum import StrEnum
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from application.evaluation.questions import (
    QUESTIONS,
    Answer,
    Asking,
    Question,
    Row,
    digest_of,
    grouped,
    sortable,
)
from application.evaluation.studies import STUDIES
from domain.people import ServiceId
from infrastructure.extracts.shards import glances_in, lives_in, shards_in

TRIES = 4
"""How often the workers may be lost before it is no accident any more."""

LOOK_EVERY = 0.2
"""Seconds after which it is asked whether somebody wants to stop."""

Progress = Callable[[int, int], None]
Job = tuple[str, str, str, Asking]


class Engine(StrEnum):
    """Where a question is asked."""

    PROCESS = "process"
    PROCESSES = "processes"
    DASK = "dask"
    DUCKDB = "duckdb"


class Stopped(Exception):
    """Whoever asked wants no answer any more."""


class WorkersLost(Exception):
    """Workers went away again and again (look why, or use fewer with less to do at once)."""


class Part(NamedTuple):
    """What one shard gave."""

    rows: list[Row]
    entries: int


def ask_shard(name: str, shard: str, service: str, asking: Asking) -> Part:
    """Ask a question of everybody in a shard. It is what every worker runs."""
    question = QUESTIONS.get(name) or STUDIES[name]
    rows: list[Row] = []
    entries = 0
    if question.glancing is not None:
        for glance in glances_in(Path(shard)):
            entries += len(glance.names)
            rows += question.glancing(glance, asking)
    if question.rows is not None:
        for life in lives_in(Path(shard), ServiceId(service), question.hears):
            entries += len(life.entries)
            rows += question.rows(life, asking)
    return Part(rows, entries)


def ask(
    question: Question,
    folder: Path,
    service: ServiceId,
    asking: Asking,
    *,
    engine: Engine,
    workers: int = 0,
    address: str | None = None,
    progress: Progress = lambda _done, _all: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Answer:
    """Ask a question of everybody in an extract with exact dates.

    ``workers`` is how many processes there are, one for each core if nothing is said; ``address``
    that of a Dask scheduler, a cluster of this machine's own if there is none. Raises `Stopped`
    soon after ``stopped`` says so, and `WorkersLost`.
    """
    return ask_for_rows(
        question,
        folder,
        service,
        asking,
        engine=engine,
        workers=workers,
        address=address,
        progress=progress,
        stopped=stopped,
    )[0]


def ask_for_rows(
    question: Question,
    folder: Path,
    service: ServiceId,
    asking: Asking,
    *,
    engine: Engine,
    workers: int = 0,
    address: str | None = None,
    progress: Progress = lambda _done, _all: None,
    stopped: Callable[[], bool] = lambda: False,
) -> tuple[Answer, list[Row]]:
    """The same as `ask`, with the rows in order: for whoever calculates on."""
    shards = [str(each) for each in shards_in(folder)]
    jobs = [(question.name, each, str(service), asking) for each in shards]
    count = workers or os.cpu_count() or 1
    parts: Iterator[Part]
    match engine:
        case Engine.PROCESS | Engine.DUCKDB:
            parts = (ask_shard(*job) for job in jobs)
        case Engine.PROCESSES:
            parts = _in_processes(jobs, count, stopped)
        case Engine.DASK:
            parts = _on_dask(jobs, count, address, stopped)
    rows: list[Row] = []
    entries = 0
    for done, part in enumerate(parts, start=1):
        rows += part.rows
        entries += part.entries
        progress(done, len(jobs))
        if stopped():
            raise Stopped
    groups = (
        _grouped_by_duckdb(question, rows) if engine is Engine.DUCKDB else grouped(question, rows)
    )
    digest = digest_of(rows, groups)
    answer = Answer(question.name, engine.value, entries, len(rows), groups, digest)
    return answer, sorted(rows, key=sortable)


def _in_processes(jobs: Sequence[Job], workers: int, stopped: Callable[[], bool]) -> Iterator[Part]:
    """Processes of this machine. Those that are lost are replaced, and their shards asked again."""
    left = dict(enumerate(jobs))
    for _try in range(TRIES):
        pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
        try:
            waiting = {pool.submit(ask_shard, *job): number for number, job in left.items()}
            with suppress(BrokenProcessPool):
                for future in _done(waiting, stopped):
                    part = future.result()
                    del left[waiting[future]]
                    yield part
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
        if not left:
            return
    raise WorkersLost(f"{len(left)} of {len(jobs)} shards were left when workers kept being lost")


def _done(waiting: dict[Future[Part], int], stopped: Callable[[], bool]) -> Iterator[Future[Part]]:
    """Each as it is done; what nobody wants any more is looked for in between."""
    pending = set(waiting)
    while pending:
        done, pending = wait(pending, timeout=LOOK_EVERY, return_when=FIRST_COMPLETED)
        yield from done
        if stopped():
            raise Stopped


def _on_dask(
    jobs: Sequence[Job], workers: int, address: str | None, stopped: Callable[[], bool]
) -> Iterator[Part]:
    """A cluster, by the address of its scheduler; it asks a lost worker's shards of another."""
    from dask.distributed import Client, LocalCluster, as_completed

    cluster: Any = None
    if address is None:
        cluster = LocalCluster(
            n_workers=workers, threads_per_worker=1, dashboard_address=None, processes=True
        )
    client: Any = Client(address or cluster)
    try:
        futures = [client.submit(ask_shard, *job, pure=False, retries=TRIES) for job in jobs]
        for _future, part in as_completed(futures, with_results=True):
            yield Part(*part)
            if stopped():
                client.cancel(futures)
                raise Stopped
    finally:
        client.close()
        if cluster is not None:
            cluster.close()


def _grouped_by_duckdb(question: Question, rows: Sequence[Row]) -> list[tuple[Row, int]]:
    """The same groups, counted by a database over the rows that the fold gave."""
    import duckdb
    import pyarrow as pa

    columns = list(zip(*rows, strict=True)) if rows else [() for _ in question.columns]
    emitted = pa.table(dict(zip(question.columns, map(list, columns), strict=True)))
    by = ", ".join(f'"{each}"' for each in question.by)
    with duckdb.connect() as db:
        db.register("emitted", emitted)
        found = db.execute(f"SELECT {by}, count(*) FROM emitted GROUP BY ALL").fetchall()  # noqa: S608 - ours
    groups = [(tuple(row[:-1]), int(row[-1])) for row in found]
    return sorted(groups, key=lambda each: sortable(each[0]))
