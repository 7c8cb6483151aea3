"""What is stored of the wait: accepted, paused as the person wished, support begun."""

from datetime import date

from domain.decider import Event
from domain.people import OfferId, PersonId, ReferralId, StaffId
from domain.personal import PersonsWords
from domain.referral.language import ByWayOf


class ReferralAccepted(Event, frozen=True, kw_only=True):
    """The service will support this person; they wait for a match. The waiting clock starts."""

    referral: ReferralId
    person: PersonId
    offer: OfferId
    coordinator: StaffId | None = None


class WaitPaused(Event, frozen=True, kw_only=True):
    """The person asked for the wait to stand still. Nobody else can (domain reference, 3.1).

    ``revisit_on`` is the day on which to ask whether they would like to go on.
    """

    referral: ReferralId
    person: PersonId
    revisit_on: date
    reason: PersonsWords = None


class WaitResumed(Event, frozen=True, kw_only=True):
    """The person asked for the wait to go on."""

    referral: ReferralId
    person: PersonId


class SupportStarted(Event, frozen=True, kw_only=True):
    """A match became active, or a group or programme was joined: the wait is over."""

    referral: ReferralId
    person: PersonId
    by_way_of: ByWayOf


class ReturnedToWaiting(Event, frozen=True, kw_only=True):
    """Support had begun and was not for the two, so the person waits again. Nobody's fault."""

    referral: ReferralId
    person: PersonId
