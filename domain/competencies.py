"""The ten competencies of a peer supporter: how they and others see each, as a picture of growth.

The guidance describes an optimum, not what everybody has (domain reference, 2.6 and 6.2). So no
level stands in anybody's way: not to start, not to be proposed, in no list and no indicator. That
nobody starts without C6 is asked of its course, and not of a level. What the peer supporter says of
themself comes first.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from domain.decider import Command, Decider, Event, Read, Recorded, Refusal, event_of
from domain.folds import CodedFold, Fold
from domain.peer import PEER, Peer, UnknownPeer, must_be_known_peer
from domain.people import OfferId, PeerId, StaffId, subject
from domain.periods import NotYetHappened, TooLongAgo, happened
from domain.personal import Owned, PeersWords, Sealed, known
from domain.service import MAY_SUPERVISE, SERVICE, Duty, Model, Service
from domain.training import Competency

# --- Language ---


class Voice(StrEnum):
    """Whose view of a competency it is. PERSON is what people who were supported have said."""

    SELF = "SELF"
    SUPERVISOR = "SUPERVISOR"
    COORDINATOR = "COORDINATOR"
    PERSON = "PERSON"


class Level(StrEnum):
    """How far along somebody is."""

    NOT_YET = "NOT_YET"
    DEVELOPING = "DEVELOPING"
    ABLE = "ABLE"
    CAN_HELP_OTHERS = "CAN_HELP_OTHERS"


LEVELS = tuple(Level)
"""From the beginning on."""

IN_WORDS = {
    Competency.C1: "manages their own condition",
    Competency.C2: "shares strategies for emotional well-being",
    Competency.C3: "communicates, using their own experience",
    Competency.C4: "shows by example what has worked",
    Competency.C5: "understands how it is for somebody else",
    Competency.C6: "keeps boundaries",
    Competency.C7: "motivates",
    Competency.C8: "sees needs, sets goals, and sees where peer support is not right",
    Competency.C9: "knows the care system",
    Competency.C10: "matches peers",
}

_ALL = frozenset({Competency.C1, Competency.C3, Competency.C5, Competency.C6})
_MENTORS = frozenset({Competency.C4, Competency.C7, Competency.C8, Competency.C9})
SUGGESTED: dict[Model, frozenset[Competency]] = {
    Model.BEFRIENDING: _ALL | {Competency.C2},
    Model.MENTORING: _ALL | _MENTORS | {Competency.C2},
    Model.FACILITATED: _ALL | {Competency.C2},
    Model.PEER_LED: _ALL | {Competency.C10},
}
"""What is worked towards in an offer for which no profile says so (6.2, "suggested")."""

DUTIES = {
    Voice.SUPERVISOR: MAY_SUPERVISE,
    Voice.COORDINATOR: (Duty.COORDINATOR,),
}
"""Who may speak in which voice of the staff."""

PeersLevel = Annotated[Level | Sealed, Owned("coded", ("peer",))]

# --- Events ---


class CompetencyAssessed(Event, frozen=True, kw_only=True):
    """Somebody said how far along a peer supporter is in one competency; ``at`` is when.

    ``assessor`` is the member of staff, where one said it. ``evidence`` is what was seen or told.
    """

    peer: PeerId
    competency: Competency
    voice: Voice
    level: PeersLevel
    assessor: StaffId | None = None
    evidence: PeersWords = None


# --- Commands ---


class AssessCompetency(Command, frozen=True, kw_only=True):
    """Record how far along a peer supporter is in one competency, and who says so."""

    peer: PeerId
    competency: Competency
    voice: Voice
    level: Level
    assessor: StaffId | None = None
    evidence: str | None = None
    at: datetime | None = None


# --- State ---


class View(msgspec.Struct, frozen=True):
    """The latest view of one voice; no level where it cannot be opened."""

    level: Level | None
    at: datetime


Views = dict[tuple[Competency, Voice], View]
_NO_VIEWS: Views = {}


def _latest(views: Views, recorded: Recorded) -> Views:
    match recorded.event:
        case CompetencyAssessed(competency=competency, voice=voice) as said:
            return {**views, (competency, voice): View(known(said.level), said.at)}
        case _:
            return views


COMPETENCIES = CodedFold(hears=frozenset({CompetencyAssessed}), initial=_NO_VIEWS, evolve=_latest)
"""The latest view of each voice, over the subject of the peer supporter."""


def _own(said: frozenset[Competency], recorded: Recorded) -> frozenset[Competency]:
    match recorded.event:
        case CompetencyAssessed(voice=Voice.SELF, competency=competency):
            return said | {competency}
        case _:
            return said


_NOTHING: frozenset[Competency] = frozenset()
OWN_VIEWS = Fold(hears=frozenset({CompetencyAssessed}), initial=_NOTHING, evolve=_own)
"""The competencies of which a peer supporter has given their own view."""


def worked_towards(service: Service, offers: Iterable[OfferId]) -> frozenset[Competency]:
    """What somebody in these offers works towards: as a profile says, else as is suggested."""
    found: frozenset[Competency] = frozenset()
    for offer in offers:
        if offer in service.profiles:
            found |= frozenset(service.profiles[offer].competencies)
        elif offer in service.offers:
            found |= SUGGESTED[service.offers[offer].model]
    return found


def is_able(views: Views, competency: Competency) -> bool:
    """Whether the peer supporter and at least one other say so: one voice alone is not enough."""
    able = {
        voice
        for (of, voice), view in views.items()
        if of is competency
        and view.level is not None
        and LEVELS.index(view.level) >= LEVELS.index(Level.ABLE)
    }
    return Voice.SELF in able and len(able) > 1


class CompetencyAsked(msgspec.Struct, frozen=True):
    """A peer supporter, their service, what they said of themself, and the moment of asking."""

    peer: Peer
    service: Service
    own_views: frozenset[Competency]
    now: datetime


# --- Refusals ---


class OwnViewFirst(Refusal):
    """Somebody is to be called able, and has not been asked how they see it themself."""


class MayNotAssess(Refusal):
    """Whoever is named as assessing is not named for it in the service."""


# --- Decider ---


def gather(command: AssessCompetency, read: Read) -> CompetencyAsked:
    """Look at the peer supporter, and at the service."""
    of = subject("peer", command.peer)
    peer: Peer = read(PEER, of)
    service: Service = read(SERVICE, subject("service", peer.service or read.service))
    return CompetencyAsked(peer, service, read(OWN_VIEWS, of), read.now)


def decide(command: AssessCompetency, state: CompetencyAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    must_be_known_peer(state.peer)
    _must_be_named(command, state.service)
    able = LEVELS.index(command.level) >= LEVELS.index(Level.ABLE)
    asked = command.competency in worked_towards(
        state.service, state.peer.offers | state.peer.ready_for
    )
    others = command.voice is not Voice.SELF
    if able and asked and others and command.competency not in state.own_views:
        raise OwnViewFirst(
            "Ask the peer supporter first how they see this themself, and record it. "
            "One voice alone calls nobody able in what an offer asks for.",
            field="level",
        )
    return [event_of(CompetencyAssessed, command, at=happened(command.at, state.now))]


def _must_be_named(command: AssessCompetency, service: Service) -> None:
    duties = DUTIES.get(command.voice)
    if duties is None or service.is_named(command.assessor, *duties):
        return
    raise MayNotAssess(
        "Say who of the staff sees it so: a supervisor or coordinator of this service.",
        field="assessor",
    )


decider = Decider(
    noun="peer",
    commands=(AssessCompetency,),
    gather=gather,
    decide=decide,
    refusals=(UnknownPeer, MayNotAssess, OwnViewFirst, NotYetHappened, TooLongAgo),
)
