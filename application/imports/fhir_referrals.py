"""FHIR R4 files read into requests for support: `read` is the door.

A message, searchset or other Bundle, or a single ServiceRequest with what it contains. What is not
a request for support is refused by name. No narrative, observation, care plan, gender, ethnicity
or religion is read: only what a coordinator needs for the first conversation.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from application.imports.fhir_agreement import Filed, agreement, filed
from application.imports.fhir_bundle import Parcel, Place
from application.imports.fhir_content import kind_in, reasons, request_identifiers
from application.imports.fhir_dates import moment
from application.imports.fhir_file import opened
from application.imports.fhir_kinds import (
    CANCELLED,
    OVER,
    Why,
    is_wrong_version,
    message_changes,
    message_is_no_request,
    not_for_support,
    what_it_holds,
)
from application.imports.fhir_person import has_died, key_of, person_from
from application.imports.fhir_requester import Requester, Roles, requester_from, roles_in
from application.imports.fhir_shapes import (
    Patient,
    Reference,
    ServiceRequest,
    WrongType,
    shaped,
)
from application.imports.incoming import Incoming, Refused, believable_request, identifies, words
from domain.gaps import Gap
from domain.referral import Source

INTENTS = frozenset(
    {
        "proposal",
        "plan",
        "directive",
        "order",
        "original-order",
        "reflex-order",
        "filler-order",
        "instance-order",
    }
)
URGENT = frozenset({"urgent", "asap", "stat"})
NOBODY: Why = (
    "ABOUT_NOBODY",
    "The request does not say who it is about. Ask the sender to name the person.",
)
HAS_DIED: Why = (
    "PERSON_HAS_DIED",
    "The sender's record says, sadly, that this person has died. Nothing was taken in or sent.",
)


def read(data: bytes, *, now: datetime) -> tuple[Incoming | Refused, ...]:
    """Every request in a file, in its order: taken in as read, or refused with a sentence.

    ``now`` (aware) is the moment at which consents are judged. Never raises on bad input.
    """
    try:
        parcel = opened(data)
        if isinstance(parcel, Refused):
            return (parcel,)
        return _requests(parcel, now)
    except WrongType as wrong:
        return (Refused(1, f"{wrong} Ask the sender to correct it.", "WRONG_TYPE"),)
    except RecursionError:
        sentence = "The file is nested too deeply to be a FHIR message. Ask the sender to check it."
        return (Refused(1, sentence, "TOO_DEEP"),)


def _requests(parcel: Parcel, now: datetime) -> tuple[Incoming | Refused, ...]:
    why = message_is_no_request(parcel.header) or _focus_is_over(parcel)
    if not parcel.requests:
        code, sentence = why or what_it_holds([place.kind for place in parcel.places])
        return (Refused(1, sentence, code),)
    if why:
        code, sentence = why
        return tuple(
            Refused(record, sentence, code) for record in range(1, len(parcel.requests) + 1)
        )
    reader = _Reader(parcel, now)
    return tuple(reader.request(record, place) for record, place in enumerate(parcel.requests, 1))


def _focus_is_over(parcel: Parcel) -> Why | None:
    if parcel.header is None or parcel.header_place is None:
        return None
    found = [parcel.find(focus, parcel.header_place) for focus in parcel.header.focus]
    statuses = [place.resource.get("status") for place in found if place]
    over = [status for status in statuses if isinstance(status, str) and status in OVER]
    return CANCELLED if statuses and len(over) == len(statuses) else None


class _Reader:
    """Reads the requests of one parcel; what concerns the whole file is worked out once."""

    def __init__(self, parcel: Parcel, now: datetime) -> None:
        self.parcel = parcel
        self.now = now
        self.consents: Filed = filed(parcel)
        self.roles: Roles = roles_in(parcel)
        subjects = {_subject_key(parcel, place) for place in parcel.requests}
        only = len(subjects) == 1 and (None not in subjects or len(parcel.requests) == 1)
        self.alone = only and len(parcel.of_kind("Patient")) <= 1

    def request(self, record: int, place: Place) -> Incoming | Refused:
        """One request, taken in or refused."""
        try:
            if place.deleted:
                return _refused(record, CANCELLED)
            if sentence := is_wrong_version(place.resource):
                return Refused(record, sentence, "WRONG_VERSION")
            request = shaped(place.resource, ServiceRequest)
            if why := not_for_support(request):
                return _refused(record, why)
            subject = self.parcel.find(request.subject, place)
            if why := _about_nobody(request.subject, subject):
                return _refused(record, why)
            if subject and has_died(shaped(subject.resource, Patient)):
                return _refused(record, HAS_DIED)
            return self._incoming(record, place, request, subject)
        except WrongType as wrong:
            return Refused(record, f"{wrong} Ask the sender to correct it.", "WRONG_TYPE")

    def _incoming(
        self, record: int, place: Place, request: ServiceRequest, subject: Place | None
    ) -> Incoming:
        pointer = request.subject or Reference()
        gaps: list[Gap] = []
        key = key_of(self.parcel, pointer, place)
        asks = key is not None and key == key_of(self.parcel, request.requester, place)
        agreed = agreement(
            self.parcel,
            self.consents,
            place,
            key,
            alone=self.alone,
            asks_themself=asks,
            now=self.now,
            gaps=gaps,
        )
        gaps += _doubts(request, changes=message_changes(self.parcel.header))
        person = person_from(pointer, subject, self.now, gaps)
        asker = (
            Requester(Source.SELF)
            if asks
            else requester_from(self.parcel, self.roles, place, request.requester, gaps)
        )
        why, conditions = reasons(self.parcel, place, request, key, gaps)
        priority = (request.priority or "").strip().lower()
        return Incoming(
            record=record,
            request_identifiers=request_identifiers(self.parcel, place, request, subject),
            person_identifiers=person.identifiers,
            agreed=agreed.agreed,
            agreed_how=agreed.how,
            agreement_note=agreed.note,
            name=person.name,
            birth_date=person.birth_date,
            phone=person.phone,
            email=person.email,
            other_contacts=person.other_contacts,
            address=person.address,
            postcode=person.postcode,
            asked_for=words(request.code.said, gaps) if request.code else None,
            reasons_in_words=why,
            conditions_in_words=conditions,
            access_needs=person.access_needs,
            source=asker.source,
            referrer_name=asker.name,
            referrer_organisation=asker.organisation,
            asked_on=self._asked_on(request, gaps),
            urgency=priority if priority in URGENT | {"routine"} else None,
            gap_codes=tuple(dict.fromkeys(gaps)),
            warnings=self.parcel.warnings,
        )

    def _asked_on(self, request: ServiceRequest, gaps: list[Gap]) -> Any:
        written = moment(request.authored_on)
        if written and believable_request(written, self.now, gaps):
            return written
        if request.authored_on or not self.parcel.stamp:
            gaps.append(Gap.DATE_UNCLEAR)
        sent = moment(self.parcel.stamp)
        if sent and believable_request(sent, self.now, gaps):
            return sent
        gaps.append(Gap.DATE_UNCLEAR)
        return None


def _refused(record: int, why: Why) -> Refused:
    code, sentence = why
    return Refused(record, sentence, code)


def _subject_key(parcel: Parcel, place: Place) -> str | None:
    try:
        return key_of(parcel, shaped(place.resource.get("subject", {}), Reference), place)
    except WrongType:
        return None


def _about_nobody(pointer: Reference | None, found: Place | None) -> Why | None:
    if pointer is None:
        return NOBODY
    named = pointer.identifier and identifies(pointer.identifier.value)
    if not (words(pointer.reference) or named or words(pointer.display)):
        return NOBODY
    kind = found.kind if found else pointer.type or kind_in(pointer.reference or "")
    if kind and kind.rpartition("/")[2] != "Patient":
        return (
            "ABOUT_NO_PERSON",
            "The request is about something other than one person. Send one request for each.",
        )
    return None


def _doubts(request: ServiceRequest, *, changes: bool) -> Sequence[Gap]:
    status = (request.status or "").strip().lower()
    gaps = []
    if status in {"", "unknown"}:
        gaps.append(Gap.STATUS_UNCLEAR)
    if status == "on-hold":
        gaps.append(Gap.ON_HOLD)
    if (request.intent or "").strip().lower() not in INTENTS:
        gaps.append(Gap.INTENT_UNCLEAR)
    if (request.priority or "").strip().lower() in URGENT:
        gaps.append(Gap.URGENT)
    if request.modifier_extension or request.implicit_rules:
        gaps.append(Gap.MEANING_MODIFIED)
    if changes:
        gaps.append(Gap.CHANGES_EARLIER_REQUEST)
    return gaps
