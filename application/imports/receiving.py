"""From a request as read to a referral or an enquiry, each recorded once.

The same request arriving again is a duplicate: its identifier, as a keyed fingerprint, is part of
the command's id, so even two imports at the same moment record it once. Another request for the
same person is accepted and linked to them. Good records go in though others fail.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec

from application.imports.incoming import Incoming, Refused
from application.imports.outcomes import Outcome
from application.ledger import CommandIdReused, Receipt
from domain.decider import Command, Recorded, Refusal
from domain.people import PersonId, ReferralId, ServiceId
from domain.periods import local_day
from domain.person import PersonRegistered, RecordSafeContact
from domain.personal import known
from domain.referral import AgreedHow, EnquiryReceived, ReceiveReferral, ReferralReceived

Fingerprint = Callable[[str, str], str]
"""A keyed digest of (purpose, value), the same for the same service."""

Perform = Callable[[Command, str], Receipt]


class Known(msgspec.Struct):
    """What has been received before, by fingerprint."""

    requests: dict[str, tuple[ReferralId, str]] = msgspec.field(default_factory=dict)
    people: dict[str, PersonId] = msgspec.field(default_factory=dict)

    def remember(self, event: object) -> None:
        """Take note of an entry that names a request or a person; its codes have to be open."""
        match event:
            case ReferralReceived() | EnquiryReceived():
                for fingerprint in known(event.request_fingerprints) or ():
                    self.requests[fingerprint] = (event.referral, became(event))
            case PersonRegistered():
                for fingerprint in known(event.fingerprints) or ():
                    self.people[fingerprint] = event.person
            case _:
                pass


def receive(
    source: str,
    records: Iterable[Incoming | Refused],
    *,
    service: ServiceId,
    known_already: Known,
    fingerprint: Fingerprint,
    perform: Perform,
    now: datetime,
) -> Iterator[Outcome]:
    """Record each request, and say what became of it."""
    for record in records:
        if isinstance(record, Refused):
            yield Outcome(source, record.record, "refused", reason=record.reason)
        else:
            yield _received(source, record, service, known_already, fingerprint, perform, now)


def became(event: object) -> str:
    """What a request is, in the field's words."""
    return "referral" if isinstance(event, ReferralReceived) else "enquiry"


def _received(  # noqa: PLR0917 - one record with all that it is compared with
    source: str,
    incoming: Incoming,
    service: ServiceId,
    known_already: Known,
    fingerprint: Fingerprint,
    perform: Perform,
    now: datetime,
) -> Outcome:
    requests = tuple(fingerprint("request", each) for each in incoming.request_identifiers)
    for each in requests:
        if each in known_already.requests:
            return _duplicate(source, incoming.record, *known_already.requests[each])
    people = tuple(fingerprint("person", each) for each in incoming.person_identifiers)
    linked = next(
        (known_already.people[each] for each in people if each in known_already.people), None
    )
    command = _command(incoming, service, linked, people, requests, now)
    command_id = f"request-{requests[0]}"
    try:
        receipt = perform(command, command_id)
    except CommandIdReused as reused:
        return Outcome(source, incoming.record, "duplicate", reason=str(reused))
    except Refusal as refused:
        return Outcome(source, incoming.record, "refused", reason=str(refused))
    received = _arrival(receipt.events)
    event: Any = received.event
    if receipt.repeated:
        return _duplicate(source, incoming.record, event.referral, became(event))
    _note(known_already, event, requests, people)
    warnings = list(incoming.warnings)
    if incoming.safe_contact:
        contact = RecordSafeContact(person=event.person, times=incoming.safe_contact)
        try:
            perform(contact, f"{command_id}-safe-contact")
        except Refusal as refused:
            warnings.append(str(refused))
    return Outcome(
        source,
        incoming.record,
        "accepted",
        became=became(event),
        id=event.referral,
        person=event.person,
        linked=linked is not None,
        gaps=incoming.gaps,
        warnings=tuple(warnings),
    )


def _command(  # noqa: PLR0917 - see above
    incoming: Incoming,
    service: ServiceId,
    linked: PersonId | None,
    people: tuple[str, ...],
    requests: tuple[str, ...],
    now: datetime,
) -> ReceiveReferral:
    asked_on = incoming.asked_on
    if isinstance(asked_on, datetime):
        asked_on = local_day(asked_on)
    own_words = [*([incoming.asked_for] if incoming.asked_for else []), *incoming.reasons_in_words]
    return ReceiveReferral(
        service=service,
        source=incoming.source,
        agreed_how=AgreedHow(incoming.agreed_how.value) if incoming.agreed else None,
        person=linked,
        name=incoming.name,
        birth_date=incoming.birth_date.isoformat() if incoming.birth_date else None,
        phone="; ".join(each for each in (incoming.phone, *incoming.other_contacts) if each)
        or None,
        email=incoming.email,
        address=", ".join(each for each in (incoming.address, incoming.postcode) if each) or None,
        fingerprints=people,
        urgent=(incoming.urgency or "").casefold() in {"urgent", "asap", "stat"},
        asked_on=asked_on,
        referrer_name=incoming.referrer_name,
        referrer_organisation=incoming.referrer_organisation,
        own_words="; ".join(own_words) or None,
        conditions_own_words="; ".join(incoming.conditions_in_words) or None,
        access_needs=incoming.access_needs,
        request_fingerprints=requests,
        gaps=incoming.gap_codes,
        heard_from=incoming.heard_from,
        at=None,
    )


def _arrival(events: Iterable[Recorded]) -> Recorded:
    return next(
        each for each in events if isinstance(each.event, ReferralReceived | EnquiryReceived)
    )


def _note(
    known_already: Known, event: Any, requests: tuple[str, ...], people: tuple[str, ...]
) -> None:
    for each in requests:
        known_already.requests[each] = (event.referral, became(event))
    for each in people:
        known_already.people.setdefault(each, event.person)


def _duplicate(source: str, record: int, referral: ReferralId, was: str) -> Outcome:
    reason = "This request was received before."
    return Outcome(source, record, "duplicate", became=was, reason=reason, id=referral)
