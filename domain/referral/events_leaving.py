"""What is stored of how a referral comes to its end."""

from datetime import date

from domain.decider import Event
from domain.people import PersonId, ReferralId, StaffId
from domain.personal import PersonsCode, PersonsCodes, PersonsWords


class SupportEnded(Event, frozen=True, kw_only=True):
    """All support that this referral led to has ended."""

    referral: ReferralId
    person: PersonId


class ReferralReopened(Event, frozen=True, kw_only=True):
    """Somebody whose support ended within the last year would like support again."""

    referral: ReferralId
    person: PersonId


class ReferralDeclined(Event, frozen=True, kw_only=True):
    """The service said no, with something offered or explained.

    ``told_person_on`` is the day on which the person was told, ``signed_off_by`` the manager who
    agreed where it would not be safe.
    """

    referral: ReferralId
    person: PersonId
    reason: PersonsCode
    offered_instead: PersonsCodes
    told_person_on: date | None = None
    signed_off_by: StaffId | None = None
    explained: PersonsWords = None


class PersonToldOfDecision(Event, frozen=True, kw_only=True):
    """The person was told that the service said no, and what else there is."""

    referral: ReferralId
    person: PersonId


class EnquiryClosed(Event, frozen=True, kw_only=True):
    """An enquiry came to nothing: the person said no, or could not be asked."""

    referral: ReferralId
    person: PersonId
    reason: PersonsCode = None


class ReferralWithdrawn(Event, frozen=True, kw_only=True):
    """The person no longer wants this. No reason is ever required."""

    referral: ReferralId
    person: PersonId
    reason: PersonsCode = None
