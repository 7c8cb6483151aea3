"""Whoever follows the log by position sees every event, however many write at once."""

import multiprocessing
import threading
import time
from pathlib import Path

import pytest

from infrastructure.recorders import EventRecorder
from infrastructure.recorders.postgres import PostgresRecorder
from infrastructure.recorders.sqlite import SqliteRecorder
from tests.infrastructure.stores import Opener, happened, opener, submission
from tests.postgres import fresh_schema, server_url

DATABASES = ["sqlite", "postgres"]
WRITERS, COMMANDS, PATIENCE_S = 8, 25, 60


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("shared", [True, False], ids=["one recorder", "a recorder each"])
def test_a_reader_under_eight_writers_misses_nothing(
    database: str, shared: bool, tmp_path: Path
) -> None:
    reopen: Opener = opener(database, tmp_path)
    reader = reopen()
    recorders = [reopen()] * WRITERS if shared else [reopen() for _ in range(WRITERS)]
    writers = [
        threading.Thread(target=write, args=(recorder, str(number)))
        for number, recorder in enumerate(recorders)
    ]
    for writer in writers:
        writer.start()
    seen = tail(reader, WRITERS * COMMANDS * 2)
    for writer in writers:
        writer.join()

    assert len(seen) == WRITERS * COMMANDS * 2
    for number in range(WRITERS):
        own = [data for data in seen if data.startswith(b"%d/" % number)]
        assert own == [b"%d/%d/%d" % (number, k, e) for k in range(COMMANDS) for e in range(2)]
    for recorder in (reader, *recorders):
        recorder.close()


@pytest.mark.parametrize("database", DATABASES)
def test_a_reader_under_two_writing_processes_misses_nothing(database: str, tmp_path: Path) -> None:
    where = str(tmp_path / "log.db") if database == "sqlite" else fresh_schema()
    url = "" if database == "sqlite" else server_url()
    reader = _open(url, where)
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(url, where, str(n))) for n in range(2)]
    for writer in writers:
        writer.start()
    seen = tail(reader, 2 * COMMANDS * 2)
    for writer in writers:
        writer.join(PATIENCE_S)

    assert [writer.exitcode for writer in writers] == [0, 0]
    assert sorted(seen) == sorted(
        b"%d/%d/%d" % (n, k, e) for n in range(2) for k in range(COMMANDS) for e in range(2)
    )
    reader.close()


@pytest.mark.parametrize("database", DATABASES)
def test_a_subscriber_is_told_of_every_event(database: str, tmp_path: Path) -> None:
    reopen = opener(database, tmp_path)
    reader, recorder = reopen(), reopen()
    writer = threading.Thread(target=write, args=(recorder, "0"))
    with reader.subscribe() as subscription:
        writer.start()
        positions = [next(subscription).position for _ in range(COMMANDS * 2)]
    writer.join()

    assert positions == list(range(1, COMMANDS * 2 + 1))
    reader.close()
    recorder.close()


def tail(reader: EventRecorder, count: int) -> list[bytes]:
    """Follow the log until so many events were seen, each position exactly after the last."""
    seen: list[bytes] = []
    deadline = time.monotonic() + PATIENCE_S
    while len(seen) < count and time.monotonic() < deadline:
        for page in reader.pages(after=len(seen)):
            for row in page:
                assert row.position == len(seen) + 1
                seen.append(row.data)
    return seen


def write(recorder: EventRecorder, name: str) -> None:
    for number in range(COMMANDS):
        entries = (happened(data=f"{name}/{number}/{each}".encode()) for each in range(2))
        recorder.append_batch([submission(*entries)], expected_head=0, now=number)


def _open(url: str, where: str) -> EventRecorder:
    return PostgresRecorder(url, schema=where) if url else SqliteRecorder(where)


def _write(url: str, where: str, name: str) -> None:
    recorder = _open(url, where)
    write(recorder, name)
    recorder.close()
