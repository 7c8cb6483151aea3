"""The ports through which sealed values are opened: words at the door, codes for a fold."""

from collections.abc import Collection, Mapping
from typing import Protocol

from domain.decider import Recorded
from domain.people import Subject


class Opener(Protocol):
    """Opens what the keyring still opens; the rest stays `Sealed`, which is "no longer held"."""

    def open(self, recorded: Recorded) -> Recorded:
        """The same entry with its words and codes readable."""

    def generation(self) -> int:
        """A number that grows whenever a key is destroyed: what was opened before is forgotten."""


class CodedReader(Protocol):
    """Opens coded values for a fold, as far as the keyring still can; words stay closed."""

    def read(self, recorded: Recorded, fields: Collection[str]) -> Recorded:
        """The same entry with the codes of some fields readable, and nothing else."""

    def generation(self) -> int:
        """A number that grows whenever a key is destroyed."""

    def erased(self) -> Collection[Subject]:
        """Everybody whose keys were destroyed."""

    def destroyed(self) -> Mapping[str, Collection[Subject]]:
        """What was destroyed, by its name, and whose it was: all of their keys, or one field's."""


class KeylessReader:
    """Holds no keyring: everything sealed is unknown."""

    def read(self, recorded: Recorded, fields: Collection[str]) -> Recorded:  # noqa: ARG002 - the port
        """The entry as it is."""
        return recorded

    def generation(self) -> int:
        """Always the same, as nothing was ever opened."""
        return 0

    def erased(self) -> Collection[Subject]:
        """Nobody who would make a difference."""
        return ()

    def destroyed(self) -> Mapping[str, Collection[Subject]]:
        """Nothing that would make a difference."""
        return {}
