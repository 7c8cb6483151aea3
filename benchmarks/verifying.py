"""How many events a second `alongside verify` checks on one core."""

from collections.abc import Iterator

from benchmarks import lives
from benchmarks.rounds import EVENTS_A_SECOND, Figure, Goal, alone, interleaved
from benchmarks.stage import DATABASES, Stage
from infrastructure.recorders import EventRecorder
from infrastructure.verification import verify

EVENTS, EVENTS_QUICKLY = 200_000, 20_000
HISTORY = 100


class NotClean(Exception):
    """A log that this benchmark has just written does not verify."""


def a_log_is_verified(stage: Stage) -> Iterator[Figure]:
    """Every row, the tree, and every index."""
    events = EVENTS_QUICKLY if stage.quick else EVENTS
    for database in DATABASES:
        with stage.stand(database) as stand:
            people = lives.lives_for(events, HISTORY)
            lives.fill(stand.recorder, stand.keyring, people, HISTORY, most=events)

            def side(recorder: EventRecorder = stand.recorder) -> int:
                found = verify(recorder)
                if not found.ok:
                    raise NotClean(found.problems[0])
                return found.events

            timings = interleaved(
                {"verify": side},
                stage.rounds(10),
                stage.dice,
                stage.server_cpu(database),
                warm_up=1,
            )
            yield alone(
                timings,
                "verify",
                name=f"verify {events:,} events",
                database=database,
                unit=EVENTS_A_SECOND,
                goal=Goal(200_000, absolute=True),
            )


MEASURES = (a_log_is_verified,)
