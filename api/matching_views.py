"""What can be seen of matching through the JSON interface: suggestions, and why not somebody."""

from collections.abc import Iterable, Iterator
from typing import Annotated

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from api.desk import Desk
from application.match_suggestions import Suggestions, suggestions
from application.waiting_list_matching import (
    Waiting,
    WaitingListSuggestions,
    waiting_list_suggestions,
)
from application.why_not import WhyNot, why_not
from domain.match import MATCH, MatchProposed
from domain.people import MatchId, PeerId, ReferralId, StaffId, Subject, subject
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


@get("/referrals/{referral:str}/suggestions", sync_to_thread=True, view="suggestions")
def get_suggestions(
    desk: NamedDependency[Desk], referral: FromPath[str], *, coordinator: Coordinator = None
) -> Suggestions:
    """Everybody who could be proposed to one person, with reasons, and everybody who could not."""
    found = suggestions(desk.look(), ReferralId(referral), coordinator=looks(desk, coordinator))
    desk.must_reach("suggestions", subject("person", found.person))
    desk.note(*(subject("peer", each.peer) for each in found.candidates))
    return found


@get("/waiting_list/suggestions", sync_to_thread=True, view="suggestions")
def get_waiting_list_suggestions(
    desk: NamedDependency[Desk], *, coordinator: Coordinator = None
) -> WaitingListSuggestions:
    """Whom to propose to whom, over everybody who waits. Nobody is matched by it."""
    found = waiting_list_suggestions(desk.look(), coordinator=looks(desk, coordinator))
    scope = desk.scope("suggestions")
    rows = tuple(row for row in found.rows if scope.holds(subject("person", row.person)))
    desk.note(*named_in(rows))
    return msgspec.structs.replace(found, rows=rows)


@get("/matches/{match:str}/why-not/{peer:str}", sync_to_thread=True, view="why_not")
def get_why_not(
    desk: NamedDependency[Desk],
    match: FromPath[str],
    peer: FromPath[str],
    *,
    coordinator: Coordinator = None,
) -> WhyNotAnswer:
    """Why a peer supporter was not proposed for a match, from what was written down then."""
    person = desk.look()(MATCH, subject("match", match)).person
    desk.must_reach("why_not", *([] if person is None else [subject("person", person)]))
    desk.note(subject("peer", peer))
    return answer_of(desk, MatchId(match), PeerId(peer), looks(desk, coordinator))


def named_in(rows: Iterable[Waiting]) -> Iterator[Subject]:
    """All of whom suggestions for those who wait speak."""
    for row in rows:
        yield subject("person", row.person)
        if row.suggested is not None:
            yield subject("peer", row.suggested.peer)


def looks(desk: Desk, coordinator: str | None) -> StaffId | None:
    """Through whose eyes: a consent opens something to one of them alone, so to whoever asks."""
    noun, _colon, identifier = (desk.principal.holder or "").partition(":")
    if noun == "staff":
        return StaffId(identifier)
    return StaffId(coordinator) if coordinator else None


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
