"""Looking at a match with each side, separately, and what follows from it."""

from datetime import date, datetime, timedelta

import msgspec
import pytest

from domain.decider import Event
from domain.match import (
    MATCH,
    EndingStarted,
    ImpossibleTerms,
    Match,
    MatchReviewHeld,
    NotAboutAnEnding,
    RecordReview,
    ReviewDecision,
    Side,
    UnknownMatch,
)
from domain.periods import NotYetHappened, start_of
from tests.domain.cast import DAVIE, ISLA, MORAG, MORAG_DIED, on
from tests.domain.decisions import NOW, folded, given
from tests.domain.test_flags import codes, first_stands, match_flags
from tests.domain.test_match import (
    ACTIVATED,
    DAVIE_SAID_NO,
    ENDED,
    ENDING,
    KNOWN,
    PROPOSED,
    RUNNING,
    THEIRS,
    WRITTEN,
    signed,
)

JUNE = on(6, 9)
HELD = MatchReviewHeld(
    match=THEIRS,
    person=MORAG,
    peer=DAVIE,
    held_by=ISLA,
    persons_view="It gets me out.",
    peers_view="We get on.",
    heard=(Side.PERSON, Side.PEER),
    together=True,
    decision=ReviewDecision.CONTINUE,
    next_review_on=date(2026, 9, 1),
    at=JUNE,
)
REVIEW = RecordReview(
    match=THEIRS,
    held_by=ISLA,
    persons_view="It gets me out.",
    peers_view="We get on.",
    together=True,
    decision=ReviewDecision.CONTINUE,
    at=JUNE,
)
SUMMER = on(6, 20)


def match_of(*events: Event) -> Match:
    match: Match = folded(MATCH, *events)
    return match


def flag_codes(*events: Event, moment: datetime = SUMMER) -> set[str]:
    return codes(match_flags(*events), moment)


def test_a_review_holds_both_views_and_the_next_one_is_twelve_weeks_on() -> None:
    given(*KNOWN, *RUNNING).when(REVIEW, SUMMER).then(HELD)


def test_the_next_review_may_be_agreed_for_another_day() -> None:
    sooner = msgspec.structs.replace(REVIEW, next_review_on=date(2026, 7, 1))

    given(*RUNNING).when(sooner, SUMMER).then(
        msgspec.structs.replace(HELD, next_review_on=date(2026, 7, 1))
    )


def test_a_look_in_the_first_four_weeks_does_not_stand_for_the_first_review() -> None:
    early = msgspec.structs.replace(REVIEW, at=ACTIVATED.at + timedelta(days=27))
    in_time = msgspec.structs.replace(REVIEW, at=ACTIVATED.at + timedelta(days=28))

    given(*RUNNING).when(early, SUMMER).then(
        msgspec.structs.replace(HELD, at=early.at, next_review_on=date(2026, 6, 11))
    )
    given(*RUNNING).when(in_time, SUMMER).then(
        msgspec.structs.replace(HELD, at=in_time.at, next_review_on=date(2026, 8, 20))
    )


def test_a_side_without_words_was_not_heard() -> None:
    alone = msgspec.structs.replace(REVIEW, peers_view=" ")

    given(*RUNNING).when(alone, SUMMER).then(
        msgspec.structs.replace(HELD, peers_view=" ", heard=(Side.PERSON,))
    )


def test_a_review_is_recorded_at_any_stage() -> None:
    for events in ((PROPOSED,), (*RUNNING, ENDING), (*RUNNING, ENDED), (PROPOSED, DAVIE_SAID_NO)):
        review = msgspec.structs.replace(REVIEW, next_review_on=date(2026, 9, 1))
        given(*KNOWN, MORAG_DIED, *events).when(review, SUMMER).then(HELD)


def test_telling_of_the_same_review_twice_changes_nothing() -> None:
    given(*RUNNING, HELD).when(REVIEW, SUMMER).then_nothing()
    other_end = msgspec.structs.replace(REVIEW, decision=ReviewDecision.CHANGE)
    given(*RUNNING, HELD).when(other_end, SUMMER).then(
        msgspec.structs.replace(HELD, decision=ReviewDecision.CHANGE)
    )
    other_day = msgspec.structs.replace(REVIEW, next_review_on=date(2026, 7, 1))
    given(*RUNNING, HELD).when(other_day, SUMMER).then(
        msgspec.structs.replace(HELD, next_review_on=date(2026, 7, 1))
    )


def test_a_review_may_begin_the_ending() -> None:
    end = msgspec.structs.replace(
        REVIEW, decision=ReviewDecision.END, planned_last=date(2026, 7, 10)
    )
    held = msgspec.structs.replace(HELD, decision=ReviewDecision.END)
    started = EndingStarted(
        match=THEIRS, person=MORAG, peer=DAVIE, planned_last=date(2026, 7, 10), at=JUNE
    )

    given(*RUNNING).when(end, SUMMER).then(held, started)
    given(*RUNNING, ENDING).when(end, SUMMER).then(held)
    given(*RUNNING, ENDED).when(end, SUMMER).then(held)


