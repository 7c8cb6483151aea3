"""The log: what has been recorded, and the way to record more.

Commands that arrive together are decided and committed together (`turns`, `batches`).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from application.ledger import Asked, Head, Receipt
from domain.corrections import Versions
from domain.decider import Event, Position, Recorded
from domain.erasure import ErasureDecided, FieldRedactionDecided
from domain.folds import EVERYTHING
from domain.people import Subject
from infrastructure.batches import Batches, Slot
from infrastructure.codec import (
    EPOCH,
    MICROSECOND,
    DoesNotOpen,
    decode,
    opened,
    stored_names,
)
from infrastructure.erasing import carry_out_decided
from infrastructure.histories import Histories
from infrastructure.keyring import Keyring
from infrastructure.recorders import CommandRow, EventRecorder, Row, StoreFailed
from infrastructure.redacting import redact
from infrastructure.tree import frontier_of, root_of
from infrastructure.turns import Turns

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


class EventLog:
    """The log over a recorder and a keyring. Safe to use from many threads."""

    def __init__(
        self, recorder: EventRecorder, keyring: Keyring, clock: Clock = system_clock
    ) -> None:
        """Open the log where it stands."""
        self._recorder = recorder
        self._keyring = keyring
        self.clock = clock
        self._histories = Histories(recorder)
        batches = Batches(self, recorder, keyring, self._histories, self._micros)
        self._turns = Turns(batches.work_off)

    def now(self) -> datetime:
        """The time by this log's clock, which a simulation sets; never before the last entry."""
        return EPOCH + max(self._micros(), self._histories.stamped) * MICROSECOND

    # --- the port ---

    def transact(self, asked: Asked) -> Receipt:
        """Decide and record; see `application.ledger.Ledger`.

        What was decided about a key is carried out before the answer leaves.
        """
        receipt = self._transacted(asked)
        if any(isinstance(each.event, ErasureDecided) for each in receipt.events):
            carry_out_decided(self, self._keyring, [each.event for each in receipt.events])
        if any(isinstance(each.event, FieldRedactionDecided) for each in receipt.events):
            redact(self, self._keyring)
        return receipt

    def _transacted(self, asked: Asked) -> Receipt:
        slot = Slot(asked)
        self._turns.take(slot)
        if isinstance(slot.answer, Receipt):
            return slot.answer
        if isinstance(slot.answer, BaseException):
            raise slot.answer
        raise RuntimeError("A command was left without an answer.")

    def history(
        self,
        subject: Subject,
        upto: Position | None = None,
        kinds: Collection[type[Event]] | None = None,
    ) -> list[Recorded]:
        """What concerns a subject, as it stands now in the store; see `application.ledger`."""
        rows = self._recorder.history(subject, upto=upto)
        if kinds is None:
            return [decode(row) for row in rows]
        wanted = stored_names(kinds)
        return [decode(row) for row in rows if row.name in wanted]

    def histories(
        self, after: Mapping[Subject, Position], upto: Position | None = None
    ) -> dict[Subject, list[Recorded]]:
        """What concerns each of some subjects; see `application.ledger.Ledger`."""
        found: dict[Subject, list[Recorded]] = {subject: [] for subject in after}
        for tag, row in self._recorder.histories(dict(after.items()), upto):
            found[Subject(tag)].append(decode(row))
        return found

    def read(
        self, after: Position = Position(0), upto: Position | None = None
    ) -> Iterator[list[Recorded]]:
        """Yield the log in pages, in order."""
        for page in self._recorder.columns(after, upto):
            yield [decode(row) for row in page]

    def deal(
        self,
        places: Mapping[str, Sequence[list[Recorded]]],
        upto: Position,
        kinds: Collection[type[Event]] | None = None,
    ) -> Iterator[Position]:
        """Add each entry to the lists in which it has a place; see `application.ledger.Ledger`."""
        wanted = None if kinds is None else stored_names(kinds)
        for page in self._recorder.columns(0, upto):
            for row in page:
                if wanted is not None and row[1] not in wanted:
                    continue
                lists = places[row[3]]
                if lists:
                    recorded = decode(row)
                    for each in lists:
                        each.append(recorded)
            yield Position(page[-1][0])

    def entry(self, position: Position) -> Recorded | None:
        """One entry, if the log reaches as far."""
        if not 0 < position < EVERYTHING:
            return None
        for page in self._recorder.columns(position - 1, position):
            for row in page:
                return decode(row)
        return None

    def head(self) -> Head:
        """How far the log reaches now."""
        head = self._recorder.head()
        return Head(Position(head.size), head.root)

    def with_boxes_open(self, versions: Versions) -> Versions:
        """The versions of an entry with what the latest says readable, as far as it still is."""
        self._keyring.refresh()
        try:
            said = opened(versions.said, self._keyring, ("words", "coded"))
        except DoesNotOpen:  # the store was changed: `verify` says where
            return versions
        return msgspec.structs.replace(versions, said=said)

    def with_codes_open(self, events: Iterable[Recorded]) -> list[Recorded]:
        """Entries with their codes readable, as far as their keys are there at this moment."""
        self._keyring.refresh()
        return [self._with_codes_open(each) for each in events]

    def _with_codes_open(self, recorded: Recorded) -> Recorded:
        try:
            return opened(recorded, self._keyring)
        except DoesNotOpen:  # the store was changed: `verify` says where
            return recorded

    def root_at(self, position: Position) -> bytes:
        """The root of the tree as it was when the log ended at a position; empty if it did not."""
        if position > self._recorder.head().size:
            return b""
        try:
            return root_of(frontier_of(self._recorder, position))
        except IndexError as missing:
            damaged = "Entries are missing from the log. Run alongside verify."
            raise StoreFailed(damaged) from missing

    def position_at(self, moment: datetime) -> Position:
        """The last position recorded at or before a moment."""
        return Position(self._recorder.position_at((moment - EPOCH) // MICROSECOND))

    def subjects(self, noun: str, upto: Position | None = None) -> list[Subject]:
        """Every subject of a kind that any event up to a position concerned."""
        return [Subject(tag) for tag in self._recorder.tags_with_prefix(f"{noun}:", upto)]

    def touched(self, noun: str, after: Position, upto: Position) -> list[Subject]:
        """The subjects of a kind that events in a range concern."""
        return [Subject(tag) for tag in self._recorder.touched(f"{noun}:", after, upto)]

    def load(self, pages: Iterator[list[Row]], commands: Iterator[list[CommandRow]]) -> None:
        """Fill the log, which must be empty, with rows that are ready; see `EventRecorder.load`."""
        self._recorder.load(pages, commands)
        self._histories.forget()

    def _micros(self) -> int:
        return (self.clock() - EPOCH) // MICROSECOND
