"""What is late or missing about a peer supporter, from which moment, and until which."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as st

from domain.decider import Event
from domain.definitions import DEFAULTS, Definitions
from domain.flags import Flag
from domain.match import Match
from domain.peer import (
    PEER,
    AskedBy,
    ExceptionGranted,
    ExitConversationHeld,
    Peer,
    PeerLeft,
    PeerPaused,
    PeerReinstated,
    PeerReturned,
    PeerSuspended,
    PvgDepartureNotified,
    PvgPaperDestroyed,
    PvgReferralMade,
    PvgReferralRequired,
    PvgResultShared,
    SupervisionHeld,
)
from domain.peer_flags import Cover, cover_decided, flags_of_peer
from domain.people import MatchId
from domain.periods import end_of, start_of
from domain.service import (
    SERVICE,
    FormalityProfileSet,
    PolicyAdopted,
    RegulatedRoleAssessed,
    Requirement,
    Service,
    StaffLeft,
    Workforce,
)
from domain.training import Course, CourseCompleted, Policy, PolicyAcknowledged
from tests.domain.cast import (
    DAVIE,
    DAVIE_ACTIVE,
    DAVIE_ASKED,
    DAVIE_HAS_PVG,
    DAVIE_SUPPORTS,
    DAVIE_TRAINED,
    DAVIES_COURSES,
    FRASER,
    MACHAIR,
    SHONA,
    WALKING,
    on,
)
from tests.domain.decisions import SERVICE_ID, folded, in_order, without_keys

SECOND = timedelta(seconds=1)
THE_MATCH = MatchId("morag-and-davie")
RUNNING = Match(proposed_at=on(4, 20), activated_at=on(4, 21))
PAUSED = PeerPaused(peer=DAVIE, asked_by=AskedBy.SELF, at=on(5, 1))
RETURNED = PeerReturned(peer=DAVIE, at=on(5, 20))
SUSPENDED = PeerSuspended(peer=DAVIE, ground="BEING_LOOKED_INTO", at=on(5, 1))
REINSTATED = PeerReinstated(peer=DAVIE, at=on(5, 20))
LEFT = PeerLeft(peer=DAVIE, at=on(5, 1))
REQUIRED = PvgReferralRequired(peer=DAVIE, ground="HARM_TO_A_PERSON", at=on(5, 1))


def flags(
    *events: Event,
    service: tuple[Event, ...] = MACHAIR,
    matches: dict[MatchId, Match] | None = None,
    cover: Cover | None = None,
    definitions: Definitions = DEFAULTS,
) -> tuple[Flag, ...]:
    peer: Peer = folded(PEER, *events)
    machair: Service = folded(SERVICE, *service)
    return flags_of_peer(peer, machair, matches or {}, cover or {}, definitions)


def called(code: str, found: tuple[Flag, ...]) -> list[Flag]:
    """The flags under one code, the earliest first."""
    return sorted((each for each in found if each.code == code), key=lambda each: each.since)


def one(code: str, found: tuple[Flag, ...]) -> Flag:
    (flag,) = called(code, found)
    return flag


def less(event: Event, history: tuple[Event, ...] = DAVIE_SUPPORTS) -> tuple[Event, ...]:
    return tuple(each for each in history if each is not event)


def test_nothing_is_late_of_somebody_who_has_just_started() -> None:
    assert not [each for each in flags(*DAVIE_SUPPORTS) if each.stands_at(on(4, 21))]


def test_nothing_is_late_of_somebody_who_only_asked() -> None:
    assert flags(DAVIE_ASKED) == ()


# --- The PVG scheme ---


def test_membership_that_ends_within_ninety_days_is_to_be_renewed() -> None:
    flag = one("PVG_ENDS_SOON", flags(*DAVIE_SUPPORTS))

    assert flag.since == start_of(date(2031, 1, 21) - timedelta(days=90))
    assert flag.until == start_of(date(2031, 1, 22))
    assert "21 January 2031" in flag.sentence


def test_a_service_may_want_to_know_earlier() -> None:
    sooner = Definitions(pvg_renewal_within_days=180)

    assert one("PVG_ENDS_SOON", flags(*DAVIE_SUPPORTS, definitions=sooner)).since == start_of(
        date(2031, 1, 21) - timedelta(days=180)
    )


def test_a_renewed_membership_settles_it() -> None:
    renewed = PvgResultShared(
        peer=DAVIE,
        may_take_regulated_role=True,
        expires_on=date(2035, 12, 1),
        at=on(12, 1, year=2030),
    )
    first, second = called("PVG_ENDS_SOON", flags(*DAVIE_SUPPORTS, renewed))

    assert first.until == renewed.at
    assert second.until == start_of(date(2035, 12, 2))
    assert one("PVG_NOT_VALID", flags(*DAVIE_SUPPORTS, renewed)).since == second.until


def test_from_the_day_after_membership_ends_a_regulated_role_is_out_of_order() -> None:
    flag = one("PVG_NOT_VALID", flags(*DAVIE_SUPPORTS))

    assert (flag.since, flag.until) == (start_of(date(2031, 1, 22)), None)


def test_a_result_that_allows_nothing_is_flagged_at_once() -> None:
    barred = PvgResultShared(peer=DAVIE, may_take_regulated_role=False, at=on(5, 2))

    assert one("PVG_NOT_VALID", flags(*DAVIE_SUPPORTS, barred)).since == barred.at


def test_a_role_that_turns_out_to_be_with_others_is_flagged() -> None:
    children = RegulatedRoleAssessed(
        service=SERVICE_ID,
        offer=WALKING,
        regulated=True,
        assessor=FRASER,
        workforce=Workforce.CHILDREN,
        at=on(5, 1),
    )

    assert called("PVG_NOT_VALID", flags(*DAVIE_SUPPORTS, service=(*MACHAIR, children)))


def test_a_role_that_is_not_regulated_needs_no_membership() -> None:
    free = RegulatedRoleAssessed(
        service=SERVICE_ID, offer=WALKING, regulated=False, assessor=FRASER, at=on(5, 1)
    )
    history = less(DAVIE_HAS_PVG)

    assert called("PVG_NOT_VALID", flags(*history))
    assert not called("PVG_NOT_VALID", flags(*history, service=(*MACHAIR, free)))


def test_nobody_on_a_break_needs_a_membership() -> None:
    barred = PvgResultShared(peer=DAVIE, may_take_regulated_role=False, at=on(5, 2))
    away, back = one("PVG_NOT_VALID", flags(*DAVIE_SUPPORTS, PAUSED, barred, RETURNED)), None

    assert (away.since, away.until) == (RETURNED.at, back)
    assert not called("PVG_NOT_VALID", flags(*DAVIE_SUPPORTS, SUSPENDED, barred))


def test_the_paper_of_a_result_is_kept_for_ninety_days_at_most() -> None:
    destroyed = PvgPaperDestroyed(peer=DAVIE, at=on(5, 2))
    early = PvgPaperDestroyed(peer=DAVIE, at=on(4, 1))
    kept = one("PVG_PAPER_KEPT", flags(*DAVIE_TRAINED))

    assert (kept.since, kept.until) == (start_of(date(2026, 4, 22)), None)
    assert one("PVG_PAPER_KEPT", flags(*DAVIE_TRAINED, destroyed)).until == destroyed.at
    assert not called("PVG_PAPER_KEPT", flags(*DAVIE_TRAINED, early))


# --- Courses ---


def test_a_course_is_to_be_taken_anew_from_sixty_days_before_it_ends() -> None:
    found = called("COURSE_ENDS_SOON", flags(*DAVIE_SUPPORTS))

    assert len(found) == 4
    assert {each.since for each in found} == {start_of(date(2028, 1, 27)) - timedelta(days=60)}
    assert {each.until for each in found} == {start_of(date(2028, 1, 27))}


def test_a_course_that_ran_out_is_flagged_and_after_ninety_days_more_is_asked() -> None:
    found = flags(*DAVIE_SUPPORTS)

    assert {each.since for each in called("COURSE_NOT_CURRENT", found)} == {
        start_of(date(2028, 1, 27))
    }
    assert {each.since for each in called("COURSE_LONG_LATE", found)} == {
        start_of(date(2028, 1, 27) + timedelta(days=91))
    }


def test_a_course_taken_anew_settles_it() -> None:
    again = CourseCompleted(peer=DAVIE, course=Course.CONF, at=on(2, 10, year=2028))
    found = flags(*DAVIE_SUPPORTS, again)
    (late,) = [each for each in called("COURSE_NOT_CURRENT", found) if each.until]

    assert (late.since, late.until) == (start_of(date(2028, 1, 27)), again.at)
    assert len(called("COURSE_LONG_LATE", found)) == 3


def test_a_course_taken_anew_in_time_is_never_flagged() -> None:
    again = CourseCompleted(peer=DAVIE, course=Course.CONF, at=on(1, 10, year=2028))
    found = flags(*DAVIE_SUPPORTS, again)
    (settled,) = [
        each for each in called("COURSE_ENDS_SOON", found) if "confidentiality" in each.sentence
    ]

    assert settled.until == again.at
    assert not [
        each for each in called("COURSE_NOT_CURRENT", found) if "confidentiality" in each.sentence
    ]


def test_a_refresher_keeps_principles_and_practice_current() -> None:
    refreshed = CourseCompleted(peer=DAVIE, course=Course.PPP_REFRESHER, at=on(1, 10, year=2028))
    found = flags(*DAVIE_SUPPORTS, refreshed)

    assert not [
        each for each in called("COURSE_NOT_CURRENT", found) if "principles" in each.sentence
    ]


def test_an_exception_from_a_course_is_no_flag_while_it_holds() -> None:
    excepted = ExceptionGranted(
        service=SERVICE_ID,
        peer=DAVIE,
        requirement=Requirement.COURSE,
        code=Course.CONF,
        reason="The course was called off.",
        until=date(2026, 6, 30),
        granted_by=FRASER,
        at=DAVIE_ACTIVE.at,
    )
    history = less(DAVIES_COURSES[1])

    def missing(*more: Event) -> Flag:
        (flag,) = (
            each
            for each in called("COURSE_NOT_CURRENT", flags(*history, *more))
            if "confidentiality" in each.sentence
        )
        return flag

    assert missing().since == DAVIE_ACTIVE.at
    assert missing(excepted).since == start_of(date(2026, 7, 1))


def test_what_an_offer_asks_more_is_flagged_where_it_is_missing() -> None:
    more = FormalityProfileSet(
        service=SERVICE_ID,
        offer=WALKING,
        approved_by=FRASER,
        courses=(Course.SMHFA,),
        policies=(),
        references=2,
        competencies=(),
        supervision_weeks_while_new=4,
        supervision_weeks=6,
        supervision_grace_days=14,
        at=on(5, 1),
    )
    flag = one("COURSE_NOT_CURRENT", flags(*DAVIE_SUPPORTS, service=(*MACHAIR, more)))

    assert "mental health first aid" in flag.sentence


def test_suicide_alertness_belongs_to_the_first_six_months() -> None:
    taken = CourseCompleted(peer=DAVIE, course=Course.STALK, at=on(11, 1))
    due = one("FURTHER_COURSE_DUE", flags(*DAVIE_SUPPORTS))

    assert (due.since, due.until) == (start_of(date(2026, 10, 20)), None)
    assert one("FURTHER_COURSE_DUE", flags(*DAVIE_SUPPORTS, taken)).until == taken.at


# --- Policies ---

SECOND_VERSION = PolicyAdopted(
    service=SERVICE_ID,
    policy=Policy.BOUNDARIES,
    version="2",
    valid_from=date(2026, 5, 10),
    approved_by=FRASER,
    at=on(5, 1),
)
ADOPTED = (*MACHAIR, SECOND_VERSION)


def test_who_has_not_gone_through_the_version_in_force_is_flagged() -> None:
    flag = one("POLICY_NOT_ACKNOWLEDGED", flags(*DAVIE_SUPPORTS, service=ADOPTED))
    known = PolicyAcknowledged(peer=DAVIE, policy=Policy.BOUNDARIES, version="2", at=on(5, 12))
    early = msgspec.structs.replace(known, at=on(5, 3))

    assert (flag.since, flag.until) == (start_of(date(2026, 5, 10)), None)
    assert "boundaries (version 2)" in flag.sentence
    assert (
        one("POLICY_NOT_ACKNOWLEDGED", flags(*DAVIE_SUPPORTS, known, service=ADOPTED)).until
        == known.at
    )
    assert not called("POLICY_NOT_ACKNOWLEDGED", flags(*DAVIE_SUPPORTS, early, service=ADOPTED))


def test_a_version_that_another_replaced_is_no_longer_asked() -> None:
    third = msgspec.structs.replace(
        SECOND_VERSION, version="3", valid_from=date(2026, 6, 1), at=on(5, 20)
    )
    second, last = called(
        "POLICY_NOT_ACKNOWLEDGED", flags(*DAVIE_SUPPORTS, service=(*ADOPTED, third))
    )

    assert second.until == last.since == start_of(date(2026, 6, 1))


def test_a_policy_that_was_adopted_late_is_asked_from_then_on() -> None:
    late = msgspec.structs.replace(SECOND_VERSION, valid_from=date(2026, 1, 1))

    assert (
        one("POLICY_NOT_ACKNOWLEDGED", flags(*DAVIE_SUPPORTS, service=(*MACHAIR, late))).since
        == SECOND_VERSION.at
    )


# --- Supervision ---


def test_supervision_is_due_on_its_day_and_late_after_fourteen_more() -> None:
    found = flags(*DAVIE_SUPPORTS)
    due, late = one("SUPERVISION_DUE", found), one("SUPERVISION_LATE", found)

    assert (due.since, due.until) == (start_of(date(2026, 5, 18)), None)
    assert (late.since, late.until) == (start_of(date(2026, 6, 2)), None)
    assert "18 May 2026" in late.sentence


def test_supervision_that_is_held_settles_it_and_starts_the_next() -> None:
    held = SupervisionHeld(peer=DAVIE, supervisor=SHONA, at=on(5, 25))
    first, second = called("SUPERVISION_DUE", flags(*DAVIE_SUPPORTS, held))

    assert (first.since, first.until) == (start_of(date(2026, 5, 18)), held.at)
    assert second.since == start_of(date(2026, 6, 22))


MOMENTS = st.datetimes(datetime(2026, 4, 21), datetime(2027, 3, 1), timezones=st.just(UTC))  # noqa: DTZ001


@settings(max_examples=100, deadline=None)
@whatever(
    held=st.lists(MOMENTS, max_size=4),
    breaks=st.lists(MOMENTS, max_size=4, unique=True),
    left=st.none() | MOMENTS,
    asked=st.lists(MOMENTS, min_size=1, max_size=10),
)
def test_a_late_supervision_is_flagged_whenever_it_bars_a_match(
    held: list[datetime], breaks: list[datetime], left: datetime | None, asked: list[datetime]
) -> None:
    """The flag and the guard say the same at every moment, breaks and leaving included."""
    away = [
        PeerReturned(peer=DAVIE, at=at)
        if number % 2
        else PeerPaused(peer=DAVIE, asked_by=AskedBy.SELF, at=at)
        for number, at in enumerate(sorted(breaks))
    ]
    history: list[Event] = [
        *DAVIE_SUPPORTS,
        *(SupervisionHeld(peer=DAVIE, supervisor=SHONA, at=at) for at in held),
        *away,
    ]
    if left is not None:
        history.append(PeerLeft(peer=DAVIE, at=left))
    peer: Peer = folded(PEER, *history)
    late = called("SUPERVISION_LATE", flags(*history))
    edges = [edge for each in late for edge in (each.since, each.until) if edge]

    for moment in [*asked, *edges, *(edge - SECOND for edge in edges)]:
        assert peer.supervision_red_at(moment) == any(each.stands_at(moment) for each in late)


def test_nobody_to_hold_supervision_is_flagged() -> None:
    gone = StaffLeft(service=SERVICE_ID, staff=SHONA, at=on(5, 3))

    assert not called("SUPERVISOR_MISSING", flags(*DAVIE_SUPPORTS))
    assert (
        one("SUPERVISOR_MISSING", flags(*DAVIE_SUPPORTS, service=(*MACHAIR, gone))).since == gone.at
    )


# --- Stopping: somebody decides the same day how each match goes on ---


@pytest.mark.parametrize("stop", [PAUSED, SUSPENDED, LEFT])
def test_whoever_stops_leaves_matches_to_be_covered_the_same_day(stop: Event) -> None:
    found = flags(*DAVIE_SUPPORTS, stop, matches={THE_MATCH: RUNNING})
    today, late = one("MATCH_COVER_UNDECIDED", found), one("MATCH_COVER_LATE", found)

    assert (today.since, today.until) == (stop.at, None)
    assert (late.since, late.until) == (start_of(date(2026, 5, 2)), None)


def test_each_running_match_is_covered_by_itself() -> None:
    other = MatchId("callum-and-davie")
    matches = {THE_MATCH: RUNNING, other: RUNNING}
    covered = {THE_MATCH: (on(5, 1, 15),)}
    first, second = called(
        "MATCH_COVER_UNDECIDED", flags(*DAVIE_SUPPORTS, PAUSED, matches=matches, cover=covered)
    )

    assert {first.until, second.until} == {on(5, 1, 15), None}
    assert len(called("MATCH_COVER_LATE", flags(*DAVIE_SUPPORTS, PAUSED, matches=matches))) == 2


def test_cover_that_was_decided_that_morning_counts_and_an_older_one_does_not() -> None:
    matches = {THE_MATCH: RUNNING}
    morning, day_before = {THE_MATCH: (on(5, 1, 8),)}, {THE_MATCH: (on(4, 30),)}

    assert not called(
        "MATCH_COVER_UNDECIDED", flags(*DAVIE_SUPPORTS, PAUSED, matches=matches, cover=morning)
    )
    assert called(
        "MATCH_COVER_UNDECIDED", flags(*DAVIE_SUPPORTS, PAUSED, matches=matches, cover=day_before)
    )


def test_a_match_that_ends_or_a_peer_supporter_who_is_back_needs_no_cover() -> None:
    ended = msgspec.structs.replace(RUNNING, ended_at=on(5, 4))
    over = msgspec.structs.replace(RUNNING, ended_at=on(4, 25))

    def until(match: Match, *events: Event) -> datetime | None:
        found = flags(*DAVIE_SUPPORTS, *events, matches={THE_MATCH: match})
        return one("MATCH_COVER_UNDECIDED", found).until

    assert until(ended, PAUSED) == on(5, 4)
    assert until(RUNNING, PAUSED, RETURNED) == RETURNED.at
    assert until(RUNNING, SUSPENDED, REINSTATED) == REINSTATED.at
    assert not called(
        "MATCH_COVER_UNDECIDED", flags(*DAVIE_SUPPORTS, PAUSED, matches={THE_MATCH: over})
    )


def test_a_match_that_has_not_begun_needs_no_cover() -> None:
    proposed = Match(proposed_at=on(4, 20))

    assert not called(
        "MATCH_COVER_UNDECIDED", flags(*DAVIE_SUPPORTS, PAUSED, matches={THE_MATCH: proposed})
    )


def test_decisions_about_cover_are_found_by_their_name() -> None:
    decided = type(
        "MatchCoverDecided",
        (Event,),
        {"__annotations__": {"match": MatchId}, "__module__": __name__},
        frozen=True,
        kw_only=True,
    )
    events = in_order([decided(match=THE_MATCH, at=on(5, 1)), PAUSED])

    assert cover_decided(events) == {THE_MATCH: (on(5, 1),)}


def test_a_day_of_return_that_has_passed_is_asked_about() -> None:
    hoped = msgspec.structs.replace(PAUSED, expected_return=date(2026, 5, 10))
    flag = one("RETURN_DAY_PASSED", flags(*DAVIE_SUPPORTS, hoped))

    assert (flag.since, flag.until) == (start_of(date(2026, 5, 11)), None)
    assert not called("RETURN_DAY_PASSED", flags(*DAVIE_SUPPORTS, hoped, RETURNED))
    assert not called("RETURN_DAY_PASSED", flags(*DAVIE_SUPPORTS, PAUSED))


# --- Leaving ---


def test_disclosure_scotland_is_told_that_a_member_left() -> None:
    told = PvgDepartureNotified(peer=DAVIE, at=on(5, 8))
    flag = one("PVG_DEPARTURE_NOT_NOTIFIED", flags(*DAVIE_SUPPORTS, LEFT))

    assert (flag.since, flag.until) == (LEFT.at, None)
    assert one("PVG_DEPARTURE_NOT_NOTIFIED", flags(*DAVIE_SUPPORTS, LEFT, told)).until == told.at
    assert not called("PVG_DEPARTURE_NOT_NOTIFIED", flags(DAVIE_ASKED, LEFT))
    assert not called("PVG_DEPARTURE_NOT_NOTIFIED", flags(*DAVIE_SUPPORTS))


def test_a_referral_to_disclosure_scotland_is_due_within_three_months() -> None:
    made = PvgReferralMade(peer=DAVIE, at=on(6, 1))
    found = flags(*DAVIE_SUPPORTS, LEFT, REQUIRED)

    assert one("PVG_REFERRAL_DUE", found).since == REQUIRED.at
    assert "by 1 August 2026" in one("PVG_REFERRAL_DUE", found).sentence
    assert one("PVG_REFERRAL_LATE", found).since == start_of(date(2026, 8, 2))
    assert one("PVG_REFERRAL_LATE", found).until is None
    assert one("PVG_REFERRAL_DUE", flags(LEFT, REQUIRED, made)).until == made.at
    assert not called("PVG_REFERRAL_LATE", flags(LEFT, REQUIRED, made))


def test_a_conversation_about_leaving_is_asked_for_after_two_weeks() -> None:
    talked = ExitConversationHeld(peer=DAVIE, at=on(5, 20))
    at_once = msgspec.structs.replace(LEFT, exit_conversation=True)
    flag = one("LEAVING_NOT_TALKED_ABOUT", flags(*DAVIE_SUPPORTS, LEFT))

    assert flag.since == start_of(date(2026, 5, 16))
    assert flag.until == start_of(date(2026, 7, 31))
    assert one("LEAVING_NOT_TALKED_ABOUT", flags(*DAVIE_SUPPORTS, LEFT, talked)).until == talked.at
    assert not called("LEAVING_NOT_TALKED_ABOUT", flags(*DAVIE_SUPPORTS, at_once))


def test_nothing_is_due_of_training_once_somebody_left() -> None:
    late = [each for each in flags(*DAVIE_SUPPORTS, LEFT) if each.stands_at(on(6, 1, year=2030))]

    assert {each.code for each in late} == {"PVG_DEPARTURE_NOT_NOTIFIED", "PVG_PAPER_KEPT"}


def test_flags_need_no_key() -> None:
    history = (*DAVIE_SUPPORTS, PAUSED, LEFT, REQUIRED)

    assert flags(*history) == flags(*map(without_keys, history))
    assert end_of(date(2026, 5, 1)) < start_of(date(2026, 5, 2))
