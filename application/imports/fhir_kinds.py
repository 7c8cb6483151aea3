"""What a FHIR file can be that is not a request for support, and what to say about it."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from application.imports.fhir_shapes import Concept, MessageHeader, ServiceRequest

Json = dict[str, Any]
Why = tuple[str, str]
"""The name of the rule, and the sentence."""

BOOKING = (
    "BOOKING",
    "This is a booking (Appointment), not a request for support. Ask for a ServiceRequest.",
)
RESPONSE = (
    "RESPONSE",
    "This is an answer (response) to an earlier request. There is nothing to take in.",
)
CANCELLED = (
    "CANCELLED",
    "The sender cancelled this request. If it was taken in before, record the withdrawal by hand.",
)

WHAT_IT_IS: dict[str, Why] = {
    "ReferralRequest": (
        "WRONG_VERSION",
        "This is a referral in an older FHIR version (ReferralRequest). Ask for FHIR R4.",
    ),
    "ProcedureRequest": (
        "WRONG_VERSION",
        "This is a request in an older FHIR version (ProcedureRequest). Ask for FHIR R4.",
    ),
    "DiagnosticOrder": (
        "WRONG_VERSION",
        "This is a test order in an older FHIR version (DiagnosticOrder), not a request here.",
    ),
    "Appointment": BOOKING,
    "AppointmentResponse": BOOKING,
    "Task": (
        "TASK",
        "This is a task of another system (Task). Ask the sender for the ServiceRequest itself.",
    ),
    "QuestionnaireResponse": (
        "QUESTIONNAIRE_RESPONSE",
        "This is a filled-in questionnaire (QuestionnaireResponse), not a request for support.",
    ),
    "DiagnosticReport": (
        "OBSERVATION",
        "This is a test report (DiagnosticReport), not a request for support. Nothing was kept.",
    ),
    "Observation": (
        "OBSERVATION",
        "This is an observation about somebody (Observation), not a request for support.",
    ),
    "Consent": (
        "CONSENT_ALONE",
        "This is a consent (Consent) without a request. Ask for both together in one message.",
    ),
    "AuditEvent": (
        "AUDIT_EVENT",
        "This is a log entry of another system (AuditEvent), not a request for support.",
    ),
    "OperationOutcome": (
        "ERROR_ANSWER",
        "This is an error answer (OperationOutcome), not a request. Show it to who sent one.",
    ),
    "Slot": BOOKING,
    "Schedule": BOOKING,
}
"""By FHIR type; of several in one Bundle the first listed here gives the name."""

LONGEST_KIND = 40

NOT_MENTIONED = frozenset(
    {"Patient", "Practitioner", "PractitionerRole", "Organization", "Location", "MessageHeader"}
)

SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
SECTIONS = "v2-0074", "v2/0074"
ORDERS: dict[str, Why] = {
    "108252007": (
        "LABORATORY_ORDER",
        "This is an order for a laboratory test, not for support. Send it to the laboratory.",
    ),
    "363679005": (
        "IMAGING_ORDER",
        "This is an order for imaging, not for support. Send it to the imaging department.",
    ),
    "387713003": (
        "SURGERY_ORDER",
        "This is an order for an operation, not for support. Send it to the hospital.",
    ),
}
TEST_ORDER: Why = (
    "TEST_ORDER",
    "This is an order for a test or examination, not for support. Send it to who carries it out.",
)
PLAIN_CODE = re.compile(r"^[a-z-]{1,30}$")
LABORATORY_SECTIONS = frozenset(
    {"LAB", "BG", "BLB", "CH", "CP", "HM", "IMM", "MB", "MCB", "MYC", "SP", "TX", "VR", "PAT"}
)
IMAGING_SECTIONS = frozenset({"RAD", "IMG", "CT", "CTH", "NMR", "NMS", "OUS", "RUS", "VUS", "RX"})
SUPPORTING_SECTIONS = frozenset({"PT", "OT", "NRS", "PHY", "OTH"})
"""The diagnostic service sections of HL7 v2 that can ask for help rather than for a test."""

CORE_PROFILE = re.compile(
    r"^https?://hl7\.org/fhir/(?:(?P<path>\d\.\d)/)?StructureDefinition/[^|]+"
    r"(?:\|(?P<version>\d+\.\d+)[^|]*)?$"
)
R4 = frozenset({"4.0", "4.1", "4.3", None})
OTHER_VERSION_PATH = re.compile(r"/(?:DSTU-?1|DSTU-?2|STU-?3|R5|R6)/", re.IGNORECASE)

CANCELS = re.compile(r"cancel|delet|revok|entered-in-error|withdraw", re.IGNORECASE)
CHANGES = re.compile(r"updat|amend|replac", re.IGNORECASE)
OVER = frozenset({"cancelled", "canceled", "revoked", "entered-in-error", "rejected"})

STATUSES: dict[str, Why] = {
    "revoked": CANCELLED,
    "cancelled": CANCELLED,
    "canceled": CANCELLED,
    "entered-in-error": (
        "ENTERED_IN_ERROR",
        "The sender says this request was entered in error. Nothing was taken in.",
    ),
    "completed": (
        "COMPLETED",
        "The sender says this request has been carried out. Ask for a new one if help is wanted.",
    ),
    "draft": (
        "DRAFT",
        "The sender has not finished this request (draft). Ask them to send it when it is ready.",
    ),
}


def what_it_holds(kinds: Sequence[str]) -> Why:
    """Says what a file without a request holds instead."""
    for kind, why in WHAT_IT_IS.items():
        if kind in kinds:
            return why
    if not kinds:
        return "NO_REQUEST", "The Bundle is empty. Ask the sender for the request itself."
    if "Bundle" in kinds:
        return "NO_REQUEST", "The Bundle holds other Bundles. Send each as a file of its own."
    counted = Counter(kinds)
    told = [kind for kind in counted if kind not in NOT_MENTIONED] or list(counted)
    known = sorted(kind for kind in told if kind.isalpha() and len(kind) <= LONGEST_KIND)
    held = ", ".join(known[:5]) or "something else"
    sentence = f"This holds no request for support (ServiceRequest), but {held}. Ask for one."
    return "WRONG_RESOURCE", sentence


def message_is_no_request(header: MessageHeader | None) -> Why | None:
    """Why a whole message is not a request for support: a booking, an answer, a cancellation."""
    if header is None:
        return None
    event = header.event_coding.code if header.event_coding else header.event_uri or ""
    if event.rpartition("/")[2].startswith("booking"):
        return BOOKING
    if event.endswith("-response") or header.response is not None:
        return RESPONSE
    if header.reason and any(CANCELS.search(coding.code) for coding in header.reason.coding):
        return CANCELLED
    return None


def message_changes(header: MessageHeader | None) -> bool:
    """Whether the message says that it changes an earlier one."""
    codings = header.reason.coding if header and header.reason else ()
    return any(CHANGES.search(coding.code) for coding in codings)


def is_wrong_version(resource: Json) -> str | None:
    """The sentence about a resource that is not FHIR R4; nothing where it may be."""
    if found := _other_version(resource):
        return f"This is FHIR {found}, which is not read here. Ask the sender for FHIR R4."
    return None


def _other_version(resource: Json) -> str | None:
    for profile in _profiles(resource):
        if OTHER_VERSION_PATH.search(profile):
            return "of another version"
        core = CORE_PROFILE.match(profile)
        if core and {core["path"], core["version"]} - R4:
            return f"{core['version'] or core['path']}"
    if resource.get("resourceType") == "ServiceRequest":
        return _request_of_other_version(resource)
    if resource.get("resourceType") == "MessageHeader" and isinstance(resource.get("event"), dict):
        return "STU3 or older"
    return None


def _profiles(resource: Json) -> list[str]:
    meta = resource.get("meta")
    profiles = meta.get("profile") if isinstance(meta, dict) else None
    return [one for one in profiles if isinstance(one, str)] if isinstance(profiles, list) else []


def _request_of_other_version(request: Json) -> str | None:
    code, requester = request.get("code"), request.get("requester")
    if isinstance(code, dict) and code.keys() & {"concept", "reference"}:
        return "R5"
    if request.keys() & {"reason", "bodyStructure", "asNeededFor"}:
        return "R5"
    infos = request.get("supportingInfo")
    for info in infos if isinstance(infos, list) else []:
        if not isinstance(info, dict):
            continue
        if "concept" in info or isinstance(info.get("reference"), dict):
            return "R5"
    if isinstance(requester, dict) and "agent" in requester:
        return "STU3"
    if request.keys() & {"context", "definition", "serviceRequested", "recipient"}:
        return "STU3 or older"
    return None


def not_for_support(request: ServiceRequest) -> Why | None:
    """Why a request cannot stand as one for support, whoever it is about."""
    if why := _order(request):
        return why
    status = (request.status or "").strip().lower()
    if why := STATUSES.get(status):
        return why
    if status and status not in {"active", "on-hold", "unknown"}:
        named = f' "{status}"' if PLAIN_CODE.match(status) else ""
        sentence = f"The status{named} is not one of FHIR R4. Ask whether the request still stands."
        return "UNKNOWN_STATUS", sentence
    if request.do_not_perform:
        return "DO_NOT_PERFORM", "This asks that something is not done. Nothing was taken in."
    if (request.intent or "").strip().lower() == "option":
        return "OPTION", "This is one of several options, not a request. Ask which one was chosen."
    return None


def _order(request: ServiceRequest) -> Why | None:
    if request.specimen:
        return ORDERS["108252007"]
    for coding in _codings(request.category):
        if coding.system == SNOMED and coding.code in ORDERS:
            return ORDERS[coding.code]
        if coding.system.rstrip("/").endswith(SECTIONS):
            if coding.code in LABORATORY_SECTIONS:
                return ORDERS["108252007"]
            if coding.code in IMAGING_SECTIONS:
                return ORDERS["363679005"]
            if coding.code not in SUPPORTING_SECTIONS:
                return TEST_ORDER
    codes = _codings((request.code,) if request.code else ())
    for coding in codes:
        if coding.system == SNOMED and coding.code in ORDERS:
            return ORDERS[coding.code]
    if any(coding.system == LOINC for coding in codes):
        return TEST_ORDER
    return None


def _codings(concepts: Sequence[Concept]) -> list[Any]:
    return [coding for concept in concepts for coding in concept.coding]
