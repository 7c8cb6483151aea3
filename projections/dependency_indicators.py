"""Dependency and boundary indicators: one row for each match in which support is given and each.

Rows hold identifiers and derived results alone: names are joined to the sentences at the door, and
a value that was sealed stands in none of them. Nothing of a peer supporter's own load or well-being
is here.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime

import msgspec
from sqlalchemy import Boolean, Column, Date, Float, Integer, String, Table, Text, select

from domain.decider import Position, Recorded
from domain.definitions import Definitions
from domain.folds import ALWAYS, as_of, fold, of_subject
from domain.indicators import CODED, FACTS, Assessment, Indicator, assess
from domain.match import PERSONS_MATCHES, SUPPORT_STAGES, Match
from domain.people import MatchId, PersonId, ServiceId, StaffId, Subject
from domain.periods import next_day
from domain.person import PERSON
from projections.catch_up import Views
from projections.view import Rows, View, metadata, subject_column

table = Table(
    "dependency_indicators",
    metadata,
    subject_column(),
    Column("service", String, nullable=False, index=True),
    Column("person", String, nullable=False),
    Column("match", String, nullable=False, index=True),
    Column("peer", String),
    Column("coordinator", String, index=True),
    Column("level", Integer),
    Column("level_since", Date),
    Column("escalated_on", Date),
    Column("code", String, nullable=False),
    Column("domain", String, nullable=False),
    Column("standing", String, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("value", Float),
    Column("since", Date),
    Column("sentence", Text, nullable=False),
    Column("change", Text, nullable=False),
    Column("explanations", Text, nullable=False),
    Column("inputs", Text, nullable=False),
    Column("formula", Integer, nullable=False),
    Column("definitions", String, nullable=False),
    Column("quiet_until", Date),
    Column("seen_at", Integer),
    Column("contested", Boolean, nullable=False),
)

LISTS = ("explanations", "inputs")


class Row(msgspec.Struct, frozen=True):
    """One indicator of one match, as it stands.

    ``level`` and ``level_since`` are those of the match, over all its indicators. ``inputs`` are
    the positions of the entries behind it. It stands on nobody's list before ``quiet_until`` is
    over; ``escalated_on`` is the day from which the manager is told that nobody looked in time.
    """

    match: MatchId
    person: PersonId
    peer: str | None
    coordinator: StaffId | None
    level: int | None
    level_since: date | None
    escalated_on: date | None
    code: str
    domain: str
    standing: str
    severity: int
    value: float | None
    since: date | None
    sentence: str
    change: str
    explanations: list[str]
    inputs: list[int]
    formula: int
    definitions: str
    quiet_until: date | None
    seen_at: int | None
    contested: bool


class DependencyIndicators(msgspec.Struct, frozen=True):
    """The rows, the position that they reflect, and the two moments that were asked for."""

    position: Position
    known_at: datetime | None
    true_at: datetime | None
    rows: list[Row]


def dependency_indicators(
    views: Views,
    service: ServiceId,
    *,
    match: str | None = None,
    coordinator: str | None = None,
    listed: bool = False,
    known_at: datetime | None = None,
    true_at: datetime | None = None,
) -> DependencyIndicators:
    """The indicators of a service's matches: now, as they were known, or as they truly were.

    With ``listed`` only those that are raised and not kept quiet: what somebody has to look at.
    """
    if known_at is None and true_at is None:
        position = views.current("dependency_indicators")
        found = _stored(views, service)
    else:
        ledger = views.ledger
        position = ledger.head().position
        if known_at is not None:
            position = ledger.position_at(known_at)
        moment = true_at or known_at or views.clock()
        definitions = views.definitions_known_at(position).of(service, moment)
        found = []
        for person in ledger.subjects("person", position):
            events = views.opened(VIEW, ledger.history(person, position))
            rows, known_to = rows_of(person, events, definitions, moment, true_at or ALWAYS)
            found += rows if known_to == service else []
    chosen = [
        row
        for row in found
        if (match is None or row.match == match)
        and (coordinator is None or row.coordinator == coordinator)
        and (not listed or (row.severity > 0 and row.quiet_until is None))
    ]
    chosen.sort(key=lambda row: (-(row.level or 0), row.match, -row.severity, _order(row.code)))
    return DependencyIndicators(position, known_at, true_at, chosen)


def assessments_of(
    events: Sequence[Recorded], definitions: Definitions, at: datetime
) -> dict[MatchId, tuple[Match, Assessment]]:
    """What each match in which support is given asks for, of a person's events in order."""
    matches = fold(PERSONS_MATCHES, events)
    running = {
        each: match for each, match in matches.items() if match.stage_at(at) in SUPPORT_STAGES
    }
    if not running:
        return {}
    facts = fold(FACTS, events)
    return {
        each: (match, assess(each, match, facts, definitions, at))
        for each, match in running.items()
    }


def rows_of(
    subject: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    at: datetime,
    true: datetime,
) -> tuple[list[Row], ServiceId | None]:
    """One person's rows, and the service that they are known to."""
    happened = of_subject(as_of(events, true=true), subject)
    rows = [
        _row(match, assessment, indicator)
        for match, assessment in assessments_of(happened, definitions, at).values()
        for indicator in assessment.indicators
    ]
    return rows, fold(PERSON, happened).service


def _row(match: Match, assessment: Assessment, indicator: Indicator) -> Row:
    return Row(
        match=assessment.match,
        person=match.person or PersonId(""),
        peer=match.peer,
        coordinator=match.coordinator,
        level=assessment.level,
        level_since=assessment.since,
        escalated_on=assessment.escalated_on,
        code=indicator.code.value,
        domain=indicator.domain.value,
        standing=indicator.standing.value,
        severity=int(indicator.severity),
        value=indicator.value,
        since=indicator.since,
        sentence=indicator.sentence,
        change=indicator.change,
        explanations=list(indicator.explanations),
        inputs=list(indicator.inputs),
        formula=indicator.formula,
        definitions=indicator.definitions,
        quiet_until=indicator.quiet_until,
        seen_at=indicator.seen_at,
        contested=indicator.contested,
    )


def _rows(
    subject: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    rows, service = rows_of(subject, events, definitions, at, true)
    values = [
        {
            **msgspec.structs.asdict(row),
            "service": service or "",
            **{field: json.dumps(getattr(row, field)) for field in LISTS},
        }
        for row in rows
    ]
    return Rows(values, next_day(at) if rows else None)


VIEW = View(
    name="dependency_indicators",
    noun="person",
    table=table,
    rows=_rows,
    goes_by_definitions=True,
    opens=CODED,
)


def _stored(views: Views, service: ServiceId) -> list[Row]:
    columns = [table.c[field] for field in Row.__struct_fields__]
    query = select(*columns).where(table.c.service == service)
    with views.engine.connect() as db:
        return [
            Row(**{**row._mapping, **{field: json.loads(row._mapping[field]) for field in LISTS}})
            for row in db.execute(query)
        ]


def _order(code: str) -> tuple[str, int]:
    return code[0], int(code[1:])
