"""The caseload: everybody whom the service is looking after, where each stands, what is due.

One row for each open match of a person, or one for the person where a referral is open and no
match is. The rows of the table, of the past and of the command line come from `rows_of`.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Column, Integer, String, Table, Text, select

from domain.boundaries import BOUNDARIES
from domain.boundary_flags import flags_of_boundaries
from domain.decider import Event, Position, Recorded
from domain.definitions import Definitions
from domain.flags import Flag, next_change, standing
from domain.folds import ALWAYS, as_of, fold, of_subject
from domain.further_support import FURTHER_SUPPORT
from domain.further_support_flags import flags_of_further_support
from domain.goal_flags import flags_of_goals
from domain.goals import GOALS
from domain.indicators import CODED, FACTS, AllFacts, level_of
from domain.lone_working_flags import flags_of_outing
from domain.match import OPEN_STAGES, PERSONS_MATCHES, SUPPORT_STAGES, Match
from domain.match_flags import flags_of_match
from domain.people import MatchId, PersonId, ReferralId, ServiceId, SessionId, StaffId, Subject
from domain.periods import next_day, start_of
from domain.person import PERSON, Person
from domain.referral import OPEN_STAGES as REFERRAL_OPEN_STAGES
from domain.referral import REFERRAL, Referral
from domain.referral_flags import flags_of_referral
from domain.session import LONE_WORKING, SESSIONS, Session
from domain.session import Stage as SessionStage
from domain.session_flags import flags_of_sessions
from projections.catch_up import Views
from projections.view import Moment, Rows, View, metadata, subject_columns

TO_DO_ABOUT_SESSIONS = frozenset(
    {
        "SESSION_NOT_RECORDED",
        "WORRY_UNANSWERED",
        "KIND_CALL_DUE",
        "NOT_READ_BACK",
        "PLANNED_OUTSIDE_MATCH",
        "PLANNED_AFTER_DEATH",
        "RECORDED_TWICE",
        "HELD_AND_NOT_HELD",
    }
)
"""What somebody has to do; what is only unusual about a session stands in the person's history."""

WORRY = "WORRY_TOLD"
"""What is a worry stays until somebody has followed it up, though the match is over by then."""

table = Table(
    "caseload",
    metadata,
    *subject_columns(),
    Column("service", String, nullable=False, index=True),
    Column("person", String, nullable=False),
    Column("match", String),
    Column("referral", String),
    Column("peer", String),
    Column("coordinator", String, index=True),
    Column("state", String, nullable=False),
    Column("level", Integer),
    Column("since", Moment, nullable=False),
    Column("sessions", Integer, nullable=False),
    Column("last_session_at", Moment),
    Column("next_session_at", Moment),
    Column("flags", Text, nullable=False),
)


class Row(msgspec.Struct, frozen=True):
    """One line of a caseload.

    ``match`` and ``peer`` are none while nobody is matched. ``level`` is that of the dependency
    indicators, 0 to 3, and none as long as there are none to judge by. ``since`` is when the
    person came to stand where they do; ``sessions`` counts those held in this match.
    """

    person: PersonId
    match: MatchId | None
    coordinator: StaffId | None
    state: str
    level: int | None
    peer: str | None
    referral: ReferralId | None
    since: datetime
    sessions: int
    last_session_at: datetime | None
    next_session_at: datetime | None
    flags: list[dict[str, str]]


class Caseload(msgspec.Struct, frozen=True):
    """The lines, the position that they reflect, and the two moments that were asked for."""

    position: Position
    known_at: datetime | None
    true_at: datetime | None
    rows: list[Row]


