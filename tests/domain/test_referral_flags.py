"""What is late or open about a referral, from which moment and until when."""

from datetime import date, datetime, timedelta

import msgspec
import pytest

from domain.channels import Channel
from domain.decider import Event
from domain.definitions import Definitions
from domain.flags import Flag, standing
from domain.gaps import Gap
from domain.periods import start_of
from domain.person import PERSON, SafeContactRecorded
from domain.referral import (
    REFERRAL,
    ContactAttempted,
    InformationReceived,
    PersonToldOfDecision,
    Readiness,
    ReferralTriaged,
    TasterOffered,
    TasterTaken,
    Triage,
    TryOutcome,
    WaitContactMade,
)
from domain.referral_flags import flags_of_referral
from tests.domain.cast import (
    MORAG,
    MORAG_ACCEPTED,
    MORAG_DIED,
    MORAG_IN_REMIT,
    MORAG_MET,
    MORAG_READY,
    MORAG_REFERRED,
    MORAG_REGISTERED,
    MORAG_SUPPORTED,
    MORAG_WAITS,
    MORAGS_REFERRAL,
    on,
)
from tests.domain.decisions import NOW, folded
from tests.domain.test_enquiries import SURGERY_ANSWERED, SURGERY_ASKED
from tests.domain.test_reaching import NO_LETTERS, RANG, RANG_AGAIN, TRIED, WROTE, tried
from tests.domain.test_referral import (
    MORAG_AGREED,
    MORAG_DECLINED,
    MORAG_ENQUIRED,
    MORAG_WITHDREW,
)
from tests.domain.test_waits import PAUSED, WENT_ON

AN_INSTANT = timedelta(microseconds=1)


def flags(*events: Event, definitions: Definitions | None = None) -> tuple[Flag, ...]:
    referral, person = folded(REFERRAL, *events), folded(PERSON, *events)
    return flags_of_referral(referral, person, definitions or Definitions())


def flag(code: str, *events: Event) -> Flag:
    (found,) = (each for each in flags(*events) if each.code == code)
    return found


def codes(*events: Event, at: datetime = NOW) -> set[str]:
    return {each.code for each in standing(flags(*events), at)}


def ever(*events: Event) -> set[str]:
    return {each.code for each in flags(*events)}


# --- Urgency: a crisis is never a silent wait ---

URGENT = msgspec.structs.replace(MORAG_REFERRED, urgent=True)
ELSEWHERE = msgspec.structs.replace(MORAG_IN_REMIT, outcome=Triage.URGENT_ELSEWHERE)
TOLD_WHERE = msgspec.structs.replace(ELSEWHERE, signposted=True, signposted_to=("NHS_24",))
IN_REMIT_LATER = msgspec.structs.replace(MORAG_IN_REMIT, at=on(2, 20))


@pytest.mark.parametrize("arrived", [URGENT, msgspec.structs.replace(MORAG_ENQUIRED, urgent=True)])
def test_what_was_marked_as_urgent_is_a_task_at_once(arrived: Event) -> None:
    urgent = flag("URGENT_AT_REFERRAL", arrived)

    assert urgent.since == arrived.at
    assert "999" in urgent.sentence
    assert flag("URGENT_AT_REFERRAL", arrived, MORAG_IN_REMIT).until == MORAG_IN_REMIT.at
    assert "URGENT_AT_REFERRAL" not in ever(MORAG_REFERRED)


def test_urgency_is_said_once() -> None:
    imported = msgspec.structs.replace(URGENT, gaps=(Gap.URGENT,))
    doubtful = msgspec.structs.replace(MORAG_REFERRED, gaps=(Gap.URGENT,))

    assert {each for each in ever(imported) if "URGENT" in each} == {"URGENT_AT_REFERRAL"}
    assert "GAP_URGENT" in ever(doubtful)


def test_an_urgent_need_elsewhere_is_signposted_at_once() -> None:
    assert flag("URGENT_NOT_SIGNPOSTED", MORAG_REFERRED, ELSEWHERE).since == ELSEWHERE.at
    assert "URGENT_NOT_SIGNPOSTED" not in ever(MORAG_REFERRED, TOLD_WHERE)
    assert "URGENT_NOT_SIGNPOSTED" not in ever(MORAG_REFERRED, MORAG_IN_REMIT)


def test_an_urgent_need_elsewhere_is_followed_up_after_a_working_day() -> None:
    """The first look was on Tuesday 3 February."""
    due = flag("URGENT_TO_FOLLOW_UP", MORAG_REFERRED, TOLD_WHERE)

    assert due.since == start_of(date(2026, 2, 5))
    assert "URGENT_TO_FOLLOW_UP" not in codes(MORAG_REFERRED, TOLD_WHERE, IN_REMIT_LATER)
    assert codes(MORAG_REFERRED, TOLD_WHERE, MORAG_WITHDREW) == set()


