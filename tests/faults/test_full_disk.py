"""A disk without room: said in words, nothing half-written, and usable when there is room again."""

import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from random import Random

import pytest

from api.store import open_store
from application.ledger import Receipt
from application.perform import perform
from domain.decider import Command
from domain.people import LOCAL_OPERATOR
from domain.referral import AgreedHow, ReceiveReferral, Source
from infrastructure.event_log import EventLog
from infrastructure.recorders import StoreFailed
from infrastructure.recorders.sqlite import SqliteRecorder
from infrastructure.settings import Settings
from tests.faults import times
from tests.faults.oracle import Counts, by_command, everything, wrong_with_order, wrong_with_tree
from tests.faults.people import SERVICE, open_machair
from tests.faults.places import another_log
from tests.faults.test_together import giver
from tests.faults.work import Workplace

pytestmark = pytest.mark.faults

IN_WORDS = re.compile(r"StoreFailed: .+(disk|space)")
IS_FULL = r"The disk that holds .+ is full; nothing was stored\. Free some space\."
LONG = "She would like to hear from somebody who has been there. " * 30


class Disk:
    """A store that SQLite itself keeps from growing; that is what it takes for a full disk."""

    def __init__(self, directory: Path) -> None:
        """Lie in a directory with room enough."""
        self.directory = directory

    def fill(self, log: EventLog, left: int) -> None:
        """Leave so many bytes."""
        pages = _told(log, "PRAGMA page_count") + left // PAGE
        _told(log, f"PRAGMA max_page_count = {pages}")

    def free(self, log: EventLog) -> None:
        """Make room again."""
        _told(log, "PRAGMA max_page_count = 1000000")


class MemoryDisk(Disk):
    """A small disk of its own, filled to the last byte."""

    def fill(self, log: EventLog, left: int) -> None:  # noqa: ARG002 - the disk is full for all
        """Write until nothing more can be written."""
        with (self.directory / "ballast").open("wb", buffering=0) as file:
            with suppress(OSError):
                while True:
                    file.write(bytes(PAGE))
            file.truncate(max(file.tell() - left, 0))

    def free(self, log: EventLog) -> None:  # noqa: ARG002 - and free for all
        """Throw the ballast away."""
        (self.directory / "ballast").unlink()


@contextmanager
def limited(directory: Path) -> Iterator[Disk]:
    """A disk that SQLite takes for full."""
    yield Disk(directory)


@contextmanager
def mounted(_directory: Path) -> Iterator[Disk]:
    """A disk that is full."""
    with tempfile.TemporaryDirectory() as place:
        size = f"size={times(5, campaign=64)}m"
        mount = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", place]
        subprocess.run(mount, check=True)
        try:
            yield MemoryDisk(Path(place))
        finally:
            subprocess.run(["umount", place], check=True)  # noqa: S607


def may_mount() -> bool:
    """Whether this process may mount a disk: not everybody who runs these tests may."""
    file = Path("/proc/self/status")
    if not file.exists():
        return False
    status = dict(line.split(":\t", 1) for line in file.read_text().splitlines())
    return bool(int(status["CapEff"], 16) >> CAP_SYS_ADMIN & 1)


def _told(log: EventLog, statement: str) -> int:
    recorder = log._recorder
    assert isinstance(recorder, SqliteRecorder)
    (answer,) = recorder._writer.execute(statement).fetchone()
    return int(answer)


PAGE = 4096
CAP_SYS_ADMIN = 21
DISKS = [limited, mounted] if may_mount() else [limited]


def test_a_process_that_may_not_write_more_loses_nothing_and_halves_nothing(tmp_path: Path) -> None:
    counts = Counts("processes that may not write more")
    for store in range(times(1, campaign=25)):
        directory = tmp_path / str(store)
        settings = Settings(data=str(directory / "data"), keys=str(directory / "keys"))
        workplace = Workplace(settings, directory, counts)
        for _ in range(2):
            log, views = settings.log_file, settings.data_dir / "views.db"
            room = max(log.stat().st_size, views.stat().st_size) + 150_000 + 1_000 * store
            journal = workplace.start(most_bytes=room).ended()
            counts.kills += 1
            counts.wrong += [no for no in journal.failed.values() if not IN_WORDS.match(no)]
            assert journal.failed
            workplace.look_after(journal)
    counts.tell()

    assert counts.wrong == []
    assert counts.acknowledged > 0


@pytest.mark.parametrize("kind", DISKS)
def test_a_full_disk_is_named_and_the_log_goes_on_once_there_is_room(
    tmp_path: Path, kind: Callable[[Path], AbstractContextManager[Disk]]
) -> None:
    dice = Random(kind.__name__)
    with kind(tmp_path) as disk:
        settings = Settings(data=str(disk.directory / "data"), keys=str(tmp_path / "keys"))
        with another_log(settings) as log:
            open_machair(giver(log, "one"))
            for round_ in range(times(4, campaign=100)):
                disk.fill(log, dice.randrange(16) * PAGE)
                told = _until_full(log, f"round-{round_}")
                disk.free(log)

                _goes_on(log, told, f"round-{round_}")
        store = open_store(settings, create=False)
        assert store.views.catch_up() == store.ledger.head().position
        store.close()


def _until_full(log: EventLog, name: str) -> dict[str, Receipt]:
    """Record until there is no room; the refusal names the disk and what to do."""
    told: dict[str, Receipt] = {}
    with pytest.raises(StoreFailed, match=IS_FULL):
        _record_all(log, name, told)
    with pytest.raises(StoreFailed):
        _ask(log, f"{name}-late")
    return told


def _record_all(log: EventLog, name: str, told: dict[str, Receipt]) -> None:
    for number in range(5_000):
        told[f"{name}-{number}"] = _ask(log, f"{name}-{number}")


def _goes_on(log: EventLog, told: dict[str, Receipt], name: str) -> None:
    """What was told stands, what was not can be asked again, and nothing is there by halves."""
    refused = f"{name}-{len(told)}"
    assert not _ask(log, refused).repeated
    assert not _ask(log, f"{name}-late").repeated
    events = everything(log)
    assert wrong_with_order(events) == []
    assert wrong_with_tree(log._recorder) == []
    mine = {id_: each for id_, each in by_command(events).items() if id_.startswith(f"{name}-")}
    assert mine.keys() == {*told, refused, f"{name}-late"}
    assert {len(each) for each in mine.values()} == {2}
    for command_id, receipt in told.items():
        assert tuple(mine[command_id]) == receipt.events


def _ask(log: EventLog, command_id: str) -> Receipt:
    morag: Command = ReceiveReferral(
        service=SERVICE,
        source=Source.GP,
        agreed_how=AgreedHow.SPOKEN,
        name="Morag Testperson",
        own_words=LONG,
    )
    return perform(morag, log, by=LOCAL_OPERATOR, service=SERVICE, command_id=command_id)
