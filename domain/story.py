"""Somebody asks a peer supporter for their story. Yes or no, no reason, and nothing follows.

Being asked by professionals can be hard (domain reference, 4.1). A yes opens nothing: whatever is
told rests on a disclosure consent for that one story.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.consent import ConditionOfVolunteering, Purpose, ToldBy
from domain.decider import Command, Decider, Event, Read, Recorded, Unknown, event_of
from domain.folds import Fold
from domain.peer import PEER, Peer, UnknownPeer, must_be_known_peer
from domain.people import PeerId, StaffId, StoryRequestId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.personal import PeersWords

# --- Events ---


class StoryRequested(Event, frozen=True, kw_only=True):
    """Somebody asked a peer supporter whether they would tell their story.

    ``for_whom`` says in words who asks, and for what occasion.
    """

    story_request: StoryRequestId
    peer: PeerId
    asked_by: StaffId | None = None
    purpose: Purpose
    channel: ToldBy | None = None
    for_whom: PeersWords = None


class StoryRequestAccepted(Event, frozen=True, kw_only=True):
    """They would tell it. A consent for that one story is given apart."""

    story_request: StoryRequestId
    peer: PeerId
    on_behalf: StaffId | None = None


class StoryRequestDeclined(Event, frozen=True, kw_only=True):
    """They would not. There is no field for a reason, because none is asked."""

    story_request: StoryRequestId
    peer: PeerId
    on_behalf: StaffId | None = None


# --- Commands ---


class RequestStory(Command, frozen=True, kw_only=True):
    """Ask a peer supporter for their story, on somebody's wish."""

    peer: PeerId
    purpose: Purpose
    for_whom: str
    asked_by: StaffId | None = None
    channel: ToldBy | None = None
    at: datetime | None = None


class AcceptStoryRequest(Command, frozen=True, kw_only=True):
    """Record that they would tell it."""

    story_request: StoryRequestId
    on_behalf: StaffId | None = None
    at: datetime | None = None


class DeclineStoryRequest(Command, frozen=True, kw_only=True):
    """Record that they would rather not. Nobody asks why."""

    story_request: StoryRequestId
    on_behalf: StaffId | None = None
    at: datetime | None = None


StoryCommand = RequestStory | AcceptStoryRequest | DeclineStoryRequest

# --- State ---


class StoryRequest(msgspec.Struct, frozen=True):
    """One request, and its answer if there is one."""

    peer: PeerId
    asked_at: datetime
    accepted_at: datetime | None = None
    declined_at: datetime | None = None


StoryRequests = dict[StoryRequestId, StoryRequest]


def _evolve(found: StoryRequests, recorded: Recorded) -> StoryRequests:
    match recorded.event:
        case StoryRequested(story_request=request, peer=peer, at=at):
            return {request: StoryRequest(peer, at)} | found
        case StoryRequestAccepted(story_request=request, at=at) if request in found:
            answered = msgspec.structs.replace(found[request], accepted_at=at, declined_at=None)
            return found | {request: answered}
        case StoryRequestDeclined(story_request=request, at=at) if request in found:
            answered = msgspec.structs.replace(found[request], declined_at=at, accepted_at=None)
            return found | {request: answered}
        case _:
            return found


_NO_REQUESTS: StoryRequests = {}
STORY_REQUESTS = Fold(
    hears=frozenset({StoryRequested, StoryRequestAccepted, StoryRequestDeclined}),
    initial=_NO_REQUESTS,
    evolve=_evolve,
)
"""Every request for a story of a peer supporter, over their subject; or one, over its own."""


class StoryAsked(msgspec.Struct, frozen=True):
    """The peer supporter and the request that is meant, at the moment of asking."""

    now: datetime
    new_request: StoryRequestId
    peer: Peer = Peer()
    request: StoryRequest | None = None


# --- Refusals ---


class UnknownStoryRequest(Unknown):
    """No request for a story was recorded under this identifier."""


# --- Decider ---


def gather(command: StoryCommand, read: Read) -> StoryAsked:
    """Look at the peer supporter, or at the request."""
    asked = StoryAsked(read.now, StoryRequestId(read.fresh("story_request")))
    if isinstance(command, RequestStory):
        peer = read(PEER, subject("peer", command.peer))
        return msgspec.structs.replace(asked, peer=peer)
    requests = read(STORY_REQUESTS, subject("story_request", command.story_request))
    return msgspec.structs.replace(asked, request=requests.get(command.story_request))


def decide(command: StoryCommand, state: StoryAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    at = happened(command.at, state.now)
    if isinstance(command, RequestStory):
        must_be_known_peer(state.peer)
        if state.peer.activated_at is None:
            raise ConditionOfVolunteering(
                "Somebody who is still joining could take this for a condition. "
                "Ask once they support people.",
                field="peer",
            )
        return [event_of(StoryRequested, command, story_request=state.new_request, at=at)]
    request = state.request
    if request is None:
        raise UnknownStoryRequest("No such request is known. Check the address.")
    if isinstance(command, AcceptStoryRequest):
        if request.accepted_at is not None:
            return []
        return [event_of(StoryRequestAccepted, command, peer=request.peer, at=at)]
    if request.declined_at is not None:
        return []
    return [event_of(StoryRequestDeclined, command, peer=request.peer, at=at)]


decider = Decider(
    noun="story",
    commands=(RequestStory, AcceptStoryRequest, DeclineStoryRequest),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownPeer,
        UnknownStoryRequest,
        ConditionOfVolunteering,
        NotYetHappened,
        TooLongAgo,
    ),
)
