"""The log in one SQLite file, for one writing process and any number of reading ones.

Durable before it is acknowledged: a write-ahead log synchronised at every commit, asserted when
the store is opened. One connection writes, under a lock; each thread reads through its own. The
tables `tags` and `command_ids` are indexes that lag behind the log: see `recent`.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import Any, Self
from weakref import WeakSet

from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBReadResponse
from eventsourcing.persistence import IntegrityError

from infrastructure import tree
from infrastructure.recorders import (
    CommandRow,
    Committed,
    Conflicted,
    Entry,
    EventRecorder,
    Head,
    Outcome,
    ReadItem,
    Repeated,
    Reused,
    Row,
    StoreBusy,
    StoreFailed,
    Submission,
)
from infrastructure.recorders.queries import (
    PAGE,
    HeadSubscription,
    Response,
    entries_of,
    hears,
    in_order,
    matching,
    next_after,
    sequenced,
)
from infrastructure.recorders.recent import Heard, Known, Recent, words

VERSION = 1
"""The layout of the file. Another number is another program's file."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS events (
    position INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    tags TEXT NOT NULL,
    data BLOB NOT NULL,
    leaf BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS tags (
    tag TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (tag, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS commands (
    first INTEGER PRIMARY KEY,
    last INTEGER NOT NULL,
    command_id TEXT NOT NULL,
    digest BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS command_ids (
    command_id TEXT NOT NULL PRIMARY KEY,
    first INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS head (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    size INTEGER NOT NULL,
    indexed INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    frontier BLOB NOT NULL,
    root BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS tiles (
    level INTEGER NOT NULL,
    number INTEGER NOT NULL,
    root BLOB NOT NULL,
    PRIMARY KEY (level, number)
) STRICT, WITHOUT ROWID;
"""

_COLUMNS = "position, name, recorded_at, tags, data"
_as_row = partial(tuple.__new__, Row)
# Whether a commit reached the disk is unknown after these: what follows might build on sand.
_FATAL = (
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_CANTOPEN,
)


class SqliteRecorder(EventRecorder):
    """The log in a file, created when absent (readable by its owner only).

    Raises `StoreFailed` if the file cannot be opened or made durable, `StoreBusy` if another
    process keeps it locked for longer than ``busy_timeout_s`` seconds.
    """

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
        self, submissions: Sequence[Submission], *, expected_head: int, now: int
    ) -> list[Outcome]:
        with self._lock:
            pending = self._begin()
            try:
                on_track = pending.size == expected_head
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
    def locked(self) -> Iterator["_Pending"]:
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
            indexed = self._catch_up(reader)
            return _history(reader, tag, after, _reach(upto), indexed, self._recent.heard(tag))
        except sqlite3.Error as error:
            raise self._failure(error) from error

    def pages(self, after: int = 0, upto: int | None = None) -> Iterator[list[Row]]:
        statement = (
            f"SELECT {_COLUMNS} FROM events WHERE position > ? AND position <= ?"
            f" ORDER BY position LIMIT {PAGE}"
        )
        last = _reach(upto)
        while page := list(map(_as_row, self._all(statement, (after, last)))):
            yield page
            after = page[-1].position

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
        reach = _reach(upto)
        self._catch_up(self._reader())
        fresh = {tag for tag, first in self._recent.first_uses(prefix) if first <= reach}
        values = {"start": prefix, "end": next_after(prefix), "upto": reach}
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
    def evidence(self) -> Iterator["_Evidence"]:
        connection = self._connect()
        try:
            connection.text_factory = bytearray
            connection.execute("PRAGMA query_only = 1")
            connection.execute("BEGIN")
            yield _Evidence(connection, self._failure)
        except sqlite3.Error as error:
            raise self._failure(error) from error
        finally:
            connection.close()

    def load(
        self, pages: Iterator[list[Row]], commands: Iterator[list[CommandRow]] = iter(())
    ) -> None:
        with self._lock:
            pending = self._begin()
            try:
                if pending.size:
                    raise StoreFailed(
                        f"The store holds {pending.size} events already; load into an empty one."
                    )
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
            # What the log holds is nobody else's; the files beside it inherit these permissions.
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        writer = self._connect()
        self._demand_durability(writer)
        # Events that follow each other share pages: let more commits share a page's way home.
        writer.execute("PRAGMA wal_autocheckpoint = 4000")
        writer.execute("BEGIN IMMEDIATE")
        (version,) = writer.execute("PRAGMA user_version").fetchone()
        if version not in (0, VERSION):
            raise StoreFailed(
                f"The store at {self._path} has layout {version}, and this program reads layout"
                f" {VERSION}. Use the program that wrote it."
            )
        for statement in _SCHEMA.split(";"):
            writer.execute(statement)
        writer.execute("INSERT OR IGNORE INTO head VALUES (1, 0, 0, 0, x'', ?)", (tree.EMPTY_ROOT,))
        writer.execute(f"PRAGMA user_version = {VERSION}")
        writer.execute("COMMIT")
        return writer

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
        if journal != "wal" or synchronous != 2:
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

    def _catch_up(self, connection: sqlite3.Connection) -> int:
        size: int
        indexed: int
        size, indexed = connection.execute("SELECT size, indexed FROM head").fetchone()
        self._recent.catch_up(connection, size, indexed)
        return indexed

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
                _as_row,
                connection.execute(
                    f"SELECT {_COLUMNS} FROM events WHERE position IN ({found}) ORDER BY position",
                    values,
                ).fetchall(),
            )
            after = indexed
        statement = (
            f"SELECT {_COLUMNS} FROM events WHERE position > ? AND position <= ?"
            f" ORDER BY position LIMIT {PAGE}"
        )
        while page := connection.execute(statement, (after, upto)).fetchall():
            yield from (row for row in map(_as_row, page) if hears(query, row))
            after = page[-1][0]

    def _all(self, statement: str, values: Sequence[object] | dict[str, object]) -> list[Any]:
        try:
            return self._reader().execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise self._failure(error) from error

    def _one(self, statement: str, values: Sequence[object]) -> Any:
        return self._all(statement, values)[0]

    def _begin(self) -> "_Pending":
        if self._broken:
            raise StoreFailed(self._broken)
        try:
            self._writer.execute("BEGIN IMMEDIATE")
            return _Pending(self._writer, self._recent, self._index_every)
        except sqlite3.Error as error:
            raise self._abandon(error) from error

    def _finish(self, pending: "_Pending") -> None:
        pending.flush()
        if not pending.stored:
            self._writer.execute("ROLLBACK")
            return
        self._writer.execute("COMMIT")
        self._recent.extend(pending.size, pending.fresh, pending.commands)

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


class _Pending:
    """What is about to be committed, on top of what stands: the log while the lock is held."""

    size: int
    indexed: int
    recorded_at: int

    def __init__(self, connection: sqlite3.Connection, recent: Recent, index_every: int) -> None:
        self.size, self.indexed, self.recorded_at, frontier = connection.execute(
            "SELECT size, indexed, recorded_at, frontier FROM head"
        ).fetchone()
        recent.catch_up(connection, self.size, self.indexed)
        self.fresh: dict[str, list[Heard]] = {}
        self.commands: dict[str, Known] = {}
        self.stored = False
        self._connection = connection
        self._recent = recent
        self._index_every = index_every
        self._frontier = tree.unpacked(frontier)
        self._flushed = self.size
        self._rows: list[tuple[int, str, int, str, bytes, bytes]] = []
        self._taken: list[tuple[int, int, str, bytes]] = []

    @property
    def head(self) -> int:
        return self.size

    def history(self, tag: str, after: int = 0) -> list[Row]:
        self.flush()
        heard = (*self._recent.heard(tag), *self.fresh.get(tag, ()))
        return _history(self._connection, tag, after, self.size, self.indexed, heard)

    def append(self, submission: Submission, now: int) -> Outcome:
        known = self.known(submission)
        if known is not None:
            return known
        if any(self._has_newer(item) for item in submission.reads):
            return Conflicted()
        first = self.size + 1
        if submission.entries:
            self.add(submission.entries, now)
            self.remember(CommandRow(submission.command_id, submission.digest, first, self.size))
        return Committed(first, self.size, self.recorded_at)

    def known(self, submission: Submission) -> Repeated | Reused | None:
        """What a command id did before, if it did."""
        command_id = submission.command_id
        known = self.commands.get(command_id) or self._recent.command(command_id)
        if known is None and self.indexed:
            found = self._connection.execute(
                "SELECT digest, first, last, recorded_at FROM command_ids"
                " JOIN commands USING (first) JOIN events ON position = last"
                " WHERE command_ids.command_id = ?",
                (command_id,),
            ).fetchone()
            known = found and Known(*found)
        if known is None:
            return None
        if known.digest != submission.digest:
            return Reused()
        return Repeated(known.first, known.last, known.recorded_at)

    def add(self, entries: Sequence[Entry], now: int) -> None:
        """Put events at the end, recorded now."""
        at = max(now, self.recorded_at)
        first = self.size + 1
        self.take(
            [
                Row(position, name, at, tags, data)
                for position, (name, tags, data) in enumerate(entries, first)
            ]
        )

    def take(self, rows: Sequence[Row]) -> None:
        """Put rows at the end as they are."""
        for position, name, at, tags, data in rows:
            leaf = tree.leaf_hash(position, name.encode(), at, tags.encode(), data)
            self._rows.append((position, name, at, tags, data, leaf))
            for tag in words(tags):
                heard = self.fresh.get(tag)
                if heard is None:
                    self.fresh[tag] = [(position, name)]
                else:
                    heard.append((position, name))
        if rows:
            self.size, self.recorded_at = rows[-1].position, rows[-1].recorded_at

    def remember(self, command: CommandRow) -> None:
        """Keep a command id with what it did."""
        command_id, digest, first, last = command
        self._taken.append((first, last, command_id, digest))
        self.commands[command_id] = Known(digest, first, last, self.recorded_at)

    def copy_commands(self, commands: Sequence[CommandRow]) -> None:
        """Write commands whose events are indexed already."""
        self._connection.executemany(
            "INSERT INTO commands VALUES (?, ?, ?, ?)",
            [(first, last, command_id, digest) for command_id, digest, first, last in commands],
        )
        self._connection.executemany(
            "INSERT INTO command_ids VALUES (?, ?)",
            sorted((command_id, first) for command_id, _, first, _ in commands),
        )

    def flush(self, *, index: bool = False) -> None:
        """Write what was put at the end, with the tree, and the indexes if they are due."""
        connection = self._connection
        if self._taken:
            connection.executemany("INSERT INTO commands VALUES (?, ?, ?, ?)", self._taken)
            self._taken = []
        if not self._rows and not index:
            return
        connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)", self._rows)
        grown = tree.grow(self._flushed, self._frontier, [row[5] for row in self._rows])
        if grown.tiles:
            connection.executemany("INSERT INTO tiles VALUES (?, ?, ?)", grown.tiles)
        if index or self.size - self.indexed >= self._index_every:
            self._index()
        self._frontier, self._flushed, self._rows = grown.frontier, self.size, []
        connection.execute(
            "UPDATE head SET size = ?, indexed = ?, recorded_at = ?, frontier = ?, root = ?",
            (
                self.size,
                self.indexed,
                self.recorded_at,
                tree.packed(grown.frontier),
                tree.root_of(grown.frontier),
            ),
        )
        self.stored = True

    def _index(self) -> None:
        pairs = self._recent.pairs()
        pairs += [(tag, at) for tag, heard in self.fresh.items() for at, _ in heard]
        ids = self._recent.commands()
        ids += [(command_id, known.first) for command_id, known in self.commands.items()]
        # In order of the keys, so that a page is visited once. What an earlier flush of this
        # transaction has indexed is still in memory.
        self._connection.executemany(
            "INSERT INTO tags VALUES (?, ?)",
            sorted(pair for pair in pairs if pair[1] > self.indexed),
        )
        self._connection.executemany(
            "INSERT INTO command_ids VALUES (?, ?)",
            sorted(pair for pair in ids if pair[1] > self.indexed),
        )
        self.fresh, self.commands, self.indexed = {}, {}, self.size

    def _has_newer(self, item: ReadItem) -> bool:
        tag, names, after = item
        for heard in (self.fresh.get(tag), self._recent.heard(tag)):
            for position, name in heard or ():
                if position > after and (not names or name in names):
                    return True
        if after >= self.indexed:
            return False
        found = self._connection.execute(_newer(len(names)), (tag, after, *names)).fetchone()
        return bool(found[0])


class _Evidence:
    """The file as it stands at one moment. A text arrives as a bytearray, a blob as bytes."""

    text = bytearray

    def __init__(
        self, connection: sqlite3.Connection, failure: Callable[[sqlite3.Error], Exception]
    ) -> None:
        self._connection = connection
        self._failure = failure

    def head(self) -> Any:
        for row in self._ask("SELECT size, indexed, recorded_at, frontier, root FROM head"):
            return row
        return (None, None, None, None, None)

    def rows(self) -> Iterator[list[Any]]:
        return self._paged(
            "SELECT position, name, recorded_at, tags, data, leaf FROM events ORDER BY position"
        )

    def tagged(self) -> Iterator[list[Any]]:
        return self._texts("SELECT tag, position FROM tags")

    def tiles(self) -> list[Any]:
        return list(self._ask("SELECT level, number, root FROM tiles ORDER BY level, number"))

    def commands(self) -> Iterator[list[Any]]:
        return self._texts("SELECT first, last, command_id, digest FROM commands ORDER BY first")

    def command_index(self) -> Iterator[list[Any]]:
        return self._texts("SELECT command_id, first FROM command_ids")

    def _texts(self, statement: str) -> Iterator[list[Any]]:
        self._connection.text_factory = str
        try:
            yield from self._paged(statement)
        finally:
            self._connection.text_factory = bytearray

    def _ask(self, statement: str) -> Iterator[Any]:
        try:
            yield from self._connection.execute(statement)
        except sqlite3.Error as error:
            raise self._failure(error) from error

    def _paged(self, statement: str) -> Iterator[list[Any]]:
        try:
            cursor = self._connection.execute(statement)
            while True:
                page: list[Any] = []
                try:
                    page.extend(islice(cursor, PAGE))
                except sqlite3.Error:
                    # The rows before a damaged one are evidence still.
                    yield page
                    raise
                if not page:
                    return
                yield page
        except sqlite3.Error as error:
            raise self._failure(error) from error


@cache
def _newer(names: int) -> str:
    """Ask whether a tag has a newer event, of any name or of so many names."""
    named = (
        " AND (SELECT name FROM events AS e WHERE e.position = t.position)"
        f" IN ({', '.join('?' * names)})"
    )
    return (
        "SELECT EXISTS (SELECT 1 FROM tags AS t WHERE t.tag = ? AND t.position > ?"
        f"{named if names else ''})"
    )


def _history(
    connection: sqlite3.Connection,
    tag: str,
    after: int,
    upto: int,
    indexed: int,
    heard: Iterable[Heard],
) -> list[Row]:
    rows: list[Row] = []
    if after < indexed:
        rows += map(
            _as_row,
            connection.execute(
                "SELECT e.position, e.name, e.recorded_at, e.tags, e.data"
                " FROM tags AS t CROSS JOIN events AS e ON e.position = t.position"
                " WHERE t.tag = ? AND t.position > ? AND t.position <= ? ORDER BY t.position",
                (tag, after, upto),
            ),
        )
        after = rows[-1].position if rows else after
    for position, _ in heard:
        if after < position <= upto:
            rows += map(
                _as_row,
                connection.execute(
                    f"SELECT {_COLUMNS} FROM events WHERE position = ?", (position,)
                ),
            )
    return rows


def _reach(upto: int | None) -> int:
    return 2**63 - 1 if upto is None else upto


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _is_busy(error: sqlite3.Error) -> bool:
    return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
