"""Between an event in memory and its stored bytes: JSON with the sealed fields in boxes.

The stored name stands in the row, the envelope and the event in its data. A field is sealed if its
annotation says who owns it (`domain.personal.Owned`). Reading leaves boxes closed; a reader that
holds the keyring opens the classes of value that it is allowed to.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from functools import cache
from itertools import product
from typing import Any, Generic, NamedTuple, Protocol, TypeVar, get_type_hints

import msgspec

from domain.catalogue import EVENTS
from domain.decider import EPOCH, MICROSECOND, Event, Position, Recorded
from domain.people import ActorId, ServiceId, Subject
from domain.personal import Class, Sealed, owned_fields, owners_in, owning
from infrastructure.field_keys import FieldKey
from infrastructure.keyring import KeyErased
from infrastructure.recorders import Columns, Entry
from infrastructure.sealing import (
    DoesNotOpen,
    Place,
    Seal,
    field_key,
    salt_of,
    unseal_with_field_key,
)
from infrastructure.upcasters import former_names, upcast

CODED: tuple[Class, ...] = ("coded",)

E = TypeVar("E", bound=Event)


class KeysToSeal(Protocol):
    """Where the keys are found under which a value is sealed."""

    def key_of(self, owner: str) -> bytes:
        """The owner's key, made if there is none. Raises `KeyErased`."""


class Keys(KeysToSeal, Protocol):
    """Where keys are found: the keyring, or what is about to be put into it."""

    def keys_of(self, owner: str) -> tuple[bytes, ...]:
        """The owner's keys, the newest first; none where they were destroyed or never made."""

    def of_field(self, owners: tuple[str, ...], box: bytes) -> FieldKey | None:
        """The key of one field, where fields of these owners are kept apart; else nothing."""

    def has_moved_on(self) -> bool:
        """Whether keys were made or destroyed elsewhere, which is known from now on."""


