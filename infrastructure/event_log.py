"""The log: decides commands on cached histories and commits those that arrive together.

Leader and followers: the first caller to arrive decides and commits for all that wait, so a lone
caller hands nothing over. Decisions are made on histories held in memory; the append condition
guards them, because another process may have written. A command whose condition fails, or that was
refused while the log had moved on, is decided again with the log locked, so a report of what has
happened is never lost to a conflict.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from application.ledger import (
    Asked,
    CommandIdReused,
    Decided,
    Head,
    Reading,
    Receipt,
    StoreIsBusy,
)
from domain.corrections import Versions
from domain.decider import EnteredInError, Position, Recorded, Refusal
from domain.folds import EVERYTHING, Fold, as_of, fold, of_subject
from domain.people import ActorId, ServiceId, Subject, identifier_from
from infrastructure.codec import EPOCH, MICROSECOND, Envelope, decode, encode, opened
from infrastructure.keyring import Keyring
from infrastructure.recorders import (
    Committed,
    Conflicted,
    EventRecorder,
    Locked,
    Outcome,
    ReadItem,
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
MOST_REMEMBERED = 20_000
"""Histories kept in memory."""
GAP_WORTH_READING = 2_000
"""Events of other processes beyond which remembered histories are dropped rather than extended."""

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


class _History:
    """One subject's events in the order of recording, and what they add up to."""

    __slots__ = ("events", "last_at", "states")

    def __init__(self, events: list[Recorded]) -> None:
        self.events = events
        self.last_at = max((each.event.at for each in events), default=EPOCH)
        self.states: dict[Fold[Any], Any] = {}

    @property
    def last(self) -> int:
        return self.events[-1].position if self.events else 0

    def add(self, recorded: Recorded) -> None:
        if recorded.position <= self.last:
            return
        self.events.append(recorded)
        at = recorded.event.at
        if recorded.corrects is not None or at < self.last_at:
            self.states.clear()
        else:
            self.last_at = at
            kind = type(recorded.event)
            for a_fold, state in self.states.items():
                if kind in a_fold.hears:
                    self.states[a_fold] = a_fold.evolve(state, recorded)

    def state(self, a_fold: Fold[Any], of: Subject) -> Any:
        if a_fold not in self.states:
            self.states[a_fold] = fold(a_fold, of_subject(as_of(self.events), of))
        return self.states[a_fold]


class _WrittenSince(Exception):
    """A history holds what another process recorded after the moment of this decision."""


class _Slot:
    """A command on its way through a batch, and the caller who waits for it."""

    __slots__ = ("answer", "asked", "dependent", "done", "events", "reads", "submission", "wake")

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.reads: dict[tuple[str, tuple[str, ...]], int] = {}
        self.dependent = False
        self.submission: Submission | None = None
        self.events: tuple[Recorded, ...] = ()
        self.answer: Receipt | BaseException | None = None
        self.done = False
        self.wake = threading.Lock()
        self.wake.acquire()


