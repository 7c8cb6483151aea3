"""FHIR files: what becomes a referral, what an enquiry, and what is refused by which name."""

import copy
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from application.imports import fhir_referrals
from application.imports.incoming import AgreedHow, Incoming, Refused
from domain.gaps import SENTENCES, Gap
from domain.referral import Source

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope"
SNOMED = "http://snomed.info/sct"
SECTION = "http://terminology.hl7.org/CodeSystem/v2-0074"
Json = dict[str, Any]


def read(content: Any) -> tuple[Incoming | Refused, ...]:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return fhir_referrals.read(data, now=NOW)


def taken_in(content: Any) -> Incoming:
    (found,) = read(content)
    assert isinstance(found, Incoming), found
    return found


def refused(content: Any) -> Refused:
    (found,) = read(content)
    assert isinstance(found, Refused), found
    return found


def request(**fields: Any) -> Json:
    return {
        "resourceType": "ServiceRequest",
        "id": "11111111-1111-4111-8111-111111111111",
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/ann"},
        "authoredOn": "2026-02-27T09:30:00+00:00",
        "requester": {"display": "Dr Example"},
        **fields,
    }


def patient(**fields: Any) -> Json:
    return {
        "resourceType": "Patient",
        "id": "ann",
        "name": [{"text": "Ann Example"}],
        "telecom": [{"system": "phone", "value": "01632 960001"}],
        **fields,
    }


def consent(**fields: Any) -> Json:
    return {
        "resourceType": "Consent",
        "status": "active",
        "scope": {"coding": [{"system": SCOPE, "code": "treatment"}]},
        "patient": {"reference": "Patient/ann"},
        **fields,
    }


def rule(code: str) -> Json:
    return {"coding": [{"system": ACT, "code": code}]}


def bundle(*resources: Json, kind: str = "collection", **fields: Any) -> Json:
    entries = [{"resource": resource} for resource in resources]
    return {"resourceType": "Bundle", "type": kind, "entry": entries, **fields}


def header(event: str = "servicerequest-request", **fields: Any) -> Json:
    return {"resourceType": "MessageHeader", "eventCoding": {"code": event}, **fields}


def message(*resources: Json, **fields: Any) -> Json:
    return bundle(header(), *resources, kind="message", **fields)


def ask(*resources: Json, **fields: Any) -> Incoming:
    return taken_in(message(request(**fields), patient(), *resources))


EXAMPLES: dict[str, str] = {
    "booking-request.json": "BOOKING",
    "outcome-400-REC_BAD_REQUEST-invalid.json": "ERROR_ANSWER",
    "outcome-409-REC_CONFLICT-duplicate.json": "ERROR_ANSWER",
    "outcome-422-REC_UNPROCESSABLE_ENTITY-not-supported.json": "ERROR_ANSWER",
    "r4-AuditEvent-example-disclosure.json": "AUDIT_EVENT",
    "r4-AuditEvent-example-search.json": "AUDIT_EVENT",
    "r4-Consent-consent-example-Out.json": "CONSENT_ALONE",
    "r4-Consent-consent-example-basic.json": "CONSENT_ALONE",
    "r4-Consent-consent-example-notTime.json": "CONSENT_ALONE",
    "r4-QuestionnaireResponse-f201.json": "QUESTIONNAIRE_RESPONSE",
    "r4-ServiceRequest-education.json": "COMPLETED",
    "r4-ServiceRequest-physiotherapy.json": "COMPLETED",
    "r4-Task-example1.json": "TASK",
    "service-request.json": "enquiry",
    "service-requests-bundle.json": "enquiry",
    "validation-request.json": "referral",
    "validation-response.json": "RESPONSE",
}


def outcome(found: Incoming | Refused) -> str:
    if isinstance(found, Refused):
        return found.code
    return "referral" if found.agreed else "enquiry"


def test_every_example_has_the_documented_outcome(shared_data: Path) -> None:
    found = {
        path.name: [outcome(one) for one in read(path.read_bytes())]
        for path in (shared_data / "fhir-referrals").glob("*.json")
    }

    assert {name: [code] for name, code in EXAMPLES.items()} == found


def test_the_documentation_names_every_example_and_its_outcome() -> None:
    text = (Path(__file__).parents[2] / "docs" / "import-referrals.md").read_text()
    rows = {line.split("`")[1]: line for line in text.splitlines() if line.startswith("| `")}

    for name, code in EXAMPLES.items():
        assert code in rows[name], name


def test_what_a_real_message_holds_is_read(shared_data: Path) -> None:
    found = taken_in((shared_data / "fhir-referrals" / "validation-request.json").read_bytes())

    assert ("https://fhir.nhs.uk/Id/nhs-number|3478526985",) == found.person_identifiers
    assert ("urn:uuid:236bb75d-90ef-461f-b71e-fde7f899802c",) == found.request_identifiers
    assert "Mrs Julie Jones" == found.name
    assert date(1959, 5, 4) == found.birth_date
    assert ("07736312544", "jjones@hotmail.co.uk") == (found.phone, found.email)
    assert ("01138698975",) == found.other_contacts
    assert "LS10 4YU" == found.postcode
    assert (Source.GP, "Marcy BLAKE") == (found.source, found.referrer_name)
    assert AgreedHow.IMPLIED_IN_MESSAGE == found.agreed_how
    assert Gap.AGREEMENT_IMPLIED in found.gap_codes


