"""Health numbers: off until a manager says why, and only what can be one. None is real."""

from string import digits

import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st

from domain.health_numbers import (
    HEALTH_NUMBERS,
    AllowHealthNumbers,
    CheckRule,
    HealthNumber,
    HealthNumberRecorded,
    HealthNumbersAllowed,
    HealthNumbersNotHeld,
    HealthNumbersStopped,
    NotAHealthNumber,
    RecordHealthNumber,
    StopHealthNumbers,
    check_rules,
    digits_of,
    masked,
    modulus_11,
)
from domain.periods import NotYetHappened
from domain.person import UnknownPerson
from domain.service import MayNotApprove, UnknownService
from domain.training import NotNamed
from tests.domain.cast import FRASER, FRASER_MANAGES, ISLA, MACHAIR, MORAG, MORAG_REGISTERED, on
from tests.domain.decisions import NOW, SERVICE_ID, folded, given

BOTH = {CheckRule.MODULUS_11, CheckRule.MODULUS_10}
BY_11, BY_10 = {CheckRule.MODULUS_11}, {CheckRule.MODULUS_10}
CHI, NHS = HealthNumber.CHI, HealthNumber.NHS
WHY = "The practice writes it on every letter to us."
ALLOWED = HealthNumbersAllowed(
    service=SERVICE_ID, kind=CHI, reason=WHY, approved_by=FRASER, at=on(2, 1)
)
STOPPED = HealthNumbersStopped(service=SERVICE_ID, kind=CHI, approved_by=FRASER, at=on(3, 1))
HERE = (*MACHAIR, FRASER_MANAGES, MORAG_REGISTERED)


def write_down(number: str = "0101011237", kind: HealthNumber = CHI) -> RecordHealthNumber:
    return RecordHealthNumber(person=MORAG, kind=kind, number=number)


@pytest.mark.parametrize(
    ("number", "rules"),
    [
        ("0101011237", BOTH),
        ("0101201230", BY_11),
        ("0101201234", BY_10),
        ("3112994566", BY_11),
        ("3112994565", BY_10),
        ("1507654316", BY_11),
        ("1507654315", BY_10),
        ("0707478889", BY_10),
    ],
)
def test_a_chi_number_is_right_by_either_rule_of_its_last_digit(
    number: str, rules: set[CheckRule]
) -> None:
    assert rules == check_rules(number)
    assert number == digits_of(CHI, number)


@pytest.mark.parametrize(
    ("number", "rule"),
    [
        ("3213201234", "begins with a day"),
        ("2902011235", "begins with a day"),
        ("010101123", "9 characters"),
        ("01010112370", "11 characters"),
        ("010101123X", "10 characters"),
        ("٠١٠١٠١١٢٣٧", "10 characters"),
        ("0101011238", "does not fit"),
        ("", "0 characters"),
    ],
)
def test_what_cannot_be_a_chi_number_is_refused_with_the_rule(number: str, rule: str) -> None:
    refused = given(*HERE, ALLOWED).when(write_down(number))

    refused.then_refused(NotAHealthNumber, rule, field="number")


def test_nothing_of_a_refused_number_is_repeated() -> None:
    with pytest.raises(NotAHealthNumber) as refused:
        digits_of(CHI, "0101011238")

    assert "0101" not in str(refused.value)


@pytest.mark.parametrize("number", ["9434765919", "943 476 5919", "9990000018"])
def test_an_nhs_number_is_right_by_modulus_11_alone(number: str) -> None:
    assert number.replace(" ", "") == digits_of(NHS, number)


@pytest.mark.parametrize("number", ["9434765918", "0101201234"])
def test_an_nhs_number_by_modulus_10_is_none(number: str) -> None:
    with pytest.raises(NotAHealthNumber, match="does not fit"):
        digits_of(NHS, number)


@whatever(st.text(digits, min_size=9, max_size=9))
def test_of_ten_last_digits_at_most_one_is_right_by_each_rule(first: str) -> None:
    rules = [check_rules(first + last) for last in digits]
    by_11 = sum(CheckRule.MODULUS_11 in found for found in rules)
    remainder = sum(int(digit) * (10 - place) for place, digit in enumerate(first)) % 11

    assert 1 == sum(CheckRule.MODULUS_10 in found for found in rules)
    assert by_11 == (remainder != 1)
    assert by_11 == sum(modulus_11(first + last) for last in digits)


def test_a_leap_day_is_a_day_in_one_of_the_centuries() -> None:
    """1900 had none and 2000 had one; the century is not in the number."""
    last = next(last for last in digits if check_rules(f"290200123{last}"))

    assert digits_of(CHI, f"290200123{last}")


def test_a_service_holds_none_until_a_manager_says_why() -> None:
    allow = AllowHealthNumbers(service=SERVICE_ID, kind=CHI, reason=WHY, approved_by=FRASER)

    given(*HERE).when(write_down()).then_refused(HealthNumbersNotHeld, field="kind")
    given(*HERE).when(allow).then(
        HealthNumbersAllowed(service=SERVICE_ID, kind=CHI, reason=WHY, approved_by=FRASER, at=NOW)
    )
    given(*HERE, ALLOWED).when(allow).then_nothing()
    given(*HERE, ALLOWED).when(write_down("9434765919", NHS)).then_refused(HealthNumbersNotHeld)


def test_a_manager_decides_it_and_not_without_a_reason() -> None:
    by_isla = AllowHealthNumbers(service=SERVICE_ID, kind=CHI, reason=WHY, approved_by=ISLA)
    silent = AllowHealthNumbers(service=SERVICE_ID, kind=CHI, reason=" ", approved_by=FRASER)

    given(*HERE).when(by_isla).then_refused(MayNotApprove, field="approved_by")
    given(*HERE).when(silent).then_refused(NotNamed, field="reason")
    given().when(silent).then_refused(UnknownService)


def test_it_can_be_stopped_and_what_is_written_down_stays() -> None:
    stop = StopHealthNumbers(service=SERVICE_ID, kind=CHI, approved_by=FRASER)

    given(*HERE, ALLOWED).when(stop).then(
        HealthNumbersStopped(service=SERVICE_ID, kind=CHI, approved_by=FRASER, at=NOW)
    )
    given(*HERE).when(stop).then_nothing()
    given(*HERE, ALLOWED, STOPPED).when(write_down()).then_refused(HealthNumbersNotHeld)
    assert folded(HEALTH_NUMBERS, ALLOWED, STOPPED) == frozenset()
    assert folded(HEALTH_NUMBERS, ALLOWED) == {CHI}


def test_a_number_is_written_down_as_ten_digits() -> None:
    given(*HERE, ALLOWED).when(write_down("010101 1237")).then(
        HealthNumberRecorded(person=MORAG, kind=CHI, number="0101011237", at=NOW)
    )


def test_somebody_has_to_be_known() -> None:
    later = RecordHealthNumber(person=MORAG, kind=CHI, number="0101011237", at=on(5, 6))

    given(*MACHAIR, ALLOWED).when(write_down()).then_refused(UnknownPerson)
    given(*HERE, ALLOWED).when(later).then_refused(NotYetHappened)


def test_what_tells_birth_date_and_sex_stays_hidden() -> None:
    assert masked("0101011237") == "••••••12••"
