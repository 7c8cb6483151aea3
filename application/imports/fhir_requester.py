"""Who asks in a FHIR message: what kind of referrer, their name and their organisation."""

import re
from collections.abc import Sequence

import msgspec

from application.imports.fhir_bundle import Parcel, Place
from application.imports.fhir_person import key_of, name_in_full
from application.imports.fhir_shapes import (
    Concept,
    Organization,
    Party,
    Reference,
    WrongType,
    shaped,
)
from application.imports.incoming import words
from domain.gaps import Gap
from domain.referral import Source

BY_CODE = {
    "62247001": Source.GP,
    "394814009": Source.GP,
    "408443003": Source.GP,
    "224535009": Source.NURSE,
    "106328005": Source.SOCIAL_WORK,
    "36682004": Source.AHP,
    "80546007": Source.AHP,
    "159033005": Source.AHP,
    "nurse": Source.NURSE,
    "cg": Source.THIRD_SECTOR,
}
"""A few codes of SNOMED CT, HL7 practitioner-role and HL7 organization-type."""

BY_WORD = (
    (re.compile(r"link worker|social prescri", re.IGNORECASE), Source.LINK_WORKER),
    (re.compile(r"social work", re.IGNORECASE), Source.SOCIAL_WORK),
    (re.compile(r"\bnurs|health visitor|midwi", re.IGNORECASE), Source.NURSE),
    (
        re.compile(
            r"physiotherap|occupational therap|dieti|podiatr|speech and language|allied health"
            r"|paramedic|orthopti|prosthet",
            re.IGNORECASE,
        ),
        Source.AHP,
    ),
    (re.compile(r"general pract|general medical pract|\bGP\b", re.IGNORECASE), Source.GP),
    (re.compile(r"hospital|consultant", re.IGNORECASE), Source.HOSPITAL),
    (re.compile(r"charit|voluntary|third sector", re.IGNORECASE), Source.THIRD_SECTOR),
)


class Requester(msgspec.Struct, frozen=True):
    """Who asks."""

    source: Source = Source.OTHER
    name: str | None = None
    organisation: str | None = None


Roles = dict[str, Place]
"""The PractitionerRole of each practitioner in a file, by the practitioner's key."""


def roles_in(parcel: Parcel) -> Roles:
    """Which PractitionerRole tells more about which practitioner of a file."""
    roles: Roles = {}
    for place in parcel.of_kind("PractitionerRole"):
        try:
            holder = key_of(parcel, shaped(place.resource, Party).practitioner, place)
        except WrongType:
            continue
        if holder:
            roles.setdefault(holder, place)
    return roles


def requester_from(
    parcel: Parcel, roles: Roles, request: Place, reference: Reference | None, gaps: list[Gap]
) -> Requester:
    """Who asks, and where from, as far as the message says."""
    sender = _sender(parcel)
    place = parcel.find(reference, request)
    if reference is None or not (reference.reference or reference.identifier or reference.display):
        gaps += [] if sender else [Gap.REQUESTER_UNKNOWN]
        return Requester(organisation=sender)
    if place is None:
        told = words(reference.display)
        gaps += [] if told else [Gap.REQUESTER_NOT_INCLUDED]
        return Requester(name=told, organisation=sender)
    try:
        return _described(parcel, roles, place, words(reference.display), sender)
    except WrongType:
        gaps.append(Gap.DETAIL_UNREADABLE)
        return Requester(name=words(reference.display), organisation=sender)


def _described(
    parcel: Parcel, roles: Roles, place: Place, display: str | None, sender: str | None
) -> Requester:
    if place.kind == "Organization":
        organisation = shaped(place.resource, Organization)
        return Requester(_source(organisation.type), None, words(organisation.name) or display)
    if place.kind not in {"Practitioner", "PractitionerRole", "RelatedPerson"}:
        return Requester(name=display, organisation=sender)
    party = shaped(place.resource, Party)
    if place.kind == "RelatedPerson":
        name = next(filter(None, map(name_in_full, party.name)), None)
        return Requester(Source.FAMILY, name or display)
    role_place = place if place.kind == "PractitionerRole" else roles.get(place.key)
    role = shaped(role_place.resource, Party) if role_place else Party()
    human = parcel.find(role.practitioner, role_place) if role_place else None
    if place.kind == "PractitionerRole":
        party = shaped(human.resource, Party) if human else Party()
    home = parcel.find(role.organization, role_place) if role_place else None
    organisation = shaped(home.resource, Organization) if home else Organization()
    trained = tuple(one.code for one in party.qualification if one.code)
    pointed = role.practitioner.display if role.practitioner else None
    at = role.organization.display if role.organization else None
    sources = (role.code, trained, role.specialty, organisation.type)
    return Requester(
        next((found for one in sources if (found := _source(one)) != Source.OTHER), Source.OTHER),
        next(filter(None, map(name_in_full, party.name)), None) or display or words(pointed),
        words(organisation.name) or words(at) or sender,
    )


def _source(concepts: Sequence[Concept]) -> Source:
    for concept in concepts:
        for coding in concept.coding:
            if coding.code in BY_CODE:
                return BY_CODE[coding.code]
        said = " ".join(filter(None, [concept.text, *(one.display for one in concept.coding)]))
        for pattern, source in BY_WORD:
            if pattern.search(said):
                return source
    return Source.OTHER


def _sender(parcel: Parcel) -> str | None:
    if parcel.header is None or parcel.header_place is None:
        return None
    pointer = parcel.header.sender
    place = parcel.find(pointer, parcel.header_place)
    named = place.resource.get("name") if place and place.kind == "Organization" else None
    system = parcel.header.source.name if parcel.header.source else None
    return (
        words(named if isinstance(named, str) else None)
        or words(pointer.display if pointer else None)
        or words(system)
    )
