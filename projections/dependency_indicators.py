"""Dependency and boundary indicators: one row for each match in which support is given and each.

Rows hold identifiers and derived results alone: names are joined to the sentences at the door, and
a value that was sealed stands in none of them. Nothing of a peer supporter's own load or well-being
is here.
"""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec
from msgspec.structs import replace

from domain.decider import Recorded
from domain.definitions import Definitions
from domain.folds import as_of, fold, of_subject
from domain.indicators import CODED, FACTS, Assessment, Indicator, assess
from domain.match import PERSONS_MATCHES, SUPPORT_STAGES, Match
from domain.people import MatchId, PersonId, ServiceId, StaffId, Subject
from domain.periods import next_day
from domain.person import PERSON
from projections.catch_up import Views
from projections.listing import Asked, Listed, Listing
from projections.listing import listed as listed_of
from projections.tables import table_of
from projections.view import Rows, View


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


DependencyIndicators = Listed[Row]


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
    said = {"match": match, "coordinator": coordinator}
    where = {name: value for name, value in said.items() if value is not None}
    asked = Asked(where=where, known_at=known_at, true_at=true_at)
    found = listed_of(views, LISTING, service, asked)
    return replace(found, rows=as_listed(found.rows)) if listed else found


def as_listed(rows: Sequence[Row]) -> list[Row]:
    """Those that somebody has to look at: raised, and not kept quiet."""
    return [row for row in rows if row.severity > 0 and row.quiet_until is None]


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
    values = [{**msgspec.structs.asdict(row), "service": service or ""} for row in rows]
    return Rows(values, next_day(at) if rows else None)


VIEW = View(
    name="dependency_indicators",
    noun="person",
    table=table_of("dependency_indicators", Row),
    rows=_rows,
    goes_by_definitions=True,
    opens=CODED,
)
LISTING = Listing(
    VIEW,
    Row,
    order="-level,match,-severity,code",
    named={"person": "person", "peer": "peer", "coordinator": "staff"},
    only_open=True,
)
