"""Measuring two or more sides in one run: many short rounds, in random order, ratios of medians.

A disk drifts by an order of magnitude within minutes, so an absolute figure means little and a
ratio of two runs nothing. Here the sides take turns within every round.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from random import Random
from statistics import median, quantiles
from typing import Literal, NamedTuple

import msgspec


class Took(NamedTuple):
    """Units of work with their seconds, where a side knows better than a clock around it."""

    units: int
    seconds: float


Side = Callable[[], int]
"""Does a short piece of work and returns how many units it did (events, commands, queries)."""

TimedSide = Callable[[], Took]
"""The same, and says itself how long it took."""


class Timings(msgspec.Struct):
    """What one side took: seconds a unit in each round, and CPU seconds a unit over all rounds."""

    seconds: list[float] = msgspec.field(default_factory=list)
    cpu: float = 0.0
    units: int = 0

    @property
    def median(self) -> float:
        """Seconds a unit in the median round."""
        return median(self.seconds)

    @property
    def cpu_each(self) -> float:
        """CPU seconds a unit, of this process and of the database's server."""
        return self.cpu / max(self.units, 1)


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the results.

    ``product`` and ``raw`` are medians in ``unit``; ``ratio`` is how fast the product is where raw
    is 1 (``how`` says "speed"), or how long it takes ("time"), with the quartiles of the rounds'
    own ratios. ``cpu_product`` and ``cpu_raw`` are microseconds of CPU for one of what is counted,
    with those of the database's server. ``target`` says what must hold, ``met`` whether it does;
    both are none where a figure is only reported.
    """

    name: str
    database: str
    against: str
    how: Literal["speed", "time"]
    ratio: float | None
    quartiles: tuple[float, float] | None
    product: float
    raw: float | None
    unit: str
    cpu_product: float
    cpu_raw: float | None
    rounds: int
    target: str | None = None
    met: bool | None = None
    note: str = ""


class Goal(msgspec.Struct, frozen=True):
    """What a figure must reach: at least or at most so much."""

    bound: float
    at_most: bool = False
    absolute: bool = False
    """Whether the product's own figure is bounded, and not the ratio."""

    def __str__(self) -> str:
        """As a table shows it."""
        return f"{'≤' if self.at_most else '≥'} {self.bound:,g}"

    def is_met(self, ratio: float | None, product: float) -> bool | None:
        """Whether it is."""
        value = product if self.absolute else ratio
        if value is None:
            return None
        return value <= self.bound if self.at_most else value >= self.bound


class Unit(msgspec.Struct, frozen=True):
    """How a figure is written: a rate a second, or a time for one."""

    name: str
    scale: float

    def of(self, seconds: float) -> float:
        """Seconds for one, in this unit."""
        return self.scale / seconds if self.name.endswith("/s") else seconds * self.scale


EVENTS_A_SECOND = Unit("events/s", 1.0)
MICROSECONDS = Unit("µs", 1e6)
MILLISECONDS = Unit("ms", 1e3)
SECONDS = Unit("s", 1.0)

ServerCpu = Callable[[], float]


def no_server() -> float:
    """What an embedded database uses beside this process."""
    return 0.0


def interleaved(
    sides: Mapping[str, Side | TimedSide],
    rounds: int,
    dice: Random,
    server_cpu: ServerCpu = no_server,
    *,
    warm_up: int = 2,
) -> dict[str, Timings]:
    """Let the sides take turns, in another order in each round; the first rounds do not count."""
    timings = {name: Timings() for name in sides}
    names = list(sides)
    for number in range(warm_up + rounds):
        dice.shuffle(names)
        for name in names:
            took = timings[name] if number >= warm_up else Timings()
            with _timed(took, server_cpu):
                took.units += _in(took, sides[name])
    return timings


def compared(
    timings: Mapping[str, Timings],
    product: str,
    raw: str,
    *,
    name: str,
    database: str,
    unit: Unit,
    goal: Goal | None = None,
    as_times: bool = False,
    note: str = "",
) -> Figure:
    """Put one side beside another: how fast it is, or with ``as_times`` how long it takes."""
    ours, theirs = timings[product], timings[raw]

    def ratio(mine: float, other: float) -> float:
        return mine / other if as_times else other / mine

    each = [ratio(*pair) for pair in zip(ours.seconds, theirs.seconds, strict=True)]
    low, _middle, high = quantiles(each, n=4) if len(each) > 1 else (each[0],) * 3
    value = ratio(ours.median, theirs.median)
    shown = unit.of(ours.median)
    return Figure(
        name=name,
        database=database,
        against=raw,
        how="time" if as_times else "speed",
        ratio=value,
        quartiles=(low, high),
        product=shown,
        raw=unit.of(theirs.median),
        unit=unit.name,
        cpu_product=ours.cpu_each * 1e6,
        cpu_raw=theirs.cpu_each * 1e6,
        rounds=len(each),
        target=str(goal) if goal else None,
        met=goal.is_met(value, shown) if goal else None,
        note=note,
    )


def alone(
    timings: Mapping[str, Timings],
    product: str,
    *,
    name: str,
    database: str,
    unit: Unit,
    goal: Goal | None = None,
    note: str = "",
) -> Figure:
    """Report one side by itself."""
    ours = timings[product]
    shown = unit.of(ours.median)
    return Figure(
        name=name,
        database=database,
        against="",
        how="time",
        ratio=None,
        quartiles=None,
        product=shown,
        raw=None,
        unit=unit.name,
        cpu_product=ours.cpu_each * 1e6,
        cpu_raw=None,
        rounds=len(ours.seconds),
        target=f"{goal} {unit.name}" if goal else None,
        met=goal.is_met(None, shown) if goal else None,
        note=note,
    )


def _in(took: Timings, side: Side | TimedSide) -> int:
    start = time.perf_counter()
    done = side()
    if isinstance(done, int):
        done = Took(done, time.perf_counter() - start)
    took.seconds.append(done.seconds / done.units)
    return done.units


@contextmanager
def _timed(took: Timings, server_cpu: ServerCpu) -> Iterator[None]:
    start, server = time.process_time(), server_cpu()
    yield
    took.cpu += time.process_time() - start + server_cpu() - server