def test_what_we_cannot_help_with_is_answered_within_five_working_days() -> None:
    out = msgspec.structs.replace(MORAG_IN_REMIT, outcome=Triage.OUT_OF_REMIT)

    assert flag("ANSWER_LATE", MORAG_REFERRED, out).since == start_of(date(2026, 2, 11))
    assert flag("ANSWER_LATE", MORAG_REFERRED, out, MORAG_DECLINED).until == MORAG_DECLINED.at
    assert "ANSWER_LATE" not in ever(MORAG_REFERRED, MORAG_IN_REMIT)


# --- First contact ---


def test_somebody_speaks_with_the_person_within_ten_working_days() -> None:
    """It arrived on Monday 2 February; the tenth working day after it is Monday 16 February."""
    late = msgspec.structs.replace(MORAG_MET, at=on(2, 20))

    assert flag("FIRST_CONTACT_LATE", MORAG_REFERRED).since == start_of(date(2026, 2, 17))
    assert flag("FIRST_CONTACT_LATE", MORAG_REFERRED, late).until == on(2, 20)
    assert "FIRST_CONTACT_LATE" not in ever(MORAG_REFERRED, MORAG_MET)
    assert "FIRST_CONTACT_LATE" not in ever(MORAG_ENQUIRED)
    assert "FIRST_CONTACT_LATE" not in ever(MORAG_ENQUIRED, MORAG_AGREED)


# --- Information ---


def test_what_was_asked_for_is_asked_for_again_after_two_weeks() -> None:
    """It was asked for on 4 February, and again on the 20th."""
    again = msgspec.structs.replace(SURGERY_ASKED, at=on(2, 20))

    due = flag("INFORMATION_TO_CHASE", MORAG_REFERRED, SURGERY_ASKED)
    assert due.since == start_of(date(2026, 2, 19))
    assert due.until == start_of(date(2026, 3, 19))
    asked_again = flag("INFORMATION_TO_CHASE", MORAG_REFERRED, SURGERY_ASKED, again)
    assert asked_again.since == start_of(date(2026, 3, 7))
    assert "INFORMATION_TO_CHASE" not in ever(MORAG_REFERRED, SURGERY_ASKED, SURGERY_ANSWERED)


def test_after_six_weeks_it_is_decided_without() -> None:
    again = msgspec.structs.replace(SURGERY_ASKED, at=on(3, 10))
    lapse = start_of(date(2026, 3, 19))

    assert flag("INFORMATION_LAPSED", MORAG_REFERRED, SURGERY_ASKED).since == lapse
    assert flag("INFORMATION_LAPSED", MORAG_REFERRED, SURGERY_ASKED, again).since == lapse
    late = InformationReceived(referral=MORAGS_REFERRAL, person=MORAG, at=on(4, 1))
    assert "INFORMATION_LAPSED" not in ever(MORAG_REFERRED, SURGERY_ASKED, late)
    without = msgspec.structs.replace(MORAG_IN_REMIT, at=on(4, 1))
    assert "INFORMATION_LAPSED" not in ever(MORAG_REFERRED, SURGERY_ASKED, without)
    assert flag("INFORMATION_LAPSED", MORAG_REFERRED, SURGERY_ASKED, late_no()).until == on(4, 2)


def late_no() -> Event:
    return msgspec.structs.replace(MORAG_DECLINED, at=on(4, 2))


def test_a_first_look_is_not_late_while_information_is_awaited() -> None:
    until = flag("FIRST_LOOK_LATE", MORAG_REFERRED, msgspec.structs.replace(
        SURGERY_ASKED, at=on(2, 6))).until  # fmt: skip

    assert until == on(2, 6)
    assert "FIRST_LOOK_LATE" not in ever(MORAG_REFERRED, SURGERY_ASKED)
    assert "FIRST_LOOK_LATE" in codes(MORAG_REFERRED, SURGERY_ASKED, SURGERY_ANSWERED)


# --- Readiness ---

EXPLORED = (MORAG_REFERRED, MORAG_IN_REMIT, MORAG_MET)
A_TASTER = msgspec.structs.replace(MORAG_READY, view=Readiness.TASTER)
OFFERED = TasterOffered(referral=MORAGS_REFERRAL, person=MORAG, at=on(2, 20))
TAKEN = TasterTaken(referral=MORAGS_REFERRAL, person=MORAG, at=on(3, 2))


