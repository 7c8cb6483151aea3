"""Between an event in memory and its stored bytes: JSON with the sealed fields in boxes.

The stored name stands in the row, the envelope and the event in its data. A field is sealed if its
annotation says who owns it (`domain.personal.Owned`). Reading leaves boxes closed; a reader that
holds the keyring opens the classes of value that it is allowed to.
"""

from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from functools import cache
from typing import Any, Generic, Protocol, TypeVar, get_type_hints

import msgspec

from domain.catalogue import EVENTS
from domain.decider import EPOCH, MICROSECOND, Event, Position, Recorded
from domain.people import NOUN_OF_OWNER, ActorId, ServiceId, Subject, subject
from domain.personal import Class, Owned, Sealed
from infrastructure.keyring import KeyErased
from infrastructure.recorders import Columns, Entry
from infrastructure.sealing import DoesNotOpen, Place, Seal, field_key, salt_of, unseal
from infrastructure.upcasters import former_names, upcast

CODED: tuple[Class, ...] = ("coded",)

E = TypeVar("E", bound=Event)


class Keys(Protocol):
    """Where keys are found: the keyring, or what is about to be put into it."""

    def key_of(self, owner: str) -> bytes:
        """The owner's key, made if there is none. Raises `KeyErased`."""

    def existing_key_of(self, owner: str) -> bytes | None:
        """The owner's key, or nothing where it was destroyed or never made."""


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
    event: Event, envelope: Envelope, keyring: Keys, extra_tags: Collection[Subject] = ()
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
            owners = _owners(whose, event)
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
            keys = _existing(place.owners, keyring)
            if keys is None:
                return None
            place, _plain = _opened(keys, place, box.box)
            return place, field_key(keys, place, salt_of(box.box))
    return None


@cache
def sealed_fields(kind: type[Event]) -> tuple[SealedField, ...]:
    """The fields of an event that are sealed, in the order of its definition."""
    hints = get_type_hints(kind, include_extras=True)
    plain = get_type_hints(kind)
    found = []
    for field, hint in hints.items():
        owned = [part for part in getattr(hint, "__metadata__", ()) if isinstance(part, Owned)]
        if not owned:
            continue
        owners = tuple((_noun(plain[by]), by) for by in owned[0].by)
        value_type = _without_sealed(plain[field])
        decoder = msgspec.json.Decoder(value_type)
        found.append(SealedField(field, owned[0].kind, owners, decoder.decode))
    return tuple(found)


@cache
def decoder_of(name: str) -> Callable[[bytes], Recorded]:
    """The decoder of today's shape of an event. Raises `UnknownName`."""
    if name not in EVENTS:
        raise UnknownName(f"This log holds {name}, which this version does not know.")
    kind: Any = EVENTS[name]
    return msgspec.json.Decoder(Recorded[kind]).decode


def _place(sealed: SealedField, event: Event, command_id: str, ordinal: int) -> Place:
    owners = _owners(sealed.owners, event)
    return Place(type(event).__name__, sealed.field, owners, command_id, ordinal)


def _owners(owners: tuple[tuple[str, str], ...], event: Event) -> tuple[str, ...]:
    """Who they are in this event, in the order in which their keys are joined."""
    found = [
        subject(noun, identifier)
        for noun, field in owners
        if (identifier := getattr(event, field)) is not None
    ]
    return tuple(sorted(found))


def _unsealed(sealed: SealedField, recorded: Recorded, box: Sealed, keyring: Keys) -> Any:
    place = _place(sealed, recorded.event, recorded.command_id, recorded.ordinal)
    keys = _existing(place.owners, keyring)
    if keys is None:
        return box
    _place_of_the_past, plain = _opened(keys, place, box.box)
    return sealed.decode(plain)


def _opened(keys: tuple[bytes, ...], place: Place, box: bytes) -> tuple[Place, bytes]:
    """Open a box in its place, or in the one that it had before its event was renamed."""
    for former in former_names(place.name):
        with suppress(DoesNotOpen):
            place_then = place._replace(name=former)
            return place_then, unseal(keys, place_then, box)
    return place, unseal(keys, place, box)


def _existing(owners: tuple[str, ...], keyring: Keys) -> tuple[bytes, ...] | None:
    keys = []
    for owner in owners:
        key = keyring.existing_key_of(owner)
        if key is None:
            return None
        keys.append(key)
    return tuple(keys)


def _replaced(event: Event, values: dict[str, Any]) -> Event:
    return msgspec.structs.replace(event, **values)


def _noun(hint: Any) -> str:
    for part in (hint, *getattr(hint, "__args__", ())):
        if part in NOUN_OF_OWNER:
            return NOUN_OF_OWNER[part]
    raise TypeError(f"{hint} identifies nobody who could own a value")


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
    "OwnerMissing",
    "Stored",
    "UnknownName",
    "decode",
    "encode",
    "field_key_of",
    "opened",
    "sealed_fields",
    "stored_names",
]
