"""A match that rests, one whose peer supporter is away, and how it goes on."""

from collections.abc import Mapping
from datetime import date, datetime

import msgspec
import pytest

from domain.cover_flags import flags_of_cover
from domain.decider import Event
from domain.flags import Flag, standing
from domain.match import (
    MATCH,
    OPEN_STAGES,
    PEERS_MATCHES,
    CoverDecision,
    DecideCover,
    EndingHasStarted,
    ImpossibleTerms,
    Match,
    MatchCoverDecided,
    MatchIsOver,
    MatchNotActive,
    MatchPaused,
    MatchResumed,
    MayNotDecide,
    PauseMatch,
    PauseReason,
    ResumeMatch,
    Stage,
    UnknownMatch,
)
from domain.peer import (
    PEER,
    AskedBy,
    PeerLeft,
    PeerNotActive,
    PeerPaused,
    PeerReinstated,
    PeerReturned,
    PeerSuspended,
)
from domain.people import MatchId, StaffId
from domain.periods import start_of
from domain.person import PersonHasDied
from domain.session import PlanSession, SessionHeld
from tests.domain.cast import (
    CALLUM,
    DAVIE,
    DAVIE_SUPPORTS,
    FRASER,
    ISLA,
    MORAG,
    MORAG_DIED,
    SHONA,
    on,
)
from tests.domain.decisions import NOW, folded, given, without_keys
from tests.domain.test_flags import codes, session_flags
from tests.domain.test_match import (
    ACTIVATED,
    ENDED,
    ENDING,
    KNOWN,
    OTHER,
    PROPOSED,
    READY_TO_START,
    RUNNING,
    THEIRS,
    proposed,
)
from tests.domain.test_match_extensions import FRASER_MANAGES
from tests.domain.test_match_reviews import flag_codes
from tests.domain.test_session import FIRST, HELD

PAUSED = MatchPaused(
    match=THEIRS,
    person=MORAG,
    peer=DAVIE,
    for_safety=False,
    reason=PauseReason.ILL_PERSON.value,
    expected_return=date(2026, 5, 10),
    at=on(5, 2),
)
FOR_SAFETY = msgspec.structs.replace(
    PAUSED, for_safety=True, reason=PauseReason.SAFETY.value, expected_return=None
)
RESUMED = MatchResumed(match=THEIRS, person=MORAG, peer=DAVIE, at=on(5, 4))
DECIDED = msgspec.structs.replace(RESUMED, decided_by=ISLA)
PAUSE = PauseMatch(
    match=THEIRS,
    reason=PauseReason.ILL_PERSON,
    expected_return=date(2026, 5, 10),
    at=on(5, 2),
)
FOR_SAFETY_NOW = PauseMatch(match=THEIRS, reason=PauseReason.SAFETY, at=on(5, 2))
RESUME = ResumeMatch(match=THEIRS, at=on(5, 4))


def stage(*events: Event, moment: datetime = NOW) -> Stage:
    match: Match = folded(MATCH, *events)
    return match.stage_at(moment)


# --- Resting ---


def test_an_active_match_may_rest_and_go_on() -> None:
    given(*KNOWN, *RUNNING).when(PAUSE).then(PAUSED)
    given(*KNOWN, *RUNNING, PAUSED).when(RESUME).then(RESUMED)
    assert stage(*RUNNING, PAUSED) is Stage.PAUSED
    assert stage(*RUNNING, PAUSED, RESUMED) is Stage.ACTIVE
    assert stage(*RUNNING, PAUSED, RESUMED, moment=on(5, 3)) is Stage.PAUSED
    assert stage(*RUNNING, PAUSED, moment=on(5, 1)) is Stage.ACTIVE


def test_why_a_match_rests_is_sealed_and_only_safety_stands_in_the_clear() -> None:
    for reason in PauseReason:
        pause = msgspec.structs.replace(PAUSE, reason=reason)
        safety = reason is PauseReason.SAFETY
        event = msgspec.structs.replace(PAUSED, reason=reason.value, for_safety=safety)
        given(*RUNNING).when(pause).then(event)
        assert reason.value not in repr(without_keys(event))


