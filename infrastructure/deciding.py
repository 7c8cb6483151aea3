"""One decision on remembered histories: what it reads, and the rows that follow from it.

The log and its bulk path decide with this same code, so that they come to the same events.
"""

from collections.abc import Container, Iterable
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, Protocol

from application.ledger import Asked, Decided, OwnerErased, Reading
from domain.corrections import Versions
from domain.decider import Position, Recorded
from domain.erasure import ERASURE, Erasure, erasure_of
from domain.folds import CodedFold, Fold, as_of, fold, of_subject
from domain.people import ActorId, ServiceId, Subject, identifier_from, subject
from infrastructure.codec import Envelope, KeysToSeal, encode
from infrastructure.field_keys import numbered
from infrastructure.histories import History
from infrastructure.keyring import KeyErased
from infrastructure.recorders import Entry, ReadItem, as_read


class Entries(Protocol):
    """Where a decision finds single entries."""

    def entry(self, position: Position) -> Recorded | None:
        """One entry, if the log reaches as far."""

    def with_boxes_open(self, versions: Versions) -> Versions:
        """The versions of an entry with what the latest says readable."""

    def with_codes_open(self, events: Iterable[Recorded]) -> list[Recorded]:
        """Entries with their codes readable, as far as their keys are there at this moment."""


class Past(Protocol):
    """Where a decision finds the history of a subject; complete up to ``seen``."""

    seen: int

    def of(self, subject: str) -> History:
        """The history of a subject."""

    def is_provisional(self, subject: str) -> bool:
        """Whether it holds what is not appended yet."""


class Decision:
    """A command, and what its decision relied on."""

    __slots__ = ("asked", "dependent", "reads")

    def __init__(self, asked: Asked) -> None:
        """Begin with nothing read."""
        self.asked = asked
        self.reads: dict[tuple[str, object], ReadItem] = {}
        self.dependent = False


class Looking(Reading):
    """What one decision reads; every look is remembered as part of its condition."""

    __slots__ = ("_decision", "_entries", "_fresh", "_past", "by", "now", "service")

    def __init__(self, entries: Entries, past: Past, decision: Decision, now: datetime) -> None:
        """Look at the past as it is known now."""
        self._entries, self._past, self._decision, self._fresh = entries, past, decision, 0
        self.now: datetime = now
        self.by: ActorId = decision.asked.by
        self.service: ServiceId = decision.asked.service

    def __call__(self, a_fold: Any, of: Subject) -> Any:
        """See `domain.decider.Read`. What a fold of codes adds up to is remembered nowhere."""
        history = self._looked_at(of, a_fold, _names_of(a_fold))
        if not isinstance(a_fold, CodedFold):
            return history.state(a_fold, of)
        happened = of_subject(as_of(history.events), of)
        heard = [each for each in happened if type(each.event) in a_fold.hears]
        return fold(a_fold, self._entries.with_codes_open(heard))

    def versions(self, position: Position) -> Versions | None:
        """See `application.ledger.Reading`."""
        entry = self._entries.entry(position)
        if entry is None:
            return None
        names = tuple(sorted({type(entry.event).__name__, "EnteredInError"}))
        versions = self._looked_at(entry.tags[0], names, names).versions(position)
        return None if versions is None else self._entries.with_boxes_open(versions)

    def fresh(self, noun: str) -> str:
        """See `domain.decider.Read`."""
        self._fresh += 1
        seed = f"{self._decision.asked.command_id}/{noun}/{self._fresh}"
        return identifier_from(seed.encode())

    def at_nothing(self, a_fold: Fold[Any], of: Subject) -> None:
        """Rely on it that nothing that a fold hears has been recorded of a subject."""
        reads = self._decision.reads
        reads[of, a_fold] = as_read((of, _names_of(a_fold), self._past.seen))

    def _looked_at(self, of: Subject, by: object, names: tuple[str, ...]) -> History:
        past, decision = self._past, self._decision
        history = past.of(of)
        seen = max(past.seen, history.last)
        # Kept by the fold and not by its names, of which a fold has dozens to be hashed each time.
        decision.reads[of, by] = as_read((of, names, seen))
        if not decision.dependent:
            decision.dependent = past.is_provisional(of)
        return history


class KeysOfTheRemaining:
    """Keys of all but those whose erasure was decided, be their key destroyed yet or not.

    Each look is part of the decision's condition: no entry that seals something for somebody can
    stand after the decision to erase them, whichever process writes it; and after the decision to
    redact a field of theirs, everything is sealed under a key that was made since. Most owners have
    no such history; that there is none is looked up in the few that there are.
    """

    def __init__(self, keys: KeysToSeal, looking: Looking, erasures: Container[str]) -> None:
        """Ask the past before the keyring; ``erasures`` are the subjects that have a history."""
        self._keys, self._looking, self._erasures = keys, looking, erasures

    def key_of(self, owner: str) -> bytes:
        """The owner's key, made if there is none. Raises `KeyErased`."""
        erasure = _erasure(owner)
        if erasure not in self._erasures:
            self._looking.at_nothing(ERASURE, erasure)
            return self._keys.key_of(owner)
        known: Erasure = self._looking(ERASURE, erasure)
        if known.is_decided:
            raise KeyErased(owner)
        return self._keys.key_of(numbered(owner, known.redactions) if known.redactions else owner)


def entries_of(decided: Decided, asked: Asked, keys: KeysToSeal) -> list[Entry]:
    """The rows that follow from a command, sealed. Raises `OwnerErased`."""
    corrects = decided.corrects
    entries = []
    for ordinal, event in enumerate(decided.events):
        envelope = Envelope(
            asked.by,
            asked.service,
            asked.command_id,
            ordinal,
            asked.because_of,
            corrects.position if corrects else None,
        )
        try:
            entries.append(encode(event, envelope, keys, corrects.tags if corrects else ()))
        except KeyErased as erased:
            raise OwnerErased(
                "Whoever this belongs to has been erased. Nothing of theirs can be written."
            ) from erased
    return entries


@lru_cache(20_000)
def _erasure(owner: str) -> Subject:
    return subject("erasure", erasure_of(owner))


@cache
def _names_of(a_fold: Fold[Any]) -> tuple[str, ...]:
    """What a fold hears, by stored name; an error mark may always concern it."""
    return tuple(sorted({kind.__name__ for kind in a_fold.hears} | {"EnteredInError"}))
