"""Studies: an outcome question beside a script over tables, the indicators, and making an extract.

The extract is of a simulated service, told as often over, each time of other people, as makes a
million entries. A side takes what it takes of one core: seconds are of CPU.
"""

import resource
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv

from api.store import Store, open_store
from application.evaluation.extract import Cut, Extract, Glance
from application.evaluation.pseudonyms import Pseudonyms
from application.evaluation.questions import COUNTS, INDICATORS, Asking
from application.evaluation.studied import select
from benchmarks import lives
from benchmarks.rounds import (
    EVENTS_A_SECOND,
    MICROSECONDS,
    SECONDS,
    Figure,
    Goal,
    TimedSide,
    Took,
    alone,
    compared,
    interleaved,
)
from benchmarks.stage import Stage
from domain.definitions import DEFAULTS
from domain.folds import ALWAYS
from domain.people import ServiceId
from domain.study import ExtractDates, ExtractForm
from infrastructure.bulk_simulation import simulate_in_bulk
from infrastructure.engines import Engine, ask, ask_shard
from infrastructure.extracts.making import Plan, make, people_digest
from infrastructure.extracts.shards import glances_in, shard_name, shards_in
from infrastructure.extracts.tables import write_tables
from infrastructure.settings import Settings

UNTIL = datetime(2026, 3, 31, 15, 20, tzinfo=UTC)
YEARS = 2.0
ENTRIES, QUICKLY = 1_000_000, 150_000
HISTORY = 40
"""Events of each match where the making of an extract is measured."""
TEN_TIMES = 10
A_DAY = 86_400_000_000
EXTRACT = "extract"
ALL = "entries.csv"
FOLD = "one fold over shards"
SCRIPT = "a pandas script over the same entries as CSV"
SCRIPT_OVER_TABLES = "a pandas script over the two tables that it needs"
GROUPED = "DuckDB over the rows that the fold gave"


class DifferentAnswers(Exception):
    """Two sides do not answer the same."""


class Made(NamedTuple):
    """An extract of so many entries, as shards and as tables."""

    shards: list[Path]
    tables: Path
    entries: int


def an_outcome_question_is_asked(stage: Stage) -> Iterator[Figure]:
    """Days from the first referral to the first session: fold, script and database alike."""
    made = _extract(stage, tables=True)
    rows = stage.directory / "rows.parquet"
    found = _first_sessions(made.shards)
    pq.write_table(pa.table({"person": [a for a, _ in found], "days": [b for _, b in found]}), rows)
    expected = sorted(Counter(days for _person, days in found).items())

    def folded() -> None:
        _must_be(Counter(days for _person, days in _first_sessions(made.shards)), expected)

    def scripted() -> None:
        _must_be(_by_script(made.tables), expected)

    def scripted_over_tables() -> None:
        _must_be(_by_script_over_tables(made.tables), expected)

    def grouped() -> None:
        with duckdb.connect(config={"threads": 1}) as db:
            asked = "SELECT days, count(*) FROM read_parquet(?) GROUP BY ALL"
            _must_be(dict(db.execute(asked, [str(rows)]).fetchall()), expected)

    sides = {
        FOLD: _on_cpu(folded, made.entries),
        SCRIPT: _on_cpu(scripted, made.entries),
        SCRIPT_OVER_TABLES: _on_cpu(scripted_over_tables, made.entries),
        GROUPED: _on_cpu(grouped, made.entries),
    }
    timings = interleaved(sides, stage.rounds(12), stage.dice, warm_up=1)
    goals = {(FOLD, SCRIPT): Goal(1.0), (GROUPED, SCRIPT): Goal(4.0)}
    for script in (SCRIPT, SCRIPT_OVER_TABLES):
        for side in (FOLD, GROUPED):
            yield compared(
                timings,
                side,
                script,
                name=side,
                database=EXTRACT,
                unit=EVENTS_A_SECOND,
                goal=goals.get((side, script)),
                note=f"{made.entries:,} entries, seconds of CPU",
            )


