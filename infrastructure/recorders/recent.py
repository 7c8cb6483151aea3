"""What the SQLite store has not indexed yet, held in memory by each process.

Subjects and command ids are random: written one by one, each would dirty a page of its own at
every commit, and a commit would cost more than twice as much. The log itself holds them in order,
so an index may lag: it is extended for a thousand events at once, in order of its keys, inside the
append transaction that makes it due. What lies between the index and the head is read from the
log once and kept here.
"""

import sqlite3
import threading
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Known(NamedTuple):
    """A command that the store has taken."""

    digest: bytes
    first: int
    last: int
    recorded_at: int


Heard = tuple[int, str]
"""A position, and the name of the event there."""
Unheard = tuple[int, str, str]
"""The same with its tags, not dealt to them yet: nobody may ever ask."""


class Recent:
    """The tags and commands of the positions after the index, up to the head last seen.

    It may reach further than a caller's own view of the log, never less far.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._after = 0
        self._upto = 0
        self._tags: dict[str, list[Heard]] = {}
        self._unheard: list[Unheard] = []
        self._commands: dict[str, Known] = {}

    def catch_up(self, connection: sqlite3.Connection, size: int, indexed: int) -> None:
        """Forget what the index has taken in, and read what others have appended."""
        with self._lock:
            if indexed > self._after:
                self._forget(indexed)
            if size > self._upto:
                self._read(connection, size)

    def heard(self, tag: str) -> tuple[int, Sequence[Heard]]:
        """What happened under a tag, in order, and the position after which this is complete.

        Both at once: another thread may have let go meanwhile of what the index has taken in.
        """
        with self._lock:
            self._deal()
            return self._after, tuple(self._tags.get(tag, ()))

    def command(self, command_id: str) -> Known | None:
        """What a command did, if it came after the index."""
        return self._commands.get(command_id)

    def first_uses(self, prefix: str) -> list[tuple[str, int]]:
        """The tags that begin so, each with its first position after the index."""
        with self._lock:
            self._deal()
            return [(tag, at[0][0]) for tag, at in self._tags.items() if tag.startswith(prefix)]

    def extend(
        self,
        upto: int,
        tags: dict[str, list[Heard]],
        unheard: list[Unheard],
        commands: dict[str, Known],
    ) -> None:
        """Take in what this process has just committed: what is dealt to its tags, and the rest."""
        with self._lock:
            if tags:
                self._deal()
            for tag, heard in tags.items():
                if heard[0][0] <= self._upto:  # a reader has seen some of them already
                    heard = [entry for entry in heard if entry[0] > self._upto]  # noqa: PLW2901
                known = self._tags.get(tag)
                if known is None:
                    self._tags[tag] = heard
                else:
                    known += heard
            if unheard and unheard[0][0] <= self._upto:
                unheard = [entry for entry in unheard if entry[0] > self._upto]
            self._unheard += unheard
            self._commands.update(commands)
            self._upto = max(self._upto, upto)

    def pairs(self) -> list[tuple[str, int]]:
        """Everything that the index of tags lacks."""
        with self._lock:
            pairs = [(tag, at) for tag, heard in self._tags.items() for at, _ in heard]
            return pairs + [(tag, at) for at, _, tags in self._unheard for tag in words(tags)]

    def commands(self) -> list[tuple[str, int]]:
        """Everything that the index of commands lacks."""
        with self._lock:
            return [(command_id, known.first) for command_id, known in self._commands.items()]

    def _forget(self, indexed: int) -> None:
        if indexed >= self._upto:
            self._tags, self._unheard, self._commands, self._upto = {}, [], {}, indexed
        else:
            self._deal()
            later = {
                tag: [entry for entry in heard if entry[0] > indexed]
                for tag, heard in self._tags.items()
            }
            self._tags = {tag: heard for tag, heard in later.items() if heard}
            self._commands = {
                command_id: known
                for command_id, known in self._commands.items()
                if known.first > indexed
            }
        self._after = indexed

    def _deal(self) -> None:
        """Deal to its tags what was committed since somebody asked."""
        for position, name, tags in self._unheard:
            for tag in words(tags):
                self._tags.setdefault(tag, []).append((position, name))
        self._unheard = []

    def _read(self, connection: sqlite3.Connection, size: int) -> None:
        self._deal()
        for position, name, tags in connection.execute(
            "SELECT position, name, tags FROM events WHERE position > ? AND position <= ?"
            " ORDER BY position",
            (self._upto, size),
        ):
            for tag in words(tags):
                self._tags.setdefault(tag, []).append((position, name))
        for command_id, *known in connection.execute(
            "SELECT command_id, digest, first, last, recorded_at FROM commands"
            " JOIN events ON position = last WHERE first > ? AND first <= ?",
            (self._upto, size),
        ):
            self._commands[command_id] = Known(*known)
        self._upto = size


def words(tags: str) -> Iterable[str]:
    """The different tags of an event."""
    return dict.fromkeys(tags.split(" ")) if tags else ()
