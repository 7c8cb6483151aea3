"""The product's side of an append: the whole path, by one writer or by eight."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

from application.ledger import Receipt
from benchmarks import lives
from benchmarks.commands import record_session
from benchmarks.lives import Life, life
from benchmarks.rounds import MICROSECONDS, Figure, Goal, Side, Timings, compared
from benchmarks.stage import Stand
from infrastructure.event_log import EventLog
from infrastructure.recorders import Row

WRITERS = 8
A_DOZEN = 10
"""Events of a match when a measurement begins; its person has 13, its peer supporter 12."""
MANY = 150
PEOPLE = {A_DOZEN: 1_200, MANY: 80}
"""Enough of them that histories grow by a few events only while they are measured."""
ONE_WRITER_ROUND = 25
EIGHT_WRITERS_ROUND = 20
"""Commands in a round, of each writer."""
SMALLEST, LARGEST = 500, 800
"""Bytes of an event as stored: its name, its tags and its data."""

WHOLE_PATH = "whole path"
COLD = "cold histories"
AS_SERVED = "as served"
NAMES = {
    WHOLE_PATH: "append, one writer",
    COLD: "append, one writer, cold histories",
    AS_SERVED: "append, one writer, the product's own command (one history)",
}

Record = Callable[[EventLog, Life], Receipt]


class EventOfAnotherSize(Exception):
    """What is measured is no longer of the size that the figures are about."""


class Writing:
    """A log whose histories are warm, and the rows that its commands store."""

    def __init__(self, stand: Stand, history: int = A_DOZEN) -> None:
        """Fill the log, and let everybody record a session once. Raises `EventOfAnotherSize`."""
        people = PEOPLE[history]
        lives.fill(stand.recorder, stand.keyring, people, history)
        self.stand = stand
        self.everybody = [life(number) for number in range(people)]
        last = max(record_session(stand.log, each).position for each in self.everybody)
        pages = stand.recorder.pages(last - people, last)
        self.rows: list[Row] = [row for page in pages for row in page]
        sizes = [len(row.data) for row in self.rows]
        if not SMALLEST <= min(sizes) <= max(sizes) <= LARGEST:
            raise EventOfAnotherSize(f"Events have {min(sizes)} to {max(sizes)} bytes.")
        self.note = (
            f"histories of {history} to {history + 3} events; "
            f"events of {max(sizes)} bytes beside name and subjects"
        )

    def one_writer(self, record: Record = record_session) -> Side:
        """Take one command after another."""
        turn = cycle(self.everybody)
        return repeated(lambda: record(self.stand.log, next(turn)))

    def one_cold_writer(self) -> Side:
        """Take them where no history is remembered. Nobody else may write to this log."""
        turn = cycle(self.everybody)

        def side() -> int:
            log = EventLog(self.stand.recorder, self.stand.keyring)
            return repeated(lambda: record_session(log, next(turn)))()

        return side

    def eight_writers(self, pool: ThreadPoolExecutor) -> Side:
        """Take commands of eight threads, each with people of its own."""
        return together(pool, [self._writer(number) for number in range(WRITERS)])

    def _writer(self, number: int) -> Callable[[], object]:
        turn = cycle(self.everybody[number::WRITERS])
        return lambda: record_session(self.stand.log, next(turn))


def repeated(write: Callable[[], object]) -> Side:
    """Write as often as one writer does in a round."""

    def side() -> int:
        for _ in range(ONE_WRITER_ROUND):
            write()
        return ONE_WRITER_ROUND

    return side


def together(pool: ThreadPoolExecutor, writers: Sequence[Callable[[], object]]) -> Side:
    """Let every writer do its part of a round in a thread of its own."""

    def run(write: Callable[[], object]) -> None:
        for _ in range(EIGHT_WRITERS_ROUND):
            write()

    def side() -> int:
        list(pool.map(run, writers))
        return EIGHT_WRITERS_ROUND * len(writers)

    return side


def figures(
    timings: Mapping[str, Timings],
    database: str,
    names: Mapping[str, str],
    goals: Mapping[tuple[str, str], Goal],
    note: str,
) -> Iterator[Figure]:
    """Put each of the product's sides beside each raw one, most demanding pairs first."""
    pairs = [(ours, raw) for ours in names for raw in timings if raw not in names]
    for ours, raw in sorted(pairs, key=lambda pair: pair not in goals):
        yield compared(
            timings,
            ours,
            raw,
            name=names[ours],
            database=database,
            unit=MICROSECONDS,
            goal=goals.get((ours, raw)),
            note=note,
        )
