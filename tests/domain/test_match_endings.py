"""How a match comes to its end: put off, without anybody's fault, and a little contact after it."""

from datetime import date, timedelta

import msgspec
import pytest

from domain.decider import Event
from domain.match import (
    MATCH,
    AftercareContactMade,
    EndingNotStarted,
    EndingPostponed,
    EndKind,
    ImpossibleTerms,
    Match,
    MatchIsOver,
    PostponedBy,
    PostponeEnding,
    ReasonMissing,
    RecordAftercare,
    RecordNotForUs,
    Side,
    Stage,
    UnknownMatch,
)
from domain.person import Person, PersonHasDied
from domain.referral import (
    REFERRAL,
    Referral,
    ReferralWithdrawn,
    ReturnedToWaiting,
)
from domain.referral import Stage as ReferralStage
from domain.referral_flags import flags_of_referral
from tests.domain.cast import (
    DAVIE,
    EUAN,
    MORAG,
    MORAG_DIED,
    MORAG_SUPPORTED,
    MORAG_WAITS,
    MORAGS_REFERRAL,
    on,
)
from tests.domain.decisions import NOW, folded, given
from tests.domain.test_flags import codes
from tests.domain.test_match import (
    ACTIVATED,
    ENDED,
    ENDING,
    KNOWN,
    NOT_FOR_US,
    OTHER,
    PROPOSE,
    PROPOSED,
    READY_TO_START,
    RUNNING,
    THEIRS,
    proposed,
)
from tests.domain.test_match_reviews import flag_codes

# --- Put off ---

POSTPONED = EndingPostponed(
    match=THEIRS,
    person=MORAG,
    peer=DAVIE,
    planned_last=date(2026, 5, 27),
    reason="The last walk was rained off.",
    by=PostponedBy.BOTH,
    at=on(5, 4),
)
POSTPONE = PostponeEnding(
    match=THEIRS,
    planned_last=date(2026, 5, 27),
    reason="The last walk was rained off.",
    by=PostponedBy.BOTH,
    at=on(5, 4),
)


@pytest.mark.parametrize("by", list(PostponedBy))
def test_the_last_day_may_be_put_off_with_a_reason(by: PostponedBy) -> None:
    given(*KNOWN, *RUNNING, ENDING).when(msgspec.structs.replace(POSTPONE, by=by)).then(
        msgspec.structs.replace(POSTPONED, by=by)
    )


def test_a_match_whose_ending_was_put_off_is_still_ending_on_another_day() -> None:
    match: Match = folded(MATCH, *RUNNING, ENDING, POSTPONED)

    assert match.stage_at(NOW) is Stage.ENDING
    assert match.planned_last == date(2026, 5, 27)
    assert len(match.postponements) == 1


def test_only_an_ending_that_has_started_is_put_off() -> None:
    given(*KNOWN).when(POSTPONE).then_refused(UnknownMatch)
    given(*KNOWN, *RUNNING).when(POSTPONE).then_refused(EndingNotStarted)
    later = msgspec.structs.replace(ENDING, at=on(5, 4, 12))
    given(*KNOWN, *RUNNING, later).when(POSTPONE).then_refused(EndingNotStarted)
    over = msgspec.structs.replace(ENDED, at=on(5, 3))
    given(*KNOWN, *RUNNING, ENDING, over).when(POSTPONE).then_refused(MatchIsOver)
    given(*KNOWN, *RUNNING, ENDING, MORAG_DIED).when(POSTPONE).then_refused(PersonHasDied)


@pytest.mark.parametrize("day", [date(2026, 5, 20), date(2026, 5, 19), date(2026, 5, 1)])
def test_a_later_day_is_later(day: date) -> None:
    not_later = msgspec.structs.replace(POSTPONE, planned_last=day)

    given(*KNOWN, *RUNNING, ENDING).when(not_later).then_refused(
        ImpossibleTerms, field="planned_last"
    )


def test_putting_off_says_why() -> None:
    unsaid = msgspec.structs.replace(POSTPONE, reason=" ")

    given(*KNOWN, *RUNNING, ENDING).when(unsaid).then_refused(ReasonMissing, field="reason")


def test_putting_off_to_the_same_day_twice_changes_nothing() -> None:
    given(*KNOWN, *RUNNING, ENDING, POSTPONED).when(POSTPONE).then_nothing()


def test_the_ending_is_to_be_recorded_after_the_last_day_as_put_off() -> None:
    after_first = on(5, 22)

    assert "ENDING_NOT_RECORDED" in flag_codes(*RUNNING, ENDING, moment=after_first)
    assert "ENDING_NOT_RECORDED" not in flag_codes(*RUNNING, ENDING, POSTPONED, moment=after_first)
    assert "ENDING_NOT_RECORDED" in flag_codes(*RUNNING, ENDING, POSTPONED, moment=on(5, 28))


# --- Not for them, after support began ---

NOT_FOR_THEM = RecordNotForUs(match=THEIRS, at=on(5, 3))
DECLINED = msgspec.structs.replace(NOT_FOR_US, at=on(5, 3))
WAITS_AGAIN = ReturnedToWaiting(referral=MORAGS_REFERRAL, person=MORAG, at=on(5, 3))