def test_nothing_is_kept_that_the_first_conversation_does_not_need(shared_data: Path) -> None:
    found = taken_in((shared_data / "fhir-referrals" / "validation-request.json").read_bytes())
    kept = repr(found)

    for private in ("Catholic", "British, Mixed", "female", "Palpitations", "Syncope", "Grayson"):
        assert private not in kept
    assert "0789 1234567" not in kept
    assert kept.count("3478526985") == 1


def test_the_same_request_alone_and_in_a_search_has_the_same_identifier(shared_data: Path) -> None:
    folder = shared_data / "fhir-referrals"
    alone = taken_in((folder / "service-request.json").read_bytes())
    searched = taken_in((folder / "service-requests-bundle.json").read_bytes())

    assert alone.request_identifiers == searched.request_identifiers
    assert "wrapper" in searched.warnings[0]


def test_a_request_whose_person_was_not_sent_is_an_enquiry_with_tasks(shared_data: Path) -> None:
    found = taken_in((shared_data / "fhir-referrals" / "service-request.json").read_bytes())

    assert not found.agreed
    assert {Gap.NOT_AGREED, Gap.PERSON_NOT_INCLUDED, Gap.NO_NAME, Gap.NOBODY_TO_CONTACT} <= set(
        found.gap_codes
    )
    assert found.gaps == tuple(SENTENCES[gap] for gap in found.gap_codes)


def with_consent(shared_data: Path, name: str) -> Incoming:
    folder = shared_data / "fhir-referrals"
    given_consent = json.loads((folder / name).read_text())
    given_consent["patient"] = {"reference": "Patient/ann"}
    return ask(given_consent)


def test_the_published_opt_out_is_a_refusal(shared_data: Path) -> None:
    found = with_consent(shared_data, "r4-Consent-consent-example-Out.json")

    assert (False, AgreedHow.REFUSAL_IN_MESSAGE) == (found.agreed, found.agreed_how)


@pytest.mark.parametrize("name", ["basic", "notTime"])
def test_the_published_ended_consents_do_not_count(shared_data: Path, name: str) -> None:
    found = with_consent(shared_data, f"r4-Consent-consent-example-{name}.json")

    assert not found.agreed
    assert Gap.CONSENT_NOT_IN_FORCE in found.gap_codes


