"""What both stores promise: order, conditions, commands taken once, one tree."""

import multiprocessing
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBQueryItem, DCBRecorder
from eventsourcing.dcb.popo import InMemoryDCBRecorder
from eventsourcing.dcb.tests import DCBRecorderTestCase
from eventsourcing.persistence import IntegrityError, ProgrammingError

from infrastructure import tree
from infrastructure.recorders import (
    Committed,
    Conflicted,
    EventRecorder,
    ReadItem,
    Repeated,
    Reused,
    Row,
    StoreBusy,
    StoreFailed,
    as_row,
)
from infrastructure.recorders.postgres import PostgresRecorder
from infrastructure.recorders.sqlite import SqliteRecorder
from infrastructure.verification import verify
from infrastructure.verify_bundle import verify_inclusion
from tests.infrastructure.stores import Opener, append, happened, opener, submission
from tests.postgres import fresh_schema, server_url

DATABASES = ["sqlite", "postgres"]


@pytest.fixture(params=DATABASES)
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Opener:
    return opener(request.param, tmp_path)


@pytest.fixture
def recorder(reopen: Opener) -> Iterator[EventRecorder]:
    opened = reopen()
    yield opened
    opened.close()


@pytest.fixture(params=[*DATABASES, "memory"])
def library(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DCBRecorder]:
    if request.param == "memory":
        yield InMemoryDCBRecorder()
        return
    opened = opener(request.param, tmp_path, index_every=3)()
    yield opened
    opened.close()


def test_the_library_s_own_suite_for_appending_and_reading_passes(library: DCBRecorder) -> None:
    DCBRecorderTestCase()._test_append_read(library)


def test_the_library_s_own_suite_for_subscribing_passes(library: DCBRecorder) -> None:
    DCBRecorderTestCase()._test_append_subscribe(library)


def test_the_library_s_queries_agree_with_its_own_recorder(library: DCBRecorder) -> None:
    reference = InMemoryDCBRecorder()
    for number in range(40):
        tags = [f"tag{number % 3}", f"tag{3 + number % 4}"][: 1 + number % 2]
        for each in (reference, library):
            each.append([DCBEvent(f"Type{number % 5}", str(number).encode(), tags)])
    items = [
        DCBQueryItem(types, tags)
        for types in ([], ["Type1"], ["Type1", "Type3"])
        for tags in ([], ["tag0"], ["tag1", "tag4"])
    ]
    queries = [None, *(DCBQuery([item]) for item in items), DCBQuery(items[1:5]), DCBQuery(items)]
    for query in queries:
        for after in (None, 0, 17, 36, 40):
            for limit in (None, 1, 7):
                expected = reference.read(query, after=after, limit=limit)
                found = library.read(query, after=after, limit=limit)
                assert list(found) == list(expected)
                assert found.head == expected.head


def test_an_unconditional_append_stores_and_a_failed_condition_does_not(
    recorder: EventRecorder,
) -> None:
    assert recorder.append([DCBEvent("A", b"1", ["x"])]) == 1
    with pytest.raises(IntegrityError):
        recorder.append(
            [DCBEvent("A", b"2", ["x"])],
            DCBAppendCondition(DCBQuery([DCBQueryItem(["A"], ["x"])])),
        )
    with pytest.raises(ProgrammingError):
        recorder.append([])
    with pytest.raises(ProgrammingError):
        recorder.append([DCBEvent("A", b"3", ["two words"])])

    assert recorder.head().size == 1


def test_positions_have_no_gaps_and_time_never_goes_back(recorder: EventRecorder) -> None:
    outcomes = [
        append(recorder, submission(happened(), happened()), now=now)[0] for now in (50, 40, 60)
    ]

    assert outcomes == [Committed(1, 2, 50), Committed(3, 4, 50), Committed(5, 6, 60)]
    rows = [row for page in recorder.pages() for row in page]
    assert [row.position for row in rows] == [1, 2, 3, 4, 5, 6]
    assert [row.recorded_at for row in rows] == [50, 50, 50, 50, 60, 60]


