"""Copies of a store: made in use, put back elsewhere, moved to PostgreSQL, refused if not whole."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest

from api.store import Store, open_store
from application.ledger import Receipt
from application.perform import perform
from domain.decider import Position
from domain.people import LOCAL_OPERATOR, ServiceId, Subject, subject
from domain.referral import AgreedHow, ReceiveReferral, Source
from infrastructure.backup import backup, migrate, restore
from infrastructure.keyring import KeyEncryptionKey, Keyring
from infrastructure.settings import Settings
from tests.api.terminal import Terminal, request, sent, terminal
from tests.faults.oracle import everything, wrong_with_keys
from tests.faults.places import DATABASES, fresh_database, place_in
from tests.postgres import server_url

__all__ = ["terminal"]  # the fixture

STORE = "alongside-data"
KEYS = "alongside-data.keys"
COPY = Path("copy")
COPIED_KEYS = Path("copy.keys")
COPIED_READS = Path("copy.reads")
SERVICE = ServiceId("machair")


@pytest.fixture
def copied(terminal: Terminal) -> Terminal:
    """A terminal beside a store with two people, and a backup of it."""
    people = request("1", "p1"), request("2", "p2")
    assert terminal("import", "referrals", sent(Path("two.json"), *people)).status == 0
    assert terminal("backup", COPY).status == 0
    return terminal


# --- Made ---


@pytest.mark.parametrize("database", DATABASES)
def test_a_backup_made_while_others_record_is_whole(tmp_path: Path, database: str) -> None:
    settings = place_in(tmp_path, database)
    store = open_store(settings, create=True)
    done: list[int] = []
    enough = threading.Event()

    def record() -> None:
        while not enough.is_set():
            done.append(_receive(store, f"command-{len(done)}").position)

    recording = threading.Thread(target=record)
    recording.start()
    copies = []
    for number in range(3):
        while len(done) < 40 * (number + 1):
            enough.wait(0.001)
        before = done[-1]
        file = tmp_path / f"copy-{number}"
        copies.append((before, file, backup(store.recorder, store.keyring, settings, file)))
    enough.set()
    recording.join()

    for before, file, made in copies:
        assert before <= made.events <= done[-1]
        there = Settings(data=str(tmp_path / f"restored-{file.name}"))
        assert restore(file, there).events == made.events
        with closing(open_store(there, create=False)) as restored:
            assert restored.ledger.head().position == made.events
            assert restored.ledger.head().root == store.ledger.root_at(Position(made.events))
            assert wrong_with_keys(restored.keyring, everything(restored.ledger)) == []
            assert _receive(restored, "command-0").repeated
            assert not _receive(restored, "command-of-later").repeated
    store.close()


@pytest.mark.parametrize("in_the_way", [COPY, COPIED_KEYS])
def test_a_backup_replaces_nothing(copied: Terminal, in_the_way: Path) -> None:
    other = COPIED_KEYS if in_the_way == COPY else COPY
    other.unlink()
    before = in_the_way.read_bytes()

    assert "exists already (choose another name)" in copied("backup", COPY).error

    assert in_the_way.read_bytes() == before
    assert not other.exists()
    assert list(Path().glob("*unfinished*")) == []


def test_a_backup_is_for_its_owner_alone_and_holds_no_name_and_no_key(copied: Terminal) -> None:
    key = Path(KEYS, "key-encryption-key").read_bytes()

    for file in (COPY, COPIED_KEYS, COPIED_READS):
        assert file.stat().st_mode & 0o077 == 0
        assert b"Morag" not in file.read_bytes()
        assert key not in file.read_bytes()


# --- Put back ---


def test_on_the_same_machine_a_backup_is_put_back_without_naming_the_key(copied: Terminal) -> None:
    before = copied("verify", "--json").json, copied("caseload", "--json").json
    digests = copied("projections", "status", "--json").json

    restored = copied("restore", COPY, "--data", "elsewhere", "--json").json

    assert restored["events"] == before[0]["events"]
    there = copied("verify", "--data", "elsewhere", "--json").json
    assert _of_the_log(there) == _of_the_log(before[0])
    assert copied("caseload", "--data", "elsewhere", "--json").json == before[1]
    assert copied("projections", "status", "--data", "elsewhere", "--json").json == digests
    assert "Morag" in copied("caseload", "--data", "elsewhere").out
    again = copied("import", "referrals", "two.json", "--data", "elsewhere", "--json").lines
    assert [each["outcome"] for each in again] == ["duplicate", "duplicate"]


def test_without_the_key_file_nothing_is_put_back(copied: Terminal) -> None:
    Path(KEYS, "key-encryption-key").rename("key")

    assert "key file is missing" in copied("restore", COPY, "--data", "elsewhere").error

    assert not Path("elsewhere/log.db").exists()
    named = copied("restore", COPY, "--data", "elsewhere", "--key-file", "key")
    assert named.status == 0
    assert "Morag" in copied("caseload", "--data", "elsewhere", "--key-file", "key").out


def test_with_the_key_of_another_store_nothing_is_put_back(copied: Terminal) -> None:
    copied("init", "--data", "other")

    ran = copied("restore", COPY, "--data", "there", "--key-file", "other.keys/key-encryption-key")

    assert "another key-encryption key" in ran.error
    assert not Path("there/log.db").exists()
    assert copied("restore", COPY, "--data", "there").status == 0


def test_a_backup_is_not_put_over_a_store(copied: Terminal) -> None:
    copied("import", "referrals", sent(Path("three.json"), request("3", "p3")))
    before = copied("verify", "--json").json

    assert "there is a store in alongside-data" in copied("restore", COPY).error

    assert copied("verify", "--json").json == before


@pytest.mark.parametrize("missing", [COPY, COPIED_KEYS])
def test_half_a_backup_is_not_put_back(copied: Terminal, missing: Path) -> None:
    missing.unlink()

    assert f"no file {missing}" in copied("restore", COPY, "--data", "elsewhere").error


def _cut_in_half(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _without_its_end(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _something_else(file: Path) -> None:
    file.write_text("These are not the keys that you are looking for. " * 100)


def _one_byte_of_an_event_changed(file: Path) -> None:
    _changed(file, b"EnquiryReceived", b"EnquiryRecejved")


def _one_byte_of_a_key_changed(file: Path) -> None:
    with closing(sqlite3.connect(file)) as keys:
        (wrapped,) = keys.execute("SELECT wrapped FROM keys WHERE owner LIKE 'person:%'").fetchone()
    _changed(file, wrapped, bytes([wrapped[0] ^ 1]) + wrapped[1:])


def _changed(file: Path, old: bytes, new: bytes) -> None:
    content = file.read_bytes()
    assert old in content
    file.write_bytes(content.replace(old, new, 1))


@pytest.mark.parametrize(
    ("file", "harm"),
    [
        (COPY, _cut_in_half),
        (COPY, _empty),
        (COPY, _something_else),
        (COPY, _one_byte_of_an_event_changed),
        (COPIED_KEYS, _cut_in_half),
        (COPIED_KEYS, _empty),
        (COPIED_KEYS, _something_else),
        (COPIED_KEYS, _one_byte_of_a_key_changed),
    ],
)
def test_a_backup_that_is_not_whole_is_not_put_back(
    copied: Terminal, file: Path, harm: Callable[[Path], None]
) -> None:
    harm(file)

    assert "not whole" in copied("restore", COPY, "--data", "elsewhere").error

    assert not Path("elsewhere/log.db").exists()
    assert list(Path("elsewhere").glob("*unfinished*")) == []
    assert list(Path("elsewhere.keys").glob("*restoring*")) == []


def test_keys_that_were_destroyed_since_stay_destroyed(copied: Terminal) -> None:
    first, second = _people(copied)
    with closing(_keyring()) as keyring:
        keyring.erase(first)
    rmtree(STORE)

    restored = copied("restore", COPY, "--json").json

    assert restored["erased"] == 1
    with closing(_keyring()) as keyring:
        assert keyring.tombstones() == (first,)
        assert keyring.existing_key_of(first) is None
        assert keyring.existing_key_of(second) is not None
    assert copied("verify").status == 0
    assert copied("caseload").out.count("Morag") == 1


# --- What was read ---


def test_what_was_read_is_put_back_with_the_rest(terminal: Terminal) -> None:
    terminal("import", "referrals", sent(Path("one.json"), request("1", "p1")))
    for _ in range(3):
        terminal("caseload")
    read = _of_reads(terminal("verify", "--json").json)
    made = terminal("backup", COPY, "--json").json
    assert (3, made["reads"]) == (read["reads"], 3)

    restored = terminal("restore", COPY, "--data", "elsewhere", "--json").json

    assert restored["reads"] == 3
    assert _of_reads(terminal("verify", "--data", "elsewhere", "--json").json) == read


def test_a_log_of_reads_that_knows_more_than_its_copy_stays(terminal: Terminal) -> None:
    terminal("import", "referrals", sent(Path("one.json"), request("1", "p1")))
    terminal("caseload")
    terminal("backup", COPY)
    terminal("caseload")
    read = _of_reads(terminal("verify", "--json").json)
    for file in Path(STORE).glob("log.db*"):
        file.unlink()

    assert terminal("restore", COPY, "--json").json["reads"] == 2

    assert _of_reads(terminal("verify", "--json").json) == read


def test_beside_another_log_of_reads_nothing_is_put_back(terminal: Terminal) -> None:
    for data in ("one", "other"):
        file = sent(Path(f"{data}.json"), request("1", "p1"))
        terminal("import", "referrals", file, "--data", data)
        terminal("caseload", "--data", data)
    terminal("backup", COPY, "--data", "one")
    for file in Path("other").glob("log.db*"):
        file.unlink()

    refused = terminal("restore", COPY, "--data", "other")

    assert "is another log of reads" in refused.error
    assert not Path("other/log.db").exists()


def test_a_changed_copy_of_what_was_read_is_not_put_back(terminal: Terminal) -> None:
    terminal("import", "referrals", sent(Path("one.json"), request("1", "p1")))
    terminal("caseload")
    terminal("backup", COPY)
    with closing(sqlite3.connect(COPIED_READS)) as db, db:
        db.execute("UPDATE events SET tags = 'reader:staff:fraser'")

    assert "is not whole" in terminal("restore", COPY, "--data", "elsewhere").error

    assert not Path("elsewhere/log.db").exists()


def _of_reads(verified: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in verified.items() if name.startswith("reads")}


# --- Moved ---


@pytest.mark.postgres
@pytest.mark.xdist_group("postgres")
def test_a_store_moved_to_postgresql_says_the_same(copied: Terminal) -> None:
    before = _of_the_log(copied("verify", "--json").json)
    caseload = copied("caseload", "--json").json
    digests = copied("projections", "status", "--json").json
    read = _of_reads(copied("verify", "--json").json)
    url = fresh_database(server_url())

    moved = copied("migrate", "--to", url, "--json").json

    assert moved["events"] == before["events"]
    assert (moved["reads"], read["reads"]) == (1, 1)
    there = ("--database-url", url, "--keys", KEYS)
    moved_there = copied("verify", "--json", *there).json
    assert (_of_the_log(moved_there), _of_reads(moved_there)) == (before, read)
    assert copied("caseload", "--json", *there).json == caseload
    assert copied("projections", "status", "--json", *there).json == digests
    assert "Morag" in copied("caseload", *there).out
    again = copied("import", "referrals", "two.json", "--json", *there).lines
    assert [each["outcome"] for each in again] == ["duplicate", "duplicate"]
    assert "holds a log already" in copied("migrate", "--to", url).error
    assert _of_the_log(copied("verify", "--json", *there).json) == before


def _of_the_log(verified: dict[str, Any]) -> dict[str, Any]:
    """What is said of the log itself: what was read goes on growing."""
    return {name: value for name, value in verified.items() if not name.startswith("reads")}


@pytest.mark.postgres
@pytest.mark.xdist_group("postgres")
def test_a_command_is_known_again_after_the_move_and_after_the_way_back(tmp_path: Path) -> None:
    here = Settings(data=str(tmp_path / "data"), keys=str(tmp_path / "keys"))
    with closing(open_store(here, create=True)) as store:
        receipt = _receive(store, "before-the-move")
        url = fresh_database(server_url())
        migrate(store.recorder, store.settings, url, lambda _done: None)
    there = Settings(database_url=url, keys=str(tmp_path / "keys"))
    with closing(open_store(there, create=False)) as store:
        again = _receive(store, "before-the-move")
        assert again.repeated
        assert again.events == receipt.events
        later = _receive(store, "after-the-move")
        backup(store.recorder, store.keyring, there, tmp_path / "copy")
    back = Settings(data=str(tmp_path / "back"))
    restore(tmp_path / "copy", back)
    with closing(open_store(back, create=False)) as store:
        assert _receive(store, "before-the-move").events == receipt.events
        assert _receive(store, "after-the-move").events == later.events


def _receive(store: Store, command_id: str) -> Receipt:
    morag = ReceiveReferral(
        service=SERVICE,
        source=Source.GP,
        agreed_how=AgreedHow.SPOKEN,
        name="Morag Testperson",
        own_words="Somebody to talk to.",
    )
    return perform(morag, store.ledger, by=LOCAL_OPERATOR, service=SERVICE, command_id=command_id)


def _people(terminal: Terminal) -> list[Subject]:
    rows = terminal("caseload", "--json").json["rows"]
    return [subject("person", row["person"]) for row in rows]


def _keyring() -> Keyring:
    settings = Settings()
    return Keyring(
        settings.keyring_database_url, KeyEncryptionKey.at(settings.key_encryption_key_file)
    )
