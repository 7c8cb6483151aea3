"""The schema on PostgreSQL as it stands at one moment, for verification."""

from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import Any

import psycopg
from psycopg.types.string import ByteaBinaryLoader

from infrastructure.recorders.queries import PAGE


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
            "SELECT position, name, recorded_at, tags, data, leaf FROM events ORDER BY position",
            texts_as_bytes=True,
        )

    def tagged(self) -> Iterator[list[Any]]:
        return self._paged("SELECT tag, position FROM tags")

    def positions_by_tag(self) -> Iterator[list[Any]]:
        return self._paged(
            "SELECT tag, '[' || string_agg(position::text, ',' ORDER BY position) || ']'"
            " FROM tags GROUP BY tag"
        )

    def tiles(self) -> list[Any]:
        statement = "SELECT level, number, root FROM tiles ORDER BY level, number"
        return list(chain.from_iterable(self._paged(statement)))

    def commands(self) -> Iterator[list[Any]]:
        return self._paged("SELECT first, last, '', digest FROM commands ORDER BY first")

    def command_index(self) -> None:
        return None

    def _paged(self, statement: str, *, texts_as_bytes: bool = False) -> Iterator[list[Any]]:
        try:
            with self._connection.cursor() as cursor:
                if texts_as_bytes:
                    cursor.adapters.register_loader("text", ByteaBinaryLoader)
                # Streamed, so that the server reads on while a page is examined here.
                rows = cursor.stream(statement.encode(), binary=True, size=PAGE)
                while page := list(islice(rows, PAGE)):
                    yield page
        except (psycopg.Error, UnicodeDecodeError) as error:
            raise self._failure(error) from error
