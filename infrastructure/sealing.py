"""Sealing one field of one event under the keys of everybody who owns it.

The field key is HKDF-SHA256 over the owners' keys, salted at random for each field of each event,
with the place of the field as context; so every field key is used once, and one field can be
opened for an auditor by its own key alone. AES-256-GCM binds the box to its event and field by
associated data: moved to another place it does not open. Plaintexts are padded with spaces, which
JSON ignores, to hide short lengths.
"""

import os
import struct
import threading
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SUITE = b"\x01"
SALT_BYTES = 16
NONCE_BYTES = 12
PADDING = 32
POOL_BYTES = 4096

_SHA256 = SHA256()
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
        return _joined("alongside/field/v1", self.name, *self.owners, self.field)

    @property
    def associated(self) -> bytes:
        """What the ciphertext is bound to: the context and this very event."""
        return self.context + self.event

    @property
    def event(self) -> bytes:
        """This very event, wherever it stands in the log."""
        return _joined("alongside/event/v1", self.command_id, str(self.ordinal))


class DoesNotOpen(Exception):
    """The box was made for another place, with other keys, or has been changed."""


class _Salts(threading.local):
    """Random salts, drawn from the system in pools; a forked child starts a pool of its own."""

    def __init__(self) -> None:
        self.pool = b""
        self.used = 0
        self.process = 0

    def next(self) -> bytes:
        if self.used + SALT_BYTES > len(self.pool) or self.process != os.getpid():
            self.pool, self.used, self.process = os.urandom(POOL_BYTES), 0, os.getpid()
        self.used += SALT_BYTES
        return self.pool[self.used - SALT_BYTES : self.used]


_salts = _Salts()


def seal(keys: tuple[bytes, ...], place: Place, plain: bytes) -> bytes:
    """Return a box: suite, salt, ciphertext and tag. ``keys`` are in the order of the owners."""
    salt = _salts.next()
    padded = plain.ljust(-(-len(plain) // PADDING) * PADDING)
    context = place.context
    cipher = AESGCM(_derived(keys, context, salt))
    return SUITE + salt + cipher.encrypt(salt[:NONCE_BYTES], padded, context + place.event)


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
    return _derived(keys, place.context, salt)


def salt_of(box: bytes) -> bytes:
    """The salt with which a box was sealed. Raises `DoesNotOpen` where this is no box."""
    if len(box) <= 1 + SALT_BYTES or box[:1] != SUITE:
        raise DoesNotOpen("This box is of no known kind.")
    return box[1 : 1 + SALT_BYTES]


def _derived(keys: tuple[bytes, ...], context: bytes, salt: bytes) -> bytes:
    return HKDF(_SHA256, 32, salt, context).derive(b"".join(keys))


def _joined(*parts: str) -> bytes:
    written: list[bytes] = []
    for part in parts:
        encoded = part.encode()
        written += (_length(len(encoded)), encoded)
    return b"".join(written)
