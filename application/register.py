"""The port to the log of reads: what is noted before an answer leaves, and what was noted."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NamedTuple, Protocol

import msgspec

from application.principal import Principal
from domain.access import AnswerGiven, AnswerRefused
from domain.decider import Position, Recorded, Refusal
from domain.people import Subject


class NotRecorded(Refusal):
    """An answer could not be noted in the log of reads, so it is not given."""

    status = 503

    def __init__(self) -> None:
        """Say so; nothing of the answer is in it."""
        super().__init__(
            "What is read about people is noted first, and that is not possible just now. "
            "Try again, or ask whoever runs this machine."
        )


class Noted(msgspec.Struct, frozen=True):
    """What is to be noted of one answer: what was read or refused, by whom, about whom."""

    event: AnswerGiven | AnswerRefused
    principal: Principal
    about: Collection[Subject]


class Latest(NamedTuple):
    """Some entries in the order of recording; ``all`` says that there are none before them."""

    entries: list[Recorded]
    all: bool


class Register(Protocol):
    """The log of reads."""

    def record(self, noted: Noted) -> Position:
        """Keep an entry for good. Raises `NotRecorded`."""

    def entries(self, of: Subject, since: datetime, until: datetime) -> list[Recorded]:
        """The entries about somebody, or of one reader, recorded between two moments."""

    def between(self, since: datetime, until: datetime) -> Iterator[Recorded]:
        """All entries recorded between two moments, in order."""

    def latest(self, of: Subject, since: datetime, until: datetime, most: int) -> Latest:
        """The latest entries about somebody between two moments, and no more than so many.

        What it takes grows with what is found, and not with how much has been read in all.
        """

    def entry(self, position: Position) -> Recorded | None:
        """One entry, if the log of reads goes as far."""

    def position(self) -> Position:
        """How many entries there are."""

    def position_at(self, moment: datetime) -> Position:
        """How many entries there were at a moment."""


def reader_of(principal: Principal) -> str:
    """The one who reads, as the log of reads names them."""
    return principal.holder or principal.actor
