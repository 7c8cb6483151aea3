"""Groups and courses (domain reference, 8.1)."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from domain.group_meetings import (
    GroupAttended,
    GroupMeetingHeld,
    GroupMemberJoined,
    GroupMemberLeft,
)
from domain.programme import ProgrammeCompleted
from domain.programme_places import (
    EnrolmentBooked,
    EnrolmentDropped,
    ProgrammeSessionAttended,
)
from tests.application.rates.bounds import Comparisons
from tests.application.rates.services import Told, days

MONTH = 30.44
ENOUGH = 4
SETTLED = timedelta(days=600)


def compare(services: Sequence[Told], made: Comparisons) -> None:
    """Every rate of groups and courses."""
    present: list[float] = []
    listed: list[float] = []
    joined, months = 0, 0.0
    for told in services:
        joins = [each.event.at for each in told.first(GroupMemberJoined)]
        leaves = [each.event.at for each in told.first(GroupMemberLeft)]
        came = Counter(each.event.meeting for each in told.first(GroupAttended))
        met = [each.event for each in told.first(GroupMeetingHeld)]
        if not met:
            continue
        joined += sum(at > told.opens + SETTLED for at in joins)
        months += days(told.opens + SETTLED, told.until) / MONTH
        for number, each in enumerate(met):
            if each.at > told.opens + SETTLED and number % 8 == 0:
                listed.append(
                    sum(at <= each.at for at in joins) - sum(at <= each.at for at in leaves)
                )
                present.append(came[each.meeting])
    made.count("New in a group a month", joined, months, 1.0)
    made.mean_between("On the list of a group", listed, 11, 17)
    made.mean_between("Of a group, who attend", present, 6.5, 9.5)
    _courses(services, made)


def _courses(services: Sequence[Told], made: Comparisons) -> None:
    booked: Counter[object] = Counter()
    started = completed = on_courses = 0
    for told in services:
        over = {each.event.programme for each in told.first(ProgrammeCompleted)}
        early = told.opens + SETTLED
        for each in told.first(EnrolmentBooked):
            if each.event.at < early:
                continue
            booked[each.event.programme] += each.event.programme in over
        dropped = sum(each.event.programme in over for each in told.first(EnrolmentDropped))
        sessions = Counter(
            (each.event.programme, each.event.person)
            for each in told.first(ProgrammeSessionAttended)
            if each.event.programme in over
        )
        started += len(sessions)
        completed += sum(number >= ENOUGH for number in sessions.values())
        on_courses += dropped
    full = [number for number in booked.values() if number]
    made.share("Courses with twelve booked", full.count(12), len(full), 1)
    made.share("Started of those booked", started, started + on_courses, 10 / 12)
    made.share("Completed of those who started", completed, started, 0.75)
