"""What is worth a look: late, missing, or not as the rules have it. Derived, never recorded.

Each function turns what has happened into flags, every one with the moment from which it stands
and, where something settled it, the moment until which it stood. None of them knows a clock:
`standing` and `next_change` ask about a moment. So nothing changes by time alone between a moment
and its next change.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from domain.definitions import DEFAULTS, Definitions
from domain.gaps import SENTENCES
from domain.match import RUNNING_STAGES, Match, Side
from domain.people import SessionId
from domain.periods import end_of, local_day, start_of, working_days_after
from domain.person import Person
from domain.referral import Readiness, Referral
from domain.session import Report, Session
from domain.session import Stage as SessionStage

FIRST_SESSIONS = 3
"""How many sessions may have taken place before "not for us" (domain reference, 3.3)."""

_INSTANT = timedelta(microseconds=1)
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


class Flag(msgspec.Struct, frozen=True):
    """Something worth a look, from a moment on.

    ``code`` names the rule and never changes; ``sentence`` says what is so and what to do.
    ``until`` is the first moment at which it no longer stands; without it, it stands for good.
    """

    code: str
    sentence: str
    since: datetime
    until: datetime | None = None

    def stands_at(self, moment: datetime) -> bool:
        """Whether this is so at a moment."""
        return self.since <= moment and (self.until is None or moment < self.until)


def standing(flags: Iterable[Flag], moment: datetime) -> tuple[Flag, ...]:
    """The flags that stand at a moment."""
    return tuple([flag for flag in flags if flag.stands_at(moment)])


def next_change(flags: Iterable[Flag], moment: datetime) -> datetime | None:
    """The first later moment at which a flag comes or goes by time alone, if there is one."""
    edges = [
        edge
        for flag in flags
        for edge in (flag.since, flag.until)
        if edge is not None and edge > moment
    ]
    return min(edges, default=None)


def flags_of_referral(
    referral: Referral, person: Person, definitions: Definitions = DEFAULTS
) -> tuple[Flag, ...]:
    """What is late or open about a referral."""
    return _kept(_of_referral(referral, person, definitions))


def flags_of_match(
    match: Match,
    person: Person,
    sessions: Mapping[SessionId, Session],
    definitions: Definitions = DEFAULTS,
) -> tuple[Flag, ...]:
    """What is late or out of order about a match; not what concerns its single sessions."""
    return _kept(_of_match(match, person, sessions, definitions))


def flags_of_session(
    session: Session, match: Match, person: Person, definitions: Definitions = DEFAULTS
) -> tuple[Flag, ...]:
    """What is late, missing or out of order about a session."""
    report = session.held
    if report is None:
        return _kept(_of_plan(session, match, person, definitions))
    return _kept(_of_report(report, session, match, person, definitions))


def _kept(flags: Iterator[Flag]) -> tuple[Flag, ...]:
    """Leave out what was settled before it could be noticed."""
    return tuple([flag for flag in flags if flag.until is None or flag.since < flag.until])


def _first(*moments: datetime | None) -> datetime | None:
    return min([moment for moment in moments if moment is not None], default=None)


def _days_after(moment: datetime, days: int) -> datetime:
    """When a number of local days, counted from the day after a moment, is over."""
    return start_of(local_day(moment) + timedelta(days=days + 1))


def _of_referral(referral: Referral, person: Person, definitions: Definitions) -> Iterator[Flag]:
    arrived_at, over_at = referral.arrived_at, _first(referral.ended_at, person.died_at)
    if arrived_at is None:
        return
    yield from _gaps(referral, person, arrived_at, over_at)
    if referral.agreed_at is None:
        yield Flag(
            "ENQUIRY_UNANSWERED",
            "The person has not been asked yet, and the enquiry is old. Ask them, or close it.",
            _days_after(arrived_at, definitions.enquiry_kept_days),
            over_at,
        )
        return
    asked_at = max(arrived_at, referral.agreed_at)
    days = definitions.acknowledge_within_working_days
    yield Flag(
        "ACKNOWLEDGEMENT_LATE",
        "Whoever asked has not been told that the request arrived. Tell them.",
        working_days_after(asked_at, days) + _INSTANT,
        _first(referral.acknowledged_at, over_at),
    )
    days = definitions.first_look_within_working_days
    yield Flag(
        "FIRST_LOOK_LATE",
        "Nobody has taken a first look at this referral. Take it.",
        working_days_after(asked_at, days) + _INSTANT,
        _first(referral.triaged_at, referral.accepted_at, over_at),
    )
    if referral.readiness is Readiness.NOT_YET and referral.revisit_on is not None:
        yield Flag(
            "REVISIT_DUE",
            'The answer was "not now", and the day to ask again has come. Ask again.',
            start_of(referral.revisit_on),
            _first(referral.accepted_at, over_at),
        )
    if referral.accepted_at is not None:
        yield from _while_waiting(referral, referral.accepted_at, over_at, definitions)


def _while_waiting(
    referral: Referral,
    accepted_at: datetime,
    over_at: datetime | None,
    definitions: Definitions,
) -> Iterator[Flag]:
    until = _first(referral.support_started_at, over_at)
    known_at = max((at for _staff, at in referral.got_to_know), default=None)
    if known_at is not None:
        holds = timedelta(days=definitions.getting_to_know_valid_days)
        yield Flag(
            "GETTING_TO_KNOW_OLD",
            "This person was last met or phoned to get to know them more than six months ago. "
            "Do that again before a match is proposed.",
            max(known_at + holds, accepted_at),
            until,
        )
    in_touch = (accepted_at, known_at, referral.last_wait_contact_at)
    in_touch_at = max(moment for moment in in_touch if moment is not None)
    yield Flag(
        "WAIT_CONTACT_LATE",
        "Nobody has been in touch with this person lately, and they are waiting. Phone them.",
        _days_after(in_touch_at, definitions.wait_contact_every_days),
        until,
    )


_CONTACT_GAPS = frozenset({"NOBODY_TO_CONTACT", "WORK_CONTACT_ONLY", "SEVERAL_CONTACTS"})
_AGREEMENT_GAPS = ("NOT_AGREED", "REFUSAL_", "CONSENT_")


def _gaps(
    referral: Referral, person: Person, arrived_at: datetime, over_at: datetime | None
) -> Iterator[Flag]:
    """What the sender left open is a task until somebody settled it or decided without it."""
    agreed_later_at = referral.agreed_at if referral.agreed_at != arrived_at else None
    for gap in referral.gaps:
        settled_at = None
        if gap in _CONTACT_GAPS:
            settled_at = person.safe_contact_at
        elif gap.startswith(_AGREEMENT_GAPS):
            settled_at = agreed_later_at
        yield Flag(
            f"GAP_{gap}",
            SENTENCES[gap],
            arrived_at,
            _first(settled_at, referral.accepted_at, over_at),
        )


def _of_match(
    match: Match,
    person: Person,
    sessions: Mapping[SessionId, Session],
    definitions: Definitions,
) -> Iterator[Flag]:
    if match.proposed_at is None:
        return
    over_at, both_accepted_at = match.over_at, match.both_accepted_at
    days = definitions.answer_to_proposal_within_days
    yield Flag(
        "PROPOSAL_UNANSWERED",
        f"{_who_is_silent(match)} not answered the proposal. Ask.",
        _days_after(match.proposed_at, days),
        _first(both_accepted_at, over_at),
    )
    if match.introduced_at is not None:
        if both_accepted_at is None or match.introduced_at < both_accepted_at:
            yield Flag(
                "INTRODUCED_EARLY",
                "The two were introduced before both had said yes. Ask how that was for them.",
                match.introduced_at,
            )
        yield Flag(
            "AGREEMENT_MISSING",
            "The two have been introduced, and no agreement that both accept is recorded. "
            "Write it with them.",
            _days_after(match.introduced_at, definitions.agreement_within_days),
            _first(match.agreed_at, over_at),
        )
    if match.planned_last is not None:
        yield Flag(
            "ENDING_NOT_RECORDED",
            "The day of the last session has passed, and the ending is not recorded. Record it.",
            _days_after(start_of(match.planned_last), 0),
            over_at,
        )
    if match.not_for_us_at is not None:
        held = [session.held for session in sessions.values()]
        before = [each for each in held if each and each.ended_at < match.not_for_us_at]
        if len(before) > FIRST_SESSIONS:
            yield Flag(
                "NOT_FOR_US_LATE",
                f'There had been {len(before)} sessions before "not for us", which is meant for '
                f"the first {FIRST_SESSIONS}. Check whether this was an ending.",
                match.not_for_us_at,
            )
    if person.died_at is not None:
        yield Flag(
            "OPEN_AFTER_DEATH",
            "The person's death is recorded, and this match is still open. Record its ending, "
            "and phone the peer supporter.",
            max(person.died_at, match.proposed_at),
            over_at,
        )
        if match.activated_at is not None and match.activated_at > person.died_at:
            yield Flag(
                "STARTED_AFTER_DEATH",
                "This match is recorded as starting after the person's death. Check both days.",
                match.activated_at,
            )


def _who_is_silent(match: Match) -> str:
    """Who has not answered, or who let the other wait."""
    person_at, peer_at = match.yes_at.get(Side.PERSON), match.yes_at.get(Side.PEER)
    if person_at is None and peer_at is None:
        return "The person and the peer supporter have"
    if peer_at is None or (person_at is not None and person_at < peer_at):
        return "The peer supporter has"
    return "The person has"


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
    contrary = _first(session.cancelled_at, session.not_attended_at)
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
