"""What is stored of an erasure: it was decided, it was carried out; a hold stood in its way.

An erasure destroys the key of one owner: a person, a peer supporter or a member of staff. All of
these entries are filed under ``erasure:noun.identifier``, so that what was decided about an owner
is found without reading anybody's history; what was carried out also under ``tombstone:…``, so
that both lists can be compared.
"""

from enum import StrEnum
from typing import Annotated

from domain.decider import Event, Position
from domain.people import (
    ErasureId,
    GroupId,
    HoldId,
    PeerId,
    PersonId,
    ProgrammeId,
    RedactionId,
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


RedactedsWords = Annotated[
    Text | None, Owned("words", ("person", "peer", "staff", "group", "programme"))
]
OwnersWords = Annotated[Text | None, Owned("words", ("person", "peer", "staff"))]


class RedactionGround(StrEnum):
    """Why one value is made unreadable (UK GDPR, articles 5(1)(c) and (d), 16, 17(1) and 21)."""

    INACCURATE = "INACCURATE"
    NOT_NEEDED = "NOT_NEEDED"
    ABOUT_SOMEBODY_ELSE = "ABOUT_SOMEBODY_ELSE"
    CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN"
    OBJECTED = "OBJECTED"
    UNLAWFUL = "UNLAWFUL"
    LEGAL_DUTY = "LEGAL_DUTY"
    KEY_ALREADY_GONE = "KEY_ALREADY_GONE"


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


class FieldRedactionDecided(Event, frozen=True, kw_only=True):
    """Somebody decided that one field of an entry, and of what corrects it, becomes unreadable.

    From here on nothing is sealed under the key that its owner had. ``entry`` and ``field`` are
    absent where the log does not hold the entry: an older log was put beside the keyring.
    """

    service: ServiceId
    redaction: RedactionId
    erasure: ErasureId
    ground: RedactionGround
    entry: Position | None = None
    field: str | None = None
    entry_subjects: tuple[Subject, ...] = ()
    person: PersonId | None = None
    peer: PeerId | None = None
    staff: StaffId | None = None
    group: GroupId | None = None
    programme: ProgrammeId | None = None
    reason: RedactedsWords = None

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """Those of the entry too, so that it is told wherever the entry is."""
        return _with_those_of_the_entry(super().subjects, self.entry_subjects)


class FieldRedacted(Event, frozen=True, kw_only=True):
    """The key of one field was destroyed: its value can be read by nobody any more."""

    service: ServiceId
    redaction: RedactionId
    erasure: ErasureId
    ground: RedactionGround
    entry: Position | None = None
    field: str | None = None
    entry_subjects: tuple[Subject, ...] = ()

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """Those of the entry too, so that it is told wherever the entry is."""
        return _with_those_of_the_entry(super().subjects, self.entry_subjects)


def _with_those_of_the_entry(
    own: tuple[Subject, ...], entrys: tuple[Subject, ...]
) -> tuple[Subject, ...]:
    return tuple(dict.fromkeys((*own, *entrys)))


def erasure_of(owner: str) -> ErasureId:
    """The identifier of what becomes of an owner's key: ``person.k3v9…`` for ``person:k3v9…``."""
    return ErasureId(owner.replace(":", ".", 1))


def owner_of(erasure: str) -> Subject:
    """Whose key it is."""
    noun, _dot, identifier = erasure.partition(".")
    return subject(noun, identifier)
