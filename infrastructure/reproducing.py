"""What a result rests on besides the log: the program text that folds, and what is installed."""

import hashlib
from importlib.metadata import distributions
from pathlib import Path

import domain


def code_digest() -> str:
    """SHA-256 over the program text of the domain: what folds and what it folds."""
    total = hashlib.sha256()
    root = Path(next(iter(domain.__path__)))
    for file in sorted(root.rglob("*.py")):
        text = file.read_bytes()
        total.update(f"{file.relative_to(root).as_posix()}\0{len(text)}\0".encode())
        total.update(text)
    return total.hexdigest()


def environment_digest() -> str:
    """SHA-256 over the names and versions of all that is installed beside the product."""
    installed = {f"{each.name.lower()}=={each.version}" for each in distributions()}
    return hashlib.sha256("\n".join(sorted(installed)).encode()).hexdigest()
