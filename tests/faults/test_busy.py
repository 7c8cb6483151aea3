"""A second process on a store waits for the first, or says in words that the store is busy."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from application.ledger import StoreIsBusy
from application.perform import perform
from domain.people import LOCAL_OPERATOR
from domain.service import OpenService
from infrastructure.recorders import EventRecorder
from infrastructure.recorders.postgres import PostgresRecorder
from infrastructure.recorders.sqlite import SqliteRecorder
from infrastructure.settings import Settings
from tests.faults.people import SERVICE
from tests.faults.places import DATABASES, another_log, place_in
from tests.faults.work import PATIENCE, PROJECT

pytestmark = [pytest.mark.faults, pytest.mark.parametrize("database", DATABASES)]

HOLDER = """
import sys, time, msgspec
from api.store import recorder_of
from infrastructure.settings import Settings
with recorder_of(msgspec.json.decode(sys.argv[1], type=Settings)).locked():
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""
OPEN = OpenService(service=SERVICE, name="Machair Peer Support")


def test_a_second_process_waits_until_the_first_has_finished(tmp_path: Path, database: str) -> None:
    settings = place_in(tmp_path, database)
    with another_log(settings) as log, held_by_another(settings, 0.3) as holder:
        receipt = perform(OPEN, log, by=LOCAL_OPERATOR, service=SERVICE)

        assert receipt.position == 1
        assert holder.wait(PATIENCE) == 0


def test_a_second_process_that_waited_too_long_is_told_so_and_can_try_again(
    tmp_path: Path, database: str
) -> None:
    settings = place_in(tmp_path, database)
    with another_log(settings, impatient_recorder_of) as log:
        with held_by_another(settings, PATIENCE):
            for _ in range(2):
                with pytest.raises(StoreIsBusy, match=r"Another process is writing.*Try again"):
                    perform(OPEN, log, by=LOCAL_OPERATOR, service=SERVICE, command_id="open")
            assert log.head().position == 0

        receipt = perform(OPEN, log, by=LOCAL_OPERATOR, service=SERVICE, command_id="open")

        assert receipt.position == 1
        assert not receipt.repeated


def test_reading_waits_for_nobody(tmp_path: Path, database: str) -> None:
    settings = place_in(tmp_path, database)
    with another_log(settings) as log:
        perform(OPEN, log, by=LOCAL_OPERATOR, service=SERVICE)
        with held_by_another(settings, PATIENCE):
            begun = time.monotonic()
            assert log.head().position == 1
            assert len(log.history(log.subjects("service")[0])) == 1
            assert time.monotonic() - begun < PATIENCE / 2


@contextmanager
def held_by_another(settings: Settings, seconds: float) -> Iterator[subprocess.Popen[str]]:
    """Another process that keeps the log locked for so long."""
    place = msgspec.json.encode(settings).decode()
    arguments = [sys.executable, "-c", HOLDER, place, str(seconds)]
    with subprocess.Popen(arguments, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        try:
            yield holder
        finally:
            holder.kill()


def impatient_recorder_of(settings: Settings) -> EventRecorder:
    """A recorder that waits for a fifth of a second."""
    if settings.database_url is None:
        return SqliteRecorder(settings.log_file, busy_timeout_s=0.2)
    return PostgresRecorder(settings.database_url, busy_timeout_s=0.2)
