"""Reading an object-centric event log of whoever made it, from JSON or SQLite, and writing it back.

Times and values stay the texts they are: what was read and is written again is the same log.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

OURS = frozenset({"ocel_id", "ocel_time", "ocel_changed_field"})
"""Columns of the standard; every other is an attribute."""


class NotALog(Exception):
    """A file is no object-centric event log."""


class AttributeType(msgspec.Struct, frozen=True):
    """An attribute that events or objects of a type have."""

    name: str
    type: str


class LogType(msgspec.Struct, frozen=True):
    """A type of event or of object."""

    name: str
    attributes: list[AttributeType]


class Value(msgspec.Struct, frozen=True):
    """The value of an attribute; of an object, from a time on."""

    name: str
    value: str
    time: str | UnsetType = UNSET


class Related(msgspec.Struct, frozen=True, rename="camel"):
    """An object that something is related to."""

    object_id: str
    qualifier: str


class LogEvent(msgspec.Struct, frozen=True):
    """Something that happened."""

    id: str
    type: str
    time: str
    attributes: list[Value] | UnsetType = UNSET
    relationships: list[Related] | UnsetType = UNSET


class LogObject(msgspec.Struct, frozen=True):
    """Something that events are about."""

    id: str
    type: str
    attributes: list[Value] | UnsetType = UNSET
    relationships: list[Related] | UnsetType = UNSET


class Log(msgspec.Struct, frozen=True, rename="camel"):
    """A whole log, as the JSON form of the standard has it."""

    event_types: list[LogType]
    object_types: list[LogType]
    events: list[LogEvent]
    objects: list[LogObject]


def read_json(file: Path) -> Log:
    """Read the JSON form. Raises `NotALog`."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Log)
    except msgspec.DecodeError as wrong:
        raise NotALog(f"{file} is no object-centric event log: {wrong} (check the file)") from wrong


def as_json(log: Log) -> bytes:
    """The JSON form of a log."""
    return msgspec.json.encode(log)


def read_sqlite(file: Path) -> Log:
    """Read the SQLite form. Raises `NotALog`."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as db:
            return _read(db)
    except sqlite3.DatabaseError as wrong:
        raise NotALog(f"{file} is no object-centric event log: {wrong} (check the file)") from wrong


def _read(db: sqlite3.Connection) -> Log:
    event_tables = dict(db.execute("SELECT ocel_type, ocel_type_map FROM event_map_type"))
    object_tables = dict(db.execute("SELECT ocel_type, ocel_type_map FROM object_map_type"))
    related = _related(db, "event_object", "ocel_event_id", "ocel_object_id")
    belongs = _related(db, "object_object", "ocel_source_id", "ocel_target_id")
    told = {
        row["ocel_id"]: row
        for table in event_tables.values()
        for row in _rows(db, f"event_{table}")
    }
    values: dict[str, list[Value]] = {}
    for table in object_tables.values():
        for row in _rows(db, f"object_{table}"):
            some = values.setdefault(row["ocel_id"], [])
            some += _values(row, time=row.get("ocel_time"))
    return Log(
        event_types=[_type(db, name, f"event_{table}") for name, table in event_tables.items()],
        object_types=[_type(db, name, f"object_{table}") for name, table in object_tables.items()],
        events=[
            LogEvent(
                id=each,
                type=kind,
                time=str(told[each]["ocel_time"]),
                attributes=_values(told[each]),
                relationships=related.get(each, []),
            )
            for each, kind in db.execute("SELECT ocel_id, ocel_type FROM event ORDER BY rowid")
        ],
        objects=[
            LogObject(
                id=each,
                type=kind,
                attributes=values.get(each, []),
                relationships=belongs.get(each, []),
            )
            for each, kind in db.execute("SELECT ocel_id, ocel_type FROM object ORDER BY rowid")
        ],
    )


def _related(
    db: sqlite3.Connection, table: str, source: str, target: str
) -> dict[str, list[Related]]:
    found: dict[str, list[Related]] = {}
    asked = f"SELECT {source}, {target}, ocel_qualifier FROM {table} ORDER BY rowid"  # noqa: S608 - ours
    for one, other, qualifier in db.execute(asked):
        found.setdefault(one, []).append(Related(other, qualifier))
    return found


def _rows(db: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
    cursor = db.execute(f'SELECT * FROM "{_named(table)}" ORDER BY rowid')  # noqa: S608 - checked
    names = [each[0] for each in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _type(db: sqlite3.Connection, name: str, table: str) -> LogType:
    columns: Sequence[Any] = db.execute(f'PRAGMA table_info("{_named(table)}")').fetchall()
    return LogType(
        name, [AttributeType(each[1], "string") for each in columns if each[1] not in OURS]
    )


def _values(row: dict[str, Any], time: str | None = None) -> list[Value]:
    since = UNSET if time is None else time
    return [
        Value(name, str(value), since)
        for name, value in row.items()
        if name not in OURS and value is not None
    ]


def _named(table: str) -> str:
    """A table that a file names; it may hold nothing that ends the name."""
    if '"' in table:
        raise NotALog(f"{table} is no name of a table (check the file)")
    return table
