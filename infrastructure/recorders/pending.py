"""A transaction on the SQLite store: what is about to be committed, on top of what stands."""

import sqlite3
from collections.abc import Iterable, Sequence
from functools import cache, partial

from infrastructure import tree
from infrastructure.recorders import (
    CommandRow,
    Committed,
    Conflicted,
    Entry,
    Outcome,
    ReadItem,
    Repeated,
    Reused,
    Row,
    Submission,
)
from infrastructure.recorders.recent import Heard, Known, Recent, Unheard, words

COLUMNS = "position, name, recorded_at, tags, data"
as_row = partial(tuple.__new__, Row)


class Pending:
    """What is about to be committed, on top of what stands: the log while the lock is held."""

    size: int
    indexed: int
    recorded_at: int

    def __init__(self, connection: sqlite3.Connection, recent: Recent, index_every: int) -> None:
        self.size, self.indexed, self.recorded_at, frontier = connection.execute(
            "SELECT size, indexed, recorded_at, frontier FROM head"
        ).fetchone()
        recent.catch_up(connection, self.size, self.indexed)
        self.unheard: list[Unheard] = []
        self.commands: dict[str, Known] = {}
        self.stored = False
        self._stood = self.size
        self._fresh: dict[str, list[Heard]] = {}
        self._looked_up: dict[str, Known | None] = {}
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

    @property
    def fresh(self) -> dict[str, list[Heard]]:
        """What this transaction puts under each tag, dealt when it is first asked for."""
        fresh = self._fresh
        for position, name, tags in self.unheard:
            here = position, name
            for tag in words(tags):
                heard = fresh.get(tag)
                if heard is None:
                    fresh[tag] = [here]
                else:
                    heard.append(here)
        self.unheard = []
        return fresh

    @property
    def dealt(self) -> dict[str, list[Heard]]:
        """As much of it as was asked for."""
        return self._fresh

    def history(self, tag: str, after: int = 0) -> list[Row]:
        self.flush()
        _, recent = self._recent.heard(tag)
        heard = (*recent, *self.fresh.get(tag, ()))
        return history_of(self._connection, tag, after, self.size, self.indexed, heard)

    def append(self, submission: Submission, now: int) -> Outcome:
        known = self.known(submission)
        if known is not None:
            return known
        for item in submission.reads:
            if (item.after < self._stood or item.tag in self.fresh) and self._has_newer(item):
                return Conflicted()
        first = self.size + 1
        if submission.entries:
            self.add(submission.entries, now)
            if submission.command_id:
                taken = CommandRow(submission.command_id, submission.digest, first, self.size)
                self.remember(taken)
        return Committed(first, self.size, self.recorded_at)

    def known(self, submission: Submission) -> Repeated | Reused | None:
        """What a command id did before, if it did."""
        command_id = submission.command_id
        if not command_id:
            return None
        if command_id not in self._looked_up:
            self.look_up([command_id])
        known = self.commands.get(command_id) or self._looked_up[command_id]
        if known is None:
            return None
        if known.digest != submission.digest:
            return Reused()
        return Repeated(known.first, known.last, known.recorded_at)

    def look_up(self, command_ids: Sequence[str]) -> None:
        """Find out what commands did before this transaction, all of them at once."""
        for command_id in command_ids:
            self._looked_up[command_id] = self._recent.command(command_id)
        if self.indexed:
            for command_id, *known in self._connection.execute(
                _known(len(command_ids)), command_ids
            ):
                self._looked_up[command_id] = Known(*known)

    def add(self, entries: Sequence[Entry], now: int) -> None:
        """Put events at the end, recorded now."""
        at = max(now, self.recorded_at)
        for position, (name, tags, data) in enumerate(entries, self.size + 1):
            self._put(position, name, at, tags, data)
            self.size, self.recorded_at = position, at

    def take(self, rows: Sequence[Row]) -> None:
        """Put rows at the end as they are."""
        for row in rows:
            self._put(*row)
        if rows:
            self.size, self.recorded_at = rows[-1].position, rows[-1].recorded_at

    def _put(self, position: int, name: str, at: int, tags: str, data: bytes) -> None:
        leaf = tree.leaf_hash(position, name.encode(), at, tags.encode(), data)
        self._rows.append((position, name, at, tags, data, leaf))
        self.unheard.append((position, name, tags))

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
        pairs += [(tag, at) for tag, heard in self._fresh.items() for at, _ in heard]
        pairs += [(tag, at) for at, _, tags in self.unheard for tag in words(tags)]
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
        self._fresh, self.unheard, self.commands, self.indexed = {}, [], {}, self.size
        self._looked_up = {}

    def _has_newer(self, item: ReadItem) -> bool:
        tag, names, after = item
        fresh = self.fresh.get(tag)
        if fresh and _hears(fresh, names, after):
            return True
        if after >= self._stood:
            return False
        if _hears(self._recent.heard(tag)[1], names, after):
            return True
        if after >= self.indexed:
            return False
        found = self._connection.execute(_newer(len(names)), (tag, after, *names)).fetchone()
        return bool(found[0])


def _hears(heard: Iterable[Heard], names: tuple[str, ...], after: int) -> bool:
    """Whether any of these names was heard after a position; no names means every name."""
    return any(position > after and (not names or name in names) for position, name in heard)


@cache
def _known(commands: int) -> str:
    """Ask what so many commands did, as far as the index reaches."""
    return (
        "SELECT command_ids.command_id, digest, first, last, recorded_at FROM command_ids"
        " JOIN commands USING (first) JOIN events ON position = last"
        f" WHERE command_ids.command_id IN ({', '.join('?' * commands)})"
    )


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


def history_of(  # noqa: PLR0917 - one question, asked in two places
    connection: sqlite3.Connection,
    tag: str,
    after: int,
    upto: int,
    indexed: int,
    heard: Iterable[Heard],
) -> list[Row]:
    """Read what concerns a tag: by the index up to where it reaches, then by what was heard."""
    rows: list[Row] = []
    if after < indexed:
        rows += map(
            as_row,
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
                as_row,
                connection.execute(f"SELECT {COLUMNS} FROM events WHERE position = ?", (position,)),
            )
    return rows
