"""What a referrer sees through the JSON interface: their own referrals, and nobody else's."""

from litestar import get
from litestar.di import NamedDependency

from api.desk import Desk
from domain.people import ReferrerId, subject
from projections.referrer_feedback import ReferrerFeedback, referrer_feedback

REFERRER = "referrer:"


def asking_referrer(desk: Desk) -> ReferrerId | None:
    """Who asks, where it is a referrer; whoever holds the machine is none, and sees all.

    Raises `NotPermitted` for anybody else.
    """
    desk.must_see("referrer_feedback")
    if desk.principal.operates:
        return None
    holder = desk.principal.holder or ""
    return ReferrerId(holder.removeprefix(REFERRER) if holder.startswith(REFERRER) else "")


def feedback_for(desk: Desk) -> ReferrerFeedback:
    """What the one who asks hears; it is about everybody in it."""
    found = referrer_feedback(desk.views, desk.opener, desk.service, asking_referrer(desk))
    desk.note(*(subject("person", each.row.person) for each in found.rows))
    return found


@get("/referrer_feedback", sync_to_thread=True, view="referrer_feedback")
def get_referrer_feedback(desk: NamedDependency[Desk]) -> ReferrerFeedback:
    """One's own referrals, where each stands, at the level that each person chose."""
    return feedback_for(desk)


HANDLERS = [get_referrer_feedback]
