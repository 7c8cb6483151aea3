"""A deployment for one test: a log, its keyring and its views, on either database."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from sqlalchemy import Engine

from api.store import KeyringReader, views_engine
from application.ledger import Receipt
from application.perform import perform
from domain.decider import Command, Position
from domain.people import ActorId, ServiceId
from infrastructure.event_log import EventLog
from infrastructure.keyring import KeyEncryptionKey, Keyring
from infrastructure.recorders import EventRecorder
from infrastructure.recorders.postgres import PostgresRecorder
from infrastructure.recorders.sqlite import SqliteRecorder
from infrastructure.settings import sqlalchemy_url
from projections.catalogue import VIEWS
from projections.catch_up import Views
from projections.view import View
from tests.postgres import fresh_schema, server_url

DATABASES = ("sqlite", "postgres")
SERVICE = ServiceId("service-of-tests")
ISLA = ActorId("isla")
BEGINNING = datetime(2026, 5, 4, 9, tzinfo=UTC)


class Clock:
    """A clock that a test turns."""

    def __init__(self, now: datetime = BEGINNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **by: float) -> datetime:
        """Some hours or days pass, or are turned back."""
        self.now += timedelta(**by)
        return self.now


@dataclass
class Deployment:
    """Everything that belongs together, opened once or, like several processes, many times."""

    database: str
    folder: Path
    clock: Clock = field(default_factory=Clock)
    schema: str = field(default_factory=fresh_schema)

    def __post_init__(self) -> None:
        if self.database == "postgres":
            with psycopg.connect(server_url(), autocommit=True) as db:
                db.execute(f"CREATE SCHEMA {self.schema}")
        self.recorder = self.another_recorder()
        self.keyring = self.another_keyring()
        self.ledger = EventLog(self.recorder, self.keyring, self.clock)
        self._opened: list[EventRecorder | Keyring | Engine] = [self.recorder, self.keyring]

    def another_recorder(self) -> EventRecorder:
        """The same log, as another process opens it."""
        if self.database == "sqlite":
            return SqliteRecorder(self.folder / "log.db", index_every=16)
        return PostgresRecorder(server_url(), schema=self.schema)

    def another_keyring(self) -> Keyring:
        """The same keyring, as another process opens it."""
        return Keyring(self.url("keyring"), KeyEncryptionKey.at(self.folder / "key"))

    def another_ledger(self) -> EventLog:
        """The same log with a memory of its own, as another process has it."""
        recorder, keyring = self.another_recorder(), self.another_keyring()
        self._opened += [recorder, keyring]
        return EventLog(recorder, keyring, self.clock)

    def views(self, views: Sequence[View] = VIEWS, ledger: EventLog | None = None) -> Views:
        """The views, as a process opens them."""
        engine = views_engine(self.url("views"))
        self._opened.append(engine)
        ledger = ledger or self.ledger
        reader = KeyringReader(self.keyring)
        return Views(engine, ledger, views, lambda: ledger.clock(), reader)  # noqa: PLW0108 - it changes

    def url(self, name: str) -> str:
        """Where keyring or views lie, as SQLAlchemy names it."""
        if self.database == "sqlite":
            return f"sqlite:///{self.folder / name}.db"
        joint = "&" if "?" in server_url() else "?"
        return sqlalchemy_url(f"{server_url()}{joint}options=-csearch_path%3D{self.schema}")

    def do(
        self,
        command: Command,
        *,
        key: str | None = None,
        by: ActorId = ISLA,
        because_of: Position | None = None,
        ledger: EventLog | None = None,
    ) -> Receipt:
        """Ask for something through the one door."""
        return perform(
            command,
            ledger or self.ledger,
            by=by,
            service=SERVICE,
            command_id=key,
            because_of=because_of,
        )

    def close(self) -> None:
        """Let go of everything that was opened."""
        for each in self._opened:
            if isinstance(each, Engine):
                each.dispose()
            else:
                each.close()


@contextmanager
def deployed(database: str, folder: Path) -> Iterator[Deployment]:
    """A deployment that is gone afterwards."""
    deployment = Deployment(database, folder)
    try:
        yield deployment
    finally:
        deployment.close()


__all__ = ["BEGINNING", "DATABASES", "ISLA", "SERVICE", "Clock", "Deployment", "deployed"]