@pytest.mark.parametrize(
    ("data", "code", "word"),
    [
        (b"", "EMPTY", "empty"),
        (b" \n", "EMPTY", "empty"),
        (b"\xef\xbb\xbf", "EMPTY", "empty"),
        (b'{"resourceType": "ServiceRequest",\n "status" "active"}', "UNREADABLE", "line 2"),
        (b"not json", "UNREADABLE", "line 1, column 1"),
        (b'{"a": 1} {"b": 2}', "UNREADABLE", "line 1"),
        (b'{"a": NaN}', "UNREADABLE", "JSON"),
        (b'{"a": 1e999}', "UNREADABLE", "number"),
        (b'{"a": "\\ud800"}', "UNREADABLE", "character"),
        (b'{"a": "\xff\xfe"}', "UNREADABLE", "UTF-8"),
        (b"<Bundle xmlns='http://hl7.org/fhir'/>", "XML", "JSON"),
        (b"[]", "NOT_AN_OBJECT", "object"),
        (b"null", "NOT_AN_OBJECT", "object"),
        (b'{"status": "active"}', "NOT_FHIR", "resourceType"),
        (b'{"resourceType": 7}', "NOT_FHIR", "resourceType"),
        (b"[" * 200_000, "TOO_DEEP", "deep"),
        (b'{"resourceType": "Bundle", "entry": {}}', "WRONG_TYPE", "Bundle.entry must be a list"),
        (b'{"resourceType": "Bundle", "type": []}', "WRONG_BUNDLE", "Bundle"),
        (b'{"resourceType": "Bundle", "type": "history"}', "WRONG_BUNDLE", "Bundle"),
        (b'{"resourceType": "Bundle", "type": "searchset"}', "NO_REQUEST", "empty"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(data: bytes, code: str, word: str) -> None:
    found = refused(data)

    assert code == found.code
    assert word in found.reason
    assert found.reason.endswith(".")


def test_a_file_too_large_for_messages_is_refused() -> None:
    assert "TOO_LARGE" == refused(b" " * 25_000_001).code


def test_a_byte_order_mark_and_other_unicode_encodings_are_tolerated() -> None:
    text = json.dumps(request(subject={"display": "Zoë Example"}), ensure_ascii=False)

    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-32"):
        assert "Zoë Example" == taken_in(text.encode(encoding)).name


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("Appointment", "BOOKING"),
        ("Slot", "BOOKING"),
        ("Observation", "OBSERVATION"),
        ("DiagnosticReport", "OBSERVATION"),
        ("Consent", "CONSENT_ALONE"),
        ("AuditEvent", "AUDIT_EVENT"),
        ("Task", "TASK"),
        ("QuestionnaireResponse", "QUESTIONNAIRE_RESPONSE"),
        ("OperationOutcome", "ERROR_ANSWER"),
        ("MedicationRequest", "WRONG_RESOURCE"),
        ("Patient", "WRONG_RESOURCE"),
        ("ReferralRequest", "WRONG_VERSION"),
        ("ProcedureRequest", "WRONG_VERSION"),
    ],
)
def test_another_resource_is_refused_by_its_name(kind: str, code: str) -> None:
    for content in ({"resourceType": kind}, bundle({"resourceType": kind}, patient())):
        assert code == refused(content).code


def test_an_unlisted_resource_is_named_in_the_refusal() -> None:
    assert "MedicationRequest" in refused({"resourceType": "MedicationRequest"}).reason


@pytest.mark.parametrize("event", ["booking-request", "booking-response"])
def test_a_booking_message_is_refused_even_with_a_request_inside(event: str) -> None:
    found = refused(bundle(header(event), request(), patient(), kind="message"))

    assert "BOOKING" == found.code


def test_an_answer_to_a_request_is_not_a_request() -> None:
    by_event = bundle(header("servicerequest-response"), request(), kind="message")
    by_field = bundle(header(response={"code": "ok"}), request(), kind="message")
    by_uri = bundle(
        {"resourceType": "MessageHeader", "eventUri": "urn:x:servicerequest-response"}, request()
    )

    assert {"RESPONSE"} == {refused(one).code for one in (by_event, by_field, by_uri)}


@pytest.mark.parametrize("reason", ["delete", "cancelled", "entered-in-error"])
def test_a_message_that_cancels_is_refused(reason: str) -> None:
    head = header(reason={"coding": [{"code": reason}]})

    assert "CANCELLED" == refused(bundle(head, request(), patient(), kind="message")).code


def test_a_message_whose_focus_is_cancelled_is_refused() -> None:
    head = header(focus=[{"reference": "Encounter/e"}])
    over = {"resourceType": "Encounter", "id": "e", "status": "cancelled"}

    assert "CANCELLED" == refused(bundle(head, request(), over, patient(), kind="message")).code


def test_a_message_that_changes_an_earlier_request_says_so() -> None:
    head = header(reason={"coding": [{"code": "update"}]})
    found = taken_in(bundle(head, request(), patient(), kind="message"))

    assert Gap.CHANGES_EARLIER_REQUEST in found.gap_codes


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"status": "revoked"}, "CANCELLED"),
        ({"status": "entered-in-error"}, "ENTERED_IN_ERROR"),
        ({"status": "completed"}, "COMPLETED"),
        ({"status": "draft"}, "DRAFT"),
        ({"status": "inactive"}, "UNKNOWN_STATUS"),
        ({"doNotPerform": True}, "DO_NOT_PERFORM"),
        ({"intent": "option"}, "OPTION"),
        ({"specimen": [{"reference": "#s"}]}, "LABORATORY_ORDER"),
        ({"category": [{"coding": [{"system": SNOMED, "code": "108252007"}]}]}, "LABORATORY_ORDER"),
        ({"category": [{"coding": [{"system": SNOMED, "code": "363679005"}]}]}, "IMAGING_ORDER"),
        ({"category": [{"coding": [{"system": SNOMED, "code": "387713003"}]}]}, "SURGERY_ORDER"),
        ({"category": [{"coding": [{"system": SECTION, "code": "LAB"}]}]}, "LABORATORY_ORDER"),
        ({"category": [{"coding": [{"system": SECTION, "code": "RAD"}]}]}, "IMAGING_ORDER"),
        ({"category": [{"coding": [{"system": SECTION, "code": "EC"}]}]}, "TEST_ORDER"),
        ({"code": {"coding": [{"system": "http://loinc.org", "code": "2093-3"}]}}, "TEST_ORDER"),
        ({"subject": None}, "ABOUT_NOBODY"),
        ({"subject": {}}, "ABOUT_NOBODY"),
        ({"subject": {"reference": " "}}, "ABOUT_NOBODY"),
        ({"subject": {"type": "Patient"}}, "ABOUT_NOBODY"),
        ({"subject": {"reference": "Group/1"}}, "ABOUT_NO_PERSON"),
        ({"subject": {"reference": "https://ehr.example/fhir/Device/1"}}, "ABOUT_NO_PERSON"),
        ({"subject": {"reference": "Location/1/_history/2"}}, "ABOUT_NO_PERSON"),
        ({"subject": {"type": "Group", "display": "everybody"}}, "ABOUT_NO_PERSON"),
        ({"code": {"concept": {"text": "support"}}}, "WRONG_VERSION"),
        ({"reason": [{"concept": {"text": "support"}}]}, "WRONG_VERSION"),
        ({"supportingInfo": [{"concept": {"text": "x"}}]}, "WRONG_VERSION"),
        ({"requester": {"agent": {"reference": "Practitioner/1"}}}, "WRONG_VERSION"),
        ({"context": {"reference": "Encounter/1"}}, "WRONG_VERSION"),
        ({"status": 1}, "WRONG_TYPE"),
        ({"doNotPerform": "true"}, "WRONG_TYPE"),
        ({"subject": "Patient/ann"}, "WRONG_TYPE"),
        ({"reasonCode": {"text": "x"}}, "WRONG_TYPE"),
        ({"note": [{"text": 3}]}, "WRONG_TYPE"),
    ],
)
def test_a_request_that_cannot_stand_is_refused_by_the_rule_it_breaks(
    fields: Json, code: str
) -> None:
    for content in (request(**fields), message(request(**fields), patient())):
        found = refused(content)

        assert code == found.code
        assert found.reason.endswith(".")


def test_a_wrong_type_is_refused_naming_the_field_and_the_rule() -> None:
    in_request = refused(request(doNotPerform="true"))
    in_patient = refused(message(request(), patient(name={"family": "Example"})))

    assert "ServiceRequest.doNotPerform must be true or false, not text." in in_request.reason
    assert "Patient.name must be a list, not an object." in in_patient.reason


@pytest.mark.parametrize(
    "profile",
    [
        "http://hl7.org/fhir/StructureDefinition/ServiceRequest|5.0.0",
        "http://hl7.org/fhir/StructureDefinition/ServiceRequest|3.0.2",
        "http://hl7.org/fhir/5.0/StructureDefinition/ServiceRequest",
        "https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-ServiceRequest-1",
    ],
)
def test_a_profile_of_another_fhir_version_is_refused(profile: str) -> None:
    meta: Json = {"meta": {"profile": [profile]}}

    assert "WRONG_VERSION" == refused(request(**meta)).code
    assert "WRONG_VERSION" == refused(bundle(request(), **meta)).code


