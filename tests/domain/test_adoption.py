"""Definitions: a manager adopts them, from a day on, and nothing before is judged by them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.adoption import (
    ADOPTIONS,
    AdoptDefinitions,
    DefinitionsAdopted,
    EffectiveInThePast,
    NotADefinition,
    NotAManager,
)
from domain.definitions import COUNTS, DEFAULTS, numbers_of, with_numbers
from domain.periods import start_of
from domain.service import Duty, UnknownService
from tests.domain.cast import FRASER, ISLA, ISLA_COORDINATES, SERVICE_OPENED, named
from tests.domain.decisions import NOW, SERVICE_ID, folded, given

FRASER_MANAGES = named(FRASER, Duty.MANAGER)
HERE = (SERVICE_OPENED, ISLA_COORDINATES, FRASER_MANAGES)
TODAY = date(2026, 5, 5)
CONTACTS = "indicators.contacts.notice"


def adopt(day: date | None = None, **numbers: float) -> AdoptDefinitions:
    values = {name.replace("__", "."): number for name, number in numbers.items()}
    return AdoptDefinitions(
        service=SERVICE_ID, adopted_by=FRASER, values=values, effective_from=day
    )


def adopted(
    version: int = 1, day: date = TODAY, at: datetime = NOW, **numbers: float
) -> DefinitionsAdopted:
    values = {name.replace("__", "."): number for name, number in numbers.items()}
    return DefinitionsAdopted(
        service=SERVICE_ID,
        version=version,
        effective_from=day,
        adopted_by=FRASER,
        values=numbers_of(DEFAULTS) | values,
        at=at,
    )


def test_a_manager_adopts_what_departs_from_the_defaults() -> None:
    expected = adopted(indicators__contacts__notice=2)

    given(*HERE).when(adopt(indicators__contacts__notice=2)).then(expected)


def test_every_number_is_kept_so_that_what_was_adopted_stays() -> None:
    """A default that changes with a later release changes nothing that was adopted."""
    values = adopted(enquiry_kept_days=20).values

    assert values.keys() == numbers_of(DEFAULTS).keys()
    assert with_numbers(values, "adopted-1").enquiry_kept_days == 20


def test_definitions_can_take_effect_on_a_later_day() -> None:
    day = TODAY + timedelta(days=20)

    given(*HERE).when(adopt(day, enquiry_kept_days=20)).then(adopted(day=day, enquiry_kept_days=20))


def test_definitions_never_take_effect_in_the_past() -> None:
    given(*HERE).when(adopt(TODAY - timedelta(days=1), enquiry_kept_days=20)).then_refused(
        EffectiveInThePast, "Choose today or later", field="effective_from"
    )


@pytest.mark.parametrize("who", [ISLA, "nobody"])
def test_only_a_manager_of_the_service_adopts(who: str) -> None:
    command = AdoptDefinitions(service=SERVICE_ID, adopted_by=who, values={})  # type: ignore[arg-type]

    given(*HERE).when(command).then_refused(NotAManager, "manager", field="adopted_by")


def test_a_service_that_was_not_opened_adopts_nothing() -> None:
    given().when(adopt()).then_refused(UnknownService)


@pytest.mark.parametrize(
    ("name", "number", "rule"),
    [
        ("indicators.contacts.notices", 2, "no definition of this name"),
        ("version", 2, "no definition of this name"),
        (CONTACTS, -1, "between 0 and 10,000"),
        (CONTACTS, float("nan"), "between 0 and 10,000"),
        (CONTACTS, 10_001, "between 0 and 10,000"),
        ("indicators.window_days", 0, "whole number"),
        ("indicators.window_days", 28.5, "whole number"),
        ("enquiry_kept_days", 0, "whole number"),
        ("matching.version", 2, "no definition of this name"),
        ("matching.interests", 2.5, "whole number, or 0"),
        ("matching.interests", -1, "between 0 and 10,000"),
        ("courses.conf", 2.5, "Whole months, or 0"),
        ("courses.conf", -1, "between 0 and 10,000"),
        ("reading_same_surname", 2, "1 to turn it on, or 0"),
        ("reading_same_surname", 0.5, "1 to turn it on, or 0"),
    ],
)
def test_a_number_that_cannot_be_is_named_with_its_rule(
    name: str, number: float, rule: str
) -> None:
    command = AdoptDefinitions(service=SERVICE_ID, adopted_by=FRASER, values={name: number})

    given(*HERE).when(command).then_refused(NotADefinition, rule, field=f"values.{name}")


def test_something_may_count_for_nothing_when_peer_supporters_are_suggested() -> None:
    given(*HERE).when(adopt(matching__faith=0)).then(adopted(matching__faith=0))
    assert type(with_numbers({"matching.faith": 0.0}, "adopted-1").matching.faith) is int


def test_what_is_off_is_turned_on_and_off_again() -> None:
    given(*HERE).when(adopt(reading_same_surname=1)).then(adopted(reading_same_surname=1))
    given(*HERE, adopted(reading_same_surname=1)).when(adopt()).then(adopted(2))
    assert not DEFAULTS.reading_same_surname


@pytest.mark.parametrize(
    ("name", "number"),
    [("indicators.contacts.review", 1.4), ("indicators.contact_fading.review", 0.6)],
)
def test_a_review_is_never_easier_to_reach_than_a_notice(name: str, number: float) -> None:
    command = AdoptDefinitions(service=SERVICE_ID, adopted_by=FRASER, values={name: number})

    given(*HERE).when(command).then_refused(NotADefinition, field=f"values.{name}")


def test_a_review_may_stand_where_the_notice_stands() -> None:
    given(*HERE).when(adopt(indicators__contacts__review=1.5)).then(
        adopted(indicators__contacts__review=1.5)
    )


def test_adopting_what_holds_already_changes_nothing() -> None:
    given(*HERE).when(adopt()).then_nothing()
    given(*HERE, adopted(enquiry_kept_days=20)).when(adopt(enquiry_kept_days=20)).then_nothing()


def test_going_back_to_the_defaults_is_an_adoption() -> None:
    given(*HERE, adopted(enquiry_kept_days=20)).when(adopt()).then(adopted(2))


def test_what_holds_today_can_be_adopted_for_the_time_after_a_planned_change() -> None:
    later = TODAY + timedelta(days=10)
    planned = adopted(day=later, enquiry_kept_days=20)
    after = TODAY + timedelta(days=20)

    given(*HERE, planned).when(adopt(after)).then(adopted(2, day=after))


def test_definitions_hold_from_their_day_on_and_not_before() -> None:
    day = date(2026, 10, 25)  # the day on which the clocks go back
    adoptions = folded(ADOPTIONS, adopted(day=day, enquiry_kept_days=20))
    turn = start_of(day)

    assert adoptions.in_force(turn - timedelta(microseconds=1)) == DEFAULTS
    assert adoptions.in_force(turn).enquiry_kept_days == 20
    assert adoptions.in_force(turn).version == "adopted-1"
    assert adoptions.next_change(turn - timedelta(microseconds=1)) == turn
    assert adoptions.next_change(turn) is None


def test_what_is_adopted_during_a_day_holds_from_that_moment() -> None:
    adoptions = folded(ADOPTIONS, adopted(enquiry_kept_days=20))

    assert adoptions.in_force(NOW - timedelta(microseconds=1)) == DEFAULTS
    assert adoptions.in_force(NOW).enquiry_kept_days == 20


def test_of_two_for_the_same_day_the_later_adoption_holds() -> None:
    day = TODAY + timedelta(days=3)
    first = adopted(day=day, enquiry_kept_days=20)
    second = adopted(2, day=day, at=NOW + timedelta(hours=1), enquiry_kept_days=25)
    adoptions = folded(ADOPTIONS, first, second)

    assert adoptions.in_force(start_of(day)).enquiry_kept_days == 25


def test_a_planned_change_comes_though_something_else_was_adopted_meanwhile() -> None:
    planned = adopted(day=date(2026, 6, 1), enquiry_kept_days=20)
    sooner = adopted(2, at=NOW + timedelta(hours=1), enquiry_kept_days=25)
    adoptions = folded(ADOPTIONS, planned, sooner)

    assert adoptions.in_force(datetime(2026, 5, 20, tzinfo=UTC)).enquiry_kept_days == 25
    assert adoptions.in_force(datetime(2026, 6, 20, tzinfo=UTC)).enquiry_kept_days == 20


def test_names_that_a_later_release_no_longer_knows_do_no_harm() -> None:
    assert with_numbers({"gone": 3, "enquiry_kept_days": 20.0}, "adopted-1").enquiry_kept_days == 20


def test_whole_numbers_stay_whole() -> None:
    read = numbers_of(with_numbers(dict.fromkeys(COUNTS, 7.0), "adopted-1"))

    assert {type(read[name]) for name in COUNTS} == {int}
