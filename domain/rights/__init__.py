"""Rights over one's own record: requests, their clock, and how they were answered.

A request is heard in whatever way somebody makes it, and always recorded. Answering late is a flag
and never a refusal; a refusal needs reasons, and so does taking longer, in time.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from domain.decider import Command, Decider, Event, Malformed, Read, Refusal, Unknown
from domain.peer import PEER, UnknownPeer, must_be_known_peer
from domain.people import PeerId, PersonId, RightsRequestId, ServiceId, StaffId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.person import PERSON, UnknownPerson, must_be_known
from domain.rights.events import (
    ClarificationReceived,
    ClarificationRequested,
    HeardHow,
    Outcome,
    RequestAcknowledged,
    RequestAnswered,
    RequestExtended,
    RequestReceived,
    RequestWithdrawn,
    Right,
    Unclear,
    WhyLonger,
)
from domain.rights.obeying import (
    PeersRecordRestricted,
    PersonsRecordRestricted,
    must_be_free_to_use,
)
from domain.rights.state import (
    ACKNOWLEDGED_WITHIN,
    HEARD,
    REQUEST,
    RESTRICTING,
    RIGHTS,
    Request,
    Standing,
    Standstill,
)
from domain.service import SERVICE, UnknownStaff

# --- Commands ---


class RecordRequest(Command, frozen=True, kw_only=True):
    """Record that somebody asked for something about their record, in whatever way."""

    service: ServiceId
    right: Right
    how: HeardHow
    person: PersonId | None = None
    peer: PeerId | None = None
    staff: StaffId | None = None
    own_words: str | None = None
    at: datetime | None = None


class AcknowledgeRequest(Command, frozen=True, kw_only=True):
    """Record that whoever asked was told that the request arrived."""

    rights_request: RightsRequestId
    at: datetime | None = None


class RequestClarification(Command, frozen=True, kw_only=True):
    """Record that whoever asked was asked who they are or what they mean: the clock stops."""

    rights_request: RightsRequestId
    unclear: Unclear
    at: datetime | None = None


class RecordClarification(Command, frozen=True, kw_only=True):
    """Record that it is clear now: the clock runs again."""

    rights_request: RightsRequestId
    at: datetime | None = None


class ExtendRequest(Command, frozen=True, kw_only=True):
    """Record that whoever asked was told that the answer takes up to two months more."""

    rights_request: RightsRequestId
    why: WhyLonger


class AnswerRequest(Command, frozen=True, kw_only=True):
    """Record how a request was answered; what was not done needs reasons."""

    rights_request: RightsRequestId
    outcome: Outcome
    reasons: str | None = None
    at: datetime | None = None


class WithdrawRequest(Command, frozen=True, kw_only=True):
    """Record that whoever asked took the request back."""

    rights_request: RightsRequestId
    at: datetime | None = None


AboutRequest = (
    AcknowledgeRequest
    | RequestClarification
    | RecordClarification
    | ExtendRequest
    | AnswerRequest
    | WithdrawRequest
)
RightsCommand = RecordRequest | AboutRequest

# --- State ---


class RightsAsked(msgspec.Struct, frozen=True):
    """A request, the identifier of a new one, and the moment of asking."""

    now: datetime
    request: Request = Request()
    fresh: str = ""


# --- Refusals ---


class UnknownRequest(Unknown):
    """Nobody asked for anything under this identifier."""


class WhoseRequest(Malformed):
    """A request is made by one: a person, a peer supporter or a member of staff."""


class RequestIsOver(Refusal):
    """The request was answered, or taken back."""


class TooLateToExtend(Refusal):
    """That an answer takes longer is said within the first month, or not at all."""


class ReasonsNotGiven(Malformed):
    """What is not done for somebody who asked needs reasons that they can read."""


# --- Decider ---


def gather(command: RightsCommand, read: Read) -> RightsAsked:
    """Look at the request, or at whom a new one concerns. Raises if nobody is known."""
    if isinstance(command, RecordRequest):
        _must_be_known(command, read)
        return RightsAsked(read.now, fresh=read.fresh("rights_request"))
    return RightsAsked(read.now, read(REQUEST, subject("rights_request", command.rights_request)))


def decide(command: RightsCommand, state: RightsAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    if isinstance(command, RecordRequest):
        return [
            RequestReceived(
                at=happened(command.at, state.now),
                rights_request=RightsRequestId(state.fresh),
                service=command.service,
                right=command.right,
                how=command.how,
                person=command.person,
                peer=command.peer,
                staff=command.staff,
                own_words=command.own_words or None,
            )
        ]
    request = state.request
    if request.service is None or request.right is None:
        raise UnknownRequest("No request has this identifier. Check the address.")
    about: dict[str, Any] = {
        "rights_request": command.rights_request,
        "service": request.service,
        "person": request.person,
        "peer": request.peer,
        "staff": request.staff,
    }
    at = happened(getattr(command, "at", None), state.now)
    match command:
        case AcknowledgeRequest():
            if request.acknowledged_at is not None:
                return []
            return [RequestAcknowledged(at=at, **about)]
        case RequestClarification(unclear=unclear):
            _must_be_open(request)
            if request.stands_still_at(at):
                return []
            return [ClarificationRequested(at=at, unclear=unclear, **about)]
        case RecordClarification():
            if not request.stands_still_at(at):
                return []
            return [ClarificationReceived(at=at, **about)]
        case ExtendRequest(why=why):
            _must_be_open(request)
            if request.extended_at is not None:
                return []
            if request.first_due_at is not None and state.now > request.first_due_at:
                raise TooLateToExtend(
                    "That it takes longer had to be said within the first month. Answer it now."
                )
            return [RequestExtended(at=at, why=why, **about)]
        case AnswerRequest(outcome=outcome, reasons=reasons):
            if request.answered_at is not None:
                raise RequestIsOver("This request was answered. Record a new one.")
            if outcome is not Outcome.DONE and not (reasons or "").strip():
                raise ReasonsNotGiven(
                    "Say what was not done, and why, as it was told to whoever asked.",
                    field="reasons",
                )
            answered = RequestAnswered(
                at=at, right=request.right, outcome=outcome, reasons=reasons or None, **about
            )
            return [answered]
        case WithdrawRequest():
            if request.over_at is not None:
                return []
            return [RequestWithdrawn(at=at, **about)]


def _must_be_open(request: Request) -> None:
    if request.over_at is not None:
        raise RequestIsOver("This request was answered or taken back. Record a new one.")


def _must_be_known(command: RecordRequest, read: Read) -> None:
    named = [each for each in (command.person, command.peer, command.staff) if each is not None]
    if len(named) != 1:
        raise WhoseRequest(
            "Name one: the person, the peer supporter or the member of staff.", field="person"
        )
    if command.person is not None:
        must_be_known(read(PERSON, subject("person", command.person)))
    elif command.peer is not None:
        must_be_known_peer(read(PEER, subject("peer", command.peer)))
    elif command.staff not in read(SERVICE, subject("service", command.service)).named_at:
        raise UnknownStaff("Nobody of this service has this identifier.", field="staff")


decider = Decider(
    noun="rights",
    commands=(
        RecordRequest,
        AcknowledgeRequest,
        RequestClarification,
        RecordClarification,
        ExtendRequest,
        AnswerRequest,
        WithdrawRequest,
    ),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownRequest,
        UnknownPerson,
        UnknownPeer,
        UnknownStaff,
        WhoseRequest,
        RequestIsOver,
        TooLateToExtend,
        ReasonsNotGiven,
        NotYetHappened,
        TooLongAgo,
    ),
)

__all__ = [
    "ACKNOWLEDGED_WITHIN",
    "HEARD",
    "REQUEST",
    "RESTRICTING",
    "RIGHTS",
    "AcknowledgeRequest",
    "AnswerRequest",
    "ClarificationReceived",
    "ClarificationRequested",
    "ExtendRequest",
    "HeardHow",
    "Outcome",
    "PeersRecordRestricted",
    "PersonsRecordRestricted",
    "ReasonsNotGiven",
    "RecordClarification",
    "RecordRequest",
    "Request",
    "RequestAcknowledged",
    "RequestAnswered",
    "RequestClarification",
    "RequestExtended",
    "RequestIsOver",
    "RequestReceived",
    "RequestWithdrawn",
    "Right",
    "Standing",
    "Standstill",
    "TooLateToExtend",
    "Unclear",
    "UnknownRequest",
    "WhoseRequest",
    "WhyLonger",
    "WithdrawRequest",
    "decider",
    "must_be_free_to_use",
]
