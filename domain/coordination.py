"""Who runs a service, and that nothing is left in nobody's hands (domain reference, 2.7).

Every open match, group and referral has a responsible coordinator, what runs has a deputy too, and
every active peer supporter has somebody who holds their supervision. So when somebody stops, what
was theirs passes on in the same request, and where nobody could take it they do not stop. A
service always keeps a manager, and nobody names themself once there is one.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.access.guarding import DeciderControlsNoReview, must_control_review
from domain.access.refusals import GrantingOneself
from domain.confidentiality import BREAKS, Break
from domain.decider import Command, Decider, Event, Malformed, Read, Refusal, event_of
from domain.match import NotACoordinator
from domain.passing_on import (
    HoldsOpenItems,
    HoldsSupervision,
    InHand,
    NobodyCouldDeputise,
    Onward,
    coordination_passed_on,
    in_hand_of,
    supervision_passed_on,
)
from domain.people import ActorId, BreakId, ServiceId, StaffId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.service import (
    DEPUTISE,
    MAY_SUPERVISE,
    SERVICE,
    Duty,
    NameStaff,
    RecordStaffLeft,
    Service,
    StaffLeft,
    StaffNamed,
    UnknownService,
)
from domain.service.asking import must_be_a_name, must_be_open
from domain.training import NotNamed, must_be_named

# --- Commands ---


class HandOverCoordination(Command, frozen=True, kw_only=True):
    """Hand over everything that one coordinator is responsible for to another, in one request.

    Each match and group goes with the list of what is open in it. ``note`` is what the other has
    to know of all of it; ``deputy`` deputises for them from then on.
    """

    service: ServiceId
    staff: StaffId
    to_staff: StaffId
    note: str
    deputy: StaffId | None = None


# --- State ---


class StaffAsked(msgspec.Struct, frozen=True):
    """A service, what is in the hands of the one who is meant, and who asks when."""

    service: Service
    now: datetime
    by: ActorId
    breaks: dict[BreakId, Break]
    hand: InHand


# --- Refusals ---


class LastManager(Refusal):
    """A service always has a manager: the last one is not taken away before there is another."""


class HandedOverToThemself(Malformed):
    """Whoever hands over and whoever takes over are one."""


# --- Decider ---

Departure = NameStaff | RecordStaffLeft
StaffCommand = Departure | HandOverCoordination


def gather(command: StaffCommand, read: Read) -> StaffAsked:
    """Look at the service; where somebody stops, also at what is in their hands."""
    of_service = subject("service", command.service)
    service: Service = read(SERVICE, of_service)
    hand = InHand(command.staff)
    if isinstance(command, HandOverCoordination) or _stops(command, service, *MAY_SUPERVISE):
        hand = in_hand_of(command.staff, command.service, read)
    return StaffAsked(service, read.now, read.by, read(BREAKS, of_service), hand)


def _duties_after(command: Departure) -> tuple[Duty, ...]:
    return () if isinstance(command, RecordStaffLeft) else command.duties


def _stops(command: Departure, service: Service, *duties: Duty) -> bool:
    """Whether somebody who was named for one of these duties is named for fewer of them."""
    before = set(service.staff.get(command.staff, ())).intersection(duties)
    return not before <= set(_duties_after(command))


def decide(command: StaffCommand, state: StaffAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    must_be_open(state.service)
    if isinstance(command, HandOverCoordination):
        return _handed_over(command, state)
    service, at = state.service, happened(command.at, state.now)
    if isinstance(command, NameStaff):
        must_be_a_name(command.name)
    if isinstance(command, RecordStaffLeft) and command.staff not in service.staff:
        return []
    passed_on = _passed_on(command, state, at)
    before, after = service.staff.get(command.staff, ()), _duties_after(command)
    more = not set(after) <= set(before)
    if command.staff == StaffId(state.by) and more and service.has(Duty.MANAGER):
        raise GrantingOneself(
            "Nobody names themself for a duty. Ask another manager.", field="duties"
        )
    if {Duty.REVIEWER, Duty.CHAIR} & (set(before) ^ set(after)):
        must_control_review(state.by, state.breaks.values(), "duties")
    managers = [each for each, duties in service.staff.items() if Duty.MANAGER in duties]
    if managers == [command.staff] and Duty.MANAGER not in after:
        raise LastManager(
            "They are the only manager of this service. Name another manager first.", field="staff"
        )
    kind = StaffLeft if isinstance(command, RecordStaffLeft) else StaffNamed
    return [*passed_on, event_of(kind, command, at=at)]


def _passed_on(command: Departure, state: StaffAsked, at: datetime) -> list[Event]:
    """Whatever somebody can no longer hold, in others' hands."""
    service, after = state.service, _duties_after(command)
    leaving = isinstance(command, RecordStaffLeft)
    field = "successor" if leaving else "staff"
    onward = Onward(
        id=command.service,
        service=msgspec.structs.replace(service, staff=service.staff | {command.staff: after}),
        now=state.now,
        to=command.successor if isinstance(command, RecordStaffLeft) else None,
        since=at if at < state.now else None,
    )
    found: list[Event] = []
    if Duty.COORDINATOR not in after:
        deputises = not set(after).isdisjoint(DEPUTISE)
        hand = _coordinated_alone(state.hand, state.now) if deputises else state.hand
        found += coordination_passed_on(hand, onward, field)
    if set(after).isdisjoint(MAY_SUPERVISE):
        found += supervision_passed_on(state.hand, onward, field)
    return found


def _coordinated_alone(hand: InHand, now: datetime) -> InHand:
    """Without that for which somebody only deputises, which a manager may go on doing."""
    return msgspec.structs.replace(
        hand,
        matches={
            identifier: each
            for identifier, each in hand.matches.items()
            if each[0].coordinator_at(now) == hand.staff
        },
        groups={
            identifier: group
            for identifier, group in hand.groups.items()
            if group.coordinator == hand.staff
        },
    )


def _handed_over(command: HandOverCoordination, state: StaffAsked) -> Sequence[Event]:
    must_be_named(command.note, "note")
    if command.staff == command.to_staff:
        raise HandedOverToThemself("Hand over to somebody else.", field="to_staff")
    if not state.service.is_named(command.to_staff, Duty.COORDINATOR):
        raise NotACoordinator(
            "This is not a coordinator of the service. Choose one, or name them first.",
            field="to_staff",
        )
    onward = Onward(
        id=command.service,
        service=state.service,
        now=state.now,
        to=command.to_staff,
        deputy=command.deputy,
        all=True,
        note=command.note,
    )
    hand = _coordinated_alone(state.hand, state.now)
    return list(coordination_passed_on(hand, onward, "to_staff"))


decider = Decider(
    noun="service",
    commands=(NameStaff, RecordStaffLeft, HandOverCoordination),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownService,
        HoldsOpenItems,
        HoldsSupervision,
        NobodyCouldDeputise,
        HandedOverToThemself,
        NotACoordinator,
        GrantingOneself,
        LastManager,
        DeciderControlsNoReview,
        NotYetHappened,
        TooLongAgo,
        NotNamed,
    ),
)
