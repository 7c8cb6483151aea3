"""Somebody came with support that had begun elsewhere: their referral, and what it counts as."""

import msgspec

from domain.decider import Event
from domain.people import OfferId, PersonId, ReferralId, StaffId
from domain.referral.language import Source, Triage
from domain.referral.state import Referral


class ReferralBroughtIn(Event, frozen=True, kw_only=True):
    """A person came with support that had begun elsewhere, received and accepted there.

    ``at`` is when that support had begun. What was asked, looked at and agreed before is not known
    here, and no wait of this service is counted for it.
    """

    referral: ReferralId
    person: PersonId
    offer: OfferId
    coordinator: StaffId | None = None


def brought_in(referral: Referral, event: ReferralBroughtIn) -> Referral:
    """The referral as received, looked at and accepted by then."""
    return msgspec.structs.replace(
        referral,
        person=event.person,
        source=Source.OTHER,
        brought_in_at=event.at,
        arrived_at=event.at,
        agreed_at=event.at,
        acknowledged_at=event.at,
        triage=Triage.IN_REMIT,
        triaged_at=event.at,
        wanted=event.offer,
        offer=event.offer,
        coordinator=event.coordinator,
        accepted_at=event.at,
    )
