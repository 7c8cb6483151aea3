"""From the terminal: the log signed, compared with what was signed, and what cannot be told."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import copytree, move, rmtree
from tempfile import TemporaryDirectory

import psycopg
import pytest
from litestar.testing import TestClient

from api.main import application
from api.store import open_store
from domain.people import ServiceId
from infrastructure.checkpoints import TreeHead
from infrastructure.recorders.sqlite import SqliteRecorder
from infrastructure.settings import Settings
from infrastructure.signer import Growth, NotSigned, checkpoint_of
from infrastructure.signer_process import RemoteSigner
from infrastructure.verify_bundle import checkpoint_from
from tests.api.terminal import Terminal, request, sent, terminal
from tests.faults.places import fresh_database
from tests.postgres import server_url

__all__ = ["terminal"]  # the fixture

ALONGSIDE = [str(Path(sys.executable).with_name("alongside"))]
STORE, KEYS = Path("alongside-data"), Path("alongside-data.keys")
NOBODY = 65534
PATIENCE = 20.0


def refer(terminal: Terminal, *numbers: int) -> None:
    people = [request(str(each), f"p{each}") for each in numbers]
    assert terminal("import", "referrals", sent(Path("sent.json"), *people)).status == 0


@pytest.fixture
def signed(terminal: Terminal) -> Terminal:
    """A terminal beside a store with two people, and a checkpoint that an auditor took away."""
    refer(terminal, 1, 2)
    file = terminal("checkpoint", "--json").json["file"]
    Path("auditors").write_bytes(Path(file).read_bytes())
    return terminal


def rebuilt(change: str) -> None:
    """Change the log by hand, and make everything in the store agree with it."""
    with closing(sqlite3.connect(STORE / "log.db")) as hand:
        hand.execute(change)
        hand.commit()
    with closing(SqliteRecorder(STORE / "log.db")) as changed:
        rows = [row for page in changed.pages() for row in page]
        commands = [row for page in changed.commands() for row in page]
    rows = [row._replace(position=number) for number, row in enumerate(rows, 1)]
    (STORE / "log.db").unlink()
    with closing(SqliteRecorder(STORE / "log.db")) as forged:
        forged.load(iter([rows]), iter([[each for each in commands if each.last <= len(rows)]]))


def forgotten() -> None:
    """Whoever holds the machine takes away all that was signed there."""
    rmtree(KEYS / "checkpoints")
    for file in KEYS.glob("checkpoint-*"):
        file.unlink()


# --- Signed ---


def test_a_checkpoint_says_that_its_key_lies_beside_the_store(signed: Terminal) -> None:
    said = signed("checkpoint")

    assert said.status == 0
    assert "The key lies beside the store" in said.out
    key = KEYS / "checkpoint-key"
    assert key.stat().st_mode & 0o777 == 0o400


def test_the_name_of_a_log_can_be_chosen_once(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    refer(terminal, 1)
    monkeypatch.setenv("ALONGSIDE_ORIGIN", "machair.example/log one")
    assert "no spaces" in terminal("checkpoint").error
    monkeypatch.setenv("ALONGSIDE_ORIGIN", "machair.example/log")
    assert terminal("checkpoint", "--json").json["key"].startswith("machair.example/log+")
    monkeypatch.setenv("ALONGSIDE_ORIGIN", "elsewhere.example/log")

    assert terminal("checkpoint", "--json").json["key"].startswith("machair.example/log+")


# --- Compared ---


def test_without_a_checkpoint_kept_elsewhere_it_says_that_it_cannot_tell(signed: Terminal) -> None:
    alone = signed("verify")
    compared = signed("verify", "--checkpoint", "auditors")

    assert (alone.status, compared.status) == (0, 0)
    assert "could have made them agree" in alone.out
    assert "could have made them agree" not in compared.out
    assert "The first 5 are those that alongside.invalid/" in compared.out
    assert signed("verify", "--json").json["compared_with"] is None
    assert signed("verify", "--json", "--checkpoint", "auditors").json["compared_with"] == 5


def test_a_log_that_grew_still_is_that_of_the_checkpoint(signed: Terminal) -> None:
    refer(signed, 3, 4)
    found = signed("verify", "--json", "--checkpoint", "auditors").json

    assert (found["ok"], found["events"], found["signed"]) == (True, 9, 5)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE events SET data = CAST(replace(data, 'by', 'By') AS BLOB) WHERE position = 4",
        "UPDATE events SET tags = tags || ' match:other' WHERE position = 2",
        "UPDATE events SET recorded_at = recorded_at - 86400000000",
        "DELETE FROM events WHERE position = 3",
        "DELETE FROM events WHERE position = 5",
        "DELETE FROM events WHERE position > 2",
    ],
)
def test_a_rebuilt_log_is_found_by_a_checkpoint_kept_elsewhere_and_only_by_it(
    signed: Terminal, change: str
) -> None:
    rebuilt(change)
    by_what_is_here = signed("verify", "--json")
    again = signed("checkpoint")
    copytree(KEYS, "kept")
    forgotten()
    alone = signed("verify", "--json")
    key = (Path("kept") / "checkpoints" / "key").read_text().strip()
    compared = signed("verify", "--json", "--checkpoint", "auditors", "--key", key)

    assert by_what_is_here.status == 1
    assert "events" in again.error
    assert alone.json["ok"]
    assert compared.status == 1
    assert not compared.json["ok"]
    assert any("checkpoint" in each for each in compared.json["problems"])


def test_an_old_copy_that_was_put_back_is_found_by_what_was_signed_since(signed: Terminal) -> None:
    copytree(STORE, "copy")
    refer(signed, 3)
    newer = Path(signed("checkpoint", "--json").json["file"]).read_bytes()
    Path("newer").write_bytes(newer)
    rmtree(STORE)
    move("copy", STORE)

    found = signed("verify", "--json")
    assert (found.status, found.json["first_bad_position"]) == (1, 6)
    assert "has held 7" in signed("checkpoint").error
    key = (KEYS / "checkpoints" / "key").read_text().strip()
    forgotten()
    assert signed("verify").status == 0
    compared = signed("verify", "--json", "--checkpoint", "newer", "--key", key)
    assert (compared.status, compared.json["first_bad_position"]) == (1, 6)


def test_a_checkpoint_of_somebody_else_is_not_compared(signed: Terminal) -> None:
    forged = Path("auditors").read_text().replace("\n5\n", "\n4\n")
    Path("forged").write_text(forged)

    assert "no checkpoint of this log" in signed("verify", "--checkpoint", "forged").error
    assert "not written as NAME" in signed("verify", "--checkpoint", "auditors", "--key", "x").error
    forgotten()
    assert "--key VKEY" in signed("verify", "--checkpoint", "auditors").error


def test_a_key_that_was_destroyed_and_is_back_is_found(signed: Terminal) -> None:
    with closing(sqlite3.connect(KEYS / "keyring.db")) as hand:
        (owner,) = hand.execute("SELECT owner FROM keys WHERE owner LIKE 'person:%'").fetchone()
    store = open_store(Settings(data=str(STORE)), create=False)
    store.keyring.erase(owner)
    store.close()
    assert signed("checkpoint").status == 0
    with closing(sqlite3.connect(KEYS / "keyring.db")) as hand:
        hand.execute("DELETE FROM keys WHERE owner = ?", (owner,))
        hand.commit()

    (problem,) = signed("verify", "--json").json["problems"]
    assert problem.startswith(f"The key of {owner} was destroyed")


def test_after_a_loss_the_log_begins_again_under_another_name(signed: Terminal) -> None:
    first = signed("checkpoint", "--json").json
    rebuilt("DELETE FROM events WHERE position > 2")
    assert signed("checkpoint").status == 1
    again = signed("checkpoint", "--begin-again", "the disk was lost", "--json").json

    assert again["position"] == 2
    assert again["key"].split("+")[0] != first["key"].split("+")[0]
    assert signed("verify").status == 0
    assert "no checkpoint of this log" in signed("verify", "--checkpoint", "auditors").error
    (aside,) = KEYS.glob("before-*")
    assert (aside / "reason").read_text() == "the disk was lost"
    assert len(list((aside / "checkpoints").glob("*.checkpoint"))) == 1


@pytest.mark.postgres
@pytest.mark.xdist_group("postgres")
def test_a_log_that_moved_to_postgresql_is_signed_on(signed: Terminal) -> None:
    url = fresh_database(server_url())
    assert signed("migrate", "--to", url).status == 0
    there = ("--database-url", url, "--keys", KEYS)
    people = sent(Path("three.json"), request("3", "p3"))
    assert signed("import", "referrals", people, *there).status == 0

    exported = signed("checkpoint", "--json", *there).json
    assert exported["position"] == 7
    assert signed("verify", "--checkpoint", "auditors", *there).status == 0
    with psycopg.connect(url, autocommit=True) as hand:
        hand.execute("SET search_path TO alongside")
        hand.execute("UPDATE events SET tags = tags || ' match:other' WHERE position = 2")
    found = signed("verify", "--json", *there)
    assert (found.status, found.json["first_bad_position"]) == (1, 2)
    assert "has held 7" in signed("checkpoint").error  # what was left behind is no longer the log


# --- Under another account ---


@contextmanager
def signing(folder: Path) -> Iterator[Path]:
    """The signer as its own process, with keys where this store has none."""
    socket = folder / "socket"
    typed = [*ALONGSIDE, "signer", f"--keys={folder / 'its-keys'}", f"--socket={socket}", "--json"]
    process = subprocess.Popen(typed, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert "key" in process.stdout.readline()
        until = time.monotonic() + PATIENCE
        while not socket.exists() and time.monotonic() < until:
            time.sleep(0.01)
        yield socket
    finally:
        process.terminate()
        _, said = process.communicate(timeout=PATIENCE)
        assert "Traceback" not in said


def test_a_signer_in_a_process_of_its_own_signs_and_refuses(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    refer(terminal, 1, 2)
    with signing(terminal.directory) as socket:
        monkeypatch.setenv("ALONGSIDE_SIGNER", str(socket))
        first = terminal("checkpoint", "--json").json
        refer(terminal, 3)
        second = terminal("checkpoint")
        assert second.status == 0
        assert "beside the store" not in second.out
        assert terminal("verify").status == 0
        rebuilt("UPDATE events SET tags = tags || ' match:other' WHERE position = 2")
        refused = terminal("checkpoint").error
        found = terminal("verify", "--json").json

    assert first["position"] == 5
    assert "the log was rebuilt" in refused
    assert not found["ok"]
    at_rest = terminal("verify", "--json").json
    assert at_rest["problems"] == found["problems"]
    assert not (KEYS / "checkpoint-key").exists()
    assert "does not answer" in terminal("checkpoint").error


@contextmanager
def somebody_else(its_key: Path, socket: Path) -> Iterator[None]:
    """As an account that shares a group with the signer's, and nothing more."""
    if os.geteuid() != 0:  # oneself, after giving up the right
        its_key.chmod(0o000)
        yield
        return
    os.chown(socket, 0, NOBODY)
    group = os.getegid()
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(group)


