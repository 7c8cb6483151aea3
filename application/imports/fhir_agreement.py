"""Whether a FHIR message shows that the person agreed to be referred.

What counts is documented in `docs/import-referrals.md`. The rule of thumb: a refusal in force wins
over everything, doubt means asking, and nothing counts that is about somebody or something else.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from application.imports.fhir_bundle import Parcel, Place, all_contained, plain_url
from application.imports.fhir_dates import holds, moment
from application.imports.fhir_person import key_of
from application.imports.fhir_shapes import (
    Concept,
    Consent,
    Period,
    Provision,
    Reference,
    WrongType,
    shaped,
)
from application.imports.incoming import AgreedHow
from domain.gaps import Gap

NOT_R4 = frozenset({"decision", "subject", "grantor", "grantee", "except", "consentingParty"})
"""Fields by which a Consent of another FHIR version shows itself."""

OTHER_SCOPES = frozenset({"research", "adr"})
OTHER_CATEGORIES = frozenset(
    {"acd", "dnr", "hcd", "polst", "emrgonly", "npp", "research", "rsdid", "rsreid"}
)
OPTED_OUT = frozenset({"OPTOUT", "OPTOUTE"})
OPTED_IN = frozenset({"OPTIN", "OPTINR"})
IMPLIED = frozenset({"IMPLIED", "IMPLIEDD"})
NO_PERMISSION = frozenset({"NOCONSENT", "EMRGONLY", "NOPP", "GRANTORCHOICE"})
"""Rules of HL7 v3 ActCode under which nobody has agreed to anything like this."""


class Says(StrEnum):
    """What a consent that counts says."""

    PERMITS = "PERMITS"
    IMPLIES = "IMPLIES"
    REFUSES = "REFUSES"


class Agreement(msgspec.Struct, frozen=True):
    """Whether the person agreed, and how the message shows it."""

    agreed: bool
    how: AgreedHow
    note: str | None = None


class Filed(msgspec.Struct, frozen=True):
    """The consents of a file by whom they are about; ``""`` where they do not say."""

    of_person: dict[str, list[Place]]
    others: bool


def filed(parcel: Parcel) -> Filed:
    """Sort the consents of a file, once."""
    of_person: dict[str, list[Place]] = defaultdict(list)
    others = False
    for place in parcel.of_kind("Consent"):
        whose = None if place.deleted else _whose(parcel, place)
        if whose is None:
            others = True
        else:
            of_person[whose].append(place)
    return Filed(dict(of_person), others)


def agreement(
    parcel: Parcel,
    consents: Filed,
    request: Place,
    subject: str | None,
    *,
    alone: bool,
    asks_themself: bool,
    now: datetime,
    gaps: list[Gap],
) -> Agreement:
    """What the consents in a message come to, for one request.

    ``subject`` is the key of the person, ``alone`` whether the message is about nobody else.
    """
    own = consents.of_person.get(subject, []) if subject else []
    unnamed = consents.of_person.get("", []) if alone else []
    inside = [
        place
        for place in all_contained(request)
        if place.kind == "Consent" and _whose(parcel, place) in {"", subject}
    ]
    outcomes = [_read(parcel, place, now) for place in (*own, *unnamed, *inside)]
    said = {says for says, _, _ in outcomes if says}
    doubts = [gap for _, found, _ in outcomes for gap in found]
    if Says.REFUSES in said:
        gaps.append(Gap.REFUSAL_CARRIED)
        return Agreement(False, AgreedHow.REFUSAL_IN_MESSAGE)
    if asks_themself:
        return Agreement(True, AgreedHow.SELF_REFERRAL, "The person asked for themself.")
    for says, how, sentence in (
        (Says.PERMITS, AgreedHow.CONSENT_IN_MESSAGE, "The message carries the person's consent"),
        (Says.IMPLIES, AgreedHow.IMPLIED_IN_MESSAGE, "The message says that agreement was implied"),
    ):
        if says in said:
            found = [(gaps_of, day) for one, gaps_of, day in outcomes if one == says]
            gaps += [Gap.AGREEMENT_IMPLIED] if says == Says.IMPLIES else []
            gaps += [gap for gaps_of, _ in found for gap in gaps_of]
            day = next((day for _, day in found if day), None)
            return Agreement(True, how, f"{sentence} ({day})." if day else f"{sentence}.")
    gaps.append(Gap.NOT_AGREED)
    gaps += doubts
    stray = consents.others or "" in consents.of_person or (alone and consents.of_person)
    if not outcomes and (stray or _has_consent(request)):
        gaps.append(Gap.CONSENT_ABOUT_SOMEBODY_ELSE)
    return Agreement(False, AgreedHow.NOT_SHOWN)


def _has_consent(request: Place) -> bool:
    return any(place.kind == "Consent" for place in all_contained(request))


def _whose(parcel: Parcel, place: Place) -> str | None:
    """Whom a consent is about: a key, empty where it does not say, nothing where nobody knows."""
    pointer = place.resource.get("patient")
    if pointer is None:
        return ""
    try:
        return key_of(parcel, shaped(pointer, Reference), place)
    except WrongType:
        return None


Outcome = tuple[Says | None, list[Gap], str | None]


def _read(parcel: Parcel, place: Place, now: datetime) -> Outcome:
    """What one consent says, the doubts about it, and its day."""
    try:
        consent = shaped(place.resource, Consent)
    except WrongType:
        return None, [Gap.CONSENT_UNREADABLE], None
    if gap := _does_not_count(place.resource, consent, now):
        return None, [gap], None
    provision = consent.provision or Provision()
    rules = {code.upper() for code in _codes((consent.policy_rule,))}
    day = _day(consent.date_time)
    if provision.type == "deny" or rules & OPTED_OUT:
        return Says.REFUSES, [], day
    if rules & NO_PERMISSION:
        return None, [Gap.CONSENT_FOR_SOMETHING_ELSE], None
    if consent.performer and all(_is_relative(parcel, one, place) for one in consent.performer):
        return None, [Gap.CONSENT_BY_SOMEBODY_ELSE], None
    exceptions = [Gap.CONSENT_WITH_EXCEPTIONS] if _denies_within(provision) else []
    if exceptions and not (provision.type == "permit" or rules & OPTED_IN):
        return None, exceptions, None
    if "OPTINR" in rules:
        exceptions = [Gap.CONSENT_WITH_EXCEPTIONS]
    return (Says.IMPLIES if rules & IMPLIED else Says.PERMITS), exceptions, day


def _does_not_count(resource: dict[str, Any], consent: Consent, now: datetime) -> Gap | None:
    provision = consent.provision or Provision()
    modified = consent.modifier_extension or provision.modifier_extension or consent.implicit_rules
    if resource.keys() & NOT_R4 or modified or provision.type not in {None, "permit", "deny"}:
        return Gap.CONSENT_UNREADABLE
    if consent.status == "rejected":
        return Gap.CONSENT_REJECTED
    if consent.status != "active":
        return Gap.CONSENT_NOT_IN_FORCE
    if _all_among(_codes((consent.scope,)), OTHER_SCOPES) or _all_among(
        _codes(consent.category), OTHER_CATEGORIES
    ):
        return Gap.CONSENT_FOR_SOMETHING_ELSE
    in_force = holds(provision.period, now)
    if in_force is None:
        return Gap.CONSENT_UNREADABLE
    given = holds(Period(start=consent.date_time), now) if consent.date_time else True
    return Gap.CONSENT_NOT_IN_FORCE if not in_force or given is False else None


def _codes(concepts: Iterable[Concept | None]) -> set[str]:
    return {
        coding.code for concept in concepts if concept for coding in concept.coding if coding.code
    }


def _all_among(codes: set[str], known: frozenset[str]) -> bool:
    return bool(codes) and {code.lower() for code in codes} <= known


def _denies_within(provision: Provision) -> bool:
    return any(inner.type != "permit" or _denies_within(inner) for inner in provision.provision)


def _is_relative(parcel: Parcel, performer: Reference, origin: Place) -> bool:
    found = parcel.find(performer, origin)
    pointed = plain_url(performer.reference or "").split("/")[-2:-1]
    return "RelatedPerson" in {found.kind if found else "", performer.type, *pointed}


def _day(text: str | None) -> str | None:
    found = moment(text)
    return f"{found.day} {found:%B %Y}" if found else None
