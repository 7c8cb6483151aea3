"""The log on PostgreSQL: one function call, and so one round trip, for each batch.

The head row is locked by whoever appends, so positions have no gaps and a reader who pages by
position never misses one. The tree grows inside the function.
"""

import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain
from typing import Any, Self, TypeVar

import psycopg
from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBReadResponse
from eventsourcing.persistence import IntegrityError
from psycopg import pq, sql
from psycopg.errors import error_from_result

from infrastructure import tree
from infrastructure.recorders import (
    CommandRow,
    Committed,
    Conflicted,
    EventRecorder,
    Head,
    Outcome,
    Repeated,
    Reused,
    Row,
    StoreBusy,
    StoreFailed,
    Submission,
)
from infrastructure.recorders.queries import (
    HeadSubscription,
    Response,
    entries_of,
    in_order,
    matching,
    next_after,
    sequenced,
)
from infrastructure.recorders.recent import words
from infrastructure.recorders.schema import APPEND, TABLES, VERSION

PAGE = 1000
"""Rows to a page: a round trip is paid for each."""

_COLUMNS = "position, name, recorded_at, tags, data"
_LAST = 2**63 - 1
_as_row = partial(tuple.__new__, Row)
_Connection = psycopg.Connection[tuple[Any, ...]]
T = TypeVar("T")

_BOOL, _BYTEA, _INT8, _INT4, _TEXT = 16, 17, 20, 23, 25
_ARRAYS = {_BOOL: 1000, _BYTEA: 1001, _INT8: 1016, _INT4: 1007, _TEXT: 1009}
_PARAMETERS = (*(_TEXT, _BYTEA, _BOOL, _INT4, _INT4, _TEXT, _TEXT, _INT8, _TEXT, _TEXT, _BYTEA),)
_TYPES = [*(_ARRAYS[element] for element in _PARAMETERS), _INT8, _INT8]
_CALL = f"SELECT append_events({', '.join(f'${n}' for n in range(1, 14))})".encode()
_long = struct.Struct(">q").pack
_int = struct.Struct(">i").pack
_array_head = struct.Struct(">iiiii").pack


