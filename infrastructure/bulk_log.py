"""A log that is decided in memory first and written afterwards, in one piece, into an empty store.

For histories that are made up as a whole (the simulator). Several services are decided apart from
each other, each in an `UnwrittenLog` of its own with positions of its own, and spooled to a file
with their values already sealed. `Merged` puts the files into one order of recording and gives
every entry the position that it takes in the log. What comes out is what the same commands would
have written through `EventLog` (tests hold this): the same decider code on the same histories, the
same command ids, digests, tags and moments; only the boxes of sealed values differ, as they always
do.

A position stands in two places outside its own column: in the envelope of what corrects an entry,
and in the command that asked for it, of which the digest is kept. Both are written anew. Anything
else that holds a position is refused (`HoldsAPosition`).
"""

import heapq
import os
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import IO, Any, get_args, get_type_hints

import msgspec

from application.ledger import Asked, Decided, Receipt
from application.perform import digest_of
from domain.corrections import CorrectEntry, MarkEnteredInError, Versions
from domain.decider import Command, Event, Position, Recorded
from infrastructure.codec import EPOCH, MICROSECOND, Envelope, decode, opened
from infrastructure.deciding import Decision, Looking, entries_of
from infrastructure.event_log import Clock, system_clock
from infrastructure.field_keys import FieldKey
from infrastructure.histories import History
from infrastructure.key_encryption import KEY_BYTES
from infrastructure.recorders import CommandRow, Entry, Row

PAGE = 1000
_LENGTH = 4
CORRECTIONS: dict[str, type[CorrectEntry | MarkEnteredInError]] = {
    "CorrectEntry": CorrectEntry,
    "MarkEnteredInError": MarkEnteredInError,
}


class HoldsAPosition(Exception):
    """An event or a command names a position, which the bulk path does not know how to move."""


class FreshKeys:
    """Keys that no keyring holds yet: made as they are asked for, to be adopted before writing."""

    def __init__(self) -> None:
        """Begin with none."""
        self.made: dict[str, bytes] = {}

    def key_of(self, owner: str) -> bytes:
        """The owner's key, made if there is none."""
        key = self.made.get(owner)
        if key is None:
            key = self.made[owner] = os.urandom(KEY_BYTES)
        return key

    def keys_of(self, owner: str) -> tuple[bytes, ...]:
        """The owner's key, or none where none was made."""
        return (self.made[owner],) if owner in self.made else ()

    def of_field(self, owners: tuple[str, ...], box: bytes) -> FieldKey | None:  # noqa: ARG002 - the port
        """Nothing: no field of theirs has a key of its own."""
        return None

    def has_moved_on(self) -> bool:
        """Nobody else has these keys."""
        return False


class Spooled(msgspec.Struct, frozen=True, array_like=True):
    """What one command came to. ``correction`` is its name and body where it names an entry."""

    recorded_at: int
    command_id: str
    digest: bytes
    entries: list[Entry]
    correction: tuple[str, bytes] | None = None


