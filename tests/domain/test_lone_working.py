"""Somebody waits to hear that the peer supporter is safe, and acts where nobody has."""

from datetime import datetime, timedelta
from random import Random

import msgspec
import pytest
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as st

from domain.decider import Command, Event, Recorded
from domain.definitions import Definitions
from domain.flags import Flag, standing
from domain.lone_working_flags import flags_of_outing
from domain.match import UnknownMatch
from domain.periods import NotYetHappened, TooLongAgo
from domain.session import (
    LONE_WORKING,
    SESSIONS,
    CheckOut,
    EscalateLoneWorking,
    ImpossibleEnd,
    ImpossibleLength,
    LoneWorkingEscalated,
    LoneWorkingStep,
    NotPlanned,
    Outing,
    RecordSession,
    SessionCheckedOut,
    SessionStarted,
    Stage,
    StartSession,
    UnknownSession,
)
from tests.domain.cast import DAVIE, ISLA, MORAG, MORAG_DIED, on
from tests.domain.decisions import folded, given, lived, without_keys
from tests.domain.test_match import ENDED, PROPOSED, THEIRS
from tests.domain.test_session import (
    ACTIVE,
    CALLED_OFF,
    FIRST,
    HELD,
    MISSED,
    MOVE,
    NEW,
    PLANNED,
    session_of,
)

BEGAN = SessionStarted(
    match=THEIRS,
    person=MORAG,
    peer=DAVIE,
    session=FIRST,
    unplanned=False,
    check_out_due=on(5, 4, 11),
    at=on(5, 4),
)
OUT = SessionCheckedOut(match=THEIRS, person=MORAG, peer=DAVIE, session=FIRST, at=on(5, 4, 11))


def did(step: LoneWorkingStep, at: datetime) -> LoneWorkingEscalated:
    return LoneWorkingEscalated(
        match=THEIRS, person=MORAG, peer=DAVIE, session=FIRST, step=step, at=at
    )


START = StartSession(match=THEIRS, session=FIRST, at=on(5, 4))
CHECK_OUT = CheckOut(match=THEIRS, session=FIRST, at=on(5, 4, 11))
ESCALATE = EscalateLoneWorking(
    match=THEIRS, session=FIRST, step=LoneWorkingStep.PEER_PHONED, at=on(5, 4, 12)
)
PHONED = did(LoneWorkingStep.PEER_PHONED, on(5, 4, 12))


def flags(*events: Event | Recorded) -> tuple[Flag, ...]:
    return flags_of_outing(folded(LONE_WORKING, *events)[FIRST])


def codes(*events: Event | Recorded, after: int) -> set[str]:
    """What stands so many minutes after the check-out was due."""
    return {flag.code for flag in standing(flags(*events), on(5, 4, 11) + timedelta(minutes=after))}


# --- Starting ---


def test_a_planned_session_starts_with_a_check_out_due_when_it_was_planned_to_end() -> None:
    given(*ACTIVE, PLANNED).when(START).then(BEGAN)


def test_the_end_may_be_said() -> None:
    until_noon = msgspec.structs.replace(START, expected_end=on(5, 4, 12))
    ninety = msgspec.structs.replace(START, minutes=90)

    given(*ACTIVE, PLANNED).when(until_noon).then(
        msgspec.structs.replace(BEGAN, check_out_due=on(5, 4, 12))
    )
    given(*ACTIVE, PLANNED).when(ninety).then(
        msgspec.structs.replace(BEGAN, check_out_due=on(5, 4, 11) + timedelta(minutes=30))
    )


def test_an_end_without_a_zone_is_local_time() -> None:
    summer = msgspec.structs.replace(START, expected_end=datetime(2026, 5, 4, 13))  # noqa: DTZ001

    given(*ACTIVE, PLANNED).when(summer).then(
        msgspec.structs.replace(BEGAN, check_out_due=on(5, 4, 12))
    )


def test_where_nobody_planned_a_length_it_is_the_agreed_one_or_an_hour() -> None:
    unplanned = StartSession(match=THEIRS, at=on(5, 4))
    began = msgspec.structs.replace(BEGAN, session=NEW, unplanned=True)

    given(*ACTIVE).when(unplanned).then(began)
    given(PROPOSED).when(unplanned).then(began)


def test_nobody_need_wait_for_a_check_out() -> None:
    by_phone = msgspec.structs.replace(START, check_out=False)
    began = msgspec.structs.replace(BEGAN, check_out_due=None)

    given(*ACTIVE, PLANNED).when(by_phone).then(began)
    assert flags(PLANNED, began) == ()


