"""The raw limit of SQLite: the same bytes, the same durability, and nothing else."""

import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path
from queue import SimpleQueue

from infrastructure.recorders import Row

INSERT = "INSERT INTO raw (name, recorded_at, tags, data) VALUES (?, ?, ?, ?)"
WAIT_FOR_OTHERS = 0.000_25
Values = tuple[str, int, str, bytes]


def connected(file: Path) -> sqlite3.Connection:
    """An empty table with the durability and the checkpoints that the product's log has."""
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA wal_autocheckpoint = 4000")
    connection.execute(
        "CREATE TABLE raw (position INTEGER PRIMARY KEY, name TEXT NOT NULL,"
        " recorded_at INTEGER NOT NULL, tags TEXT NOT NULL, data BLOB NOT NULL) STRICT"
    )
    return connection


def values_of(row: Row) -> Values:
    """What is inserted: everything of a row but its position, which the table gives."""
    return row.name, row.recorded_at, row.tags, row.data


def insert_batch(connection: sqlite3.Connection, batch: Iterable[Values]) -> None:
    """Insert several rows in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(INSERT, batch)
    connection.execute("COMMIT")


class WriterThread:
    """Group commit by one thread that commits together whatever waits."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Write through this connection, which nobody else may use."""
        self._connection = connection
        self._waiting: SimpleQueue[_Waiter | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._write)
        self._thread.start()

    def insert(self, values: Values) -> None:
        """Insert a row; return when it is durable."""
        waiter = _Waiter(values)
        self._waiting.put(waiter)
        waiter.wake.acquire()

    def close(self) -> None:
        """Let the thread end."""
        self._waiting.put(None)
        self._thread.join()

    def _write(self) -> None:
        while (first := self._waiting.get()) is not None:
            batch = [first]
            while not self._waiting.empty() and (another := self._waiting.get()) is not None:
                batch.append(another)
            insert_batch(self._connection, [each.values for each in batch])
            for each in batch:
                each.wake.release()


class LeaderAndFollowers:
    """Group commit by the first writer to arrive, for all who wait: the product's way, bare.

    The leader waits a little for those who were there at the last commit. A leader who does not
    wait, or waits for a fixed time, is as slow as a thread that only writes.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Commit through this connection."""
        self._connection = connection
        self._door = threading.Condition(threading.Lock())
        self._waiting: list[_Waiter] = []
        self._led = False
        self._expected = 1

    def insert(self, values: Values) -> None:
        """Insert a row; return when it is durable."""
        waiter = _Waiter(values)
        with self._door:
            self._waiting.append(waiter)
            leads, self._led = not self._led, True
            if len(self._waiting) >= self._expected:
                self._door.notify()
        if not leads:
            waiter.wake.acquire()
        if not waiter.done:
            self._lead(waiter)

    def _lead(self, own: "_Waiter") -> None:
        with self._door:
            if len(self._waiting) < self._expected:
                self._door.wait_for(self._all_are_back, WAIT_FOR_OTHERS)
            batch, self._waiting = self._waiting, []
        insert_batch(self._connection, [each.values for each in batch])
        with self._door:
            self._expected = len(batch) + len(self._waiting)
            successor = self._waiting[0] if self._waiting else None
            self._led = successor is not None
        if successor is not None:
            successor.wake.release()
        for each in batch:
            each.done = True
            if each is not own:
                each.wake.release()

    def _all_are_back(self) -> bool:
        return len(self._waiting) >= self._expected


class _Waiter:
    __slots__ = ("done", "values", "wake")

    def __init__(self, values: Values) -> None:
        self.values = values
        self.done = False
        self.wake = threading.Lock()
        self.wake.acquire()
