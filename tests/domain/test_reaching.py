"""Trying to reach somebody, their safe contact, and when they may count as lost."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
import pytest

from domain.channels import Channel
from domain.decider import Event
from domain.periods import start_of
from domain.person import (
    PERSON,
    Person,
    RecordSafeContact,
    SafeContactRecorded,
    may_be_reached,
)
from domain.referral import (
    REFERRAL,
    ContactAttempted,
    ContactLost,
    DeclareContactLost,
    NotTriedEnough,
    RecordContactAttempt,
    ReferralIsOver,
    Stage,
    TryOutcome,
    UnknownReferral,
    WaitContactMade,
    sought,
)
from tests.domain.cast import (
    ISLA,
    MORAG,
    MORAG_DIED,
    MORAG_REGISTERED,
    MORAG_WAITS,
    MORAGS_REFERRAL,
    on,
)
from tests.domain.decisions import NOW, folded, given
from tests.domain.test_referral import MORAG_WITHDREW, stage

LOST = DeclareContactLost(referral=MORAGS_REFERRAL)


def tried(
    channel: Channel, at: datetime, outcome: TryOutcome = TryOutcome.NO_ANSWER
) -> ContactAttempted:
    return ContactAttempted(
        referral=MORAGS_REFERRAL, person=MORAG, channel=channel, outcome=outcome, at=at
    )


RANG = tried(Channel.PHONE, on(4, 1))
WROTE = tried(Channel.LETTER, on(4, 8), TryOutcome.SENT)
RANG_AGAIN = tried(Channel.PHONE, on(4, 15), TryOutcome.MESSAGE_LEFT)
TRIED = (RANG, WROTE, RANG_AGAIN)
AFTER_21_DAYS = on(4, 22)
IS_LOST = ContactLost(
    referral=MORAGS_REFERRAL,
    person=MORAG,
    tries=3,
    channels=2,
    first_tried_on=RANG.at.date(),
    at=AFTER_21_DAYS,
)
NO_LETTERS = SafeContactRecorded(person=MORAG, may_write=False, may_leave_message=True, at=on(3, 1))


# --- Tries ---


def test_a_try_is_recorded_as_it_was() -> None:
    command = RecordContactAttempt(
        referral=MORAGS_REFERRAL,
        channel=Channel.PHONE,
        outcome=TryOutcome.MESSAGE_LEFT,
        staff=ISLA,
        note="Left our number only.",
        at=on(4, 15),
    )

    given(*MORAG_WAITS).when(command).then(
        msgspec.structs.replace(RANG_AGAIN, staff=ISLA, note="Left our number only.")
    )
    given().when(command).then_refused(UnknownReferral)


def test_a_try_outside_the_safe_contact_is_accepted_too() -> None:
    """What happened is never refused; a flag says so."""
    command = RecordContactAttempt(
        referral=MORAGS_REFERRAL, channel=Channel.LETTER, outcome=TryOutcome.SENT, at=on(4, 8)
    )

    given(*MORAG_WAITS, NO_LETTERS).when(command).then(WROTE)


# --- Lost ---


def test_somebody_tried_three_times_in_two_ways_over_three_weeks_may_count_as_lost() -> None:
    given(*MORAG_WAITS, *TRIED).when(LOST, AFTER_21_DAYS).then(IS_LOST)
    given(*MORAG_WAITS, *TRIED, IS_LOST).when(LOST, AFTER_21_DAYS).then_nothing()

    assert stage(*MORAG_WAITS, *TRIED, IS_LOST) is Stage.LOST


def test_nobody_counts_as_lost_before_the_twenty_first_day() -> None:
    """The first try was on 1 April; the 21st day after it is 22 April, by local days."""
    begins = start_of(AFTER_21_DAYS.date())

    given(*MORAG_WAITS, *TRIED).when(LOST, begins - timedelta(microseconds=1)).then_refused(
        NotTriedEnough, contains="3 times in 2 ways over 20 days"
    )
    given(*MORAG_WAITS, *TRIED).when(LOST, begins).then(msgspec.structs.replace(IS_LOST, at=begins))


@pytest.mark.parametrize(
    ("tries", "so_far"),
    [
        ((), "Nothing was tried"),
        ((RANG, WROTE), "2 times in 2 ways"),
        ((RANG,), "1 time in 1 way"),
        ((RANG, tried(Channel.PHONE, on(4, 8)), RANG_AGAIN), "3 times in 1 way"),
        ((RANG, WROTE, tried(Channel.PHONE, on(4, 15), TryOutcome.NOT_THEIR_CONTACT)), "2 times"),
    ],
)
def test_too_little_was_tried(tries: Sequence[Event], so_far: str) -> None:
    given(*MORAG_WAITS, *tries).when(LOST).then_refused(NotTriedEnough, contains=so_far)


@pytest.mark.parametrize(
    "in_touch",
    [
        tried(Channel.PHONE, on(4, 16), TryOutcome.REACHED),
        WaitContactMade(referral=MORAGS_REFERRAL, person=MORAG, at=on(4, 16)),
    ],
)
def test_whoever_was_reached_has_to_be_tried_anew(in_touch: Event) -> None:
    given(*MORAG_WAITS, *TRIED, in_touch).when(LOST).then_refused(
        NotTriedEnough, contains="Nothing was tried"
    )


def test_a_try_outside_the_safe_contact_does_not_count() -> None:
    asked_later = msgspec.structs.replace(NO_LETTERS, at=on(4, 9))

    given(*MORAG_WAITS, NO_LETTERS, *TRIED).when(LOST).then_refused(
        NotTriedEnough, contains="2 times in 1 way"
    )
    given(*MORAG_WAITS, *TRIED, asked_later).when(LOST, AFTER_21_DAYS).then(IS_LOST)


def test_what_is_over_is_not_lost() -> None:
    given(*MORAG_WAITS, *TRIED, MORAG_WITHDREW).when(LOST).then_refused(ReferralIsOver)
    given().when(LOST).then_refused(UnknownReferral)


def test_when_somebody_may_count_as_lost_is_said_once() -> None:
    referral = folded(REFERRAL, *MORAG_WAITS, *TRIED)
    late_third = folded(REFERRAL, *MORAG_WAITS, RANG, WROTE, tried(Channel.PHONE, on(5, 4)))
    late_second_way = folded(
        REFERRAL,
        *MORAG_WAITS,
        RANG,
        tried(Channel.PHONE, on(4, 8)),
        tried(Channel.PHONE, on(4, 15)),
        tried(Channel.EMAIL, on(4, 30)),
    )

    assert sought(referral, Person()).lost_from() == start_of(AFTER_21_DAYS.date())
    assert sought(late_third, Person()).lost_from() == on(5, 4)
    assert sought(late_second_way, Person()).lost_from() == on(4, 30)


# --- Safe contact ---


def test_a_person_says_how_they_may_be_reached_without_harm() -> None:
    command = RecordSafeContact(
        person=MORAG,
        may_text=False,
        caller_name="Isla from the library",
        household_risks="Ring, never come by.",
    )

    given(MORAG_REGISTERED).when(command).then(
        SafeContactRecorded(
            person=MORAG,
            may_text=False,
            caller_name="Isla from the library",
            household_risks="Ring, never come by.",
            at=NOW,
        )
    )


def test_an_answer_about_safe_contact_stands_until_there_is_another() -> None:
    no_mail = SafeContactRecorded(person=MORAG, may_email=False, at=on(4, 1))
    letters = SafeContactRecorded(person=MORAG, may_write=True, at=on(5, 1))
    person = folded(PERSON, MORAG_REGISTERED, NO_LETTERS, no_mail, letters)

    assert person.safe_contact(on(2, 28)) is None
    assert person.safe_contact(on(4, 30)).may_write is False
    assert person.safe_contact(NOW).may_write is True
    assert person.safe_contact(NOW).may_email is False
    assert person.safe_contact_at == on(5, 1)


SENDING = {
    Channel.EMAIL: "may_email",
    Channel.LETTER: "may_write",
    Channel.MESSAGES: "may_text",
    Channel.PHONE: "may_leave_message",
}


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("answer", [True, False, None])
def test_nothing_is_sent_by_itself_without_a_yes(channel: Channel, answer: bool | None) -> None:
    said = SafeContactRecorded(person=MORAG, at=on(3, 1))
    if channel in SENDING:
        said = msgspec.structs.replace(said, **{SENDING[channel]: answer})
    person = folded(PERSON, MORAG_REGISTERED, said)

    assert may_be_reached(person, NOW, channel) is (channel in SENDING and answer is True)
    assert not may_be_reached(person, on(2, 28), channel)
    assert may_be_reached(person, NOW)


def test_nothing_is_sent_to_somebody_unknown_or_after_their_death() -> None:
    yes = SafeContactRecorded(person=MORAG, may_email=True, at=on(3, 1))
    died = folded(PERSON, MORAG_REGISTERED, yes, MORAG_DIED)

    assert not may_be_reached(Person(), NOW)
    assert may_be_reached(died, MORAG_DIED.at - timedelta(microseconds=1), Channel.EMAIL)
    assert not may_be_reached(died, MORAG_DIED.at, Channel.EMAIL)
    assert not may_be_reached(died, NOW)
