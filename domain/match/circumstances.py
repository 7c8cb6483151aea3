"""What is said of the two and of what goes on around them: contexts, other peers, overlaps."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from domain.decider import Command, Decider, Event, Read, event_of
from domain.match.asking import ImpossibleTerms, UnknownMatch, must_be_proposed, sides_of
from domain.match.events_of_support import (
    MatchContextDeclared,
    OverlapDeclared,
    VarietyOfPeersOffered,
)
from domain.match.folding import MATCH, NO_MATCHES, PERSONS_MATCHES
from domain.match.language import CONFLICTS, OPEN_STAGES, Context, Overlap, Side
from domain.match.state import Match
from domain.peer import PEER, Peer, UnknownPeer, must_be_known_peer
from domain.people import MatchId, PeerId, PersonId, StaffId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened, local_day
from domain.person import PERSON, Person, UnknownPerson, must_be_known

# --- Commands ---


class DeclareContext(Command, frozen=True, kw_only=True):
    """Record what may explain, until a day, that the two are in touch otherwise than agreed."""

    match: MatchId
    kind: Context
    until: date
    declared_by: StaffId | None = None
    at: datetime | None = None


class RecordVarietyOffered(Command, frozen=True, kw_only=True):
    """Record that a person was offered to meet other peers, and what they answered."""

    person: PersonId
    match: MatchId | None = None
    accepted: bool | None = None
    at: datetime | None = None


class DeclareOverlap(Command, frozen=True, kw_only=True):
    """Record where the lives of a person and a peer supporter meet outside a match.

    Relatives, former partners and those in a chain of care are a conflict; ``conflict`` says so of
    anything else for which they are not to be matched.
    """

    person: PersonId
    peer: PeerId
    kind: Overlap
    conflict: bool = False
    by: Side | None = None
    note: str | None = None
    at: datetime | None = None


Circumstance = DeclareContext | RecordVarietyOffered | DeclareOverlap

# --- State ---


class CircumstanceAsked(msgspec.Struct, frozen=True):
    """The match, the person with all their matches, and the peer supporter spoken of."""

    now: datetime
    match: Match = Match()
    person: Person = Person()
    persons: dict[MatchId, Match] = msgspec.field(default_factory=dict)
    peer: Peer = Peer()


# --- Decider ---


def gather(command: Circumstance, read: Read) -> CircumstanceAsked:
    """Look at those of whom something is said."""
    if isinstance(command, DeclareContext):
        return CircumstanceAsked(read.now, read(MATCH, subject("match", command.match)))
    of = subject("person", command.person)
    persons, peer = NO_MATCHES, Peer()
    if isinstance(command, DeclareOverlap):
        peer = read(PEER, subject("peer", command.peer))
    if isinstance(command, DeclareOverlap) or command.match is not None:
        persons = read(PERSONS_MATCHES, of)
    return CircumstanceAsked(read.now, person=read(PERSON, of), persons=persons, peer=peer)


def decide(command: Circumstance, state: CircumstanceAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    at = happened(command.at, state.now)
    match command:
        case DeclareContext():
            must_be_proposed(state.match)
            if command.until < local_day(at):
                raise ImpossibleTerms("This day lies before the declaration.", field="until")
            ids, kind = sides_of(state.match), command.kind.value
            return [event_of(MatchContextDeclared, command, **ids, kind=kind, at=at)]
        case RecordVarietyOffered():
            must_be_known(state.person)
            if command.match is not None and command.match not in state.persons:
                raise UnknownMatch(
                    "This person has no such match. Choose one, or leave it out.", field="match"
                )
            return [event_of(VarietyOfPeersOffered, command, at=at)]
        case DeclareOverlap():
            must_be_known(state.person)
            must_be_known_peer(state.peer)
            theirs = [
                identifier
                for identifier, each in state.persons.items()
                if each.peer == command.peer and each.stage_at(at) in OPEN_STAGES
            ]
            conflict = command.conflict or command.kind in CONFLICTS
            declared = event_of(
                OverlapDeclared,
                command,
                match=theirs[-1] if theirs else None,
                kind=command.kind.value,
                conflict=conflict,
                at=at,
            )
            return [declared]


decider = Decider(
    noun="match",
    commands=(DeclareContext, RecordVarietyOffered, DeclareOverlap),
    gather=gather,
    decide=decide,
    refusals=(
        UnknownMatch,
        UnknownPerson,
        UnknownPeer,
        ImpossibleTerms,
        NotYetHappened,
        TooLongAgo,
    ),
)
