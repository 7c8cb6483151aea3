"""In which offer, and in whose hands, the matches of a list are: as said, or the only ones."""

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from domain.decider import Malformed
from domain.people import OfferId, StaffId

T = TypeVar("T", OfferId, StaffId)


class OfferNotSaid(Malformed):
    """It is not said in which offer the matches of a list are."""


class CoordinatorNotSaid(Malformed):
    """It is not said who is responsible for the matches of a list."""


class Placing(msgspec.Struct, frozen=True):
    """What a list may call the offers and coordinators of a service, and what holds if it is mute.

    The keys are identifiers and names, in small letters; a name that two have in common stands for
    neither. ``offer`` and ``coordinator`` are what was asked for the whole list, or the only ones.
    """

    offers: Mapping[str, OfferId]
    coordinators: Mapping[str, StaffId]
    offer: OfferId | None = None
    coordinator: StaffId | None = None

    def offer_for(self, said: str | None) -> OfferId:
        """The offer that a row means. Raises `OfferNotSaid`."""
        found = _one_of(self.offers, said, self.offer)
        if found is None:
            raise OfferNotSaid(_which(said, "offer", "open offer", self.offers), field="offer")
        return found

    def coordinator_for(self, said: str | None) -> StaffId:
        """The coordinator whom a row means. Raises `CoordinatorNotSaid`."""
        found = _one_of(self.coordinators, said, self.coordinator)
        if found is None:
            sentence = _which(said, "coordinator", "coordinator", self.coordinators)
            raise CoordinatorNotSaid(sentence, field="coordinator")
        return found


def placing_of(
    offers: Mapping[OfferId, str],
    opened: frozenset[OfferId],
    coordinators: Mapping[StaffId, str],
    *,
    offer: str | None = None,
    coordinator: str | None = None,
) -> Placing:
    """The names of everything, with what was asked for the whole list checked at once.

    Raises `OfferNotSaid` and `CoordinatorNotSaid` where what was asked for is not there.
    """
    found = Placing(
        offers=_by_name(offers),
        coordinators=_by_name(coordinators),
        offer=next(iter(opened)) if len(opened) == 1 else None,
        coordinator=next(iter(coordinators)) if len(coordinators) == 1 else None,
    )
    replace = msgspec.structs.replace
    if offer is not None:
        found = replace(found, offer=found.offer_for(offer))
    if coordinator is not None:
        found = replace(found, coordinator=found.coordinator_for(coordinator))
    return found


def _by_name(named: Mapping[T, str]) -> dict[str, T]:
    names = [name.casefold() for name in named.values()]
    found = {
        name.casefold(): identifier
        for identifier, name in named.items()
        if names.count(name.casefold()) == 1
    }
    return found | {identifier.casefold(): identifier for identifier in named}


def _one_of(known: Mapping[str, T], said: str | None, otherwise: T | None) -> T | None:
    return otherwise if said is None else known.get(said.casefold())


def _which(said: str | None, option: str, what: str, known: Mapping[str, str]) -> str:
    names = ", ".join(sorted(set(known.values())))
    if not names:
        return f"This service has no {option} yet. Add one first."
    if said is not None:
        return f"This service has no {option} of this name. Choose one of {names}."
    return f"This service has not exactly one {what}. Give one of {names} with --{option}."
