"""What is late, missing or out of order about a session (domain reference, 3.4)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from domain.contact_flags import place_not_agreed
from domain.definitions import DEFAULTS, Definitions
from domain.flags import Flag, first_of, kept
from domain.match import RUNNING_STAGES, Match, Side
from domain.people import SessionId
from domain.periods import end_of, local_day
from domain.person import Person
from domain.session import Absent, Report, Session, Stage

_CAME_NOT = {
    Absent.PERSON: "The person did not come",
    Absent.PEER: "The peer supporter did not come",
    Absent.BOTH: "Nobody came",
    None: "Somebody did not come",
}
_TOLD = {Side.PERSON: "The person", Side.PEER: "The peer supporter"}

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


def oddities_of_sessions(
    sessions: Mapping[SessionId, Session],
    match: Match,
    person: Person,
    definitions: Definitions = DEFAULTS,
) -> tuple[Flag, ...]:
    """What is unusual about the sessions of one match, and nobody's task by itself."""
    found: list[Flag] = []
    for session in sessions.values():
        found += _oddities(session, match, person, definitions)
    return tuple(found)


def tasks_of_sessions(
    sessions: Mapping[SessionId, Session],
    match: Match,
    person: Person,
    definitions: Definitions = DEFAULTS,
) -> tuple[Flag, ...]:
    """What somebody has to do about the sessions of one match.

    What is only unusual about a session is told with the person's history (`oddities_of_sessions`).
    """
    met = sorted([each.reports[0].ended_at for each in sessions.values() if each.reports])
    found: list[Flag] = []
    for session in sessions.values():
        missed_at = session.not_attended_at
        again = None
        if missed_at is not None:
            again = next((at for at in met if at > missed_at), None)
        found += _tasks(session, match, person, definitions, again)
    return kept(found)


def _tasks(
    session: Session,
    match: Match,
    person: Person,
    definitions: Definitions,
    heard_again_at: datetime | None,
) -> Iterable[Flag]:
    if not session.reports:
        return _tasks_of_plan(session, match, person, definitions, heard_again_at)
    report = session.reports[0]
    return () if _is_settled(report, session) else _tasks_of_report(report, session)


def _oddities(
    session: Session, match: Match, person: Person, definitions: Definitions
) -> tuple[Flag, ...]:
    report = session.held
    if report is None:
        return kept(_oddities_of_plan(session, match, person, definitions))
    return kept(_oddities_of_report(report, session, match, person, definitions))


def _is_settled(report: Report, session: Session) -> bool:
    """Whether a report leaves nothing to do: the usual case, told quickly."""
    return (
        session.worry_answered_at == report.ended_at
        and not session.worried
        and len(session.reports) == 1
        and report.told_by is None
        and session.cancelled_at is None
        and session.not_attended_at is None
    )


def _tasks_of_plan(
    session: Session,
    match: Match,
    person: Person,
    definitions: Definitions,
    heard_again_at: datetime | None,
) -> Iterator[Flag]:
    if session.not_attended_at is not None:
        yield Flag(
            "KIND_CALL_DUE",
            f"{_CAME_NOT[session.absent]} to a session. Phone, kindly, and ask how they are.",
            session.not_attended_at,
            first_of(
                heard_again_at,
                _after(session.followed_up_at, session.not_attended_at),
                person.died_at,
            ),
        )
        return
    planned_for = session.planned_for
    met_or_to_meet = session.started_at or planned_for
    if session.cancelled_at is not None or met_or_to_meet is None:
        return
    if person.died_at is not None and _is_after_death(session, person):
        yield Flag(
            "PLANNED_AFTER_DEATH",
            "A session is planned for after the person's death. Call it off.",
            person.died_at,
        )
        return
    over_at = match.over_at
    if over_at is None or over_at > met_or_to_meet:
        yield Flag(
            "SESSION_NOT_RECORDED",
            "The time of this session has passed, and nobody has recorded what became of it. "
            "Record it, or ask the peer supporter.",
            met_or_to_meet + _DAY * definitions.session_recorded_within_days,
        )
        if planned_for is None or not _is_arranged(session):
            return
        if match.stage_at(planned_for) not in RUNNING_STAGES:
            yield Flag(
                "PLANNED_OUTSIDE_MATCH",
                "A session is planned for a time at which the match is not active. Move it, or "
                "call it off.",
                session.arranged_at or met_or_to_meet,
            )