def test_a_last_day_belongs_to_an_ending() -> None:
    given(*RUNNING).when(
        msgspec.structs.replace(REVIEW, planned_last=date(2026, 7, 10)), SUMMER
    ).then_refused(NotAboutAnEnding, field="planned_last")


@pytest.mark.parametrize("field", ["next_review_on", "planned_last"])
def test_what_is_to_come_lies_after_the_review(field: str) -> None:
    gone = msgspec.structs.replace(REVIEW, decision=ReviewDecision.END, **{field: date(2026, 6, 8)})

    given(*RUNNING).when(gone, SUMMER).then_refused(ImpossibleTerms, field=field)


def test_a_review_has_happened_and_is_of_a_match_that_is_there() -> None:
    given(*RUNNING).when(REVIEW).then_refused(NotYetHappened, field="at")
    given(*KNOWN).when(REVIEW, SUMMER).then_refused(UnknownMatch)


# --- When it is due ---


def test_the_first_review_is_due_as_agreed_and_the_next_as_the_last_one_said() -> None:
    assert match_of(*RUNNING).review_due_on(NOW) == WRITTEN.review_on
    assert match_of(*RUNNING, HELD).review_due_on(SUMMER) == HELD.next_review_on
    assert match_of(*RUNNING, HELD).review_due_on(on(6, 8)) == WRITTEN.review_on


def test_without_agreed_terms_the_first_review_is_due_in_six_weeks() -> None:
    assert match_of(PROPOSED, ACTIVATED).review_due_on(NOW) == date(2026, 6, 11)


def test_newer_terms_say_anew_when_to_look() -> None:
    anew = msgspec.structs.replace(WRITTEN, version=2, review_on=date(2026, 7, 15), at=on(6, 15))
    both = (signed(side, version=2, at=on(6, 15)) for side in Side)

    assert match_of(*RUNNING, HELD, anew, *both).review_due_on(SUMMER) == date(2026, 7, 15)


def test_no_review_is_due_before_the_start_or_after_the_end() -> None:
    assert match_of(*RUNNING).review_due_on(on(4, 29)) is None
    assert match_of(*RUNNING, ENDED).review_due_on(SUMMER) is None


def test_a_review_is_late_from_the_day_after_it_was_due() -> None:
    flags = match_flags(*RUNNING)

    assert first_stands(flags, "REVIEW_DUE") == start_of(date(2026, 6, 11))
    assert "REVIEW_DUE" not in flag_codes(*RUNNING, HELD)
    assert "REVIEW_DUE" in flag_codes(*RUNNING, HELD, moment=on(9, 2))
    assert "REVIEW_DUE" not in flag_codes(*RUNNING, ENDED)
    assert "REVIEW_DUE" not in flag_codes(*RUNNING, MORAG_DIED)


def test_a_review_planned_later_than_usual_is_worth_a_look() -> None:
    far = msgspec.structs.replace(WRITTEN, review_on=date(2026, 6, 12))
    later = msgspec.structs.replace(HELD, next_review_on=date(2026, 9, 2))

    assert "REVIEW_PLANNED_LATE" not in flag_codes(*RUNNING)
    assert "REVIEW_PLANNED_LATE" in flag_codes(*(far if e == WRITTEN else e for e in RUNNING))
    assert "REVIEW_PLANNED_LATE" not in flag_codes(*RUNNING, HELD)
    assert "REVIEW_PLANNED_LATE" in flag_codes(*RUNNING, later)


def test_a_review_without_both_views_asks_for_the_other() -> None:
    alone = msgspec.structs.replace(HELD, heard=(Side.PEER,))

    assert "REVIEW_ONE_SIDED" in flag_codes(*RUNNING, alone)
    assert "REVIEW_ONE_SIDED" not in flag_codes(*RUNNING, HELD)


def test_an_ending_that_was_decided_waits_to_be_started() -> None:
    to_end = msgspec.structs.replace(HELD, decision=ReviewDecision.END)
    started = msgspec.structs.replace(ENDING, at=on(6, 12))

    assert "ENDING_DECIDED" in flag_codes(*RUNNING, to_end)
    assert "ENDING_DECIDED" not in flag_codes(*RUNNING, to_end, started)
    assert "ENDING_DECIDED" not in flag_codes(*RUNNING, HELD)


def test_a_review_of_a_match_that_was_not_active_is_out_of_place() -> None:
    assert "REVIEWED_OUTSIDE_MATCH" in flag_codes(PROPOSED, HELD)
    assert "REVIEWED_OUTSIDE_MATCH" in flag_codes(*RUNNING, ENDED, HELD)
    assert "REVIEWED_OUTSIDE_MATCH" not in flag_codes(*RUNNING, HELD)


def test_what_is_recorded_after_a_death_is_taken_and_told() -> None:
    assert "RECORDED_AFTER_DEATH" in flag_codes(*RUNNING, MORAG_DIED, HELD)
    before = msgspec.structs.replace(HELD, at=on(4, 30, 12))
    assert "RECORDED_AFTER_DEATH" not in flag_codes(*RUNNING, MORAG_DIED, before)