def test_whoever_asks_the_signer_cannot_read_its_key(tmp_path: Path) -> None:
    with (
        TemporaryDirectory() as open_to_all,  # what lies above a test's own folder is not
        closing(SqliteRecorder(tmp_path / "log.db")) as recorder,
        signing(Path(open_to_all)) as socket,
    ):
        socket.parent.chmod(0o755)
        its_key = socket.with_name("its-keys") / "checkpoint-key"
        with somebody_else(its_key, socket):
            remote = RemoteSigner(socket)
            note = remote.sign(Growth(0, [], TreeHead(3, bytes(32))))
            with pytest.raises(PermissionError):
                its_key.read_bytes()
        with pytest.raises(NotSigned, match="has held 3"):
            checkpoint_of(recorder, remote)

    assert checkpoint_from(note, remote.key).size == 3


# --- Shown ---


def test_whoever_watches_sees_how_far_the_log_is_signed(signed: Terminal) -> None:
    refer(signed, 3)
    store = open_store(Settings(data=str(STORE)), create=False)
    app = application(store, ServiceId("service"))
    try:
        with TestClient(app, base_url="http://127.0.0.1") as client:
            answer = client.get("/health/ready").json()
    finally:
        store.close()

    assert answer["status"] == "ready"
    shown = answer["checkpoint"]
    assert (shown["position"], shown["unsigned"], shown["late"]) == (5, 2, False)
    assert shown["age"] >= 0
    assert shown["problem"] is None


def test_a_served_store_is_signed_by_itself(terminal: Terminal) -> None:
    refer(terminal, 1)
    typed = [*ALONGSIDE, "serve", "--port=0"]
    process = subprocess.Popen(typed, stdout=subprocess.PIPE, text=True)
    kept = KEYS / "checkpoints"
    try:
        until = time.monotonic() + PATIENCE
        while not list(kept.glob("*.checkpoint")) and time.monotonic() < until:
            time.sleep(0.05)
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)

    assert [each.name for each in kept.glob("*.checkpoint")] == ["00000000000000000003.checkpoint"]
