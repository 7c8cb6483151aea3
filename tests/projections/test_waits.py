"""How long people wait is told in days and counts, and of few people not at all."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.channels import Channel
from domain.match import EndKind, EndMatch
from domain.peer import RecordPeerConversation, RecordSupervision, SetCapacity
from domain.referral import (
    AcceptReferral,
    AcknowledgeReferral,
    ConsiderReadiness,
    PauseWait,
    Readiness,
    RecordGettingToKnow,
    ResumeWait,
    Triage,
    TriageReferral,
    WithdrawReferral,
)
from domain.session import RecordSession
from projections.equality import quarter_end
from projections.waits import WaitKind, WaitRow, Waits, waits
from tests.api.small_service import ISLA, WALKING, SmallService, small_service

PEOPLE = 12


def told(service: SmallService) -> Waits:
    at = quarter_end(service.clock.now)
    return waits(service.desk.look(known_at=at, true_at=at))


def row(found: Waits, kind: WaitKind) -> WaitRow:
    (one,) = [each for each in found.rows if each.wait is kind]
    return one


def lived(service: SmallService, number: int) -> None:
    """Referred, reached after some days, accepted later, and met for the first time after that."""
    began = service.clock.now
    name = f"Person{number}"
    referral = service.referred(f"{name} Testperson", "Somebody to walk with.")
    service.do(AcknowledgeReferral(referral=referral))
    service.do(TriageReferral(referral=referral, outcome=Triage.IN_REMIT, coordinator=ISLA))
    service.clock.now = began + timedelta(days=1 + number % 4)
    service.do(RecordGettingToKnow(referral=referral, coordinator=ISLA, wishes="Company."))
    service.do(ConsiderReadiness(referral=referral, view=Readiness.READY, person_view="Yes."))
    service.clock.now += timedelta(days=1)
    service.do(AcceptReferral(referral=referral, offer=WALKING, coordinator=ISLA))
    if number == 0:
        service.do(PauseWait(referral=referral, asked_by_person=True))
        service.clock.now += timedelta(days=20)
        service.do(ResumeWait(referral=referral, asked_by_person=True))
    service.clock.now += timedelta(days=5)
    service.do(RecordSupervision(peer=service.peers["Davie"], supervisor=ISLA))
    service.do(RecordPeerConversation(peer=service.peers["Davie"], coordinator=ISLA))
    match = service.active(name, "Davie")
    service.do(RecordSession(match=match, minutes=60, worried=False, mode=Channel.WALK))


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SmallService]:
    with small_service(tmp_path) as opened:
        peer = opened.active_peer("Davie Example")
        opened.do(SetCapacity(peer=peer, matches=3))
        yield opened


def test_half_and_nine_tenths_are_told_in_days_without_the_pauses(service: SmallService) -> None:
    for number in range(PEOPLE):
        lived(service, number)
        ended = EndMatch(match=service.matches[f"Person{number}"], how=EndKind.PLANNED)
        service.do(ended)
    service.clock.now += timedelta(days=100)
    found = told(service)
    contact, acceptance, session = (row(found, kind) for kind in WaitKind)

    assert PEOPLE == contact.ended == acceptance.ended == session.ended
    assert contact.median_days == 2.5
    assert acceptance.median_days == 3.5
    assert session.median_days == 5
    assert 0 == contact.waiting == acceptance.waiting == session.waiting
    assert contact.ninetieth_days is not None
    assert 4 <= contact.ninetieth_days < 5


def test_of_few_nothing_is_told(service: SmallService) -> None:
    for number in range(3):
        lived(service, number)
        service.do(EndMatch(match=service.matches[f"Person{number}"], how=EndKind.PLANNED))
    service.clock.now += timedelta(days=100)
    found = told(service)

    assert (
        {None} == {each.median_days for each in found.rows} == {each.ended for each in found.rows}
    )


def test_who_left_without_it_has_not_waited_for_it(service: SmallService) -> None:
    for number in range(PEOPLE):
        referral = service.referred(f"Person{number} Testperson", "Somebody to ring.")
        service.clock.now += timedelta(days=1)
        if number < 6:
            service.do(WithdrawReferral(referral=referral))
    service.clock.now += timedelta(days=100)
    contact = row(told(service), WaitKind.FIRST_CONTACT)

    assert 0 == contact.ended
    assert 6 == contact.waiting


def test_what_ended_more_than_a_year_ago_is_left_out(service: SmallService) -> None:
    for number in range(PEOPLE):
        referral = service.referred(f"Person{number} Testperson", "Somebody to ring.")
        service.do(RecordGettingToKnow(referral=referral, coordinator=ISLA, wishes="Company."))
    service.clock.now += timedelta(days=100)
    assert PEOPLE == row(told(service), WaitKind.FIRST_CONTACT).ended
    service.clock.now += timedelta(days=500)
    later = told(service)

    assert 0 == row(later, WaitKind.FIRST_CONTACT).ended
    assert later.by - later.since == timedelta(days=365)
