"""The numbers of the quality page: counted as they are, and closed where they would tell."""

from pathlib import Path

from domain.partnership import LinkReferrer, NameReferrer, PartnerKind, RegisterPartner
from domain.people import ReferrerId
from domain.professional_training import RecordProfessionalTraining, Taught
from domain.referral import AcknowledgeReferral
from projections.equality import quarter_end
from projections.quality import Part, Quality, quality
from tests.api.small_service import SERVICE, SmallService, small_service

DR_EXAMPLE = ReferrerId("dr-example")


def filled(service: SmallService, people: int, in_time: int) -> None:
    made = service.do(
        RegisterPartner(service=SERVICE, name="Practice", kind=PartnerKind.GENERAL_PRACTICE)
    )
    partner = made.events[0].event.partner  # type: ignore[attr-defined]
    service.do(NameReferrer(partner=partner, referrer=DR_EXAMPLE, name="Example"))
    for number in range(people):
        referral = service.referred(f"Person{number} Testperson", "A talk.")
        service.do(LinkReferrer(referral=referral, referrer=DR_EXAMPLE))
        if number < in_time:
            service.do(AcknowledgeReferral(referral=referral))
    service.on(1, 8)
    for name, referral in [*service.referrals.items()][in_time:]:
        assert name
        service.do(AcknowledgeReferral(referral=referral))


def shown(service: SmallService) -> Quality:
    service.on(4, 7)
    end = quarter_end(service.clock.now)
    return quality(service.desk.look(known_at=end, true_at=end))


def test_acknowledgements_in_time_are_counted(tmp_path: Path) -> None:
    with small_service(tmp_path) as service:
        filled(service, people=16, in_time=10)
        found = shown(service)

    assert Part(16, 10) == found.acknowledged


def test_where_few_were_late_nothing_is_told_of_them(tmp_path: Path) -> None:
    with small_service(tmp_path) as service:
        filled(service, people=12, in_time=10)
        found = shown(service)

    assert found.acknowledged.so is None


def test_of_fewer_than_ten_no_part_is_told(tmp_path: Path) -> None:
    with small_service(tmp_path) as service:
        filled(service, people=8, in_time=8)
        found = shown(service)

    assert found.acknowledged.so is None


def test_lessons_to_professionals_are_counted_and_few_are_closed(tmp_path: Path) -> None:
    with small_service(tmp_path) as service:
        peer = service.active_peer("Davie Example")
        for number in range(1, 4):
            service.on(1, 5 + number)
            service.do(RecordProfessionalTraining(peer=peer, audience=Taught.HOSPITAL, taught=4))
        few = shown(service)
    with small_service(tmp_path / "more") as service:
        peer = service.active_peer("Davie Example")
        for number in range(1, 7):
            service.on(1, 5 + number)
            service.do(RecordProfessionalTraining(peer=peer, audience=Taught.HOSPITAL, taught=4))
        many = shown(service)

    assert (None, 12) == (few.lessons, few.taught)
    assert (6, 24) == (many.lessons, many.taught)
