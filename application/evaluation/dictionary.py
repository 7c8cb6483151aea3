"""What every column of an extract means, from the types of the events themselves.

The descriptions follow the Frictionless Data Package: a table for each kind of entry, a field for
each of its parts, with the values that it may have. Nothing of it is written by hand.
"""

import inspect
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from enum import Enum
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from application.evaluation.disguise import DAYS, NAMES, TEXT, parts_of
from domain.decider import Event
from domain.personal import Sealed

FIRST = ("person", "entry", "at", "recorded_at")
"""The columns that every table begins with."""

_FIRST_FIELDS: tuple[dict[str, Any], ...] = (
    {
        "name": "person",
        "type": "string",
        "description": "Whose life it is part of: a name that stands in this study alone.",
        "constraints": {"required": True},
    },
    {
        "name": "entry",
        "type": "integer",
        "description": "The place of the entry in the life of the person, from 1.",
        "constraints": {"required": True, "minimum": 1},
    },
    {
        "name": "at",
        "type": "datetime",
        "description": "The first moment at which it was true (UTC).",
        "constraints": {"required": True},
    },
    {
        "name": "recorded_at",
        "type": "datetime",
        "description": "When it was recorded (UTC).",
        "constraints": {"required": True},
    },
)
_TYPES: dict[Any, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    datetime: "datetime",
    date: "date",
    time: "time",
}


def columns_of(kind: type[Event]) -> tuple[str, ...]:
    """The columns of a table: the first ones, then all that is told of this kind of entry."""
    return (*FIRST, *[part.name for part in _told(kind)])


def table_of(kind: type[Event], path: str, missing: str = "") -> dict[str, Any]:
    """The description of one table."""
    hints = get_type_hints(kind)
    fields = [*_FIRST_FIELDS, *[_field(part, hints[part.name]) for part in _told(kind)]]
    return {
        "name": kind.__name__.lower(),
        "title": kind.__name__,
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "description": _sentence(kind),
        "schema": {
            "fields": fields,
            "missingValues": [missing],
            "primaryKey": ["person", "entry"],
        },
    }


def type_of(kind: type[Event], field: str) -> str:
    """The type of a field, in the words of the dictionary."""
    part = next(each for each in parts_of(kind) if each.name == field)
    return str(_field(part, get_type_hints(kind)[field])["type"])


def package(name: str, tables: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The description of all tables together."""
    return {
        "profile": "tabular-data-package",
        "name": name,
        "title": "Entries of everybody in a study, under names that stand in this study alone",
        "resources": list(tables),
    }


def cells_of(kind: type[Event], said: Mapping[str, Any]) -> list[str]:
    """The cells of an entry after the first columns, in the order of `columns_of`."""
    return [cell(said.get(part.name)) for part in _told(kind)]


def _told(kind: type[Event]) -> list[Any]:
    return [part for part in parts_of(kind) if part.fate != TEXT and part.name not in FIRST]


def _field(part: Any, hint: Any) -> dict[str, Any]:
    kinds = [each for each in _plain(hint) if each not in {NoneType, Sealed}]
    many = any(get_origin(each) is tuple for each in kinds)
    inner = get_args(kinds[0])[0] if many else kinds[0]
    constraints: dict[str, Any] = {}
    kind = _TYPES.get(inner, "string")
    if isinstance(inner, type) and issubclass(inner, Enum):
        kind = "string"
        codes = [str(each.value) for each in inner]
        constraints = (
            {"pattern": f"({'|'.join(codes)})( ({'|'.join(codes)}))*"} if many else {"enum": codes}
        )
    said = {
        NAMES: f"A {part.noun.replace('_', ' ')}, by a name that stands in this study alone.",
        DAYS: "A day or a moment, moved like all of this person's where dates are moved.",
    }.get(part.fate, "Empty where it was not recorded, or too few people have it in common.")
    if many:
        kind = "string"
        said = f"Several, with a space between. {said}"
    field = {"name": part.name, "type": kind, "description": said}
    return {**field, "constraints": constraints} if constraints else field


def _plain(hint: Any) -> tuple[Any, ...]:
    return (hint,) if get_origin(hint) is tuple else get_args(hint) or (hint,)


def _sentence(kind: type[Event]) -> str:
    return inspect.cleandoc(kind.__doc__ or "").split("\n\n")[0].replace("\n", " ")


def cell(value: Any) -> str:
    """A value of JSON as text: nothing is empty, several have a space between them."""
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(map(cell, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
