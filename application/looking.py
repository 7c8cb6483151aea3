"""Looking at the past without deciding anything: folds over the log as it stood at a position.

Two readers look through the same eyes. The first sees what every decision sees. The second holds
the keyring behind a port and opens coded values for a `CodedFold`, words never.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, Protocol

from application.ledger import Ledger
from domain import folds
from domain.decider import EnteredInError, Event, Position, Recorded
from domain.folds import ALWAYS, CodedFold, Fold, as_of, of_subject
from domain.people import LOCAL_OPERATOR, ActorId, ServiceId, Subject


class Codes(Protocol):
    """Opens coded values for a fold, as far as the keyring still can."""

    def codes(self, recorded: Recorded) -> Recorded:
        """The same entry with its codes readable and its words closed."""


class NoCodes:
    """Opens nothing: for whoever asks for nothing that is sealed."""

    def codes(self, recorded: Recorded) -> Recorded:
        """The entry as it is."""
        return recorded


NO_CODES = NoCodes()


NO_KINDS: frozenset[type[Event]] = frozenset()


class Looking:
    """What `gather` asks of the past, answered from the log as it stood at a position."""

    def __init__(
        self,
        ledger: Ledger,
        codes: Codes,
        *,
        service: ServiceId,
        now: datetime,
        upto: Position | None = None,
        true: datetime = ALWAYS,
        by: ActorId = LOCAL_OPERATOR,
        shown: Callable[[list[Recorded]], list[Recorded]] = list,
    ) -> None:
        """Look at a service, at a moment, with nothing known that was recorded later.

        What happened after ``true`` is absent. ``shown`` says what an ordinary view may show of
        what was known, where something was put right since.
        """
        self.now, self.by, self.service = now, by, service
        self.position = ledger.head().position if upto is None else upto
        self._ledger, self._codes, self._true = ledger, codes, true
        self._shown = shown
        self._recorded: dict[Subject, list[Recorded]] = {}
        self._heard: dict[Subject, tuple[frozenset[type[Event]], list[Recorded]]] = {}
        self._happened: dict[Subject, tuple[Recorded, ...]] = {}
        self._states: dict[tuple[int, Subject], Any] = {}

    def __call__(self, fold: Fold[Any], of: Subject) -> Any:
        """What the events of one subject add up to."""
        key = (id(fold), of)
        if key not in self._states:
            self._states[key] = self._folded(fold, of)
        return self._states[key]

    def happened(self, of: Subject) -> tuple[Recorded, ...]:
        """What concerns a subject, in the order in which it happened."""
        if of not in self._happened:
            self._happened[of] = self.known(of, self.position)
        return self._happened[of]

    def known(self, of: Subject, upto: Position) -> tuple[Recorded, ...]:
        """What was known of a subject at an earlier position, in the order in which it happened."""
        if of not in self._recorded:
            self._recorded[of] = self._shown(self._ledger.history(of, self.position))
        return of_subject(as_of(self._recorded[of], upto, self._true), of)

    def of_kinds(
        self, of: Subject, upto: Position, kinds: Collection[type[Event]]
    ) -> tuple[Recorded, ...]:
        """What was known of a subject at a position, of some kinds and nothing else.

        A service's history is long, and most of it is that somebody came; whoever asks who works
        there need not read it.
        """
        wanted: frozenset[type[Event]] = frozenset({*kinds, EnteredInError})
        read, heard = self._heard.get(of, (NO_KINDS, []))
        if not wanted <= read:
            read = read | wanted
            heard = self._ledger.history(of, self.position, read)
            self._heard[of] = read, heard
        some = [each for each in heard if type(each.event) in wanted]
        return of_subject(as_of(some, upto, self._true), of)

    def fresh(self, noun: str) -> str:
        """Nothing is made here, so whatever would be new has no name of its own."""
        return f"a-{noun}"

    def _folded(self, fold: Fold[Any], of: Subject) -> Any:
        if of.startswith("service:") and of not in self._recorded:
            events = self.of_kinds(of, self.position, fold.hears)
        else:
            events = self.happened(of)
        if isinstance(fold, CodedFold):
            heard = [each for each in events if type(each.event) in fold.hears]
            return folds.fold(fold, [self._codes.codes(each) for each in heard])
        return folds.fold(fold, events)
