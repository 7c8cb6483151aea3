"""The schema on PostgreSQL as it stands at one moment, for verification."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

import psycopg

PAGE = 5000


class PostgresEvidence:
    """What `infrastructure.recorders.Evidence` asks, from one read transaction.

    A text arrives as its bytes, whatever they are.
    """

    text = bytes

    def __init__(
        self, connection: psycopg.Connection[Any], failure: Callable[[Exception], Exception]
    ) -> None:
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
                while page := cursor.fetchmany(PAGE):
                    yield page
        except (psycopg.Error, UnicodeDecodeError) as error:
            raise self._failure(error) from error
