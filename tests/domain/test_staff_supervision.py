"""Those who coordinate have supervision too: every four weeks while new, then every six."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from domain.flags import INSTANT, standing
from domain.people import StaffId
from domain.periods import NotALengthOfTime
from domain.service import (
    SERVICE,
    MayNotSupervise,
    StaffSupervisorAssigned,
    SupervisingOneself,
    UnknownService,
    UnknownStaff,
)
from domain.staff_supervision import (
    STAFF_SUPERVISION,
    RecordStaffSupervision,
    StaffSupervisionHeld,
    flags_of_staff_supervision,
)
from tests.domain.cast import HAMISH, ISLA, MACHAIR, SHONA, on
from tests.domain.decisions import NOW, SERVICE_ID, folded, given

HOLDS = StaffSupervisorAssigned(service=SERVICE_ID, staff=ISLA, supervisor=SHONA, at=on(1, 9))
HERE = (*MACHAIR, HOLDS)
RECORD = RecordStaffSupervision(service=SERVICE_ID, staff=ISLA, supervisor=SHONA, minutes=50)


def held(at: datetime = NOW) -> StaffSupervisionHeld:
    return StaffSupervisionHeld(service=SERVICE_ID, staff=ISLA, supervisor=SHONA, minutes=50, at=at)


def codes(moment: datetime, *held_at: datetime) -> set[str]:
    service = folded(SERVICE, *HERE)
    known = folded(STAFF_SUPERVISION, *map(held, held_at))
    return {
        flag.code
        for supervisor, flags in flags_of_staff_supervision(service, known)
        for flag in standing(flags, moment)
        if supervisor == SHONA
    }


def test_it_is_recorded_that_it_took_place_and_nothing_else() -> None:
    given(*HERE).when(RECORD).then(held())
    given(*HERE).when(msgspec.structs.replace(RECORD, staff=StaffId("nobody"))).then_refused(
        UnknownStaff, field="staff"
    )
    given(*HERE).when(msgspec.structs.replace(RECORD, supervisor=ISLA)).then_refused(
        SupervisingOneself, field="supervisor"
    )
    given(*HERE).when(msgspec.structs.replace(RECORD, supervisor=HAMISH)).then_refused(
        MayNotSupervise, field="supervisor"
    )
    given(*HERE).when(msgspec.structs.replace(RECORD, minutes=-1)).then_refused(NotALengthOfTime)
    given().when(RECORD).then_refused(UnknownService)


def test_it_is_due_after_four_weeks_while_new_and_late_after_two_more() -> None:
    """Named on 5 January: due on 2 February, late when 16 February is over."""
    assert set() == codes(datetime(2026, 2, 2, tzinfo=UTC) - INSTANT)
    assert {"STAFF_SUPERVISION_DUE"} == codes(datetime(2026, 2, 2, tzinfo=UTC))
    assert {"STAFF_SUPERVISION_DUE"} == codes(datetime(2026, 2, 17, tzinfo=UTC) - INSTANT)
    assert {"STAFF_SUPERVISION_DUE", "STAFF_SUPERVISION_LATE"} == codes(
        datetime(2026, 2, 17, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (datetime(2026, 3, 4, 10, tzinfo=UTC), datetime(2026, 3, 31, 23, tzinfo=UTC)),
        (datetime(2026, 4, 5, 10, tzinfo=UTC), datetime(2026, 5, 16, 23, tzinfo=UTC)),
        (datetime(2026, 9, 30, 10, tzinfo=UTC), datetime(2026, 11, 11, 0, tzinfo=UTC)),
    ],
)
def test_the_local_day_counts_across_the_change_of_the_clock(last: datetime, due: datetime) -> None:
    """Four weeks before 5 April, when the first three months are over, and six from then on."""
    assert set() == codes(due - INSTANT, last)
    assert {"STAFF_SUPERVISION_DUE"} == codes(due, last)
    assert set() == codes(due + timedelta(hours=1), last, due)
