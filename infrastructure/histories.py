"""Histories held in memory, and what they add up to, so that a decision reads no rows again.

What is remembered is complete up to ``seen``; the append condition guards it, because another
process may have written since. Events that a batch is about to append stand here too, for the time
being, so that a later command of the batch is decided on them.
"""

from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from domain.corrections import Versions
from domain.decider import EnteredInError, Position, Recorded
from domain.folds import Fold, as_of, fold, of_subject
from domain.people import Subject
from infrastructure.codec import EPOCH, decode
from infrastructure.recorders import EventRecorder

MOST_REMEMBERED = 20_000
"""Histories kept in memory."""
GAP_WORTH_READING = 2_000
"""Events of other processes beyond which remembered histories are dropped rather than extended."""
ERASURES = "erasure:"
"""How the subjects begin under which the log says what becomes of somebody's key."""

_UNKNOWN = object()


class History:
    """One subject's events in the order of recording, and what they add up to."""

    __slots__ = ("_last_at", "_states", "events", "last")

    def __init__(self, events: list[Recorded]) -> None:
        """Begin with what the log holds. ``last`` is the position of the last event, or 0."""
        self.events = events
        self.last: int = events[-1].position if events else 0
        self._last_at = max((each.event.at for each in events), default=EPOCH)
        self._states: dict[Fold[Any], Any] = {}

    def add(self, recorded: Recorded) -> None:
        """Add an event, unless it stands here already."""
        if recorded.position <= self.last:
            return
        self.events.append(recorded)
        self.last = recorded.position
        at = recorded.event.at
        if recorded.corrects is not None or at < self._last_at:
            self._states.clear()
            return
        self._last_at = at
        kind = type(recorded.event)
        for a_fold, state in self._states.items():
            if kind in a_fold.hears:
                self._states[a_fold] = a_fold.evolve(state, recorded)

    def state(self, a_fold: Fold[Any], of: Subject) -> Any:
        """What the events add up to, remembered until an event changes it."""
        state = self._states.get(a_fold, _UNKNOWN)
        if state is _UNKNOWN:
            state = self._states[a_fold] = fold(a_fold, of_subject(as_of(self.events), of))
        return state

    def versions(self, position: Position) -> Versions | None:
        """An entry with all that corrects it, boxes closed."""
        by_position = {each.position: each for each in self.events}
        first = by_position.get(position)
        while first is not None and first.corrects is not None:
            first = by_position.get(first.corrects)
        if first is None:
            return None
        family = {first.position}
        latest = said = first
        for each in self.events:
            if each.corrects in family:
                family.add(each.position)
                latest = each
                said = said if isinstance(each.event, EnteredInError) else each
        return Versions(first, said, in_error=isinstance(latest.event, EnteredInError))


class Histories:
    """Every remembered history. One thread at a time uses it: the leader of the log.

    ``seen`` is the position up to which all of them are complete, ``stamped`` the latest moment of
    recording that is known (microseconds). ``erasures`` holds every subject of an erasure under
    which something was recorded up to there, and perhaps a few more: of all others there is
    nothing to be remembered.
    """

    def __init__(self, recorder: EventRecorder) -> None:
        """Begin with nothing remembered, at the end of the log."""
        self._recorder = recorder
        self._remembered: OrderedDict[str, History] = OrderedDict()
        self._provisional: dict[str, list[Recorded]] = {}
        head = recorder.head()
        self.seen = head.size
        self.stamped = head.recorded_at
        self.erasures = self._erasures()

    def __len__(self) -> int:
        """How many subjects' histories are remembered."""
        return len(self._remembered)

    def of(self, subject: str) -> History:
        """One subject's history, read from the log if it is not remembered."""
        history = self._remembered.get(subject)
        if history is not None:
            self._remembered.move_to_end(subject)
            return history
        history = History([decode(row) for row in self._recorder.history(subject)])
        if history.events:
            self.stamped = max(self.stamped, history.events[-1].micros)
        for recorded in self._provisional.get(subject, ()):  # not in the store yet
            history.add(recorded)
        self._remembered[subject] = history
        if len(self._remembered) > MOST_REMEMBERED:
            self._remembered.popitem(last=False)
        return history

    def is_provisional(self, subject: str) -> bool:
        """Whether a subject's history holds what this batch has not appended yet."""
        return subject in self._provisional

    def begin_batch(self) -> None:
        """Nothing is provisional any more."""
        self._provisional.clear()

    def expect(self, events: Iterable[Recorded]) -> None:
        """Add what the batch is going to append."""
        for recorded in events:
            if ERASURES in recorded.tagged:
                self._note_erasures(recorded)
            for tag in recorded.tagged.split():
                known = self._provisional.get(tag)
                if known is None:
                    self._provisional[tag] = [recorded]
                else:
                    known.append(recorded)
                history = self._remembered.get(tag)
                if history is not None:
                    history.add(recorded)

    def came_true(self, last: int, stamped: int) -> None:
        """What was expected stands in the log, up to a position."""
        self.seen = last
        self.stamped = max(self.stamped, stamped)

    def fell_through(self) -> None:
        """What was expected does not stand as expected: forget it and read on."""
        for tag in self._provisional:
            self._remembered.pop(tag, None)
        self.catch_up()

    def take_back(self, command_id: str) -> None:
        """Forget what a command was going to add: it had been done before."""
        for tag, events in self._provisional.items():
            kept = [each for each in events if each.command_id != command_id]
            if len(kept) < len(events):
                self._provisional[tag] = kept
                self._remembered.pop(tag, None)

    def catch_up(self, upto: int | None = None) -> None:
        """Add what other processes have written, up to a position or the end of the log."""
        head = self._recorder.head()
        size = head.size if upto is None else upto
        if size - self.seen > GAP_WORTH_READING:
            self._remembered.clear()
            self.erasures = self._erasures()
        elif size > self.seen:
            for page in self._recorder.columns(self.seen, size):
                for row in page:
                    recorded = decode(row)
                    self._note_erasures(recorded)
                    for tag in recorded.tags:
                        if tag in self._remembered:
                            self._remembered[tag].add(recorded)
        self.seen = size
        self.stamped = max(self.stamped, head.recorded_at)

    def forget(self) -> None:
        """After a failure nothing remembered is trusted."""
        self._remembered.clear()
        try:
            head = self._recorder.head()
            self.erasures = self._erasures()
        except Exception:  # noqa: BLE001 - the next command meets the same failure and reports it
            return
        self.seen, self.stamped = head.size, head.recorded_at

    def _erasures(self) -> set[str]:
        return set(self._recorder.tags_with_prefix(ERASURES))

    def _note_erasures(self, recorded: Recorded) -> None:
        self.erasures.update(tag for tag in recorded.tags if tag.startswith(ERASURES))
