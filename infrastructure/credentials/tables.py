"""Where credentials are kept, and the secrets by which a bearer is known.

What a bearer shows (a session, an invitation, a token, a recovery code) is 256 random bits; the
store keeps its SHA-256 alone, so that whoever reads the store can be nobody. Secrets that have to
be read again (the seed of one-time codes) are wrapped by a key in a file of its own.
"""

import hashlib
import secrets
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    create_engine,
    event,
    func,
    insert,
    select,
)

from infrastructure.keyring import KeyEncryptionKey
from infrastructure.settings import Settings

LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
"""Digits and small letters that are not taken for one another."""

metadata = MetaData()


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, which SQLite would give back without saying so."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: object) -> datetime | None:  # noqa: ARG002
        """Store it in UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: object) -> datetime | None:  # noqa: ARG002
        """Give it back with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


accounts = Table(
    "accounts",
    metadata,
    Column("account", String, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("holder", String, nullable=False),
    Column("service", String, nullable=False),
    Column("password", String),
    Column("seed", LargeBinary),
    Column("last_step", BigInteger, nullable=False, default=0),
    Column("made_at", Moment, nullable=False),
    Column("closed_at", Moment),
)
invitations = Table(
    "invitations",
    metadata,
    Column("secret", LargeBinary, primary_key=True),
    Column("account", String, nullable=False),
    Column("until", Moment, nullable=False),
    Column("keeps_device", Boolean, nullable=False),
)
recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("secret", LargeBinary, primary_key=True),
    Column("account", String, nullable=False),
)
passkeys = Table(
    "passkeys",
    metadata,
    Column("passkey", String, primary_key=True),
    Column("credential", LargeBinary, nullable=False, unique=True),
    Column("account", String, nullable=False, index=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("label", String, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("used_at", Moment),
)
answered_challenges = Table(
    "answered_challenges",
    metadata,
    Column("challenge", LargeBinary, primary_key=True),
    Column("until", Moment, nullable=False),
)
sessions = Table(
    "sessions",
    metadata,
    Column("secret", LargeBinary, primary_key=True),
    Column("session", String, nullable=False, unique=True),
    Column("account", String, nullable=False, index=True),
    Column("device", String, nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("proved_at", Moment, nullable=False),
    Column("offered_seed", LargeBinary),
)
tokens = Table(
    "tokens",
    metadata,
    Column("secret", LargeBinary, primary_key=True),
    Column("token", String, nullable=False, unique=True),
    Column("account", String, nullable=False, index=True),
    Column("label", String, nullable=False),
    Column("scopes", String, nullable=False),
    Column("until", Moment, nullable=False),
)
tries = Table(
    "tries",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("what", String, nullable=False, index=True),
    Column("at", Moment, nullable=False),
)


class CredentialStore:
    """The database, the key that wraps what must be read again, and the clock."""

    def __init__(self, url: str, kek: KeyEncryptionKey, clock: Callable[[], datetime]) -> None:
        """Open the store, made empty where there is none."""
        self.engine: Engine = create_engine(url)
        self.kek = kek
        self.clock = clock
        if self.engine.dialect.name == "sqlite":

            @event.listens_for(self.engine, "connect")
            def _durable(connection, _record) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("PRAGMA synchronous=FULL")
                connection.execute("PRAGMA secure_delete=ON")
                connection.execute("PRAGMA busy_timeout=10000")

        metadata.create_all(self.engine)

    @classmethod
    def at(cls, settings: Settings, clock: Callable[[], datetime]) -> "CredentialStore":
        """The store of a deployment; its key lies beside the keyring and is not rotated with it."""
        settings.keys_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        kek = KeyEncryptionKey.at(settings.keys_dir / "credential-key")
        return cls(settings.credentials_url, kek, clock)

    def copy_to(self, url: str) -> int:
        """Copy accounts, recovery codes and passkeys to a database that has no accounts yet.

        What is open (sessions, tokens, invitations) is not copied. Returns how many accounts.
        """
        with (
            closing(CredentialStore(url, self.kek, self.clock)) as other,
            self.engine.connect() as mine,
            other.engine.begin() as theirs,
        ):
            if theirs.scalar(select(func.count()).select_from(accounts)):
                return 0
            found = [dict(row._mapping) for row in mine.execute(select(accounts))]
            codes = [dict(row._mapping) for row in mine.execute(select(recovery_codes))]
            held = [dict(row._mapping) for row in mine.execute(select(passkeys))]
            for table, rows in ((accounts, found), (recovery_codes, codes), (passkeys, held)):
                if rows:
                    theirs.execute(insert(table), rows)
            return len(found)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def new_secret() -> str:
    """256 random bits, as they travel in a link, a cookie or a header."""
    return secrets.token_urlsafe(32)


def new_code(groups: int) -> str:
    """Random letters in groups of four, easy to read out and to type: 19 bits a group."""
    made = ("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(groups))
    return "-".join(made)


def typed(code: str) -> str:
    """A code however it was typed."""
    return "".join(letter for letter in code.casefold() if letter in LETTERS)


def kept(secret: str) -> bytes:
    """What the store keeps of a secret: enough to know it again, too little to show it."""
    return hashlib.sha256(b"alongside/credential/v1\x00" + secret.encode()).digest()
