"""The service in which simulated lives meet: its clock, its agenda, and who could be matched."""

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum, auto
from random import Random

import msgspec

from application.simulation.lives import Answer, Case, Life, SimulatedOffer, Staff, Step, Supporter
from domain.decider import Command, Refusal
from domain.partnership import PartnerKind
from domain.people import (
    ActorId,
    OfferId,
    PartnerId,
    PeerId,
    PersonId,
    ServiceId,
    StaffId,
    identifier_from,
)
from domain.service import Delivery, Model

Perform = Callable[[Command, ActorId, str], Answer]
NEW_FOR = timedelta(days=93)
"""For how long a coordinator gives a new peer supporter one match at a time."""

SHOWN = "shown-"
"""What the ids of commands hold that are there to be shown in every service, whatever the rates."""


class Pause(Enum):
    """A stage in which somebody is still to be found on the last day of a history."""

    ENQUIRY = auto()
    RECEIVED = auto()
    AWAITING_INFO = auto()
    TRIAGED = auto()
    EXPLORING = auto()
    READY = auto()
    NOT_YET = auto()
    PROPOSED = auto()
    ACCEPTED = auto()
    INTRODUCED = auto()
    AGREED = auto()
    PAUSED = auto()
    ENDING = auto()


STAYS_FOR = {
    Pause.ENQUIRY: 18,
    Pause.RECEIVED: 4,
    Pause.AWAITING_INFO: 6,
    Pause.TRIAGED: 6,
    Pause.EXPLORING: 8,
    Pause.READY: 10,
    Pause.NOT_YET: 14,
    Pause.PROPOSED: 8,
    Pause.ACCEPTED: 11,
    Pause.INTRODUCED: 15,
    Pause.AGREED: 19,
    Pause.PAUSED: 25,
    Pause.ENDING: 34,
}
"""For how long before the end of the history somebody may stay in a stage, in ordinary intervals
between two referrals. Later stages have more, so that they fill before the earlier ones hold
people back."""