def every_life_is_folded(stage: Stage) -> Iterator[Figure]:
    """All indicators of every match, and a bare count of entries."""
    made = _extract(stage)
    asking = Asking(DEFAULTS, UNTIL)

    def asked(name: str) -> Callable[[], None]:
        def ask() -> None:
            for each in made.shards:
                ask_shard(name, str(each), str(lives.SERVICE), asking)

        return ask

    sides = {each.name: _on_cpu(asked(each.name), made.entries) for each in (INDICATORS, COUNTS)}
    timings = interleaved(sides, stage.rounds(12), stage.dice, warm_up=1)
    for question, goal in ((INDICATORS, 100_000), (COUNTS, 450_000)):
        yield alone(
            timings,
            question.name,
            name=f"fold: {question.name}",
            database=EXTRACT,
            unit=EVENTS_A_SECOND,
            goal=Goal(goal, absolute=True),
            note=f"{made.entries:,} entries read and decoded, seconds of CPU",
        )


def a_study_grows(stage: Stage) -> Iterator[Figure]:
    """All indicators of ten times as many lives: CPU of an entry, and memory at most."""
    made = _extract(stage)
    more = stage.directory / "ten-times"
    more.mkdir()
    for number in range(TEN_TIMES * len(made.shards)):
        (more / shard_name(number)).hardlink_to(made.shards[number % len(made.shards)])
    peaks: list[float] = []

    def asked(folder: Path, entries: int) -> TimedSide:
        def side() -> Took:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone_there:
                seconds, peak = alone_there.submit(_asked_alone, str(folder)).result()
            peaks.append(peak)
            return Took(entries, seconds)

        return side

    few, many = f"{made.entries:,} entries", f"{TEN_TIMES * made.entries:,} entries"
    sides = {
        few: asked(made.shards[0].parent, made.entries),
        many: asked(more, TEN_TIMES * made.entries),
    }
    timings = interleaved(sides, 3, stage.dice, warm_up=0)
    yield compared(
        timings,
        many,
        few,
        name=f"a study of {many}",
        database=EXTRACT,
        unit=MICROSECONDS,
        goal=Goal(1.25, at_most=True),
        as_times=True,
        note=f"seconds of CPU; at most {max(peaks):,.2f} GB of memory",
    )


def an_extract_is_made(stage: Stage) -> Iterator[Figure]:
    """From the log to the shards of a study, with exact dates."""
    folder = stage.directory / "to-be-studied"
    events = QUICKLY if stage.quick else ENTRIES
    with closing(_store(folder)) as store:
        lives.fill(store.recorder, store.keyring, lives.lives_for(events, HISTORY), HISTORY)
        events = store.ledger.head().position
        made: list[Path] = []

        def once() -> None:
            made.append(_shards(store, lives.SERVICE, stage.directory / f"made-{len(made)}"))

        sides = {"export": _on_cpu(once, 1)}
        timings = interleaved(sides, 3, stage.dice, warm_up=0)
    yield alone(
        timings,
        "export",
        name=f"an extract of {events:,} events",
        database="SQLite",
        unit=SECONDS,
        goal=Goal(20 * events / 1_000_000, at_most=True, absolute=True),
        note="20 s a million; seconds of CPU",
    )


def _extract(stage: Stage, *, tables: bool = False) -> Made:
    """The extract of one simulated service, told over and over of other people."""
    copies = stage.directory / "copies"
    if not copies.exists():
        copies.mkdir()
        _tell_over_and_over(_one_service(stage), copies, QUICKLY if stage.quick else ENTRIES)
    shards = shards_in(copies)
    if tables:
        write_tables(shards, copies, "benchmark")
        csv.write_csv(pa.concat_tables(map(pq.read_table, shards)), copies / ALL)
    return Made(shards, copies, sum(pq.read_metadata(each).num_rows for each in shards))


def _one_service(stage: Stage) -> Path:
    with closing(_store(stage.directory / "simulated")) as store:
        simulate_in_bulk(store.ledger, store.keyring, services=1, years=YEARS, seed=7, until=UNTIL)
        service = ServiceId(store.ledger.subjects("service")[0].partition(":")[2])
        (told,) = shards_in(_shards(store, service, stage.directory / "once"))
    return told


