"""The log on PostgreSQL: one function call, and so one round trip, for each batch.

The head row is locked by whoever appends, so positions have no gaps and a reader who pages by
position never misses one. The tree grows inside the function.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
    Columns,
    CommandRow,
    Committed,
    EventRecorder,
    Head,
    Outcome,
    Row,
    StoreBusy,
    StoreFailed,
    Submission,
)
from infrastructure.recorders.carried import (
    APPEND,
    APPEND_WITH_TILES,
    LONE_APPEND,
    LONE_TYPES,
    TYPES_WITH_TILES,
    Trunk,
    step,
)
from infrastructure.recorders.carried import TYPES as CARRIED_TYPES
from infrastructure.recorders.postgres_evidence import PostgresEvidence
from infrastructure.recorders.queries import (
    HeadSubscription,
    Response,
    demand_empty,
    demand_layout,
    entries_of,
    in_order,
    matching,
    next_after,
    reach,
    sequenced,
)
from infrastructure.recorders.recent import words
from infrastructure.recorders.schema import POSTGRES_APPEND, POSTGRES_TABLES
from infrastructure.recorders.wire import CALL, TYPES, outcomes_of, packed

PAGE = 1000
"""Rows to a page: a round trip is paid for each."""

BATCHES_TO_WAIT = 16
"""Batches for which the cheap way is not tried after another process has written."""
ONE = (1).to_bytes(8, "big")

_COLUMNS = "position, name, recorded_at, tags, data"
_as_row = partial(tuple.__new__, Row)
_Connection = psycopg.Connection[tuple[Any, ...]]
T = TypeVar("T")


class PostgresRecorder(EventRecorder):
    """The log in one schema of a database, created when absent.

    Raises `StoreFailed` if the server cannot be reached or does not keep what it acknowledges,
    `StoreBusy` if others keep the log locked for longer than ``busy_timeout_s`` seconds.
    """

    sends_again = True

    def __init__(
        self, url: str, *, schema: str = "alongside", busy_timeout_s: float = 10.0
    ) -> None:
        self._url = url
        self._schema = schema
        self._busy_timeout_s = busy_timeout_s
        self._lock = threading.Lock()
        self._idle: list[_Connection] = []
        self._trunk: Trunk | None = None
        self._others_wrote = 0
        self._closed = False
        try:
            self._writer = self._open()
        except psycopg.Error as error:
            raise self._failure(error) from error

    def append_batch(
        self, submissions: Iterable[Submission], *, expected_head: int, now: int
    ) -> list[Outcome]:
        submissions = list(submissions)
        if not submissions:
            return []
        if len({submission.command_id for submission in submissions}) < len(submissions):
            return self._one_by_one(submissions, expected_head, now)
        with self._lock:
            stored = self._carried_on(submissions, expected_head, now)
            if stored is not None:
                return stored
            parameters = packed(submissions, expected_head, now)
            try:
                return self._call(parameters)
            except psycopg.Error as error:
                # libpq tells of a lost connection without a state, and before it is closed
                if not (self._writer.closed or error.sqlstate is None):
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
                self._revive()
                with self._writer.transaction():
                    yield _Locked(self._writer, self._call)
            except psycopg.Error as error:
                raise self._failure(error) from error

    def head(self) -> Head:
        return Head(*self._all("SELECT size, recorded_at, root FROM head", ())[0])

    def history(self, tag: str, after: int = 0, upto: int | None = None) -> list[Row]:
        return self._read(lambda connection: _history(connection, tag, after, upto))

    def histories(
        self, after: Mapping[str, int], upto: int | None = None
    ) -> Iterator[tuple[str, Columns]]:
        statement = """
            SELECT t.tag, e.position, e.name, e.recorded_at, e.tags, e.data
            FROM unnest(%s::text[], %s::bigint[]) AS asked(tag, after)
            JOIN tags AS t ON t.tag = asked.tag COLLATE "C"
                AND t.position > asked.after AND t.position <= %s
            JOIN events AS e ON e.position = t.position
            ORDER BY t.tag, t.position
        """
        found = self._all(statement, (list(after), list(after.values()), reach(upto)))
        return ((row[0], row[1:]) for row in found)

    def columns(self, after: int = 0, upto: int | None = None) -> Iterator[list[Columns]]:
        statement = (
            f"SELECT {_COLUMNS} FROM events WHERE position > %s AND position <= %s"
            f" ORDER BY position LIMIT {PAGE}"
        )
        last = reach(upto)
        while page := self._all(statement, (after, last)):
            yield page
            after = page[-1][0]

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
            ) ORDER BY tag
        """
        values = {"start": prefix, "end": next_after(prefix), "upto": reach(upto)}
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
    def evidence(self) -> Iterator[PostgresEvidence]:
        try:
            with self._connect() as connection:
                connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                yield PostgresEvidence(connection, self._failure)
        except psycopg.Error as error:
            raise self._failure(error) from error

    def load(self, pages: Iterator[list[Row]], commands: Iterable[list[CommandRow]] = ()) -> None:
        with self.locked() as held:
            demand_empty(held.head)
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
        # A log that grew by itself is vacuumed on the way; until then each reader of a copy would
        # look up for every row whether its writer has committed.
        self._read(lambda connection: connection.execute("VACUUM (ANALYZE) events, tags, commands"))

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
                    condition.fail_if_events_match, condition.after or 0, reach(None), "%s"
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
        with self._connect() as connection, connection.transaction():
            # Several processes may start at once; creating a schema twice is a race.
            connection.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (self._schema,)
            )
            connection.execute(
                sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(self._schema))
            )
            connection.execute(POSTGRES_TABLES.encode())
            (version,) = connection.execute("SELECT version FROM layout").fetchone() or (0,)
            demand_layout(f"schema {self._schema}", version)
            connection.execute(POSTGRES_APPEND.encode())
        return self._prepared()

    def _connect(self) -> _Connection:
        connection = psycopg.connect(self._url, autocommit=True, client_encoding="UTF8")
        connection.execute(
            sql.SQL("SET search_path TO {}, pg_catalog").format(sql.Identifier(self._schema))
        )
        # A young log has no statistics yet, and a guess would sort the whole of it for each page.
        connection.execute("SET enable_bitmapscan = off")
        connection.execute("SET enable_seqscan = off")
        connection.prepare_threshold = 1
        return connection

    def _prepared(self) -> _Connection:
        """A connection that appends: durable, impatient, and planned for a log that has grown."""
        writer = self._connect()
        # The library forgets every prepared statement after a rollback, ours included.
        writer.prepare_threshold = None
        try:
            self._demand_durability(writer)
            for name, statement, types in (
                (b"append", CALL, TYPES),
                (b"carry", APPEND, CARRIED_TYPES),
                (b"carry-tiles", APPEND_WITH_TILES, TYPES_WITH_TILES),
                (b"carry-one", LONE_APPEND, LONE_TYPES),
            ):
                result = writer.pgconn.prepare(name, statement, types)
                _demand(result, pq.ExecStatus.COMMAND_OK)
        except BaseException:
            writer.close()
            raise
        return writer

    def _demand_durability(self, writer: _Connection) -> None:
        writer.execute(f"SET lock_timeout = {int(self._busy_timeout_s * 1000)}".encode())
        writer.execute("SET plan_cache_mode = force_generic_plan")
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

    def _revive(self) -> None:
        try:
            self._writer.execute("SELECT 1")
        except psycopg.OperationalError:
            self._writer.close()
            self._writer = self._prepared()

    def _one_by_one(
        self, submissions: Sequence[Submission], expected_head: int, now: int
    ) -> list[Outcome]:
        """A batch that holds a command twice: the second must see the first."""
        outcomes: list[Outcome] = []
        with self.locked() as log:
            on_track = log.head == expected_head
            for submission in submissions:
                outcomes.append(log.append(submission, now, on_track=on_track))
                on_track = on_track and isinstance(outcomes[-1], Committed)
        return outcomes

    def _carried_on(
        self, submissions: Sequence[Submission], expected_head: int, now: int
    ) -> list[Outcome] | None:
        """Store a batch on the head that this process knows; nothing where that cannot be."""
        if self._others_wrote:
            self._others_wrote -= 1
            return None
        trunk, self._trunk = self._trunk, None
        try:
            if trunk is None or trunk.size != expected_head:
                trunk = self._read_trunk()
            if trunk.size != expected_head:
                self._others_wrote = BATCHES_TO_WAIT
                return None
            taken = step(trunk, submissions, now)
            if taken is None:
                self._trunk = trunk
                return None
            result = self._writer.pgconn.exec_prepared(
                taken.name,
                taken.parameters,
                [pq.Format.BINARY] * len(taken.parameters),
                pq.Format.BINARY,
            )
            _demand(result, pq.ExecStatus.TUPLES_OK)
        except psycopg.Error:
            return None  # a known command, or a lost connection: the function says which
        if result.get_value(0, 0) != ONE:
            self._others_wrote = BATCHES_TO_WAIT
            return None
        self._trunk = taken.trunk
        return list(taken.outcomes)

    def _read_trunk(self) -> Trunk:
        found = self._writer.cursor(binary=True).execute(
            "SELECT size, recorded_at, root, frontier FROM head"
        )
        size, recorded_at, root, frontier = found.fetchone() or (0, 0, b"", [])
        return Trunk(size, recorded_at, bytes(root), [bytes(node) for node in frontier])

    def _call(self, parameters: list[bytes]) -> list[Outcome]:
        result = self._writer.pgconn.exec_prepared(
            b"append", parameters, [pq.Format.BINARY] * len(parameters), pq.Format.BINARY
        )
        _demand(result, pq.ExecStatus.TUPLES_OK)
        return outcomes_of(result.get_value(0, 0) or b"")

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

    def __init__(
        self, connection: _Connection, call: Callable[[list[bytes]], list[Outcome]]
    ) -> None:
        self._call = call
        self._connection = connection
        row = connection.execute("SELECT size FROM head FOR UPDATE").fetchone()
        self.head: int = row[0] if row else 0

    def history(self, tag: str, after: int = 0) -> list[Row]:
        return _history(self._connection, tag, after, None)

    def append(self, submission: Submission, now: int, *, on_track: bool = True) -> Outcome:
        parameters = packed([submission], self.head if on_track else -1, now)
        (outcome,) = self._call(parameters)
        if isinstance(outcome, Committed):
            self.head = outcome.last
        return outcome


def _history(connection: _Connection, tag: str, after: int, upto: int | None) -> list[Row]:
    found = connection.cursor(binary=True).execute(
        "SELECT e.position, e.name, e.recorded_at, e.tags, e.data"
        " FROM tags AS t JOIN events AS e ON e.position = t.position"
        " WHERE t.tag = %s AND t.position > %s AND t.position <= %s ORDER BY t.position",
        (tag, after, reach(upto)),
    )
    return list(map(_as_row, found.fetchall()))


def _demand(result: pq.abc.PGresult, status: pq.ExecStatus) -> None:
    if result.status != status:
        raise error_from_result(result)


def _setting(connection: _Connection, name: str) -> str:
    row = connection.execute("SELECT current_setting(%s)", (name,)).fetchone()
    return str(row[0]) if row else ""
