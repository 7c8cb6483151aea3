"""A referral, its person and its service, as every decision about a referral looks at them."""

from datetime import datetime

import msgspec

from domain.adoption import definitions_of
from domain.decider import Read
from domain.definitions import DEFAULTS, Definitions
from domain.people import PersonId, ReferralId, subject
from domain.person import PERSON, Person, must_be_alive
from domain.referral.folding import REFERRAL
from domain.referral.refusals import ReferralIsOver, UnknownReferral
from domain.referral.state import Referral
from domain.service import SERVICE, Service


class Asked(msgspec.Struct, frozen=True):
    """A referral with its person, its service and what that goes by, at the moment of asking."""

    referral: Referral
    person: Person
    service: Service
    now: datetime
    definitions: Definitions = DEFAULTS


def look_at(
    referral_id: ReferralId,
    read: Read,
    *,
    with_service: bool = False,
    with_definitions: bool = False,
) -> Asked:
    """Look at a referral, through it at the person, and where it matters at their service."""
    referral: Referral = read(REFERRAL, subject("referral", referral_id))
    person = Person()
    if referral.person is not None:
        person = read(PERSON, subject("person", referral.person))
    service = Service()
    if with_service:
        service = read(SERVICE, subject("service", person.service or read.service))
    definitions = definitions_of(read, person.service) if with_definitions else DEFAULTS
    return Asked(
        referral=referral, person=person, service=service, now=read.now, definitions=definitions
    )


def person_of(referral: Referral) -> PersonId:
    """Whom a referral is about. Raises `UnknownReferral`."""
    if referral.person is None:
        raise UnknownReferral("Nothing arrived under this identifier. Check the address.")
    return referral.person


def must_be_open(asked: Asked) -> None:
    """Raise `ReferralIsOver` or `PersonHasDied` where nothing more can be decided."""
    if asked.referral.ended is not None:
        raise ReferralIsOver("This referral is over. Take a new one if the person asks again.")
    must_be_alive(asked.person)
