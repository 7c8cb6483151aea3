"""The keys of everybody who owns a sealed value, apart from the data and wrapped.

One random 256-bit key for each owner (a person, a peer, a member of staff, a service's index),
wrapped by the key-encryption key, which lives in a file of its own. Destroying a key leaves a
tombstone that forbids making it again. Every row carries a MAC. A new key is durable before it is
first used.
"""

import hmac
import os
import threading
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import (
    Column,
    ColumnElement,
    Engine,
    Insert,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    delete,
    event,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from infrastructure.field_keys import (
    FIELD,
    NUMBER,
    Apart,
    FieldKey,
    field_named,
    is_of_an_owner,
    numbered,
    owners_of_field,
)
from infrastructure.key_encryption import (
    KEY_BYTES,
    KeyEncryptionKey,
    KeyEncryptionKeys,
    KeyringDamaged,
    WrongKeyEncryptionKey,
)

ROWS_AT_A_TIME = 1_000

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

wrapping = Table(
    "wrapping",
    metadata,
    Column("one", Integer, primary_key=True),
    Column("kek", String, nullable=False),
)
"""Under which key-encryption key new keys are wrapped. Whoever writes locks this row first."""

notes = Table("notes", metadata, Column("key_file", String))


class KeyErased(Exception):
    """The owner's key was destroyed; it is never made again."""


class KeyInUse(Exception):
    """Somebody has a key already, or had one."""


class Keyring:
    """Keys by owner, kept in a database of their own and remembered while they stand."""

    def __init__(self, url: str, kek: KeyEncryptionKey) -> None:
        """Open the keyring, made empty where there is none.

        Raises `WrongKeyEncryptionKey` where its keys were wrapped under another.
        """
        self.engine = _engine(url)
        self.kek = kek
        self._keks = KeyEncryptionKeys(kek)
        self._known: dict[str, bytes] = {}
        self._apart: Apart | None = None
        self._generation = 0
        self._lock = threading.Lock()
        metadata.create_all(self.engine)
        with self.engine.begin() as db:
            if db.scalar(select(generations.c.generation)) is None:
                _insert_if_absent(db, insert(generations).values(one=1, generation=0))
            if db.scalar(select(wrapping.c.kek)) is None:
                _insert_if_absent(db, insert(wrapping).values(one=1, kek=kek.id))
            used = {*db.scalars(select(keys.c.kek).distinct()), db.scalar(select(wrapping.c.kek))}
        if any(self._keks.get(str(each)) is None for each in used):
            self.close()
            raise WrongKeyEncryptionKey(
                "The keyring was made under another key-encryption key. "
                "Point to the right key file."
            )
        with self.engine.begin() as db:
            self._wrapping_key(db)

    def key_of(self, owner: str) -> bytes:
        """The owner's key, made and made durable if there is none. Raises `KeyErased`."""
        key = self._known.get(owner)
        return key if key is not None else self._fetched(owner, make=True)

    def adopt(self, made: Mapping[str, bytes]) -> None:
        """Take over keys made elsewhere for owners of whom nothing is known here, in one commit.

        Raises `KeyInUse` where an owner has a key or a tombstone; then none is taken over.
        """
        try:
            with self._lock, self.engine.begin() as db:
                kek = self._wrapping_key(db)
                rows = [_row(kek, owner, key) for owner, key in made.items()]
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
                db.execute(delete(keys).where(keys.c.owner == owner, keys.c.wrapped.is_not(None)))
            self._forget()

    def existing_key_of(self, owner: str) -> bytes | None:
        """The owner's key, or nothing where it was destroyed or never made."""
        key = self._known.get(owner)
        if key is not None:
            return key
        try:
            return self._fetched(owner, make=False)
        except (KeyErased, KeyError):
            return None

    def keys_of(self, owner: str) -> tuple[bytes, ...]:
        """The owner's keys that stand, the newest first."""
        newest = self._kept_apart().newest.get(owner)
        if newest is None:
            key = self.existing_key_of(owner)
            return () if key is None else (key,)
        found = [self.existing_key_of(numbered(owner, each)) for each in range(newest, -1, -1)]
        return tuple([each for each in found if each is not None])

    def of_field(self, owners: tuple[str, ...], box: bytes) -> FieldKey | None:
        """The key of one field, where fields of these owners are kept apart; else nothing."""
        apart = self._kept_apart()
        if apart.owners.isdisjoint(owners):
            return None
        name = field_named(owners, box)
        return FieldKey(self.existing_key_of(name)) if name in apart.fields else None

    def has_moved_on(self) -> bool:
        """Whether keys were made or destroyed elsewhere, which is known from now on."""
        before = self._generation
        return self.refresh() != before

    def newest_of(self) -> dict[str, int]:
        """The owners who have more than a first key, with the number of the newest."""
        self.refresh()
        return self._kept_apart().newest

    def erase(self, owner: str) -> None:
        """Destroy an owner's key and leave a tombstone. Doing it twice changes nothing.

        All their keys go, and those of every field that is theirs, too. The key of one field goes
        by its name.
        """
        with self._lock, self.engine.begin() as db:
            self._grow_older(db)  # first, as it makes others who destroy or take over keys wait
            names = [owner]
            if is_of_an_owner(owner):
                more = or_(
                    keys.c.owner.like(f"{owner}{NUMBER}%"),
                    keys.c.owner.like(f"{FIELD}%,{owner},%"),
                )
                names += db.scalars(select(keys.c.owner).where(more))
            self._bury(db, names)
            self._forget()
        self._leave_no_old_rows()

    def divide(
        self, owner: str, number: int, apart: Mapping[str, bytes], destroyed: Collection[str]
    ) -> None:
        """Put fields of an owner under keys of their own, and destroy those of some for good.

        ``apart`` are the keys of all that is to stay readable, by name. The owner's keys before
        ``number`` are destroyed, and from then on that one is used. All of it in one commit;
        whatever was destroyed before stays so, and doing it twice changes nothing.
        """
        with self._lock, self.engine.begin() as db:
            self._grow_older(db)
            kek = self._wrapping_key(db)
            gone = set(_erased(db))
            standing = set(db.scalars(select(keys.c.owner).where(_not_a_first_key())))
            if owner not in gone:
                new = {
                    name: key
                    for name, key in apart.items()
                    if name not in standing and gone.isdisjoint(owners_of_field(name))
                }
                rows = [_row(kek, name, key) for name, key in new.items()]
                if numbered(owner, number) not in standing:
                    rows.append(_row(kek, numbered(owner, number), os.urandom(KEY_BYTES)))
                if rows:
                    db.execute(insert(keys), rows)
                self._bury(db, [numbered(owner, each) for each in range(number)])
            self._bury(db, destroyed)
            self._forget()
        self._leave_no_old_rows()

    def tombstones(self) -> tuple[str, ...]:
        """The owners whose keys were destroyed, all of them."""
        with self.engine.connect() as db:
            return _erased(db)

    def destroyed(self) -> tuple[str, ...]:
        """The names of all that was destroyed for good: owners' keys, and keys of single fields."""
        return (*self.tombstones(), *self.fields_destroyed())

    def fields_destroyed(self) -> tuple[str, ...]:
        """The names of the fields whose own keys were destroyed (see `field_keys.field_named`)."""
        with self.engine.connect() as db:
            found = select(keys.c.owner).where(
                keys.c.wrapped.is_(None), keys.c.owner.like(f"{FIELD}%")
            )
            return tuple(db.scalars(found.order_by(keys.c.owner)))

    def refresh(self) -> int:
        """Forget what is remembered if a key was destroyed elsewhere; return the generation."""
        with self.engine.connect() as db:
            generation = db.scalar(select(generations.c.generation)) or 0
        if generation != self._generation:
            with self._lock:
                self._forget()
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
            found = theirs.execute(select(keys)).all()
        with self._lock, self.engine.begin() as db:
            self._grow_older(db)
            kek = self._wrapping_key(db)
            rows = [other.rewrapped(row, kek) for row in found]
            mine = {row.owner: row for row in db.execute(select(keys))}
            new = [row for row in rows if row["owner"] not in mine]
            if new:
                db.execute(insert(keys), new)
            for row in rows:
                standing = mine.get(row["owner"])
                if standing is not None and standing.wrapped is not None and not row["wrapped"]:
                    values = {name: row[name] for name in ("kek", "wrapped", "erased_at", "mac")}
                    db.execute(update(keys).where(keys.c.owner == row["owner"]).values(**values))
            self._forget()

    def wrap_under(self, kek: KeyEncryptionKey) -> None:
        """Wrap every key that is made from now on, in whichever process, under another key."""
        if self._keks.get(kek.id) is None:
            raise WrongKeyEncryptionKey("The next key-encryption key is not where it belongs.")
        with self._lock, self.engine.begin() as db:
            self._wrapping_key(db)
            db.execute(update(wrapping).values(kek=kek.id))

    def rewrap(self, at_most: int = ROWS_AT_A_TIME) -> int:
        """Wrap so many keys anew under the key that is used now; return how many it were."""
        with self._lock, self.engine.begin() as db:
            kek = self._wrapping_key(db)
            others = select(keys).where(keys.c.kek != kek.id).limit(at_most)
            rows = [self.rewrapped(row, kek) for row in db.execute(others)]
            for row in rows:
                db.execute(update(keys).where(keys.c.owner == row["owner"]).values(**row))
        return len(rows)

    def rewrapped(self, row: Any, kek: KeyEncryptionKey) -> dict[str, Any]:
        """A row as another key-encryption key would have it. Raises `KeyringDamaged`."""
        if row.kek == kek.id:
            return dict(row._mapping)
        standing = self._keks.get(row.kek)
        if standing is None or not self._is_marked(row):
            raise KeyringDamaged(row.owner)
        if row.wrapped is None:
            mac = kek.mark(row.owner, None, row.erased_at)
            return {**row._mapping, "kek": kek.id, "mac": mac}
        return _row(kek, row.owner, standing.unwrap(row.owner, row.wrapped))

    def count(self) -> "Counted":
        """How many keys there are, and under which key-encryption keys."""
        with self.engine.connect() as db:
            standing = db.scalar(select(func.count()).where(keys.c.wrapped.is_not(None)))
            destroyed = len(_erased(db))
            under = db.execute(
                select(keys.c.kek, func.count().label("number")).group_by(keys.c.kek)
            ).all()
            generation = db.scalar(select(generations.c.generation))
            current = db.scalar(select(wrapping.c.kek))
        return Counted(
            keys=standing or 0,
            destroyed=destroyed,
            generation=generation or 0,
            current=current or "",
            under={each.kek: each.number for each in under},
        )

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
        self._forget()
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
            key = self._kek_of(row).unwrap(owner, row.wrapped)
            if generation == self._generation:
                self._known[owner] = key
            return key

    def _kept_apart(self) -> Apart:
        apart = self._apart
        if apart is None:
            generation = self._generation
            with self.engine.connect() as db:
                apart = Apart.of(db.scalars(select(keys.c.owner).where(_not_a_first_key())))
            if generation == self._generation:
                self._apart = apart
        return apart

    def _bury(self, db: Connection, names: Iterable[str]) -> None:
        """Leave a tombstone under each name, whether there was a key or not."""
        erased_at = datetime.now(UTC).isoformat()
        kek = self._wrapping_key(db)
        for name in names:
            standing = update(keys).where(keys.c.owner == name, keys.c.wrapped.is_not(None))
            tombstone = {
                "kek": kek.id,
                "wrapped": None,
                "erased_at": erased_at,
                "mac": kek.mark(name, None, erased_at),
            }
            if db.execute(standing.values(**tombstone)).rowcount == 0:
                try:
                    with db.begin_nested():
                        db.execute(insert(keys).values(owner=name, **tombstone))
                except IntegrityError:
                    # a tombstone stands, or another process made the key at this very moment
                    db.execute(standing.values(**tombstone))

    def _leave_no_old_rows(self) -> None:
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect() as db:  # the write-ahead file still holds the old row
                db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def _forget(self) -> None:
        self._known.clear()
        self._apart = None

    def _grow_older(self, db: Connection) -> None:
        """Tell every process to forget the keys that it remembers."""
        db.execute(update(generations).values(generation=generations.c.generation + 1))

    def _wrapping_key(self, db: Connection) -> KeyEncryptionKey:
        """The key under which keys are wrapped now; nobody changes that until the commit."""
        locked = update(wrapping).where(wrapping.c.one == 1).values(kek=wrapping.c.kek)
        kek = self._keks.get(db.scalar(locked.returning(wrapping.c.kek)) or "")
        if kek is None:
            raise WrongKeyEncryptionKey(
                "Keys are wrapped under another key-encryption key. Point to the right key file."
            )
        self.kek = kek
        return kek

    def _kek_of(self, row: Any) -> KeyEncryptionKey:
        """The key that wrapped a row. Raises `KeyringDamaged`."""
        kek = self._keks.get(row.kek)
        if kek is None:
            raise KeyringDamaged(row.owner)
        return kek

    def _made(self, db: Connection, owner: str) -> Any:
        if NUMBER in owner:  # who opens values has to know that there is another key
            self._grow_older(db)
            self._apart = None
        new = _row(self._wrapping_key(db), owner, os.urandom(KEY_BYTES))
        # where another process made it first, theirs is the key
        _insert_if_absent(db, insert(keys).values(**new))
        return db.execute(select(keys).where(keys.c.owner == owner)).one()

    def _is_marked(self, row: Any) -> bool:
        kek = self._keks.get(row.kek)
        if kek is None:
            return False
        return hmac.compare_digest(kek.mark(row.owner, row.wrapped, row.erased_at), row.mac)


class Counted(msgspec.Struct, frozen=True):
    """How many keys stand, how many were destroyed, and by which key-encryption key each is kept.

    ``generation`` grows whenever a key is destroyed; ``current`` wraps new keys.
    """

    keys: int
    destroyed: int
    generation: int
    current: str
    under: dict[str, int]


def _not_a_first_key() -> ColumnElement[bool]:
    return or_(keys.c.owner.like(f"{FIELD}%"), keys.c.owner.like(f"%{NUMBER}%"))


def _erased(db: Connection) -> tuple[str, ...]:
    """The owners of whom no key stands any more."""
    destroyed = keys.c.wrapped.is_(None)
    followed = select(keys.c.owner).where(~destroyed, keys.c.owner.like(f"%{NUMBER}%"))
    standing = {name.partition(NUMBER)[0] for name in db.scalars(followed)}
    found = db.scalars(select(keys.c.owner).where(destroyed).order_by(keys.c.owner))
    return tuple(each for each in found if is_of_an_owner(each) and each not in standing)


def _row(kek: KeyEncryptionKey, owner: str, key: bytes) -> dict[str, Any]:
    wrapped = kek.wrap(owner, key)
    mac = kek.mark(owner, wrapped, None)
    return {"owner": owner, "kek": kek.id, "wrapped": wrapped, "erased_at": None, "mac": mac}


def _insert_if_absent(db: Connection, statement: Insert) -> None:
    with suppress(IntegrityError), db.begin_nested():
        db.execute(statement)


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


__all__ = [
    "Counted",
    "KeyEncryptionKey",
    "KeyErased",
    "KeyInUse",
    "Keyring",
    "KeyringDamaged",
    "WrongKeyEncryptionKey",
    "keys",
]
