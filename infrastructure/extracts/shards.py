"""Columnar shards: one row for each entry, sorted by person and by when it happened."""

import os
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import chain, repeat
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from application.evaluation.extract import NOBODY, Glance, Life
from domain.catalogue import EVENTS
from domain.decider import EPOCH, MICROSECOND, Position, Recorded
from domain.people import PersonId, ServiceId

SCHEMA = pa.schema(
    [
        pa.field("person", pa.string(), nullable=False),
        pa.field("entry", pa.int32(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("recorded_at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("data", pa.string(), nullable=False),
    ]
)
ROWS_IN_A_GROUP = 20_000


class Told(NamedTuple):
    """One row of a shard. ``data`` is the event as JSON, ``micros`` when it was recorded."""

    person: str
    entry: int
    name: str
    micros: int
    data: str

    @property
    def recorded_at(self) -> datetime:
        """When it was recorded (UTC)."""
        return EPOCH + self.micros * MICROSECOND


_encode = msgspec.json.Encoder().encode


def shard_name(number: int) -> str:
    """The file of a shard."""
    return f"entries-{number:04}.parquet"


def write_shard(folder: Path, number: int, lives: Sequence[Life]) -> int:
    """Write a shard whole, or not at all; return how many entries it holds."""
    entries = list(chain.from_iterable(life.entries for life in lives))
    events = [each.event for each in entries]
    table = pa.table(
        [
            list(chain.from_iterable(repeat(life.person, len(life.entries)) for life in lives)),
            [each.position for each in entries],
            [type(each).__name__ for each in events],
            [(each.at - EPOCH) // MICROSECOND for each in events],
            [each.micros for each in entries],
            [_encode(each).decode() for each in events],
        ],
        schema=SCHEMA,
    )
    file = folder / shard_name(number)
    unfinished = file.with_suffix(".unfinished")
    pq.write_table(
        table, unfinished, compression="zstd", row_group_size=ROWS_IN_A_GROUP, store_schema=False
    )
    with unfinished.open("rb+") as written:
        os.fsync(written.fileno())
    unfinished.replace(file)
    return len(entries)


def shards_in(folder: Path) -> list[Path]:
    """The shards of an extract, in order."""
    return sorted(folder.glob("entries-*.parquet"))


def told_in(shard: Path) -> Iterator[Told]:
    """The entries of a shard as they are told, of whatever shape."""
    told = ["person", "entry", "name", "recorded_at", "data"]
    for batch in pq.ParquetFile(shard).iter_batches(batch_size=ROWS_IN_A_GROUP, columns=told):
        # a moment is read as the number it is stored as: a datetime for each row costs more than
        # all the rest of reading it
        micros = batch.column("recorded_at").cast(pa.int64()).to_pylist()
        whose, entries, names, data = (
            batch.column(each).to_pylist() for each in ("person", "entry", "name", "data")
        )
        yield from map(Told, whose, entries, names, micros, data)


def lives_in(
    shard: Path, service: ServiceId, names: Collection[str] | None = None
) -> Iterator[Life]:
    """The people of a shard with their entries, or those of some kinds, ready to be folded.

    Only an extract with exact dates can be: of another, values are left out that a fold needs.
    """
    person, entries = "", list[Recorded]()
    for told in told_in(shard):
        if told.person != person:
            if person:
                yield Life(PersonId(person), tuple(entries))
            person, entries = told.person, []
        if names is None or told.name in names:
            entries.append(_entry(told, service))
    if person:
        yield Life(PersonId(person), tuple(entries))


def glances_in(shard: Path) -> Iterator[Glance]:
    """The people of a shard with no more than the names and moments of their entries."""
    person, names, moments = "", list[str](), list[int]()
    for batch in pq.ParquetFile(shard).iter_batches(
        batch_size=ROWS_IN_A_GROUP, columns=["person", "name", "at"]
    ):
        whose = batch.column("person").to_pylist()
        called = batch.column("name").to_pylist()
        micros = batch.column("at").cast(pa.int64()).to_pylist()
        start = 0
        while start < len(whose):
            end = bisect_right(whose, whose[start], start)  # a shard is sorted by person
            if whose[start] != person and names:
                yield Glance(PersonId(person), names, moments)
                names, moments = [], []
            person = whose[start]
            names += called[start:end]
            moments += micros[start:end]
            start = end
    if names:
        yield Glance(PersonId(person), names, moments)


def _entry(told: Told, service: ServiceId) -> Recorded:
    return Recorded(
        by=NOBODY,
        service=service,
        command_id="",
        event=_DECODERS[told.name](told.data),
        position=Position(told.entry),
        micros=told.micros,
    )


_DECODERS: dict[str, Any] = {
    name: msgspec.json.Decoder(kind).decode for name, kind in EVENTS.items()
}
