"""The bulk path writes exactly what the commands would have, whatever the store."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from application.ledger import Asked, Decided
from application.simulation import LogInUse, NotASize, simulate_services
from domain.decider import Position
from domain.indicators import (
    AcknowledgeIndicator,
    IndicatorAcknowledged,
    IndicatorCode,
    IndicatorView,
)
from domain.people import ActorId, MatchId, PeerId, PersonId, ServiceId, StaffId
from infrastructure.bulk_log import FreshKeys, HoldsAPosition, UnwrittenLog
from infrastructure.bulk_simulation import simulate_in_bulk
from infrastructure.codec import decode, opened
from infrastructure.event_log import EventLog
from infrastructure.keyring import KeyEncryptionKey, Keyring
from infrastructure.recorders import CommandRow, EventRecorder, Row
from infrastructure.recorders.sqlite import SqliteRecorder
from infrastructure.verification import verify
from tests.deployments import DATABASES
from tests.infrastructure.stores import opener

UNTIL = datetime(2026, 3, 31, 15, 20, tzinfo=UTC)
SIZE: dict[str, Any] = {"services": 3, "years": 0.6, "seed": 5, "until": UNTIL}


class Built:
    """A log, with everything that a store keeps of it."""

    def __init__(self, recorder: EventRecorder, folder: Path) -> None:
        self.recorder = recorder
        self.keyring = Keyring(f"sqlite:///{folder}/keyring.db", KeyEncryptionKey.at(folder / "k"))
        self.log = EventLog(recorder, self.keyring)

    def rows(self) -> list[Row]:
        return [row for page in self.recorder.pages() for row in page]

    def commands(self) -> list[CommandRow]:
        found = [row for page in self.recorder.commands() for row in page]
        return sorted(found, key=lambda each: each.first)

    def told(self) -> list[dict[str, Any]]:
        """Every entry with its boxes open, as plain values."""
        return [
            msgspec.to_builtins(opened(decode(row), self.keyring, ("words", "coded")))
            for row in self.rows()
        ]

    def close(self) -> None:
        self.recorder.close()
        self.keyring.close()


@pytest.fixture(scope="module")
def one_by_one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    folder = tmp_path_factory.mktemp("one-by-one")
    built = Built(SqliteRecorder(folder / "log.db"), folder)
    simulate_services(built.log, built.log, **SIZE)
    yield built
    built.close()


@pytest.fixture(params=DATABASES)
def in_bulk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Built]:
    built = Built(opener(request.param, tmp_path)(), tmp_path)
    yield built
    built.close()


def test_the_bulk_path_writes_what_the_commands_would_have(
    one_by_one: Built, in_bulk: Built
) -> None:
    heard: list[tuple[str, int, int]] = []
    came_to = simulate_in_bulk(
        in_bulk.log, in_bulk.keyring, **SIZE, progress=lambda *each: heard.append(each)
    )
    first, second = one_by_one.rows(), in_bulk.rows()

    assert [row[:4] for row in first] == [row[:4] for row in second]
    assert one_by_one.told() == in_bulk.told()
    assert one_by_one.commands() == in_bulk.commands()
    assert any(row.data.find(b'"corrects":') > 0 for row in second)
    assert one_by_one.recorder.head()[:2] == in_bulk.recorder.head()[:2]
    assert came_to.events == len(second)
    assert came_to.services == 3
    for subject in ("service", "match", "person"):
        assert one_by_one.log.subjects(subject) == in_bulk.log.subjects(subject)
    assert ("Simulating services", 3, 3) in heard
    assert heard[-1] == ("Writing entries", came_to.events, came_to.events)


def test_what_was_written_in_bulk_verifies(in_bulk: Built) -> None:
    simulate_in_bulk(in_bulk.log, in_bulk.keyring, **SIZE)

    report = verify(in_bulk.recorder)

    assert report.ok, report.problems


def test_several_processes_decide_the_same(one_by_one: Built, tmp_path: Path) -> None:
    built = Built(SqliteRecorder(tmp_path / "log.db"), tmp_path)
    simulate_in_bulk(built.log, built.keyring, **SIZE, workers=2, scratch=tmp_path)

    assert [row[:4] for row in one_by_one.rows()] == [row[:4] for row in built.rows()]
    assert one_by_one.commands() == built.commands()
    assert not list(tmp_path.glob("simulating-*"))
    built.close()


def test_a_log_filled_in_bulk_takes_commands_afterwards(in_bulk: Built) -> None:
    simulate_in_bulk(in_bulk.log, in_bulk.keyring, **SIZE)
    before = in_bulk.log.head().position
    known = in_bulk.commands()[0]
    again = Asked(known.command_id, known.digest, ActorId("a"), ServiceId("s"), _nothing)

    assert in_bulk.log.transact(again).repeated
    assert in_bulk.log.head().position == before
    with pytest.raises(LogInUse):
        simulate_in_bulk(in_bulk.log, in_bulk.keyring, **SIZE)


def test_what_fails_on_the_way_leaves_log_and_keyring_as_they_were(in_bulk: Built) -> None:
    def fail(what: str, done: int, of: int) -> None:
        if what == "Writing entries":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate_in_bulk(in_bulk.log, in_bulk.keyring, **SIZE, progress=fail)
    assert in_bulk.log.head().position == 0
    came_to = simulate_in_bulk(in_bulk.log, in_bulk.keyring, **SIZE)

    assert in_bulk.log.head().position == came_to.events
    assert any(isinstance(each, dict) for each in in_bulk.told())


def test_keys_that_others_may_use_are_never_replaced(one_by_one: Built, tmp_path: Path) -> None:
    recorder = SqliteRecorder(tmp_path / "log.db")
    log = EventLog(recorder, one_by_one.keyring)

    with pytest.raises(LogInUse, match="keyring"):
        simulate_in_bulk(log, one_by_one.keyring, **SIZE)
    assert log.head().position == 0
    assert one_by_one.told()
    recorder.close()


def test_there_are_at_least_one_service_and_at_most_a_thousand(tmp_path: Path) -> None:
    built = Built(SqliteRecorder(tmp_path / "log.db"), tmp_path)
    for services in (0, 1001):
        with pytest.raises(NotASize, match="services"):
            simulate_in_bulk(
                built.log, built.keyring, services=services, years=1, seed=1, until=UNTIL
            )
    assert built.log.head().position == 0
    built.close()


@pytest.mark.parametrize("names_an_entry", ["command", "event"])
def test_what_names_an_entry_in_a_way_unknown_to_the_bulk_path_is_not_written(
    names_an_entry: str,
) -> None:
    written: list[object] = []
    log = UnwrittenLog(written.append)
    about: dict[str, Any] = {"match": MatchId("m"), "indicator": IndicatorCode.CONTACT_INTENSITY}
    seen: dict[str, Any] = {
        **about,
        "acknowledged_by": StaffId("s"),
        "view": IndicatorView.EXPECTED,
    }
    entry = Position(7)
    command = AcknowledgeIndicator(
        **seen, action_entry=entry if names_an_entry == "command" else None
    )
    event = IndicatorAcknowledged(
        **seen,
        at=UNTIL,
        person=PersonId("p"),
        peer=PeerId("q"),
        action_entry=entry if names_an_entry == "event" else None,
    )
    asked = Asked(
        "c",
        bytes(32),
        ActorId("s"),
        ServiceId("service"),
        lambda _read: Decided([event]),
        command=command,
    )

    with pytest.raises(HoldsAPosition):
        log.transact(asked)
    assert not written


def test_an_owner_keeps_one_key_and_nobody_is_given_one_by_asking_for_it() -> None:
    keys = FreshKeys()

    assert keys.keys_of("person:a") == ()
    assert (keys.key_of("person:a"),) == (keys.key_of("person:a"),) == keys.keys_of("person:a")
    assert keys.key_of("person:b") != keys.key_of("person:a")


def _nothing(_read: object) -> Decided:
    return Decided([])
