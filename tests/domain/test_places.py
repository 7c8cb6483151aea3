"""Where somebody lived when they came: for counts alone, asked once, by a version of the index."""

import pytest

from domain.people import PersonId
from domain.periods import NotYetHappened
from domain.person import UnknownPerson
from domain.personal import Sealed
from domain.places import (
    BOARD_OF,
    BOARDS,
    HOME_AREA,
    NOWHERE,
    PARTNERSHIPS,
    RECODED,
    CountedFrom,
    HomeArea,
    HomeAreaRecorded,
    NotAFifth,
    NotAPlace,
    PlaceKeptAsItWas,
    RecordHomeArea,
    UrbanRural,
    partnership_of,
)
from tests.domain.cast import MORAG, MORAG_REGISTERED, on
from tests.domain.decisions import NOW, folded, given

EDINBURGH, FIFE = "S37000012", "S37000032"


def lives(**more: object) -> RecordHomeArea:
    return RecordHomeArea(**{"person": MORAG, **more})  # type: ignore[arg-type]


def lived(**more: object) -> HomeAreaRecorded:
    return HomeAreaRecorded(**{"person": MORAG, "at": NOW, **more})  # type: ignore[arg-type]


def test_there_are_fourteen_boards_and_thirty_one_partnerships() -> None:
    assert (14, 31) == (len(BOARDS), len(PARTNERSHIPS))
    assert sum(len(board.partnerships) for board in BOARDS.values()) == len(PARTNERSHIPS)
    assert BOARDS[BOARD_OF[EDINBURGH]].name == "Lothian"
    assert len(set(PARTNERSHIPS.values())) == len(PARTNERSHIPS)


@pytest.mark.parametrize(("old", "new"), RECODED.items())
def test_a_code_that_was_given_up_leads_to_the_one_in_force(old: str, new: str) -> None:
    assert new in {**PARTNERSHIPS, **BOARDS}
    assert old not in {**PARTNERSHIPS, **BOARDS}
    if old.startswith("S37"):
        assert new == partnership_of(old)


def test_the_place_is_written_down_with_the_version_of_the_index() -> None:
    told = lives(
        partnership="s37000014 ",
        simd_quintile=2,
        simd_version="2020v2",
        urban_rural=UrbanRural.REMOTE_RURAL,
    )

    given(MORAG_REGISTERED).when(told).then(
        lived(
            partnership=FIFE,
            simd_quintile="2",
            simd_version="2020v2",
            urban_rural=UrbanRural.REMOTE_RURAL,
        )
    )


@pytest.mark.parametrize(("written", "kept"), [(1, "5"), (2, "4"), (3, "3"), (5, "1")])
def test_a_fifth_counted_from_the_other_end_is_turned_round(written: int, kept: str) -> None:
    told = lives(
        simd_quintile=written, simd_version="2006", counted_from=CountedFrom.LEAST_DEPRIVED
    )

    given(MORAG_REGISTERED).when(told).then(lived(simd_quintile=kept, simd_version="2006"))


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"simd_quintile": 0, "simd_version": "2020v2"}, "simd_quintile"),
        ({"simd_quintile": 6, "simd_version": "2020v2"}, "simd_quintile"),
        ({"simd_version": "2020v2"}, "simd_quintile"),
        ({"simd_quintile": 3}, "simd_version"),
        ({"simd_quintile": 3, "simd_version": "the newest"}, "simd_version"),
    ],
)
def test_a_fifth_is_one_to_five_and_has_a_version(told: dict[str, object], field: str) -> None:
    given(MORAG_REGISTERED).when(lives(**told)).then_refused(NotAFifth, field=field)


@pytest.mark.parametrize("told", [{}, {"partnership": "S37000099"}, {"partnership": "Fife"}])
def test_a_place_is_one_that_there_is(told: dict[str, object]) -> None:
    given(MORAG_REGISTERED).when(lives(**told)).then_refused(NotAPlace, field="partnership")


def test_it_stays_as_it_was_when_they_came() -> None:
    before = lived(partnership=FIFE, at=on(3, 1))

    given(MORAG_REGISTERED, before).when(lives(partnership=EDINBURGH)).then_refused(
        PlaceKeptAsItWas
    )
    assert folded(HOME_AREA, before, lived(partnership=EDINBURGH)) == HomeArea(FIFE)


def test_somebody_has_to_be_known() -> None:
    given().when(lives(person=PersonId("nobody"), partnership=FIFE)).then_refused(UnknownPerson)
    given(MORAG_REGISTERED).when(lives(partnership=FIFE, at=on(5, 6))).then_refused(NotYetHappened)


def test_what_cannot_be_opened_is_nowhere() -> None:
    closed = lived(partnership=Sealed(b"closed"), simd_quintile=Sealed(b"closed"))

    assert folded(HOME_AREA, closed) == NOWHERE
