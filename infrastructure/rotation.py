"""Changing the key-encryption key while the service runs.

The next key is on the disk before it is used, and the one before stays until no key needs it: so
whoever is killed at any step finds both, and whoever runs this again goes on from there. The keys
of owners stay the same, so nothing that they sealed is touched. Backups made before can be opened
with the key that they were made under and no other, so a copy of it decides whether they live.
"""

from collections.abc import Callable
from pathlib import Path

import msgspec

from infrastructure.key_encryption import KeyEncryptionKey, following, put_in_place
from infrastructure.keyring import Keyring


class Rotated(msgspec.Struct, frozen=True):
    """How many keys were wrapped anew, and the ids of both key-encryption keys."""

    keys: int
    before: str
    after: str


def rotate(
    keyring: Keyring, file: Path, progress: Callable[[int], None] = lambda _done: None
) -> Rotated:
    """Wrap every key under a new key-encryption key, which takes the place of the one in a file."""
    before = KeyEncryptionKey.at(file, create=False)
    after = KeyEncryptionKey.at(following(file))
    keyring.wrap_under(after)
    done = 0
    while moved := keyring.rewrap():
        done += moved
        progress(done)
    put_in_place(file)
    return Rotated(done, before.id, after.id)
