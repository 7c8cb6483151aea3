"""A peer supporter's own plan for staying well, for them and whoever they chose to show it to."""

from datetime import datetime

import msgspec

from application.looking import Looking
from application.permissions import NotPermitted
from application.principal import Principal
from domain.decider import Position
from domain.peer import PEER, Peer, must_be_known_peer
from domain.people import PeerId, StaffId, subject
from domain.personal import known
from domain.wellbeing_plan import PLAN, Plan, WellbeingPlanWritten
from projections.opening import Opener


class WellbeingPlan(msgspec.Struct, frozen=True):
    """What it says and to whom it is shown. What can no longer be opened is none."""

    position: Position
    peer: PeerId
    written_at: datetime | None
    shown_to: list[StaffId]
    early_signs: str | None = None
    what_helps: str | None = None
    adjustments: str | None = None
    if_unwell: str | None = None


def wellbeing_plan_of(
    look: Looking, opener: Opener, identifier: PeerId, principal: Principal
) -> WellbeingPlan:
    """The plan of one peer supporter, for the one who asks.

    To whom it is shown is decided by what they chose last, also for a plan of the past. Raises
    `UnknownPeer`, and `NotPermitted` for everybody to whom it is not shown, whoever runs the
    program included.
    """
    of = subject("peer", identifier)
    peer: Peer = look(PEER, of)
    must_be_known_peer(peer)
    plan: Plan = look(PLAN, of)
    if not may_see(plan, identifier, principal):
        raise NotPermitted("This plan is theirs. They choose who sees it.")
    written = [each for each in look.happened(of) if isinstance(each.event, WellbeingPlanWritten)]
    said = opener.open(written[-1]).event if written else None
    words = {}
    if isinstance(said, WellbeingPlanWritten):
        words = {
            "early_signs": known(said.early_signs),
            "what_helps": known(said.what_helps),
            "adjustments": known(said.adjustments),
            "if_unwell": known(said.if_unwell),
        }
    return WellbeingPlan(look.position, identifier, plan.written_at, sorted(plan.shown_to), **words)


def may_see(plan: Plan, peer: PeerId, principal: Principal) -> bool:
    """Whether a plan is shown to somebody: to its owner, and to whom they chose."""
    shown_to = {subject("staff", each) for each in plan.shown_to}
    return principal.holder in {subject("peer", peer), *shown_to}
