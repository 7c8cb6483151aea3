"""Sealing one field of one event under the keys of everybody who owns it.

The field key is HKDF-SHA256 over the owners' keys, salted at random for each field of each event,
with the place of the field as context; so every field key is used once, and one field can be
opened for an auditor by its own key alone. AES-256-GCM binds the box to its event and field by
associated data: moved to another place it does not open. Plaintexts are padded with spaces, which
JSON ignores, to hide short lengths.
"""

import os
import struct
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SUITE = b"\x01"
SALT_BYTES = 16
NONCE_BYTES = 12
KEY_BYTES = 32
PADDING = 32

_BLOCK = 64
_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))
_INNER_AFTER_SALT = b"\x36" * (_BLOCK - SALT_BYTES)
_OUTER_AFTER_SALT = b"\x5c" * (_BLOCK - SALT_BYTES)
_INNER_AFTER_KEY = b"\x36" * (_BLOCK - KEY_BYTES)
_OUTER_AFTER_KEY = b"\x5c" * (_BLOCK - KEY_BYTES)
_length = struct.Struct(">I").pack


class Place(NamedTuple):
    """Where a sealed value stands, independent of its position in the log."""

    name: str
    field: str
    owners: tuple[str, ...]
    command_id: str
    ordinal: int

    @property
    def context(self) -> bytes:
        """What the field key is derived for: name, owners and field."""
        return _owned(self.name, self.owners) + _joined(self.field)

    @property
    def associated(self) -> bytes:
        """What the ciphertext is bound to: the context and this very event."""
        return self.context + self.event

    @property
    def event(self) -> bytes:
        """This very event, wherever it stands in the log."""
        return _event(self.command_id, self.ordinal)


class DoesNotOpen(Exception):
    """The box was made for another place, with other keys, or has been changed."""


class Seal:
    """What the fields of one event that have the same owners are sealed with."""

    __slots__ = ("_event", "_key", "_owned")

    def __init__(
        self,
        keys: tuple[bytes, ...],
        name: str,
        owners: tuple[str, ...],
        command_id: str,
        ordinal: int,
    ) -> None:
        """Take the owners with their keys in the same order, and the place but for the field."""
        self._key = b"".join(keys)
        self._owned = _owned(name, owners)
        self._event = _event(command_id, ordinal)

    def __call__(self, field: str, plain: bytes) -> bytes:
        """Return a box: suite, salt, ciphertext and tag."""
        salt = os.urandom(SALT_BYTES)
        padded = plain.ljust(-(-len(plain) // PADDING) * PADDING)
        context = self._owned + _field(field)
        cipher = AESGCM(_derived(self._key, context, salt))
        return SUITE + salt + cipher.encrypt(salt[:NONCE_BYTES], padded, context + self._event)


def seal(keys: tuple[bytes, ...], place: Place, plain: bytes) -> bytes:
    """Return the box of one field. ``keys`` are in the order of the owners."""
    name, field, owners, command_id, ordinal = place
    return Seal(keys, name, owners, command_id, ordinal)(field, plain)


def unseal(keys: tuple[bytes, ...], place: Place, box: bytes) -> bytes:
    """Open a box with its owners' keys. Raises `DoesNotOpen`."""
    return unseal_with_field_key(field_key(keys, place, salt_of(box)), place, box)


def unseal_with_field_key(key: bytes, place: Place, box: bytes) -> bytes:
    """Open one box with the key of that one field. Raises `DoesNotOpen`."""
    salt = salt_of(box)
    try:
        return AESGCM(key).decrypt(salt[:NONCE_BYTES], box[1 + SALT_BYTES :], place.associated)
    except InvalidTag as wrong:
        raise DoesNotOpen(place.field) from wrong


def field_key(keys: tuple[bytes, ...], place: Place, salt: bytes) -> bytes:
    """Derive the key of one field from every owner's key."""
    return _derived(b"".join(keys), place.context, salt)


def salt_of(box: bytes) -> bytes:
    """The salt with which a box was sealed. Raises `DoesNotOpen` where this is no box."""
    if len(box) <= 1 + SALT_BYTES or box[:1] != SUITE:
        raise DoesNotOpen("This box is of no known kind.")
    return box[1 : 1 + SALT_BYTES]


def _derived(key: bytes, context: bytes, salt: bytes) -> bytes:
    """HKDF-SHA256 (RFC 5869) as far as one block goes: extract, then expand once.

    Both are HMAC-SHA256 (RFC 2104) under a key shorter than a block, and written out because every
    sealed field takes both: after a commit the general one takes three times as long, to find out
    which hash is meant.
    """
    inner = sha256(salt.translate(_INNER) + _INNER_AFTER_SALT + key).digest()
    extracted = sha256(salt.translate(_OUTER) + _OUTER_AFTER_SALT + inner).digest()
    inner = sha256(extracted.translate(_INNER) + _INNER_AFTER_KEY + context + b"\x01").digest()
    return sha256(extracted.translate(_OUTER) + _OUTER_AFTER_KEY + inner).digest()


def _owned(name: str, owners: tuple[str, ...]) -> bytes:
    return _OWNED + _joined(name, *owners)


def _event(command_id: str, ordinal: int) -> bytes:
    return _EVENT + _joined(command_id, str(ordinal))


def _joined(*parts: str) -> bytes:
    """Write parts so that no others are written the same way; joining goes on where it ended."""
    written: list[bytes] = []
    for part in parts:
        encoded = part.encode()
        written += (_length(len(encoded)), encoded)
    return b"".join(written)


_field = lru_cache(256)(_joined)
_OWNED = _joined("alongside/field/v1")
_EVENT = _joined("alongside/event/v1")
