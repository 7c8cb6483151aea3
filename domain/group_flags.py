"""What is late or out of order about a group or a course (domain reference, 3.5 and 2.7)."""

from collections.abc import Iterator
from datetime import timedelta

from domain.concern_between_peers import Concern
from domain.definitions import DEFAULTS, Definitions
from domain.flags import Flag, days_after, first_of, kept
from domain.group import Group
from domain.group import Stage as GroupStage
from domain.group_meetings import Life, Membership
from domain.people import ConcernId
from domain.periods import local_day
from domain.programme import Programme
from domain.programme_places import Course
from domain.standard_flags import day_in_words


def flags_of_group(
    group: Group,
    life: Life,
    concerns: dict[ConcernId, Concern],
    definitions: Definitions = DEFAULTS,
) -> tuple[Flag, ...]:
    """What somebody should look at in a group."""
    found = [*_of_group(group, life), *_of_concerns(concerns, definitions)]
    return kept(iter(found))


def flags_of_programme(
    programme: Programme,
    course: Course,
    concerns: dict[ConcernId, Concern],
    definitions: Definitions = DEFAULTS,
) -> tuple[Flag, ...]:
    """What somebody should look at in a course."""
    found = [
        *_of_programme(programme, course, definitions),
        *_of_concerns(concerns, definitions),
    ]
    return kept(iter(found))


def _of_group(group: Group, life: Life) -> Iterator[Flag]:
    opened_at = next((at for at, turned in group.turns if turned is GroupStage.OPEN), None)
    if opened_at is not None and group.deputy is None:
        yield Flag(
            "GROUP_DEPUTY_MISSING",
            "Nobody deputises for the coordinator of this group. Name somebody.",
            opened_at,
            group.closed_at,
        )
    for since, until in group.unattended:
        met = [each.ended_at for each in life.meetings.values() if each.ended_at >= until]
        yield Flag(
            "GROUP_UNATTENDED",
            f"From {day_in_words(local_day(since))} to {day_in_words(local_day(until))} whoever "
            "was responsible for this group was no longer here. Ask who leads it how those days "
            "were.",
            since,
            first_of(*met, group.closed_at),
        )
    if opened_at is not None and group.leaders_too_few_since is not None:
        yield Flag(
            "LEADERS_TOO_FEW",
            "Fewer than two people lead this group, and nobody is on call. Name somebody.",
            max(opened_at, group.leaders_too_few_since),
            group.closed_at,
        )
    if opened_at is not None and group.gathering.venue_accessible is False:
        yield Flag(
            "VENUE_NOT_ACCESSIBLE",
            "The venue was found not to be accessible, and this group meets. Find another.",
            opened_at,
            group.closed_at,
        )
    for meeting_id, meeting in life.meetings.items():
        at = meeting.ended_at
        if group.stage_at(at) is not GroupStage.OPEN:
            yield Flag(
                "MET_WHEN_NOT_OPEN",
                "This group met when it was not open. Find out how that came about.",
                at,
            )
        if meeting.minutes is None:
            yield Flag(
                "MEETING_LENGTH_MISSING",
                "How long a meeting lasted is not recorded. Ask, and add it.",
                at,
            )
        if meeting.headcount is None:
            yield Flag(
                "HEADCOUNT_MISSING",
                "How many came to a meeting is not recorded. Ask, and add it.",
                at,
            )
        if meeting.worried is None:
            yield Flag(
                "MEETING_WORRY_UNANSWERED",
                "Nobody has said whether anything at a meeting was a worry. Ask whoever led it.",
                at,
            )
        if group.drop_in:
            continue
        strangers = sum(
            life.members[each].membership_at(at) is not Membership.ATTENDING
            or life.members[each].joined_at is None
            for each in life.named.get(meeting_id, ())
        )
        if strangers:
            yield Flag(
                "CAME_WITHOUT_JOINING",
                "Somebody came to a meeting who has not joined this group. Ask whether they wish "
                "to, and tell them the ground rules.",
                at,
            )


def _of_programme(programme: Programme, course: Course, definitions: Definitions) -> Iterator[Flag]:
    over_at, started_at = programme.over_at, programme.started_at
    if started_at is not None and not programme.gathering.leaders_suffice:
        yield Flag(
            "LEADERS_TOO_FEW",
            "Fewer than two people lead this course, and nobody is on call. Name somebody.",
            started_at,
            over_at,
        )
    days = definitions.session_recorded_within_days
    for number, planned_for in enumerate(programme.dates, start=1):
        if started_at is None:
            continue
        yield Flag(
            "COURSE_SESSION_NOT_RECORDED",
            f"The day of session {number} has passed, and nobody has recorded it. Record it.",
            planned_for + timedelta(days=days),
            first_of(course.held.get(number), over_at),
        )
    if programme.dates and started_at is None:
        yield Flag(
            "COURSE_NOT_STARTED",
            "The day of the first session has come, and this course has not been started. Start "
            "it, give it new dates, or cancel it.",
            programme.dates[0],
            over_at,
        )
    if programme.dates and started_at is not None:
        yield Flag(
            "COURSE_END_NOT_RECORDED",
            "The last session of this course has passed. Record that it is completed.",
            days_after(programme.dates[-1], days),
            over_at,
        )
    for at in course.held.values():
        if started_at is None or at < started_at or (over_at is not None and over_at < at):
            yield Flag(
                "HELD_WHEN_NOT_RUNNING",
                "A session of this course was held when it was not running. Find out how that "
                "came about.",
                at,
            )


def _of_concerns(concerns: dict[ConcernId, Concern], definitions: Definitions) -> Iterator[Flag]:
    for concern in concerns.values():
        if concern.raised_at is None:
            continue
        yield Flag(
            "CONCERN_BETWEEN_PEERS",
            "Something between people here is open. Talk with each of them.",
            concern.raised_at,
            concern.resolved_at,
        )
        yield Flag(
            "CONCERN_BETWEEN_PEERS_LATE",
            "Something between people here has been open for long. Settle it, or ask the manager.",
            days_after(concern.raised_at, definitions.concern_between_peers_within_days),
            concern.resolved_at,
        )
