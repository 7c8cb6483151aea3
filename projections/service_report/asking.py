"""The report for some days, as known now or at a moment; and those that were issued."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import date, datetime

import msgspec

from application.looking import Looking
from domain.decider import Event, Position, Unknown
from domain.people import ServiceReportId, subject
from domain.service import ServiceOpened
from domain.service_report import (
    REPORTS,
    Issued,
    ServiceReportCounted,
    ServiceReportIssued,
    must_be_days,
)
from domain.suppression import Key, Release
from projections.service_report.counting import Days, count
from projections.service_report.lines import (
    PLACES,
    STOCKS,
    Line,
    as_csv,
    from_csv,
    lines_of,
    table_of,
)

Looks = Callable[[Position | None, datetime], Looking]
"""Looks at the service as it stood at a position, with nothing that happened after a moment."""


class UnknownReport(Unknown):
    """No report was issued under this name."""


class IssuedRow(msgspec.Struct, frozen=True):
    """One report that was issued."""

    service_report: ServiceReportId
    since: date
    until: date
    issued_at: datetime | None
    content: str


class ServiceReport(msgspec.Struct, frozen=True):
    """The numbers of a service over some days, and the position that they reflect.

    ``closed`` is how many are closed. ``content`` is the SHA-256 of the numbers as CSV; of a report
    that was issued, ``service_report`` is its name.
    """

    position: Position
    since: date
    until: date
    known_at: datetime | None
    service_report: ServiceReportId | None
    issued_at: datetime | None
    content: str
    closed: int
    lines: list[Line]


class ServiceReports(msgspec.Struct, frozen=True):
    """Every report that a service issued, the latest first."""

    position: Position
    reports: list[IssuedRow]


def name_of(look: Looking) -> str:
    """What the service is called."""
    of = subject("service", look.service)
    opened = [each.event for each in look.of_kinds(of, look.position, {ServiceOpened})]
    names = [each.name for each in opened if isinstance(each, ServiceOpened)]
    return names[-1] if names else "The service"


def issued_reports(look: Looking) -> ServiceReports:
    """What was issued by now."""
    found: list[Issued] = list(look(REPORTS, subject("service", look.service)).values())
    rows = [
        IssuedRow(each.service_report, each.since, each.until, each.issued_at, each.content.hex())
        for each in reversed(found)
    ]
    return ServiceReports(look.position, rows)


def issued_report(look: Looking, name: ServiceReportId) -> ServiceReport:
    """A report as it was issued. Raises `UnknownReport`."""
    return shown(_issued(look, name))


def numbers_of(look: Looking, name: ServiceReportId) -> bytes:
    """The numbers of a report as they were issued, as CSV. Raises `UnknownReport`."""
    return _issued(look, name).numbers


def _issued(look: Looking, name: ServiceReportId) -> Issued:
    found = look(REPORTS, subject("service", look.service)).get(name)
    if found is None:
        raise UnknownReport("No report was issued under this name. Choose one from the list.")
    issued: Issued = found
    return issued


def shown(issued: Issued) -> ServiceReport:
    """What was kept, as it is shown."""
    lines = from_csv(issued.numbers)
    return ServiceReport(
        position=issued.reflects,
        since=issued.since,
        until=issued.until,
        known_at=issued.known_at,
        service_report=issued.service_report,
        issued_at=issued.issued_at,
        content=issued.content.hex(),
        closed=sum(each.closed for each in lines),
        lines=lines,
    )


def draft(
    looks: Looks, since: date, until: date, known: Position | None, now: datetime
) -> ServiceReport:
    """The report that would be issued now. Raises `NotAPeriod`."""
    must_be_days(since, until, now)
    days = Days(since, until)
    look = looks(known, days.end)
    before = looks(None, now)(REPORTS, subject("service", look.service)).values()
    lines = lines_of(count(look, days), _releases(looks, list(before), days))
    numbers = as_csv(lines)
    return ServiceReport(
        position=look.position,
        since=since,
        until=until,
        known_at=None,
        service_report=None,
        issued_at=None,
        content=hashlib.sha256(numbers).hexdigest(),
        closed=sum(each.closed for each in lines),
        lines=from_csv(numbers),
    )


def counted_for(found: ServiceReport, follows: Sequence[Event]) -> list[Event]:
    """What is recorded of the numbers, before that the report was issued."""
    issued = next(each for each in follows if isinstance(each, ServiceReportIssued))
    numbers = as_csv(found.lines)
    return [
        ServiceReportCounted(
            service_report=issued.service_report,
            service=issued.service,
            since=issued.since,
            until=issued.until,
            reflects=found.position,
            numbers=numbers,
            content=hashlib.sha256(numbers).digest(),
            at=issued.at,
        )
    ]


def _releases(looks: Looks, before: Sequence[Issued], days: Days) -> list[Release]:
    """What was issued of the same days, of some of them, or of more than these."""
    found = []
    for issued in before:
        then = Days(issued.since, issued.until)
        again = then == days
        if not (again or _within(then, days) or _within(days, then)):
            continue
        counts = table_of(count(looks(issued.reflects, then.end), then)).counts
        told = {(x.section, x.measure, x.part) for x in from_csv(issued.numbers) if not x.closed}
        kept = {key: number for key, number in counts.items() if again or _of_a_time(key)}
        shown_then = frozenset(key for key in kept if PLACES.get(key) in told)
        found.append(Release(kept, shown_then, again))
    return found


def _of_a_time(key: Key) -> bool:
    """Whether a count of some days is part of that of more days; the rest of one is not either."""
    return key in PLACES and key not in STOCKS


def _within(some: Days, more: Days) -> bool:
    return more.since <= some.since and some.until <= more.until
