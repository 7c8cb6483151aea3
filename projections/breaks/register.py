"""The register of confidentiality breaks and of decisions not to break: one row for each record.

It holds ids, codes and moments; words are opened in the evidence pack alone. Grounds, answers and
verdicts belong to a record's own key, so that they stand when the people in it are erased.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import msgspec

from domain.confidentiality import BREAK, Break
from domain.confidentiality.events import (
    ConfidentialityDecisionRecorded,
    ConfidentialityRecordAddedTo,
    InformationPassedOn,
)
from domain.confidentiality.events_after import ConfidentialityReviewCompleted
from domain.confidentiality_flags import flags_of_break
from domain.decider import Event, Recorded
from domain.definitions import Definitions
from domain.flags import next_change
from domain.folds import as_of, fold, of_subject
from domain.people import ActorId, BreakId, MatchId, PeerId, PersonId, Subject
from domain.periods import working_days_after
from domain.personal import Sealed
from domain.service import SERVICE, StaffLeft, StaffNamed, StaffSupervisorAssigned
from projections.breaks.answers import grounds_in
from projections.listing import Listing
from projections.tables import shown, table_of
from projections.view import Rows, View

TOLD, PUT_OFF, RULED_OUT = "TOLD", "PUT_OFF", "RULED_OUT"
HOUR = timedelta(hours=1)

OPENS: dict[type[Event], frozenset[str]] = {
    ConfidentialityDecisionRecorded: frozenset({"grounds"}),
    ConfidentialityRecordAddedTo: frozenset({"grounds", "consent_answer"}),
    InformationPassedOn: frozenset({"recipient_kind"}),
    ConfidentialityReviewCompleted: frozenset({"verdict"}),
}
"""The codes that a row shows."""


class Row(msgspec.Struct, frozen=True):
    """One record.

    ``telling`` is TOLD, PUT_OFF or RULED_OUT; none where nothing is recorded of it. ``gaps`` are
    the parts that a review still needs, ``with_another`` says that another record, which is kept
    apart, belongs with it. ``hours_…`` are computed from what happened, to one
    hundredth.
    """

    break_id: BreakId = msgspec.field(name="break")
    state: str
    person: PersonId | None
    peer: PeerId | None
    match: MatchId | None
    acted_first: bool
    shared: bool
    first_aware_at: datetime | None
    decided_at: datetime | None
    decided_by: ActorId | None
    decider_role: str | None
    grounds: list[str]
    consent: str | None
    shared_at: datetime | None
    recipients: list[str]
    completed_at: datetime | None
    telling: str | None
    told_at: datetime | None
    look_again_on: date | None
    review_due_at: datetime | None
    reviewed_at: datetime | None
    reviewer: ActorId | None
    outside: bool
    verdict: str | None
    closed_at: datetime | None
    gaps: list[str]
    with_another: bool
    hours_to_decide: float | None
    hours_to_record: float | None
    hours_to_complete: float | None
    hours_to_tell: float | None
    hours_to_review: float | None
    flags: list[dict[str, str]]


def row_of(
    events: Sequence[Recorded], subject: Subject, definitions: Definitions, at: datetime
) -> tuple[Row, Break] | None:
    """The row of a record at a moment, from its entries in the order in which they happened."""
    happened = of_subject(events, subject)
    record = fold(BREAK, happened)
    if not record.known or record.service is None:
        return None
    service = fold(SERVICE, happened)
    flags = flags_of_break(record, service, definitions)
    review = record.review_at(at)
    decided_at, shared_at = record.decided_at, record.shared_at
    recorded = record.decided or (record.passed_on[0] if record.passed_on else None)
    completed_at = min((each.at for each in record.completed), default=None)
    base = shared_at or (None if record.share else decided_at)
    row = Row(
        break_id=BreakId(subject.partition(":")[2]),
        state=record.stage_at(at).value,
        person=record.person,
        peer=record.peer,
        match=record.match,
        acted_first=record.acted_first,
        shared=record.was_shared,
        first_aware_at=record.first_aware_at,
        decided_at=decided_at,
        decided_by=record.decided.by if record.decided is not None else None,
        decider_role=None if record.decider_role is None else record.decider_role.value,
        grounds=grounds_in(happened),
        consent=_latest(happened, ConfidentialityRecordAddedTo, "consent_answer"),
        shared_at=shared_at,
        recipients=_recipients(happened),
        completed_at=completed_at,
        telling=_telling(record),
        told_at=None if record.told is None else record.told.at,
        look_again_on=record.put_off[-1].look_again_on if record.put_off else None,
        review_due_at=None
        if base is None
        else working_days_after(base, definitions.break_reviewed_within_working_days),
        reviewed_at=None if review is None else review.at,
        reviewer=None if review is None else review.reviewer,
        outside=review is not None and review.outside,
        verdict=None
        if review is None
        else _latest(happened, ConfidentialityReviewCompleted, "verdict"),
        closed_at=None if record.closed is None else record.closed.at,
        gaps=[each.value for each in record.gaps],
        with_another=record.belongs_with_another,
        hours_to_decide=_hours(record.first_aware_at, decided_at),
        hours_to_record=None if recorded is None else _hours(recorded.at, recorded.recorded_at),
        hours_to_complete=_hours(shared_at, completed_at),
        hours_to_tell=_hours(shared_at, None if record.told is None else record.told.at),
        hours_to_review=_hours(base, None if review is None else review.at),
        flags=shown(flags, at),
    )
    return row, record


def _rows(
    subject: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    happened = as_of(events, true=true)
    found = row_of(happened, subject, definitions, at)
    if found is None:
        return Rows([])
    row, record = found
    flags = flags_of_break(record, fold(SERVICE, happened), definitions)
    values = {**msgspec.structs.asdict(row), "service": record.service}
    return Rows([values], next_change(flags, at))


def _hours(first: datetime | None, then: datetime | None) -> float | None:
    if first is None or then is None:
        return None
    return round(max(then - first, timedelta()) / HOUR, 2)


def _recipients(events: Iterable[Recorded]) -> list[str]:
    kinds = [
        recorded.event.recipient_kind
        for recorded in events
        if isinstance(recorded.event, InformationPassedOn)
    ]
    return sorted(
        {str(each) for each in kinds if each is not None and not isinstance(each, Sealed)}
    )


def _latest(events: Iterable[Recorded], kind: type[Event], field: str) -> str | None:
    said: str | None = None
    for recorded in events:
        value = getattr(recorded.event, field) if isinstance(recorded.event, kind) else None
        if value is not None and not isinstance(value, Sealed):
            said = str(value)
    return said


def _telling(record: Break) -> str | None:
    if record.told is not None:
        return TOLD
    if record.ruled_out is not None:
        return RULED_OUT
    return PUT_OFF if record.put_off else None


OF_SERVICE: frozenset[type[Event]] = frozenset({StaffNamed, StaffLeft, StaffSupervisorAssigned})
"""What of a service decides who can review."""

VIEW = View(
    "break_register",
    "break",
    table_of("break_register", Row),
    _rows,
    goes_by_definitions=True,
    opens=OPENS,
    of_service=OF_SERVICE,
)
LISTING = Listing(
    VIEW, Row, order="-decided_at,break_id", named={"person": "person", "peer": "peer"}
)
