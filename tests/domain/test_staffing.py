"""Staffed hours and cover on call: when nobody is watching, and that a session has cover."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.decider import Refusal
from domain.people import StaffId
from domain.service import Service, UnknownStaff
from domain.staffing import (
    STAFFING,
    ArrangeOnCallCover,
    NoSuchCover,
    NotANumberOnCall,
    NotAStretchOnCall,
    NotHoursOfADay,
    OnCallCoverArranged,
    OnCallCoverWithdrawn,
    SetStaffedHours,
    StaffedHoursSet,
    StaffingCommand,
    WithdrawOnCallCover,
)
from projections.watching import unwatched
from tests.domain.cast import ISLA, MACHAIR, on
from tests.domain.decisions import NOW, SERVICE_ID, folded, given

SCOTLAND = ZoneInfo("Europe/London")
TICK = timedelta(microseconds=1)
HOURS = StaffedHoursSet(
    service=SERVICE_ID, days=(0, 1, 2, 3, 4), opens=time(9), closes=time(17), at=on(1, 9)
)


def local(month: int, day: int, hour: int, minute: int = 0, *, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SCOTLAND).astimezone(UTC)


def on_call(starts_at: datetime, ends_at: datetime) -> OnCallCoverArranged:
    return OnCallCoverArranged(
        service=SERVICE_ID,
        staff=ISLA,
        number="0131 496 0001",
        starts_at=starts_at,
        ends_at=ends_at,
        at=on(1, 10),
    )


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        (local(3, 27, 9), local(3, 27, 17)),  # the Friday before the clocks go forward
        (local(3, 30, 9), local(3, 30, 17)),  # and the Monday after
        (local(10, 23, 9), local(10, 23, 17)),
        (local(10, 26, 9), local(10, 26, 17)),
    ],
)
def test_hours_are_by_the_clock_of_scotland_to_the_moment(
    opens: datetime, closes: datetime
) -> None:
    staffing = folded(STAFFING, HOURS)

    assert not staffing.staffed_at(opens - TICK)
    assert staffing.staffed_at(opens)
    assert staffing.staffed_at(closes - TICK)
    assert not staffing.staffed_at(closes)


@pytest.mark.parametrize(
    ("moment", "again"),
    [
        (local(5, 5, 8), local(5, 5, 9)),
        (local(5, 8, 17), local(5, 11, 9)),  # a Friday evening: until Monday
        (local(3, 27, 18), local(3, 30, 9)),  # over the change of the clocks
        (local(12, 24, 17), local(12, 29, 9)),  # Christmas, and Boxing Day made up on Monday
        (local(12, 31, 18), local(1, 5, 9, year=2027)),  # 1 January, and 2 January made up
        (local(11, 30, 10), local(12, 1, 9)),  # St Andrew's Day
    ],
)
def test_nobody_is_watching_until_the_next_staffed_hours(moment: datetime, again: datetime) -> None:
    staffing = folded(STAFFING, HOURS)

    assert not staffing.staffed_at(moment)
    assert staffing.staffed_again_at(moment) == again


def test_until_hours_are_said_nobody_is_taken_to_be_watching() -> None:
    said = unwatched(folded(STAFFING), Service(), NOW)

    assert said is not None
    assert "999" in said


def test_what_is_said_names_until_when_and_whom_to_call() -> None:
    cover = on_call(local(5, 8, 17), local(5, 11, 9))
    staffing = folded(STAFFING, HOURS, cover)

    assert unwatched(staffing, Service(), local(5, 8, 16, 59)) is None
    assert unwatched(staffing, Service(), local(5, 8, 17)) == (
        "Nobody is watching this now until Monday 11 May, 9am. "
        "In danger call 999, on call 0131 496 0001, NHS 24 111."
    )


@pytest.mark.parametrize(
    ("begins", "ends", "covered"),
    [
        (local(5, 5, 9), local(5, 5, 17), True),
        (local(5, 5, 8, 59), local(5, 5, 10), False),
        (local(5, 5, 16), local(5, 5, 19), True),  # hours, then on call
        (local(5, 5, 16), local(5, 5, 20, 1), False),
        (local(5, 5, 21), local(5, 5, 22), False),
    ],
)
def test_a_stretch_is_covered_where_somebody_is_there_all_the_way(
    begins: datetime, ends: datetime, *, covered: bool
) -> None:
    staffing = folded(STAFFING, HOURS, on_call(local(5, 5, 17), local(5, 5, 20)))

    assert staffing.covers(begins, ends) is covered


def test_cover_that_is_withdrawn_is_not_there() -> None:
    cover = on_call(local(5, 5, 17), local(5, 5, 20))
    withdrawn = OnCallCoverWithdrawn(
        service=SERVICE_ID, staff=ISLA, starts_at=cover.starts_at, at=NOW
    )
    given(*MACHAIR, HOURS, cover).when(
        WithdrawOnCallCover(service=SERVICE_ID, staff=ISLA, starts_at=cover.starts_at)
    ).then(withdrawn)

    assert folded(STAFFING, HOURS, cover, withdrawn).cover == ()


COVER = ArrangeOnCallCover(
    service=SERVICE_ID,
    staff=ISLA,
    number="0131 496 0001",
    starts_at=local(5, 5, 17),
    ends_at=local(5, 5, 20),
)
WEEKDAYS = SetStaffedHours(service=SERVICE_ID, days=(4, 3, 2, 1, 0), opens=time(9), closes=time(17))


def test_hours_and_cover_are_said_once() -> None:
    given(*MACHAIR, HOURS).when(WEEKDAYS).then_nothing()
    given(*MACHAIR, on_call(local(5, 5, 17), local(5, 5, 20))).when(COVER).then_nothing()


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (SetStaffedHours(service=SERVICE_ID, days=(7,), opens=time(9), closes=time(17)),
         NotHoursOfADay),
        (SetStaffedHours(service=SERVICE_ID, days=(1, 1), opens=time(9), closes=time(17)),
         NotHoursOfADay),
        (SetStaffedHours(service=SERVICE_ID, days=(1,), opens=time(9), closes=time(9)),
         NotHoursOfADay),
        (ArrangeOnCallCover(service=SERVICE_ID, staff=StaffId("nobody"), number="1",
                            starts_at=COVER.starts_at, ends_at=COVER.ends_at), UnknownStaff),
        (ArrangeOnCallCover(service=SERVICE_ID, staff=ISLA, number="the office",
                            starts_at=COVER.starts_at, ends_at=COVER.ends_at), NotANumberOnCall),
        (ArrangeOnCallCover(service=SERVICE_ID, staff=ISLA, number="1",
                            starts_at=COVER.ends_at, ends_at=COVER.starts_at), NotAStretchOnCall),
        (WithdrawOnCallCover(service=SERVICE_ID, staff=ISLA, starts_at=COVER.starts_at),
         NoSuchCover),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_name(
    command: StaffingCommand, refusal: type[Refusal]
) -> None:
    given(*MACHAIR).when(command).then_refused(refusal)


def test_a_day_of_the_weekend_may_be_staffed() -> None:
    saturdays = StaffedHoursSet(
        service=SERVICE_ID, days=(5,), opens=time(10), closes=time(12), at=on(1, 9)
    )

    assert folded(STAFFING, saturdays).staffed_at(local(5, 9, 11))
    assert folded(STAFFING, saturdays).hours.on(date(2026, 5, 8)) is None
