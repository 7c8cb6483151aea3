"""Contact: any communication within a match that is not a session (domain reference, 1.2).

Calls, messages and unplanned meetings are counted apart from sessions, because that is where
boundaries show. A contact has happened, so it is always recorded; that it was outside what the two
agreed is said by a flag (`domain.contact_flags`).
"""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from domain.channels import Channel
from domain.decider import Command, Decider, Event, Read, Recorded, event_of
from domain.folds import Fold
from domain.match import MATCH, Match, PlaceType, Side, UnknownMatch
from domain.people import MatchId, PeerId, PersonId, subject
from domain.periods import (
    DayAndTime,
    NotALengthOfTime,
    NotYetHappened,
    TooLongAgo,
    check_length,
    happened_or_on,
)
from domain.personal import SharedWords

# --- Events ---


class ContactMade(Event, frozen=True, kw_only=True):
    """One of the two got in touch with the other; ``at`` is when it began.

    ``by`` is who began it. Where only the day is known, ``day_only`` is set and ``at`` is the
    start of that local day. ``told_by`` says on whose telling somebody else recorded it.
    """

    match: MatchId
    person: PersonId
    peer: PeerId
    by: Side
    channel: Channel
    minutes: int | None = None
    planned: bool = False
    day_only: bool = False
    place_type: PlaceType | None = None
    told_by: Side | None = None
    note: SharedWords = None


# --- Commands ---


class RecordContact(Command, frozen=True, kw_only=True):
    """Record a call, a message or a meeting that was no session.

    ``at`` is when it began; ``on`` stands for it where only the day is known.
    """

    match: MatchId
    by: Side
    channel: Channel
    at: datetime | None = None
    on: date | None = None
    minutes: int | None = None
    planned: bool = False
    place_type: PlaceType | None = None
    told_by: Side | None = None
    note: str | None = None


# --- State ---


class Contact(msgspec.Struct, frozen=True):
    """One contact, as far as flags and indicators need it."""

    at: datetime
    by: Side
    channel: Channel
    minutes: int | None
    planned: bool
    day_only: bool
    place_type: PlaceType | None


def _evolve(
    contacts: dict[MatchId, tuple[Contact, ...]], recorded: Recorded
) -> dict[MatchId, tuple[Contact, ...]]:
    event = recorded.event
    if not isinstance(event, ContactMade):
        return contacts
    spoken = {field: getattr(event, field) for field in Contact.__struct_fields__}
    return contacts | {event.match: (*contacts.get(event.match, ()), Contact(**spoken))}


_NO_CONTACTS: dict[MatchId, tuple[Contact, ...]] = {}
CONTACTS = Fold(hears=frozenset({ContactMade}), initial=_NO_CONTACTS, evolve=_evolve)
"""The contacts of each match in the order in which they began, over a match, person or peer."""


class ContactAsked(msgspec.Struct, frozen=True):
    """A match and its contacts, at the moment of asking."""

    match: Match
    contacts: tuple[Contact, ...]
    now: datetime


# --- Decider ---


def gather(command: RecordContact, read: Read) -> ContactAsked:
    """Look at the match and its contacts."""
    of = subject("match", command.match)
    return ContactAsked(read(MATCH, of), read(CONTACTS, of).get(command.match, ()), read.now)


def decide(command: RecordContact, state: ContactAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    match = state.match
    if match.proposed_at is None:
        raise UnknownMatch("Nothing was proposed under this identifier. Check the address.")
    check_length(command.minutes)
    made = event_of(
        ContactMade,
        command,
        person=match.person,
        peer=match.peer,
        day_only=command.on is not None,
        at=happened_or_on(command.at, command.on, state.now),
    )
    same = Contact(**{field: getattr(made, field) for field in Contact.__struct_fields__})
    # A day holds several contacts that look alike; only a moment tells them apart.
    if same in state.contacts and not made.day_only and not command.note:
        return []
    return [made]


decider = Decider(
    noun="contact",
    commands=(RecordContact,),
    gather=gather,
    decide=decide,
    refusals=(UnknownMatch, NotALengthOfTime, DayAndTime, NotYetHappened, TooLongAgo),
)
