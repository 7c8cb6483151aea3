"""Where everything is kept: flags first, then ``ALONGSIDE_*``, then ``alongside.toml``."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

DEFAULT_DATA = "alongside-data"
SETTINGS_FILE = "alongside.toml"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One deployment's places.

    ``keys`` is a directory for the keyring and the key-encryption key, kept apart from the data
    and from its backups; by default it stands beside the data directory. ``database_url`` moves
    log and views into PostgreSQL; ``keyring_url`` moves the keyring into a database of its own, and
    the accounts with it. ``public_url`` is the address by which others reach the server, through
    whatever ends HTTPS before it.

    ``checkpoints`` is the folder that signed checkpoints are added to; it should belong to somebody
    else. ``signer`` is the socket of a signer under another account; without one, this process
    signs with a key that lies in ``keys``. ``origin`` names the log in its checkpoints, for ever.
    ``checkpoint_mail`` are addresses with commas between, ``smtp_url`` and ``mail_from`` the server
    that takes the mail and who it is from. ``access_url`` moves the log of reads into a database of
    its own; by default it has a file beside the log, or a schema of its own.
    """

    data: str = DEFAULT_DATA
    database_url: str | None = None
    keys: str | None = None
    key_file: str | None = None
    keyring_url: str | None = None
    service: str | None = None
    public_url: str | None = None
    checkpoints: str | None = None
    signer: str | None = None
    origin: str | None = None
    checkpoint_mail: str | None = None
    smtp_url: str | None = None
    mail_from: str | None = None
    access_url: str | None = None

    @property
    def data_dir(self) -> Path:
        """Where the embedded store lies."""
        return Path(self.data)

    @property
    def keys_dir(self) -> Path:
        """Where the keyring lies."""
        if self.keys is not None:
            return Path(self.keys)
        data = self.data_dir
        if data.name in {"", ".."}:  # "." and the like: beside it is not inside it
            data = data.resolve()
        return data.with_name(f"{data.name}.keys") if data.name else Path("alongside.keys")

    @property
    def key_encryption_key_file(self) -> Path:
        """The file that holds the key-encryption key."""
        if self.key_file is not None:
            return Path(self.key_file)
        return self.keys_dir / "key-encryption-key"

    @property
    def checkpoints_dir(self) -> Path:
        """Where checkpoints are exported to: apart from the data and from their copies."""
        return Path(self.checkpoints) if self.checkpoints else self.keys_dir / "checkpoints"

    @property
    def log_file(self) -> Path:
        """The embedded log."""
        return self.data_dir / "log.db"

    @property
    def access_file(self) -> Path:
        """The embedded log of reads."""
        return self.data_dir / "access.db"

    @property
    def views_url(self) -> str:
        """The database of the views, as SQLAlchemy names it."""
        if self.database_url is not None:
            return sqlalchemy_url(self.database_url)
        return f"sqlite:///{self.data_dir / 'views.db'}"

    @property
    def keyring_database_url(self) -> str:
        """The database of the keyring, as SQLAlchemy names it."""
        if self.keyring_url is not None:
            return sqlalchemy_url(self.keyring_url)
        return f"sqlite:///{self.keys_dir / 'keyring.db'}"

    @property
    def credentials_url(self) -> str:
        """The database of the accounts: the keyring's own where that is a server, else a file."""
        if self.keyring_url is not None:
            return sqlalchemy_url(self.keyring_url)
        return f"sqlite:///{self.keys_dir / 'credentials.db'}"


class SettingsWrong(Exception):
    """A setting is unknown or of the wrong kind; the message names it."""


def settings_from(
    flags: Mapping[str, Any],
    environment: Mapping[str, str] = os.environ,
    file: Path = Path(SETTINGS_FILE),
) -> Settings:
    """Read the settings; the first place that says something wins. Raises `SettingsWrong`."""
    names = Settings.__struct_fields__
    try:
        written = tomllib.loads(file.read_text()) if file.exists() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise SettingsWrong(f"{file.name} cannot be read: {wrong}") from wrong
    unknown = sorted(set(written) - set(names))
    if unknown:
        raise SettingsWrong(f"{file.name} names a setting that does not exist: {unknown[0]}")
    chosen = dict(written)
    for name in names:
        value = environment.get(f"ALONGSIDE_{name.upper()}")
        if value:
            chosen[name] = value
        if flags.get(name) is not None:
            chosen[name] = str(flags[name])
    try:
        return msgspec.convert(chosen, Settings)
    except msgspec.ValidationError as wrong:
        raise SettingsWrong(f"{file.name}: {wrong}") from wrong


def sqlalchemy_url(url: str) -> str:
    """Name the driver that we use in a PostgreSQL address."""
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url