def test_a_match_that_rests_is_still_open() -> None:
    assert Stage.PAUSED in OPEN_STAGES
    assert stage(*RUNNING, PAUSED, ENDED) is Stage.ENDED


def test_a_match_rests_once_at_a_time() -> None:
    longer = msgspec.structs.replace(PAUSE, expected_return=date(2026, 6, 1), at=on(5, 3))

    given(*RUNNING, PAUSED).when(msgspec.structs.replace(PAUSE, at=on(5, 3))).then_nothing()
    given(*RUNNING, PAUSED).when(longer).then(
        msgspec.structs.replace(PAUSED, expected_return=date(2026, 6, 1), at=on(5, 3))
    )


def test_a_match_that_is_not_active_cannot_rest() -> None:
    given(*KNOWN).when(PAUSE).then_refused(UnknownMatch)
    given(*READY_TO_START).when(PAUSE).then_refused(MatchNotActive)
    before = msgspec.structs.replace(PAUSE, at=on(4, 29))
    given(*RUNNING).when(before).then_refused(MatchNotActive)
    over = msgspec.structs.replace(ENDED, at=on(5, 1))
    given(*RUNNING, over).when(PAUSE).then_refused(MatchIsOver)


def test_a_match_that_comes_to_its_end_rests_for_safety_alone() -> None:
    ending = msgspec.structs.replace(ENDING, at=on(5, 1))

    given(*RUNNING, ending).when(PAUSE).then_refused(EndingHasStarted)
    given(*RUNNING, ending).when(FOR_SAFETY_NOW).then(FOR_SAFETY)
    assert stage(*RUNNING, ending, FOR_SAFETY) is Stage.PAUSED
    assert stage(*RUNNING, ending, FOR_SAFETY, DECIDED) is Stage.ENDING


def test_a_match_is_expected_to_go_on_after_it_began_to_rest() -> None:
    gone = msgspec.structs.replace(PAUSE, expected_return=date(2026, 5, 1))

    given(*RUNNING).when(gone).then_refused(ImpossibleTerms, field="expected_return")


# --- Going on ---


def test_a_match_that_does_not_rest_need_not_go_on() -> None:
    given(*KNOWN, *RUNNING).when(RESUME).then_nothing()
    given(*KNOWN, *RUNNING, PAUSED, RESUMED).when(RESUME).then_nothing()


@pytest.mark.parametrize("nobody", [None, SHONA, StaffId("nobody")])
def test_after_a_pause_for_safety_a_coordinator_or_manager_decides(nobody: StaffId | None) -> None:
    before = (*KNOWN, FRASER_MANAGES, *RUNNING, FOR_SAFETY)
    undecided = msgspec.structs.replace(RESUME, decided_by=nobody)

    given(*before).when(undecided).then_refused(MayNotDecide, field="decided_by")
    for staff in (ISLA, FRASER):
        by = msgspec.structs.replace(RESUME, decided_by=staff)
        given(*before).when(by).then(msgspec.structs.replace(DECIDED, decided_by=staff))


def test_a_pause_that_turns_out_to_be_for_safety_ends_by_a_decision() -> None:
    turned = msgspec.structs.replace(FOR_SAFETY, at=on(5, 3))

    given(*KNOWN, *RUNNING, PAUSED).when(msgspec.structs.replace(FOR_SAFETY_NOW, at=on(5, 3))).then(
        turned
    )
    given(*KNOWN, *RUNNING, PAUSED, turned).when(RESUME).then_refused(MayNotDecide)
    given(*KNOWN, *RUNNING, FOR_SAFETY).when(
        msgspec.structs.replace(PAUSE, expected_return=None, at=on(5, 3))
    ).then_nothing()


def test_that_a_pause_is_for_safety_is_not_taken_back_by_another_reason() -> None:
    with_a_day = msgspec.structs.replace(PAUSED, at=on(5, 3))

    given(*KNOWN, *RUNNING, FOR_SAFETY, with_a_day).when(RESUME).then_refused(MayNotDecide)


