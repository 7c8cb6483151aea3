"""Redaction: one field of one entry becomes unreadable for good, and nothing else does.

For a value that should never have been written down, or not there: somebody else's name in a note,
an answer that was noted for the wrong question (domain reference, 4.6). A correction hides a wrong
value and keeps it for whoever audits; a redaction destroys it, in every version of the entry.
What is written about confidentiality stands until its record has served its time.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from domain.correctable import NEVER_IN_ERROR
from domain.corrections import NoSuchEntry, StandsAsItWas, Versions
from domain.decider import Command, Decider, Event, Malformed, Position, Refusal
from domain.erasure import (
    ERASURE,
    AlreadyErased,
    Erasure,
    FieldRedactionDecided,
    LegalHoldStands,
    ReasonNotGiven,
    RedactionGround,
    erasure_of,
)
from domain.people import RedactionId, ServiceId, Subject, subject
from domain.personal import Sealed, owned_fields, owners_in, owning

# --- Command ---


class RedactField(Command, frozen=True, kw_only=True):
    """Make one field of an entry unreadable for good, wherever it is kept; all else stays."""

    entry: Position
    field: str
    ground: RedactionGround
    reason: str


# --- State ---


class RedactionAsked(msgspec.Struct, frozen=True):
    """The entry with its corrections, whose value is meant, and the moment of asking."""

    now: datetime
    versions: Versions | None
    owners: dict[Subject, Erasure]
    service: ServiceId
    fresh: str


# --- Refusals ---


class NothingSealedThere(Malformed):
    """The entry holds no words or codes under this name."""


class GroundNotForHere(Malformed):
    """Nobody decides something because it has happened already."""


class OnlyUnderTheirOwn(Refusal):
    """The value belongs to a record whose values go together."""


# --- Decider ---


def gather(command: RedactField, read: Any) -> RedactionAsked:
    """Look at the entry, and at what was decided about the keys of everybody it belongs to."""
    versions = read.versions(command.entry)
    owners = {}
    if versions is not None:
        for each in _owners_of(versions.first.event, command.field):
            owners[each] = read(ERASURE, subject("erasure", erasure_of(each)))
    return RedactionAsked(read.now, versions, owners, read.service, read.fresh("redaction"))


def decide(command: RedactField, state: RedactionAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    versions = state.versions
    if versions is None:
        raise NoSuchEntry("There is no such entry. Check the address.")
    event = versions.first.event
    if type(event) in NEVER_IN_ERROR:
        raise StandsAsItWas(NEVER_IN_ERROR[type(event)])
    if not state.owners or not _is_held(versions, command.field):
        raise NothingSealedThere(
            "This entry holds no words and no answer under this name. Check the name.",
            field="field",
        )
    if not command.reason.strip():
        raise ReasonNotGiven("Say why, in a few words.", field="reason")
    if command.ground is RedactionGround.KEY_ALREADY_GONE:
        raise GroundNotForHere("Choose why it should not be kept.", field="ground")
    entry = versions.first.position
    if any(each.is_redacted(entry, command.field) for each in state.owners.values()):
        return []
    if any(each.is_decided for each in state.owners.values()):
        raise AlreadyErased("Whoever this belongs to was erased, and this value with them.")
    if any(each.held_at(state.now) for each in state.owners.values()):
        raise LegalHoldStands("A legal hold is on this record. Ask who placed it.")
    owner = next((each for each in state.owners if each.partition(":")[0] in NOUNS), None)
    if owner is None:
        raise OnlyUnderTheirOwn("This belongs to a record whose values stay together.")
    noun, _colon, identifier = owner.partition(":")
    whose: dict[str, Any] = {noun: identifier}
    return [
        FieldRedactionDecided(
            at=state.now,
            service=state.service,
            redaction=RedactionId(state.fresh),
            erasure=erasure_of(owner),
            ground=command.ground,
            entry=entry,
            field=command.field,
            entry_subjects=versions.first.tags,
            reason=command.reason,
            **whose,
        )
    ]


NOUNS = ("person", "peer", "staff", "group", "programme")


def _owners_of(event: Event, field: str) -> tuple[Subject, ...]:
    owned = owned_fields(type(event)).get(field)
    return () if owned is None else owners_in(event, owning(type(event), owned))


def _is_held(versions: Versions, field: str) -> bool:
    """Whether any version of the entry says something there, readable or not."""
    values = [getattr(each.event, field) for each in (versions.first, versions.said)]
    return any(isinstance(each, Sealed) or each not in {None, ()} for each in values)


decider = Decider(
    noun="redaction",
    commands=(RedactField,),
    gather=gather,
    decide=decide,
    refusals=(
        NoSuchEntry,
        StandsAsItWas,
        NothingSealedThere,
        ReasonNotGiven,
        GroundNotForHere,
        AlreadyErased,
        LegalHoldStands,
        OnlyUnderTheirOwn,
    ),
)

__all__ = ["GroundNotForHere", "NothingSealedThere", "OnlyUnderTheirOwn", "RedactField", "decider"]