def test_a_command_sent_again_is_answered_as_before_and_stored_once(
    recorder: EventRecorder,
) -> None:
    sent = submission(happened(), happened(), command_id="once")
    for number in range(20):
        append(recorder, submission(happened(), command_id=f"other {number}"), now=number)
    first = append(recorder, sent, now=30)
    for _ in range(20):
        append(recorder, submission(happened()), now=40)
    again = append(recorder, sent, sent._replace(digest=b"x" * 32), now=50)

    assert first == [Committed(21, 22, 30)]
    assert again == [Repeated(21, 22, 30), Reused()]
    assert append(recorder, submission(happened(), command_id="other 3")) == [Repeated(4, 4, 3)]
    assert recorder.head().size == 42


def test_the_same_command_twice_in_one_batch_is_stored_once(recorder: EventRecorder) -> None:
    sent = submission(happened())

    assert append(recorder, sent, sent) == [Committed(1, 1, 1), Repeated(1, 1, 1)]


def test_a_newer_event_of_what_was_read_is_a_conflict(recorder: EventRecorder) -> None:
    append(recorder, submission(happened("A", "person:1"), happened("B", "person:1 peer:2")))
    for _ in range(12):
        append(recorder, submission(happened("Else", "person:9")))

    def reading(tag: str, names: tuple[str, ...], after: int) -> object:
        return append(
            recorder, submission(happened("C", "x:1"), reads=[ReadItem(tag, names, after)])
        )[0]

    assert reading("person:1", (), 1) == Conflicted()
    assert reading("person:1", ("A", "B"), 1) == Conflicted()
    assert reading("peer:2", ("B",), 0) == Conflicted()
    assert reading("person:9", ("Else",), 13) == Conflicted()
    assert isinstance(reading("person:1", (), 2), Committed)
    assert isinstance(reading("person:1", ("A",), 1), Committed)
    assert isinstance(reading("person:", (), 0), Committed)
    assert isinstance(reading("peer:3", (), 0), Committed)


def test_a_later_command_of_a_batch_sees_what_earlier_ones_stored(
    recorder: EventRecorder,
) -> None:
    reads = [ReadItem("person:1", ("A",), 0)]
    outcomes = append(
        recorder,
        submission(happened("A", "person:1"), reads=reads),
        submission(happened("A", "person:1"), reads=reads),
        submission(happened("A", "person:2"), reads=[ReadItem("person:2", (), 0)]),
    )

    assert outcomes == [Committed(1, 1, 1), Conflicted(), Committed(2, 2, 1)]


def test_a_dependent_command_falls_with_what_it_relied_on(recorder: EventRecorder) -> None:
    append(recorder, submission(happened("A", "person:1")))
    stale = submission(happened(), reads=[ReadItem("person:1", (), 0)])
    free = submission(happened())
    dependent = submission(happened(), reads=[ReadItem("person:1", (), 3)], dependent=True)

    assert append(recorder, stale, dependent, free) == [
        Conflicted(),
        Conflicted(),
        Committed(2, 2, 1),
    ]
    assert append(recorder, submission(happened()), dependent) == [
        Committed(3, 3, 1),
        Committed(4, 4, 1),
    ]
    assert recorder.append_batch(
        [submission(happened(), dependent=True), submission(happened())], expected_head=3, now=1
    ) == [Conflicted(), Committed(5, 5, 1)]


