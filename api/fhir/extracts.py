"""An entry of an extract as FHIR R4 resources, under the names of its study.

The same codes as at `/fhir/r4`, and less: no words, no items of anybody's, nobody who looked. What
too few people have in common is masked, and where FHIR wants a value the element says so.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol

import msgspec

from api.fhir.audit_events import (
    ABSENT,
    DOMAIN_RESOURCE,
    MINOR_FAILURE,
    PATIENT,
    PERSON,
    REST,
    SUCCESS,
    SYSTEM_OBJECT,
)
from api.fhir.consents import HL7, OURS, STATUS, concept, purposes, ways
from api.fhir.referrals import REQUEST_STATUS, TASK_STATUS
from application.evaluation.spoken import ConsentStood, RecordSeen, ReferralStood
from domain.consent import Purpose, Standing, ToldBy
from domain.partnership.language import News

Resource = dict[str, Any]
Said = Mapping[str, Any]
PSEUDONYMISED = {"system": f"{HL7}/v3-ObservationValue", "code": "PSEUDED"}
MASKED = {"extension": [{"url": ABSENT, "valueCode": "masked"}]}
TASK_CODE = "http://hl7.org/fhir/CodeSystem/task-code"


class Entry(Protocol):
    """An entry as an extract holds it."""

    @property
    def person(self) -> str:
        """Whose it is, by their name in the study."""

    @property
    def entry(self) -> int:
        """Its place among theirs, from 1."""

    @property
    def name(self) -> str:
        """Which kind of entry it is."""

    @property
    def data(self) -> str:
        """What it says, as JSON."""

    @property
    def recorded_at(self) -> datetime:
        """When it was recorded (UTC)."""


def speak(entry: Entry) -> Iterator[Resource]:
    """What an entry is in FHIR."""
    yield from _SPEAKING[entry.name](entry, msgspec.json.decode(entry.data))


def _referral(entry: Entry, said: Said) -> Iterator[Resource]:
    identifier, news = said["referral"], said["news"]
    patient = {"reference": f"Patient/{entry.person}"}
    request: Resource = {
        "resourceType": "ServiceRequest",
        "id": identifier,
        "meta": _meta(said["since"]),
        "intent": "order",
        "subject": patient,
        "authoredOn": said["at"],
    }
    task: Resource = {
        "resourceType": "Task",
        "id": identifier,
        "meta": _meta(said["since"]),
        "intent": "order",
        "code": concept(TASK_CODE, "fulfill"),
        "focus": {"reference": f"ServiceRequest/{identifier}"},
        "for": patient,
        "authoredOn": said["at"],
        "lastModified": said["since"],
    }
    if news is not None:
        task["businessStatus"] = concept(f"{OURS}/referral-status", news)
    yield request | _status(news and REQUEST_STATUS[News(news)])
    yield task | _status(news and TASK_STATUS[News(news)])


def _consent(entry: Entry, said: Said) -> Iterator[Resource]:
    standing, refuses, purpose = said["standing"], said["refuses"], said["purpose"]
    told = {} if refuses is None else {"type": "deny" if refuses else "permit"}
    period = {name: said[of] for name, of in (("start", "begins"), ("end", "ends")) if said[of]}
    rule = concept(f"{HL7}/v3-ActCode", "OPTOUT" if refuses else "OPTIN")
    yield _without_nothing(
        {
            "resourceType": "Consent",
            "id": said["consent"],
            "meta": _meta(entry.recorded_at.isoformat()),
            "modifierExtension": [
                *_modifier("ask-first", said["asks_first"]),
                *_modifier("one-off", said["once"]),
            ],
            **_status(standing and STATUS[Standing(standing)]),
            "scope": concept(f"{HL7}/consentscope", "patient-privacy"),
            "category": [concept(f"{HL7}/v3-ActCode", "IDSCL")],
            "patient": {"reference": f"Patient/{entry.person}"},
            "dateTime": said["at"],
            "policyRule": MASKED if refuses is None else rule,
            "provision": _without_nothing(
                {
                    **told,
                    "period": period,
                    "actor": _actor(said["audience"]),
                    "action": [concept(f"{HL7}/consentaction", "disclose")],
                    "purpose": purposes(purpose and Purpose(purpose)),
                    "securityLabel": ways(said["channel"] and ToldBy(said["channel"])),
                }
            ),
        }
    )


def _actor(audience: str | None) -> list[Resource]:
    if audience is None:
        return []
    role = concept(f"{HL7}/v3-ParticipationType", "IRCP")
    role["coding"].append({"system": f"{OURS}/audience", "code": audience})
    return [{"role": role, "reference": {"display": audience}}]


def _seen(entry: Entry, said: Said) -> Iterator[Resource]:
    refused, view = said["refused"], said["view"]
    broken_in = [concept(f"{HL7}/v3-ActReason", "BTG")] if said["let_themselves_in"] else []
    user = {
        "type": concept(f"{HL7}/v3-ParticipationType", "IRCP"),
        "role": [concept(f"{OURS}/role", each) for each in said["roles"] or ()],
        "requestor": True,
        "purposeOfUse": broken_in,
    }
    what = {
        "type": {"system": f"{HL7}/audit-entity-type", "code": SYSTEM_OBJECT},
        "role": {"system": f"{HL7}/object-role", "code": DOMAIN_RESOURCE},
        "what": {"identifier": {"system": f"{OURS}/view", "value": view}} if view else MASKED,
    }
    outcome = None if refused is None else MINOR_FAILURE if refused else SUCCESS
    yield _without_nothing(
        {
            "resourceType": "AuditEvent",
            "id": f"{entry.person}-{entry.entry}",
            "meta": _meta(said["at"]),
            "type": {"system": f"{HL7}/audit-event-type", "code": "rest"},
            "subtype": [{"system": REST, "code": "read"}],
            "action": "R",
            "recorded": said["at"],
            "outcome": outcome,
            "purposeOfEvent": broken_in,
            "agent": [_without_nothing(user)],
            "source": {
                "observer": {"display": "Alongside"},
                "type": [{"system": f"{HL7}/security-source-type", "code": "4"}],
            },
            "entity": [
                {
                    "what": {"reference": f"Patient/{entry.person}"},
                    "type": {"system": f"{HL7}/audit-entity-type", "code": PERSON},
                    "role": {"system": f"{HL7}/object-role", "code": PATIENT},
                },
                what,
            ],
        }
    )


_SPEAKING: Mapping[str, Callable[[Entry, Said], Iterator[Resource]]] = {
    ReferralStood.__name__: _referral,
    ConsentStood.__name__: _consent,
    RecordSeen.__name__: _seen,
}


def _meta(moment: str) -> Resource:
    return {"lastUpdated": moment, "security": [PSEUDONYMISED]}


def _status(status: str | None) -> Resource:
    return {"_status": MASKED} if status is None else {"status": status}


def _modifier(name: str, holds: bool | None) -> list[Resource]:
    """What a reader must not overlook; that it is not told, too."""
    url = f"{OURS}/StructureDefinition/{name}"
    if holds is None:
        return [{"url": url, **MASKED}]
    return [{"url": url, "valueBoolean": True}] if holds else []


def _without_nothing(found: Resource) -> Resource:
    """FHIR knows no empty list, and no value that is none."""
    return {field: value for field, value in found.items() if value not in (None, [], {}, "")}
