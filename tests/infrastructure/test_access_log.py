"""The log of reads: a second log with the same recorder, and one commit for answers together."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from application.ledger import OutOfReach
from application.principal import staff_member
from application.register import Noted, NotRecorded
from domain.access import AnswerGiven, read_by
from domain.people import ServiceId, StaffId, Subject
from infrastructure.access_log import AccessLog
from infrastructure.recorders import EventRecorder, Outcome, StoreFailed, Submission
from infrastructure.recorders.postgres import PostgresRecorder
from infrastructure.recorders.sqlite import SqliteRecorder
from infrastructure.verification import verify
from tests.deployments import DATABASES
from tests.postgres import fresh_schema, server_url

SERVICE = ServiceId("machair")
ISLA = staff_member(StaffId("isla"))
NOW = datetime(2026, 5, 5, 9, tzinfo=UTC)
MORAG, CALLUM = Subject("person:morag"), Subject("person:callum")


def seen(*about: Subject, view: str = "caseload", at: datetime = NOW) -> Noted:
    return Noted(AnswerGiven(service=SERVICE, view=view, at=at), ISLA, about)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(params=DATABASES)
def recorder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EventRecorder]:
    made: EventRecorder
    if request.param == "sqlite":
        made = SqliteRecorder(tmp_path / "access.db", index_every=4)
    else:
        schema = fresh_schema()
        with psycopg.connect(server_url(), autocommit=True) as db:
            db.execute(f"CREATE SCHEMA {schema}")
        made = PostgresRecorder(server_url(), schema=schema)
    yield made
    made.close()


def test_what_was_read_is_found_by_whom_it_was_about_and_by_who_read(
    recorder: EventRecorder,
) -> None:
    clock = Clock()
    log = AccessLog(lambda: recorder, clock)
    for number in range(12):
        clock.now = NOW + timedelta(hours=number)
        log.record(seen(MORAG, *([CALLUM] if number % 3 == 0 else []), at=clock.now))

    def between(of: Subject, first: int, last: int) -> list[int]:
        since, until = NOW + timedelta(hours=first), NOW + timedelta(hours=last)
        return [each.position for each in log.entries(of, since, until)]

    assert list(range(1, 13)) == between(MORAG, -1, 20)
    assert [1, 4, 7, 10] == between(CALLUM, -1, 20)
    assert [4, 7] == between(CALLUM, 3, 8)
    assert list(range(1, 13)) == between(read_by("staff:isla"), 0, 11)
    assert between(CALLUM, 1, 2) == []
    assert 12 == log.position()


def test_the_log_of_reads_verifies_as_the_log_does(recorder: EventRecorder) -> None:
    log = AccessLog(lambda: recorder, Clock())
    for _ in range(9):
        log.record(seen(MORAG, CALLUM))

    found = verify(recorder)

    assert (True, 9) == (found.ok, found.events)


def test_no_id_is_kept_where_nothing_is_sent_twice(recorder: EventRecorder) -> None:
    """One by which an entry is known again costs a page, and counts where a connection is lost."""
    log = AccessLog(lambda: recorder, Clock())
    for _ in range(6):
        log.record(seen(MORAG))

    kept = [each for page in recorder.commands() for each in page]

    assert len(kept) == (6 if recorder.sends_again else 0)
    assert verify(recorder).ok


def test_a_changed_entry_is_found(tmp_path: Path) -> None:
    recorder = SqliteRecorder(tmp_path / "access.db")
    log = AccessLog(lambda: recorder, Clock())
    for _ in range(9):
        log.record(seen(MORAG))
    with sqlite3.connect(tmp_path / "access.db") as db:
        db.execute("UPDATE events SET tags = 'reader:staff:fraser' WHERE position = 5")

    found = verify(recorder)

    assert (False, 5) == (found.ok, found.first_bad_position)
    recorder.close()


class Counting(SqliteRecorder):
    """Counts commits, and lets the first wait until others have come."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.commits: list[int] = []
        self.go_on = threading.Event()

    def append_batch(
        self,
        submissions: Iterable[Submission],
        *,
        expected_head: int,
        now: int,
    ) -> list[Outcome]:
        submissions = list(submissions)
        self.commits.append(sum(len(each.entries) for each in submissions))
        self.go_on.wait(5)
        return super().append_batch(submissions, expected_head=expected_head, now=now)


def test_answers_that_leave_together_share_one_commit(tmp_path: Path) -> None:
    recorder = Counting(tmp_path / "access.db")
    log = AccessLog(lambda: recorder, Clock())
    readers = [threading.Thread(target=log.record, args=(seen(MORAG),)) for _ in range(20)]
    for each in readers:
        each.start()
    while len(log._turns) < 19:  # the first is at its commit; the others wait for it
        pass
    recorder.go_on.set()
    for each in readers:
        each.join()

    assert [1, 19] == recorder.commits
    assert 20 == log.position()
    recorder.close()


def test_whoever_waits_for_a_commit_that_fails_is_given_nothing(tmp_path: Path) -> None:
    recorder = Counting(tmp_path / "access.db")
    log = AccessLog(lambda: recorder, Clock())
    refused: list[str] = []

    def read() -> None:
        try:
            log.record(seen(MORAG))
        except NotRecorded as no:
            refused.append(type(no.__cause__).__name__)

    readers = [threading.Thread(target=read) for _ in range(8)]
    for each in readers:
        each.start()
    while len(log._turns) < 7:
        pass
    recorder._broken = "The disk is gone."
    recorder.go_on.set()
    for each in readers:
        each.join()

    assert ["StoreFailed"] * 8 == refused
    assert issubclass(StoreFailed, OutOfReach)
    recorder._broken = None
    log.record(seen(MORAG))
    assert 1 == log.position()
    recorder.close()


def test_a_store_that_cannot_be_opened_lets_nothing_be_given(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "access.db"
    log = AccessLog(lambda: SqliteRecorder(nowhere), Clock())

    with pytest.raises(NotRecorded):
        log.record(seen(MORAG))

    nowhere.parent.mkdir()
    assert 1 == log.record(seen(MORAG))
    log.close()
