"""What is recorded of a peer supporter.

Reasons and grounds are sealed, and no stage, guard or clock reads them. A peer supporter's lived
experience is theirs (domain reference, 4.1) and is not recorded here.
"""

from datetime import date

from domain.channels import Channel
from domain.decider import (
    Event,
)
from domain.peer.stages import AskedBy, Workforce
from domain.people import OfferId, PeerId, ServiceId, StaffId
from domain.personal import PeersCode, PeersCodes, PeersWords


class PeerInterestExpressed(Event, frozen=True, kw_only=True):
    """Somebody asked about becoming a peer supporter.

    ``fingerprints`` are keyed digests of identifiers. They find the same person again without
    keeping the identifier.
    """

    peer: PeerId
    service: ServiceId
    name: PeersWords = None
    phone: PeersWords = None
    email: PeersWords = None
    fingerprints: PeersCodes = ()


class PeerApplied(Event, frozen=True, kw_only=True):
    """They applied."""

    peer: PeerId
    own_words: PeersWords = None


class PeerInterviewed(Event, frozen=True, kw_only=True):
    """They and the service met to find out whether this suits both."""

    peer: PeerId
    interviewer: StaffId | None = None


class ReferenceReceived(Event, frozen=True, kw_only=True):
    """A reference arrived. What it says is not kept; ``relied_on`` says whether it counts."""

    peer: PeerId
    referee: PeersWords = None
    relied_on: bool = True


class PvgRequested(Event, frozen=True, kw_only=True):
    """PVG scheme membership was asked for."""

    peer: PeerId


class PvgResultShared(Event, frozen=True, kw_only=True):
    """The result of the PVG check was shared with the service. Never what it was based on.

    A membership is good to the end of ``expires_on``.
    """

    peer: PeerId
    may_take_regulated_role: bool
    workforce: Workforce = Workforce.ADULTS
    expires_on: date | None = None
    decided_by: StaffId | None = None


class PeerSelected(Event, frozen=True, kw_only=True):
    """The service said yes: training starts."""

    peer: PeerId


class PeerNotSelected(Event, frozen=True, kw_only=True):
    """The service said no, with feedback and other ways to take part."""

    peer: PeerId
    feedback: PeersWords
    other_roles: PeersCodes = ()


class SupervisorAssigned(Event, frozen=True, kw_only=True):
    """Somebody was named to hold the peer supporter's supervision."""

    peer: PeerId
    supervisor: StaffId


class SupervisionHeld(Event, frozen=True, kw_only=True):
    """Supervision took place. What was said stays between the two."""

    peer: PeerId
    supervisor: StaffId
    minutes: int | None = None


class CapacitySet(Event, frozen=True, kw_only=True):
    """The peer supporter said how many people they can support at a time."""

    peer: PeerId
    matches: int


class PeerConversationHeld(Event, frozen=True, kw_only=True):
    """A coordinator met or phoned the peer supporter. Required before matching (guidance)."""

    peer: PeerId
    coordinator: StaffId
    mode: Channel
    minutes: int | None = None


class ReadinessForRoleConfirmed(Event, frozen=True, kw_only=True):
    """The peer supporter was found ready for these offers."""

    peer: PeerId
    offers: tuple[OfferId, ...]


class PeerActivated(Event, frozen=True, kw_only=True):
    """The peer supporter can be matched in these offers. The supervision clock starts."""

    peer: PeerId
    offers: tuple[OfferId, ...]


class PeerPaused(Event, frozen=True, kw_only=True):
    """The peer supporter takes a break. Nobody has to say why."""

    peer: PeerId
    asked_by: AskedBy
    reason: PeersCode = None
    expected_return: date | None = None


class PeerReturned(Event, frozen=True, kw_only=True):
    """The peer supporter is back from a break."""

    peer: PeerId


class PeerSuspended(Event, frozen=True, kw_only=True):
    """The peer supporter supports nobody while something is looked into. It judges nothing."""

    peer: PeerId
    ground: PeersCode


class PeerReinstated(Event, frozen=True, kw_only=True):
    """What was looked into is settled, and the peer supporter goes on as before."""

    peer: PeerId


class PeerLeft(Event, frozen=True, kw_only=True):
    """The peer supporter is no longer with the service."""

    peer: PeerId
    reason: PeersCode = None
    exit_conversation: bool | None = None
