"""Carrying out what was decided about keys: the tombstone first, the entry that says so second.

Whoever opens a store finishes what a crash left half done, from either side: a decision whose key
still stands, and a destroyed key of which the log does not tell (after a crash between the two, or
because an older log was put beside the keyring). Doing it twice changes nothing.
"""

import hashlib
import logging
from collections.abc import Iterable
from typing import Protocol

from application.ledger import Asked, Decided, Ledger, Reading
from domain.decider import Event
from domain.erasure import (
    ERASURE,
    Erasure,
    ErasureCarriedOut,
    ErasureDecided,
    ErasureGround,
    erasure_of,
    owner_of,
)
from domain.folds import as_of, fold
from domain.people import (
    LOCAL_OPERATOR,
    ActorId,
    ServiceId,
    Subject,
    TombstoneId,
    identifier_from,
    subject,
)
from infrastructure.field_keys import numbered

log = logging.getLogger(__name__)


class Tombstones(Protocol):
    """Where keys are destroyed."""

    def erase(self, owner: str) -> None:
        """Destroy an owner's key and leave a tombstone. Doing it twice changes nothing."""

    def tombstones(self) -> Iterable[str]:
        """The owners whose keys were destroyed."""


def decided_in(ledger: Ledger) -> dict[Subject, Erasure]:
    """Every owner whose erasure the log tells of, decided or carried out."""
    found = {}
    for each in ledger.subjects("erasure"):
        erasure = _known(ledger, each)
        if erasure.is_decided:
            found[owner_of(each.partition(":")[2])] = erasure
    return found


def standing_against(ledger: Ledger, keys: Tombstones) -> tuple[Subject, ...]:
    """Whose key stands though the log tells of its destruction: an older keyring was put back."""
    told = {owner_of(each.partition(":")[2]) for each in ledger.subjects("tombstone")}
    return tuple(sorted(told - {Subject(each) for each in keys.tombstones()}))


def carry_out_decided(ledger: Ledger, keys: Tombstones, decided: Iterable[Event]) -> None:
    """Destroy the keys of which it has just been decided, before anybody is answered.

    It looks at nobody else, so that erasing takes no longer the more there are who were erased.
    """
    for event in decided:
        if isinstance(event, ErasureDecided):
            owner = owner_of(event.erasure)
            erasure = _known(ledger, subject("erasure", event.erasure))
            if erasure.carried_out_at is None:
                _destroy(keys, owner, erasure)
                _tell(ledger, owner, erasure)


def carry_out(ledger: Ledger, keys: Tombstones) -> tuple[Subject, ...]:
    """Finish every erasure that is decided or begun; return whose.

    What the log tells as done is done again where an older keyring has brought a key back.
    """
    for owner in standing_against(ledger, keys):
        log.warning("The keyring is older than the log: a key was destroyed again.")
        keys.erase(owner)
    told = {owner_of(each.partition(":")[2]) for each in ledger.subjects("tombstone")}
    finished: dict[Subject, Erasure] = {}
    for each in ledger.subjects("erasure"):
        owner = owner_of(each.partition(":")[2])
        if owner not in told and (erasure := _known(ledger, each)).is_decided:
            _destroy(keys, owner, erasure)
            finished[owner] = erasure
    for tombstone in keys.tombstones():
        owner = Subject(tombstone)
        if owner not in told and owner not in finished and ledger.history(owner):
            finished[owner] = Erasure()
    for owner, erasure in finished.items():
        _tell(ledger, owner, erasure)
    return tuple(finished)


def _destroy(keys: Tombstones, owner: Subject, erasure: Erasure) -> None:
    keys.erase(owner)
    for number in range(1, erasure.redactions + 1):  # whoever was about to make it cannot
        keys.erase(numbered(owner, number))


def _known(ledger: Ledger, erasure: Subject) -> Erasure:
    known: Erasure = fold(ERASURE, as_of(ledger.history(erasure)))
    return known


def _tell(ledger: Ledger, owner: Subject, erasure: Erasure) -> None:
    """Record that a key is gone, by whoever decided it."""
    noun, _colon, identifier = owner.partition(":")
    by, service, position = _by_whom(ledger, owner, erasure)
    seed = f"erasure carried out/{owner}/{position}".encode()

    def decide(read: Reading) -> Decided:
        known: Erasure = read(ERASURE, subject("erasure", erasure_of(owner)))
        if known.carried_out_at is not None:
            return Decided([])
        whose: dict[str, str] = {noun: identifier}
        event = ErasureCarriedOut(
            at=read.now,
            service=service,
            erasure=erasure_of(owner),
            tombstone=TombstoneId(erasure_of(owner)),
            ground=known.ground or ErasureGround.KEY_ALREADY_GONE,
            **whose,  # type: ignore[arg-type]  # the noun says which identifier it is
        )
        return Decided([event])

    ledger.transact(
        Asked(
            command_id=identifier_from(seed),
            digest=hashlib.sha256(seed).digest(),
            by=by,
            service=service,
            decide=decide,
            because_of=erasure.decided_in,
        )
    )


def _by_whom(ledger: Ledger, owner: Subject, erasure: Erasure) -> tuple[ActorId, ServiceId, int]:
    """Who decided it, in which service, and where it is written; or nobody, where nobody did."""
    if erasure.decided_in is not None and (decided := ledger.entry(erasure.decided_in)):
        return decided.by, decided.service, decided.position
    first = ledger.history(owner)[0]
    return LOCAL_OPERATOR, first.service, 0
