"""Clocks of a safeguarding concern, each at its edge, by the clock of Scotland."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from freezegun import freeze_time

from domain.definitions import with_numbers
from domain.flags import Flag, standing
from domain.folds import as_of, fold
from domain.people import ActorId, LinkedBreakId
from domain.safeguarding import (
    AcknowledgeConcern,
    AnswerNoFurtherAction,
    CloseConcern,
    ConsiderConcernDuties,
    KeepConcernWithin,
    NoteConcern,
    PassConcernOn,
    ProposeNoFurtherAction,
    RaiseConcern,
    RecordConcernAnswer,
    ReopenConcern,
    ReviewConcernPlan,
)
from domain.safeguarding.language import Answer, DutyOfService, PassedOnTo
from domain.safeguarding_flags import acknowledgement_due_at, flags_of_concern, report_due_at
from domain.service import SERVICE, StaffLeft
from tests.domain.decisions import SERVICE_ID, in_order
from tests.domain.worries import (
    ABOUT_CATRIONA,
    CONCERN,
    DAVIES,
    DEPUTY,
    ISLAS,
    OF_DAVIE,
    TAKE_ON,
    THINK,
    WORRY,
    Worry,
)

SCOTLAND = ZoneInfo("Europe/London")
TICK = timedelta(microseconds=1)
DANGER = RaiseConcern(in_danger=Answer.YES, words="He has tablets in front of him.")
REPORT = PassConcernOn(concern=CONCERN, recipient=PassedOnTo.COUNCIL_ASP, agreed=True)
NOTHING_MORE = ProposeNoFurtherAction(concern=CONCERN, words="She fell.", second=DEPUTY)


def local(month: int, day: int, hour: int = 12, minute: int = 0, *, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SCOTLAND).astimezone(UTC)


def told_at(moment: datetime, first: RaiseConcern = WORRY, by: ActorId = DAVIES) -> Worry:
    """A worry that was told then; what follows is done from the next minute on."""
    return Worry(now=moment).does(first, by=by)


def flags(worry: Worry) -> tuple[Flag, ...]:
    return flags_of_concern(worry.concern, fold(SERVICE, as_of(worry.events)))


def codes(worry: Worry, at: datetime) -> set[str]:
    return {flag.code for flag in standing(flags(worry), at)}


def stands_from(worry: Worry, code: str) -> datetime:
    """The first moment at which something is late: it is not so one microsecond before."""
    (since,) = {flag.since for flag in flags(worry) if flag.code == code}
    assert code not in codes(worry, since - TICK)
    assert code in codes(worry, since)
    return since


# --- taking it on ---


@pytest.mark.parametrize(
    ("first", "within"),
    [
        (WORRY, timedelta(hours=4)),
        (DANGER, timedelta(minutes=30)),
        (RaiseConcern(words="I do not know."), timedelta(minutes=30)),
    ],
    ids=["no danger", "danger", "not said"],
)
@pytest.mark.parametrize(
    "moment",
    [
        local(5, 5, 9),
        local(3, 29, 0, 40),  # the clocks go forward at one o'clock
        local(10, 25, 0, 40),  # and back at two
        local(12, 25, 3),  # a bank holiday, at night
        local(5, 9, 22),  # a Saturday
    ],
    ids=["weekday", "spring", "autumn", "Christmas", "Saturday"],
)
def test_a_worry_is_taken_on_within_hours_by_the_clock(
    first: RaiseConcern, within: timedelta, moment: datetime
) -> None:
    worry = told_at(moment, first)

    assert stands_from(worry, "CONCERN_TAKING_ON_LATE") == moment + within + TICK


def test_taking_it_on_in_the_last_moment_is_in_time() -> None:
    worry = told_at(local(5, 5, 9))
    worry.now = local(5, 5, 13)
    worry.does(TAKE_ON)

    late = [flag for flag in flags(worry) if flag.code == "CONCERN_TAKING_ON_LATE"]
    assert late == []


def test_an_hour_that_comes_twice_counts_twice() -> None:
    with freeze_time(local(10, 25, 0, 30)):
        raised_at = datetime.now(UTC)
    worry = told_at(raised_at)

    due_at = acknowledgement_due_at(worry.concern)
    assert due_at is not None
    assert due_at.astimezone(SCOTLAND).time() == datetime(2026, 10, 25, 3, 30).time()  # noqa: DTZ001


def test_taking_it_on_stops_no_other_clock() -> None:
    worry = told_at(local(5, 5, 9)).does(TAKE_ON)

    assert codes(worry, local(5, 5, 20)) == {"CONCERN_TO_DECIDE"}
    assert codes(worry, local(5, 6, 0)) == {"CONCERN_TO_DECIDE", "CONCERN_DECISION_LATE"}


# --- deciding on the same day ---


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        (local(5, 5, 9), date(2026, 5, 5)),
        (local(5, 9, 9), date(2026, 5, 9)),  # on a Saturday it is that Saturday
        (local(3, 29, 0, 30), date(2026, 3, 29)),  # a day of 23 hours
        (local(10, 25, 0, 30), date(2026, 10, 25)),  # a day of 25 hours
        (local(1, 1, 10, year=2027), date(2027, 1, 1)),  # a bank holiday
    ],
)
def test_it_is_reported_or_decided_on_the_same_local_day(moment: datetime, due: date) -> None:
    worry = told_at(moment).does(TAKE_ON)
    midnight = datetime(due.year, due.month, due.day, tzinfo=SCOTLAND) + timedelta(days=1)

    assert stands_from(worry, "CONCERN_DECISION_LATE") == midnight.astimezone(UTC)


def test_a_day_that_is_nearly_over_leaves_as_long_as_taking_it_on_may_last() -> None:
    assert report_due_at(told_at(local(5, 5, 23)).concern) == local(5, 6, 3)
    assert report_due_at(told_at(local(5, 5, 23), DANGER).concern) == local(5, 5, 23, 59) + (
        timedelta(minutes=1) - TICK
    )


def test_a_report_or_a_plan_settles_it() -> None:
    for settled in (
        REPORT,
        KeepConcernWithin(concern=CONCERN, words="Isla rings.", review_on=date(2026, 5, 9)),
    ):
        worry = told_at(local(5, 5, 9)).does(TAKE_ON, THINK, settled)
        assert "CONCERN_DECISION_LATE" not in codes(worry, local(5, 6))


def test_what_is_looked_at_again_has_its_own_day() -> None:
    worry = told_at(local(5, 5, 9)).does(
        TAKE_ON, THINK, REPORT, CloseConcern(concern=CONCERN, outcome="Seen to.", feedback="Done.")
    )
    worry.now = local(5, 12, 9)
    worry.does(ReopenConcern(concern=CONCERN, words="She rang again."))

    assert stands_from(worry, "CONCERN_DECISION_LATE") == local(5, 13, 0)


# --- two people; those outside ---


@pytest.mark.parametrize(
    ("moment", "late"),
    [
        (local(5, 5, 9), local(5, 7, 0)),  # Tuesday: until Wednesday is over
        (local(5, 8, 9), local(5, 12, 0)),  # Friday: until Monday is over
        (local(12, 24, 9), local(12, 30, 0)),  # 25, 26 (made up on 28) are holidays
        (local(12, 31, 9), local(1, 6, 0, year=2027)),  # so are 1 January and, made up, 2 January
    ],
)
def test_a_second_person_answers_within_one_working_day_of_scotland(
    moment: datetime, late: datetime
) -> None:
    worry = told_at(moment).does(TAKE_ON, THINK, NOTHING_MORE)

    assert stands_from(worry, "CONCERN_AGREEING_LATE") == late


def test_the_answer_of_the_second_person_settles_it() -> None:
    worry = told_at(local(5, 5, 9)).does(TAKE_ON, THINK, NOTHING_MORE)
    assert "CONCERN_TO_AGREE" in codes(worry, worry.now)

    worry.does(AnswerNoFurtherAction(concern=CONCERN, agrees=True), by=DEPUTY)
    assert codes(worry, local(5, 20)) == set()


def test_those_who_were_told_are_asked_after_five_working_days() -> None:
    worry = told_at(local(4, 1, 9)).does(TAKE_ON, THINK, REPORT)  # before Good Friday

    assert stands_from(worry, "CONCERN_ANSWER_LATE") == local(4, 10, 0)  # Easter Monday is worked
    worry.does(RecordConcernAnswer(concern=CONCERN, words="They look into it."))
    assert "CONCERN_ANSWER_LATE" not in codes(worry, local(4, 20))


def test_a_report_without_agreement_needs_the_record_of_a_break() -> None:
    report = PassConcernOn(concern=CONCERN, recipient=PassedOnTo.POLICE)
    worry = told_at(local(5, 5, 9)).does(TAKE_ON, THINK, report)
    assert "CONCERN_REPORT_WITHOUT_RECORD" in codes(worry, worry.now)

    worry.does(NoteConcern(concern=CONCERN, linked_break=LinkedBreakId("b1")))
    assert "CONCERN_REPORT_WITHOUT_RECORD" not in codes(worry, worry.now)
    assert "CONCERN_REPORT_WITHOUT_RECORD" not in codes(
        told_at(local(5, 5, 9)).does(TAKE_ON, THINK, REPORT), local(5, 5, 10)
    )


def test_a_plan_is_looked_at_on_its_day() -> None:
    plan = KeepConcernWithin(concern=CONCERN, words="Isla rings.", review_on=date(2026, 10, 25))
    worry = told_at(local(10, 20, 9)).does(TAKE_ON, THINK, plan)

    assert stands_from(worry, "CONCERN_PLAN_TO_REVIEW") == local(10, 25, 0)
    assert stands_from(worry, "CONCERN_PLAN_REVIEW_LATE") == local(10, 26, 0)
    worry.does(ReviewConcernPlan(concern=CONCERN, words="It holds.", review_on=date(2026, 11, 2)))
    assert codes(worry, local(10, 30)) == set()
    assert codes(worry, local(11, 2)) == {"CONCERN_PLAN_TO_REVIEW"}


# --- somebody of the service ---


def test_what_follows_for_the_service_is_thought_of_within_a_working_day() -> None:
    worry = told_at(local(5, 8, 9), OF_DAVIE, ISLAS)  # a Friday
    assert stands_from(worry, "CONCERN_DUTIES_LATE") == local(5, 12, 0)

    first, *rest = DutyOfService
    worry.does(ConsiderConcernDuties(concern=CONCERN, duties=(first,), words="Covered."))
    assert "CONCERN_DUTIES_TO_CONSIDER" in codes(worry, worry.now)
    worry.does(ConsiderConcernDuties(concern=CONCERN, duties=tuple(rest), words="None needed."))
    assert not {"CONCERN_DUTIES_TO_CONSIDER", "CONCERN_DUTIES_LATE"} & codes(worry, local(5, 20))


def test_nothing_of_that_follows_where_it_is_about_nobody_of_the_service() -> None:
    assert not any(flag.code.startswith("CONCERN_DUTIES") for flag in flags(told_at(local(5, 5))))


def test_where_every_lead_is_one_whom_it_is_about_the_manager_is_asked() -> None:
    worry = told_at(local(5, 5, 9), RaiseConcern(about_staff=ABOUT_CATRIONA), ISLAS)
    assert "CONCERN_NOBODY_TO_LEAD" not in codes(worry, worry.now)

    left = StaffLeft(service=SERVICE_ID, staff="hamish", at=local(5, 5, 8))  # type: ignore[arg-type]
    worry.events = in_order([*(each.event for each in worry.events), left])
    assert "CONCERN_NOBODY_TO_LEAD" in codes(worry, worry.now)


def test_whoever_told_of_it_hears_back() -> None:
    silent = CloseConcern(concern=CONCERN, outcome="Seen to.")
    worry = told_at(local(5, 5, 9)).does(TAKE_ON, THINK, REPORT, silent)
    assert codes(worry, worry.now) == {"CONCERN_RAISER_NOT_TOLD"}

    unnamed = told_at(local(5, 5, 9), RaiseConcern(in_danger=Answer.NO, anonymous=True))
    unnamed.does(TAKE_ON, THINK, REPORT, silent)
    assert codes(unnamed, unnamed.now) == set()


def test_a_service_may_choose_shorter_times() -> None:
    chosen = with_numbers({"concern_acknowledged_within_hours": 2}, "ours")
    worry = told_at(local(5, 5, 9))

    assert acknowledgement_due_at(worry.concern, chosen) == local(5, 5, 11)


def test_taking_it_on_may_be_told_later_than_it_was_done() -> None:
    worry = told_at(local(5, 5, 9))
    worry.now = local(5, 5, 18)
    worry.does(AcknowledgeConcern(concern=CONCERN, at=local(5, 5, 10)))

    assert "CONCERN_TAKING_ON_LATE" not in codes(worry, local(5, 5, 19))
