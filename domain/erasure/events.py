"""What is stored of an erasure: it was decided, it was carried out; a hold stood in its way.

An erasure destroys the key of one owner: a person, a peer supporter or a member of staff. All of
these entries are filed under ``erasure:noun.identifier``, so that what was decided about an owner
is found without reading anybody's history; what was carried out also under ``tombstone:…``, so
that both lists can be compared.
"""

from enum import StrEnum
from typing import Annotated

from domain.decider import Event
from domain.people import (
    ErasureId,
    HoldId,
    PeerId,
    PersonId,
    ServiceId,
    StaffId,
    Subject,
    TombstoneId,
    subject,
)
from domain.personal import Owned, Text


class ErasureGround(StrEnum):
    """Why somebody's words are made unreadable (UK GDPR, article 17(1))."""

    NO_LONGER_NEEDED = "NO_LONGER_NEEDED"
    CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN"
    OBJECTED = "OBJECTED"
    UNLAWFUL = "UNLAWFUL"
    LEGAL_DUTY = "LEGAL_DUTY"
    KEY_ALREADY_GONE = "KEY_ALREADY_GONE"


OwnersWords = Annotated[Text | None, Owned("words", ("person", "peer", "staff"))]


class ErasureDecided(Event, frozen=True, kw_only=True):
    """Somebody decided that a key is destroyed; from here on nothing is sealed under it."""

    service: ServiceId
    erasure: ErasureId
    ground: ErasureGround
    person: PersonId | None = None
    peer: PeerId | None = None
    staff: StaffId | None = None


class ErasureCarriedOut(Event, frozen=True, kw_only=True):
    """A key was destroyed: what it sealed can be read by nobody any more."""

    service: ServiceId
    erasure: ErasureId
    tombstone: TombstoneId
    ground: ErasureGround
    person: PersonId | None = None
    peer: PeerId | None = None
    staff: StaffId | None = None


class LegalHoldPlaced(Event, frozen=True, kw_only=True):
    """What is recorded about somebody has to be kept, whatever else would let it go."""

    service: ServiceId
    erasure: ErasureId
    hold: HoldId
    person: PersonId | None = None
    peer: PeerId | None = None
    staff: StaffId | None = None
    reason: OwnersWords = None


class LegalHoldLifted(Event, frozen=True, kw_only=True):
    """What is recorded about somebody need not be kept for this reason any longer."""

    service: ServiceId
    erasure: ErasureId
    hold: HoldId
    person: PersonId | None = None
    peer: PeerId | None = None
    staff: StaffId | None = None
    reason: OwnersWords = None


def erasure_of(owner: str) -> ErasureId:
    """The identifier of what becomes of an owner's key: ``person.k3v9…`` for ``person:k3v9…``."""
    return ErasureId(owner.replace(":", ".", 1))


def owner_of(erasure: str) -> Subject:
    """Whose key it is."""
    noun, _dot, identifier = erasure.partition(".")
    return subject(noun, identifier)