@pytest.mark.parametrize(
    "profile",
    [
        "http://hl7.org/fhir/StructureDefinition/ServiceRequest|4.0.1",
        "http://hl7.org/fhir/us/core/StructureDefinition/us-core-servicerequest|5.0.1",
        "https://fhir.nhs.uk/StructureDefinition/BARSServiceRequest|1.0.2",
    ],
)
def test_the_version_of_somebodys_profile_is_not_the_version_of_fhir(profile: str) -> None:
    assert taken_in(request(meta={"profile": [profile]}))


def test_an_stu3_message_is_refused() -> None:
    old = {"resourceType": "MessageHeader", "event": {"code": "referral"}}

    assert "WRONG_VERSION" == refused(bundle(old, request(), kind="message")).code


@pytest.mark.parametrize(
    "died", [{"deceasedBoolean": True}, {"deceasedDateTime": "2026-01"}, {"deceasedDateTime": "?"}]
)
def test_a_request_for_somebody_who_has_died_is_refused_kindly(died: Json) -> None:
    found = refused(message(request(), patient(**died)))

    assert ("PERSON_HAS_DIED", True) == (found.code, "sadly" in found.reason)


def test_somebody_recorded_as_alive_is_alive() -> None:
    assert taken_in(message(request(), patient(deceasedBoolean=False)))


@pytest.mark.parametrize(
    ("fields", "gap"),
    [
        ({"status": "on-hold"}, Gap.ON_HOLD),
        ({"status": "unknown"}, Gap.STATUS_UNCLEAR),
        ({"status": None}, Gap.STATUS_UNCLEAR),
        ({"intent": None}, Gap.INTENT_UNCLEAR),
        ({"priority": "stat"}, Gap.URGENT),
        ({"modifierExtension": [{"url": "https://x.example/not"}]}, Gap.MEANING_MODIFIED),
        ({"authoredOn": None}, Gap.DATE_UNCLEAR),
        ({"authoredOn": "2026"}, Gap.DATE_UNCLEAR),
        ({"authoredOn": "2099-01-01"}, Gap.DATE_UNCLEAR),
        ({"authoredOn": "0001-01-01T00:00:00+14:00"}, Gap.DATE_UNCLEAR),
        ({"authoredOn": "9999-12-31T23:59:59-14:00"}, Gap.DATE_UNCLEAR),
        ({"authoredOn": "2024-01-01"}, Gap.ASKED_LONG_AGO),
        ({"requester": None}, Gap.REQUESTER_UNKNOWN),
        ({"requester": {"reference": "Practitioner/gone"}}, Gap.REQUESTER_NOT_INCLUDED),
        ({"reasonReference": [{"reference": "Condition/gone"}]}, Gap.REASON_NOT_INCLUDED),
        ({"note": [{"text": "long " * 2000}]}, Gap.TEXT_SHORTENED),
    ],
)
def test_what_is_missing_or_unclear_becomes_a_task(fields: Json, gap: Gap) -> None:
    assert gap in taken_in(message(request(**fields), patient())).gap_codes


def test_good_requests_pass_though_others_in_the_bundle_are_refused() -> None:
    good = request(id="22222222-2222-4222-8222-222222222222")
    found = read(bundle(request(status="revoked"), patient(), good, request(subject={})))

    assert ["CANCELLED", "enquiry", "ABOUT_NOBODY"] == [outcome(one) for one in found]
    assert [1, 2, 3] == [one.record for one in found]


def test_included_resources_of_a_search_are_not_records() -> None:
    content = bundle(request(), patient(), kind="searchset")
    content["entry"][0]["search"] = {"mode": "match"}
    content["entry"].append({"resource": request(), "search": {"mode": "include"}})
    content["link"] = [{"relation": "next", "url": "https://x.example"}]

    assert "more pages" in taken_in(content).warnings[0]


def test_a_transaction_that_deletes_is_refused() -> None:
    by_url = {"request": {"method": "DELETE", "url": "ServiceRequest/1"}}
    resource = {"resource": request(), **by_url}

    for entry in (by_url, resource):
        content = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
        assert "CANCELLED" == refused(content).code


def test_strange_entries_are_left_out_with_a_warning() -> None:
    content = bundle(request(), patient())
    content["entry"] += [None, 3, {"fullUrl": "urn:x"}, {"resource": []}]

    assert 2 == len(taken_in(content).warnings)


def test_keys_given_twice_do_no_harm() -> None:
    assert (
        taken_in(
            b'{"resourceType":"ServiceRequest","status":1,"status":"active",'
            b'"subject":{"display":"Ann Example"}}'
        ).name
        == "Ann Example"
    )


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"provision": {"type": "permit"}},
        {"policyRule": rule("OPTIN")},
        {"provision": {"period": {"start": "2026", "end": "2026"}}},
        {"provision": {"period": {"end": "2026-03"}}},
        {"provision": {"type": "permit", "provision": [{"type": "permit"}]}},
        {"dateTime": "2026-02-26"},
        {"patient": None},
        {"performer": [{"reference": "Patient/ann"}]},
        {"scope": None},
    ],
)
def test_an_active_consent_that_permits_is_agreement(fields: Json) -> None:
    found = ask(consent(**fields))

    assert (True, AgreedHow.CONSENT_IN_MESSAGE) == (found.agreed, found.agreed_how)


