"""Supervision as it is defined: closed themes, groups every second time, and every clock."""

from datetime import date, datetime, timedelta

import msgspec
import pytest

from domain.burn_out import Signal, signs_of
from domain.decider import Event
from domain.flags import standing
from domain.peer import (
    PEER,
    AskedBy,
    Engagement,
    Peer,
    PeerPaused,
    PeerReturned,
    PeerSelected,
    RecordSupervision,
    SupervisionHeld,
    UnknownPeer,
)
from domain.peer.supervision import (
    BookSupervision,
    CancelledBy,
    CancelSupervision,
    NotATimeAhead,
    NotAWellbeingRating,
    NothingBooked,
    SupervisionBooked,
    SupervisionCancelled,
    Theme,
)
from domain.peer_flags import flags_of_peer
from domain.people import MatchId, StaffId
from domain.periods import LOCAL, end_of, start_of
from domain.personal import Sealed
from domain.service import SERVICE, USUAL, MayNotSupervise
from domain.session import DebriefRequest, Urgency
from tests.domain.cast import (
    DAVIE,
    DAVIE_SUPPORTS,
    MACHAIR,
    SHONA,
    on,
)
from tests.domain.decisions import NOW, folded, given, without_keys

HERE = (*MACHAIR, *DAVIE_SUPPORTS)
MOMENT = timedelta(microseconds=1)


def held(at: datetime, *, in_group: bool = False) -> SupervisionHeld:
    return SupervisionHeld(peer=DAVIE, supervisor=SHONA, in_group=in_group, at=at)


def davie(*more: Event) -> Peer:
    found: Peer = folded(PEER, *DAVIE_SUPPORTS, *more)
    return found


def paid(*more: Event) -> Peer:
    before = [
        msgspec.structs.replace(each, engagement=Engagement.PAID)
        if isinstance(each, PeerSelected)
        else each
        for each in DAVIE_SUPPORTS
    ]
    found: Peer = folded(PEER, *before, *more)
    return found


# --- What is recorded ---


def test_what_it_was_about_is_said_by_themes_of_a_closed_list() -> None:
    told = RecordSupervision(
        peer=DAVIE,
        supervisor=SHONA,
        minutes=45,
        themes=(Theme.TRIGGERED_MEMORIES, Theme.JOY),
        wellbeing=4,
        actions="Ask for a lighter month.",
    )

    given(*HERE).when(told).then(
        SupervisionHeld(
            peer=DAVIE,
            supervisor=SHONA,
            minutes=45,
            themes=("TRIGGERED_MEMORIES", "JOY"),
            wellbeing=4,
            actions="Ask for a lighter month.",
            at=NOW,
        )
    )


def test_the_list_has_the_twelve_of_the_reference_and_no_free_text() -> None:
    assert len(Theme) == 12
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(
            {"peer": DAVIE, "supervisor": SHONA, "themes": ["what he told me"]}, RecordSupervision
        )


@pytest.mark.parametrize("wellbeing", [0, 6, -1])
def test_how_somebody_is_is_one_to_five_or_left_open(wellbeing: int) -> None:
    told = RecordSupervision(peer=DAVIE, supervisor=SHONA, wellbeing=wellbeing)

    given(*HERE).when(told).then_refused(NotAWellbeingRating, field="wellbeing")


def test_none_of_what_was_said_is_in_the_clear_and_no_clock_needs_it() -> None:
    said = SupervisionHeld(
        peer=DAVIE,
        supervisor=SHONA,
        themes=("JOY",),
        wellbeing=2,
        actions="Rest.",
        at=on(5, 4),
    )
    closed = without_keys(said)
    assert isinstance(closed, SupervisionHeld)

    assert {type(closed.themes), type(closed.wellbeing), type(closed.actions)} == {Sealed}
    assert davie(said) == davie(closed)


# --- Booked and called off ---


def test_a_time_is_booked_called_off_and_booked_again() -> None:
    planned = on(5, 12)
    book = BookSupervision(peer=DAVIE, supervisor=SHONA, planned_for=planned)
    booked = SupervisionBooked(peer=DAVIE, supervisor=SHONA, planned_for=planned, at=NOW)
    cancel = CancelSupervision(peer=DAVIE, cancelled_by=CancelledBy.PEER)
    cancelled = SupervisionCancelled(peer=DAVIE, cancelled_by=CancelledBy.PEER, at=NOW)

    given(*HERE).when(book).then(booked)
    given(*HERE, booked).when(book).then_nothing()
    given(*HERE, booked).when(cancel).then(cancelled)
    given(*HERE, booked, cancelled).when(cancel).then_refused(NothingBooked)
    given(*HERE, booked, cancelled).when(book).then(booked)
    given(*HERE, booked, held(NOW)).when(cancel).then_refused(NothingBooked)


