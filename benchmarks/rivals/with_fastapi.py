"""The caseload with FastAPI and SQLAlchemy's mapper.

``uvicorn benchmarks.rivals.with_fastapi:app`` serves it; ``RIVAL_DATABASE`` is the file of
`tables.fill`.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

from fastapi import Cookie, Depends, FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, sessionmaker

from benchmarks.rivals.page import TEMPLATES, context_of
from benchmarks.rivals.tables import COORDINATOR, Audit, Line, Login, Staff, engine_at, hashed

app = FastAPI()
templates = Jinja2Templates(directory=TEMPLATES)
sessions = sessionmaker(engine_at(Path(os.environ["RIVAL_DATABASE"])), expire_on_commit=False)


class LineOut(BaseModel):
    """One line, as the interface gives it."""

    model_config = ConfigDict(from_attributes=True)

    person_id: str
    match: str | None
    coordinator_id: str | None
    state: str
    level: int | None
    peer_id: str | None
    referral: str | None
    since: datetime
    sessions: int
    last_session_at: datetime | None
    next_session_at: datetime | None
    flags: list[dict[str, str]]


class CaseloadOut(BaseModel):
    """All lines that somebody may see."""

    rows: list[LineOut]


def database() -> Iterator[Session]:
    """A session of the mapper for one request."""
    with sessions() as session:
        yield session


Database = Annotated[Session, Depends(database)]


def whoever_asks(session: Database, rival: Annotated[str | None, Cookie()] = None) -> Staff:
    """Who is signed in. Raises `HTTPException`."""
    known = Login.secret == hashed(rival or "")
    found = session.execute(select(Login).options(joinedload(Login.staff)).where(known))
    login = found.scalar_one_or_none()
    if login is None:
        raise HTTPException(401)
    return login.staff


Asking = Annotated[Staff, Depends(whoever_asks)]


def lines_of(session: Session, asking: Staff, coordinator: str | None) -> list[Line]:
    """The lines that somebody may see, and that they did."""
    wanted = select(Line).options(joinedload(Line.person), joinedload(Line.peer))
    if asking.role == COORDINATOR:
        wanted = wanted.where(Line.coordinator_id == asking.id)
    if coordinator:
        wanted = wanted.where(Line.coordinator_id == coordinator)
    lines = list(session.execute(wanted.order_by(Line.place)).scalars())
    people = [each.person_id for each in lines]
    session.add(Audit(at=datetime.now(UTC), staff_id=asking.id, view="caseload", people=people))
    session.commit()
    return lines


@app.get("/caseload", response_class=HTMLResponse)
def page(request: Request, session: Database, asking: Asking) -> Any:
    """The page."""
    lines = lines_of(session, asking, None)
    staff = {each.id: each.name for each in session.execute(select(Staff)).scalars()}
    return templates.TemplateResponse(request, "caseload.html", context_of(lines, staff))


@app.get("/api/v1/caseload", response_model=CaseloadOut)
def interface(session: Database, asking: Asking, coordinator: str | None = None) -> Any:
    """The same for programs."""
    return {"rows": lines_of(session, asking, coordinator)}
