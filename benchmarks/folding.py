"""Views: rebuilding the caseload, catching up after a command, and asking for it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import cycle

from benchmarks import library_projection, lives
from benchmarks.commands import record_session
from benchmarks.lives import SERVICE, life
from benchmarks.rounds import (
    EVENTS_A_SECOND,
    MILLISECONDS,
    Figure,
    Goal,
    Side,
    TimedSide,
    alone,
    compared,
    interleaved,
)
from benchmarks.stage import DATABASES, POSTGRESQL, Stage, Stand
from infrastructure.event_log import EventLog
from projections.caseload import caseload
from projections.catalogue import VIEWS
from projections.catch_up import Views

EVENTS = 10_000
HISTORY = 40
"""Events of each match."""
LIBRARY_EVENTS = 2_000
COMMANDS_A_ROUND = 10
LIBRARY = "the library's ProjectionRunner"


def the_caseload_is_rebuilt(stage: Stage) -> Iterator[Figure]:
    """The caseload from the whole log, beside the library's ProjectionRunner on PostgreSQL."""
    with ExitStack() as stack:
        stands = {database: _filled(stage, database, stack) for database in DATABASES}
        sides: dict[str, Side | TimedSide] = {
            each: _rebuild(_views(stage, stands[each], stack)) for each in DATABASES
        }
        env = library_projection.environment(stage.url)
        pages = stands[POSTGRESQL].recorder.pages(0, LIBRARY_EVENTS)
        library_projection.store(env, [row for page in pages for row in page])
        sides[LIBRARY] = lambda: library_projection.rebuild(env, LIBRARY_EVENTS)
        rounds = stage.rounds(12)
        timings = interleaved(sides, rounds, stage.dice, stage.server_cpu(POSTGRESQL), warm_up=1)
        for database in DATABASES:
            yield compared(
                timings,
                database,
                LIBRARY,
                name="rebuild the caseload",
                database=database,
                unit=EVENTS_A_SECOND,
                goal=Goal(40),
                note=f"{EVENTS:,} events, {HISTORY} of each match",
            )


def views_catch_up_after_a_command(stage: Stage) -> Iterator[Figure]:
    """What every view adds to a command, so that people read their own writes."""
    for database in DATABASES:
        with ExitStack() as stack:
            seen, unseen = (_filled(stage, database, stack) for _ in range(2))
            views = _views(stage, seen, stack)
            sides = {
                "with views": _commands(seen.log, views.catch_up),
                "the command alone": _commands(unseen.log, lambda: None),
            }
            cpu = stage.server_cpu(database)
            timings = interleaved(sides, stage.rounds(20), stage.dice, cpu)
            yield compared(
                timings,
                "with views",
                "the command alone",
                name=f"a command and all {len(VIEWS)} views",
                database=database,
                unit=MILLISECONDS,
                as_times=True,
                note=f"a log of {EVENTS:,} events",
            )


def the_caseload_is_asked_for(stage: Stage) -> Iterator[Figure]:
    """The caseload of a log of ten thousand events, as it stands and as it was known."""
    for database in DATABASES:
        with ExitStack() as stack:
            stand = _filled(stage, database, stack)
            views = _views(stage, stand, stack)
            # The log says that it was filled within the last hour; half of it stood by then.
            middle = next(stand.recorder.pages(EVENTS // 2, EVENTS // 2 + 1))[0].recorded_at
            moment = datetime.fromtimestamp(middle / 1e6, UTC) + timedelta(microseconds=1)
            sides: dict[str, Side] = {
                "as it stands": _asked(views),
                "as it was known": _asked(views, moment),
            }
            timings = interleaved(sides, stage.rounds(20), stage.dice, stage.server_cpu(database))
            rows = len(caseload(views, SERVICE).rows)
            for side in sides:
                yield alone(
                    timings,
                    side,
                    name=f"ask for the caseload {side}",
                    database=database,
                    unit=MILLISECONDS,
                    note=f"{EVENTS:,} events, {rows} rows",
                )


MEASURES = (
    the_caseload_is_rebuilt,
    views_catch_up_after_a_command,
    the_caseload_is_asked_for,
)


def _filled(stage: Stage, database: str, stack: ExitStack) -> Stand:
    stand = stack.enter_context(stage.stand(database))
    lives.fill(
        stand.recorder, stand.keyring, lives.lives_for(EVENTS, HISTORY), HISTORY, most=EVENTS
    )
    return stand


def _views(stage: Stage, stand: Stand, stack: ExitStack) -> Views:
    engine = stage.views_engine(stand)
    stack.callback(engine.dispose)
    views = Views(engine, stand.log, VIEWS, stand.log.clock)
    views.catch_up()
    return views


def _rebuild(views: Views) -> Side:
    def side() -> int:
        views.rebuild("caseload")
        return EVENTS

    return side


def _commands(log: EventLog, then: Callable[[], object]) -> Side:
    people = lives.lives_for(EVENTS, HISTORY) - 1
    everybody = [life(number) for number in range(people)]
    for each in everybody:  # their histories are warm from then on
        record_session(log, each)
    then()
    turn = cycle(everybody)

    def side() -> int:
        for _ in range(COMMANDS_A_ROUND):
            record_session(log, next(turn))
            then()
        return COMMANDS_A_ROUND

    return side


def _asked(views: Views, known_at: datetime | None = None) -> Side:
    def side() -> int:
        caseload(views, SERVICE, known_at=known_at)
        return 1

    return side
