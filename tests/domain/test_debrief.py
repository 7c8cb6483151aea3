"""A talk soon after a hard session: for the peer supporter, and filed under nobody else."""

from datetime import date, datetime, timedelta
from random import Random

import msgspec
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as st

from domain.debrief_flags import flags_of_debriefs
from domain.decider import Command, Event
from domain.flags import Flag
from domain.match import UnknownMatch
from domain.people import SessionId
from domain.periods import NotALengthOfTime, NotYetHappened, TooLongAgo, start_of
from domain.session import (
    DEBRIEFS,
    DebriefHeld,
    DebriefRequested,
    RecordDebrief,
    RequestDebrief,
    UnknownSession,
    Urgency,
)
from tests.domain.cast import DAVIE, ISLA, on
from tests.domain.decisions import folded, given, lived, without_keys
from tests.domain.test_match import ENDED, THEIRS
from tests.domain.test_session import ACTIVE, FIRST, HELD, PLANNED

WANTED = DebriefRequested(
    match=THEIRS, peer=DAVIE, urgency=Urgency.SOON, session=FIRST, at=on(5, 1)
)
TALKED = DebriefHeld(match=THEIRS, peer=DAVIE, session=FIRST, at=on(5, 4))
WANT = RequestDebrief(match=THEIRS, session=FIRST, at=on(5, 1))
TALK = RecordDebrief(match=THEIRS, session=FIRST, at=on(5, 4))
BEFORE = (*ACTIVE, PLANNED, HELD)
AN_INSTANT = timedelta(microseconds=1)


def flags(*events: Event) -> tuple[Flag, ...]:
    return flags_of_debriefs(folded(DEBRIEFS, *events))


def late_from(urgency: Urgency, at: datetime) -> datetime:
    wanted = msgspec.structs.replace(WANTED, urgency=urgency, at=at)
    (flag,) = (flag for flag in flags(wanted) if flag.code == "DEBRIEF_LATE")
    return flag.since


def test_a_peer_supporter_may_ask_for_a_debrief_without_a_reason() -> None:
    given(*BEFORE).when(WANT).then(WANTED)
    given(*ACTIVE).when(RequestDebrief(match=THEIRS, at=on(5, 1))).then(
        msgspec.structs.replace(WANTED, session=None)
    )
    given(*BEFORE, ENDED).when(WANT).then(WANTED)


def test_a_debrief_is_filed_under_the_peer_supporter_and_the_match_and_never_the_person() -> None:
    for event in (WANTED, TALKED):
        assert set(event.subjects) == {f"match:{THEIRS}", f"peer:{DAVIE}"}


def test_asking_twice_changes_nothing_but_a_reason_or_more_haste_counts() -> None:
    given(*BEFORE, WANTED).when(WANT).then_nothing()
    for more in ({"reason": "It stayed with me."}, {"urgency": Urgency.TODAY}):
        given(*BEFORE, WANTED).when(msgspec.structs.replace(WANT, **more)).then(
            msgspec.structs.replace(WANTED, **more)
        )
    given(*BEFORE, WANTED, TALKED).when(msgspec.structs.replace(WANT, at=on(5, 5, 8))).then(
        msgspec.structs.replace(WANTED, at=on(5, 5, 8))
    )


def test_a_debrief_took_place() -> None:
    more = msgspec.structs.replace(TALK, staff=ISLA, minutes=20)

    given(*BEFORE, WANTED).when(TALK).then(TALKED)
    given(*BEFORE).when(more).then(msgspec.structs.replace(TALKED, staff=ISLA, minutes=20))
    given(*BEFORE).when(msgspec.structs.replace(TALK, minutes=0)).then_refused(
        NotALengthOfTime, field="minutes"
    )


def test_a_debrief_is_due_from_when_it_was_asked_for_until_it_was_held() -> None:
    (due, _late) = flags(WANTED)
    (settled,) = flags(WANTED, TALKED)

    assert (due.code, due.since, due.until) == ("DEBRIEF_DUE", on(5, 1), None)
    assert (settled.code, settled.until) == ("DEBRIEF_DUE", on(5, 4))


def test_a_debrief_is_late_after_a_day_or_after_two_working_days() -> None:
    """The first of May 2026 is a Friday, and the Monday after it a bank holiday."""
    assert late_from(Urgency.TODAY, on(5, 1)) == on(5, 2) + AN_INSTANT
    assert late_from(Urgency.SOON, on(5, 1)) == start_of(date(2026, 5, 7))
    assert late_from(Urgency.SOON, on(4, 28)) == start_of(date(2026, 5, 1))


def test_a_talk_answers_what_was_asked_about_its_session_or_about_none() -> None:
    of_another = msgspec.structs.replace(WANTED, session=SessionId("another"))
    of_none = msgspec.structs.replace(WANTED, session=None)
    about_all = msgspec.structs.replace(TALKED, session=None)

    assert [each.held_at for each in folded(DEBRIEFS, WANTED, of_another, of_none, TALKED)] == [
        TALKED.at,
        None,
        TALKED.at,
    ]
    assert [each.held_at for each in folded(DEBRIEFS, WANTED, of_another, about_all)] == [
        TALKED.at,
        TALKED.at,
    ]


def test_the_first_talk_is_the_answer() -> None:
    again = msgspec.structs.replace(TALKED, at=on(5, 5))

    assert [each.held_at for each in folded(DEBRIEFS, WANTED, TALKED, again)] == [TALKED.at]


def test_a_talk_does_not_answer_what_is_asked_later() -> None:
    again = msgspec.structs.replace(WANTED, at=on(5, 5, 8))

    assert [each.held_at for each in folded(DEBRIEFS, TALKED, again)] == [None]


def test_what_cannot_be_is_sent_back() -> None:
    for command in (WANT, TALK):
        given().when(command).then_refused(UnknownMatch)
        given(*ACTIVE).when(command).then_refused(UnknownSession, field="session")
        ahead = msgspec.structs.replace(command, at=on(5, 6))
        given(*BEFORE).when(ahead).then_refused(NotYetHappened, field="at")
        long_ago = msgspec.structs.replace(command, at=on(5, 1, year=1826))
        given(*BEFORE).when(long_ago).then_refused(TooLongAgo, field="at")


ASKED: tuple[Command, ...] = (
    WANT,
    msgspec.structs.replace(WANT, urgency=Urgency.TODAY, at=None),
    RequestDebrief(match=THEIRS),
    TALK,
    RecordDebrief(match=THEIRS),
)


@settings(max_examples=40, deadline=None)
@whatever(
    requests=st.lists(st.sampled_from(ASKED), max_size=10),
    order=st.randoms(use_true_random=False),
)
def test_any_requests_in_any_order_of_recording_come_to_the_same(
    requests: list[Command], order: Random
) -> None:
    events = [
        msgspec.structs.replace(event, at=event.at + timedelta(microseconds=place))
        for place, event in enumerate(lived(requests, *BEFORE))
    ]
    shuffled = order.sample(events, len(events))
    asked = folded(DEBRIEFS, *shuffled)

    assert asked == folded(DEBRIEFS, *events)
    assert asked == folded(DEBRIEFS, *map(without_keys, shuffled))
    assert all(each.held_at is None or each.requested_at <= each.held_at for each in asked)
