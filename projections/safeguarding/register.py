"""The register of safeguarding concerns: one row for each, for those alone who may see it.

Who may is said once (`domain.safeguarding.seeing`) and kept with the row; every door asks
`readable`. The kind is opened for the row, words nowhere but beside the concern.
"""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec
from sqlalchemy import Column, select

from application.scope import EVERYTHING
from domain.decider import Event, Recorded
from domain.definitions import Definitions
from domain.flags import next_change
from domain.folds import as_of, fold, of_subject
from domain.people import ActorId, ConcernId, ServiceId, Subject
from domain.personal import Sealed
from domain.safeguarding import SAFEGUARDING, SafeguardingConcern
from domain.safeguarding.events import ConcernRaised
from domain.safeguarding.language import OPEN
from domain.safeguarding.seeing import readers_of
from domain.safeguarding_flags import acknowledgement_due_at, flags_of_concern, report_due_at
from domain.service import SERVICE, StaffLeft, StaffNamed
from projections.catch_up import Views
from projections.directory import Directory
from projections.listing import Asked, Listed, Listing, listed
from projections.tables import Several, shown, table_of
from projections.view import Rows, View

OPENS: dict[type[Event], frozenset[str]] = {ConcernRaised: frozenset({"kind"})}
"""The code that a row shows."""

OF_SERVICE: frozenset[type[Event]] = frozenset({StaffNamed, StaffLeft})
"""What of a service decides who may see a concern."""


class Row(msgspec.Struct, frozen=True):
    """One concern. ``person``, ``peer`` and ``staff`` are whom it is about, the first of each.

    ``take_on_by`` and ``decide_by`` are its clocks; ``without_agreement`` counts reports to which
    nobody had agreed, ``without_record`` those of them that no break answers for.
    """

    concern: ConcernId
    state: str
    open: bool
    restricted: bool
    in_danger: str
    kind: str | None
    person: str | None
    peer: str | None
    staff: str | None
    raised_at: datetime
    raised_by: ActorId | None
    take_on_by: datetime | None
    taken_on_at: datetime | None
    decide_by: datetime | None
    decided_at: datetime | None
    reports: int
    without_agreement: int
    without_record: int
    second: ActorId | None
    review_on: date | None
    closed_at: datetime | None
    flags: list[dict[str, str]]


def row_of(
    concern: SafeguardingConcern,
    which: ConcernId,
    flags: list[dict[str, str]],
    definitions: Definitions,
    at: datetime,
    *,
    kind: str | None = None,
) -> Row | None:
    """The row of a concern at a moment; none before it was raised."""
    standing = concern.standing_at(at)
    if concern.raised is None or standing is None:
        return None
    waiting = [each for each in concern.decisions if each.second and each.answered is None]
    planned = [each.review_on for each in concern.decisions if each.review_on is not None]
    planned += [on for _review, on in concern.plan_reviews if on is not None]
    alone = [each for each in concern.reports if not each.agreed]
    return Row(
        concern=which,
        state=standing.value,
        open=standing in OPEN,
        restricted=concern.restricted,
        in_danger=concern.in_danger.value,
        kind=kind,
        person=min(concern.people, default=None),
        peer=min(concern.peers, default=None),
        staff=min(concern.staff, default=None),
        raised_at=concern.raised.at,
        raised_by=concern.raised.by,
        take_on_by=acknowledgement_due_at(concern, definitions),
        taken_on_at=concern.taken_on_at,
        decide_by=report_due_at(concern, definitions),
        decided_at=concern.settled_at(concern.begun_at),
        reports=len(concern.reports),
        without_agreement=len(alone),
        without_record=sum(concern.link_of(each) is None for each in alone),
        second=waiting[-1].second if waiting else None,
        review_on=planned[-1] if planned else None,
        closed_at=concern.closed[-1].at if concern.closed and standing not in OPEN else None,
        flags=flags,
    )


def _rows(
    subject: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    happened = of_subject(as_of(events, true=true), subject)
    concern: SafeguardingConcern = fold(SAFEGUARDING, happened)
    service = fold(SERVICE, happened)
    flags = flags_of_concern(concern, service, definitions)
    which = ConcernId(subject.partition(":")[2])
    row = row_of(concern, which, shown(flags, at), definitions, at, kind=_kind(happened))
    if row is None:
        return Rows([])
    hidden = {"seen_by": sorted(readers_of(concern, service)), "service": concern.service}
    return Rows([msgspec.structs.asdict(row) | hidden], next_change(flags, at))


def _kind(events: Sequence[Recorded]) -> str | None:
    for each in events:
        if isinstance(each.event, ConcernRaised):
            said = each.event.kind
            return None if said is None or isinstance(said, Sealed) else str(said)
    return None


concerns = table_of("concern_register", Row, Column("seen_by", Several, nullable=False))
VIEW = View(
    "concern_register",
    "concern",
    concerns,
    _rows,
    goes_by_definitions=True,
    opens=OPENS,
    of_service=OF_SERVICE,
)
LISTING = Listing(
    VIEW,
    Row,
    order="-open,-raised_at,concern",
    named={"person": "person", "peer": "peer", "staff": "staff", "second": "staff"},
)


def readable(views: Views, service: ServiceId, staff: str) -> frozenset[str]:
    """The concerns of a service that somebody may see now."""
    views.current(VIEW.name)
    query = select(concerns.c.concern, concerns.c.seen_by).where(concerns.c.service == service)
    with views.engine.connect() as db:
        return frozenset(which for which, readers in db.execute(query) if staff in readers)


def concern_register(
    views: Views, service: ServiceId, asked: Asked, directory: Directory
) -> Listed[Row]:
    """The concerns that may be seen, now or as of a moment; by what may be seen today."""
    everything = msgspec.structs.replace(asked, scope=EVERYTHING)
    found = listed(views, LISTING, service, everything, directory)
    rows = [row for row in found.rows if asked.scope.concerns.holds(row.concern)]
    return msgspec.structs.replace(found, rows=rows)
