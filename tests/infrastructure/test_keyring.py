"""Keys by owner: durable before use, destroyed for good, and every row marked as our own."""

import multiprocessing
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import create_engine, delete, insert, select, update
from sqlalchemy.engine import Engine

from infrastructure.keyring import (
    KeyEncryptionKey,
    KeyErased,
    Keyring,
    KeyringDamaged,
    WrongKeyEncryptionKey,
    generations,
    keys,
)
from infrastructure.settings import sqlalchemy_url
from tests.deployments import DATABASES
from tests.postgres import fresh_schema, server_url

MORAG, DAVIE = "person:morag", "peer:davie"


@dataclass(frozen=True)
class Place:
    """Where a keyring lies, and how each process opens it."""

    url: str
    key_file: Path

    def open(self) -> Keyring:
        return Keyring(self.url, KeyEncryptionKey.at(self.key_file))

    def engine(self) -> Engine:
        """The database itself, past the keyring: what somebody with a database tool has."""
        return create_engine(self.url)

    def row(self, owner: str) -> Any:
        engine = self.engine()
        with engine.connect() as db:
            found = db.execute(select(keys).where(keys.c.owner == owner)).one()
        engine.dispose()
        return found

    def edit(self, owner: str, **values: Any) -> None:
        engine = self.engine()
        with engine.begin() as db:
            db.execute(update(keys).where(keys.c.owner == owner).values(**values))
        engine.dispose()


