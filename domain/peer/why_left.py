"""Why somebody left, as they said when it was talked about, or as it was written down then."""

from collections.abc import Collection
from datetime import datetime

import msgspec

from domain.decider import Recorded
from domain.folds import CodedFold
from domain.peer.events import ExitConversationHeld, PeerLeft
from domain.peer.stages import LeavingReason
from domain.personal import Sealed


class WhyLeft(msgspec.Struct, frozen=True):
    """When somebody left, whether it was talked about, and the reasons that can still be read."""

    left_at: datetime | None = None
    talked: bool = False
    reasons: frozenset[LeavingReason] = frozenset()


def _evolve(why: WhyLeft, recorded: Recorded) -> WhyLeft:
    match recorded.event:
        case PeerLeft(at=at, reason=reason, exit_conversation=talked):
            return WhyLeft(
                left_at=why.left_at or at,
                talked=why.talked or bool(talked),
                reasons=why.reasons or _read([reason] if isinstance(reason, str) else []),
            )
        case ExitConversationHeld(reasons=reasons):
            said = _read([] if isinstance(reasons, Sealed) else reasons)
            return WhyLeft(left_at=why.left_at, talked=True, reasons=said or why.reasons)
        case _:
            return why


def _read(codes: Collection[str]) -> frozenset[LeavingReason]:
    """What the log holds; a fold is total, so what is no reason is passed over."""
    return frozenset(LeavingReason(each) for each in codes if each in set(LeavingReason))


WHY_LEFT = CodedFold(
    hears=frozenset({PeerLeft, ExitConversationHeld}), initial=WhyLeft(), evolve=_evolve
)
"""Why a peer supporter left, over their subject. What was talked about outranks what was noted."""
