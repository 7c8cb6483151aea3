"""What a session asks of somebody: a kind call, a look at a worry, a word about what was agreed."""

from datetime import timedelta

import msgspec
import pytest

from domain.channels import Channel
from domain.decider import Event
from domain.flags import Flag
from domain.match import MATCH, Match, PlaceType, Side
from domain.people import SessionId
from domain.person import PERSON
from domain.session import SESSIONS, Absent
from tests.domain.cast import MORAG_DIED, on
from tests.domain.decisions import folded
from tests.domain.test_flags import (
    AN_INSTANT,
    codes,
    first_stands,
    of_sessions,
    session_flags,
    settled,
)
from tests.domain.test_lone_working import BEGAN
from tests.domain.test_match import ENDED, READY_TO_START, RUNNING, WRITTEN
from tests.domain.test_session import CALLED_OFF, FIRST, HELD, MISSED, MOVED, PLANNED, TOLD
from tests.domain.test_session_records import FOLLOWED_UP, READ_BACK

ANOTHER = msgspec.structs.replace(HELD, session=SessionId("another"), at=on(5, 10, 11))
LATER = on(5, 20)


def of_all(*events: Event) -> tuple[Flag, ...]:
    return of_sessions(folded(SESSIONS, *events), folded(MATCH, *events), folded(PERSON, *events))


# --- Somebody did not come ---


@pytest.mark.parametrize(
    ("who", "words"),
    [
        (Absent.PERSON, "The person did not come"),
        (Absent.PEER, "The peer supporter did not come"),
        (Absent.BOTH, "Nobody came"),
    ],
)
def test_whoever_did_not_come_is_called_kindly(who: Absent, words: str) -> None:
    (flag,) = session_flags(*RUNNING, PLANNED, msgspec.structs.replace(MISSED, who=who))

    assert (flag.code, flag.since, flag.until) == ("KIND_CALL_DUE", MISSED.at, None)
    assert flag.sentence == f"{words} to a session. Phone, kindly, and ask how they are."


def test_a_call_settles_it_and_so_does_meeting_again() -> None:
    called = session_flags(*RUNNING, PLANNED, MISSED, FOLLOWED_UP)
    met = of_all(*RUNNING, PLANNED, MISSED, ANOTHER)
    met_before = of_all(*RUNNING, PLANNED, MISSED, msgspec.structs.replace(ANOTHER, at=on(5, 3)))

    assert settled(called, "KIND_CALL_DUE") == FOLLOWED_UP.at
    assert settled(met, "KIND_CALL_DUE") == ANOTHER.at
    assert settled(met_before, "KIND_CALL_DUE") is None


def test_nobody_is_called_after_a_death() -> None:
    died = msgspec.structs.replace(MORAG_DIED, at=on(5, 6))

    assert settled(session_flags(*RUNNING, PLANNED, MISSED, died), "KIND_CALL_DUE") == on(5, 6)
    assert session_flags(*RUNNING, PLANNED, MISSED, MORAG_DIED) == ()


@pytest.mark.parametrize(("hours", "late"), [(0, True), (23, True), (24, False), (None, False)])
def test_calling_off_within_a_day_is_noticed(hours: int | None, *, late: bool) -> None:
    called_off = msgspec.structs.replace(CALLED_OFF, notice_hours=hours)

    assert codes(session_flags(*RUNNING, PLANNED, called_off)) == (
        {"CALLED_OFF_LATE"} if late else set()
    )


# --- A worry ---


def test_a_worry_is_followed_up() -> None:
    worried = msgspec.structs.replace(HELD, worried=True)
    later = session_flags(*RUNNING, PLANNED, msgspec.structs.replace(HELD, worried=None), TOLD)

    assert first_stands(session_flags(*RUNNING, PLANNED, worried), "WORRY_TOLD") == HELD.at
    assert first_stands(later, "WORRY_TOLD") == TOLD.at
    assert settled(session_flags(*RUNNING, PLANNED, worried, FOLLOWED_UP), "WORRY_TOLD") == (
        FOLLOWED_UP.at
    )
    assert session_flags(*RUNNING, PLANNED, HELD) == ()


