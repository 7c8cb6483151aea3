"""Partners at the door: from the request to what is recorded, and what a referrer's own becomes."""

from datetime import date
from pathlib import Path

from api.main import desk_of
from application.principal import acting_as
from domain.access import GrantRole, Role
from domain.partnership import (
    ReferrerLinked,
    RegisterPartner,
    SharingScope,
    SignSharingAgreement,
)
from domain.partnership.language import PartnerKind
from domain.people import ReferrerId, subject
from domain.referral import AgreedHow, ReceiveReferral, Source
from projections.worklist import worklist
from tests.api.small_service import SERVICE, SmallService, small_service

PRACTICE = ReferrerId("practice")
ASK = ReceiveReferral(
    service=SERVICE, source=Source.GP, agreed_how=AgreedHow.SPOKEN, name="Una Testperson"
)


def referred_by_the_practice(service: SmallService, ask: ReceiveReferral) -> list[object]:
    service.do(GrantRole(service=SERVICE, role=Role.REFERRER, referrer=PRACTICE))
    desk = desk_of(service.store, SERVICE).for_principal(acting_as(subject("referrer", PRACTICE)))
    return [each.event for each in desk.perform(ask).events]


def test_what_a_referrer_brings_in_themself_is_recorded_as_theirs(tmp_path: Path) -> None:
    with small_service(tmp_path) as service:
        found = referred_by_the_practice(service, ASK)

    (linked,) = [each for each in found if isinstance(each, ReferrerLinked)]
    assert PRACTICE == linked.referrer


def test_what_they_bring_in_for_somebody_who_asks_for_themself_is_not(tmp_path: Path) -> None:
    herself = ReceiveReferral(service=SERVICE, source=Source.SELF, name="Una Testperson")
    with small_service(tmp_path) as service:
        found = referred_by_the_practice(service, herself)

    assert [] == [each for each in found if isinstance(each, ReferrerLinked)]


def test_what_staff_bring_in_is_nobodys_until_it_is_said(tmp_path: Path) -> None:
    with small_service(tmp_path) as service:
        found = [each.event for each in service.do(ASK).events]

    assert [] == [each for each in found if isinstance(each, ReferrerLinked)]


def test_an_agreement_to_be_looked_at_again_stands_on_the_worklist(tmp_path: Path) -> None:
    with small_service(tmp_path) as service:
        made = service.do(
            RegisterPartner(
                service=SERVICE, name="Example Practice", kind=PartnerKind.GENERAL_PRACTICE
            )
        )
        partner = made.events[0].event.partner  # type: ignore[attr-defined]
        before = {each.code for each in worklist(service.desk.views, SERVICE).rows}
        service.do(
            SignSharingAgreement(
                partner=partner,
                scope=(SharingScope.FEEDBACK,),
                valid_from=date(2026, 1, 5),
                valid_until=date(2027, 1, 4),
                review_on=date(2026, 7, 6),
            )
        )
        signed = {each.code for each in worklist(service.desk.views, SERVICE).rows}
        service.on(7, 6)
        due = {each.code for each in worklist(service.desk.views, SERVICE).rows}

    assert "AGREEMENT_NOT_SIGNED" in before
    assert "AGREEMENT_NOT_SIGNED" not in signed
    assert "AGREEMENT_TO_REVIEW" in due - signed
