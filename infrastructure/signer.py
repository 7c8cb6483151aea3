"""Who signs for the log, and never for two logs under one name.

The signer remembers the last checkpoint that it signed, on its own disk, before it gives it away.
It signs the next one only on proof that the log still begins with everything it signed for: a log
that shrank, or was rebuilt with an event changed, gets no signature (tlog-checkpoint). What it is
asked is the request of tlog-witness: the old size, the proof, the new head.
"""

import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from infrastructure.checkpoints import SigningKey, TreeHead
from infrastructure.files import alone_in, replace, write_once
from infrastructure.recorders import EventRecorder, StoreFailed
from infrastructure.tree import EMPTY_ROOT, consistency_proof
from infrastructure.verify_bundle import (
    Checkpoint,
    Key,
    Refused,
    checkpoint_from,
    verify_consistency,
)

KEY_FILE = "checkpoint-key"
MEMORY_FILE = "checkpoint-signed"
READS = "reads"
TRIES = 3


class NotSigned(Exception):
    """The signer does not sign this tree; the message says why and what to do."""


class Stale(Exception):
    """The proof begins at another size than the checkpoint that was signed last."""

    def __init__(self, size: int) -> None:
        """Say from which size the proof has to begin."""
        super().__init__(f"the last checkpoint covers {size} events")
        self.size = size


class Growth(NamedTuple):
    """A new head, and the proof that it grew from a tree of the old size."""

    old: int
    proof: Sequence[bytes]
    head: TreeHead


class Signs(Protocol):
    """A signer, in this process or in another."""

    @property
    def key(self) -> Key:
        """The public key of the log."""

    def last(self) -> bytes:
        """The checkpoint that was signed last; at the beginning that of the empty log."""

    def sign(self, growth: Growth) -> bytes:
        """Sign a checkpoint. Raises `Stale` and `NotSigned`."""


class Signer:
    """Signs with a key in a file, and remembers in another."""

    def __init__(self, key: SigningKey, memory: Path) -> None:
        """Use a key and what is remembered of it."""
        self._key = key
        self._memory = memory

    @classmethod
    def at(cls, folder: Path, origin: str) -> "Signer":
        """The signer in a folder; made there, with a new key for a log, if there is none.

        Raises `NotSigned` where there is a key and what it signed has been forgotten.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key_file, memory = folder / KEY_FILE, folder / MEMORY_FILE
        with alone_in(folder):
            if not key_file.exists():
                made = SigningKey.made(origin)
                for key, remembers in ((made, memory), _of_reads(made, memory)):
                    replace(remembers, key.signed(TreeHead(0, EMPTY_ROOT)))
                write_once(key_file, made.written.encode())
        signer = cls(SigningKey.at(key_file), memory)
        signer.remembered()
        return signer

    @property
    def key(self) -> Key:
        """The public key of the log."""
        return self._key.verifier

    def of_reads(self) -> "Signer":
        """The signer of the log of reads, with a key and a memory of its own."""
        return Signer(*_of_reads(self._key, self._memory))

    def last(self) -> bytes:
        """The checkpoint that was signed last."""
        try:
            return self._memory.read_bytes()
        except FileNotFoundError:
            raise NotSigned(
                f"the file {self._memory}, in which the signer remembers, is missing "
                "(put it back; without it nobody can tell whether the log was rebuilt)"
            ) from None

    def remembered(self) -> Checkpoint:
        """What was signed last. Raises `NotSigned` where the memory was changed."""
        try:
            return checkpoint_from(self.last(), self.key)
        except Refused as damaged:
            raise NotSigned(
                f"what the signer remembers in {self._memory} is damaged: {damaged} "
                "(put the right file back)"
            ) from None

    def sign(self, growth: Growth) -> bytes:
        """Sign a head that has grown from the last one signed. Raises `Stale` and `NotSigned`."""
        with alone_in(self._memory.parent):
            last = self.remembered()
            head = growth.head
            if head.size < last.size:
                raise NotSigned(
                    f"the log holds {head.size} events and has held {last.size}: an old copy, or "
                    "its end is cut off (run alongside verify; restore the newest copy)"
                )
            if growth.old != last.size:
                raise Stale(last.size)
            if not _extends(last, growth):
                raise NotSigned(
                    f"the first {last.size} events are not those that were signed for: the log "
                    "was rebuilt (run alongside verify with a checkpoint kept elsewhere)"
                )
            if head.size == last.size:
                return self.last()
            note = self._key.signed(head)
            replace(self._memory, note)
            return note


def begin_again(keys: Path, exported: Path, reason: str, now: datetime) -> Path:
    """Put key, memory and exported checkpoints aside, with the reason; return where they are.

    The next signer makes a new key under a new name, so whoever holds an earlier checkpoint sees
    that this log is another. What was exported of erased keys stays in force.
    """
    aside = keys / f"before-{now:%Y%m%dT%H%M%S}"
    with alone_in(keys):
        aside.mkdir(mode=0o700)
        replace(aside / "reason", reason.encode())
        for file in (*keys.glob(f"{MEMORY_FILE}*"), *keys.glob(KEY_FILE)):
            file.rename(aside / file.name)
        if exported.exists():
            shutil.move(exported, aside / "checkpoints")
            exported.mkdir(mode=0o755)
            for erased in (aside / "checkpoints").glob("*.erased"):
                shutil.copy(erased, exported)
    return aside


def checkpoint_of(recorder: EventRecorder, signer: Signs) -> bytes:
    """Have the log signed as it stands now. Raises `NotSigned`, and `StoreFailed` if damaged."""
    for _ in range(TRIES):
        last = checkpoint_from(signer.last(), signer.key)
        # Read after it: whatever was signed was committed before, so this head is no older.
        now = recorder.head()
        head = TreeHead(now.size, now.root)
        try:
            return signer.sign(Growth(last.size, _proof(recorder, last.size, head.size), head))
        except Stale:
            continue
    raise NotSigned("others had the log signed at the same moment (try again)")


def _proof(recorder: EventRecorder, old: int, new: int) -> list[bytes]:
    if not 0 < old < new:
        return []
    try:
        return consistency_proof(recorder, old, new)
    except IndexError as missing:
        raise StoreFailed("Entries are missing from the log. Run alongside verify.") from missing


def _of_reads(key: SigningKey, memory: Path) -> tuple[SigningKey, Path]:
    return key.under(f"{key.name}/{READS}"), memory.with_name(f"{memory.name}-{READS}")


def _extends(last: Checkpoint, growth: Growth) -> bool:
    if last.size == 0:
        return not growth.proof
    new, proof = growth.head, growth.proof
    return verify_consistency(last.size, new.size, last.root, new.root, proof)
