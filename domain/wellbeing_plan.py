"""A peer supporter's own plan for staying well: for them, and whoever they choose to show it to.

It says early signs, what helps, what to adjust, and what is to become of matches when they are
unwell (domain reference, 6.1). They write it and rewrite it, and say who may see it; nobody else
sees even that there is one. No list, level or guard goes by it.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.decider import Command, Decider, Event, Malformed, Read, Recorded, event_of
from domain.folds import Fold
from domain.peer import PEER, Peer, UnknownPeer, must_be_known_peer
from domain.people import PeerId, StaffId, subject
from domain.personal import PeersWords
from domain.service import SERVICE, Service, UnknownStaff

PARTS = ("early_signs", "what_helps", "adjustments", "if_unwell")
"""What a plan can hold. Each of them may be left open."""

# --- Events ---


class WellbeingPlanWritten(Event, frozen=True, kw_only=True):
    """A peer supporter wrote down how they stay well, or wrote it anew. All of it is theirs.

    ``if_unwell`` is what they would like to become of their matches then.
    """

    peer: PeerId
    early_signs: PeersWords = None
    what_helps: PeersWords = None
    adjustments: PeersWords = None
    if_unwell: PeersWords = None


class WellbeingPlanShared(Event, frozen=True, kw_only=True):
    """The peer supporter lets one of the staff see their plan, as it is and as it will be."""

    peer: PeerId
    staff: StaffId


class WellbeingPlanSharingStopped(Event, frozen=True, kw_only=True):
    """The peer supporter no longer lets one of the staff see their plan."""

    peer: PeerId
    staff: StaffId


# --- Commands ---


class WriteWellbeingPlan(Command, frozen=True, kw_only=True):
    """Write down how one stays well, or write it anew."""

    peer: PeerId
    early_signs: str | None = None
    what_helps: str | None = None
    adjustments: str | None = None
    if_unwell: str | None = None


class ShareWellbeingPlan(Command, frozen=True, kw_only=True):
    """Let one of the staff see one's plan."""

    peer: PeerId
    staff: StaffId


class StopSharingWellbeingPlan(Command, frozen=True, kw_only=True):
    """No longer let one of the staff see one's plan."""

    peer: PeerId
    staff: StaffId


PlanCommand = WriteWellbeingPlan | ShareWellbeingPlan | StopSharingWellbeingPlan

# --- State ---


class Plan(msgspec.Struct, frozen=True):
    """When the plan was written last, if ever, and to whom it is shown."""

    written_at: datetime | None = None
    shown_to: frozenset[StaffId] = frozenset()


def _evolve(plan: Plan, recorded: Recorded) -> Plan:
    match recorded.event:
        case WellbeingPlanWritten(at=at):
            return Plan(at, plan.shown_to)
        case WellbeingPlanShared(staff=staff):
            return Plan(plan.written_at, plan.shown_to | {staff})
        case WellbeingPlanSharingStopped(staff=staff):
            return Plan(plan.written_at, plan.shown_to - {staff})
        case _:
            return plan


PLAN = Fold(
    hears=frozenset({WellbeingPlanWritten, WellbeingPlanShared, WellbeingPlanSharingStopped}),
    initial=Plan(),
    evolve=_evolve,
)
"""The plan of one peer supporter, over their subject."""


class PlanAsked(msgspec.Struct, frozen=True):
    """A peer supporter, their plan and their service, at the moment of asking."""

    peer: Peer
    plan: Plan
    service: Service
    now: datetime


# --- Refusals ---


class NothingInThePlan(Malformed):
    """A plan says nothing at all."""


# --- Decider ---


def gather(command: PlanCommand, read: Read) -> PlanAsked:
    """Look at the peer supporter, their plan and their service."""
    of = subject("peer", command.peer)
    peer: Peer = read(PEER, of)
    service: Service = read(SERVICE, subject("service", peer.service or read.service))
    return PlanAsked(peer, read(PLAN, of), service, read.now)


def decide(command: PlanCommand, state: PlanAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    must_be_known_peer(state.peer)
    match command:
        case WriteWellbeingPlan():
            if not any((getattr(command, part) or "").strip() for part in PARTS):
                raise NothingInThePlan(
                    "Write down one thing at least: a sign, or what helps.", field="early_signs"
                )
            return [event_of(WellbeingPlanWritten, command, at=state.now)]
        case ShareWellbeingPlan(staff=staff):
            if staff not in state.service.staff:
                raise UnknownStaff(
                    "Nobody here is named under this identifier. Choose somebody of the staff.",
                    field="staff",
                )
            if staff in state.plan.shown_to:
                return []
            return [event_of(WellbeingPlanShared, command, at=state.now)]
        case StopSharingWellbeingPlan(staff=staff):
            if staff not in state.plan.shown_to:
                return []
            return [event_of(WellbeingPlanSharingStopped, command, at=state.now)]


decider = Decider(
    noun="peer",
    commands=(WriteWellbeingPlan, ShareWellbeingPlan, StopSharingWellbeingPlan),
    gather=gather,
    decide=decide,
    refusals=(UnknownPeer, UnknownStaff, NothingInThePlan),
)
