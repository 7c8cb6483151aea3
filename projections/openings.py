"""Records that were opened by somebody who had nothing to do with the person, until judged."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.decider import Position, Recorded
from domain.definitions import Definitions
from domain.flags import first_of, next_change
from domain.folds import as_of, fold, of_subject
from domain.opening import OPENINGS, Opening
from domain.opening_flags import flags_of_opening, review_due_at
from domain.people import OpeningId, PersonId, StaffId, Subject
from projections.listing import Listing
from projections.tables import shown, table_of
from projections.view import Rows, View


class Row(msgspec.Struct, frozen=True):
    """A record that was opened.

    ``state`` is OPEN as long as it lets somebody see the record, ENDED when it does not any more
    and nobody has judged it, REVIEWED when somebody has. ``entry`` is where it stands in the log.
    ``review_late`` is what makes it red.
    """

    opening: OpeningId
    entry: Position
    state: str
    person: PersonId | None
    staff: StaffId | None
    opened_at: datetime
    until: datetime
    review_due_at: datetime
    review_late: bool
    reviewed_at: datetime | None
    reviewer: StaffId | None
    verdict: str | None
    flags: list[dict[str, str]]


def _rows(
    about: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    found = fold(OPENINGS, of_subject(as_of(events, true=true), about))
    opening = found.get(OpeningId(about.partition(":")[2]), Opening())
    if opening.at is None or opening.until is None:
        return Rows([])
    flags, due = flags_of_opening(opening, definitions), review_due_at(opening, definitions)
    row = Row(
        opening=OpeningId(about.partition(":")[2]),
        entry=opening.position,
        state=_state(opening, at),
        person=opening.person,
        staff=opening.staff,
        opened_at=opening.at,
        until=opening.until,
        review_due_at=due,
        review_late=opening.reviewed_at is None and at >= due,
        reviewed_at=opening.reviewed_at,
        reviewer=None if opening.reviewer is None else StaffId(opening.reviewer),
        verdict=None if opening.verdict is None else opening.verdict.value,
        flags=shown(flags, at),
    )
    values = {**msgspec.structs.asdict(row), "service": opening.service or ""}
    ends = opening.until if opening.until > at else None
    return Rows([values], first_of(next_change(flags, at), ends))


def _state(opening: Opening, at: datetime) -> str:
    if opening.reviewed_at is not None:
        return "REVIEWED"
    return "OPEN" if opening.is_open(at) else "ENDED"


openings = table_of("opened_records", Row)
VIEW = View("openings", "opening", openings, _rows)
LISTING = Listing(
    VIEW,
    Row,
    order="state,review_due_at,opening",
    named={"person": "person", "staff": "staff", "reviewer": "staff"},
)
