"""Given what happened, who stands in the caseload, and how."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from domain.boundaries import BoundaryEventReported, ReportLookedInto
from domain.decider import EnteredInError, Event, Recorded
from domain.definitions import DEFAULTS
from domain.folds import ALWAYS
from domain.match import (
    EndKind,
    MatchActivated,
    MatchCoordinatorAssigned,
    MatchDeclinedAfterIntroduction,
    MatchEnded,
    MatchPaused,
    MatchProposalAccepted,
    MatchProposed,
    MatchResumed,
    Side,
)
from domain.people import MatchId, ReportId, SessionId, StaffId, subject
from domain.periods import start_of
from domain.referral import (
    Readiness,
    ReadinessConsidered,
    ReferralWithdrawn,
    ReturnedToWaiting,
)
from domain.session import (
    Absent,
    CalledOffBy,
    DebriefRequested,
    SessionCancelled,
    SessionCheckedOut,
    SessionFollowedUp,
    SessionHeld,
    SessionNotAttended,
    SessionPlanned,
    SessionStarted,
    Urgency,
)
from projections.caseload import Row, rows_of
from tests.domain.cast import (
    DAVIE,
    ISLA,
    MORAG,
    MORAG_ACCEPTED,
    MORAG_IN_REMIT,
    MORAG_MET,
    MORAG_REFERRED,
    MORAG_REGISTERED,
    MORAG_SUPPORTED,
    MORAG_WAITS,
    MORAGS_REFERRAL,
    WALKING,
    on,
)
from tests.domain.decisions import SERVICE_ID, entry, in_order

THEIRS = MatchId("theirs")
ABOUT = subject("person", MORAG)
TODAY = on(3, 1)

PROPOSED = MatchProposed(
    match=THEIRS,
    person=MORAG,
    peer=DAVIE,
    referral=MORAGS_REFERRAL,
    offer=WALKING,
    coordinator=ISLA,
    reasons="Both like to walk.",
    knows_person_at=on(2, 10),
    knows_peer_at=on(2, 12),
    regulated=True,
    at=on(2, 20),
)
ACTIVE = (
    *MORAG_WAITS,
    PROPOSED,
    MatchProposalAccepted(match=THEIRS, person=MORAG, peer=DAVIE, by=Side.PERSON, at=on(2, 21)),
    MatchProposalAccepted(match=THEIRS, person=MORAG, peer=DAVIE, by=Side.PEER, at=on(2, 21)),
    MatchActivated(match=THEIRS, person=MORAG, peer=DAVIE, referral=MORAGS_REFERRAL, at=on(2, 22)),
)


def planned(session: str, at: datetime) -> SessionPlanned:
    return SessionPlanned(
        match=THEIRS,
        person=MORAG,
        peer=DAVIE,
        session=SessionId(session),
        planned_for=at,
        at=on(2, 23),
    )


def held(session: str, at: datetime) -> SessionHeld:
    return SessionHeld(
        match=THEIRS,
        person=MORAG,
        peer=DAVIE,
        session=SessionId(session),
        unplanned=False,
        minutes=60,
        worried=False,
        at=at,
    )


def shown(*events: Event | Recorded, at: datetime = TODAY) -> Sequence[Row]:
    rows, service, _until = rows_of(ABOUT, in_order(events), DEFAULTS, at, ALWAYS)
    assert service in {SERVICE_ID, None}
    return rows


def until(*events: Event, at: datetime = TODAY) -> datetime | None:
    return rows_of(ABOUT, in_order(events), DEFAULTS, at, ALWAYS)[2]


def test_somebody_of_whom_only_a_name_is_known_is_in_no_caseload() -> None:
    assert shown(MORAG_REGISTERED) == []


def test_a_referral_is_a_line_from_its_arrival() -> None:
    (row,) = shown(MORAG_REGISTERED, MORAG_REFERRED)

    assert row.person == MORAG
    assert row.referral == MORAGS_REFERRAL
    assert row.state == "RECEIVED"
    assert row.since == on(2, 2)
    assert (row.match, row.peer, row.level, row.sessions) == (None, None, None, 0)


def test_who_got_to_know_somebody_has_them_in_their_caseload() -> None:
    (before,) = shown(MORAG_REGISTERED, MORAG_REFERRED, MORAG_IN_REMIT)
    (after,) = shown(MORAG_REGISTERED, MORAG_REFERRED, MORAG_IN_REMIT, MORAG_MET)

    assert (before.coordinator, after.coordinator) == (None, ISLA)
    assert (before.state, after.state) == ("TRIAGED", "EXPLORING")


def test_whoever_waits_is_there_since_they_were_accepted() -> None:
    (row,) = shown(*MORAG_WAITS)

    assert (row.state, row.since, row.coordinator) == ("WAITING", MORAG_ACCEPTED.at, ISLA)


def test_a_match_stands_in_the_place_of_its_referral() -> None:
    (proposed,) = shown(*MORAG_WAITS, PROPOSED)
    (active,) = shown(*ACTIVE, MORAG_SUPPORTED)

    assert (proposed.match, proposed.peer, proposed.state) == (THEIRS, DAVIE, "PROPOSED")
    assert (active.state, active.since) == ("ACTIVE", on(2, 22))
    assert active.referral == MORAGS_REFERRAL


def test_when_a_match_is_over_the_referral_is_the_line_again() -> None:
    (row,) = shown(
        *ACTIVE,
        MORAG_SUPPORTED,
        MatchEnded(
            match=THEIRS,
            person=MORAG,
            peer=DAVIE,
            referral=MORAGS_REFERRAL,
            how=EndKind.EARLY_PEER,
            at=on(4, 20),
        ),
        at=on(4, 21),
    )

    assert (row.match, row.state, row.since) == (None, "IN_SERVICE", MORAG_SUPPORTED.at)


def test_what_is_over_is_in_no_caseload() -> None:
    withdrawn = ReferralWithdrawn(referral=MORAGS_REFERRAL, person=MORAG, at=on(2, 25))

    assert shown(*MORAG_WAITS, withdrawn) == []


def test_sessions_are_counted_and_the_last_and_the_next_are_named() -> None:
    (row,) = shown(
        *ACTIVE,
        held("first", on(2, 24)),
        planned("second", on(2, 27)),
        held("second", on(2, 27, 11)),
        planned("third", on(3, 9)),
        planned("fourth", on(3, 6)),
        planned("missed", on(2, 28)),
    )

    assert row.sessions == 2
    assert row.last_session_at == on(2, 27, 11)
    assert row.next_session_at == on(3, 6)


def test_a_session_whose_time_has_come_is_not_the_next_one_any_more() -> None:
    """By the clock alone, though nobody has recorded anything."""
    events = (*ACTIVE, planned("one", on(3, 6)), planned("two", on(3, 9)))
    before, then = on(3, 6) - timedelta(microseconds=1), on(3, 6)

    assert until(*events, at=before) == then
    assert shown(*events, at=before)[0].next_session_at == on(3, 6)
    assert shown(*events, at=then)[0].next_session_at == on(3, 9)


def test_not_now_becomes_a_question_again_on_its_day() -> None:
    not_now = ReadinessConsidered(
        referral=MORAGS_REFERRAL,
        person=MORAG,
        view=Readiness.NOT_YET,
        person_view="After the summer.",
        revisit_on=date(2026, 9, 1),
        at=on(2, 11),
    )
    events = (MORAG_REGISTERED, MORAG_REFERRED, MORAG_IN_REMIT, MORAG_MET, not_now)
    day = start_of(date(2026, 9, 1))
    (before,) = shown(*events, at=day - timedelta(microseconds=1))
    (after,) = shown(*events, at=day)

    assert (before.state, after.state) == ("NOT_YET", "EXPLORING")
    assert until(*events, at=on(8, 30)) == day
    assert "REVISIT_DUE" in {flag["code"] for flag in after.flags}


def test_what_is_due_is_said_in_a_sentence() -> None:
    (row,) = shown(MORAG_REGISTERED, MORAG_REFERRED, at=on(2, 20))

    assert {flag["code"] for flag in row.flags} == {
        "ACKNOWLEDGEMENT_LATE",
        "FIRST_CONTACT_LATE",
        "FIRST_LOOK_LATE",
    }
    assert all(flag["sentence"].endswith(".") for flag in row.flags)


def test_an_entry_made_in_error_leaves_no_line() -> None:
    events = [*in_order((MORAG_REGISTERED, MORAG_REFERRED))]
    mark = EnteredInError(at=MORAG_REFERRED.at, entry_subjects=MORAG_REFERRED.subjects)

    assert shown(*events, entry(3, mark, corrects=2)) == []


def test_a_correction_is_what_is_shown() -> None:
    events = [*in_order((MORAG_REGISTERED, MORAG_REFERRED, MORAG_IN_REMIT, MORAG_MET))]
    shona = entry(5, _by(StaffId("shona")), corrects=4)

    assert [row.coordinator for row in shown(*events, shona)] == ["shona"]


def _by(staff: StaffId) -> Event:
    return replace(MORAG_MET, coordinator=staff)


def test_a_person_with_two_referrals_has_two_lines() -> None:
    again = replace(MORAG_REFERRED, referral="another", at=on(2, 20))
    rows = shown(*MORAG_WAITS, again)

    assert {(row.referral, row.state) for row in rows} == {
        (MORAGS_REFERRAL, "WAITING"),
        ("another", "RECEIVED"),
    }


def test_a_match_that_rests_stays_a_line_since_it_began_to_rest() -> None:
    paused = MatchPaused(match=THEIRS, person=MORAG, peer=DAVIE, for_safety=True, at=on(2, 25))
    resumed = MatchResumed(match=THEIRS, person=MORAG, peer=DAVIE, decided_by=ISLA, at=on(2, 27))
    (resting,) = shown(*ACTIVE, paused)
    (going_on,) = shown(*ACTIVE, paused, resumed)

    assert (resting.state, resting.since) == ("PAUSED", on(2, 25))
    assert "PAUSED_FOR_SAFETY" in {flag["code"] for flag in resting.flags}
    assert (going_on.state, going_on.since) == ("ACTIVE", on(2, 22))


def test_a_match_is_in_the_caseload_of_whoever_is_responsible_now() -> None:
    rory = StaffId("rory")
    handed_over = MatchCoordinatorAssigned(
        match=THEIRS,
        person=MORAG,
        peer=DAVIE,
        coordinator=rory,
        deputy=ISLA,
        before=ISLA,
        at=on(2, 25),
    )
    (before,) = shown(*ACTIVE)
    (after,) = shown(*ACTIVE, handed_over)

    assert (before.coordinator, after.coordinator) == (ISLA, rory)
    assert "DEPUTY_MISSING" in {flag["code"] for flag in before.flags}
    assert "DEPUTY_MISSING" not in {flag["code"] for flag in after.flags}


def test_who_goes_back_to_waiting_is_a_line_that_waits() -> None:
    not_for_them = MatchDeclinedAfterIntroduction(
        match=THEIRS, person=MORAG, peer=DAVIE, at=on(2, 26)
    )
    waits = ReturnedToWaiting(referral=MORAGS_REFERRAL, person=MORAG, at=on(2, 26))
    supported = replace(MORAG_SUPPORTED, at=on(2, 22))
    (row,) = shown(*ACTIVE, supported, not_for_them, waits)

    assert (row.state, row.match) == ("WAITING", None)


ENDED = MatchEnded(
    match=THEIRS,
    person=MORAG,
    peer=DAVIE,
    referral=MORAGS_REFERRAL,
    how=EndKind.PLANNED,
    at=on(2, 28),
)


def test_somebodys_safety_keeps_a_match_in_the_caseload_though_it_is_over() -> None:
    lent = BoundaryEventReported(
        report=ReportId("lent"),
        match=THEIRS,
        person=MORAG,
        peer=DAVIE,
        serious=True,
        at=on(2, 27),
    )
    looked = ReportLookedInto(
        report=ReportId("lent"), match=THEIRS, person=MORAG, peer=DAVIE, at=on(3, 1, 9)
    )
    of_match = [row for row in shown(*ACTIVE, ENDED, lent) if row.match]
    (row,) = of_match

    assert (row.state, row.since) == ("ENDED", on(2, 28))
    assert "BOUNDARY_EVENT_TODAY" in {flag["code"] for flag in row.flags}
    assert [row for row in shown(*ACTIVE, ENDED, lent, looked) if row.match] == []
    assert [row for row in shown(*ACTIVE, ENDED) if row.match] == []


def test_a_check_out_that_is_awaited_keeps_a_match_in_the_caseload_though_it_is_over() -> None:
    """With no line there would be no moment at which the line that comes by time alone is due."""
    began = SessionStarted(
        match=THEIRS,
        person=MORAG,
        peer=DAVIE,
        session=SessionId("last"),
        unplanned=True,
        check_out_due=on(2, 28, 12),
        at=on(2, 28, 11),
    )
    over = replace(ENDED, at=on(2, 28, 11) + timedelta(minutes=30))
    safe = SessionCheckedOut(
        match=THEIRS, person=MORAG, peer=DAVIE, session=SessionId("last"), at=on(2, 28, 12)
    )
    gone = ReferralWithdrawn(referral=MORAGS_REFERRAL, person=MORAG, at=over.at)
    soon = {"at": on(2, 28, 11) + timedelta(minutes=45)}

    (row,) = shown(*ACTIVE, began, over, gone, **soon)
    assert (row.state, row.flags) == ("ENDED", [])
    assert until(*ACTIVE, began, over, gone, **soon) == on(2, 28, 12) + timedelta(minutes=30)
    assert shown(*ACTIVE, began, over, gone, safe) == []


def test_a_worry_keeps_a_match_in_the_caseload_until_somebody_has_followed_it_up() -> None:
    told = SessionHeld(
        match=THEIRS,
        person=MORAG,
        peer=DAVIE,
        session=SessionId("last"),
        unplanned=False,
        minutes=60,
        worried=True,
        at=on(2, 27),
    )
    followed = SessionFollowedUp(
        match=THEIRS, person=MORAG, peer=DAVIE, session=SessionId("last"), at=on(3, 1, 9)
    )

    (row,) = [row for row in shown(*ACTIVE, told, ENDED) if row.match]
    assert [flag["code"] for flag in row.flags].count("WORRY_TOLD") == 1
    assert [row for row in shown(*ACTIVE, told, ENDED, followed) if row.match] == []


def test_the_caseload_changes_when_a_check_out_becomes_overdue() -> None:
    began = SessionStarted(
        match=THEIRS,
        person=MORAG,
        peer=DAVIE,
        session=SessionId("visit"),
        unplanned=True,
        check_out_due=on(3, 1, 11),
        at=on(3, 1, 10),
    )
    half_past = on(3, 1, 11) + timedelta(minutes=30)

    assert until(*ACTIVE, began) == half_past
    for at, expected in ((TODAY, False), (half_past, True)):
        rows = shown(*ACTIVE, began, at=at)
        codes = {flag["code"] for row in rows for flag in row.flags}
        assert ("CHECK_OUT_OVERDUE" in codes) is expected


def test_what_is_only_unusual_about_a_session_is_nobodys_task() -> None:
    late = SessionCancelled(
        match=THEIRS,
        person=MORAG,
        peer=DAVIE,
        session=SessionId("off"),
        by=CalledOffBy.PERSON,
        notice_hours=1,
        at=on(2, 28),
    )
    missed = SessionNotAttended(
        match=THEIRS,
        person=MORAG,
        peer=DAVIE,
        session=SessionId("missed"),
        who=Absent.PERSON,
        at=on(2, 28),
    )
    codes = {flag["code"] for row in shown(*ACTIVE, late, missed) for flag in row.flags}

    assert "KIND_CALL_DUE" in codes
    assert "CALLED_OFF_LATE" not in codes


def test_what_concerns_the_peer_supporters_own_well_being_is_in_no_caseload() -> None:
    wanted = DebriefRequested(
        match=THEIRS, peer=DAVIE, urgency=Urgency.TODAY, session=SessionId("hard"), at=on(2, 28)
    )

    assert shown(*ACTIVE, wanted) == shown(*ACTIVE)
