"""Whatever somebody changes in the store by hand is found, and where.

What leaves the tree as it was is found by the store itself, at its first position. Whoever makes
the tree agree again is found by a checkpoint that was exported before, and by nothing else.
"""

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import SQLAlchemyError

from infrastructure import tree
from infrastructure.keyring import KeyEncryptionKey, Keyring, WrongKeyEncryptionKey
from infrastructure.recorders import Row, StoreFailed
from infrastructure.recorders.sqlite import SqliteRecorder
from infrastructure.verification import Verification, verify
from tests.faults import times
from tests.infrastructure.stores import append, happened, submission

EVENTS = 300
HAND_MADE = times(4, campaign=125)
"""How often each of eight kinds of tampering is done: a thousand times in all in a campaign."""
BYTES = times(20, campaign=2_500)
"""How many effective byte changes are made in each of four groups of tables."""
PAGE = 4096
LOG_TABLES = {
    "events": ("events",),
    "tags": ("tags",),
    "nodes": ("tiles", "head"),
}

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log that nobody has touched."""
    path = tmp_path_factory.mktemp("sound") / "log.db"
    with closing(SqliteRecorder(path, index_every=64)) as recorder:
        for number in range(1, EVENTS + 1):
            tags = f"person:{number % 11} peer:{number % 5} session:{number}"
            entry = happened(f"Name{number % 7}", tags, b'{"words": "%d"}' % number)
            append(recorder, submission(entry), now=1_700_000_000_000_000 + number)
    return path


def rows_of(path: Path) -> list[Row]:
    with closing(SqliteRecorder(path)) as recorder:
        return [row for page in recorder.pages() for row in page]


# --- By hand ---

Tampering = Callable[[list[Row], random.Random], tuple[list[Row], int]]
"""Changes the rows; says which position is the first that is no longer what it was."""


def edit(rows: list[Row], rng: random.Random) -> tuple[list[Row], int]:
    at = rng.randrange(len(rows))
    data = bytearray(rows[at].data)
    data[rng.randrange(len(data))] ^= rng.randrange(1, 256)
    return [*rows[:at], rows[at]._replace(data=bytes(data)), *rows[at + 1 :]], at + 1


def edit_of_metadata(rows: list[Row], rng: random.Random) -> tuple[list[Row], int]:
    at = rng.randrange(len(rows))
    changed = rng.choice(
        (
            rows[at]._replace(name=f"{rows[at].name}x"),
            rows[at]._replace(tags=rows[at].tags.replace("peer:", "pear:")),
            rows[at]._replace(tags=f"{rows[at].tags} match:1"),
        )
    )
    return [*rows[:at], changed, *rows[at + 1 :]], at + 1


def delete_last(rows: list[Row], rng: random.Random) -> tuple[list[Row], int]:
    return rows[:-1], len(rows)


def delete_in_the_middle(rows: list[Row], rng: random.Random) -> tuple[list[Row], int]:
    at = rng.randrange(len(rows) - 1)
    return [*rows[:at], *rows[at + 1 :]], at + 1


def swap(rows: list[Row], rng: random.Random) -> tuple[list[Row], int]:
    one, other = sorted(rng.sample(range(len(rows)), 2))
    swapped = list(rows)
    swapped[one] = rows[other]._replace(position=one + 1)
    swapped[other] = rows[one]._replace(position=other + 1)
    return swapped, one + 1


def insert(rows: list[Row], rng: random.Random) -> tuple[list[Row], int]:
    at = rng.randrange(1, len(rows))
    later = [row._replace(position=row.position + 1) for row in rows[at:]]
    slipped_in = rows[at - 1]._replace(position=at + 1, data=b"{}")
    return [*rows[:at], slipped_in, *later], at + 1


def truncate(rows: list[Row], rng: random.Random) -> tuple[list[Row], int]:
    left = rng.randrange(1, len(rows) - 1)
    return rows[:left], left + 1


def backdate(rows: list[Row], rng: random.Random) -> tuple[list[Row], int]:
    at = rng.randrange(len(rows))
    earlier = rows[at]._replace(recorded_at=rows[at].recorded_at - rng.randrange(1, 10**13))
    return [*rows[:at], earlier, *rows[at + 1 :]], at + 1


TAMPERINGS = [
    edit,
    edit_of_metadata,
    delete_last,
    delete_in_the_middle,
    swap,
    insert,
    truncate,
    backdate,
]


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_what_is_done_by_hand_is_found_at_its_first_position(
    sound: Path, tmp_path: Path, tampering: Tampering
) -> None:
    rng = random.Random(tampering.__name__)
    rows = rows_of(sound)
    leaves = _leaves(sound)
    for _ in range(HAND_MADE):
        changed, first = tampering(rows, rng)
        path = Path(shutil.copy(sound, tmp_path / "log.db"))
        _write(path, changed, leaves)
        found = _verified(path)

        assert found.first_bad_position == first, (first, found)
        assert found.problems


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_what_is_done_with_its_hashes_is_found_by_the_tree_above_them(
    sound: Path, tmp_path: Path, tampering: Tampering
) -> None:
    rng = random.Random(tampering.__name__)
    rows = rows_of(sound)
    for _ in range(HAND_MADE):
        changed, _ = tampering(rows, rng)
        path = Path(shutil.copy(sound, tmp_path / "log.db"))
        _write(path, changed, [_hashed(row) for row in changed])

        assert not _verified(path).ok


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_what_is_done_with_a_whole_new_tree_is_found_by_any_checkpoint_that_covers_it(
    sound: Path, tmp_path: Path, tampering: Tampering
) -> None:
    rng = random.Random(tampering.__name__)
    rows = rows_of(sound)
    blind = 0
    for _ in range(HAND_MADE):
        changed, first = tampering(rows, rng)
        changed = [row._replace(position=number) for number, row in enumerate(changed, 1)]
        moments = [row.recorded_at for row in changed]
        for number in range(1, len(changed)):  # a time that goes back would show by itself
            moments[-number - 1] = min(moments[-number - 1], moments[-number])
        in_order = [row._replace(recorded_at=at) for row, at in zip(changed, moments, strict=True)]
        first = next(
            (n for n, (old, new) in enumerate(zip(rows, in_order, strict=False), 1) if old != new),
            first,
        )
        path = tmp_path / "forged.db"
        with closing(SqliteRecorder(path)) as forged:
            forged.load(iter([in_order]))
            blind += verify(forged).ok
            size = rng.randrange(first, EVENTS + 1)
            with closing(SqliteRecorder(sound)) as honest:
                root = tree.root_of(tree.frontier_of(honest, size))
                before = tree.root_of(tree.frontier_of(honest, first - 1))

            assert not verify(forged, (size, root)).ok, (tampering, first, size)
            if first > 1:
                told = verify(forged, (first - 1, before), (size, root)).problems
                assert f"The first {first - 1} still are." in told[0] or size > len(in_order)
        path.unlink()

    assert blind == HAND_MADE  # by itself no store can tell


# --- By accident, or by somebody who knows the file ---


@pytest.mark.parametrize("group", LOG_TABLES)
def test_a_changed_byte_of_the_log_is_found(sound: Path, tmp_path: Path, group: str) -> None:
    tables = LOG_TABLES[group]
    path = tmp_path / "log.db"
    content = sound.read_bytes()
    before = _content(sound, tables)
    pages = [page for table in tables for page in _pages(sound, table)]

    def effective(damaged: bytes) -> bool:
        path.write_bytes(damaged)
        return _content(path, tables) != before

    missed = [place for place in _changed(content, pages, group, effective) if _verified(path).ok]

    assert missed == []


def test_a_changed_byte_of_the_keyring_is_found(tmp_path: Path) -> None:
    key = KeyEncryptionKey.at(tmp_path / "key")
    path, original = tmp_path / "keyring.db", tmp_path / "original.db"
    owners = [f"person:{number}" for number in range(60)]
    with closing(Keyring(f"sqlite:///{original}", key)) as keyring:
        for owner in owners:
            keyring.key_of(owner)
        for owner in owners[::5]:
            keyring.erase(owner)
    _settled(original)
    before = _content(original, ("keys",)), _looked_up(original, owners)
    pages = [*_pages(original, "keys"), *_pages(original, "sqlite_autoindex_keys_1")]

    def effective(damaged: bytes) -> bool:
        path.write_bytes(damaged)
        return (_content(path, ("keys",)), _looked_up(path, owners)) != before

    missed = []
    for place in _changed(original.read_bytes(), pages, "keys", effective):
        try:
            with closing(Keyring(f"sqlite:///{path}", key)) as keyring:
                if not keyring.unsound():
                    missed.append(place)
        except (WrongKeyEncryptionKey, SQLAlchemyError):
            pass  # it does not even open, and says so
        for beside in ("-wal", "-shm"):
            path.with_name(path.name + beside).unlink(missing_ok=True)

    assert missed == []


def _changed(
    content: bytes, pages: Sequence[int], seed: str, effective: Callable[[bytes], bool]
) -> Iterator[tuple[int, int]]:
    """Change one byte at a time of some pages, until enough of the changes had an effect."""
    rng = random.Random(seed)
    done = 0
    while done < BYTES:
        damaged = bytearray(content)
        page, at = rng.choice(pages), rng.randrange(PAGE)
        damaged[(page - 1) * PAGE + at] ^= rng.randrange(1, 256)
        if effective(bytes(damaged)):
            done += 1
            yield page, at


def _verified(path: Path) -> Verification:
    try:
        with closing(SqliteRecorder(path)) as recorder:
            return verify(recorder)
    except StoreFailed as broken:
        return Verification(False, 0, b"", None, (str(broken),))
    finally:
        for beside in ("-wal", "-shm"):
            path.with_name(path.name + beside).unlink(missing_ok=True)


def _leaves(path: Path) -> list[bytes]:
    with closing(sqlite3.connect(path)) as hand:
        return [leaf for (leaf,) in hand.execute("SELECT leaf FROM events ORDER BY position")]


def _hashed(row: Row) -> bytes:
    name, tags = row.name.encode(), row.tags.encode()
    return tree.leaf_hash(row.position, name, row.recorded_at, tags, row.data)


def _write(path: Path, rows: Sequence[Row], leaves: Sequence[bytes]) -> None:
    """Put rows where the events stand; what has no leaf of its own borrows one."""
    with closing(sqlite3.connect(path)) as hand:
        hand.execute("DELETE FROM events")
        borrowed = [leaves[min(row.position, len(leaves)) - 1] for row in rows]
        hand.executemany(
            "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)",
            ((*row, leaf) for row, leaf in zip(rows, borrowed, strict=True)),
        )
        hand.commit()
    _settled(path)


def _settled(path: Path) -> None:
    """Leave one plain file."""
    with closing(sqlite3.connect(path)) as hand:
        hand.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _content(path: Path, tables: Sequence[str]) -> list[object]:
    """What can still be read of some tables, each value with its type."""
    found: list[object] = []
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as hand:
        hand.text_factory = bytes
        for table in tables:
            try:
                for row in hand.execute(f"SELECT * FROM {table}"):  # noqa: S608 - names from here
                    found.append([(type(value), value) for value in row])  # noqa: PERF401
            except sqlite3.Error as error:
                found.append(str(error))
    return found


def _looked_up(path: Path, owners: Sequence[str]) -> list[object]:
    """What is found of some owners by the index of their names."""
    found: list[object] = []
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as hand:
        hand.text_factory = bytes
        for owner in owners:
            try:
                found.append(
                    hand.execute("SELECT * FROM keys WHERE owner = ?", (owner,)).fetchall()
                )
            except sqlite3.Error as error:
                found.append(str(error))
    return found


def _pages(path: Path, table: str) -> list[int]:
    """The pages that hold a table or an index, by walking it in the file itself."""
    with closing(sqlite3.connect(path)) as hand:
        (root,) = hand.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)
        ).fetchone()
    data = path.read_bytes()
    found, queue = [], [int(root)]
    while queue:
        number = queue.pop()
        found.append(number)
        page = data[(number - 1) * PAGE : number * PAGE]
        if page[0] not in {2, 5}:  # neither an index nor a table that leads to more pages
            continue
        cells = int.from_bytes(page[3:5], "big")
        queue.append(int.from_bytes(page[8:12], "big"))
        for cell in range(cells):
            at = int.from_bytes(page[12 + 2 * cell : 14 + 2 * cell], "big")
            queue.append(int.from_bytes(page[at : at + 4], "big"))
    return found
