"""The keys of everybody who owns a sealed value, apart from the data and wrapped.

One random 256-bit key for each owner (a person, a peer, a member of staff, a service's index),
wrapped by the key-encryption key, which lives in a file of its own. Destroying a key leaves a
tombstone that forbids making it again. Every row carries a MAC. A new key is durable before it is
first used.
"""

import base64
import hashlib
import hmac
import os
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import (
    Column,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    delete,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from infrastructure.files import write_once

KEY_BYTES = 32
NONCE_BYTES = 12

metadata = MetaData()
keys = Table(
    "keys",
    metadata,
    Column("owner", String, primary_key=True),
    Column("kek", String, nullable=False),
    Column("wrapped", LargeBinary),
    Column("erased_at", String),
    Column("mac", LargeBinary, nullable=False),
)
generations = Table(
    "generation",
    metadata,
    Column("one", Integer, primary_key=True),
    Column("generation", Integer, nullable=False),
)


notes = Table("notes", metadata, Column("key_file", String))


class KeyErased(Exception):
    """The owner's key was destroyed; it is never made again."""


class KeyInUse(Exception):
    """Somebody has a key already, or had one."""


class KeyringDamaged(Exception):
    """A row of the keyring does not carry the mark that only this installation can make."""


class WrongKeyEncryptionKey(Exception):
    """The keyring was wrapped under another key-encryption key."""


class KeyEncryptionKey:
    """The key that wraps all others, read from a file that is kept apart from every backup."""

    def __init__(self, secret: bytes) -> None:
        """Derive the wrapping and the marking key from 32 secret bytes."""
        self._wrapping = AESGCM(_derived(secret, b"alongside/wrap/v1"))
        self._marking = _derived(secret, b"alongside/mac/v1")
        self.id = hashlib.sha256(b"alongside/kek-id/v1" + secret).hexdigest()[:16]

    @classmethod
    def at(cls, path: Path, *, create: bool = True) -> "KeyEncryptionKey":
        """Read the key from its file; make it, readable by its owner alone, if it may be made.

        Raises `FileNotFoundError` where it may not, and `WrongKeyEncryptionKey` where the file
        holds something else.
        """
        if not path.exists():
            if not create:
                raise FileNotFoundError(path)
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_once(path, base64.b64encode(os.urandom(KEY_BYTES)))
        try:
            secret = base64.b64decode(path.read_bytes(), validate=True)
        except ValueError:
            secret = b""
        if len(secret) != KEY_BYTES:
            raise WrongKeyEncryptionKey(f"The file {path} holds no key. Put the right one back.")
        return cls(secret)

    def wrap(self, owner: str, key: bytes) -> bytes:
        """Wrap a key for one owner."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._wrapping.encrypt(nonce, key, owner.encode())

    def unwrap(self, owner: str, wrapped: bytes) -> bytes:
        """Unwrap it again. Raises `KeyringDamaged`."""
        try:
            nonce, box = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
            return self._wrapping.decrypt(nonce, box, owner.encode())
        except (InvalidTag, ValueError) as wrong:
            raise KeyringDamaged(owner) from wrong

    def mark(self, owner: str, wrapped: bytes | None, erased_at: str | None) -> bytes:
        """The MAC of a row."""
        parts = [owner.encode(), self.id.encode()]
        parts.append(b"" if wrapped is None else b"wrapped" + wrapped)
        parts.append(b"" if erased_at is None else b"erased" + erased_at.encode())
        message = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
        return hmac.digest(self._marking, message, "sha256")


class Keyring:
    """Keys by owner, kept in a database of their own and remembered while they stand."""

    def __init__(self, url: str, kek: KeyEncryptionKey) -> None:
        """Open the keyring, made empty where there is none.

        Raises `WrongKeyEncryptionKey` where its keys were wrapped under another.
        """
        self.engine = _engine(url)
        self.kek = kek
        self._known: dict[str, bytes] = {}
        self._generation = 0
        self._lock = threading.Lock()
        metadata.create_all(self.engine)
        with self.engine.begin() as db:
            if db.scalar(select(generations.c.generation)) is None:
                try:
                    with db.begin_nested():
                        db.execute(insert(generations).values(one=1, generation=0))
                except IntegrityError:
                    pass  # another process opened the same new keyring at the same moment
            other = db.scalar(select(keys.c.kek).where(keys.c.kek != kek.id).limit(1))
        if other is not None:
            self.close()
            raise WrongKeyEncryptionKey(
                "The keyring was made under another key-encryption key. "
                "Point to the right key file."
            )

    def key_of(self, owner: str) -> bytes:
        """The owner's key, made and made durable if there is none. Raises `KeyErased`."""
        key = self._known.get(owner)
        return key if key is not None else self._fetched(owner, make=True)

    def adopt(self, made: Mapping[str, bytes]) -> None:
        """Take over keys made elsewhere for owners of whom nothing is known here, in one commit.

        Raises `KeyInUse` where an owner has a key or a tombstone; then none is taken over.
        """
        rows = []
        for owner, key in made.items():
            wrapped = self.kek.wrap(owner, key)
            mac = self.kek.mark(owner, wrapped, None)
            rows.append({"owner": owner, "kek": self.kek.id, "wrapped": wrapped, "mac": mac})
        try:
            with self._lock, self.engine.begin() as db:
                if rows:
                    db.execute(insert(keys), rows)
        except IntegrityError as taken:
            raise KeyInUse("An owner has a key or a tombstone already.") from taken

    def give_back(self, made: Mapping[str, bytes]) -> None:
        """Let go of adopted keys under which nothing was kept, as if they had never been made.

        What was ever recorded needs `erase`, which leaves a tombstone.
        """
        with self._lock, self.engine.begin() as db:
            for owner in made:
                db.execute(delete(keys).where(keys.c.owner == owner))
            self._known.clear()

    def existing_key_of(self, owner: str) -> bytes | None:
        """The owner's key, or nothing where it was destroyed or never made."""
        key = self._known.get(owner)
        if key is not None:
            return key
        try:
            return self._fetched(owner, make=False)
        except (KeyErased, KeyError):
            return None

    def erase(self, owner: str) -> None:
        """Destroy an owner's key and leave a tombstone. Doing it twice changes nothing."""
        erased_at = datetime.now(UTC).isoformat()
        tombstone = {
            "kek": self.kek.id,
            "wrapped": None,
            "erased_at": erased_at,
            "mac": self.kek.mark(owner, None, erased_at),
        }
        standing = update(keys).where(keys.c.owner == owner, keys.c.wrapped.is_not(None))
        with self._lock, self.engine.begin() as db:
            self._grow_older(db)  # first, as it makes others who destroy or take over keys wait
            if db.execute(standing.values(**tombstone)).rowcount == 0:
                try:
                    with db.begin_nested():
                        db.execute(insert(keys).values(owner=owner, **tombstone))
                except IntegrityError:
                    # a tombstone stands, or another process made the key at this very moment
                    db.execute(standing.values(**tombstone))
            self._known.clear()
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect() as db:  # the write-ahead file still holds the old row
                db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def tombstones(self) -> tuple[str, ...]:
        """The owners whose keys were destroyed."""
        with self.engine.connect() as db:
            found = select(keys.c.owner).where(keys.c.wrapped.is_(None)).order_by(keys.c.owner)
            return tuple(db.scalars(found))

    def refresh(self) -> int:
        """Forget what is remembered if a key was destroyed elsewhere; return the generation."""
        with self.engine.connect() as db:
            generation = db.scalar(select(generations.c.generation)) or 0
        if generation != self._generation:
            with self._lock:
                self._known.clear()
                self._generation = generation
        return generation

    def damaged(self) -> tuple[str, ...]:
        """The owners whose rows do not carry the right mark."""
        with self.engine.connect() as db:
            rows = db.execute(select(keys).order_by(keys.c.owner)).all()
        return tuple(row.owner for row in rows if not self._is_marked(row))

    def unsound(self) -> tuple[str, ...]:
        """What is wrong with the keyring, in sentences: rows that were changed, or a damaged file.

        A row that was taken out together with its place in the index leaves no trace here.
        """
        try:
            problems = [f"The key row of {owner} is damaged." for owner in self.damaged()]
            if self.engine.dialect.name == "sqlite":
                with self.engine.connect() as db:
                    found = db.exec_driver_sql("PRAGMA integrity_check").scalars().all()
                problems += [f"The keyring is damaged: {each}" for each in found if each != "ok"]
        except (SQLAlchemyError, ValueError, TypeError, AttributeError) as broken:
            return (f"The keyring cannot be read ({type(broken).__name__}).",)
        return tuple(problems)

    def copy_to(self, other: "Keyring") -> None:
        """Copy every row as it stands, tombstones included, into an empty keyring."""
        other.merge_from(self)

    def merge_from(self, other: "Keyring") -> None:
        """Take over the rows of another keyring. What is destroyed in either stays destroyed."""
        with other.engine.connect() as theirs:
            rows = [dict(row._mapping) for row in theirs.execute(select(keys))]
        with self._lock, self.engine.begin() as db:
            self._grow_older(db)
            mine = {row.owner: row for row in db.execute(select(keys))}
            new = [row for row in rows if row["owner"] not in mine]
            if new:
                db.execute(insert(keys), new)
            for row in rows:
                standing = mine.get(row["owner"])
                if standing is not None and standing.wrapped is not None and not row["wrapped"]:
                    values = {name: row[name] for name in ("kek", "wrapped", "erased_at", "mac")}
                    db.execute(update(keys).where(keys.c.owner == row["owner"]).values(**values))
            self._known.clear()

    def note_key_file(self, path: str) -> None:
        """Note in a copy where the key file was, for whoever restores it on the same machine."""
        with self.engine.begin() as db:
            db.execute(insert(notes).values(key_file=path))

    @staticmethod
    def noted_key_file(copy: Path) -> Path | None:
        """Where the key file of a copied keyring was."""
        engine = _engine(f"sqlite:///{copy}")
        try:
            with engine.connect() as db:
                noted = db.scalar(select(notes.c.key_file))
        finally:
            engine.dispose()
        return Path(noted) if noted else None

    def close(self) -> None:
        """Let go of the database and of every key in memory."""
        self._known.clear()
        self.engine.dispose()

    def _fetched(self, owner: str, *, make: bool) -> bytes:
        with self._lock:
            generation = self._generation
            with self.engine.begin() as db:
                row = db.execute(select(keys).where(keys.c.owner == owner)).one_or_none()
                if row is None and make:
                    row = self._made(db, owner)
            if row is None:
                raise KeyError(owner)
            if not self._is_marked(row):
                raise KeyringDamaged(owner)
            if row.wrapped is None:
                raise KeyErased(owner)
            key = self.kek.unwrap(owner, row.wrapped)
            if generation == self._generation:
                self._known[owner] = key
            return key

    def _grow_older(self, db: Connection) -> None:
        """Tell every process to forget the keys that it remembers."""
        db.execute(update(generations).values(generation=generations.c.generation + 1))

    def _made(self, db: Connection, owner: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
        wrapped = self.kek.wrap(owner, os.urandom(KEY_BYTES))
        mac = self.kek.mark(owner, wrapped, None)
        new = {"owner": owner, "kek": self.kek.id, "wrapped": wrapped, "mac": mac}
        try:
            with db.begin_nested():
                db.execute(insert(keys).values(**new))
        except IntegrityError:
            pass  # another process made it first: theirs is the key
        return db.execute(select(keys).where(keys.c.owner == owner)).one()

    def _is_marked(self, row) -> bool:  # type: ignore[no-untyped-def]  # noqa: ANN001
        right = self.kek.mark(row.owner, row.wrapped, row.erased_at)
        return row.kek == self.kek.id and hmac.compare_digest(right, row.mac)


def _engine(url: str) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _durable(connection, _record) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("PRAGMA busy_timeout=10000")

    return engine


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret)
