"""The SQLite file as it stands at one moment, for verification."""

import sqlite3
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from infrastructure.recorders.queries import PAGE


class SqliteEvidence:
    """What `infrastructure.recorders.Evidence` asks, from one read transaction.

    A text arrives as a bytearray, a blob as bytes.
    """

    text = bytearray

    def __init__(
        self, connection: sqlite3.Connection, failure: Callable[[sqlite3.Error], Exception]
    ) -> None:
        self._connection = connection
        self._failure = failure

    def head(self) -> Any:
        rows = list(self._ask("SELECT size, indexed, recorded_at, frontier, root FROM head"))
        return rows[0] if len(rows) == 1 else (None, None, None, None, None)

    def rows(self) -> Iterator[list[Any]]:
        return self._paged(
            "SELECT position, name, recorded_at, tags, data, leaf FROM events ORDER BY position"
        )

    def tagged(self) -> Iterator[list[Any]]:
        return self._texts("SELECT tag, position FROM tags")

    def positions_by_tag(self) -> Iterator[list[Any]]:
        # In the order of the primary key, and so of the positions. A text or a fraction among
        # them would look like one in JSON, and a blob is refused.
        return self._texts("SELECT tag, json_group_array(position) FROM tags GROUP BY tag")

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
