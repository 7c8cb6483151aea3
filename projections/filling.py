"""Filling a view's table with many rows: whose entries they come from, and how they are written."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, MetaData, Table, insert
from sqlalchemy.exc import DBAPIError

from domain.decider import Recorded
from domain.people import Subject

MANY = 20
"""Rows from which on PostgreSQL takes them by COPY, which costs a fraction of a statement each."""

NOWHERE: list[list[Recorded]] = []


class Places(dict[str, list[list[Recorded]]]):
    """The histories to which an entry belongs, by what it is filed under, in one pass of several.

    Few different tags stand in a log, each many times: each is looked at only once.
    """

    def __init__(self, noun: str, number: int, passes: int) -> None:
        """Deal to the subjects of a kind that fall into one pass."""
        super().__init__()
        self.histories: dict[Subject, list[Recorded]] = {}
        self._prefix = f"{noun}:"
        self._pass = number, passes

    def __missing__(self, tagged: str) -> list[list[Recorded]]:
        tags = [tag for tag in tagged.split(" ") if tag.startswith(self._prefix)]
        some = [tag for tag in tags if _falls_into(tag, *self._pass)]
        found = [self.histories.setdefault(Subject(tag), []) for tag in some] or NOWHERE
        self[tagged] = found
        return found


def _falls_into(tag: str, number: int, passes: int) -> bool:
    return passes == 1 or int.from_bytes(tag[-4:].encode(), "big") % passes == number


@cache
def shadow_of(table: Table) -> Table:
    """The table in which a view is built beside the live one. Nobody looks anything up in it."""
    shadow = table.to_metadata(MetaData(), name=f"{table.name}_shadow")
    shadow.indexes.clear()
    return shadow


def put(db: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Add rows, which all have the same columns, to a table."""
    if len(rows) >= MANY and db.dialect.name == "postgresql":
        _copy(db, table, rows)
    elif rows:
        db.execute(insert(table), rows)


def _copy(db: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    dialect = db.dialect
    columns = [table.columns[name] for name in rows[0]]
    names = ", ".join(map(dialect.identifier_preparer.format_column, columns))
    into = dialect.identifier_preparer.format_table(table)
    statement = f"COPY {into} ({names}) FROM STDIN"
    as_stored = [
        (column.name, column.type.dialect_impl(dialect).bind_processor(dialect))
        for column in columns
    ]
    driver: Any = dialect.loaded_dbapi
    try:
        cursor: Any = db.connection.cursor()
        with cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(
                    [
                        row[name] if stored is None else stored(row[name])
                        for name, stored in as_stored
                    ]
                )
    except driver.Error as error:
        raise DBAPIError.instance(statement, None, error, driver.Error) from error
