"""The service's report: a draft for whoever may issue it, and what was issued for its readers."""

from datetime import date, datetime
from typing import Annotated, Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from api.desk import Desk
from application.ledger import Receipt
from application.perform import perform
from domain.people import ServiceReportId
from domain.service_report import IssueServiceReport
from projections.moments import moment_of
from projections.service_report import (
    ServiceReport,
    ServiceReports,
    counted_for,
    draft,
    issued_report,
    issued_reports,
    numbers_of,
)
from projections.sustainability import Sustainability, sustainability

KnownAt = Annotated[
    str | None, QueryParameter(name="known_at", description="Only what was recorded by then.")
]


def draft_of(desk: Desk, since: date, until: date, known_at: datetime | None) -> ServiceReport:
    """What would be issued. Only for whoever may issue it: drafts can be compared."""
    desk.must_ask(IssueServiceReport)
    known = None if known_at is None else desk.ledger.position_at(known_at)
    return draft(desk.look_back, since, until, known, desk.views.clock())


def issue(desk: Desk, command: IssueServiceReport, command_id: str | None) -> Receipt:
    """Issue a report: the numbers are recorded by the same command."""
    found = draft_of(desk, command.since, command.until, command.known_at)
    return perform(
        command,
        desk.ledger,
        by=desk.principal,
        service=desk.service,
        command_id=command_id,
        before=lambda follows: counted_for(found, follows),
    )


@get("/service_report", sync_to_thread=True, view="service_report")
def get_service_report(
    desk: NamedDependency[Desk],
    since: FromQuery[date],
    until: FromQuery[date],
    known_at: KnownAt = None,
) -> ServiceReport:
    """The report that would be issued for these days, small counts closed."""
    return draft_of(desk, since, until, moment_of(known_at, "known_at") if known_at else None)


@get("/service_reports", sync_to_thread=True, view="service_report")
def get_service_reports(desk: NamedDependency[Desk]) -> ServiceReports:
    """Every report that the service issued, the latest first."""
    return issued_reports(desk.look())


@get("/service_reports/{report:str}", sync_to_thread=True, view="service_report")
def get_issued_report(desk: NamedDependency[Desk], report: FromPath[str]) -> ServiceReport:
    """A report as it was issued. It never changes."""
    return issued_report(desk.look(), ServiceReportId(report))


@get(
    "/service_reports/{report:str}/numbers",
    sync_to_thread=True,
    media_type="text/csv",
    view="service_report",
)
def get_issued_numbers(desk: NamedDependency[Desk], report: FromPath[str]) -> Response[Any]:
    """The numbers of a report as they were issued, as CSV."""
    return numbers_file(desk, report)


def numbers_file(desk: Desk, report: str) -> Response[Any]:
    """The numbers of a report that was issued, to download."""
    return Response(
        numbers_of(desk.look(), ServiceReportId(report)),
        media_type="text/csv",
        headers={"content-disposition": f'attachment; filename="report-{report}.csv"'},
    )


@get("/sustainability", sync_to_thread=True, view="sustainability")
def get_sustainability(desk: NamedDependency[Desk], known_at: KnownAt = None) -> Sustainability:
    """How far the money goes, who asked for what, and what was spent."""
    at = moment_of(known_at, "known_at") if known_at else None
    return sustainability(desk.look(known_at=at, true_at=at))


HANDLERS = [
    get_sustainability,
    get_service_report,
    get_service_reports,
    get_issued_report,
    get_issued_numbers,
]
