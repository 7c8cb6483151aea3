"""What is stored of a request's arrival: it came, the person agreed, somebody took a first look."""

from datetime import date

from domain.decider import Event
from domain.gaps import Gap
from domain.people import PersonId, ReferralId, StaffId
from domain.personal import PersonsCodes, PersonsWords
from domain.referral.language import AgreedHow, Source, Triage


class ReferralReceived(Event, frozen=True, kw_only=True):
    """A request arrived, with the person's agreement.

    ``asked_on`` is the day on which the sender wrote it, ``gaps`` are codes of what was left out or
    left unclear; they become tasks.
    """

    referral: ReferralId
    person: PersonId
    source: Source
    agreed_how: AgreedHow
    urgent: bool = False
    asked_on: date | None = None
    referrer_name: PersonsWords = None
    referrer_organisation: PersonsWords = None
    own_words: PersonsWords = None
    conditions_own_words: PersonsWords = None
    reasons: PersonsCodes = ()
    access_needs: PersonsCodes = ()
    request_fingerprints: PersonsCodes = ()
    gaps: tuple[Gap, ...] = ()


class EnquiryReceived(Event, frozen=True, kw_only=True):
    """A request arrived without the person's agreement. It becomes a referral when they agree."""

    referral: ReferralId
    person: PersonId
    source: Source
    urgent: bool = False
    asked_on: date | None = None
    referrer_name: PersonsWords = None
    referrer_organisation: PersonsWords = None
    own_words: PersonsWords = None
    conditions_own_words: PersonsWords = None
    reasons: PersonsCodes = ()
    access_needs: PersonsCodes = ()
    request_fingerprints: PersonsCodes = ()
    gaps: tuple[Gap, ...] = ()


class PersonAgreedToReferral(Event, frozen=True, kw_only=True):
    """The person was asked and agreed: the enquiry is a referral."""

    referral: ReferralId
    person: PersonId
    agreed_how: AgreedHow


class ReferralAcknowledged(Event, frozen=True, kw_only=True):
    """Whoever asked was told that the request arrived. Due in two working days."""

    referral: ReferralId
    person: PersonId


class ReferralTriaged(Event, frozen=True, kw_only=True):
    """Somebody took a first look."""

    referral: ReferralId
    person: PersonId
    outcome: Triage
    coordinator: StaffId | None = None
