"""Whatever is changed in the store is found, and the first bad position is named."""

# ruff: noqa: S608 - what is done to the store is SQL written here

import os
import random
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest

from infrastructure import tree
from infrastructure.recorders import EventRecorder, Submission
from infrastructure.recorders.postgres import PostgresRecorder
from infrastructure.recorders.sqlite import SqliteRecorder
from infrastructure.verification import verify
from tests.infrastructure.stores import append, happened, submission
from tests.postgres import fresh_schema, server_url

EVENTS = 300
CAMPAIGN = int(os.environ.get("ALONGSIDE_CAMPAIGN", "0"))
CHANGES = 1000 if CAMPAIGN else 40

Tamper = Callable[[str], object]
"""Runs SQL in the store behind the recorder's back."""
R = TypeVar("R", bound=EventRecorder)


def filled(recorder: R) -> R:
    for start in range(1, EVENTS, 30):
        append(recorder, *map(session, range(start, start + 30)), now=1_700_000_000_000_000 + start)
    return recorder


def session(number: int) -> Submission:
    tags = f"person:{number % 11} peer:{number % 5} session:{number}"
    return submission(happened("SessionHeld", tags, b"words %d" % number))


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[EventRecorder, Tamper]]:
    recorder: EventRecorder
    if request.param == "sqlite":
        path = tmp_path / "log.db"
        recorder = filled(SqliteRecorder(path, index_every=64))
        hand = sqlite3.connect(path, isolation_level=None)
        yield recorder, hand.executescript
        hand.close()
    else:
        schema = fresh_schema()
        recorder = filled(PostgresRecorder(server_url(), schema=schema))
        with psycopg.connect(server_url(), autocommit=True) as connection:
            connection.execute(f"SET search_path TO {schema}".encode())
            yield recorder, lambda statement: connection.execute(statement.encode())
    recorder.close()


def test_a_log_that_nobody_touched_is_clean(store: tuple[EventRecorder, Tamper]) -> None:
    recorder, _ = store
    found = verify(recorder, (77, tree.root_of(tree.frontier_of(recorder, 77))))

    assert found.ok
    assert found.problems == ()
    assert found.first_bad_position is None
    assert (found.events, found.root) == (EVENTS, recorder.head().root)


def test_an_empty_log_is_clean(tmp_path: Path) -> None:
    recorder = SqliteRecorder(tmp_path / "log.db")

    assert verify(recorder).ok
    assert verify(recorder).root == tree.EMPTY_ROOT
    recorder.close()


@pytest.mark.parametrize(
    ("statement", "position"),
    [
        ("UPDATE events SET data = 'x' WHERE position = 1", 1),
        ("UPDATE events SET name = 'SessionLost' WHERE position = 150", 150),
        ("UPDATE events SET tags = 'person:1 peer:0' WHERE position = 10", 10),
        ("UPDATE events SET recorded_at = recorded_at - 1 WHERE position = 300", 300),
        ("UPDATE events SET recorded_at = 5 WHERE position = 2", 2),
        (
            (
                "UPDATE events SET leaf = (SELECT leaf FROM events WHERE position = 8) "
                "WHERE position = 7"
            ),
            7,
        ),
        ("DELETE FROM events WHERE position = 1", 1),
        ("DELETE FROM events WHERE position = 149", 149),
        ("DELETE FROM events WHERE position = 300", 300),
        ("DELETE FROM events", 1),
        (
            (
                "UPDATE events SET position = 900 WHERE position = 20;UPDATE events SET "
                "position = 20 WHERE position = 30;UPDATE events SET position = 30 WHERE "
                "position = 900"
            ),
            20,
        ),
        (
            (
                "INSERT INTO events SELECT 301, name, recorded_at, tags, data, leaf FROM "
                "events WHERE position = 300"
            ),
            301,
        ),
        (
            (
                "UPDATE events SET position = position + 1000 WHERE position > 40;UPDATE "
                "events SET position = position - 999 WHERE position > 1000;INSERT INTO "
                "events SELECT 41, name, recorded_at, tags, data, leaf FROM events WHERE "
                "position = 40"
            ),
            41,
        ),
        ("UPDATE events SET position = -5 WHERE position = 3", 3),
        ("UPDATE events SET position = 7000 WHERE position = 3", 3),
        (
            (
                "INSERT INTO events SELECT -5, name, recorded_at, tags, data, leaf FROM "
                "events WHERE position = 300"
            ),
            -5,
        ),
        ("DELETE FROM tags WHERE tag = 'session:12'", 12),
        ("INSERT INTO tags VALUES ('person:999', 5)", 5),
        ("UPDATE tags SET tag = 'session:x' WHERE tag = 'session:50'", 50),
        ("UPDATE tags SET position = 9 WHERE tag = 'session:50'", 9),
        ("UPDATE tiles SET root = (SELECT leaf FROM events WHERE position = 1)", 1),
        ("DELETE FROM tiles", 1),
        ("UPDATE commands SET last = 301 WHERE first = 300", 300),
        ("UPDATE commands SET digest = 'short' WHERE first = 4", 4),
        ("UPDATE commands SET last = 70 WHERE first = 60", 61),
    ],
)
def test_a_change_made_by_hand_is_found_where_it_was_made(
    store: tuple[EventRecorder, Tamper], statement: str, position: int
) -> None:
    recorder, tamper = store
    if isinstance(recorder, SqliteRecorder):
        statement = statement.replace("= 'x' ", "= x'78' ").replace("'short'", "x'00'")
    tamper(statement)
    found = verify(recorder)

    assert not found.ok
    assert found.first_bad_position == position
    assert found.problems


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE head SET size = 299",
        "UPDATE head SET size = 301",
        "UPDATE head SET recorded_at = recorded_at + 1",
        "UPDATE head SET root = (SELECT leaf FROM events WHERE position = 1)",
        "DELETE FROM head",
    ],
)
def test_a_changed_head_is_found(store: tuple[EventRecorder, Tamper], statement: str) -> None:
    recorder, tamper = store
    tamper(statement)

    assert not verify(recorder).ok


