"""What is recorded of a peer supporter.

Reasons and grounds are sealed, and no stage, guard or clock reads them. A peer supporter's lived
experience is theirs (domain reference, 4.1) and is not recorded here.
"""

from datetime import date, datetime

from domain.channels import Channel
from domain.decider import Event
from domain.peer.stages import AskedBy, Engagement, PeerRole
from domain.people import OfferId, PeerId, ServiceId, StaffId
from domain.personal import PeersCode, PeersCodes, PeersRating, PeersWords
from domain.service import Requirement, Workforce


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

    A membership is good to the end of ``expires_on``, for roles with those of ``workforce``.
    """

    peer: PeerId
    may_take_regulated_role: bool
    workforce: Workforce = Workforce.ADULTS
    expires_on: date | None = None
    decided_by: StaffId | None = None
    scheme_number: PeersWords = None


class PvgPaperDestroyed(Event, frozen=True, kw_only=True):
    """The paper with the result of the PVG check was destroyed."""

    peer: PeerId


class WellbeingPlanOffered(Event, frozen=True, kw_only=True):
    """A wellness and support plan was offered. What stands in one belongs to the peer supporter.

    ``wanted`` says whether they would like one; nobody has to.
    """

    peer: PeerId
    offered_by: StaffId | None = None
    wanted: bool | None = None


class PeerSelected(Event, frozen=True, kw_only=True):
    """The service said yes: training starts."""

    peer: PeerId
    engagement: Engagement = Engagement.VOLUNTEER


class PeerNotSelected(Event, frozen=True, kw_only=True):
    """The service said no, with feedback and other ways to take part."""

    peer: PeerId
    feedback: PeersWords
    other_roles: PeersCodes = ()


class SupervisorAssigned(Event, frozen=True, kw_only=True):
    """Somebody was named to hold the peer supporter's supervision.

    ``instead_of`` is who is away, where it is only for that time; ``unattended_since`` is since
    when nobody who was there had held it, if that was so.
    """

    peer: PeerId
    supervisor: StaffId
    instead_of: StaffId | None = None
    unattended_since: datetime | None = None


class SupervisionHeld(Event, frozen=True, kw_only=True):
    """Supervision took place. What was said stays between the two.

    ``themes`` are codes of a closed list, ``actions`` what the two agreed to do, ``wellbeing`` how
    the peer supporter said they were, from 1 to 5: for the two of them alone.
    """

    peer: PeerId
    supervisor: StaffId
    minutes: int | None = None
    in_group: bool = False
    themes: PeersCodes = ()
    wellbeing: PeersRating = None
    actions: PeersWords = None


class CapacitySet(Event, frozen=True, kw_only=True):
    """The peer supporter said how many people they can support, and for how many hours a week."""

    peer: PeerId
    matches: int
    hours_a_week: float | None = None


class PeerConversationHeld(Event, frozen=True, kw_only=True):
    """A coordinator met or phoned the peer supporter. Required before matching (guidance)."""

    peer: PeerId
    coordinator: StaffId
    mode: Channel
    minutes: int | None = None


class PeerHandedOver(Event, frozen=True, kw_only=True):
    """One coordinator told another what they know of the peer supporter, in a note.

    Whoever takes over knows the peer supporter as of the day on which the other last met them.
    """

    peer: PeerId
    from_staff: StaffId
    to_staff: StaffId
    note: PeersWords


class ReadinessForRoleConfirmed(Event, frozen=True, kw_only=True):
    """The peer supporter was found ready for these offers."""

    peer: PeerId
    offers: tuple[OfferId, ...]


class PeerActivated(Event, frozen=True, kw_only=True):
    """The peer supporter can be matched in these offers. The supervision clock starts."""

    peer: PeerId
    offers: tuple[OfferId, ...]


class RoleAgreed(Event, frozen=True, kw_only=True):
    """The peer supporter and the service agreed on one of the nine roles within an offer."""

    peer: PeerId
    role: PeerRole
    offer: OfferId
    starts_on: date | None = None


class RoleEnded(Event, frozen=True, kw_only=True):
    """The peer supporter no longer has this role."""

    peer: PeerId
    role: PeerRole
    offer: OfferId


class ExceptionGranted(Event, frozen=True, kw_only=True):
    """One thing that everybody in an offer is asked is not asked of this peer supporter for now.

    ``code`` names the course, policy or competency that is meant. It holds to the end of ``until``.
    """

    service: ServiceId
    peer: PeerId
    requirement: Requirement
    code: str | None = None
    reason: PeersWords
    until: date
    granted_by: StaffId


class ExceptionEnded(Event, frozen=True, kw_only=True):
    """An exception no longer holds, before its last day."""

    service: ServiceId
    peer: PeerId
    requirement: Requirement
    code: str | None = None


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


class ExitConversationHeld(Event, frozen=True, kw_only=True):
    """Somebody talked with the peer supporter about leaving, and about what they take with them."""

    peer: PeerId
    held_by: StaffId | None = None
    reasons: PeersCodes = ()


class PvgDepartureNotified(Event, frozen=True, kw_only=True):
    """Disclosure Scotland was told that the peer supporter is no longer in a regulated role."""

    peer: PeerId


class PvgReferralRequired(Event, frozen=True, kw_only=True):
    """The service found that it has to tell Disclosure Scotland why somebody no longer supports.

    The ground is sealed; that there is one starts a clock of three months (domain reference, 1.5).
    """

    peer: PeerId
    ground: PeersCode
    decided_by: StaffId | None = None


class PvgReferralMade(Event, frozen=True, kw_only=True):
    """Disclosure Scotland was told."""

    peer: PeerId
