"""How peer supporters are: asked by licence, scored by the same rules, and for two people alone."""

from datetime import datetime

import msgspec
import pytest

from domain.decider import Event
from domain.instruments import Change, ImpossibleAnswer, Instrument, Terms, Unscorable
from domain.outcomes import InstrumentAdopted, InstrumentNotInUse, Mode
from domain.peer import UnknownPeer
from domain.peer_measures import (
    PEER_MEASURES,
    Measures,
    NotAskedOfPeers,
    PeerMeasureAnswered,
    RecordPeerMeasure,
    changes_of,
)
from domain.personal import Sealed
from projections.supervision import MeasureRow, measure_rows
from tests.domain.cast import DAVIE, DAVIE_ASKED, FRASER, FRASER_MANAGES, MACHAIR, on
from tests.domain.decisions import NOW, SERVICE_ID, folded, given

SWEMWBS, UCLA3 = Instrument.SWEMWBS, Instrument.UCLA3


def adopted(instrument: Instrument) -> InstrumentAdopted:
    return InstrumentAdopted(
        service=SERVICE_ID,
        instrument=instrument,
        version="2008",
        terms=Terms.REGISTRATION,
        holder="Its authors",
        evidence="Folder of licences, sheet 3",
        approved_by=FRASER,
        at=on(1, 10),
    )


HERE = (*MACHAIR, FRASER_MANAGES, DAVIE_ASKED, adopted(SWEMWBS))


def record(instrument: Instrument = SWEMWBS, items: str = "3333333") -> RecordPeerMeasure:
    return RecordPeerMeasure(peer=DAVIE, instrument=instrument, items=tuple(items), mode=Mode.PAPER)


def answered(
    score: float | Sealed | None = 19.25,
    at: datetime = NOW,
    *,
    instrument: Instrument = SWEMWBS,
    mode: Mode = Mode.PAPER,
) -> PeerMeasureAnswered:
    return PeerMeasureAnswered(
        peer=DAVIE,
        instrument=instrument,
        version="2008",
        mode=mode,
        scorer=f"{instrument}-1",
        items=("3",) * 7,
        raw=21,
        score=score,
        band="LOW",
        at=at,
    )


def rows(*events: Event) -> list[MeasureRow]:
    measures: Measures = folded(PEER_MEASURES, *events)
    return measure_rows(measures)


def test_what_a_peer_supporter_answers_is_scored_by_the_same_rule() -> None:
    unscored = msgspec.structs.replace(
        answered(None),
        items=("3", "3", "-", "3", "3", "3", "3"),
        raw=None,
        band=None,
        unscorable=Unscorable.MISSING_ITEM,
    )

    given(*HERE).when(record()).then(answered())
    given(*HERE).when(record(items="33-3333")).then(unscored)
    given(*HERE).when(record(items="3333330")).then_refused(ImpossibleAnswer, field="items")
    given(*MACHAIR, adopted(SWEMWBS)).when(record()).then_refused(UnknownPeer)


def test_a_peer_supporter_is_asked_under_the_licence_of_the_service() -> None:
    given(*HERE).when(record(UCLA3, "222")).then_refused(InstrumentNotInUse, field="instrument")


@pytest.mark.parametrize(
    ("instrument", "items"),
    [
        (Instrument.PHQ9, "000000000"),
        (Instrument.UNWANTED, "00000"),
        (Instrument.RELATIONSHIP, "5555"),
    ],
)
def test_what_asks_about_danger_or_about_a_match_is_not_asked_of_a_peer_supporter(
    instrument: Instrument, items: str
) -> None:
    here = (*HERE, adopted(instrument))

    given(*here).when(record(instrument, items)).then_refused(NotAskedOfPeers, field="instrument")


def test_an_answer_stands_beside_the_first_that_has_a_score() -> None:
    none, first = answered(None, on(1, 12)), answered(19.25, on(2, 2))
    better, other = answered(22.35, on(3, 2)), answered(19.3, on(4, 2), mode=Mode.PHONE)
    told = rows(none, first, better, other)

    assert [None, None, Change.IMPROVED, Change.UNCHANGED] == [each.change for each in told]
    assert [False, False, False, True] == [each.differs for each in told]
    assert all("© NHS Health Scotland" in (each.copyright or "") for each in told)


def test_what_can_no_longer_be_opened_has_no_score() -> None:
    (row,) = rows(answered(Sealed(b"gone"), on(2, 2)))

    assert (None, None) == (row.score, row.change)


def test_what_was_made_for_groups_says_nothing_of_one_peer_supporter() -> None:
    before, after = (answered(5.0, at, instrument=Instrument.DJG6) for at in (on(2, 2), on(3, 2)))

    assert [(None, None, None)] * 2 == [
        (each.score, each.band, each.change) for each in rows(before, after)
    ]


def test_a_change_counts_from_the_first_answer_to_the_last_of_the_days_in_the_same_way() -> None:
    def counted(*events: Event) -> list[tuple[Instrument, float]]:
        measures: Measures = folded(PEER_MEASURES, *events)
        return [*changes_of(measures, lambda at: at <= on(4, 1))]

    first, second = answered(19.0, on(2, 2)), answered(22.0, on(3, 2))
    late, phoned = answered(25.0, on(5, 2)), answered(25.0, on(3, 9), mode=Mode.PHONE)

    assert [(SWEMWBS, 3.0)] == counted(first, second, late)
    assert [] == counted(first)
    assert [] == counted(first, late)
    assert [] == counted(first, second, phoned)
