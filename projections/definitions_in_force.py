"""Which definitions hold: for a service, at a moment, as known when the log ended at a position.

They are events like any other, so a past view, a rebuild and a live view go by what had been
adopted and was known then (design, sections 1 and 8).
"""

import threading
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from application.ledger import Ledger
from domain.adoption import ADOPTIONS, Adoptions, DefinitionsAdopted
from domain.decider import Position, Recorded
from domain.definitions import Definitions
from domain.folds import as_of, fold
from domain.people import ServiceId, Subject, subject

SMALL_GAP = 500
"""Events that are looked through one by one; after more, a service's history is read anew."""


class InForce(Protocol):
    """Answers which definitions hold."""

    def of(self, service: ServiceId, moment: datetime) -> Definitions:
        """The definitions of a service at a moment."""

    def next_change(self, service: ServiceId, moment: datetime) -> datetime | None:
        """The next later moment at which others take effect."""


class AdoptedDefinitions:
    """What every service adopted, read from the log and remembered as far as it was read."""

    def __init__(self, ledger: Ledger) -> None:
        """Use a log."""
        self._ledger = ledger
        self._lock = threading.Lock()
        self._seen = Position(0)
        self._entries: dict[Subject, list[Recorded]] = {}
        self._folded: dict[tuple[Subject, int], Adoptions] = {}

    def known_at(self, position: Position) -> "KnownDefinitions":
        """What was known when the log ended at a position."""
        return KnownDefinitions(self, position)

    def adoptions(self, service: ServiceId, known: Position) -> Adoptions:
        """What a service had adopted, as far as it was known at a position."""
        of = subject("service", service)
        with self._lock:
            self._look_on(known)
            if of not in self._entries:
                self._entries[of] = _about_definitions(self._ledger.history(of, self._seen))
            entries = [each for each in self._entries[of] if each.position <= known]
            key = (of, len(entries))
            if key not in self._folded:
                self._folded[key] = fold(ADOPTIONS, as_of(entries))
            return self._folded[key]

    def adopting(self, after: Position, upto: Position) -> list[Subject]:
        """The services that adopted, or corrected, definitions after one position up to another."""
        found = []
        for of in self._ledger.touched("service", after, upto):
            self.adoptions(ServiceId(of.partition(":")[2]), upto)
            with self._lock:
                if any(after < each.position <= upto for each in self._entries[of]):
                    found.append(of)
        return found

    def _look_on(self, known: Position) -> None:
        """Take in what was recorded since, for the services that are remembered."""
        if known <= self._seen:
            return
        if known - self._seen > SMALL_GAP:
            self._entries.clear()
            self._folded.clear()
        elif self._entries:
            for page in self._ledger.read(self._seen, known):
                for recorded in page:
                    for tag in recorded.tags:
                        if tag in self._entries:
                            entries = self._entries[tag]
                            self._entries[tag] = _about_definitions([*entries, recorded])
        self._seen = known


class KnownDefinitions:
    """Which definitions hold, as known when the log ended at a position."""

    def __init__(self, adopted: AdoptedDefinitions, known: Position) -> None:
        """Ask about a position."""
        self._adopted = adopted
        self._known = known

    def of(self, service: ServiceId, moment: datetime) -> Definitions:
        """The definitions of a service at a moment."""
        return self._adopted.adoptions(service, self._known).in_force(moment)

    def next_change(self, service: ServiceId, moment: datetime) -> datetime | None:
        """The next later moment at which others take effect."""
        return self._adopted.adoptions(service, self._known).next_change(moment)


def _about_definitions(events: Iterable[Recorded]) -> list[Recorded]:
    """The adoptions among a service's entries, with whatever corrects them."""
    found: list[Recorded] = []
    meant: set[Position] = set()
    for recorded in events:
        if isinstance(recorded.event, DefinitionsAdopted) or recorded.corrects in meant:
            found.append(recorded)
            meant.add(recorded.position)
    return found
