"""Who is known to a service, and what was asked for them: for rules that look at everybody."""

from domain.decider import Recorded
from domain.folds import Fold
from domain.people import PersonId, ReferralId
from domain.person import PersonRegistered
from domain.referral import EnquiryReceived, ReferralBroughtIn, ReferralReceived


def _and_person(people: tuple[PersonId, ...], recorded: Recorded) -> tuple[PersonId, ...]:
    registered = recorded.event
    assert isinstance(registered, PersonRegistered)  # noqa: S101 - all that it hears
    return (*people, registered.person)


_NOBODY: tuple[PersonId, ...] = ()
PEOPLE = Fold(hears=frozenset({PersonRegistered}), initial=_NOBODY, evolve=_and_person)
"""Everybody registered with a service, over the subject of the service."""


_ARRIVALS = ReferralReceived, EnquiryReceived, ReferralBroughtIn


def _and_referral(referrals: tuple[ReferralId, ...], recorded: Recorded) -> tuple[ReferralId, ...]:
    arrived = recorded.event
    assert isinstance(arrived, _ARRIVALS)  # noqa: S101 - as above
    return (*referrals, arrived.referral)


_NOTHING: tuple[ReferralId, ...] = ()
PERSONS_REFERRALS = Fold(hears=frozenset(_ARRIVALS), initial=_NOTHING, evolve=_and_referral)
"""Everything that was asked for a person, over the subject of the person."""
