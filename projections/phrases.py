"""Turns of phrase that the sentences of all entries share."""

from domain.match import Side
from domain.personal import Sealed, Text

NO_LONGER_HELD = "no longer held"
SIDES = {Side.PERSON: "the person", Side.PEER: "the peer supporter"}


def quoted(text: Text | None) -> str:
    """The end of a sentence: somebody's own words, a note that they are gone, or a full stop."""
    if text is None:
        return "."
    return f": {NO_LONGER_HELD}" if isinstance(text, Sealed) else f": “{text}”"


def spoken(code: str) -> str:
    """A code as words: ``FACE_TO_FACE`` is "face to face"."""
    return code.replace("_", " ").lower()