@pytest.mark.parametrize("code", ["IMPLIED", "IMPLIEDD"])
def test_implied_consent_counts_and_the_person_is_asked_later(code: str) -> None:
    found = ask(consent(policyRule=rule(code)))

    assert (True, AgreedHow.IMPLIED_IN_MESSAGE) == (found.agreed, found.agreed_how)
    assert (
        "The message says agreement was implied. Ask the person at the getting-to-know "
        "conversation."
    ) in found.gaps


@pytest.mark.parametrize(
    ("fields", "gap"),
    [
        ({"status": "draft"}, Gap.CONSENT_NOT_IN_FORCE),
        ({"status": "proposed"}, Gap.CONSENT_NOT_IN_FORCE),
        ({"status": "inactive"}, Gap.CONSENT_NOT_IN_FORCE),
        ({"status": "entered-in-error"}, Gap.CONSENT_NOT_IN_FORCE),
        ({"status": None}, Gap.CONSENT_NOT_IN_FORCE),
        ({"status": "rejected"}, Gap.CONSENT_REJECTED),
        ({"provision": {"period": {"end": "2026-03-01"}}}, Gap.CONSENT_NOT_IN_FORCE),
        ({"provision": {"period": {"start": "2026-03-03"}}}, Gap.CONSENT_NOT_IN_FORCE),
        ({"provision": {"period": {"end": "2025"}}}, Gap.CONSENT_NOT_IN_FORCE),
        ({"dateTime": "2027-01-01"}, Gap.CONSENT_NOT_IN_FORCE),
        ({"provision": {"period": {"end": "soon"}}}, Gap.CONSENT_UNREADABLE),
        ({"provision": {"type": "perhaps"}}, Gap.CONSENT_UNREADABLE),
        ({"provision": []}, Gap.CONSENT_UNREADABLE),
        ({"modifierExtension": [{"url": "https://x.example/not"}]}, Gap.CONSENT_UNREADABLE),
        ({"decision": "permit"}, Gap.CONSENT_UNREADABLE),
        ({"except": [{"type": "deny"}]}, Gap.CONSENT_UNREADABLE),
        ({"scope": rule("research")}, Gap.CONSENT_FOR_SOMETHING_ELSE),
        ({"scope": rule("adr")}, Gap.CONSENT_FOR_SOMETHING_ELSE),
        ({"category": [rule("dnr")]}, Gap.CONSENT_FOR_SOMETHING_ELSE),
        ({"policyRule": rule("NOCONSENT")}, Gap.CONSENT_FOR_SOMETHING_ELSE),
        ({"policyRule": rule("EMRGONLY")}, Gap.CONSENT_FOR_SOMETHING_ELSE),
        ({"performer": [{"reference": "RelatedPerson/r"}]}, Gap.CONSENT_BY_SOMEBODY_ELSE),
        ({"provision": {"provision": [{"type": "deny"}]}}, Gap.CONSENT_WITH_EXCEPTIONS),
        ({"patient": {"reference": "Patient/bob"}}, Gap.CONSENT_ABOUT_SOMEBODY_ELSE),
        ({"patient": {"display": "Ann Example"}}, Gap.CONSENT_ABOUT_SOMEBODY_ELSE),
        ({"patient": 7}, Gap.CONSENT_ABOUT_SOMEBODY_ELSE),
    ],
)
def test_a_consent_that_does_not_count_leaves_an_enquiry_and_says_why(
    fields: Json, gap: Gap
) -> None:
    found = ask(consent(**fields))

    assert (False, AgreedHow.NOT_SHOWN) == (found.agreed, found.agreed_how)
    assert {Gap.NOT_AGREED, gap} <= set(found.gap_codes)


@pytest.mark.parametrize(
    "fields",
    [
        {"provision": {"type": "deny"}},
        {"policyRule": rule("OPTOUT")},
        {"policyRule": rule("OPTOUTE"), "provision": {"provision": [{"type": "permit"}]}},
        {"policyRule": rule("OPTOUT"), "provision": {"type": "permit"}},
    ],
)
def test_a_refusal_in_force_wins_over_everything(fields: Json) -> None:
    asks = {"requester": {"reference": "Patient/ann"}}
    for found in (
        ask(consent(**fields)),
        ask(consent(), consent(**fields)),
        ask(consent(**fields), **asks),
    ):
        assert (False, AgreedHow.REFUSAL_IN_MESSAGE) == (found.agreed, found.agreed_how)
        assert Gap.REFUSAL_CARRIED in found.gap_codes


def test_a_refusal_that_has_ended_or_is_somebody_elses_refuses_nothing() -> None:
    ended = consent(provision={"type": "deny", "period": {"end": "2025-12-31"}})
    other = consent(provision={"type": "deny"}, patient={"reference": "Patient/bob"})

    assert ask(consent(), ended).agreed
    assert ask(consent(), other).agreed


def test_an_opt_in_with_exceptions_counts_and_the_exceptions_are_to_be_read() -> None:
    found = ask(consent(policyRule=rule("OPTIN"), provision={"provision": [{"type": "deny"}]}))

    assert found.agreed
    assert Gap.CONSENT_WITH_EXCEPTIONS in found.gap_codes


def test_asking_for_oneself_is_agreement() -> None:
    found = ask(requester={"reference": "Patient/ann"})

    assert (True, AgreedHow.SELF_REFERRAL) == (found.agreed, found.agreed_how)
    assert (Source.SELF, None) == (found.source, found.referrer_name)


def test_another_patient_who_asks_is_not_the_person() -> None:
    found = ask(requester={"reference": "Patient/bob", "display": "Bob Example"})

    assert (False, Source.OTHER) == (found.agreed, found.source)


