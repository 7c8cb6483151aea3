"""Time spent together: planned, moved, held, called off, missed."""

from datetime import date, datetime, timedelta
from random import Random

import msgspec
import pytest
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as st

from domain.channels import Channel
from domain.decider import Command, Event, Recorded, Refusal
from domain.match import MatchNotActive, PlaceType, Side, UnknownMatch
from domain.people import SessionId
from domain.periods import NotYetHappened, TooLongAgo, start_of
from domain.person import PersonHasDied
from domain.session import (
    SESSIONS,
    Absent,
    Activity,
    AnswerWorry,
    CalledOffBy,
    CancelSession,
    ConfirmSession,
    Function,
    ImpossibleLength,
    NotACount,
    NotARating,
    NotPlanned,
    PlannedInThePast,
    PlanSession,
    RecordNotAttended,
    RecordSession,
    RescheduleSession,
    Session,
    SessionCancelled,
    SessionConfirmed,
    SessionHeld,
    SessionNotAttended,
    SessionPlanned,
    SessionRescheduled,
    SessionWorryAnswered,
    Stage,
    TimesDisagree,
    UnknownSession,
)
from tests.domain.cast import DAVIE, DAVIE_HAS_PVG, MORAG, MORAG_DIED, MORAG_REGISTERED, on
from tests.domain.decisions import (
    NOW,
    entry,
    folded,
    fresh_id,
    given,
    lived,
    without_keys,
)
from tests.domain.test_match import (
    ENDED,
    ENDING,
    PROPOSED,
    READY_TO_START,
    RUNNING,
    THEIRS,
)

NEW = SessionId(fresh_id("session"))
FIRST = SessionId("first-session")
SECOND = SessionId("second-session")

PLANNED = SessionPlanned(
    match=THEIRS,
    person=MORAG,
    peer=DAVIE,
    session=FIRST,
    planned_for=on(5, 4),
    minutes=60,
    mode=Channel.WALK,
    at=on(5, 1),
)
TO_COME = msgspec.structs.replace(PLANNED, planned_for=on(5, 7))
CONFIRMED = SessionConfirmed(match=THEIRS, person=MORAG, peer=DAVIE, session=FIRST, at=on(5, 2))
MOVED = SessionRescheduled(
    match=THEIRS, person=MORAG, peer=DAVIE, session=FIRST, planned_for=on(5, 8), at=on(5, 3)
)
HELD = SessionHeld(
    match=THEIRS,
    person=MORAG,
    peer=DAVIE,
    session=FIRST,
    unplanned=False,
    minutes=60,
    worried=False,
    at=on(5, 4, 11),
)
UNPLANNED = msgspec.structs.replace(HELD, session=NEW, unplanned=True)
CALLED_OFF = SessionCancelled(
    match=THEIRS,
    person=MORAG,
    peer=DAVIE,
    session=FIRST,
    by=CalledOffBy.PERSON,
    notice_hours=18,
    at=on(5, 3, 16),
)
MISSED = SessionNotAttended(
    match=THEIRS, person=MORAG, peer=DAVIE, session=FIRST, who=Absent.PERSON, at=on(5, 4)
)
TOLD = SessionWorryAnswered(
    match=THEIRS, person=MORAG, peer=DAVIE, session=FIRST, worried=True, at=on(5, 5, 8)
)

PLAN = PlanSession(match=THEIRS, planned_for=on(5, 7), minutes=60, mode=Channel.WALK)
RECORD = RecordSession(match=THEIRS, session=FIRST, at=on(5, 4, 11), minutes=60, worried=False)
RECORD_UNPLANNED = msgspec.structs.replace(RECORD, session=None)
CALL_OFF = CancelSession(match=THEIRS, session=FIRST, by=CalledOffBy.PERSON, at=on(5, 3, 16))
MISS = RecordNotAttended(match=THEIRS, session=FIRST, who=Absent.PERSON)
MOVE = RescheduleSession(match=THEIRS, session=FIRST, planned_for=on(5, 8))
ACTIVE = (MORAG_REGISTERED, DAVIE_HAS_PVG, *RUNNING)


def session_of(*events: Event | Recorded) -> Session:
    sessions: dict[SessionId, Session] = folded(SESSIONS, *events)
    return sessions[FIRST]


