"""What is worth a look, from which moment, and until when."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as st

from domain.decider import EPOCH, MICROSECOND, Command, Event, Recorded
from domain.definitions import Definitions
from domain.flags import Flag, next_change, standing
from domain.gaps import SENTENCES, Gap
from domain.match import MATCH, Match
from domain.match_flags import flags_of_match
from domain.people import SessionId, subject
from domain.periods import end_of, start_of
from domain.person import PERSON, Person, PersonDied, SafeContactRecorded
from domain.referral import (
    REFERRAL,
    AgreedHow,
    EnquiryReceived,
    PersonAgreedToReferral,
    Readiness,
    Referral,
    ReferralAcknowledged,
    ReferralReceived,
    ReferralWithdrawn,
    Source,
    WaitContactMade,
)
from domain.referral_flags import flags_of_referral
from domain.session import SESSIONS, Session
from domain.session_flags import oddities_of_sessions, tasks_of_sessions
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
from tests.domain.decisions import NOW, Past, entry, folded, in_order, lived, without_keys
from tests.domain.test_match import (
    ACTIVATED,
    AGREED,
    BOTH_SAID_YES,
    DAVIE_SAID_NO,
    DAVIE_SAID_YES,
    ENDED,
    ENDING,
    EXPLAINED,
    FORWARD,
    INTRODUCED,
    KNOWN,
    MORAG_SAID_YES,
    NOT_FOR_US,
    PROPOSED,
    READY_TO_START,
    RUNNING,
    THEIRS,
)
from tests.domain.test_match import ASKED as MATCH_REQUESTS
from tests.domain.test_session import ASKED as SESSION_REQUESTS
from tests.domain.test_session import (
    CALLED_OFF,
    FIRST,
    HELD,
    MISSED,
    PLANNED,
    TOLD,
    UNPLANNED,
)

AN_INSTANT = timedelta(microseconds=1)


def state_of(
    *events: Event | Recorded,
) -> tuple[Referral, Match, Mapping[SessionId, Session], Person]:
    """What the log gives for each subject: a death is filed under the person alone."""
    read = Past(in_order(events))
    of_match = subject("match", THEIRS)
    return (
        read(REFERRAL, subject("referral", MORAGS_REFERRAL)),
        read(MATCH, of_match),
        read(SESSIONS, of_match),
        read(PERSON, subject("person", MORAG)),
    )


def referral_flags(*events: Event | Recorded) -> tuple[Flag, ...]:
    referral, _match, _sessions, person = state_of(*events)
    return flags_of_referral(referral, person)


def match_flags(*events: Event | Recorded) -> tuple[Flag, ...]:
    _referral, match, sessions, person = state_of(*events)
    return flags_of_match(match, person, sessions)


def session_flags(*events: Event | Recorded, session: SessionId = FIRST) -> tuple[Flag, ...]:
    _referral, match, sessions, person = state_of(*events)
    return of_sessions({session: sessions[session]}, match, person)


def of_sessions(
    sessions: dict[SessionId, Session], match: Match, person: Person
) -> tuple[Flag, ...]:
    """What there is to do about sessions, and what is only unusual about them."""
    return (
        *tasks_of_sessions(sessions, match, person),
        *oddities_of_sessions(sessions, match, person),
    )


def codes(flags: tuple[Flag, ...], moment: datetime = NOW) -> set[str]:
    return {flag.code for flag in standing(flags, moment)}


def first_stands(flags: tuple[Flag, ...], code: str) -> datetime:
    (flag,) = (flag for flag in flags if flag.code == code)
    assert code not in codes(flags, flag.since - AN_INSTANT)
    assert code in codes(flags, flag.since)
    return flag.since


def settled(flags: tuple[Flag, ...], code: str) -> datetime | None:
    (flag,) = (flag for flag in flags if flag.code == code)
    return flag.until


# --- Referrals ---

ENQUIRED = EnquiryReceived(referral=MORAGS_REFERRAL, person=MORAG, source=Source.NURSE, at=on(3, 2))
SAID_YES = PersonAgreedToReferral(
    referral=MORAGS_REFERRAL, person=MORAG, agreed_how=AgreedHow.SPOKEN, at=on(3, 10)
)
ACKNOWLEDGED = ReferralAcknowledged(referral=MORAGS_REFERRAL, person=MORAG, at=on(2, 20))
NOT_NOW = msgspec.structs.replace(MORAG_READY, view=Readiness.NOT_YET, revisit_on=date(2026, 4, 8))
PHONED = WaitContactMade(referral=MORAGS_REFERRAL, person=MORAG, at=on(3, 30))


def test_whoever_asked_is_told_within_two_working_days() -> None:
    """It arrived on a Monday; on a Friday, the weekend does not count."""
    friday = msgspec.structs.replace(MORAG_REFERRED, at=on(2, 6))

    assert first_stands(referral_flags(MORAG_REFERRED), "ACKNOWLEDGEMENT_LATE") == start_of(
        date(2026, 2, 5)
    )
    assert first_stands(referral_flags(friday), "ACKNOWLEDGEMENT_LATE") == start_of(
        date(2026, 2, 11)
    )


def test_telling_whoever_asked_settles_it() -> None:
    late = referral_flags(MORAG_REFERRED, ACKNOWLEDGED)
    in_time = msgspec.structs.replace(ACKNOWLEDGED, at=on(2, 4))

    assert settled(late, "ACKNOWLEDGEMENT_LATE") == on(2, 20)
    assert "ACKNOWLEDGEMENT_LATE" not in {
        flag.code for flag in referral_flags(MORAG_REFERRED, in_time)
    }


def test_a_first_look_is_taken_within_two_working_days() -> None:
    late = msgspec.structs.replace(MORAG_IN_REMIT, at=on(2, 9))

    assert first_stands(referral_flags(MORAG_REFERRED), "FIRST_LOOK_LATE") == start_of(
        date(2026, 2, 5)
    )
    assert settled(referral_flags(MORAG_REFERRED, late), "FIRST_LOOK_LATE") == on(2, 9)


def test_the_clocks_of_a_referral_that_was_an_enquiry_start_when_the_person_agreed() -> None:
    flags = referral_flags(ENQUIRED, SAID_YES)

    assert first_stands(flags, "ACKNOWLEDGEMENT_LATE") == start_of(date(2026, 3, 13))


def test_an_enquiry_is_old_after_thirty_days() -> None:
    assert first_stands(referral_flags(ENQUIRED), "ENQUIRY_UNANSWERED") == start_of(
        date(2026, 4, 2)
    )
    assert "ENQUIRY_UNANSWERED" not in codes(referral_flags(ENQUIRED, SAID_YES))


def test_not_now_is_asked_again_on_its_day() -> None:
    events = (MORAG_REFERRED, MORAG_IN_REMIT, MORAG_MET, NOT_NOW)
    again = msgspec.structs.replace(MORAG_READY, at=on(4, 9))

    assert first_stands(referral_flags(*events), "REVISIT_DUE") == start_of(date(2026, 4, 8))
    assert "REVISIT_DUE" not in codes(referral_flags(*events, again))


def test_somebody_who_waits_hears_from_us_every_four_weeks() -> None:
    assert first_stands(referral_flags(*MORAG_WAITS), "WAIT_CONTACT_LATE") == start_of(
        date(2026, 3, 13)
    )
    assert first_stands(referral_flags(*MORAG_WAITS, PHONED), "WAIT_CONTACT_LATE") == start_of(
        date(2026, 4, 28)
    )
    assert (
        settled(referral_flags(*MORAG_WAITS, MORAG_SUPPORTED), "WAIT_CONTACT_LATE")
        == MORAG_SUPPORTED.at
    )


def test_getting_to_know_somebody_grows_old_while_they_wait() -> None:
    flags = referral_flags(*MORAG_WAITS)
    again = msgspec.structs.replace(MORAG_MET, at=on(5, 1))

    assert first_stands(flags, "GETTING_TO_KNOW_OLD") == on(2, 10) + timedelta(days=183)
    assert first_stands(referral_flags(*MORAG_WAITS, again), "GETTING_TO_KNOW_OLD") == on(
        5, 1
    ) + timedelta(days=183)
    assert "GETTING_TO_KNOW_OLD" not in {
        flag.code for flag in referral_flags(*MORAG_WAITS, MORAG_SUPPORTED)
    }


def test_somebody_met_long_before_they_were_accepted_is_met_again() -> None:
    met_long_ago = msgspec.structs.replace(MORAG_MET, at=on(6, 1, year=2025))
    events = [met_long_ago if event == MORAG_MET else event for event in MORAG_WAITS]

    assert first_stands(referral_flags(*events), "GETTING_TO_KNOW_OLD") == MORAG_ACCEPTED.at


def test_a_service_may_choose_other_times() -> None:
    patient = Definitions(version="patient", wait_contact_every_days=56)
    flags = flags_of_referral(folded(REFERRAL, *MORAG_WAITS), folded(PERSON), patient)

    assert first_stands(flags, "WAIT_CONTACT_LATE") == start_of(date(2026, 4, 10))


@pytest.mark.parametrize(
    "over",
    [
        ReferralWithdrawn(referral=MORAGS_REFERRAL, person=MORAG, at=on(2, 13)),
        PersonDied(person=MORAG, at=on(2, 13)),
    ],
)
def test_what_is_over_is_late_for_nothing(over: Event) -> None:
    for events in ((*MORAG_WAITS, over), (MORAG_REGISTERED, ENQUIRED, over)):
        assert codes(referral_flags(*events)) == set()
        assert next_change(referral_flags(*events), NOW) is None


def test_what_the_sender_left_open_is_a_task_until_it_is_settled() -> None:
    gaps = ("NOBODY_TO_CONTACT", "CONSENT_REJECTED", "BIRTH_DATE_UNCLEAR")
    enquiry = msgspec.structs.replace(ENQUIRED, gaps=gaps)
    reachable = SafeContactRecorded(person=MORAG, may_leave_message=True, at=on(3, 9))
    accepted = msgspec.structs.replace(MORAG_ACCEPTED, at=on(3, 12))
    flags = referral_flags(enquiry, SAID_YES, reachable, accepted)

    assert codes(referral_flags(enquiry)) >= {f"GAP_{gap}" for gap in gaps}
    assert settled(flags, "GAP_NOBODY_TO_CONTACT") == on(3, 9)
    assert settled(flags, "GAP_CONSENT_REJECTED") == on(3, 10)
    assert settled(flags, "GAP_BIRTH_DATE_UNCLEAR") == on(3, 12)


def test_a_consent_that_counted_may_still_leave_something_open() -> None:
    with_exceptions = msgspec.structs.replace(MORAG_REFERRED, gaps=("CONSENT_WITH_EXCEPTIONS",))

    (flag,) = (flag for flag in referral_flags(with_exceptions) if flag.code.startswith("GAP_"))
    assert flag.sentence == SENTENCES[Gap.CONSENT_WITH_EXCEPTIONS]


def test_of_nothing_there_is_nothing_to_say() -> None:
    assert referral_flags() == ()
    assert match_flags() == ()


# --- Matches ---


def test_a_proposal_is_answered_within_fourteen_days() -> None:
    a_day = start_of(date(2026, 5, 7))

    assert first_stands(match_flags(PROPOSED), "PROPOSAL_UNANSWERED") == a_day
    assert codes(match_flags(*BOTH_SAID_YES), a_day) == set()
    assert codes(match_flags(PROPOSED, DAVIE_SAID_NO), a_day) == set()


@pytest.mark.parametrize(
    ("events", "who"),
    [
        ((PROPOSED,), "The person and the peer supporter have"),
        ((PROPOSED, MORAG_SAID_YES), "The peer supporter has"),
        ((PROPOSED, DAVIE_SAID_YES), "The person has"),
    ],
)
def test_who_has_not_answered_is_named(events: tuple[Event, ...], who: str) -> None:
    (flag,) = standing(match_flags(*events), on(5, 8))

    assert flag.sentence == f"{who} not answered the proposal. Ask."


def test_who_let_the_other_wait_is_named_afterwards() -> None:
    def sentence(person_at: datetime, peer_at: datetime) -> str:
        answers = (
            msgspec.structs.replace(MORAG_SAID_YES, at=person_at),
            msgspec.structs.replace(DAVIE_SAID_YES, at=peer_at),
        )
        (flag,) = standing(match_flags(PROPOSED, *answers), on(5, 8))
        return flag.sentence

    assert sentence(on(4, 23), on(5, 9)).startswith("The peer supporter has")
    assert sentence(on(5, 9), on(4, 23)).startswith("The person has")


def test_an_introduction_before_both_said_yes_is_noticed_for_good() -> None:
    late_yes = msgspec.structs.replace(DAVIE_SAID_YES, at=on(5, 1))

    assert "INTRODUCED_EARLY" in codes(match_flags(PROPOSED, MORAG_SAID_YES, INTRODUCED))
    assert "INTRODUCED_EARLY" in codes(match_flags(PROPOSED, MORAG_SAID_YES, INTRODUCED, late_yes))
    assert "INTRODUCED_EARLY" not in codes(match_flags(*BOTH_SAID_YES, INTRODUCED))


def test_an_agreement_follows_within_fourteen_days_of_the_introduction() -> None:
    missing = match_flags(*BOTH_SAID_YES, INTRODUCED)

    assert first_stands(missing, "AGREEMENT_MISSING") == start_of(date(2026, 5, 12))
    for settled_by in (AGREED, (NOT_FOR_US,)):
        flags = match_flags(*BOTH_SAID_YES, INTRODUCED, *settled_by)
        assert codes(flags, on(6, 1)) == set()


def test_an_ending_whose_day_has_passed_is_recorded() -> None:
    flags = match_flags(*RUNNING, ENDING)

    assert first_stands(flags, "ENDING_NOT_RECORDED") == start_of(date(2026, 5, 21))
    assert codes(match_flags(*RUNNING, ENDING, ENDED), on(6, 1)) == set()


def test_not_for_us_after_more_than_three_sessions_is_looked_at() -> None:
    def after(sessions: int) -> set[str]:
        held = [
            msgspec.structs.replace(HELD, session=SessionId(f"session-{each}"), at=on(5, 1, each))
            for each in range(sessions)
        ]
        not_for_us = msgspec.structs.replace(NOT_FOR_US, at=on(5, 2))
        return codes(match_flags(*RUNNING, *held, not_for_us))

    assert after(3) == set()
    assert after(4) == {"NOT_FOR_US_LATE"}


def test_sessions_after_not_for_us_do_not_count_against_it() -> None:
    held = [
        msgspec.structs.replace(HELD, session=SessionId(f"session-{each}"), at=on(5, 4, each))
        for each in range(9)
    ]

    assert codes(match_flags(*RUNNING, NOT_FOR_US, *held)) == set()


def test_a_match_does_not_stay_open_after_a_death() -> None:
    flags = match_flags(*RUNNING, MORAG_DIED)

    assert first_stands(flags, "OPEN_AFTER_DEATH") == MORAG_DIED.at
    assert settled(match_flags(*RUNNING, MORAG_DIED, ENDED), "OPEN_AFTER_DEATH") == ENDED.at


def test_a_match_that_was_proposed_after_a_death_is_noticed_from_its_proposal() -> None:
    died_before = msgspec.structs.replace(MORAG_DIED, at=on(4, 1))

    assert first_stands(match_flags(PROPOSED, died_before), "OPEN_AFTER_DEATH") == PROPOSED.at


def test_support_that_starts_after_a_death_is_looked_at() -> None:
    died_before = msgspec.structs.replace(MORAG_DIED, at=on(4, 29, 12))

    assert "STARTED_AFTER_DEATH" in codes(match_flags(*RUNNING, died_before))
    assert "STARTED_AFTER_DEATH" not in codes(match_flags(*RUNNING, MORAG_DIED))


# --- Sessions ---


def recorded(event: Event, at: datetime) -> list[Recorded]:
    """All that came before, and an event that was recorded at a moment."""
    before = in_order((*RUNNING, PLANNED))
    last = entry(len(before) + 1, event)
    return [*before, msgspec.structs.replace(last, micros=(at - EPOCH) // MICROSECOND)]


def test_a_session_as_planned_and_recorded_in_time_needs_nothing() -> None:
    assert session_flags(*RUNNING, PLANNED, HELD) == ()


def test_a_session_outside_an_active_match_is_noticed() -> None:
    for events in ((PROPOSED, EXPLAINED), READY_TO_START):
        assert codes(session_flags(*events, PLANNED, HELD)) == {"HELD_OUTSIDE_MATCH"}
    ended_before = msgspec.structs.replace(ENDED, at=on(5, 4, 9))
    assert codes(session_flags(*RUNNING, PLANNED, HELD, ended_before)) == {"HELD_OUTSIDE_MATCH"}


def test_the_session_in_which_a_match_ends_or_begins_is_within_it() -> None:
    ended_then = msgspec.structs.replace(ENDED, at=on(5, 4, 11))
    began_then = msgspec.structs.replace(ACTIVATED, at=on(5, 4, 11))

    assert session_flags(*RUNNING, PLANNED, HELD, ended_then) == ()
    assert session_flags(*READY_TO_START, began_then, PLANNED, HELD) == ()


def test_where_only_the_day_is_known_the_day_decides() -> None:
    that_day = msgspec.structs.replace(HELD, day_only=True, at=start_of(date(2026, 5, 4)))
    began_that_day = msgspec.structs.replace(ACTIVATED, at=on(5, 4, 16))
    explained_that_day = msgspec.structs.replace(EXPLAINED, at=on(5, 4, 15))
    before = [event for event in READY_TO_START if event != EXPLAINED]

    assert session_flags(*before, explained_that_day, began_that_day, PLANNED, that_day) == ()


def test_a_session_before_confidentiality_was_explained_is_noticed_for_good() -> None:
    before = [event for event in RUNNING if event != EXPLAINED]
    later = msgspec.structs.replace(EXPLAINED, at=on(5, 4, 12))

    for events in (before, [*before, later]):
        assert codes(session_flags(*events, PLANNED, HELD)) == {"HELD_BEFORE_CONFIDENTIALITY"}


def test_a_session_after_a_death_is_looked_at() -> None:
    assert codes(session_flags(*RUNNING, PLANNED, HELD, MORAG_DIED)) == {"HELD_AFTER_DEATH"}
    for died_at in (on(5, 4, 12), on(5, 4, 10), on(5, 4, 11) - AN_INSTANT):
        during_or_after = msgspec.structs.replace(MORAG_DIED, at=died_at)
        assert session_flags(*RUNNING, PLANNED, HELD, during_or_after) == ()


def test_an_unplanned_session_is_noticed() -> None:
    flags = session_flags(*RUNNING, UNPLANNED, session=UNPLANNED.session)

    assert codes(flags) == {"UNPLANNED"}


@pytest.mark.parametrize(("minutes", "expected"), [(240, set()), (241, {"LONG_SESSION"})])
def test_a_session_of_more_than_four_hours_is_noticed(minutes: int, expected: set[str]) -> None:
    long = msgspec.structs.replace(HELD, minutes=minutes)

    assert codes(session_flags(*RUNNING, PLANNED, long)) == expected


def test_a_missing_length_is_asked_for() -> None:
    unsaid = msgspec.structs.replace(HELD, minutes=None)

    assert codes(session_flags(*RUNNING, PLANNED, unsaid)) == {"LENGTH_MISSING"}


def test_a_record_is_late_after_three_days() -> None:
    in_time, late = on(5, 7, 11), on(5, 7, 12)

    assert session_flags(*recorded(HELD, in_time)) == ()
    flags = session_flags(*recorded(HELD, late))
    assert first_stands(flags, "RECORDED_LATE") == in_time


def test_a_record_of_a_day_is_late_three_days_after_that_day() -> None:
    that_day = msgspec.structs.replace(HELD, day_only=True, at=start_of(date(2026, 5, 4)))
    due = end_of(date(2026, 5, 4)) + timedelta(days=3)

    assert session_flags(*recorded(that_day, due)) == ()
    assert codes(session_flags(*recorded(that_day, due + AN_INSTANT)), on(6, 1)) == {
        "RECORDED_LATE"
    }


def test_a_correction_made_later_does_not_make_the_record_late() -> None:
    before = in_order((*RUNNING, PLANNED, HELD))
    corrected = msgspec.structs.replace(
        entry(len(before) + 1, msgspec.structs.replace(HELD, minutes=50), corrects=len(before)),
        micros=(on(8, 1) - EPOCH) // MICROSECOND,
    )

    assert session_flags(*before, corrected) == ()


def test_an_unanswered_worry_is_chased_until_it_is_answered() -> None:
    unasked = msgspec.structs.replace(HELD, worried=None)
    flags = session_flags(*RUNNING, PLANNED, unasked, TOLD)

    assert codes(session_flags(*RUNNING, PLANNED, unasked)) == {"WORRY_UNANSWERED"}
    assert settled(flags, "WORRY_UNANSWERED") == TOLD.at
    assert codes(flags) == {"WORRY_TOLD"}


def test_a_session_recorded_twice_with_different_answers_is_looked_at() -> None:
    other = msgspec.structs.replace(HELD, minutes=50, at=on(5, 4, 12))
    same_with_words = msgspec.structs.replace(HELD, note="Windy.")

    assert codes(session_flags(*RUNNING, PLANNED, HELD, other)) == {"RECORDED_TWICE"}
    assert session_flags(*RUNNING, PLANNED, HELD, same_with_words) == ()


@pytest.mark.parametrize("event", [CALLED_OFF, MISSED])
def test_a_session_both_held_and_not_held_is_looked_at(event: Event) -> None:
    assert codes(session_flags(*RUNNING, PLANNED, HELD, event)) == {"HELD_AND_NOT_HELD"}


def test_a_planned_session_of_which_nothing_was_heard_is_asked_about_after_three_days() -> None:
    flags = session_flags(*RUNNING, PLANNED)

    assert first_stands(flags, "SESSION_NOT_RECORDED") == on(5, 7)
    for event in (CALLED_OFF, MISSED):
        flags = session_flags(*RUNNING, PLANNED, event)
        assert "SESSION_NOT_RECORDED" not in {flag.code for flag in flags}


def test_a_session_that_was_planned_beyond_the_end_is_not_asked_about() -> None:
    ended_before = msgspec.structs.replace(ENDED, at=on(5, 3))

    assert session_flags(*RUNNING, PLANNED, ended_before) == ()


def test_a_session_planned_for_after_a_death_is_called_off() -> None:
    flags = session_flags(*RUNNING, PLANNED, MORAG_DIED)

    assert first_stands(flags, "PLANNED_AFTER_DEATH") == MORAG_DIED.at


# --- Time alone ---

A_MOMENT = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001
    max_value=datetime(2027, 6, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
REQUESTS = st.lists(st.sampled_from((*MATCH_REQUESTS, *SESSION_REQUESTS)), max_size=10)


def all_flags(*events: Event) -> tuple[Flag, ...]:
    sessions = state_of(*events)[2]
    of_sessions = (session_flags(*events, session=each) for each in sessions)
    return (
        *referral_flags(*events),
        *match_flags(*events),
        *(flag for flags in of_sessions for flag in flags),
    )


def test_a_flag_stands_from_its_first_moment_and_no_longer_at_its_last() -> None:
    flag = Flag("LATE", "This is late.", since=on(5, 1), until=on(5, 3))

    assert standing([flag], on(5, 1) - AN_INSTANT) == ()
    assert standing([flag], on(5, 1)) == (flag,)
    assert standing([flag], on(5, 3) - AN_INSTANT) == (flag,)
    assert standing([flag], on(5, 3)) == ()
    assert next_change([flag], on(4, 1)) == on(5, 1)
    assert next_change([flag], on(5, 1)) == on(5, 3)
    assert next_change([flag], on(5, 3)) is None


@settings(max_examples=80, deadline=None)
@whatever(
    along=st.integers(0, len(FORWARD)),
    requests=REQUESTS,
    died=st.booleans(),
    moment=A_MOMENT,
    thousandths=st.integers(0, 999),
)
def test_nothing_changes_by_time_alone_before_the_next_change_and_something_does_then(
    along: int, requests: list[Command], died: bool, moment: datetime, thousandths: int
) -> None:
    deaths = [MORAG_DIED] if died else []
    asked = [*FORWARD[:along], *requests]
    events = [*lived(asked, *KNOWN, PROPOSED, PLANNED), *deaths]
    flags = all_flags(*events)
    now, change = standing(flags, moment), next_change(flags, moment)

    if change is None:
        assert standing(flags, moment + timedelta(days=4000)) == now
    else:
        assert change > moment
        assert standing(flags, moment + (change - moment) * thousandths // 1000) == now
        assert standing(flags, change - AN_INSTANT) == now
        assert standing(flags, change) != now


@settings(max_examples=30, deadline=None)
@whatever(requests=REQUESTS)
def test_flags_need_no_keys(requests: list[Command]) -> None:
    events = lived([*FORWARD, *requests], *KNOWN, PROPOSED, PLANNED)

    assert all_flags(*events) == all_flags(*map(without_keys, events))


def test_every_flag_says_what_is_so_in_sentences() -> None:
    events = (
        *MORAG_WAITS,
        msgspec.structs.replace(MORAG_REFERRED, gaps=("NO_NAME",)),
        PROPOSED,
        INTRODUCED,
        ENDING,
        PLANNED,
        msgspec.structs.replace(HELD, worried=None, minutes=None),
        MORAG_DIED,
    )

    flags = all_flags(*events)
    assert len(flags) > 8
    for flag in flags:
        assert flag.code.isupper()
        assert flag.sentence[0].isupper()
        assert flag.sentence.endswith(".")


def test_an_agreed_referral_with_a_later_agreement_stays_a_referral() -> None:
    """What a sender reports late (an agreement after the referral) starts no clock anew."""
    received = ReferralReceived(
        referral=MORAGS_REFERRAL,
        person=MORAG,
        source=Source.GP,
        agreed_how=AgreedHow.WRITTEN,
        at=on(2, 2),
    )
    flags = referral_flags(received, SAID_YES)

    assert first_stands(flags, "ACKNOWLEDGEMENT_LATE") == start_of(date(2026, 2, 5))
