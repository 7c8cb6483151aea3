"""Whose information somebody may see in a view: one value for lists, details, counts and exports.

A row is somebody's: of a person, else of a peer supporter, else of a group or course, else of the
service itself. `Scope.admits` says whether it may be seen, and `projections.scoped` says the same
to the database; a test holds the two together.
"""

from collections.abc import Iterable

import msgspec

from domain.people import Subject


class Some(msgspec.Struct, frozen=True):
    """Some of a kind, by identifier, or all of it."""

    each: frozenset[str] = frozenset()
    all: bool = False

    def holds(self, identifier: str) -> bool:
        """Whether somebody is among them."""
        return self.all or identifier in self.each

    def __or__(self, other: "Some") -> "Some":
        """Those of either."""
        return ALL if self.all or other.all else Some(self.each | other.each)


NONE, ALL = Some(), Some(all=True)


class Scope(msgspec.Struct, frozen=True):
    """Those whose rows may be seen. The kinds stand in the order in which a row is somebody's.

    ``breaks`` are records that may be opened one by one, by whoever was given only these;
    ``concerns`` are the safeguarding concerns that may be seen, in every view one by one.
    """

    person: Some = NONE
    peer: Some = NONE
    gathering: Some = NONE
    of_service: bool = False
    breaks: Some = NONE
    concerns: Some = NONE

    def admits(self, person: str | None, peer: str | None, gathering: str | None) -> bool:
        """Whether a row may be seen, by the first whom it names."""
        for kind, identifier in (
            (self.person, person),
            (self.peer, peer),
            (self.gathering, gathering),
        ):
            if identifier is not None:
                return kind.holds(identifier)
        return self.of_service

    def holds(self, subject: Subject) -> bool:
        """Whether what concerns one person, peer supporter, group or course may be seen."""
        noun, _colon, identifier = subject.partition(":")
        kinds = {"person": self.person, "peer": self.peer, "break": self.breaks}
        kinds["concern"] = self.concerns
        kind = kinds.get(noun)
        if kind is None and noun in {"group", "programme"}:
            kind = self.gathering
        return kind is not None and kind.holds(identifier)

    def __or__(self, other: "Scope") -> "Scope":
        """What may be seen by either."""
        return Scope(
            self.person | other.person,
            self.peer | other.peer,
            self.gathering | other.gathering,
            self.of_service or other.of_service,
            self.breaks | other.breaks,
            self.concerns | other.concerns,
        )


NOTHING = Scope()
EVERYTHING = Scope(ALL, ALL, ALL, of_service=True, breaks=ALL, concerns=ALL)


def only(subjects: Iterable[Subject]) -> Scope:
    """These and nobody else; what is none of these kinds is left out."""
    named: dict[str, set[str]] = {
        "person": set(),
        "peer": set(),
        "gathering": set(),
        "break": set(),
    }
    for each in subjects:
        noun, _colon, identifier = each.partition(":")
        kind = "gathering" if noun in {"group", "programme"} else noun
        named.get(kind, set()).add(identifier)
    person, peer, gathering, breaks = (Some(frozenset(each)) for each in named.values())
    return Scope(person, peer, gathering, breaks=breaks)
