"""What a log promises in public: signed checkpoints and proofs, in the formats of C2SP.

A checkpoint (tlog-checkpoint) says in three lines which log it is, how many events it holds and
what the root of its tree is, signed as a note (signed-note, Ed25519). A tlog-proof is one file that
shows an event to stand under a checkpoint. Whatever reads them is in `verify_bundle`.
"""

from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from infrastructure.verify_bundle import ED25519, PROOF_LINE, Key, Refused, from_base64, key_id


class NotASigningKey(Exception):
    """A file that should hold a key for checkpoints holds something else."""


class TreeHead(NamedTuple):
    """A tree, before anybody has signed for it."""

    size: int
    root: bytes


class SigningKey:
    """The key with which one log signs, written as Go's `note` package writes such keys."""

    def __init__(self, name: str, seed: bytes) -> None:
        """Use 32 secret bytes under the name of a log."""
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self._seed = seed
        self.name = name
        self.public = self._private.public_key().public_bytes_raw()
        self.id = key_id(name, self.public)

    @classmethod
    def made(cls, name: str) -> "SigningKey":
        """Make a new key under the name of a log."""
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def at(cls, path: Path) -> "SigningKey":
        """Read the key from its file. Raises `NotASigningKey`."""
        try:
            return cls._read(path.read_text(encoding="utf-8"))
        except (Refused, ValueError):
            wrong = f"the file {path} holds no signing key (put the right one back)"
            raise NotASigningKey(wrong) from None

    @classmethod
    def _read(cls, written: str) -> "SigningKey":
        private, _, rest = written.strip().partition("+KEY+")
        name, identifier, encoded = rest.split("+", 2)
        secret = from_base64(encoded, "The key")
        key = cls(name, secret[1:])
        if private != "PRIVATE" or secret[:1] != ED25519 or identifier != key.id.hex():
            raise ValueError(private)
        return key

    @property
    def written(self) -> str:
        """The secret as it is kept in a file."""
        encoded = b64encode(ED25519 + self._seed).decode()
        return f"PRIVATE+KEY+{self.name}+{self.id.hex()}+{encoded}\n"

    @property
    def verifier(self) -> Key:
        """The public half."""
        return Key(self.name, self.id, self.public)

    def under(self, name: str) -> "SigningKey":
        """The key of another log, which follows from this one: no two logs share a public key."""
        derived = HKDF(
            SHA256(), length=len(self._seed), salt=None, info=b"alongside/log/v1" + name.encode()
        )
        return SigningKey(name, derived.derive(self._seed))

    def signed(self, head: TreeHead) -> bytes:
        """A checkpoint of the log that this key is named for."""
        text = body(self.name, head)
        signature = b64encode(self.id + self._private.sign(text.encode())).decode()
        return f"{text}\n\N{EM DASH} {self.name} {signature}\n".encode()


def vkey(key: Key) -> str:
    """A public key as it is given to those who verify."""
    return f"{key.name}+{key.id.hex()}+{b64encode(ED25519 + key.public).decode()}"


def body(origin: str, head: TreeHead) -> str:
    """What is signed: the log, the number of its events, the root of its tree."""
    return f"{origin}\n{head.size}\n{b64encode(head.root).decode()}\n"


def hash_lines(hashes: Sequence[bytes]) -> str:
    """The hashes of a proof, one on a line."""
    return "".join(f"{b64encode(each).decode()}\n" for each in hashes)


def tlog_proof(index: int, hashes: Sequence[bytes], note: bytes) -> bytes:
    """The file that shows a leaf (counted from 0) to stand in the tree of a signed checkpoint."""
    return f"{PROOF_LINE}\nindex {index}\n{hash_lines(hashes)}\n".encode() + note