def test_two_people_known_only_by_a_display_name_are_not_taken_for_one() -> None:
    named = {"display": "Ann Example"}
    found = taken_in(request(subject=named, requester=named))

    assert (False, Source.OTHER) == (found.agreed, found.source)


def test_a_consent_contained_in_the_request_counts_for_that_request_alone() -> None:
    first = request(contained=[consent(id="c", patient={"reference": "Patient/ann"})])
    second = request(subject={"reference": "Patient/bob"})

    found = read(bundle(first, second, patient(), patient(id="bob")))
    assert ["referral", "enquiry"] == [outcome(one) for one in found]


def test_each_person_of_a_bundle_has_their_own_consent() -> None:
    bobs = consent(patient={"reference": "Patient/bob"})
    second = request(subject={"reference": "Patient/bob"})

    found = read(bundle(request(), second, patient(), patient(id="bob"), bobs))
    assert ["enquiry", "referral"] == [outcome(one) for one in found]


def test_a_consent_that_names_nobody_counts_only_where_one_person_is_concerned() -> None:
    unnamed = consent(patient=None)
    found = read(bundle(request(), patient(), patient(id="bob"), unnamed))

    assert ["enquiry"] == [outcome(one) for one in found]


def linked(reference: str, url: str | None, identifier: str | None = None) -> Incoming:
    person = patient(id=identifier)
    entries = [
        {
            "fullUrl": "https://ehr.example/fhir/ServiceRequest/1",
            "resource": request(subject={"reference": reference}),
        },
        {"fullUrl": url, "resource": person},
    ]
    return taken_in({"resourceType": "Bundle", "type": "collection", "entry": entries})


@pytest.mark.parametrize(
    ("reference", "url", "identifier"),
    [
        (
            "urn:uuid:9589fb37-87a2-48d8-968f-b371429208a8",
            "urn:uuid:9589FB37-87A2-48D8-968F-B371429208A8",
            None,
        ),
        ("https://ehr.example/fhir/Patient/7", "https://ehr.example/fhir/Patient/7", None),
        (
            "https://ehr.example/fhir/Patient/7/_history/3",
            "https://ehr.example/fhir/Patient/7",
            None,
        ),
        ("Patient/7", "https://ehr.example/fhir/Patient/7", None),
        ("Patient/7/_history/1", None, "7"),
        ("Patient/7", "urn:uuid:00000000-0000-4000-8000-000000000001", "7"),
        (
            "00000000-0000-4000-8000-000000000001",
            "urn:uuid:00000000-0000-4000-8000-000000000001",
            None,
        ),
    ],
)
def test_a_reference_finds_its_resource(
    reference: str, url: str | None, identifier: str | None
) -> None:
    assert "Ann Example" == linked(reference, url, identifier).name


def test_a_patient_of_the_same_number_on_another_server_is_somebody_else() -> None:
    found = linked("Patient/7", "https://other.example/fhir/Patient/7", "7")

    assert found.name is None
    assert Gap.PERSON_NOT_INCLUDED in found.gap_codes


def test_two_patients_of_the_same_name_are_not_guessed_between() -> None:
    found = taken_in(bundle(request(), patient(), patient(name=[{"text": "Ann Other"}])))

    assert found.name is None


def test_the_version_asked_for_is_the_one_read() -> None:
    old = patient(meta={"versionId": "1"}, name=[{"text": "Ann Before"}])
    new = patient(meta={"versionId": "2"})
    asked = request(subject={"reference": "Patient/ann/_history/2"})

    assert "Ann Example" == taken_in(bundle(asked, old, new)).name


def test_a_single_request_brings_what_it_contains() -> None:
    found = taken_in(
        request(
            contained=[patient(id="p"), consent(id="c", patient={"reference": "#p"})],
            subject={"reference": "#p"},
        )
    )

    assert ("Ann Example", True) == (found.name, found.agreed)


def test_a_person_pointed_to_by_their_number_is_found() -> None:
    number = {"system": "https://charity.example/people", "value": "A-17"}
    asked = request(subject={"type": "Patient", "identifier": number})
    found = taken_in(bundle(asked, patient(identifier=[number])))

    assert "Ann Example" == found.name
    assert ("https://charity.example/people|A-17",) == found.person_identifiers


def test_a_request_is_known_by_its_identifiers_then_its_uuid_then_its_content() -> None:
    number = {"system": "https://x.example/id", "value": "R-1"}

    assert ("https://x.example/id|R-1",) == ask(identifier=[number]).request_identifiers
    assert ask().request_identifiers[0].startswith("urn:uuid:1111")
    by_content = ask(id="education").request_identifiers
    assert by_content == ask(id="education", meta={"versionId": "9"}).request_identifiers
    assert by_content[0].startswith("sha256:")
    assert by_content != ask(id="education", note=[{"text": "more"}]).request_identifiers


def test_requests_that_say_the_same_about_two_people_are_two_requests() -> None:
    def told(*people: Json, **fields: Any) -> Incoming:
        return taken_in(message(request(id=None), *people, **fields))

    ann, other = told(patient()), told(patient(name=[{"text": "Ann Other"}]))
    unknown, elsewhere = told(id="1"), told(id="2")

    assert ann.request_identifiers != other.request_identifiers
    assert unknown.request_identifiers != elsewhere.request_identifiers


