"""Where events are kept: one port, `EventRecorder`, for SQLite and for PostgreSQL.

A recorder knows nothing of what an event means. It keeps rows in order, answers who has been
concerned by what, refuses an append whose condition no longer holds, and grows the hash tree in
the same transaction.
"""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, ClassVar, NamedTuple, Protocol

from eventsourcing.dcb.api import DCBRecorder

from application.ledger import OutOfReach


class Row(NamedTuple):
    """One event as stored. ``recorded_at`` is microseconds since 1970 (UTC)."""

    position: int
    name: str
    recorded_at: int
    tags: str
    data: bytes


Columns = tuple[int, str, int, str, bytes]
"""The columns of a row, in order, without their names."""

as_row = partial(tuple.__new__, Row)
"""Name the columns of a row."""


class Entry(NamedTuple):
    """One event to be stored; ``tags`` are joined by single spaces, in the order given."""

    name: str
    tags: str
    data: bytes


class ReadItem(NamedTuple):
    """Something a decision relied on: events of these names under this tag up to a position.

    No names means every name. The append fails where a newer event matches.
    """

    tag: str
    names: tuple[str, ...]
    after: int


as_read = partial(tuple.__new__, ReadItem)
"""Name the parts of something relied on."""


class Submission(NamedTuple):
    """One command's events and what they rely on.

    ``digest`` is 32 bytes of the command's body: the same id with another digest is refused. With
    an empty ``command_id`` nothing is kept by which it would be known again.
    ``dependent`` says that the decision saw events of an earlier submission in the same batch,
    at the positions that ``expected_head`` implied.
    """

    command_id: str
    digest: bytes
    reads: tuple[ReadItem, ...]
    entries: tuple[Entry, ...]
    dependent: bool = False


class Committed(NamedTuple):
    """The events stand at these positions, with this ``recorded_at`` (microseconds).

    A submission without events stores nothing, its command id included: ``last`` is then the
    head, and ``first`` the position after it.
    """

    first: int
    last: int
    recorded_at: int


class Repeated(NamedTuple):
    """The command id was known, with the same body: this is what it did then."""

    first: int
    last: int
    recorded_at: int


class Reused(NamedTuple):
    """The command id was known, with another body. Nothing was stored."""


class Conflicted(NamedTuple):
    """Something that the decision relied on has changed. Nothing was stored."""


Outcome = Committed | Repeated | Reused | Conflicted


class Head(NamedTuple):
    """The state of the whole log: number of events, last recorded_at, root of the tree."""

    size: int
    recorded_at: int
    root: bytes


class CommandRow(NamedTuple):
    """A command that the store has taken: which body it had, and which positions it filled."""

    command_id: str
    digest: bytes
    first: int
    last: int


class StoreBusy(OutOfReach):
    """Another process kept the store locked for too long."""


class StoreFailed(OutOfReach):
    """The store cannot be opened, cannot promise durability, or could not keep an event."""


class Locked(Protocol):
    """The log while nobody else can append."""

    @property
    def head(self) -> int:
        """The position of the last event, counting those appended under this lock."""

    def history(self, tag: str, after: int = 0) -> list[Row]:
        """What concerns a tag, after a position, including what this lock has appended."""

    def append(self, submission: Submission, now: int) -> Outcome:
        """Store one command's events if its condition holds."""


class Evidence(Protocol):
    """What is stored at one moment, unread and untrusted, for `infrastructure.verification`.

    Every method may raise `StoreFailed` where the store cannot be read. Values may be of any
    type: a damaged column gives what it gives.
    """

    @property
    def text(self) -> type:
        """The type in which an undamaged text arrives, as its bytes."""

    def head(self) -> tuple[Any, Any, Any, Any, Any]:
        """Size, how far the indexes reach, recorded_at, frontier, root."""

    def rows(self) -> Iterator[list[tuple[Any, ...]]]:
        """In order: position, name, recorded_at, tags, data, leaf."""

    def tagged(self) -> Iterator[list[tuple[Any, Any]]]:
        """In no order: each tag of the index as text, with one of its positions."""

    def positions_by_tag(self) -> Iterator[list[tuple[Any, Any]]]:
        """In no order: each tag of the index as text, with its positions as a JSON array."""

    def tiles(self) -> list[tuple[Any, Any, Any]]:
        """In order: level, number, root."""

    def commands(self) -> Iterator[list[tuple[Any, Any, Any, Any]]]:
        """In order of their first positions: first, last, command id as text, digest.

        The id is left empty where there is no index that has to agree.
        """

    def command_index(self) -> Iterator[list[tuple[Any, Any]]] | None:
        """In no order: command ids as text with their first positions; None without an index."""


class EventRecorder(DCBRecorder):
    """The port. Also the library's `DCBRecorder`: read, append under condition, subscribe.

    ``sends_again`` says that a batch may be sent twice, where a connection was lost on the way; a
    submission without an id would then be stored twice.
    """

    sends_again: ClassVar[bool]

    @abstractmethod
    def append_batch(
        self, submissions: Iterable[Submission], *, expected_head: int, now: int
    ) -> list[Outcome]:
        """Store several commands' events in one transaction, in order.

        They may be decided while they are taken: nobody may wait for the recorder on the way.
        A submission that fails its condition harms only itself, and those that are ``dependent``
        and come after it. All dependent ones fail if the head is not at ``expected_head``.
        """

    @abstractmethod
    def locked(self) -> AbstractContextManager[Locked]:
        """Hold the append lock: read what stands, decide, append, commit at the end."""

    @abstractmethod
    def head(self) -> Head:
        """How far the log reaches now."""

    @abstractmethod
    def history(self, tag: str, after: int = 0, upto: int | None = None) -> list[Row]:
        """What concerns one tag, in order of position."""

    @abstractmethod
    def histories(
        self, after: Mapping[str, int], upto: int | None = None
    ) -> Iterator[tuple[str, Columns]]:
        """What concerns each of some tags after a position of its own, each in order of position.

        Faster than one history after the other. Rows come with the tag.
        """

    @abstractmethod
    def columns(self, after: int = 0, upto: int | None = None) -> Iterator[list[Columns]]:
        """Yield the log in order, in pages; naming every row's columns costs a tenth of reading."""

    def pages(self, after: int = 0, upto: int | None = None) -> Iterator[list[Row]]:
        """Yield the log in order, in pages of rows."""
        for page in self.columns(after, upto):
            yield list(map(as_row, page))

    @abstractmethod
    def tags_with_prefix(self, prefix: str, upto: int | None = None) -> list[str]:
        """Every tag that begins so and was used by a position."""

    @abstractmethod
    def touched(self, prefix: str, after: int, upto: int) -> list[str]:
        """The tags beginning so of events after one position and up to another."""

    @abstractmethod
    def position_at(self, recorded_at: int) -> int:
        """The last position recorded at or before a moment (microseconds); 0 if none."""

    @abstractmethod
    def commands(self) -> Iterator[list[CommandRow]]:
        """Yield the commands that the store has taken, in no meaningful order."""

    @abstractmethod
    def hashes(self, level: int, start: int, stop: int) -> list[bytes]:
        """Read the tree, as `infrastructure.tree.Nodes` asks."""

    @abstractmethod
    def evidence(self) -> AbstractContextManager[Evidence]:
        """Open what is stored now for verification, apart from all other reading and writing."""

    @abstractmethod
    def load(self, pages: Iterator[list[Row]], commands: Iterable[list[CommandRow]] = ()) -> None:
        """Fill an empty store with another's rows, verbatim, growing the tree anew.

        Without its commands, a copy would take a command a second time.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of all connections."""
