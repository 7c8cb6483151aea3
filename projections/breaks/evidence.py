"""The evidence pack of one record: the eleven questions of an auditor, answered on one page.

Each answer has what was known then beside what came later, and each line its place in the log with
both clocks. What was known then is frozen: by the place up to which the log reached when somebody
decided, and, for what the record says of it, by the entry with which it was sent for review. Who
had seen what by then comes from the log of reads, up to the same moment.

The same cut gives the same bytes, so the digest tells whether two packs are the same. Looking is
itself recorded, so the cut is a moment: whoever asks again with ``known_at`` set to the ``cut`` of
a pack gets the same digest.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any

import msgspec

from application.looking import NO_CODES, Looking
from application.register import Register
from domain.confidentiality import BREAK, Break
from domain.decider import EPOCH, Position, Unknown
from domain.people import BreakId, MatchId, PeerId, PersonId, ServiceId
from domain.people import subject as subject_of
from projections.breaks.answers import Line, line_of
from projections.breaks.looks import seen_by
from projections.breaks.questions import Answer, answers_of
from projections.breaks.surroundings import Then, concerned_in, known_by
from projections.catch_up import Views
from projections.opening import Opener

NEXT = timedelta(microseconds=1)
AT_THE_DOOR = frozenset({"told", "known_at", "digest"})
"""What the digest leaves out: itself, how it was asked, and what is put into words for a reader."""


class NoSuchBreak(Unknown):
    """No record was begun under this identifier, by what was known then."""


class PackTold(msgspec.Struct, frozen=True):
    """The head of a pack in words."""

    title: str
    state: str
    about: str
    cut: str


class EvidencePack(msgspec.Struct, frozen=True):
    """One record as an auditor reads it.

    ``position`` is how far the log reached at the ``cut``, ``known_as_of`` how far when somebody
    decided, ``frozen_at`` the entry with which what was known then was frozen (none as long as it
    was not sent). ``then`` is what the log held about those concerned at ``known_as_of``, ``later``
    what came after it. ``digest`` is the SHA-256 of all the rest but its words, as hexadecimal.
    """

    break_id: BreakId = msgspec.field(name="break")
    position: Position
    known_at: datetime | None
    cut: datetime
    person: PersonId | None
    peer: PeerId | None
    match: MatchId | None
    state: str
    decided_at: datetime | None
    known_as_of: Position
    frozen_at: Position | None
    answers: list[Answer]
    then: Then
    later: Then
    entries: list[Line]
    digest: str
    told: PackTold | None = None


def evidence_pack(
    views: Views,
    opener: Opener,
    service: ServiceId,
    which: BreakId,
    *,
    known_at: datetime | None = None,
    register: Register | None = None,
) -> EvidencePack:
    """The evidence of one record, now or as it was known at a moment.

    With the ``register`` of what was read, who had seen what is part of it. Raises `NoSuchBreak`.
    """
    ledger = views.ledger
    now = known_at or views.clock()
    position = ledger.head().position if known_at is None else ledger.position_at(known_at)
    looking = Looking(ledger, NO_CODES, service=service, now=now, upto=position)
    of = subject_of("break", which)
    record: Break = looking(BREAK, of)
    if not record.known or record.service != service:
        raise NoSuchBreak("No record was begun under this identifier. Check the address.")
    decided_at = min(record.decided_at or record.began_at or now, now)
    known_as_of = min(ledger.position_at(decided_at), position)
    entries = [opener.open(each) for each in looking.happened(of)]
    definitions = views.definitions_known_at(position).of(service, now)
    answers = answers_of(record, entries, looking, definitions, now)
    then = known_by(looking, opener, record, Position(0), known_as_of)
    later = known_by(looking, opener, record, known_as_of, position)
    if register is not None:
        concerned = concerned_in(record)
        seen = seen_by(register, concerned, EPOCH, decided_at)
        then = msgspec.structs.replace(then, seen=seen)
        seen = seen_by(register, concerned, decided_at + NEXT, now - NEXT)  # not this look itself
        later = msgspec.structs.replace(later, seen=seen)
    pack = EvidencePack(
        break_id=which,
        position=position,
        known_at=known_at,
        cut=now,
        person=record.person,
        peer=record.peer,
        match=record.match,
        state=record.stage_at(now).value,
        decided_at=record.decided_at,
        known_as_of=known_as_of,
        frozen_at=record.frozen_from,
        answers=answers,
        then=then,
        later=later,
        entries=[line_of(each) for each in entries],
        digest="",
    )
    return msgspec.structs.replace(pack, digest=digest_of(pack))


def positions_of(pack: EvidencePack) -> frozenset[Position]:
    """Every place in the log on which a pack rests."""
    lines = [*pack.entries]
    for stretch in (pack.then, pack.later):
        lines += [*stretch.consents, *stretch.notes, *stretch.roles]
    return frozenset(each.position for each in lines)


def outline_of(pack: EvidencePack) -> dict[str, Any]:
    """Which entries answer which question, and nothing of what they say.

    It goes with the entries to somebody outside, who can check that what a pack tells as known then
    had been recorded by then.
    """

    def places(lines: list[Line]) -> list[Position]:
        return sorted({each.position for each in lines})

    def around(then: Then) -> dict[str, list[Position]]:
        return {
            "consents": places(then.consents),
            "notes": places(then.notes),
            "roles": places(then.roles),
        }

    return {
        "break": pack.break_id,
        "digest": pack.digest,
        "cut": pack.cut,
        "position": pack.position,
        "known_as_of": pack.known_as_of,
        "frozen_at": pack.frozen_at,
        "answers": [
            {
                "number": each.number,
                "question": each.question,
                "then": places(each.then),
                "later": places(each.later),
            }
            for each in pack.answers
        ],
        "then": around(pack.then),
        "later": around(pack.later),
        "entries": places(pack.entries),
        "events": sorted(positions_of(pack)),
    }


def digest_of(pack: EvidencePack) -> str:
    """The SHA-256 of a pack without its digest, how it was asked for, and its words."""
    plain = _as_recorded(msgspec.to_builtins(pack))
    return hashlib.sha256(msgspec.json.encode(plain, order="sorted")).hexdigest()


def _as_recorded(value: Any) -> Any:
    match value:
        case dict():
            return {
                name: each if name == "says" else _as_recorded(each)
                for name, each in value.items()
                if name not in AT_THE_DOOR
            }
        case list():
            return [_as_recorded(each) for each in value]
        case _:
            return value
