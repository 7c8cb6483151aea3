"""Keys from the terminal: counted, wrapped anew, destroyed and never back again."""

from contextlib import closing
from pathlib import Path
from shutil import copytree, rmtree

import pytest

from infrastructure.keyring import KeyEncryptionKey, Keyring
from infrastructure.settings import Settings
from tests.api.terminal import Terminal, request, sent, terminal

__all__ = ["terminal"]  # the fixture

COPY = Path("copy")
STORE, KEYS = Path("alongside-data"), Path("alongside-data.keys")


@pytest.fixture
def stocked(terminal: Terminal) -> Terminal:
    """A terminal beside a store with two people."""
    people = request("1", "p1"), request("2", "p2")
    assert terminal("import", "referrals", sent(Path("two.json"), *people)).status == 0
    return terminal


def people_in(terminal: Terminal) -> list[str]:
    return [row["person"] for row in terminal("caseload", "--json").json["rows"]]


def erase(terminal: Terminal, person: str) -> None:
    asked = terminal("do", "erase-person", f"person={person}", "ground=OBJECTED")
    assert asked.status == 0, asked


def test_keys_are_counted_and_none_is_shown(stocked: Terminal) -> None:
    first, _second = people_in(stocked)
    erase(stocked, first)

    counted = stocked("keys", "status", "--json").json

    assert counted["destroyed"] == 1
    assert counted["under"] == {counted["current"]: counted["keys"] + 1}
    assert "1 destroyed" in stocked("keys", "status").out


def test_an_erasure_has_a_certificate_of_what_remains(stocked: Terminal) -> None:
    first, _second = people_in(stocked)
    assert "Nobody has been erased" in stocked("keys", "erasures").out
    erase(stocked, first)

    assert f"person.{first}" in stocked("keys", "erasures").out
    said = stocked("keys", "erasures", f"person.{first}").out
    certificate = stocked("keys", "erasures", f"person.{first}", "--json").json

    assert "CERTIFICATE OF ERASURE" in said
    assert "the person objected" in said
    assert "1 x PersonRegistered" in said
    assert "Morag" not in said
    assert certificate["ground"] == "OBJECTED"
    remaining = {each["name"]: each for each in certificate["remaining"]}
    assert remaining["PersonRegistered"]["boxes"] > 0
    assert remaining["ErasureCarriedOut"]["boxes"] == 0
    assert certificate["decided_by"] == "local-operator"


def test_whoever_was_not_erased_has_no_certificate(stocked: Terminal) -> None:
    first, _second = people_in(stocked)

    assert "Nothing was erased" in stocked("keys", "erasures", f"person.{first}").error


def test_the_lock_is_changed_and_everything_reads_as_before(stocked: Terminal) -> None:
    key = KEYS / "key-encryption-key"
    before, said = key.read_bytes(), stocked("caseload").out

    changed = stocked("keys", "rotate", "--json").json

    assert key.read_bytes() != before
    assert stocked("keys", "status", "--json").json["current"] == changed["after"]
    assert stocked("caseload").out == said
    assert stocked("verify").status == 0
    assert "Make a backup now" in stocked("keys", "rotate").out


def test_a_backup_from_before_a_change_of_the_lock_is_dead(stocked: Terminal) -> None:
    stocked("backup", COPY)
    stocked("keys", "rotate")

    assert "another key-encryption key" in stocked("restore", COPY, "--data", "there").error


def test_a_restored_backup_destroys_what_its_own_log_tells(stocked: Terminal) -> None:
    first, _second = people_in(stocked)
    copytree(KEYS, "older.keys")
    erase(stocked, first)
    stocked("backup", COPY)
    Path("copy.keys").unlink()
    older = Path("older.keys/keyring.db")
    with closing(Keyring(f"sqlite:///{older}", _key())) as keyring:
        assert keyring.tombstones() == ()
    older.rename("copy.keys")
    rmtree("older.keys")

    restored = stocked("restore", COPY, "--data", "there", "--key-file", KEYS / _key_name())

    assert "1 keys that were in the copy had been destroyed since" in restored.out
    named = ("--data", "there", "--key-file", str(KEYS / _key_name()))
    assert stocked("caseload", *named).out.count("Morag") == 1
    assert stocked("verify", *named).status == 0


def test_a_list_of_erased_keys_from_elsewhere_is_applied_before_anything_is_read(
    stocked: Terminal,
) -> None:
    first, second = people_in(stocked)
    stocked("backup", COPY)
    Path("erased.txt").write_text(f"# erased\nperson:{first} 2026-05-05\n\n")

    restored = stocked("restore", COPY, "--data", "there", "--erased", "erased.txt", "--json").json

    assert restored["destroyed_again"] == restored["erased"] == 1
    with closing(_keyring(Path("there.keys"))) as keyring:
        assert keyring.tombstones() == (f"person:{first}",)
        assert keyring.existing_key_of(f"person:{second}") is not None
    told = stocked("history", first, "--data", "there").out
    assert "made unreadable" in told


def test_verification_names_a_key_that_an_older_keyring_has_brought_back(
    stocked: Terminal,
) -> None:
    first, _second = people_in(stocked)
    copytree(KEYS, "older.keys")
    erase(stocked, first)
    rmtree(KEYS)
    Path("older.keys").rename(KEYS)

    verified = stocked("verify", "--json").json

    assert not verified["ok"]
    assert verified["problems"] == [f"The key of person:{first} was destroyed, and is there again."]
    assert stocked("caseload").out.count("Morag") == 1  # whoever opens the store destroys it again
    assert stocked("verify").status == 0


def test_a_damaged_file_of_views_is_folded_again_by_itself(stocked: Terminal) -> None:
    said = stocked("caseload").out
    for file in STORE.glob("views.db*"):
        file.write_text("Dear diary, this is not a database. " * 1_000)

    assert stocked("caseload").out == said

    assert stocked("projections", "status").status == 0
    assert not list(STORE.glob("*damaged*"))


def test_pages_of_views_that_are_damaged_are_named_and_then_folded_again(
    stocked: Terminal,
) -> None:
    said = stocked("caseload").out
    file = STORE / "views.db"
    for beside in STORE.glob("views.db-*"):
        beside.unlink()
    content = bytearray(file.read_bytes())
    content[8192:] = b"x" * (len(content) - 8192)
    file.write_bytes(content)

    first = stocked("caseload")
    second = stocked("caseload")

    assert first.status == 1 or first.out == said
    assert second.out == said
    assert stocked("verify").status == 0


def _key_name() -> str:
    return "key-encryption-key"


def _key() -> KeyEncryptionKey:
    return KeyEncryptionKey.at(KEYS / _key_name(), create=False)


def _keyring(folder: Path) -> Keyring:
    settings = Settings(keys=str(folder))
    key = KeyEncryptionKey.at(settings.key_encryption_key_file, create=False)
    return Keyring(settings.keyring_database_url, key)
