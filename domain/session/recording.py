"""What is told about the time of a session: it was held, called off, or somebody did not come.

None of it can be refused; only what cannot be is sent back, with the name of the field.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import floor

from domain.boundaries import Boundaries, Reporter, reported
from domain.decider import Event, event_of
from domain.people import ReportId
from domain.periods import NotYetHappened, happened, start_of
from domain.session.commands import CancelSession, RecordNotAttended, RecordSession
from domain.session.events import SessionCancelled, SessionHeld, SessionNotAttended
from domain.session.language import CLOCK_ROUNDING, KIND_OF_BOUNDARY_EVENT, LONGEST, RATINGS
from domain.session.refusals import ImpossibleLength, NotACount, NotARating, TimesDisagree
from domain.session.state import Session


def check_minutes(minutes: int | None) -> None:
    """Raise `ImpossibleLength` where a number of minutes was said that cannot be."""
    if minutes is not None and not 0 < minutes <= LONGEST // timedelta(minutes=1):
        raise ImpossibleLength("Say how many minutes, between 1 and 1,440.", field="minutes")


def held(
    command: RecordSession, session: Session, ids: Mapping[str, object], now: datetime
) -> Sequence[Event]:
    """A session took place. Telling the same again adds nothing."""
    at, minutes = _when(command, now)
    _check_count(command.tasks_with, "tasks_with")
    _check_count(command.tasks_for, "tasks_for")
    _check_rating(command.mood, "mood")
    _check_rating(command.peer_wellbeing, "peer_wellbeing")
    unplanned = session.planned_for is None
    held_event = event_of(
        SessionHeld,
        command,
        **ids,
        minutes=minutes,
        unplanned=unplanned,
        day_only=command.on is not None,
        at=at,
    )
    told = any(each.ended_at == at and each.minutes == minutes for each in session.reports)
    new_words = command.note or command.worry_words
    if told and not new_words and command.worried in {None, session.worried}:
        return []
    return [held_event]


def outside_role(
    command: RecordSession,
    ids: Mapping[str, object],
    reports: Sequence[ReportId],
    boundaries: Boundaries,
    now: datetime,
) -> Sequence[Event]:
    """What was done outside the role of a peer: a boundary event for each, told once (2.5)."""
    if not command.outside_role:
        return []
    if any(each.session == ids["session"] for each in boundaries.events.values()):
        return []
    at, _minutes = _when(command, now)
    return [
        reported(
            command,
            ids,
            report,
            KIND_OF_BOUNDARY_EVENT[outside],
            reported_by=None if command.told_by is None else Reporter(command.told_by.value),
            at=at,
        )
        for outside, report in zip(dict.fromkeys(command.outside_role), reports, strict=True)
    ]


def _when(command: RecordSession, now: datetime) -> tuple[datetime, int | None]:
    """The end of a session and its length, from what was said of beginning, length and end."""
    check_minutes(command.minutes)
    minutes = command.minutes
    if command.on is not None:
        if command.at is not None or command.started_at is not None:
            raise TimesDisagree("Give the day or the time, not both.", field="on")
        return happened(start_of(command.on), now, "on"), minutes
    if command.started_at is None:
        return _ended(command.at, now, "at"), minutes
    started_at = happened(command.started_at, now, "started_at")
    if command.at is None and minutes is not None:
        return _ended(started_at + timedelta(minutes=minutes), now, "started_at"), minutes
    at = _ended(command.at, now, "at")
    lasted = at - started_at
    if not timedelta() < lasted <= LONGEST:
        raise ImpossibleLength("A session ends after it starts, within a day.", field="started_at")
    if minutes is not None and abs(lasted - timedelta(minutes=minutes)) > CLOCK_ROUNDING:
        raise TimesDisagree(
            "The minutes do not fit the times. Correct them, or leave them out.", field="minutes"
        )
    return at, minutes or max(round(lasted / timedelta(minutes=1)), 1)


def _ended(at: datetime | None, now: datetime, field: str) -> datetime:
    try:
        return happened(at, now, field)
    except NotYetHappened:
        message = "This session ends in the future. Check the date and time."
        raise NotYetHappened(message, field=field) from None


def _check_count(count: int | None, field: str) -> None:
    if count is not None and count < 0:
        raise NotACount("This cannot be less than 0.", field=field)


def _check_rating(rating: int | None, field: str) -> None:
    if rating is not None and rating not in RATINGS:
        raise NotARating("Choose a number from 1 to 5, or leave it open.", field=field)


def cancelled(
    command: CancelSession, session: Session, ids: Mapping[str, object], now: datetime
) -> Sequence[Event]:
    """A session was called off; the notice follows from the plan unless it is said."""
    _check_count(command.notice_hours, "notice_hours")
    if session.cancelled_at is not None:
        return []
    at = happened(command.at, now)
    notice_hours = command.notice_hours
    if notice_hours is None and session.planned_for is not None:
        notice_hours = max(floor((session.planned_for - at) / timedelta(hours=1)), 0)
    return [event_of(SessionCancelled, command, **ids, notice_hours=notice_hours, at=at)]


def not_attended(
    command: RecordNotAttended, session: Session, ids: Mapping[str, object], now: datetime
) -> Sequence[Event]:
    """Somebody did not come, at the time that was planned unless another is said."""
    if session.not_attended_at is not None:
        return []
    at = happened(command.at or session.planned_for, now)
    return [event_of(SessionNotAttended, command, **ids, at=at)]
