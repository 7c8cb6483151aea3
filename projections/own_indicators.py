"""A peer supporter's own load and well-being: for them and their supervisor, and nobody else.

A coordinator reads one sentence of it, "No new matches for now", and nothing of why.
"""

import json
from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Column, Float, Integer, String, Table, Text, select

from domain.decider import Position, Recorded
from domain.definitions import Definitions
from domain.folds import as_of, fold, of_subject
from domain.indicators import (
    FACTS,
    LIMITS,
    PEERS_CODED,
    Own,
    own_indicators,
)
from domain.match import PEERS_MATCHES
from domain.peer import PEER, must_be_known_peer
from domain.people import PeerId, Subject
from domain.people import subject as subject_of
from domain.periods import next_day
from projections.catch_up import Views
from projections.view import Rows, View, metadata, subject_column

table = Table(
    "own_indicators",
    metadata,
    subject_column(),
    Column("code", String, nullable=False),
    Column("standing", String, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("value", Float),
    Column("sentence", Text, nullable=False),
    Column("change", Text, nullable=False),
    Column("inputs", Text, nullable=False),
    Column("definitions", String, nullable=False),
)


class Row(msgspec.Struct, frozen=True):
    """One of a peer supporter's own indicators, in words to them."""

    code: str
    standing: str
    severity: int
    value: float | None
    sentence: str
    change: str
    inputs: list[int]
    definitions: str


class OwnIndicators(msgspec.Struct, frozen=True):
    """The rows of one peer supporter, and the position that they reflect."""

    position: Position
    peer: PeerId
    rows: list[Row]


def own_indicators_of(views: Views, peer: PeerId) -> OwnIndicators:
    """What a peer supporter and their supervisor see of the peer supporter's own load.

    Raises `UnknownPeer` where there is nobody.
    """
    position = views.current("own_indicators")
    about = subject_of("peer", peer)
    columns = [table.c[field] for field in Row.__struct_fields__]
    query = select(*columns).where(table.c.subject == about).order_by(table.c.code)
    with views.engine.connect() as db:
        rows = [
            Row(**{**row._mapping, "inputs": json.loads(row.inputs)}) for row in db.execute(query)
        ]
    if not rows:
        must_be_known_peer(
            fold(PEER, of_subject(as_of(views.ledger.history(about, position)), about))
        )
    return OwnIndicators(position, peer, rows)


def rows_of(
    subject: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    at: datetime,
    true: datetime,
) -> list[Row]:
    """One peer supporter's rows; none before they support anybody."""
    happened = of_subject(as_of(events, true=true), subject)
    if fold(PEER, happened).activated_at is None:
        return []
    own = Own(
        matches=fold(PEERS_MATCHES, happened),
        facts=fold(FACTS, happened),
        limits=fold(LIMITS, happened),
    )
    return [
        Row(
            code=code.value,
            standing=found.standing.value,
            severity=int(found.severity),
            value=found.value,
            sentence=found.sentence,
            change=found.change if found.severity else "",
            inputs=list(found.inputs),
            definitions=definitions.version,
        )
        for code, found in own_indicators(own, definitions, at).items()
    ]


def _rows(
    subject: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    rows = rows_of(subject, events, definitions, at, true)
    values = [{**msgspec.structs.asdict(row), "inputs": json.dumps(row.inputs)} for row in rows]
    return Rows(values, next_day(at) if rows else None)


VIEW = View(
    name="own_indicators",
    noun="peer",
    table=table,
    rows=_rows,
    goes_by_definitions=True,
    opens=PEERS_CODED,
)