def referral_of(*events: Event) -> Referral:
    referral: Referral = folded(REFERRAL, *MORAG_WAITS, *events)
    return referral


def test_after_support_began_the_person_waits_again_without_anybodys_fault() -> None:
    given(*KNOWN, *RUNNING).when(NOT_FOR_THEM).then(DECLINED, WAITS_AGAIN)
    assert referral_of(MORAG_SUPPORTED).stage_at(NOW) is ReferralStage.IN_SERVICE
    assert referral_of(MORAG_SUPPORTED, WAITS_AGAIN).stage_at(NOW) is ReferralStage.WAITING


def test_somebody_else_may_be_proposed_then_and_support_starts_again() -> None:
    exited = (*KNOWN, *RUNNING, DECLINED, WAITS_AGAIN)
    again = msgspec.structs.replace(MORAG_SUPPORTED, at=on(5, 4))

    given(*exited).when(PROPOSE).then(msgspec.structs.replace(PROPOSED, at=NOW))
    assert referral_of(MORAG_SUPPORTED, WAITS_AGAIN, again).stage_at(NOW) is (
        ReferralStage.IN_SERVICE
    )


def test_the_wait_that_goes_on_is_kept_in_touch_with() -> None:
    def late(moment_days: int) -> bool:
        referral = referral_of(MORAG_SUPPORTED, WAITS_AGAIN)
        flags = flags_of_referral(referral, Person())
        return "WAIT_CONTACT_LATE" in codes(flags, WAITS_AGAIN.at + timedelta(days=moment_days))

    assert not late(28)
    assert late(30)


def test_before_support_began_the_person_is_waiting_already() -> None:
    given(*KNOWN, *READY_TO_START).when(NOT_FOR_THEM).then(DECLINED)


def test_support_in_another_match_goes_on() -> None:
    with_euan = (
        proposed(OTHER, peer=EUAN),
        msgspec.structs.replace(ACTIVATED, match=OTHER, peer=EUAN),
    )

    given(*KNOWN, *RUNNING, *with_euan).when(NOT_FOR_THEM).then(DECLINED)


def test_nobody_waits_again_for_a_referral_that_is_over() -> None:
    withdrew = ReferralWithdrawn(referral=MORAGS_REFERRAL, person=MORAG, at=on(5, 2))

    given(*KNOWN, *RUNNING, withdrew).when(NOT_FOR_THEM).then(DECLINED)
    given(*KNOWN, *RUNNING, MORAG_DIED).when(NOT_FOR_THEM).then(DECLINED)
    given(*KNOWN, *RUNNING, ENDED).when(NOT_FOR_THEM).then(DECLINED)


# --- Afterwards ---

AFTERCARE = AftercareContactMade(
    match=THEIRS, person=MORAG, peer=DAVIE, by=Side.PEER, note="A card.", at=on(5, 5, 8)
)
RECORD_AFTERCARE = RecordAftercare(match=THEIRS, by=Side.PEER, note="A card.", at=on(5, 5, 8))


def aftercare(times: int) -> list[AftercareContactMade]:
    return [
        msgspec.structs.replace(AFTERCARE, at=AFTERCARE.at + timedelta(minutes=each))
        for each in range(times)
    ]


def test_contact_after_the_end_is_recorded_whenever_it_was() -> None:
    for events in ((PROPOSED,), RUNNING, (*RUNNING, ENDED), (*RUNNING, ENDED, *aftercare(3)[1:])):
        given(*events).when(RECORD_AFTERCARE).then(AFTERCARE)
    given(*RUNNING, ENDED, AFTERCARE).when(RECORD_AFTERCARE).then_nothing()
    given(*KNOWN).when(RECORD_AFTERCARE).then_refused(UnknownMatch)


@pytest.mark.parametrize(("times", "long"), [(1, False), (2, False), (3, True)])
def test_more_than_two_contacts_after_the_end_are_told(times: int, long: bool) -> None:
    told = "AFTERCARE_LONG" in flag_codes(*RUNNING, ENDED, *aftercare(times))

    assert told is long


def test_aftercare_of_a_match_that_had_not_ended_is_told() -> None:
    ended_later = msgspec.structs.replace(ENDED, at=on(5, 6))

    assert "AFTERCARE_BEFORE_END" in flag_codes(*RUNNING, AFTERCARE)
    assert "AFTERCARE_BEFORE_END" in flag_codes(
        *RUNNING, AFTERCARE, ended_later, moment=on(5, 5, 12)
    )
    assert "AFTERCARE_BEFORE_END" not in flag_codes(*RUNNING, ENDED, AFTERCARE)


def test_a_match_that_ended_before_it_started_is_told() -> None:
    died = msgspec.structs.replace(ENDED, how=EndKind.DIED)

    assert "ENDED_BEFORE_START" in flag_codes(PROPOSED, ENDED)
    assert "ENDED_BEFORE_START" not in flag_codes(PROPOSED, died)
    assert "ENDED_BEFORE_START" not in flag_codes(*RUNNING, ENDED)