def _oddities_of_plan(
    session: Session, match: Match, person: Person, definitions: Definitions
) -> Iterator[Flag]:
    stage = session.stage
    if stage is Stage.CANCELLED and session.cancelled_at is not None:
        notice_hours = session.notice_hours
        if notice_hours is not None and notice_hours < definitions.short_notice_hours:
            yield Flag(
                "CALLED_OFF_LATE",
                f"This session was called off less than {definitions.short_notice_hours} hours "
                "before its time. Ask, kindly, whether all is well.",
                session.cancelled_at,
            )
    planned_for, arranged_at = session.planned_for, session.arranged_at
    if stage is not Stage.PLANNED or planned_for is None or arranged_at is None:
        return
    if _is_after_death(session, person) or not _is_arranged(session):
        return
    agreement = match.agreement_at(planned_for)
    if agreement is None or (match.over_at is not None and match.over_at <= planned_for):
        return
    if session.mode is not None and session.mode not in agreement.channels:
        yield Flag(
            "PLANNED_CHANNEL_NOT_AGREED",
            "A session is planned in a way that the two have not agreed. Ask, or agree it anew.",
            arranged_at,
        )
    if place_not_agreed(session.place_type, agreement):
        yield Flag(
            "PLANNED_PLACE_NOT_AGREED",
            "A session is planned in a kind of place that the two have not agreed. Ask, or agree "
            "it anew.",
            arranged_at,
        )


def _is_after_death(session: Session, person: Person) -> bool:
    planned_for = session.planned_for
    planned = session.stage is Stage.PLANNED and planned_for is not None
    return planned and person.died_at is not None and person.died_at < planned_for  # type: ignore[operator]  # planned says so


def _is_arranged(session: Session) -> bool:
    """Whether it stands as it was arranged, and has not begun."""
    return session.arranged_at is not None and session.started_at is None


def _tasks_of_report(report: Report, session: Session) -> Iterator[Flag]:
    at = report.ended_at
    if session.worry_answered_at != at:
        yield Flag(
            "WORRY_UNANSWERED",
            "Nobody has said whether anything in this session was a worry. Ask the peer supporter.",
            at,
            session.worry_answered_at,
        )
    if session.worried and session.worried_at is not None:
        yield Flag(
            "WORRY_TOLD",
            "Something in this session was a worry. Phone the peer supporter today, and raise a "
            "concern if somebody may come to harm.",
            session.worried_at,
            _after(session.followed_up_at, session.worried_at),
        )
    if report.told_by is not None and not report.read_back:
        yield Flag(
            "NOT_READ_BACK",
            f"{_TOLD[report.told_by]} told of this session, and nobody has read the record back "
            "to them. Phone, and do so.",
            report.recorded_at or at,
            session.read_back_at,
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


def _oddities_of_report(
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
    yield from _of_what_was_agreed(report, match, latest)


def _differ(reports: Sequence[Report]) -> bool:
    return len({(each.ended_at, each.minutes) for each in reports}) > 1


def _of_what_was_agreed(report: Report, match: Match, latest: datetime) -> Iterator[Flag]:
    agreement = match.agreement_at(latest)
    if agreement is None:
        return
    if report.mode is not None and report.mode not in agreement.channels:
        yield Flag(
            "HELD_CHANNEL_NOT_AGREED",
            "This session was held in a way that the two had not agreed.",
            report.ended_at,
        )
    if place_not_agreed(report.place_type, agreement):
        yield Flag(
            "HELD_PLACE_NOT_AGREED",
            "This session was held in a kind of place that the two had not agreed.",
            report.ended_at,
        )


def _after(moments: Sequence[datetime], since: datetime) -> datetime | None:
    """The first of these moments that is not before another."""
    return first_of(*[at for at in moments if at >= since]) if moments else None


def _span(report: Report) -> tuple[datetime, datetime]:
    """The earliest and the latest moment at which the session may have been going on."""
    if report.day_only:
        return report.ended_at, end_of(local_day(report.ended_at))
    return report.ended_at - _MINUTE * (report.minutes or 0), report.ended_at
