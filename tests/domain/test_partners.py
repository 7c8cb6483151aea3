"""Partners: who they are, what was agreed in writing, and when that is looked at again."""

from datetime import date, datetime, timedelta

import msgspec
import pytest

from domain.access import ACCESS, Access, Held, Role, RoleGranted, RoleWithdrawn
from domain.decider import Event
from domain.flags import Flag, standing
from domain.mail_addresses import NotAnAddress, is_an_address
from domain.partnership import (
    PARTNER,
    AgreementOutOfOrder,
    EndSharingAgreement,
    NameReferrer,
    NoAgreement,
    NotABoard,
    NothingShared,
    Partner,
    PartnerKind,
    PartnerRegistered,
    PartnerWithoutName,
    RecordReferrerLeft,
    ReferrerLeft,
    ReferrerNamed,
    RefersForAnother,
    RegisterPartner,
    ReviewSharingAgreement,
    SharingAgreementEnded,
    SharingAgreementReviewed,
    SharingAgreementSigned,
    SharingScope,
    SignSharingAgreement,
    UnknownPartner,
    UnknownReferrer,
)
from domain.partnership_flags import flags_of_partner
from domain.people import PartnerId, ReferrerId, subject
from domain.periods import end_of, start_of
from tests.domain.cast import on
from tests.domain.decisions import NOW, SERVICE_ID, folded, fresh_id, given

AN_INSTANT = timedelta(microseconds=1)
PRACTICE = PartnerId("practice")
DR_EXAMPLE = ReferrerId("dr-example")

REGISTERED = PartnerRegistered(
    service=SERVICE_ID,
    partner=PRACTICE,
    name="Example Medical Practice",
    kind=PartnerKind.GENERAL_PRACTICE,
    board="S08000024",
    area="S37000012",
    at=on(1, 12),
)
SIGNED = SharingAgreementSigned(
    service=SERVICE_ID,
    partner=PRACTICE,
    scope=(SharingScope.REFERRALS_IN, SharingScope.ONWARD_REFERRALS),
    valid_from=date(2026, 1, 12),
    valid_until=date(2027, 1, 11),
    review_on=date(2026, 7, 13),
    at=on(1, 12),
)
REVIEWED = SharingAgreementReviewed(
    service=SERVICE_ID, partner=PRACTICE, review_on=date(2026, 12, 1), at=NOW
)
ENDED = SharingAgreementEnded(service=SERVICE_ID, partner=PRACTICE, at=NOW)
NAMED = ReferrerNamed(
    service=SERVICE_ID,
    partner=PRACTICE,
    referrer=DR_EXAMPLE,
    name="Dr Example",
    email="dr@example.org",
    at=NOW,
)
LEFT = ReferrerLeft(service=SERVICE_ID, partner=PRACTICE, referrer=DR_EXAMPLE, at=NOW)
SIGN = SignSharingAgreement(
    partner=PRACTICE,
    scope=(SharingScope.REFERRALS_IN, SharingScope.ONWARD_REFERRALS),
    valid_from=date(2026, 1, 12),
    valid_until=date(2027, 1, 11),
    review_on=date(2026, 7, 13),
)
NAME = NameReferrer(
    partner=PRACTICE, referrer=DR_EXAMPLE, name="Dr Example", email="dr@example.org"
)
replace = msgspec.structs.replace


def partner_of(*events: Event) -> Partner:
    found: Partner = folded(PARTNER, *events)
    return found


def codes_at(moment: datetime, *events: Event) -> list[str]:
    flags: tuple[Flag, ...] = flags_of_partner(partner_of(*events))
    return [each.code for each in standing(flags, moment)]


def roles_of(referrer: ReferrerId, *events: Event) -> tuple[Held, ...]:
    access: Access = folded(ACCESS, *events)
    return access.of(subject("referrer", referrer), NOW)