def test_a_session_starts_whatever_the_match_stands_at() -> None:
    for events in ((*ACTIVE, PLANNED, ENDED), (*ACTIVE, PLANNED, MORAG_DIED)):
        given(*events).when(START).then(BEGAN)


def test_starting_twice_changes_nothing_and_another_end_moves_the_check_out() -> None:
    longer = msgspec.structs.replace(START, expected_end=on(5, 4, 12), at=on(5, 4, 11))
    moved = msgspec.structs.replace(BEGAN, check_out_due=on(5, 4, 12), at=on(5, 4, 11))

    given(*ACTIVE, PLANNED, BEGAN).when(START).then_nothing()
    given(*ACTIVE, PLANNED, BEGAN).when(longer).then(moved)
    assert codes(BEGAN, moved, after=30) == set()
    assert codes(BEGAN, moved, after=90) == {"CHECK_OUT_OVERDUE"}


@pytest.mark.parametrize("end", [on(5, 4), on(5, 4, 9), on(5, 5, 11)])
def test_a_session_ends_after_it_begins_and_within_a_day(end: datetime) -> None:
    given(*ACTIVE, PLANNED).when(msgspec.structs.replace(START, expected_end=end)).then_refused(
        ImpossibleEnd, field="expected_end"
    )


@pytest.mark.parametrize("minutes", [0, -5, 1441, 10**18])
def test_an_impossible_length_is_sent_back(minutes: int) -> None:
    given(*ACTIVE, PLANNED).when(msgspec.structs.replace(START, minutes=minutes)).then_refused(
        ImpossibleLength, field="minutes"
    )


def test_a_started_session_is_under_way_and_no_longer_to_come() -> None:
    assert session_of(PLANNED, BEGAN).stage is Stage.STARTED
    given(*ACTIVE, PLANNED, BEGAN).when(MOVE).then_refused(NotPlanned)
    for event, stage in (
        (HELD, Stage.HELD),
        (CALLED_OFF, Stage.CANCELLED),
        (MISSED, Stage.NOT_ATTENDED),
    ):
        assert session_of(PLANNED, BEGAN, event).stage is stage


def test_a_session_that_was_started_unplanned_is_recorded_under_its_identifier() -> None:
    began = msgspec.structs.replace(BEGAN, unplanned=True)
    record = RecordSession(match=THEIRS, session=FIRST, at=on(5, 4, 11), minutes=60, worried=False)

    given(*ACTIVE, began).when(record).then(msgspec.structs.replace(HELD, unplanned=True))


# --- Checking out, and what is done where nobody has ---


def test_the_check_out_is_recorded_once() -> None:
    given(*ACTIVE, PLANNED, BEGAN).when(CHECK_OUT).then(OUT)
    given(*ACTIVE, PLANNED, BEGAN, OUT).when(CHECK_OUT).then_nothing()
    given(*ACTIVE, PLANNED).when(CHECK_OUT).then(OUT)


@pytest.mark.parametrize("step", list(LoneWorkingStep))
def test_what_was_done_is_recorded_with_its_step(step: LoneWorkingStep) -> None:
    command = msgspec.structs.replace(ESCALATE, step=step, staff=ISLA, done="Drove there.")
    done = msgspec.structs.replace(did(step, on(5, 4, 12)), staff=ISLA, done="Drove there.")

    given(*ACTIVE, PLANNED, BEGAN).when(command).then(done)
    given(*ACTIVE, PLANNED, BEGAN, done).when(command).then(done)
    given(*ACTIVE, PLANNED, BEGAN, done).when(
        msgspec.structs.replace(command, done=None)
    ).then_nothing()


def test_nothing_is_known_of_a_session_that_the_match_does_not_have() -> None:
    for command in (START, CHECK_OUT, ESCALATE):
        given(*ACTIVE).when(command).then_refused(UnknownSession, field="session")
        given().when(command).then_refused(UnknownMatch)


def test_what_lies_ahead_or_beyond_memory_is_sent_back() -> None:
    for command in (START, CHECK_OUT, ESCALATE):
        ahead = msgspec.structs.replace(command, at=on(5, 6))
        given(*ACTIVE, PLANNED).when(ahead).then_refused(NotYetHappened, field="at")
        long_ago = msgspec.structs.replace(command, at=on(5, 1, year=1826))
        given(*ACTIVE, PLANNED).when(long_ago).then_refused(TooLongAgo, field="at")


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (29, set()),
        (30, {"CHECK_OUT_OVERDUE"}),
        (44, {"CHECK_OUT_OVERDUE"}),
        (45, {"CHECK_OUT_OVERDUE", "CHECK_OUT_TO_COORDINATOR"}),
        (59, {"CHECK_OUT_OVERDUE", "CHECK_OUT_TO_COORDINATOR"}),
        (60, {"CHECK_OUT_OVERDUE", "CHECK_OUT_TO_COORDINATOR", "CHECK_OUT_TO_ESCALATE"}),
    ],
)
def test_each_step_has_its_moment(after: int, expected: set[str]) -> None:
    assert codes(BEGAN, after=after) == expected


