"""The port through which sealed values are opened, at the door and nowhere before it."""

from typing import Protocol

from domain.decider import Recorded


class Opener(Protocol):
    """Opens what the keyring still opens; the rest stays `Sealed`, which is "no longer held"."""

    def open(self, recorded: Recorded) -> Recorded:
        """The same entry with its words and codes readable."""

    def generation(self) -> int:
        """A number that grows whenever a key is destroyed: what was opened before is forgotten."""
