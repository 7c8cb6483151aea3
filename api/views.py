"""What can be seen through the JSON interface."""

from typing import Annotated, Any

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from api.desk import Desk
from domain.decider import Malformed
from domain.people import PeerId, PersonId
from projections.caseload import caseload
from projections.consistency import ConsistencyReport, consistency_report
from projections.definitions_in_force import DefinitionsShown, definitions_shown
from projections.dependency_indicators import dependency_indicators
from projections.directory import Directory
from projections.gatherings import GROUPS, PROGRAMMES, Gatherings, gatherings
from projections.moments import moment_of
from projections.naming import named
from projections.own_indicators import OwnIndicators, own_indicators_of
from projections.person_history import PersonHistory, person_history
from projections.view import View

MOST_ROWS = 500
USUAL_ROWS = 100
LONGEST_CURSOR = 9

KnownAt = Annotated[
    str | None,
    QueryParameter(name="known_at", description="Only what was recorded by this day or moment."),
]
TrueAt = Annotated[
    str | None,
    QueryParameter(name="true_at", description="Only what had happened by this day or moment."),
]
AtMoment = Annotated[
    str | None,
    QueryParameter(name="at", description="What held at this day or moment."),
]
InState = Annotated[
    str | None,
    QueryParameter(name="state", description="Only who stands here, for instance WAITING."),
]  # the framework keeps the plain name for itself


class NoSuchPage(Malformed):
    """A cursor was not given out by this view."""


class Page(msgspec.Struct, frozen=True):
    """Some rows of a view, and the cursor of the next, if there are more."""

    position: int
    known_at: str | None
    true_at: str | None
    rows: list[Any]
    next: str | None


@get("/caseload", sync_to_thread=True)
def get_caseload(
    desk: NamedDependency[Desk],
    *,
    coordinator: FromQuery[str | None] = None,
    in_state: InState = None,
    known_at: KnownAt = None,
    true_at: TrueAt = None,
    cursor: FromQuery[str | None] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=MOST_ROWS)] = USUAL_ROWS,
) -> Page:
    """Everybody whom the service looks after: now, or as it stood or was known."""
    found = caseload(
        desk.views,
        desk.service,
        coordinator=coordinator,
        state=in_state,
        known_at=moment_of(known_at, "known_at") if known_at else None,
        true_at=moment_of(true_at, "true_at") if true_at else None,
    )
    start = _start(cursor)
    rows = found.rows[start : start + limit]
    more = start + limit < len(found.rows)
    following = str(start + limit) if more else None
    return Page(found.position, known_at, true_at, list(rows), following)


@get("/person_history/{person:str}", sync_to_thread=True)
def get_person_history(
    desk: NamedDependency[Desk],
    person: FromPath[str],
    known_at: KnownAt = None,
    true_at: TrueAt = None,
) -> PersonHistory:
    """Every entry about a person, corrected and mistaken ones marked."""
    return person_history(
        desk.views,
        desk.opener,
        PersonId(person),
        known_at=moment_of(known_at, "known_at") if known_at else None,
        true_at=moment_of(true_at, "true_at") if true_at else None,
    )


@get("/groups", sync_to_thread=True)
def get_groups(
    desk: NamedDependency[Desk], known_at: KnownAt = None, true_at: TrueAt = None
) -> Gatherings:
    """Every group: where it stands, how many belong, when it met, what is due."""
    return _gatherings(desk, GROUPS, known_at, true_at)


@get("/programmes", sync_to_thread=True)
def get_programmes(
    desk: NamedDependency[Desk], known_at: KnownAt = None, true_at: TrueAt = None
) -> Gatherings:
    """Every course: where it stands, how many have a place, its next session, what is due."""
    return _gatherings(desk, PROGRAMMES, known_at, true_at)


def _gatherings(desk: Desk, view: View, known_at: str | None, true_at: str | None) -> Gatherings:
    return gatherings(
        desk.views,
        desk.opener,
        desk.service,
        view,
        known_at=moment_of(known_at, "known_at") if known_at else None,
        true_at=moment_of(true_at, "true_at") if true_at else None,
    )


@get("/dependency_indicators", sync_to_thread=True)
def get_dependency_indicators(
    desk: NamedDependency[Desk],
    *,
    match: FromQuery[str | None] = None,
    coordinator: FromQuery[str | None] = None,
    listed: FromQuery[bool] = False,
    known_at: KnownAt = None,
    true_at: TrueAt = None,
    cursor: FromQuery[str | None] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=MOST_ROWS)] = USUAL_ROWS,
) -> Page:
    """What about each match is worth a conversation, a review together, or acting today."""
    found = dependency_indicators(
        desk.views,
        desk.service,
        match=match,
        coordinator=coordinator,
        listed=listed,
        known_at=moment_of(known_at, "known_at") if known_at else None,
        true_at=moment_of(true_at, "true_at") if true_at else None,
    )
    start = _start(cursor)
    rows = named(found.rows[start : start + limit], Directory(desk.views, desk.opener))
    more = start + limit < len(found.rows)
    following = str(start + limit) if more else None
    return Page(found.position, known_at, true_at, list(rows), following)


@get("/own_indicators/{peer:str}", sync_to_thread=True)
def get_own_indicators(desk: NamedDependency[Desk], peer: FromPath[str]) -> OwnIndicators:
    """A peer supporter's own load and well-being: for them and their supervisor alone."""
    return own_indicators_of(desk.views, PeerId(peer))


@get("/definitions", sync_to_thread=True)
def get_definitions(desk: NamedDependency[Desk], at: AtMoment = None) -> DefinitionsShown:
    """The thresholds and due times that the service goes by, now or at a moment."""
    return definitions_shown(desk.views, desk.service, moment_of(at, "at") if at else None)


@get("/consistency", sync_to_thread=True)
def get_consistency(
    desk: NamedDependency[Desk], known_at: KnownAt = None, true_at: TrueAt = None
) -> ConsistencyReport:
    """How many are within what each offer asks of everybody, by exception, and outside of it."""
    return consistency_report(
        desk.views,
        desk.service,
        known_at=moment_of(known_at, "known_at") if known_at else None,
        true_at=moment_of(true_at, "true_at") if true_at else None,
    )


def _start(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit()) or len(cursor) > LONGEST_CURSOR:
        raise NoSuchPage("Use the cursor of the page before.", field="cursor")
    return int(cursor)


HANDLERS = [
    get_caseload,
    get_dependency_indicators,
    get_own_indicators,
    get_person_history,
    get_groups,
    get_programmes,
    get_definitions,
    get_consistency,
]
