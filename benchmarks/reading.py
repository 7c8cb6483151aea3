"""From the log to typed events: all of it, and one history at a time."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import lives
from benchmarks.lives import life
from benchmarks.rounds import (
    EVENTS_A_SECOND,
    MICROSECONDS,
    Figure,
    Goal,
    Side,
    compared,
    interleaved,
)
from benchmarks.stage import DATABASES, POSTGRESQL, SQLITE, Stage, Stand
from domain.folds import as_of, fold
from domain.match import MATCH, Match
from domain.people import subject
from infrastructure.codec import decode, decoder_of
from infrastructure.recorders import Columns

SIZES = (10_000, 100_000, 1_000_000)
HISTORY = 100
"""Events of each match."""
RAW_PAGE = 500
HISTORIES_A_ROUND = 20
COLUMNS = "position, name, recorded_at, tags, data"


def the_log_is_read_into_typed_events(stage: Stage) -> Iterator[Figure]:
    """The whole log, beside raw rows decoded into the same Structs; flat as it grows."""
    sizes = SIZES[:-1] if stage.quick else SIZES
    for database in DATABASES:
        with ExitStack() as stack:
            stands = {size: _filled(stage, database, size, stack) for size in sizes}
            goal = Goal(0.90 if database == SQLITE else 0.80)
            for size, stand in stands.items():
                raw = raw_sqlite(stand.file) if database == SQLITE else raw_copy(stage.url, stand)
                sides = {"product": _whole_log(stand), RAW[database]: raw}
                rounds = stage.rounds(20 if size < SIZES[-1] else 5)
                cpu = stage.server_cpu(database)
                timings = interleaved(sides, rounds, stage.dice, cpu, warm_up=1)
                yield compared(
                    timings,
                    "product",
                    RAW[database],
                    name=f"read a log of {size:,} events",
                    database=database,
                    unit=EVENTS_A_SECOND,
                    goal=goal,
                    note=_average_size(stand),
                )
            yield from _flatness(stage, database, stands)


def a_history_of_a_hundred_events_is_loaded(stage: Stage) -> Iterator[Figure]:
    """One history and what it adds up to, beside select, decode and fold."""
    for database in DATABASES:
        with ExitStack() as stack:
            stand = _filled(stage, database, SIZES[0], stack)
            people = SIZES[0] // (HISTORY + lives.BESIDE_THE_MATCH)
            tags = [subject("match", life(number).match) for number in range(people)]
            turn, raw_turn = cycle(tags), cycle(tags)
            if database == SQLITE:
                fetch = _history_from_sqlite(stand, stack)
            else:
                fetch = _history_from_postgresql(stage, stand, stack)

            def product(stand: Stand = stand, turn: Iterator[Any] = turn) -> Match:
                return fold(MATCH, as_of(stand.log.history(next(turn))))

            def raw(fetch: Fetch = fetch, turn: Iterator[Any] = raw_turn) -> Match:
                return fold(MATCH, [decode(row) for row in fetch(next(turn))])

            timings = interleaved(
                {"product": _several(product), "select, decode and fold": _several(raw)},
                stage.rounds(40),
                stage.dice,
                stage.server_cpu(database),
            )
            yield compared(
                timings,
                "product",
                "select, decode and fold",
                name=f"load a history of {HISTORY} events",
                database=database,
                unit=MICROSECONDS,
                goal=Goal(1.5, at_most=True),
                as_times=True,
            )


MEASURES = (the_log_is_read_into_typed_events, a_history_of_a_hundred_events_is_loaded)

RAW = {SQLITE: "rows + msgspec", POSTGRESQL: "COPY + msgspec"}
Fetch = Callable[[str], list[Columns]]


def raw_sqlite(file: Path) -> Side:
    """A side: every row of the same file, its data decoded into the same Struct."""

    def side() -> int:
        count = 0
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            rows = connection.execute(f"SELECT {COLUMNS} FROM events ORDER BY position")
            while page := list(map(_raw_event, islice(rows, RAW_PAGE))):
                count += len(page)
        return count

    return side


def raw_copy(url: str, stand: Stand) -> Side:
    """A side: COPY of every row in binary, its data decoded into the same Struct."""

    def side() -> int:
        count = 0
        statement = (
            f"COPY (SELECT {COLUMNS} FROM {stand.schema}.events ORDER BY position)"
            " TO STDOUT (FORMAT BINARY)"
        )
        with (
            psycopg.connect(url) as connection,
            connection.cursor().copy(statement.encode()) as copy,
        ):
            copy.set_types(["int8", "text", "int8", "text", "bytea"])
            rows = copy.rows()
            while page := list(map(_raw_event, islice(rows, RAW_PAGE))):
                count += len(page)
        return count

    return side


def _raw_event(row: tuple[Any, ...]) -> tuple[Any, ...]:
    position, name, recorded_at, tags, data = row
    return position, recorded_at, tags, decoder_of(name)(data)


def _whole_log(stand: Stand) -> Side:
    return lambda: sum(len(page) for page in stand.log.read())


def _flatness(stage: Stage, database: str, stands: dict[int, Stand]) -> Iterator[Figure]:
    names = {size: f"the log of {size:,}" for size in stands}
    sides = {names[size]: _whole_log(stand) for size, stand in stands.items()}
    smallest = min(stands)
    sides[names[smallest]] = _ten_times(_whole_log(stands[smallest]))
    cpu = stage.server_cpu(database)
    timings = interleaved(sides, stage.rounds(8), stage.dice, cpu, warm_up=1)
    for size in stands:
        if size != smallest:
            yield compared(
                timings,
                names[size],
                names[smallest],
                name=f"read a log of {size:,} events, beside a short one",
                database=database,
                unit=EVENTS_A_SECOND,
                goal=Goal(0.90),
            )


def _ten_times(side: Side) -> Side:
    return lambda: sum(side() for _ in range(10))


def _several(load: Callable[[], object]) -> Side:
    def side() -> int:
        for _ in range(HISTORIES_A_ROUND):
            load()
        return HISTORIES_A_ROUND

    return side


def _filled(stage: Stage, database: str, events: int, stack: ExitStack) -> Stand:
    stand = stack.enter_context(stage.stand(database))
    people = lives.lives_for(events, HISTORY)
    lives.fill(stand.recorder, stand.keyring, people, HISTORY, most=events)
    return stand


def _average_size(stand: Stand) -> str:
    sizes = [lives.stored_bytes(row) for row in next(stand.recorder.pages())]
    return f"events of {sum(sizes) // len(sizes)} bytes on average"


def _history_from_sqlite(stand: Stand, stack: ExitStack) -> Fetch:
    """The same events in the form that answers fastest: by subject, in one index."""
    connection = stack.enter_context(closing(sqlite3.connect(stand.file.with_name("raw.db"))))
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(
        "CREATE TABLE raw (position INTEGER PRIMARY KEY, name TEXT, recorded_at INTEGER,"
        " tags TEXT, data BLOB, subject TEXT)"
    )
    rows = (row for page in stand.recorder.pages() for row in page)
    connection.executemany(
        "INSERT INTO raw VALUES (?, ?, ?, ?, ?, ?)", ((*row, _match_of(row.tags)) for row in rows)
    )
    connection.execute("CREATE INDEX by_subject ON raw (subject, position)")
    connection.commit()
    statement = f"SELECT {COLUMNS} FROM raw WHERE subject = ? ORDER BY position"
    return lambda tag: connection.execute(statement, (tag,)).fetchall()


def _history_from_postgresql(stage: Stage, stand: Stand, stack: ExitStack) -> Fetch:
    connection = stack.enter_context(closing(psycopg.connect(stage.url, autocommit=True)))
    connection.execute(f"SET search_path TO {stand.schema}".encode())
    connection.execute(
        "CREATE TABLE raw AS SELECT *,"
        " (SELECT word FROM unnest(string_to_array(tags, ' ')) AS word WHERE word LIKE 'match:%')"
        " AS subject FROM events"
    )
    connection.execute("CREATE INDEX by_subject ON raw (subject, position)")
    connection.execute("ANALYZE raw")
    statement = f"SELECT {COLUMNS} FROM raw WHERE subject = %s ORDER BY position".encode()
    cursor = connection.cursor(binary=True)
    return partial(_fetched, cursor, statement)


def _fetched(cursor: psycopg.Cursor[Any], statement: bytes, tag: str) -> list[tuple[Any, ...]]:
    return cursor.execute(statement, (tag,), prepare=True).fetchall()


def _match_of(tags: str) -> str | None:
    return next((tag for tag in tags.split(" ") if tag.startswith("match:")), None)
