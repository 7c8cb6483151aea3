"""The log in one SQLite file, for one writing process and any number of reading ones.

Durable before it is acknowledged: a write-ahead log synchronised at every commit, asserted when
the store is opened. One connection writes, under a lock; each thread reads through its own. The
tables `tags` and `command_ids` are indexes that lag behind the log: see `recent`.
"""

import json
import os
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Self
from weakref import WeakSet

from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBReadResponse
from eventsourcing.persistence import IntegrityError

from infrastructure import tree
from infrastructure.recorders import (
    Columns,
    CommandRow,
    Committed,
    Conflicted,
    EventRecorder,
    Head,
    Outcome,
    Row,
    StoreBusy,
    StoreFailed,
    Submission,
)
from infrastructure.recorders.pending import COLUMNS, Pending, as_row, history_of
from infrastructure.recorders.queries import (
    PAGE,
    HeadSubscription,
    Response,
    demand_empty,
    demand_layout,
    entries_of,
    hears,
    in_order,
    matching,
    next_after,
    reach,
    sequenced,
)
from infrastructure.recorders.recent import Recent
from infrastructure.recorders.schema import SQLITE_TABLES, VERSION
from infrastructure.recorders.sqlite_evidence import SqliteEvidence

_FULL = 2
# Whether a commit reached the disk is unknown after these: what follows might build on sand.
_FATAL = (
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_CANTOPEN,
)


_HISTORIES = """
    SELECT t.tag, e.position, e.name, e.recorded_at, e.tags, e.data
    FROM json_each(?) AS asked
    CROSS JOIN tags AS t ON t.tag = asked.key AND t.position > asked.value AND t.position <= ?
    CROSS JOIN events AS e ON e.position = t.position
"""
_AT = (
    f"SELECT {COLUMNS} FROM events WHERE position IN (SELECT value FROM json_each(?))"
    " ORDER BY position"
)


