"""Appending on PostgreSQL: the whole path beside raw inserts and beside the library's recorders."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

from benchmarks.commands import record_session_as_served
from benchmarks.raw_postgresql import (
    Connection,
    connected,
    inserts,
    inserts_by_libpq,
    library,
    library_appends,
    library_appends_under_condition,
)
from benchmarks.rounds import Figure, Goal, interleaved
from benchmarks.stage import POSTGRESQL, Stage
from benchmarks.writing import (
    AS_SERVED,
    COLD,
    MANY,
    NAMES,
    WHOLE_PATH,
    WRITERS,
    Writing,
    figures,
    repeated,
    together,
)

RAW = "prepared INSERT"
RAW_LIBPQ = "prepared INSERT by libpq alone"
EIGHT = "eight connections"
EIGHT_LIBPQ = "eight connections by libpq alone"
DEFAULT = "the library's default recorder"
DCB = "the library's DCB recorder"


def one_writer_appends_to_postgresql(stage: Stage) -> Iterator[Figure]:
    """One writer, beside a prepared INSERT of the same rows."""
    with (
        stage.stand(POSTGRESQL) as stand,
        stage.stand(POSTGRESQL) as another,
        ExitStack() as open_things,
    ):
        writing = Writing(stand)
        raw, libpq = (_connection(stage, stand.schema, open_things) for _ in range(2))
        sides = {
            WHOLE_PATH: writing.one_writer(),
            AS_SERVED: writing.one_writer(record_session_as_served),
            COLD: Writing(another).one_cold_writer(),
            RAW: repeated(inserts(raw, writing.rows)),
            RAW_LIBPQ: repeated(inserts_by_libpq(libpq, writing.rows)),
        }
        timings = interleaved(sides, stage.rounds(60), stage.dice, stage.server_cpu(POSTGRESQL))
        goals = {(WHOLE_PATH, RAW): Goal(0.50)}
        yield from figures(timings, POSTGRESQL, NAMES, goals, writing.note)


def one_writer_appends_to_long_histories_on_postgresql(stage: Stage) -> Iterator[Figure]:
    """The same, where each of the three histories has 150 events."""
    with stage.stand(POSTGRESQL) as stand, ExitStack() as open_things:
        writing = Writing(stand, MANY)
        raw = _connection(stage, stand.schema, open_things)
        sides = {
            WHOLE_PATH: writing.one_writer(),
            RAW: repeated(inserts(raw, writing.rows)),
        }
        timings = interleaved(sides, stage.rounds(20), stage.dice, stage.server_cpu(POSTGRESQL))
        names = {WHOLE_PATH: "append, one writer, histories of 150 events"}
        yield from figures(timings, POSTGRESQL, names, {}, writing.note)


def eight_writers_append_to_postgresql(stage: Stage) -> Iterator[Figure]:
    """Eight writers, beside eight raw connections and the library's two recorders."""
    with stage.stand(POSTGRESQL) as stand, ExitStack() as open_things:
        writing = Writing(stand)
        pool = open_things.enter_context(ThreadPoolExecutor(WRITERS))
        datastore = open_things.enter_context(library(stage.url, WRITERS))
        raw = [_connection(stage, stand.schema, open_things) for _ in range(WRITERS)]
        libpq = [_connection(stage, stand.schema, open_things) for _ in range(WRITERS)]
        default = library_appends(datastore, writing.rows)
        dcb = library_appends_under_condition(datastore, writing.rows)
        sides = {
            WHOLE_PATH: writing.eight_writers(pool),
            EIGHT: together(pool, [inserts(each, writing.rows) for each in raw]),
            EIGHT_LIBPQ: together(pool, [inserts_by_libpq(each, writing.rows) for each in libpq]),
            DEFAULT: together(pool, [default] * WRITERS),
            DCB: together(pool, [dcb] * WRITERS),
        }
        timings = interleaved(sides, stage.rounds(40), stage.dice, stage.server_cpu(POSTGRESQL))
        names = {WHOLE_PATH: "append, eight writers"}
        goals = {(WHOLE_PATH, EIGHT): Goal(0.60), (WHOLE_PATH, DEFAULT): Goal(4.0)}
        yield from figures(timings, POSTGRESQL, names, goals, writing.note)


def _connection(stage: Stage, schema: str, open_things: ExitStack) -> Connection:
    return open_things.enter_context(closing(connected(stage.url, schema)))


MEASURES = (
    one_writer_appends_to_postgresql,
    eight_writers_append_to_postgresql,
    one_writer_appends_to_long_histories_on_postgresql,
)