def caseload(
    views: Views,
    service: ServiceId,
    *,
    coordinator: str | None = None,
    state: str | None = None,
    known_at: datetime | None = None,
    true_at: datetime | None = None,
) -> Caseload:
    """The caseload of a service: as it stands, as it was known, or as it truly was.

    Without a moment it is read from the view. With ``known_at`` only what was recorded by then
    counts, with ``true_at`` only what had happened by then.
    """
    if known_at is None and true_at is None:
        position = views.current("caseload")
        found = _stored(views, service)
    else:
        ledger = views.ledger
        known = ledger.head().position
        if known_at is not None:
            known = ledger.position_at(known_at)
        moment = true_at or known_at or views.clock()
        people = ledger.subjects("person", known)
        histories = ((each, ledger.history(each, known)) for each in people)
        opened = ((each, views.opened(VIEW, events)) for each, events in histories)
        definitions = views.definitions_known_at(known).of(service, moment)
        found = _folded(opened, service, definitions, moment, true_at or ALWAYS)
        position = known
    rows = [
        row
        for row in found
        if (coordinator is None or row.coordinator == coordinator)
        and (state is None or row.state == state)
    ]
    rows.sort(key=lambda row: (row.since, row.person, row.match or ""))
    return Caseload(position, known_at, true_at, rows)


def rows_of(
    subject: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    at: datetime,
    true: datetime,
) -> tuple[list[Row], ServiceId | None, datetime | None]:
    """One person's lines, the service they are known to, and how long the lines hold."""
    happened = of_subject(as_of(events, true=true), subject)
    person_id = PersonId(subject.partition(":")[2])
    person = fold(PERSON, happened)
    rows: list[Row] = []
    flags: list[Flag] = []
    turns: list[datetime] = []
    matched: set[ReferralId | None] = set()
    referrals = _referrals(happened)
    matches = fold(PERSONS_MATCHES, happened)
    supported = any(match.stage_at(at) in SUPPORT_STAGES for match in matches.values())
    facts = fold(FACTS, happened) if supported else AllFacts()
    if supported:
        turns.append(next_day(at))
    for match_id, match in matches.items():
        about = _about(happened, match_id)
        sessions = fold(SESSIONS, about)
        of_sessions = flags_of_sessions(sessions, match, person, definitions)
        safety = [
            *_safety_flags(match, about, definitions),
            *(flag for flag in of_sessions if flag.code == WORRY),
        ]
        flags += safety
        if match.stage_at(at) in OPEN_STAGES:
            matched.add(match.referral)
        elif match.proposed_at is None or not (standing(safety, at) or next_change(safety, at)):
            continue  # a line that is not there holds no moment at which it would come back
        due = [*safety, *(flag for flag in of_sessions if flag.code in TO_DO_ABOUT_SESSIONS)]
        due += _match_flags(match, person, sessions, about, definitions)
        level = level_of(match_id, match, facts, definitions, at)
        rows.append(_match_row(person_id, match_id, match, sessions, due, level=level, at=at))
        flags += due
        turns += (each.planned_for for each in sessions.values() if each.planned_for)
    for referral_id, referral in referrals.items():
        if referral_id not in matched and referral.stage_at(at) in REFERRAL_OPEN_STAGES:
            due = [*flags_of_referral(referral, person, definitions)]
            rows.append(_referral_row(person_id, referral_id, referral, due, at))
            flags += due
            if referral.revisit_on is not None:
                turns.append(start_of(referral.revisit_on))
    return rows, person.service, _holds_until(flags, turns, at)


