"""Issuing the service's report."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.decider import Event, Position
from domain.folds import fold
from domain.people import ServiceId, ServiceReportId
from domain.service import Service, UnknownService
from domain.service_report import (
    REPORTS,
    Issued,
    IssueServiceReport,
    NotAPeriod,
    ReportAsked,
    ServiceReportCounted,
    ServiceReportIssued,
    decide,
)
from tests.domain.decisions import entry

SERVICE, REPORT = ServiceId("machair"), ServiceReportId("r1")
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
JANUARY, MARCH = date(2026, 1, 1), date(2026, 3, 31)


def asked(*, opened: bool = True, **changed: Any) -> list[Event]:
    said: dict[str, Any] = {"service": SERVICE, "since": JANUARY, "until": MARCH}
    state = ReportAsked(Service(opened=opened), "r1", NOW)
    return list(decide(IssueServiceReport(**(said | changed)), state))


def test_a_report_is_issued_for_days_that_are_over() -> None:
    issued = ServiceReportIssued(
        service_report=REPORT, service=SERVICE, since=JANUARY, until=MARCH, at=NOW
    )

    assert [issued] == asked()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"until": date(2025, 12, 31)}, "until"),
        ({"until": date(2026, 5, 4)}, "until"),  # today is not over
        ({"since": date(2015, 12, 31)}, "since"),
        ({"known_at": datetime(2026, 3, 31, 22, 59, tzinfo=UTC)}, "known_at"),
    ],
)
def test_days_that_no_report_can_be_about_are_sent_back(
    changed: dict[str, Any], field: str
) -> None:
    with pytest.raises(NotAPeriod) as no:
        asked(**changed)

    assert field == no.value.field


def test_what_is_known_from_the_first_moment_after_the_last_day_on_will_do() -> None:
    known_at = datetime(2026, 3, 31, 23, tzinfo=UTC)
    (issued,) = asked(known_at=known_at, until=MARCH)

    assert isinstance(issued, ServiceReportIssued)
    assert known_at == issued.known_at


def test_a_service_that_nobody_opened_issues_none() -> None:
    with pytest.raises(UnknownService):
        asked(opened=False)


def test_what_was_counted_is_kept_with_the_report() -> None:
    counted = ServiceReportCounted(
        service_report=REPORT,
        service=SERVICE,
        since=JANUARY,
        until=MARCH,
        reflects=Position(7),
        numbers=b"section,measure,part,value,closed\n",
        content=bytes(32),
        at=NOW,
    )
    events = [counted, *asked()]
    recorded = [entry(number, event) for number, event in enumerate(events, 8)]
    issued = Issued(
        REPORT, JANUARY, MARCH, Position(7), counted.numbers, counted.content, issued_at=NOW
    )
    assert {REPORT: issued} == fold(REPORTS, recorded)
