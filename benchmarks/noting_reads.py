"""What it costs to note an answer before it leaves, and to ask who saw somebody."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from application.principal import staff_member
from application.register import Noted
from benchmarks.rounds import MICROSECONDS, MILLISECONDS, Figure, Goal, alone, compared, interleaved
from benchmarks.stage import SQLITE, Stage
from domain.access import AnswerGiven, read_by
from domain.decider import EPOCH, MICROSECOND
from domain.people import ServiceId, StaffId, Subject, identifier_from
from infrastructure.access_log import AccessLog, recorder_in_file
from infrastructure.codec import Envelope, encode
from infrastructure.keyring import Keyring
from infrastructure.recorders import Submission

SERVICE = ServiceId("service")
ISLA = staff_member(StaffId("isla"))
PEOPLE = [Subject(f"person:{identifier_from(str(each).encode())}") for each in range(2_000)]
MORAG = Subject("person:morag")
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
NAMED_IN_ONE = 25
"""So many people stand in one answer: a coordinator's caseload."""
TOGETHER = 16
SMALL, LARGE, LARGE_QUICKLY = 10_000, 1_000_000, 50_000
FOUND = 100


def an_answer_is_noted(stage: Stage) -> Iterator[Figure]:
    """One answer about 25 people: alone, and with 16 who are answered at a time."""
    dice = Random(1)
    log = AccessLog(lambda: recorder_in_file(_file(stage, "noting")))

    def note() -> None:
        given = AnswerGiven(
            service=SERVICE, view="caseload", basis=("COORDINATOR",), at=datetime.now(UTC)
        )
        log.record(Noted(given, ISLA, dice.sample(PEOPLE, NAMED_IN_ONE)))

    def one_by_one() -> int:
        for _ in range(50):
            note()
        return 50

    def some() -> None:
        for _ in range(25):
            note()

    def together() -> int:
        readers = [threading.Thread(target=some) for _ in range(TOGETHER)]
        for each in readers:
            each.start()
        for each in readers:
            each.join()
        return 25 * TOGETHER

    sides = {"alone": one_by_one, "together": together}
    timings = interleaved(sides, stage.rounds(20), stage.dice, warm_up=1)
    for side, how in (("alone", "one by one"), ("together", f"{TOGETHER} at a time")):
        yield alone(
            timings,
            side,
            name=f"note an answer about {NAMED_IN_ONE}, {how}",
            database=SQLITE,
            unit=MICROSECONDS,
        )
    log.close()


def who_saw_somebody(stage: Stage) -> Iterator[Figure]:
    """Who saw one person: a hundred reads found in a million, and in ten thousand."""
    large = LARGE_QUICKLY if stage.quick else LARGE
    logs = {reads: filled(stage, reads, MORAG) for reads in (SMALL, large)}

    def asked(reads: int) -> int:
        log = logs[reads]
        found = log.entries(MORAG, BEGINNING, BEGINNING + timedelta(seconds=reads))
        if len(found) != FOUND:
            raise NotFound(f"{len(found)} instead of {FOUND}")
        return 1

    timings = interleaved(
        {"large": lambda: asked(large), "small": lambda: asked(SMALL)},
        stage.rounds(50),
        stage.dice,
        warm_up=1,
    )
    yield compared(
        timings,
        "large",
        "small",
        name=f"who saw one person, in {large:,} reads",
        database=SQLITE,
        unit=MILLISECONDS,
        as_times=True,
        goal=Goal(3.0, at_most=True),
    )
    for each in logs.values():
        each.close()


class NotFound(Exception):
    """A log of reads does not hold what was put into it."""


def _file(stage: Stage, name: str) -> Path:
    return stage.directory / f"{name}.db"


def filled(stage: Stage, reads: int, whom: Subject) -> AccessLog:
    """A log of reads, one a second; a hundred of them are about somebody."""
    recorder = recorder_in_file(_file(stage, f"reads-{reads}-{whom.partition(':')[2]}"))
    dice = Random(reads)
    every = reads // FOUND
    envelope = Envelope(ISLA.actor, SERVICE, "")
    keyring: Keyring = None  # type: ignore[assignment]  # nothing is sealed
    for first in range(0, reads, 500):
        now = BEGINNING + timedelta(seconds=first + 499)
        entries = []
        for number in range(first, min(first + 500, reads)):
            about = dice.sample(PEOPLE, 3)
            if number % every == 0:
                about = [*about, whom]
            given = AnswerGiven(service=SERVICE, view="caseload", at=now)
            entries.append(encode(given, envelope, keyring, (read_by("staff:isla"), *about)))
        together = Submission(f"batch-{first}", bytes(32), (), tuple(entries))
        recorder.append_batch([together], expected_head=0, now=(now - EPOCH) // MICROSECOND)
    return AccessLog(lambda: recorder)


MEASURES = (an_answer_is_noted, who_saw_somebody)