def test_an_organisation_becomes_a_partner() -> None:
    ask = RegisterPartner(
        service=SERVICE_ID,
        name="Example Medical Practice",
        kind=PartnerKind.GENERAL_PRACTICE,
        board="S08000024",
        area="S37000012",
    )

    new = replace(REGISTERED, partner=PartnerId(fresh_id("partner")), at=NOW)
    given().when(ask).then(new)
    given().when(replace(ask, name=" ")).then_refused(PartnerWithoutName, field="name")
    given().when(replace(ask, board="S08")).then_refused(NotABoard, field="board")
    given().when(replace(ask, area="S08000024")).then_refused(NotABoard, field="area")


def test_what_may_be_shared_with_a_partner_is_agreed_and_has_an_end() -> None:
    here = given(REGISTERED)

    here.when(SIGN).then(replace(SIGNED, at=NOW))
    given().when(SIGN).then_refused(UnknownPartner)
    here.when(replace(SIGN, scope=())).then_refused(NothingShared, field="scope")
    here.when(replace(SIGN, valid_until=date(2026, 1, 11))).then_refused(
        AgreementOutOfOrder, field="valid_until"
    )
    given(REGISTERED, SIGNED).when(SIGN).then_nothing()


@pytest.mark.parametrize("day", [date(2026, 1, 12), date(2027, 1, 12)])
def test_an_agreement_is_looked_at_again_while_it_runs(day: date) -> None:
    given(REGISTERED).when(replace(SIGN, review_on=day)).then_refused(
        AgreementOutOfOrder, field="review_on"
    )


def test_an_agreement_goes_on_or_ends() -> None:
    review = ReviewSharingAgreement(partner=PRACTICE, review_on=date(2026, 12, 1))
    here = given(REGISTERED, SIGNED)

    here.when(review).then(REVIEWED)
    here.when(replace(review, review_on=date(2027, 1, 12))).then_refused(AgreementOutOfOrder)
    here.when(replace(review, review_on=date(2026, 5, 5))).then_refused(AgreementOutOfOrder)
    here.when(EndSharingAgreement(partner=PRACTICE)).then(ENDED)
    given(REGISTERED).when(EndSharingAgreement(partner=PRACTICE)).then_refused(NoAgreement)
    given(REGISTERED, SIGNED, ENDED).when(review).then_refused(NoAgreement)


@pytest.mark.parametrize(
    ("month", "day", "hour", "year", "may"),
    [
        (1, 11, 23, 2026, False),
        (1, 12, 0, 2026, True),
        (1, 11, 23, 2027, True),
        (1, 12, 0, 2027, False),
    ],
)
def test_an_agreement_covers_what_it_names_from_its_first_day_to_its_last(
    month: int, day: int, hour: int, year: int, *, may: bool
) -> None:
    moment = on(month, day, hour, year=year)

    assert may is partner_of(REGISTERED, SIGNED).may_share(SharingScope.REFERRALS_IN, moment)
    assert not partner_of(REGISTERED, SIGNED).may_share(SharingScope.STATISTICS, moment)


def test_an_agreement_that_ended_early_covers_nothing_from_then_on() -> None:
    here = partner_of(REGISTERED, SIGNED, ENDED)

    assert here.may_share(SharingScope.REFERRALS_IN, NOW - AN_INSTANT)
    assert not here.may_share(SharingScope.REFERRALS_IN, NOW)


def test_that_nothing_is_agreed_with_a_partner_is_a_task() -> None:
    assert ["AGREEMENT_NOT_SIGNED"] == codes_at(on(1, 12), REGISTERED)
    assert [] == codes_at(on(1, 12, 11), REGISTERED, SIGNED)


def test_an_agreement_is_due_for_review_on_its_day_at_midnight_in_summer_time() -> None:
    due = start_of(date(2026, 7, 13))

    assert on(7, 12, 23) == due
    assert [] == codes_at(due - AN_INSTANT, REGISTERED, SIGNED)
    assert ["AGREEMENT_TO_REVIEW"] == codes_at(due, REGISTERED, SIGNED)
    assert [] == codes_at(due, REGISTERED, SIGNED, REVIEWED)


