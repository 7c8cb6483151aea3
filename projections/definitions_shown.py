"""What a service goes by, for people to read: every number, and since when."""

from datetime import datetime

import msgspec

from domain.decider import Position
from domain.definitions import numbers_of
from domain.people import ServiceId
from projections.catch_up import Views


class DefinitionsShown(msgspec.Struct, frozen=True):
    """Every number that a service goes by, by its dotted name, and since when.

    ``changes_at`` is when others take effect that have been adopted already.
    """

    position: Position
    version: str
    held_from: datetime | None
    changes_at: datetime | None
    values: dict[str, float]


def definitions_shown(
    views: Views, service: ServiceId, at: datetime | None = None
) -> DefinitionsShown:
    """What a service goes by, now or at a moment."""
    position, moment = views.ledger.head().position, at or views.clock()
    in_force = views.definitions_known_at(position)
    held = in_force.of(service, moment)
    changes_at = in_force.next_change(service, moment)
    return DefinitionsShown(position, held.version, held.held_from, changes_at, numbers_of(held))
