"""On PostgreSQL the cheap way to append stores exactly what the careful way would have stored."""

from collections.abc import Callable, Iterator

import psycopg
import pytest

from infrastructure.recorders import Committed, Conflicted, ReadItem, Repeated, Reused
from infrastructure.recorders.postgres import PostgresRecorder
from infrastructure.verification import verify
from tests.infrastructure.stores import append, happened, submission
from tests.postgres import fresh_schema, server_url

Opens = Callable[[str], PostgresRecorder]

pytestmark = [pytest.mark.postgres, pytest.mark.xdist_group("postgres")]


@pytest.fixture
def schema() -> str:
    return fresh_schema()


@pytest.fixture
def opened() -> Iterator[Callable[[str], PostgresRecorder]]:
    """Opens recorders as several processes would, and closes them in the end."""
    recorders: list[PostgresRecorder] = []

    def opens(schema: str) -> PostgresRecorder:
        recorders.append(PostgresRecorder(server_url(), schema=schema))
        return recorders[-1]

    yield opens
    for recorder in recorders:
        recorder.close()


def roots(recorder: PostgresRecorder, number: int) -> list[bytes]:
    found = []
    for at in range(number):
        tags = f"person:{at % 7} match:{at % 3}"
        batch = [submission(happened(tags=tags), happened(tags=tags), command_id=f"c{at}")]
        append(recorder, *batch, now=at)
        found.append(recorder.head().root)
    return found


def test_both_ways_grow_the_same_tree_across_a_tile(opened: Opens, schema: str) -> None:
    cheap, slow = opened(schema), opened(fresh_schema())
    slow._others_wrote = 10**9

    assert roots(slow, 160) == roots(cheap, 160)
    assert verify(cheap).ok
    assert cheap.hashes(1, 0, 1) == slow.hashes(1, 0, 1)


def test_the_cheap_way_is_taken_as_long_as_nobody_else_writes(opened: Opens, schema: str) -> None:
    recorder = opened(schema)
    asked = []
    recorder._call = lambda parameters: asked.append(parameters) or []  # type: ignore[method-assign, func-returns-value]
    roots(recorder, 5)

    assert asked == []
    assert recorder.head().size == 10


def test_two_processes_in_turn_store_everything_once(opened: Opens, schema: str) -> None:
    both = [opened(schema) for _ in range(2)]
    for at in range(120):
        (outcome,) = append(both[at % 2], submission(happened(), command_id=f"c{at}"), now=at)

        assert outcome == Committed(at + 1, at + 1, at)
    assert verify(both[0]).ok


def test_what_was_read_before_another_wrote_is_a_conflict(opened: Opens, schema: str) -> None:
    here, there = (opened(schema) for _ in range(2))
    append(here, submission(happened()))
    append(there, submission(happened()))
    relied = submission(happened(), reads=[ReadItem("person:1", ("Happened",), 1)])

    assert here.append_batch([relied], expected_head=1, now=3) == [Conflicted()]
    assert here.append_batch([relied], expected_head=2, now=3) == [Conflicted()]


def test_a_known_command_is_answered_as_before_and_stores_nothing(
    opened: Opens, schema: str
) -> None:
    recorder = opened(schema)
    append(recorder, submission(happened(), command_id="once"))
    again = append(recorder, submission(happened(), command_id="once"))
    other = append(recorder, submission(happened(), command_id="once", digest=bytes([1]) * 32))

    assert again == [Repeated(1, 1, 1)]
    assert other == [Reused()]
    assert verify(recorder).ok
    assert append(recorder, submission(happened(), command_id="next"), now=5) == [
        Committed(2, 2, 5)
    ]


def test_a_head_that_was_changed_behind_our_back_is_not_grown_from(
    opened: Opens, schema: str
) -> None:
    recorder = opened(schema)
    append(recorder, submission(happened()))
    with psycopg.connect(server_url(), autocommit=True) as other:
        other.execute(f"UPDATE {schema}.head SET root = sha256('x')")  # noqa: S608
    append(recorder, submission(happened()))

    assert recorder._trunk is None
    assert recorder._others_wrote > 0
    assert verify(recorder).ok
