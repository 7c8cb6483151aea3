"""Who could see, and who did see, one person between two moments, and on what basis.

What was seen comes from the log of reads, by its subject. What could be seen comes from the roles,
relations and openings that held at any time in between, as the one policy has them.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Select, Table, or_, select

from application.permissions import sees_everybody
from application.register import Register
from domain.access import NOBODY, AnswerGiven, AnswerRefused, Relation, Role, reader_in
from domain.decider import Malformed, Position, Recorded
from domain.people import LOCAL_OPERATOR, ServiceId, Subject, subject
from projections.catch_up import Views
from projections.openings import VIEW as OPENINGS
from projections.openings import openings
from projections.relationships import (
    RELATIONSHIPS,
    ROLES,
    SUPERVISIONS,
    relationships,
    roles,
    supervisions,
)

MOST_ENTRIES = 5_000
"""So many reads stand in one answer, the latest first; ``until`` asks for those before."""


class Basis(StrEnum):
    """On what somebody could see a person."""

    OPERATOR = "OPERATOR"
    ROLE = "ROLE"
    RELATION = "RELATION"
    CASE = "CASE"
    SUPERVISION = "SUPERVISION"
    OPENING = "OPENING"


class Could(msgspec.Struct, frozen=True):
    """Somebody who could see the person for a time, and by what.

    ``opening`` is the entry of the log by which they let themselves in, where they did.
    """

    who: str
    basis: Basis
    role: str | None
    relation: str | None
    since: datetime | None
    until: datetime | None
    opening: Position | None = None


class Did(msgspec.Struct, frozen=True):
    """One answer that was given or refused, by its place in the log of reads."""

    position: Position
    at: datetime
    who: str
    view: str
    given: bool
    basis: tuple[str, ...]
    opening: Position | None
    refusal: str | None


class AccessRegister(msgspec.Struct, frozen=True):
    """Both, for one person or peer supporter, and how far log and log of reads reached.

    ``more_until`` is the moment to ask up to for the reads before these, if there are more.
    """

    subject: Subject
    since: datetime
    until: datetime
    could_see: list[Could]
    did_see: list[Did]
    position: Position
    reads: Position
    more_until: datetime | None


class NotAStretchOfTime(Malformed):
    """It begins after its end."""


class Between(NamedTuple):
    """A stretch of time, both ends in it."""

    since: datetime
    until: datetime


def access_register(
    views: Views, register: Register, service: ServiceId, about: Subject, between: Between
) -> AccessRegister:
    """Who could see and who did see somebody in a service. Raises `NotAStretchOfTime`."""
    if between.since > between.until:
        raise NotAStretchOfTime("Begin before the end.", field="since")
    position = views.catch_up([ROLES.name, RELATIONSHIPS.name, SUPERVISIONS.name, OPENINGS.name])
    could = [Could(LOCAL_OPERATOR, Basis.OPERATOR, None, None, None, None)]
    could += _Then(views, service, between).could_see(about)
    latest = register.latest(about, *between, MOST_ENTRIES)
    return AccessRegister(
        subject=about,
        since=between.since,
        until=between.until,
        could_see=could,
        did_see=[_did(each) for each in reversed(latest.entries)],
        position=position,
        reads=register.position(),
        more_until=None if latest.all else latest.entries[0].recorded_at,
    )


def _did(recorded: Recorded) -> Did:
    event = recorded.event
    given = event if isinstance(event, AnswerGiven) else None
    return Did(
        position=recorded.position,
        at=recorded.recorded_at,
        who=reader_in(recorded.tags),
        view=getattr(event, "view", ""),
        given=given is not None,
        basis=() if given is None else given.basis,
        opening=None if given is None else given.opening,
        refusal=event.rule if isinstance(event, AnswerRefused) else None,
    )


class _Then:
    """What held in a service at any time between two moments."""

    def __init__(self, views: Views, service: ServiceId, between: Between) -> None:
        self._views, self._service, self._between = views, service, between

    def could_see(self, about: Subject) -> Iterator[Could]:
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
            within = _Then(self._views, self._service, Between(*self._clipped(each)))
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

    def _clipped(self, each: dict[str, Any]) -> tuple[datetime, datetime]:
        ends = each["until"] or self._between.until
        return max(each["since"], self._between.since), min(ends, self._between.until)

    def _could(
        self,
        each: dict[str, Any],
        basis: Basis,
        *,
        role: Role | None = None,
        relation: str | None = None,
    ) -> Could:
        since, until = self._clipped(each)
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


def subject_of(person: str | None, peer: str | None) -> Subject:
    """The one who is asked about. Raises `NotOneSubject`."""
    if (person is None) == (peer is None):
        raise NotOneSubject("Name one person, or one peer supporter.", field="person")
    return subject("person", person) if person is not None else subject("peer", peer or "")


class NotOneSubject(Malformed):
    """The register is asked about exactly one."""
