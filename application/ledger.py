"""The port to the log: what the application needs of it, whatever it is made of."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

import msgspec

from domain.corrections import Versions
from domain.decider import Command, Event, Position, Read, Recorded, Refusal
from domain.people import ActorId, ServiceId, Subject


class Decided(NamedTuple):
    """What follows from a command, and which entry it corrects."""

    events: Sequence[Event]
    corrects: Recorded | None = None


class Asked(msgspec.Struct, frozen=True):
    """A command as the log sees it: who asks in which service, and how it is decided.

    ``digest`` is 32 bytes of the command's content; ``because_of`` names the event to which an
    automatic command reacts. ``command`` is the command itself, for a log that gives its positions
    later: the digest of a command that names an entry depends on them.
    """

    command_id: str
    digest: bytes
    by: ActorId
    service: ServiceId
    decide: Callable[["Reading"], Decided]
    because_of: Position | None = None
    command: Command | None = None


class Receipt(msgspec.Struct, frozen=True):
    """What a command did. ``position`` is that of its last event, or of the log if it did nothing.

    ``repeated`` says that it had been done before under the same command id.
    """

    position: Position
    events: tuple[Recorded, ...] = ()
    repeated: bool = False


class Reading(Read, Protocol):
    """How a decision looks at the past, with single entries as well as folds."""

    def versions(self, position: Position) -> Versions | None:
        """An entry with all that corrects it, open as far as the keyring still opens it."""


class Head(NamedTuple):
    """How far the log reaches: its last position, and the root of its tree there."""

    position: Position
    root: bytes


class OutOfReach(Exception):
    """The log cannot be read or written just now; nothing is wrong with what was asked."""


class CommandIdReused(Refusal):
    """A key that was used for one request comes with another."""


class OwnerErased(Refusal):
    """What is to be written belongs to somebody whose key was destroyed."""


class StoreIsBusy(Refusal):
    """Another process kept the store for itself for too long."""

    status = 503


class Transactor(Protocol):
    """What takes commands."""

    def transact(self, asked: Asked) -> Receipt:
        """Decide on what stands and record what follows, or raise the refusal.

        Raises `CommandIdReused` and `StoreIsBusy` beside what the decision refuses.
        """


class Ledger(Transactor, Protocol):
    """The log."""

    def history(
        self,
        subject: Subject,
        upto: Position | None = None,
        kinds: Collection[type[Event]] | None = None,
    ) -> list[Recorded]:
        """What concerns a subject, in the order of recording, as it stands now.

        What is of none of the ``kinds`` is not even decoded.
        """

    def histories(
        self, after: Mapping[Subject, Position], upto: Position | None = None
    ) -> dict[Subject, list[Recorded]]:
        """What concerns each of some subjects after a position of its own, as it stands now.

        In the order of recording; faster than one after the other.
        """

    def read(
        self, after: Position = Position(0), upto: Position | None = None
    ) -> Iterator[list[Recorded]]:
        """Yield the log in pages, in order."""

    def deal(
        self,
        places: Mapping[str, Sequence[list[Recorded]]],
        upto: Position,
        kinds: Collection[type[Event]] | None = None,
    ) -> Iterator[Position]:
        """Add each entry, in order, to the lists in which it has a place; yield how far that is.

        ``places`` gives the lists by what an entry is filed under (`Recorded.tagged`). What has no
        place, or is of none of the ``kinds``, is not even decoded.
        """

    def entry(self, position: Position) -> Recorded | None:
        """One entry."""

    def head(self) -> Head:
        """How far the log reaches now."""

    def root_at(self, position: Position) -> bytes:
        """The root of the tree as it was when the log ended at a position."""

    def position_at(self, moment: datetime) -> Position:
        """The last position recorded at or before a moment."""

    def subjects(self, noun: str, upto: Position | None = None) -> list[Subject]:
        """Every subject of a kind that any event up to a position concerned."""

    def touched(self, noun: str, after: Position, upto: Position) -> list[Subject]:
        """The subjects of a kind that events after one position and up to another concern."""
