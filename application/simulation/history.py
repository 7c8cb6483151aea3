"""The run of a simulation: one agenda of lives in the order in which their entries are recorded."""

import heapq
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import reduce
from operator import add
from typing import Protocol

import msgspec

from application.ledger import Ledger, Receipt
from application.looking import Codes, Looking
from application.proposing_with_record import propose
from application.simulation.country import country
from application.simulation.population import (
    Count,
    NotASize,
    Peopled,
    Period,
    Plan,
    Proposes,
    period,
    world_of,
)
from domain.decider import Refusal
from domain.match import ProposeMatch
from domain.people import ActorId, ServiceId


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
    services: int = 1


class LogInUse(Refusal):
    """The log holds something later than the beginning of the history."""


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
    codes: Codes | None = None,
) -> Simulated:
    """Record the history of a service in which so many people were referred over the years.

    The history ends at ``until`` (without a time zone: local time). What runs then is left running.
    Same people, years, seed and end give the same entries; only the boxes of sealed values differ.
    ``progress`` hears, week by week, how many days have passed and of how many. While it runs,
    ``clocked`` (the log itself) tells the simulated time; afterwards its own clock again.

    With ``codes``, what opens codes for matching, who was considered is written down beside every
    proposal, as at the desk; without it, proposals stand alone.

    Raises `NotASize` for nobody or no time, and `LogInUse` where the log already holds something
    that was recorded after the history begins: nothing can be recorded before it.
    """
    if people < 1:
        raise NotASize("Say how many people: at least 1.", field="people")
    plan = Plan(service, people, streams=str(seed))
    return _run(ledger, clocked, [plan], period(years, until), progress, codes=codes)


def simulate_services(
    ledger: Ledger,
    clocked: Clocked,
    *,
    services: int,
    years: float,
    seed: int,
    until: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> Simulated:
    """Record the histories of so many services in one log, command by command.

    The services are those of `country`; each has chances of its own, and their entries stand in the
    order in which they were recorded. `infrastructure.bulk_simulation` comes to the same log much
    faster. Proposals stand alone in it: who was considered for each would be as many entries again
    as all the rest of a large service. Raises as `simulate`.
    """
    return _run(ledger, clocked, country(services, years, seed), period(years, until), progress)


def _run(
    ledger: Ledger,
    clocked: Clocked,
    plans: Sequence[Plan],
    during: Period,
    progress: Callable[[int, int], None] | None,
    *,
    codes: Codes | None = None,
) -> Simulated:
    begun = time.perf_counter()
    _must_be_unused(ledger, during.opens)
    moment = [during.opens]

    everywhere = [
        world_of(plan, during, ledger, None if codes is None else _proposing(ledger, codes, moment))
        for plan in plans
    ]
    told = _Told(progress)
    real_clock = clocked.clock
    clocked.clock = lambda: moment[0]
    try:
        _live(everywhere, during, moment, told)
    finally:
        clocked.clock = real_clock
    told(during.days, during.days)
    return said(reduce(add, [each.count() for each in everywhere]), len(plans), begun)


def _proposing(ledger: Ledger, codes: Codes, moment: Sequence[datetime]) -> Proposes:
    """Proposes as the desk does: who was considered is written down beside the proposal."""

    def ask(command: ProposeMatch, by: ActorId, service: ServiceId, command_id: str) -> Receipt:
        look = Looking(ledger, codes, service=service, now=moment[0], by=by)
        return propose(command, ledger, look, by=by, service=service, command_id=command_id)

    return ask


def _live(
    everywhere: Sequence[Peopled], during: Period, moment: list[datetime], told: "_Told"
) -> None:
    """Let the lives of all services take their course, whichever comes next.

    What happens at the same moment happens in the order of the services.
    """
    for each in everywhere:
        each.begin()
    agenda = [(each.world.next_at, number) for number, each in enumerate(everywhere)]
    heapq.heapify(agenda)
    while agenda[0][0] <= during.until:
        at, number = agenda[0]
        world = everywhere[number].world
        moment[0] = max(moment[0], at)
        told((at - during.opens).days, during.days)
        world.go_on()
        heapq.heapreplace(agenda, (world.next_at, number))


def said(count: Count, services: int, begun: float) -> Simulated:
    """What a simulation says of itself at its end."""
    return Simulated(
        events=count.events,
        people=count.people,
        matches=count.matches,
        sessions=count.sessions,
        seconds=round(time.perf_counter() - begun, 3),
        refusals=dict(sorted(count.refusals.items())),
        services=services,
    )


class _Told:
    """Tells of progress once a week of the history."""

    def __init__(self, progress: Callable[[int, int], None] | None) -> None:
        self._progress, self._last = progress, -7

    def __call__(self, done: int, of: int) -> None:
        if self._progress is not None and (done >= self._last + 7 or done == of > self._last):
            self._last = done
            self._progress(done, of)


def _must_be_unused(ledger: Ledger, opens: datetime) -> None:
    last = ledger.entry(ledger.head().position)
    if last is not None and last.recorded_at > opens:
        raise LogInUse(
            "This log holds entries that were recorded after the history would begin. "
            "Simulate into a store of its own."
        )