class World:
    """Everything that the lives of one simulated service share."""

    def __init__(
        self,
        *,
        service: ServiceId,
        seed: int | str,
        opens: datetime,
        until: datetime,
        people: int,
        perform: Perform,
        name: str = "Example Alongside",
        rural: bool = False,
    ) -> None:
        """Begin at the opening of the service with nobody in it.

        ``seed`` is a number, or a text where several services have chances of their own.
        """
        self.name, self.rural = name, rural
        self.service, self.seed = service, seed
        self.opens, self.until, self.now = opens, until, opens
        self.between_referrals = (until - opens) / max(people, 1)
        self.staff = Staff(
            coordinators=tuple(
                StaffId(self.identifier(f"coordinator-{number}"))
                for number in range(coordinators_for(people, until - opens))
            ),
            supervisor=StaffId(self.identifier("supervisor")),
            manager=StaffId(self.identifier("manager")),
        )
        self.offers = self._offers()
        self.cafe_offer = OfferId(self.identifier("offer-café"))
        self.course_offer = OfferId(self.identifier("offer-course"))
        self.accepted: list[Case] = []
        self.cases: list[Case] = []
        self._instead: dict[str, StaffId] = {}
        self.partners: dict[PartnerKind, PartnerId] = {}
        self.placed: set[PersonId] = set()
        self.supporters: list[Supporter] = []
        self.applying = 0
        self.waiting = 0
        self.refusals: Counter[str] = Counter()
        self._perform = perform
        self._agenda: list[tuple[datetime, int, Life, Step]] = []
        self._turn = 0
        self._commands = 0
        self._still: set[Pause] = set()

    def identifier(self, of: str) -> str:
        """An identifier that is the same for the same seed."""
        return identifier_from(f"simulated/{self.seed}/{of}".encode())

    def dice(self, of: str) -> Random:
        """Chances of somebody's own, so that no other life changes them."""
        return Random(f"{self.seed}/{of}")

    def begin(self, life: Life) -> None:
        """Let a life take its course from now on."""
        self._go_on(life, None)

    def run(self, passed: Callable[[datetime], None]) -> None:
        """Let all lives take their course until the end of the history."""
        while self.next_at <= self.until:
            self.go_on()
            passed(self.now)

    @property
    def next_at(self) -> datetime:
        """When something happens next; after the end of the history where nothing does."""
        return self._agenda[0][0] if self._agenda else self.until + timedelta(days=1)

    def go_on(self) -> None:
        """Let happen what happens next."""
        at, _turn, life, step = heapq.heappop(self._agenda)
        self.now = max(self.now, at)
        self._go_on(life, self._ask(step))

    def stays(self, stage: Pause) -> bool:
        """Whether somebody stays in a stage for the rest of the history: the first who comes late.

        So a demonstration has somebody to show in every stage, however small it is.
        """
        longest = STAYS_FOR[stage] * self.between_referrals
        if stage in self._still or self.until - self.now > longest:
            return False
        self._still.add(stage)
        return True

    def rest(self) -> Step:
        """Nothing more happens in a life."""
        return Step(self.until + timedelta(days=1))

    def takes_over(self, successor: StaffId, leaving: StaffId) -> None:
        """From now on one coordinator does what another did, also what had been begun."""
        self._instead = {
            each: successor if now == leaving else now for each, now in self._instead.items()
        }
        self._instead[leaving] = successor
        coordinators = tuple(
            successor if each == leaving else each for each in self.staff.coordinators
        )
        self.staff = replace(self.staff, coordinators=coordinators)
        theirs: list[Case | Supporter] = [*self.cases, *self.supporters]
        for one in theirs:
            if one.coordinator == leaving:
                one.coordinator = successor

    def somebody_free_for(
        self, dice: Random, offer: SimulatedOffer, coordinator: StaffId, but: set[PeerId]
    ) -> Supporter | None:
        """A peer supporter who, as far as anybody remembers, could take another match."""
        free = [
            each
            for each in self.supporters
            if offer in each.offers
            and not (each.left or each.leaving or each.away or each.peer in but)
            and each.matches < self._may_have(each)
        ]
        if not free:
            return None
        known = [3 if each.coordinator == coordinator else 1 for each in free]
        weights = [each / (1 + one.matches) for each, one in zip(known, free, strict=True)]
        return dice.choices(free, weights)[0]

    def _may_have(self, supporter: Supporter) -> int:
        activated_at = supporter.activated_at
        if activated_at is None or self.now - activated_at < NEW_FOR:
            return 1
        return supporter.capacity

    def _go_on(self, life: Life, answer: Answer) -> None:
        try:
            step = life.send(answer)
        except StopIteration:
            return
        self._turn += 1
        heapq.heappush(self._agenda, (max(step.at, self.now), self._turn, life, step))

    def _ask(self, step: Step) -> Answer:
        if step.command is None or step.by is None:
            return None
        if step.key is None:
            self._commands += 1
            key = f"simulated-{self.identifier(f'command-{self._commands}')}"
        else:
            mark = SHOWN if step.key.startswith(SHOWN) else ""
            key = f"simulated-{mark}{self.identifier(f'key-{step.key}')}"
        by = self._instead.get(step.by, step.by)
        answer = self._perform(self._by_those_here(step.command), ActorId(by), key)
        if isinstance(answer, Refusal):
            self.refusals[type(answer).__name__] += 1
        return answer

    def _by_those_here(self, command: Command) -> Command:
        """The same, by those who took over from whoever has gone."""
        if not self._instead:
            return command
        changes = {
            field: self._instead[value]
            for field in command.__struct_fields__
            if isinstance(value := getattr(command, field), str) and value in self._instead
        }
        return msgspec.structs.replace(command, **changes) if changes else command

    def _offers(self) -> tuple[SimulatedOffer, ...]:
        def offer(key: str) -> OfferId:
            return OfferId(self.identifier(f"offer-{key}"))

        together = (Delivery.FACE_TO_FACE, Delivery.PHONE)
        return (
            SimulatedOffer(
                offer("befriending"), "Walk and talk", Model.BEFRIENDING, together, True, 45
            ),
            SimulatedOffer(
                offer("mentoring"),
                "A step further",
                Model.MENTORING,
                (*together, Delivery.VIDEO),
                regulated=True,
                chosen=30,
                weeks=26,
                sessions_a_month=3.0,
            ),
            SimulatedOffer(
                offer("phone"),
                "A friendly call",
                Model.BEFRIENDING,
                (Delivery.PHONE,),
                regulated=False,
                chosen=25,
            ),
        )


def coordinators_for(people: int, length: timedelta) -> int:
    """How many coordinators look after so many referrals: two for an ordinary service."""
    a_year = people / max(length.days / 365, 0.25)
    return max(2, round(a_year / 70))
