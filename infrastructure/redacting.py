"""Carrying out what was decided about single fields: the keys first, the entry that says so second.

A field's key follows from its owner's, and the log keeps the box. So the owner's key has to go:
all other fields get keys of their own first, in the same commit of the keyring, and what is sealed
after the decision is sealed under the next key (`infrastructure.deciding.KeysOfTheRemaining`).
Whoever opens a store finishes what a crash left half done. Doing it twice changes nothing.
"""

import hashlib
import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Protocol

import msgspec

from application.ledger import Asked, Decided, Ledger, Reading
from domain.decider import Position, Recorded
from domain.erasure import (
    ERASURE,
    Erasure,
    FieldRedacted,
    FieldRedactionDecided,
    RedactionGround,
    erasure_of,
    owner_of,
)
from domain.folds import as_of, fold
from domain.people import (
    LOCAL_OPERATOR,
    ActorId,
    RedactionId,
    ServiceId,
    Subject,
    identifier_from,
    subject,
)
from infrastructure.codec import Keys, boxes_in, field_key_of
from infrastructure.field_keys import field_named
from infrastructure.sealing import DoesNotOpen

Decision = Callable[[Reading], Decided]

log = logging.getLogger(__name__)


class FieldTombstones(Keys, Protocol):
    """Where fields get keys of their own, and some of those are destroyed."""

    def divide(
        self, owner: str, number: int, apart: Mapping[str, bytes], destroyed: Collection[str]
    ) -> None:
        """Put fields of an owner under keys of their own; destroy the key before, and some."""

    def fields_destroyed(self) -> Iterable[str]:
        """The names of the fields whose own keys were destroyed."""

    def newest_of(self) -> Mapping[str, int]:
        """The owners who have more than a first key, with the number of the newest."""


def redact(ledger: Ledger, keys: FieldTombstones) -> tuple[RedactionId, ...]:
    """Finish every redaction that was decided; return which.

    What the log tells as done is done again where an older keyring has brought a key back; and
    where an older log was put beside the keyring, it is told that a key had been replaced.
    """
    _tell_of_older_logs(ledger, keys)
    destroyed = set(keys.fields_destroyed())
    finished = []
    for each in ledger.subjects("redaction"):
        decided, event = _decided(ledger, each)
        known = _known(ledger, event.erasure)
        names = _names_of(ledger, event)
        done = event.redaction in known.carried_out
        if not names <= destroyed and not known.is_decided:
            if done:
                log.warning("The keyring is older than the log: a field's key was destroyed again.")
            _divide(ledger, keys, known, owner_of(event.erasure), names)
            destroyed |= names
        if not done:
            _tell(ledger, decided)
            finished.append(event.redaction)
    return tuple(finished)


def _decided(ledger: Ledger, redaction: Subject) -> tuple[Recorded, FieldRedactionDecided]:
    for each in ledger.history(redaction):
        if isinstance(each.event, FieldRedactionDecided):
            return each, each.event
    raise LookupError(redaction)


def _known(ledger: Ledger, erasure: str) -> Erasure:
    known: Erasure = fold(ERASURE, as_of(ledger.history(subject("erasure", erasure))))
    return known


def _names_of(ledger: Ledger, event: FieldRedactionDecided) -> set[str]:
    """The boxes of one field, in every version of its entry."""
    if event.entry is None:
        return set()
    return {
        field_named(owners, box)
        for version in _versions(ledger, event.entry)
        for field, owners, box in boxes_in(version)
        if field == event.field
    }


def _versions(ledger: Ledger, position: Position) -> list[Recorded]:
    entry = ledger.entry(position)
    if entry is None:
        return []
    family = [entry]
    for each in ledger.history(entry.tags[0]):
        if each.corrects is not None and any(each.corrects == one.position for one in family):
            family.append(each)
    return family


def _divide(
    ledger: Ledger, keys: FieldTombstones, known: Erasure, owner: Subject, destroyed: set[str]
) -> None:
    """Give every box so far a key of its own, but for those that are to be destroyed.

    What was sealed after the last decision is sealed under the next key, which stays.
    """
    upto = max(each.decided_in for each in known.redacted.values())
    apart: dict[str, bytes] = {}
    for recorded in ledger.history(owner, upto):
        for field, owners, box in boxes_in(recorded):
            name = field_named(owners, box)
            if owner not in owners or name in destroyed:
                continue
            try:
                found = field_key_of(recorded, field, keys)
            except DoesNotOpen:  # the store was changed: `verify` says where
                log.warning("Entry %s does not open. Run: alongside verify", recorded.position)
                continue
            if found is not None:
                apart[name] = found[1]
    keys.divide(owner, known.redactions, apart, destroyed)


def _tell(ledger: Ledger, decided: Recorded) -> None:
    """Record that a field's key is gone, by whoever decided it."""
    event = decided.event
    assert isinstance(event, FieldRedactionDecided)  # noqa: S101 - `redact` has looked

    def decide(read: Reading) -> Decided:
        known: Erasure = read(ERASURE, subject("erasure", event.erasure))
        if event.redaction in known.carried_out:
            return Decided([])
        done = FieldRedacted(
            at=read.now,
            service=event.service,
            redaction=event.redaction,
            erasure=event.erasure,
            ground=event.ground,
            entry=event.entry,
            field=event.field,
            entry_subjects=event.entry_subjects,
        )
        return Decided([done])

    seed = f"redaction carried out/{event.redaction}/{decided.position}"
    asked = _asked(seed, decided.by, decided.service, decide)
    ledger.transact(msgspec.structs.replace(asked, because_of=decided.position))


def _tell_of_older_logs(ledger: Ledger, keys: FieldTombstones) -> None:
    """Where an owner has newer keys than the log tells of, record how many there were.

    Otherwise the log would go on under a key that was destroyed.
    """
    for name, newest in keys.newest_of().items():
        owner = Subject(name)
        history = ledger.history(owner)
        known = _known(ledger, erasure_of(owner))
        if not history or known.is_decided:
            continue
        service = history[0].service
        for number in range(known.redactions, newest):
            seed = f"redaction of an older log/{owner}/{number}"
            decide = _key_already_gone(owner, service, RedactionId(identifier_from(seed.encode())))
            ledger.transact(_asked(seed, LOCAL_OPERATOR, service, decide))


def _key_already_gone(owner: Subject, service: ServiceId, redaction: RedactionId) -> Decision:
    said: dict[str, Any] = {
        "service": service,
        "redaction": redaction,
        "erasure": erasure_of(owner),
        "ground": RedactionGround.KEY_ALREADY_GONE,
        "entry_subjects": (owner,),
    }

    def decide(read: Reading) -> Decided:
        decided = FieldRedactionDecided(at=read.now, **said)
        return Decided([decided, FieldRedacted(at=read.now, **said)])

    return decide


def _asked(seed: str, by: ActorId, service: ServiceId, decide: Decision) -> Asked:
    return Asked(
        command_id=identifier_from(seed.encode()),
        digest=hashlib.sha256(seed.encode()).digest(),
        by=by,
        service=service,
        decide=decide,
    )