class PostgresRecorder(EventRecorder):
    """The log in one schema of a database, created when absent.

    Raises `StoreFailed` if the server cannot be reached or does not keep what it acknowledges,
    `StoreBusy` if others keep the log locked for longer than ``busy_timeout_s`` seconds.
    """

    def __init__(
        self, url: str, *, schema: str = "alongside", busy_timeout_s: float = 10.0
    ) -> None:
        self._url = url
        self._schema = schema
        self._busy_timeout_s = busy_timeout_s
        self._lock = threading.Lock()
        self._idle: list[_Connection] = []
        self._closed = False
        try:
            self._writer = self._open()
        except psycopg.Error as error:
            raise self._failure(error) from error

    def append_batch(
        self, submissions: Sequence[Submission], *, expected_head: int, now: int
    ) -> list[Outcome]:
        parameters = _packed(submissions, expected_head, now)
        with self._lock:
            try:
                return self._call(parameters)
            except psycopg.Error as error:
                if not self._writer.closed:
                    raise self._failure(error) from error
            # The connection is lost, and perhaps only the answer: command ids make it harmless
            # to ask again.
            try:
                self._writer = self._prepared()
                return self._call(parameters)
            except psycopg.Error as error:
                raise self._failure(error) from error

    @contextmanager
    def locked(self) -> Iterator["_Locked"]:
        with self._lock:
            try:
                if self._writer.closed:
                    self._writer = self._prepared()
                with self._writer.transaction():
                    yield _Locked(self, self._writer)
            except psycopg.Error as error:
                raise self._failure(error) from error

    def head(self) -> Head:
        return Head(*self._all("SELECT size, recorded_at, root FROM head", ())[0])

    def history(self, tag: str, after: int = 0, upto: int | None = None) -> list[Row]:
        return self._read(lambda connection: _history(connection, tag, after, upto))

    def pages(self, after: int = 0, upto: int | None = None) -> Iterator[list[Row]]:
        statement = (
            f"SELECT {_COLUMNS} FROM events WHERE position > %s AND position <= %s"
            f" ORDER BY position LIMIT {PAGE}"
        )
        last = _LAST if upto is None else upto
        while page := list(map(_as_row, self._all(statement, (after, last)))):
            yield page
            after = page[-1].position

    def tags_with_prefix(self, prefix: str, upto: int | None = None) -> list[str]:
        # One look-up per tag: the same tag may stand a thousand times in the index.
        statement = """
            WITH RECURSIVE walk(tag) AS (
                SELECT min(tag) FROM tags WHERE tag >= %(start)s AND tag < %(end)s
                UNION ALL
                SELECT (SELECT min(t.tag) FROM tags AS t
                        WHERE t.tag > walk.tag AND t.tag < %(end)s)
                FROM walk WHERE walk.tag IS NOT NULL
            )
            SELECT tag FROM walk WHERE tag IS NOT NULL AND EXISTS (
                SELECT 1 FROM tags WHERE tags.tag = walk.tag AND position <= %(upto)s
            )
        """
        reach = _LAST if upto is None else upto
        values = {"start": prefix, "end": next_after(prefix), "upto": reach}
        return [tag for (tag,) in self._all(statement, values)]

    def touched(self, prefix: str, after: int, upto: int) -> list[str]:
        statement = """
            SELECT DISTINCT tag FROM events, unnest(string_to_array(tags, ' ')) AS tag
            WHERE position > %s AND position <= %s AND starts_with(tag, %s)
        """
        return [tag for (tag,) in self._all(statement, (after, upto, prefix))]

    def position_at(self, recorded_at: int) -> int:
        statement = """
            WITH RECURSIVE search(low, high) AS (
                SELECT 0::bigint, size FROM head
                UNION ALL
                SELECT CASE WHEN early THEN middle ELSE low END,
                       CASE WHEN early THEN high ELSE middle - 1 END
                FROM search, LATERAL (SELECT (low + high + 1) / 2 AS middle) AS m,
                LATERAL (SELECT recorded_at <= %s AS early FROM events
                         WHERE position = middle) AS e
                WHERE low < high
            )
            SELECT low FROM search WHERE low = high
        """
        return int(self._all(statement, (recorded_at,))[0][0])

    def commands(self) -> Iterator[list[CommandRow]]:
        statement = (
            "SELECT command_id, digest, first, last FROM commands"
            f" WHERE command_id > %s ORDER BY command_id LIMIT {PAGE}"
        )
        after = ""
        while page := [CommandRow(*row) for row in self._all(statement, (after,))]:
            yield page
            after = page[-1].command_id

    def hashes(self, level: int, start: int, stop: int) -> list[bytes]:
        """Read the tree, as `infrastructure.tree.Nodes` asks."""
        if level == 0:
            found = self._all(
                "SELECT leaf FROM events WHERE position > %s AND position <= %s ORDER BY position",
                (start, stop),
            )
        else:
            found = self._all(
                "SELECT root FROM tiles WHERE level = %s AND number >= %s AND number < %s"
                " ORDER BY number",
                (level, start, stop),
            )
        return [value for (value,) in found]

    @contextmanager
    def evidence(self) -> Iterator["_Evidence"]:
        try:
            with self._connect() as connection:
                connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                yield _Evidence(connection, self._failure)
        except psycopg.Error as error:
            raise self._failure(error) from error

    def load(
        self, pages: Iterator[list[Row]], commands: Iterator[list[CommandRow]] = iter(())
    ) -> None:
        with self.locked() as held:
            if held.head:
                raise StoreFailed(
                    f"The store holds {held.head} events already; load into an empty one."
                )
            size, at = 0, 0
            frontier: list[bytes] = []
            for page in pages:
                rows = in_order(page, size, at)
                leaves = [
                    tree.leaf_hash(row[0], row[1].encode(), row[2], row[3].encode(), row[4])
                    for row in rows
                ]
                grown = tree.grow(size, frontier, leaves)
                size, frontier, at = grown.size, grown.frontier, rows[-1].recorded_at
                self._copy("events", ((*row, leaf) for row, leaf in zip(rows, leaves, strict=True)))
                self._copy("tags", ((tag, row[0]) for row in rows for tag in words(row[3])))
                self._copy("tiles", grown.tiles)
            for known in commands:
                self._copy("commands", known)
            self._writer.execute(
                "UPDATE head SET size = %s, recorded_at = %s, frontier = %s, root = %s",
                (size, at, frontier, tree.root_of(frontier)),
            )

    def read(
        self, query: DCBQuery | None = None, *, after: int | None = None, limit: int | None = None
    ) -> DCBReadResponse:
        size = self.head().size
        start = after or 0
        if limit is None and not (query and query.items):
            return Response(
                map(sequenced, chain.from_iterable(self.pages(start, size))), size or None
            )
        found, values = matching(query, start, size, "%s")
        rows = self._all(
            f"SELECT {_COLUMNS} FROM events WHERE position IN ({found}) ORDER BY position LIMIT %s",
            (*values, limit),
        )
        events = [sequenced(row) for row in map(_as_row, rows)]
        if limit is None:
            return Response(iter(events), size or None)
        return Response(iter(events), events[-1].position if events else None)

    def append(
        self, events: Sequence[DCBEvent], condition: DCBAppendCondition | None = None
    ) -> int:
        entries = tuple(entries_of(events))
        with self.locked() as held:
            if condition is not None:
                found, values = matching(
                    condition.fail_if_events_match, condition.after or 0, _LAST, "%s"
                )
                answer = self._writer.execute(f"SELECT EXISTS ({found})".encode(), values)
                if (answer.fetchone() or (False,))[0]:
                    raise IntegrityError(condition)
            nameless = Submission("", b"", (), entries)
            held.append(nameless, time.time_ns() // 1000)
            return held.head

    def subscribe(
        self, query: DCBQuery | None = None, *, after: int | None = None
    ) -> HeadSubscription[Self]:
        return HeadSubscription(self, query, after)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            while self._idle:
                self._idle.pop().close()
            self._writer.close()

    def _open(self) -> _Connection:
        connection = self._connect()
        with connection.transaction():
            # Several processes may start at once; creating a schema twice is a race.
            connection.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (self._schema,)
            )
            connection.execute(
                sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(self._schema))
            )
            connection.execute(TABLES.encode())
            (version,) = connection.execute("SELECT version FROM layout").fetchone() or (0,)
            if version != VERSION:
                raise StoreFailed(
                    f"The schema {self._schema} has layout {version}, and this program reads layout"
                    f" {VERSION}. Use the program that wrote it."
                )
            connection.execute(APPEND.encode())
        connection.close()
        return self._prepared()

    def _connect(self) -> _Connection:
        connection = psycopg.connect(self._url, autocommit=True, client_encoding="UTF8")
        connection.execute(
            sql.SQL("SET search_path TO {}, pg_catalog").format(sql.Identifier(self._schema))
        )
        connection.prepare_threshold = 1
        return connection

    def _prepared(self) -> _Connection:
        """A connection that appends: durable, impatient, and planned for a log that has grown."""
        writer = self._connect()
        # The library forgets every prepared statement after a rollback, ours included.
        writer.prepare_threshold = None
        writer.execute(f"SET lock_timeout = {int(self._busy_timeout_s * 1000)}".encode())
        writer.execute("SET plan_cache_mode = force_generic_plan")
        writer.execute("SET enable_seqscan = off")
        writer.execute("SET jit = off")
        if _setting(writer, "synchronous_commit") != "remote_apply":
            writer.execute("SET synchronous_commit = on")
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            value = _setting(writer, name)
            if value not in ("on", "remote_apply"):
                raise StoreFailed(
                    f"The database cannot promise to keep what it acknowledges ({name} is"
                    f" {value}). Set it to on, or use another server."
                )
        result = writer.pgconn.prepare(b"append", _CALL, _TYPES)
        if result.status != pq.ExecStatus.COMMAND_OK:
            raise error_from_result(result)
        return writer

    def _call(self, parameters: list[bytes]) -> list[Outcome]:
        result = self._writer.pgconn.exec_prepared(
            b"append", parameters, [pq.Format.BINARY] * len(parameters), pq.Format.BINARY
        )
        if result.status != pq.ExecStatus.TUPLES_OK:
            raise error_from_result(result)
        return _outcomes(result.get_value(0, 0) or b"")

    def _copy(self, table: str, rows: Iterator[tuple[object, ...]] | Sequence[Any]) -> None:
        with self._writer.cursor().copy(f"COPY {table} FROM STDIN".encode()) as copy:
            for row in rows:
                copy.write_row(row)

    def _all(self, statement: str, values: Any) -> list[tuple[Any, ...]]:
        def ask(connection: _Connection) -> list[tuple[Any, ...]]:
            cursor = connection.cursor(binary=True)
            return cursor.execute(statement.encode(), values).fetchall()

        return self._read(ask)

    def _read(self, ask: Callable[[_Connection], T]) -> T:
        """Ask on an idle connection; once more on a new one if it turns out to be dead."""
        try:
            while True:
                fresh = not self._idle
                try:
                    connection = self._connect() if fresh else self._idle.pop()
                except IndexError:
                    continue
                try:
                    answer = ask(connection)
                except psycopg.OperationalError:
                    if fresh or not connection.closed:
                        connection.close()
                        raise
                except BaseException:
                    connection.close()
                    raise
                else:
                    self._release(connection)
                    return answer
        except psycopg.Error as error:
            raise self._failure(error) from error

    def _release(self, connection: _Connection) -> None:
        if self._closed:
            connection.close()
        else:
            self._idle.append(connection)

    def _failure(self, error: Exception) -> Exception:
        if isinstance(error, psycopg.errors.LockNotAvailable):
            return StoreBusy(
                f"Others have kept the log locked for {self._busy_timeout_s:g} seconds. Try again."
            )
        reason = str(error).strip().splitlines()[0] if str(error).strip() else "no reason given"
        return StoreFailed(
            f"The database failed: {reason}. Check that the server runs and has space."
        )


