"""A `Scope` said to the database: the same answer as `Scope.admits`, row by row."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, and_, false, or_, true

from application.scope import Scope, Some

KINDS = ("person", "peer", "gathering")


def visible(scope: Scope, columns: Mapping[str, ColumnElement[str | None]]) -> ColumnElement[bool]:
    """Which rows may be seen; ``columns`` are those that name a person, a peer or a gathering."""
    found: list[ColumnElement[bool]] = []
    unnamed: ColumnElement[bool] = true()
    for kind in KINDS:
        if kind not in columns:
            continue
        column = columns[kind]
        found.append(and_(unnamed, column.is_not(None), _among(getattr(scope, kind), column)))
        unnamed = and_(unnamed, column.is_(None))
    if scope.of_service:
        found.append(unnamed)
    return or_(false(), *found)


def _among(some: Some, column: ColumnElement[str | None]) -> ColumnElement[bool]:
    if some.all:
        return true()
    return column.in_(sorted(some.each)) if some.each else false()