# --- Where a session stands ---


@pytest.mark.parametrize(
    ("events", "stage"),
    [
        ((PLANNED,), Stage.PLANNED),
        ((PLANNED, CONFIRMED), Stage.PLANNED),
        ((PLANNED, MOVED), Stage.PLANNED),
        ((PLANNED, HELD), Stage.HELD),
        ((HELD,), Stage.HELD),
        ((PLANNED, CALLED_OFF), Stage.CANCELLED),
        ((PLANNED, MISSED), Stage.NOT_ATTENDED),
        ((PLANNED, CALLED_OFF, MISSED), Stage.NOT_ATTENDED),
        ((PLANNED, CALLED_OFF, HELD), Stage.HELD),
        ((PLANNED, MISSED, HELD), Stage.HELD),
    ],
)
def test_a_session_stands_where_what_happened_has_left_it(
    events: tuple[Event, ...], stage: Stage
) -> None:
    assert session_of(*events).stage is stage


def test_a_move_counts_and_changes_the_time() -> None:
    moved = session_of(PLANNED, MOVED)

    assert moved.planned_for == on(5, 8)
    assert moved.rescheduled == 1


def test_sessions_of_a_match_are_told_apart() -> None:
    other = msgspec.structs.replace(CALLED_OFF, session=SECOND)
    sessions = folded(SESSIONS, *RUNNING, PLANNED, other, HELD)

    assert {each: session.stage for each, session in sessions.items()} == {
        FIRST: Stage.HELD,
        SECOND: Stage.CANCELLED,
    }


def test_a_worry_once_told_is_not_taken_back_by_a_second_record() -> None:
    later = msgspec.structs.replace(HELD, worried=True, at=on(5, 4, 12))

    assert session_of(HELD).worried is False
    assert session_of(HELD, later).worried is True
    assert session_of(msgspec.structs.replace(later, at=on(5, 4, 10)), HELD).worried is True


def test_when_a_corrected_record_was_first_made_is_not_known() -> None:
    corrected = entry(9, msgspec.structs.replace(HELD, minutes=50), corrects=2)
    held = session_of(entry(1, PLANNED), entry(2, HELD), corrected).held

    assert held is not None
    assert held.minutes == 50
    assert held.recorded_at is None


# --- Planning ---


def test_a_session_of_an_active_match_may_be_planned() -> None:
    planned = msgspec.structs.replace(TO_COME, session=NEW, at=NOW)

    given(*ACTIVE).when(PLAN).then(planned)
    given(*ACTIVE, ENDING).when(PLAN).then(planned)


def test_a_time_without_a_zone_is_local_time() -> None:
    summer = msgspec.structs.replace(PLAN, planned_for=datetime(2026, 5, 7, 11))  # noqa: DTZ001

    given(*ACTIVE).when(summer).then(msgspec.structs.replace(TO_COME, session=NEW, at=NOW))


def test_nothing_is_planned_outside_an_active_match() -> None:
    for events in ((PROPOSED,), READY_TO_START, (*ACTIVE, ENDED)):
        given(*events).when(PLAN).then_refused(MatchNotActive)
    given(*ACTIVE, TO_COME, ENDED).when(MOVE).then_refused(MatchNotActive)


def test_nothing_is_planned_after_a_death() -> None:
    given(*ACTIVE, MORAG_DIED).when(PLAN).then_refused(PersonHasDied)
    given(*ACTIVE, TO_COME, MORAG_DIED).when(MOVE).then_refused(PersonHasDied)


def test_nothing_is_planned_for_a_time_that_has_gone() -> None:
    gone = msgspec.structs.replace(PLAN, planned_for=on(5, 4))

    given(*ACTIVE).when(gone).then_refused(PlannedInThePast, field="planned_for")
    given(*ACTIVE, TO_COME).when(msgspec.structs.replace(MOVE, planned_for=on(5, 4))).then_refused(
        PlannedInThePast, field="planned_for"
    )


def test_nothing_is_planned_for_an_impossible_length() -> None:
    for minutes in (0, -30, 1441):
        endless = msgspec.structs.replace(PLAN, minutes=minutes)
        given(*ACTIVE).when(endless).then_refused(ImpossibleLength, field="minutes")


