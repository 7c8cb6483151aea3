"""What is stored of being in touch: every try, every wait call, and that contact was lost."""

from datetime import date

from domain.channels import Channel
from domain.decider import Event
from domain.people import PersonId, ReferralId, StaffId
from domain.personal import PersonsWords
from domain.referral.language import TryOutcome


class ContactAttempted(Event, frozen=True, kw_only=True):
    """Somebody tried to be in touch with the person, and this came of it."""

    referral: ReferralId
    person: PersonId
    channel: Channel
    outcome: TryOutcome
    staff: StaffId | None = None
    note: PersonsWords = None


class WaitContactMade(Event, frozen=True, kw_only=True):
    """Somebody kept in touch with a person who waits. Due every four weeks."""

    referral: ReferralId
    person: PersonId
    mode: Channel = Channel.PHONE


class ContactLost(Event, frozen=True, kw_only=True):
    """The person was tried often enough, in several ways and over weeks, and not reached.

    ``tries`` and ``channels`` count what was tried since they were last in touch.
    """

    referral: ReferralId
    person: PersonId
    tries: int
    channels: int
    first_tried_on: date