@pytest.mark.parametrize("planned", [NOW, NOW - MOMENT, NOW + timedelta(days=184)])
def test_a_time_lies_ahead_and_not_too_far(planned: datetime) -> None:
    book = BookSupervision(peer=DAVIE, supervisor=SHONA, planned_for=planned)

    given(*HERE).when(book).then_refused(NotATimeAhead, field="planned_for")


def test_whoever_holds_it_is_named_for_that() -> None:
    book = BookSupervision(peer=DAVIE, supervisor=StaffId("nobody"), planned_for=on(5, 12))

    given(*HERE).when(book).then_refused(MayNotSupervise, field="supervisor")
    given(*MACHAIR).when(book).then_refused(UnknownPeer)


def test_that_it_was_called_off_sets_no_clock_back() -> None:
    called_off = (
        SupervisionBooked(peer=DAVIE, supervisor=SHONA, planned_for=on(5, 12), at=on(5, 4)),
        SupervisionCancelled(peer=DAVIE, cancelled_by=CancelledBy.SUPERVISOR, at=on(5, 5)),
    )

    assert davie(*called_off).supervision_due_on(on(5, 6)) == davie().supervision_due_on(on(5, 6))


# --- In a group ---


@pytest.mark.parametrize(
    ("groups", "counted"),
    [
        ([False, True], 2),
        ([True, True], 1),
        ([False, True, True], 2),
        ([True, False, True], 3),
        ([True, True, False, True], 3),
        ([True, True, True], 1),
    ],
)
def test_in_a_group_it_counts_no_more_than_every_second_time(
    groups: list[bool], counted: int
) -> None:
    times = [held(on(5, day + 1), in_group=in_group) for day, in_group in enumerate(groups)]

    assert len(davie(*times).supervisions) == counted


def test_a_second_group_in_a_row_leaves_the_day_where_it_was() -> None:
    first, second = held(on(5, 4), in_group=True), held(on(5, 18), in_group=True)
    alone = held(on(5, 20))

    assert davie(first, second).supervision_due_on(on(5, 19)) == date(2026, 6, 1)
    assert davie(first, second, alone).supervision_due_on(on(5, 21)) == date(2026, 6, 17)


def test_the_order_in_which_it_was_recorded_does_not_matter() -> None:
    first, second = held(on(5, 4), in_group=True), held(on(5, 6))
    third = held(on(5, 8), in_group=True)

    assert davie(third, first, second) == davie(first, second, third)


# --- Clocks ---


def codes(peer: Peer, moment: datetime) -> set[str]:
    flags = flags_of_peer(peer, folded(SERVICE, *MACHAIR), {}, {})
    found = {flag.code for flag in standing(flags, moment)}
    return {code for code in found if code.startswith("SUPERVISION")}


@pytest.mark.parametrize(
    ("engagement", "due_on", "grace"),
    [(Engagement.VOLUNTEER, date(2026, 5, 18), 14), (Engagement.PAID, date(2026, 5, 4), 7)],
)
def test_it_is_due_on_a_day_bars_matches_later_and_goes_to_a_manager_after_six_weeks(
    engagement: Engagement, due_on: date, grace: int
) -> None:
    peer = paid() if engagement is Engagement.PAID else davie()
    last = due_on + timedelta(days=grace)
    long = due_on + timedelta(days=42)

    assert peer.supervision_due_on(start_of(due_on)) == due_on
    assert codes(peer, start_of(due_on) - MOMENT) == set()
    assert codes(peer, start_of(due_on)) == {"SUPERVISION_DUE"}
    assert codes(peer, end_of(last)) == {"SUPERVISION_DUE"}
    assert not peer.supervision_red_at(end_of(last))
    assert codes(peer, end_of(last) + MOMENT) == {"SUPERVISION_DUE", "SUPERVISION_LATE"}
    assert peer.supervision_red_at(end_of(last) + MOMENT)
    assert "SUPERVISION_LONG_LATE" not in codes(peer, end_of(long))
    assert "SUPERVISION_LONG_LATE" in codes(peer, end_of(long) + MOMENT)


