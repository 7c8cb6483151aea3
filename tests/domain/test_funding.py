"""What a service lives on."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.decider import Event
from domain.folds import fold
from domain.funding import (
    COSTS,
    FUNDINGS,
    CostLine,
    FunderReportSubmitted,
    FunderTargetSet,
    Funding,
    FundingAsked,
    FundingCommand,
    FundingSecured,
    NotAPurpose,
    NotDueThen,
    NotFunding,
    RecordFunderReport,
    RecordFunding,
    RecordServiceCost,
    ServiceCostRecorded,
    SetFunderTarget,
    Target,
    UnknownFunding,
    decide,
    months_covered,
)
from domain.people import FundingId, ServiceId, ServiceReportId
from domain.service import Service, UnknownService
from tests.domain.decisions import entry

SERVICE, LOTTERY = ServiceId("machair"), FundingId("f1")
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
TODAY = date(2026, 5, 4)
DUE = date(2026, 9, 30)


def promised(**changed: Any) -> RecordFunding:
    said: dict[str, Any] = {
        "service": SERVICE,
        "funder": "The Invented Fund",
        "pounds": 40_000,
        "since": date(2026, 4, 1),
        "until": date(2027, 3, 31),
        "report_on": (DUE,),
    }
    return RecordFunding(**(said | changed))


def asked(command: FundingCommand, *before: Event, opened: bool = True) -> list[Event]:
    known = fold(FUNDINGS, [entry(n, each) for n, each in enumerate(before, 1)])
    service = Service(opened=opened)
    return list(decide(command, FundingAsked(service, known.get(LOTTERY), "f1", NOW)))


SECURED = FundingSecured(
    funding=LOTTERY,
    service=SERVICE,
    funder="The Invented Fund",
    pounds=40_000,
    since=date(2026, 4, 1),
    until=date(2027, 3, 31),
    report_on=(DUE,),
    at=NOW,
)


def test_money_is_promised_for_some_days_with_what_it_is_for() -> None:
    assert [SECURED] == asked(promised())


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"funder": " "}, "funder"),
        ({"pounds": 0}, "pounds"),
        ({"pounds": -5}, "pounds"),
        ({"until": date(2026, 3, 31)}, "until"),
    ],
)
def test_what_cannot_be_is_sent_back(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(NotFunding) as no:
        asked(promised(**changed))

    assert field == no.value.field


def test_a_service_that_nobody_opened_has_no_funding() -> None:
    with pytest.raises(UnknownService):
        asked(promised(), opened=False)


def test_what_a_funder_asks_for_is_a_number_and_can_be_agreed_anew() -> None:
    sixty = FunderTargetSet(
        funding=LOTTERY, service=SERVICE, target=Target.PEOPLE_SUPPORTED, number=60, at=NOW
    )
    command = SetFunderTarget(funding=LOTTERY, target=Target.PEOPLE_SUPPORTED, number=60)

    assert [sixty] == asked(command, SECURED)
    assert [] == asked(command, SECURED, sixty)
    with pytest.raises(NotAPurpose):
        asked(SetFunderTarget(funding=LOTTERY, target=Target.HOURS_GIVEN, number=0), SECURED)
    with pytest.raises(UnknownFunding):
        asked(command)


def test_a_report_is_given_for_a_day_on_which_one_was_due() -> None:
    report = ServiceReportId("r1")
    given = FunderReportSubmitted(
        funding=LOTTERY, service=SERVICE, due_on=DUE, service_report=report, at=NOW
    )
    command = RecordFunderReport(funding=LOTTERY, due_on=DUE, service_report=report)

    assert [given] == asked(command, SECURED)
    assert [] == asked(command, SECURED, given)
    with pytest.raises(NotDueThen):
        asked(RecordFunderReport(funding=LOTTERY, due_on=TODAY), SECURED)


def test_what_is_spent_has_been_spent() -> None:
    spent = {"service": SERVICE, "line": CostLine.STAFF, "pounds": 2_000}
    command = RecordServiceCost(**spent, since=date(2026, 4, 1), until=date(2026, 4, 30))  # type: ignore[arg-type]
    (event,) = asked(command)

    assert isinstance(event, ServiceCostRecorded)
    assert (event,) == fold(COSTS, [entry(1, event)])
    with pytest.raises(NotFunding):
        asked(RecordServiceCost(**spent, since=date(2026, 6, 1), until=date(2026, 6, 30)))  # type: ignore[arg-type]


def funding(since: date, until: date) -> Funding:
    return Funding("The Invented Fund", SERVICE, 1, since, until)


@pytest.mark.parametrize(
    ("spans", "months"),
    [
        ([], 0.0),
        ([(date(2026, 5, 5), date(2027, 5, 4))], 0.0),  # today is not paid for
        ([(date(2026, 4, 1), TODAY)], 0.0),
        ([(date(2026, 4, 1), date(2026, 11, 3))], 6.0),
        ([(date(2026, 4, 1), date(2026, 8, 3)), (date(2026, 8, 4), date(2026, 11, 3))], 6.0),
        ([(date(2026, 4, 1), date(2026, 8, 3)), (date(2026, 8, 5), date(2026, 11, 3))], 3.0),
        ([(date(2026, 4, 1), date(2026, 8, 3)), (date(2026, 1, 1), date(2026, 11, 3))], 6.0),
    ],
)
def test_months_are_covered_as_long_as_no_day_is_left_out(
    spans: list[tuple[date, date]], months: float
) -> None:
    found = {FundingId(str(n)): funding(*span) for n, span in enumerate(spans)}

    assert months == months_covered(found, TODAY)


def test_the_next_report_is_the_first_that_was_not_given() -> None:
    both = Funding("The Invented Fund", SERVICE, 1, TODAY, DUE, report_on=(DUE, TODAY))

    assert TODAY == both.next_report_on()
