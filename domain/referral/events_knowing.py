"""What is stored of getting to know the person, and of whether peer support can help now."""

from datetime import date

from domain.channels import Channel
from domain.decider import Event
from domain.people import OfferId, PersonId, ReferralId, StaffId
from domain.personal import PersonsCodes, PersonsWords
from domain.referral.language import Readiness


class GettingToKnowHeld(Event, frozen=True, kw_only=True):
    """A coordinator met or phoned the person. Required before matching (guidance, matching).

    What may be used for matching is coded: ``impact_areas``, ``interests``, ``conditions`` and
    ``access_needs``. ``conditions`` are categories that they chose after they had said it in
    ``conditions_own_words``. How they may be reached stands in `SafeContactRecorded`.
    """

    referral: ReferralId
    person: PersonId
    coordinator: StaffId
    mode: Channel
    minutes: int | None = None
    wishes: PersonsWords = None
    hopes: PersonsWords = None
    worries: PersonsWords = None
    impact_areas: PersonsCodes = ()
    interests: PersonsCodes = ()
    conditions: PersonsCodes = ()
    access_needs: PersonsCodes = ()
    what_helps: PersonsWords = None
    risk_notes: PersonsWords = None
    conditions_own_words: PersonsWords = None


class ReadinessConsidered(Event, frozen=True, kw_only=True):
    """Person and worker considered whether peer support can help now."""

    referral: ReferralId
    person: PersonId
    view: Readiness
    person_view: PersonsWords
    worker_view: PersonsWords = None
    revisit_on: date | None = None
    offered_instead: PersonsCodes = ()


class PersonHandedOver(Event, frozen=True, kw_only=True):
    """A coordinator told another, in a note, what there is to know of a person.

    What is handed over is the latest conversation that counted for the first of the two, with its
    date: a handover makes nobody's knowledge newer.
    """

    referral: ReferralId
    person: PersonId
    from_staff: StaffId
    to_staff: StaffId
    note: PersonsWords


class TasterOffered(Event, frozen=True, kw_only=True):
    """The person was offered to see for themself: a visit to a group, a talk with somebody."""

    referral: ReferralId
    person: PersonId
    offer: OfferId | None = None
    what: PersonsWords = None
    planned_on: date | None = None


class TasterTaken(Event, frozen=True, kw_only=True):
    """The person tried it."""

    referral: ReferralId
    person: PersonId
    offer: OfferId | None = None
    person_view: PersonsWords = None
