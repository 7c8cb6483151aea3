"""Whose person somebody has ever been, since when, and how long anything of theirs was open.

Nothing here is shown. A past list takes its candidates from it, and a list of today renews only
their rows. It may hold more people than a list shows, and never fewer: whoever is named in an
entry counts, and whatever may still be open is taken to be.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any, get_args, get_type_hints

from sqlalchemy import Column, Select, String, Table, or_, select

from domain.boundaries import BOUNDARIES
from domain.decider import Event, Recorded
from domain.definitions import DEFAULTS, Definitions
from domain.folds import as_of, fold, of_subject
from domain.people import ServiceId, StaffId, Subject
from domain.person import PersonRegistered
from projections.persons import OnePerson
from projections.view import Moment, Rows, View, metadata, subject_column

ENTRIES_LOOKED_BACK = 12
"""So many of the last entries may have come after everything was closed; more are not tried."""

STANDS_IN = "deputy"
"""The field for whoever stands in. No list gives them somebody else's people."""

table = Table(
    "responsibilities",
    metadata,
    subject_column(),
    Column("service", String, nullable=False, index=True),
    Column("staff", String, index=True),
    Column("since", Moment, nullable=False),
    Column("last_open_at", Moment),
)


def people_of(
    service: ServiceId,
    staff: str | None = None,
    *,
    known_at: datetime | None = None,
    open_then: bool = False,
) -> Select[Any]:
    """Select the people of a service, or those of one member of staff there.

    With ``known_at`` those of whom something was recorded by then; with ``open_then`` besides only
    those of whom something may have been open, as known at that moment.
    """
    query = select(table.c.subject).where(table.c.service == service)
    query = query.where(table.c.staff.is_(None) if staff is None else table.c.staff == staff)
    if known_at is not None:
        query = query.where(table.c.since <= known_at)
        if open_then:
            still = or_(table.c.last_open_at.is_(None), table.c.last_open_at >= known_at)
            query = query.where(still)
    return query


def _rows(
    subject: Subject,
    events: Sequence[Recorded],
    _definitions: Definitions,
    _at: datetime,
    _true: datetime,
) -> Rows:
    services: dict[ServiceId, datetime] = {}
    named: dict[str, datetime] = {}
    for recorded in events:
        if isinstance(recorded.event, PersonRegistered):
            services.setdefault(recorded.event.service, recorded.recorded_at)
        for staff in _staff_in(recorded.event):
            named.setdefault(staff, recorded.recorded_at)
    if not services:
        return Rows([])
    last_open_at = last_open(subject, events)
    everybody: list[tuple[str | None, datetime]] = [
        (None, events[0].recorded_at),
        *named.items(),
    ]
    return Rows(
        [
            {"service": service, "staff": staff, "since": since, "last_open_at": last_open_at}
            for service in services
            for staff, since in everybody
        ]
    )


def last_open(subject: Subject, events: Sequence[Recorded]) -> datetime | None:
    """The last moment at which, by what was known then, anything was or may have been open.

    None where something is open still. What was recorded later than it never counts.
    """
    latest = events[0].recorded_at
    for number in range(len(events), 0, -1):
        if number < len(events) - ENTRIES_LOOKED_BACK:
            return max(latest, events[number].recorded_at)
        closed_at = _closed_at(subject, events[:number])
        if closed_at is None:
            return None if number == len(events) else max(latest, events[number].recorded_at)
        latest = max(latest, closed_at)
    return latest


def _closed_at(subject: Subject, events: Sequence[Recorded]) -> datetime | None:
    """When all was closed, by these entries; none where something may be open."""
    one = OnePerson(of_subject(as_of(events), subject))
    latest = events[0].recorded_at
    for referral in one.referrals.values():
        if referral.arrived_at is not None and referral.ended is None:
            return None
    for identifier, match in one.matches.items():
        if match.proposed_at is None:
            continue
        if match.over_at is None or fold(BOUNDARIES, one.about(identifier)).encounters:
            return None  # how long meetings by chance count is for definitions to say
        latest = max(latest, match.over_at)
        for flag in one.safety_flags(identifier, DEFAULTS):
            if flag.until is None:
                return None
            latest = max(latest, flag.until)
    return latest


def _staff_in(event: Event) -> Iterator[str]:
    for field in _staff_fields(type(event)):
        named = getattr(event, field)
        yield from (named if isinstance(named, tuple) else (named,) if named else ())


@cache
def _staff_fields(kind: type[Event]) -> tuple[str, ...]:
    """The fields of an event that name members of staff who may be responsible from then on."""
    hints = get_type_hints(kind).items()
    return tuple(name for name, hint in hints if name != STANDS_IN and _names_staff(hint))


def _names_staff(hint: object) -> bool:
    return hint is StaffId or any(_names_staff(part) for part in get_args(hint))


VIEW = View("responsibilities", "person", table, _rows)
