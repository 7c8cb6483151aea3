"""The person who receives support: who they are, how they may be reached, and that they died.

Names, contact and emergency contact are administration data under a recorded lawful basis
(design, section 3). A person needs no account and no screen.
"""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from domain.channels import Channel
from domain.decider import Command, Decider, Event, Read, Recorded, Refusal, Unknown, event_of
from domain.folds import Fold
from domain.people import MatchId, PeerId, PersonId, ReferralId, ServiceId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.personal import PersonsCodes, PersonsWords
from domain.safe_contact import SafeContact, as_said

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
    """How the person may be reached without harm (domain reference, 4.2).

    What is left open was not asked, and stays as it was said before. ``caller_name`` is the name
    under which to ring, ``household_risks`` what to be careful about at home.
    """

    person: PersonId
    phone: PersonsWords = None
    may_leave_message: bool | None = None
    may_write: bool | None = None
    may_email: bool | None = None
    times: PersonsWords = None
    who_may_answer: PersonsWords = None
    may_text: bool | None = None
    caller_name: PersonsWords = None
    household_risks: PersonsWords = None


class PersonDied(Event, frozen=True, kw_only=True):
    """The person died. Nothing is sent from then on, and what was open is closed.

    It is filed under every referral and match of the person too, and under whoever supported them.
    So each of these, looked at by itself, is closed by this one entry, and open again should it
    have been made in error.
    """

    person: PersonId
    on: date | None = None
    referrals: tuple[ReferralId, ...] = ()
    matches: tuple[MatchId, ...] = ()
    peers: tuple[PeerId, ...] = ()


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
    may_text: bool | None = None
    caller_name: str | None = None
    household_risks: str | None = None
    at: datetime | None = None


class RecordDeath(Command, frozen=True, kw_only=True):
    """Record that a person died. Everything of theirs that is open is closed by it."""

    person: PersonId
    on: date | None = None
    at: datetime | None = None


# --- State ---


class Person(msgspec.Struct, frozen=True):
    """What decisions need to know of a person; nothing that says who they are.

    ``safe_contacts`` holds what stood after each time the person said how to reach them.
    """

    registered: bool = False
    service: ServiceId | None = None
    died_at: datetime | None = None
    safe_contacts: tuple[SafeContact, ...] = ()

    @property
    def safe_contact_at(self) -> datetime | None:
        """When the person last said how they may be reached."""
        return self.safe_contacts[-1].said_at if self.safe_contacts else None

    def safe_contact(self, moment: datetime) -> SafeContact | None:
        """What the person had said by a moment about being reached, if anything."""
        said = [each for each in self.safe_contacts if each.said_at <= moment]
        return said[-1] if said else None


def may_be_reached(person: Person, at: datetime, channel: Channel | None = None) -> bool:
    """Whether anything may be sent to a person without somebody looking first.

    Nothing is sent to somebody unknown, nor from the moment of their death on. With a ``channel``
    the person must have said yes to it by then (domain reference, 4.2 and 10). Everything that
    sends by itself asks here at the moment of sending.
    """
    if not person.registered or (person.died_at is not None and person.died_at <= at):
        return False
    if channel is None:
        return True
    safe = person.safe_contact(at)
    return safe is not None and safe.allows_sending(channel)


def _evolve(person: Person, recorded: Recorded) -> Person:
    match recorded.event:
        case PersonRegistered(service=service):
            return msgspec.structs.replace(person, registered=True, service=service)
        case PersonDied(at=at):
            return msgspec.structs.replace(person, died_at=person.died_at or at)
        case SafeContactRecorded() as said:
            before = person.safe_contacts[-1] if person.safe_contacts else None
            now = SafeContact(
                said_at=said.at,
                may_leave_message=said.may_leave_message,
                may_write=said.may_write,
                may_email=said.may_email,
                may_text=said.may_text,
            )
            contacts = (*person.safe_contacts, as_said(before, now))
            return msgspec.structs.replace(person, safe_contacts=contacts)
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
