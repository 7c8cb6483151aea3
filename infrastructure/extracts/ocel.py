"""Object-centric event logs (OCEL 2.0) for process mining: from the shards of an extract.

What an entry concerns becomes the objects that it is related to, by the name of the field. A log
is written piece by piece, as JSON and into SQLite; it is never held in memory as a whole.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from application.evaluation.dictionary import cell, type_of
from application.evaluation.disguise import DAYS, NAMES, VALUES, Part, parts_of
from domain.catalogue import EVENTS
from domain.decider import Event
from infrastructure.extracts.shards import told_in

JSON_FILE = "log.jsonocel"
SQLITE_FILE = "log.sqlite"

TYPES = {"datetime": "time", "date": "time", "number": "float"}
"""The words of the standard for ours, where they differ."""

WITHIN = (("session", "match"), ("match", "person"), ("match", "peer"), ("referral", "person"))
"""Which objects belong to which others, wherever an entry names both."""

MAPS = """
CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT);
CREATE TABLE event (
  ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES event_map_type (ocel_type));
CREATE TABLE object (
  ocel_id TEXT PRIMARY KEY, ocel_type TEXT REFERENCES object_map_type (ocel_type));
CREATE TABLE event_object (
  ocel_event_id TEXT REFERENCES event (ocel_id), ocel_object_id TEXT REFERENCES object (ocel_id),
  ocel_qualifier TEXT, PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier));
CREATE TABLE object_object (
  ocel_source_id TEXT REFERENCES object (ocel_id), ocel_target_id TEXT REFERENCES object (ocel_id),
  ocel_qualifier TEXT, PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier));
