"""What can be seen of matching through the JSON interface: suggestions, and why not somebody."""

from typing import Annotated

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from api.desk import Desk
from application.match_suggestions import Suggestions, suggestions
from application.waiting_list_matching import WaitingListSuggestions, waiting_list_suggestions
from application.why_not import WhyNot, why_not
from domain.match import MatchProposed
from domain.people import MatchId, PeerId, ReferralId, StaffId, subject
from domain.personal import known

Coordinator = Annotated[
    str | None,
    QueryParameter(
        name="coordinator",
        description="Who would propose and looks at this; the person's own where nobody is named.",
    ),
]


class WhyNotAnswer(WhyNot, frozen=True):
    """The answer, with what the coordinator gave as their reason against the suggestions."""

    decided_because: str | None = None


@get("/referrals/{referral:str}/suggestions", sync_to_thread=True)
def get_suggestions(
    desk: NamedDependency[Desk], referral: FromPath[str], *, coordinator: Coordinator = None
) -> Suggestions:
    """Everybody who could be proposed to one person, with reasons, and everybody who could not."""
    looker = StaffId(coordinator) if coordinator else None
    return suggestions(desk.look(), ReferralId(referral), coordinator=looker)


@get("/waiting_list/suggestions", sync_to_thread=True)
def get_waiting_list_suggestions(
    desk: NamedDependency[Desk], *, coordinator: Coordinator = None
) -> WaitingListSuggestions:
    """Whom to propose to whom, over everybody who waits. Nobody is matched by it."""
    looker = StaffId(coordinator) if coordinator else None
    return waiting_list_suggestions(desk.look(), coordinator=looker)


@get("/matches/{match:str}/why-not/{peer:str}", sync_to_thread=True)
def get_why_not(
    desk: NamedDependency[Desk],
    match: FromPath[str],
    peer: FromPath[str],
    *,
    coordinator: Coordinator = None,
) -> WhyNotAnswer:
    """Why a peer supporter was not proposed for a match, from what was written down then."""
    looker = StaffId(coordinator) if coordinator else None
    return answer_of(desk, MatchId(match), PeerId(peer), looker)


def answer_of(
    desk: Desk, match: MatchId, peer: PeerId, viewer: StaffId | None = None
) -> WhyNotAnswer:
    """The answer with the words that belong to it, opened here and nowhere before."""
    look = desk.look()
    answer = why_not(look, match, peer, viewer=viewer)
    because = None
    for each in look.happened(subject("match", match)):
        if isinstance(each.event, MatchProposed):
            proposal = desk.opener.open(each).event
            because = known(getattr(proposal, "against_ranking", None))
    return WhyNotAnswer(**msgspec.structs.asdict(answer), decided_because=because)


HANDLERS = [get_suggestions, get_waiting_list_suggestions, get_why_not]
