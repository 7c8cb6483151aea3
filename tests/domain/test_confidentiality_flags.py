"""Clocks of a record about confidentiality, each at its edge; working days are Scotland's."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from freezegun import freeze_time

from domain.bank_holidays import BANK_HOLIDAYS
from domain.confidentiality.commands import CompleteBreakRecord, ConsiderBreak
from domain.confidentiality.commands_after import (
    AgreeBreakAction,
    AssessDataProtection,
    PutOffTelling,
    RecordBreakActionDone,
    RecordRegulatorTold,
    RecordToldOfAssessment,
    ReturnBreakRecord,
)
from domain.confidentiality.language import NotToldBecause, Trigger, YesNo
from domain.confidentiality_flags import flags_of_break
from domain.confidentiality_learning_flags import flags_of_actions
from domain.definitions import DEFAULTS, Definitions, with_numbers
from domain.flags import next_change, standing
from domain.folds import as_of, fold
from domain.people import ActorId
from domain.periods import is_working_day, working_days_after, working_days_between
from domain.service import SERVICE, StaffLeft
from tests import bank_holidays
from tests.domain.cast import ISLA, MORAG
from tests.domain.confidences import (
    AILSA,
    BREAK,
    COMPLETED,
    DECIDED_AT,
    EMERGENCY,
    KNOWN,
    NAIRN,
    ROSS,
    SHARED_AT,
    WRITTEN_AT,
    Night,
    proposed_by,
)
from tests.domain.decisions import SERVICE_ID
from tests.domain.test_confidentiality import (
    AFTER,
    CLOSE,
    DECIDED,
    LATER,
    LESSONS,
    NOT_TO,
    NOT_UPHELD,
    REVIEWED_AT,
    SHARED,
    TOLD,
    TOLD_AT,
    completed,
    judged,
    night_of_emergency,
    told,
)

SCOTLAND = ZoneInfo("Europe/London")
TICK = timedelta(microseconds=1)


def codes(night: Night, at: datetime, definitions: Definitions = DEFAULTS) -> set[str]:
    service = fold(SERVICE, as_of(night.events))
    flags = flags_of_break(night.record, service, definitions)
    return {flag.code for flag in standing(flags, at)}


def local(month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SCOTLAND)


def end_of_local(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 23, 59, 59, 999_999, tzinfo=SCOTLAND)


# --- Working days ---


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 5, 1), True),
        (date(2026, 5, 2), False),  # a Saturday
        (date(2026, 5, 4), False),  # early May holiday
        (date(2026, 4, 3), False),  # Good Friday
        (date(2026, 4, 6), True),  # Easter Monday is a holiday elsewhere
        (date(2026, 8, 3), False),  # the first Monday of August, in Scotland alone
        (date(2026, 8, 31), True),  # the last one is a holiday elsewhere
        (date(2026, 11, 30), False),  # St Andrew's Day
        (date(2027, 1, 4), False),  # the second of January, moved from a Saturday
        (date(2026, 12, 28), False),  # Boxing Day, moved from a Saturday
    ],
)
def test_a_working_day_is_one_in_scotland(day: date, works: bool) -> None:
    assert works is is_working_day(day)


@freeze_time("2040-02-29")
def test_what_is_written_down_of_bank_holidays_is_what_the_library_says() -> None:
    """If this fails: `python -m tests.bank_holidays`, then look at what changed."""
    assert bank_holidays.by_year() == BANK_HOLIDAYS


@pytest.mark.parametrize("day", [date(1980, 12, 25), date(2080, 1, 1)])
def test_a_year_that_is_not_written_down_is_worked_out(day: date) -> None:
    assert day.year not in BANK_HOLIDAYS
    assert not is_working_day(day)


def test_counting_working_days_loads_no_library() -> None:
    """It would load the holidays of every country, and a person would wait for it."""
    asked = (
        "import sys; from datetime import *; from domain.periods import *; "
        "working_days_after(datetime(2024, 5, 3, tzinfo=UTC), 30); "
        "print('holidays' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert "False" == ran.stdout.strip()


def test_working_days_do_not_depend_on_todays_date() -> None:
    assert end_of_local(5, 11) == working_days_after(DECIDED_AT, 5)
    assert working_days_between(DECIDED_AT, local(5, 8)) == 4


def test_a_working_day_ends_with_the_local_day_when_the_clocks_change() -> None:
    friday = datetime(2026, 3, 27, 12, tzinfo=UTC)  # the clocks go forward on the 29th
    thursday = datetime(2026, 10, 22, 12, tzinfo=UTC)  # and back on the 25th

    assert datetime(2026, 3, 30, 23, tzinfo=UTC) - TICK == working_days_after(friday, 1)
    assert datetime(2026, 10, 27, 0, tzinfo=UTC) - TICK == working_days_after(thursday, 2)


# --- Each clock at its edge ---


def test_thinking_about_it_has_a_day() -> None:
    night = Night()
    night.ask(ConsiderBreak(person=MORAG, trigger=Trigger.SEEN, at=DECIDED_AT), WRITTEN_AT)
    due = DECIDED_AT + timedelta(hours=24)

    assert codes(night, due - TICK) == {"BREAK_TO_DECIDE"}
    assert codes(night, due) == {"BREAK_TO_DECIDE", "BREAK_DECISION_LATE"}


def test_an_emergency_is_recorded_within_a_day() -> None:
    in_time, late = Night(), Night()
    in_time.ask(EMERGENCY, DECIDED_AT + timedelta(hours=24))
    late.ask(EMERGENCY, DECIDED_AT + timedelta(hours=24) + TICK)

    assert "BREAK_RECORDED_LATE" not in codes(in_time, LATER)
    assert "BREAK_RECORDED_LATE" in codes(late, LATER)


def test_a_record_is_completed_within_three_days_by_the_clock() -> None:
    night = night_of_emergency()
    due = SHARED_AT + timedelta(hours=72)

    assert "BREAK_TO_COMPLETE" in codes(night, WRITTEN_AT)
    assert "BREAK_COMPLETION_LATE" not in codes(night, due)
    assert "BREAK_COMPLETION_LATE" in codes(night, due + TICK)
    assert not {"BREAK_TO_COMPLETE", "BREAK_COMPLETION_LATE"} & codes(completed(), AFTER)


def test_three_days_by_the_clock_are_so_when_the_clocks_change() -> None:
    """72 hours from a night in October end an hour earlier by the clock on the wall."""
    decided_at = datetime(2026, 10, 24, 1, tzinfo=UTC)  # 2am on the eve of the change
    night = Night()
    command = msgspec.structs.replace(EMERGENCY, decided_at=decided_at, shared_at=decided_at)
    night.ask(command, decided_at)
    due = datetime(2026, 10, 27, 1, tzinfo=SCOTLAND)

    assert "BREAK_COMPLETION_LATE" not in codes(night, due)
    assert "BREAK_COMPLETION_LATE" in codes(night, due + TICK)


def test_they_are_told_within_two_working_days() -> None:
    night = completed()

    assert "TELLING_DUE" in codes(night, LATER)
    assert "TELLING_LATE" not in codes(night, end_of_local(5, 6))
    assert "TELLING_LATE" in codes(night, end_of_local(5, 6) + TICK)
    assert not {"TELLING_DUE", "TELLING_LATE"} & codes(told(), AFTER)


def test_what_was_put_off_is_looked_at_again_on_its_day() -> None:
    night = completed()
    put_off = PutOffTelling(
        break_id=BREAK,
        because=NotToldBecause.UNSAFE,
        words="He reads her letters.",
        look_again_on=date(2026, 5, 9),
    )
    night.ask(put_off, LATER)

    assert "TELLING_LATE" not in codes(night, AFTER)
    assert "TELLING_TO_LOOK_AT" not in codes(night, end_of_local(5, 8))
    assert "TELLING_TO_LOOK_AT" in codes(night, local(5, 9, 0))
    assert "TELLING_LOOK_LATE" in codes(night, end_of_local(5, 9) + TICK)
    night.ask(TOLD, local(5, 9, 15))
    assert "TELLING_LOOK_LATE" not in codes(night, AFTER)


def test_it_is_reviewed_within_five_working_days_and_then_the_chair_sees_to_it() -> None:
    night = told()

    assert "BREAK_REVIEW_DUE" in codes(night, TOLD_AT)
    assert "BREAK_REVIEW_LATE" not in codes(night, end_of_local(5, 11))
    assert "BREAK_REVIEW_LATE" in codes(night, end_of_local(5, 11) + TICK)
    assert not {"BREAK_REVIEW_DUE", "BREAK_REVIEW_LATE"} & codes(judged(), AFTER)


def test_a_record_that_nobody_completes_is_late_for_review_too() -> None:
    assert "BREAK_REVIEW_LATE" in codes(night_of_emergency(), end_of_local(5, 11) + TICK)


def test_a_decision_not_to_share_is_reviewed_within_five_working_days() -> None:
    night = Night()
    night.ask(msgspec.structs.replace(NOT_TO, at=DECIDED_AT), WRITTEN_AT)

    assert "BREAK_REVIEW_DUE" in codes(night, WRITTEN_AT)
    assert "BREAK_REVIEW_LATE" in codes(night, end_of_local(5, 11) + TICK)


def test_where_nobody_can_review_it_goes_to_the_chair_at_once() -> None:
    night = Night(
        *(StaffLeft(service=SERVICE_ID, staff=each, at=LATER) for each in (AILSA, ROSS, NAIRN))
    )
    night.ask(EMERGENCY, WRITTEN_AT)

    assert "BREAK_REVIEW_NOBODY" in codes(night, WRITTEN_AT)
    assert "BREAK_REVIEW_NOBODY" not in codes(night_of_emergency(), WRITTEN_AT)


def test_lessons_are_recorded_within_twenty_working_days() -> None:
    night = judged()

    assert "LESSONS_DUE" in codes(night, REVIEWED_AT)
    assert "LESSONS_LATE" not in codes(night, end_of_local(6, 2))
    assert "LESSONS_LATE" in codes(night, end_of_local(6, 2) + TICK)
    night.ask(LESSONS, AFTER)
    assert "LESSONS_DUE" not in codes(night, AFTER)
    assert "BREAK_TO_CLOSE" in codes(night, AFTER)
    night.ask(CLOSE, AFTER)
    assert codes(night, AFTER) == set()


def test_what_was_not_upheld_is_assessed_within_72_hours_of_the_verdict() -> None:
    night = judged(**NOT_UPHELD)
    due = REVIEWED_AT + timedelta(hours=72)

    assert "DATA_TO_ASSESS" in codes(night, REVIEWED_AT)
    assert "DATA_ASSESSMENT_LATE" not in codes(night, due)
    assert "DATA_ASSESSMENT_LATE" in codes(night, due + TICK)
    assess = AssessDataProtection(
        break_id=BREAK, assessed_by=ISLA, to_report=YesNo.NO, reasons="It reached nobody else."
    )
    night.ask(assess, due)
    assert not {"DATA_TO_ASSESS", "DATA_ASSESSMENT_LATE"} & codes(night, AFTER)


def test_whom_an_assessment_finds_is_told_within_the_same_clock() -> None:
    night = judged(**NOT_UPHELD)
    due = REVIEWED_AT + timedelta(hours=72)
    assessed_at = REVIEWED_AT + timedelta(hours=20)
    assessed = AssessDataProtection(
        break_id=BREAK,
        assessed_by=ISLA,
        to_report=YesNo.YES,
        to_tell=YesNo.YES,
        reasons="It went to the wrong ward.",
    )
    night.ask(assessed, assessed_at)

    assert {"REGULATOR_TO_TELL", "ASSESSMENT_TO_TELL"} <= codes(night, due)
    assert "REGULATOR_TOLD_LATE" not in codes(night, due)
    assert "REGULATOR_TOLD_LATE" in codes(night, due + TICK)
    assert "ASSESSMENT_TOLD_LATE" in codes(night, AFTER)
    night.ask(RecordRegulatorTold(break_id=BREAK), due + TICK)
    night.ask(RecordToldOfAssessment(break_id=BREAK), due + TICK)
    still = {"REGULATOR_TO_TELL", "REGULATOR_TOLD_LATE", "ASSESSMENT_TO_TELL"}
    assert not still & codes(night, due + 2 * TICK)


def test_an_action_stands_with_its_owner_until_it_is_done() -> None:
    night = judged()
    action = AgreeBreakAction(
        break_id=BREAK, words="A card with numbers", owner=ISLA, due_on=date(2026, 5, 22)
    )
    (agreed,) = night.ask(action, AFTER)

    assert "BREAK_ACTION_DUE" in codes(night, AFTER)
    assert {ISLA} == set(flags_of_actions(night.record))
    done = RecordBreakActionDone(break_id=BREAK, action=agreed.action)  # type: ignore[attr-defined]
    night.ask(done, AFTER + TICK)
    assert "BREAK_ACTION_DUE" not in codes(night, AFTER + TICK)


def test_an_action_is_late_when_its_day_has_passed() -> None:
    night = judged()
    action = AgreeBreakAction(
        break_id=BREAK, words="A card with numbers", owner=ISLA, due_on=date(2026, 5, 22)
    )
    night.ask(action, AFTER)

    assert "BREAK_ACTION_LATE" not in codes(night, end_of_local(5, 22))
    assert "BREAK_ACTION_LATE" in codes(night, end_of_local(5, 22) + TICK)


def test_what_was_given_back_waits_until_it_is_sent_again() -> None:
    night = judged()
    back = ReturnBreakRecord(break_id=BREAK, reviewer=ActorId(AILSA), words="Who was asked?")
    night.ask(back, REVIEWED_AT)
    assert "BREAK_GIVEN_BACK" in codes(night, REVIEWED_AT)
    night.ask(COMPLETED, AFTER)
    night.ask(CompleteBreakRecord(break_id=BREAK), AFTER)

    assert "BREAK_GIVEN_BACK" not in codes(night, AFTER)


def test_what_was_decided_and_not_carried_out_is_asked_about() -> None:
    night = Night()
    night.ask(msgspec.structs.replace(DECIDED, at=DECIDED_AT), WRITTEN_AT)

    assert "BREAK_NOT_CARRIED_OUT" in codes(night, LATER)
    night.ask(msgspec.structs.replace(SHARED, at=SHARED_AT), LATER)
    assert "BREAK_NOT_CARRIED_OUT" not in codes(night, LATER)


def test_sharing_against_or_without_a_decision_is_noticed() -> None:
    against, without = Night(), Night()
    against.ask(NOT_TO, DECIDED_AT)
    against.ask(SHARED, SHARED_AT)
    without.ask(ConsiderBreak(person=MORAG, trigger=Trigger.SEEN), DECIDED_AT)
    without.ask(SHARED, SHARED_AT)

    assert "SHARED_AGAINST_DECISION" in codes(against, LATER)
    assert "SHARED_UNDECIDED" in codes(without, LATER)


def test_each_service_has_its_own_clocks() -> None:
    hasty = with_numbers({"break_reviewed_within_working_days": 1}, "hasty")

    assert "BREAK_REVIEW_LATE" in codes(told(), end_of_local(5, 5) + TICK, hasty)


def test_nothing_changes_by_time_alone_before_it_says_so() -> None:
    """Between a moment and the next change, no flag comes or goes."""
    for night in (night_of_emergency(), completed(), told(), judged(**NOT_UPHELD)):
        service = fold(SERVICE, as_of(night.events))
        flags = flags_of_break(night.record, service)
        at = WRITTEN_AT
        while (change := next_change(flags, at)) is not None:
            assert {f.code for f in standing(flags, change - TICK)} == {
                f.code for f in standing(flags, at)
            }
            at = change


def test_opening_a_record_stops_no_clock() -> None:
    night = Night(proposed_by(ISLA))
    night.ask(EMERGENCY, WRITTEN_AT)
    night.ask(KNOWN, LATER)
    late = SHARED_AT + timedelta(hours=72) + TICK

    assert "BREAK_COMPLETION_LATE" in codes(night, late)
