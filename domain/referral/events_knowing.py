"""What is stored of getting to know the person, and of whether peer support can help now."""

from datetime import date

from domain.channels import Channel
from domain.decider import Event
from domain.people import PersonId, ReferralId, StaffId
from domain.personal import PersonsCodes, PersonsWords
from domain.referral.language import Readiness


class GettingToKnowHeld(Event, frozen=True, kw_only=True):
    """A coordinator met or phoned the person. Required before matching (guidance, matching)."""

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


class ReadinessConsidered(Event, frozen=True, kw_only=True):
    """Person and worker considered whether peer support can help now."""

    referral: ReferralId
    person: PersonId
    view: Readiness
    person_view: PersonsWords
    worker_view: PersonsWords = None
    revisit_on: date | None = None
    offered_instead: PersonsCodes = ()