@pytest.mark.parametrize("fallen", [1, 2])
def test_what_stands_behind_a_command_that_fell_is_stored_as_it_is(
    recorder: EventRecorder, fallen: int
) -> None:
    """Whatever the first of a batch would have stored, the others are stored, and the tree fits."""
    append(recorder, submission(happened("A", "person:1")))
    stale = submission(
        *[happened("Stale", "person:9", b"{}")] * fallen, reads=[ReadItem("person:1", (), 0)]
    )
    kept = [happened(f"Kept{number}", f"person:{number}", b'{"n": 1}') for number in range(3)]
    append(recorder, submission(happened("Known", "x:1"), command_id="known"))
    known = submission(happened("Known", "x:1"), command_id="known")

    outcomes = append(recorder, stale, known, *[submission(each) for each in kept])

    assert [type(each) for each in outcomes] == [Conflicted, Repeated, *[Committed] * 3]
    rows = [row for page in recorder.pages() for row in page][2:]
    assert [(row.name, row.tags, row.data) for row in rows] == [
        (each.name, each.tags, each.data) for each in kept
    ]
    assert [row.position for row in recorder.history("person:2")] == [5]
    assert verify(recorder).ok


def test_a_command_without_events_stores_nothing_but_is_still_judged(
    recorder: EventRecorder,
) -> None:
    append(recorder, submission(happened()))
    idle = submission(command_id="idle")

    assert append(recorder, idle) == [Committed(2, 1, 1)]
    assert append(recorder, idle) == [Committed(2, 1, 1)]
    assert append(recorder, submission(reads=[ReadItem("person:1", (), 0)])) == [Conflicted()]
    assert recorder.head().size == 1


def test_under_the_lock_one_sees_what_one_has_appended(recorder: EventRecorder) -> None:
    append(recorder, submission(happened("A", "person:1")))
    with recorder.locked() as log:
        assert log.head == 1
        assert [row.name for row in log.history("person:1")] == ["A"]
        again = submission(happened("B", "person:1 peer:2"), reads=[ReadItem("person:1", (), 1)])
        assert log.append(again, 7) == Committed(2, 2, 7)
        assert log.append(again, 8) == Repeated(2, 2, 7)
        assert (
            log.append(submission(happened(), reads=[ReadItem("peer:2", ("B",), 1)]), 9)
            == Conflicted()
        )
        assert [row.name for row in log.history("person:1", after=1)] == ["B"]
        assert log.head == 2

    assert [row.name for row in recorder.history("person:1")] == ["A", "B"]


def test_many_appends_under_one_lock_are_one_transaction(recorder: EventRecorder) -> None:
    def fill(count: int) -> None:
        with recorder.locked() as log:
            for number in range(count):
                log.append(submission(happened(tags=f"person:{number % 3}")), number)
                assert len(log.history("person:0")) == number // 3 + 1
            if count == 20:
                raise KeyError

    with pytest.raises(KeyError):
        fill(20)
    assert recorder.head().size == 0
    assert recorder.history("person:0") == []

    fill(21)
    assert len(recorder.history("person:2")) == 7


def test_both_databases_grow_the_same_tree(tmp_path: Path) -> None:
    recorders = [opener(database, tmp_path)() for database in DATABASES]
    heads = []
    for recorder in recorders:
        for number in range(66):
            tags = " ".join(f"person:{number % k}" for k in range(1, 1 + number % 5))
            append(
                recorder,
                submission(*(happened(f"Né{k}", tags, bytes([number, k])) for k in range(4))),
                now=number,
            )
        heads.append(recorder.head())
        assert recorder.hashes(1, 0, 9) == [tree.perfect_root(recorder.hashes(0, 0, 256))]
        grown = tree.grow(0, [], recorder.hashes(0, 0, 264))
        assert tree.root_of(grown.frontier) == recorder.head().root
        proof = tree.inclusion_proof(recorder, 41, 264)
        leaf = recorder.hashes(0, 41, 42)[0]
        assert verify_inclusion(41, 264, leaf, proof, recorder.head().root)
        recorder.close()

    assert heads[0] == heads[1]
    assert heads[0].size == 264


