"""The shape of a decision: a request, what is known, what follows from it, and a no with a name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Any, Generic, NewType, Protocol, TypeVar, get_type_hints

import msgspec
from typing_extensions import TypeVar as TypeVarWithDefault

from domain.people import NOUN_OF_ID, ActorId, ServiceId, Subject, subject

Position = NewType("Position", int)
"""The place of an event in the log: 1 for the first, without gaps."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Event(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A fact, in the past tense. The class name is the stored name: never rename it.

    ``at`` is the first moment at which the sentence that the name makes is true (UTC).
    """

    at: datetime

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """Everything this event concerns; the log finds it again by each of them."""
        found: list[Subject] = []
        for field, noun in identifying_fields(type(self)):
            named = getattr(self, field)
            if isinstance(named, tuple):
                found += [subject(noun, each) for each in named]
            elif named is not None:
                found.append(subject(noun, named))
        return tuple(found)


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


K = TypeVarWithDefault("K", bound=Event, covariant=True, default=Event)


class Recorded(msgspec.Struct, Generic[K], frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """An event with what the log knows of it: when and by whom it was recorded.

    The moment and the subjects are kept as they are stored (``micros`` since 1970, ``tagged`` with
    spaces between), because whoever reads a whole log asks few entries for either.
    """

    by: ActorId
    service: ServiceId
    command_id: str
    event: K
    ordinal: int = 0
    because_of: Position | None = None
    corrects: Position | None = None
    position: Position = Position(0)
    micros: int = 0
    tagged: str = ""

    @property
    def recorded_at(self) -> datetime:
        """When it was recorded (UTC)."""
        return EPOCH + self.micros * MICROSECOND

    @property
    def tags(self) -> tuple[Subject, ...]:
        """Every subject that it is filed under."""
        return tuple(map(Subject, self.tagged.split(" "))) if self.tagged else ()


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
    fields, said_by = _spoken(kind, type(command))
    return kind(**(dict(zip(fields, said_by(command), strict=True)) | more))


@cache
def _spoken(
    kind: type[Event], command: type[Command]
) -> tuple[tuple[str, ...], Callable[[Command], Sequence[Any]]]:
    """The fields that an event and a command have in common, and what reads all of them."""
    fields = tuple(field for field in kind.__struct_fields__ if field in command.__struct_fields__)
    if len(fields) > 1:
        return fields, attrgetter(*fields)
    return fields, lambda said: [getattr(said, field) for field in fields]


@cache
def identifying_fields(kind: type[Event]) -> tuple[tuple[str, str], ...]:
    """The fields of an event whose identifiers become subjects, each with its noun."""
    found = []
    for field, hint in get_type_hints(kind).items():
        parts = (hint, *getattr(hint, "__args__", ()))
        found += [(field, NOUN_OF_ID[part]) for part in parts if part in NOUN_OF_ID]
    return tuple(found)