@pytest.fixture(params=DATABASES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "sqlite":
        yield Place(f"sqlite:///{tmp_path / 'keyring.db'}", tmp_path / "key")
        return
    schema = fresh_schema()
    with psycopg.connect(server_url(), autocommit=True) as db:
        db.execute(f"CREATE SCHEMA {schema}")
    joint = "&" if "?" in server_url() else "?"
    url = f"{server_url()}{joint}options=-csearch_path%3D{schema}"
    yield Place(sqlalchemy_url(url), tmp_path / "key")


@pytest.fixture
def keyring(place: Place) -> Iterator[Keyring]:
    with closing(place.open()) as opened:
        yield opened


def test_every_owner_has_one_key_of_their_own(keyring: Keyring) -> None:
    morags, davies = keyring.key_of(MORAG), keyring.key_of(DAVIE)

    assert len(morags) == len(davies) == 32
    assert morags != davies
    assert morags == keyring.key_of(MORAG) == keyring.existing_key_of(MORAG)


def test_looking_for_a_key_does_not_make_one(keyring: Keyring, place: Place) -> None:
    assert keyring.existing_key_of(MORAG) is None
    with closing(place.open()) as other:
        assert other.existing_key_of(MORAG) is None
    with pytest.raises(KeyError):
        keyring._fetched(MORAG, make=False)


def test_a_new_key_is_durable_before_anybody_has_it(keyring: Keyring, place: Place) -> None:
    key = keyring.key_of(MORAG)

    with closing(place.open()) as other:
        assert other.existing_key_of(MORAG) == key


def test_a_database_of_keys_is_of_no_use_alone(keyring: Keyring, place: Place) -> None:
    key = keyring.key_of(MORAG)

    assert key not in place.row(MORAG).wrapped
    with pytest.raises(WrongKeyEncryptionKey, match="Point to the right key file"):
        Keyring(place.url, KeyEncryptionKey(bytes(32)))


def test_a_missing_key_file_is_not_made_where_it_must_exist(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        KeyEncryptionKey.at(tmp_path / "key", create=False)


def test_the_key_file_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "key"
    first = KeyEncryptionKey.at(file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o400
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert KeyEncryptionKey.at(file).id == first.id


@pytest.mark.parametrize("content", [b"", b"AAAA", b"not a key at all, but long enough to be one"])
def test_a_file_that_holds_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "key"
    file.write_bytes(content)

    with pytest.raises(WrongKeyEncryptionKey, match="holds no key"):
        KeyEncryptionKey.at(file)


def test_two_who_make_the_key_file_at_once_have_the_same(tmp_path: Path) -> None:
    for number in range(10):
        file, start = tmp_path / f"key{number}", threading.Barrier(8)
        made: list[str] = []

        def make(file: Path = file, made: list[str] = made, start: Any = start) -> None:
            start.wait()
            made.append(KeyEncryptionKey.at(file).id)

        _together([make] * 8)

        assert len(made) == 8
        assert len(set(made)) == 1
    assert len(list(tmp_path.iterdir())) == 10


# --- destroyed for good ---


def test_a_destroyed_key_is_gone_and_never_made_again(keyring: Keyring, place: Place) -> None:
    keyring.key_of(MORAG)
    keyring.erase(MORAG)

    with closing(place.open()) as other:
        for each in (keyring, other):
            assert each.existing_key_of(MORAG) is None
            with pytest.raises(KeyErased):
                each.key_of(MORAG)
    assert place.row(MORAG).wrapped is None
    assert keyring.tombstones() == (MORAG,)


def test_destroying_one_key_leaves_the_others(keyring: Keyring) -> None:
    davies = keyring.key_of(DAVIE)
    keyring.key_of(MORAG)
    keyring.erase(MORAG)

    assert keyring.key_of(DAVIE) == davies


def test_whoever_never_had_a_key_can_be_erased_too(keyring: Keyring) -> None:
    keyring.erase(MORAG)

    with pytest.raises(KeyErased):
        keyring.key_of(MORAG)


def test_destroying_a_key_twice_keeps_the_first_tombstone(keyring: Keyring, place: Place) -> None:
    keyring.key_of(MORAG)
    keyring.erase(MORAG)
    first = place.row(MORAG)
    keyring.erase(MORAG)

    assert place.row(MORAG) == first


def test_no_trace_of_a_destroyed_key_stays_in_the_files(tmp_path: Path) -> None:
    place = Place(f"sqlite:///{tmp_path / 'keyring.db'}", tmp_path / "key")
    with closing(place.open()) as keyring:
        for number in range(40):
            keyring.key_of(f"person:{number}")
        wrapped = place.row("person:7").wrapped
        assert any(wrapped in file.read_bytes() for file in tmp_path.glob("keyring.db*"))
        keyring.erase("person:7")

        assert not any(wrapped in file.read_bytes() for file in tmp_path.glob("keyring.db*"))


def test_a_key_destroyed_by_another_process_is_forgotten(keyring: Keyring, place: Place) -> None:
    keyring.key_of(MORAG)
    before = keyring.refresh()
    with closing(place.open()) as other:
        other.erase(MORAG)

    assert keyring.refresh() > before
    assert keyring.existing_key_of(MORAG) is None


def test_keys_stay_remembered_while_nothing_is_destroyed(keyring: Keyring) -> None:
    keyring.key_of(MORAG)
    before = keyring.refresh()
    keyring.key_of(DAVIE)

    assert keyring.refresh() == before
    assert set(keyring._known) == {MORAG, DAVIE}


def test_a_look_that_began_before_an_erasure_brings_no_key_back(
    keyring: Keyring, place: Place
) -> None:
    """The row was read, then the key was destroyed elsewhere, then the row arrives."""
    keyring.key_of(MORAG)
    keyring.refresh()
    keyring._known.clear()
    unwrap, reached, go_on = keyring.kek.unwrap, threading.Event(), threading.Event()

    def slow(owner: str, wrapped: bytes) -> bytes:
        reached.set()
        assert go_on.wait(10)
        return unwrap(owner, wrapped)

    keyring.kek.unwrap = slow  # type: ignore[method-assign]
    looking = threading.Thread(target=keyring.existing_key_of, args=(MORAG,))
    looking.start()
    assert reached.wait(10)
    with closing(place.open()) as other:
        other.erase(MORAG)
    refreshing = threading.Thread(target=keyring.refresh)
    refreshing.start()
    go_on.set()
    looking.join()
    refreshing.join()

    assert keyring.existing_key_of(MORAG) is None


def test_erasing_and_making_at_once_ends_erased(place: Place) -> None:
    """Whichever comes first, what stands is a tombstone, and nobody is told a lie."""
    erasing, making = place.open(), place.open()
    wrong: list[BaseException] = []
    for number in range(15):
        owner, start = f"person:{number}", threading.Barrier(2)

        def make(owner: str = owner, start: threading.Barrier = start) -> None:
            start.wait()
            try:
                making.key_of(owner)
            except KeyErased:
                pass
            except BaseException as error:  # noqa: BLE001 - looked at below
                wrong.append(error)

        def erase(owner: str = owner, start: threading.Barrier = start) -> None:
            start.wait()
            try:
                erasing.erase(owner)
            except BaseException as error:  # noqa: BLE001 - looked at below
                wrong.append(error)

        _together([make, erase])
        making.refresh()
        assert making.existing_key_of(owner) is None
    erasing.close()
    making.close()

    assert wrong == []


def test_two_processes_that_make_the_same_key_agree(place: Place) -> None:
    with closing(place.open()) as keyring:
        made: dict[str, set[bytes]] = {}
        for _round in range(3):
            owner = f"person:{_round}"
            made[owner] = {key for key in _made_by_processes(place, owner) if key}
            made[owner].add(keyring.key_of(owner))

    assert all(len(found) == 1 for found in made.values()), made


def _made_by_processes(place: Place, owner: str) -> list[bytes]:
    processes = multiprocessing.get_context("fork")
    queue: Any = processes.Queue()
    start = processes.Barrier(3)
    children = [
        processes.Process(target=_make, args=(place.url, place.key_file, owner, start, queue))
        for _ in range(3)
    ]
    for child in children:
        child.start()
    found = [queue.get(timeout=60) for _ in children]
    for child in children:
        child.join()
    return found


def _make(url: str, key_file: Path, owner: str, start: Any, queue: Any) -> None:
    with closing(Keyring(url, KeyEncryptionKey.at(key_file))) as keyring:
        start.wait()
        queue.put(keyring.key_of(owner))


# --- marked as our own ---


def copied_key(place: Place) -> None:
    place.edit(MORAG, wrapped=place.row(DAVIE).wrapped)


def swapped_owner(place: Place) -> None:
    row = place.row(DAVIE)._asdict() | {"owner": MORAG}
    engine = place.engine()
    with engine.begin() as db:
        db.execute(delete(keys).where(keys.c.owner == MORAG))
        db.execute(insert(keys).values(**row))
    engine.dispose()


@pytest.mark.parametrize(
    "edit",
    [
        copied_key,
        swapped_owner,
        lambda place: place.edit(MORAG, wrapped=None),
        lambda place: place.edit(MORAG, wrapped=None, erased_at="2026-05-04T09:00:00+00:00"),
        lambda place: place.edit(MORAG, wrapped=b""),
        lambda place: place.edit(MORAG, erased_at="2026-05-04T09:00:00+00:00"),
        lambda place: place.edit(MORAG, erased_at=""),
        lambda place: place.edit(MORAG, kek="another"),
        lambda place: place.edit(MORAG, mac=bytes(32)),
        lambda place: place.edit(MORAG, mac=place.row(DAVIE).mac),
    ],
    ids=[
        "another's key",
        "another's row",
        "key taken out",
        "false tombstone",
        "empty key",
        "false date",
        "empty date",
        "another key file",
        "no mark",
        "another's mark",
    ],
)
def test_an_edited_row_is_found_and_not_used(
    keyring: Keyring, place: Place, edit: Callable[[Place], None]
) -> None:
    keyring.key_of(MORAG)
    keyring.key_of(DAVIE)
    assert keyring.damaged() == ()
    edit(place)
    keyring._known.clear()

    assert keyring.damaged() == (MORAG,)
    with pytest.raises(KeyringDamaged):
        keyring.key_of(MORAG)
    assert keyring.key_of(DAVIE)


def test_an_edited_tombstone_is_found(keyring: Keyring, place: Place) -> None:
    keyring.key_of(MORAG)
    row = place.row(MORAG)
    keyring.erase(MORAG)
    assert keyring.damaged() == ()
    place.edit(MORAG, wrapped=row.wrapped)

    assert keyring.damaged() == (MORAG,)
    with pytest.raises(KeyringDamaged):
        keyring.key_of(MORAG)


# --- copies ---


def copy_of(keyring: Keyring, folder: Path) -> Keyring:
    folder.mkdir(exist_ok=True)
    copy = Keyring(f"sqlite:///{folder / 'copy.db'}", keyring.kek)
    keyring.copy_to(copy)
    return copy


def test_a_copy_opens_what_the_original_opens(keyring: Keyring, tmp_path: Path) -> None:
    keyring.key_of(MORAG)
    keyring.erase(DAVIE)
    with closing(copy_of(keyring, tmp_path / "copy")) as copy:
        assert copy.key_of(MORAG) == keyring.key_of(MORAG)
        assert copy.tombstones() == (DAVIE,)
        assert copy.damaged() == ()


def test_what_was_destroyed_after_the_copy_stays_destroyed(
    keyring: Keyring, tmp_path: Path
) -> None:
    morags, davies = keyring.key_of(MORAG), keyring.key_of(DAVIE)
    with closing(copy_of(keyring, tmp_path / "copy")) as copy:
        keyring.erase(MORAG)
        keyring.merge_from(copy)
        copy.merge_from(keyring)

        for each in (keyring, copy):
            assert each.existing_key_of(MORAG) is None
            assert each.tombstones() == (MORAG,)
            assert each.key_of(DAVIE) == davies
            assert each.damaged() == ()
    assert morags != davies


def test_a_key_destroyed_by_a_merge_is_forgotten_everywhere(
    keyring: Keyring, place: Place, tmp_path: Path
) -> None:
    keyring.key_of(MORAG)
    with closing(copy_of(keyring, tmp_path / "copy")) as copy, closing(place.open()) as other:
        other.key_of(MORAG)
        other.refresh()
        copy.erase(MORAG)
        keyring.merge_from(copy)
        other.refresh()

        assert other.existing_key_of(MORAG) is None


def test_a_keyring_opened_twice_at_once_has_one_generation(place: Place) -> None:
    opened: list[Keyring] = []
    KeyEncryptionKey.at(place.key_file)
    place.open().close()
    _together([lambda: opened.append(place.open())] * 4)
    engine = place.engine()
    with engine.connect() as db:
        found = db.scalars(select(generations.c.generation)).all()
    engine.dispose()
    for each in opened:
        each.close()

    assert len(opened) == 4
    assert found == [0]


def _together(tasks: list[Callable[[], object]]) -> None:
    threads = [threading.Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
