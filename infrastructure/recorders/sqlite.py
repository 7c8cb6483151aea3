"""The log in one SQLite file, for one writing process and any number of reading ones.

Durable before it is acknowledged: a write-ahead log synchronised at every commit, asserted when
the store is opened. One connection writes, under a lock; each thread reads through its own.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from weakref import WeakSet

from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBReadResponse

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
    in_order,
    matching,
    next_after,
    refuse_condition,
    sequenced,
)

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
    command_id TEXT NOT NULL PRIMARY KEY,
    digest BLOB NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS head (
    only INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
    size INTEGER NOT NULL,
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


class SqliteRecorder(EventRecorder):
    """The log in a file, created when absent (readable by its owner only).

    Raises `StoreFailed` if the file cannot be opened or made durable, `StoreBusy` if another
    process keeps it locked for longer than ``busy_timeout_s`` seconds.
    """

    def __init__(self, path: str | Path, *, busy_timeout_s: float = 10.0) -> None:
        self._path = str(path)
        self._busy_timeout_s = busy_timeout_s
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
                    if submission.dependent and not on_track:
                        outcome = pending.known(submission) or Conflicted()
                    else:
                        outcome = pending.consider(submission, now)
                    on_track = on_track and isinstance(outcome, Committed)
                    outcomes.append(outcome)
                self._finish(pending)
            except sqlite3.Error as error:
                raise self._abandon(error) from error
            except BaseException:
                self._abandon()
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
                self._abandon()
                raise

    def head(self) -> Head:
        size, recorded_at, root = self._one("SELECT size, recorded_at, root FROM head", ())
        return Head(size, recorded_at, root)

    def history(self, tag: str, after: int = 0, upto: int | None = None) -> list[Row]:
        return _history(self._reader(), tag, after, upto)

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
        values = {"start": prefix, "end": next_after(prefix), "upto": _reach(upto)}
        return [tag for (tag,) in self._all(statement, values)]

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
            f" WHERE command_id > ? ORDER BY command_id LIMIT {PAGE}"
        )
        after = ""
        while page := [CommandRow(*row) for row in self._all(statement, (after,))]:
            yield page
            after = page[-1].command_id

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
                for known in commands:
                    pending.remember(known)
                self._finish(pending)
            except sqlite3.Error as error:
                raise self._abandon(error) from error
            except BaseException:
                self._abandon()
                raise

    def read(
        self, query: DCBQuery | None = None, *, after: int | None = None, limit: int | None = None
    ) -> DCBReadResponse:
        size = self.head().size
        start = after or 0
        if limit is None and not (query and query.items):
            rows = (row for page in self.pages(start, size) for row in page)
            return Response(map(sequenced, rows), size or None)
        found, values = matching(query, start, size, "?")
        statement = (
            f"SELECT {_COLUMNS} FROM events WHERE position IN ({found}) ORDER BY position LIMIT ?"
        )
        values.append(-1 if limit is None else limit)
        events = [sequenced(row) for row in map(_as_row, self._all(statement, values))]
        if limit is None:
            return Response(iter(events), size or None)
        return Response(iter(events), events[-1].position if events else None)

    def append(
        self, events: Sequence[DCBEvent], condition: DCBAppendCondition | None = None
    ) -> int:
        entries = entries_of(events)
        with self.locked() as pending:
            if condition is not None:
                found, values = matching(
                    condition.fail_if_events_match, condition.after or 0, pending.size, "?"
                )
                if self._writer.execute(f"SELECT EXISTS ({found})", values).fetchone()[0]:
                    refuse_condition(condition)
            pending.add(entries, time.time_ns() // 1000)
            return pending.size

    def subscribe(
        self, query: DCBQuery | None = None, *, after: int | None = None
    ) -> "HeadSubscription":
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
        writer.execute("BEGIN IMMEDIATE")
        (version,) = writer.execute("PRAGMA user_version").fetchone()
        if version not in (0, VERSION):
            raise StoreFailed(
                f"The store at {self._path} has layout {version}, and this program reads layout"
                f" {VERSION}. Use the program that wrote it."
            )
        for statement in _SCHEMA.split(";"):
            writer.execute(statement)
        writer.execute(
            "INSERT OR IGNORE INTO head VALUES (1, 0, 0, x'', ?)", (tree.EMPTY_ROOT,)
        )
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

    def _all(self, statement: str, values: Sequence[object] | dict[str, object]) -> list[tuple]:
        try:
            return self._reader().execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise self._failure(error) from error

    def _one(self, statement: str, values: Sequence[object]) -> tuple:
        return self._all(statement, values)[0]

    def _begin(self) -> "_Pending":
        if self._broken:
            raise StoreFailed(self._broken)
        try:
            self._writer.execute("BEGIN IMMEDIATE")
            return _Pending(self._writer)
        except sqlite3.Error as error:
            raise self._abandon(error) from error

    def _finish(self, pending: "_Pending") -> None:
        pending.flush()
        self._writer.execute("COMMIT" if pending.stored else "ROLLBACK")

    def _abandon(self, error: sqlite3.Error | None = None) -> Exception | None:
        """Undo the transaction; after a failure of the disk, write nothing more."""
        failure = self._failure(error) if error is not None else None
        if error is not None and _is_fatal(error):
            self._broken = f"{failure} Nothing more is written until the program is started again."
        try:
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
        except sqlite3.Error as again:
            self._broken = f"{self._failure(again)} Start the program again."
        return failure

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
        return StoreFailed(f"The store at {self._path} failed: {error}. Check the disk, then run"
                           " alongside verify.")


class _Connection(sqlite3.Connection):
    """A connection that can be remembered weakly: a thread's own closes when the thread ends."""


