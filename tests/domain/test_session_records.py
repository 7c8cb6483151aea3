"""What a session record can say beyond its three answers, and what follows from that."""

import msgspec
import pytest

from domain.boundaries import BOUNDARIES, SERIOUS, BoundaryEventReported, BoundaryKind, Reporter
from domain.decider import Event
from domain.goals import UnknownGoal
from domain.match import PlaceType, Side
from domain.people import GoalId, ReportId
from domain.session import (
    KIND_OF_BOUNDARY_EVENT,
    Activity,
    FollowUpSession,
    Function,
    NotHeld,
    OutsideRole,
    ReadSessionBack,
    SessionFollowedUp,
    SessionReadBack,
    UnknownSession,
)
from tests.domain.cast import DAVIE, ISLA, MORAG, on
from tests.domain.decisions import folded, fresh_id, given
from tests.domain.test_goals import CHOIR, SAID
from tests.domain.test_match import THEIRS
from tests.domain.test_session import (
    ACTIVE,
    FIRST,
    HELD,
    MISSED,
    PLAN,
    PLANNED,
    RECORD,
    TO_COME,
)
from tests.domain.test_session import NEW as NEW_SESSION

READ_BACK = SessionReadBack(match=THEIRS, person=MORAG, peer=DAVIE, session=FIRST, at=on(5, 5, 8))
FOLLOWED_UP = SessionFollowedUp(
    match=THEIRS, person=MORAG, peer=DAVIE, session=FIRST, at=on(5, 5, 8)
)
READ = ReadSessionBack(match=THEIRS, session=FIRST, at=on(5, 5, 8))
FOLLOW = FollowUpSession(match=THEIRS, session=FIRST, at=on(5, 5, 8))


def beyond(outside: OutsideRole, **more: object) -> BoundaryEventReported:
    kind = KIND_OF_BOUNDARY_EVENT[outside]
    event = BoundaryEventReported(
        report=ReportId(fresh_id(f"report-{outside}")),
        match=THEIRS,
        person=MORAG,
        peer=DAVIE,
        serious=kind in SERIOUS,
        kind=kind,
        session=FIRST,
        at=HELD.at,
    )
    return msgspec.structs.replace(event, **more)


# --- What it was for, and what was done ---


def test_a_session_has_seven_functions() -> None:
    assert {
        "SAFE_OUTLET",
        "LONELINESS",
        "OWN_AIMS",
        "UNLIKE_PROFESSIONALS",
        "ACCEPTING",
        "INSPIRING",
        "WELLBEING",
    } == set(Function)


def test_what_is_outside_the_role_cannot_be_chosen_as_what_was_done() -> None:
    assert not {each.value for each in Activity} & {each.value for each in OutsideRole}
    for outside in OutsideRole:
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert({"match": THEIRS, "activity": outside.value}, type(RECORD))


@pytest.mark.parametrize("outside", list(OutsideRole))
def test_what_was_done_outside_the_role_is_a_boundary_event_beside_the_session(
    outside: OutsideRole,
) -> None:
    command = msgspec.structs.replace(RECORD, outside_role=(outside,))

    given(*ACTIVE, PLANNED).when(command).then(HELD, beyond(outside))


def test_advice_about_medication_and_handling_money_are_serious() -> None:
    serious = {each for each in OutsideRole if KIND_OF_BOUNDARY_EVENT[each] in SERIOUS}

    assert {OutsideRole.TREATMENT_OR_MEDICATION_ADVICE, OutsideRole.MONEY_HANDLING} == serious
    assert KIND_OF_BOUNDARY_EVENT[OutsideRole.COUNSELLING] is BoundaryKind.TASK_BEYOND_ROLE


def test_several_things_outside_the_role_are_told_apart_and_each_once() -> None:
    both = (OutsideRole.PERSONAL_CARE, OutsideRole.MONEY_HANDLING)
    command = msgspec.structs.replace(
        RECORD, outside_role=(OutsideRole.PERSONAL_CARE, *both), told_by=Side.PEER
    )
    held = msgspec.structs.replace(HELD, told_by=Side.PEER)
    events = [beyond(each, reported_by=Reporter.PEER) for each in both]

    given(*ACTIVE, PLANNED).when(command).then(held, *events)
    given(*ACTIVE, PLANNED, held, *events).when(command).then_nothing()
    assert len(folded(BOUNDARIES, *events).events) == 2


def test_what_was_outside_the_role_may_be_told_after_the_record() -> None:
    command = msgspec.structs.replace(RECORD, outside_role=(OutsideRole.COUNSELLING,))

    given(*ACTIVE, PLANNED, HELD).when(command).then(beyond(OutsideRole.COUNSELLING))


def test_a_session_may_touch_goals_of_its_match() -> None:
    touching = msgspec.structs.replace(RECORD, goals=(CHOIR,))

    given(*ACTIVE, SAID, PLANNED).when(touching).then(msgspec.structs.replace(HELD, goals=(CHOIR,)))
    given(*ACTIVE, SAID, PLANNED).when(
        msgspec.structs.replace(RECORD, goals=(CHOIR, GoalId("another")))
    ).then_refused(UnknownGoal, field="goals")


def test_a_plan_may_say_what_kind_of_place() -> None:
    command = msgspec.structs.replace(PLAN, place_type=PlaceType.OUTDOORS)
    planned = msgspec.structs.replace(
        TO_COME, session=NEW_SESSION, place_type=PlaceType.OUTDOORS, at=on(5, 5, 9)
    )

    given(*ACTIVE).when(command).then(planned)


# --- Told by somebody, and read back to them ---


def test_a_record_told_by_phone_is_read_back_once() -> None:
    told = msgspec.structs.replace(HELD, told_by=Side.PEER)

    given(*ACTIVE, PLANNED, told).when(READ).then(READ_BACK)
    given(*ACTIVE, PLANNED, told, READ_BACK).when(READ).then_nothing()


@pytest.mark.parametrize("events", [(PLANNED,), (PLANNED, MISSED)])
def test_where_nothing_is_recorded_nothing_can_be_read_back(events: tuple[Event, ...]) -> None:
    given(*ACTIVE, *events).when(READ).then_refused(NotHeld)


# --- Followed up ---


@pytest.mark.parametrize("events", [(PLANNED,), (PLANNED, MISSED), (PLANNED, HELD)])
def test_a_session_is_followed_up_whatever_became_of_it(events: tuple[Event, ...]) -> None:
    given(*ACTIVE, *events).when(FOLLOW).then(FOLLOWED_UP)
    given(*ACTIVE, *events, FOLLOWED_UP).when(FOLLOW).then_nothing()


def test_words_and_later_calls_are_never_dropped() -> None:
    more = {"staff": ISLA, "spoke_with": Side.PERSON, "words": "She had a cold."}

    given(*ACTIVE, PLANNED, MISSED, FOLLOWED_UP).when(msgspec.structs.replace(FOLLOW, **more)).then(
        msgspec.structs.replace(FOLLOWED_UP, **more)
    )
    given(*ACTIVE, PLANNED, MISSED, FOLLOWED_UP).when(
        msgspec.structs.replace(FOLLOW, at=on(5, 5, 9))
    ).then(msgspec.structs.replace(FOLLOWED_UP, at=on(5, 5, 9)))


def test_a_session_that_the_match_does_not_have_is_neither_read_back_nor_followed_up() -> None:
    for command in (READ, FOLLOW):
        given(*ACTIVE).when(command).then_refused(UnknownSession, field="session")
