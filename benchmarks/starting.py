"""How much CPU `alongside --help` takes: what a person at a terminal waits for."""

import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.rounds import MILLISECONDS, Figure, Goal, TimedSide, Took, compared, interleaved
from benchmarks.stage import Stage

LIMIT = Goal(300, at_most=True, absolute=True)
"""Milliseconds (design, section 10)."""


def help_is_shown(stage: Stage) -> Iterator[Figure]:
    """`alongside --help`, beside a Python that does nothing. The times are CPU."""
    program = Path(sys.executable).with_name("alongside")
    sides = {
        "alongside --help": _cpu_of([str(program), "--help"]),
        "python -c pass": _cpu_of([sys.executable, "-c", "pass"]),
    }
    timings = interleaved(sides, stage.rounds(20), stage.dice, _children)
    yield compared(
        timings,
        "alongside --help",
        "python -c pass",
        name="alongside --help, CPU",
        database="",
        unit=MILLISECONDS,
        goal=LIMIT,
        as_times=True,
    )


MEASURES = (help_is_shown,)


def _cpu_of(command: list[str]) -> TimedSide:
    def side() -> Took:
        before = _children()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
        return Took(1, _children() - before)

    return side


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