def test_whoever_is_paid_has_it_every_two_weeks_while_new_and_then_every_four() -> None:
    """Three months after 20 April 2026 is 20 July 2026."""
    assert paid(held(on(5, 11))).supervision_due_on(on(5, 12)) == date(2026, 5, 25)
    assert paid(held(on(7, 21))).supervision_due_on(on(7, 22)) == date(2026, 8, 18)
    stricter = msgspec.structs.replace(USUAL, supervision_weeks_while_new=1)
    assert paid().supervision_due_on(NOW, stricter) == date(2026, 4, 27)


@pytest.mark.parametrize(
    ("last", "due_on"),
    [
        (datetime(2026, 9, 28, 0, 30, tzinfo=LOCAL), date(2026, 11, 9)),
        (datetime(2026, 9, 27, 23, 30, tzinfo=LOCAL), date(2026, 11, 8)),
        (datetime(2027, 2, 20, 23, 30, tzinfo=LOCAL), date(2027, 4, 3)),
        (datetime(2026, 11, 13, 12, tzinfo=LOCAL), date(2026, 12, 25)),
    ],
)
def test_weeks_are_local_weeks_across_the_change_of_the_clock_and_on_a_holiday(
    last: datetime, due_on: date
) -> None:
    assert davie(held(last)).supervision_due_on(last + timedelta(days=1)) == due_on
    assert codes(davie(held(last)), start_of(due_on)) == {"SUPERVISION_DUE"}
    assert codes(davie(held(last)), start_of(due_on) - MOMENT) == set()


# --- Signs that somebody gives too much ---


def signs(
    peer: Peer, at: datetime, debriefs: tuple[DebriefRequest, ...] = ()
) -> dict[Signal, datetime]:
    return {each.code: each.since for each in signs_of(peer, debriefs, at)}


def called_off(day: int) -> tuple[Event, Event]:
    at = on(5, day)
    return (
        SupervisionBooked(peer=DAVIE, supervisor=SHONA, planned_for=on(6, 1), at=at - MOMENT),
        SupervisionCancelled(peer=DAVIE, cancelled_by=CancelledBy.PEER, at=at),
    )


def test_supervision_called_off_twice_in_a_row_is_a_sign() -> None:
    once, twice = davie(*called_off(4)), davie(*called_off(4), *called_off(11))
    over = davie(*called_off(4), *called_off(11), held(on(5, 12)))

    assert signs(once, on(5, 20)) == {}
    assert signs(twice, on(5, 11)) == {Signal.SUPERVISION_CANCELLED: on(5, 11)}
    assert signs(twice, on(5, 11) - MOMENT) == {}
    assert signs(over, on(5, 20)) == {}


def test_no_break_for_half_a_year_is_a_sign_until_there_is_one() -> None:
    since = davie().activated_at
    assert since is not None
    due = since + timedelta(days=183)
    away = PeerPaused(peer=DAVIE, asked_by=AskedBy.SELF, at=due + timedelta(days=1))
    back = PeerReturned(peer=DAVIE, at=due + timedelta(days=8))

    assert signs(davie(), due - MOMENT) == {}
    assert signs(davie(), due) == {Signal.NO_BREAK: due}
    assert signs(davie(away), due + timedelta(days=2)) == {}
    assert signs(davie(away, back), due + timedelta(days=9)) == {}
    again = back.at + timedelta(days=183)
    assert signs(davie(away, back), again) == {Signal.NO_BREAK: again}


def hard(at: datetime) -> DebriefRequest:
    return DebriefRequest(MatchId("m"), None, Urgency.SOON, at)


def test_three_hard_sessions_within_fourteen_days_are_a_sign_for_as_long() -> None:
    three = (hard(on(5, 1)), hard(on(5, 8)), hard(on(5, 15)))
    spread = (*three[:2], hard(on(5, 15) + MOMENT))

    assert signs(davie(), on(5, 15), three) == {Signal.HARD_SESSIONS: on(5, 15)}
    assert signs(davie(), on(5, 29), three) == {Signal.HARD_SESSIONS: on(5, 15)}
    assert signs(davie(), on(5, 29) + MOMENT, three) == {}
    assert signs(davie(), on(5, 16), three[:2]) == {}
    assert signs(davie(), on(5, 16), spread) == {}
