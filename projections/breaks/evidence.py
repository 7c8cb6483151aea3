"""The evidence pack of one record: the eleven questions of an auditor, answered on one page.

Each answer has what was known then beside what came later, and each line its place in the log with
both clocks. What was known then is frozen: by the place up to which the log reached when somebody
decided, and, for what the record says of it, by the entry with which it was sent for review. The
same cut gives the same bytes, so the digest tells whether two packs are the same.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from application.looking import NO_CODES, Looking
from domain.confidentiality import BREAK, Break
from domain.decider import Position, Unknown
from domain.people import BreakId, ServiceId
from domain.people import subject as subject_of
from projections.breaks.answers import Line, line_of
from projections.breaks.questions import Answer, answers_of
from projections.breaks.surroundings import Then, known_by
from projections.catch_up import Views
from projections.opening import Opener


class NoSuchBreak(Unknown):
    """No record was begun under this identifier, by what was known then."""


class EvidencePack(msgspec.Struct, frozen=True):
    """One record as an auditor reads it.

    ``position`` is the cut, ``known_as_of`` the place up to which the log reached when somebody
    decided, ``frozen_at`` the entry with which what was known then was frozen (none as long as it
    was not sent). ``then`` is what the log held about those concerned at ``known_as_of``, ``later``
    what came after it. ``digest`` is the SHA-256 of all the rest, as hexadecimal.
    """

    break_id: BreakId = msgspec.field(name="break")
    position: Position
    known_at: datetime | None
    state: str
    known_as_of: Position
    frozen_at: Position | None
    answers: list[Answer]
    then: Then
    later: Then
    entries: list[Line]
    digest: str


def evidence_pack(
    views: Views,
    opener: Opener,
    service: ServiceId,
    which: BreakId,
    *,
    known_at: datetime | None = None,
    seen: Callable[[Break, Position], list[Line]] | None = None,
) -> EvidencePack:
    """The evidence of one record, now or as it was known at a moment.

    ``seen`` answers who had seen what by a position, where looks are kept. Raises `NoSuchBreak`.
    """
    ledger = views.ledger
    position = ledger.head().position if known_at is None else ledger.position_at(known_at)
    now = known_at or views.clock()
    looking = Looking(ledger, NO_CODES, service=service, now=now, upto=position)
    of = subject_of("break", which)
    record: Break = looking(BREAK, of)
    if not record.known or record.service != service:
        raise NoSuchBreak("No record was begun under this identifier. Check the address.")
    decided_at = record.decided_at or record.began_at or now
    known_as_of = min(ledger.position_at(decided_at), position)
    entries = [opener.open(each) for each in looking.happened(of)]
    definitions = views.definitions_known_at(position).of(service, now)
    pack = EvidencePack(
        break_id=which,
        position=position,
        known_at=known_at,
        state=record.stage_at(now).value,
        known_as_of=known_as_of,
        frozen_at=record.frozen_from,
        answers=answers_of(record, entries, looking, definitions, now),
        then=known_by(looking.known, opener, record, Position(0), known_as_of),
        later=known_by(looking.known, opener, record, known_as_of, position),
        entries=[line_of(each) for each in entries],
        digest="",
    )
    if seen is not None:
        then = msgspec.structs.replace(pack.then, seen=seen(record, known_as_of))
        pack = msgspec.structs.replace(pack, then=then)
    return msgspec.structs.replace(pack, digest=digest_of(pack))


def digest_of(pack: EvidencePack) -> str:
    """The SHA-256 of a pack without its digest."""
    plain: dict[str, Any] = msgspec.to_builtins(pack)
    del plain["digest"]
    return hashlib.sha256(msgspec.json.encode(plain, order="sorted")).hexdigest()
