"""Consents as FHIR R4 Consent resources, for a system that keeps somebody's wishes elsewhere.

What FHIR has no field for, and a reader must not overlook, stands in modifier extensions: that they
wish to be asked first, and that something may be told once. A consent permits what it names and
nothing else (policy rule OPTIN); an explicit refusal denies (OPTOUT).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from domain.consent import Consent, Coverage, Purpose, Standing, ToldBy, Use
from domain.people import ConsentId
from domain.periods import LOCAL, end_of

HL7 = "http://terminology.hl7.org/CodeSystem"
OURS = "https://alongside.example/fhir"
"""Where our own codes and extensions are named; nothing is served from there."""

STATUS = {
    Standing.OFFERED: "proposed",
    Standing.DECLINED: "rejected",
    Standing.GIVEN: "active",
    Standing.IN_FORCE: "active",
    Standing.REFUSED: "active",
    Standing.SPENT: "inactive",
    Standing.EXPIRED: "inactive",
    Standing.WITHDRAWN: "inactive",
}
REASONS = {
    Purpose.MATCHING: "CAREMGT",
    Purpose.SHARE_WITH_PERSON_BEFORE_MATCH: "CAREMGT",
    Purpose.SUPPORTING_IN_MATCH: "CAREMGT",
    Purpose.SUPERVISION: "HOPERAT",
    Purpose.OWN_WELLBEING_ADJUSTMENTS: "HOPERAT",
    Purpose.TRAINING_OTHERS: "TRAIN",
    Purpose.STORY_PUBLICITY: "HMARKT",
    Purpose.EVALUATION: "HQUALIMP",
    Purpose.EMERGENCY_CARE: "ETREAT",
    Purpose.ONWARD_REFERRAL: "CAREMGT",
}
"""The nearest reason of HL7's list for each purpose; our own code stands beside it."""


def resource(
    identifier: ConsentId, consent: Consent, coverage: Coverage, now: datetime
) -> dict[str, Any]:
    """One consent, refusal or offer as a Consent resource, as it stands at a moment."""
    found: dict[str, Any] = {
        "resourceType": "Consent",
        "id": identifier,
        "modifierExtension": _modifiers(consent, now),
        "identifier": [{"system": f"{OURS}/consent", "value": identifier}],
        "status": STATUS[consent.standing_at(now)],
        "scope": concept(f"{HL7}/consentscope", "patient-privacy"),
        "category": [concept(f"{HL7}/v3-ActCode", "IDSCL")],
        "patient": {"reference": f"Patient/{consent.peer or consent.person}"},
        "policyRule": concept(f"{HL7}/v3-ActCode", "OPTOUT" if consent.is_refusal else "OPTIN"),
        "provision": _provision(consent, coverage, now),
    }
    said_at = consent.given_at or consent.declined_at or consent.offered_at
    if said_at is not None:
        found["dateTime"] = said_at.isoformat()
    if consent.recorded_at is not None:
        found["meta"] = {"lastUpdated": consent.recorded_at.isoformat()}
    return {field: value for field, value in found.items() if value}


def bundle(resources: Iterable[dict[str, Any]], address: str) -> dict[str, Any]:
    """What a search found."""
    entries = [
        {
            "fullUrl": f"{address}/Consent/{each['id']}",
            "resource": each,
            "search": {"mode": "match"},
        }
        for each in resources
    ]
    found: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset", "total": len(entries)}
    return found | ({"entry": entries} if entries else {})


def _provision(consent: Consent, coverage: Coverage, now: datetime) -> dict[str, Any]:
    last = consent.last_day_at(now)
    begins = consent.begins_at()
    ends = consent.withdrawn_at or (end_of(last) if last is not None else None)
    period = {"start": begins, "end": None if begins and ends and ends < begins else ends}
    gone = {each for at, items in coverage.without if at <= now for each in items or ()}
    found: dict[str, Any] = {
        "type": "deny" if consent.is_refusal else "permit",
        "period": {
            name: moment.astimezone(LOCAL).isoformat()
            for name, moment in period.items()
            if moment is not None
        },
        "actor": _actors(consent),
        "action": [concept(f"{HL7}/consentaction", "disclose")],
        "purpose": purposes(consent.purpose),
        "securityLabel": ways(consent.channel),
        "code": [_item(each) for each in sorted(coverage.items or ())],
        "provision": [{"type": "deny", "code": [_item(each) for each in sorted(gone)]}]
        if gone
        else [],
    }
    return {field: value for field, value in found.items() if value}


def _actors(consent: Consent) -> list[dict[str, Any]]:
    if consent.audience is None:
        return []
    role = concept(f"{HL7}/v3-ParticipationType", "IRCP")
    role["coding"].append({"system": f"{OURS}/audience", "code": consent.audience.value})
    named = {
        "Practitioner": consent.audience_staff,
        "PractitionerRole": consent.audience_role,
        "CareTeam": consent.audience_match,
        "Group": consent.audience_named,
    }
    who = [f"{kind}/{each}" for kind, each in named.items() if each is not None]
    reference = {"reference": who[0]} if who else {"display": consent.audience.value}
    return [{"role": role, "reference": reference}]


def purposes(purpose: Purpose | None) -> list[dict[str, str]]:
    """What for: the nearest code of HL7, and our own."""
    if purpose is None:
        return []
    theirs = {"system": f"{HL7}/v3-ActReason", "code": REASONS[purpose]}
    return [theirs, {"system": f"{OURS}/purpose", "code": purpose.value}]


def ways(channel: ToldBy | None) -> list[dict[str, str]]:
    """By which way it may be told."""
    return [] if channel is None else [{"system": f"{OURS}/channel", "code": channel.value}]


def _modifiers(consent: Consent, now: datetime) -> list[dict[str, Any]]:
    so = {
        "ask-first": consent.asks_first_at(now),
        "one-off": consent.use is Use.ONE_OFF,
    }
    return [
        {"url": f"{OURS}/StructureDefinition/{name}", "valueBoolean": True}
        for name, holds in so.items()
        if holds
    ]


def _item(item: str) -> dict[str, Any]:
    return {"coding": [{"system": f"{OURS}/item", "code": item}], "text": item}


def concept(system: str, code: str) -> dict[str, Any]:
    """A code of a system, as a concept."""
    return {"coding": [{"system": system, "code": code}]}
