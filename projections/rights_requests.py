"""Requests by which people use their rights, with the day by which each is to be answered."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.decider import Recorded
from domain.definitions import Definitions
from domain.flags import first_of, next_change
from domain.folds import as_of, fold, of_subject
from domain.people import PeerId, PersonId, RightsRequestId, StaffId, Subject
from domain.rights import REQUEST, Request
from domain.rights_flags import flags_of_request
from projections.listing import Listing
from projections.tables import shown, table_of
from projections.view import Rows, View


class Row(msgspec.Struct, frozen=True):
    """A request.

    ``state`` is OPEN, STANDS_STILL (it is not clear yet who asked or what for), ANSWERED or
    WITHDRAWN; ``due_at`` the last moment for the answer, nothing while the clock stands still.
    ``extended`` says that two months were added; ``holds`` that the record is only kept for now
    because of it.
    """

    rights_request: RightsRequestId
    right: str
    state: str
    person: PersonId | None
    peer: PeerId | None
    staff: StaffId | None
    received_at: datetime
    due_at: datetime | None
    extended: bool
    holds: bool
    over_at: datetime | None
    outcome: str | None
    flags: list[dict[str, str]]


def _rows(
    subject: Subject,
    events: Sequence[Recorded],
    _definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    request = fold(REQUEST, of_subject(as_of(events, true=true), subject))
    if request.received_at is None or request.right is None:
        return Rows([])
    flags = flags_of_request(request)
    row = Row(
        rights_request=RightsRequestId(subject.partition(":")[2]),
        right=request.right.value,
        state=_state(request, at),
        person=request.person,
        peer=request.peer,
        staff=request.staff,
        received_at=request.received_at,
        due_at=request.due_at,
        extended=request.extended_at is not None,
        holds=request.holds_at(at),
        over_at=request.over_at,
        outcome=request.outcome.value if request.outcome else None,
        flags=shown(flags, at),
    )
    values = {**msgspec.structs.asdict(row), "service": request.service or ""}
    return Rows([values], first_of(next_change(flags, at)))


def _state(request: Request, at: datetime) -> str:
    if request.over_at is not None:
        return "ANSWERED" if request.answered_at is not None else "WITHDRAWN"
    return "STANDS_STILL" if request.stands_still_at(at) else "OPEN"


VIEW = View("rights_requests", "rights_request", table_of("rights_requests", Row), _rows)
LISTING = Listing(
    VIEW,
    Row,
    order="over_at,due_at,received_at,rights_request",
    named={"person": "person", "peer": "peer", "staff": "staff"},
)
