"""Sealing one field of one event under the keys of everybody who owns it.

The field key is HKDF-SHA256 over the owners' keys, salted at random for each field of each event,
with the place of the field as context; so every field key is used once, and one field can be
opened for an auditor by its own key alone. AES-256-GCM binds the box to its event and field by
associated data: moved to another place it does not open. Plaintexts are padded with spaces, which
JSON ignores, to hide short lengths.
"""

import os
import struct
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SUITE = b"\x01"
SALT_BYTES = 16
NONCE_BYTES = 12
PADDING = 32

_BLOCK = 64
_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))
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


def seal(keys: tuple[bytes, ...], place: Place, plain: bytes) -> bytes:
    """Return a box: suite, salt, ciphertext and tag. ``keys`` are in the order of the owners."""
    salt = os.urandom(SALT_BYTES)
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
    """HKDF-SHA256 (RFC 5869) as far as one block goes: extract, then expand once."""
    return _hmac(_hmac(salt, b"".join(keys)), context + b"\x01")


def _hmac(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA256 (RFC 2104) under a key that fits into one block.

    Written out because it is done four times for each event that seals two fields: after a commit
    the general one takes three times as long, to find out which hash is meant.
    """
    block = key.ljust(_BLOCK, b"\0")
    inner = sha256(block.translate(_INNER) + message).digest()
    return sha256(block.translate(_OUTER) + inner).digest()


def _joined(*parts: str) -> bytes:
    written: list[bytes] = []
    for part in parts:
        encoded = part.encode()
        written += (_length(len(encoded)), encoded)
    return b"".join(written)