class UnwrittenLog:
    """The log of one service while it is decided; what follows goes to ``sink``.

    ``entries`` are those decided so far, at positions of their own.
    """

    def __init__(self, sink: Callable[[Spooled], object], clock: Clock = system_clock) -> None:
        """Begin with an empty log."""
        self.clock = clock
        self.keys = FreshKeys()
        self._sink = sink
        self._past = _EmptyPast()
        self._taken: set[str] = set()
        self._stamped = 0
        self.entries: list[Recorded] = []

    def transact(self, asked: Asked) -> Receipt:
        """Decide and remember; see `application.ledger.Ledger`. A command id comes once."""
        if asked.command_id in self._taken:
            raise ValueError(f"The command {asked.command_id} comes twice.")
        now = self._stamped = max((self.clock() - EPOCH) // MICROSECOND, self._stamped)
        looking = Looking(self, self._past, Decision(asked), EPOCH + now * MICROSECOND)
        decided: Decided = asked.decide(looking)
        entries = entries_of(decided, asked, self.keys)
        if not entries:
            return Receipt(Position(self._past.seen))
        if any(_names_a_position(event) for event in decided.events):
            raise HoldsAPosition(entries[0].name)
        first = self._past.seen + 1
        events = tuple(
            decode((number, entry.name, now, entry.tags, entry.data))
            for number, entry in enumerate(entries, first)
        )
        self._taken.add(asked.command_id)
        self.entries += events
        self._past.add(events)
        spooled = Spooled(now, asked.command_id, asked.digest, entries, _correction(asked.command))
        self._sink(spooled)
        return Receipt(events[-1].position, events)

    def entry(self, position: Position) -> Recorded | None:
        """One entry, if the log reaches as far."""
        return self.entries[position - 1] if 0 < position <= len(self.entries) else None

    def with_boxes_open(self, versions: Versions) -> Versions:
        """The versions of an entry with what the latest says readable."""
        said = opened(versions.said, self.keys, ("words", "coded"))
        return msgspec.structs.replace(versions, said=said)

    def with_codes_open(self, events: Iterable[Recorded]) -> list[Recorded]:
        """Entries with their codes readable: nobody has destroyed a key yet."""
        return [opened(each, self.keys) for each in events]


class _EmptyPast:
    """Every history since the log was empty; none is provisional, as nobody else writes."""

    def __init__(self) -> None:
        self.seen = 0
        self._histories: dict[str, History] = {}

    def of(self, subject: str) -> History:
        history = self._histories.get(subject)
        if history is None:
            history = self._histories[subject] = History([])
        return history

    def is_provisional(self, subject: str) -> bool:
        del subject
        return False

    def add(self, events: Sequence[Recorded]) -> None:
        for recorded in events:
            for tag in recorded.tags:
                self.of(tag).add(recorded)
        self.seen = events[-1].position


class Spool:
    """Commands in a file, in the order in which they were decided."""

    def __init__(self, file: IO[bytes]) -> None:
        """Write into a file that is open for writing."""
        self._file = file
        self._encode = msgspec.msgpack.Encoder().encode

    def __call__(self, spooled: object) -> None:
        """Put one command at the end."""
        body = self._encode(spooled)
        self._file.write(len(body).to_bytes(_LENGTH, "big") + body)


def spooled_in(path: Path, kind: Any = Spooled) -> Iterator[Any]:
    """Yield what a file holds, in order."""
    decoder = msgspec.msgpack.Decoder(kind)
    with path.open("rb") as file:
        while head := file.read(_LENGTH):
            yield decoder.decode(file.read(int.from_bytes(head, "big")))


class Merged:
    """Several spools as one log, in the order of recording.

    What was recorded at the same moment stays in the order of the spools. The commands go to a file
    while the rows are read, because a store takes them after the rows.
    """

    def __init__(self, spools: Sequence[Path], scratch: Path) -> None:
        """Merge files; ``scratch`` is one that does not exist yet."""
        self._spools, self._scratch = spools, scratch
        self.position = 0

    def pages(self) -> Iterator[list[Row]]:
        """Yield the rows, in pages. To be read before `commands`, once."""
        streams = [_with_places(path) for path in self._spools]
        page: list[Row] = []
        with self._scratch.open("wb") as file:
            keep = Spool(file)
            for spooled, places in heapq.merge(*streams, key=_recorded_at):
                first = self.position + 1
                renumber = spooled.correction is not None
                for name, tags, data in spooled.entries:
                    self.position += 1
                    places.append(self.position)
                    body = _renumbered(data, places) if renumber else data
                    page.append(Row(self.position, name, spooled.recorded_at, tags, body))
                digest = _digest(spooled, places)
                keep(CommandRow(spooled.command_id, digest, first, self.position))
                if len(page) >= PAGE:
                    yield page
                    page = []
        if page:
            yield page

    def commands(self) -> Iterator[list[CommandRow]]:
        """Yield the commands, in pages."""
        page: list[CommandRow] = []
        for command in spooled_in(self._scratch, CommandRow):
            page.append(command)
            if len(page) >= PAGE:
                yield page
                page = []
        if page:
            yield page


class _AnyStored(Envelope, frozen=True, omit_defaults=True, kw_only=True):
    """The data of a row whose event is passed on as it is."""

    event: msgspec.Raw


_stored = msgspec.json.Decoder(_AnyStored).decode


def _with_places(path: Path) -> Iterator[tuple[Spooled, "array[int]"]]:
    """The commands of a spool, with the list of the places that its entries have taken."""
    places = array("q", [0])
    for spooled in spooled_in(path):
        yield spooled, places


def _recorded_at(each: tuple[Spooled, Any]) -> int:
    return each[0].recorded_at


def _renumbered(data: bytes, places: Sequence[int]) -> bytes:
    stored = _stored(data)
    if stored.corrects is None:
        return data
    corrects = Position(places[stored.corrects])
    return msgspec.json.encode(msgspec.structs.replace(stored, corrects=corrects))


def _digest(spooled: Spooled, places: Sequence[int]) -> bytes:
    if spooled.correction is None:
        return spooled.digest
    name, body = spooled.correction
    command = msgspec.json.decode(body, type=CORRECTIONS[name])
    return digest_of(msgspec.structs.replace(command, entry=Position(places[command.entry])))


def _correction(command: Command | None) -> tuple[str, bytes] | None:
    name = type(command).__name__
    if name in CORRECTIONS:
        return name, msgspec.json.encode(command)
    if command is not None and _names_a_position(command):
        raise HoldsAPosition(name)
    return None


def _names_a_position(said: Event | Command) -> bool:
    return any(getattr(said, field) not in (None, ()) for field in _of_positions(type(said)))


@cache
def _of_positions(kind: type[Event] | type[Command]) -> tuple[str, ...]:
    """The fields in whose types positions stand."""
    return tuple(
        field
        for field, hint in get_type_hints(kind).items()
        if any(part is Position for part in _parts(hint))
    )


def _parts(hint: Any) -> Iterator[Any]:
    yield hint
    for part in get_args(hint):
        yield from _parts(part)
