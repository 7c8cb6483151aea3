"""What can be asked about a peer supporter."""

from datetime import date, datetime

from domain.channels import Channel
from domain.decider import Command
from domain.peer.stages import (
    AskedBy,
    Engagement,
    LeavingReason,
    PauseReason,
    PeerRole,
    SuspensionGround,
)
from domain.peer.supervision import Theme
from domain.people import OfferId, PeerId, ServiceId, StaffId
from domain.service import Requirement, Workforce


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
    scheme_number: str | None = None
    at: datetime | None = None


class RecordPvgPaperDestroyed(Command, frozen=True, kw_only=True):
    """Record that the paper with the result of the PVG check was destroyed."""

    peer: PeerId
    at: datetime | None = None


class OfferWellbeingPlan(Command, frozen=True, kw_only=True):
    """Record that a wellness and support plan was offered. Nobody has to want one."""

    peer: PeerId
    offered_by: StaffId | None = None
    wanted: bool | None = None
    at: datetime | None = None


class SelectPeer(Command, frozen=True, kw_only=True):
    """Say yes to somebody who was interviewed."""

    peer: PeerId
    engagement: Engagement = Engagement.VOLUNTEER


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
    """Record that supervision took place; what it was about only by themes of the closed list."""

    peer: PeerId
    supervisor: StaffId
    minutes: int | None = None
    in_group: bool = False
    themes: tuple[Theme, ...] = ()
    wellbeing: int | None = None
    actions: str | None = None
    at: datetime | None = None


class SetCapacity(Command, frozen=True, kw_only=True):
    """Record how many people, and hours a week, the peer supporter says they can give."""

    peer: PeerId
    matches: int
    hours_a_week: float | None = None
    at: datetime | None = None


class RecordPeerConversation(Command, frozen=True, kw_only=True):
    """Record that a coordinator met or phoned the peer supporter."""

    peer: PeerId
    coordinator: StaffId
    mode: Channel = Channel.PHONE
    minutes: int | None = None
    at: datetime | None = None


class HandPeerOver(Command, frozen=True, kw_only=True):
    """Let another coordinator know what one knows of the peer supporter, in a note."""

    peer: PeerId
    from_staff: StaffId
    to_staff: StaffId
    note: str
    at: datetime | None = None


class ConfirmReadinessForRole(Command, frozen=True, kw_only=True):
    """Confirm for which offers the peer supporter is ready."""

    peer: PeerId
    offers: tuple[OfferId, ...]


class ActivatePeer(Command, frozen=True, kw_only=True):
    """Let the peer supporter be matched in these offers."""

    peer: PeerId
    offers: tuple[OfferId, ...]


class AgreeRole(Command, frozen=True, kw_only=True):
    """Agree with the peer supporter on one of the nine roles within an offer."""

    peer: PeerId
    role: PeerRole
    offer: OfferId
    starts_on: date | None = None


class EndRole(Command, frozen=True, kw_only=True):
    """Record that the peer supporter no longer has a role."""

    peer: PeerId
    role: PeerRole
    offer: OfferId
    at: datetime | None = None


class GrantException(Command, frozen=True, kw_only=True):
    """Do without one thing that everybody is asked, openly, with a reason and a last day.

    ``code`` names the course or policy that is meant.
    """

    peer: PeerId
    requirement: Requirement
    code: str | None = None
    reason: str
    until: date
    granted_by: StaffId


class EndException(Command, frozen=True, kw_only=True):
    """Let an exception no longer hold."""

    peer: PeerId
    requirement: Requirement
    code: str | None = None
    at: datetime | None = None


class PausePeer(Command, frozen=True, kw_only=True):
    """Let the peer supporter take a break, from now or from when they said so."""

    peer: PeerId
    asked_by: AskedBy = AskedBy.SELF
    reason: PauseReason | None = None
    expected_return: date | None = None
    at: datetime | None = None


class LetPeerReturn(Command, frozen=True, kw_only=True):
    """Let the peer supporter come back from a break."""

    peer: PeerId


class SuspendPeer(Command, frozen=True, kw_only=True):
    """Let the peer supporter support nobody while something is looked into."""

    peer: PeerId
    ground: SuspensionGround
    at: datetime | None = None


class ReinstatePeer(Command, frozen=True, kw_only=True):
    """Let the peer supporter go on as before."""

    peer: PeerId


class RecordPeerLeft(Command, frozen=True, kw_only=True):
    """Record that the peer supporter is no longer with the service."""

    peer: PeerId
    reason: LeavingReason | None = None
    exit_conversation: bool | None = None
    at: datetime | None = None


class RecordRemovalForHarm(Command, frozen=True, kw_only=True):
    """Record that the service ended the peer supporter's part in it because of harm or its risk.

    It holds too where they had left before it was decided.
    """

    peer: PeerId
    ground: str
    decided_by: StaffId
    at: datetime | None = None


class RecordExitConversation(Command, frozen=True, kw_only=True):
    """Record that somebody talked with the peer supporter about leaving."""

    peer: PeerId
    held_by: StaffId | None = None
    reasons: tuple[LeavingReason, ...] = ()
    at: datetime | None = None


class NotifyPvgDeparture(Command, frozen=True, kw_only=True):
    """Record that Disclosure Scotland was told that somebody is no longer in a regulated role."""

    peer: PeerId
    at: datetime | None = None


class RecordPvgReferral(Command, frozen=True, kw_only=True):
    """Record that Disclosure Scotland was told why somebody no longer supports people."""

    peer: PeerId
    at: datetime | None = None
