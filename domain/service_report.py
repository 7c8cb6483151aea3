"""The service's report: what a manager gives to funders, boards and partners (domain, 7.3).

A report that was issued is kept as it was issued, with every number that it told, and never
changes: what is learned later stands in the next one. The numbers are counted beside the request
that issues it, and recorded by the same request.
"""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from domain.decider import Command, Decider, Event, Malformed, Position, Read, Recorded, event_of
from domain.folds import Fold
from domain.people import ServiceId, ServiceReportId, subject
from domain.periods import end_of, local_day
from domain.service import SERVICE, Service, UnknownService

LONGEST_YEARS = 10

# --- Events ---


class ServiceReportCounted(Event, frozen=True, kw_only=True):
    """What a report tells was counted: a table of suppressed numbers, which is about nobody.

    ``numbers`` are the lines of that table as bytes, ``content`` is their SHA-256. ``reflects`` is
    the last entry that was taken into account.
    """

    service_report: ServiceReportId
    service: ServiceId
    since: date
    until: date
    reflects: Position
    numbers: bytes
    content: bytes


class ServiceReportIssued(Event, frozen=True, kw_only=True):
    """A report of the service over some days was issued, as it was known at a moment."""

    service_report: ServiceReportId
    service: ServiceId
    since: date
    until: date
    known_at: datetime | None = None


# --- Commands ---


class IssueServiceReport(Command, frozen=True, kw_only=True):
    """Issue the report of the service over some days, as far as known now or at a moment."""

    service: ServiceId
    since: date
    until: date
    known_at: datetime | None = None


# --- State ---


class Issued(msgspec.Struct, frozen=True):
    """A report that was issued: its days, its numbers, and what they took into account."""

    service_report: ServiceReportId
    since: date
    until: date
    reflects: Position
    numbers: bytes
    content: bytes
    issued_at: datetime | None = None
    known_at: datetime | None = None


Reports = dict[ServiceReportId, Issued]
_NONE: Reports = {}


def _evolve(reports: Reports, recorded: Recorded) -> Reports:
    match recorded.event:
        case ServiceReportCounted() as counted:
            issued = Issued(
                counted.service_report,
                counted.since,
                counted.until,
                counted.reflects,
                counted.numbers,
                counted.content,
            )
            return {**reports, counted.service_report: issued}
        case ServiceReportIssued(service_report=report, known_at=known_at, at=at):
            if report not in reports:
                return reports
            whole = msgspec.structs.replace(reports[report], issued_at=at, known_at=known_at)
            return {**reports, report: whole}
        case _:
            return reports


REPORTS = Fold(
    hears=frozenset({ServiceReportCounted, ServiceReportIssued}), initial=_NONE, evolve=_evolve
)
"""Every report that was issued, over the subject of the service or of the report."""


class ReportAsked(msgspec.Struct, frozen=True):
    """The service, a name for the report, and the moment of asking."""

    service: Service
    fresh: str
    now: datetime


# --- Refusals ---


class NotAPeriod(Malformed):
    """The days of a report are none, too many, or not over."""


def must_be_days(since: date, until: date, now: datetime) -> None:
    """Raise `NotAPeriod` where a report cannot be about these days."""
    if since > until:
        raise NotAPeriod("The last day comes before the first. Check both.", field="until")
    if until >= local_day(now):
        raise NotAPeriod("Choose a last day that is over.", field="until")
    if until.year - since.year > LONGEST_YEARS:
        raise NotAPeriod(f"A report is about {LONGEST_YEARS} years at most.", field="since")


# --- Decider ---


def gather(command: IssueServiceReport, read: Read) -> ReportAsked:
    """Look at the service."""
    service: Service = read(SERVICE, subject("service", command.service))
    return ReportAsked(service, read.fresh("service_report"), read.now)


def decide(command: IssueServiceReport, state: ReportAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    if not state.service.opened:
        raise UnknownService("No service was opened under this identifier.")
    must_be_days(command.since, command.until, state.now)
    if command.known_at is not None and command.known_at < end_of(command.until):
        raise NotAPeriod(
            "At that moment the last day was not over yet. Choose a later one.", field="known_at"
        )
    report = ServiceReportId(state.fresh)
    return [event_of(ServiceReportIssued, command, service_report=report, at=state.now)]


decider = Decider(
    noun="service_report",
    commands=(IssueServiceReport,),
    gather=gather,
    decide=decide,
    refusals=(UnknownService, NotAPeriod),
)
