"""What can be asked about a peer supporter."""

from datetime import date, datetime

from domain.channels import Channel
from domain.decider import (
    Command,
)
from domain.peer.stages import AskedBy, Workforce
from domain.people import OfferId, PeerId, ServiceId, StaffId


class RecordInterest(Command, frozen=True, kw_only=True):
    """Record that somebody asked about becoming a peer supporter."""

    service: ServiceId
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    fingerprints: tuple[str, ...] = ()
    at: datetime | None = None


class RecordApplication(Command, frozen=True, kw_only=True):
    """Record that they applied."""

    peer: PeerId
    own_words: str | None = None
    at: datetime | None = None


class RecordInterview(Command, frozen=True, kw_only=True):
    """Record that the interview took place."""

    peer: PeerId
    interviewer: StaffId | None = None
    at: datetime | None = None


class RecordReference(Command, frozen=True, kw_only=True):
    """Record that a reference arrived."""

    peer: PeerId
    referee: str | None = None
    relied_on: bool = True
    at: datetime | None = None


class RecordPvgRequest(Command, frozen=True, kw_only=True):
    """Record that PVG scheme membership was asked for."""

    peer: PeerId
    at: datetime | None = None


class RecordPvgResult(Command, frozen=True, kw_only=True):
    """Record the result of the PVG check. Five years are assumed where no day is given."""

    peer: PeerId
    may_take_regulated_role: bool
    workforce: Workforce = Workforce.ADULTS
    expires_on: date | None = None
    decided_by: StaffId | None = None
    at: datetime | None = None


class SelectPeer(Command, frozen=True, kw_only=True):
    """Say yes to somebody who was interviewed."""

    peer: PeerId


class DeclineApplication(Command, frozen=True, kw_only=True):
    """Say no to somebody who was interviewed."""

    peer: PeerId
    feedback: str
    other_roles: tuple[str, ...] = ()


class AssignSupervisor(Command, frozen=True, kw_only=True):
    """Name who holds the peer supporter's supervision."""

    peer: PeerId
    supervisor: StaffId


class RecordSupervision(Command, frozen=True, kw_only=True):
    """Record that supervision took place."""

    peer: PeerId
    supervisor: StaffId
    minutes: int | None = None
    at: datetime | None = None


class SetCapacity(Command, frozen=True, kw_only=True):
    """Record how many people the peer supporter says they can support at a time."""

    peer: PeerId
    matches: int
    at: datetime | None = None


class RecordPeerConversation(Command, frozen=True, kw_only=True):
    """Record that a coordinator met or phoned the peer supporter."""

    peer: PeerId
    coordinator: StaffId
    mode: Channel = Channel.PHONE
    minutes: int | None = None
    at: datetime | None = None


class ConfirmReadinessForRole(Command, frozen=True, kw_only=True):
    """Confirm for which offers the peer supporter is ready."""

    peer: PeerId
    offers: tuple[OfferId, ...]


class ActivatePeer(Command, frozen=True, kw_only=True):
    """Let the peer supporter be matched in these offers."""

    peer: PeerId
    offers: tuple[OfferId, ...]


class PausePeer(Command, frozen=True, kw_only=True):
    """Let the peer supporter take a break, from now or from when they said so."""

    peer: PeerId
    asked_by: AskedBy = AskedBy.SELF
    reason: str | None = None
    expected_return: date | None = None
    at: datetime | None = None


class LetPeerReturn(Command, frozen=True, kw_only=True):
    """Let the peer supporter come back from a break."""

    peer: PeerId


class SuspendPeer(Command, frozen=True, kw_only=True):
    """Let the peer supporter support nobody while something is looked into."""

    peer: PeerId
    ground: str
    at: datetime | None = None


class ReinstatePeer(Command, frozen=True, kw_only=True):
    """Let the peer supporter go on as before."""

    peer: PeerId


class RecordPeerLeft(Command, frozen=True, kw_only=True):
    """Record that the peer supporter is no longer with the service."""

    peer: PeerId
    reason: str | None = None
    exit_conversation: bool | None = None
    at: datetime | None = None
