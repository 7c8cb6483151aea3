"""What a FHIR request says: why, about which conditions, and how it is known from others."""

import re
from typing import Any

from application.imports.fhir_bundle import Parcel, Place, all_contained, is_absolute
from application.imports.fhir_person import key_of
from application.imports.fhir_shapes import Condition, Reference, ServiceRequest, WrongType, shaped
from application.imports.incoming import fingerprint, identifies, once, words
from domain.gaps import Gap

TYPE = re.compile(r"^[A-Z][A-Za-z]+$")
UUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
NOT_A_CONDITION = frozenset({"refuted", "entered-in-error"})


def reasons(
    parcel: Parcel, place: Place, request: ServiceRequest, subject: str | None, gaps: list[Gap]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Why support is asked for, in the sender's words: reasons, and conditions as they name them.

    A condition counts where the request points to it or contains it, and where it is this
    person's; nothing else of the message is looked at.
    """
    told_reasons = [words(concept.said, gaps) for concept in request.reason_code]
    told_reasons += [words(note.text, gaps) for note in request.note]
    conditions: list[str | None] = []
    for reference in request.reason_reference:
        found = parcel.find(reference, place)
        if found is None:
            told = words(reference.display, gaps)
            gaps += [] if told else [Gap.REASON_NOT_INCLUDED]
            (conditions if _is_condition(reference) else told_reasons).append(told)
        elif found.kind == "Condition":
            conditions.append(_condition(parcel, found, subject, gaps))
    info = [parcel.find(reference, place) for reference in request.supporting_info]
    conditions += [
        _condition(parcel, found, subject, gaps)
        for found in (*info, *all_contained(place))
        if found and found.kind == "Condition"
    ]
    return once(told_reasons), once(conditions)


def _condition(parcel: Parcel, place: Place, subject: str | None, gaps: list[Gap]) -> str | None:
    try:
        condition = shaped(place.resource, Condition)
    except WrongType:
        gaps.append(Gap.DETAIL_UNREADABLE)
        return None
    whose = key_of(parcel, condition.subject, place)
    verified = condition.verification_status
    codes = {coding.code for coding in verified.coding} if verified else set()
    if codes & NOT_A_CONDITION or (whose is not None and whose != subject):
        return None
    return words(condition.code.said, gaps) if condition.code else None


def _is_condition(reference: Reference) -> bool:
    return "Condition" in {reference.type, kind_in(reference.reference or "")}


def kind_in(reference: str) -> str | None:
    """The type that a reference names, if it names one."""
    parts = re.sub(r"/_history/.*$", "", reference.strip()).split("/")
    return parts[-2] if len(parts) > 1 and TYPE.match(parts[-2]) else None


def request_identifiers(
    parcel: Parcel, place: Place, request: ServiceRequest, subject: Place | None
) -> tuple[str, ...]:
    """What identifies a request: its identifiers, else its UUID or URL, else its whole content."""
    given = [
        f"{system}|{value}"
        for identifier in request.identifier
        if (system := words(identifier.system))
        and (value := identifies(identifier.value))
        and identifier.use != "old"
    ]
    if given:
        return once([*given])
    own = (request.id or "").strip().lower()
    found = [f"urn:uuid:{own}" if UUID.match(own) else None]
    found.append(place.full_url if is_absolute(place.full_url) else None)
    if named := once(found):
        return named
    content: list[Any] = [_said(place), _said(subject) if subject else None]
    if subject is None:
        # Two senders may each say no more than "Patient/1": their messages tell them apart.
        content += [parcel.bundle_id, parcel.stamp]
    return (fingerprint(content),)


def _said(place: Place) -> dict[str, Any]:
    return {name: part for name, part in place.resource.items() if name not in {"meta", "text"}}
