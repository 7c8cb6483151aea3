"""The caseload: everybody whom the service is looking after, where each stands, what is due.

One row for each open match of a person, or one for the person where a referral is open and no
match is. The rows of the table, of the past and of the command line come from `rows_of`.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from application.scope import EVERYTHING, Scope
from domain.decider import Recorded
from domain.definitions import Definitions
from domain.flags import Flag, next_change, standing
from domain.folds import as_of, of_subject
from domain.indicators import CODED, AllFacts, level_of
from domain.match import OPEN_STAGES, SUPPORT_STAGES, Match
from domain.people import MatchId, PersonId, ReferralId, ServiceId, SessionId, StaffId, Subject
from domain.periods import next_day, start_of
from domain.referral import OPEN_STAGES as REFERRAL_OPEN_STAGES
from domain.referral import Referral
from domain.referral_flags import flags_of_referral
from domain.session import Session
from projections.catch_up import Views
from projections.listing import Asked, Listed, Listing, listed
from projections.persons import (
    HEARD,
    OnePerson,
    held_in,
    next_session_in,
    stands_since,
)
from projections.tables import shown, table_of
from projections.view import Rows, View


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


Caseload = Listed[Row]


def caseload(
    views: Views,
    service: ServiceId,
    *,
    coordinator: str | None = None,
    state: str | None = None,
    known_at: datetime | None = None,
    true_at: datetime | None = None,
    scope: Scope = EVERYTHING,
) -> Caseload:
    """The caseload of a service: as it stands, as it was known, or as it truly was.

    Without a moment it is read from the view. With ``known_at`` only what was recorded by then
    counts, with ``true_at`` only what had happened by then. ``scope`` is whose rows may be seen.
    """
    said = {"coordinator": coordinator, "state": state}
    where = {name: value for name, value in said.items() if value is not None}
    asked = Asked(where=where, known_at=known_at, true_at=true_at, scope=scope)
    return listed(views, LISTING, service, asked)


def rows_of(
    subject: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    at: datetime,
    true: datetime,
) -> tuple[list[Row], ServiceId | None, datetime | None]:
    """One person's lines, the service they are known to, and how long the lines hold."""
    one = OnePerson(of_subject(as_of(events, true=true), subject))
    person_id = PersonId(subject.partition(":")[2])
    rows: list[Row] = []
    flags: list[Flag] = []
    turns: list[datetime] = []
    matched: set[ReferralId | None] = set()
    supported = any(match.stage_at(at) in SUPPORT_STAGES for match in one.matches.values())
    facts = one.facts if supported else AllFacts()
    if supported:
        turns.append(next_day(at))
    for match_id, match in one.matches.items():
        safety = [*one.safety_flags(match_id, definitions)]
        if match.stage_at(at) in OPEN_STAGES:
            matched.add(match.referral)
        elif match.proposed_at is None or not (standing(safety, at) or next_change(safety, at)):
            flags += safety
            continue
        sessions = one.sessions(match_id)
        due = [*safety, *one.match_flags(match_id, definitions)]
        level = level_of(match_id, match, facts, definitions, at)
        rows.append(_match_row(person_id, match_id, match, sessions, due, level=level, at=at))
        flags += due
        turns += (each.planned_for for each in sessions.values() if each.planned_for)
    for referral_id, referral in one.referrals.items():
        if referral_id not in matched and referral.stage_at(at) in REFERRAL_OPEN_STAGES:
            due = [*flags_of_referral(referral, one.person, definitions)]
            rows.append(_referral_row(person_id, referral_id, referral, due, at))
            flags += due
            if referral.revisit_on is not None:
                turns.append(start_of(referral.revisit_on))
    return rows, one.person.service, _holds_until(flags, turns, at)


def _rows(
    subject: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    rows, service, holds_until = rows_of(subject, events, definitions, at, true)
    values = [{**msgspec.structs.asdict(row), "service": service or ""} for row in rows]
    return Rows(values, holds_until)


VIEW = View(
    name="caseload",
    noun="person",
    table=table_of("caseload", Row),
    rows=_rows,
    goes_by_definitions=True,
    opens=CODED,
    hears=HEARD,
)
LISTING = Listing(
    VIEW,
    Row,
    order="since,person,match",
    named={"person": "person", "peer": "peer", "coordinator": "staff"},
    only_open=True,
)


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
    held = held_in(sessions)
    return Row(
        person=person,
        match=identifier,
        coordinator=match.coordinator,
        state=match.stage_at(at).value,
        level=level,
        peer=match.peer,
        referral=match.referral,
        since=stands_since(match, at) or at,
        sessions=len(held),
        last_session_at=max(held, default=None),
        next_session_at=next_session_in(sessions, at),
        flags=shown(flags, at),
    )


def _referral_row(
    person: PersonId,
    identifier: ReferralId,
    referral: Referral,
    flags: list[Flag],
    at: datetime,
) -> Row:
    since = referral.support_started_at or referral.accepted_at or referral.arrived_at
    return Row(
        person=person,
        match=None,
        coordinator=referral.looked_after_by(at),
        state=referral.stage_at(at).value,
        level=None,
        peer=None,
        referral=identifier,
        since=since or at,
        sessions=0,
        last_session_at=None,
        next_session_at=None,
        flags=shown(flags, at),
    )


def _holds_until(flags: list[Flag], turns: list[datetime], at: datetime) -> datetime | None:
    """The next moment at which a flag comes or goes, a session's time passes or a stage turns."""
    change = next_change(flags, at)
    later = [turn for turn in (*turns, change) if turn is not None and turn > at]
    return min(later, default=None)
