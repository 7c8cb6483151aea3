"""A death stops everything that is open, whoever looks and wherever from."""

from collections.abc import Sequence
from datetime import date

import msgspec
import pytest

from domain.decider import EnteredInError, Event, Recorded
from domain.people import MatchId, ReferralId, subject
from domain.periods import NotYetHappened, end_of
from domain.person import PERSON, PersonDied, RecordDeath, UnknownPerson
from domain.referral import PERSONS_REFERRALS, REFERRAL, Stage
from tests.domain.cast import (
    DAVIE,
    MORAG,
    MORAG_DIED,
    MORAG_REFERRED,
    MORAG_REGISTERED,
    MORAG_WAITS,
    MORAGS_REFERRAL,
    on,
)
from tests.domain.decisions import NOW, Past, entry, folded, given, in_order
from tests.domain.test_match import PROPOSED, THEIRS
from tests.domain.test_referral import MORAG_WITHDREW

DIED = RecordDeath(person=MORAG, at=on(5, 1, 22))
SECOND = ReferralId("second")
CLOSED_BY_IT = PersonDied(
    person=MORAG,
    on=date(2026, 5, 1),
    referrals=(MORAGS_REFERRAL,),
    matches=(THEIRS,),
    peers=(DAVIE,),
    at=on(5, 1, 22),
)


def by_itself(referral: ReferralId, events: Sequence[Event | Recorded]) -> Stage:
    """Where a referral stands to whoever reads it by its own subject."""
    found: Stage = Past(in_order(events))(REFERRAL, subject("referral", referral)).stage_at(NOW)
    return found


def test_a_death_is_filed_under_all_that_the_person_has() -> None:
    again = msgspec.structs.replace(MORAG_REFERRED, referral=SECOND, at=on(3, 1))

    given(MORAG_REGISTERED, MORAG_REFERRED, MORAG_WITHDREW, again, PROPOSED).when(DIED).then(
        PersonDied(
            person=MORAG,
            referrals=(MORAGS_REFERRAL, SECOND),
            matches=(THEIRS,),
            peers=(DAVIE,),
            at=on(5, 1, 22),
        )
    )


def test_it_is_found_by_the_person_each_referral_each_match_and_whoever_supported() -> None:
    assert set(CLOSED_BY_IT.subjects) == {
        subject("person", MORAG),
        subject("referral", MORAGS_REFERRAL),
        subject("match", THEIRS),
        subject("peer", DAVIE),
    }


def test_a_referral_that_is_looked_at_by_itself_is_closed_by_it() -> None:
    assert by_itself(MORAGS_REFERRAL, MORAG_WAITS) is Stage.WAITING
    assert by_itself(MORAGS_REFERRAL, (*MORAG_WAITS, CLOSED_BY_IT)) is Stage.CLOSED_DECEASED


def test_one_mark_opens_again_what_a_mistaken_death_closed() -> None:
    events = in_order((*MORAG_WAITS, CLOSED_BY_IT))
    mistake = EnteredInError(at=CLOSED_BY_IT.at, entry_subjects=CLOSED_BY_IT.subjects)
    marked = (*events, entry(len(events) + 1, mistake, corrects=len(events)))

    assert by_itself(MORAGS_REFERRAL, marked) is Stage.WAITING
    assert folded(PERSON, *marked).died_at is None


def test_what_ended_before_stays_as_it_ended() -> None:
    found = folded(PERSONS_REFERRALS, *MORAG_WAITS, MORAG_WITHDREW, CLOSED_BY_IT)

    assert found.each[MORAGS_REFERRAL].stage_at(NOW) is Stage.WITHDRAWN


def test_a_request_that_is_told_of_after_the_death_is_closed_too() -> None:
    """As when the moment of either is corrected."""
    late = msgspec.structs.replace(MORAG_REFERRED, referral=SECOND, at=on(5, 2))
    found = folded(PERSONS_REFERRALS, CLOSED_BY_IT, late)

    assert found.each[SECOND].stage_at(NOW) is Stage.CLOSED_DECEASED


def test_a_death_is_recorded_once() -> None:
    given(MORAG_REGISTERED).when(DIED).then(PersonDied(person=MORAG, at=on(5, 1, 22)))
    given(MORAG_REGISTERED, MORAG_DIED).when(RecordDeath(person=MORAG)).then_nothing()


def test_nobody_unknown_dies() -> None:
    given().when(RecordDeath(person=MORAG)).then_refused(UnknownPerson)


@pytest.mark.parametrize("day", [date(2026, 5, 4), date(2026, 5, 5)])
def test_a_death_of_which_only_the_day_is_known_stands_at_the_end_of_that_day(day: date) -> None:
    given(MORAG_REGISTERED).when(RecordDeath(person=MORAG, on=day)).then(
        PersonDied(person=MORAG, on=day, at=min(end_of(day), NOW))
    )


def test_nobody_dies_tomorrow() -> None:
    given(MORAG_REGISTERED).when(RecordDeath(person=MORAG, on=date(2026, 5, 6))).then_refused(
        NotYetHappened, field="on"
    )


def test_an_event_names_several_subjects_of_one_kind() -> None:
    two = PersonDied(person=MORAG, matches=(MatchId("a"), MatchId("b")), at=NOW)

    assert two.subjects[1:] == (subject("match", "a"), subject("match", "b"))
