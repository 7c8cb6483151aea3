"""The parts of FHIR R4 that we read, and no more.

Deliberately lenient: unknown fields are ignored and missing ones allowed, because real senders'
messages (and several published examples) break the letter of the specification in places that do
not matter here. Only a wrong type in a field that we do read is an error.
"""

import re
from typing import Any, TypeVar

import msgspec


class Shape(msgspec.Struct, frozen=True, rename="camel"):
    """A part of a resource."""


class Coding(Shape, frozen=True):
    """A code in a code system."""

    system: str = ""
    code: str = ""
    display: str | None = None
    user_selected: bool = False


class Concept(Shape, frozen=True):
    """A CodeableConcept: words, or codes, or both."""

    coding: tuple[Coding, ...] = ()
    text: str | None = None

    @property
    def said(self) -> str | None:
        """The concept in the sender's words; never the code."""
        chosen = sorted(self.coding, key=lambda coding: not coding.user_selected)
        return self.text or next((coding.display for coding in chosen if coding.display), None)


class Period(Shape, frozen=True):
    """From when until when."""

    start: str | None = None
    end: str | None = None


class Identifier(Shape, frozen=True):
    """A number or text that a system gave to something."""

    use: str | None = None
    system: str | None = None
    value: str | None = None


class Reference(Shape, frozen=True):
    """A pointer to another resource."""

    reference: str | None = None
    type: str | None = None
    identifier: Identifier | None = None
    display: str | None = None


class HumanName(Shape, frozen=True):
    """A name, whole or in parts."""

    use: str | None = None
    text: str | None = None
    prefix: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    family: str | None = None
    suffix: tuple[str, ...] = ()
    period: Period | None = None


class ContactPoint(Shape, frozen=True):
    """A phone number or an address for messages."""

    system: str | None = None
    value: str | None = None
    use: str | None = None
    rank: int | None = None
    period: Period | None = None


class Address(Shape, frozen=True):
    """Where somebody lives."""

    use: str | None = None
    type: str | None = None
    text: str | None = None
    line: tuple[str, ...] = ()
    city: str | None = None
    district: str | None = None
    state: str | None = None
    postal_code: str | None = None
    period: Period | None = None


class Contact(Shape, frozen=True):
    """Somebody to contact about the patient; read only where that is the patient."""

    relationship: tuple[Concept, ...] = ()
    telecom: tuple[ContactPoint, ...] = ()


class Communication(Shape, frozen=True):
    """A language that somebody speaks."""

    language: Concept | None = None
    preferred: bool = False


class Link(Shape, frozen=True):
    """Another record of the same person."""

    type: str | None = None


class Patient(Shape, frozen=True):
    """The person. Gender, ethnicity, religion, marital status and photo are not read."""

    active: bool | None = None
    identifier: tuple[Identifier, ...] = ()
    name: tuple[HumanName, ...] = ()
    telecom: tuple[ContactPoint, ...] = ()
    birth_date: str | None = None
    deceased_boolean: bool | None = None
    deceased_date_time: str | None = None
    address: tuple[Address, ...] = ()
    contact: tuple[Contact, ...] = ()
    communication: tuple[Communication, ...] = ()
    link: tuple[Link, ...] = ()
    extension: tuple[Any, ...] = ()


class Annotation(Shape, frozen=True):
    """A note."""

    text: str | None = None


class ServiceRequest(Shape, frozen=True):
    """A request for a service."""

    id: str | None = None
    identifier: tuple[Identifier, ...] = ()
    status: str | None = None
    intent: str | None = None
    category: tuple[Concept, ...] = ()
    priority: str | None = None
    do_not_perform: bool = False
    code: Concept | None = None
    subject: Reference | None = None
    authored_on: str | None = None
    requester: Reference | None = None
    reason_code: tuple[Concept, ...] = ()
    reason_reference: tuple[Reference, ...] = ()
    supporting_info: tuple[Reference, ...] = ()
    specimen: tuple[Reference, ...] = ()
    note: tuple[Annotation, ...] = ()
    contained: tuple[Any, ...] = ()
    modifier_extension: tuple[Any, ...] = ()
    implicit_rules: str | None = None


class Response(Shape, frozen=True):
    """Says that a message answers another."""

    identifier: str | None = None
    code: str | None = None


class MessageSource(Shape, frozen=True):
    """The system that sent a message."""

    name: str | None = None


class MessageHeader(Shape, frozen=True):
    """What a message is about and who sent it."""

    event_coding: Coding | None = None
    event_uri: str | None = None
    sender: Reference | None = None
    source: MessageSource | None = None
    reason: Concept | None = None
    response: Response | None = None
    focus: tuple[Reference, ...] = ()


class Qualification(Shape, frozen=True):
    """What a professional is trained as."""

    code: Concept | None = None


class Party(Shape, frozen=True):
    """A Practitioner, PractitionerRole or RelatedPerson: whoever asks."""

    name: tuple[HumanName, ...] = ()
    qualification: tuple[Qualification, ...] = ()
    practitioner: Reference | None = None
    organization: Reference | None = None
    code: tuple[Concept, ...] = ()
    specialty: tuple[Concept, ...] = ()
    patient: Reference | None = None


class Organization(Shape, frozen=True):
    """An organisation."""

    name: str | None = None
    type: tuple[Concept, ...] = ()


class Condition(Shape, frozen=True):
    """A condition as the sender named it."""

    code: Concept | None = None
    subject: Reference | None = None
    verification_status: Concept | None = None


class Provision(Shape, frozen=True):
    """What a consent permits or denies."""

    type: str | None = None
    period: Period | None = None
    provision: tuple["Provision", ...] = ()
    modifier_extension: tuple[Any, ...] = ()


class Consent(Shape, frozen=True):
    """What somebody agreed to or refused."""

    status: str | None = None
    scope: Concept | None = None
    category: tuple[Concept, ...] = ()
    patient: Reference | None = None
    date_time: str | None = None
    performer: tuple[Reference, ...] = ()
    policy_rule: Concept | None = None
    provision: Provision | None = None
    modifier_extension: tuple[Any, ...] = ()
    implicit_rules: str | None = None


class WrongType(Exception):
    """A field that we read holds something else than it must; the message is a sentence."""


S = TypeVar("S", bound=Shape)

IN_WORDS = {
    "str": "text",
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "array": "a list",
    "object": "an object",
    "null": "nothing",
}
COMPLAINT = re.compile(r"Expected `([^`]+)`, got `([^`]+)`(?: - at `\$\.?([^`]*)`)?")


def shaped(resource: object, shape: type[S]) -> S:
    """The parts that we read of a decoded resource.

    Raises `WrongType` where one of them holds a value of the wrong JSON type.
    """
    try:
        return msgspec.convert(resource, shape)
    except msgspec.ValidationError as error:
        found = COMPLAINT.search(str(error))
        if found is None:
            raise WrongType(f"Part of the {shape.__name__} cannot be read.") from error
        expected, got, path = found.groups()
        wanted = " or ".join(
            IN_WORDS.get(name, name) for name in expected.split(" | ") if name != "null"
        )
        place = f"{shape.__name__}.{path}" if path else shape.__name__
        raise WrongType(f"{place} must be {wanted}, not {IN_WORDS.get(got, got)}.") from error