def test_what_is_asked_of_the_log_is_answered(recorder: EventRecorder) -> None:
    for number in range(1, 31):
        append(
            recorder,
            submission(happened(tags=f"person:{number % 4} day:{number:02}")),
            now=number * 10,
        )

    assert [row.position for row in recorder.history("person:1", after=9, upto=25)] == [
        13,
        17,
        21,
        25,
    ]
    assert recorder.tags_with_prefix("person:") == ["person:0", "person:1", "person:2", "person:3"]
    assert recorder.tags_with_prefix("day:", upto=3) == ["day:01", "day:02", "day:03"]
    assert recorder.tags_with_prefix("nobody:") == []
    assert sorted(recorder.touched("person:", 4, 6)) == ["person:1", "person:2"]
    assert recorder.touched("day:", 30, 30) == []
    assert [recorder.position_at(at) for at in (0, 9, 10, 155, 300, 999)] == [0, 0, 1, 15, 30, 30]
    assert [row.position for page in recorder.pages(27) for row in page] == [28, 29, 30]
    assert [row.position for page in recorder.pages(27, 29) for row in page] == [28, 29]


def test_several_histories_at_once_are_each_what_it_is_by_itself(recorder: EventRecorder) -> None:
    tags = [f"person:{number}" for number in range(5)]  # of the last, nothing is recorded
    for number in range(1, 31):
        append(recorder, submission(happened(tags=f"person:{number % 4} person:{number % 3}")))
        for upto in (None, 0, number // 2, number):
            asked = {tag: (place * 7) % 10 for place, tag in enumerate(tags)}
            found: dict[str, list[Row]] = {tag: [] for tag in tags}
            for tag, columns in recorder.histories(asked, upto):
                found[tag].append(as_row(columns))
            assert found == {tag: recorder.history(tag, asked[tag], upto) for tag in tags}


def test_an_empty_log_is_asked_in_vain(recorder: EventRecorder) -> None:
    assert recorder.head() == (0, 0, tree.EMPTY_ROOT)
    assert recorder.history("person:1") == []
    assert list(recorder.histories({"person:1": 0})) == list(recorder.histories({})) == []
    assert list(recorder.pages()) == []
    assert recorder.tags_with_prefix("") == []
    assert recorder.position_at(99) == 0
    assert append(recorder) == []


def test_tags_may_be_repeated_absent_or_in_any_script(recorder: EventRecorder) -> None:
    append(
        recorder,
        submission(happened(tags="a:1 a:1 b:2"), happened(tags=""), happened(tags="ort:Łódź")),
    )

    assert [row.tags for page in recorder.pages() for row in page] == [
        "a:1 a:1 b:2",
        "",
        "ort:Łódź",
    ]
    assert len(recorder.history("a:1")) == 1
    assert recorder.tags_with_prefix("") == ["a:1", "b:2", "ort:Łódź"]


def test_a_log_opened_again_knows_everything(reopen: Opener) -> None:
    first = reopen()
    for number in range(11):
        append(first, submission(happened(tags=f"person:{number % 2}"), command_id=str(number)))
    second = reopen()
    seen = second.history("person:0")
    append(second, submission(happened(tags="person:0"), reads=[ReadItem("person:0", (), 11)]))

    assert len(seen) == 6
    assert len(first.history("person:0")) == 7
    assert append(first, submission(happened(), reads=[ReadItem("person:0", (), 11)])) == [
        Conflicted()
    ]
    assert append(first, submission(happened(), command_id="4")) == [Repeated(5, 5, 1)]
    first.close()
    second.close()


@pytest.mark.parametrize("source", DATABASES)
@pytest.mark.parametrize("target", DATABASES)
def test_a_copy_is_the_same_log_with_the_same_root(
    source: str, target: str, tmp_path: Path
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    old = opener(source, tmp_path / "a")()
    for number in range(300):
        append(
            old,
            submission(happened(tags=f"person:{number % 7}"), command_id=str(number)),
            now=number,
        )
    new = opener(target, tmp_path / "b")()
    new.load(old.pages(), old.commands())

    assert new.head() == old.head()
    assert list(new.pages()) == list(old.pages())
    assert new.history("person:3") == old.history("person:3")
    assert append(new, submission(happened(), command_id="77")) == [Repeated(78, 78, 77)]
    assert isinstance(append(new, submission(happened()))[0], Committed)
    with pytest.raises(StoreFailed, match="empty"):
        new.load(old.pages())
    old.close()
    new.close()


def test_a_log_with_a_gap_is_not_copied(recorder: EventRecorder, tmp_path: Path) -> None:
    append(recorder, *(submission(happened()) for _ in range(3)))
    rows = [row for page in recorder.pages() for row in page]
    copy = SqliteRecorder(tmp_path / "copy.db")
    with pytest.raises(StoreFailed, match="position 2"):
        copy.load(iter([[rows[0], rows[2]]]))

    assert copy.head().size == 0
    copy.close()


def test_races_of_threads_on_one_subject_have_one_winner_each(reopen: Opener) -> None:
    recorders = [reopen() for _ in range(2)]
    won: list[int] = []

    def race(recorder: EventRecorder) -> None:
        for _ in range(40):
            seen = len(recorder.history("person:1"))
            reads = [ReadItem("person:1", (), recorder.head().size)]
            held = submission(happened(data=str(seen).encode()), reads=reads)
            if len(recorder.history("person:1")) == seen:
                (outcome,) = recorder.append_batch([held], expected_head=0, now=1)
                if isinstance(outcome, Committed):
                    won.append(outcome.first)

    threads = [threading.Thread(target=race, args=(each,)) for each in recorders for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    rows = recorders[0].history("person:1")
    assert sorted(won) == [row.position for row in rows] == list(range(1, len(rows) + 1))
    assert [int(row.data) for row in rows] == list(range(len(rows)))
    for recorder in recorders:
        recorder.close()


def test_a_history_read_while_others_write_is_never_incomplete(reopen: Opener) -> None:
    writer, reader = reopen(), reopen()
    done = threading.Event()
    missed: list[object] = []

    def read(recorder: EventRecorder) -> None:
        while not done.is_set():
            size = recorder.head().size
            for after in (0, max(0, size - 3), max(0, size - 9)):
                found = [row.position for row in recorder.history("person:1", after, size)]
                if found != list(range(after + 1, size + 1)):
                    missed.append((after, size, found))

    readers = [threading.Thread(target=read, args=(each,)) for each in (writer, reader, writer)]
    for thread in readers:
        thread.start()
    for number in range(150):
        append(writer, submission(happened(data=str(number).encode())))
    done.set()
    for thread in readers:
        thread.join()

    assert missed == []
    writer.close()
    reader.close()


def test_a_second_process_is_refused_in_words_when_it_has_waited_long_enough(
    tmp_path: Path,
) -> None:
    schema = fresh_schema()
    for patient, impatient in (
        (
            SqliteRecorder(tmp_path / "log.db"),
            SqliteRecorder(tmp_path / "log.db", busy_timeout_s=0.05),
        ),
        (
            PostgresRecorder(server_url(), schema=schema),
            PostgresRecorder(server_url(), schema=schema, busy_timeout_s=0.05),
        ),
    ):
        with patient.locked(), pytest.raises(StoreBusy, match="Try again"):
            append(impatient, submission(happened()))
        assert isinstance(append(impatient, submission(happened()))[0], Committed)
        patient.close()
        impatient.close()


def _open_and_append(url: str, where: str, count: int) -> None:
    recorder = _opened(url, where)
    for _ in range(count):
        recorder.append_batch([submission(happened())], expected_head=0, now=1)
    recorder.close()


def _opened(url: str, where: str) -> EventRecorder:
    return PostgresRecorder(url, schema=where) if url else SqliteRecorder(where)


@pytest.mark.parametrize("database", DATABASES)
def test_several_processes_may_open_a_new_store_at_once(database: str, tmp_path: Path) -> None:
    url = "" if database == "sqlite" else server_url()
    where = fresh_schema() if url else str(tmp_path / "log.db")
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_open_and_append, args=(url, where, 10)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)

    assert [process.exitcode for process in processes] == [0, 0, 0]
    recorder = _opened(url, where)
    assert [row.position for page in recorder.pages() for row in page] == list(range(1, 31))
    recorder.close()


def test_a_file_that_cannot_promise_durability_is_refused() -> None:
    with pytest.raises(StoreFailed, match="cannot promise to keep"):
        SqliteRecorder(":memory:")


def test_a_database_that_cannot_promise_durability_is_refused() -> None:
    url = f"{server_url()}&options=-c%20synchronous_commit%3Doff"
    recorder = PostgresRecorder(url, schema=fresh_schema())
    assert recorder._writer.execute("SHOW synchronous_commit").fetchone() == ("on",)
    recorder.close()


def test_a_file_of_another_program_or_layout_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("This is a letter, not a log. " * 200)
    with pytest.raises(StoreFailed, match="not a database"):
        SqliteRecorder(tmp_path / "text.db")
    with sqlite3.connect(tmp_path / "newer.db") as newer:
        newer.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreFailed, match="layout 99"):
        SqliteRecorder(tmp_path / "newer.db")
    with pytest.raises(StoreFailed, match="absent"):
        SqliteRecorder(tmp_path / "absent" / "log.db")


def test_a_server_that_does_not_answer_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(StoreFailed, match="Check that the server runs"):
        PostgresRecorder(f"postgresql://postgres@/postgres?host={tmp_path}")


def test_only_its_owner_may_read_a_new_file(tmp_path: Path) -> None:
    recorder = SqliteRecorder(tmp_path / "log.db")
    append(recorder, submission(happened()))

    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}
    recorder.close()


