"""Support beyond the match: where the person was pointed to, and backup for the peer supporter.

Signposting is a part of the role; counselling is not (domain reference, 2.5). Where low mood makes
the support hard, the peer supporter gets extra training or backup: a task until it is arranged.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from domain.decider import Command, Decider, Event, Malformed, Read, Recorded, Unknown, event_of
from domain.folds import Fold
from domain.match import MATCH, Match, SharedCode, UnknownMatch
from domain.people import MatchId, PeerId, PersonId, SessionId, SignpostId, StaffId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.personal import SharedWords

# --- Events ---


class SignpostGiven(Event, frozen=True, kw_only=True):
    """The person was told about another service. ``taken_up`` is whether they made use of it."""

    signpost: SignpostId
    match: MatchId
    person: PersonId
    peer: PeerId
    session: SessionId | None = None
    pointed_to: SharedWords = None
    reason: SharedCode = None
    taken_up: bool | None = None


class SignpostAnswered(Event, frozen=True, kw_only=True):
    """The person said later whether they made use of what they had been told about."""

    signpost: SignpostId
    match: MatchId
    person: PersonId
    peer: PeerId
    taken_up: bool


class LowMoodSupportNeeded(Event, frozen=True, kw_only=True):
    """The peer supporter needs training or backup to go on giving support in this match."""

    match: MatchId
    person: PersonId
    peer: PeerId
    session: SessionId | None = None
    training: bool = False
    backup: bool = False
    words: SharedWords = None


class LowMoodSupportArranged(Event, frozen=True, kw_only=True):
    """The training or backup that a peer supporter needed in this match was arranged."""

    match: MatchId
    person: PersonId
    peer: PeerId
    staff: StaffId | None = None
    words: SharedWords = None


# --- Commands ---


class GiveSignpost(Command, frozen=True, kw_only=True):
    """Record that the person was told about another service, and why."""

    match: MatchId
    pointed_to: str
    session: SessionId | None = None
    reason: str | None = None
    taken_up: bool | None = None
    at: datetime | None = None


class AnswerSignpost(Command, frozen=True, kw_only=True):
    """Record whether the person made use of what they had been told about."""

    match: MatchId
    signpost: SignpostId
    taken_up: bool
    at: datetime | None = None


class AskForLowMoodSupport(Command, frozen=True, kw_only=True):
    """Record that the peer supporter needs training or backup in this match."""

    match: MatchId
    session: SessionId | None = None
    training: bool = False
    backup: bool = False
    words: str | None = None
    at: datetime | None = None


class ArrangeLowMoodSupport(Command, frozen=True, kw_only=True):
    """Record that the training or backup was arranged."""

    match: MatchId
    staff: StaffId | None = None
    words: str | None = None
    at: datetime | None = None


FurtherSupportCommand = GiveSignpost | AnswerSignpost | AskForLowMoodSupport | ArrangeLowMoodSupport


# --- State ---


class Signpost(msgspec.Struct, frozen=True):
    """Where the person was pointed to, and whether they made use of it, as last said."""

    given_at: datetime | None = None
    taken_up: bool | None = None


class FurtherSupport(msgspec.Struct, frozen=True):
    """What is known of support beyond a match.

    ``needed_at`` and ``arranged_at`` are the moments at which backup was needed and arranged.
    """

    signposts: dict[SignpostId, Signpost] = msgspec.field(default_factory=dict)
    needed_at: tuple[datetime, ...] = ()
    arranged_at: tuple[datetime, ...] = ()


def _evolve(support: FurtherSupport, recorded: Recorded) -> FurtherSupport:
    replace = msgspec.structs.replace
    match recorded.event:
        case SignpostGiven(signpost=signpost, taken_up=taken_up, at=at):
            before = support.signposts.get(signpost, Signpost())
            said = before.taken_up if before.taken_up is not None else taken_up
            return replace(support, signposts=support.signposts | {signpost: Signpost(at, said)})
        case SignpostAnswered(signpost=signpost, taken_up=taken_up):
            before = support.signposts.get(signpost, Signpost())
            answered = replace(before, taken_up=taken_up)
            return replace(support, signposts=support.signposts | {signpost: answered})
        case LowMoodSupportNeeded(at=at):
            return replace(support, needed_at=(*support.needed_at, at))
        case LowMoodSupportArranged(at=at):
            return replace(support, arranged_at=(*support.arranged_at, at))
        case _:
            return support


FURTHER_SUPPORT = Fold(
    hears=frozenset(
        {SignpostGiven, SignpostAnswered, LowMoodSupportNeeded, LowMoodSupportArranged}
    ),
    initial=FurtherSupport(),
    evolve=_evolve,
)
"""Support beyond a match, over the subject of the match."""


class FurtherSupportAsked(msgspec.Struct, frozen=True):
    """A match and what is known of support beyond it, at the moment of asking."""

    match: Match
    support: FurtherSupport
    new_signpost: SignpostId
    now: datetime


# --- Refusals ---


class UnknownSignpost(Unknown):
    """The person was told about nothing under this identifier."""


class NothingPointedTo(Malformed):
    """A signpost does not say where to."""


# --- Decider ---


def gather(command: FurtherSupportCommand, read: Read) -> FurtherSupportAsked:
    """Look at the match and what is known of support beyond it."""
    of = subject("match", command.match)
    new_signpost = SignpostId(read.fresh("signpost"))
    return FurtherSupportAsked(read(MATCH, of), read(FURTHER_SUPPORT, of), new_signpost, read.now)


def decide(command: FurtherSupportCommand, state: FurtherSupportAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    match, support = state.match, state.support
    if match.proposed_at is None:
        raise UnknownMatch("Nothing was proposed under this identifier. Check the address.")
    ids = {"person": match.person, "peer": match.peer}
    at = happened(command.at, state.now)
    match command:
        case GiveSignpost():
            if not command.pointed_to.strip():
                raise NothingPointedTo("Say where they were pointed to.", field="pointed_to")
            return [event_of(SignpostGiven, command, **ids, signpost=state.new_signpost, at=at)]
        case AnswerSignpost(signpost=signpost, taken_up=taken_up):
            if signpost not in support.signposts:
                raise UnknownSignpost(
                    "This match has no such signpost. Choose one, or record it.", field="signpost"
                )
            if support.signposts[signpost].taken_up is taken_up:
                return []
            return [event_of(SignpostAnswered, command, **ids, at=at)]
        case AskForLowMoodSupport():
            if at in support.needed_at and not command.words:
                return []
            return [event_of(LowMoodSupportNeeded, command, **ids, at=at)]
        case ArrangeLowMoodSupport():
            if at in support.arranged_at and not command.words:
                return []
            return [event_of(LowMoodSupportArranged, command, **ids, at=at)]


decider = Decider(
    noun="match",
    commands=(GiveSignpost, AnswerSignpost, AskForLowMoodSupport, ArrangeLowMoodSupport),
    gather=gather,
    decide=decide,
    refusals=(UnknownMatch, UnknownSignpost, NothingPointedTo, NotYetHappened, TooLongAgo),
)
