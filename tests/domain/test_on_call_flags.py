"""A session planned for a time at which nobody is at work or on call is flagged, never refused."""

from datetime import datetime, time, timedelta

import msgspec
import pytest

from domain.decider import Event
from domain.flags import Flag
from domain.on_call_flags import flags_of_on_call
from domain.people import StaffId
from domain.session import SESSIONS
from domain.staffing import STAFFING, OnCallCoverArranged, StaffedHoursSet
from tests.domain.cast import ISLA, on
from tests.domain.decisions import SERVICE_ID, folded
from tests.domain.test_session import CALLED_OFF, HELD, PLANNED

WEEKDAYS = StaffedHoursSet(
    service=SERVICE_ID, days=(0, 1, 2, 3, 4), opens=time(9), closes=time(17), at=on(1, 9)
)
FRIDAY_CLOSING = datetime.fromisoformat("2026-05-08T16:00:00+00:00")
"""Five in the afternoon in Scotland."""
HOUR, TICK = timedelta(hours=1), timedelta(microseconds=1)


def planned_for(moment: datetime, minutes: int | None = 60) -> Event:
    return msgspec.structs.replace(PLANNED, planned_for=moment, minutes=minutes)


def on_call(starts_at: datetime, ends_at: datetime, staff: StaffId = ISLA) -> OnCallCoverArranged:
    return OnCallCoverArranged(
        service=SERVICE_ID,
        staff=staff,
        number="0131 496 0001",
        starts_at=starts_at,
        ends_at=ends_at,
        at=on(1, 10),
    )


def flags(*events: Event) -> list[Flag]:
    sessions, staffing = folded(SESSIONS, *events), folded(STAFFING, *events)
    return list(flags_of_on_call(sessions.values(), staffing))


@pytest.mark.parametrize(
    ("begins", "flagged"),
    [
        (FRIDAY_CLOSING - HOUR, False),  # over as the service closes
        (FRIDAY_CLOSING - HOUR + TICK, True),
        (FRIDAY_CLOSING + 18 * HOUR, True),  # a Saturday
    ],
)
def test_a_session_that_nobody_would_be_there_for_is_flagged(
    begins: datetime, *, flagged: bool
) -> None:
    found = flags(WEEKDAYS, planned_for(begins))

    assert [each.code for each in found] == (["NO_ON_CALL_COVER"] if flagged else [])


def test_cover_on_call_takes_the_flag_away() -> None:
    late = planned_for(FRIDAY_CLOSING)

    assert flags(WEEKDAYS, late)
    assert not flags(WEEKDAYS, late, on_call(FRIDAY_CLOSING, FRIDAY_CLOSING + HOUR))
    assert flags(WEEKDAYS, late, on_call(FRIDAY_CLOSING, FRIDAY_CLOSING + HOUR - TICK))


def test_a_service_that_never_said_its_hours_is_not_asked_for_cover() -> None:
    assert not flags(planned_for(FRIDAY_CLOSING))


def test_what_is_over_or_called_off_needs_no_cover() -> None:
    late = planned_for(FRIDAY_CLOSING)

    assert not flags(WEEKDAYS, late, HELD)
    assert not flags(WEEKDAYS, late, CALLED_OFF)