class _FailingDisk(sqlite3.Connection):
    """A connection whose commit fails as a disk does."""

    def execute(self, statement: str, values: Any = (), /) -> sqlite3.Cursor:
        if statement == "COMMIT":
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
            raise error
        return super().execute(statement, values)


def test_after_a_failed_commit_nothing_more_is_written(tmp_path: Path) -> None:
    recorder = SqliteRecorder(tmp_path / "log.db")
    append(recorder, submission(happened()))
    sound: Any = recorder._writer
    failing: Any = sqlite3.connect(tmp_path / "log.db", isolation_level=None, factory=_FailingDisk)
    recorder._writer = failing
    with pytest.raises(StoreFailed, match="disk I/O error"):
        append(recorder, submission(happened()))
    recorder._writer = sound
    with pytest.raises(StoreFailed, match="Nothing more is written"):
        append(recorder, submission(happened()))

    assert recorder.head().size == 1
    failing.close()
    recorder.close()


def test_a_full_disk_stores_nothing_and_is_survived(tmp_path: Path) -> None:
    recorder = SqliteRecorder(tmp_path / "log.db")
    (pages,) = recorder._writer.execute("PRAGMA page_count").fetchone()
    recorder._writer.execute(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(StoreFailed, match="full"):
        append(recorder, submission(happened(data=bytes(100_000))))
    recorder._writer.execute("PRAGMA max_page_count = 100000")

    assert append(recorder, submission(happened())) == [Committed(1, 1, 1)]
    recorder.close()


def test_a_lost_connection_is_replaced_and_nothing_is_stored_twice() -> None:
    recorder = PostgresRecorder(server_url(), schema=fresh_schema())
    append(recorder, submission(happened()))
    with psycopg.connect(server_url(), autocommit=True) as other:
        for connection in (recorder._writer, *recorder._idle):
            other.execute("SELECT pg_terminate_backend(%s)", (connection.info.backend_pid,))

    sent = submission(happened())
    assert recorder.head().size == 1
    assert append(recorder, sent) == [Committed(2, 2, 1)]
    assert append(recorder, sent) == [Repeated(2, 2, 1)]
    recorder.close()


def test_several_logs_live_in_one_database() -> None:
    one, other = (PostgresRecorder(server_url(), schema=fresh_schema()) for _ in range(2))
    append(one, submission(happened()))

    assert (one.head().size, other.head().size) == (1, 0)
    one.close()
    other.close()
