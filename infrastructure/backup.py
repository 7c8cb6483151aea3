"""Copies of a store: made while it is in use, put back only if they are whole.

A backup is three files: the log, as an embedded store keeps it whatever the original is made of,
beside it the keyring with its keys wrapped, and the log of reads. The key-encryption key is in none
of them. The log is copied first, and every key is durable before its first event, so the keyring
has all that the log needs. Checkpoints are exported elsewhere and never copied along: what was put
back is held against them.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec
from sqlalchemy.exc import DatabaseError

from infrastructure.access_log import access_recorder_of, recorder_in_postgresql
from infrastructure.credentials import CredentialStore
from infrastructure.erasing import decided_in
from infrastructure.event_log import EventLog, system_clock
from infrastructure.key_encryption import KEY_BYTES
from infrastructure.keyring import KeyEncryptionKey, Keyring
from infrastructure.recorders import CommandRow, EventRecorder, Head, Row, StoreFailed
from infrastructure.recorders.postgres import PostgresRecorder
from infrastructure.recorders.sqlite import SqliteRecorder
from infrastructure.settings import Settings
from infrastructure.tree import frontier_of, root_of
from infrastructure.verification import verify


class BackupWrong(Exception):
    """A copy cannot be made or put back; the message says why and what to do."""


class Made(msgspec.Struct, frozen=True):
    """A backup: its three files, how many entries, and where the key file is that it needs."""

    file: str
    keys: str
    key_file: str
    events: int
    reads_file: str
    reads: int


class Restored(msgspec.Struct, frozen=True):
    """What was put back; ``erased`` counts the keys that stay destroyed.

    ``destroyed_again`` counts those of them that the copy of the keyring still had.
    """

    events: int
    erased: int
    destroyed_again: int
    reads: int


class Moved(msgspec.Struct, frozen=True):
    """What was copied into another database, with the roots in hexadecimal."""

    events: int
    root: str
    reads: int
    reads_root: str


def keys_file(file: Path) -> Path:
    """Where the keyring of a backup lies."""
    return file.with_name(f"{file.name}.keys")


def reads_file(file: Path) -> Path:
    """Where the log of reads of a backup lies."""
    return file.with_name(f"{file.name}.reads")


def backup(recorder: EventRecorder, keyring: Keyring, settings: Settings, file: Path) -> Made:
    """Copy log, keyring, accounts and what was read. Raises `BackupWrong` if a file is there."""
    for target in (file, keys_file(file), reads_file(file)):
        if target.exists():
            raise BackupWrong(f"{target} exists already (choose another name)")
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.unfinished")
    unfinished_keys = keys_file(unfinished)
    try:
        _copy_log(recorder, settings, unfinished)
        _made_empty(unfinished_keys)
        copied = Keyring(f"sqlite:///{unfinished_keys}", keyring.kek)
        keyring.copy_to(copied)
        copied.note_key_file(str(settings.key_encryption_key_file.resolve()))
        copied.close()
        with closing(CredentialStore.at(settings, system_clock)) as credentials:
            credentials.copy_to(f"sqlite:///{unfinished_keys}")
        _settled(unfinished_keys)
        made = SqliteRecorder(unfinished)
        events = made.head().size
        made.close()
        _settled(unfinished)
        reads = _copy_reads(settings, reads_file(unfinished))
        reads_file(unfinished).replace(reads_file(file))
        unfinished_keys.replace(keys_file(file))
        unfinished.replace(file)
        _synced(file.parent)
    finally:
        for leftover in file.parent.glob(f"{unfinished.name}*"):
            leftover.unlink()
    key_file = str(settings.key_encryption_key_file)
    return Made(str(file), str(keys_file(file)), key_file, events, str(reads_file(file)), reads)


def restore(file: Path, settings: Settings, erased: Iterable[str] = ()) -> Restored:
    """Put a backup back where there is no store.

    Before anything can be read, every key is destroyed that a keyring which is still there, the log
    of the backup, or a list of ``erased`` owners from elsewhere says is destroyed. Raises
    `BackupWrong` where a store is in the way, the copy is not whole, or its key file is missing.
    """
    if settings.database_url is not None:
        raise BackupWrong("a backup is restored into a directory (then: alongside migrate --to)")
    for needed in (file, keys_file(file)):
        if not needed.exists():
            raise BackupWrong(f"there is no file {needed} (a backup is three files)")
    if settings.log_file.exists():
        raise BackupWrong(f"there is a store in {settings.data_dir} (name another with --data)")
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.keys_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = settings.log_file.with_name("log.unfinished")
    unfinished_reads = settings.log_file.with_name("log.unfinished-reads")
    try:
        reads = _restored_reads(reads_file(file), unfinished_reads, settings)
        shutil.copyfile(file, unfinished)
        unfinished.chmod(0o600)
        events = _checked(unfinished)
        again, tombstones = _restore_keys(keys_file(file), settings, _told_in(unfinished, erased))
        _settled(unfinished)
        if unfinished_reads.exists():
            unfinished_reads.replace(settings.access_file)
        unfinished.replace(settings.log_file)
        _synced(settings.data_dir)
    finally:
        for leftover in settings.data_dir.glob("log.unfinished*"):
            leftover.unlink()
    return Restored(events, tombstones, again, reads)


def migrate(
    recorder: EventRecorder, settings: Settings, url: str, progress: Callable[[int], None]
) -> Moved:
    """Copy a log and its log of reads into an empty PostgreSQL database and compare the roots.

    Raises `BackupWrong` where the database holds a log already or the roots differ.
    """
    with closing(access_recorder_of(settings)) as reads:
        read = _copied(reads, recorder_in_postgresql(url), lambda _done: None)
    moved = _copied(recorder, PostgresRecorder(url), progress)
    return Moved(moved.size, moved.root.hex(), read.size, read.root.hex())


def _copied(recorder: EventRecorder, other: EventRecorder, progress: Callable[[int], None]) -> Head:
    """Copy one log into an empty one, which is closed at the end."""
    try:
        if other.head().size:
            raise BackupWrong("this database holds a log already (name an empty one)")
        before = recorder.head()

        def pages() -> Iterator[list[Row]]:
            for page in recorder.pages(0, before.size):
                yield page
                progress(page[-1].position)

        other.load(pages(), _commands(recorder, before.size))
        after = other.head()
        if (after.size, after.root) != (before.size, before.root):
            raise BackupWrong(
                "the copy is not the same as the original (use neither; ask for help)"
            )
        return after
    finally:
        other.close()


def _copy_log(recorder: EventRecorder, settings: Settings, target: Path) -> None:
    _copy(recorder, settings.log_file if settings.database_url is None else None, target)


def _copy_reads(settings: Settings, target: Path) -> int:
    """Copy the log of reads; how many entries there are in the copy."""
    embedded = settings.database_url is None and settings.access_url is None
    with closing(access_recorder_of(settings)) as reads:
        _copy(reads, settings.access_file if embedded else None, target)
    with closing(SqliteRecorder(target)) as copied:
        size = copied.head().size
    _settled(target)
    return size


def _copy(recorder: EventRecorder, file: Path | None, target: Path) -> None:
    """Copy a log, by its file where it lies in one."""
    if file is not None:
        _made_empty(target)
        with closing(sqlite3.connect(file)) as log, closing(sqlite3.connect(target)) as copied:
            log.backup(copied)
        return
    copy = SqliteRecorder(target)
    size = recorder.head().size
    copy.load(recorder.pages(0, size), _commands(recorder, size))
    copy.close()


def _made_empty(file: Path) -> None:
    """Make a file that only its owner can read, before anything is in it."""
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _commands(recorder: EventRecorder, upto: int) -> Iterator[list[CommandRow]]:
    """The commands up to a position: what others record meanwhile is not copied."""
    for page in recorder.commands():
        yield [command for command in page if command.last <= upto]


def _checked(log: Path) -> int:
    if not log.stat().st_size:
        raise BackupWrong("the backup is not whole: it is empty (use an earlier one)")
    try:
        with closing(SqliteRecorder(log)) as recorder:
            found = verify(recorder)
    except StoreFailed as broken:
        raise BackupWrong("the backup is not whole (use an earlier one)") from broken
    if not found.ok:
        raise BackupWrong(f"the backup is not whole: {found.problems[0]} (use an earlier one)")
    return found.events


def _restored_reads(file: Path, unfinished: Path, settings: Settings) -> int:
    """Put the log of reads beside the place where it will be; how many entries there will be.

    One that is still there stays, if it goes on from the copy: it knows more. Backups from before
    there was one have none.
    """
    there = settings.access_file
    if not file.exists():
        return _size_of(there) if there.exists() else 0
    shutil.copyfile(file, unfinished)
    unfinished.chmod(0o600)
    size = _checked(unfinished)
    if there.exists():
        _must_go_on(there, unfinished)
        unfinished.unlink()
        return _size_of(there)
    _settled(unfinished)
    return size


def _must_go_on(there: Path, copy: Path) -> None:
    """Raise `BackupWrong` unless one log of reads begins with all that a copy of it holds."""
    with closing(SqliteRecorder(there)) as longer, closing(SqliteRecorder(copy)) as shorter:
        head = shorter.head()
        if longer.head().size < head.size or _root_at(longer, head.size) != head.root:
            raise BackupWrong(
                f"{there} is another log of reads than that of the backup (move it away)"
            )


def _root_at(recorder: EventRecorder, size: int) -> bytes:
    return root_of(frontier_of(recorder, size))


def _size_of(log: Path) -> int:
    with closing(SqliteRecorder(log)) as recorder:
        return recorder.head().size


def _told_in(log: Path, erased: Iterable[str]) -> tuple[str, ...]:
    """The owners whose keys are to be destroyed by what a log or a list says."""
    with (
        closing(SqliteRecorder(log)) as recorder,
        closing(Keyring("sqlite://", KeyEncryptionKey(bytes(KEY_BYTES)))) as nobodys,
    ):
        return (*decided_in(EventLog(recorder, nobodys)), *erased)


def _restore_keys(file: Path, settings: Settings, erased: Iterable[str]) -> tuple[int, int]:
    source = settings.keys_dir / "keyring.restoring"
    shutil.copyfile(file, source)
    try:
        return _merge_keys(source, settings, erased)
    except DatabaseError as broken:
        raise BackupWrong("the keys of the backup are not whole (use an earlier one)") from broken
    finally:
        for leftover in settings.keys_dir.glob("keyring.restoring*"):
            leftover.unlink()


def _merge_keys(source: Path, settings: Settings, erased: Iterable[str]) -> tuple[int, int]:
    key_file = settings.key_encryption_key_file
    found = key_file if key_file.exists() else Keyring.noted_key_file(source)
    if found is None or not found.exists():
        raise BackupWrong(
            f"the key file is missing (put it at {key_file}, or name it with --key-file)"
        )
    kek = KeyEncryptionKey.at(found, create=False)
    with closing(Keyring(f"sqlite:///{source}", kek)) as saved:
        if saved.damaged():
            raise BackupWrong("the keys of the backup are not whole (use an earlier one)")
        if found != key_file:
            _copy_key(found, key_file)
        with closing(CredentialStore(f"sqlite:///{source}", kek, system_clock)) as credentials:
            credentials.copy_to(settings.credentials_url)
        with closing(Keyring(settings.keyring_database_url, kek)) as restored:
            restored.merge_from(saved)
            before = set(restored.destroyed())
            again = [owner for owner in dict.fromkeys(erased) if owner not in before]
            for owner in again:
                restored.erase(owner)
            return len(again), len(before) + len(again)


def _copy_key(found: Path, key_file: Path) -> None:
    descriptor = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "wb") as file:
        file.write(found.read_bytes())
        file.flush()
        os.fsync(file.fileno())


def _settled(database: Path) -> None:
    """Leave one plain file: everything in it, and on the disk."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    _synced(database)


def _synced(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
