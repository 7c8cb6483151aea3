"""How long people wait, and that only they can make a wait stand still."""

from datetime import date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st

from domain.decider import Event
from domain.periods import start_of
from domain.referral import (
    REFERRAL,
    NotThePersonsWish,
    NotWaiting,
    NotYetNeedsADay,
    Pause,
    PauseWait,
    Referral,
    ReferralReopened,
    ResumeWait,
    SupportEnded,
    UnknownReferral,
    Wait,
    WaitContactMade,
    WaitPaused,
    WaitResumed,
    acceptance_to_first_session,
    receipt_to_acceptance,
    receipt_to_first_contact,
    waiting_of,
)
from tests.domain.cast import (
    MORAG,
    MORAG_ACCEPTED,
    MORAG_IN_REMIT,
    MORAG_MET,
    MORAG_REFERRED,
    MORAG_REGISTERED,
    MORAG_SUPPORTED,
    MORAG_WAITS,
    MORAGS_REFERRAL,
    on,
)
from tests.domain.decisions import NOW, folded, given
from tests.domain.test_referral import MORAG_AGREED, MORAG_ENQUIRED, MORAG_WITHDREW

PAUSE = PauseWait(
    referral=MORAGS_REFERRAL,
    asked_by_person=True,
    revisit_on=date(2026, 4, 1),
    reason="After the operation.",
    at=on(3, 1),
)
PAUSED = WaitPaused(
    referral=MORAGS_REFERRAL,
    person=MORAG,
    revisit_on=date(2026, 4, 1),
    reason="After the operation.",
    at=on(3, 1),
)
GO_ON = ResumeWait(referral=MORAGS_REFERRAL, asked_by_person=True, at=on(3, 15))
WENT_ON = WaitResumed(referral=MORAGS_REFERRAL, person=MORAG, at=on(3, 15))


def morag(*events: Event) -> Referral:
    found: Referral = folded(REFERRAL, *events)
    return found


# --- Pausing ---


def test_a_wait_stands_still_and_goes_on_as_the_person_asks() -> None:
    given(*MORAG_WAITS).when(PAUSE).then(PAUSED)
    given(*MORAG_WAITS, PAUSED).when(GO_ON).then(WENT_ON)

    referral = morag(*MORAG_WAITS, PAUSED, WENT_ON)
    assert not referral.paused_at(PAUSED.at - timedelta(microseconds=1))
    assert referral.paused_at(PAUSED.at)
    assert not referral.paused_at(WENT_ON.at)


@pytest.mark.parametrize("command", [PAUSE, GO_ON])
def test_nobody_else_can_ask_for_it(command: PauseWait | ResumeWait) -> None:
    not_asked = msgspec.structs.replace(command, asked_by_person=False)

    given(*MORAG_WAITS, PAUSED).when(not_asked).then_refused(
        NotThePersonsWish, field="asked_by_person"
    )
    given().when(command).then_refused(UnknownReferral)


def test_pausing_or_going_on_twice_changes_nothing() -> None:
    later = msgspec.structs.replace(PAUSE, revisit_on=date(2026, 4, 20), at=on(3, 10))

    given(*MORAG_WAITS, PAUSED).when(PAUSE).then_nothing()
    given(*MORAG_WAITS, PAUSED, WENT_ON).when(
        msgspec.structs.replace(GO_ON, at=on(3, 20))
    ).then_nothing()
    given(*MORAG_WAITS).when(GO_ON).then_nothing()
    given(*MORAG_WAITS, PAUSED).when(later).then(
        msgspec.structs.replace(PAUSED, revisit_on=date(2026, 4, 20), at=on(3, 10))
    )


def test_a_longer_pause_is_one_pause() -> None:
    longer = msgspec.structs.replace(PAUSED, revisit_on=date(2026, 4, 20), at=on(3, 10))

    assert morag(*MORAG_WAITS, PAUSED, longer, WENT_ON).pauses == (
        Pause(PAUSED.at, date(2026, 4, 20), WENT_ON.at),
    )


def test_a_pause_is_asked_about_in_eight_weeks_unless_a_day_is_chosen() -> None:
    no_day = msgspec.structs.replace(PAUSE, revisit_on=None)
    that_day = msgspec.structs.replace(PAUSE, revisit_on=date(2026, 3, 1))

    given(*MORAG_WAITS).when(no_day).then(
        msgspec.structs.replace(PAUSED, revisit_on=date(2026, 4, 26))
    )
    given(*MORAG_WAITS).when(that_day).then_refused(NotYetNeedsADay, field="revisit_on")


def test_a_wait_can_stand_still_before_acceptance_too() -> None:
    given(MORAG_REGISTERED, MORAG_REFERRED).when(PAUSE).then(PAUSED)


def test_there_is_no_wait_before_the_request_or_once_it_is_over() -> None:
    before = msgspec.structs.replace(PAUSE, at=on(2, 1))
    late_report = msgspec.structs.replace(PAUSE, at=on(3, 19))
    after_the_start = msgspec.structs.replace(PAUSE, at=on(3, 21))

    given(*MORAG_WAITS).when(before).then_refused(NotWaiting, field="at")
    given(*MORAG_WAITS, MORAG_WITHDREW).when(PAUSE).then_refused(NotWaiting)
    given(*MORAG_WAITS, MORAG_SUPPORTED).when(after_the_start).then_refused(NotWaiting)
    given(*MORAG_WAITS, MORAG_SUPPORTED).when(late_report).then(
        msgspec.structs.replace(PAUSED, at=on(3, 19))
    )
    given(*MORAG_WAITS, PAUSED, MORAG_SUPPORTED).when(
        msgspec.structs.replace(GO_ON, at=on(3, 21))
    ).then_refused(NotWaiting)


