"""A plan for staying well belongs to the peer supporter: they write it, and choose who sees it."""

import msgspec
import pytest

from application.principal import OPERATOR, peer_supporter, staff_member
from domain.decider import Event
from domain.people import PeerId, StaffId
from domain.service import UnknownStaff
from domain.wellbeing_plan import (
    PLAN,
    NothingInThePlan,
    ShareWellbeingPlan,
    StopSharingWellbeingPlan,
    WellbeingPlanShared,
    WellbeingPlanSharingStopped,
    WellbeingPlanWritten,
    WriteWellbeingPlan,
)
from projections.wellbeing_plan import may_see
from tests.domain.cast import DAVIE, DAVIE_SUPPORTS, FRASER_MANAGES, ISLA, MACHAIR, SHONA, on
from tests.domain.decisions import NOW, folded, given

HERE = (*MACHAIR, FRASER_MANAGES, *DAVIE_SUPPORTS)
WRITE = WriteWellbeingPlan(
    peer=DAVIE,
    early_signs="I stop answering the phone.",
    what_helps="A walk, and being asked.",
    if_unwell="Isla tells Morag that I am resting.",
)
WRITTEN = WellbeingPlanWritten(
    peer=DAVIE,
    early_signs="I stop answering the phone.",
    what_helps="A walk, and being asked.",
    if_unwell="Isla tells Morag that I am resting.",
    at=NOW,
)
SHOW = ShareWellbeingPlan(peer=DAVIE, staff=SHONA)
SHOWN = WellbeingPlanShared(peer=DAVIE, staff=SHONA, at=on(5, 1))
HIDDEN = WellbeingPlanSharingStopped(peer=DAVIE, staff=SHONA, at=on(5, 2))


def test_a_plan_is_written_and_written_anew() -> None:
    given(*HERE).when(WRITE).then(WRITTEN)
    earlier = msgspec.structs.replace(WRITTEN, at=on(4, 1))
    given(*HERE, earlier).when(WRITE).then(WRITTEN)


def test_a_plan_says_one_thing_at_least() -> None:
    given(*HERE).when(WriteWellbeingPlan(peer=DAVIE, early_signs=" ")).then_refused(
        NothingInThePlan, field="early_signs"
    )


def test_they_choose_who_sees_it_and_take_that_back() -> None:
    hide = StopSharingWellbeingPlan(peer=DAVIE, staff=SHONA)

    given(*HERE).when(SHOW).then(msgspec.structs.replace(SHOWN, at=NOW))
    given(*HERE, SHOWN).when(SHOW).then_nothing()
    given(*HERE, SHOWN).when(hide).then(msgspec.structs.replace(HIDDEN, at=NOW))
    given(*HERE, SHOWN, HIDDEN).when(hide).then_nothing()
    given(*HERE).when(msgspec.structs.replace(SHOW, staff=StaffId("nobody"))).then_refused(
        UnknownStaff, field="staff"
    )


@pytest.mark.parametrize("before", [(WRITTEN,), (WRITTEN, SHOWN, HIDDEN)])
def test_nobody_sees_it_whom_they_did_not_choose(before: tuple[Event, ...]) -> None:
    plan = folded(PLAN, *before)

    assert may_see(plan, DAVIE, peer_supporter(DAVIE))
    assert not may_see(plan, DAVIE, staff_member(SHONA))
    assert not may_see(plan, DAVIE, staff_member(ISLA))
    assert not may_see(plan, DAVIE, peer_supporter(PeerId("euan")))
    assert not may_see(plan, DAVIE, OPERATOR)


def test_whom_they_chose_sees_it() -> None:
    plan = folded(PLAN, WRITTEN, SHOWN)

    assert may_see(plan, DAVIE, staff_member(SHONA))
    assert not may_see(plan, DAVIE, staff_member(ISLA))