def test_nothing_happens_in_a_match_that_was_never_proposed() -> None:
    for command in (PLAN, RECORD, CALL_OFF, MISS):
        given().when(command).then_refused(UnknownMatch)


def test_a_session_may_be_confirmed_once() -> None:
    confirm = ConfirmSession(match=THEIRS, session=FIRST, at=on(5, 2))

    given(*ACTIVE, TO_COME).when(confirm).then(CONFIRMED)
    given(*ACTIVE, TO_COME, CONFIRMED).when(confirm).then_nothing()
    given(*ACTIVE).when(confirm).then_refused(UnknownSession, field="session")


def test_a_planned_session_may_be_moved() -> None:
    given(*ACTIVE, TO_COME).when(MOVE).then(msgspec.structs.replace(MOVED, at=NOW))
    given(*ACTIVE, TO_COME, MOVED).when(MOVE).then_nothing()


def test_what_was_held_called_off_or_missed_cannot_be_moved() -> None:
    for event in (HELD, CALLED_OFF, MISSED):
        given(*ACTIVE, PLANNED, event).when(MOVE).then_refused(NotPlanned)


# --- Recording that it took place ---


def test_a_session_needs_three_answers() -> None:
    given(*ACTIVE, PLANNED).when(RECORD).then(HELD)


def test_what_nobody_planned_is_recorded_as_unplanned() -> None:
    given(*ACTIVE).when(RECORD_UNPLANNED).then(UNPLANNED)


def test_a_session_is_recorded_whatever_the_match_stands_at() -> None:
    for events in ((PROPOSED,), READY_TO_START, (*ACTIVE, ENDED), (*ACTIVE, MORAG_DIED)):
        given(*events).when(RECORD_UNPLANNED).then(UNPLANNED)


@pytest.mark.parametrize("event", [CALLED_OFF, MISSED])
def test_a_session_is_recorded_though_it_was_recorded_as_not_held(event: Event) -> None:
    given(*ACTIVE, PLANNED, event).when(RECORD).then(HELD)


def test_answers_may_be_missing() -> None:
    least = RecordSession(match=THEIRS)
    held = msgspec.structs.replace(UNPLANNED, minutes=None, worried=None, at=NOW)

    given(*ACTIVE).when(least).then(held)


def test_more_may_be_told() -> None:
    more = {
        "mode": Channel.FACE_TO_FACE,
        "place_type": PlaceType.COMMUNITY_VENUE,
        "initiated_by": Side.PERSON,
        "told_by": Side.PEER,
        "tasks_with": 2,
        "tasks_for": 0,
        "functions": (Function.SAFE_OUTLET, Function.INSPIRING),
        "activity": Activity.WALKING,
        "read_back": True,
        "mood": 4,
        "peer_wellbeing": 1,
        "note": "We laughed a lot.",
        "worry_words": None,
    }

    given(*ACTIVE, PLANNED).when(msgspec.structs.replace(RECORD, **more)).then(
        msgspec.structs.replace(HELD, **more)
    )


def test_two_of_beginning_length_and_end_give_the_third() -> None:
    def telling(**times: object) -> None:
        command = RecordSession(match=THEIRS, session=FIRST, worried=False, **times)  # type: ignore[arg-type]
        given(*ACTIVE, PLANNED).when(command).then(HELD)

    telling(started_at=on(5, 4), minutes=60)
    telling(started_at=on(5, 4), at=on(5, 4, 11))
    telling(started_at=on(5, 4), at=on(5, 4, 11), minutes=60)
    telling(at=on(5, 4, 11), minutes=60)


def test_a_beginning_alone_means_that_it_has_just_ended() -> None:
    began = RecordSession(match=THEIRS, session=FIRST, started_at=on(5, 5, 8), worried=False)

    given(*ACTIVE, PLANNED).when(began).then(msgspec.structs.replace(HELD, at=NOW))


def test_where_only_the_day_is_known_the_session_stands_at_its_start() -> None:
    on_the_day = msgspec.structs.replace(RECORD, at=None, on=date(2026, 5, 4))

    given(*ACTIVE, PLANNED).when(on_the_day).then(
        msgspec.structs.replace(HELD, day_only=True, at=start_of(date(2026, 5, 4)))
    )


