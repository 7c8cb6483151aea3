"""A death closes the matches of whoever died, and nothing new begins."""

import msgspec
import pytest

from domain.death import RecordPeerDeath
from domain.decider import Command, EnteredInError
from domain.match import (
    MATCH,
    PEERS_MATCHES,
    PERSONS_MATCHES,
    EndKind,
    Match,
    MatchEnded,
    MatchIsOver,
    MatchNotActive,
    PauseMatch,
    Stage,
)
from domain.peer import PeerLeft, PeerNotActive, UnknownPeer
from domain.person import PersonHasDied, RecordDeath, UnknownPerson
from domain.session import PlanSession
from tests.domain.cast import CALLUM, DAVIE, MORAG_DIED, MORAGS_REFERRAL, on
from tests.domain.decisions import NOW, entry, folded, given, in_order
from tests.domain.test_match import (
    ACTIVATED,
    AGREE,
    DAVIE_SAID_NO,
    ENDED,
    KNOWN,
    OTHER,
    PROPOSE,
    PROPOSED,
    RUNNING,
    START_ENDING,
    THEIRS,
    WRITTEN,
    proposed,
)
from tests.domain.test_match_extensions import BEFORE, EXTEND
from tests.domain.test_match_pauses import due

MORAG_DIED_FOR_ALL = msgspec.structs.replace(
    MORAG_DIED, referrals=(MORAGS_REFERRAL,), matches=(THEIRS,), peers=(DAVIE,)
)
CLOSED = msgspec.structs.replace(ENDED, how=EndKind.DIED, at=MORAG_DIED.at)
DAVIE_DIES = RecordPeerDeath(peer=DAVIE, at=on(5, 2))
DAVIE_DIED = PeerLeft(peer=DAVIE, reason="DIED", at=on(5, 2))
WITHOUT_DAVIE: MatchEnded = msgspec.structs.replace(CLOSED, at=on(5, 2))


def test_the_death_of_a_person_closes_every_match_that_is_open() -> None:
    for so_far in (RUNNING, (PROPOSED,)):
        match: Match = folded(MATCH, *so_far, MORAG_DIED_FOR_ALL)

        assert match.stage_at(NOW) is Stage.ENDED
        assert match.ended_how is EndKind.DIED
        assert folded(PERSONS_MATCHES, *so_far, MORAG_DIED_FOR_ALL) == {THEIRS: match}


def test_whoever_supported_sees_it_closed_too() -> None:
    with_callum = proposed(OTHER, person=CALLUM)
    matches = folded(PEERS_MATCHES, *RUNNING, with_callum, MORAG_DIED_FOR_ALL)

    assert matches[THEIRS].stage_at(NOW) is Stage.ENDED
    assert matches[OTHER].stage_at(NOW) is Stage.PROPOSED


def test_what_was_over_stays_as_it_ended() -> None:
    ended_before = msgspec.structs.replace(ENDED, at=on(4, 30))
    match: Match = folded(MATCH, *RUNNING, ended_before, MORAG_DIED_FOR_ALL)
    said_no_before = msgspec.structs.replace(DAVIE_SAID_NO, at=on(4, 22))
    declined: Match = folded(MATCH, PROPOSED, said_no_before, MORAG_DIED_FOR_ALL)

    assert match.ended_how is ENDED.how
    assert declined.stage_at(NOW) is Stage.DECLINED


def test_a_death_that_was_recorded_by_mistake_opens_the_match_again() -> None:
    events = in_order((*RUNNING, MORAG_DIED_FOR_ALL))
    subjects = MORAG_DIED_FOR_ALL.subjects
    mistake = EnteredInError(at=MORAG_DIED_FOR_ALL.at, entry_subjects=subjects)
    marked = (*events, entry(len(events) + 1, mistake, corrects=len(events)))

    assert folded(MATCH, *marked).stage_at(NOW) is Stage.ACTIVE


@pytest.mark.parametrize(
    "command",
    [
        PROPOSE,
        msgspec.structs.replace(AGREE, at=on(5, 3)),
        START_ENDING,
        EXTEND,
        PlanSession(match=THEIRS, planned_for=on(5, 8)),
    ],
)
def test_nothing_new_begins_after_a_death(command: Command) -> None:
    given(*BEFORE, MORAG_DIED).when(command).then_refused(PersonHasDied)


def test_an_agreement_of_a_day_before_the_death_may_be_recorded_late() -> None:
    late = msgspec.structs.replace(AGREE, accepted_by=(), review_on=WRITTEN.review_on)

    given(*KNOWN, PROPOSED, MORAG_DIED).when(late).then(WRITTEN)


def test_the_death_of_a_peer_supporter_closes_every_match_that_is_open() -> None:
    with_callum = (
        proposed(OTHER, person=CALLUM),
        msgspec.structs.replace(ACTIVATED, match=OTHER, person=CALLUM),
    )
    callums = msgspec.structs.replace(WITHOUT_DAVIE, match=OTHER, person=CALLUM)

    given(*KNOWN, *RUNNING, *with_callum).when(DAVIE_DIES).then(DAVIE_DIED, WITHOUT_DAVIE, callums)


def test_the_death_of_a_peer_supporter_is_recorded_once() -> None:
    given(*KNOWN, *RUNNING, DAVIE_DIED, WITHOUT_DAVIE).when(DAVIE_DIES).then_nothing()
    left = PeerLeft(peer=DAVIE, at=on(5, 1))
    given(*KNOWN, *RUNNING, left).when(DAVIE_DIES).then(WITHOUT_DAVIE)


def test_nothing_begins_with_a_peer_supporter_who_has_died() -> None:
    after = (*KNOWN, *RUNNING, DAVIE_DIED, WITHOUT_DAVIE)

    given(*after).when(PROPOSE).then_refused(PeerNotActive)
    given(*after).when(START_ENDING).then_refused(MatchIsOver)
    given(*after).when(PauseMatch(match=THEIRS)).then_refused(MatchIsOver)
    given(*after).when(PlanSession(match=THEIRS, planned_for=on(5, 8))).then_refused(MatchNotActive)


def test_what_becomes_of_the_person_is_decided_the_same_day() -> None:
    assert "COVER_UNDECIDED" in due(*RUNNING, DAVIE_DIED, WITHOUT_DAVIE)


def test_nobody_dies_who_is_not_known() -> None:
    given(*KNOWN).when(RecordDeath(person=CALLUM)).then_refused(UnknownPerson)
    given().when(DAVIE_DIES).then_refused(UnknownPeer)
