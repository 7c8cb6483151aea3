"""Who holds which role, who has to do with which person, and who supervises whom, and when.

Three views over the same folds as every decision of the one policy. Lists of today take their scope
from what holds now; the register of access asks what held when.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Boolean, Column, ColumnElement, Index, String, Table, or_, select

from domain.access import ACCESS, RELATED, Held, Role
from domain.decider import Event, Position, Recorded
from domain.definitions import Definitions
from domain.folds import as_of, fold, of_subject
from domain.peer import PEER
from domain.people import ServiceId, Subject, subject
from domain.person import PERSON
from projections.catch_up import Views
from projections.openings import VIEW as OPENINGS
from projections.openings import openings
from projections.safeguarding.register import readable
from projections.view import Moment, Rows, View, metadata, subject_column

roles = Table(
    "roles",
    metadata,
    subject_column(),
    Column("service", String, nullable=False),
    Column("holder", String, nullable=False),
    Column("role", String, nullable=False),
    Column("over", String),
    Column("by_duty", Boolean, nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment),
    Index("roles_of_holders", "service", "holder"),
)
relationships = Table(
    "relationships",
    metadata,
    subject_column(),
    Column("service", String, nullable=False),
    Column("holder", String, nullable=False),
    Column("relation", String, nullable=False),
    Column("match", String),
    Column("since", Moment, nullable=False),
    Column("until", Moment),
    Index("relationships_of_holders", "service", "holder"),
)
supervisions = Table(
    "supervisions",
    metadata,
    subject_column(),
    Column("service", String, nullable=False),
    Column("holder", String, nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment),
    Index("supervisions_of_holders", "service", "holder"),
)


def _roles(
    about: Subject,
    events: Sequence[Recorded],
    _definitions: Definitions,
    _at: datetime,
    true: datetime,
) -> Rows:
    access = fold(ACCESS, of_subject(as_of(events, true=true), about))
    service = about.partition(":")[2]
    rows = [{**msgspec.structs.asdict(each), "service": service} for each in access.held]
    return Rows([{**each, "role": each["role"].value} for each in rows])


def _relationships(
    about: Subject,
    events: Sequence[Recorded],
    _definitions: Definitions,
    _at: datetime,
    true: datetime,
) -> Rows:
    happened = of_subject(as_of(events, true=true), about)
    service = fold(PERSON, happened).service or ""
    related = fold(RELATED, happened).related
    return Rows([{**each._asdict(), "service": service} for each in related])


def _supervisions(
    about: Subject,
    events: Sequence[Recorded],
    _definitions: Definitions,
    _at: datetime,
    true: datetime,
) -> Rows:
    happened = of_subject(as_of(events, true=true), about)
    rows: list[dict[str, Any]] = []
    peer = PEER.initial
    for recorded in happened:
        if type(recorded.event) in PEER.hears:
            before, peer = peer.supervisor, PEER.evolve(peer, recorded)
            if peer.supervisor != before and peer.supervisor is not None:
                _end(rows, recorded.event)
                holder = subject("staff", peer.supervisor)
                rows.append({"holder": holder, "since": recorded.event.at, "until": None})
    if rows and rows[-1]["until"] is None:
        rows[-1]["until"] = peer.left_at
    return Rows([{**each, "service": peer.service or ""} for each in rows])


def _end(rows: list[dict[str, Any]], event: Event) -> None:
    if rows:
        rows[-1]["until"] = event.at


ROLES = View("roles", "service", roles, _roles)
RELATIONSHIPS = View("relationships", "person", relationships, _relationships)
SUPERVISIONS = View("supervisions", "peer", supervisions, _supervisions)
VIEWS: tuple[View, ...] = (ROLES, RELATIONSHIPS, SUPERVISIONS)


@dataclass(frozen=True)
class Standing:
    """Where everybody stands in a service now: their roles, and whom they have to do with."""

    views: Views
    service: ServiceId
    _opened: dict[Subject, Mapping[Subject, Position]] = field(default_factory=dict)

    def held_by(self, holder: Subject | None) -> tuple[Held, ...]:
        """The roles of somebody, as they are at this moment."""
        if holder is None:
            return ()
        query = select(roles).where(roles.c.service == self.service, roles.c.holder == holder)
        self.views.catch_up([ROLES.name])
        with self.views.engine.connect() as db:
            found = db.execute(query.where(self._now(roles))).mappings().all()
        return tuple(
            Held(
                holder,
                Role(each["role"]),
                each["since"],
                each["until"],
                None if each["over"] is None else Subject(each["over"]),
                each["by_duty"],
            )
            for each in found
        )

    def people_of(self, holder: Subject) -> Collection[Subject]:
        """See `application.permissions.Relations`."""
        return self._subjects(RELATIONSHIPS, relationships, holder)

    def supervised_by(self, holder: Subject) -> Collection[Subject]:
        """See `application.permissions.Relations`."""
        return self._subjects(SUPERVISIONS, supervisions, holder)

    def concerns_of(self, holder: Subject) -> Collection[str]:
        """See `application.permissions.Relations`. Only staff are named for safeguarding."""
        noun, _colon, staff = holder.partition(":")
        return readable(self.views, self.service, staff) if noun == "staff" else ()

    def opened_by(self, holder: Subject) -> Mapping[Subject, Position]:
        """See `application.permissions.Relations`. It is looked up once for each answer."""
        if holder not in self._opened:
            self._opened[holder] = self._open_to(holder)
        return self._opened[holder]

    def _open_to(self, holder: Subject) -> Mapping[Subject, Position]:
        noun, _colon, staff = holder.partition(":")
        if noun != "staff":
            return {}
        self.views.catch_up([OPENINGS.name])
        now, kept = self.views.clock(), openings.c
        query = select(kept.person, kept.entry).where(
            kept.service == self.service, kept.staff == staff, kept.opened_at <= now
        )
        with self.views.engine.connect() as db:
            found = db.execute(query.where(kept.until > now)).all()
        return {subject("person", person): Position(entry) for person, entry in found}

    def _subjects(self, view: View, table: Table, holder: Subject) -> frozenset[Subject]:
        self.views.catch_up([view.name])
        query = select(table.c.subject).where(table.c.service == self.service)
        query = query.where(table.c.holder == holder, self._now(table))
        with self.views.engine.connect() as db:
            return frozenset(Subject(each) for each in db.scalars(query))

    def _now(self, table: Table) -> ColumnElement[bool]:
        now = self.views.clock()
        return (table.c.since <= now) & or_(table.c.until.is_(None), table.c.until > now)
