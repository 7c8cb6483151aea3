"""What a view is: the rows that one subject's events amount to, and how long they hold."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    select,
)
from sqlalchemy.types import TypeDecorator

from domain.decider import Event, Recorded
from domain.definitions import Definitions
from domain.people import Subject

metadata = MetaData()


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, in every database alike."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the library calls it so
        """Store in UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the library calls it so
        """Read as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Rows(msgspec.Struct, frozen=True):
    """What one subject's events amount to at a moment.

    ``holds_until`` is the next moment at which the rows would differ though nothing is recorded;
    none if time alone changes nothing.
    """

    values: Sequence[dict[str, Any]]
    holds_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A view: its name, the noun of the subjects it is folded by, its table, and its function.

    ``rows(subject, events, definitions, at, true)`` gets a subject with its known events in the
    order of their recording, the moment for which due times are judged, and the moment up to which
    what happened counts.

    ``goes_by_definitions`` says that the rows depend on definitions, so that adopting others folds
    them again. ``opens`` names the coded fields of events that the function needs; a reader that
    holds the keyring opens them, and what it cannot open is unknown. ``of_service`` names the kinds
    of entries about the service that the function gets beside those of the subject; when one is
    recorded, everybody in the service is folded again. ``hears`` names the kinds that the function
    looks at at all, where it does not look at every one: a rebuild reads nothing else.
    """

    name: str
    noun: str
    table: Table
    rows: Callable[[Subject, Sequence[Recorded], Definitions, datetime, datetime], Rows]
    goes_by_definitions: bool = False
    opens: Mapping[type[Event], frozenset[str]] = field(default_factory=dict)
    of_service: frozenset[type[Event]] = frozenset()
    hears: frozenset[type[Event]] | None = None


checkpoints = Table(
    "checkpoints",
    metadata,
    Column("view", String, primary_key=True),
    Column("version", String, nullable=False),
    Column("position", Integer, nullable=False),
    Column("root", LargeBinary),
    Column("failed", String),
)


turns = Table(
    "turns",
    metadata,
    Column("view", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("service", String, nullable=False),
    Column("holds_until", Moment, nullable=False),
    Index("turns_that_come", "view", "service", "holds_until"),
)
"""When the rows of a subject would change by time alone, though there be no rows yet."""


def subject_column() -> Column[Any]:
    """The column that every view's table begins with."""
    return Column("subject", String, nullable=False, index=True)


def digest_of(db: Connection, table: Table) -> str:
    """SHA-256 over all rows in the order of all their columns, as hexadecimal.

    Two tables with the same rows have the same digest, whatever database they are in and in
    whatever order the rows were written.
    """
    found = [msgspec.json.encode(list(row)) for row in db.execute(select(*table.columns))]
    total = hashlib.sha256()
    for row in sorted(found):
        total.update(len(row).to_bytes(4, "big"))
        total.update(row)
    return total.hexdigest()
