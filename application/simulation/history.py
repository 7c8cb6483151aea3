"""The run of a simulation: one agenda of lives in the order in which their entries are recorded."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

import msgspec

from application.ledger import Ledger, Receipt
from application.perform import perform
from application.simulation import chances, hours
from application.simulation.chances import chance
from application.simulation.groups import cafe, courses
from application.simulation.lives import Answer
from application.simulation.opening import opening
from application.simulation.recruitment import recruiting
from application.simulation.referrals import referred
from application.simulation.world import World
from domain.decider import Command, Malformed, Refusal
from domain.match import MatchProposed
from domain.people import ActorId, ServiceId, SessionId
from domain.periods import LOCAL, local_day
from domain.person import PersonRegistered
from domain.referral import Source

YEAR = timedelta(days=365.25)
MOST_YEARS = 100
SHORTEST = timedelta(days=1)
FIRST_REFERRAL_AFTER = timedelta(weeks=9)
"""A service finds and trains its first peer supporters before it invites referrals."""


class Clocked(Protocol):
    """What stamps the time of recording: a simulation puts its own clock there while it runs."""

    clock: Callable[[], datetime]


class Simulated(msgspec.Struct, frozen=True):
    """What a simulation recorded.

    ``people`` were referred, ``matches`` proposed, ``sessions`` planned or held unplanned.
    ``refusals`` counts how often each rule said no, ``seconds`` is the time that it took.
    """

    events: int
    people: int
    matches: int
    sessions: int
    seconds: float
    refusals: dict[str, int]


class LogInUse(Refusal):
    """The log holds something later than the beginning of the history."""


class NotASize(Malformed):
    """A simulation of nobody, or of no time."""


def simulate(
    ledger: Ledger,
    clocked: Clocked,
    *,
    service: ServiceId,
    people: int,
    years: float,
    seed: int,
    until: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> Simulated:
    """Record the history of a service in which so many people were referred over the years.

    The history ends at ``until`` (without a time zone: local time). What runs then is left running.
    Same people, years, seed and end give the same entries; only the boxes of sealed values differ.
    ``progress`` hears, week by week, how many days have passed and of how many. While it runs,
    ``clocked`` (the log itself) tells the simulated time; afterwards its own clock again.

    Raises `NotASize` for nobody or no time, and `LogInUse` where the log already holds something
    that was recorded after the history begins: nothing can be recorded before it.
    """
    begun = time.perf_counter()
    until = (until if until.tzinfo else until.replace(tzinfo=LOCAL)).astimezone(UTC)
    if people < 1:
        raise NotASize("Say how many people: at least 1.", field="people")
    if not 0 < years <= MOST_YEARS:
        raise NotASize(f"Say how many years: more than 0, at most {MOST_YEARS}.", field="years")
    opens = _opening_morning(until - years * YEAR)
    if until - opens < SHORTEST:
        raise NotASize(
            "Say how many years: there is no working day in so short a time.", field="years"
        )
    _must_be_unused(ledger, opens)
    counting = _Counting(ledger, service)
    world = World(
        service=service, seed=seed, opens=opens, until=until, people=people, perform=counting.ask
    )
    days, told = (until - opens).days, _Told(progress)
    real_clock = clocked.clock
    clocked.clock = lambda: world.now
    try:
        world.begin(opening(world))
        world.begin(recruiting(world))
        world.begin(cafe(world))
        world.begin(courses(world))
        first = opens + min(FIRST_REFERRAL_AFTER, (until - opens) / 4)
        for number, (at, source) in enumerate(_arrivals(world, people, first), start=1):
            world.begin(referred(world, number, at, source))
        world.run(lambda now: told((now - opens).days, days))
    finally:
        clocked.clock = real_clock
    told(days, days)
    return Simulated(
        events=counting.events,
        people=counting.people,
        matches=counting.matches,
        sessions=len(counting.sessions),
        seconds=round(time.perf_counter() - begun, 3),
        refusals=dict(sorted(world.refusals.items())),
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


class _Counting:
    """Asks through the one door and counts what comes of it."""

    def __init__(self, ledger: Ledger, service: ServiceId) -> None:
        self._ledger, self._service = ledger, service
        self.events = self.people = self.matches = 0
        self.sessions: set[SessionId] = set()

    def ask(self, command: Command, by: ActorId, command_id: str) -> Answer:
        try:
            receipt = perform(
                command, self._ledger, by=by, service=self._service, command_id=command_id
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


class _Told:
    """Tells of progress once a week of the history."""

    def __init__(self, progress: Callable[[int, int], None] | None) -> None:
        self._progress, self._last = progress, -7

    def __call__(self, done: int, of: int) -> None:
        if self._progress is not None and (done >= self._last + 7 or done == of > self._last):
            self._last = done
            self._progress(done, of)


def _opening_morning(moment: datetime) -> datetime:
    """Nine o'clock on the first working day from that moment on."""
    day = local_day(moment)
    while not hours.works(day):
        day += timedelta(days=1)
    return hours.local(day, hours.OPENS)


def _must_be_unused(ledger: Ledger, opens: datetime) -> None:
    last = ledger.entry(ledger.head().position)
    if last is not None and last.recorded_at > opens:
        raise LogInUse(
            "This log holds entries that were recorded after the history would begin. "
            "Simulate into a store of its own."
        )
