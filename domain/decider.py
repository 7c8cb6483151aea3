"""The shape of a decision: a request, what is known, what follows from it, and a no with a name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Generic, NewType, Protocol, TypeVar, get_type_hints

import msgspec

from domain.people import NOUN_OF_ID, ActorId, ServiceId, Subject, subject

Position = NewType("Position", int)
"""The place of an event in the log: 1 for the first, without gaps."""


class Event(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A fact, in the past tense. The class name is the stored name: never rename it.

    ``at`` is the first moment at which the sentence that the name makes is true (UTC).
    """

    at: datetime

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """Everything this event concerns; the log finds it again by each of them."""
        return tuple(
            subject(noun, identifier)
            for field, noun in identifying_fields(type(self))
            if (identifier := getattr(self, field)) is not None
        )


class EnteredInError(Event, frozen=True, kw_only=True):
    """An earlier entry says something that never happened. It carries the subjects of that entry.

    Which entry is meant stands in the envelope (`Recorded.corrects`).
    """

    reason_code: str = "mistake"
    entry_subjects: tuple[Subject, ...] = ()

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """The subjects of the entry that this one takes out."""
        return self.entry_subjects


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request, in the imperative. It may be refused."""


class Recorded(msgspec.Struct, frozen=True, gc=False):
    """An event with what the log knows of it: when and by whom it was recorded."""

    position: Position
    recorded_at: datetime
    by: ActorId
    service: ServiceId
    command_id: str
    ordinal: int
    because_of: Position | None
    corrects: Position | None
    tags: tuple[Subject, ...]
    event: Event


class Refusal(Exception):
    """The request was understood, and a rule says no. Subclasses name the rule.

    The message is a sentence for the person who asked: what is in the way and what to do.
    ``field`` names the part of the request that is in the way, where one part is.
    """

    status = 409

    def __init__(self, message: str, *, field: str | None = None) -> None:
        """Keep the sentence and, where there is one, the field."""
        super().__init__(message)
        self.field = field


class Unknown(Refusal):
    """What the request speaks of is not in the log."""

    status = 404


class Malformed(Refusal):
    """A value that cannot be: the field and the rule are named."""

    status = 422


S = TypeVar("S")


class Read(Protocol):
    """How `gather` looks at the past; it remembers what it read, which becomes the condition."""

    @property
    def now(self) -> datetime:
        """The moment of the decision (UTC)."""

    @property
    def by(self) -> ActorId:
        """Who asks."""

    @property
    def service(self) -> ServiceId:
        """The service in which they ask."""

    def __call__(self, fold: Any, of: Subject) -> Any:
        """What the known events of one subject add up to."""

    def fresh(self, noun: str) -> str:
        """A new identifier, the same whenever the same command is decided again."""


C = TypeVar("C", bound=Command, contravariant=True)


@dataclass(frozen=True, slots=True)
class Decider(Generic[C, S]):
    """The rules of one noun: how to look, and what follows.

    ``refusals`` lists every named no that `decide` can say, for the documentation of the door.
    """

    noun: str
    commands: tuple[type[Command], ...]
    gather: Callable[[C, Read], S]
    decide: Callable[[C, S], Sequence[Event]]
    refusals: tuple[type[Refusal], ...]


E = TypeVar("E", bound=Event)


def event_of(kind: type[E], command: Command, /, **more: Any) -> E:
    """The event that says what a command said: fields of the same name, and ``more``."""
    spoken = {
        field: getattr(command, field)
        for field in kind.__struct_fields__
        if field not in more and field in command.__struct_fields__
    }
    return kind(**spoken, **more)


@cache
def identifying_fields(kind: type[Event]) -> tuple[tuple[str, str], ...]:
    """The fields of an event whose identifiers become subjects, each with its noun."""
    found = []
    for field, hint in get_type_hints(kind).items():
        parts = (hint, *getattr(hint, "__args__", ()))
        found += [(field, NOUN_OF_ID[part]) for part in parts if part in NOUN_OF_ID]
    return tuple(found)
