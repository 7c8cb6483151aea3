"""Both databases for one test: what a log is opened with, and events to put in it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import uuid4

from infrastructure.recorders import Entry, EventRecorder, ReadItem, Submission
from infrastructure.recorders.postgres import PostgresRecorder
from infrastructure.recorders.sqlite import SqliteRecorder
from tests.postgres import fresh_schema, server_url

Opener = Callable[[], EventRecorder]
"""Opens the same log again, as another process would."""


def opener(database: str, folder: Path, index_every: int = 8) -> Opener:
    """A log of its own. A short way between indexings, so that tests cross many of them."""
    if database == "sqlite":
        return lambda: SqliteRecorder(folder / "log.db", index_every=index_every)
    schema = fresh_schema()
    return lambda: PostgresRecorder(server_url(), schema=schema)


def happened(name: str = "Happened", tags: str = "person:1", data: bytes = b"{}") -> Entry:
    return Entry(name, tags, data)


def submission(
    *entries: Entry,
    command_id: str | None = None,
    reads: Sequence[ReadItem] = (),
    digest: bytes = bytes(32),
    dependent: bool = False,
) -> Submission:
    return Submission(command_id or uuid4().hex, digest, tuple(reads), entries, dependent)


def append(recorder: EventRecorder, *submissions: Submission, now: int = 1) -> list[object]:
    return list(recorder.append_batch(submissions, expected_head=recorder.head().size, now=now))
