"""Tables made from what a row shows: no field is written down twice."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Dialect,
    Float,
    Integer,
    String,
    Table,
    Text,
    TypeDecorator,
)

from domain.flags import Flag, standing
from projections.view import Moment, metadata, subject_column

_written = msgspec.json.encode


class Several(TypeDecorator[list[Any]]):
    """A list of plain values, kept as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: list[Any] | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the library calls it so
        """Write as JSON."""
        return None if value is None else _written(value, order="sorted").decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> list[Any] | None:  # noqa: ARG002 - the library calls it so
        """Read from JSON."""
        return None if value is None else list(msgspec.json.decode(value))


KINDS: dict[object, Any] = {
    bool: Boolean,
    int: Integer,
    float: Float,
    datetime: Moment,
    date: Date,
    str: String,
    list: Several,
}
INDEXED = ("service", "coordinator", "match")


def table_of(name: str, row: type[msgspec.Struct], *hidden: Column[Any]) -> Table:
    """The table of a view whose rows are those of a struct, in one service each.

    ``hidden`` are columns that are kept and not shown.
    """
    columns = [Column("service", String, nullable=False, index=True)]
    for field, hint in get_type_hints(row).items():
        kind, may_be_missing = plain(hint)
        columns.append(Column(field, KINDS[kind], nullable=may_be_missing, index=field in INDEXED))
    return Table(name, metadata, subject_column(), *columns, *hidden)


def plain(hint: Any) -> tuple[object, bool]:
    """The plain kind of value that a field holds, and whether it may be missing."""
    if get_origin(hint) in {Union, UnionType}:
        (kind,) = (each for each in get_args(hint) if each is not type(None))
        return plain(kind)[0], True
    hint = getattr(hint, "__supertype__", hint)
    return get_origin(hint) or hint, False


def shown(flags: Iterable[Flag], at: datetime) -> list[dict[str, str]]:
    """What stands at a moment; the same of several things is said once, with the number."""
    counted = Counter((flag.code, flag.sentence) for flag in standing(flags, at))
    return [
        {"code": code, "sentence": sentence if times == 1 else f"{times} times: {sentence}"}
        for (code, sentence), times in sorted(counted.items())
    ]
