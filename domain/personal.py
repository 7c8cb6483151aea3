"""Values that belong to somebody: sealed in the log under the keys of all their owners.

Three classes of value (design, section 2). *Words* (names, contact, free text) are opened only
where they are shown. *Coded* values (conditions, equality answers, sensitive reasons) may be
opened for a fold by a reader that holds the keyring. Everything else is *activity* and is stored
in the clear; lifecycles, guards and clocks read activity alone.
"""

from typing import Annotated, Literal, TypeVar

import msgspec

Class = Literal["words", "coded"]


class Sealed(msgspec.Struct, frozen=True, gc=False):
    """A value as the log keeps it: to a fold it is unknown.

    ``box`` is suite byte, salt, ciphertext and authentication tag, as `infrastructure.sealing`
    makes it. Nothing in the domain can open it.
    """

    box: bytes


class Owned(msgspec.Struct, frozen=True):
    """Says of an event's field that its value is sealed, in which class, and who owns it.

    ``by`` names the fields of the same event that hold the owners' identifiers. A value with
    several owners is unreadable as soon as one owner's key is destroyed.
    """

    kind: Class
    by: tuple[str, ...]


T = TypeVar("T")

Text = str | Sealed
PersonsWords = Annotated[Text | None, Owned("words", ("person",))]
PeersWords = Annotated[Text | None, Owned("words", ("peer",))]
SharedWords = Annotated[Text | None, Owned("words", ("person", "peer"))]
StaffsWords = Annotated[Text | None, Owned("words", ("staff",))]
GroupsWords = Annotated[Text | None, Owned("words", ("group",))]
ProgrammesWords = Annotated[Text | None, Owned("words", ("programme",))]
ConcernsWords = Annotated[Text | None, Owned("words", ("concern",))]
BreaksWords = Annotated[Text | None, Owned("words", ("break_id",))]
AboutWords = Annotated[Text | None, Owned("words", ("break_id", "person", "peer"))]
AboutManyWords = Annotated[tuple[str, ...] | Sealed, Owned("words", ("break_id", "person", "peer"))]

PersonsCode = Annotated[str | Sealed | None, Owned("coded", ("person",))]
PersonsCodes = Annotated[tuple[str, ...] | Sealed, Owned("coded", ("person",))]
PeersCode = Annotated[str | Sealed | None, Owned("coded", ("peer",))]
PeersCodes = Annotated[tuple[str, ...] | Sealed, Owned("coded", ("peer",))]
BreaksCode = Annotated[str | Sealed | None, Owned("coded", ("break_id",))]
BreaksCodes = Annotated[tuple[str, ...] | Sealed, Owned("coded", ("break_id",))]
PeersRating = Annotated[int | Sealed | None, Owned("coded", ("peer",))]


def known(value: T | Sealed | None) -> T | None:
    """The value where the reader could open it, else nothing."""
    return None if isinstance(value, Sealed) else value
