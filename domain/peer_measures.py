"""How a peer supporter is, by the same questionnaires as the people whom they support.

Giving support may do good to whoever gives it, and may wear them out (domain reference, 2.13 and
7.1). What somebody answers is for them and whoever holds their supervision; a service tells of it
in counts alone. Nobody has to answer, and nothing of it stands in anybody's way.

An instrument is asked under the licence that the service recorded for it. What asks about danger is
not asked here: an answer would have to be seen to on the same day by somebody whom it is not for.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Annotated

import msgspec

from domain.decider import Command, Decider, Event, Malformed, Read, Recorded, event_of
from domain.folds import CodedFold
from domain.instruments import (
    DEFINITIONS,
    ImpossibleAnswer,
    Instrument,
    NotAWeight,
    ScoreFlag,
    Unscorable,
    WrongNumberOfAnswers,
    checked,
    checked_weights,
    scored,
    two_ringed,
)
from domain.outcomes import INSTRUMENTS, InstrumentNotInUse, Mode, in_use_at
from domain.outcomes.adopting import InstrumentsInUse
from domain.peer import PEER, Peer, UnknownPeer, must_be_known_peer
from domain.people import PeerId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.personal import Owned, PeersCode, PeersCodes, Sealed, known

PeersNumber = Annotated[float | Sealed | None, Owned("coded", ("peer",))]

# --- Events ---


class PeerMeasureAnswered(Event, frozen=True, kw_only=True):
    """A peer supporter answered a questionnaire, and it was scored by the rule in ``scorer``.

    ``items`` are the answers in order, a dash where one was left out; ``parts`` are written
    ``name:number``.
    """

    peer: PeerId
    instrument: Instrument
    version: str
    mode: Mode
    scorer: str
    unscorable: Unscorable | None = None
    items: PeersCodes = ()
    weights: PeersCodes = ()
    raw: PeersNumber = None
    score: PeersNumber = None
    band: PeersCode = None
    parts: PeersCodes = ()
    flags: PeersCodes = ()


# --- Commands ---


class RecordPeerMeasure(Command, frozen=True, kw_only=True):
    """Record what a peer supporter answered, in the order of the items; a dash where left out."""

    peer: PeerId
    instrument: Instrument
    items: tuple[str, ...]
    mode: Mode
    weights: tuple[float, ...] = ()
    at: datetime | None = None


# --- State ---


class Answered(msgspec.Struct, frozen=True):
    """One questionnaire of a peer supporter as it was scored; no score where there is none."""

    instrument: Instrument
    at: datetime
    mode: Mode
    version: str
    scorer: str
    score: float | None
    band: str | None
    unscorable: Unscorable | None
    parts: tuple[str, ...]

    def comparable_with(self, other: "Answered") -> bool:
        """Whether both were answered in one way, and in one version scored by one rule."""
        mine = (self.instrument, self.version, self.mode, self.scorer)
        return mine == (other.instrument, other.version, other.mode, other.scorer)


Measures = tuple[Answered, ...]
_NONE: Measures = ()


def _evolve(measures: Measures, recorded: Recorded) -> Measures:
    match recorded.event:
        case PeerMeasureAnswered() as said:
            answered = Answered(
                said.instrument,
                said.at,
                said.mode,
                said.version,
                said.scorer,
                known(said.score),
                known(said.band),
                said.unscorable,
                known(said.parts) or (),
            )
            return tuple(sorted((*measures, answered), key=lambda each: (each.at, each.instrument)))
        case _:
            return measures


PEER_MEASURES = CodedFold(hears=frozenset({PeerMeasureAnswered}), initial=_NONE, evolve=_evolve)
"""What a peer supporter answered, in the order of the answers, over their subject."""


def changes_of(
    measures: Measures, counts: Callable[[datetime], bool]
) -> Iterator[tuple[Instrument, float]]:
    """The change from the first answer to the last that counts, where both compare.

    Nothing of an instrument that was answered once, or in ways that do not compare.
    """
    scored_ones = [each for each in measures if each.score is not None]
    for instrument in Instrument:
        theirs = [each for each in scored_ones if each.instrument is instrument]
        last = next((each for each in reversed(theirs) if counts(each.at)), None)
        if last is None or theirs[0] is last or not last.comparable_with(theirs[0]):
            continue
        yield instrument, (last.score or 0.0) - (theirs[0].score or 0.0)


class PeerMeasureAsked(msgspec.Struct, frozen=True):
    """A peer supporter, what their service may use, and the moment of asking."""

    peer: Peer
    instruments: InstrumentsInUse
    now: datetime


# --- Refusals ---


class NotAskedOfPeers(Malformed):
    """A questionnaire about danger, or about a match, is not asked of peer supporters."""


# --- Decider ---


def gather(command: RecordPeerMeasure, read: Read) -> PeerMeasureAsked:
    """Look at the peer supporter, and at what the service uses."""
    peer: Peer = read(PEER, subject("peer", command.peer))
    service = subject("service", peer.service or read.service)
    return PeerMeasureAsked(peer, read(INSTRUMENTS, service), read.now)


def decide(command: RecordPeerMeasure, state: PeerMeasureAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    must_be_known_peer(state.peer)
    at = happened(command.at, state.now)
    instrument = command.instrument
    definition = DEFINITIONS[instrument]
    if definition.risk_items or not definition.compared:
        raise NotAskedOfPeers(
            f"{definition.name} asks about danger, or about a match. Choose another for a peer "
            "supporter, and speak with them about what worries them.",
            field="instrument",
        )
    used = in_use_at(state.instruments, instrument, at)
    if used is None:
        raise InstrumentNotInUse(
            "This service has no licence on record for this instrument, or it has run out. "
            "A manager takes it into use with its evidence first.",
            field="instrument",
        )
    answers = checked(instrument, command.items)
    weights = checked_weights(instrument, command.weights, len(answers))
    found = scored(instrument, answers, weights)
    ringed = (ScoreFlag.LOWER_OF_TWO,) if two_ringed(instrument, command.items) else ()
    answered = event_of(
        PeerMeasureAnswered,
        command,
        version=used.version,
        scorer=found.scorer,
        unscorable=found.unscorable,
        items=tuple(each.strip() for each in command.items),
        weights=tuple(f"{each:g}" for each in weights or ()),
        raw=found.raw,
        score=found.score,
        band=found.band,
        parts=tuple(
            f"{name}:{'-' if value is None else f'{value:g}'}"
            for name, value in found.parts.items()
        ),
        flags=(*found.flags, *ringed),
        at=at,
    )
    return [answered]


decider = Decider(
    noun="peer",
    commands=(RecordPeerMeasure,),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownPeer,
        NotAskedOfPeers,
        InstrumentNotInUse,
        WrongNumberOfAnswers,
        ImpossibleAnswer,
        NotAWeight,
        NotYetHappened,
        TooLongAgo,
    ),
)
