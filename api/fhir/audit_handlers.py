"""Where the log of reads is asked for as AuditEvents: by whom an answer was about."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from api.desk import Desk
from api.fhir.audit_events import Name, bundle, name_in, resource
from api.fhir.handlers import (
    FHIR_JSON,
    NOT_THERE,
    NotAPatient,
    Resource,
    answered,
    not_found,
)
from domain.decider import EPOCH, Malformed
from domain.people import IDENTIFIER, Subject, subject
from domain.periods import end_of, start_of
from projections.moments import moment_of

VIEW = "fhir_audit_event"
MOST, USUAL = 500, 100
MOST_AT_ONCE = 256
"""So many answers may have been noted in one moment: they leave together."""

NEXT = timedelta(microseconds=1)
DAY = len("2026-05-05")


class NotAMoment(Malformed):
    """A stretch of time is not written as FHIR writes it."""


@get("/AuditEvent", sync_to_thread=True, media_type=FHIR_JSON, view=VIEW)
def search_audit_events(
    desk: NamedDependency[Desk],
    request: Request[Any, Any, Any],
    *,
    patient: Annotated[
        str, QueryParameter(description="About whom: `Patient/ID` or the identifier alone.")
    ],
    date: Annotated[
        list[str] | None,
        QueryParameter(description="When it was noted: `ge`, `gt`, `le`, `lt` and a moment."),
    ] = None,
    before: Annotated[
        int | None, QueryParameter(description="Before this place in the log of reads.", ge=1)
    ] = None,
    _count: Annotated[int, QueryParameter(name="_count", ge=1, le=MOST)] = USUAL,
) -> Response[Resource]:
    """Every answer that was given or refused about one person, the latest first."""
    identifier = patient.removeprefix("Patient/")
    if IDENTIFIER.fullmatch(identifier) is None:
        raise NotAPatient("Write patient as Patient/ID.", field="patient")
    since, until = stretch(date or [], desk.views.clock())
    about = about_of(desk, identifier)
    server = f"{request.base_url}fhir/r4"
    if about is None:
        return answered(bundle([], server, None))
    latest = desk.register.latest(about, since, until, _count + MOST_AT_ONCE)
    found = [each for each in latest.entries if before is None or each.position < before]
    some = found[-_count:]
    more = not latest.all or len(found) > len(some)
    following = None
    if more and some:
        first = some[0]
        when = [each for each in date or [] if each[:2] in {"ge", "gt"}]
        said = [("patient", identifier), *(("date", each) for each in when)]
        said += [("date", f"le{first.recorded_at.isoformat()}"), ("before", str(first.position))]
        following = f"{server}/AuditEvent?{urlencode([*said, ('_count', str(_count))])}"
    return answered(
        bundle([resource(each, about, server) for each in reversed(some)], server, following)
    )


@get(
    "/AuditEvent/{name:str}",
    sync_to_thread=True,
    media_type=FHIR_JSON,
    responses=NOT_THERE,
    view=VIEW,
)
def read_audit_event(
    desk: NamedDependency[Desk], request: Request[Any, Any, Any], name: FromPath[str]
) -> Response[Resource]:
    """One answer, as it concerns one of those whom it was about."""
    named: Name | None = name_in(name)
    if named is None:
        return not_found("No such entry is known.")
    must_be_theirs(desk, named.about)
    recorded = desk.register.entry(named.position)
    if recorded is None or named.about not in recorded.tags:
        return not_found("No such entry is known.")
    return answered(resource(recorded, named.about, f"{request.base_url}fhir/r4"))


def about_of(desk: Desk, identifier: str) -> Subject | None:
    """Whom an identifier means; nobody where it is nobody's. Raises `NotPermitted`."""
    for noun in ("person", "peer"):
        about = subject(noun, identifier)
        if desk.ledger.history(about):
            must_be_theirs(desk, about)
            return about
    return None


def must_be_theirs(desk: Desk, about: Subject) -> None:
    """Raise `NotPermitted` unless one may know who saw somebody; everybody may of themself."""
    holder = desk.principal.holder or ""
    if about == holder:
        desk.note(about)
    elif holder.startswith("peer:"):
        desk.refuse(VIEW, about)
    else:
        desk.must_reach(VIEW, about)


def stretch(dates: list[str], now: datetime) -> tuple[datetime, datetime]:
    """The stretch of time that is asked about. Raises `NotAMoment`."""
    since, until = EPOCH, now
    for said in dates:
        prefix, written = (said[:2], said[2:]) if said[:2].isalpha() else ("eq", said)
        first, last = _moments(written)
        match prefix:
            case "ge":
                since = max(since, first)
            case "gt":
                since = max(since, last + NEXT)
            case "le":
                until = min(until, last)
            case "lt":
                until = min(until, first - NEXT)
            case "eq":
                since, until = max(since, first), min(until, last)
            case _:
                raise NotAMoment("Begin date with ge, gt, le or lt.", field="date")
    return since, until


def _moments(written: str) -> tuple[datetime, datetime]:
    """The first and the last moment that a date or a moment stands for."""
    moment = moment_of(written.replace(" ", "+"), "date").astimezone(UTC)
    if len(written) == DAY:
        day = datetime.fromisoformat(written).date()
        return start_of(day), end_of(day)
    return moment, moment


HANDLERS = [search_audit_events, read_audit_event]
