"""What ordinary views read of any day: entries that were put right, as they are right.

The evidence of a decision, and the log itself, keep what had been written at first.
"""

from collections.abc import Sequence

from application.ledger import Ledger
from domain.decider import Position, Recorded
from domain.folds import as_of, fold
from domain.people import ServiceId, Subject, subject
from domain.rectification import RECTIFICATIONS, Rectifications, as_rectified


class PutRight:
    """All that was put right in a service, by all that is known now."""

    def __init__(self, ledger: Ledger, service: ServiceId) -> None:
        """Read it."""
        self._ledger = ledger
        history = ledger.history(
            subject("service", service), ledger.head().position, RECTIFICATIONS.hears
        )
        self.known: Rectifications = fold(RECTIFICATIONS, as_of(history))
        self._right: dict[Position, Recorded] = {}

    def shown(self, entries: Sequence[Recorded]) -> list[Recorded]:
        """Entries as they may be shown."""
        if not self.known:
            return list(entries)
        wanted = {each.position for each in entries} & self.known.keys()
        for entry in wanted:
            stands = self.known[entry].stands
            if stands is not None and stands not in self._right:
                found = self._ledger.entry(stands)
                if found is not None:
                    self._right[stands] = found
        return as_rectified(entries, self.known, self._right)


def shown_history(ledger: Ledger, of: Subject, upto: Position) -> list[Recorded]:
    """What an ordinary view may show of a subject as it was known at a position."""
    history = ledger.history(of, upto)
    if not history:
        return history
    return PutRight(ledger, history[0].service).shown(history)
