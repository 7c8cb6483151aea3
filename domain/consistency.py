"""Whether what an offer asks is applied to everybody in it alike (domain reference, 2.4).

A report for referrers and funders: how many of those who support people in an offer are within
what it asks, how many by an exception that was granted openly, and how many are outside, and why.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from domain.peer import Peer, Stage
from domain.people import OfferId, PeerId
from domain.service import Service


class Outside(StrEnum):
    """In what somebody is outside of what an offer asks."""

    COURSES = "COURSES"
    POLICIES = "POLICIES"
    REFERENCES = "REFERENCES"
    SUPERVISION = "SUPERVISION"
    PVG = "PVG"


class Consistency(msgspec.Struct, frozen=True):
    """One offer: who supports people in it, and how they stand to what it asks.

    ``within`` and ``by_exception`` are numbers of peer supporters; ``outside`` says in what each of
    the others is outside.
    """

    offer: OfferId
    within: int
    by_exception: int
    outside: dict[PeerId, tuple[Outside, ...]]

    @property
    def active(self) -> int:
        """How many support people in the offer."""
        return self.within + self.by_exception + len(self.outside)

    @property
    def share(self) -> float | None:
        """The share within what is asked, exceptions left out; nothing where nobody is active."""
        return self.within / self.active if self.active else None


def consistency(
    service: Service, peers: Mapping[PeerId, Peer], moment: datetime
) -> tuple[Consistency, ...]:
    """How each offer of a service stands at a moment."""
    return tuple(_of_offer(offer, service, peers, moment) for offer in service.offers)


def _of_offer(
    offer: OfferId, service: Service, peers: Mapping[PeerId, Peer], moment: datetime
) -> Consistency:
    within, by_exception = 0, 0
    outside: dict[PeerId, tuple[Outside, ...]] = {}
    for identifier, peer in peers.items():
        if peer.stage is not Stage.ACTIVE or offer not in peer.offers:
            continue
        plainly = what_is_outside(
            msgspec.structs.replace(peer, exceptions=()), service, offer, moment
        )
        openly = what_is_outside(peer, service, offer, moment)
        if openly:
            outside[identifier] = openly
        elif plainly:
            by_exception += 1
        else:
            within += 1
    return Consistency(offer, within, by_exception, outside)


def what_is_outside(
    peer: Peer, service: Service, offer: OfferId, moment: datetime
) -> tuple[Outside, ...]:
    """In what somebody is outside of what an offer asks of them at a moment."""
    standard = service.standard_of(offer)
    asked = peer.asked_of(standard, moment)
    needed = service.workforces_of((offer,))
    in_force = service.policies_at(moment)
    found = (
        (Outside.COURSES, not peer.courses_current_at(moment, standard)),
        (Outside.POLICIES, bool(peer.training.policies_missing(asked.policies, in_force))),
        (Outside.REFERENCES, peer.references < asked.references),
        (Outside.SUPERVISION, peer.supervision_red_at(moment, standard)),
        (Outside.PVG, bool(needed) and not peer.pvg_valid_at(moment, needed)),
    )
    return tuple(code for code, so in found if so)
