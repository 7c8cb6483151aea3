"""One scope, two readers: the database and Python let the same rows through, whatever they are."""

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import (
    Column,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    insert,
    select,
)

from application.scope import EVERYTHING, NOTHING, Scope, Some, only
from domain.people import Subject
from projections.scoped import KINDS, visible

WHO = ["ann", "ben", "cat"]
somebody = st.sampled_from([None, *WHO])
rows_of_a_list = st.lists(st.tuples(somebody, somebody, somebody), max_size=12)
some = st.builds(Some, st.frozensets(st.sampled_from(WHO)), st.booleans())
scopes = st.builds(Scope, some, some, some, st.booleans())
subjects = st.builds(
    lambda noun, who: Subject(f"{noun}:{who}"),
    st.sampled_from(["person", "peer", "group", "break", "match"]),
    st.sampled_from(WHO),
)

table = Table(
    "lines",
    MetaData(),
    Column("number", Integer, primary_key=True),
    *(Column(kind, String) for kind in KINDS),
)


def engine_with(rows: list[tuple[str | None, str | None, str | None]]) -> Engine:
    engine = create_engine("sqlite://")
    table.create(engine)
    with engine.begin() as db:
        for number, row in enumerate(rows):
            db.execute(insert(table).values(number=number, **dict(zip(KINDS, row, strict=True))))
    return engine


@given(scopes, rows_of_a_list)
def test_the_database_lets_through_what_python_does(
    scope: Scope, rows: list[tuple[str | None, str | None, str | None]]
) -> None:
    in_python = {number for number, row in enumerate(rows) if scope.admits(*row)}

    with engine_with(rows).connect() as db:
        columns = {kind: table.c[kind] for kind in KINDS}
        in_sql = set(db.scalars(select(table.c.number).where(visible(scope, columns))))

    assert in_python == in_sql


@given(scopes, rows_of_a_list, st.sets(st.sampled_from(KINDS), min_size=1))
def test_a_list_without_a_column_is_nobodys_in_that_respect(
    scope: Scope, rows: list[tuple[str | None, str | None, str | None]], there: set[str]
) -> None:
    def cut(row: tuple[str | None, str | None, str | None]) -> list[str | None]:
        named = zip(KINDS, row, strict=True)
        return [who if kind in there else None for kind, who in named]

    in_python = {number for number, row in enumerate(rows) if scope.admits(*cut(row))}

    with engine_with(rows).connect() as db:
        columns = {kind: table.c[kind] for kind in there}
        in_sql = set(db.scalars(select(table.c.number).where(visible(scope, columns))))

    assert in_python == in_sql


@given(st.lists(subjects), st.lists(subjects), subjects)
def test_a_scope_of_two_roles_is_what_either_sees(
    one: list[Subject], other: list[Subject], whom: Subject
) -> None:
    together = only(one) | only(other)

    assert (whom in {*one, *other} and not whom.startswith("match:")) == together.holds(whom)
    assert EVERYTHING == (EVERYTHING | together)
    assert together == (NOTHING | together)