"""


class Named(NamedTuple):
    """An object that an entry concerns: its identifier, its type, and how it is concerned."""

    identifier: str
    type: str
    qualifier: str


class Occurred(NamedTuple):
    """An entry as an event of the standard."""

    identifier: str
    kind: type[Event]
    said: dict[str, Any]
    objects: tuple[Named, ...]


def write_ocel(shards: Sequence[Path], folder: Path) -> None:
    """Write the log twice, as JSON and as SQLite."""
    kinds: set[str] = set()
    objects: dict[str, str] = {}
    within: set[tuple[str, str, str]] = set()
    for occurred in _occurred(shards):
        kinds.add(occurred.kind.__name__)
        objects.update((each.identifier, each.type) for each in occurred.objects)
        within.update(_within(occurred))
    found = _Found(sorted(kinds), dict(sorted(objects.items())), sorted(within))
    _write_json(folder / JSON_FILE, found, _occurred(shards))
    _write_sqlite(folder / SQLITE_FILE, found, _occurred(shards))


class _Found(NamedTuple):
    kinds: list[str]
    objects: dict[str, str]
    within: list[tuple[str, str, str]]

    @property
    def types(self) -> list[str]:
        return sorted(set(self.objects.values()))


def _occurred(shards: Sequence[Path]) -> Iterator[Occurred]:
    for shard in shards:
        for told in told_in(shard):
            kind, said = EVENTS[told.name], msgspec.json.decode(told.data)
            objects = tuple(dict.fromkeys(_named(kind, said)))
            yield Occurred(f"{told.person}-{told.entry}", kind, said, objects)


def _named(kind: type[Event], said: dict[str, Any]) -> Iterator[Named]:
    for part in parts_of(kind):
        value = said.get(part.name)
        if part.fate == NAMES and value:
            for each in value if isinstance(value, list) else (value,):
                yield Named(f"{part.noun}:{each}", part.noun, part.name)


def _within(occurred: Occurred) -> Iterator[tuple[str, str, str]]:
    by_type = {each.type: each.identifier for each in occurred.objects}
    for inner, outer in WITHIN:
        if inner in by_type and outer in by_type:
            yield by_type[inner], by_type[outer], outer


def _attributes(kind: type[Event]) -> list[Part]:
    return [each for each in parts_of(kind) if each.fate in {VALUES, DAYS} and each.name != "at"]


@cache
def _described(kind: type[Event]) -> list[dict[str, str]]:
    return [
        {"name": part.name, "type": TYPES.get(said := type_of(kind, part.name), said)}
        for part in _attributes(kind)
    ]


def _text(value: Any, kind: str) -> str | None:
    """A value as text; a day is told as the moment at which it begins."""
    if value is None or value == []:
        return None
    is_day = kind == "time" and len(value) == len("2026-01-31")
    return f"{value}T00:00:00Z" if is_day else cell(value)


def _values(occurred: Occurred) -> list[tuple[str, str | None]]:
    return [
        (each["name"], _text(occurred.said.get(each["name"]), each["type"]))
        for each in _described(occurred.kind)
    ]


def _write_json(file: Path, found: _Found, all_of_them: Iterator[Occurred]) -> None:
    encode = msgspec.json.Encoder().encode
    event_types = [{"name": each, "attributes": _described(EVENTS[each])} for each in found.kinds]
    object_types = [{"name": each, "attributes": list[Any]()} for each in found.types]
    within: dict[str, list[dict[str, str]]] = {}
    for source, target, qualifier in found.within:
        within.setdefault(source, []).append({"objectId": target, "qualifier": qualifier})
    with file.open("wb") as out:
        out.write(b'{"eventTypes":' + encode(event_types))
        out.write(b',\n"objectTypes":' + encode(object_types) + b',\n"events":[')
        for number, each in enumerate(all_of_them):
            out.write(b",\n" if number else b"\n")
            out.write(encode(_as_json(each)))
        out.write(b'],\n"objects":[')
        for number, (identifier, kind) in enumerate(found.objects.items()):
            relationships = within.get(identifier, [])
            shown = {"id": identifier, "type": kind, "attributes": list[Any]()}
            out.write(b",\n" if number else b"\n")
            out.write(encode({**shown, "relationships": relationships}))
        out.write(b"]}\n")


def _as_json(occurred: Occurred) -> dict[str, Any]:
    return {
        "id": occurred.identifier,
        "type": occurred.kind.__name__,
        "time": occurred.said["at"],
        "attributes": [
            {"name": name, "value": value} for name, value in _values(occurred) if value is not None
        ],
        "relationships": [
            {"objectId": each.identifier, "qualifier": each.qualifier} for each in occurred.objects
        ],
    }


def _write_sqlite(file: Path, found: _Found, all_of_them: Iterator[Occurred]) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=OFF")
        db.execute("BEGIN")
        for statement in MAPS.strip().removesuffix(";").split(";"):
            db.execute(statement)
        for each in found.kinds:
            columns = "".join(f', "{part.name}" TEXT' for part in _attributes(EVENTS[each]))
            db.execute(
                f'CREATE TABLE "event_{each}" (ocel_id TEXT PRIMARY KEY REFERENCES event (ocel_id),'
                f" ocel_time TIMESTAMP{columns})"
            )
        for each in found.types:
            db.execute(
                f'CREATE TABLE "object_{each}" (ocel_id TEXT REFERENCES object (ocel_id),'
                " ocel_time TIMESTAMP, ocel_changed_field TEXT)"
            )
        db.executemany("INSERT INTO event_map_type VALUES (?, ?)", _twice(found.kinds))
        db.executemany("INSERT INTO object_map_type VALUES (?, ?)", _twice(found.types))
        db.executemany("INSERT INTO object VALUES (?, ?)", found.objects.items())
        for identifier, kind in found.objects.items():
            born = (identifier, "1970-01-01 00:00:00", None)
            db.execute(f'INSERT INTO "object_{kind}" VALUES (?, ?, ?)', born)  # noqa: S608 - ours
        db.executemany("INSERT INTO object_object VALUES (?, ?, ?)", found.within)
        for occurred in all_of_them:
            _insert(db, occurred)
        db.execute("COMMIT")


def _insert(db: sqlite3.Connection, occurred: Occurred) -> None:
    identifier, kind = occurred.identifier, occurred.kind.__name__
    told = [value for _name, value in _values(occurred)]
    marks = ", ".join("?" * (len(told) + 2))
    db.execute("INSERT INTO event VALUES (?, ?)", (identifier, kind))
    at = occurred.said["at"][:19].replace("T", " ")
    db.execute(f'INSERT INTO "event_{kind}" VALUES ({marks})', (identifier, at, *told))  # noqa: S608 - ours
    db.executemany(
        "INSERT INTO event_object VALUES (?, ?, ?)",
        [(identifier, each.identifier, each.qualifier) for each in occurred.objects],
    )


def _twice(names: Sequence[str]) -> list[tuple[str, str]]:
    return [(each, each) for each in names]
