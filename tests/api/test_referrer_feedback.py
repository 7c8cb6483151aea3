"""What a referrer sees: their own, at the level chosen, on the page, as data and as FHIR alike."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.servicerequest import ServiceRequest
from fhir.resources.R4B.task import Task
from litestar.testing import TestClient

from api.app import create_app
from api.fhir.referrals import REQUEST_STATUS, TASK_STATUS
from api.main import desk_of
from application.principal import Principal, acting_as, staff_member
from domain.access import GrantRole, Role
from domain.channels import Channel
from domain.partnership import (
    FeedbackContent,
    FeedbackLevel,
    GiveReferrerFeedbackConsent,
    LinkReferrer,
    NameReferrer,
    PartnerKind,
    RegisterPartner,
    SendReferrerFeedback,
    WithdrawReferrerFeedbackConsent,
)
from domain.partnership.language import News
from domain.people import ReferrerId, subject
from domain.person import RecordDeath
from domain.referral import DeclineReferral, WithdrawReferral
from tests.api.small_service import ISLA, SERVICE, SmallService, small_service

DR_EXAMPLE, NURSE = ReferrerId("dr-example"), ReferrerId("nurse")
SUMMARY = "Zyxtsummary: she would like to walk again."
ADDRESSES = (
    "/my-referrals",
    "/api/v1/referrer_feedback",
    "/fhir/r4/Task",
    "/fhir/r4/ServiceRequest",
)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[SmallService]:
    """Morag and Callum were sent by the doctor, Euan by the nurse."""
    with small_service(tmp_path) as made:
        partner = made.do(
            RegisterPartner(
                service=SERVICE, name="Example Practice", kind=PartnerKind.GENERAL_PRACTICE
            )
        )
        identifier = partner.events[0].event.partner  # type: ignore[attr-defined]
        for referrer in (DR_EXAMPLE, NURSE):
            made.do(NameReferrer(partner=identifier, referrer=referrer, name="Example"))
            made.do(GrantRole(service=SERVICE, role=Role.REFERRER, referrer=referrer))
        made.accepted("Morag Testperson", "Somebody who knows what a flare-up is.")
        made.referred("Callum Testperson", "A voice on the phone.")
        made.referred("Euan Testperson", "Company on the hills.")
        for name, referrer in (("Morag", DR_EXAMPLE), ("Callum", DR_EXAMPLE), ("Euan", NURSE)):
            made.do(LinkReferrer(referral=made.referrals[name], referrer=referrer))
        yield made


def as_(service: SmallService, who: Principal) -> TestClient[Any]:
    app = create_app(desk_of(service.store, SERVICE), identify=lambda _request: who)
    return TestClient(app, base_url="http://127.0.0.1")


def doctor() -> Principal:
    return acting_as(subject("referrer", DR_EXAMPLE))


def seen(service: SmallService, who: Principal) -> dict[str, str]:
    """What somebody is shown in each of the four ways."""
    with as_(service, who) as client:
        return {each: client.get(each).text for each in ADDRESSES}


def rows(service: SmallService, who: Principal) -> dict[str, dict[str, Any]]:
    with as_(service, who) as client:
        found = client.get("/api/v1/referrer_feedback").json()["rows"]
    return {each["row"]["person"]: each for each in found}


def let(service: SmallService, level: FeedbackLevel) -> None:
    person = service.people["Morag"]
    service.do(GiveReferrerFeedbackConsent(person=person, referrer=DR_EXAMPLE, level=level))


def test_a_referrer_sees_their_own_referrals_and_nobody_elses(service: SmallService) -> None:
    shown = seen(service, doctor())

    for text in shown.values():
        assert service.people["Euan"] not in text
        assert "Euan" not in text
    assert {service.people["Morag"], service.people["Callum"]} == set(rows(service, doctor()))
    assert "Morag Testperson" in shown["/my-referrals"]
    assert "Accepted, and waiting for a match" in shown["/my-referrals"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_nobody_but_a_referrer_has_this_place(service: SmallService, address: str) -> None:
    with as_(service, staff_member(ISLA)) as client:
        assert 403 == client.get(address).status_code
    with as_(service, acting_as(subject("referrer", "stranger"))) as client:
        assert 403 == client.get(address).status_code


def test_whoever_chose_that_nothing_is_told_is_nowhere(service: SmallService) -> None:
    morag = service.people["Morag"]
    service.do(WithdrawReferrerFeedbackConsent(person=morag, referrer=DR_EXAMPLE))
    shown = seen(service, doctor())

    for text in shown.values():
        assert morag not in text
        assert "Morag" not in text
        assert service.referrals["Morag"] not in text
    with as_(service, doctor()) as client:
        theirs = client.get(f"/fhir/r4/Task/{service.referrals['Morag']}")
        nobodys = client.get("/fhir/r4/Task/nothing")
        nurses = client.get(f"/fhir/r4/Task/{service.referrals['Euan']}")
    assert {404} == {each.status_code for each in (theirs, nobodys, nurses)}
    assert theirs.text == nobodys.text == nurses.text


@pytest.mark.parametrize("level", list(FeedbackLevel))
def test_a_summary_is_read_only_while_the_person_lets_it_be(
    service: SmallService, level: FeedbackLevel
) -> None:
    let(service, FeedbackLevel.OUTCOMES)
    service.do(
        SendReferrerFeedback(
            referral=service.referrals["Morag"],
            news=News.ACCEPTED,
            channel=Channel.LETTER,
            contents=(FeedbackContent.SUMMARY,),
            summary=SUMMARY,
            seen_by_person=True,
        )
    )
    let(service, level)
    shown = seen(service, doctor())

    may = level in {FeedbackLevel.SUMMARY, FeedbackLevel.OUTCOMES}
    assert may is (SUMMARY in shown["/my-referrals"])
    assert may is (SUMMARY in shown["/api/v1/referrer_feedback"])
    assert SUMMARY not in shown["/fhir/r4/Task"] + shown["/fhir/r4/ServiceRequest"]


def test_a_no_and_a_change_of_mind_read_the_same(service: SmallService) -> None:
    service.do(
        DeclineReferral(
            referral=service.referrals["Callum"],
            reason="OTHER",
            offered_instead=("A helpline.",),
            explained="Somebody else can help better.",
        )
    )
    service.do(WithdrawReferral(referral=service.referrals["Morag"]))
    found = rows(service, doctor())
    with as_(service, doctor()) as client:
        tasks = [each["resource"] for each in client.get("/fhir/r4/Task").json()["entry"]]

    assert {"NOT_PROCEEDING"} == {each["row"]["news"] for each in found.values()}
    assert [("cancelled", "NOT_PROCEEDING")] * 2 == [
        (each["status"], each["businessStatus"]["coding"][0]["code"]) for each in tasks
    ]


def test_of_a_death_a_referrer_hears_nothing_from_here(service: SmallService) -> None:
    before = rows(service, doctor())
    service.do(RecordDeath(person=service.people["Morag"]))
    after = rows(service, doctor())

    assert before == after


def test_what_is_told_as_fhir_is_fhir(service: SmallService) -> None:
    referral = service.referrals["Morag"]
    with as_(service, doctor()) as client:
        for kind in ("Task", "ServiceRequest"):
            found = client.get(f"/fhir/r4/{kind}")
            assert found.headers["content-type"].startswith("application/fhir+json")
            bundle = Bundle.model_validate(found.json())
            assert 2 == bundle.total
        task = Task.model_validate(client.get(f"/fhir/r4/Task/{referral}").json())
        asked = ServiceRequest.model_validate(
            client.get(f"/fhir/r4/ServiceRequest/{referral}").json()
        )

    assert task.focus is not None
    assert ("accepted", f"ServiceRequest/{referral}") == (task.status, task.focus.reference)
    assert "active" == asked.status


def test_every_news_has_a_status_that_fhir_knows() -> None:
    tasks = {"received", "accepted", "in-progress", "completed", "cancelled"}

    assert set(News) == set(TASK_STATUS) == set(REQUEST_STATUS)
    assert tasks == set(TASK_STATUS.values())
    assert {"active", "completed", "revoked"} == set(REQUEST_STATUS.values())


def test_a_referrers_home_is_what_became_of_those_they_sent(service: SmallService) -> None:
    with as_(service, doctor()) as client:
        home = client.get("/", follow_redirects=False)

    assert "/my-referrals" == home.headers["location"]


def test_the_quality_page_tells_a_doubting_clinician_and_of_nobody(service: SmallService) -> None:
    service.active_peer("Davie Example")
    service.on(4, 7)
    with as_(service, doctor()) as client:
        text = client.get("/quality").text

    assert "How good the service is" in text
    assert "A safeguarding lead is named." in text
    assert "too few to tell of nobody" in text  # one peer supporter: nothing is counted
    assert not any(name in text for name in ("Morag", "Callum", "Euan", "Davie"))