def test_a_worry_that_is_told_after_a_call_asks_for_another() -> None:
    called_before = msgspec.structs.replace(FOLLOWED_UP, at=TOLD.at - AN_INSTANT)
    flags = session_flags(*RUNNING, PLANNED, HELD, called_before, TOLD)

    assert settled(flags, "WORRY_TOLD") is None


# --- Told by somebody else ---


@pytest.mark.parametrize(
    ("side", "who"), [(Side.PEER, "The peer supporter"), (Side.PERSON, "The person")]
)
def test_what_somebody_told_is_read_back_to_them(side: Side, who: str) -> None:
    told = msgspec.structs.replace(HELD, told_by=side)
    (flag,) = session_flags(*RUNNING, PLANNED, told)
    at_once = msgspec.structs.replace(told, read_back=True)

    assert flag.code == "NOT_READ_BACK"
    assert flag.sentence.startswith(who)
    assert codes(session_flags(*RUNNING, PLANNED, told, READ_BACK), LATER) == set()
    assert session_flags(*RUNNING, PLANNED, at_once) == ()


# --- As agreed: by walking or by phone ---


def agreed(*place_types: PlaceType) -> tuple[Event, ...]:
    terms = msgspec.structs.replace(WRITTEN, place_types=place_types)
    return tuple(terms if event is WRITTEN else event for event in RUNNING)


def test_a_way_that_was_not_agreed_is_noticed_before_and_after() -> None:
    planned = msgspec.structs.replace(PLANNED, mode=Channel.VIDEO)
    held = msgspec.structs.replace(HELD, mode=Channel.VIDEO)

    assert codes(session_flags(*RUNNING, planned)) == {"PLANNED_CHANNEL_NOT_AGREED"}
    assert codes(session_flags(*RUNNING, PLANNED, held)) == {"HELD_CHANNEL_NOT_AGREED"}
    assert codes(session_flags(*RUNNING, planned, HELD)) == set()


def test_a_kind_of_place_that_was_not_agreed_is_noticed_before_and_after() -> None:
    at_home = msgspec.structs.replace(PLANNED, place_type=PlaceType.PEERS_HOME)
    was_at_home = msgspec.structs.replace(HELD, place_type=PlaceType.PEERS_HOME)

    assert codes(session_flags(*RUNNING, at_home)) == {"PLANNED_PLACE_NOT_AGREED"}
    assert codes(session_flags(*agreed(PlaceType.OUTDOORS), at_home)) == {
        "PLANNED_PLACE_NOT_AGREED"
    }
    assert codes(session_flags(*agreed(PlaceType.PEERS_HOME), at_home)) == set()
    assert codes(session_flags(*RUNNING, PLANNED, was_at_home)) == {"HELD_PLACE_NOT_AGREED"}
    assert codes(session_flags(*agreed(PlaceType.PEERS_HOME), PLANNED, was_at_home)) == set()


def test_where_nothing_is_agreed_nothing_is_outside_it() -> None:
    before = [event for event in RUNNING if event is not WRITTEN]
    planned = msgspec.structs.replace(PLANNED, mode=Channel.VIDEO)

    assert codes(session_flags(*before, planned)) == set()


def test_a_session_planned_for_a_time_at_which_the_match_is_not_active_is_noticed() -> None:
    flags = session_flags(*READY_TO_START, PLANNED)

    assert first_stands(flags, "PLANNED_OUTSIDE_MATCH") == PLANNED.at
    moved = session_flags(*READY_TO_START, PLANNED, MOVED)
    assert first_stands(moved, "PLANNED_OUTSIDE_MATCH") == MOVED.at
    assert codes(session_flags(*RUNNING, PLANNED)) == set()


# --- Started and never recorded ---


def test_a_session_that_was_started_is_recorded_within_three_days() -> None:
    began = msgspec.structs.replace(BEGAN, unplanned=True)

    assert first_stands(session_flags(*RUNNING, began), "SESSION_NOT_RECORDED") == (
        began.at + timedelta(days=3)
    )
    assert session_flags(*RUNNING, began, HELD) == ()


def test_flags_of_all_sessions_are_those_of_each() -> None:
    events = (*RUNNING, PLANNED, HELD, ANOTHER, ENDED)
    match: Match = folded(MATCH, *events)

    assert match.over_at is not None
    assert set(of_all(*events)) == {
        *session_flags(*events, session=FIRST),
        *session_flags(*events, session=ANOTHER.session),
    }
