"""Without a valid PVG scheme membership nothing new is planned in a regulated role (3.2)."""

from datetime import UTC, date, datetime, timedelta

import msgspec

from domain.flags import Flag
from domain.match import MATCH
from domain.peer import PEER, PvgNotValid, PvgResultShared
from domain.peer_flags import flags_of_peer
from domain.people import SessionId
from domain.pvg_flags import sessions_held
from domain.service import SERVICE, RegulatedRoleAssessed, Workforce
from domain.session import PlanSession, RecordSession, RescheduleSession, SessionHeld, StartSession
from tests.domain.cast import (
    DAVIE,
    DAVIE_HAS_PVG,
    DAVIE_SUPPORTS,
    FRASER,
    MACHAIR,
    MORAG,
    MORAG_REGISTERED,
    WALKING,
    on,
)
from tests.domain.decisions import NOW, SERVICE_ID, Past, decided, folded, given, in_order
from tests.domain.test_match import PROPOSED, RUNNING, THEIRS
from tests.domain.test_session import FIRST, TO_COME

REGULATED = (*MACHAIR, MORAG_REGISTERED, *RUNNING)
UNREGULATED = tuple(
    msgspec.structs.replace(each, regulated=False) if each == PROPOSED else each
    for each in REGULATED
)
PLAN = PlanSession(match=THEIRS, planned_for=on(5, 20), minutes=60)
MOVE = RescheduleSession(match=THEIRS, session=FIRST, planned_for=on(5, 21))


def membership(until: date, *, may: bool = True) -> PvgResultShared:
    return PvgResultShared(peer=DAVIE, may_take_regulated_role=may, expires_on=until, at=on(1, 21))


def test_nothing_is_planned_in_a_regulated_role_without_a_membership() -> None:
    given(*REGULATED).when(PLAN).then_refused(PvgNotValid, "Record a result", "planned_for")
    given(*REGULATED, membership(date(2031, 1, 1), may=False)).when(PLAN).then_refused(PvgNotValid)
    given(*REGULATED, TO_COME).when(MOVE).then_refused(PvgNotValid)


def test_what_counts_is_the_day_for_which_it_is_planned() -> None:
    for until, planned in ((date(2026, 5, 19), False), (date(2026, 5, 20), True)):
        asked = given(*REGULATED, membership(until)).when(PLAN)
        if planned:
            assert decided(asked.past, PLAN)
        else:
            asked.then_refused(PvgNotValid)


def test_the_membership_has_to_be_for_those_with_whom_the_role_is() -> None:
    children = RegulatedRoleAssessed(
        service=SERVICE_ID,
        offer=WALKING,
        regulated=True,
        assessor=FRASER,
        workforce=Workforce.CHILDREN,
        at=on(2, 1),
    )

    given(*REGULATED, children, DAVIE_HAS_PVG).when(PLAN).then_refused(PvgNotValid)


def test_a_role_that_is_not_regulated_asks_for_none() -> None:
    assert decided(Past(in_order(UNREGULATED)), PLAN)


def test_what_is_going_on_or_took_place_is_recorded_without_one() -> None:
    for command in (StartSession(match=THEIRS), RecordSession(match=THEIRS, minutes=60)):
        assert decided(Past(in_order(REGULATED)), command)


# --- What took place all the same ---


def held(at: datetime, *, minutes: int | None = 60, day_only: bool = False) -> SessionHeld:
    return SessionHeld(
        match=THEIRS,
        person=MORAG,
        peer=DAVIE,
        session=SessionId(f"session-{at:%m-%d-%H-%M}"),
        unplanned=True,
        minutes=minutes,
        day_only=day_only,
        at=at,
    )


def flagged(
    *sessions: SessionHeld, pvg: tuple[PvgResultShared, ...] = (), regulated: bool = True
) -> list[Flag]:
    peer = folded(PEER, *(each for each in DAVIE_SUPPORTS if each != DAVIE_HAS_PVG), *pvg)
    match = folded(MATCH, *RUNNING)
    match = msgspec.structs.replace(match, regulated=regulated)
    flags = flags_of_peer(
        peer,
        folded(SERVICE, *MACHAIR),
        {THEIRS: match},
        {},
        held=sessions_held(in_order(sessions)),
    )
    return [each for each in flags if each.code == "HELD_WITHOUT_PVG"]


def test_a_session_that_took_place_without_a_membership_is_flagged_for_good() -> None:
    (flag,) = flagged(held(on(5, 2)))

    assert flag.since == on(5, 2)
    assert flag.until is None
    assert flag.sentence.startswith("A session was held")
    assert flagged(held(on(5, 2)), regulated=False) == []


def test_sessions_of_one_match_are_counted_in_one_flag() -> None:
    (flag,) = flagged(held(on(5, 2)), held(on(5, 3)))

    assert flag.sentence.startswith("2 sessions were held")


def test_a_session_is_covered_by_a_membership_that_was_valid_at_any_moment_of_it() -> None:
    last = membership(date(2026, 5, 2))
    midnight = datetime(2026, 5, 2, 23, tzinfo=UTC)

    assert flagged(held(midnight), pvg=(last,)) == []
    assert flagged(held(midnight + timedelta(minutes=59)), pvg=(last,)) == []
    assert flagged(held(midnight + timedelta(minutes=60)), pvg=(last,))


def test_a_day_alone_is_covered_by_a_membership_that_began_on_it() -> None:
    began = PvgResultShared(
        peer=DAVIE, may_take_regulated_role=True, expires_on=date(2031, 1, 1), at=on(5, 2, 15)
    )
    start_of_day = datetime(2026, 5, 1, 23, tzinfo=UTC)

    assert flagged(held(start_of_day, minutes=None, day_only=True), pvg=(began,)) == []
    assert flagged(held(on(5, 2, 14)), pvg=(began,))
    assert NOW > began.at
