"""The person who receives support: who they are, how they may be reached, and that they died.

Names, contact and emergency contact are administration data under a recorded lawful basis
(design, section 3). A person needs no account and no screen.
"""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from domain.decider import Command, Decider, Event, Read, Recorded, Refusal, Unknown, event_of
from domain.folds import Fold
from domain.people import PersonId, ServiceId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.personal import PersonsCodes, PersonsWords

# --- Events ---


class PersonRegistered(Event, frozen=True, kw_only=True):
    """A person became known to a service.

    ``fingerprints`` are keyed digests of identifiers that a sender gave. They find the same person
    again without keeping the identifier.
    """

    person: PersonId
    service: ServiceId
    name: PersonsWords = None
    birth_date: PersonsWords = None
    phone: PersonsWords = None
    email: PersonsWords = None
    address: PersonsWords = None
    fingerprints: PersonsCodes = ()


class SafeContactRecorded(Event, frozen=True, kw_only=True):
    """How the person may be reached without harm (domain reference, 4.2)."""

    person: PersonId
    phone: PersonsWords = None
    may_leave_message: bool | None = None
    may_write: bool | None = None
    may_email: bool | None = None
    times: PersonsWords = None
    who_may_answer: PersonsWords = None


class PersonDied(Event, frozen=True, kw_only=True):
    """The person died. Nothing is sent from then on, and what was open is closed."""

    person: PersonId
    on: date | None = None


# --- Commands ---


class RecordSafeContact(Command, frozen=True, kw_only=True):
    """Record how a person may be reached."""

    person: PersonId
    phone: str | None = None
    may_leave_message: bool | None = None
    may_write: bool | None = None
    may_email: bool | None = None
    times: str | None = None
    who_may_answer: str | None = None
    at: datetime | None = None


class RecordDeath(Command, frozen=True, kw_only=True):
    """Record that a person died. What follows is decided in `domain.death`."""

    person: PersonId
    on: date | None = None
    at: datetime | None = None


# --- State ---


class Person(msgspec.Struct, frozen=True):
    """What decisions need to know of a person; nothing that says who they are."""

    registered: bool = False
    service: ServiceId | None = None
    died_at: datetime | None = None
    safe_contact_at: datetime | None = None


def _evolve(person: Person, recorded: Recorded) -> Person:
    match recorded.event:
        case PersonRegistered(service=service):
            return msgspec.structs.replace(person, registered=True, service=service)
        case PersonDied(at=at):
            return msgspec.structs.replace(person, died_at=at)
        case SafeContactRecorded(at=at):
            return msgspec.structs.replace(person, safe_contact_at=at)
        case _:
            return person


PERSON = Fold(
    hears=frozenset({PersonRegistered, PersonDied, SafeContactRecorded}),
    initial=Person(),
    evolve=_evolve,
)


class PersonAsked(msgspec.Struct, frozen=True):
    """A person, and the moment of asking."""

    person: Person
    now: datetime


# --- Refusals ---


class UnknownPerson(Unknown):
    """Nobody is registered under this identifier."""


class PersonHasDied(Refusal):
    """What is asked would reach a person whose death is recorded."""


def must_be_known(person: Person) -> None:
    """Raise `UnknownPerson` unless the person is registered."""
    if not person.registered:
        raise UnknownPerson("Nobody is registered under this identifier. Check the address.")


def must_be_alive(person: Person) -> None:
    """Raise `PersonHasDied` where a death is recorded."""
    if person.died_at is not None:
        raise PersonHasDied(
            "This person's death is recorded. Nothing new can be started. "
            "If it was recorded by mistake, mark that entry as entered in error."
        )


# --- Decider ---


def gather(command: RecordSafeContact, read: Read) -> PersonAsked:
    """Look at the person."""
    return PersonAsked(read(PERSON, subject("person", command.person)), read.now)


def decide(command: RecordSafeContact, state: PersonAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    must_be_known(state.person)
    return [event_of(SafeContactRecorded, command, at=happened(command.at, state.now))]


decider = Decider(
    noun="person",
    commands=(RecordSafeContact,),
    gather=gather,
    decide=decide,
    refusals=(UnknownPerson, NotYetHappened, TooLongAgo),
)
