"""What is outside the agreement about a contact (domain reference, 3.4 and part 5, D7 and D8)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from domain.contact import Contact
from domain.flags import Flag, kept
from domain.match import RUNNING_STAGES, Agreement, Match, PlaceType
from domain.periods import LOCAL, end_of, local_day
from domain.person import Person


def flags_of_contacts(
    contacts: Iterable[Contact], match: Match, person: Person
) -> tuple[Flag, ...]:
    """What is outside the agreement or out of order about the contacts of a match."""
    return kept(flag for contact in contacts for flag in _of_contact(contact, match, person))


def outside_hours(moment: datetime, agreement: Agreement) -> bool:
    """Whether a moment lies outside the local hours in which the two agreed to be in touch.

    Hours may run over midnight; the first is within them, the last is not.
    """
    first, last = agreement.hours_from, agreement.hours_to
    if first is None or last is None or first == last:
        return False
    clock = moment.astimezone(LOCAL).time()
    if first < last:
        return not first <= clock < last
    return last <= clock < first


def place_not_agreed(place_type: PlaceType | None, agreement: Agreement) -> bool:
    """Whether a kind of place is none of those that the two agreed.

    Where they named none, any will do but the peer supporter's home, which has to be agreed (D8).
    """
    if place_type is None or place_type in agreement.place_types:
        return False
    return bool(agreement.place_types) or place_type is PlaceType.PEERS_HOME


def _of_contact(contact: Contact, match: Match, person: Person) -> Iterator[Flag]:
    at = contact.at
    latest = end_of(local_day(at)) if contact.day_only else at
    if not {match.stage_at(at), match.stage_at(latest)} & RUNNING_STAGES:
        yield Flag(
            "CONTACT_OUTSIDE_MATCH",
            "The two were in touch when the match was not active. Find out how that came about.",
            at,
        )
    if person.died_at is not None and person.died_at < at:
        yield Flag(
            "CONTACT_AFTER_DEATH",
            "This contact is recorded as made after the person's death. Check both days.",
            at,
        )
    agreement = match.agreement_at(latest)
    if agreement is None:
        return
    if not contact.day_only and outside_hours(at, agreement):
        yield Flag(
            "CONTACT_OUTSIDE_HOURS",
            "The two were in touch outside the hours that they had agreed.",
            at,
        )
    if contact.channel not in agreement.channels:
        yield Flag(
            "CONTACT_CHANNEL_NOT_AGREED",
            "The two were in touch in a way that they had not agreed.",
            at,
        )
    if place_not_agreed(contact.place_type, agreement):
        yield Flag(
            "CONTACT_PLACE_NOT_AGREED",
            "The two met in a kind of place that they had not agreed.",
            at,
        )
