"""What a service has left open about itself, and from when."""

from datetime import date, datetime

import msgspec

from domain.decider import Event
from domain.flags import Flag
from domain.periods import start_of
from domain.service import (
    SERVICE,
    USUAL_HELP,
    Duty,
    HelpNumberSet,
    OfferClosed,
    PolicyAdopted,
    RegulatedRoleAssessed,
    StaffLeft,
    StaffSupervisorAssigned,
)
from domain.service_flags import flags_of_service
from domain.training import Policy
from tests.domain.cast import (
    CATRIONA,
    FRASER,
    HAMISH,
    HAMISH_DEPUTISES,
    ISLA,
    MACHAIR,
    PHONING,
    SERVICE_OPENED,
    SHONA,
    WALKING,
    named,
    on,
)
from tests.domain.decisions import SERVICE_ID, folded, without_keys

SUPERVISED = StaffSupervisorAssigned(service=SERVICE_ID, staff=ISLA, supervisor=SHONA, at=on(1, 9))


def flags(*events: Event) -> tuple[Flag, ...]:
    return flags_of_service(folded(SERVICE, *events))


def called(code: str, *events: Event) -> list[Flag]:
    return [each for each in flags(*events) if each.code == code]


def since(code: str, *events: Event) -> datetime:
    (flag,) = called(code, *events)
    assert flag.sentence.endswith(".")
    return flag.since


def adopted(policy: Policy) -> PolicyAdopted:
    return PolicyAdopted(
        service=SERVICE_ID,
        policy=policy,
        version="1",
        valid_from=date(2026, 1, 5),
        approved_by=FRASER,
        at=on(1, 5),
    )


def number(line: str, checked_on: date) -> HelpNumberSet:
    return HelpNumberSet(
        service=SERVICE_ID,
        line=line,
        number="111",
        who="Somebody.",
        checked_on=checked_on,
        at=on(1, 6),
    )


def test_a_service_that_was_never_opened_has_left_nothing_open() -> None:
    assert flags() == ()


def test_a_coordinator_without_a_supervisor_is_flagged() -> None:
    gone = StaffLeft(service=SERVICE_ID, staff=SHONA, at=on(3, 1))

    assert since("COORDINATOR_UNSUPERVISED", *MACHAIR) == on(1, 5)
    assert not called("COORDINATOR_UNSUPERVISED", *MACHAIR, SUPERVISED)
    assert since("COORDINATOR_UNSUPERVISED", *MACHAIR, SUPERVISED, gone) == gone.at


def test_a_safeguarding_lead_is_not_their_own_deputy() -> None:
    both = msgspec.structs.replace(
        named(CATRIONA, Duty.SAFEGUARDING_LEAD, Duty.SAFEGUARDING_DEPUTY), at=on(2, 1)
    )
    alone = [each for each in MACHAIR if each is not HAMISH_DEPUTISES]

    assert since("DEPUTY_IS_LEAD", *alone, both) == both.at
    assert not called("DEPUTY_IS_LEAD", *MACHAIR, both)
    assert not called("DEPUTY_IS_LEAD", *MACHAIR)
    assert HAMISH in {each.staff for each in MACHAIR if isinstance(each, type(both))}


def test_a_role_is_looked_at_again_on_its_day() -> None:
    assessed = RegulatedRoleAssessed(
        service=SERVICE_ID,
        offer=WALKING,
        regulated=True,
        assessor=FRASER,
        review_on=date(2027, 1, 7),
        at=on(1, 9),
    )
    again = msgspec.structs.replace(assessed, review_on=date(2029, 1, 7), at=on(1, 8, year=2027))
    closed = OfferClosed(service=SERVICE_ID, offer=WALKING, at=on(2, 1))

    assert since("ROLE_REVIEW_DUE", *MACHAIR, assessed) == start_of(date(2027, 1, 7))
    assert since("ROLE_REVIEW_DUE", *MACHAIR, assessed, again) == start_of(date(2029, 1, 7))
    assert not called("ROLE_REVIEW_DUE", *MACHAIR)
    assert not called("ROLE_REVIEW_DUE", *MACHAIR, assessed, closed)


def test_a_policy_that_offers_ask_for_is_to_be_adopted() -> None:
    one, other = adopted(Policy.CONFIDENTIALITY), adopted(Policy.BOUNDARIES)
    (flag,) = called("POLICY_NOT_ADOPTED", *MACHAIR, one)

    assert since("POLICY_NOT_ADOPTED", *MACHAIR) == SERVICE_OPENED.at
    assert "not adopted: boundaries." in flag.sentence
    assert not called("POLICY_NOT_ADOPTED", *MACHAIR, one, other)
    assert PHONING != WALKING


def test_the_number_of_social_work_is_missing_until_it_is_given() -> None:
    assert since("SOCIAL_WORK_NUMBER_MISSING", SERVICE_OPENED) == SERVICE_OPENED.at
    assert not called(
        "SOCIAL_WORK_NUMBER_MISSING",
        SERVICE_OPENED,
        number("SOCIAL_WORK_OUT_OF_HOURS", date(2026, 1, 6)),
    )


def test_a_number_is_checked_once_a_year() -> None:
    checked = number("NHS_24", date(2026, 1, 6))
    unchecked = called("HELP_NUMBER_UNCHECKED", SERVICE_OPENED)
    found = called("HELP_NUMBER_UNCHECKED", SERVICE_OPENED, checked)

    assert len(unchecked) == len(USUAL_HELP) - 1
    assert {each.since for each in unchecked} == {SERVICE_OPENED.at}
    assert start_of(date(2027, 1, 7)) in {each.since for each in found}


def test_flags_of_a_service_need_no_key() -> None:
    assert flags(*MACHAIR) == flags(*map(without_keys, MACHAIR))
