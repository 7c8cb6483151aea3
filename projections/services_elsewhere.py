"""The directory of services elsewhere, to search and to choose from. It holds nobody's data."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import select

from domain.decider import Position, Recorded
from domain.definitions import Definitions
from domain.folds import as_of, fold, of_subject
from domain.listings import FIELDS, LISTING
from domain.people import DirectoryEntryId, ServiceId, Subject
from projections.catch_up import Scope, Views
from projections.listing import is_called
from projections.tables import table_of
from projections.view import Rows, View


class Row(msgspec.Struct, frozen=True):
    """One service elsewhere, as it describes itself."""

    listing: DirectoryEntryId
    name: str
    organisation: str
    description: str | None
    who_for: str | None
    how_to_ask: str | None
    area: str | None
    phone: str | None
    url: str | None


class ServicesElsewhere(msgspec.Struct, frozen=True):
    """What was found, by name, and the position that this reflects."""

    position: Position
    rows: list[Row]


def _rows(
    about: Subject,
    events: Sequence[Recorded],
    _definitions: Definitions,
    _at: datetime,
    true: datetime,
) -> Rows:
    listing = fold(LISTING, of_subject(as_of(events, true=true), about))
    if listing.said is None:
        return Rows([])
    said = dict(zip(FIELDS, listing.said, strict=True))
    identifier = about.partition(":")[2]
    return Rows([{"listing": identifier, **said, "service": listing.service or ""}])


VIEW = View("services_elsewhere", "listing", table_of("services_elsewhere", Row), _rows)


def services_elsewhere(views: Views, service: ServiceId, words: str = "") -> ServicesElsewhere:
    """The services in which every one of some words stands, by name; all of them without any."""
    views.current(VIEW.name, Scope(service))
    table = VIEW.table
    query = select(*(table.c[field] for field in Row.__struct_fields__))
    query = query.where(table.c.service == service).order_by(table.c.name, table.c.listing)
    with views.engine.connect() as db:
        rows = [Row(*each) for each in db.execute(query)]
    found = [row for row in rows if is_called([" ".join(_text(row))], words)]
    return ServicesElsewhere(views.ledger.head().position, found)


def _text(row: Row) -> list[str]:
    return [value for value in msgspec.structs.astuple(row)[1:] if isinstance(value, str)]
