"""Simulating many services at once: each decided by itself, then written as one log.

What one service does never depends on another, so their histories are decided in processes of
their own and merged afterwards (`infrastructure.bulk_log`). The log is the one that
`application.simulation.simulate_services` comes to, command by command.
"""

import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from application.simulation.country import country
from application.simulation.history import LogInUse, Simulated, said
from application.simulation.population import Count, Period, Plan, period, world_of
from infrastructure.bulk_log import Merged, Spool, UnwrittenLog
from infrastructure.event_log import EventLog
from infrastructure.keyring import KeyInUse, Keyring
from infrastructure.recorders import Row

Progress = Callable[[str, int, int], None]
"""Hears what is being done, how much of it is done, and of how much."""


class DecidedService(NamedTuple):
    """What one service came to: how much, and the keys under which its values are sealed."""

    number: int
    came_to: Count
    keys: dict[str, bytes]


def simulate_in_bulk(
    log: EventLog,
    keyring: Keyring,
    *,
    services: int,
    years: float,
    seed: int,
    until: datetime,
    workers: int = 1,
    scratch: Path | None = None,
    progress: Progress | None = None,
) -> Simulated:
    """Fill an empty log with the histories of so many services.

    ``scratch`` is a folder with room for the log once more; without it, the system's own.
    ``progress`` hears of every service that is decided, then how many entries are written. Keys are
    durable before the first entry. If anything fails, the log stays empty and the
    keyring as it was. Raises `NotASize`, and
    `LogInUse` where the log holds anything.
    """
    begun = time.perf_counter()
    plans, during = country(services, years, seed), period(years, until)
    if log.head().position:
        raise LogInUse("This log holds entries. Simulate many services into a store of its own.")
    told = progress or _nobody
    with tempfile.TemporaryDirectory(prefix="simulating-", dir=scratch) as folder:
        spools = [Path(folder) / f"service-{number}" for number in range(len(plans))]
        total = Count()
        jobs = [(number, plan, during, spools[number]) for number, plan in enumerate(plans)]
        told("Simulating services", 0, len(jobs))
        keys: dict[str, bytes] = {}
        for done, decided in enumerate(_decided(jobs, workers), start=1):
            keys |= decided.keys
            total += decided.came_to
            told("Simulating services", done, len(jobs))
        merged = Merged(spools, Path(folder) / "commands")
        _adopt(keyring, keys)
        try:
            log.load(_heard(merged.pages(), total.events, told), merged.commands())
        except BaseException:
            keyring.give_back(keys)
            raise
    return said(total, len(plans), begun)


def _adopt(keyring: Keyring, keys: dict[str, bytes]) -> None:
    try:
        keyring.adopt(keys)
    except KeyInUse as taken:
        raise LogInUse(
            "The keyring holds keys of these services already. Use a keyring of its own."
        ) from taken


def _decided(
    jobs: Sequence[tuple[int, Plan, Period, Path]], workers: int
) -> Iterator[DecidedService]:
    if workers < 2:  # noqa: PLR2004 - this process alone
        yield from (_decide(*job) for job in jobs)
        return
    # A fresh process: a copy of this one would share its connections to the store.
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
        # The longest first, so that nobody waits for the last one alone.
        ordered = sorted(jobs, key=lambda job: -job[1].people)
        for future in as_completed([pool.submit(_decide, *job) for job in ordered]):
            yield future.result()


def _decide(number: int, plan: Plan, during: Period, spool: Path) -> DecidedService:
    """Decide the history of one service into a file."""
    with spool.open("wb") as file:
        log = UnwrittenLog(Spool(file))
        peopled = world_of(plan, during, log)
        log.clock = lambda: peopled.world.now
        peopled.begin()
        peopled.world.run(_nobody)
    return DecidedService(number, peopled.count(), log.keys.made)


def _heard(pages: Iterable[list[Row]], of: int, told: Progress) -> Iterator[list[Row]]:
    for page in pages:
        yield page
        told("Writing entries", page[-1].position, of)


def _nobody(*_heard: object) -> None:
    return None
