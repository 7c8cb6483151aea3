"""What has been said of a person beside any single match: other peers, and whom they know."""

from datetime import datetime

import msgspec

from domain.decider import Recorded
from domain.folds import Fold
from domain.match.events_of_support import OverlapDeclared, VarietyOfPeersOffered
from domain.people import PeerId


class Surroundings(msgspec.Struct, frozen=True):
    """When other peers were offered and what was answered, and with whom there is a conflict."""

    variety_offered_at: tuple[datetime, ...] = ()
    variety_answer: bool | None = None
    conflicts: frozenset[PeerId] = frozenset()


def _evolve(around: Surroundings, recorded: Recorded) -> Surroundings:
    replace = msgspec.structs.replace
    match recorded.event:
        case VarietyOfPeersOffered(accepted=accepted, at=at):
            answer = around.variety_answer if accepted is None else accepted
            offered = (*around.variety_offered_at, at)
            return replace(around, variety_offered_at=offered, variety_answer=answer)
        case OverlapDeclared(conflict=conflict, peer=peer) if conflict:
            return replace(around, conflicts=around.conflicts | {peer})
        case _:
            return around


SURROUNDINGS = Fold(
    hears=frozenset({VarietyOfPeersOffered, OverlapDeclared}),
    initial=Surroundings(),
    evolve=_evolve,
)
"""What was said of one person, over the subject of the person."""
