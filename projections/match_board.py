"""The match board: every open match by where it stands, with what comes next and by when."""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from domain.decider import Recorded
from domain.definitions import Definitions
from domain.flags import Flag, first_of, next_change
from domain.folds import as_of, of_subject
from domain.indicators import CODED, AllFacts, level_of
from domain.match import OPEN_STAGES, SUPPORT_STAGES, Stage
from domain.people import MatchId, OfferId, PeerId, PersonId, ReferralId, StaffId, Subject
from domain.periods import next_day
from projections.listing import Listing
from projections.persons import OnePerson, held_in, next_session_in, stands_since
from projections.tables import shown, table_of
from projections.view import Rows, View

STEPS: dict[Stage, tuple[str, str | None]] = {
    Stage.PROPOSED: ("Both answer the proposal.", "PROPOSAL_UNANSWERED"),
    Stage.ACCEPTED: ("Introduce the two.", None),
    Stage.INTRODUCED: ("Write the agreement with both.", "AGREEMENT_MISSING"),
    Stage.AGREED: ("Let support begin.", None),
    Stage.ACTIVE: ("Hold the next review, with each side.", "REVIEW_DUE"),
    Stage.PAUSED: ("Ask both whether the match goes on.", "RETURN_EXPECTED"),
    Stage.ENDING: ("Record the ending.", "ENDING_NOT_RECORDED"),
}
"""What comes next at each stage, and the flag whose beginning is the moment by which."""


class Row(msgspec.Struct, frozen=True):
    """One open match.

    ``column`` is the place of its stage on the board, from 1. ``next_step_due_at`` is the moment
    from which the next step is late. ``ending_on`` is the last day once the ending has begun, and
    else the planned end. ``level`` is that of the dependency indicators, 0 to 3.
    """

    match: MatchId
    column: int
    state: str
    since: datetime
    person: PersonId
    peer: PeerId | None
    referral: ReferralId | None
    offer: OfferId | None
    coordinator: StaffId | None
    deputy: StaffId | None
    next_step: str
    next_step_due_at: datetime | None
    sessions: int
    last_session_at: datetime | None
    next_session_at: datetime | None
    review_due_on: date | None
    ending_on: date | None
    level: int | None
    flags: list[dict[str, str]]


def _rows(
    subject: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    one = OnePerson(of_subject(as_of(events, true=true), subject))
    supported = any(match.stage_at(at) in SUPPORT_STAGES for match in one.matches.values())
    facts = one.facts if supported else AllFacts()
    values = []
    turns: list[datetime | None] = []
    for identifier, match in one.matches.items():
        stage = match.stage_at(at)
        if stage not in OPEN_STAGES:
            continue
        sessions = one.sessions(identifier)
        flags = [
            *one.safety_flags(identifier, definitions),
            *one.match_flags(identifier, definitions),
        ]
        step, late = STEPS[stage]
        row = Row(
            match=identifier,
            column=list(STEPS).index(stage) + 1,
            state=stage.value,
            since=stands_since(match, at) or at,
            person=PersonId(subject.partition(":")[2]),
            peer=match.peer,
            referral=match.referral,
            offer=match.offer,
            coordinator=match.coordinator,
            deputy=match.deputy_at(at),
            next_step=step,
            next_step_due_at=_late_from(flags, late),
            sessions=len(held_in(sessions)),
            last_session_at=max(held_in(sessions), default=None),
            next_session_at=next_session_in(sessions, at),
            review_due_on=match.review_due_on(at),
            ending_on=match.planned_last or match.planned_end_at(at),
            level=level_of(identifier, match, facts, definitions, at),
            flags=shown(flags, at),
        )
        values.append({**msgspec.structs.asdict(row), "service": one.person.service or ""})
        turns += [row.next_session_at, next_change(flags, at), match.over_at]
    if supported:
        turns.append(next_day(at))
    later = [turn for turn in turns if turn is not None and turn > at]
    return Rows(values, first_of(*later))


def _late_from(flags: Sequence[Flag], code: str | None) -> datetime | None:
    return first_of(*(flag.since for flag in flags if flag.code == code))


VIEW = View(
    "match_board",
    "person",
    table_of("match_board", Row),
    _rows,
    goes_by_definitions=True,
    opens=CODED,
)
LISTING = Listing(
    VIEW,
    Row,
    order="column,since,match",
    named={"person": "person", "peer": "peer", "coordinator": "staff", "deputy": "staff"},
    only_open=True,
)