class Envelope(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the log knows of an event and the event itself does not say."""

    by: ActorId
    service: ServiceId
    command_id: str
    ordinal: int = 0
    because_of: Position | None = None
    corrects: Position | None = None


class Stored(Envelope, Generic[E], frozen=True, omit_defaults=True, kw_only=True):
    """The data of one row, to be written. It is read as a `Recorded`, which has these fields."""

    event: E


class SealedField(msgspec.Struct, frozen=True):
    """A field of an event that is sealed: its class, its owners, and the type of its value."""

    field: str
    kind: Class
    owners: tuple[tuple[str, str], ...]
    decode: Callable[[bytes], Any]


class OwnerMissing(ValueError):
    """A value is to be sealed, and the event names none of its possible owners."""


class UnknownName(Exception):
    """The log holds an event of a name that this version of the product does not know."""


encode_json = msgspec.json.Encoder().encode
_put = msgspec.structs.force_setattr


def encode(
    event: Event, envelope: Envelope, keyring: KeysToSeal, extra_tags: Collection[Subject] = ()
) -> Entry:
    """Seal what is personal and return the row to be appended.

    ``extra_tags`` are those of an entry that this one corrects. Raises `KeyErased`, and
    `OwnerMissing` where a value would be sealed under no key at all.
    """
    kind = type(event)
    name = kind.__name__
    boxes: dict[str, Any] = {}
    whose = None
    for sealed in sealed_fields(kind):
        value = getattr(event, sealed.field)
        if value is None or value == () or isinstance(value, Sealed):
            continue
        if sealed.owners != whose:  # most fields of an event have the same owners
            whose = sealed.owners
            owners = owners_in(event, whose)
            if not owners:
                raise OwnerMissing(f"{name}.{sealed.field} belongs to nobody who could seal it.")
            keys = tuple([keyring.key_of(owner) for owner in owners])
            seal = Seal(keys, name, owners, envelope.command_id, envelope.ordinal)
        boxes[sealed.field] = Sealed(seal(sealed.field, encode_json(value)))
    stored = Stored(
        by=envelope.by,
        service=envelope.service,
        command_id=envelope.command_id,
        ordinal=envelope.ordinal,
        because_of=envelope.because_of,
        corrects=envelope.corrects,
        event=_replaced(event, boxes) if boxes else event,
    )
    tags = event.subjects
    if extra_tags:
        tags = tuple(dict.fromkeys((*tags, *extra_tags)))
    return Entry(name, " ".join(tags), encode_json(stored))


def decode(row: Columns) -> Recorded:
    """Read a row into a typed event with every box closed. Raises `UnknownName`."""
    position, name, recorded_at, tags, data = row
    decoder = _DECODERS.get(name)
    recorded = decoder(data) if decoder is not None else upcast(name, data, decoder_of)
    # Nobody else has seen it yet; copying it into a second object would cost more than the rest.
    _put(recorded, "position", position)
    _put(recorded, "micros", recorded_at)
    _put(recorded, "tagged", tags)
    return recorded


def stored_names(kinds: Iterable[type[Event]]) -> frozenset[str]:
    """The names under which events of some kinds are stored, those of the past among them."""
    names = [kind.__name__ for kind in kinds]
    return frozenset([*names, *(former for name in names for former in former_names(name))])


def opened(
    recorded: Recorded,
    keyring: Keys,
    kinds: Collection[Class] = CODED,
    fields: Collection[str] | None = None,
) -> Recorded:
    """The same event with its boxes open (or those of some fields), as far as the keyring can.

    What cannot be opened because a key is gone stays `Sealed`, which to a fold is unknown. Raises
    `DoesNotOpen` where somebody has changed the store.
    """
    values = {
        sealed.field: value
        for sealed in sealed_fields(type(recorded.event))
        if sealed.kind in kinds
        and (fields is None or sealed.field in fields)
        and isinstance(box := getattr(recorded.event, sealed.field), Sealed)
        and not isinstance(value := _unsealed(sealed, recorded, box, keyring), Sealed)
    }
    if not values:
        return recorded
    return msgspec.structs.replace(recorded, event=_replaced(recorded.event, values))


def field_key_of(recorded: Recorded, field: str, keyring: Keys) -> tuple[Place, bytes] | None:
    """The place and the key of one sealed field, which open that field and nothing else.

    Nothing where the field is not sealed or an owner's key was destroyed. Raises `DoesNotOpen`.
    """
    for sealed in sealed_fields(type(recorded.event)):
        box = getattr(recorded.event, sealed.field)
        if sealed.field == field and isinstance(box, Sealed):
            place = _place(sealed, recorded.event, recorded.command_id, recorded.ordinal)
            found = _opened(place, box.box, keyring)
            return None if found is None else (found.place, found.key)
    return None


def boxes_in(recorded: Recorded) -> Iterator[tuple[str, tuple[Subject, ...], bytes]]:
    """Every box of an entry: its field, whose it is, and what it is made of."""
    for sealed in sealed_fields(type(recorded.event)):
        box = getattr(recorded.event, sealed.field)
        if isinstance(box, Sealed):
            yield sealed.field, owners_in(recorded.event, sealed.owners), box.box


@cache
def sealed_fields(kind: type[Event]) -> tuple[SealedField, ...]:
    """The fields of an event that are sealed, in the order of its definition."""
    plain = get_type_hints(kind)
    found = []
    for field, owned in owned_fields(kind).items():
        decoder = msgspec.json.Decoder(_without_sealed(plain[field]))
        found.append(SealedField(field, owned.kind, owning(kind, owned), decoder.decode))
    return tuple(found)


@cache
def decoder_of(name: str) -> Callable[[bytes], Recorded]:
    """The decoder of today's shape of an event. Raises `UnknownName`."""
    if name not in EVENTS:
        raise UnknownName(f"This log holds {name}, which this version does not know.")
    kind: Any = EVENTS[name]
    return msgspec.json.Decoder(Recorded[kind]).decode


def _place(sealed: SealedField, event: Event, command_id: str, ordinal: int) -> Place:
    owners = owners_in(event, sealed.owners)
    return Place(type(event).__name__, sealed.field, owners, command_id, ordinal)


def _unsealed(sealed: SealedField, recorded: Recorded, box: Sealed, keyring: Keys) -> Any:
    place = _place(sealed, recorded.event, recorded.command_id, recorded.ordinal)
    found = _opened(place, box.box, keyring)
    return box if found is None else sealed.decode(found.plain)


class _Opened(NamedTuple):
    """A value in the clear, the key that opened its box, and the place that the box had."""

    place: Place
    key: bytes
    plain: bytes


def _opened(place: Place, box: bytes, keyring: Keys) -> _Opened | None:
    """Open a box, or nothing where a key was destroyed. Raises `DoesNotOpen`.

    A box that does not open may be newer than what the keyring remembers.
    """
    try:
        return _opened_as_remembered(place, box, keyring)
    except DoesNotOpen:
        if not keyring.has_moved_on():
            raise
    return _opened_as_remembered(place, box, keyring)


def _opened_as_remembered(place: Place, box: bytes, keyring: Keys) -> _Opened | None:
    places = (*[place._replace(name=former) for former in former_names(place.name)], place)
    apart = keyring.of_field(place.owners, box)
    if apart is not None:
        key = apart.key
        return None if key is None else _opened_by(places, box, lambda _place: (key,))
    several = [keyring.keys_of(owner) for owner in place.owners]
    if not all(several):
        return None
    salt = salt_of(box)
    return _opened_by(
        places, box, lambda then: (field_key(keys, then, salt) for keys in product(*several))
    )


def _opened_by(
    places: tuple[Place, ...], box: bytes, keys_in: Callable[[Place], Iterable[bytes]]
) -> _Opened:
    """Open a box in its place, or in the one that it had before its event was renamed."""
    for place in places:
        for key in keys_in(place):
            with suppress(DoesNotOpen):
                return _Opened(place, key, unseal_with_field_key(key, place, box))
    raise DoesNotOpen(places[-1].field)


def _replaced(event: Event, values: dict[str, Any]) -> Event:
    return msgspec.structs.replace(event, **values)


def _without_sealed(hint: Any) -> Any:
    parts = tuple(part for part in getattr(hint, "__args__", (hint,)) if part is not Sealed)
    result = parts[0]
    for part in parts[1:]:
        result = result | part
    return result


_DECODERS: dict[str, Callable[[bytes], Recorded]] = {
    name: msgspec.json.Decoder(Recorded[kind]).decode  # type: ignore[valid-type]
    for name, kind in EVENTS.items()
}

__all__ = [
    "EPOCH",
    "MICROSECOND",
    "DoesNotOpen",
    "Envelope",
    "KeyErased",
    "Keys",
    "KeysToSeal",
    "OwnerMissing",
    "Stored",
    "UnknownName",
    "boxes_in",
    "decode",
    "encode",
    "field_key_of",
    "opened",
    "sealed_fields",
    "stored_names",
]
