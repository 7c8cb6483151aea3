"""What is stored of the wait: accepted, kept in touch, support begun."""

from domain.channels import Channel
from domain.decider import Event
from domain.people import OfferId, PersonId, ReferralId, StaffId
from domain.referral.language import ByWayOf


class ReferralAccepted(Event, frozen=True, kw_only=True):
    """The service will support this person; they wait for a match. The waiting clock starts."""

    referral: ReferralId
    person: PersonId
    offer: OfferId
    coordinator: StaffId | None = None


class WaitContactMade(Event, frozen=True, kw_only=True):
    """Somebody kept in touch with a person who waits. Due every four weeks."""

    referral: ReferralId
    person: PersonId
    mode: Channel = Channel.PHONE


class SupportStarted(Event, frozen=True, kw_only=True):
    """A match became active, or a group or programme was joined: the wait is over."""

    referral: ReferralId
    person: PersonId
    by_way_of: ByWayOf
