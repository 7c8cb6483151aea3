"""A process, or the database itself, killed at any moment loses nothing that was acknowledged."""

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from application.ledger import Receipt
from application.perform import perform
from domain.people import LOCAL_OPERATOR
from domain.service import NameStaff, OpenService
from infrastructure.event_log import EventLog
from infrastructure.recorders import StoreFailed
from infrastructure.settings import Settings
from tests.faults import times
from tests.faults.oracle import Counts
from tests.faults.people import ISLA, SERVICE
from tests.faults.places import DATABASES, OwnServer, another_log, fresh_database, place_in
from tests.faults.work import Workplace

pytestmark = pytest.mark.faults

OPEN = OpenService(service=SERVICE, name="Machair Peer Support")
NAMED = NameStaff(service=SERVICE, staff=ISLA, name="Isla Example", duties=())
IN_WORDS = re.compile(r"StoreFailed: The database failed: .+\. Check that the server runs")
MOST_TRIES = 2
"""How often somebody has to ask once the server is back."""


@pytest.mark.parametrize("database", DATABASES)
def test_what_was_acknowledged_survives_a_kill_at_any_moment(tmp_path: Path, database: str) -> None:
    counts = Counts(f"kills of a process on {database}")
    dice = Random(database)
    workplace = Workplace(place_in(tmp_path, database), tmp_path, counts)
    for _ in range(times(5, campaign=200)):
        working = workplace.start()
        working.wait_for_acknowledgement()
        time.sleep(dice.uniform(0.02, 0.4))
        journal = working.kill()
        counts.kills += 1
        workplace.look_after(journal)
    counts.tell()

    assert counts.wrong == []
    assert counts.acknowledged > 10 * counts.kills


@pytest.fixture(scope="module")
def server() -> Iterator[OwnServer]:
    """A PostgreSQL server that only these tests use, because they stop it."""
    with OwnServer() as own:
        yield own


@pytest.mark.postgres
@pytest.mark.xdist_group("postgres")
def test_what_was_acknowledged_survives_the_end_of_the_database_server(
    tmp_path: Path, server: OwnServer
) -> None:
    counts = Counts("immediate stops of a PostgreSQL server")
    dice = Random("server")
    settings = Settings(database_url=fresh_database(server.url), keys=str(tmp_path / "keys"))
    workplace = Workplace(settings, tmp_path, counts)
    for _ in range(times(2, campaign=50)):
        working = workplace.start()
        working.wait_for_acknowledgement()
        time.sleep(dice.uniform(0.02, 0.4))
        server.stop_at_once()
        journal = working.ended()
        server.start()
        counts.kills += 1
        counts.wrong += [said for said in journal.failed.values() if not IN_WORDS.match(said)]
        workplace.look_after(journal)
    counts.tell()

    assert counts.wrong == []


@pytest.mark.postgres
@pytest.mark.xdist_group("postgres")
def test_a_process_goes_on_when_the_database_server_is_back(
    tmp_path: Path, server: OwnServer
) -> None:
    settings = Settings(database_url=fresh_database(server.url), keys=str(tmp_path / "keys"))
    with another_log(settings) as log:
        perform(OPEN, log, by=LOCAL_OPERATOR, service=SERVICE)
        server.stop_at_once()
        with pytest.raises(StoreFailed, match="Check that the server runs"):
            perform(NAMED, log, by=LOCAL_OPERATOR, service=SERVICE, command_id="named")
        server.start()

        receipt = _asked_until_answered(log)

        assert receipt.position == log.head().position == 2


def _asked_until_answered(log: EventLog) -> Receipt:
    """Ask again under the same id, as anybody would who got no answer."""
    for _ in range(MOST_TRIES):
        with suppress(StoreFailed):
            return perform(NAMED, log, by=LOCAL_OPERATOR, service=SERVICE, command_id="named")
    pytest.fail("the log does not go on")
