"""The log: decides commands on cached histories and commits those that arrive together.

Leader and followers: the first caller to arrive decides and commits for all that wait, so a lone
caller hands nothing over. Decisions are made on histories held in memory; the append condition
guards them, because another process may have written. A command whose condition fails, or that was
refused while the log had moved on, is decided again with the log locked, so a report of what has
happened is never lost to a conflict.
"""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from application.ledger import (
    Asked,
    CommandIdReused,
    Decided,
    Head,
    Receipt,
    StoreIsBusy,
)
from domain.corrections import Versions
from domain.decider import Event, Position, Recorded, Refusal
from domain.erasure import ErasureDecided
from domain.folds import EVERYTHING
from domain.people import Subject
from infrastructure.codec import (
    EPOCH,
    MICROSECOND,
    DoesNotOpen,
    decode,
    opened,
    stored_names,
)
from infrastructure.deciding import Decision, KeysOfTheRemaining, Looking, entries_of
from infrastructure.erasing import carry_out
from infrastructure.histories import Histories
from infrastructure.keyring import Keyring
from infrastructure.recorders import (
    CommandRow,
    Committed,
    Conflicted,
    EventRecorder,
    Locked,
    Outcome,
    Repeated,
    Reused,
    Row,
    StoreBusy,
    StoreFailed,
    Submission,
)
from infrastructure.tree import frontier_of, root_of

MOST_IN_A_BATCH = 64
WAIT_FOR_OTHERS = 0.000_25
"""Seconds for which a leader waits, at most, for those who were there at the last commit."""

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


class _WrittenSince(Exception):
    """A history holds what another process recorded after the moment of this decision."""


class _Slot(Decision):
    """A command on its way through a batch, and the caller who waits for it."""

    __slots__ = ("answer", "done", "events", "submission", "wake")

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked)
        self.submission: Submission | None = None
        self.events: tuple[Recorded, ...] = ()
        self.answer: Receipt | BaseException | None = None
        self.done = False
        self.wake = threading.Lock()
        self.wake.acquire()


