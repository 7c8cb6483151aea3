"""`python -m benchmarks.scotland --dir DIR`: many services in one log, and one coordinator in it.

Builds the store in a directory once (five years of 120 services unless told otherwise) and a log of
about ten thousand events beside it, then measures one coordinator's caseload, warm, in both, and
the same as it was known two years back. The sides take turns, in another order in each round;
ratios come first, absolute figures beside them. Run it again on the same directory to measure
without building. The directory stays; remove it afterwards.
"""

import argparse
import json
import os
import resource
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from statistics import median

from rich.console import Console
from rich.progress import Progress

from api.store import Store, open_store
from application.simulation.country import SCOTLAND
from domain.people import ServiceId
from infrastructure.bulk_simulation import simulate_in_bulk
from infrastructure.settings import Settings
from projections.caseload import caseload

UNTIL = datetime(2026, 3, 31, 15, 20, tzinfo=UTC)
TWO_YEARS = timedelta(days=730)
YEARS_OF_TEN_THOUSAND = 1.75
NEEDED = ("caseload", "responsibilities")
"""The views that one coordinator's caseload is read from."""

GIGABYTE = 2**30
Ask = Callable[[], int]


def main(arguments: Sequence[str]) -> int:
    """Build what is not there yet, measure, and print one object a line."""
    options = _parser().parse_args(arguments)
    folder = Path(options.dir)
    _build(folder / "many", options.services, options.years, options.seed)
    if options.build_only:
        return 0
    _build(folder / "few", 1, YEARS_OF_TEN_THOUSAND, options.seed)
    many, few = _opened(folder / "many"), _opened(folder / "few")
    try:
        for name, store in (("many", many), ("few", few)):
            begun = time.perf_counter()
            store.views.catch_up(NEEDED)
            seconds = time.perf_counter() - begun
            events = store.ledger.head().position
            _say(measured="views", of=name, events=events, seconds=seconds, memory_gb=_peak())
        _compare(many, few, options.rounds)
    finally:
        many.close()
        few.close()
    return 0


def _build(folder: Path, services: int, years: float, seed: int) -> None:
    if folder.exists():
        return
    folder.mkdir(parents=True)
    store = _opened(folder, create=True)
    console = Console(stderr=True)
    stages: dict[str, float] = {}
    begun = time.perf_counter()
    with Progress(console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("Simulating services")

        def told(what: str, done: int, of: int) -> None:
            bar.update(task, description=what, completed=done, total=of)
            if done == of:
                stages[what] = round(time.perf_counter() - begun, 1)

        try:
            came_to = simulate_in_bulk(
                store.ledger,
                store.keyring,
                services=services,
                years=years,
                seed=seed,
                until=UNTIL,
                workers=len(os.sched_getaffinity(0)),
                scratch=folder,
                progress=told,
            )
        except BaseException:
            store.close()
            shutil.rmtree(folder)
            raise
    store.close()
    _say(
        measured="build",
        services=came_to.services,
        events=came_to.events,
        people=came_to.people,
        matches=came_to.matches,
        sessions=came_to.sessions,
        seconds=came_to.seconds,
        events_a_second=came_to.events / came_to.seconds,
        done_after_seconds=stages,
        memory_gb=_peak(),
        processes=len(os.sched_getaffinity(0)),
        log_gb=sum(each.stat().st_size for each in folder.glob("*")) / GIGABYTE,
    )


def _compare(many: Store, few: Store, rounds: int) -> None:
    """The caseload of somebody in the large log against somebody with as many people in the small.

    The large log's service and coordinator are those whose caseload is nearest in size.
    """
    small_service = few.services()[0]
    small_rows = caseload(few.views, small_service).rows
    small, wanted = Counter(row.coordinator for row in small_rows).most_common(1)[0]
    service, coordinator, size = _nearest(many, wanted)
    at = UNTIL - TWO_YEARS
    minutes = count(1)

    def another() -> datetime:
        return at - timedelta(minutes=next(minutes))

    sides: dict[str, Ask] = {
        "few": lambda: len(caseload(few.views, small_service, coordinator=small).rows),
        "many": lambda: len(caseload(many.views, service, coordinator=coordinator).rows),
        "many two years back": lambda: len(
            caseload(many.views, service, coordinator=coordinator, known_at=another()).rows
        ),
        "many two years back, again": lambda: len(
            caseload(many.views, service, coordinator=coordinator, known_at=at).rows
        ),
    }
    # Once with nothing in memory, and from then on at another moment each time: an answer that was
    # given before is remembered.
    begun = time.perf_counter()
    cold_rows = sides["many two years back"]()
    cold = time.perf_counter() - begun
    took: dict[str, list[float]] = {name: [] for name in sides}
    dice = Random(1)
    for played in range(rounds + 1):
        for name in dice.sample(sorted(sides), len(sides)):
            begun = time.perf_counter()
            sides[name]()
            if played:  # the first round only warms
                took[name].append(time.perf_counter() - begun)
    middle = {name: median(each) for name, each in took.items()}
    _say(
        measured="caseload of one coordinator",
        ratio_many_to_few=middle["many"] / middle["few"],
        must_be_at_most=1.5,
        ratio_known_at_to_today=middle["many two years back"] / middle["many"],
        known_at_must_be_at_most=10,
        ratio_known_at_cold_to_today=cold / middle["many"],
        cold_milliseconds=1000 * cold,
        milliseconds={name: 1000 * each for name, each in middle.items()},
        rows={"few": wanted, "many": size, "many two years back": cold_rows},
        rounds=rounds,
        memory_gb=_peak(),
    )


def _nearest(store: Store, wanted: int) -> tuple[ServiceId, str | None, int]:
    found = []
    for service in store.services():
        counted = Counter(row.coordinator for row in caseload(store.views, service).rows)
        found += [
            (abs(size - wanted), service, coordinator, size)
            for coordinator, size in counted.items()
        ]
    _off, service, coordinator, size = min(found, key=lambda each: each[0])
    return service, coordinator, size


def _opened(folder: Path, *, create: bool = False) -> Store:
    return open_store(Settings(data=str(folder)), create=create)


def _peak() -> dict[str, float]:
    """The largest memory of this process and of any of its workers, in gigabytes."""
    own, workers = (
        resource.getrusage(who).ru_maxrss * 1024 / GIGABYTE
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return {"own": round(own, 3), "largest_worker": round(workers, 3)}


def _say(**said: object) -> None:
    print(json.dumps(said, default=str), flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scotland")
    parser.add_argument("--dir", required=True, help="where the stores are built, and stay")
    parser.add_argument("--services", type=int, default=SCOTLAND)
    parser.add_argument("--years", type=float, default=5.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--build-only", action="store_true", help="measure nothing but the build")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
