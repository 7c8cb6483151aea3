"""Groups and courses: where each stands, how many belong, when it met, what is due.

The names stay sealed in the view (`projections.kept`) and are opened where they are shown.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Column, LargeBinary

from domain.concern_between_peers import CONCERNS
from domain.decider import Recorded
from domain.definitions import Definitions
from domain.flags import Flag, next_change
from domain.folds import as_of, fold, of_subject
from domain.group import GROUP, GroupPlanned
from domain.group import Stage as GroupStage
from domain.group_flags import flags_of_group, flags_of_programme
from domain.group_meetings import GROUP_LIFE, Membership
from domain.people import ServiceId, Subject
from domain.programme import PROGRAMME, ProgrammeDesigned
from domain.programme import Stage as ProgrammeStage
from domain.programme_places import COURSE
from projections.catch_up import Views
from projections.directory import name_in
from projections.kept import keep, kept
from projections.listing import (
    USUALLY,
    Asked,
    Listed,
    Listing,
    checked_order,
    in_order,
    is_called,
    matching,
    values_of,
)
from projections.opening import Opener
from projections.tables import shown, table_of
from projections.view import Rows, View


class Row(msgspec.Struct, frozen=True):
    """One group or course.

    ``people`` counts those who belong to a group now, or hold a place on a course. ``meetings``
    counts those held; ``last_met_at`` is the end of the latest.
    """

    id: str
    name: str
    state: str
    coordinator: str | None
    people: int
    places: int | None
    meetings: int
    last_met_at: datetime | None
    next_at: datetime | None
    flags: list[dict[str, str]]


Gatherings = Listed[Row]


class Kept(msgspec.Struct, frozen=True):
    """A line as it is kept: with the entry that names it, sealed, instead of a name."""

    id: str
    state: str
    coordinator: str | None
    people: int
    places: int | None
    meetings: int
    last_met_at: datetime | None
    next_at: datetime | None
    flags: list[dict[str, str]]
    kind: str


def gatherings(
    views: Views,
    opener: Opener,
    service: ServiceId,
    view: View,
    asked: Asked = USUALLY,
) -> Gatherings:
    """The groups (`GROUPS`) or courses (`PROGRAMMES`) of a service, now or as of a moment.

    Raises `UnknownField` and `NotAFilter`.
    """
    chosen = matching(Row, asked.where)
    listing = Listing(view, Row, order="name,id")
    order = checked_order(listing, asked.sort)
    kept_as = Listing(view, Kept, order="id", whose={"gathering": "id"})
    position, found = values_of(views, kept_as, service, asked, "entry")
    rows = [row for each in found if chosen(row := _opened(each, opener))]
    if asked.name:
        rows = [row for row in rows if is_called([row.name], asked.name)]
    return Listed(position, asked.known_at, asked.true_at, in_order(rows, listing, order, {}))


def _opened(values: dict[str, Any], opener: Opener) -> Row:
    name = name_in(opener.open(kept(values["kind"], values["entry"])).event)
    fields = {field: values[field] for field in Row.__struct_fields__ if field in values}
    return Row(**{**fields, "name": name})


def _group_rows(
    subject: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    happened = of_subject(as_of(events, true=true), subject)
    group, life = fold(GROUP, happened), fold(GROUP_LIFE, happened)
    planned = _entry(happened, GroupPlanned)
    if planned is None or group.stage_at(at) is GroupStage.UNKNOWN:
        return Rows([])
    flags = flags_of_group(group, life, fold(CONCERNS, happened), definitions)
    belong = life.members_at(at).values()
    held = [meeting.ended_at for meeting in life.meetings.values()]
    values = {
        "service": group.service or "",
        "id": subject.partition(":")[2],
        "state": group.stage_at(at).value,
        "coordinator": group.coordinator,
        "people": sum(each in (Membership.JOINED, Membership.ATTENDING) for each in belong),
        "places": None,
        "meetings": len(held),
        "last_met_at": max(held, default=None),
        "next_at": None,
    }
    return Rows([_row(values, flags, planned, at)], next_change(flags, at))


def _programme_rows(
    subject: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    happened = of_subject(as_of(events, true=true), subject)
    programme, course = fold(PROGRAMME, happened), fold(COURSE, happened)
    designed = _entry(happened, ProgrammeDesigned)
    if designed is None or programme.stage_at(at) is ProgrammeStage.UNKNOWN:
        return Rows([])
    flags = flags_of_programme(programme, course, fold(CONCERNS, happened), definitions)
    to_come = [day for day in programme.dates if day > at and programme.over_at is None]
    values = {
        "service": programme.service or "",
        "id": subject.partition(":")[2],
        "state": programme.stage_at(at).value,
        "coordinator": programme.coordinator,
        "people": course.taken_at(at, programme),
        "places": programme.places,
        "meetings": len(course.held),
        "last_met_at": max(course.held.values(), default=None),
        "next_at": min(to_come, default=None),
    }
    turns = [each for each in (next_change(flags, at), *to_come) if each is not None]
    return Rows([_row(values, flags, designed, at)], min(turns, default=None))


def _entry_column() -> Column[Any]:
    return Column("entry", LargeBinary, nullable=False)


def _entry(happened: Sequence[Recorded], kind: type) -> Recorded | None:
    return next((each for each in happened if isinstance(each.event, kind)), None)


def _row(
    values: dict[str, Any], flags: Sequence[Flag], naming: Recorded, at: datetime
) -> dict[str, Any]:
    kind = type(naming.event).__name__
    return {**values, "flags": shown(flags, at), "kind": kind, "entry": keep(naming)}


GROUPS = View(
    "groups",
    "group",
    table_of("groups", Kept, _entry_column()),
    _group_rows,
    goes_by_definitions=True,
)
PROGRAMMES = View(
    "programmes",
    "programme",
    table_of("programmes", Kept, _entry_column()),
    _programme_rows,
    goes_by_definitions=True,
)
