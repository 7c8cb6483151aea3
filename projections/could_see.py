"""Who could see one person at any time between two moments, and on what basis.

From the roles, relations and openings that held, as the one policy has them. A group that knew
somebody by name (`domain.belonging`) showed them to whoever leads it, and to everybody to whom
every group is shown.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Select, Table, or_, select

from application.looking import NO_CODES, Looking
from application.permissions import sees_everybody, sees_group
from domain.access import NOBODY, Relation, Role
from domain.belonging import LED, Named, by_coming, by_leading
from domain.decider import Position
from domain.gatherings import Attendance
from domain.group import GROUP
from domain.group_meetings import GROUP_LIFE
from domain.people import GroupId, PeerId, PersonId, ServiceId, Subject, subject
from domain.person import PERSON
from projections.catch_up import Views
from projections.openings import openings
from projections.relationships import relationships, roles, supervisions


class Basis(StrEnum):
    """On what somebody could see a person."""

    OPERATOR = "OPERATOR"
    ROLE = "ROLE"
    RELATION = "RELATION"
    CASE = "CASE"
    SUPERVISION = "SUPERVISION"
    OPENING = "OPENING"
    GROUP = "GROUP"


class Could(msgspec.Struct, frozen=True):
    """Somebody who could see the person for a time, and by what.

    ``opening`` is the entry of the log by which they let themselves in, where they did; ``group``
    the group through which they saw that somebody belongs to it, and nothing else.
    """

    who: str
    basis: Basis
    role: str | None
    relation: str | None
    since: datetime | None
    until: datetime | None
    opening: Position | None = None
    group: GroupId | None = None


class Between(NamedTuple):
    """A stretch of time, both ends in it."""

    since: datetime
    until: datetime


def could_see(
    views: Views, service: ServiceId, about: Subject, between: Between, position: Position
) -> list[Could]:
    """Everybody in a service who could see somebody, as known at a position of the log.

    The views of roles, relations, supervisions and openings have to be that far.
    """
    then = _Then(views, service, between)
    look = Looking(views.ledger, NO_CODES, service=service, now=views.clock(), upto=position)
    return [*then.by_standing(about), *_by_groups(then, look, about)]


def _by_groups(then: "_Then", look: Looking, about: Subject) -> Iterator[Could]:
    """Those to whom a group's page named somebody."""
    for named in _named(look, about):
        within = then.during(named.since, named.until)
        if within is not None:
            yield from within.shown_group(named.group, about)


def _named(look: Looking, about: Subject) -> list[Named]:
    """When groups knew somebody by name; nobody is named who died, or where all are counted."""
    noun, _colon, which = about.partition(":")
    if noun == "peer":
        return by_leading(PeerId(which), look.of_kinds(about, look.position, LED))
    came = by_coming(PersonId(which), look.of_kinds(about, look.position, GROUP_LIFE.hears))
    died_at = look(PERSON, about).died_at
    return [
        each if died_at is None else each._replace(until=min(each.until or died_at, died_at))
        for each in came
        if look(GROUP, subject("group", each.group)).attendance is Attendance.REGISTER
    ]


class _Then:
    """What held in a service at any time between two moments."""

    def __init__(self, views: Views, service: ServiceId, between: Between) -> None:
        self._views, self._service, self._between = views, service, between

    def by_standing(self, about: Subject) -> Iterator[Could]:
        """Everybody who could see somebody, by role, by one case, by relation, by supervision."""
        for each in self._all(select(roles), roles):
            role, over = Role(each["role"]), each["over"]
            if over == about:
                yield self._could(each, Basis.CASE, role=role)
            elif over is None and sees_everybody(role, about):
                yield self._could(each, Basis.ROLE, role=role)
        if about.startswith("person:"):
            yield from self._related(about)
            yield from self._opened(about)
        else:
            yield from self.supervising(about)

    def _related(self, person: Subject) -> Iterator[Could]:
        related = select(relationships).where(relationships.c.subject == person)
        for each in self._all(related, relationships):
            within = self.during(each["since"], each["until"])
            if within is None:
                continue
            if each["holder"] == NOBODY:
                yield from within.could_take_up()
                continue
            yield self._could(each, Basis.RELATION, relation=each["relation"])
            if each["relation"] == Relation.PEER_SUPPORTER:
                yield from within.supervising(each["holder"])

    def _opened(self, person: Subject) -> Iterator[Could]:
        """Those who let themselves in."""
        kept, between = openings.c, self._between
        query = select(kept.staff, kept.opened_at, kept.until, kept.entry).where(
            kept.service == self._service,
            kept.person == person.partition(":")[2],
            kept.opened_at <= between.until,
            kept.until > between.since,
        )
        with self._views.engine.connect() as db:
            found = db.execute(query.order_by(kept.entry)).all()
        for staff, opened_at, ends, entry in found:
            since, until = max(opened_at, between.since), min(ends, between.until)
            who = subject("staff", staff)
            yield Could(who, Basis.OPENING, None, None, since, until, Position(entry))

    def shown_group(self, group: GroupId, about: Subject) -> Iterator[Could]:
        """Those to whom a group's page was open, and who do not see everybody like this one."""
        for each in self._all(select(roles), roles):
            role, over = Role(each["role"]), each["over"]
            shown = sees_group(role, over, subject("group", group))
            if shown and not sees_everybody(role, about):
                found = self._could(each, Basis.GROUP, role=role)
                yield msgspec.structs.replace(found, group=group)

    def could_take_up(self) -> Iterator[Could]:
        """Whom nobody looks after yet is every coordinator's."""
        for each in self._all(select(roles), roles):
            if each["role"] == Role.COORDINATOR and each["over"] is None:
                yield self._could(
                    each, Basis.RELATION, role=Role.COORDINATOR, relation=Relation.UNASSIGNED
                )

    def supervising(self, peer: Subject) -> Iterator[Could]:
        """Those who held a peer supporter's supervision."""
        held = select(supervisions).where(supervisions.c.subject == peer)
        for each in self._all(held, supervisions):
            yield self._could(each, Basis.SUPERVISION, role=Role.SUPERVISOR)

    def during(self, since: datetime, until: datetime | None) -> "_Then | None":
        """The part of this time that lies between two other moments, if any does."""
        if since > self._between.until or (until is not None and until <= self._between.since):
            return None
        return _Then(self._views, self._service, Between(*self._within(since, until)))

    def _within(self, since: datetime, until: datetime | None) -> tuple[datetime, datetime]:
        """A stretch of time, as far as it is asked about."""
        ends = until or self._between.until
        return max(since, self._between.since), min(ends, self._between.until)

    def _could(
        self,
        each: dict[str, Any],
        basis: Basis,
        *,
        role: Role | None = None,
        relation: str | None = None,
    ) -> Could:
        since, until = self._within(each["since"], each["until"])
        return Could(str(each["holder"]), basis, role, relation, since, until)

    def _all(self, query: Select[Any], table: Table) -> list[dict[str, Any]]:
        query = query.where(table.c.service == self._service, self._overlaps(table))
        with self._views.engine.connect() as db:
            found = db.execute(query.order_by(table.c.since, table.c.holder)).mappings()
            return [dict(each) for each in found]

    def _overlaps(self, table: Table) -> ColumnElement[bool]:
        return (table.c.since <= self._between.until) & or_(
            table.c.until.is_(None), table.c.until > self._between.since
        )
