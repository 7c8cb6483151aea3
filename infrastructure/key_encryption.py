"""The key that wraps all others: read from a file that is kept apart from every backup.

It can be changed while the service runs. Until every key has been wrapped anew, the following one
lies beside it, in a file of the same name with ``.next`` at its end, and both are good.
"""

import base64
import hashlib
import hmac
import os
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from infrastructure.files import settle, write_once

KEY_BYTES = 32
NONCE_BYTES = 12


class KeyringDamaged(Exception):
    """A row of the keyring does not carry the mark that only this installation can make."""


class WrongKeyEncryptionKey(Exception):
    """The keyring was wrapped under another key-encryption key."""


class KeyEncryptionKey:
    """The key that wraps all others, read from a file that is kept apart from every backup."""

    def __init__(self, secret: bytes, file: Path | None = None) -> None:
        """Derive the wrapping and the marking key from 32 secret bytes, read from a file."""
        self.file = file
        self._wrapping = AESGCM(_derived(secret, b"alongside/wrap/v1"))
        self._marking = _derived(secret, b"alongside/mac/v1")
        self.id = hashlib.sha256(b"alongside/kek-id/v1" + secret).hexdigest()[:16]

    @classmethod
    def at(cls, path: Path, *, create: bool = True) -> "KeyEncryptionKey":
        """Read the key from its file; make it, readable by its owner alone, if it may be made.

        Raises `FileNotFoundError` where it may not, and `WrongKeyEncryptionKey` where the file
        holds something else.
        """
        if not path.exists():
            if not create:
                raise FileNotFoundError(path)
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_once(path, base64.b64encode(os.urandom(KEY_BYTES)))
        try:
            secret = base64.b64decode(path.read_bytes(), validate=True)
        except ValueError:
            secret = b""
        if len(secret) != KEY_BYTES:
            raise WrongKeyEncryptionKey(f"The file {path} holds no key. Put the right one back.")
        return cls(secret, path)

    def wrap(self, owner: str, key: bytes) -> bytes:
        """Wrap a key for one owner."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._wrapping.encrypt(nonce, key, owner.encode())

    def unwrap(self, owner: str, wrapped: bytes) -> bytes:
        """Unwrap it again. Raises `KeyringDamaged`."""
        try:
            nonce, box = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
            return self._wrapping.decrypt(nonce, box, owner.encode())
        except (InvalidTag, ValueError) as wrong:
            raise KeyringDamaged(owner) from wrong

    def mark(self, owner: str, wrapped: bytes | None, erased_at: str | None) -> bytes:
        """The MAC of a row."""
        parts = [owner.encode(), self.id.encode()]
        parts.append(b"" if wrapped is None else b"wrapped" + wrapped)
        parts.append(b"" if erased_at is None else b"erased" + erased_at.encode())
        message = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
        return hmac.digest(self._marking, message, "sha256")


class KeyEncryptionKeys:
    """The keys that may have wrapped a row: the one at hand and, during a change, the other."""

    def __init__(self, kek: KeyEncryptionKey) -> None:
        """Begin with the key at hand."""
        self._file = kek.file
        self._known = {kek.id: kek}

    def get(self, identifier: str) -> KeyEncryptionKey | None:
        """A key by its id, looked for in its files if it has not been needed so far."""
        if identifier not in self._known and self._file is not None:
            for file in (following(self._file), self._file):  # the order in which they move
                with suppress(FileNotFoundError):
                    kek = KeyEncryptionKey.at(file, create=False)
                    self._known[kek.id] = kek
        return self._known.get(identifier)


def following(file: Path) -> Path:
    """Where the next key lies while keys are being wrapped anew."""
    return file.with_name(f"{file.name}.next")


def put_in_place(file: Path) -> None:
    """Let the next key take the place of the one before, which is then gone."""
    with suppress(FileNotFoundError):  # somebody else who changes it was quicker
        following(file).replace(file)
    settle(file.parent)


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret)
