"""Consents in FHIR R4: valid by a model that others keep, and saying what the consent says."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.consent import Consent as FhirConsent
from fhir.resources.R4B.operationoutcome import OperationOutcome
from hypothesis import given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient

from api.app import create_app
from api.fhir.consents import REASONS, STATUS, resource
from domain.consent import (
    CONSENTS,
    COVERAGE,
    Audience,
    DisclosureConsentRefused,
    GivenHow,
    Listener,
    Opened,
    Purpose,
    Standing,
    ToldBy,
    Verdict,
    Why,
    may_disclose,
)
from domain.consent.events import DisclosureConsentGiven
from domain.decider import Event
from domain.people import ConsentId
from domain.service import Duty
from tests.api.small_service import small_service
from tests.api.test_disclosures import ITEM, Machair
from tests.domain.cast import DAVIE, ISLA
from tests.domain.decisions import folded
from tests.domain.test_may_disclose import GIVEN, pasts

ASK_FIRST = "https://alongside.example/fhir/StructureDefinition/ask-first"


@pytest.fixture
def machair(tmp_path: Path) -> Iterator[Machair]:
    with small_service(tmp_path) as service:
        service.active_peer("Davie Example")
        with TestClient(create_app(service.desk), base_url="http://127.0.0.1") as door:
            yield Machair(service, door)


def search(machair: Machair, **asked: str) -> Any:
    answer = machair.door.get("/fhir/r4/Consent", params={"patient": machair.davie, **asked})
    assert 200 == answer.status_code, answer.text
    assert answer.headers["content-type"].startswith("application/fhir+json")
    Bundle.model_validate_json(answer.text)
    return answer.json()


def test_a_consent_is_found_with_its_six_dimensions(machair: Machair) -> None:
    consent = machair.consent(ask_first=True)
    (entry,) = search(machair)["entry"]
    found = entry["resource"]
    provision = found["provision"]

    assert (consent, "active", "permit") == (found["id"], found["status"], provision["type"])
    assert [ITEM] == [each["text"] for each in provision["code"]]
    assert "PractitionerRole/COORDINATOR" == provision["actor"][0]["reference"]["reference"]
    assert ["HOPERAT", "SUPERVISION"] == [each["code"] for each in provision["purpose"]]
    assert ["SPOKEN"] == [each["code"] for each in provision["securityLabel"]]
    assert provision["period"]["end"].startswith("2026-12-31T23:59:59")
    assert [ASK_FIRST] == [each["url"] for each in found["modifierExtension"]]
    assert "OPTIN" == found["policyRule"]["coding"][0]["code"]
    assert entry["fullUrl"].endswith(f"/fhir/r4/Consent/{consent}")


def test_what_was_taken_back_is_inactive_and_what_was_refused_denies(machair: Machair) -> None:
    consent = machair.consent()
    no = machair.post("/consents/refusals", peer=machair.davie)["ids"]["consent"]
    machair.post(f"/consents/{consent}/withdrawal")
    found = {each["resource"]["id"]: each["resource"] for each in search(machair)["entry"]}

    assert ("inactive", "active") == (found[consent]["status"], found[no]["status"])
    assert ("deny", "OPTOUT") == (
        found[no]["provision"]["type"],
        found[no]["policyRule"]["coding"][0]["code"],
    )
    assert [no] == [each["resource"]["id"] for each in search(machair, status="active")["entry"]]
    assert 0 == search(machair, status="rejected")["total"]


def test_one_consent_is_read_by_its_identifier_and_an_unknown_one_is_not_found(
    machair: Machair,
) -> None:
    consent = machair.consent()
    found = machair.door.get(f"/fhir/r4/Consent/{consent}")
    unknown = machair.door.get("/fhir/r4/Consent/nobody")

    FhirConsent.model_validate_json(found.text)
    OperationOutcome.model_validate_json(unknown.text)
    assert (200, 404) == (found.status_code, unknown.status_code)


def test_what_cannot_be_asked_for_is_refused(machair: Machair) -> None:
    door = machair.door
    for asked in ({"patient": "Patient/../x"}, {"patient": "x", "status": "sleepy"}):
        assert 422 == door.get("/fhir/r4/Consent", params=asked).status_code
    assert 400 == door.get("/fhir/r4/Consent").status_code


def test_once_their_key_is_gone_no_item_is_told(machair: Machair) -> None:
    machair.consent()
    machair.service.store.keyring.erase(f"peer:{machair.davie}")
    (entry,) = search(machair)["entry"]

    assert "code" not in entry["resource"]["provision"]


@settings(max_examples=100, deadline=None)
@given(pasts(), st.integers(0, 60))
def test_whatever_was_said_is_valid_and_keeps_the_rules_of_the_resource(
    events: list[Event], days: int
) -> None:
    consents, coverage = folded(CONSENTS, *events), folded(COVERAGE, *events)
    now = GIVEN.at + timedelta(days=days)
    for identifier, consent in consents.items():
        found = resource(identifier, consent, coverage[identifier], now)
        FhirConsent.model_validate(found)
        period = found["provision"].get("period", {})

        assert found["policyRule"]  # ppc-1: a policy or a policy rule
        assert found["patient"]  # ppc-2: who it is of, as the scope is privacy
        assert period.get("start", "") <= period.get("end", "9")  # per-1


def test_every_purpose_and_every_standing_has_its_code() -> None:
    assert {*Purpose} == {*REASONS}
    assert {*Standing} == {*STATUS}


# --- consents that others have published ---


def published(shared_data: Path, name: str) -> Any:
    file = shared_data / "fhir-referrals" / f"r4-Consent-consent-example-{name}.json"
    return json.loads(file.read_text())


def read(example: dict[str, Any]) -> Event:
    """What a published consent says, as an event of ours.

    These three leave item, audience and purpose open. Of those that permit, what we hold of them is
    their period, within a scope of ours; the one that denies is a refusal of everything.
    """
    said_at = datetime.fromisoformat(example["dateTime"]).replace(tzinfo=UTC)
    if example["policyRule"]["coding"][0]["code"] == "OPTOUT":
        return DisclosureConsentRefused(
            consent=ConsentId(example["id"]),
            peer=DAVIE,
            every_item=True,
            audience=Audience.STAFF_MEMBER,
            audience_staff=ISLA,
            how=GivenHow.PAPER,
            at=said_at,
        )
    period = example["provision"]["period"]
    return msgspec.structs.replace(
        GIVEN,
        consent=ConsentId(example["id"]),
        valid_from=datetime.fromisoformat(period["start"]).replace(tzinfo=UTC),
        valid_until=date.fromisoformat(period["end"]),
        at=said_at,
    )


def asked_on(day: date, *events: Event) -> tuple[Verdict, Why | None]:
    opened = Opened(folded(CONSENTS, *events), folded(COVERAGE, *events))
    to = Listener(ISLA, (Duty.COORDINATOR,))
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    found = may_disclose(opened, ITEM, to, Purpose.MATCHING, ToldBy.SCREEN, moment)
    return found.verdict, found.why


@pytest.mark.parametrize("name", ["basic", "notTime"])
def test_a_published_consent_opens_nothing_outside_its_period_nor_before_it_was_given(
    shared_data: Path,
    name: str,
) -> None:
    """Both were given after their period had ended: there was never a day on which they held."""
    example = published(shared_data, name)
    event = read(example)
    assert isinstance(event, DisclosureConsentGiven)
    days = [date(2014, 6, 1), date(2015, 1, 15), date(2015, 12, 1), date(2020, 1, 1)]

    FhirConsent.model_validate({k: v for k, v in example.items() if k != "text"})
    assert {Verdict.DENIED} == {asked_on(day, event)[0] for day in days}
    then = msgspec.structs.replace(event, at=event.valid_from)
    assert (Verdict.ALLOWED, None) == asked_on(date(2015, 1, 15), then)
    assert (Verdict.DENIED, Why.EXPIRED) == asked_on(date(2020, 1, 1), then)


def test_a_published_refusal_denies_what_is_no_narrower(shared_data: Path) -> None:
    no = read(published(shared_data, "Out"))
    by_role = msgspec.structs.replace(
        GIVEN,
        audience=Audience.ROLE,
        audience_staff=None,
        audience_role=Duty.COORDINATOR,
    )

    assert (Verdict.ALLOWED, None) == asked_on(date(2026, 4, 1), by_role)
    assert (Verdict.DENIED, Why.REFUSED) == asked_on(date(2026, 4, 1), by_role, no)
