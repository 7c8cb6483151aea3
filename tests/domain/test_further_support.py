"""Where the person was pointed to, and backup for the peer supporter."""

from datetime import timedelta
from random import Random

import msgspec
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as st

from domain.decider import Command, Event
from domain.flags import Flag
from domain.further_support import (
    FURTHER_SUPPORT,
    AnswerSignpost,
    ArrangeLowMoodSupport,
    AskForLowMoodSupport,
    FurtherSupport,
    GiveSignpost,
    LowMoodSupportArranged,
    LowMoodSupportNeeded,
    NothingPointedTo,
    Signpost,
    SignpostAnswered,
    SignpostGiven,
    UnknownSignpost,
)
from domain.further_support_flags import flags_of_further_support
from domain.match import UnknownMatch
from domain.people import SignpostId
from domain.periods import NotYetHappened, TooLongAgo
from tests.domain.cast import DAVIE, ISLA, MORAG, on
from tests.domain.decisions import folded, fresh_id, given, lived, without_keys
from tests.domain.test_match import ENDED, RUNNING, THEIRS

NEW = SignpostId(fresh_id("signpost"))
FIRST = SignpostId("first-signpost")

GIVEN = SignpostGiven(
    signpost=FIRST,
    match=THEIRS,
    person=MORAG,
    peer=DAVIE,
    pointed_to="The welfare rights line.",
    at=on(5, 1),
)
TAKEN = SignpostAnswered(
    signpost=FIRST, match=THEIRS, person=MORAG, peer=DAVIE, taken_up=True, at=on(5, 4)
)
NEEDED = LowMoodSupportNeeded(match=THEIRS, person=MORAG, peer=DAVIE, backup=True, at=on(5, 1))
ARRANGED = LowMoodSupportArranged(match=THEIRS, person=MORAG, peer=DAVIE, at=on(5, 4))

POINT = GiveSignpost(match=THEIRS, pointed_to="The welfare rights line.", at=on(5, 1))
ANSWER = AnswerSignpost(match=THEIRS, signpost=FIRST, taken_up=True, at=on(5, 4))
NEED = AskForLowMoodSupport(match=THEIRS, backup=True, at=on(5, 1))
ARRANGE = ArrangeLowMoodSupport(match=THEIRS, at=on(5, 4))


def support_of(*events: Event) -> FurtherSupport:
    found: FurtherSupport = folded(FURTHER_SUPPORT, *events)
    return found


def flags(*events: Event) -> tuple[Flag, ...]:
    return flags_of_further_support(support_of(*events))


def test_the_person_may_be_pointed_to_another_service() -> None:
    more = {"reason": "MONEY_WORRIES", "taken_up": False}

    given(*RUNNING).when(POINT).then(msgspec.structs.replace(GIVEN, signpost=NEW))
    given(*RUNNING, ENDED).when(msgspec.structs.replace(POINT, **more)).then(
        msgspec.structs.replace(GIVEN, signpost=NEW, **more)
    )


def test_a_signpost_says_where_to() -> None:
    given(*RUNNING).when(msgspec.structs.replace(POINT, pointed_to=" ")).then_refused(
        NothingPointedTo, field="pointed_to"
    )


def test_whether_a_signpost_was_taken_up_may_be_said_later_and_changed() -> None:
    given(*RUNNING, GIVEN).when(ANSWER).then(TAKEN)
    given(*RUNNING, GIVEN, TAKEN).when(ANSWER).then_nothing()
    given(*RUNNING, GIVEN, TAKEN).when(msgspec.structs.replace(ANSWER, taken_up=False)).then(
        msgspec.structs.replace(TAKEN, taken_up=False)
    )
    given(*RUNNING).when(ANSWER).then_refused(UnknownSignpost, field="signpost")
    assert support_of(GIVEN, TAKEN).signposts[FIRST] == Signpost(on(5, 1), taken_up=True)


def test_backup_that_a_peer_supporter_needs_is_a_task_until_it_is_arranged() -> None:
    given(*RUNNING).when(NEED).then(NEEDED)
    given(*RUNNING, NEEDED).when(NEED).then_nothing()
    given(*RUNNING, NEEDED).when(msgspec.structs.replace(ARRANGE, staff=ISLA)).then(
        msgspec.structs.replace(ARRANGED, staff=ISLA)
    )
    given(*RUNNING, NEEDED, ARRANGED).when(ARRANGE).then_nothing()
    assert flags(NEEDED, msgspec.structs.replace(ARRANGED, at=NEEDED.at)) == ()
    assert [(flag.since, flag.until) for flag in flags(NEEDED)] == [(on(5, 1), None)]
    assert [(flag.since, flag.until) for flag in flags(NEEDED, ARRANGED)] == [(on(5, 1), on(5, 4))]


def test_several_needs_are_one_task_and_a_later_need_is_another() -> None:
    more = msgspec.structs.replace(NEEDED, training=True, at=on(5, 2))
    again = msgspec.structs.replace(NEEDED, at=on(5, 5))

    assert [flag.since for flag in flags(NEEDED, more)] == [on(5, 1)]
    assert [(flag.since, flag.until) for flag in flags(NEEDED, more, ARRANGED, again)] == [
        (on(5, 1), on(5, 4)),
        (on(5, 5), None),
    ]


def test_what_cannot_be_is_sent_back() -> None:
    for command in (POINT, ANSWER, NEED, ARRANGE):
        given().when(command).then_refused(UnknownMatch)
        ahead = msgspec.structs.replace(command, at=on(5, 6))
        given(*RUNNING, GIVEN).when(ahead).then_refused(NotYetHappened, field="at")
        long_ago = msgspec.structs.replace(command, at=on(5, 1, year=1826))
        given(*RUNNING, GIVEN).when(long_ago).then_refused(TooLongAgo, field="at")


ASKED: tuple[Command, ...] = (
    POINT,
    ANSWER,
    msgspec.structs.replace(ANSWER, taken_up=False, at=None),
    NEED,
    msgspec.structs.replace(NEED, at=None),
    ARRANGE,
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
        for place, event in enumerate(lived(requests, *RUNNING, GIVEN))
    ]
    shuffled = order.sample(events, len(events))

    assert support_of(*shuffled) == support_of(*events)
    assert support_of(*shuffled) == support_of(*map(without_keys, shuffled))
    for flag in flags(*shuffled):
        assert flag.until is None or flag.since < flag.until