def test_an_agreement_that_runs_out_is_announced_and_then_said() -> None:
    last, looked_at = end_of(date(2027, 1, 11)), replace(REVIEWED, review_on=date(2027, 1, 11))
    here = (REGISTERED, SIGNED, looked_at)
    soon = start_of(date(2026, 12, 14))

    assert [] == codes_at(soon - AN_INSTANT, *here)
    assert ["AGREEMENT_ENDS_SOON"] == codes_at(soon, *here)
    assert ["AGREEMENT_TO_REVIEW", "AGREEMENT_ENDS_SOON"] == codes_at(last, *here)
    assert ["AGREEMENT_RUN_OUT"] == codes_at(last + AN_INSTANT, *here)
    assert [] == codes_at(last + AN_INSTANT, *here, ENDED)


def test_whoever_refers_for_a_partner_is_named_and_leaves() -> None:
    other = replace(NAMED, partner=PartnerId("other"))
    leave = RecordReferrerLeft(partner=PRACTICE, referrer=DR_EXAMPLE)

    given(REGISTERED).when(NAME).then(NAMED)
    given().when(NAME).then_refused(UnknownPartner)
    given(REGISTERED, other).when(NAME).then_refused(RefersForAnother, field="referrer")
    given(REGISTERED, NAMED).when(leave).then(LEFT)
    given(REGISTERED, NAMED, LEFT).when(leave).then_nothing()
    given(REGISTERED).when(leave).then_refused(UnknownReferrer)


def test_whoever_stops_referring_holds_no_role_from_the_moment_of_recording() -> None:
    leave = RecordReferrerLeft(partner=PRACTICE, referrer=DR_EXAMPLE, at=on(1, 6))
    left = replace(LEFT, at=on(1, 6))
    granted = RoleGranted(service=SERVICE_ID, role=Role.REFERRER, referrer=DR_EXAMPLE, at=on(1, 7))
    over = RoleWithdrawn(service=SERVICE_ID, role=Role.REFERRER, referrer=DR_EXAMPLE, at=NOW)
    others = replace(granted, referrer=ReferrerId("nurse"))

    given(REGISTERED, NAMED, granted, others).when(leave).then(left, over)
    given(REGISTERED, NAMED, others).when(leave).then(left)
    assert () == roles_of(DR_EXAMPLE, granted, left, over)
    assert 1 == len(roles_of(DR_EXAMPLE, granted, left))


def test_a_role_that_outlasted_a_leaving_is_taken_back_when_it_is_told_again() -> None:
    leave = RecordReferrerLeft(partner=PRACTICE, referrer=DR_EXAMPLE)
    granted = RoleGranted(service=SERVICE_ID, role=Role.REFERRER, referrer=DR_EXAMPLE, at=on(1, 7))
    over = RoleWithdrawn(service=SERVICE_ID, role=Role.REFERRER, referrer=DR_EXAMPLE, at=NOW)
    elsewhere = replace(NAMED, partner=PartnerId("other"))

    given(REGISTERED, NAMED, granted, LEFT).when(leave).then(over)
    given(REGISTERED, NAMED, granted, LEFT, over).when(leave).then_nothing()
    given(REGISTERED, NAMED, LEFT, elsewhere, granted).when(leave).then_nothing()


@pytest.mark.parametrize(
    "address",
    [
        "dr@example.org\r\nBcc: all@example.org",
        "dr@example.org\nX: y",
        "dr@example.org, other@example.org",
        "Dr <dr@example.org>",
        "dr@example",
        "dr example@example.org",
        "@example.org",
        '"a b"@example.org',
        "dr@example.org\x00",
        f"{'a' * 65}@example.org",
        f"a@{'b' * 250}.org",
        "",
    ],
)
def test_an_address_is_that_of_one_mailbox_and_holds_nothing_else(address: str) -> None:
    assert not is_an_address(address)
    given(REGISTERED).when(replace(NAME, email=address)).then_refused(NotAnAddress, field="email")


@pytest.mark.parametrize("address", ["dr@example.org", "a.b+c@sub.example.org", "o'neil@nhs.scot"])
def test_a_plain_address_is_one(address: str) -> None:
    assert is_an_address(address)
