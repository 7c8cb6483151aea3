"""What every decision about a peer supporter looks at, and the rules that many of them share."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from domain.adoption import definitions_of
from domain.decider import (
    Read,
    Refusal,
)
from domain.definitions import DEFAULTS, Definitions
from domain.peer.commands import (
    ActivatePeer,
    AgreeRole,
    AssignSupervisor,
    ConfirmReadinessForRole,
    EndException,
    GrantException,
    HandPeerOver,
    LetPeerReturn,
    RecordInterest,
)
from domain.peer.fold import PEER
from domain.peer.refusals import (
    ApplicationIsOver,
    CoursesNotCurrent,
    NotSelected,
    PeerHasLeft,
    PeerIsSuspended,
    PeerNotActive,
    PvgNotValid,
)
from domain.peer.state import Peer
from domain.peer.supervision import BookSupervision
from domain.people import OfferId, PeerId, subject
from domain.service import SERVICE, RoleNotAssessed, Service, offer_of
from domain.training import (
    NotNamed,
    RecognisePriorLearning,
    RecordCourse,
    course_in_words,
    in_words,
)

LOOKS_AT_THE_SERVICE = (
    AssignSupervisor,
    BookSupervision,
    HandPeerOver,
    ConfirmReadinessForRole,
    ActivatePeer,
    AgreeRole,
    EndException,
    GrantException,
    HandPeerOver,
    AgreeRole,
    GrantException,
    LetPeerReturn,
    RecognisePriorLearning,
)


class PeerAsked(msgspec.Struct, frozen=True):
    """A peer supporter with their service and what it goes by, at the moment of asking."""

    peer: Peer
    service: Service
    now: datetime
    new_peer: PeerId | None = None
    definitions: Definitions = DEFAULTS


def gather(command: Any, read: Read) -> PeerAsked:
    """Look at the peer supporter and, where roles or staff matter, at the service."""
    if isinstance(command, RecordInterest):
        return PeerAsked(Peer(), Service(), read.now, PeerId(read.fresh("peer")))
    peer: Peer = read(PEER, subject("peer", command.peer))
    service, definitions = Service(), DEFAULTS
    if isinstance(command, RecordCourse | RecognisePriorLearning):
        definitions = definitions_of(read, peer.service or read.service)
    if isinstance(command, LOOKS_AT_THE_SERVICE):
        service = read(SERVICE, subject("service", peer.service or read.service))
    return PeerAsked(peer, service, read.now, definitions=definitions)


def must_be_here(peer: Peer) -> None:
    """Raise `PeerHasLeft` or `ApplicationIsOver` where there is nothing left to decide."""
    if peer.left_at is not None:
        raise PeerHasLeft("This peer supporter has left. Record a new interest if they come back.")
    if peer.not_selected_at is not None:
        raise ApplicationIsOver(
            "The service said no to this application. Record a new interest if they ask again."
        )


def must_be_selected(peer: Peer) -> None:
    """Raise `NotSelected` before the service has said yes."""
    must_be_here(peer)
    if peer.selected_at is None:
        raise NotSelected("This person has not been selected yet. Decide on the application first.")


def check_offers(offers: tuple[OfferId, ...], service: Service) -> None:
    """Raise where no offer is named, one is unknown, or its role has not been assessed."""
    if not offers:
        raise NotNamed("Say for which offers, at least one.", field="offers")
    for offer in offers:
        if offer_of(service, offer).regulated is None:
            raise RoleNotAssessed(
                "Nobody has assessed whether this role is a regulated role. "
                "Record the assessment first.",
                field="offers",
            )


def what_is_not_current(
    peer: Peer, service: Service, offers: frozenset[OfferId], now: datetime
) -> list[Refusal]:
    """What has to be current for these offers and is not: courses, and PVG where it is needed."""
    obstacles: list[Refusal] = []
    if missing := peer.courses_missing_at(now, service.standard_for(offers)):
        courses = in_words(map(course_in_words, missing))
        obstacles.append(
            CoursesNotCurrent(
                f"Missing or run out: the course on {courses}. Record it when it is completed."
            )
        )
    workforces = service.workforces_of(offers)
    if workforces and not peer.pvg_valid_at(now):
        obstacles.append(
            PvgNotValid(
                "The role is a regulated role, and no PVG scheme membership is valid today. "
                "Record the result first."
            )
        )
    elif workforces and not peer.pvg_valid_at(now, workforces):
        obstacles.append(
            PvgNotValid(
                "The role is with others than those for whom the PVG scheme membership is. "
                "Have it extended, and record the result."
            )
        )
    return obstacles


def refuse(opening: str, obstacles: Sequence[Refusal]) -> None:
    """Raise the first of several obstacles, with the sentences of them all."""
    if obstacles:
        first = obstacles[0]
        raise type(first)(" ".join([opening, *map(str, obstacles)]), field=first.field)


def must_not_be_suspended(peer: Peer) -> None:
    """Raise `PeerIsSuspended` while something is looked into."""
    if peer.suspended_at is not None:
        raise PeerIsSuspended("Something is being looked into. Settle that first.")


def must_be_active(peer: Peer) -> None:
    """Raise `PeerNotActive` before the first day of supporting people."""
    if peer.activated_at is None:
        raise PeerNotActive("This peer supporter does not support anybody yet.")