def test_a_changed_frontier_is_found(store: tuple[EventRecorder, Tamper]) -> None:
    recorder, tamper = store
    sqlite = isinstance(recorder, SqliteRecorder)
    tamper(f"UPDATE head SET frontier = {'zeroblob(32)' if sqlite else 'frontier[1:1]'}")

    assert not verify(recorder).ok


def test_a_rewritten_log_is_consistent_and_only_a_checkpoint_finds_it(tmp_path: Path) -> None:
    honest = filled(SqliteRecorder(tmp_path / "honest.db"))
    checkpoint = (200, tree.root_of(tree.frontier_of(honest, 200)))
    rows = [row for page in honest.pages() for row in page]
    rows[99] = rows[99]._replace(data=b"other words")
    forged, shortened = (SqliteRecorder(tmp_path / name) for name in ("forged.db", "short.db"))
    forged.load(iter([rows]), honest.commands())
    shortened.load(iter([rows[:150]]))

    assert verify(honest, checkpoint).ok
    assert verify(forged).ok
    assert not verify(forged, checkpoint).ok
    assert verify(shortened).ok
    assert verify(shortened, checkpoint).first_bad_position == 151
    assert not verify(honest, (EVENTS, bytes(32))).ok
    for recorder in (honest, forged, shortened):
        recorder.close()


def test_a_leaf_changed_with_its_row_is_found_by_its_tile(tmp_path: Path) -> None:
    recorder = filled(SqliteRecorder(tmp_path / "log.db"))
    row = recorder.history("session:100")[0]
    leaf = tree.leaf_hash(100, row.name.encode(), row.recorded_at, row.tags.encode(), b"other")
    recorder._writer.execute(
        "UPDATE events SET data = ?, leaf = ? WHERE position = 100", (b"other", leaf)
    )
    found = verify(recorder)

    assert not found.ok
    assert any("positions 1 to 256" in problem for problem in found.problems)
    recorder.close()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO tags VALUES ('session:12', 12)",
        "UPDATE tags SET position = '12' WHERE tag = 'session:12'",
        "UPDATE tags SET position = 12.0 WHERE tag = 'session:12'",
        "UPDATE tags SET position = x'3132' WHERE tag = 'session:12'",
        "UPDATE tags SET tag = CAST(tag AS BLOB) WHERE tag = 'session:12'",
    ],
)
def test_an_index_that_holds_what_its_table_would_refuse_is_found(
    tmp_path: Path, statement: str
) -> None:
    path = tmp_path / "log.db"
    recorder = filled(SqliteRecorder(path, index_every=64))
    hand = sqlite3.connect(path, isolation_level=None)
    hand.executescript(
        "ALTER TABLE tags RENAME TO before; CREATE TABLE tags (tag, position);"
        "INSERT INTO tags SELECT * FROM before ORDER BY tag, position"
    )

    assert verify(recorder).ok
    hand.executescript(statement)

    assert not verify(recorder).ok
    hand.close()
    recorder.close()


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        ("head", "INSERT INTO head SELECT * FROM head"),
        ("tiles", "INSERT INTO tiles SELECT * FROM tiles"),
        ("tiles", "UPDATE tiles SET level = 'one'"),
        ("tiles", "UPDATE tiles SET number = x'00'"),
        ("tiles", "INSERT INTO tiles VALUES (0, 0, x'00')"),
    ],
)
def test_a_tree_that_holds_what_its_tables_would_refuse_is_found(
    tmp_path: Path, table: str, statement: str
) -> None:
    path = tmp_path / "log.db"
    recorder = filled(SqliteRecorder(path, index_every=64))
    hand = sqlite3.connect(path, isolation_level=None)
    columns = "one, size, indexed, recorded_at, frontier, root"
    columns = columns if table == "head" else "level, number, root"
    hand.executescript(
        f"ALTER TABLE {table} RENAME TO before; CREATE TABLE {table} ({columns});"
        f"INSERT INTO {table} SELECT * FROM before"
    )

    assert verify(recorder).ok
    hand.executescript(statement)

    assert not verify(recorder).ok
    hand.close()
    recorder.close()