@pytest.mark.parametrize(
    ("told", "kind", "field"),
    [
        ({"minutes": 0}, ImpossibleLength, "minutes"),
        ({"minutes": -5}, ImpossibleLength, "minutes"),
        ({"minutes": 1441}, ImpossibleLength, "minutes"),
        ({"started_at": on(5, 4, 11)}, ImpossibleLength, "started_at"),
        ({"started_at": on(5, 4, 12)}, ImpossibleLength, "started_at"),
        ({"started_at": on(5, 3, 10), "minutes": None}, ImpossibleLength, "started_at"),
        ({"started_at": on(5, 4), "minutes": 90}, TimesDisagree, "minutes"),
        ({"on": date(2026, 5, 4)}, TimesDisagree, "on"),
        ({"at": on(5, 5, 10)}, NotYetHappened, "at"),
        ({"at": None, "started_at": NOW, "minutes": 60}, NotYetHappened, "started_at"),
        ({"at": None, "started_at": on(5, 6)}, NotYetHappened, "started_at"),
        ({"at": None, "on": date(2026, 5, 6)}, NotYetHappened, "on"),
        ({"at": on(5, 4, year=1826)}, TooLongAgo, "at"),
        ({"tasks_with": -1}, NotACount, "tasks_with"),
        ({"tasks_for": -1}, NotACount, "tasks_for"),
        ({"mood": 0}, NotARating, "mood"),
        ({"peer_wellbeing": 6}, NotARating, "peer_wellbeing"),
    ],
)
def test_what_cannot_be_is_sent_back_with_the_field(
    told: dict[str, object], kind: type[Refusal], field: str
) -> None:
    impossible = msgspec.structs.replace(RECORD, **told)

    given(*ACTIVE, PLANNED).when(impossible).then_refused(kind, field=field)


def test_a_future_end_is_named_as_what_it_is() -> None:
    ahead = msgspec.structs.replace(RECORD, at=on(5, 6))

    given(*ACTIVE, PLANNED).when(ahead).then_refused(
        NotYetHappened, "This session ends in the future. Check the date and time."
    )


def test_a_long_session_is_taken_as_told() -> None:
    long = msgspec.structs.replace(RECORD, minutes=1440)

    given(*ACTIVE, PLANNED).when(long).then(msgspec.structs.replace(HELD, minutes=1440))


def test_the_same_record_twice_changes_nothing() -> None:
    given(*ACTIVE, PLANNED, HELD).when(RECORD).then_nothing()


@pytest.mark.parametrize(
    "other", [{"minutes": 50}, {"at": on(5, 4, 12)}, {"worried": True}, {"note": "Windy."}]
)
def test_a_second_record_that_says_more_or_otherwise_is_kept(other: dict[str, object]) -> None:
    again = msgspec.structs.replace(RECORD, **other)

    given(*ACTIVE, PLANNED, HELD).when(again).then(msgspec.structs.replace(HELD, **other))


def test_a_session_that_the_match_does_not_have_is_not_recorded() -> None:
    for command in (RECORD, CALL_OFF, MISS):
        given(*ACTIVE).when(command).then_refused(UnknownSession, field="session")


# --- Any worry? ---


def test_a_worry_may_be_answered_later() -> None:
    answer = AnswerWorry(match=THEIRS, session=FIRST, worried=True, at=on(5, 5, 8))
    open_still = msgspec.structs.replace(HELD, worried=None)

    given(*ACTIVE, PLANNED, open_still).when(answer).then(TOLD)
    given(*ACTIVE, PLANNED, HELD).when(answer).then(TOLD)
    given(*ACTIVE, PLANNED, open_still, TOLD).when(answer).then_nothing()
    given(*ACTIVE, PLANNED, HELD).when(
        msgspec.structs.replace(answer, worried=False)
    ).then_nothing()


def test_words_about_a_worry_are_never_dropped() -> None:
    in_words = AnswerWorry(
        match=THEIRS, session=FIRST, worried=True, worry_words="She sounded low.", at=on(5, 5, 8)
    )

    given(*ACTIVE, PLANNED, HELD, TOLD).when(in_words).then(
        msgspec.structs.replace(TOLD, worry_words="She sounded low.")
    )