def _tell_over_and_over(told: Path, folder: Path, entries: int) -> None:
    table = pq.read_table(told)
    for number in range(-(-entries // table.num_rows)):
        others = pc.binary_join_element_wise(table["person"], f"{number:04}", "-")
        pq.write_table(
            table.set_column(0, table.schema.field(0), others), folder / shard_name(number)
        )


def _shards(store: Store, service: ServiceId, out: Path) -> Path:
    known = store.ledger.head().position
    selection = select(store.ledger, service, known, UNTIL, ())
    names = Pseudonyms(b"a key of this benchmark".ljust(32))
    cut = Cut(known, ALWAYS)
    extract = Extract(
        store.ledger, store.views.reader, names, selection, service=service, cut=cut, shifted=False
    )
    plan = Plan(
        study="benchmark",
        service=extract.service,
        form=ExtractForm.PARQUET,
        dates=ExtractDates.EXACT,
        position=known,
        root=store.ledger.root_at(known),
        known_at=None,
        true_at=None,
        definitions={},
        shards=extract.shards,
        flow=selection.flow,
        people=people_digest(selection),
    )
    return make(extract, plan, out, lambda _done, _all: None).folder


def _store(folder: Path) -> Store:
    folder.mkdir()
    return open_store(Settings(data=str(folder)), create=True)


def _on_cpu(ask: Callable[[], None], units: int) -> TimedSide:
    def side() -> Took:
        begun = time.process_time()
        ask()
        return Took(units, time.process_time() - begun)

    return side


def _asked_alone(folder: str) -> tuple[float, float]:
    """CPU seconds of a question in a process of its own, and its memory at most (GB)."""
    begun = time.process_time()
    asking = Asking(DEFAULTS, UNTIL)
    ask(INDICATORS, Path(folder), lives.SERVICE, asking, engine=Engine.PROCESS)
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return time.process_time() - begun, kilobytes / 1_000_000


def _first_sessions(shards: Iterable[Path]) -> list[tuple[str, int]]:
    return [row for shard in shards for each in glances_in(shard) for row in _waited(each)]


def _waited(glance: Glance) -> Iterator[tuple[str, int]]:
    if {"ReferralReceived", "SessionHeld"} <= set(glance.names):
        first, session = map(glance.names.index, ("ReferralReceived", "SessionHeld"))
        yield glance.person, glance.moments[session] // A_DAY - glance.moments[first] // A_DAY


def _by_script(folder: Path) -> dict[int, int]:
    """The same, as somebody would write it who was given all entries in one table."""
    told = pd.read_csv(folder / ALL, usecols=["person", "name", "at"])
    referrals = told[told["name"] == "ReferralReceived"]
    return _days_between(referrals, told[told["name"] == "SessionHeld"])


def _by_script_over_tables(folder: Path) -> dict[int, int]:
    """The same from the tables of an extract, of which it needs two."""
    return _days_between(
        pd.read_csv(folder / "ReferralReceived.csv", usecols=["person", "at"]),
        pd.read_csv(folder / "SessionHeld.csv", usecols=["person", "at"]),
    )


def _days_between(referrals: pd.DataFrame, sessions: pd.DataFrame) -> dict[int, int]:
    first, session = (
        pd.to_datetime(each["at"], format="ISO8601").groupby(each["person"]).min().dt.floor("D")
        for each in (referrals, sessions)
    )
    days = (session - first).dropna().dt.days
    return {int(each): int(often) for each, often in days.value_counts().items()}


def _must_be(groups: Counter[int] | dict[int, int], expected: list[tuple[int, int]]) -> None:
    if sorted(groups.items()) != expected:
        raise DifferentAnswers("fold, script and database do not count the same")


MEASURES = (
    an_outcome_question_is_asked,
    every_life_is_folded,
    a_study_grows,
    an_extract_is_made,
)
