"""The evidence pack of one break, and the register, in a large log beside a small one.

`--store DIR` names the store to look at, such as a simulated Scotland; without it one service of
five years is simulated, which is the harder case: all entries are one service's.
"""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import datetime, timedelta

import msgspec

from api.main import KeyringOpener
from api.store import Store
from benchmarks.asking_for_lists import LARGER, SMALL, opened, simulated
from benchmarks.noting_reads import LARGE as LARGE_READS
from benchmarks.noting_reads import LARGE_QUICKLY, filled
from benchmarks.noting_reads import SMALL as SMALL_READS
from benchmarks.rounds import MILLISECONDS, Figure, Goal, Side, compared, interleaved
from benchmarks.stage import SQLITE, Stage
from domain.people import BreakId, ServiceId, Subject, subject
from infrastructure.access_log import AccessLog
from projections.breaks.evidence import evidence_pack
from projections.breaks.register import LISTING
from projections.breaks.telling import actors_in, in_words
from projections.directory import Directory
from projections.listing import Asked, listed


class Place(msgspec.Struct, frozen=True):
    """A store, and the break in it that is asked about."""

    store: Store
    service: ServiceId
    which: BreakId
    person: Subject
    now: datetime


def evidence_of_one_break(stage: Stage) -> Iterator[Figure]:
    """One request for the evidence of one break, and the register: a large log beside a small."""
    with ExitStack() as stack:
        small = _place(simulated(stage, stack, "small", *SMALL))
        path = stage.store
        there = simulated(stage, stack, "larger", *LARGER) if path is None else opened(path, stack)
        large = _place(there)
        many = LARGE_QUICKLY if stage.quick else LARGE_READS
        reads = {
            id(place): stack.enter_context(closing(filled(stage, number, place.person)))
            for place, number in ((small, SMALL_READS), (large, many))
        }

        def asked(place: Place, known_at: datetime | None = None) -> int:
            return _asked(place, reads[id(place)], known_at)

        sides: dict[str, Side] = {
            "in the large log": lambda: asked(large),
            "in the small log": lambda: asked(small),
            "in the large log, as known then": lambda: asked(large, large.now),
            "in the small log, as known then": lambda: asked(small, small.now),
            "register of the large log": lambda: _listed(large),
            "register of the small log": lambda: _listed(small),
        }
        timings = interleaved(sides, stage.rounds(40), stage.dice)
        sizes = (
            f"{large.store.ledger.head().position:,} events beside "
            f"{small.store.ledger.head().position:,}"
        )
        for name, side, beside in (
            ("the evidence pack", "in the large log", "in the small log"),
            (
                "the evidence pack, as known then",
                "in the large log, as known then",
                "in the small log, as known then",
            ),
            ("the register of breaks", "register of the large log", "register of the small log"),
        ):
            yield compared(
                timings,
                side,
                beside,
                name=name,
                database=SQLITE,
                unit=MILLISECONDS,
                goal=Goal(3, at_most=True),
                as_times=True,
                note=sizes,
            )


MEASURES = (evidence_of_one_break,)


def _asked(place: Place, reads: AccessLog, known_at: datetime | None) -> int:
    """One pack as it is given: from the log and the log of reads, in words."""
    views, opener = place.store.views, KeyringOpener(place.store.keyring)
    pack = evidence_pack(
        views, opener, place.service, place.which, known_at=known_at, register=reads
    )
    in_words(pack, Directory(views, opener).names_of(actors_in(pack)))
    return 1


def _listed(place: Place) -> int:
    listed(place.store.views, LISTING, place.service, Asked())
    return 1


def _place(store: Store) -> Place:
    """The first break of the first service that has one which was shared."""
    last = store.ledger.entry(store.ledger.head().position)
    assert last is not None, "the store is empty"  # noqa: S101 - said to whoever measures
    now = last.recorded_at + timedelta(microseconds=1)
    store.views.clock = lambda: now
    for service in store.services():
        rows = listed(store.views, LISTING, service, Asked(where={"shared": "true"})).rows
        for row in rows:
            if row.person is not None:
                return Place(store, service, row.break_id, subject("person", row.person), now)
    raise AssertionError("there is no break in this store")
