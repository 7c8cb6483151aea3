"""One simulated service set on its way: its world, who is referred when, and what comes of it."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec

from application.ledger import Receipt, Transactor
from application.perform import perform
from application.simulation import chances, hours
from application.simulation.chances import chance
from application.simulation.confidences import shown, trustees
from application.simulation.groups import cafe, courses
from application.simulation.lives import Answer
from application.simulation.looked_after import staff_supervised, supervisor_away
from application.simulation.measures import instruments
from application.simulation.money import living
from application.simulation.opening import opening
from application.simulation.partnerships import partnerships
from application.simulation.recruitment import recruiting
from application.simulation.referrals import referred
from application.simulation.watched import complained_of, coordinators_go, staffed
from application.simulation.world import World
from domain.decider import Command, Malformed, Refusal
from domain.match import MatchProposed, ProposeMatch
from domain.people import ActorId, ServiceId, SessionId
from domain.periods import LOCAL, local_day
from domain.person import PersonRegistered
from domain.referral import Source

Proposes = Callable[[ProposeMatch, ActorId, ServiceId, str], Receipt]
"""Proposes a match for somebody, in a service, under the identifier of a command."""

YEAR = timedelta(days=365.25)
MOST_YEARS = 100
SHORTEST = timedelta(days=1)
FIRST_REFERRAL_AFTER = timedelta(weeks=9)
"""A service finds and trains its first peer supporters before it invites referrals."""


class NotASize(Malformed):
    """A simulation of nobody, or of no time."""


class Period(msgspec.Struct, frozen=True):
    """From the opening of a service to the end of its history."""

    opens: datetime
    until: datetime

    @property
    def days(self) -> int:
        """How many whole days that is."""
        return (self.until - self.opens).days


def period(years: float, until: datetime) -> Period:
    """So many years up to a moment (without a time zone: local time).

    Raises `NotASize` where there is no working day in it.
    """
    until = (until if until.tzinfo else until.replace(tzinfo=LOCAL)).astimezone(UTC)
    if not 0 < years <= MOST_YEARS:
        raise NotASize(f"Say how many years: more than 0, at most {MOST_YEARS}.", field="years")
    opens = _opening_morning(until - years * YEAR)
    if until - opens < SHORTEST:
        raise NotASize(
            "Say how many years: there is no working day in so short a time.", field="years"
        )
    return Period(opens, until)


class Plan(msgspec.Struct, frozen=True):
    """One service to be simulated: how many people are referred, and where it is.

    ``rural`` services have few people and many chance meetings. ``streams`` names the chances that
    are the service's own.
    """

    service: ServiceId
    people: int
    streams: str
    name: str = "Example Alongside"
    rural: bool = False


def world_of(
    plan: Plan, during: Period, ledger: Transactor, proposes: Proposes | None = None
) -> "Peopled":
    """The world of a service in which all lives are about to begin.

    ``proposes`` is how a match is proposed, where it is not by the command alone.
    """
    counting = Counting(ledger, plan.service, proposes)
    world = World(
        service=plan.service,
        seed=plan.streams,
        opens=during.opens,
        until=during.until,
        people=plan.people,
        perform=counting.ask,
        name=plan.name,
        rural=plan.rural,
    )
    return Peopled(world, counting, plan)


class Peopled:
    """A world with what is counted of it."""

    def __init__(self, world: World, counting: "Counting", plan: Plan) -> None:
        """Keep them together."""
        self.world, self.counting, self._plan = world, counting, plan

    def begin(self) -> None:
        """Let every life begin."""
        world = self.world
        world.begin(opening(world))
        world.begin(living(world))
        world.begin(recruiting(world))
        world.begin(cafe(world))
        world.begin(courses(world))
        world.begin(trustees(world))
        world.begin(shown(world))
        world.begin(instruments(world))
        world.begin(partnerships(world))
        world.begin(staffed(world))
        world.begin(coordinators_go(world))
        world.begin(complained_of(world))
        world.begin(supervisor_away(world))
        for staff in world.staff.coordinators:
            world.begin(staff_supervised(world, staff))
        first = world.opens + min(FIRST_REFERRAL_AFTER, (world.until - world.opens) / 4)
        people = self._plan.people
        for number, (at, source) in enumerate(_arrivals(world, people, first), start=1):
            world.begin(referred(world, number, at, source))

    def count(self) -> "Count":
        """What has been recorded."""
        counting = self.counting
        return Count(
            events=counting.events,
            people=counting.people,
            matches=counting.matches,
            sessions=len(counting.sessions),
            refusals=dict(self.world.refusals),
        )


class Count(msgspec.Struct, frozen=True):
    """How much was recorded, and how often each rule said no."""

    events: int = 0
    people: int = 0
    matches: int = 0
    sessions: int = 0
    refusals: dict[str, int] = {}

    def __add__(self, other: "Count") -> "Count":
        """Both together."""
        return Count(
            events=self.events + other.events,
            people=self.people + other.people,
            matches=self.matches + other.matches,
            sessions=self.sessions + other.sessions,
            refusals=dict(Counter(self.refusals) + Counter(other.refusals)),
        )


def _arrivals(world: World, people: int, first: datetime) -> list[tuple[datetime, Source]]:
    """When so many people are referred, and by whom: a Poisson process with its seasons.

    Given how many came in all, each came at a moment drawn from the season independently.
    """
    dice = world.dice("arrivals")
    span = world.until - first
    found: list[tuple[datetime, Source]] = []
    while len(found) < people:
        moment = first + timedelta(seconds=int(dice.random() * span.total_seconds()))
        season = chances.SEASON.get(local_day(moment).month, 1.0)
        if dice.random() * chances.BUSIEST > season:
            continue
        source = chances.one_of(dice, chances.SOURCES)
        by_themselves = source in {Source.SELF, Source.FAMILY} and chance(dice, 0.5)
        moment = hours.evening(dice, moment) if by_themselves else hours.office(dice, moment)
        if moment <= world.until:
            found.append((moment, source))
    return sorted(found, key=lambda each: each[0])


class Counting:
    """Asks through the one door and counts what comes of it."""

    def __init__(
        self, ledger: Transactor, service: ServiceId, proposes: Proposes | None = None
    ) -> None:
        """Ask in one service."""
        self._ledger, self._service, self._proposes = ledger, service, proposes
        self.events = self.people = self.matches = 0
        self.sessions: set[SessionId] = set()

    def ask(self, command: Command, by: ActorId, command_id: str) -> Answer:
        """What `perform` answers, or the refusal."""
        service = self._service
        try:
            if isinstance(command, ProposeMatch) and self._proposes is not None:
                receipt = self._proposes(command, by, service, command_id)
            else:
                receipt = perform(
                    command, self._ledger, by=by, service=service, command_id=command_id
                )
        except Refusal as no:
            return no
        self._count(receipt)
        return receipt

    def _count(self, receipt: Receipt) -> None:
        self.events += len(receipt.events)
        for recorded in receipt.events:
            event = recorded.event
            self.people += isinstance(event, PersonRegistered) and recorded.corrects is None
            self.matches += isinstance(event, MatchProposed) and recorded.corrects is None
            session: SessionId | None = getattr(event, "session", None)
            if session is not None:
                self.sessions.add(session)


def _opening_morning(moment: datetime) -> datetime:
    """Nine o'clock on the first working day from that moment on."""
    day = local_day(moment)
    while not hours.works(day):
        day += timedelta(days=1)
    return hours.local(day, hours.OPENS)
