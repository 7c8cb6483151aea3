"""A request that a referrer brings in themself: that it is theirs is recorded with it.

The one who asks is known from the session alone; nobody says of a request of their own whose it is.
"""

from collections.abc import Callable, Sequence

from application.principal import Principal
from domain.decider import Event
from domain.partnership import ReferrerLinked
from domain.people import ReferrerId
from domain.referral import EnquiryReceived, ReferralReceived, Source

NOUN = "referrer:"


def linking(by: Principal) -> Callable[[Sequence[Event]], Sequence[Event]] | None:
    """What is recorded with a request, for whoever brings it in; nothing unless a referrer does."""
    if by.holder is None or not by.holder.startswith(NOUN):
        return None
    referrer = ReferrerId(by.holder.removeprefix(NOUN))

    def linked(events: Sequence[Event]) -> Sequence[Event]:
        return [
            ReferrerLinked(
                referral=each.referral, person=each.person, referrer=referrer, at=each.at
            )
            for each in events
            if isinstance(each, ReferralReceived | EnquiryReceived)
            and each.source is not Source.SELF
        ]

    return linked