def test_a_no_of_the_person_is_acted_on() -> None:
    not_wanted = msgspec.structs.replace(MORAG_READY, view=Readiness.NOT_WANTED)
    changed_mind = msgspec.structs.replace(MORAG_READY, at=on(3, 1))

    assert flag("NOT_WANTED", *EXPLORED, not_wanted).since == not_wanted.at
    assert "NOT_WANTED" not in ever(*EXPLORED, not_wanted, changed_mind)
    assert "NOT_WANTED" not in codes(*EXPLORED, not_wanted, MORAG_WITHDREW)


def test_a_taster_that_is_wished_for_takes_place() -> None:
    assert flag("TASTER_DUE", *EXPLORED, A_TASTER).since == start_of(date(2026, 2, 26))
    assert flag("TASTER_DUE", *EXPLORED, A_TASTER, OFFERED).since == start_of(date(2026, 3, 7))
    assert "TASTER_DUE" not in ever(*EXPLORED, A_TASTER, OFFERED, TAKEN)
    assert "TASTER_DUE" not in ever(*EXPLORED, MORAG_READY)


def test_what_came_of_a_taster_is_talked_over() -> None:
    talked = msgspec.structs.replace(MORAG_READY, at=on(3, 5))

    assert flag("TASTER_TO_TALK_OVER", *EXPLORED, A_TASTER, TAKEN).since == start_of(
        date(2026, 3, 17)
    )
    assert "TASTER_TO_TALK_OVER" not in ever(*EXPLORED, A_TASTER, TAKEN, talked)


# --- Reaching ---


def test_a_try_outside_the_safe_contact_is_flagged_from_that_moment() -> None:
    asked_again = SafeContactRecorded(person=MORAG, may_write=False, at=on(4, 10))
    outside = flag("OUTSIDE_SAFE_CONTACT", *MORAG_WAITS, NO_LETTERS, WROTE)

    assert (outside.since, outside.until) == (WROTE.at, None)
    assert (
        flag("OUTSIDE_SAFE_CONTACT", *MORAG_WAITS, NO_LETTERS, WROTE, asked_again).until
        == asked_again.at
    )
    assert "OUTSIDE_SAFE_CONTACT" not in ever(*MORAG_WAITS, NO_LETTERS, RANG, RANG_AGAIN)
    assert "OUTSIDE_SAFE_CONTACT" not in ever(*MORAG_WAITS, WROTE)


@pytest.mark.parametrize(
    ("channel", "outcome", "answer"),
    [
        (Channel.PHONE, TryOutcome.MESSAGE_LEFT, "may_leave_message"),
        (Channel.EMAIL, TryOutcome.SENT, "may_email"),
        (Channel.LETTER, TryOutcome.SENT, "may_write"),
        (Channel.MESSAGES, TryOutcome.SENT, "may_text"),
    ],
)
def test_every_way_has_its_own_no(channel: Channel, outcome: TryOutcome, answer: str) -> None:
    no = msgspec.structs.replace(SafeContactRecorded(person=MORAG, at=on(3, 1)), **{answer: False})
    attempt: ContactAttempted = tried(channel, on(4, 1), outcome)

    assert "OUTSIDE_SAFE_CONTACT" in ever(*MORAG_WAITS, no, attempt)
    assert "OUTSIDE_SAFE_CONTACT" not in ever(
        *MORAG_WAITS, msgspec.structs.replace(no, **{answer: True}), attempt
    )
    assert "OUTSIDE_SAFE_CONTACT" not in ever(
        *MORAG_WAITS, msgspec.structs.replace(no, at=on(4, 2)), attempt
    )


def test_a_try_after_a_death_is_flagged() -> None:
    after = tried(Channel.PHONE, on(5, 3))

    assert flag("CONTACT_AFTER_DEATH", MORAG_REGISTERED, *MORAG_WAITS, MORAG_DIED, after).since == (
        after.at
    )
    assert "CONTACT_AFTER_DEATH" not in ever(*MORAG_WAITS, MORAG_DIED, RANG)


def test_somebody_who_may_count_as_lost_is_shown() -> None:
    reached = tried(Channel.PHONE, on(4, 30), TryOutcome.REACHED)

    assert flag("CONTACT_MAY_BE_LOST", *MORAG_WAITS, *TRIED).since == start_of(date(2026, 4, 22))
    assert "CONTACT_MAY_BE_LOST" not in ever(*MORAG_WAITS, *TRIED[:2])
    assert "CONTACT_MAY_BE_LOST" not in ever(*MORAG_WAITS, *TRIED, reached)


