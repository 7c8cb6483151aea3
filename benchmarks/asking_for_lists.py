"""One coordinator's caseload in a large log: beside a small one, and two years back.

`--store DIR` names the store to look at, such as a simulated Scotland; without it one service of
five years is simulated. Its views are brought up to date first, which takes a while once.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import msgspec

from api.store import Store, open_store
from application.simulation import simulate
from benchmarks.rounds import MILLISECONDS, Figure, Goal, Side, alone, compared, interleaved
from benchmarks.stage import SQLITE, Stage
from domain.people import ServiceId
from infrastructure.settings import Settings
from projections import caseload
from projections.listing import Asked, listed
from projections.remembered import RememberedHistories

SERVICE = ServiceId("service")
UNTIL = datetime(2026, 11, 2, 12, tzinfo=UTC)
BACK = timedelta(days=730)
SMALL = (120, 3.0)
"""People and years that come to about ten thousand events."""
LARGER = (700, 5.0)


class Place(msgspec.Struct, frozen=True):
    """A store, the service that is asked about, and the coordinator whose caseload it is."""

    store: Store
    service: ServiceId
    coordinator: str
    rows: int
    now: datetime


def one_coordinators_caseload(stage: Stage) -> Iterator[Figure]:
    """One coordinator's caseload: a large log beside a small one, and as known two years back."""
    with ExitStack() as stack:
        small = _place(simulated(stage, stack, "small", *SMALL))
        path = stage.store
        there = simulated(stage, stack, "larger", *LARGER) if path is None else opened(path, stack)
        large = _place(there, like=small.rows)
        minutes = count(1)

        def first_time() -> int:
            return _asked(large, large.now - BACK - timedelta(minutes=next(minutes)))

        def from_nothing() -> int:
            views = large.store.views
            views.histories = RememberedHistories(views.ledger)
            return first_time()

        sides: dict[str, Side] = {
            "in the large log": lambda: _asked(large),
            "in the small log": lambda: _asked(small),
            "two years back": first_time,
            "two years back, no history in memory": from_nothing,
            "two years back, again": lambda: _asked(large, large.now - BACK),
        }
        timings = interleaved(sides, stage.rounds(40), stage.dice)
        sizes = {
            "large": f"{large.store.ledger.head().position:,} events, {large.rows} rows",
            "small": f"{small.store.ledger.head().position:,} events, {small.rows} rows",
        }
        yield compared(
            timings,
            "in the large log",
            "in the small log",
            name="one coordinator's caseload, warm",
            database=SQLITE,
            unit=MILLISECONDS,
            goal=Goal(1.5, at_most=True),
            as_times=True,
            note=f"{sizes['large']}; beside {sizes['small']}",
        )
        for side in list(sides)[2:]:
            yield compared(
                timings,
                side,
                "in the large log",
                name=f"one coordinator's caseload, {side}",
                database=SQLITE,
                unit=MILLISECONDS,
                goal=Goal(10, at_most=True),
                as_times=True,
                note=f"{sizes['large']}; {_then(large)} rows then",
            )
        yield alone(
            timings,
            "in the large log",
            name="one coordinator's caseload",
            database=SQLITE,
            unit=MILLISECONDS,
            note=sizes["large"],
        )


MEASURES = (one_coordinators_caseload,)


def _asked(place: Place, known_at: datetime | None = None) -> int:
    asked = Asked(where={"coordinator": place.coordinator}, known_at=known_at)
    listed(place.store.views, caseload.LISTING, place.service, asked)
    return 1


def _then(place: Place) -> int:
    asked = Asked(where={"coordinator": place.coordinator}, known_at=place.now - BACK)
    return len(listed(place.store.views, caseload.LISTING, place.service, asked).rows)


def _place(store: Store, like: int | None = None) -> Place:
    """The coordinator with the most rows, or with about as many as another has.

    They were there two years ago, too.
    """
    now, store.views.clock = _clock_of(store), lambda: _clock_of(store)
    store.views.catch_up()
    found: list[tuple[int, ServiceId, str]] = []
    for service in store.services():
        asked = Asked(known_at=now - BACK)
        then = {each.coordinator for each in _rows(store, service, asked)} if like else None
        counted = Counter(each.coordinator for each in _rows(store, service, Asked()))
        found += [
            (rows, service, coordinator)
            for coordinator, rows in counted.items()
            if coordinator is not None and (then is None or coordinator in then)
        ]
        if like is not None and found and min(abs(each[0] - like) for each in found) <= 1:
            break
    rows, service, coordinator = min(
        found, key=lambda each: -each[0] if like is None else abs(each[0] - like)
    )
    return Place(store, service, coordinator, rows, now)


def _rows(store: Store, service: ServiceId, asked: Asked) -> list[caseload.Row]:
    return listed(store.views, caseload.LISTING, service, asked).rows


def _clock_of(store: Store) -> datetime:
    last = store.ledger.entry(store.ledger.head().position)
    return UNTIL if last is None else last.recorded_at + timedelta(microseconds=1)


def simulated(stage: Stage, stack: ExitStack, name: str, people: int, years: float) -> Store:
    """A service of five years or so, in a store of its own."""
    store = opened(stage.directory / name, stack, clock=lambda: UNTIL)
    simulate(
        store.ledger,
        store.ledger,
        service=SERVICE,
        people=people,
        years=years,
        seed=1,
        until=UNTIL,
    )
    return store


def opened(path: Path, stack: ExitStack, clock: Callable[[], datetime] | None = None) -> Store:
    """A store that is there, or with a clock a new one; closed with the stack."""
    settings = Settings(data=str(path), keys=f"{path}.keys")
    store = (
        open_store(settings, create=clock is not None, clock=clock)
        if clock is not None
        else open_store(settings, create=False)
    )
    stack.callback(store.close)
    return store
