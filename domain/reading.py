"""Looking into what was read: a signal that somebody may have looked out of curiosity is weighed.

What the log of reads suggests (`projections.reading_signals`) is no finding. Somebody else asks,
and what they heard is recorded; it decides nothing about whoever read.
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

import msgspec

from domain.decider import Command, Decider, Event, Malformed, Read, Recorded, Refusal, event_of
from domain.folds import Fold
from domain.people import ActorId, PeerId, PersonId, ServiceId, StaffId, subject
from domain.rights.events import OwnersWords
from domain.service import SERVICE, UnknownService
from domain.service.asking import must_be_open

FEWEST_LETTERS = 10
"""An explanation shorter than this explains nothing."""


class ReadingSignal(StrEnum):
    """What was worth asking about."""

    NO_RELATION = "NO_RELATION"
    FORMER_RELATION = "FORMER_RELATION"
    MANY_PEOPLE = "MANY_PEOPLE"
    OWN_NAME = "OWN_NAME"
    SAME_SURNAME = "SAME_SURNAME"


class Looked(NamedTuple):
    """What one signal is known by: what it was, who read, on which day, and about whom."""

    kind: ReadingSignal
    reader: str
    day: date
    person: PersonId | None


# --- Events ---


class ReadingLookedInto(Event, frozen=True, kw_only=True):
    """Somebody asked why a member of staff or a peer supporter had read something, and was told."""

    service: ServiceId
    kind: ReadingSignal
    day: date
    staff: StaffId | None = None
    peer: PeerId | None = None
    person: PersonId | None = None
    words: OwnersWords = None


# --- Commands ---


class LookIntoReading(Command, frozen=True, kw_only=True):
    """Set a signal about reading aside, with what was heard. One of ``staff`` and ``peer`` read."""

    service: ServiceId
    kind: ReadingSignal
    day: date
    words: str
    staff: StaffId | None = None
    peer: PeerId | None = None
    person: PersonId | None = None


# --- State ---

Settled = dict[Looked, ActorId]
NOTHING_SETTLED: Settled = {}


def looked(said: LookIntoReading | ReadingLookedInto) -> Looked:
    """The signal that is meant."""
    reader = f"staff:{said.staff}" if said.staff is not None else f"peer:{said.peer}"
    return Looked(said.kind, reader, said.day, said.person)


def _evolve(settled: Settled, recorded: Recorded) -> Settled:
    if isinstance(recorded.event, ReadingLookedInto):
        return {**settled, looked(recorded.event): recorded.by}
    return settled


SETTLED = Fold(hears=frozenset({ReadingLookedInto}), initial=NOTHING_SETTLED, evolve=_evolve)
"""What was looked into and by whom, over the subject of the service."""


class ReadingAsked(msgspec.Struct, frozen=True):
    """What was looked into before, who asks, and when."""

    settled: Settled
    by: ActorId
    now: datetime


# --- Refusals ---


class NotOneReader(Malformed):
    """A signal is about what one reads: a member of staff or a peer supporter."""


class OwnReading(Refusal):
    """Nobody sets aside a signal about what they read themself."""


class NotAnExplanation(Malformed):
    """What was heard says nothing to whoever reads it later."""


# --- Decider ---


def gather(command: LookIntoReading, read: Read) -> ReadingAsked:
    """Look at what was looked into before. Raises `UnknownService`."""
    service = subject("service", command.service)
    must_be_open(read(SERVICE, service))
    return ReadingAsked(read(SETTLED, service), read.by, read.now)


def decide(command: LookIntoReading, state: ReadingAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    if (command.staff is None) == (command.peer is None):
        raise NotOneReader("Name who read: a member of staff, or a peer supporter.", field="staff")
    if str(state.by) in {command.staff, command.peer}:
        raise OwnReading("This is about what you read yourself. Somebody else looks into it.")
    if len(command.words.strip()) < FEWEST_LETTERS:
        raise NotAnExplanation("Say in a sentence what you were told.", field="words")
    if looked(command) in state.settled:
        return []
    return [event_of(ReadingLookedInto, command, at=state.now, words=command.words.strip())]


decider = Decider(
    noun="reading",
    commands=(LookIntoReading,),
    gather=gather,
    decide=decide,
    refusals=(UnknownService, NotOneReader, OwnReading, NotAnExplanation),
)
