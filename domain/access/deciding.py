"""Who may be given which role, and by whom."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.access.commands import GrantRole, WithdrawRole
from domain.access.events import RoleGranted, RoleWithdrawn
from domain.access.guarding import DeciderControlsNoReview, must_control_review
from domain.access.language import (
    HOLDERS_OF,
    ONLY_BY_DUTY,
    ONLY_FOR_A_TIME,
    ONLY_NARROWED,
    Role,
)
from domain.access.refusals import (
    EndOfRoleMissing,
    GrantingOneself,
    HeldByDuty,
    NotOneHolder,
    RoleNeedsOneThing,
    RoleNotForThem,
)
from domain.access.state import ACCESS, Access, holder_of, narrowed_to
from domain.confidentiality import BREAKS, Break
from domain.decider import Decider, Event, Read, event_of
from domain.peer import PEER, Peer, UnknownPeer, must_be_known_peer
from domain.people import ActorId, BreakId, Subject, subject
from domain.service import SERVICE, Service, UnknownService, UnknownStaff
from domain.service.asking import must_be_open

RoleCommand = GrantRole | WithdrawRole


class RoleAsked(msgspec.Struct, frozen=True):
    """A service, who holds what in it, the one who is meant, and who asks when."""

    service: Service
    access: Access
    breaks: dict[BreakId, Break]
    peer: Peer
    by: ActorId
    now: datetime


def gather(command: RoleCommand, read: Read) -> RoleAsked:
    """Look at the service, at its roles, and at the peer supporter if one is meant."""
    service = subject("service", command.service)
    peer = read(PEER, subject("peer", command.peer)) if command.peer is not None else Peer()
    return RoleAsked(
        read(SERVICE, service),
        read(ACCESS, service),
        read(BREAKS, service),
        peer,
        read.by,
        read.now,
    )


def decide(command: RoleCommand, state: RoleAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    must_be_open(state.service)
    holder = holder_of(command)
    if holder is None:
        raise NotOneHolder(
            "Name one: a member of staff, a peer supporter or a referrer.", field="staff"
        )
    over = _narrowed(command)
    held = [
        each
        for each in state.access.of(holder, state.now)
        if each.role is command.role and each.over == over and not each.by_duty
    ]
    if command.role in {Role.AUDITOR, Role.CONFIDENTIALITY_REVIEWER}:
        must_control_review(state.by, state.breaks.values(), "role")
    if isinstance(command, WithdrawRole):
        if command.role in ONLY_BY_DUTY:
            raise _by_duty("Name them anew, without this duty.")
        return [event_of(RoleWithdrawn, command, at=state.now)] if held else []
    if holder.partition(":")[2] == state.by:
        raise GrantingOneself(
            "Nobody gives themself a role. Ask another manager.", field=holder.partition(":")[0]
        )
    _must_suit(command, holder, state)
    if held and held[-1].until == command.until:
        return []
    return [event_of(RoleGranted, command, at=state.now)]


def _narrowed(command: RoleCommand) -> Subject | None:
    """What the role is for. Raises `RoleNeedsOneThing`."""
    over = narrowed_to(command)
    nouns = ONLY_NARROWED.get(command.role, ())
    if command.role in ONLY_BY_DUTY:
        return None
    fits = all(each.partition(":")[0] in nouns for each in over)
    if not fits or len(over) != bool(nouns):
        wanted = " or ".join(f"one {each}" for each in nouns) or "nothing"
        raise RoleNeedsOneThing(f"This role is given for {wanted}. Say which.", field="role")
    return over[0] if over else None


def _must_suit(command: GrantRole, holder: Subject, state: RoleAsked) -> None:
    """Raise what is in the way of this holder having this role until then."""
    role, noun = command.role, holder.partition(":")[0]
    if role in ONLY_BY_DUTY:
        raise _by_duty("Name them for the duty.")
    if noun not in HOLDERS_OF.get(role, ("staff",)):
        raise RoleNotForThem("Somebody of this kind cannot hold this role.", field=noun)
    if command.staff is not None and command.staff not in state.service.staff:
        raise UnknownStaff(
            "Nobody is named in this service under this identifier. Name them first; "
            "it may be without a duty.",
            field="staff",
        )
    if command.peer is not None:
        must_be_known_peer(state.peer)
    timeless = role in ONLY_FOR_A_TIME and command.until is None
    if timeless or (command.until is not None and command.until <= state.now):
        raise EndOfRoleMissing("Say until when, at a moment that is still to come.", field="until")


def _by_duty(what_to_do: str) -> HeldByDuty:
    return HeldByDuty(f"This role comes with a duty and is not granted. {what_to_do}", field="role")


decider = Decider(
    noun="access",
    commands=(GrantRole, WithdrawRole),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownService,
        NotOneHolder,
        RoleNeedsOneThing,
        HeldByDuty,
        GrantingOneself,
        DeciderControlsNoReview,
        RoleNotForThem,
        UnknownStaff,
        UnknownPeer,
        EndOfRoleMissing,
    ),
)
