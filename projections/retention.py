"""Whose record may go, and when: enquiries by themselves, all else as somebody decides."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import select

from domain.decider import Recorded
from domain.definitions import Definitions
from domain.erasure import ERASURE, Erasure
from domain.flags import first_of
from domain.folds import as_of, fold, of_subject
from domain.match import PERSONS_MATCHES, Match
from domain.peer import PEER
from domain.people import MatchId, PeerId, PersonId, ServiceId, Subject
from domain.person import PERSON
from domain.referral import PERSONS_REFERRALS
from domain.retention import Keeping, keeping_of_peer, keeping_of_person, last_of
from projections.catch_up import Scope, Views
from projections.listing import Listing
from projections.tables import table_of
from projections.view import Rows, View

WHAT_GOES = "Every name, contact, word and sensitive answer; what happened, and when, stays."


class Row(msgspec.Struct, frozen=True):
    """A record that is closed.

    ``due`` says that its time is over; ``held`` that a legal hold keeps it; ``by_itself`` that it
    goes without anybody deciding. ``goes`` says what would go.
    """

    person: PersonId | None
    peer: PeerId | None
    kind: str
    closed_at: datetime
    keep_until: datetime
    due: bool
    held: bool
    by_itself: bool
    goes: str


def _of_person(
    subject: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    happened = of_subject(as_of(events, true=true), subject)
    matches: dict[MatchId, Match] = fold(PERSONS_MATCHES, happened)
    keeping = keeping_of_person(
        fold(PERSONS_REFERRALS, happened).each,
        matches,
        last_of(happened),
        definitions,
    )
    service = fold(PERSON, happened).service
    return _rows(subject, keeping, fold(ERASURE, happened), service, at)


def _of_peer(
    subject: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    happened = of_subject(as_of(events, true=true), subject)
    peer = fold(PEER, happened)
    keeping = keeping_of_peer(peer, definitions)
    return _rows(subject, keeping, fold(ERASURE, happened), peer.service, at)


def _rows(
    subject: Subject,
    keeping: Keeping | None,
    erasure: Erasure,
    service: ServiceId | None,
    at: datetime,
) -> Rows:
    if keeping is None or erasure.is_decided:
        return Rows([])
    noun, _colon, identifier = subject.partition(":")
    row = Row(
        person=PersonId(identifier) if noun == "person" else None,
        peer=PeerId(identifier) if noun == "peer" else None,
        kind=keeping.kind.value,
        closed_at=keeping.closed_at,
        keep_until=keeping.until,
        due=keeping.until <= at,
        held=erasure.held_at(at),
        by_itself=keeping.by_itself,
        goes=WHAT_GOES,
    )
    values: dict[str, Any] = {**msgspec.structs.asdict(row), "service": service or ""}
    return Rows([values], first_of(keeping.until if keeping.until > at else None))


PEOPLE = View(
    "retention_of_people",
    "person",
    table_of("retention_of_people", Row),
    _of_person,
    goes_by_definitions=True,
)
PEERS = View(
    "retention_of_peers",
    "peer",
    table_of("retention_of_peers", Row),
    _of_peer,
    goes_by_definitions=True,
)
VIEWS = (PEOPLE, PEERS)
OF_PEOPLE = Listing(PEOPLE, Row, order="keep_until,person", named={"person": "person"})
OF_PEERS = Listing(PEERS, Row, order="keep_until,peer", named={"peer": "peer"})


def enquiries_due(views: Views, service: ServiceId) -> list[tuple[PersonId, datetime]]:
    """Whose enquiry is to go by itself now, and since when."""
    views.current(PEOPLE.name, Scope(service))
    table = PEOPLE.table
    wanted = select(table.c.person, table.c.keep_until).where(
        table.c.service == service, table.c.by_itself, table.c.due, ~table.c.held
    )
    with views.engine.connect() as db:
        return [(PersonId(person), until) for person, until in db.execute(wanted)]
