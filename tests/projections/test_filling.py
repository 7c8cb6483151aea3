"""Many rows are written as few are, whatever kinds of value they hold, and fail as few do."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Table, event, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from projections.filling import MANY, put
from projections.tables import KINDS
from projections.view import digest_of, metadata, subject_column
from tests.deployments import DATABASES, deployed

filled = Table(
    "filled_of_tests",
    metadata,
    subject_column(),
    *(Column(getattr(kind, "__name__", str(kind)), of) for kind, of in KINDS.items()),
)
names = Table("order of tests", metadata, Column("select", KINDS[str], primary_key=True))

VALUES: list[dict[str, Any]] = [
    {
        "bool": True,
        "int": -7,
        "float": 0.1,
        "datetime": datetime(2026, 7, 1, 9, 30, 0, 5, tzinfo=timezone(timedelta(hours=1))),
        "date": date(2026, 3, 29),
        "str": 'tab\t, line\n, \\N, \\. and "Màiri"',
        "list": ["one", {"code": "A", "sentence": "\\"}],
    },
    {
        "bool": False,
        "int": 0,
        "float": -1e300,
        "datetime": None,
        "date": None,
        "str": "",
        "list": [],
    },
    {"bool": None, "int": None, "float": None, "datetime": None, "date": None, "str": None}
    | {"list": None},
]


def rows(number: int) -> list[dict[str, Any]]:
    """So many rows; those at the same place are the same."""
    return [{"subject": f"person:{each}", **VALUES[each % 3]} for each in range(number)]


@pytest.fixture(params=DATABASES)
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    with deployed(request.param, tmp_path) as deployment, deployment.views().engine.begin() as db:
        yield db


def stored(db: Connection) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in db.execute(select(filled).order_by(filled.c.subject))]


def test_many_rows_hold_what_the_same_rows_hold_one_by_one(db: Connection) -> None:
    many = rows(MANY)
    put(db, filled, many)
    at_once, digest = stored(db), digest_of(db, filled)
    db.execute(filled.delete())
    for row in many:
        put(db, filled, [row])

    assert stored(db) == at_once
    assert digest_of(db, filled) == digest
    assert len(at_once) == MANY
    first = next(row for row in at_once if row[0] == "person:0")
    assert first[1:] == tuple(VALUES[0].values())
    assert first[4] == datetime(2026, 7, 1, 8, 30, 0, 5, tzinfo=UTC)


def test_the_order_of_the_columns_does_not_matter(db: Connection) -> None:
    turned = [
        dict(reversed(row.items())) if number % 2 else row for number, row in enumerate(rows(MANY))
    ]
    put(db, filled, turned)

    assert {row[0]: row[2] for row in stored(db)} == {
        row["subject"]: row["int"] for row in rows(MANY)
    }


def test_on_postgresql_many_rows_are_one_statement(db: Connection) -> None:
    """What is not sent as a statement of the library goes by COPY."""
    sent: list[str] = []

    @event.listens_for(db, "before_cursor_execute")
    def note(_db: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        sent.append(statement)

    put(db, filled, rows(MANY))
    assert len(sent) == (0 if db.dialect.name == "postgresql" else 1)
    put(db, filled, rows(MANY - 1))
    assert len(sent) == (1 if db.dialect.name == "postgresql" else 2)
    put(db, filled, [])
    assert len(stored(db)) == 2 * MANY - 1


def test_names_that_a_statement_has_to_quote_are_quoted(db: Connection) -> None:
    put(db, names, [{"select": f"number {each}"} for each in range(MANY)])

    assert len(db.execute(select(names)).all()) == MANY


@pytest.mark.parametrize("many", [2, MANY])
def test_what_the_database_refuses_is_refused_by_the_same_name(db: Connection, many: int) -> None:
    with pytest.raises(IntegrityError):
        put(db, names, [{"select": "the same"}] * many)


@pytest.mark.parametrize("many", [2, MANY])
def test_a_value_of_no_known_kind_fails_in_the_library_s_words(db: Connection, many: int) -> None:
    with pytest.raises(DBAPIError):
        put(db, names, [{"select": object()}] * many)
