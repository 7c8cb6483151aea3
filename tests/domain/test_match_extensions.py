"""Going on for longer than planned, and what has to come first."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import msgspec
import pytest

from domain.decider import Event, Refusal
from domain.match import (
    MATCH,
    AgreeMatch,
    EndingHasStarted,
    EndNeedsExtension,
    ExtendMatch,
    ExtensionTooLong,
    ImpossibleTerms,
    ManagerMustDecide,
    MatchExtended,
    MatchIsOver,
    MatchNotActive,
    MatchPaused,
    MayNotDecide,
    MovingOnMissing,
    NoPlannedEnd,
    NotReviewedLately,
    ReasonMissing,
    ReviewDecision,
    Side,
    Stage,
    UnknownMatch,
    VarietyNotOffered,
    VarietyOfPeersOffered,
)
from domain.people import StaffId
from domain.person import PersonHasDied
from domain.service import Duty
from tests.domain.cast import DAVIE, FRASER, ISLA, MORAG, MORAG_DIED, SHONA, named, on
from tests.domain.decisions import Asked, folded, given
from tests.domain.test_match import (
    AGREE,
    ENDED,
    ENDING,
    KNOWN,
    READY_TO_START,
    RUNNING,
    SIGNED_AT,
    THEIRS,
    WRITTEN,
    signed,
)
from tests.domain.test_match_reviews import HELD, flag_codes

OCTOBER = on(10, 1)
FRASER_MANAGES = named(FRASER, Duty.MANAGER)
REVIEWED = msgspec.structs.replace(HELD, decision=ReviewDecision.EXTEND, at=on(9, 20))
VARIETY = VarietyOfPeersOffered(person=MORAG, match=THEIRS, accepted=False, at=on(9, 20))
PLANNED_END = date(2026, 10, 28)
MOST = 90
"""Half of the 181 days from 30 April to 28 October."""

EXTENDED = MatchExtended(
    match=THEIRS,
    person=MORAG,
    peer=DAVIE,
    new_end=PLANNED_END + timedelta(days=MOST),
    reason="The second hill.",
    decided_by=ISLA,
    variety_offered=True,
    moving_on="The walking group.",
    at=OCTOBER,
)
EXTEND = ExtendMatch(
    match=THEIRS,
    new_end=EXTENDED.new_end,
    reason="The second hill.",
    moving_on="The walking group.",
    decided_by=ISLA,
)
BEFORE = (*KNOWN, FRASER_MANAGES, *RUNNING, REVIEWED, VARIETY)


def extending(*events: Event, **changes: object) -> Asked:
    return given(*events).when(msgspec.structs.replace(EXTEND, **changes), OCTOBER)


def without(*left_out: Event) -> Sequence[Event]:
    return [event for event in BEFORE if event not in left_out]


def test_a_match_may_be_extended_by_half_of_its_plan() -> None:
    extending(*BEFORE).then(EXTENDED)


def test_one_extension_adds_at_most_half_of_the_plan() -> None:
    extending(*BEFORE, new_end=EXTENDED.new_end + timedelta(days=1)).then_refused(
        ExtensionTooLong, "90 days", field="new_end"
    )


def test_half_is_half_of_the_first_plan_however_often_it_is_extended() -> None:
    first = msgspec.structs.replace(EXTENDED, at=on(9, 25))
    again = EXTENDED.new_end + timedelta(days=MOST)

    extending(*BEFORE, first, new_end=again, decided_by=FRASER).then(
        msgspec.structs.replace(EXTENDED, new_end=again, decided_by=FRASER)
    )
    extending(*BEFORE, first, new_end=again + timedelta(days=1), decided_by=FRASER).then_refused(
        ExtensionTooLong
    )


def test_a_second_extension_is_the_managers_decision() -> None:
    first = msgspec.structs.replace(EXTENDED, at=on(9, 25))
    again = EXTENDED.new_end + timedelta(days=10)

    extending(*BEFORE, first, new_end=again).then_refused(ManagerMustDecide, field="decided_by")


@pytest.mark.parametrize("nobody", [SHONA, StaffId("nobody")])
def test_a_coordinator_or_manager_decides(nobody: StaffId) -> None:
    extending(*BEFORE, decided_by=nobody).then_refused(MayNotDecide, field="decided_by")
    extending(*BEFORE, decided_by=FRASER).then(msgspec.structs.replace(EXTENDED, decided_by=FRASER))


@pytest.mark.parametrize(
    ("at", "refused"),
    [
        (OCTOBER - timedelta(days=56), False),
        (OCTOBER - timedelta(days=56, microseconds=1), True),
        (OCTOBER, False),
    ],
)
def test_a_review_in_the_last_eight_weeks_comes_first(at: datetime, refused: bool) -> None:
    reviewed = msgspec.structs.replace(REVIEWED, at=at)

    asked = extending(*without(REVIEWED), reviewed)
    if refused:
        asked.then_refused(NotReviewedLately)
    else:
        asked.then(EXTENDED)
    extending(*without(REVIEWED)).then_refused(NotReviewedLately)


def test_other_peers_are_offered_once_before_any_extension() -> None:
    at_all = msgspec.structs.replace(VARIETY, match=None, accepted=None, at=on(2, 20))

    extending(*without(VARIETY)).then_refused(VarietyNotOffered)
    extending(*without(VARIETY), at_all).then(EXTENDED)


@pytest.mark.parametrize(
    ("field", "kind"), [("reason", ReasonMissing), ("moving_on", MovingOnMissing)]
)
def test_an_extension_says_why_and_what_comes_after_it(field: str, kind: type[Refusal]) -> None:
    for said in ("", " "):
        extending(*BEFORE, **{field: said}).then_refused(kind, field=field)


def test_a_new_end_lies_after_the_planned_one() -> None:
    extending(*BEFORE, new_end=PLANNED_END).then_refused(ImpossibleTerms, field="new_end")


def test_a_match_without_a_planned_end_is_carried_by_reviews() -> None:
    open_ended = [
        msgspec.structs.replace(each, planned_end=None) if each == WRITTEN else each
        for each in BEFORE
    ]

    extending(*open_ended).then_refused(NoPlannedEnd)


def test_only_an_active_match_is_extended() -> None:
    paused = MatchPaused(match=THEIRS, person=MORAG, peer=DAVIE, for_safety=False, at=on(9, 30))
    not_started = (*KNOWN, FRASER_MANAGES, *READY_TO_START, REVIEWED, VARIETY)

    extending(*KNOWN).then_refused(UnknownMatch)
    extending(*not_started).then_refused(MatchNotActive)
    extending(*BEFORE, paused).then_refused(MatchNotActive)
    extending(*BEFORE, ENDING).then_refused(EndingHasStarted)
    extending(*BEFORE, ENDED).then_refused(MatchIsOver)


def test_nothing_is_extended_after_a_death() -> None:
    extending(*BEFORE, MORAG_DIED).then_refused(PersonHasDied)


def test_extending_to_the_same_day_twice_changes_nothing() -> None:
    extending(*BEFORE, msgspec.structs.replace(EXTENDED, at=on(9, 25))).then_nothing()


def test_an_extended_match_goes_on_as_active_until_the_new_end() -> None:
    match = folded(MATCH, *RUNNING, EXTENDED)

    assert match.stage_at(OCTOBER) is Stage.ACTIVE
    assert match.planned_end_at(on(9, 30)) == PLANNED_END
    assert match.planned_end_at(OCTOBER) == EXTENDED.new_end
    assert match.planned_days_at(OCTOBER) == 181
    assert match.planned_days_at(on(4, 29)) is None


# --- New terms are not a way around it ---

AGREE_ANEW = msgspec.structs.replace(AGREE, at=on(6, 1), accepted_by=())


def agreeing(planned_end: date | None, *events: Event) -> Asked:
    anew: AgreeMatch = msgspec.structs.replace(AGREE_ANEW, planned_end=planned_end)
    return given(*KNOWN, *(events or RUNNING)).when(anew, OCTOBER)


def test_new_terms_cannot_put_off_the_planned_end_once_support_has_begun() -> None:
    agreeing(PLANNED_END + timedelta(days=1)).then_refused(EndNeedsExtension, field="planned_end")


@pytest.mark.parametrize("said", [None, PLANNED_END, date(2026, 8, 1)])
def test_new_terms_keep_the_planned_end_or_bring_it_forward(said: date | None) -> None:
    agreeing(said).then(
        msgspec.structs.replace(
            WRITTEN,
            version=2,
            planned_end=said or PLANNED_END,
            review_on=date(2026, 7, 13),
            at=on(6, 1),
        )
    )


def test_before_the_start_a_later_end_is_only_another_plan() -> None:
    later = PLANNED_END + timedelta(days=30)

    agreeing(later, *READY_TO_START).then(
        msgspec.structs.replace(
            WRITTEN, version=2, planned_end=later, review_on=date(2026, 7, 13), at=on(6, 1)
        )
    )


def test_an_end_brought_forward_is_the_planned_end_from_then_on() -> None:
    sooner = msgspec.structs.replace(WRITTEN, version=2, planned_end=date(2026, 8, 1), at=on(6, 1))
    both = (signed(side, version=2, at=on(6, 2)) for side in Side)
    match = folded(MATCH, *RUNNING, sooner, *both)

    assert match.planned_end_at(SIGNED_AT) == PLANNED_END
    assert match.planned_end_at(on(6, 2)) == date(2026, 8, 1)
    assert match.planned_days_at(on(6, 2)) == 181


# --- The plan runs out ---


def test_at_three_quarters_of_the_plan_the_ending_is_to_be_talked_about() -> None:
    at_three_quarters = on(4, 30) + timedelta(days=136)

    assert "ENDING_TO_TALK_ABOUT" in flag_codes(*RUNNING, moment=at_three_quarters)
    day_before = at_three_quarters - timedelta(days=1)
    assert "ENDING_TO_TALK_ABOUT" not in flag_codes(*RUNNING, moment=day_before)
    assert "ENDING_TO_TALK_ABOUT" not in flag_codes(*RUNNING, ENDING, moment=at_three_quarters)
    assert "ENDING_TO_TALK_ABOUT" not in flag_codes(*RUNNING, EXTENDED, moment=on(10, 10))
    assert "ENDING_TO_TALK_ABOUT" in flag_codes(*RUNNING, EXTENDED, moment=on(11, 25))


def test_after_the_planned_end_the_match_is_ending_or_extended() -> None:
    after = on(10, 29)

    assert "PLANNED_END_PASSED" in flag_codes(*RUNNING, moment=after)
    assert "PLANNED_END_PASSED" not in flag_codes(*RUNNING, moment=on(10, 28))
    assert "PLANNED_END_PASSED" not in flag_codes(*RUNNING, EXTENDED, moment=after)
    assert "PLANNED_END_PASSED" not in flag_codes(*RUNNING, ENDING, moment=after)
    assert "ENDING_TO_TALK_ABOUT" not in flag_codes(*RUNNING, moment=after)


def test_an_extension_without_other_peers_offered_is_told() -> None:
    unoffered = msgspec.structs.replace(EXTENDED, variety_offered=False)

    assert "EXTENDED_WITHOUT_VARIETY" in flag_codes(*RUNNING, unoffered, moment=OCTOBER)
    assert "EXTENDED_WITHOUT_VARIETY" not in flag_codes(*RUNNING, EXTENDED, moment=OCTOBER)
