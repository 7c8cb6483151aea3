"""A peer supporter: from first interest to supporting people, through breaks, to leaving.

Stages and guards are those of the domain reference, 3.2. Reports of what happened are accepted in
any order; only decisions are refused. Reasons and grounds are sealed, and no stage, guard or clock
reads them. A peer supporter's lived experience is theirs (4.1) and is not recorded here.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec

from domain.channels import Channel
from domain.decider import (
    Command,
    Decider,
    Event,
    Malformed,
    Read,
    Recorded,
    Refusal,
    Unknown,
    event_of,
)
from domain.folds import Fold
from domain.people import OfferId, PeerId, ServiceId, StaffId, subject
from domain.periods import (
    NotALengthOfTime,
    NotYetHappened,
    TooLongAgo,
    check_length,
    end_of,
    happened,
    local_day,
    start_of,
)
from domain.personal import PeersCode, PeersCodes, PeersWords
from domain.service import SERVICE, Duty, RoleNotAssessed, Service, UnknownOffer, offer_of
from domain.training import (
    NEEDED_TO_SUPPORT,
    POLICIES_NEEDED,
    AcknowledgePolicy,
    CourseCompleted,
    NotAnExpiryDay,
    NotNamed,
    PolicyAcknowledged,
    RecordCourse,
    Training,
    course_completed,
    in_words,
    learnt,
    months_after,
    must_be_named,
    policy_acknowledged,
)

# --- Language ---


class AskedBy(StrEnum):
    """Who wanted a break."""

    SELF = "SELF"
    SERVICE = "SERVICE"


class Workforce(StrEnum):
    """Whom a PVG scheme membership is for."""

    ADULTS = "ADULTS"
    CHILDREN = "CHILDREN"
    BOTH = "BOTH"


class Stage(StrEnum):
    """Where a peer supporter stands."""

    UNKNOWN = "UNKNOWN"
    ENQUIRED = "ENQUIRED"
    APPLIED = "APPLIED"
    INTERVIEWED = "INTERVIEWED"
    NOT_SELECTED = "NOT_SELECTED"
    IN_TRAINING = "IN_TRAINING"
    READY = "READY"
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    SUSPENDED = "SUSPENDED"
    LEFT = "LEFT"


REFERENCES_NEEDED = 2
PVG_MONTHS = 60
NEW_FOR_MONTHS = 3
"""For how long after activation somebody counts as new (domain reference, 6.1)."""

SUPERVISION_WHILE_NEW = timedelta(weeks=4)
SUPERVISION_AFTERWARDS = timedelta(weeks=6)
SUPERVISION_GRACE = timedelta(days=14)
"""How long after its day a supervision may be late before no new match is proposed."""

MATCHES_WHILE_NEW = 1
MATCHES_AT_MOST = 3
LONG_BREAK_MONTHS = 6
"""After a longer break than this, a refresher comes first."""

MAY_SUPERVISE = frozenset({Duty.SUPERVISOR, Duty.COORDINATOR, Duty.MANAGER})

# --- Events ---


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


# --- Commands ---


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


PeerCommand = (
    RecordInterest
    | RecordApplication
    | RecordInterview
    | RecordReference
    | RecordPvgRequest
    | RecordPvgResult
    | SelectPeer
    | DeclineApplication
    | RecordCourse
    | AcknowledgePolicy
    | AssignSupervisor
    | RecordSupervision
    | SetCapacity
    | RecordPeerConversation
    | ConfirmReadinessForRole
    | ActivatePeer
    | PausePeer
    | LetPeerReturn
    | SuspendPeer
    | ReinstatePeer
    | RecordPeerLeft
)


# --- State ---


class Membership(msgspec.Struct, frozen=True):
    """One result of a PVG check."""

    at: datetime
    may_take_regulated_role: bool
    expires_on: date | None


class Break(msgspec.Struct, frozen=True):
    """One break that a peer supporter took; without an end, they are still away."""

    start: datetime
    end: datetime | None = None

    def open_at(self, moment: datetime) -> bool:
        """Whether they were away at a moment."""
        return self.start <= moment and (self.end is None or moment < self.end)

    def within(self, start: datetime, end: datetime) -> timedelta:
        """How much of the break fell between two moments."""
        last = end if self.end is None else min(self.end, end)
        return max(last - max(self.start, start), timedelta())


class Peer(msgspec.Struct, frozen=True):
    """What has happened to one peer supporter. Where they stand follows from that (`stage`)."""

    service: ServiceId | None = None
    interested_at: datetime | None = None
    applied_at: datetime | None = None
    interviewed_at: datetime | None = None
    references: int = 0
    pvg_requested_at: datetime | None = None
    memberships: tuple[Membership, ...] = ()
    selected_at: datetime | None = None
    not_selected_at: datetime | None = None
    training: Training = Training()
    supervisor: StaffId | None = None
    supervisions: tuple[datetime, ...] = ()
    capacity: int | None = None
    conversations: tuple[tuple[StaffId, datetime], ...] = ()
    ready_for: frozenset[OfferId] = frozenset()
    offers: frozenset[OfferId] = frozenset()
    activated_at: datetime | None = None
    breaks: tuple[Break, ...] = ()
    expected_return: date | None = None
    suspended_at: datetime | None = None
    left_at: datetime | None = None

    @property
    def paused_at(self) -> datetime | None:
        """Since when they have been taking a break, if they are."""
        return self.breaks[-1].start if self.breaks and self.breaks[-1].end is None else None

    @property
    def stage(self) -> Stage:
        """Where the peer supporter stands, by the table of 3.2."""
        for reached, stage in (
            (self.interested_at is None, Stage.UNKNOWN),
            (self.left_at is not None, Stage.LEFT),
            (self.not_selected_at is not None, Stage.NOT_SELECTED),
            (self.suspended_at is not None, Stage.SUSPENDED),
            (self.activated_at is not None and self.paused_at is not None, Stage.PAUSED),
            (self.activated_at is not None, Stage.ACTIVE),
            (self.selected_at is not None and bool(self.ready_for), Stage.READY),
            (self.selected_at is not None, Stage.IN_TRAINING),
            (self.interviewed_at is not None, Stage.INTERVIEWED),
            (self.applied_at is not None, Stage.APPLIED),
        ):
            if reached:
                return stage
        return Stage.ENQUIRED

    def courses_current_at(self, moment: datetime) -> bool:
        """Whether every course that all need was current at a moment."""
        return not self.training.missing_at(moment)

    def pvg_valid_at(self, moment: datetime) -> bool:
        """Whether the latest PVG result by a moment allowed a regulated role, then."""
        results = [each for each in self.memberships if each.at <= moment]
        if not results or not results[-1].may_take_regulated_role:
            return False
        expires_on = results[-1].expires_on
        return expires_on is not None and moment <= end_of(expires_on)

    def supervision_due_on(self, moment: datetime) -> date | None:
        """The day by which, as it stood at a moment, the next supervision is due.

        Counted from activation or from the last one held; a break stops the clock. None where
        nothing is due: before activation, during a break, after leaving.
        """
        if self.activated_at is None or self.activated_at > moment:
            return None
        if self.left_at is not None and self.left_at <= moment:
            return None
        if any(each.open_at(moment) for each in self.breaks):
            return None
        held = [each for each in self.supervisions if self.activated_at < each <= moment]
        last = held[-1] if held else self.activated_at
        interval = SUPERVISION_WHILE_NEW if self.new_at(last) else SUPERVISION_AFTERWARDS
        away = sum((each.within(last, moment) for each in self.breaks), timedelta())
        return local_day(last + interval + away)

    def supervision_red_at(self, moment: datetime) -> bool:
        """Whether supervision was more than 14 days late at a moment."""
        due_on = self.supervision_due_on(moment)
        return due_on is not None and moment > end_of(due_on + SUPERVISION_GRACE)

    def new_at(self, moment: datetime) -> bool:
        """Whether a moment lies in the first three months of supporting people, or before."""
        if self.activated_at is None:
            return True
        return moment < start_of(months_after(local_day(self.activated_at), NEW_FOR_MONTHS))

    def capacity_at(self, moment: datetime) -> int:
        """How many people they may support at a time: their own number, within the ceilings."""
        ceiling = MATCHES_WHILE_NEW if self.new_at(moment) else MATCHES_AT_MOST
        return min(self.capacity or 0, ceiling)

    def free_capacity_at(self, moment: datetime, active_matches: int) -> int:
        """How many more people they may support."""
        return max(self.capacity_at(moment) - active_matches, 0)

    def known_to(self, coordinator: StaffId) -> datetime | None:
        """When a coordinator last met or phoned them, if ever."""
        return max((at for staff, at in self.conversations if staff == coordinator), default=None)

    def why_no_new_match_at(
        self, moment: datetime, active_matches: int, regulated: bool
    ) -> tuple[str, ...]:
        """Sentences that say why no new match can be proposed to them; none if one can."""
        if self.stage is not Stage.ACTIVE:
            return (NO_MATCH_NOW.get(self.stage, NOT_SUPPORTING_YET),)
        sentences = []
        if missing := self.training.missing_at(moment):
            courses = in_words(NEEDED_TO_SUPPORT[each] for each in missing)
            sentences.append(
                "This peer supporter cannot take a new match until these courses are current: "
                f"{courses}."
            )
        if regulated and not self.pvg_valid_at(moment):
            sentences.append(
                "This peer supporter cannot take a new match in this role until a PVG scheme "
                "membership that is valid today is recorded."
            )
        due_on = self.supervision_due_on(moment)
        if due_on is not None and self.supervision_red_at(moment):
            sentences.append(
                "This peer supporter cannot take a new match until their supervision, "
                f"due {due_on.day} {due_on:%B %Y}, is held."
            )
        if self.free_capacity_at(moment, active_matches) < 1:
            sentences.append(
                "This peer supporter supports as many people as they can for now. "
                "Choose somebody else, or ask them."
            )
        return tuple(sentences)


NOT_SUPPORTING_YET = "This peer supporter is not active yet. Choose somebody else."
NO_MATCH_NOW = {
    Stage.UNKNOWN: "Nobody is known under this identifier. Check the address.",
    Stage.PAUSED: "This peer supporter is taking a break. Choose somebody else.",
    Stage.SUSPENDED: "This peer supporter supports nobody for now. Choose somebody else.",
    Stage.LEFT: "This peer supporter has left the service. Choose somebody else.",
    Stage.NOT_SELECTED: "This peer supporter is not with the service. Choose somebody else.",
}


def _evolve(peer: Peer, recorded: Recorded) -> Peer:
    replace = msgspec.structs.replace
    match recorded.event:
        case PeerInterestExpressed(service=service, at=at):
            return replace(peer, service=service, interested_at=at)
        case PeerApplied(at=at):
            return replace(peer, applied_at=peer.applied_at or at)
        case PeerInterviewed(interviewer=interviewer, at=at):
            met = peer.conversations if interviewer is None else _and_met(peer, interviewer, at)
            return replace(peer, interviewed_at=peer.interviewed_at or at, conversations=met)
        case ReferenceReceived(relied_on=relied_on):
            return replace(peer, references=peer.references + relied_on)
        case PvgRequested(at=at):
            return replace(peer, pvg_requested_at=at)
        case PvgResultShared(may_take_regulated_role=may, expires_on=expires_on, at=at):
            result = Membership(at, may, expires_on)
            return replace(peer, memberships=(*peer.memberships, result))
        case PeerSelected(at=at):
            return replace(peer, selected_at=at)
        case PeerNotSelected(at=at):
            return replace(peer, not_selected_at=at)
        case CourseCompleted() | PolicyAcknowledged() as event:
            return replace(peer, training=learnt(peer.training, event))
        case SupervisorAssigned(supervisor=supervisor):
            return replace(peer, supervisor=supervisor)
        case SupervisionHeld(at=at):
            return replace(peer, supervisions=(*peer.supervisions, at))
        case CapacitySet(matches=matches):
            return replace(peer, capacity=matches)
        case PeerConversationHeld(coordinator=coordinator, at=at):
            return replace(peer, conversations=_and_met(peer, coordinator, at))
        case ReadinessForRoleConfirmed(offers=offers):
            return replace(peer, ready_for=peer.ready_for.union(offers))
        case PeerActivated(offers=offers, at=at):
            activated_at = peer.activated_at or at
            return replace(peer, activated_at=activated_at, offers=peer.offers.union(offers))
        case PeerPaused(expected_return=expected_return, at=at):
            breaks = peer.breaks if peer.paused_at else (*peer.breaks, Break(at))
            return replace(peer, breaks=breaks, expected_return=expected_return)
        case PeerReturned(at=at) if peer.paused_at:
            ended = Break(peer.paused_at, at)
            return replace(peer, breaks=(*peer.breaks[:-1], ended), expected_return=None)
        case PeerSuspended(at=at):
            return replace(peer, suspended_at=peer.suspended_at or at)
        case PeerReinstated():
            return replace(peer, suspended_at=None)
        case PeerLeft(at=at):
            return replace(peer, left_at=peer.left_at or at)
        case _:
            return peer


def _and_met(peer: Peer, staff: StaffId, at: datetime) -> tuple[tuple[StaffId, datetime], ...]:
    return (*peer.conversations, (staff, at))


PEER = Fold(
    hears=frozenset(
        {
            PeerInterestExpressed,
            PeerApplied,
            PeerInterviewed,
            ReferenceReceived,
            PvgRequested,
            PvgResultShared,
            PeerSelected,
            PeerNotSelected,
            CourseCompleted,
            PolicyAcknowledged,
            SupervisorAssigned,
            SupervisionHeld,
            CapacitySet,
            PeerConversationHeld,
            ReadinessForRoleConfirmed,
            PeerActivated,
            PeerPaused,
            PeerReturned,
            PeerSuspended,
            PeerReinstated,
            PeerLeft,
        }
    ),
    initial=Peer(),
    evolve=_evolve,
)


class PeerAsked(msgspec.Struct, frozen=True):
    """A peer supporter with their service, at the moment of asking."""

    peer: Peer
    service: Service
    now: datetime
    new_peer: PeerId | None = None


# --- Refusals ---


class UnknownPeer(Unknown):
    """Nobody asked about becoming a peer supporter under this identifier."""


class PeerHasLeft(Refusal):
    """The peer supporter is no longer with the service."""


class ApplicationIsOver(Refusal):
    """The service has said no to this application."""


class NotInterviewed(Refusal):
    """No interview has taken place."""


class SelectedAlready(Refusal):
    """The service has said yes to this application."""


class NotSelected(Refusal):
    """The service has not said yes yet."""


class NotFoundReady(Refusal):
    """Readiness for one of these offers has not been confirmed."""


class ReferencesMissing(Refusal):
    """Fewer references have arrived than are needed."""


class CoursesNotCurrent(Refusal):
    """A course that everybody needs is missing or has run out."""


class PvgNotValid(Refusal):
    """The role is regulated, and there is no PVG scheme membership that is valid today."""


class SupervisorMissing(Refusal):
    """Nobody in the service is named to hold supervision."""


class PoliciesNotAcknowledged(Refusal):
    """A policy that everybody needs has not been gone through."""


class CapacityNotSet(Refusal):
    """The peer supporter has not said that they can support anybody."""


class PeerIsSuspended(Refusal):
    """Something is being looked into first."""


class PeerNotActive(Refusal):
    """The peer supporter does not support people at present."""


class NoReturnConversation(Refusal):
    """Nobody has talked with the peer supporter since the break began."""


class RefresherMissing(Refusal):
    """The break was long, and no refresher has been taken since it began."""


class MayNotSupervise(Refusal):
    """The one who is named has no duty that lets them hold supervision."""


class NotACapacity(Malformed):
    """A number of people that nobody can support."""


def must_be_known_peer(peer: Peer) -> None:
    """Raise `UnknownPeer` unless somebody is known under this identifier."""
    if peer.interested_at is None:
        raise UnknownPeer("Nobody is known under this identifier. Check the address.")


# --- Decider ---


def gather(command: PeerCommand, read: Read) -> PeerAsked:
    """Look at the peer supporter and, where roles or staff matter, at the service."""
    if isinstance(command, RecordInterest):
        return PeerAsked(Peer(), Service(), read.now, PeerId(read.fresh("peer")))
    peer: Peer = read(PEER, subject("peer", command.peer))
    service = Service()
    if isinstance(
        command, AssignSupervisor | ConfirmReadinessForRole | ActivatePeer | LetPeerReturn
    ):
        service = read(SERVICE, subject("service", peer.service or read.service))
    return PeerAsked(peer, service, read.now)


def decide(command: PeerCommand, state: PeerAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    peer, now = state.peer, state.now
    if isinstance(command, RecordInterest):
        at = happened(command.at, now)
        return [event_of(PeerInterestExpressed, command, peer=state.new_peer, at=at)]
    must_be_known_peer(peer)
    match command:
        case RecordApplication():
            return [event_of(PeerApplied, command, at=happened(command.at, now))]
        case RecordInterview():
            return [event_of(PeerInterviewed, command, at=happened(command.at, now))]
        case RecordReference():
            return [event_of(ReferenceReceived, command, at=happened(command.at, now))]
        case RecordPvgRequest():
            return [event_of(PvgRequested, command, at=happened(command.at, now))]
        case RecordPvgResult():
            return [_pvg_result(command, now)]
        case SelectPeer():
            return _selected(command, peer, now)
        case DeclineApplication():
            return _not_selected(command, peer, now)
        case RecordCourse():
            return [course_completed(command, now)]
        case AcknowledgePolicy():
            return [policy_acknowledged(command, now)]
        case AssignSupervisor():
            return _supervisor_assigned(command, state)
        case RecordSupervision():
            check_length(command.minutes)
            return [event_of(SupervisionHeld, command, at=happened(command.at, now))]
        case SetCapacity():
            return _capacity_set(command, now)
        case RecordPeerConversation():
            check_length(command.minutes)
            return [event_of(PeerConversationHeld, command, at=happened(command.at, now))]
        case ConfirmReadinessForRole():
            return _found_ready(command, state)
        case ActivatePeer():
            return _activated(command, state)
        case PausePeer():
            return _paused(command, peer, now)
        case LetPeerReturn():
            return _returned(command, state)
        case SuspendPeer():
            return _suspended(command, peer, now)
        case ReinstatePeer():
            return _reinstated(command, peer, now)
        case RecordPeerLeft():
            if peer.left_at is not None:
                return []
            return [event_of(PeerLeft, command, at=happened(command.at, now))]


def _pvg_result(command: RecordPvgResult, now: datetime) -> PvgResultShared:
    at = happened(command.at, now)
    shared_on = local_day(at)
    latest = months_after(shared_on, PVG_MONTHS)
    expires_on = command.expires_on
    if not command.may_take_regulated_role:
        expires_on = None
    elif expires_on is None:
        expires_on = latest
    elif not shared_on <= expires_on <= latest:
        raise NotAnExpiryDay(
            "A PVG scheme membership lasts five years at most, from the day of its result. "
            "Check both days.",
            field="expires_on",
        )
    return event_of(PvgResultShared, command, at=at, expires_on=expires_on)


def _must_be_here(peer: Peer) -> None:
    if peer.left_at is not None:
        raise PeerHasLeft("This peer supporter has left. Record a new interest if they come back.")
    if peer.not_selected_at is not None:
        raise ApplicationIsOver(
            "The service said no to this application. Record a new interest if they ask again."
        )


def _must_be_selected(peer: Peer) -> None:
    _must_be_here(peer)
    if peer.selected_at is None:
        raise NotSelected("This person has not been selected yet. Decide on the application first.")


def _selected(command: SelectPeer, peer: Peer, now: datetime) -> Sequence[Event]:
    _must_be_here(peer)
    if peer.selected_at is not None:
        return []
    _must_be_interviewed(peer)
    return [event_of(PeerSelected, command, at=now)]


def _not_selected(command: DeclineApplication, peer: Peer, now: datetime) -> Sequence[Event]:
    if peer.stage is Stage.NOT_SELECTED:
        return []
    _must_be_here(peer)
    if peer.selected_at is not None:
        raise SelectedAlready(
            "This person has been selected already. Talk with them, and record it if they leave."
        )
    _must_be_interviewed(peer)
    must_be_named(command.feedback, "feedback")
    return [event_of(PeerNotSelected, command, at=now)]


def _must_be_interviewed(peer: Peer) -> None:
    if peer.interviewed_at is None:
        raise NotInterviewed("No interview is recorded. Hold it first, and record it.")


def _supervisor_assigned(command: AssignSupervisor, state: PeerAsked) -> Sequence[Event]:
    _must_be_here(state.peer)
    if not MAY_SUPERVISE.intersection(state.service.staff.get(command.supervisor, ())):
        raise MayNotSupervise(
            "Only a supervisor, coordinator or manager of this service can hold supervision. "
            "Choose one, or name this one a supervisor first.",
            field="supervisor",
        )
    if state.peer.supervisor == command.supervisor:
        return []
    return [event_of(SupervisorAssigned, command, at=state.now)]


def _capacity_set(command: SetCapacity, now: datetime) -> Sequence[Event]:
    if not 0 <= command.matches <= MATCHES_AT_MOST:
        raise NotACapacity(
            f"A peer supporter supports at most {MATCHES_AT_MOST} people at a time. "
            f"Choose a number from 0 to {MATCHES_AT_MOST}.",
            field="matches",
        )
    return [event_of(CapacitySet, command, at=happened(command.at, now))]


def _found_ready(command: ConfirmReadinessForRole, state: PeerAsked) -> Sequence[Event]:
    _must_be_selected(state.peer)
    _check_offers(command.offers, state.service)
    if state.peer.ready_for.issuperset(command.offers):
        return []
    return [event_of(ReadinessForRoleConfirmed, command, at=state.now)]


def _activated(command: ActivatePeer, state: PeerAsked) -> Sequence[Event]:
    peer, service = state.peer, state.service
    _must_be_selected(peer)
    _check_offers(command.offers, service)
    if peer.activated_at is not None and peer.offers.issuperset(command.offers):
        return []
    if peer.suspended_at is not None:
        raise PeerIsSuspended("Something is being looked into. Settle that first.")
    obstacles: list[Refusal] = []
    if not peer.ready_for.issuperset(command.offers):
        obstacles.append(
            NotFoundReady(
                "Readiness for this role has not been confirmed. Confirm it first.", field="offers"
            )
        )
    obstacles += _what_is_not_current(peer, service, frozenset(command.offers), state.now)
    if peer.references < REFERENCES_NEEDED:
        obstacles.append(
            ReferencesMissing(
                f"{peer.references} of {REFERENCES_NEEDED} references are recorded. "
                "Record the others when they arrive."
            )
        )
    if peer.supervisor not in service.staff:
        obstacles.append(SupervisorMissing("Nobody holds their supervision. Choose who will."))
    if missing := peer.training.policies_missing():
        policies = in_words(POLICIES_NEEDED[each] for each in missing)
        obstacles.append(
            PoliciesNotAcknowledged(
                f"Not yet acknowledged: the policy on {policies}. Go through it together."
            )
        )
    if not peer.capacity:
        obstacles.append(
            CapacityNotSet(
                "They have not said how many people they can support. Ask, and record the answer."
            )
        )
    _refuse("This peer supporter cannot start yet.", obstacles)
    return [event_of(PeerActivated, command, at=state.now)]


def _check_offers(offers: tuple[OfferId, ...], service: Service) -> None:
    if not offers:
        raise NotNamed("Say for which offers, at least one.", field="offers")
    for offer in offers:
        if offer_of(service, offer).regulated is None:
            raise RoleNotAssessed(
                "Nobody has assessed whether this role is a regulated role. "
                "Record the assessment first.",
                field="offers",
            )


def _what_is_not_current(
    peer: Peer, service: Service, offers: frozenset[OfferId], now: datetime
) -> list[Refusal]:
    obstacles: list[Refusal] = []
    if missing := peer.training.missing_at(now):
        courses = in_words(NEEDED_TO_SUPPORT[each] for each in missing)
        obstacles.append(
            CoursesNotCurrent(
                f"Missing or run out: the course on {courses}. Record it when it is completed."
            )
        )
    regulated = any(service.offers[each].regulated for each in offers if each in service.offers)
    if regulated and not peer.pvg_valid_at(now):
        obstacles.append(
            PvgNotValid(
                "The role is a regulated role, and no PVG scheme membership is valid today. "
                "Record the result first."
            )
        )
    return obstacles


def _refuse(opening: str, obstacles: Sequence[Refusal]) -> None:
    """Raise the first of several obstacles, with the sentences of them all."""
    if obstacles:
        first = obstacles[0]
        raise type(first)(" ".join([opening, *map(str, obstacles)]), field=first.field)


def _must_be_active(peer: Peer) -> None:
    if peer.activated_at is None:
        raise PeerNotActive("This peer supporter does not support anybody yet.")


def _paused(command: PausePeer, peer: Peer, now: datetime) -> Sequence[Event]:
    _must_be_here(peer)
    _must_be_active(peer)
    if peer.paused_at is not None:
        return []
    if peer.suspended_at is not None:
        raise PeerIsSuspended("Something is being looked into. Settle that first.")
    return [event_of(PeerPaused, command, at=happened(command.at, now))]


def _returned(command: LetPeerReturn, state: PeerAsked) -> Sequence[Event]:
    peer, now = state.peer, state.now
    _must_be_here(peer)
    _must_be_active(peer)
    if peer.suspended_at is not None:
        raise PeerIsSuspended("Something is being looked into. Settle that first.")
    if peer.paused_at is None:
        return []
    obstacles: list[Refusal] = []
    if not any(at > peer.paused_at for _staff, at in peer.conversations):
        obstacles.append(
            NoReturnConversation(
                "Nobody has met or phoned them since the break began. Do that first."
            )
        )
    obstacles += _what_is_not_current(peer, state.service, peer.offers, now)
    long_ago = start_of(months_after(local_day(peer.paused_at), LONG_BREAK_MONTHS))
    if now > long_ago and not peer.training.refreshed_between(peer.paused_at, now):
        obstacles.append(
            RefresherMissing(
                "The break was longer than six months. Record a refresher when it is completed."
            )
        )
    _refuse("This peer supporter cannot come back yet.", obstacles)
    return [event_of(PeerReturned, command, at=now)]


def _suspended(command: SuspendPeer, peer: Peer, now: datetime) -> Sequence[Event]:
    _must_be_here(peer)
    _must_be_active(peer)
    if peer.suspended_at is not None:
        return []
    must_be_named(command.ground, "ground")
    return [event_of(PeerSuspended, command, at=happened(command.at, now))]


def _reinstated(command: ReinstatePeer, peer: Peer, now: datetime) -> Sequence[Event]:
    _must_be_here(peer)
    _must_be_active(peer)
    if peer.suspended_at is None:
        return []
    return [event_of(PeerReinstated, command, at=now)]


decider = Decider(
    noun="peer",
    commands=(
        RecordInterest,
        RecordApplication,
        RecordInterview,
        RecordReference,
        RecordPvgRequest,
        RecordPvgResult,
        SelectPeer,
        DeclineApplication,
        RecordCourse,
        AcknowledgePolicy,
        AssignSupervisor,
        RecordSupervision,
        SetCapacity,
        RecordPeerConversation,
        ConfirmReadinessForRole,
        ActivatePeer,
        PausePeer,
        LetPeerReturn,
        SuspendPeer,
        ReinstatePeer,
        RecordPeerLeft,
    ),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownPeer,
        PeerHasLeft,
        ApplicationIsOver,
        NotInterviewed,
        SelectedAlready,
        NotSelected,
        NotFoundReady,
        CoursesNotCurrent,
        PvgNotValid,
        ReferencesMissing,
        SupervisorMissing,
        PoliciesNotAcknowledged,
        CapacityNotSet,
        PeerIsSuspended,
        PeerNotActive,
        NoReturnConversation,
        RefresherMissing,
        MayNotSupervise,
        NotACapacity,
        NotAnExpiryDay,
        NotNamed,
        NotALengthOfTime,
        RoleNotAssessed,
        UnknownOffer,
        NotYetHappened,
        TooLongAgo,
    ),
)
