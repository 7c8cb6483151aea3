"""The numbers to call are data: somebody adds, checks and removes them."""

from datetime import date

import msgspec
import pytest

from domain.periods import NotYetHappened
from domain.service import (
    SERVICE,
    USUAL_HELP,
    HelpNumber,
    HelpNumberRemoved,
    HelpNumberSet,
    NotANumberToCall,
    NumberForEverybody,
    RemoveHelpNumber,
    Service,
    SetHelpNumber,
    UnknownLine,
    UnknownService,
)
from domain.training import NotNamed
from tests.domain.cast import ISLA, SERVICE_OPENED, on
from tests.domain.decisions import NOW, SERVICE_ID, folded, given

SOCIAL_WORK = SetHelpNumber(
    service=SERVICE_ID,
    line="SOCIAL_WORK",
    number="0141 496 0000",
    who="Social work, in working hours.",
    checked_on=date(2026, 5, 1),
    checked_by=ISLA,
)
GIVEN = HelpNumberSet(
    service=SERVICE_ID,
    line="SOCIAL_WORK",
    number="0141 496 0000",
    who="Social work, in working hours.",
    checked_on=date(2026, 5, 1),
    checked_by=ISLA,
    at=on(5, 1),
)
NO_CHILDLINE = RemoveHelpNumber(service=SERVICE_ID, line="CHILDLINE")


def test_a_service_gives_the_usual_numbers_from_the_start() -> None:
    service: Service = folded(SERVICE, SERVICE_OPENED)
    numbers = [each.number for each in service.help_numbers.values()]

    assert numbers == ["999", "111", "116 123", "0800 83 85 87", "101", "0800 1111"]


def test_a_number_is_given_with_the_day_on_which_it_was_checked() -> None:
    given(SERVICE_OPENED).when(SOCIAL_WORK).then(msgspec.structs.replace(GIVEN, at=NOW))
    given(SERVICE_OPENED, GIVEN).when(SOCIAL_WORK).then_nothing()
    given(SERVICE_OPENED).when(msgspec.structs.replace(SOCIAL_WORK, checked_on=None)).then(
        msgspec.structs.replace(GIVEN, checked_on=date(2026, 5, 5), at=NOW)
    )


def test_a_number_that_was_set_stands_beside_the_usual_ones() -> None:
    service: Service = folded(SERVICE, SERVICE_OPENED, GIVEN)

    assert service.help_numbers == USUAL_HELP | {
        "SOCIAL_WORK": HelpNumber(
            "0141 496 0000", "Social work, in working hours.", date(2026, 5, 1)
        )
    }


def test_a_number_may_be_removed() -> None:
    removed = HelpNumberRemoved(service=SERVICE_ID, line="CHILDLINE", at=NOW)
    service: Service = folded(SERVICE, SERVICE_OPENED, removed)

    given(SERVICE_OPENED).when(NO_CHILDLINE).then(removed)
    given(SERVICE_OPENED, removed).when(NO_CHILDLINE).then_refused(UnknownLine, field="line")
    assert "CHILDLINE" not in service.help_numbers


def test_the_number_for_danger_to_life_stays() -> None:
    other = SetHelpNumber(service=SERVICE_ID, line="EMERGENCY", number="112", who="Emergency.")

    given(SERVICE_OPENED).when(RemoveHelpNumber(service=SERVICE_ID, line="EMERGENCY")).then_refused(
        NumberForEverybody, field="line"
    )
    given(SERVICE_OPENED).when(other).then_refused(NotANumberToCall, field="number")


@pytest.mark.parametrize("number", ["", " ", "ask Isla", "0141-496"])
def test_a_number_can_be_called(number: str) -> None:
    given(SERVICE_OPENED).when(msgspec.structs.replace(SOCIAL_WORK, number=number)).then_refused(
        NotANumberToCall, field="number"
    )


@pytest.mark.parametrize("field", ["line", "who"])
def test_a_number_says_whose_it_is(field: str) -> None:
    given(SERVICE_OPENED).when(msgspec.structs.replace(SOCIAL_WORK, **{field: " "})).then_refused(
        NotNamed, field=field
    )


def test_a_number_was_not_checked_tomorrow() -> None:
    tomorrow = msgspec.structs.replace(SOCIAL_WORK, checked_on=date(2026, 5, 6))

    given(SERVICE_OPENED).when(tomorrow).then_refused(NotYetHappened, field="checked_on")


@pytest.mark.parametrize("command", [SOCIAL_WORK, NO_CHILDLINE])
def test_a_service_that_was_never_opened_gives_no_numbers(
    command: SetHelpNumber | RemoveHelpNumber,
) -> None:
    given().when(command).then_refused(UnknownService)