class EventLog:
    """The log over a recorder and a keyring. Safe to use from many threads."""

    def __init__(
        self, recorder: EventRecorder, keyring: Keyring, clock: Clock = system_clock
    ) -> None:
        """Open the log where it stands."""
        self._recorder = recorder
        self._keyring = keyring
        self.clock = clock
        self._door = threading.Condition(threading.Lock())
        self._waiting: list[_Slot] = []
        self._led = False
        self._expected = 1
        self._histories = Histories(recorder)

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
            carry_out(self, self._keyring)
        return receipt

    def _transacted(self, asked: Asked) -> Receipt:
        slot = _Slot(asked)
        with self._door:
            self._waiting.append(slot)
            leads = not self._led
            self._led = True
            if len(self._waiting) >= self._expected:
                self._door.notify()
        if not leads:
            slot.wake.acquire()
        if not slot.done:
            self._lead(slot)
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

    # --- leading ---

    def _lead(self, own: _Slot) -> None:
        batch = [own]
        try:
            batch = self._arrived()
            self._process(batch)
        except StoreBusy:
            self._histories.forget()
            busy = "Another process is writing to this store. Try again in a moment."
            self._answer_all(batch, StoreIsBusy(busy))
        except BaseException as broken:
            self._histories.forget()
            self._answer_all(batch, broken)
            if not isinstance(broken, Exception):
                raise
        finally:
            with self._door:
                self._waiting = [slot for slot in self._waiting if slot not in batch]
                successor = self._waiting[0] if self._waiting else None
                self._led = successor is not None
                self._expected = min(len(batch) + len(self._waiting), MOST_IN_A_BATCH)
            if successor is not None:
                successor.wake.release()
            for slot in batch:
                slot.done = True
                if slot is not own:
                    slot.wake.release()

    def _arrived(self) -> list[_Slot]:
        """Those who wait, after a moment for the followers of the batch before."""
        with self._door:
            if len(self._waiting) < self._expected:
                self._door.wait_for(self._all_are_back, WAIT_FOR_OTHERS)
            batch = self._waiting[:MOST_IN_A_BATCH]
            self._waiting = self._waiting[MOST_IN_A_BATCH:]
        return batch

    def _all_are_back(self) -> bool:
        return len(self._waiting) >= self._expected

    def _answer_all(self, batch: list[_Slot], answer: BaseException) -> None:
        for slot in batch:
            if slot.answer is None:
                slot.answer = answer

    def _process(self, batch: list[_Slot]) -> None:
        histories = self._histories
        histories.begin_batch()
        expected = position = histories.seen
        now = max(self._micros(), histories.stamped)
        ready: list[_Slot] = []
        again: list[_Slot] = []
        for slot in batch:
            try:
                position = self._decide(slot, position, now)
            except (Refusal, _WrittenSince):
                again.append(slot)
                continue
            except Exception as broken:  # noqa: BLE001 - it goes to its own caller
                slot.answer = broken
                continue
            (ready if slot.events else again).append(slot)
        submissions = [slot.submission for slot in ready if slot.submission is not None]
        outcomes = (
            self._recorder.append_batch(submissions, expected_head=expected, now=now)
            if submissions
            else []
        )
        self._settle(ready, outcomes, expected, position, now)
        again += [slot for slot in ready if slot.answer is None]
        if again:
            self._decide_locked(again)

    def _settle(
        self, ready: list[_Slot], outcomes: list[Outcome], expected: int, last: int, now: int
    ) -> None:
        """Keep the provisional events where they came true; otherwise forget and read again."""
        at = expected
        came_true = True
        for slot, outcome in zip(ready, outcomes, strict=True):
            match outcome:
                case Committed(first=first, last=_, recorded_at=stamped):
                    came_true &= first == at + 1 and stamped == now
                    at += len(slot.events)
                case _:
                    came_true = False
        if not came_true:
            self._histories.fell_through()
        elif ready:
            self._histories.came_true(last, now)
        for slot, outcome in zip(ready, outcomes, strict=True):
            slot.answer = self._receipt(slot, outcome)

    def _decide_locked(self, again: list[_Slot]) -> None:
        """Decide with the log locked: nothing can have changed, so every answer is final."""
        histories = self._histories
        histories.begin_batch()
        with self._recorder.locked() as locked:
            histories.catch_up(locked.head)
            now = max(self._micros(), histories.stamped)
            answers = [self._decided_locked(slot, locked, now) for slot in again]
            head = locked.head
        histories.came_true(head, now)
        for slot, answer in zip(again, answers, strict=True):
            slot.answer = self._receipt(slot, answer) if isinstance(answer, tuple) else answer

    def _decided_locked(self, slot: _Slot, locked: Locked, now: int) -> Outcome | BaseException:
        asked = slot.asked
        slot.reads.clear()
        slot.submission = None
        refused: BaseException | None = None
        try:
            self._decide(slot, locked.head, now)
        except Refusal as no:
            refused = no
        except Exception as broken:  # noqa: BLE001 - it goes to its own caller
            return broken
        submission = slot.submission or Submission(asked.command_id, asked.digest, (), ())
        outcome = locked.append(submission, now)
        if isinstance(outcome, Conflicted):
            raise RuntimeError("A decision made under the lock met a conflict.")  # noqa: TRY004 - ours
        if not isinstance(outcome, Committed):
            self._histories.take_back(asked.command_id)
        elif refused is not None:
            return refused
        return outcome

    def _decide(self, slot: _Slot, position: int, now: int) -> int:
        """Gather, decide, seal; return the position that the last event is expected to take."""
        asked = slot.asked
        slot.dependent = False
        moment = EPOCH + now * MICROSECOND
        looking = Looking(self, self._histories, slot, moment)
        decided: Decided = asked.decide(looking)
        if (
            self._histories.stamped > now
        ):  # what was read lies ahead of this moment, so it did not count
            raise _WrittenSince
        entries = entries_of(decided, asked, KeysOfTheRemaining(self._keyring, looking))
        slot.events = tuple(
            [
                decode((number, name, now, tags, data))
                for number, (name, tags, data) in enumerate(entries, position + 1)
            ]
        )
        self._histories.expect(slot.events)
        slot.submission = Submission(
            asked.command_id,
            asked.digest,
            tuple(slot.reads.values()),
            tuple(entries),
            slot.dependent,
        )
        return position + len(entries)

    def _receipt(self, slot: _Slot, outcome: Outcome) -> Receipt | Refusal | None:
        match outcome:
            case Committed(first=first, last=last, recorded_at=stamped):
                events = slot.events
                if events and (events[0].position != first or events[0].micros != stamped):
                    events = self._between(first, last)
                return Receipt(Position(last), events)
            case Repeated(first=first, last=last):
                return Receipt(Position(last), self._between(first, last), repeated=True)
            case Reused():
                return CommandIdReused(
                    "This key was used for another request. Use a new key for a new request."
                )
            case Conflicted():
                return None

    def _between(self, first: int, last: int) -> tuple[Recorded, ...]:
        pages = self._recorder.pages(first - 1, last)
        return tuple(decode(row) for page in pages for row in page)

    def _micros(self) -> int:
        return (self.clock() - EPOCH) // MICROSECOND
