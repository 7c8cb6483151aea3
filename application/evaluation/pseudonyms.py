"""The names under which everybody stands in one study, and by how much its dates are moved.

Both follow from a key of the study, so the same study says the same again and no two studies have
a name or a day in common. Whoever destroys the key makes that impossible for ever.
"""

import hashlib
from datetime import timedelta

from domain.people import DRAWN_FOR_AN_ID, Subject, identifier_of

WEEKS_AT_MOST = 52
"""By how many weeks dates are moved at most, either way. Whole weeks keep the weekdays."""

REMEMBERED = 50_000
"""How many names are remembered at a time. Any other is drawn again, and comes out the same."""


class Pseudonyms:
    """The names of one study."""

    def __init__(self, key: bytes) -> None:
        """Use 32 bytes that belong to the study."""
        self._key = key
        self._known: dict[tuple[str, str], str] = {}

    def of(self, noun: str, identifier: str) -> str:
        """The name of somebody or something: twenty letters, without time or meaning."""
        asked = (noun, identifier)
        found = self._known.get(asked)
        if found is None:
            if len(self._known) >= REMEMBERED:  # most are of one person, whose entries have passed
                self._known.clear()
            found = self._known[asked] = identifier_of(self._drawn("name", *asked))
        return found

    def of_subject(self, subject: Subject) -> Subject:
        """A tag with its identifier renamed."""
        noun, _, identifier = subject.partition(":")
        return Subject(f"{noun}:{self.of(noun, identifier)}")

    def shift_of(self, cluster: str) -> timedelta:
        """By how much the dates of all who are connected with one another are moved."""
        number = int.from_bytes(self._drawn("shift", cluster)[:8], "big")
        weeks = number % (2 * WEEKS_AT_MOST) - WEEKS_AT_MOST
        return timedelta(weeks=weeks if weeks < 0 else weeks + 1)  # never by nothing

    def _drawn(self, *what: str) -> bytes:
        said = "\x1f".join(what).encode()
        return hashlib.blake2b(said, key=self._key, digest_size=DRAWN_FOR_AN_ID).digest()


class Clusters(dict[str, tuple[()]]):
    """Who is connected with whom: by a match, a peer supporter, a group or a course.

    It stands where `Ledger.deal` looks for the places of an entry: it gives none, and takes note
    of what the entry is filed under. Nothing is decoded for it.
    """

    JOINING = ("person:", "peer:", "match:", "group:", "programme:")

    def __init__(self) -> None:
        """Begin with nobody."""
        super().__init__()
        self._parents: dict[str, str] = {}

    def __missing__(self, tagged: str) -> tuple[()]:
        tags = [tag for tag in tagged.split(" ") if tag.startswith(self.JOINING)]
        for tag in tags:
            self._join(tags[0], tag)
        nothing = self[tagged] = ()
        return nothing

    def of(self, subject: Subject) -> str:
        """The cluster of somebody: the first of its members, in the order of their letters."""
        return self._root(subject)

    def _join(self, one: str, other: str) -> None:
        first, second = sorted((self._root(one), self._root(other)))
        self._parents[second] = first

    def _root(self, tag: str) -> str:
        parents = self._parents
        above = parents.setdefault(tag, tag)
        while above != tag:
            parents[tag] = parents[above]
            tag, above = above, parents[above]
        return tag