def test_an_answered_try_counts_as_being_in_touch() -> None:
    reached = tried(Channel.PHONE, on(3, 10), TryOutcome.REACHED)
    unanswered = tried(Channel.PHONE, on(3, 10))

    assert flag("WAIT_CONTACT_LATE", *MORAG_WAITS, reached).since == start_of(date(2026, 4, 8))
    assert flag("WAIT_CONTACT_LATE", *MORAG_WAITS, unanswered).since == start_of(date(2026, 3, 13))


# --- Pauses ---


def test_who_asked_to_wait_is_asked_on_their_day_and_not_before() -> None:
    paused = (*MORAG_WAITS, PAUSED)

    assert flag("PAUSE_TO_REVISIT", *paused).since == start_of(PAUSED.revisit_on)
    assert "WAIT_CONTACT_LATE" not in ever(*paused)
    assert "PAUSE_TO_REVISIT" not in ever(*paused, WENT_ON)
    assert flag("WAIT_CONTACT_LATE", *paused, WENT_ON).since == start_of(date(2026, 4, 13))
    assert flag("PAUSE_TO_REVISIT", *paused, late_start()).until == late_start().at


def late_start() -> Event:
    return msgspec.structs.replace(MORAG_SUPPORTED, at=on(4, 3))


# --- The no ---


def test_a_person_hears_of_a_no_within_two_working_days() -> None:
    """The no was said on Friday 20 February."""
    told = PersonToldOfDecision(referral=MORAGS_REFERRAL, person=MORAG, at=on(3, 2))
    told_with_it = msgspec.structs.replace(MORAG_DECLINED, told_person_on=date(2026, 2, 20))

    due = flag("NO_NOT_TOLD", MORAG_REFERRED, MORAG_DECLINED)
    assert (due.since, due.until) == (start_of(date(2026, 2, 25)), None)
    assert flag("NO_NOT_TOLD", MORAG_REFERRED, MORAG_DECLINED, told).until == told.at
    assert "NO_NOT_TOLD" not in ever(MORAG_REFERRED, told_with_it)
    assert "NO_NOT_TOLD" not in ever(MORAG_REFERRED, MORAG_WITHDREW)
    assert "NO_NOT_TOLD" not in ever(MORAG_ENQUIRED, MORAG_DECLINED)


# --- Numbers are the service's ---


@pytest.mark.parametrize(
    ("code", "events", "number"),
    [
        ("FIRST_CONTACT_LATE", (MORAG_REFERRED,), "first_contact_within_working_days"),
        ("INFORMATION_TO_CHASE", (MORAG_REFERRED, SURGERY_ASKED), "chase_information_after_days"),
        ("INFORMATION_LAPSED", (MORAG_REFERRED, SURGERY_ASKED), "information_lapses_after_days"),
        ("TASTER_DUE", (*EXPLORED, A_TASTER), "taster_within_days"),
        ("CONTACT_MAY_BE_LOST", (*MORAG_WAITS, *TRIED), "lost_after_days"),
        ("NO_NOT_TOLD", (MORAG_REFERRED, MORAG_DECLINED), "told_within_working_days"),
        (
            "ANSWER_LATE",
            (
                MORAG_REFERRED,
                msgspec.structs.replace(MORAG_IN_REMIT, outcome=Triage.OUT_OF_REMIT),
            ),
            "answer_within_working_days",
        ),
    ],
)
def test_a_service_may_choose_its_own_number(
    code: str, events: tuple[Event, ...], number: str
) -> None:
    usual = Definitions()
    longer = msgspec.structs.replace(usual, **{number: getattr(usual, number) + 7})
    (before,) = (each for each in flags(*events) if each.code == code)
    (after,) = (each for each in flags(*events, definitions=longer) if each.code == code)

    assert after.since >= before.since + timedelta(days=6, hours=23)


def test_of_what_is_over_only_what_was_not_told_stays_open() -> None:
    everything: tuple[Event, ...] = (
        MORAG_REGISTERED,
        URGENT,
        ELSEWHERE,
        *TRIED,
        msgspec.structs.replace(MORAG_WITHDREW, at=on(4, 30)),
    )
    second_look = ReferralTriaged(
        referral=MORAGS_REFERRAL, person=MORAG, outcome=Triage.OUT_OF_REMIT, at=on(4, 1)
    )

    assert codes(*everything) == set()
    assert codes(*everything[:-1], second_look, late_no(), at=on(5, 4)) == {"NO_NOT_TOLD"}


def test_an_accepted_person_has_been_dealt_with() -> None:
    called = WaitContactMade(referral=MORAGS_REFERRAL, person=MORAG, at=on(4, 30))

    assert codes(*EXPLORED, A_TASTER, MORAG_ACCEPTED, called) == {"ACKNOWLEDGEMENT_LATE"}