def test_after_a_pause_for_safety_the_peer_supporter_has_to_be_there() -> None:
    looked_into = PeerSuspended(peer=DAVIE, ground="LOOKED_INTO", at=on(5, 2))
    settled = PeerReinstated(peer=DAVIE, at=on(5, 3))
    before = (*KNOWN, *RUNNING, FOR_SAFETY, looked_into)
    decide = msgspec.structs.replace(RESUME, decided_by=ISLA)

    given(*before).when(decide).then_refused(PeerNotActive)
    given(*before, settled).when(decide).then(DECIDED)


def test_nothing_goes_on_after_a_death_or_an_end() -> None:
    given(*KNOWN, *RUNNING, PAUSED, MORAG_DIED).when(RESUME).then_refused(PersonHasDied)
    over = msgspec.structs.replace(ENDED, at=on(5, 3))
    given(*KNOWN, *RUNNING, PAUSED, over).when(RESUME).then_refused(MatchIsOver)


# --- Meanwhile ---


def test_no_session_is_planned_while_a_match_rests() -> None:
    plan = PlanSession(match=THEIRS, planned_for=on(5, 8))

    given(*KNOWN, *RUNNING, PAUSED).when(plan).then_refused(MatchNotActive)


def test_a_session_that_took_place_all_the_same_is_recorded_and_told() -> None:
    held: SessionHeld = msgspec.structs.replace(HELD, at=on(5, 3, 12))

    meanwhile = codes(session_flags(*RUNNING, PAUSED, held, session=FIRST))
    assert "HELD_OUTSIDE_MATCH" in meanwhile
    afterwards = msgspec.structs.replace(HELD, at=on(5, 4, 18))
    assert "HELD_OUTSIDE_MATCH" not in codes(
        session_flags(*RUNNING, PAUSED, RESUMED, afterwards, session=FIRST)
    )


def test_a_match_that_rests_for_safety_stands_out_until_somebody_decided() -> None:
    assert "PAUSED_FOR_SAFETY" in flag_codes(*RUNNING, FOR_SAFETY)
    assert "PAUSED_FOR_SAFETY" not in flag_codes(*RUNNING, PAUSED)
    assert "PAUSED_FOR_SAFETY" not in flag_codes(*RUNNING, FOR_SAFETY, DECIDED)
    assert "RESUMED_UNDECIDED" in flag_codes(*RUNNING, FOR_SAFETY, RESUMED)
    assert "RESUMED_UNDECIDED" not in flag_codes(*RUNNING, FOR_SAFETY, DECIDED)
    assert "RESUMED_UNDECIDED" not in flag_codes(*RUNNING, PAUSED, RESUMED)


def test_a_day_of_return_that_has_passed_is_asked_about() -> None:
    assert "RETURN_EXPECTED" in flag_codes(*RUNNING, PAUSED, moment=on(5, 11))
    assert "RETURN_EXPECTED" not in flag_codes(*RUNNING, PAUSED, moment=on(5, 10))
    assert "RETURN_EXPECTED" not in flag_codes(*RUNNING, PAUSED, RESUMED, moment=on(5, 11))


# --- While the peer supporter is away ---

ON_A_BREAK = PeerPaused(peer=DAVIE, asked_by=AskedBy.SELF, at=on(5, 2))
BACK = PeerReturned(peer=DAVIE, at=on(5, 4))
SUSPENDED = PeerSuspended(peer=DAVIE, ground="LOOKED_INTO", at=on(5, 2))
GONE = PeerLeft(peer=DAVIE, at=on(5, 2))
COVERED = MatchCoverDecided(
    match=THEIRS,
    person=MORAG,
    peer=DAVIE,
    decision=CoverDecision.KEEP_IN_TOUCH,
    decided_by=ISLA,
    until=date(2026, 5, 20),
    note="Isla phones on Fridays.",
    at=on(5, 2, 15),
)
COVER = DecideCover(
    match=THEIRS,
    decision=CoverDecision.KEEP_IN_TOUCH,
    decided_by=ISLA,
    until=date(2026, 5, 20),
    note="Isla phones on Fridays.",
    at=on(5, 2, 15),
)


