"""Erasure: the key of a person, a peer supporter or a member of staff is destroyed for good.

The entries stay, and with them what happened and when; the words and codes in them become
unreadable, in the log, in every view and in every backup (design, section 2). A legal hold stands
in the way (domain reference, 4.6). A decision is recorded first; the log then destroys the key and
records that it did, and finishes both after a crash.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from domain.decider import Command, Decider, Event, Malformed, Read, Refusal, Unknown
from domain.erasure.events import (
    ErasureCarriedOut,
    ErasureDecided,
    ErasureGround,
    FieldRedacted,
    FieldRedactionDecided,
    LegalHoldLifted,
    LegalHoldPlaced,
    RedactionGround,
    erasure_of,
    owner_of,
)
from domain.erasure.state import ERASURE, Erasure, Hold
from domain.peer import PEER, UnknownPeer, must_be_known_peer
from domain.people import HoldId, PeerId, PersonId, ServiceId, StaffId, Subject, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.person import PERSON, UnknownPerson, must_be_known
from domain.service import SERVICE, UnknownStaff

# --- Commands ---


class ErasePerson(Command, frozen=True, kw_only=True):
    """Make everything that is sealed for a person unreadable, for good."""

    person: PersonId
    ground: ErasureGround


class ErasePeer(Command, frozen=True, kw_only=True):
    """Make everything that is sealed for a peer supporter unreadable, for good."""

    peer: PeerId
    ground: ErasureGround


class EraseStaff(Command, frozen=True, kw_only=True):
    """Make the name of a member of staff, and all else sealed for them, unreadable, for good."""

    service: ServiceId
    staff: StaffId
    ground: ErasureGround


class PlaceLegalHold(Command, frozen=True, kw_only=True):
    """Keep what is recorded about one person, peer supporter or member of staff."""

    service: ServiceId
    reason: str
    person: PersonId | None = None
    peer: PeerId | None = None
    staff: StaffId | None = None
    at: datetime | None = None


class LiftLegalHold(Command, frozen=True, kw_only=True):
    """Say that what was held need not be kept for that reason any longer."""

    hold: HoldId
    reason: str
    at: datetime | None = None


ErasureCommand = ErasePerson | ErasePeer | EraseStaff | PlaceLegalHold | LiftLegalHold

# --- State ---


class ErasureAsked(msgspec.Struct, frozen=True):
    """Whose record is meant, what is known of their key, and the moment of asking."""

    now: datetime
    erasure: Erasure
    owner: Subject | None = None
    service: ServiceId | None = None
    fresh: str = ""


# --- Refusals ---


class LegalHoldStands(Refusal):
    """What is recorded has to be kept for now."""


class WhoseRecord(Malformed):
    """A hold is on the record of one: a person, a peer supporter or a member of staff."""


class UnknownHold(Unknown):
    """No legal hold was placed under this identifier."""


class AlreadyErased(Refusal):
    """The key was destroyed, so nothing is left that could be kept."""


class ReasonNotGiven(Malformed):
    """A hold, and its end, need a reason."""


# --- Decider ---


def gather(command: ErasureCommand, read: Read) -> ErasureAsked:
    """Look at whom it concerns and at what is known of their key. Raises if nobody is known."""
    if isinstance(command, LiftLegalHold):
        placed = read(ERASURE, subject("hold", command.hold)).holds.get(command.hold)
        if placed is None:
            raise UnknownHold("No legal hold has this identifier. Check the address.")
        owner = _owner(placed)
        return ErasureAsked(read.now, read(ERASURE, _erasure(owner)), owner, placed.service)
    owner = _owner(command)
    service = _service_of(owner, command, read)
    fresh = read.fresh("hold") if isinstance(command, PlaceLegalHold) else ""
    return ErasureAsked(read.now, read(ERASURE, _erasure(owner)), owner, service, fresh)


def decide(command: ErasureCommand, state: ErasureAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    erasure, owner, service = state.erasure, state.owner, state.service
    assert owner is not None  # noqa: S101 - `gather` found it
    assert service is not None  # noqa: S101 - as above
    noun, _colon, identifier = owner.partition(":")
    whose: dict[str, Any] = {"service": service, "erasure": erasure_of(owner), noun: identifier}
    match command:
        case PlaceLegalHold():
            _must_have_reason(command.reason)
            if erasure.is_decided:
                raise AlreadyErased("This record has been erased. Nothing is left to be kept.")
            at = happened(command.at, state.now)
            return [
                LegalHoldPlaced(at=at, hold=HoldId(state.fresh), reason=command.reason, **whose)
            ]
        case LiftLegalHold():
            _must_have_reason(command.reason)
            if erasure.holds[command.hold].lifted_at is not None:
                return []
            at = happened(command.at, state.now)
            reason = None if erasure.is_decided else command.reason
            return [LegalHoldLifted(at=at, hold=command.hold, reason=reason, **whose)]
        case ErasePerson() | ErasePeer() | EraseStaff():
            if erasure.is_decided:
                return []
            if erasure.held_at(state.now):
                raise LegalHoldStands(
                    "A legal hold is on this record. Ask who placed it; it can be lifted."
                )
            return [ErasureDecided(at=state.now, ground=command.ground, **whose)]


def _erasure(owner: Subject) -> Subject:
    return subject("erasure", erasure_of(owner))


def _owner(named: ErasureCommand | Hold) -> Subject:
    found = [
        subject(noun, identifier)
        for noun in ("person", "peer", "staff")
        if (identifier := getattr(named, noun, None)) is not None
    ]
    if len(found) != 1:
        raise WhoseRecord(
            "Name one: the person, the peer supporter or the member of staff.", field="person"
        )
    return found[0]


def _service_of(owner: Subject, command: ErasureCommand, read: Read) -> ServiceId:
    """The service whose record it is. Raises where nobody is known."""
    noun, _colon, identifier = owner.partition(":")
    if noun == "person":
        person = read(PERSON, owner)
        must_be_known(person)
        return person.service or read.service
    if noun == "peer":
        peer = read(PEER, owner)
        must_be_known_peer(peer)
        return peer.service or read.service
    service: ServiceId = getattr(command, "service", read.service)
    if StaffId(identifier) not in read(SERVICE, subject("service", service)).named_at:
        raise UnknownStaff("Nobody of this service has this identifier.", field="staff")
    return service


def _must_have_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonNotGiven("Say why, in a few words.", field="reason")


decider = Decider(
    noun="erasure",
    commands=(ErasePerson, ErasePeer, EraseStaff, PlaceLegalHold, LiftLegalHold),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownPerson,
        UnknownPeer,
        UnknownStaff,
        UnknownHold,
        WhoseRecord,
        LegalHoldStands,
        AlreadyErased,
        ReasonNotGiven,
        NotYetHappened,
        TooLongAgo,
    ),
)

__all__ = [
    "ERASURE",
    "AlreadyErased",
    "ErasePeer",
    "ErasePerson",
    "EraseStaff",
    "Erasure",
    "ErasureCarriedOut",
    "ErasureDecided",
    "ErasureGround",
    "FieldRedacted",
    "FieldRedactionDecided",
    "Hold",
    "LegalHoldLifted",
    "LegalHoldPlaced",
    "LegalHoldStands",
    "LiftLegalHold",
    "PlaceLegalHold",
    "ReasonNotGiven",
    "RedactionGround",
    "UnknownHold",
    "WhoseRecord",
    "decider",
    "erasure_of",
    "owner_of",
]
