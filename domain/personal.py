"""Values that belong to somebody: sealed in the log under the keys of all their owners.

Three classes of value (design, section 2). *Words* (names, contact, free text) are opened only
where they are shown. *Coded* values (conditions, equality answers, sensitive reasons) may be
opened for a fold by a reader that holds the keyring. Everything else is *activity* and is stored
in the clear; lifecycles, guards and clocks read activity alone.
"""

from collections.abc import Iterable
from typing import Annotated, Any, Literal, TypeVar, get_type_hints

import msgspec

from domain.people import NOUN_OF_OWNER, Subject, subject

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
GroupsItems = Annotated[tuple[str, ...] | Sealed, Owned("words", ("group",))]
ProgrammesWords = Annotated[Text | None, Owned("words", ("programme",))]
PartnersWords = Annotated[Text | None, Owned("words", ("partner",))]
ConcernsWords = Annotated[Text | None, Owned("words", ("concern",))]
ConcernedWords = Annotated[
    Text | None, Owned("words", ("concern", "about_person", "about_peer", "about_staff"))
]
ComplaintsWords = Annotated[Text | None, Owned("words", ("complaint",))]
BreaksWords = Annotated[Text | None, Owned("words", ("break_id",))]
AboutWords = Annotated[Text | None, Owned("words", ("break_id", "person", "peer"))]
AboutManyWords = Annotated[tuple[str, ...] | Sealed, Owned("words", ("break_id", "person", "peer"))]

PersonsCode = Annotated[str | Sealed | None, Owned("coded", ("person",))]
PersonsCodes = Annotated[tuple[str, ...] | Sealed, Owned("coded", ("person",))]
PeersCode = Annotated[str | Sealed | None, Owned("coded", ("peer",))]
PeersCodes = Annotated[tuple[str, ...] | Sealed, Owned("coded", ("peer",))]
ConcernsCode = Annotated[str | Sealed | None, Owned("coded", ("concern",))]
BreaksCode = Annotated[str | Sealed | None, Owned("coded", ("break_id",))]
BreaksCodes = Annotated[tuple[str, ...] | Sealed, Owned("coded", ("break_id",))]
PeersRating = Annotated[int | Sealed | None, Owned("coded", ("peer",))]


def owned_fields(kind: type) -> dict[str, Owned]:
    """The fields of an event that belong to somebody, in the order of its definition."""
    found = {}
    for field, hint in get_type_hints(kind, include_extras=True).items():
        for part in getattr(hint, "__metadata__", ()):
            if isinstance(part, Owned):
                found[field] = part
    return found


def owning(kind: type, owned: Owned) -> tuple[tuple[str, str], ...]:
    """The fields that say who owns a value, each with the noun of whom it names."""
    plain = get_type_hints(kind)
    return tuple((_noun(plain[field]), field) for field in owned.by)


def owners_in(event: object, owners: Iterable[tuple[str, str]]) -> tuple[Subject, ...]:
    """Who they are in this event, in the order in which their keys are joined."""
    found = [
        subject(noun, identifier)
        for noun, field in owners
        if (identifier := getattr(event, field)) is not None
    ]
    return tuple(sorted(found))


def _noun(hint: Any) -> str:
    for part in (hint, *getattr(hint, "__args__", ())):
        if part in NOUN_OF_OWNER:
            return NOUN_OF_OWNER[part]
    raise TypeError(f"{hint} identifies nobody who could own a value")


def known(value: T | Sealed | None) -> T | None:
    """The value where the reader could open it, else nothing."""
    return None if isinstance(value, Sealed) else value
