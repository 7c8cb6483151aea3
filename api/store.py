"""One deployment put together: log, keyring and views, as the settings say."""

import logging
import secrets
import sqlite3
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DatabaseError

from domain.decider import Recorded
from domain.people import ServiceId, Subject
from infrastructure.access_log import AccessLog, access_recorder_of
from infrastructure.checkpoint_exports import Exports, Mailing
from infrastructure.checkpoints import SigningKey
from infrastructure.codec import DoesNotOpen, opened
from infrastructure.erasing import carry_out
from infrastructure.event_log import Clock, EventLog, system_clock
from infrastructure.field_keys import owners_of_field
from infrastructure.keyring import KeyEncryptionKey, Keyring
from infrastructure.mailer import Mailer
from infrastructure.recorders import EventRecorder
from infrastructure.recorders.sqlite import SqliteRecorder
from infrastructure.redacting import redact
from infrastructure.settings import Settings, SettingsWrong
from infrastructure.signer import KEY_FILE, NotSigned, Signer, Signs
from infrastructure.signer_process import RemoteSigner
from infrastructure.verify_bundle import Key, key_from
from projections.catalogue import VIEWS
from projections.catch_up import Views

log = logging.getLogger(__name__)


class NoStore(Exception):
    """There is nothing where the settings point to."""


class NotTheKey(Exception):
    """The store stands, but its keyring, or the key file that opens it, is missing."""


@dataclass(frozen=True)
class Store:
    """An open deployment."""

    settings: Settings
    recorder: EventRecorder
    keyring: Keyring
    ledger: EventLog
    views: Views
    reads: AccessLog

    def services(self) -> tuple[ServiceId, ...]:
        """The services in this log, in the order of their opening."""
        found = [
            (history[0].position, ServiceId(subject.partition(":")[2]))
            for subject in self.ledger.subjects("service")
            if (history := self.ledger.history(subject))
        ]
        return tuple(service for _position, service in sorted(found))

    def close(self) -> None:
        """Let go of every file and connection."""
        self.views.engine.dispose()
        self.recorder.close()
        self.reads.close()
        self.keyring.close()


class KeyringReader:
    """Opens coded values for the folds of views, with the keyring of this deployment."""

    def __init__(self, keyring: Keyring) -> None:
        """Use a keyring."""
        self._keyring = keyring

    def read(self, recorded: Recorded, fields: Collection[str]) -> Recorded:
        """The same entry with some of its codes readable; closed if tampered with."""
        try:
            return opened(recorded, self._keyring, fields=fields)
        except DoesNotOpen:
            log.exception("Entry %s does not open. Run: alongside verify", recorded.position)
            return recorded

    def generation(self) -> int:
        """The keyring's generation; asking drops keys that were destroyed elsewhere."""
        return self._keyring.refresh()

    def erased(self) -> tuple[Subject, ...]:
        """Everybody whose keys were destroyed."""
        return tuple(Subject(owner) for owner in self._keyring.tombstones())

    def destroyed(self) -> dict[str, tuple[Subject, ...]]:
        """What was destroyed, by its name: the keys of somebody, or that of one field of theirs."""
        found: dict[str, tuple[Subject, ...]]
        found = {owner: (owner,) for owner in self.erased()}
        for name in self._keyring.fields_destroyed():
            found[name] = tuple(Subject(each) for each in owners_of_field(name))
        return found


def open_store(settings: Settings, *, create: bool, clock: Clock = system_clock) -> Store:
    """Open the deployment that the settings describe.

    Raises `NoStore` where there is none and none may be created, and `NotTheKey` where the data
    are there but their keyring or its key file is not. An erasure that a crash left half done is
    finished before anything is served.
    """
    recorder, keyring = open_parts(settings, create=create)
    ledger = EventLog(recorder, keyring, clock)
    _destroy(keyring, exports_of(settings, recorder, keyring).erased())
    carry_out(ledger, keyring)
    redact(ledger, keyring)
    reader = KeyringReader(keyring)
    reads = AccessLog(lambda: access_recorder_of(settings), clock)
    views = _views_of(settings, ledger, reader)
    return Store(settings, recorder, keyring, ledger, views, reads)


def _destroy(keyring: Keyring, exported: Collection[str]) -> None:
    """Destroy again what the exported lists name and an older keyring has brought back."""
    for owner in sorted(set(exported).difference(keyring.destroyed() if exported else ())):
        log.warning("The keyring is older than an exported list: a key was destroyed again.")
        keyring.erase(owner)


def _views_of(settings: Settings, ledger: EventLog, reader: KeyringReader) -> Views:
    """The views; where their file is damaged it is thrown away, and they are folded again."""
    damaged = _mark_of_damage(settings)
    if damaged.exists():
        _throw_away(settings)
    engine = views_engine(settings.views_url, damaged)
    try:
        return Views(engine, ledger, VIEWS, ledger.now, reader)
    except DatabaseError:
        engine.dispose()
        if not damaged.exists():
            raise
        _throw_away(settings)
        again = views_engine(settings.views_url, damaged)
        return Views(again, ledger, VIEWS, ledger.now, reader)


