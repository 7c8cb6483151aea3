"""What is stored of how a referral comes to its end."""

from datetime import date

from domain.decider import Event
from domain.people import PersonId, ReferralId, StaffId
from domain.personal import PersonsCode, PersonsCodes


class SupportEnded(Event, frozen=True, kw_only=True):
    """All support that this referral led to has ended."""

    referral: ReferralId
    person: PersonId


class ReferralDeclined(Event, frozen=True, kw_only=True):
    """The service said no, and told the person what else there is."""

    referral: ReferralId
    person: PersonId
    reason: PersonsCode
    offered_instead: PersonsCodes
    told_person_on: date | None = None
    signed_off_by: StaffId | None = None


class ReferralWithdrawn(Event, frozen=True, kw_only=True):
    """The person no longer wants this. No reason is ever required."""

    referral: ReferralId
    person: PersonId
    reason: PersonsCode = None
