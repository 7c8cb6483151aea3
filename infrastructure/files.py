"""Files that matter more than most: written whole, on the disk, or not at all."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def write_once(path: Path, content: bytes, mode: int = 0o400) -> None:
    """Write a file that appears whole or not at all; whoever is first stays."""
    draft = _draft(path, content, mode)
    try:
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()
    settle(path.parent)


def replace(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file anew; at any moment, the old or the new one is there whole."""
    _draft(path, content, mode).replace(path)
    settle(path.parent)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Let no other process that asks the same do anything in a folder meanwhile."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _draft(path: Path, content: bytes, mode: int) -> Path:
    draft = path.with_name(f".{path.name}.{os.urandom(8).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return draft


def settle(folder: Path) -> None:
    """See to it that what a folder lists is on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
