"""The page of the service's report: what was issued, and for a manager what would be."""

from datetime import date, timedelta
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath, RawBody
from litestar.response import Redirect, Template

from api.pages.forms import given_in
from api.pages.frame import Asking, AtDesk, page
from api.service_reports import draft_of, numbers_file
from domain.decider import Refusal
from domain.people import ServiceReportId
from domain.periods import local_day
from domain.service_report import IssueServiceReport, NotAPeriod
from projections.equality import quarter_end
from projections.service_report import ServiceReport, issued_report, issued_reports, name_of
from projections.service_report.pictures import as_svg, pictures_of
from projections.service_report.printed import as_pdf, days_of
from projections.service_report.words import BESIDE, how_many_closed, in_sections

PATH = "/report"
HELP = (
    "Numbers for funders, boards and partners. Counts of fewer than five are closed, and as many "
    "more as it takes that none can be worked out, from a report that was issued before neither. "
    "A report that was issued stays as it is; what is learned later stands in the next one."
)
KEY = "key"


@get(PATH, sync_to_thread=True, view="service_report")
def report_page(request: Asking, desk: AtDesk) -> Template:
    """Past issues; for whoever may issue one, the days to choose and what would be told."""
    return _page(desk, dict(request.query_params))


@post(PATH, sync_to_thread=True, view="service_report", status_code=200)
def issue_report(desk: AtDesk, body: RawBody) -> Template | Redirect:
    """Issue the report for the days that were looked at."""
    given = {name: values[-1] for name, values in given_in(body).items()}
    try:
        since, until = _days(given)
        command = IssueServiceReport(service=desk.service, since=since, until=until)
        receipt = desk.perform(command, command_id=given.get(KEY) or None)
    except Refusal as no:
        return _page(desk, given, str(no), getattr(no, "field", None))
    issued: Any = receipt.events[-1].event
    return Redirect(f"{PATH}/{issued.service_report}?saved=report")


@get(f"{PATH}/{{report:str}}", sync_to_thread=True, view="service_report")
def issued_page(desk: AtDesk, report: FromPath[str]) -> Template:
    """A report as it was issued."""
    found = issued_report(desk.look(), ServiceReportId(report))
    return page(
        "issued_report.html",
        here=PATH,
        breadcrumbs=[{"label": "Report", "href": PATH}],
        position=found.position,
        help=HELP,
        **_told(found),
        issued=f"{local_day(found.issued_at):%-d %B %Y}" if found.issued_at else "",
        numbers_href=f"{PATH}/{report}/numbers.csv",
        pdf_href=f"{PATH}/{report}/report.pdf",
    )


@get(f"{PATH}/{{report:str}}/numbers.csv", sync_to_thread=True, view="service_report")
def report_numbers(desk: AtDesk, report: FromPath[str]) -> Response[Any]:
    """The numbers, to download."""
    return numbers_file(desk, report)


@get(f"{PATH}/{{report:str}}/report.pdf", sync_to_thread=True, view="service_report")
def report_pdf(desk: AtDesk, report: FromPath[str]) -> Response[bytes]:
    """The same on paper."""
    found = issued_report(desk.look(), ServiceReportId(report))
    return Response(
        as_pdf(found, name_of(desk.look())),
        media_type="application/pdf",
        headers={"content-disposition": f'attachment; filename="report-{report}.pdf"'},
    )


def _page(
    desk: AtDesk, given: dict[str, str], problem: str | None = None, field: str | None = None
) -> Template:
    past = issued_reports(desk.look())
    may, told, since, until = desk.may_ask(IssueServiceReport), None, "", ""
    if may:
        first, last = _usual(desk)
        since, until = given.get("since") or str(first), given.get("until") or str(last)
        if "since" in given and problem is None:
            try:
                told = _told(draft_of(desk, *_days(given), None))
            except NotAPeriod as no:
                problem, field = str(no), no.field
    return page(
        "report.html",
        here=PATH,
        status=400 if problem else 200,
        errors=[{"text": problem, "field": field}] if problem else None,
        position=past.position,
        help=HELP,
        may_issue=may,
        since=since,
        until=until,
        told=told,
        past=[
            [
                {"text": f"{each.since:%-d %B %Y} to {each.until:%-d %B %Y}",
                 "href": f"{PATH}/{each.service_report}"},
                f"{local_day(each.issued_at):%-d %B %Y}" if each.issued_at else "",
            ]
            for each in past.reports
        ],
    )  # fmt: skip


def _told(report: ServiceReport) -> dict[str, Any]:
    return {
        "days": days_of(report),
        "closed": how_many_closed(report.closed),
        "content": report.content,
        "sections": in_sections(report.lines),
        "beside": BESIDE if any(each.section == "outcomes" for each in report.lines) else None,
        "pictures": [
            {"svg": as_svg(each), "title": each.title, "words": each.description}
            for each in pictures_of(report.lines)
        ],
    }


def _days(given: dict[str, str]) -> tuple[date, date]:
    found = []
    for field in ("since", "until"):
        try:
            found.append(date.fromisoformat(given.get(field, "").strip()))
        except ValueError:
            raise NotAPeriod("Write a day like 2026-03-31.", field=field) from None
    return found[0], found[1]


def _usual(desk: AtDesk) -> tuple[date, date]:
    """The last quarter that is over."""
    last = local_day(quarter_end(desk.views.clock()))
    first_of_last_month = last.replace(day=1)
    before = (first_of_last_month - timedelta(days=40)).replace(day=1)
    return before, last


HANDLERS = [report_page, issue_report, issued_page, report_numbers, report_pdf]
