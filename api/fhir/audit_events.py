"""The log of reads as FHIR R4 AuditEvents, in the shapes of IHE's Basic Audit Log Patterns (1.1.3).

Looking at one record is a PatientRead for everybody of whom it tells; looking at a list is a
PatientQuery for each of them, as the profiles ask. What was refused follows FHIR's own resource and
claims no profile: the profiles are of successes. Where somebody had let themself in by a stated
reason, the purpose is "break the glass".

Nothing is told that is not noted: an address on the network is not, and the element that a profile
asks for says so.
"""

from base64 import b64encode
from collections.abc import Iterable
from typing import Any, NamedTuple

from api.fhir.consents import HL7, OURS
from domain.access import AnswerGiven, AnswerRefused, reader_in
from domain.decider import Position, Recorded
from domain.people import Subject
from projections.lists import LISTS

BALP = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit"
DICOM = "http://dicom.nema.org/resources/ontology/DCM"
REST = "http://hl7.org/fhir/restful-interaction"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
DESTINATION, SOURCE = "110152", "110153"
SUCCESS, MINOR_FAILURE = "0", "4"
PERSON, SYSTEM_OBJECT = "1", "2"
PATIENT, DOMAIN_RESOURCE, QUERY = "1", "4", "24"
KIND_OF_READER = {"staff": "Practitioner", "peer": "RelatedPerson", "referrer": "Practitioner"}


class Name(NamedTuple):
    """What one AuditEvent is called: the place of its entry, and whom it is about."""

    position: Position
    about: Subject

    def __str__(self) -> str:
        """The name as an address has it."""
        noun, _colon, identifier = self.about.partition(":")
        return f"{self.position}.{noun}.{identifier}"


def name_in(said: str) -> Name | None:
    """The name that an address says, or nothing where it says none."""
    position, _dot, rest = said.partition(".")
    noun, _dot, identifier = rest.partition(".")
    plain = position.isascii() and position.isdigit() and len(position) < len(str(2**53))
    if not plain or noun not in {"person", "peer"} or not identifier:
        return None
    return Name(Position(int(position)), Subject(f"{noun}:{identifier}"))


def resource(recorded: Recorded, about: Subject, server: str) -> dict[str, Any]:
    """One entry of the log of reads, as it concerns one of those whom the answer was about."""
    event = recorded.event
    given = event if isinstance(event, AnswerGiven) else None
    several = getattr(event, "view", "") in LISTS
    profile = None if given is None else "PatientQuery" if several else "PatientRead"
    found: dict[str, Any] = {
        "resourceType": "AuditEvent",
        "id": str(Name(recorded.position, about)),
        "meta": {
            "lastUpdated": recorded.recorded_at.isoformat(),
            "profile": [f"{BALP}.{profile}"] if profile else [],
        },
        "type": {"system": f"{HL7}/audit-event-type", "code": "rest"},
        "subtype": [{"system": REST, "code": "search-type" if several else "read"}],
        "action": "E" if several else "R",
        "recorded": recorded.recorded_at.isoformat(),
        "outcome": SUCCESS if given is not None else MINOR_FAILURE,
        "outcomeDesc": event.rule if isinstance(event, AnswerRefused) else None,
        "purposeOfEvent": [_broken_in()] if given is not None and given.opening else [],
        "agent": _agents(recorded, given, server, several=several),
        "source": {
            "observer": _named("service", getattr(event, "service", "")),
            "type": [{"system": f"{HL7}/security-source-type", "code": "4"}],
        },
        "entity": [_patient(about), _what(getattr(event, "view", ""), several=several)],
    }
    found["meta"] = _said(found["meta"])
    return _said(found)


def bundle(
    resources: Iterable[dict[str, Any]], address: str, following: str | None
) -> dict[str, Any]:
    """What a search found, the latest first, and where what was before it is."""
    entries = [
        {
            "fullUrl": f"{address}/AuditEvent/{each['id']}",
            "resource": each,
            "search": {"mode": "match"},
        }
        for each in resources
    ]
    found: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset"}
    if following is None:
        found["total"] = len(entries)
    else:
        found["link"] = [{"relation": "next", "url": following}]
    return found | ({"entry": entries} if entries else {})


def _agents(
    recorded: Recorded, given: AnswerGiven | None, server: str, *, several: bool
) -> list[dict[str, Any]]:
    """The client, the server, and whoever asked. In a query, data flow from the client."""
    noun, _colon, identifier = reader_in(recorded.tags).rpartition(":")
    client, serving = (SOURCE, DESTINATION) if several else (DESTINATION, SOURCE)
    kind = KIND_OF_READER.get(noun)
    who = {"reference": f"{kind}/{identifier}"} if kind else _named("actor", identifier)
    roles = () if given is None else given.basis
    user = {
        "type": _concept(f"{HL7}/v3-ParticipationType", "IRCP"),
        "role": [_concept(f"{OURS}/role", each) for each in roles],
        "who": who,
        "requestor": True,
        "purposeOfUse": [_broken_in()] if given is not None and given.opening else [],
    }
    return [
        {
            "type": _concept(DICOM, client),
            "who": _named("client", "alongside"),
            "requestor": False,
            "network": {"extension": [{"url": ABSENT, "valueCode": "not-asked"}]},
        },
        {
            "type": _concept(DICOM, serving),
            "who": _named("server", "alongside"),
            "requestor": False,
            "network": {"address": server, "type": "5"},
        },
        _said(user),
    ]


def _patient(about: Subject) -> dict[str, Any]:
    return {
        "what": {"reference": f"Patient/{about.partition(':')[2]}"},
        "type": {"system": f"{HL7}/audit-entity-type", "code": PERSON},
        "role": {"system": f"{HL7}/object-role", "code": PATIENT},
    }


def _what(view: str, *, several: bool) -> dict[str, Any]:
    """What was looked at: the view, by its name."""
    found: dict[str, Any] = {"type": {"system": f"{HL7}/audit-entity-type", "code": SYSTEM_OBJECT}}
    if several:
        asked = b64encode(view.encode()).decode()
        role = {"system": f"{HL7}/object-role", "code": QUERY}
        return found | {"role": role, "description": view, "query": asked}
    role = {"system": f"{HL7}/object-role", "code": DOMAIN_RESOURCE}
    return found | {"role": role, "what": _named("view", view)}


def _named(kind: str, value: str) -> dict[str, Any]:
    return {"identifier": {"system": f"{OURS}/{kind}", "value": value}}


def _broken_in() -> dict[str, Any]:
    return _concept(f"{HL7}/v3-ActReason", "BTG")


def _concept(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def _said(found: dict[str, Any]) -> dict[str, Any]:
    """Without what says nothing: FHIR knows no empty list. A plain no is kept."""
    return {field: value for field, value in found.items() if value not in (None, [], "")}
