"""Appending on SQLite: the whole path beside inserting the same rows with the same durability."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import cycle

from benchmarks.commands import record_session_as_served
from benchmarks.raw_sqlite import (
    INSERT,
    LeaderAndFollowers,
    WriterThread,
    connected,
    insert_batch,
    values_of,
)
from benchmarks.rounds import Figure, Goal, interleaved
from benchmarks.stage import SQLITE, Stage
from benchmarks.writing import (
    AS_SERVED,
    COLD,
    EIGHT_WRITERS_ROUND,
    MANY,
    NAMES,
    WHOLE_PATH,
    WRITERS,
    Writing,
    figures,
    repeated,
    together,
)

RAW = "INSERT + COMMIT"
GROUP = "raw group commit by a writer thread"
FASTEST_GROUP = "raw group commit by leader and followers"
BATCHES = "one thread, batches of eight"


def one_writer_appends_to_sqlite(stage: Stage) -> Iterator[Figure]:
    """One writer, beside INSERT and COMMIT of the same rows."""
    with (
        stage.stand(SQLITE) as stand,
        stage.stand(SQLITE) as another,
        closing(connected(stand.file.with_name("raw.db"))) as raw,
    ):
        writing = Writing(stand)
        values = cycle(map(values_of, writing.rows))
        sides = {
            WHOLE_PATH: writing.one_writer(),
            AS_SERVED: writing.one_writer(record_session_as_served),
            COLD: Writing(another).one_cold_writer(),
            RAW: repeated(lambda: raw.execute(INSERT, next(values))),
        }
        timings = interleaved(sides, stage.rounds(60), stage.dice)
        goals = {(WHOLE_PATH, RAW): Goal(0.50)}
        yield from figures(timings, SQLITE, NAMES, goals, writing.note)


def one_writer_appends_to_long_histories_on_sqlite(stage: Stage) -> Iterator[Figure]:
    """The same, where each of the three histories has 150 events."""
    with stage.stand(SQLITE) as stand, closing(connected(stand.file.with_name("raw.db"))) as raw:
        writing = Writing(stand, MANY)
        values = cycle(map(values_of, writing.rows))
        sides = {
            WHOLE_PATH: writing.one_writer(),
            RAW: repeated(lambda: raw.execute(INSERT, next(values))),
        }
        timings = interleaved(sides, stage.rounds(20), stage.dice)
        names = {WHOLE_PATH: "append, one writer, histories of 150 events"}
        yield from figures(timings, SQLITE, names, {}, writing.note)


def eight_writers_append_to_sqlite(stage: Stage) -> Iterator[Figure]:
    """Eight writers, beside eight whose rows are inserted and committed together."""
    with (
        stage.stand(SQLITE) as stand,
        closing(connected(stand.file.with_name("raw.db"))) as raw,
        closing(connected(stand.file.with_name("raw_led.db"))) as raw_led,
        closing(connected(stand.file.with_name("batches.db"))) as batches,
        closing(WriterThread(raw)) as thread,
        ThreadPoolExecutor(WRITERS) as pool,
    ):
        writing = Writing(stand)
        rows = [values_of(row) for row in writing.rows]
        led, values = LeaderAndFollowers(raw_led), cycle(rows)

        def batches_of_eight() -> int:
            for _ in range(EIGHT_WRITERS_ROUND):
                insert_batch(batches, rows[:WRITERS])
            return EIGHT_WRITERS_ROUND * WRITERS

        sides = {
            WHOLE_PATH: writing.eight_writers(pool),
            GROUP: together(pool, [lambda: thread.insert(next(values))] * WRITERS),
            FASTEST_GROUP: together(pool, [lambda: led.insert(next(values))] * WRITERS),
            BATCHES: batches_of_eight,
        }
        timings = interleaved(sides, stage.rounds(40), stage.dice)
        names = {WHOLE_PATH: "append, eight writers"}
        goals = {(WHOLE_PATH, GROUP): Goal(0.50), (WHOLE_PATH, FASTEST_GROUP): Goal(0.50)}
        yield from figures(timings, SQLITE, names, goals, writing.note)


MEASURES = (
    one_writer_appends_to_sqlite,
    eight_writers_append_to_sqlite,
    one_writer_appends_to_long_histories_on_sqlite,
)