def test_a_step_that_is_done_is_not_asked_for_and_the_next_still_comes() -> None:
    phoned = did(LoneWorkingStep.PEER_PHONED, on(5, 4, 11) + timedelta(minutes=35))

    assert codes(BEGAN, phoned, after=34) == {"CHECK_OUT_OVERDUE"}
    assert codes(BEGAN, phoned, after=35) == set()
    assert codes(BEGAN, phoned, after=60) == {"CHECK_OUT_TO_COORDINATOR", "CHECK_OUT_TO_ESCALATE"}


def test_once_it_was_escalated_it_stands_until_somebody_is_known_to_be_safe() -> None:
    escalated = did(LoneWorkingStep.ESCALATED, on(5, 4, 12) + timedelta(minutes=5))
    later = msgspec.structs.replace(OUT, at=on(5, 4, 15))

    assert codes(BEGAN, escalated, after=1000) == {"CHECK_OUT_NOT_CONFIRMED"}
    assert codes(BEGAN, escalated, later, after=239) == {"CHECK_OUT_NOT_CONFIRMED"}
    assert codes(BEGAN, escalated, later, after=240) == set()


def test_the_check_out_or_the_record_of_the_session_ends_it() -> None:
    assert flags(BEGAN, OUT) == ()
    assert flags(BEGAN, HELD) == ()
    for event in (
        msgspec.structs.replace(OUT, at=on(5, 4, 12)),
        msgspec.structs.replace(HELD, at=on(5, 4, 12)),
    ):
        assert codes(BEGAN, event, after=59) == {"CHECK_OUT_OVERDUE", "CHECK_OUT_TO_COORDINATOR"}
        assert codes(BEGAN, event, after=60) == set()


def test_that_somebody_did_not_come_does_not_say_that_the_peer_supporter_is_safe() -> None:
    for event in (CALLED_OFF, MISSED):
        assert "CHECK_OUT_TO_ESCALATE" in codes(PLANNED, event, BEGAN, after=60)


def test_a_service_may_choose_other_moments() -> None:
    patient = Definitions(
        version="patient",
        check_out_overdue_minutes=60,
        check_out_with_coordinator_minutes=90,
        check_out_escalated_minutes=120,
    )

    assert [flag.since for flag in flags_of_outing(Outing(due=on(5, 4, 11)), patient)] == [
        on(5, 4, 12),
        on(5, 4, 12) + timedelta(minutes=30),
        on(5, 4, 13),
    ]


# --- Whatever is asked ---

ASKED: tuple[Command, ...] = (
    START,
    msgspec.structs.replace(START, session=None, at=None),
    msgspec.structs.replace(START, expected_end=on(5, 4, 13)),
    CHECK_OUT,
    msgspec.structs.replace(CHECK_OUT, at=None),
    ESCALATE,
    msgspec.structs.replace(ESCALATE, step=LoneWorkingStep.ESCALATED, at=None),
    RecordSession(match=THEIRS, session=FIRST, at=on(5, 4, 11), minutes=60, worried=False),
)


@settings(max_examples=60, deadline=None)
@whatever(
    requests=st.lists(st.sampled_from(ASKED), max_size=10),
    order=st.randoms(use_true_random=False),
)
def test_any_requests_in_any_order_of_recording_come_to_the_same(
    requests: list[Command], order: Random
) -> None:
    events = [
        msgspec.structs.replace(event, at=event.at + timedelta(microseconds=place))
        for place, event in enumerate(lived(requests, *ACTIVE, PLANNED))
    ]
    shuffled = order.sample(events, len(events))
    outings = folded(LONE_WORKING, *shuffled)

    assert outings == folded(LONE_WORKING, *events)
    assert outings == folded(LONE_WORKING, *map(without_keys, shuffled))
    assert outings.keys() <= folded(SESSIONS, *shuffled).keys()
    for outing in outings.values():
        for flag in flags_of_outing(outing):
            assert flag.until is None or flag.since < flag.until
            assert outing.checked_out_at is None or not flag.stands_at(
                max(outing.checked_out_at, flag.since)
            )