class _Locked:
    """The log while the head row is locked."""

    def __init__(self, recorder: PostgresRecorder, connection: _Connection) -> None:
        self._recorder = recorder
        self._connection = connection
        row = connection.execute("SELECT size FROM head FOR UPDATE").fetchone()
        self.head: int = row[0] if row else 0

    def history(self, tag: str, after: int = 0) -> list[Row]:
        return _history(self._connection, tag, after, None)

    def append(self, submission: Submission, now: int) -> Outcome:
        parameters = _packed([submission], self.head, now)
        (outcome,) = self._recorder._call(parameters)
        if isinstance(outcome, Committed):
            self.head = outcome.last
        return outcome


class _Evidence:
    """The schema as it stands at one moment. A text arrives as its bytes, whatever they are."""

    text = bytes

    def __init__(self, connection: _Connection, failure: Callable[[Exception], Exception]) -> None:
        self._connection = connection
        self._failure = failure

    def head(self) -> Any:
        for page in self._paged(
            "SELECT size, size, recorded_at, array_to_string("
            "ARRAY(SELECT encode(hash, 'hex') FROM unnest(frontier) WITH ORDINALITY"
            " AS f (hash, place) ORDER BY place), ''), root FROM head"
        ):
            size, indexed, recorded_at, frontier, root = page[0]
            return size, indexed, recorded_at, bytes.fromhex(frontier), root
        return (None, None, None, None, None)

    def rows(self) -> Iterator[list[Any]]:
        return self._paged(
            "SELECT position, convert_to(name, 'UTF8'), recorded_at, convert_to(tags, 'UTF8'),"
            " data, leaf FROM events ORDER BY position"
        )

    def tagged(self) -> Iterator[list[Any]]:
        return self._paged("SELECT tag, position FROM tags")

    def tiles(self) -> list[Any]:
        statement = "SELECT level, number, root FROM tiles ORDER BY level, number"
        return list(chain.from_iterable(self._paged(statement)))

    def commands(self) -> Iterator[list[Any]]:
        return self._paged("SELECT first, last, command_id, digest FROM commands ORDER BY first")

    def command_index(self) -> None:
        return None

    def _paged(self, statement: str) -> Iterator[list[Any]]:
        try:
            with self._connection.cursor("evidence", binary=True) as cursor:
                cursor.execute(statement.encode())
                while page := cursor.fetchmany(5 * PAGE):
                    yield page
        except (psycopg.Error, UnicodeDecodeError) as error:
            raise self._failure(error) from error


