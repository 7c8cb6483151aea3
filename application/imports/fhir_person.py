"""Who a request is about, as far as a FHIR message says."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from application.imports.fhir_bundle import Parcel, Place, is_absolute, plain_url
from application.imports.fhir_dates import holds, moment
from application.imports.fhir_shapes import (
    Address,
    Communication,
    ContactPoint,
    HumanName,
    Identifier,
    Patient,
    Period,
    Reference,
    shaped,
)
from application.imports.incoming import believable_birth, identifies, once, words
from domain.gaps import Gap

HEALTH_NUMBER = re.compile(r"nhs-number|chi-number|/chi\b|1\.113883\.2\.1\.3\.2\.4\.16\.53$")
"""Systems of NHS and CHI numbers, which are written with or without spaces."""

ENDED_USES = frozenset({"old", "anonymous"})
INTERPRETER = "interpreterrequired"
PHONES = frozenset({"phone", "sms"})
NAME_USES = "usual", "official", None, "nickname", "temp", "maiden"
CONTACT_USES = "mobile", "home", None, "temp", "work"


class Person(msgspec.Struct, frozen=True):
    """What is read of a patient."""

    identifiers: tuple[str, ...] = ()
    name: str | None = None
    birth_date: date | None = None
    phone: str | None = None
    email: str | None = None
    other_contacts: tuple[str, ...] = ()
    address: str | None = None
    postcode: str | None = None
    access_needs: tuple[str, ...] = ()


def key_of(parcel: Parcel, reference: Reference | None, origin: Place) -> str | None:
    """What tells one person of a file from another; nothing where nobody is pointed to."""
    if reference is None:
        return None
    if place := parcel.find(reference, origin):
        return place.key
    if reference.reference and not reference.reference.startswith("#"):
        plain = plain_url(reference.reference)
        return (plain if is_absolute(plain) else origin.base + plain) or None
    if reference.identifier and reference.identifier.system and reference.identifier.value:
        return f"{reference.identifier.system}|{reference.identifier.value}"
    return None


def person_from(
    reference: Reference, place: Place | None, now: datetime, gaps: list[Gap]
) -> Person:
    """The person a request is about, from the patient record or from the pointer alone.

    Raises `WrongType` where the record holds a value of the wrong type.
    """
    pointer = plain_url(reference.reference or "")
    urls = [pointer, place.full_url if place else ""]
    given = (reference.identifier,) if reference.identifier else ()
    web = [url for url in urls if url.startswith(("http://", "https://"))]
    if place is None:
        gaps.append(Gap.PERSON_NOT_INCLUDED)
        name = words(reference.display)
        gaps += [] if name else [Gap.NO_NAME]
        gaps.append(Gap.NOBODY_TO_CONTACT)
        return Person(identifiers=once([*_numbers(given), *web]), name=name)
    patient = shaped(place.resource, Patient)
    if patient.active is False or any(link.type == "replaced-by" for link in patient.link):
        gaps.append(Gap.PERSON_RECORD_NOT_IN_USE)
    name = _name(patient.name, now) or words(reference.display)
    gaps += [] if name else [Gap.NO_NAME]
    points = [*patient.telecom, *_own_contact_points(patient)]
    phones, work_phone = _values(points, PHONES, now)
    mails, work_mail = _values(points, {"email"}, now)
    address, postcode = _address(patient.address, now)
    if not (phones or mails or address):
        gaps.append(Gap.NOBODY_TO_CONTACT)
    elif (work_phone or not phones) and (work_mail or not mails) and (phones or mails):
        gaps.append(Gap.WORK_CONTACT_ONLY)
    if len(phones) > 1 or len(mails) > 1:
        gaps.append(Gap.SEVERAL_CONTACTS)
    return Person(
        identifiers=once([*_numbers((*patient.identifier, *given)), *web]),
        name=name,
        birth_date=_birth_date(patient.birth_date, now, gaps),
        phone=phones[0] if phones else None,
        email=mails[0] if mails else None,
        other_contacts=(*phones[1:], *mails[1:]),
        address=address,
        postcode=postcode,
        access_needs=_access_needs(patient),
    )


def has_died(patient: Patient) -> bool:
    """Whether the sender's record says that the person has died."""
    return bool(patient.deceased_boolean or patient.deceased_date_time)


