"""What is known of one owner's key: the holds on it, and what was decided about it."""

from datetime import datetime

import msgspec

from domain.decider import Position, Recorded
from domain.erasure.events import (
    ErasureCarriedOut,
    ErasureDecided,
    ErasureGround,
    FieldRedacted,
    FieldRedactionDecided,
    LegalHoldLifted,
    LegalHoldPlaced,
)
from domain.folds import Fold
from domain.people import HoldId, PeerId, PersonId, RedactionId, ServiceId, StaffId


class Hold(msgspec.Struct, frozen=True):
    """A reason for which all of an owner's record has to be kept, and until when it was one."""

    placed_at: datetime
    service: ServiceId
    lifted_at: datetime | None = None
    person: PersonId | None = None
    peer: PeerId | None = None
    staff: StaffId | None = None

    def stands_at(self, moment: datetime) -> bool:
        """Whether it has to be kept for this reason at a moment."""
        return self.placed_at <= moment and (self.lifted_at is None or moment < self.lifted_at)


class Redaction(msgspec.Struct, frozen=True):
    """That one field of an entry becomes unreadable, and where that was decided."""

    entry: Position | None
    field: str | None
    decided_in: Position


class Erasure(msgspec.Struct, frozen=True):
    """Holds on an owner's record, and the decision to destroy the key, if there is one.

    ``redactions`` counts the decisions about single fields by which the owner's key was replaced.
    """

    holds: dict[HoldId, Hold] = msgspec.field(default_factory=dict)
    decided: ErasureDecided | None = None
    decided_in: Position | None = None
    decided_at: datetime | None = None
    carried_out_at: datetime | None = None
    ground: ErasureGround | None = None
    redactions: int = 0
    redacted: dict[RedactionId, Redaction] = msgspec.field(default_factory=dict)
    carried_out: frozenset[RedactionId] = frozenset()

    @property
    def is_decided(self) -> bool:
        """Whether nothing may be sealed under the key any more."""
        return self.decided_at is not None or self.carried_out_at is not None

    def is_redacted(self, entry: Position, field: str) -> bool:
        """Whether it was decided that this field of this entry becomes unreadable."""
        return any((each.entry, each.field) == (entry, field) for each in self.redacted.values())

    def held_at(self, moment: datetime) -> bool:
        """Whether a legal hold stands at a moment."""
        return any(hold.stands_at(moment) for hold in self.holds.values())


def _evolve(erasure: Erasure, recorded: Recorded) -> Erasure:
    match recorded.event:
        case LegalHoldPlaced() as placed:
            hold = Hold(
                placed_at=placed.at,
                service=placed.service,
                person=placed.person,
                peer=placed.peer,
                staff=placed.staff,
            )
            return msgspec.structs.replace(erasure, holds={**erasure.holds, placed.hold: hold})
        case LegalHoldLifted(hold=identifier, at=at):
            hold_before = erasure.holds.get(identifier)
            if hold_before is None or hold_before.lifted_at is not None:
                return erasure
            lifted = msgspec.structs.replace(hold_before, lifted_at=at)
            return msgspec.structs.replace(erasure, holds={**erasure.holds, identifier: lifted})
        case ErasureDecided() as decided:
            return msgspec.structs.replace(
                erasure,
                decided=decided,
                decided_in=recorded.position,
                decided_at=decided.at,
                ground=decided.ground,
            )
        case FieldRedactionDecided(redaction=redaction, entry=entry, field=field):
            one = Redaction(entry, field, recorded.position)
            return msgspec.structs.replace(
                erasure,
                redactions=erasure.redactions + 1,
                redacted={**erasure.redacted, redaction: one},
            )
        case FieldRedacted(redaction=redaction):
            done = erasure.carried_out | {redaction}
            return msgspec.structs.replace(erasure, carried_out=done)
        case ErasureCarriedOut(at=at, ground=ground):
            return msgspec.structs.replace(erasure, carried_out_at=at, ground=ground)
        case _:
            return erasure


ERASURE = Fold(
    hears=frozenset(
        {
            ErasureDecided,
            ErasureCarriedOut,
            LegalHoldPlaced,
            LegalHoldLifted,
            FieldRedactionDecided,
            FieldRedacted,
        }
    ),
    initial=Erasure(),
    evolve=_evolve,
)
"""Folded by the subject ``erasure:…``, or by ``hold:…`` and ``redaction:…`` for one alone."""