def test_one_changed_byte_of_any_column_is_found_and_its_position_named(
    store: tuple[EventRecorder, Tamper],
) -> None:
    recorder, tamper = store
    sqlite = isinstance(recorder, SqliteRecorder)
    rng = random.Random(20)
    for _ in range(CHANGES):
        position = rng.randrange(1, EVENTS + 1)
        column = rng.choice(("name", "recorded_at", "tags", "data", "leaf"))
        found_at = (
            _change_in_sqlite(recorder, rng, position, column)
            if sqlite
            else _change_in_postgres(tamper, rng, position, column)
        )
        found = verify(recorder)

        assert not found.ok, (position, column)
        assert found.first_bad_position == position, (column, found)
        tamper(found_at)
    assert verify(recorder).ok


def _change_in_sqlite(
    recorder: EventRecorder, rng: random.Random, position: int, column: str
) -> str:
    """Change a byte of one value, and return the statement that puts it back."""
    assert isinstance(recorder, SqliteRecorder)
    if column == "recorded_at":
        bit = 1 << rng.randrange(62)
        (old,) = recorder._writer.execute(
            "SELECT recorded_at FROM events WHERE position = ?", (position,)
        ).fetchone()
        recorder._writer.execute(
            "UPDATE events SET recorded_at = ? WHERE position = ?", (old ^ bit, position)
        )
        return f"UPDATE events SET recorded_at = {old} WHERE position = {position}"
    (old,) = recorder._writer.execute(
        f"SELECT CAST({column} AS BLOB) FROM events WHERE position = ?", (position,)
    ).fetchone()
    new = bytearray(old)
    new[rng.randrange(len(new))] ^= rng.randrange(1, 256)
    kind = "TEXT" if column in {"name", "tags"} else "BLOB"
    recorder._writer.execute(
        f"UPDATE events SET {column} = CAST(? AS {kind}) WHERE position = ?",
        (bytes(new), position),
    )
    return (
        f"UPDATE events SET {column} = CAST(x'{old.hex()}' AS {kind}) WHERE position = {position}"
    )


def _change_in_postgres(tamper: Tamper, rng: random.Random, position: int, column: str) -> str:
    where = f"WHERE position = {position}"
    if column == "recorded_at":
        bit = 1 << rng.randrange(62)
        tamper(f"UPDATE events SET recorded_at = recorded_at # {bit} {where}")
        return f"UPDATE events SET recorded_at = recorded_at # {bit} {where}"
    if column in {"name", "tags"}:
        # The server keeps texts valid, so the changed byte stays within ASCII.
        place = rng.randrange(1, 8)
        change = (
            f"UPDATE events SET {column} = overlay({column} PLACING"
            f" chr(ascii(substr({column}, {place}, 1)) # 1) FROM {place}) {where}"
        )
    else:
        place, bit = rng.randrange(8), rng.randrange(1, 256)
        change = (
            f"UPDATE events SET {column} = set_byte({column}, {place},"
            f" get_byte({column}, {place}) # {bit}) {where}"
        )
    tamper(change)
    return change


def test_one_changed_byte_of_the_pages_that_hold_events_is_found(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    filled(SqliteRecorder(path, index_every=64)).close()
    sound = path.read_bytes()
    before = _rows(path)
    pages = _pages_of_events(path)
    rng = random.Random(21)
    found_count, effective = 0, 0
    while effective < CHANGES:
        page = rng.choice(pages)
        damaged = bytearray(sound)
        place = (page - 1) * 4096 + rng.randrange(4096)
        damaged[place] ^= rng.randrange(1, 256)
        path.write_bytes(damaged)
        after = _rows(path)
        if after == before:
            continue
        effective += 1
        recorder = SqliteRecorder(path)
        found = verify(recorder)
        recorder.close()
        first = next(
            (n for n, (old, new) in enumerate(zip(before, after, strict=False), 1) if old != new),
            min(len(before), len(after)) + 1,
        )
        found_count += not found.ok and found.first_bad_position == first
        assert found.first_bad_position == first, (place, found)

    assert found_count == effective


def _rows(path: Path) -> list[object]:
    """The rows that can still be read, each with the types of its values."""
    connection = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    connection.text_factory = bytearray
    rows: list[object] = []
    try:
        for row in connection.execute("SELECT * FROM events ORDER BY position"):
            rows.append([(type(value), value) for value in row])  # noqa: PERF401
    except sqlite3.Error as error:
        rows.append(str(error))
    finally:
        connection.close()
    return rows


def _pages_of_events(path: Path) -> list[int]:
    """Walk the tree of the event table in the file itself."""
    with sqlite3.connect(path) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'events'"
        ).fetchone()
    connection.close()
    data = path.read_bytes()
    found, queue = [], [int(root)]
    while queue:
        number = queue.pop()
        found.append(number)
        page = data[(number - 1) * 4096 : number * 4096]
        if page[0] != 5:
            continue
        cells = int.from_bytes(page[3:5], "big")
        queue.append(int.from_bytes(page[8:12], "big"))
        for cell in range(cells):
            at = int.from_bytes(page[12 + 2 * cell : 14 + 2 * cell], "big")
            queue.append(int.from_bytes(page[at : at + 4], "big"))
    return found