@pytest.mark.parametrize("value", ["0000000000", "9999999999", "n/a", "Unknown", "-", ""])
def test_a_placeholder_identifies_nobody(value: str) -> None:
    number = {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": value}

    assert () == taken_in(message(request(), patient(identifier=[number]))).person_identifiers


def test_a_health_number_is_the_same_with_and_without_spaces() -> None:
    def known(value: str) -> tuple[str, ...]:
        number = {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": value}
        return taken_in(message(request(), patient(identifier=[number]))).person_identifiers

    assert known("999 000 0018") == known("9990000018") != ()


def test_a_relative_reference_identifies_nobody_but_a_web_address_does() -> None:
    web = request(subject={"reference": "https://ehr.example/fhir/Patient/7/_history/2"})

    assert () == ask().person_identifiers
    assert ("https://ehr.example/fhir/Patient/7",) == taken_in(web).person_identifiers


def person(**fields: Any) -> Incoming:
    return taken_in(message(request(), patient(**fields)))


def test_the_name_in_use_is_read() -> None:
    names = [
        {"use": "maiden", "family": "Before"},
        {"use": "old", "text": "Ann Old"},
        {"use": "official", "given": ["Ann", "B"], "family": "Example"},
        {"use": "usual", "text": "Annie Ended", "period": {"end": "2020"}},
    ]

    assert "Ann B Example" == person(name=names).name


def test_old_numbers_are_left_out_and_work_numbers_come_last() -> None:
    points = [
        {"system": "phone", "value": "01632 960009", "use": "work", "rank": 1},
        {"system": "phone", "value": "01632 960002", "use": "home"},
        {"system": "sms", "value": "07700 900003", "use": "mobile"},
        {"system": "phone", "value": "01632 960004", "use": "old"},
        {"system": "fax", "value": "01632 960005"},
    ]
    found = person(telecom=points)

    assert "07700 900003" == found.phone
    assert ("01632 960002", "01632 960009") == found.other_contacts
    assert Gap.SEVERAL_CONTACTS in found.gap_codes
    assert Gap.WORK_CONTACT_ONLY in person(telecom=points[:1]).gap_codes


def test_other_peoples_numbers_are_never_taken_for_the_persons() -> None:
    relative = {
        "relationship": [{"coding": [{"code": "EP"}]}],
        "telecom": [{"system": "phone", "value": "07700 900111"}],
    }
    found = person(telecom=[], contact=[relative])

    assert found.phone is None
    assert Gap.NOBODY_TO_CONTACT in found.gap_codes


@pytest.mark.parametrize("written", ["1959", "1959-05", "2030-01-01", "1700-01-01", "4 May", ""])
def test_a_birth_date_that_is_partial_or_cannot_be_is_asked_for(written: str) -> None:
    found = person(birthDate=written)

    assert found.birth_date is None
    assert Gap.BIRTH_DATE_UNCLEAR in found.gap_codes


def test_languages_other_than_english_and_an_interpreter_are_access_needs() -> None:
    polish = {"language": {"coding": [{"code": "pl", "display": "Polish"}]}, "preferred": True}
    english = {"language": {"coding": [{"code": "en-GB", "display": "English"}]}}
    needed = {
        "url": "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired",
        "valueBoolean": True,
    }
    found = person(communication=[english, polish], extension=[needed])

    assert ("Language: Polish", "Interpreter needed") == found.access_needs


def test_reasons_and_conditions_are_kept_as_said() -> None:
    condition = {
        "resourceType": "Condition",
        "id": "c",
        "code": {"coding": [{"system": SNOMED, "code": "13645005", "display": "COPD"}]},
        "subject": {"reference": "Patient/ann"},
    }
    wrong = {**condition, "id": "w", "verificationStatus": {"coding": [{"code": "refuted"}]}}
    hers = {
        **condition,
        "id": "h",
        "code": {"text": "Stroke"},
        "subject": {"reference": "Patient/mother"},
    }
    found = ask(
        condition,
        wrong,
        hers,
        reasonCode=[{"text": "Feels alone\x00 since the diagnosis"}],
        note=[{"text": "Prefers mornings"}],
        code={"text": "Peer support"},
        reasonReference=[
            {"reference": "Condition/c"},
            {"reference": "Condition/w"},
            {"reference": "Condition/h"},
            {"type": "Condition", "display": "Asthma"},
        ],
    )

    assert ("Feels alone since the diagnosis", "Prefers mornings") == found.reasons_in_words
    assert ("COPD", "Asthma") == found.conditions_in_words
    assert "Peer support" == found.asked_for


def test_conditions_that_the_request_does_not_point_to_are_not_read() -> None:
    condition = {"resourceType": "Condition", "id": "c", "code": {"text": "Private"}}

    assert () == ask(condition).conditions_in_words


def role(**fields: Any) -> Incoming:
    asker = {
        "resourceType": "PractitionerRole",
        "id": "r",
        "practitioner": {"reference": "Practitioner/d"},
        "organization": {"display": "Example Place"},
        **fields,
    }
    doctor = {"resourceType": "Practitioner", "id": "d", "name": [{"text": "Sam Example"}]}
    return ask(asker, doctor, requester={"reference": "PractitionerRole/r"})


@pytest.mark.parametrize(
    ("fields", "source"),
    [
        ({"code": [{"text": "Community link worker"}]}, Source.LINK_WORKER),
        ({"code": [{"text": "Practice nurse"}], "specialty": [{"text": "GP"}]}, Source.NURSE),
        ({"specialty": [{"coding": [{"system": SNOMED, "code": "408443003"}]}]}, Source.GP),
        ({"code": [{"text": "Physiotherapist"}]}, Source.AHP),
        ({"code": [{"text": "Social worker"}]}, Source.SOCIAL_WORK),
        ({"code": [{"text": "Consultant"}]}, Source.HOSPITAL),
        ({"code": [{"text": "Administrator"}]}, Source.OTHER),
    ],
)
def test_the_referrer_is_told_by_their_role(fields: Json, source: Source) -> None:
    found = role(**fields)

    assert (source, "Sam Example", "Example Place") == (
        found.source,
        found.referrer_name,
        found.referrer_organisation,
    )


def test_a_relative_who_asks_is_family() -> None:
    relative = {"resourceType": "RelatedPerson", "id": "r", "name": [{"text": "Pat Example"}]}
    found = ask(relative, requester={"reference": "RelatedPerson/r"})

    assert (Source.FAMILY, "Pat Example") == (found.source, found.referrer_name)


def test_a_charity_that_asks_is_third_sector() -> None:
    charity = {
        "resourceType": "Organization",
        "id": "o",
        "name": "Example Trust",
        "type": [{"text": "Voluntary organisation"}],
    }
    found = ask(charity, requester={"reference": "Organization/o"})

    assert (Source.THIRD_SECTOR, "Example Trust") == (found.source, found.referrer_organisation)


def test_a_referrer_whose_record_is_broken_does_not_cost_the_referral() -> None:
    broken = {"resourceType": "Practitioner", "id": "d", "name": "Sam"}
    found = ask(broken, requester={"reference": "Practitioner/d", "display": "Dr Sam"})

    assert "Dr Sam" == found.referrer_name
    assert Gap.DETAIL_UNREADABLE in found.gap_codes


def test_the_message_says_when_where_the_request_does_not() -> None:
    sent = message(request(authoredOn=None), patient(), timestamp="2026-02-01T12:00:00Z")

    assert datetime(2026, 2, 1, 12, tzinfo=UTC) == taken_in(sent).asked_on
    assert date(2026, 2, 27) == ask(authoredOn="2026-02-27").asked_on


def test_no_task_names_a_person_and_every_gap_has_a_sentence() -> None:
    assert set(Gap) == set(SENTENCES)
    assert all(sentence.endswith(".") for sentence in SENTENCES.values())


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["Patient/ann", "ServiceRequest", "active", "#", "2026-13-45", "urn:uuid:x"])
    | st.text(max_size=12)
)
NAMES = st.sampled_from(
    [
        "resourceType",
        "entry",
        "resource",
        "subject",
        "status",
        "reference",
        "contained",
        "code",
        "coding",
        "type",
        "fullUrl",
        "meta",
        "profile",
        "identifier",
        "name",
        "request",
        "method",
    ]
) | st.text(max_size=6)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=25,
)
FULL = message(
    request(
        requester={"reference": "PractitionerRole/r"},
        reasonCode=[{"text": "alone"}],
        reasonReference=[{"reference": "#c"}],
        contained=[{"resourceType": "Condition", "id": "c", "code": {"text": "COPD"}}],
    ),
    patient(birthDate="1970-01-01", address=[{"line": ["1 Example Street"]}], contact=[]),
    consent(provision={"type": "permit", "period": {"end": "2027"}}),
    {"resourceType": "PractitionerRole", "id": "r", "code": [{"text": "nurse"}]},
    timestamp="2026-02-01T12:00:00Z",
)


