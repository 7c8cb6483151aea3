"""Groups and courses: where each stands, how many belong, when it met, what is due.

The names stay sealed in the view (`projections.kept`) and are opened where they are shown.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Column, Integer, LargeBinary, String, Table, Text, select

from domain.concern_between_peers import CONCERNS
from domain.decider import Position, Recorded
from domain.definitions import Definitions
from domain.flags import Flag, next_change, standing
from domain.folds import ALWAYS, as_of, fold, of_subject
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
from projections.opening import Opener
from projections.view import Moment, Rows, View, metadata, subject_column


def _table(name: str) -> Table:
    return Table(
        name,
        metadata,
        subject_column(),
        Column("service", String, nullable=False, index=True),
        Column("id", String, nullable=False),
        Column("state", String, nullable=False),
        Column("coordinator", String),
        Column("people", Integer, nullable=False),
        Column("places", Integer),
        Column("meetings", Integer, nullable=False),
        Column("last_met_at", Moment),
        Column("next_at", Moment),
        Column("flags", Text, nullable=False),
        Column("kind", String, nullable=False),
        Column("entry", LargeBinary, nullable=False),
    )


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


class Gatherings(msgspec.Struct, frozen=True):
    """Groups, or courses, and the position that they reflect."""

    position: Position
    known_at: datetime | None
    true_at: datetime | None
    rows: list[Row]


def gatherings(
    views: Views,
    opener: Opener,
    service: ServiceId,
    view: View,
    *,
    known_at: datetime | None = None,
    true_at: datetime | None = None,
) -> Gatherings:
    """The groups (`GROUPS`) or courses (`PROGRAMMES`) of a service, now or as of a moment."""
    if known_at is None and true_at is None:
        position = views.current(view.name)
        query = select(view.table).where(view.table.c.service == service)
        with views.engine.connect() as db:
            values = [dict(row._mapping) for row in db.execute(query)]
    else:
        ledger = views.ledger
        position = ledger.head().position
        if known_at is not None:
            position = ledger.position_at(known_at)
        moment = true_at or known_at or views.clock()
        definitions = views.definitions_known_at(position).of(service, moment)
        values = [
            row
            for each in ledger.subjects(view.noun, position)
            for row in view.rows(
                each,
                ledger.history(each, position),
                definitions,
                moment,
                true_at or ALWAYS,
            ).values
            if row["service"] == service
        ]
    rows = sorted((_opened(each, opener) for each in values), key=lambda row: (row.name, row.id))
    return Gatherings(position, known_at, true_at, rows)


def _opened(values: dict[str, Any], opener: Opener) -> Row:
    name = name_in(opener.open(kept(values["kind"], values["entry"])).event)
    fields = {field: values[field] for field in Row.__struct_fields__ if field in values}
    return Row(**{**fields, "name": name, "flags": json.loads(values["flags"])})


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


def _entry(happened: Sequence[Recorded], kind: type) -> Recorded | None:
    return next((each for each in happened if isinstance(each.event, kind)), None)


def _row(
    values: dict[str, Any], flags: Sequence[Flag], naming: Recorded, at: datetime
) -> dict[str, Any]:
    shown = sorted({(flag.code, flag.sentence) for flag in standing(flags, at)})
    listed = [{"code": code, "sentence": sentence} for code, sentence in shown]
    kind = type(naming.event).__name__
    return {**values, "flags": json.dumps(listed), "kind": kind, "entry": keep(naming)}


GROUPS = View("groups", "group", _table("groups"), _group_rows, goes_by_definitions=True)
PROGRAMMES = View(
    "programmes", "programme", _table("programmes"), _programme_rows, goes_by_definitions=True
)
