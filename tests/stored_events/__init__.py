"""How every event was ever stored: one file for each version, frozen when it was first made.

A new event, or an event with another shape, needs another file. Make it with

    python -m tests.stored_events

which adds what is missing and never touches what is there. Codes (the values of every enumeration
that is stored) are kept in `codes.json`: they can become more, never fewer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import insert

from domain.catalogue import EVENTS
from domain.decider import Position, Recorded
from domain.people import NOUN_OF_OWNER, ActorId, ServiceId
from infrastructure.codec import EPOCH, MICROSECOND, Envelope, decode, encode, opened
from infrastructure.keyring import KeyEncryptionKey, Keyring, keys
from infrastructure.recorders import Row
from tests.events import MOMENT, codes_of, example, shape_of

FOLDER = Path(__file__).parent
CODES = FOLDER / "codes.json"
SAID = (
    *("position", "recorded_at", "by", "service", "command_id"),
    *("ordinal", "because_of", "corrects", "tags", "event"),
)
OWNERS = tuple(f"{noun}:{noun}-example" for noun in sorted(set(NOUN_OF_OWNER.values())))


class Sample(msgspec.Struct, frozen=True):
    """One row as it was stored, and what it said.

    ``shape`` is that of the event at the time, ``says`` all that it reads with every box open.
    """

    shape: dict[str, str]
    position: int
    name: str
    recorded_at: int
    tags: str
    data: str
    says: dict[str, Any]

    @property
    def row(self) -> Row:
        """The row as a store gives it."""
        return Row(self.position, self.name, self.recorded_at, self.tags, self.data.encode())


@contextmanager
def keyring_of_samples() -> Iterator[Keyring]:
    """The keys under which every sample is sealed: always the same, and no secret."""
    keyring = Keyring("sqlite://", KeyEncryptionKey(sha256(b"samples").digest()))
    with keyring.engine.begin() as db:
        for owner in OWNERS:
            wrapped = keyring.kek.wrap(owner, sha256(owner.encode()).digest())
            mac = keyring.kek.mark(owner, wrapped, None)
            db.execute(
                insert(keys).values(owner=owner, kek=keyring.kek.id, wrapped=wrapped, mac=mac)
            )
    yield keyring
    keyring.close()


def said_by(recorded: Recorded) -> dict[str, Any]:
    """Everything that an entry says, in plain values."""
    whole = {name: getattr(recorded, name) for name in SAID}
    said: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(whole))
    return said


def read(sample: Sample, keyring: Keyring) -> Recorded:
    """What a sample says to today's code, with every box open."""
    return opened(decode(sample.row), keyring, ("words", "coded"))


def files_of(name: str) -> list[Path]:
    """The samples of an event, the first version first."""
    found = FOLDER.glob(f"{name}.*.json")
    return sorted(found, key=lambda file: int(file.name.split(".")[1]))


def samples() -> dict[str, Sample]:
    """Every sample by the name of its file."""
    return {
        file.stem: msgspec.json.decode(file.read_bytes(), type=Sample)
        for file in sorted(FOLDER.glob("*.*.json"))
    }


def missing() -> list[str]:
    """The events that have no sample of their present shape."""
    return [name for name, kind in EVENTS.items() if _newest_shape(name) != shape_of(kind)]


def kept_codes() -> dict[str, list[str]]:
    """The values of each enumeration that may have been stored."""
    kept = CODES.read_bytes() if CODES.exists() else b"{}"
    return msgspec.json.decode(kept, type=dict[str, list[str]])


def keep_codes() -> None:
    """Add the codes that are new; those that are kept stay."""
    kept = kept_codes()
    for name, codes in codes_of(EVENTS.values()).items():
        before = kept.setdefault(name, [])
        before += (code for code in codes if code not in before)
    CODES.write_bytes(msgspec.json.format(msgspec.json.encode(kept, order="sorted")) + b"\n")


def _newest_shape(name: str) -> dict[str, str] | None:
    files = files_of(name)
    return msgspec.json.decode(files[-1].read_bytes(), type=Sample).shape if files else None


def add(name: str, keyring: Keyring) -> Path:
    """Freeze the present shape of an event in a new file."""
    event = example(EVENTS[name])
    envelope = Envelope(
        by=ActorId("isla"),
        service=ServiceId("service-example"),
        command_id=f"command-of-{name}",
        ordinal=1,
        because_of=Position(5),
        corrects=Position(4),
    )
    entry = encode(event, envelope, keyring)
    recorded_at = (MOMENT - EPOCH) // MICROSECOND + 1_000_000
    row = Row(7, entry.name, recorded_at, entry.tags, entry.data)
    sample = Sample(
        shape=shape_of(EVENTS[name]),
        position=row.position,
        name=row.name,
        recorded_at=recorded_at,
        tags=row.tags,
        data=row.data.decode(),
        says=said_by(opened(decode(row), keyring, ("words", "coded"))),
    )
    file = FOLDER / f"{name}.{len(files_of(name)) + 1}.json"
    with file.open("xb") as new:
        new.write(msgspec.json.format(msgspec.json.encode(sample), indent=2) + b"\n")
    return file