class _Pending:
    """What is about to be committed, on top of what stands: the log while the lock is held."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.size, self.recorded_at, frontier = connection.execute(
            "SELECT size, recorded_at, frontier FROM head"
        ).fetchone()
        self._flushed = self.size
        self._frontier = tree.unpacked(frontier)
        self._rows: list[tuple[int, str, int, str, bytes, bytes]] = []
        self._commands: dict[str, tuple[bytes, int, int, int]] = {}
        self.stored = False

    @property
    def head(self) -> int:
        return self.size

    def history(self, tag: str, after: int = 0) -> list[Row]:
        self.flush()
        return _history(self._connection, tag, after, None)

    def append(self, submission: Submission, now: int) -> Outcome:
        return self.consider(submission, now)

    def consider(self, submission: Submission, now: int) -> Outcome:
        """Decide one submission, and keep its events for the next flush if they may stand."""
        known = self.known(submission)
        if known is not None:
            return known
        if submission.reads and self._conflicts(submission.reads):
            return Conflicted()
        first = self.size + 1
        if not submission.entries:
            return Committed(first, self.size, self.recorded_at)
        self.add(submission.entries, now)
        self._commands[submission.command_id] = (
            submission.digest, first, self.size, self.recorded_at
        )
        return Committed(first, self.size, self.recorded_at)

    def known(self, submission: Submission) -> Repeated | Reused | None:
        found = self._commands.get(submission.command_id)
        if found is None:
            found = self._connection.execute(
                "SELECT digest, first, last, recorded_at FROM commands"
                " JOIN events ON position = last WHERE command_id = ?",
                (submission.command_id,),
            ).fetchone()
        if found is None:
            return None
        digest, first, last, recorded_at = found
        return Repeated(first, last, recorded_at) if digest == submission.digest else Reused()

    def add(self, entries: Sequence[Entry], now: int) -> None:
        self.recorded_at = max(self.recorded_at, now)
        at, position = self.recorded_at, self.size
        for name, tags, data in entries:
            position += 1
            leaf = tree.leaf_hash(position, name.encode(), at, tags.encode(), data)
            self._rows.append((position, name, at, tags, data, leaf))
        self.size = position

    def take(self, rows: Sequence[Row]) -> None:
        """Keep rows as another log recorded them."""
        for position, name, at, tags, data in rows:
            leaf = tree.leaf_hash(position, name.encode(), at, tags.encode(), data)
            self._rows.append((position, name, at, tags, data, leaf))
        if rows:
            self.size, self.recorded_at = rows[-1].position, rows[-1].recorded_at

    def remember(self, known: Sequence[CommandRow]) -> None:
        self._connection.executemany("INSERT INTO commands VALUES (?, ?, ?, ?)", known)

    def flush(self) -> None:
        """Write what is kept: events, tags, tiles, head, commands."""
        rows = self._rows
        if not rows:
            return
        connection = self._connection
        grown = tree.grow(self._flushed, self._frontier, [row[5] for row in rows])
        pairs = [
            (tag, row[0]) for row in rows if row[3] for tag in dict.fromkeys(row[3].split(" "))
        ]
        if len(rows) == 1:
            connection.execute("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)", rows[0])
        else:
            connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)", rows)
        if pairs:
            connection.executemany("INSERT INTO tags VALUES (?, ?)", pairs)
        if grown.tiles:
            connection.executemany("INSERT INTO tiles VALUES (?, ?, ?)", grown.tiles)
        if self._commands:
            connection.executemany(
                "INSERT INTO commands VALUES (?, ?, ?, ?)",
                [(key, *value[:3]) for key, value in self._commands.items()],
            )
            self._commands = {}
        self._frontier = grown.frontier
        connection.execute(
            "UPDATE head SET size = ?, recorded_at = ?, frontier = ?, root = ?",
            (self.size, self.recorded_at, tree.packed(grown.frontier), tree.root_of(grown.frontier)),
        )
        self._flushed = self.size
        self._rows = []
        self.stored = True

    def _conflicts(self, reads: Sequence[ReadItem]) -> bool:
        # What was read up to the head cannot have changed: the usual case needs no query.
        stale = [item for item in reads if item.after < self._flushed]
        if stale:
            values: list[object] = []
            for tag, names, after in stale:
                values += (tag, after, *names)
            statement = _condition(tuple(len(item.names) for item in stale))
            if self._connection.execute(statement, values).fetchone()[0]:
                return True
        return any(_hears(item, row) for row in self._rows for item in reads)


def _hears(item: ReadItem, row: tuple[int, str, int, str, bytes, bytes]) -> bool:
    return (
        row[0] > item.after
        and (not item.names or row[1] in item.names)
        and item.tag in row[3].split(" ")
    )


@cache
def _condition(names: tuple[int, ...]) -> str:
    """Ask whether any of several things read has a newer event; one count of names for each."""
    newer = "EXISTS (SELECT 1 FROM tags AS t WHERE t.tag = ? AND t.position > ?"
    questions = [
        newer
        + (
            " AND (SELECT name FROM events AS e WHERE e.position = t.position)"
            f" IN ({', '.join('?' * count)})"
            if count
            else ""
        )
        + ")"
        for count in names
    ]
    return "SELECT " + " OR ".join(questions)


def _history(
    connection: sqlite3.Connection, tag: str, after: int, upto: int | None
) -> list[Row]:
    found = connection.execute(
        "SELECT e.position, e.name, e.recorded_at, e.tags, e.data"
        " FROM tags AS t CROSS JOIN events AS e ON e.position = t.position"
        " WHERE t.tag = ? AND t.position > ? AND t.position <= ? ORDER BY t.position",
        (tag, after, _reach(upto)),
    )
    return list(map(_as_row, found))


def _reach(upto: int | None) -> int:
    return 2**63 - 1 if upto is None else upto


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _is_busy(error: sqlite3.Error) -> bool:
    return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _is_fatal(error: sqlite3.Error) -> bool:
    return _code(error) in (
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_CANTOPEN,
    )