class _Reading(Reading):
    """What one decision reads; every look is remembered as part of its condition."""

    __slots__ = ("_fresh", "_log", "_slot", "by", "now", "service")

    def __init__(self, log: "EventLog", slot: _Slot, now: datetime) -> None:
        self._log, self._slot, self._fresh = log, slot, 0
        self.now: datetime = now
        self.by: ActorId = slot.asked.by
        self.service: ServiceId = slot.asked.service

    def __call__(self, a_fold: Any, of: Subject) -> Any:
        history = self._log._remembered(of)
        names = self._log._names_of(a_fold)
        self._log._note(self._slot, of, names, history)
        return history.state(a_fold, of)

    def versions(self, position: Position) -> Versions | None:
        entry = self._log.entry(position)
        if entry is None:
            return None
        history = self._log._remembered(entry.tags[0])
        names = tuple(sorted({type(entry.event).__name__, "EnteredInError"}))
        self._log._note(self._slot, entry.tags[0], names, history)
        return self._log._versions_of(position, history)

    def fresh(self, noun: str) -> str:
        self._fresh += 1
        return identifier_from(f"{self._slot.asked.command_id}/{noun}/{self._fresh}".encode())


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
        self._histories: OrderedDict[str, _History] = OrderedDict()
        self._provisional: dict[str, list[Recorded]] = {}
        self._names: dict[Fold[Any], tuple[str, ...]] = {}
        head = recorder.head()
        self._seen = head.size
        self._stamped = head.recorded_at

    def now(self) -> datetime:
        """The time by this log's clock, which a simulation sets."""
        return self.clock()

    # --- the port ---

    def transact(self, asked: Asked) -> Receipt:
        """Decide and record; see `application.ledger.Ledger`."""
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

    def history(self, subject: Subject, upto: Position | None = None) -> list[Recorded]:
        """What concerns a subject, as it stands now in the store."""
        return [decode(row) for row in self._recorder.history(subject, upto=upto)]

    def read(
        self, after: Position = Position(0), upto: Position | None = None
    ) -> Iterator[list[Recorded]]:
        """Yield the log in pages, in order."""
        for page in self._recorder.pages(after, upto):
            yield [decode(row) for row in page]

    def entry(self, position: Position) -> Recorded | None:
        """One entry, if the log reaches as far."""
        if not 0 < position < EVERYTHING:
            return None
        for page in self._recorder.pages(position - 1, position):
            for row in page:
                return decode(row)
        return None

    def head(self) -> Head:
        """How far the log reaches now."""
        head = self._recorder.head()
        return Head(Position(head.size), head.root)

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

    # --- leading ---

    def _lead(self, own: _Slot) -> None:
        with self._door:
            if len(self._waiting) < self._expected:
                self._door.wait_for(self._all_are_back, WAIT_FOR_OTHERS)
            batch = self._waiting[:MOST_IN_A_BATCH]
            self._waiting = self._waiting[MOST_IN_A_BATCH:]
        try:
            self._process(batch)
        except StoreBusy:
            self._forget()
            busy = "Another process is writing to this store. Try again in a moment."
            self._answer_all(batch, StoreIsBusy(busy))
        except BaseException as broken:
            self._forget()
            self._answer_all(batch, broken)
            if not isinstance(broken, Exception):
                raise
        finally:
            with self._door:
                successor = self._waiting[0] if self._waiting else None
                self._led = successor is not None
                self._expected = min(len(batch) + len(self._waiting), MOST_IN_A_BATCH)
            if successor is not None:
                successor.wake.release()
            for slot in batch:
                slot.done = True
                if slot is not own:
                    slot.wake.release()

    def _all_are_back(self) -> bool:
        return len(self._waiting) >= self._expected

    def _answer_all(self, batch: list[_Slot], answer: BaseException) -> None:
        for slot in batch:
            if slot.answer is None:
                slot.answer = answer

    def _process(self, batch: list[_Slot]) -> None:
        self._provisional.clear()
        expected, position = self._seen, self._seen
        now = max(self._micros(), self._stamped)
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
        if came_true:
            self._seen = last
            if ready:
                self._stamped = max(self._stamped, now)
        else:
            for tag in self._provisional:
                self._histories.pop(tag, None)
            self._catch_up()
        for slot, outcome in zip(ready, outcomes, strict=True):
            slot.answer = self._receipt(slot, outcome)

    def _decide_locked(self, again: list[_Slot]) -> None:
        """Decide with the log locked: nothing can have changed, so every answer is final."""
        self._provisional.clear()
        with self._recorder.locked() as locked:
            self._catch_up(locked)
            now = max(self._micros(), self._stamped)
            answers = [self._decided_locked(slot, locked, now) for slot in again]
            head = locked.head
        self._seen, self._stamped = head, now
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
            raise RuntimeError("A decision made under the lock met a conflict.")
        if not isinstance(outcome, Committed):
            self._take_back(asked.command_id)
        elif refused is not None:
            return refused
        return outcome

    def _decide(self, slot: _Slot, position: int, now: int) -> int:
        """Gather, decide, seal; return the position that the last event is expected to take."""
        asked = slot.asked
        slot.dependent = False
        moment = EPOCH + now * MICROSECOND
        decided: Decided = asked.decide(_Reading(self, slot, moment))
        if self._stamped > now:  # what was read lies ahead of this moment, so it did not count
            raise _WrittenSince
        entries, rows = [], []
        corrects = decided.corrects
        for ordinal, event in enumerate(decided.events):
            envelope = Envelope(
                asked.by,
                asked.service,
                asked.command_id,
                ordinal,
                asked.because_of,
                corrects.position if corrects else None,
            )
            entry = encode(event, envelope, self._keyring, corrects.tags if corrects else ())
            entries.append(entry)
            rows.append(Row(position + 1 + ordinal, entry.name, now, entry.tags, entry.data))
        slot.events = tuple(decode(row) for row in rows)
        for recorded in slot.events:
            for tag in recorded.tags:
                self._provisional.setdefault(tag, []).append(recorded)
                if tag in self._histories:
                    self._histories[tag].add(recorded)
        slot.submission = Submission(
            asked.command_id,
            asked.digest,
            tuple(ReadItem(tag, names, after) for (tag, names), after in slot.reads.items()),
            tuple(entries),
            slot.dependent,
        )
        return position + len(entries)

    def _receipt(self, slot: _Slot, outcome: Outcome) -> Receipt | Refusal | None:
        match outcome:
            case Committed(first=first, last=last, recorded_at=stamped):
                events = slot.events
                if events and (
                    events[0].position != first
                    or events[0].recorded_at != EPOCH + stamped * MICROSECOND
                ):
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

    # --- remembering ---

    def _remembered(self, of: str) -> _History:
        history = self._histories.get(of)
        if history is None:
            history = _History([decode(row) for row in self._recorder.history(of)])
            for recorded in self._provisional.get(of, ()):  # not in the store yet
                history.add(recorded)
            self._histories[of] = history
            if history.events:
                latest = (history.events[-1].recorded_at - EPOCH) // MICROSECOND
                self._stamped = max(self._stamped, latest)
            if len(self._histories) > MOST_REMEMBERED:
                self._histories.popitem(last=False)
        else:
            self._histories.move_to_end(of)
        return history

    def _take_back(self, command_id: str) -> None:
        """Forget what a command was going to add: it had been done before."""
        for tag, events in self._provisional.items():
            kept = [each for each in events if each.command_id != command_id]
            if len(kept) < len(events):
                self._provisional[tag] = kept
                self._histories.pop(tag, None)

    def _note(self, slot: _Slot, of: str, names: tuple[str, ...], history: _History) -> None:
        slot.reads[of, names] = max(self._seen, history.last)
        if of in self._provisional:
            slot.dependent = True

    def _names_of(self, a_fold: Fold[Any]) -> tuple[str, ...]:
        names = self._names.get(a_fold)
        if names is None:
            heard = {kind.__name__ for kind in a_fold.hears}
            names = self._names[a_fold] = tuple(sorted(heard | {"EnteredInError"}))
        return names

    def _catch_up(self, locked: Locked | None = None) -> None:
        """Add what other processes have written to what is remembered."""
        head = self._recorder.head()
        size = locked.head if locked is not None else head.size
        if size - self._seen > GAP_WORTH_READING:
            self._histories.clear()
        elif size > self._seen:
            for page in self._recorder.pages(self._seen, size):
                for row in page:
                    recorded = decode(row)
                    for tag in recorded.tags:
                        if tag in self._histories:
                            self._histories[tag].add(recorded)
        self._seen = size
        self._stamped = max(self._stamped, head.recorded_at)

    def _forget(self) -> None:
        """After a failure nothing remembered is trusted."""
        self._histories.clear()
        try:
            head = self._recorder.head()
        except Exception:  # noqa: BLE001 - the next command meets the same failure and reports it
            return
        self._seen, self._stamped = head.size, head.recorded_at

    def _versions_of(self, position: Position, history: _History) -> Versions | None:
        by_position = {each.position: each for each in history.events}
        first = by_position.get(position)
        while first is not None and first.corrects is not None:
            first = by_position.get(first.corrects)
        if first is None:
            return None
        family = {first.position}
        latest = said = first
        for each in history.events:
            if each.corrects in family:
                family.add(each.position)
                latest = each
                said = said if isinstance(each.event, EnteredInError) else each
        said = opened(said, self._keyring, ("words", "coded"))
        return Versions(first, said, in_error=isinstance(latest.event, EnteredInError))

    def _between(self, first: int, last: int) -> tuple[Recorded, ...]:
        pages = self._recorder.pages(first - 1, last)
        return tuple(decode(row) for page in pages for row in page)

    def _micros(self) -> int:
        return (self.clock() - EPOCH) // MICROSECOND
