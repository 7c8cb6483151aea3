"""After a hard session a talk is offered within a day; a new match is asked about twice."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from domain.definitions import DEFAULTS
from domain.flags import INSTANT, standing
from domain.hard_session_flags import (
    flags_of_calls_after_break,
    flags_of_check_calls,
    flags_of_hard_sessions,
)
from domain.hard_sessions import (
    SUPPORTS,
    CheckCallMade,
    DebriefOffered,
    HardSessionNoted,
    NoteHardSession,
    RecordCheckCall,
    RecordDebriefOffer,
    Support,
)
from domain.match import UnknownMatch
from domain.people import MatchId
from domain.periods import NotYetHappened
from tests.domain.cast import DAVIE, MORAG, SHONA
from tests.domain.decisions import NOW, folded, given
from tests.domain.test_match import KNOWN, RUNNING, THEIRS

HERE = (*KNOWN, *RUNNING)
NOTED = HardSessionNoted(match=THEIRS, peer=DAVIE, at=NOW)
OFFERED = DebriefOffered(match=THEIRS, peer=DAVIE, staff=SHONA, at=NOW)
CALLED = CheckCallMade(match=THEIRS, peer=DAVIE, staff=SHONA, minutes=10, at=NOW)


def codes(flags: object, moment: datetime) -> set[str]:
    return {each.code for each in standing(flags, moment)}  # type: ignore[arg-type]


def test_that_a_session_was_hard_is_noted_and_not_why() -> None:
    given(*HERE).when(NoteHardSession(match=THEIRS)).then(NOTED)
    given(*HERE, NOTED).when(NoteHardSession(match=THEIRS)).then_nothing()
    given(*HERE).when(NoteHardSession(match=MatchId("nowhere"))).then_refused(UnknownMatch)
    given(*HERE).when(NoteHardSession(match=THEIRS, at=NOW + timedelta(days=1))).then_refused(
        NotYetHappened
    )
    assert {"match", "peer", "at"} == set(HardSessionNoted.__struct_fields__)
    assert not any(str(MORAG) in each for each in NOTED.subjects)


def test_an_offer_and_a_call_are_recorded() -> None:
    given(*HERE).when(RecordDebriefOffer(match=THEIRS, staff=SHONA)).then(OFFERED)
    given(*HERE).when(RecordCheckCall(match=THEIRS, staff=SHONA, minutes=10)).then(CALLED)
    support = folded(SUPPORTS, NOTED, OFFERED, CALLED)[THEIRS]
    assert ((NOW,), (NOW,), (NOW,)) == (support.hard, support.offered, support.called)


IN_SPRING = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
"""A Saturday; the clocks go forward that night."""
IN_AUTUMN = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize("at", [IN_SPRING, IN_AUTUMN, NOW])
def test_a_talk_is_offered_within_a_day_weekend_or_not(at: datetime) -> None:
    flags = flags_of_hard_sessions(Support(hard=(at,)), ())
    edge = at + timedelta(hours=24)

    assert set() == codes(flags, at - INSTANT)
    assert {"DEBRIEF_OFFER_DUE"} == codes(flags, at)
    assert {"DEBRIEF_OFFER_DUE"} == codes(flags, edge)
    assert {"DEBRIEF_OFFER_DUE", "DEBRIEF_OFFER_LATE"} == codes(flags, edge + INSTANT)


def test_an_offer_or_a_talk_settles_it_and_one_before_does_not() -> None:
    later = NOW + timedelta(hours=30)
    hard = Support(hard=(NOW,))
    offered = msgspec.structs.replace(hard, offered=(NOW + timedelta(hours=25),))
    before = msgspec.structs.replace(hard, offered=(NOW - timedelta(hours=1),))

    assert set() == codes(flags_of_hard_sessions(offered, ()), later)
    assert set() == codes(flags_of_hard_sessions(hard, (NOW,)), later)
    assert {"DEBRIEF_OFFER_DUE", "DEBRIEF_OFFER_LATE"} == codes(
        flags_of_hard_sessions(before, ()), later
    )


def test_a_new_match_is_asked_about_after_its_first_and_third_session() -> None:
    held = [NOW + timedelta(days=7 * number) for number in range(4)]

    def due(number: int, *, called: tuple[datetime, ...] = ()) -> int:
        flags = flags_of_check_calls(Support(called=called), held[:number], None)
        return sum(each.code == "CHECK_CALL_DUE" for each in standing(flags, held[number - 1]))

    assert [1, 1, 2, 2] == [due(number) for number in range(1, 5)]
    assert 0 == due(1, called=(held[0],))
    assert 1 == due(3, called=(held[0],))
    assert 0 == due(3, called=(held[0], held[2]))


@pytest.mark.parametrize(
    ("at", "late_from"),
    [
        (datetime(2026, 3, 25, 18, tzinfo=UTC), datetime(2026, 4, 1, 23, tzinfo=UTC)),
        (datetime(2026, 10, 21, 18, tzinfo=UTC), datetime(2026, 10, 29, 0, tzinfo=UTC)),
    ],
)
def test_a_call_is_late_when_its_last_local_day_is_over(at: datetime, late_from: datetime) -> None:
    flags = flags_of_check_calls(Support(), [at], None)

    assert {"CHECK_CALL_DUE"} == codes(flags, late_from - INSTANT)
    assert {"CHECK_CALL_DUE", "CHECK_CALL_LATE"} == codes(flags, late_from)


def test_nobody_is_asked_for_a_call_for_ever() -> None:
    flags = flags_of_check_calls(Support(), [NOW], None)
    over = flags_of_check_calls(Support(), [NOW], NOW + timedelta(days=1))

    assert set() == codes(flags, NOW + timedelta(days=30))
    assert set() == codes(over, NOW + timedelta(days=2))


@pytest.mark.parametrize("at", [IN_SPRING, IN_AUTUMN, NOW])
def test_after_a_break_somebody_calls_within_a_day_and_again_within_two_weeks(
    at: datetime,
) -> None:
    def after(days: int, *called: datetime) -> set[str]:
        flags = flags_of_calls_after_break(at, called)
        return codes(flags, at + timedelta(days=days) + INSTANT)

    soon, again = at + timedelta(hours=3), at + timedelta(days=13)
    assert {"BREAK_CALL_DUE"} == after(0)
    assert {"BREAK_CALL_DUE", "BREAK_CALL_LATE"} == after(1)
    assert set() == after(1, soon)
    assert set() == after(9, soon)
    assert {"BREAK_CALL_AGAIN_DUE"} == after(10, soon)
    assert {"BREAK_CALL_AGAIN_DUE", "BREAK_CALL_AGAIN_LATE"} == after(14, soon)
    assert set() == after(14, soon, again)
    assert DEFAULTS.debrief_offered_within_hours == 24
