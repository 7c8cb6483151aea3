"""Names under which a keyring keeps more than one key of an owner, and keys of single fields.

As a rule an owner has one key, and every field of theirs has a key that follows from it. To make
one field unreadable for good, all other fields get keys of their own (``field:…``), the owner's key
is destroyed, and what is sealed from then on is sealed under the next (``person:k3v9…~1``). A box
is named by its hash and by whoever owns it, so an erasure finds the keys that have to go as well.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple, Self

FIELD = "field:"
NUMBER = "~"


class FieldKey(NamedTuple):
    """The key of one field that is kept apart; none where it was destroyed."""

    key: bytes | None


class Apart(NamedTuple):
    """What a keyring holds beside one key for each owner.

    ``newest`` says of an owner which number their newest key has, ``fields`` are the names of all
    fields with a key of their own, ``owners`` whose they are.
    """

    newest: dict[str, int]
    fields: frozenset[str]
    owners: frozenset[str]

    @classmethod
    def of(cls, names: Iterable[str]) -> Self:
        """Look through the names that are not those of an owner's first key."""
        newest: dict[str, int] = {}
        fields = []
        for name in names:
            if name.startswith(FIELD):
                fields.append(name)
                continue
            owner, _tilde, number = name.partition(NUMBER)
            newest[owner] = max(newest.get(owner, 0), int(number))
        owners = frozenset(owner for name in fields for owner in owners_of_field(name))
        return cls(newest, frozenset(fields), owners)


def numbered(owner: str, number: int) -> str:
    """The name of an owner's key: their own for the first, which is number 0."""
    return f"{owner}{NUMBER}{number}" if number else owner


def field_named(owners: tuple[str, ...], box: bytes) -> str:
    """The name of the key that opens one box alone."""
    return f"{FIELD}{sha256(box).hexdigest()},{','.join(owners)},"


def owners_of_field(name: str) -> tuple[str, ...]:
    """Whose box it is."""
    return tuple(name.split(",")[1:-1])


def is_of_an_owner(name: str) -> bool:
    """Whether this is the name of an owner's first key."""
    return not name.startswith(FIELD) and NUMBER not in name
