"""Acknowledging, commenting and contesting: who may say what, and what is said no to."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from domain.decider import Event, Position
from domain.indicators import (
    AcknowledgeIndicator,
    CommentOnIndicator,
    ContestIndicator,
    IndicatorAcknowledged,
    IndicatorAction,
    IndicatorCode,
    IndicatorCommentedOn,
    IndicatorContested,
    IndicatorView,
)
from domain.indicators.acknowledging import decide as decided_by
from domain.indicators.acknowledging import gather
from domain.indicators.asking import (
    AcknowledgedByThePeer,
    ActNeedsAnAction,
    ActNeedsASecondPerson,
    BothSidesNotHeard,
    MayNotAcknowledge,
    NotAboutTheMatch,
    NothingRaised,
    QuietForTooLong,
    ReasonMissing,
)
from domain.match import Side, UnknownMatch
from domain.people import ActorId, MatchId, StaffId
from domain.periods import NotYetHappened, local_day
from domain.service import Duty
from tests.domain.cast import CATRIONA, DAVIE, FRASER, ISLA, MACHAIR, SHONA, named
from tests.domain.decisions import NOW, Past, given, in_order
from tests.domain.indicators.scene import (
    EARLY,
    IDS,
    THEIRS,
    active,
    boundary,
    days_back,
    goal,
    network,
    paused,
    postponed,
    rated,
    reviewed,
    sessions_on,
)

TODAY = local_day(NOW)  # Tuesday 5 May 2026
POSTPONED = IndicatorCode.ENDINGS_POSTPONED
RAISED_ON = date(2026, 4, 16)
STEADY = sessions_on(days_back(TODAY, *range(1, 60, 7)))
HERE: tuple[Event, ...] = (
    *MACHAIR,
    named(FRASER, Duty.MANAGER),
    *active(),
    *EARLY,
    *STEADY,
    postponed(date(2026, 4, 2), TODAY),
    postponed(RAISED_ON, TODAY),
)
SERIOUS = boundary(TODAY - timedelta(days=1), serious=True)
TOLD = "It was put off for a funeral."


def acknowledge(**more: object) -> AcknowledgeIndicator:
    values: dict[str, object] = {
        "indicator": POSTPONED,
        "acknowledged_by": ISLA,
        "view": IndicatorView.EXPECTED,
        "reason": TOLD,
    }
    return AcknowledgeIndicator(match=THEIRS, **(values | more))  # type: ignore[arg-type]


def acknowledged(**more: object) -> IndicatorAcknowledged:
    values: dict[str, object] = {
        "indicator": POSTPONED,
        "acknowledged_by": ISLA,
        "view": IndicatorView.EXPECTED,
        "reason": TOLD,
        "at": NOW,
    }
    return IndicatorAcknowledged(**IDS, **(values | more))  # type: ignore[arg-type]


def in_weeks(weeks: int) -> date:
    return TODAY + timedelta(weeks=weeks)


# --- Who may ---


@pytest.mark.parametrize("who", [ISLA, FRASER, SHONA])
def test_a_coordinator_manager_or_supervisor_says_what_they_make_of_it(who: StaffId) -> None:
    given(*HERE).when(acknowledge(acknowledged_by=who)).then(acknowledged(acknowledged_by=who))


@pytest.mark.parametrize("who", [CATRIONA, "nobody"])
def test_nobody_else_acknowledges(who: str) -> None:
    given(*HERE).when(acknowledge(acknowledged_by=who)).then_refused(
        MayNotAcknowledge, "Choose one", field="acknowledged_by"
    )


@pytest.mark.parametrize("field", ["acknowledged_by", "second"])
def test_the_peer_supporter_of_the_match_never_acknowledges(field: str) -> None:
    """Not even where they have a duty in the service."""
    too = named(StaffId(DAVIE), Duty.COORDINATOR)

    given(*HERE, too).when(acknowledge(**{field: StaffId(DAVIE)})).then_refused(
        AcknowledgedByThePeer, "may say what they think"
    )


def test_the_peer_supporter_cannot_acknowledge_in_somebody_elses_name() -> None:
    past = Past(in_order(HERE), NOW, by=ActorId(DAVIE))
    command = acknowledge()

    with pytest.raises(AcknowledgedByThePeer):
        decided_by(command, gather(command, past))


def test_a_second_person_is_of_the_service_too() -> None:
    given(*HERE).when(acknowledge(second="nobody")).then_refused(MayNotAcknowledge, field="second")


# --- What ---


def test_there_is_nothing_to_acknowledge_where_nothing_is_raised() -> None:
    given(*HERE).when(acknowledge(indicator=IndicatorCode.DURATION)).then_refused(
        NothingRaised, "nothing to acknowledge", field="indicator"
    )


@pytest.mark.parametrize("code", [IndicatorCode.SINGLE_SOURCE, IndicatorCode.FLAT_GOALS])
def test_what_only_a_key_can_judge_may_be_acknowledged(code: IndicatorCode) -> None:
    """The decision sees nothing of it, so it neither knows nor refuses."""
    long_ago = [*sessions_on(days_back(TODAY, *range(60, 110, 7)))]
    moved = (goal("walk"), rated("walk", date(2026, 1, 20), 2), rated("walk", date(2026, 5, 1), 9))
    events = (*HERE, *long_ago, network(TODAY - timedelta(days=1), 9), *moved)

    given(*events).when(acknowledge(indicator=code)).then(acknowledged(indicator=code))


@pytest.mark.parametrize("code", [IndicatorCode.PEER_LOAD, IndicatorCode.PEER_WELLBEING])
@pytest.mark.parametrize("kind", [AcknowledgeIndicator, ContestIndicator, CommentOnIndicator])
def test_what_is_the_peer_supporters_own_is_not_about_the_match(
    code: IndicatorCode, kind: type
) -> None:
    said = {"by": Side.PERSON} if kind is not AcknowledgeIndicator else {}
    command = (
        acknowledge(indicator=code)
        if kind is AcknowledgeIndicator
        else kind(match=THEIRS, indicator=code, **said)
    )

    given(*HERE).when(command).then_refused(NotAboutTheMatch, "supervision", field="indicator")


def test_a_match_that_nobody_proposed_has_no_indicators() -> None:
    given(*HERE).when(replace(acknowledge(), match=MatchId("none"))).then_refused(UnknownMatch)


def test_saying_the_same_again_on_the_same_day_records_nothing() -> None:
    given(*HERE, acknowledged()).when(acknowledge(reason="As I said.")).then_nothing()
    given(*HERE, acknowledged()).when(acknowledge(view=IndicatorView.USEFUL)).then(
        acknowledged(view=IndicatorView.USEFUL)
    )
    yesterday = acknowledged(at=NOW - timedelta(days=1))
    given(*HERE, yesterday).when(acknowledge()).then(acknowledged())


# --- Quiet ---


@pytest.mark.parametrize("days", [0, 1, 56])
def test_it_may_stay_off_the_list_for_up_to_56_days(days: int) -> None:
    until = TODAY + timedelta(days=days)

    given(*HERE).when(acknowledge(quiet_until=until)).then(acknowledged(quiet_until=until))


@pytest.mark.parametrize("days", [-1, 57])
def test_and_not_for_longer_nor_until_yesterday(days: int) -> None:
    given(*HERE).when(acknowledge(quiet_until=TODAY + timedelta(days=days))).then_refused(
        QuietForTooLong, "at most 56 days", field="quiet_until"
    )


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_quiet_needs_a_reason(reason: str | None) -> None:
    given(*HERE).when(acknowledge(quiet_until=in_weeks(1), reason=reason)).then_refused(
        ReasonMissing, "Say why", field="reason"
    )


def test_a_view_alone_needs_none() -> None:
    given(*HERE).when(acknowledge(reason=None)).then(acknowledged(reason=None))


# --- What asks to act today ---

ACTED = (*HERE, SERIOUS, paused(TODAY))
REST = Position(len(ACTED))
"""The entry of the pause."""


def quiet(**more: object) -> AcknowledgeIndicator:
    return acknowledge(indicator=IndicatorCode.BOUNDARY_SERIOUS, quiet_until=in_weeks(1), **more)


def test_what_asks_to_act_is_quieted_with_an_action_and_a_second_person() -> None:
    given(*ACTED).when(quiet(action_entry=REST, second=FRASER)).then(
        acknowledged(
            indicator=IndicatorCode.BOUNDARY_SERIOUS,
            quiet_until=in_weeks(1),
            action_entry=REST,
            second=FRASER,
        )
    )


@pytest.mark.parametrize("entry", [None, Position(1), Position(9_999)])
def test_not_without_the_entry_of_what_was_done(entry: Position | None) -> None:
    given(*ACTED).when(quiet(action_entry=entry, second=FRASER)).then_refused(
        ActNeedsAnAction, "Record what was done", field="action_entry"
    )


def test_what_was_done_before_it_was_raised_is_no_action_on_it() -> None:
    events = (*HERE, paused(TODAY - timedelta(days=9)), SERIOUS)
    command = quiet(action_entry=Position(len(HERE) + 1), second=FRASER)

    given(*events).when(command).then_refused(ActNeedsAnAction)


@pytest.mark.parametrize("second", [None, ISLA])
def test_not_by_one_person_alone(second: StaffId | None) -> None:
    given(*ACTED).when(quiet(action_entry=REST, second=second)).then_refused(
        ActNeedsASecondPerson, "second person", field="second"
    )


def test_nothing_else_of_such_a_match_is_quieted_alone_either() -> None:
    given(*HERE, SERIOUS).when(acknowledge(quiet_until=in_weeks(1))).then_refused(ActNeedsAnAction)


def test_a_view_that_quiets_nothing_needs_neither() -> None:
    said = acknowledged(indicator=IndicatorCode.BOUNDARY_SERIOUS, view=IndicatorView.USEFUL)
    command = acknowledge(indicator=IndicatorCode.BOUNDARY_SERIOUS, view=IndicatorView.USEFUL)

    given(*ACTED).when(command).then(said)


# --- Both sides first ---

DONE: dict[str, object] = {
    "view": IndicatorView.ACTED,
    "actions": (IndicatorAction.ENDING_PLANNED,),
}


def spoke(side: Side, on: date = RAISED_ON) -> IndicatorCommentedOn:
    return IndicatorCommentedOn(**IDS, indicator=POSTPONED, by=side, at=NOW - (TODAY - on))


def test_nothing_is_changed_before_both_sides_were_heard() -> None:
    given(*HERE).when(acknowledge(**DONE)).then_refused(
        BothSidesNotHeard, "each by themselves", field="view"
    )
    for side in Side:
        given(*HERE, spoke(side)).when(acknowledge(**DONE)).then_refused(BothSidesNotHeard)


def test_each_may_have_said_what_they_think() -> None:
    both = [spoke(side) for side in Side]

    given(*HERE, *both).when(acknowledge(**DONE)).then(acknowledged(**DONE))


def test_or_both_were_heard_in_a_review() -> None:
    heard = reviewed(TODAY - timedelta(days=2), in_weeks(12), *Side)
    one = reviewed(TODAY - timedelta(days=2), in_weeks(12), Side.PERSON)

    given(*HERE, heard).when(acknowledge(**DONE)).then(acknowledged(**DONE))
    given(*HERE, one).when(acknowledge(**DONE)).then_refused(BothSidesNotHeard)


def test_what_they_said_before_it_was_raised_was_about_something_else() -> None:
    before = [spoke(side, date(2026, 4, 1)) for side in Side]

    given(*HERE, *before).when(acknowledge(**DONE)).then_refused(BothSidesNotHeard)


# --- The two themselves ---


@pytest.mark.parametrize("side", list(Side))
def test_either_side_may_see_it_differently(side: Side) -> None:
    words = {"persons_words": "No."} if side is Side.PERSON else {"peers_words": "No."}
    command = ContestIndicator(match=THEIRS, indicator=POSTPONED, by=side, words="No.")

    given(*HERE).when(command).then(
        IndicatorContested(**IDS, indicator=POSTPONED, by=side, at=NOW, **words)  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("side", list(Side))
def test_either_side_may_say_what_they_think_without_a_word_being_needed(side: Side) -> None:
    command = CommentOnIndicator(match=THEIRS, indicator=POSTPONED, by=side)

    given(*HERE).when(command).then(
        IndicatorCommentedOn(**IDS, indicator=POSTPONED, by=side, at=NOW)
    )


def test_what_they_said_is_taken_though_nothing_is_raised() -> None:
    command = ContestIndicator(match=THEIRS, indicator=IndicatorCode.DURATION, by=Side.PERSON)

    given(*HERE).when(command).then(
        IndicatorContested(**IDS, indicator=IndicatorCode.DURATION, by=Side.PERSON, at=NOW)
    )


def test_what_lies_in_the_future_was_not_said() -> None:
    command = ContestIndicator(
        match=THEIRS, indicator=POSTPONED, by=Side.PERSON, at=NOW + timedelta(days=1)
    )

    given(*HERE).when(command).then_refused(NotYetHappened, field="at")