def _in_use(use: str | None, period: Period | None, now: datetime) -> bool:
    return use not in ENDED_USES and holds(period, now) is not False


def _numbers(identifiers: Sequence[Identifier]) -> list[str]:
    found = []
    for identifier in identifiers:
        system, value = words(identifier.system), identifies(identifier.value)
        if system and value and identifier.use != "old":
            spaced = HEALTH_NUMBER.search(system) is None
            found.append(f"{system}|{value if spaced else value.replace(' ', '')}")
    return found


def _name(names: Sequence[HumanName], now: datetime) -> str | None:
    kept = [name for name in names if _in_use(name.use, name.period, now)]
    for name in sorted(kept, key=lambda name: _rank(name.use, NAME_USES)):
        if told := name_in_full(name):
            return told
    return None


def name_in_full(name: HumanName) -> str | None:
    """A name as one text."""
    parts = (*name.prefix, *name.given, name.family or "", *name.suffix)
    return words(name.text) or words(" ".join(parts))


def _rank(use: str | None, order: Sequence[str | None]) -> int:
    return order.index(use) if use in order else len(order)


def _own_contact_points(patient: Patient) -> list[ContactPoint]:
    """UK senders put the person's own numbers under a contact whose relationship is "self"."""
    return [
        point
        for contact in patient.contact
        for point in contact.telecom
        if any(
            coding.code.upper() == "ONESELF"
            for concept in contact.relationship
            for coding in concept.coding
        )
    ]


def _values(
    points: Sequence[ContactPoint], systems: set[str] | frozenset[str], now: datetime
) -> tuple[tuple[str, ...], bool]:
    kept = [
        point
        for point in points
        if point.system in systems and _in_use(point.use, point.period, now) and words(point.value)
    ]
    kept.sort(key=_preference)
    return once([words(point.value) for point in kept]), bool(kept) and kept[0].use == "work"


def _preference(point: ContactPoint) -> tuple[bool, bool, int, int]:
    """A number at work comes last; then the sender's rank; then mobile before home."""
    uses = _rank(point.use, CONTACT_USES)
    return point.use == "work", point.rank is None, point.rank or 0, uses


def _address(addresses: Sequence[Address], now: datetime) -> tuple[str | None, str | None]:
    kept = [one for one in addresses if _in_use(one.use, one.period, now) and one.use != "billing"]
    for one in sorted(kept, key=lambda one: (one.use == "work", one.use != "home")):
        postcode = words(one.postal_code)
        parts = once([words(part) for part in (*one.line, one.city, one.district, one.state)])
        told = words(one.text) or words(", ".join(parts))
        if told and postcode and postcode not in told:
            told = f"{told}, {postcode}"
        if told or postcode:
            return told or postcode, postcode
    return None, None


def _birth_date(text: str | None, now: datetime, gaps: list[Gap]) -> date | None:
    if text is None:
        return None
    day = moment(text)
    if isinstance(day, date) and not isinstance(day, datetime) and believable_birth(day, now):
        return day
    gaps.append(Gap.BIRTH_DATE_UNCLEAR)
    return None


def _access_needs(patient: Patient) -> tuple[str, ...]:
    needs = [
        f"Language: {said}"
        for spoken in sorted(patient.communication, key=lambda one: not one.preferred)
        if (said := _language(spoken)) and not said.casefold().startswith("english")
    ]
    interpreter = "Interpreter needed" if _interpreter(patient.extension, 3) else None
    return once([*needs, interpreter])


def _language(spoken: Communication) -> str | None:
    if spoken.language is None:
        return None
    code = next((coding.code for coding in spoken.language.coding if coding.code), None)
    if code and code.split("-")[0] == "en":
        return None
    return words(spoken.language.said or code)


def _interpreter(extensions: Sequence[Any], depth: int) -> bool:
    for extension in extensions if depth else ():
        if not isinstance(extension, dict):
            continue
        url, inner = extension.get("url"), extension.get("extension")
        if isinstance(url, str) and url.lower().endswith(INTERPRETER):
            return extension.get("valueBoolean") is True
        if isinstance(inner, list) and _interpreter(inner, depth - 1):
            return True
    return False
