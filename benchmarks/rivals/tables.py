"""The tables of both rivals, as an object-relational mapper has them, and what fills them."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

from infrastructure.credentials.tables import Moment

COORDINATOR, MANAGER = "COORDINATOR", "MANAGER"


class Base(DeclarativeBase):
    """What all tables have in common."""

    type_annotation_map: ClassVar = {datetime: Moment}


class Staff(Base):
    """Who signs in."""

    __tablename__ = "staff"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    role: Mapped[str]


class Login(Base):
    """Where somebody is signed in, by the hash of what their cookie holds."""

    __tablename__ = "login"
    secret: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    seen_at: Mapped[datetime]
    staff: Mapped[Staff] = relationship()


class Person(Base):
    """Somebody who is supported."""

    __tablename__ = "person"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class Peer(Base):
    """Somebody who supports."""

    __tablename__ = "peer"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class Line(Base):
    """One line of the caseload; ``place`` is its place in the usual order."""

    __tablename__ = "line"
    place: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    peer_id: Mapped[str | None] = mapped_column(ForeignKey("peer.id"))
    coordinator_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"), index=True)
    match: Mapped[str | None]
    referral: Mapped[str | None]
    state: Mapped[str]
    level: Mapped[int | None]
    since: Mapped[datetime]
    sessions: Mapped[int]
    last_session_at: Mapped[datetime | None]
    next_session_at: Mapped[datetime | None]
    flags: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    person: Mapped[Person] = relationship()
    peer: Mapped[Peer | None] = relationship()


class Audit(Base):
    """Who looked at whom."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    staff_id: Mapped[str]
    view: Mapped[str]
    people: Mapped[list[str]] = mapped_column(JSON)


def engine_at(path: Path) -> Engine:
    """The database, as durable as the product's."""
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _durable(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    return engine


def hashed(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def fill(
    path: Path, rows: Iterable[Any], names: Mapping[str, str], staff: Mapping[str, tuple[str, str]]
) -> None:
    """Write lines of the product's caseload, with names by subject (``person:…``).

    ``staff`` gives for each who signs in their role, and the secret of their cookie.
    """
    engine = engine_at(path)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        known = {**dict.fromkeys(staff), **{row.coordinator: None for row in rows}}
        for each in filter(None, known):
            role, secret = staff.get(each, (COORDINATOR, ""))
            session.add(Staff(id=each, name=names.get(f"staff:{each}", ""), role=role))
            if secret:
                now = datetime.now(UTC)
                session.add(Login(secret=hashed(secret), staff_id=each, seen_at=now))
        for noun, kind in (("person", Person), ("peer", Peer)):
            for each in {getattr(row, noun) for row in rows} - {None}:
                session.add(kind(id=each, name=names.get(f"{noun}:{each}", "")))
        for place, row in enumerate(rows):
            session.add(
                Line(
                    place=place,
                    person_id=row.person,
                    peer_id=row.peer,
                    coordinator_id=row.coordinator,
                    match=row.match,
                    referral=row.referral,
                    state=row.state,
                    level=row.level,
                    since=row.since,
                    sessions=row.sessions,
                    last_session_at=row.last_session_at,
                    next_session_at=row.next_session_at,
                    flags=row.flags,
                )
            )
        session.commit()
    engine.dispose()
