"""Two requests that are one: the same person, and the same offer or somebody who knows.

The domain reference, 3.1, refuses duplicates and links them instead. That a request arrived stays
recorded; from then on one referral goes on, with the agreement that either of them brought.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.decider import Command, Decider, Event, Read
from domain.people import OfferId, PersonId, ReferralId, SameReferralId, subject
from domain.referral.asked import person_of
from domain.referral.events_arriving import PersonAgreedToReferral, ReferralLinked
from domain.referral.folding import PERSONS_REFERRALS, REFERRAL, PersonsReferrals
from domain.referral.language import AgreedHow, Stage
from domain.referral.refusals import NotTheSame, ReferralIsOver, UnknownReferral
from domain.referral.state import Referral


class LinkReferral(Command, frozen=True, kw_only=True):
    """Say that a request is the same as another open one of the person, which goes on."""

    referral: ReferralId
    same_as: SameReferralId


class Likeness(msgspec.Struct, frozen=True):
    """A request, and every other of the same person, at the moment of asking."""

    referral: Referral
    others: PersonsReferrals
    now: datetime


def gather(command: LinkReferral, read: Read) -> Likeness:
    """Look at the referral and at all of the person's."""
    referral: Referral = read(REFERRAL, subject("referral", command.referral))
    others = PersonsReferrals()
    if referral.person is not None:
        others = read(PERSONS_REFERRALS, subject("person", referral.person))
    return Likeness(referral, others, read.now)


def decide(command: LinkReferral, state: Likeness) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    referral, same_as = state.referral, ReferralId(command.same_as)
    person = person_of(referral)
    if referral.ended is Stage.LINKED:
        return []
    if referral.ended is not None:
        raise ReferralIsOver("This referral is over already, so there is nothing to link.")
    if referral.accepted_at is not None:
        raise NotTheSame(
            "This referral was accepted. Link the other one with it instead.", field="same_as"
        )
    other = state.others.each.get(same_as)
    if other is None or same_as == command.referral or other.ended is not None:
        raise NotTheSame(
            "Choose another open referral of the same person to go on with.", field="same_as"
        )
    return one_of_two(person, command.referral, same_as, other, referral.agreed_how, state.now)


def same_offer(offer: OfferId | None, others: PersonsReferrals) -> ReferralId | None:
    """The person's open referral for an offer, if there is one."""
    found = (
        name
        for name, other in others.each.items()
        if offer is not None and other.ended is None and other.offer_in_mind == offer
    )
    return next(found, None)


def one_of_two(  # noqa: PLR0917 - two requests and what is known of each
    person: PersonId,
    referral: ReferralId,
    same_as: ReferralId,
    other: Referral,
    agreed_how: AgreedHow | None,
    at: datetime,
) -> list[Event]:
    """The one request goes on under the other, with the agreement that it brought."""
    linked = ReferralLinked(
        referral=referral, person=person, same_as=SameReferralId(same_as), at=at
    )
    if agreed_how is None or other.agreed_at is not None:
        return [linked]
    return [
        linked,
        PersonAgreedToReferral(referral=same_as, person=person, agreed_how=agreed_how, at=at),
    ]


decider = Decider(
    noun="referral",
    commands=(LinkReferral,),
    gather=gather,
    decide=decide,
    refusals=(UnknownReferral, ReferralIsOver, NotTheSame),
)