# --- How long ---


def test_the_three_waits_begin_and_end_where_the_reference_says() -> None:
    referral = morag(*MORAG_WAITS)

    assert receipt_to_first_contact(referral) == Wait(MORAG_REFERRED.at, MORAG_MET.at)
    assert receipt_to_acceptance(referral) == Wait(MORAG_REFERRED.at, MORAG_ACCEPTED.at)
    assert acceptance_to_first_session(referral, on(3, 25)) == Wait(MORAG_ACCEPTED.at, on(3, 25))
    assert acceptance_to_first_session(referral, None) == Wait(MORAG_ACCEPTED.at, None)


def test_of_what_has_not_begun_there_is_no_wait() -> None:
    assert receipt_to_first_contact(Referral()) is None
    assert receipt_to_acceptance(Referral()) is None
    assert acceptance_to_first_session(morag(MORAG_REFERRED), None) is None


def test_asking_the_person_of_an_enquiry_is_the_first_contact() -> None:
    wait = receipt_to_first_contact(morag(MORAG_ENQUIRED, MORAG_AGREED))

    assert wait == Wait(MORAG_ENQUIRED.at, MORAG_AGREED.at)


def test_a_first_look_is_not_a_contact() -> None:
    wait = receipt_to_first_contact(morag(MORAG_REFERRED, MORAG_IN_REMIT))

    assert wait == Wait(MORAG_REFERRED.at, None)
    assert wait.days(on(2, 12)) == 10
    assert wait.days(on(2, 12, 9)) == 9


def test_a_wait_ends_with_the_referral() -> None:
    referral = morag(*MORAG_WAITS, msgspec.structs.replace(MORAG_WITHDREW, at=on(3, 1)))

    assert acceptance_to_first_session(referral, None) == Wait(MORAG_ACCEPTED.at, on(3, 1))


def test_pauses_are_taken_out_of_a_wait() -> None:
    """Accepted on 12 February, paused from 1 to 15 March, first session on 25 March."""
    referral = morag(*MORAG_WAITS, PAUSED, WENT_ON)
    wait = acceptance_to_first_session(referral, on(3, 25))

    assert wait is not None
    assert wait.days(NOW) == 41 - 14
    assert wait.days(on(3, 10)) == 17
    assert wait.days(on(2, 1)) == 0


def test_a_pause_that_is_still_open_stands_still_to_the_end() -> None:
    wait = acceptance_to_first_session(morag(*MORAG_WAITS, PAUSED), None)

    assert wait is not None
    assert wait.days(NOW) == 17


MOMENTS = st.integers(0, 10_000).map(lambda minutes: on(2, 1) + timedelta(minutes=minutes))


@whatever(st.lists(MOMENTS, min_size=3, max_size=9, unique=True), MOMENTS)
def test_a_wait_is_the_time_outside_its_pauses(edges: list[datetime], moment: datetime) -> None:
    """Counted minute by minute."""
    since, *rest = sorted(edges)
    pairs = zip(rest[::2], [*rest[1::2], None], strict=False)
    pauses = tuple(Pause(begins, date(2026, 6, 1), ends) for begins, ends in pairs)
    minutes = range(max(0, (moment - since) // timedelta(minutes=1)))
    open_minutes = [
        minute
        for minute in minutes
        if not any(pause.holds_at(since + timedelta(minutes=minute)) for pause in pauses)
    ]

    assert Wait(since, None, pauses).lasted(moment) == timedelta(minutes=len(open_minutes))


# --- The waiting list ---


def test_the_waiting_list_knows_who_waits_since_when_and_who_is_to_be_called() -> None:
    called = WaitContactMade(referral=MORAGS_REFERRAL, person=MORAG, at=on(3, 10))
    waiting = waiting_of(morag(*MORAG_WAITS, called), NOW)

    assert waiting is not None
    assert waiting.wait == Wait(MORAG_ACCEPTED.at, None)
    assert waiting.last_contact_at == on(3, 10)
    assert waiting.next_contact_due_at == start_of(date(2026, 4, 8))
    assert (waiting.paused, waiting.revisit_on) == (False, None)


def test_somebody_who_asked_to_wait_is_asked_on_their_day() -> None:
    late = msgspec.structs.replace(PAUSED, revisit_on=date(2026, 6, 1))
    waiting = waiting_of(morag(*MORAG_WAITS, late), NOW)

    assert waiting is not None
    assert (waiting.paused, waiting.revisit_on) == (True, date(2026, 6, 1))
    assert waiting.next_contact_due_at == start_of(date(2026, 6, 1))


def test_only_those_who_wait_are_on_the_waiting_list() -> None:
    assert waiting_of(morag(*MORAG_WAITS[:-1]), NOW) is None
    assert waiting_of(morag(*MORAG_WAITS, MORAG_SUPPORTED), NOW) is None
    assert waiting_of(morag(*MORAG_WAITS, MORAG_WITHDREW), NOW) is None


def test_a_pause_ends_with_the_support_that_began_and_does_not_come_back() -> None:
    ended = SupportEnded(referral=MORAGS_REFERRAL, person=MORAG, at=on(4, 1))
    again = ReferralReopened(referral=MORAGS_REFERRAL, person=MORAG, at=on(4, 20))
    referral = morag(*MORAG_WAITS, PAUSED, MORAG_SUPPORTED, ended, again)

    assert not referral.paused_at(on(4, 25))
    assert receipt_to_acceptance(referral) == Wait(on(4, 20), None, referral.pauses)
