"""Teaching professionals: peer supporters tell those who work in care what self-management is.

One of the nine roles of the guidance, and a fact of the service's reach (domain reference, 2.5).
Nothing is kept of who was taught but from which field of work they came, and how many.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

import msgspec

from domain.decider import Command, Decider, Event, Malformed, Read, Recorded, event_of
from domain.folds import Fold
from domain.peer import PEER, Peer, UnknownPeer, must_be_known_peer
from domain.people import PeerId, subject
from domain.periods import NotALengthOfTime, NotYetHappened, TooLongAgo, check_length, happened

# --- Language ---


class Taught(StrEnum):
    """From which field of work those came who were taught."""

    GENERAL_PRACTICE = "GENERAL_PRACTICE"
    HOSPITAL = "HOSPITAL"
    COMMUNITY_HEALTH = "COMMUNITY_HEALTH"
    SOCIAL_WORK = "SOCIAL_WORK"
    THIRD_SECTOR = "THIRD_SECTOR"
    STUDENTS = "STUDENTS"
    OTHER = "OTHER"


MOST_TAUGHT = 10_000

# --- Events ---


class ProfessionalTrainingDelivered(Event, frozen=True, kw_only=True):
    """A peer supporter taught professionals about self-management; ``at`` is the end of it.

    ``taught`` counts those who were there. What is not recorded is missing, and nobody is chased.
    """

    peer: PeerId
    audience: Taught
    taught: int | None = None
    minutes: int | None = None


# --- Commands ---


class RecordProfessionalTraining(Command, frozen=True, kw_only=True):
    """Record that a peer supporter taught professionals: of which field, how many, how long."""

    peer: PeerId
    audience: Taught
    taught: int | None = None
    minutes: int | None = None
    at: datetime | None = None


# --- State ---


class TeachingAsked(msgspec.Struct, frozen=True):
    """A peer supporter, what they have taught, and the moment of asking."""

    peer: Peer
    lessons: tuple[ProfessionalTrainingDelivered, ...]
    now: datetime


_NONE: tuple[ProfessionalTrainingDelivered, ...] = ()


def _evolve(
    lessons: tuple[ProfessionalTrainingDelivered, ...], recorded: Recorded
) -> tuple[ProfessionalTrainingDelivered, ...]:
    match recorded.event:
        case ProfessionalTrainingDelivered() as lesson:
            return (*lessons, lesson)
        case _:
            return lessons


LESSONS = Fold(hears=frozenset({ProfessionalTrainingDelivered}), initial=_NONE, evolve=_evolve)
"""What somebody has taught professionals, over the subject of the peer supporter."""

# --- Refusals ---


class NobodyTaught(Malformed):
    """A number of people who were taught that cannot be."""


# --- Decider ---


def gather(command: RecordProfessionalTraining, read: Read) -> TeachingAsked:
    """Look at the peer supporter."""
    of = subject("peer", command.peer)
    return TeachingAsked(read(PEER, of), read(LESSONS, of), read.now)


def decide(command: RecordProfessionalTraining, state: TeachingAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    must_be_known_peer(state.peer)
    if command.taught is not None and not 0 < command.taught <= MOST_TAUGHT:
        raise NobodyTaught(
            f"Say how many were there, from 1 to {MOST_TAUGHT:,}, or leave it open.",
            field="taught",
        )
    check_length(command.minutes)
    at = happened(command.at, state.now)
    lesson = event_of(ProfessionalTrainingDelivered, command, at=at)
    return [] if lesson in state.lessons else [lesson]


decider = Decider(
    noun="peer",
    commands=(RecordProfessionalTraining,),
    gather=gather,
    decide=decide,
    refusals=(UnknownPeer, NobodyTaught, NotALengthOfTime, NotYetHappened, TooLongAgo),
)
