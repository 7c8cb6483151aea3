"""Exactly one coordinator is responsible for a match at every instant, and somebody deputises."""

from datetime import datetime

import msgspec
import pytest

from domain.decider import Event
from domain.match import (
    MATCH,
    AssignMatchCoordinator,
    Match,
    MatchCoordinatorAssigned,
    MatchIsOver,
    MayNotDecide,
    NotACoordinator,
    ReasonMissing,
    SameAsCoordinator,
    UnknownMatch,
)
from domain.people import StaffId
from domain.service import Duty
from tests.domain.cast import CATRIONA, DAVIE, FRASER, ISLA, MORAG, SHONA, named, on
from tests.domain.decisions import NOW, folded, given
from tests.domain.test_match import (
    ACTIVATE,
    ACTIVATED,
    ENDED,
    KNOWN,
    NOT_DEPUTISED,
    PROPOSED,
    READY_TO_START,
    RUNNING,
    STARTED,
    THEIRS,
)
from tests.domain.test_match_extensions import FRASER_MANAGES
from tests.domain.test_match_reviews import flag_codes

RORY = StaffId("rory")
UNDEPUTISED = (*NOT_DEPUTISED, ACTIVATED)
STAFF = (*KNOWN, FRASER_MANAGES, named(RORY, Duty.COORDINATOR))
HANDED_OVER = MatchCoordinatorAssigned(
    match=THEIRS,
    person=MORAG,
    peer=DAVIE,
    coordinator=RORY,
    deputy=ISLA,
    before=ISLA,
    note="Morag would rather be phoned in the morning.",
    open_items=("First review in June",),
    at=on(5, 3),
)
HAND_OVER = AssignMatchCoordinator(
    match=THEIRS,
    coordinator=RORY,
    deputy=ISLA,
    note="Morag would rather be phoned in the morning.",
    open_items=("First review in June",),
    at=on(5, 3),
)
NAME_DEPUTY = AssignMatchCoordinator(match=THEIRS, coordinator=ISLA, deputy=RORY, at=on(5, 3))
DEPUTY_NAMED = MatchCoordinatorAssigned(
    match=THEIRS,
    person=MORAG,
    peer=DAVIE,
    coordinator=ISLA,
    deputy=RORY,
    before=ISLA,
    at=on(5, 3),
)


def responsible(*events: Event, moment: datetime = NOW) -> tuple[StaffId | None, StaffId | None]:
    match: Match = folded(MATCH, *events)
    return match.coordinator_at(moment), match.deputy_at(moment)


def test_who_proposed_is_responsible_until_somebody_else_is() -> None:
    assert responsible(*UNDEPUTISED) == (ISLA, None)
    assert responsible(*UNDEPUTISED, HANDED_OVER) == (RORY, ISLA)
    assert responsible(*UNDEPUTISED, HANDED_OVER, moment=on(5, 2)) == (ISLA, None)
    assert responsible(*UNDEPUTISED, HANDED_OVER, moment=on(4, 1)) == (ISLA, None)


def test_from_the_handover_on_the_match_is_in_the_caseload_of_the_new_coordinator() -> None:
    match: Match = folded(MATCH, *RUNNING, HANDED_OVER)

    assert match.coordinator == RORY


def test_a_match_is_handed_over_with_a_note_and_what_is_open() -> None:
    given(*STAFF, *RUNNING).when(HAND_OVER).then(HANDED_OVER)
    for note in (None, " "):
        silent = msgspec.structs.replace(HAND_OVER, note=note)
        given(*STAFF, *RUNNING).when(silent).then_refused(ReasonMissing, field="note")


def test_a_deputy_is_named_without_a_note() -> None:
    given(*STAFF, *RUNNING).when(NAME_DEPUTY).then(DEPUTY_NAMED)
    given(*STAFF, *RUNNING, DEPUTY_NAMED).when(NAME_DEPUTY).then_nothing()


@pytest.mark.parametrize("staff", [FRASER, SHONA, StaffId("nobody")])
def test_a_coordinator_of_the_service_is_responsible(staff: StaffId) -> None:
    to_staff = msgspec.structs.replace(HAND_OVER, coordinator=staff)

    given(*STAFF, *RUNNING).when(to_staff).then_refused(NotACoordinator, field="coordinator")


def test_a_coordinator_or_manager_deputises() -> None:
    by_manager = msgspec.structs.replace(NAME_DEPUTY, deputy=FRASER)
    given(*STAFF, *UNDEPUTISED).when(by_manager).then(
        msgspec.structs.replace(DEPUTY_NAMED, deputy=FRASER)
    )
    for staff in (SHONA, CATRIONA, StaffId("nobody")):
        by_another = msgspec.structs.replace(NAME_DEPUTY, deputy=staff)
        given(*STAFF, *RUNNING).when(by_another).then_refused(MayNotDecide, field="deputy")


def test_nobody_deputises_for_themself() -> None:
    alone = msgspec.structs.replace(NAME_DEPUTY, deputy=ISLA)

    given(*STAFF, *RUNNING).when(alone).then_refused(SameAsCoordinator, field="deputy")


def test_nobody_is_named_for_a_match_that_is_over_or_was_never_proposed() -> None:
    over = msgspec.structs.replace(ENDED, at=on(5, 1))

    given(*STAFF, *RUNNING, over).when(HAND_OVER).then_refused(MatchIsOver)
    given(*STAFF).when(HAND_OVER).then_refused(UnknownMatch)


def test_a_match_may_start_with_its_deputy() -> None:
    with_deputy = msgspec.structs.replace(ACTIVATE, deputy=RORY)
    named_at_once = msgspec.structs.replace(DEPUTY_NAMED, before=None, at=NOW)

    given(*STAFF, *NOT_DEPUTISED).when(with_deputy).then(
        named_at_once, msgspec.structs.replace(ACTIVATED, at=NOW), STARTED
    )
    given(*STAFF, *READY_TO_START).when(
        msgspec.structs.replace(ACTIVATE, deputy=SHONA)
    ).then_refused(MayNotDecide, field="deputy")
    given(*STAFF, *READY_TO_START).when(
        msgspec.structs.replace(ACTIVATE, deputy=ISLA)
    ).then_refused(SameAsCoordinator, field="deputy")


def test_an_active_match_without_a_deputy_stands_out() -> None:
    assert "DEPUTY_MISSING" in flag_codes(*UNDEPUTISED)
    assert "DEPUTY_MISSING" not in flag_codes(*UNDEPUTISED, DEPUTY_NAMED)
    assert "DEPUTY_MISSING" not in flag_codes(PROPOSED)
    assert "DEPUTY_MISSING" not in flag_codes(*RUNNING, ENDED)
