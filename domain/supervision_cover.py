"""Cover for whoever holds supervision: an absence re-routes all of it in one request (6.1).

Everybody whose supervision somebody holds, peer supporters and staff, has it with another until the
absence is over, and then with them again. So what is due, who is called and who may see it follow
at once, as they do whenever a supervisor is named.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from domain.decider import Command, Decider, Event, Read, Recorded, Refusal, event_of
from domain.folds import Fold
from domain.peer import PEER, Peer, PeerInterestExpressed, SupervisorAssigned
from domain.people import PeerId, ServiceId, StaffId, subject
from domain.service import (
    MAY_SUPERVISE,
    SERVICE,
    MayNotSupervise,
    Service,
    StaffSupervisorAssigned,
    SupervisingOneself,
    UnknownService,
)
from domain.service.asking import must_be_open

# --- Events ---


class SupervisionCoverBegun(Event, frozen=True, kw_only=True):
    """Somebody who holds supervision is away, and another holds it for them."""

    service: ServiceId
    staff: StaffId
    cover: StaffId


class SupervisionCoverEnded(Event, frozen=True, kw_only=True):
    """Somebody who was away holds supervision again."""

    service: ServiceId
    staff: StaffId


# --- Commands ---


class CoverSupervision(Command, frozen=True, kw_only=True):
    """Let another hold all the supervision that somebody holds, for as long as they are away.

    Where nobody is said, it is whoever was named beforehand to stand in.
    """

    service: ServiceId
    staff: StaffId
    cover: StaffId | None = None


class EndSupervisionCover(Command, frozen=True, kw_only=True):
    """Give the supervision back that another has held for somebody who was away."""

    service: ServiceId
    staff: StaffId


CoverCommand = CoverSupervision | EndSupervisionCover

# --- State ---

Covers = Mapping[StaffId, StaffId]
_NOBODY_AWAY: Covers = {}


def _evolve(covers: Covers, recorded: Recorded) -> Covers:
    match recorded.event:
        case SupervisionCoverBegun(staff=staff, cover=cover):
            return {**covers, staff: cover}
        case SupervisionCoverEnded(staff=staff):
            return {each: cover for each, cover in covers.items() if each != staff}
        case _:
            return covers


COVERS = Fold(
    hears=frozenset({SupervisionCoverBegun, SupervisionCoverEnded}),
    initial=_NOBODY_AWAY,
    evolve=_evolve,
)
"""Who holds supervision for whom, over the subject of the service."""


def _and_peer(peers: tuple[PeerId, ...], recorded: Recorded) -> tuple[PeerId, ...]:
    match recorded.event:
        case PeerInterestExpressed(peer=peer):
            return (*peers, peer)
        case _:
            return peers


_NO_PEERS: tuple[PeerId, ...] = ()
PEERS = Fold(hears=frozenset({PeerInterestExpressed}), initial=_NO_PEERS, evolve=_and_peer)
"""Everybody who asked a service about becoming a peer supporter, over its subject."""


class CoverAsked(msgspec.Struct, frozen=True):
    """A service, who is away, everybody whose supervision may be moved, and now."""

    service: Service
    covers: Covers
    peers: dict[PeerId, Peer]
    now: datetime


# --- Refusals ---


class AlreadyCovered(Refusal):
    """Another already holds the supervision of the one who is away."""


class CoverIsAway(Refusal):
    """The one who is to hold it is away, or has it held for them."""


class NoCoverNamed(Refusal):
    """Nobody was named to stand in, and nobody is said."""


class NobodyCovers(Refusal):
    """Nobody holds supervision for this member of staff."""


# --- Decider ---


def gather(command: CoverCommand, read: Read) -> CoverAsked:
    """Look at the service and at every peer supporter: it is asked a few times in a year."""
    of = subject("service", command.service)
    peers = {each: read(PEER, subject("peer", each)) for each in read(PEERS, of)}
    return CoverAsked(read(SERVICE, of), read(COVERS, of), peers, read.now)


def decide(command: CoverCommand, state: CoverAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    must_be_open(state.service)
    match command:
        case CoverSupervision():
            return _begun(command, state)
        case EndSupervisionCover():
            return _ended(command, state)


def _begun(command: CoverSupervision, state: CoverAsked) -> Sequence[Event]:
    staff, service = command.staff, state.service
    cover = command.cover or service.cover_of(staff, *MAY_SUPERVISE)
    if cover is None:
        raise NoCoverNamed("Nobody was named to stand in. Choose who holds it.", field="cover")
    if staff == cover:
        raise SupervisingOneself("Nobody covers for themself. Choose another.", field="cover")
    _must_supervise(cover, service, "cover")
    if state.covers.get(staff) == cover:
        return []
    if staff in state.covers:
        raise AlreadyCovered(
            "Another holds supervision for them already. End that cover first.", field="staff"
        )
    if cover in state.covers:
        raise CoverIsAway("The one who is to hold it is away. Choose another.", field="cover")
    moved: list[Event] = [
        SupervisorAssigned(peer=each, supervisor=cover, instead_of=staff, at=state.now)
        for each, peer in state.peers.items()
        if peer.supervisor == staff and peer.left_at is None
    ]
    moved += [
        StaffSupervisorAssigned(
            service=command.service, staff=each, supervisor=cover, instead_of=staff, at=state.now
        )
        for each, supervisor in service.supervisors.items()
        if supervisor == staff and each in service.staff and each != cover
    ]
    return [event_of(SupervisionCoverBegun, command, cover=cover, at=state.now), *moved]


def _ended(command: EndSupervisionCover, state: CoverAsked) -> Sequence[Event]:
    staff, service = command.staff, state.service
    if staff not in state.covers:
        raise NobodyCovers("Nobody holds supervision for them. There is nothing to end.")
    _must_supervise(staff, service, "staff")
    back: list[Event] = [
        SupervisorAssigned(peer=each, supervisor=staff, at=state.now)
        for each, peer in state.peers.items()
        if peer.supervised_instead_of == staff and peer.left_at is None
    ]
    back += [
        StaffSupervisorAssigned(service=command.service, staff=each, supervisor=staff, at=state.now)
        for each, absent in service.supervised_instead_of.items()
        if absent == staff and each in service.staff
    ]
    return [event_of(SupervisionCoverEnded, command, at=state.now), *back]


def _must_supervise(staff: StaffId, service: Service, field: str) -> None:
    if not service.is_named(staff, *MAY_SUPERVISE):
        raise MayNotSupervise(
            "Only a supervisor, coordinator or manager of this service can hold supervision. "
            "Choose one, or name this one a supervisor first.",
            field=field,
        )


decider = Decider(
    noun="supervision",
    commands=(CoverSupervision, EndSupervisionCover),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownService,
        SupervisingOneself,
        MayNotSupervise,
        AlreadyCovered,
        CoverIsAway,
        NoCoverNamed,
        NobodyCovers,
    ),
)
