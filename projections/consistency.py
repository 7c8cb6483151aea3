"""Whether what each offer asks is applied to everybody alike (domain reference, 2.4).

A report for the manager, and for referrers and funders: it counts peer supporters and names none
of them by more than their identifier. It is folded when it is asked for, as of any moment.
"""

from datetime import datetime

import msgspec

from domain.consistency import Outside, consistency
from domain.decider import Position, Recorded
from domain.folds import ALWAYS, as_of, fold, of_subject
from domain.peer import PEER, Peer
from domain.people import PeerId, ServiceId, Subject, subject
from domain.service import SERVICE
from projections.catch_up import Views


class Row(msgspec.Struct, frozen=True):
    """One offer: how many support people in it, and how they stand to what it asks.

    ``by_exception`` are those of whom something is not asked for now, as a manager granted openly.
    ``share`` is the part that is within without one; none where nobody supports people in it.
    ``outside`` says in what each of the others is outside.
    """

    offer: str
    active: int
    within: int
    by_exception: int
    share: float | None
    outside: dict[PeerId, tuple[Outside, ...]]


class ConsistencyReport(msgspec.Struct, frozen=True):
    """Every offer of a service, by identifier, and the position that this reflects."""

    position: Position
    known_at: datetime | None
    true_at: datetime | None
    rows: list[Row]


def consistency_report(
    views: Views,
    service: ServiceId,
    *,
    known_at: datetime | None = None,
    true_at: datetime | None = None,
) -> ConsistencyReport:
    """How the offers of a service stand, now or as of a moment."""
    ledger = views.ledger
    position = ledger.head().position if known_at is None else ledger.position_at(known_at)
    moment = true_at or known_at or views.clock()

    def happened(of: Subject) -> tuple[Recorded, ...]:
        return of_subject(as_of(ledger.history(of, position), true=true_at or ALWAYS), of)

    peers: dict[PeerId, Peer] = {
        PeerId(of.partition(":")[2]): fold(PEER, happened(of))
        for of in ledger.subjects("peer", position)
    }
    theirs = {each: peer for each, peer in peers.items() if peer.service == service}
    found = consistency(fold(SERVICE, happened(subject("service", service))), theirs, moment)
    rows = [
        Row(
            offer=each.offer,
            active=each.active,
            within=each.within,
            by_exception=each.by_exception,
            share=each.share,
            outside=each.outside,
        )
        for each in sorted(found, key=lambda each: each.offer)
    ]
    return ConsistencyReport(position, known_at, true_at, rows)
