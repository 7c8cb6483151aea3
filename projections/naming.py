"""Sentences about a match with the names of the two in them: joined at the door, kept nowhere."""

from collections.abc import Sequence

import msgspec

from domain.people import subject
from projections.dependency_indicators import Row
from projections.directory import NO_LONGER_HELD, UNNAMED, Directory

NOBODYS_NAME = frozenset({NO_LONGER_HELD, UNNAMED, ""})


def named(rows: Sequence[Row], directory: Directory | None) -> list[Row]:
    """Indicators with the names of the two in their sentences, as they may be shown now.

    Without a directory they speak of "the person" and "the peer supporter".
    """
    sides = {subject("person", row.person) for row in rows}
    sides |= {subject("peer", row.peer) for row in rows if row.peer is not None}
    names = {} if directory is None else directory.names_of(sides)

    def told(row: Row, sentence: str) -> str:
        peer = names.get(subject("peer", row.peer)) if row.peer is not None else None
        return with_names(sentence, names.get(subject("person", row.person)), peer)

    return [
        msgspec.structs.replace(
            row,
            sentence=told(row, row.sentence),
            change=told(row, row.change),
            explanations=[told(row, each) for each in row.explanations],
        )
        for row in rows
    ]


def with_names(sentence: str, person: str | None, peer: str | None) -> str:
    """A sentence with first names in place of ``{person}`` and ``{peer}``.

    Where a name is not recorded or no longer held, it says "the person" or "the peer supporter".
    """
    told = sentence.replace("{person}", first_name(person) or "the person")
    told = told.replace("{peer}", first_name(peer) or "the peer supporter")
    parts = [part[:1].upper() + part[1:] for part in told.split(". ")]
    return ". ".join(parts)


def first_name(name: str | None) -> str | None:
    """What somebody is called: the first of their names."""
    if name is None or name in NOBODYS_NAME:
        return None
    return name.split()[0]