def _rows(
    subject: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    rows, service, holds_until = rows_of(subject, events, definitions, at, true)
    values = [
        {
            **msgspec.structs.asdict(row),
            "service": service or "",
            "flags": json.dumps(row.flags, sort_keys=True),
        }
        for row in rows
    ]
    return Rows(values, holds_until)


VIEW = View(
    name="caseload",
    noun="person",
    table=table,
    rows=_rows,
    goes_by_definitions=True,
    opens=CODED,
)


def _stored(views: Views, service: ServiceId) -> list[Row]:
    columns = [table.c[field] for field in Row.__struct_fields__]
    query = select(*columns).where(table.c.service == service)
    with views.engine.connect() as db:
        return [
            Row(**{**row._mapping, "flags": json.loads(row.flags)}) for row in db.execute(query)
        ]


def _folded(
    histories: Iterable[tuple[Subject, Sequence[Recorded]]],
    service: ServiceId,
    definitions: Definitions,
    moment: datetime,
    true: datetime,
) -> list[Row]:
    found: list[Row] = []
    for subject, events in histories:
        rows, known_to, _holds_until = rows_of(subject, events, definitions, moment, true)
        if known_to == service:
            found += rows
    return found


def _referrals(happened: Sequence[Recorded]) -> dict[ReferralId, Referral]:
    identifiers = {
        referral: None
        for recorded in happened
        if (referral := getattr(recorded.event, "referral", None)) is not None
    }
    return {
        each: fold(REFERRAL, [one for one in happened if _is_about(one.event, each)])
        for each in identifiers
    }


def _is_about(event: Event, referral: ReferralId) -> bool:
    return getattr(event, "referral", referral) == referral


def _about(happened: Sequence[Recorded], match: MatchId) -> list[Recorded]:
    return [each for each in happened if getattr(each.event, "match", None) == match]


def _safety_flags(
    match: Match, about: Sequence[Recorded], definitions: Definitions
) -> Iterator[Flag]:
    """What keeps a match in the list though it is over: somebody's safety is still open."""
    yield from flags_of_boundaries(fold(BOUNDARIES, about), match, definitions)
    for outing in fold(LONE_WORKING, about).values():
        yield from flags_of_outing(outing, definitions)


def _match_flags(
    match: Match,
    person: Person,
    sessions: dict[SessionId, Session],
    about: Sequence[Recorded],
    definitions: Definitions,
) -> Iterator[Flag]:
    yield from flags_of_match(match, person, sessions, definitions)
    yield from flags_of_goals(fold(GOALS, about).values(), match, definitions)
    yield from flags_of_further_support(fold(FURTHER_SUPPORT, about))


def _match_row(
    person: PersonId,
    identifier: MatchId,
    match: Match,
    sessions: dict[SessionId, Session],
    flags: list[Flag],
    *,
    level: int | None,
    at: datetime,
) -> Row:
    held = [report.ended_at for each in sessions.values() if (report := each.held) is not None]
    to_come = [
        each.planned_for
        for each in sessions.values()
        if each.stage is SessionStage.PLANNED and each.planned_for and each.planned_for > at
    ]
    rest = match.rest_at(at)
    since = rest.start if rest else match.ending_started_at
    since = since or match.activated_at or match.agreed_at
    since = since or match.introduced_at or match.both_accepted_at or match.proposed_at
    if match.stage_at(at) not in OPEN_STAGES:
        since = match.over_at
    return Row(
        person=person,
        match=identifier,
        coordinator=match.coordinator,
        state=match.stage_at(at).value,
        level=level,
        peer=match.peer,
        referral=match.referral,
        since=since or at,
        sessions=len(held),
        last_session_at=max(held, default=None),
        next_session_at=min(to_come, default=None),
        flags=_shown(flags, at),
    )


def _referral_row(
    person: PersonId,
    identifier: ReferralId,
    referral: Referral,
    flags: list[Flag],
    at: datetime,
) -> Row:
    known_by = [staff for staff, _when in referral.got_to_know]
    since = referral.support_started_at or referral.accepted_at or referral.arrived_at
    return Row(
        person=person,
        match=None,
        coordinator=referral.coordinator or (known_by[-1] if known_by else None),
        state=referral.stage_at(at).value,
        level=None,
        peer=None,
        referral=identifier,
        since=since or at,
        sessions=0,
        last_session_at=None,
        next_session_at=None,
        flags=_shown(flags, at),
    )


def _holds_until(flags: list[Flag], turns: list[datetime], at: datetime) -> datetime | None:
    """The next moment at which a flag comes or goes, a session's time passes or a stage turns."""
    change = next_change(flags, at)
    later = [turn for turn in (*turns, change) if turn is not None and turn > at]
    return min(later, default=None)


def _shown(flags: Iterable[Flag], at: datetime) -> list[dict[str, str]]:
    """What stands at a moment; the same about several sessions is said once, with the number."""
    counted = Counter((flag.code, flag.sentence) for flag in standing(flags, at))
    return [
        {"code": code, "sentence": sentence if times == 1 else f"{times} times: {sentence}"}
        for (code, sentence), times in sorted(counted.items())
    ]
