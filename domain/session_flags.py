"""What is late, missing or out of order about a session (domain reference, 3.4)."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from domain.definitions import DEFAULTS, Definitions
from domain.flags import Flag, first_of, kept
from domain.match import RUNNING_STAGES, Match, Side
from domain.periods import end_of, local_day
from domain.person import Person
from domain.session import Report, Session
from domain.session import Stage as SessionStage

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


def flags_of_session(
    session: Session, match: Match, person: Person, definitions: Definitions = DEFAULTS
) -> tuple[Flag, ...]:
    """What is late, missing or out of order about a session."""
    report = session.held
    if report is None:
        return kept(_of_plan(session, match, person, definitions))
    return kept(_of_report(report, session, match, person, definitions))


def _of_plan(
    session: Session, match: Match, person: Person, definitions: Definitions
) -> Iterator[Flag]:
    planned_for = session.planned_for
    if session.stage is not SessionStage.PLANNED or planned_for is None:
        return
    if person.died_at is not None and person.died_at < planned_for:
        yield Flag(
            "PLANNED_AFTER_DEATH",
            "A session is planned for after the person's death. Call it off.",
            person.died_at,
        )
        return
    if match.over_at is None or match.over_at > planned_for:
        yield Flag(
            "SESSION_NOT_RECORDED",
            "The time of this session has passed, and nobody has recorded what became of it. "
            "Record it, or ask the peer supporter.",
            planned_for + _DAY * definitions.session_recorded_within_days,
        )


def _of_report(
    report: Report,
    session: Session,
    match: Match,
    person: Person,
    definitions: Definitions,
) -> Iterator[Flag]:
    earliest, latest = _span(report)
    at = report.ended_at
    if (
        match.stage_at(latest) not in RUNNING_STAGES
        and match.stage_at(earliest) not in RUNNING_STAGES
    ):
        yield Flag(
            "HELD_OUTSIDE_MATCH",
            "This session was held when the match was not active. Find out how that came about.",
            at,
        )
    explained_at = match.explained_at.get(Side.PERSON)
    if explained_at is None or explained_at > latest:
        yield Flag(
            "HELD_BEFORE_CONFIDENTIALITY",
            "This session was held before confidentiality had been explained to the person. "
            "Make sure that it has been by now.",
            at,
        )
    if person.died_at is not None and person.died_at < earliest:
        yield Flag(
            "HELD_AFTER_DEATH",
            "This session is recorded as held after the person's death. Check both days.",
            at,
        )
    if report.unplanned:
        yield Flag("UNPLANNED", "Nobody had planned this session.", at)
    if report.minutes is None:
        yield Flag(
            "LENGTH_MISSING", "How long this session lasted is not recorded. Ask, and add it.", at
        )
    elif report.minutes > definitions.long_session_minutes:
        yield Flag(
            "LONG_SESSION",
            f"This session lasted {report.minutes} minutes. Ask how that came about, or correct "
            "it.",
            at,
        )
    due = latest + _DAY * definitions.session_recorded_within_days
    if report.recorded_at is not None and report.recorded_at > due:
        yield Flag(
            "RECORDED_LATE",
            f"This session was recorded more than {definitions.session_recorded_within_days} days "
            "after it took place.",
            due,
        )
    yield Flag(
        "WORRY_UNANSWERED",
        "Nobody has said whether anything in this session was a worry. Ask the peer supporter.",
        at,
        session.worry_answered_at,
    )
    if len(session.reports) > 1 and _differ(session.reports):
        yield Flag(
            "RECORDED_TWICE",
            "This session was recorded more than once, with different answers. Mark the wrong "
            "entry as entered in error.",
            session.reports[-1].ended_at,
        )
    contrary = first_of(session.cancelled_at, session.not_attended_at)
    if contrary is not None:
        yield Flag(
            "HELD_AND_NOT_HELD",
            "This session is recorded as held, and also as called off or missed. Mark the wrong "
            "entry as entered in error.",
            max(at, contrary),
        )


def _differ(reports: Sequence[Report]) -> bool:
    return len({(each.ended_at, each.minutes) for each in reports}) > 1


def _span(report: Report) -> tuple[datetime, datetime]:
    """The earliest and the latest moment at which the session may have been going on."""
    if report.day_only:
        return report.ended_at, end_of(local_day(report.ended_at))
    return report.ended_at - _MINUTE * (report.minutes or 0), report.ended_at
