"""Death stops everything: what is open is over, and nothing new begins."""

from datetime import date

import msgspec
import pytest

from domain.death import RecordPeerDeath
from domain.decider import Command
from domain.match import (
    MATCH,
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
from tests.domain.cast import CALLUM, DAVIE, MORAG, MORAG_DIED, on
from tests.domain.decisions import NOW, folded, given
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

CLOSED = msgspec.structs.replace(ENDED, how=EndKind.DIED, at=MORAG_DIED.at)
MORAG_DIES = RecordDeath(person=MORAG, on=date(2026, 5, 1), at=MORAG_DIED.at)
DAVIE_DIES = RecordPeerDeath(peer=DAVIE, at=on(5, 2))
DAVIE_DIED = PeerLeft(peer=DAVIE, reason="DIED", at=on(5, 2))
WITHOUT_DAVIE: MatchEnded = msgspec.structs.replace(CLOSED, at=on(5, 2))


def test_the_death_of_a_person_closes_every_match_that_is_open() -> None:
    given(*KNOWN, *RUNNING).when(MORAG_DIES).then(MORAG_DIED, CLOSED)
    given(*KNOWN, PROPOSED).when(MORAG_DIES).then(MORAG_DIED, CLOSED)


def test_what_was_over_stays_as_it_ended() -> None:
    given(*KNOWN, *RUNNING, ENDED).when(MORAG_DIES).then(MORAG_DIED)
    given(*KNOWN, PROPOSED, DAVIE_SAID_NO).when(MORAG_DIES).then(MORAG_DIED)


def test_the_death_of_a_person_leaves_other_peoples_matches_alone() -> None:
    with_callum = proposed(OTHER, person=CALLUM)
    given(*KNOWN, *RUNNING, with_callum).when(MORAG_DIES).then(MORAG_DIED, CLOSED)


def test_a_match_that_death_closed_takes_up_nobodys_capacity() -> None:
    match: Match = folded(MATCH, *RUNNING, CLOSED)

    assert match.stage_at(NOW) is Stage.ENDED
    assert match.ended_how is EndKind.DIED


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
