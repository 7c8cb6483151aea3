"""Somebody's health numbers, masked: the digits that tell birth date and sex stay hidden.

The whole number is opened only where it is asked for whole; either way the answer is noted in the
log of reads before it is given (domain reference, 9.1).
"""

from datetime import datetime
from typing import Any

import msgspec

from application.looking import Looking
from domain.decider import Position
from domain.health_numbers import HealthNumber, HealthNumberRecorded, masked
from domain.people import PersonId, subject
from domain.person import PERSON, must_be_known
from domain.personal import known
from projections.opening import Opener


class Row(msgspec.Struct, frozen=True):
    """One number; none where it can no longer be opened."""

    kind: HealthNumber
    number: str | None
    at: datetime


class HealthNumbers(msgspec.Struct, frozen=True):
    """The latest number of each kind, and the position that this reflects."""

    position: Position
    person: PersonId
    rows: list[Row]


def health_numbers(
    look: Looking, opener: Opener, person: PersonId, *, whole: bool
) -> HealthNumbers:
    """The latest number of each kind, masked unless ``whole``. Raises `UnknownPerson`."""
    of = subject("person", person)
    must_be_known(look(PERSON, of))
    latest: dict[HealthNumber, Row] = {}
    for recorded in look.happened(of):
        if isinstance(recorded.event, HealthNumberRecorded):
            said: Any = opener.open(recorded).event
            number: str | None = known(said.number)
            shown = number if whole or number is None else masked(number)
            latest[said.kind] = Row(said.kind, shown, said.at)
    return HealthNumbers(look.position, person, [latest[each] for each in sorted(latest)])
