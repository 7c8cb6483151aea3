"""The log of reads: a second log by the same recorder, in a store of its own, with its own writer.

Answers that leave together are noted in one commit: whoever comes first writes for all who wait.
Nothing is decided here and nothing read, so an entry goes straight to the recorder.
"""

import secrets
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from application.register import Latest, Noted, NotRecorded, reader_of
from domain.access import read_by
from domain.decider import EPOCH, MICROSECOND, Position, Recorded
from domain.people import Subject
from infrastructure.codec import Envelope, decode, encode
from infrastructure.recorders import Committed, Entry, EventRecorder, Row, Submission
from infrastructure.recorders.sqlite import SqliteRecorder
from infrastructure.settings import Settings
from infrastructure.turns import Turns

NO_COMMAND = bytes(32)
SCHEMA = "alongside_access"
INDEX_EVERY = 8_192
"""So many entries are indexed at once: each names many people, so a page takes in more of them."""


def access_recorder_of(settings: Settings) -> EventRecorder:
    """The recorder that keeps the log of reads, in a store of its own."""
    url = settings.access_url or settings.database_url
    if url is None:
        return recorder_in_file(settings.access_file)
    return recorder_in_postgresql(url)


def recorder_in_file(file: Path) -> EventRecorder:
    """The same in a file of its own."""
    return SqliteRecorder(file, index_every=INDEX_EVERY)


def recorder_in_postgresql(url: str) -> EventRecorder:
    """The same in a database server, in a schema of its own."""
    from infrastructure.recorders.postgres import PostgresRecorder

    return PostgresRecorder(url, schema=SCHEMA)


class _NoKeys:
    """Nothing is sealed in the log of reads: it holds identifiers and codes alone."""

    def key_of(self, owner: str) -> bytes:
        raise LookupError(owner)


_NO_KEYS = _NoKeys()


class _Waiting:
    __slots__ = ("entry", "failed", "position")

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.position = 0
        self.failed: BaseException | None = None


class AccessLog:
    """The log of reads over a recorder of its own. Safe to use from many threads."""

    def __init__(
        self,
        opening: Callable[[], EventRecorder],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Note from now on. The store is opened when something is first noted or looked up."""
        self._opening = opening
        self._opened: EventRecorder | None = None
        self._clock = clock
        self._door = threading.Lock()
        self._turns = Turns(self._work_off)

    def record(self, noted: Noted) -> Position:
        """See `application.register.Register`."""
        own = _Waiting(self._entry(noted))
        self._turns.take(own)
        if own.failed is not None:
            raise NotRecorded from own.failed
        return Position(own.position)

    def entries(self, of: Subject, since: datetime, until: datetime) -> list[Recorded]:
        """See `application.register.Register`."""
        before = self.recorder.position_at((since - EPOCH) // MICROSECOND - 1)
        upto = self.recorder.position_at((until - EPOCH) // MICROSECOND)
        return [decode(row) for row in self.recorder.history(of, before, upto)]

    def between(self, since: datetime, until: datetime) -> Iterator[Recorded]:
        """See `application.register.Register`."""
        before = self.recorder.position_at((since - EPOCH) // MICROSECOND - 1)
        upto = self.recorder.position_at((until - EPOCH) // MICROSECOND)
        for page in self.recorder.columns(before, upto):
            yield from map(decode, page)

    def latest(self, of: Subject, since: datetime, until: datetime, most: int) -> Latest:
        """See `application.register.Register`. Looks back in steps, each twice as long."""
        before = self.recorder.position_at((since - EPOCH) // MICROSECOND - 1)
        upto = self.recorder.position_at((until - EPOCH) // MICROSECOND)
        found: list[Row] = []
        step = most
        while upto > before and len(found) <= most:
            after = max(before, upto - step)
            found = [*self.recorder.history(of, after, upto), *found]
            upto, step = after, 2 * step
        return Latest([decode(row) for row in found[-most:]], len(found) <= most)

    def entry(self, position: Position) -> Recorded | None:
        """See `application.register.Register`."""
        for page in self.recorder.pages(position - 1, position):
            for row in page:
                return decode(row)
        return None

    def position_at(self, moment: datetime) -> Position:
        """See `application.register.Register`."""
        return Position(self.recorder.position_at((moment - EPOCH) // MICROSECOND))

    def position(self) -> Position:
        """See `application.register.Register`."""
        return Position(self.recorder.head().size)

    def close(self) -> None:
        """Let go of the store."""
        if self._opened is not None:
            self._opened.close()

    @property
    def recorder(self) -> EventRecorder:
        """The recorder that keeps the log of reads."""
        with self._door:
            if self._opened is None:
                self._opened = self._opening()
            return self._opened

    def _entry(self, noted: Noted) -> Entry:
        principal, event = noted.principal, noted.event
        envelope = Envelope(principal.actor, event.service, "")
        about = (read_by(reader_of(principal)), *sorted(set(noted.about)))
        return encode(event, envelope, _NO_KEYS, about)

    def _work_off(self, batch: list[_Waiting]) -> None:
        try:
            self._write(batch)
        except BaseException as failed:  # whatever it is, nobody of these is given an answer
            for each in batch:
                each.failed = failed
            if not isinstance(failed, Exception):
                raise

    def _write(self, batch: list[_Waiting]) -> None:
        entries = tuple(each.entry for each in batch)
        # an id counts where a batch is sent again after the connection was lost, and costs a page
        name = secrets.token_urlsafe(12) if self.recorder.sends_again else ""
        together = Submission(name, NO_COMMAND, (), entries)
        now = (self._clock() - EPOCH) // MICROSECOND
        (outcome,) = self.recorder.append_batch([together], expected_head=0, now=now)
        if not isinstance(outcome, Committed):
            raise RuntimeError(f"What was read could not be noted: {outcome}.")  # noqa: TRY004 - ours
        for position, each in enumerate(batch, outcome.first):
            each.position = position
