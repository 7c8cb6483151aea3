"""A batch of commands: decided in turn on remembered histories, and stored in one transaction.

The append condition guards what is remembered, because another process may have written. A command
whose condition fails, or that was refused while the log had moved on, is decided again with the
log locked, so a report of what has happened is never lost to a conflict.
"""

from collections.abc import Callable, Iterable, Iterator

from application.ledger import Asked, CommandIdReused, Receipt, StoreIsBusy
from domain.decider import Position, Recorded, Refusal
from infrastructure.codec import EPOCH, MICROSECOND, decode
from infrastructure.deciding import Decision, Entries, KeysOfTheRemaining, Looking, entries_of
from infrastructure.histories import Histories
from infrastructure.keyring import Keyring
from infrastructure.recorders import (
    Committed,
    Conflicted,
    EventRecorder,
    Locked,
    Outcome,
    Repeated,
    Reused,
    StoreBusy,
    Submission,
)


class _WrittenSince(Exception):
    """A history holds what another process recorded after the moment of this decision."""


class Slot(Decision):
    """A command on its way through a batch, and what becomes of it."""

    __slots__ = ("answer", "events")

    def __init__(self, asked: Asked) -> None:
        """Begin with no answer."""
        super().__init__(asked)
        self.events: tuple[Recorded, ...] = ()
        self.answer: Receipt | BaseException | None = None


class Batches:
    """Works off one batch after the other. One thread at a time uses it: the leader of the log."""

    def __init__(
        self,
        entries: Entries,
        recorder: EventRecorder,
        keyring: Keyring,
        histories: Histories,
        micros: Callable[[], int],
    ) -> None:
        """Decide on these histories, at the moments that a clock gives (microseconds)."""
        self._entries = entries
        self._recorder = recorder
        self._keyring = keyring
        self._histories = histories
        self._micros = micros

    def work_off(self, batch: list[Slot]) -> None:
        """Give every command its answer."""
        try:
            self._process(batch)
        except StoreBusy:
            self._histories.forget()
            busy = "Another process is writing to this store. Try again in a moment."
            _answer_all(batch, StoreIsBusy(busy))
        except BaseException as broken:
            self._histories.forget()
            _answer_all(batch, broken)
            if not isinstance(broken, Exception):
                raise

    def _process(self, batch: list[Slot]) -> None:
        histories = self._histories
        histories.begin_batch()
        expected = histories.seen
        now = max(self._micros(), histories.stamped)
        ready: list[Slot] = []
        again: list[Slot] = []
        decided = self._decided(batch, now, ready, again)
        outcomes = self._recorder.append_batch(decided, expected_head=expected, now=now)
        self._settle(ready, outcomes, expected, now)
        again += [slot for slot in ready if slot.answer is None]
        if again:
            self._decide_locked(again)

    def _decided(
        self, batch: list[Slot], now: int, ready: list[Slot], again: list[Slot]
    ) -> Iterator[Submission]:
        """Decide one command after the other; those with something to be stored are ready."""
        position = self._histories.seen
        for slot in batch:
            try:
                submission = self._decide(slot, position, now)
            except (Refusal, _WrittenSince):
                again.append(slot)
            except Exception as broken:  # noqa: BLE001 - it goes to its own caller
                slot.answer = broken
            else:
                if submission.entries:
                    position += len(submission.entries)
                    ready.append(slot)
                    yield submission
                else:
                    again.append(slot)

    def _settle(self, ready: list[Slot], outcomes: list[Outcome], expected: int, now: int) -> None:
        """Keep the provisional events where they came true; otherwise forget and read again."""
        last = expected
        came_true = True
        for slot, outcome in zip(ready, outcomes, strict=True):
            if isinstance(outcome, Committed):
                came_true &= outcome.first == last + 1 and outcome.recorded_at == now
                last += len(slot.events)
            else:
                came_true = False
        if not came_true:
            self._histories.fell_through()
        elif ready:
            self._histories.came_true(last, now)
        for slot, outcome in zip(ready, outcomes, strict=True):
            slot.answer = self._receipt(slot, outcome)

    def _decide_locked(self, again: list[Slot]) -> None:
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

    def _decided_locked(self, slot: Slot, locked: Locked, now: int) -> Outcome | BaseException:
        asked = slot.asked
        slot.reads.clear()
        submission = Submission(asked.command_id, asked.digest, (), ())
        refused: BaseException | None = None
        try:
            submission = self._decide(slot, locked.head, now)
        except Refusal as no:
            refused = no
        except Exception as broken:  # noqa: BLE001 - it goes to its own caller
            return broken
        outcome = locked.append(submission, now)
        if isinstance(outcome, Conflicted):
            raise RuntimeError("A decision made under the lock met a conflict.")  # noqa: TRY004 - ours
        if not isinstance(outcome, Committed):
            self._histories.take_back(asked.command_id)
        elif refused is not None:
            return refused
        return outcome

    def _decide(self, slot: Slot, position: int, now: int) -> Submission:
        """Gather, decide, seal; what follows is expected after a position."""
        asked, histories = slot.asked, self._histories
        slot.dependent = False
        looking = Looking(self._entries, histories, slot, EPOCH + now * MICROSECOND)
        decided = asked.decide(looking)
        if histories.stamped > now:  # what was read lies ahead of this moment: it did not count
            raise _WrittenSince
        keys = KeysOfTheRemaining(self._keyring, looking, histories.erasures)
        entries = entries_of(decided, asked, keys)
        slot.events = tuple(
            [
                decode((number, name, now, tags, data))
                for number, (name, tags, data) in enumerate(entries, position + 1)
            ]
        )
        histories.expect(slot.events)
        relied_on = tuple(slot.reads.values())
        return Submission(asked.command_id, asked.digest, relied_on, tuple(entries), slot.dependent)

    def _receipt(self, slot: Slot, outcome: Outcome) -> Receipt | Refusal | None:
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


def _answer_all(batch: Iterable[Slot], answer: BaseException) -> None:
    for slot in batch:
        if slot.answer is None:
            slot.answer = answer