def _history(connection: _Connection, tag: str, after: int, upto: int | None) -> list[Row]:
    found = connection.cursor(binary=True).execute(
        "SELECT e.position, e.name, e.recorded_at, e.tags, e.data"
        " FROM tags AS t JOIN events AS e ON e.position = t.position"
        " WHERE t.tag = %s AND t.position > %s AND t.position <= %s ORDER BY t.position",
        (tag, after, _LAST if upto is None else upto),
    )
    return list(map(_as_row, found.fetchall()))


def _setting(connection: _Connection, name: str) -> str:
    row = connection.execute("SELECT current_setting(%s)", (name,)).fetchone()
    return str(row[0]) if row else ""


def _packed(submissions: Sequence[Submission], expected_head: int, now: int) -> list[bytes]:
    """Write a batch in PostgreSQL's binary format, as the function takes it."""
    reads = [item for submission in submissions for item in submission.reads]
    entries = [entry for submission in submissions for entry in submission.entries]
    return [
        _array(_TEXT, [s.command_id.encode() or None for s in submissions]),
        _array(_BYTEA, [s.digest for s in submissions]),
        _array(_BOOL, [b"\1" if s.dependent else b"\0" for s in submissions]),
        _array(_INT4, [_int(len(s.reads)) for s in submissions]),
        _array(_INT4, [_int(len(s.entries)) for s in submissions]),
        _array(_TEXT, [tag.encode() for tag, _, _ in reads]),
        _array(_TEXT, [" ".join(names).encode() for _, names, _ in reads]),
        _array(_INT8, [_long(after) for _, _, after in reads]),
        _array(_TEXT, [name.encode() for name, _, _ in entries]),
        _array(_TEXT, [tags.encode() for _, tags, _ in entries]),
        _array(_BYTEA, [data for _, _, data in entries]),
        _long(expected_head),
        _long(now),
    ]


def _array(element: int, values: Sequence[bytes | None]) -> bytes:
    if not values:
        return struct.pack(">iii", 0, 0, element)
    parts = [_array_head(1, None in values, element, len(values), 1)]
    for value in values:
        if value is None:
            parts.append(b"\xff\xff\xff\xff")
        else:
            parts += (_int(len(value)), value)
    return b"".join(parts)


def _outcomes(array: bytes) -> list[Outcome]:
    """Read the function's answer: four numbers for each submission."""
    numbers = [number for _, number in struct.iter_unpack(">iq", array[20:])]
    return [_outcome(*numbers[at : at + 4]) for at in range(0, len(numbers), 4)]


def _outcome(kind: int, first: int, last: int, recorded_at: int) -> Outcome:
    if kind == 0:
        return Committed(first, last, recorded_at)
    if kind == 1:
        return Repeated(first, last, recorded_at)
    return Reused() if kind == 2 else Conflicted()