def places(tree: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    pairs = (
        list(tree.items())
        if isinstance(tree, dict)
        else (list(enumerate(tree)) if isinstance(tree, list) else [])
    )
    return [(*here, key) for key, _ in pairs] + [
        place for key, part in pairs for place in places(part, (*here, key))
    ]


def sound(found: tuple[Incoming | Refused, ...]) -> bool:
    return bool(found) and [one.record for one in found] == list(range(1, len(found) + 1))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tree=TREES)
def test_any_json_is_taken_in_or_refused(tree: Any) -> None:
    assert sound(read(tree))
    assert sound(read({"resourceType": "Bundle", "type": "collection", "entry": tree}))
    if isinstance(tree, dict):
        assert sound(read(message({**request(), **tree}, {**patient(), **tree})))


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_refused(data: bytes) -> None:
    assert isinstance(read(data)[0], Refused)


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_a_good_message_with_one_part_replaced_is_taken_in_or_refused(data: st.DataObject) -> None:
    content = copy.deepcopy(FULL)
    *path, last = data.draw(st.sampled_from(places(content)))
    holder: Any = content
    for step in path:
        holder = holder[step]
    holder[last] = data.draw(TREES)

    assert sound(read(content))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_the_examples_cut_off_or_altered_are_taken_in_or_refused(
    shared_data: Path, data: st.DataObject
) -> None:
    names = sorted(EXAMPLES)
    content = (shared_data / "fhir-referrals" / data.draw(st.sampled_from(names))).read_bytes()
    at = data.draw(st.integers(0, len(content) - 1))
    altered = content[:at] + data.draw(st.binary(max_size=3)) + content[at + 1 :]

    assert sound(read(content[:at]))
    assert sound(read(altered))


def test_nesting_of_any_depth_is_refused_in_words() -> None:
    for depth in range(100, 3000, 100):
        nested = b'{"resourceType":"ServiceRequest","contained":' + b"[" * depth + b"]" * depth
        assert sound(read(nested + b"}"))


def test_a_large_export_is_read_in_reasonable_time() -> None:
    people = 2000
    entries = []
    for number in range(people):
        asked = request(id=f"r{number}", subject={"reference": f"Patient/p{number}"})
        entries += [asked, patient(id=f"p{number}"), consent(patient=asked["subject"])]
    before = datetime.now(UTC)
    found = read(bundle(*entries))

    assert people == sum(outcome(one) == "referral" for one in found)
    assert (datetime.now(UTC) - before).total_seconds() < 20
