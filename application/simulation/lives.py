"""What a simulated life is: steps, answers, and what people have in mind of each other."""

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import NamedTuple, TypeVar

from application.ledger import Receipt
from application.simulation import chances, hours
from domain.decider import Command, Position, Recorded, Refusal
from domain.partnership import FeedbackLevel, News
from domain.people import OfferId, PeerId, PersonId, ReferralId, StaffId
from domain.service import Delivery, Model
from domain.training import Course


class Step(NamedTuple):
    """What a life does next: at a moment somebody asks for something, or only time passes.

    With a ``key`` the command gets an id of its own, and no later command another one because of
    it.
    """

    at: datetime
    command: Command | None = None
    by: StaffId | PeerId | None = None
    key: str | None = None


Answer = Receipt | Refusal | None
Life = Generator[Step, Answer, None]
T = TypeVar("T")
Part = Generator[Step, Answer, T]
"""A stretch of a life that comes to something."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Who works for the service."""

    coordinators: tuple[StaffId, ...]
    supervisor: StaffId
    manager: StaffId


@dataclass(frozen=True, slots=True)
class SimulatedOffer:
    """One kind of support, and how often it is chosen."""

    offer: OfferId
    name: str
    model: Model
    delivery: tuple[Delivery, ...]
    regulated: bool
    chosen: int
    weeks: int | None = None
    sessions_a_month: float = 4.0


@dataclass(slots=True, eq=False)
class Supporter:
    """What a coordinator has in mind of a peer supporter. The log knows better."""

    peer: PeerId
    coordinator: StaffId
    supervisor: StaffId
    offers: tuple[SimulatedOffer, ...] = ()
    capacity: int = 1
    activated_at: datetime | None = None
    supervised_at: datetime | None = None
    last_in_group: bool = False
    expires: dict[Course, date] = field(default_factory=dict)
    matches: int = 0
    supports: list[SimulatedOffer] = field(default_factory=list)
    away: bool = False
    leaving: bool = False
    left: bool = False


@dataclass(slots=True, eq=False)
class Case:
    """What a coordinator has in mind of a referral; ``hears`` is how much its sender may."""

    person: PersonId
    referral: ReferralId
    coordinator: StaffId
    arrived_at: datetime
    offer: SimulatedOffer
    accepted_at: datetime | None = None
    deciding: bool = False
    dead: bool = False
    hears: FeedbackLevel | None = None
    news: set[News] = field(default_factory=set)


def entry_of(answer: Answer) -> Recorded | None:
    """The last entry that a command made, if it made any."""
    return answer.events[-1] if isinstance(answer, Receipt) and answer.events else None


def position_of(answer: Answer) -> Position | None:
    """Where that entry stands."""
    entry = entry_of(answer)
    return entry.position if entry else None


def written(dice: Random, happened: datetime) -> datetime:
    """When a member of staff writes down what happened: mostly at once, sometimes days later."""
    if chances.chance(dice, chances.WRITTEN_LATER):
        return hours.office(dice, happened, dice.uniform(1, 6))
    return happened
