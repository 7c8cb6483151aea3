"""The service's report from the terminal: shown, issued, and given again as it was issued."""

from argparse import Namespace
from datetime import date
from pathlib import Path

import msgspec

from api.cli.opening import desk_for, tell
from api.desk import Desk
from api.service_reports import draft_of
from domain.people import ServiceReportId
from domain.service_report import IssueServiceReport, NotAPeriod
from projections.moments import moment_of
from projections.phrases import spoken
from projections.service_report import ServiceReport, as_csv, issued_report, issued_reports, name_of
from projections.service_report.printed import as_pdf, days_of
from projections.service_report.words import BESIDE, how_many_closed, in_sections
from projections.sustainability import sustainability


def report(options: Namespace) -> int:
    """Show a report, issue one, or list what was issued."""
    with desk_for(options) as desk:
        if options.id is None and options.since is None:
            return _listed(desk, options)
        found = _found(desk, options)
        if options.format == "pdf":
            return _written(as_pdf(found, name_of(desk.look())), options)
    if options.format == "csv":
        return _written(as_csv(found.lines), options)
    if options.json:
        tell(found)
        return 0
    print(f"{days_of(found)}. {how_many_closed(found.closed)}")
    for section in in_sections(found.lines):
        print(section.title)
        for label, value in section.rows:
            print(f"  {label}: {value}")
    if any(each.section == "outcomes" for each in found.lines):
        print(BESIDE)
    if found.service_report:
        print(f"Issued as {found.service_report}.")
    print(f"Reflects entry {found.position:,}.")
    return 0


def sustainability_(options: Namespace) -> int:
    """Show who pays, for how long, what they ask for, and what was spent."""
    with desk_for(options) as desk:
        found = sustainability(desk.look())
    if options.json:
        tell(found)
        return 0
    until = f", to {found.covered_until:%-d %B %Y}" if found.covered_until else ""
    print(f"Every day is paid for for {found.months_covered:g} months{until}.")
    for each in found.fundings:
        alone = f", for this alone: {each.restricted_to}" if each.restricted_to else ""
        print(f"{each.funder}: £{each.pounds:,}, {each.since} to {each.until}{alone}")
        for target, number in each.targets.items():
            print(f"  asked for: {spoken(target)} {number:,}")
        if each.next_report_on:
            late = " (late)" if each.report_late else ""
            print(f"  next report by {each.next_report_on}{late}")
    for line, pounds in found.spent.items():
        print(f"Spent in the last year, {spoken(line)}: £{pounds:,}")
    print(f"Reflects entry {found.position:,}.")
    return 0


def _found(desk: Desk, options: Namespace) -> ServiceReport:
    if options.id is not None:
        return issued_report(desk.look(), ServiceReportId(options.id))
    since, until = _day(options.since, "--since"), _day(options.until, "--until")
    known_at = moment_of(options.known_at, "--known-at") if options.known_at else None
    if not options.issue:
        return draft_of(desk, since, until, known_at)
    command = IssueServiceReport(service=desk.service, since=since, until=until, known_at=known_at)
    receipt = desk.perform(command)
    issued = receipt.events[-1].event
    return issued_report(desk.look(), issued.service_report)  # type: ignore[attr-defined]


def _listed(desk: Desk, options: Namespace) -> int:
    found = issued_reports(desk.look())
    if options.json:
        tell(msgspec.to_builtins(found))
        return 0
    for each in found.reports:
        print(f"{each.service_report}  {each.since} to {each.until}  {each.content}")
    if not found.reports:
        print("No report was issued yet. Show one with --since and --until.")
    return 0


def _written(content: bytes, options: Namespace) -> int:
    if options.out is None:
        raise NotAPeriod("Say into which file with --out.", field="--out")
    Path(options.out).write_bytes(content)
    print(f"{len(content):,} bytes are in {options.out}.")
    return 0


def _day(text: str | None, option: str) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        raise NotAPeriod("Write a day like 2026-03-31.", field=option) from None