class SqliteRecorder(EventRecorder):
    """The log in a file, created when absent (readable by its owner only).

    Raises `StoreFailed` if the file cannot be opened or made durable, `StoreBusy` if another
    process keeps it locked for longer than ``busy_timeout_s`` seconds.
    """

    sends_again = False

    def __init__(
        self, path: str | Path, *, busy_timeout_s: float = 10.0, index_every: int = 1024
    ) -> None:
        self._path = str(path)
        self._busy_timeout_s = busy_timeout_s
        self._index_every = index_every
        self._recent = Recent()
        self._broken: str | None = None
        self._lock = threading.Lock()
        self._readers: WeakSet[_Connection] = WeakSet()
        self._local = threading.local()
        try:
            self._writer = self._open()
        except sqlite3.Error as error:
            raise self._failure(error) from error

    def append_batch(
        self, submissions: Iterable[Submission], *, expected_head: int, now: int
    ) -> list[Outcome]:
        submissions = list(submissions)
        if not submissions:
            return []
        with self._lock:
            pending = self._begin()
            try:
                on_track = pending.size == expected_head
                named = [each.command_id for each in submissions if each.command_id]
                if named:
                    pending.look_up(named)
                outcomes: list[Outcome] = []
                for submission in submissions:
                    outcome: Outcome
                    if submission.dependent and not on_track:
                        outcome = pending.known(submission) or Conflicted()
                    else:
                        outcome = pending.append(submission, now)
                    on_track = on_track and isinstance(outcome, Committed)
                    outcomes.append(outcome)
                self._finish(pending)
            except sqlite3.Error as error:
                raise self._abandon(error) from error
            except BaseException:
                self._undo()
                raise
        return outcomes

    @contextmanager
    def locked(self) -> Iterator[Pending]:
        with self._lock:
            pending = self._begin()
            try:
                yield pending
                self._finish(pending)
            except sqlite3.Error as error:
                raise self._abandon(error) from error
            except BaseException:
                self._undo()
                raise

    def head(self) -> Head:
        size, recorded_at, root = self._one("SELECT size, recorded_at, root FROM head", ())
        return Head(size, recorded_at, root)

    def history(self, tag: str, after: int = 0, upto: int | None = None) -> list[Row]:
        try:
            reader = self._reader()
            self._catch_up(reader)
            return history_of(reader, tag, after, reach(upto), *self._recent.heard(tag))
        except sqlite3.Error as error:
            raise self._failure(error) from error

    def histories(
        self, after: Mapping[str, int], upto: int | None = None
    ) -> Iterator[tuple[str, Columns]]:
        last = reach(upto)
        self._catch_up(self._reader())
        recent = {tag: self._recent.heard(tag)[1] for tag in after}
        seen = dict(after)
        for found in self._all(_HISTORIES, (json.dumps(seen), last)):
            yield found[0], found[1:]
            seen[found[0]] = found[1]
        for tag, heard in recent.items():
            later = [position for position, _ in heard if seen[tag] < position <= last]
            for row in self._all(_AT, (json.dumps(later),)) if later else ():
                yield tag, row

    def columns(self, after: int = 0, upto: int | None = None) -> Iterator[list[Columns]]:
        statement = (
            f"SELECT {COLUMNS} FROM events WHERE position > ? AND position <= ?"
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
                SELECT min(tag) FROM tags WHERE tag >= :start AND tag < :end
                UNION ALL
                SELECT (SELECT min(tag) FROM tags WHERE tag > walk.tag AND tag < :end)
                FROM walk WHERE walk.tag IS NOT NULL
            )
            SELECT tag FROM walk WHERE tag IS NOT NULL AND EXISTS (
                SELECT 1 FROM tags WHERE tags.tag = walk.tag AND position <= :upto
            )
        """
        last = reach(upto)
        self._catch_up(self._reader())
        fresh = {tag for tag, first in self._recent.first_uses(prefix) if first <= last}
        values = {"start": prefix, "end": next_after(prefix), "upto": last}
        return sorted(fresh.union(tag for (tag,) in self._all(statement, values)))

    def touched(self, prefix: str, after: int, upto: int) -> list[str]:
        found: dict[str, None] = {}
        statement = "SELECT tags FROM events WHERE position > ? AND position <= ? ORDER BY position"
        for (tags,) in self._all(statement, (after, upto)):
            for tag in tags.split(" "):
                if tag.startswith(prefix):
                    found[tag] = None
        found.pop("", None)
        return list(found)

    def position_at(self, recorded_at: int) -> int:
        low, high = 0, self.head().size
        while low < high:
            middle = (low + high + 1) // 2
            (at,) = self._one("SELECT recorded_at FROM events WHERE position = ?", (middle,))
            if at <= recorded_at:
                low = middle
            else:
                high = middle - 1
        return low

    def commands(self) -> Iterator[list[CommandRow]]:
        statement = (
            "SELECT command_id, digest, first, last FROM commands"
            f" WHERE first > ? ORDER BY first LIMIT {PAGE}"
        )
        after = 0
        while page := [CommandRow(*row) for row in self._all(statement, (after,))]:
            yield page
            after = page[-1].first

    def hashes(self, level: int, start: int, stop: int) -> list[bytes]:
        """Read the tree, as `infrastructure.tree.Nodes` asks."""
        if level == 0:
            found = self._all(
                "SELECT leaf FROM events WHERE position > ? AND position <= ? ORDER BY position",
                (start, stop),
            )
        else:
            found = self._all(
                "SELECT root FROM tiles WHERE level = ? AND number >= ? AND number < ?"
                " ORDER BY number",
                (level, start, stop),
            )
        return [value for (value,) in found]

    @contextmanager
    def evidence(self) -> Iterator[SqliteEvidence]:
        connection = self._connect()
        try:
            connection.text_factory = bytearray
            connection.execute("PRAGMA query_only = 1")
            connection.execute("BEGIN")
            yield SqliteEvidence(connection, self._failure)
        except sqlite3.Error as error:
            raise self._failure(error) from error
        finally:
            connection.close()

    def load(self, pages: Iterator[list[Row]], commands: Iterable[list[CommandRow]] = ()) -> None:
        with self._lock:
            pending = self._begin()
            try:
                demand_empty(pending.size)
                for page in pages:
                    pending.take(in_order(page, pending.size, pending.recorded_at))
                    pending.flush()
                pending.flush(index=True)
                # Every position is indexed by then, so these need no waiting.
                for known in commands:
                    pending.copy_commands(known)
                self._finish(pending)
            except sqlite3.Error as error:
                raise self._abandon(error) from error
            except BaseException:
                self._undo()
                raise

    def read(
        self, query: DCBQuery | None = None, *, after: int | None = None, limit: int | None = None
    ) -> DCBReadResponse:
        size, indexed = self._one("SELECT size, indexed FROM head", ())
        rows = self._matching(self._reader(), query, after or 0, size, indexed)
        if limit is None:
            return Response(map(sequenced, rows), size or None)
        events = [sequenced(row) for row in islice(rows, limit)]
        return Response(iter(events), events[-1].position if events else None)

    def append(
        self, events: Sequence[DCBEvent], condition: DCBAppendCondition | None = None
    ) -> int:
        entries = entries_of(events)
        with self.locked() as pending:
            if condition is not None:
                found = self._matching(
                    self._writer,
                    condition.fail_if_events_match,
                    condition.after or 0,
                    pending.size,
                    pending.indexed,
                )
                if any(True for _ in found):
                    raise IntegrityError(condition)
            pending.add(entries, time.time_ns() // 1000)
            return pending.size

    def subscribe(
        self, query: DCBQuery | None = None, *, after: int | None = None
    ) -> HeadSubscription[Self]:
        return HeadSubscription(self, query, after)

    def close(self) -> None:
        with self._lock:
            for reader in list(self._readers):
                reader.close()
            self._writer.close()

    def _open(self) -> "_Connection":
        if self._path != ":memory:":
            self._create()
        writer = self._connect()
        try:
            self._demand_durability(writer)
            # Events that follow each other share pages: let more commits share one way home.
            writer.execute("PRAGMA wal_autocheckpoint = 4000")
            writer.execute("BEGIN IMMEDIATE")
            (version,) = writer.execute("PRAGMA user_version").fetchone()
            demand_layout(f"store at {self._path}", version or VERSION)
            for statement in SQLITE_TABLES.split(";"):
                writer.execute(statement)
            empty = (tree.EMPTY_ROOT,)
            writer.execute("INSERT OR IGNORE INTO head VALUES (1, 0, 0, 0, x'', ?)", empty)
            writer.execute(f"PRAGMA user_version = {VERSION}")
            writer.execute("COMMIT")
        except BaseException:
            writer.close()
            raise
        return writer

    def _create(self) -> None:
        try:
            # What the log holds is nobody else's; the files beside it inherit these permissions.
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise StoreFailed(
                f"The store at {self._path} cannot be opened: {error.strerror}. Check the folder"
                " and who may write there."
            ) from error

    def _connect(self) -> "_Connection":
        return sqlite3.connect(
            self._path,
            timeout=self._busy_timeout_s,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
            factory=_Connection,
        )

    def _demand_durability(self, connection: sqlite3.Connection) -> None:
        deadline = time.monotonic() + self._busy_timeout_s
        while True:
            try:
                (journal,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
                break
            except sqlite3.OperationalError as error:
                # Turning the log on is the one statement that does not wait for other processes.
                if not _is_busy(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
        connection.execute("PRAGMA synchronous = FULL")
        (synchronous,) = connection.execute("PRAGMA synchronous").fetchone()
        if (journal, synchronous) != ("wal", _FULL):
            raise StoreFailed(
                f"The store at {self._path} cannot promise to keep what it acknowledges"
                f" (journal_mode is {journal}, synchronous is {synchronous}; they must be wal"
                " and 2). Put it on a local disk."
            )

    def _reader(self) -> sqlite3.Connection:
        reader: _Connection | None = getattr(self._local, "reader", None)
        if reader is None:
            reader = self._local.reader = self._connect()
            reader.execute("PRAGMA query_only = 1")
            self._readers.add(reader)
        return reader

    def _catch_up(self, connection: sqlite3.Connection) -> None:
        size, indexed = connection.execute("SELECT size, indexed FROM head").fetchone()
        self._recent.catch_up(connection, size, indexed)

    def _matching(
        self,
        connection: sqlite3.Connection,
        query: DCBQuery | None,
        after: int,
        upto: int,
        indexed: int,
    ) -> Iterator[Row]:
        """What a query of the library finds: by the index as far as it goes, then in the log."""
        if query and query.items and after < indexed:
            found, values = matching(query, after, min(upto, indexed), "?")
            yield from map(
                as_row,
                connection.execute(
                    f"SELECT {COLUMNS} FROM events WHERE position IN ({found}) ORDER BY position",
                    values,
                ).fetchall(),
            )
            after = indexed
        statement = (
            f"SELECT {COLUMNS} FROM events WHERE position > ? AND position <= ?"
            f" ORDER BY position LIMIT {PAGE}"
        )
        while page := connection.execute(statement, (after, upto)).fetchall():
            yield from (row for row in map(as_row, page) if hears(query, row))
            after = page[-1][0]

    def _all(self, statement: str, values: Sequence[object] | dict[str, object]) -> list[Any]:
        try:
            return self._reader().execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise self._failure(error) from error

    def _one(self, statement: str, values: Sequence[object]) -> Any:
        return self._all(statement, values)[0]

    def _begin(self) -> Pending:
        if self._broken:
            raise StoreFailed(self._broken)
        try:
            self._writer.execute("BEGIN IMMEDIATE")
            return Pending(self._writer, self._recent, self._index_every)
        except sqlite3.Error as error:
            raise self._abandon(error) from error

    def _finish(self, pending: Pending) -> None:
        pending.flush()
        if not pending.stored:
            self._writer.execute("ROLLBACK")
            return
        self._writer.execute("COMMIT")
        self._recent.extend(pending.size, pending.dealt, pending.unheard, pending.commands)

    def _abandon(self, error: sqlite3.Error) -> Exception:
        """Undo the transaction; after a failure of the disk, write nothing more."""
        failure = self._failure(error)
        if _code(error) in _FATAL:
            self._broken = f"{failure} Nothing more is written until the program is started again."
        self._undo()
        return failure

    def _undo(self) -> None:
        try:
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
        except sqlite3.Error as error:
            self._broken = f"{self._failure(error)} Start the program again."

    def _failure(self, error: sqlite3.Error) -> Exception:
        if _is_busy(error):
            return StoreBusy(
                f"Another process has kept the store at {self._path} locked for"
                f" {self._busy_timeout_s:g} seconds. Try again, or stop the other process."
            )
        if _code(error) == sqlite3.SQLITE_FULL:
            return StoreFailed(
                f"The disk that holds {self._path} is full; nothing was stored. Free some space."
            )
        return StoreFailed(
            f"The store at {self._path} failed: {error}. Check the disk, then run alongside verify."
        )


class _Connection(sqlite3.Connection):
    """A connection that can be remembered weakly: a thread's own closes when the thread ends."""


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _is_busy(error: sqlite3.Error) -> bool:
    return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