# --- Called off, or missed ---


def test_a_session_may_be_called_off_and_the_notice_follows_from_the_plan() -> None:
    given(*ACTIVE, PLANNED).when(CALL_OFF).then(CALLED_OFF)
    after = msgspec.structs.replace(CALL_OFF, at=on(5, 4, 12), by=CalledOffBy.PEER)
    given(*ACTIVE, PLANNED).when(after).then(
        msgspec.structs.replace(CALLED_OFF, by=CalledOffBy.PEER, notice_hours=0, at=on(5, 4, 12))
    )


def test_the_notice_may_be_told() -> None:
    told = msgspec.structs.replace(CALL_OFF, notice_hours=2, reason="UNWELL")

    given(*ACTIVE, PLANNED).when(told).then(
        msgspec.structs.replace(CALLED_OFF, notice_hours=2, reason="UNWELL")
    )
    given(*ACTIVE, PLANNED).when(msgspec.structs.replace(told, notice_hours=-1)).then_refused(
        NotACount, field="notice_hours"
    )


def test_what_nobody_wrote_down_before_may_be_called_off_or_missed() -> None:
    given(*ACTIVE).when(msgspec.structs.replace(CALL_OFF, session=None)).then(
        msgspec.structs.replace(CALLED_OFF, session=NEW, notice_hours=None)
    )
    given(*ACTIVE).when(msgspec.structs.replace(MISS, session=None, at=on(5, 4))).then(
        msgspec.structs.replace(MISSED, session=NEW)
    )


@pytest.mark.parametrize("who", list(Absent))
def test_somebody_did_not_come_at_the_time_that_was_planned(who: Absent) -> None:
    given(*ACTIVE, PLANNED).when(msgspec.structs.replace(MISS, who=who)).then(
        msgspec.structs.replace(MISSED, who=who)
    )


def test_nobody_has_missed_what_is_still_to_come() -> None:
    given(*ACTIVE, TO_COME).when(MISS).then_refused(NotYetHappened)


def test_calling_off_or_missing_twice_changes_nothing() -> None:
    given(*ACTIVE, PLANNED, CALLED_OFF).when(CALL_OFF).then_nothing()
    given(*ACTIVE, PLANNED, MISSED).when(MISS).then_nothing()


# --- Whatever is asked, in whatever order it is recorded ---

ASKED: tuple[Command, ...] = (
    PLAN,
    ConfirmSession(match=THEIRS, session=FIRST),
    MOVE,
    RECORD,
    msgspec.structs.replace(RECORD, worried=None, minutes=None),
    msgspec.structs.replace(RECORD, worried=True),
    RECORD_UNPLANNED,
    AnswerWorry(match=THEIRS, session=FIRST, worried=True),
    CALL_OFF,
    MISS,
)
A_REQUEST = st.builds(
    lambda command, hours: (
        msgspec.structs.replace(command, at=NOW - timedelta(hours=hours))
        if hours and "at" in command.__struct_fields__
        else command
    ),
    st.sampled_from(ASKED),
    st.integers(0, 100),
)


@settings(max_examples=60, deadline=None)
@whatever(requests=st.lists(A_REQUEST, max_size=12), order=st.randoms(use_true_random=False))
def test_any_requests_in_any_order_of_recording_lead_to_a_known_stage(
    requests: list[Command], order: Random
) -> None:
    events = [
        msgspec.structs.replace(event, at=event.at + timedelta(microseconds=place))
        for place, event in enumerate(lived(requests, *ACTIVE, TO_COME))
    ]
    shuffled = order.sample(events, len(events))
    sessions = folded(SESSIONS, *shuffled)

    assert FIRST in sessions
    assert {session.stage for session in sessions.values()} <= set(Stage)
    assert sessions == folded(SESSIONS, *map(without_keys, shuffled))
    assert sessions == folded(SESSIONS, *events)


def test_a_length_beyond_any_calendar_is_refused_like_any_other() -> None:
    endless = msgspec.structs.replace(PLAN, minutes=10**18)

    given(*ACTIVE).when(endless).then_refused(ImpossibleLength, field="minutes")
