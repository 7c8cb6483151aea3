"""Somebody whose support ended comes back within a year."""

from datetime import datetime, timedelta

import msgspec
import pytest

from domain.decider import Event
from domain.periods import end_of, local_day
from domain.person import PersonHasDied
from domain.referral import (
    REFERRAL,
    ClosedLongAgo,
    NotClosed,
    NotReady,
    ReferralReopened,
    ReopenReferral,
    Stage,
    SupportEnded,
    UnknownReferral,
)
from tests.domain.cast import (
    ISLA,
    MACHAIR,
    MORAG,
    MORAG_ACCEPTED,
    MORAG_DIED,
    MORAG_MET,
    MORAG_READY,
    MORAG_REFERRED,
    MORAG_REGISTERED,
    MORAG_SUPPORTED,
    MORAG_WAITS,
    MORAGS_REFERRAL,
    on,
)
from tests.domain.decisions import NOW, folded, given
from tests.domain.test_referral import ACCEPT, MORAG_DECLINED, MORAG_WITHDREW

REOPEN = ReopenReferral(referral=MORAGS_REFERRAL)
ENDED = SupportEnded(referral=MORAGS_REFERRAL, person=MORAG, at=on(4, 30))
REOPENED = ReferralReopened(referral=MORAGS_REFERRAL, person=MORAG, at=NOW)
BEFORE = (*MORAG_WAITS, MORAG_SUPPORTED, ENDED)
LAST_MOMENT = end_of(local_day(on(4, 30, year=2027)))


@pytest.mark.parametrize("now", [on(4, 30, 11), NOW, LAST_MOMENT])
def test_a_referral_opens_again_within_twelve_months(now: datetime) -> None:
    given(*BEFORE).when(REOPEN, now).then(msgspec.structs.replace(REOPENED, at=now))


def test_after_twelve_months_it_is_a_new_referral() -> None:
    given(*BEFORE).when(REOPEN, LAST_MOMENT + timedelta(microseconds=1)).then_refused(
        ClosedLongAgo, contains="Take a new referral"
    )


def test_support_that_ended_on_a_leap_day_may_be_taken_up_to_the_last_of_february() -> None:
    leap = msgspec.structs.replace(ENDED, at=on(2, 29, year=2028))
    last = end_of(local_day(on(2, 28, year=2029)))

    given(*BEFORE[:-1], leap).when(REOPEN, last).then(msgspec.structs.replace(REOPENED, at=last))
    given(*BEFORE[:-1], leap).when(REOPEN, last + timedelta(microseconds=1)).then_refused(
        ClosedLongAgo
    )


@pytest.mark.parametrize(
    "events",
    [
        (MORAG_REFERRED,),
        MORAG_WAITS,
        (*MORAG_WAITS, MORAG_SUPPORTED),
        (*MORAG_WAITS, MORAG_WITHDREW),
        (MORAG_REFERRED, MORAG_DECLINED),
    ],
)
def test_only_what_was_closed_after_support_opens_again(events: tuple[Event, ...]) -> None:
    given(*events).when(REOPEN).then_refused(NotClosed)
    given().when(REOPEN).then_refused(UnknownReferral)


def test_nothing_opens_again_after_a_death() -> None:
    given(*BEFORE, MORAG_DIED).when(REOPEN).then_refused(PersonHasDied)


def test_opening_again_twice_changes_nothing() -> None:
    given(*BEFORE, REOPENED).when(REOPEN).then_nothing()


def test_the_way_goes_on_from_getting_to_know() -> None:
    referral = folded(REFERRAL, *BEFORE, REOPENED)

    assert referral.stage_at(NOW) is Stage.EXPLORING
    assert referral.known_to(ISLA, NOW) == MORAG_MET.at
    assert (referral.accepted_at, referral.offer, referral.support_started_at) == (None,) * 3


def test_readiness_is_considered_anew_and_then_the_person_is_accepted() -> None:
    ready_again = msgspec.structs.replace(MORAG_READY, at=NOW)
    again = (*MACHAIR, *BEFORE, msgspec.structs.replace(REOPENED, at=on(5, 4)))

    given(*again).when(ACCEPT).then_refused(NotReady)
    given(*again, ready_again).when(ACCEPT).then(msgspec.structs.replace(MORAG_ACCEPTED, at=NOW))


def test_an_opening_that_does_not_fit_changes_nothing() -> None:
    """As when the entry about the end is marked as a mistake."""
    assert folded(REFERRAL, *MORAG_WAITS, REOPENED) == folded(REFERRAL, *MORAG_WAITS)


def test_support_that_never_began_does_not_end() -> None:
    stages = folded(REFERRAL, MORAG_REGISTERED, *MORAG_WAITS, ENDED)

    assert stages.stage_at(NOW) is Stage.WAITING
