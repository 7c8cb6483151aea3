"""Looking into what was read: by somebody else, with what they were told."""

from datetime import date
from typing import Any

import pytest

from domain.people import PeerId, StaffId
from domain.reading import (
    LookIntoReading,
    NotAnExplanation,
    NotOneReader,
    OwnReading,
    ReadingLookedInto,
    ReadingSignal,
)
from domain.service import UnknownService
from tests.domain.cast import DAVIE, FRASER, ISLA, MORAG, SERVICE_OPENED
from tests.domain.decisions import NOW, SERVICE_ID, given

HEARD = "She covered the telephone for Isla that day."
ABOUT: dict[str, Any] = {
    "service": SERVICE_ID,
    "kind": ReadingSignal.NO_RELATION,
    "day": date(2026, 5, 4),
    "person": MORAG,
}


def look(staff: StaffId | None = FRASER, peer: PeerId | None = None, words: str = HEARD) -> Any:
    return LookIntoReading(words=words, staff=staff, peer=peer, **ABOUT)


EXPLAINED = ReadingLookedInto(at=NOW, words=HEARD, staff=FRASER, **ABOUT)


def test_somebody_else_records_what_they_were_told() -> None:
    given(SERVICE_OPENED).when(look()).then(EXPLAINED)


def test_nobody_sets_aside_what_they_read_themself() -> None:
    given(SERVICE_OPENED).when(look(ISLA)).then_refused(OwnReading)


@pytest.mark.parametrize("words", ["", "  ", "all fine"])
def test_what_explains_nothing_sets_nothing_aside(words: str) -> None:
    given(SERVICE_OPENED).when(look(words=words)).then_refused(NotAnExplanation, field="words")


@pytest.mark.parametrize(("staff", "peer"), [(None, None), (FRASER, DAVIE)])
def test_a_signal_is_about_one_reader(staff: StaffId | None, peer: PeerId | None) -> None:
    given(SERVICE_OPENED).when(look(staff, peer)).then_refused(NotOneReader, field="staff")


def test_the_same_twice_changes_nothing() -> None:
    given(SERVICE_OPENED, EXPLAINED).when(look()).then_nothing()


def test_nothing_is_looked_into_in_a_service_that_is_unknown() -> None:
    given().when(look()).then_refused(UnknownService)
