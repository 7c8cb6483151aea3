"""How a group and a course are prepared alike: who leads, where, and by what ground rules (3.5).

Each keeps these under events of its own, which it names in a `Preparation`. What is decided, and
what it adds up to, is said here, once for both.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from domain.decider import Command, Event, event_of
from domain.gatherings import Gathering, LeadsAs, leader_in
from domain.peer import Peer, PeerNotActive, must_be_known_peer
from domain.peer import Stage as PeerStage
from domain.people import PeerId, StaffId
from domain.periods import happened

# --- Events ---


class Preparation(NamedTuple):
    """The events by which one kind of gathering is prepared."""

    leader_named: type[Event]
    leader_stopped: type[Event]
    venue_checked: type[Event]
    ground_rules_agreed: type[Event]


# --- Commands ---


class NameLeader(Command, frozen=True, kw_only=True):
    """Name somebody to lead, or to be on call."""

    leads_as: LeadsAs
    peer: PeerId | None = None
    staff: StaffId | None = None


class RecordLeaderStopped(Command, frozen=True, kw_only=True):
    """Record that somebody no longer leads."""

    peer: PeerId | None = None
    staff: StaffId | None = None
    at: datetime | None = None


class RecordVenue(Command, frozen=True, kw_only=True):
    """Record whether everybody can get in and take part."""

    accessible: bool
    note: str | None = None
    at: datetime | None = None


class RecordGroundRules(Command, frozen=True, kw_only=True):
    """Record the ground rules that those who meet agreed, or agreed anew."""

    rules: str
    at: datetime | None = None


Preparing = NameLeader | RecordLeaderStopped | RecordVenue | RecordGroundRules

# --- State ---


def prepared(gathering: Gathering, event: Any, by: Preparation) -> Gathering:
    """What is known of leaders, venue and rules once one of these events happened."""
    kind = type(event)
    if kind is by.venue_checked:
        return gathering.with_venue(accessible=event.accessible)
    if kind is by.ground_rules_agreed:
        return gathering.with_ground_rules()
    who = event.peer or event.staff
    if who is None:
        return gathering
    if kind is by.leader_named:
        return gathering.with_leader(who, event.leads_as)
    return gathering.without_leader(who)


# --- Decider ---


def prepare(
    command: Preparing, gathering: Gathering, by: Preparation, peer: Peer, now: datetime
) -> Sequence[Event]:
    """Decide what follows; ``peer`` is who is to lead, where that is a peer supporter.

    Raises `OneLeaderAtATime`, `UnknownPeer`, `PeerNotActive`, `NotYetHappened` and `TooLongAgo`.
    """
    match command:
        case NameLeader():
            who = leader_in(command.peer, command.staff)
            if gathering.leads.get(who) is command.leads_as:
                return []
            if command.peer is not None:
                must_be_known_peer(peer)
                must_be_active(peer)
            return [event_of(by.leader_named, command, at=now)]
        case RecordLeaderStopped():
            if leader_in(command.peer, command.staff) not in gathering.leads:
                return []
            return [event_of(by.leader_stopped, command, at=happened(command.at, now))]
        case RecordVenue():
            return [event_of(by.venue_checked, command, at=happened(command.at, now))]
        case RecordGroundRules():
            at, version = happened(command.at, now), gathering.ground_rules + 1
            return [event_of(by.ground_rules_agreed, command, version=version, at=at)]


def must_be_active(peer: Peer) -> None:
    """Raise `PeerNotActive` unless the peer supporter supports people now."""
    if peer.stage is not PeerStage.ACTIVE:
        raise PeerNotActive(
            "This peer supporter is not active now. Choose somebody else, or wait.", field="peer"
        )