def cover_flags(*events: Event) -> Mapping[MatchId, tuple[Flag, ...]]:
    of_peer = (*DAVIE_SUPPORTS, *(each for each in events if f"peer:{DAVIE}" in each.subjects))
    return flags_of_cover(folded(PEER, *of_peer), folded(PEERS_MATCHES, *of_peer))


def due(*events: Event, moment: datetime = NOW) -> set[str]:
    return {flag.code for flag in standing(cover_flags(*events)[THEIRS], moment)}


def test_a_coordinator_or_manager_decides_what_becomes_of_the_match() -> None:
    given(*KNOWN, *RUNNING, ON_A_BREAK).when(COVER).then(COVERED)
    for nobody in (SHONA, StaffId("nobody")):
        by_nobody = msgspec.structs.replace(COVER, decided_by=nobody)
        given(*KNOWN, *RUNNING).when(by_nobody).then_refused(MayNotDecide, field="decided_by")
    given(*KNOWN).when(COVER).then_refused(UnknownMatch)


def test_the_match_may_rest_while_the_peer_supporter_is_away() -> None:
    rest = msgspec.structs.replace(COVER, decision=CoverDecision.PAUSE)
    decided = msgspec.structs.replace(COVERED, decision=CoverDecision.PAUSE)
    paused = msgspec.structs.replace(
        PAUSED,
        reason=PauseReason.PEER_AWAY.value,
        expected_return=date(2026, 5, 20),
        at=on(5, 2, 15),
    )

    given(*KNOWN, *RUNNING, ON_A_BREAK).when(rest).then(decided, paused)
    given(*KNOWN, *RUNNING, PAUSED, ON_A_BREAK).when(rest).then(decided)


def test_a_cover_lasts_until_a_day_to_come_and_is_recorded_once() -> None:
    gone = msgspec.structs.replace(COVER, until=date(2026, 5, 1))

    given(*KNOWN, *RUNNING).when(gone).then_refused(ImpossibleTerms, field="until")
    given(*KNOWN, *RUNNING, COVERED).when(COVER).then_nothing()


@pytest.mark.parametrize("away", [ON_A_BREAK, SUSPENDED, GONE])
def test_every_active_match_of_one_who_is_away_is_decided_about_the_same_day(away: Event) -> None:
    assert due(*RUNNING, away, moment=on(5, 2, 11)) == {"COVER_UNDECIDED"}
    assert due(*RUNNING, away, moment=start_of(date(2026, 5, 3))) == {
        "COVER_UNDECIDED",
        "COVER_LATE",
    }
    assert due(*RUNNING, away, COVERED) == set()
    assert due(*RUNNING, away, msgspec.structs.replace(ENDED, at=on(5, 3))) == set()


def test_a_decision_of_an_earlier_day_is_not_about_this_absence() -> None:
    earlier = msgspec.structs.replace(COVERED, at=on(5, 1, 15))
    that_morning = msgspec.structs.replace(COVERED, at=on(5, 2, 9))

    assert "COVER_UNDECIDED" in due(*RUNNING, ON_A_BREAK, earlier)
    assert due(*RUNNING, ON_A_BREAK, that_morning) == set()


def test_who_is_back_needs_no_cover() -> None:
    assert due(*RUNNING, ON_A_BREAK, BACK) == set()
    assert due(*RUNNING, ON_A_BREAK, BACK, moment=on(5, 3)) != set()
    assert due(*RUNNING, SUSPENDED, PeerReinstated(peer=DAVIE, at=on(5, 4))) == set()


def test_only_matches_in_which_support_was_given_are_decided_about() -> None:
    assert due(*READY_TO_START, ON_A_BREAK) == set()
    assert due(PROPOSED, GONE) == set()
    assert due(*RUNNING, PAUSED, GONE) != set()
    with_callum = (
        proposed(OTHER, person=CALLUM),
        msgspec.structs.replace(ACTIVATED, match=OTHER, person=CALLUM),
    )
    both = cover_flags(*RUNNING, *with_callum, GONE, COVERED)
    assert standing(both[THEIRS], NOW) == ()
    assert standing(both[OTHER], NOW) != ()