def _mark_of_damage(settings: Settings) -> Path:
    return settings.data_dir / "views.db.damaged"


def _throw_away(settings: Settings) -> None:
    log.warning("The file of the views is damaged. It is thrown away and folded again.")
    for file in settings.data_dir.glob("views.db*"):
        file.unlink(missing_ok=True)


def open_parts(settings: Settings, *, create: bool) -> tuple[EventRecorder, Keyring]:
    """Open the log and the keyring alone, and read nothing of them. Raises as `open_store`."""
    exists = settings.database_url is not None or settings.log_file.exists()
    if not exists and not create:
        raise NoStore(
            f"there is no store in {settings.data_dir} "
            "(open one with: alongside init, or name another with --data)"
        )
    key_file = settings.key_encryption_key_file
    keyring_made = settings.keyring_url is not None or (settings.keys_dir / "keyring.db").exists()
    if keyring_made and not key_file.exists():
        raise NotTheKey(f"the key file {key_file} is missing (put it back, or name it)")
    if settings.log_file.exists() and settings.database_url is None and not keyring_made:
        raise NotTheKey(
            f"there is no keyring in {settings.keys_dir}, and without it nobody can read a name "
            "(put it back, or name its directory with --keys)"
        )
    if settings.database_url is None:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.keys_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    keyring = Keyring(settings.keyring_database_url, KeyEncryptionKey.at(key_file))
    return recorder_of(settings), keyring


def recorder_of(settings: Settings) -> EventRecorder:
    """The recorder that keeps the log."""
    if settings.database_url is None:
        return SqliteRecorder(Path(settings.log_file))
    from infrastructure.recorders.postgres import PostgresRecorder

    return PostgresRecorder(settings.database_url)


def signer_of(settings: Settings) -> Signs:
    """Who signs for the log: a process under another account, or this one with a key of its own.

    Raises `infrastructure.signer.NotSigned`.
    """
    if settings.signer is not None:
        return RemoteSigner(Path(settings.signer))
    return own_signer_of(settings)


def own_signer_of(settings: Settings) -> Signer:
    """The signer whose key lies with the keyring, made there if there is none."""
    origin = settings.origin or f"alongside.invalid/{secrets.token_hex(8)}"
    if any(settings.keys_dir.glob("before-*")):  # another log, so never the name of the first
        origin = f"{origin}/{secrets.token_hex(4)}"
    if any(each.isspace() or each == "+" for each in origin):
        raise SettingsWrong("origin: a name of a log has no spaces and no plus sign")
    return Signer.at(settings.keys_dir, origin)


def log_key_of(settings: Settings) -> Key | None:
    """The public key of the log, as far as it is known here; nothing is made to find it."""
    if settings.signer is not None:
        with suppress(NotSigned):  # it may rest while the store is looked at
            return RemoteSigner(Path(settings.signer)).key
    elif (settings.keys_dir / KEY_FILE).exists():
        return SigningKey.at(settings.keys_dir / KEY_FILE).verifier
    exported = settings.checkpoints_dir / "key"
    return key_from(exported.read_text(encoding="utf-8")) if exported.exists() else None


def exports_of(settings: Settings, recorder: EventRecorder, keyring: Keyring) -> Exports:
    """The exports of the log's checkpoints. Raises `SettingsWrong`, and `NotSent` as `Mailer`."""
    return Exports(
        settings.checkpoints_dir,
        recorder,
        lambda: signer_of(settings),
        keyring=keyring,
        mailing=_mailing(settings),
    )


def _mailing(settings: Settings) -> Mailing | None:
    if settings.checkpoint_mail is None:
        return None
    if settings.smtp_url is None or settings.mail_from is None:
        raise SettingsWrong("checkpoint_mail needs smtp_url and mail_from: who takes the mail")
    to = tuple(each.strip() for each in settings.checkpoint_mail.split(",") if each.strip())
    return Mailing(Mailer(settings.smtp_url, settings.mail_from), to)


def views_engine(url: str, damaged: Path | None = None) -> Engine:
    """The database of the views. What it holds can be folded again, so it need not survive.

    Where its file turns out to be damaged, the file ``damaged`` is made, so that whoever opens it
    next begins afresh.
    """
    engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    # A commit waits for no disk: rows and position are lost together, and are folded again.
    settings = ["SET synchronous_commit = off"]
    if engine.dialect.name == "sqlite":
        settings = [
            "PRAGMA journal_mode=WAL",
            "PRAGMA synchronous=NORMAL",
            "PRAGMA secure_delete=ON",  # a row that rested on a destroyed key leaves no trace
            "PRAGMA busy_timeout=10000",
        ]

    @event.listens_for(engine, "handle_error")
    def _note_damage(context: ExceptionContext) -> None:
        code = getattr(context.original_exception, "sqlite_errorcode", 0) & 0xFF
        if damaged is not None and code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            damaged.touch(mode=0o600)

    @event.listens_for(engine, "connect")
    def _settings(connection, _record) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        for setting in settings:
            connection.execute(setting)
        connection.commit()

    return engine
