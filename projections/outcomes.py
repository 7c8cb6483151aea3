"""What one person's questionnaires came to, for whoever looks after them.

Scores stand as they were scored then. What was made for groups alone is not shown of one person.
A comparison says what differs between the two, and calls a change reliable only where somebody has
published from where on it is.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from application.looking import Looking
from domain.adoption import definitions_of
from domain.decider import Position
from domain.definitions import Definitions
from domain.instruments import DEFINITIONS, Change, Instrument, ScoreFlag, Unscorable, is_case
from domain.match import PERSONS_MATCHES, Match
from domain.outcomes import (
    OUTCOMES,
    SCORES,
    Mode,
    Outcome,
    PairFlag,
    Point,
    Score,
    Stage,
    Window,
    pairs_of,
    window_of,
)
from domain.outcomes.state import Outcomes, Scores
from domain.people import MatchId, PersonId, QuestionnaireId, SessionId, subject
from domain.periods import local_day
from domain.person import PERSON, must_be_known
from domain.session import SESSIONS, Session
from projections.persons import held_in

Windows = dict[tuple[MatchId | None, Point], Window]


class Row(msgspec.Struct, frozen=True):
    """One questionnaire. ``in_window`` is unknown where its time has no bounds yet.

    ``to_see_to`` says that an answer needs a human and nobody has seen to it. ``copyright`` is the
    line to show beside the score.
    """

    questionnaire: QuestionnaireId
    instrument: Instrument
    name: str
    point: Point
    mode: Mode | None
    stage: Stage
    match: MatchId | None
    invited_at: datetime | None
    completed_at: datetime | None
    in_window: bool | None
    raw: float | None
    score: float | None
    band: str | None
    case: bool | None
    unscorable: Unscorable | None
    parts: tuple[str, ...]
    flags: tuple[str, ...]
    to_see_to: bool
    copyright: str | None


class PairRow(msgspec.Struct, frozen=True):
    """A baseline beside a later answer of the same instrument, and what differs between the two."""

    instrument: Instrument
    match: MatchId | None
    point: Point
    before: float
    after: float
    change: Change
    flags: tuple[PairFlag, ...]


class OutcomesShown(msgspec.Struct, frozen=True):
    """All questionnaires of a person, the comparisons, and the position that this reflects."""

    position: Position
    person: PersonId
    rows: list[Row]
    pairs: list[PairRow]


def outcomes_of(look: Looking, person: PersonId) -> OutcomesShown:
    """What a person's questionnaires came to. Raises `UnknownPerson`."""
    of = subject("person", person)
    must_be_known(look(PERSON, of))
    found: Outcomes = look(OUTCOMES, of)
    scores: Scores = look(SCORES, of)
    windows = windows_of(look, person)
    rows = [
        _row(identifier, outcome, scores.get(identifier), windows, look.now)
        for identifier, outcome in found.items()
        if outcome.instrument is not None and outcome.point is not None
    ]
    rows.sort(key=lambda row: (row.completed_at or row.invited_at or look.now, row.questionnaire))
    pairs = [
        PairRow(
            pair.instrument,
            pair.match,
            pair.point,
            pair.before,
            pair.after,
            pair.change,
            pair.flags,
        )
        for pair in pairs_of(found, scores, windows)
        if not DEFINITIONS[pair.instrument].groups_only
    ]
    return OutcomesShown(look.position, person, rows, pairs)


def windows_of(look: Looking, person: PersonId) -> Windows:
    """When answers count, in each match of a person."""
    matches: Mapping[MatchId, Match] = look(PERSONS_MATCHES, subject("person", person))
    return windows_in(
        matches, lambda match: look(SESSIONS, subject("match", match)), definitions_of(look)
    )


def windows_in(
    matches: Mapping[MatchId, Match],
    sessions_of: Callable[[MatchId], Mapping[SessionId, Session]],
    definitions: Definitions,
) -> Windows:
    """When answers count for each point, in each of these matches."""
    found: Windows = {}
    for identifier, match in matches.items():
        first = min(held_in(sessions_of(identifier)), default=None)
        for point in Point:
            window = window_of(point, first, match.ended_at, definitions)
            if window is not None:
                found[identifier, point] = window
    return found


def _row(
    identifier: QuestionnaireId,
    outcome: Outcome,
    score: Score | None,
    windows: Windows,
    at: datetime,
) -> Row:
    instrument, point = outcome.instrument, outcome.point
    assert instrument is not None  # noqa: S101 - asked before
    assert point is not None  # noqa: S101
    definition, window = DEFINITIONS[instrument], windows.get((outcome.match, point))
    shown = None if definition.groups_only else score
    flags = () if score is None else score.flags
    value = None if shown is None else shown.score
    answered = outcome.completed_at
    return Row(
        questionnaire=identifier,
        instrument=instrument,
        name=definition.name,
        point=point,
        mode=outcome.mode,
        stage=_stage(outcome, window, at),
        match=outcome.match,
        invited_at=outcome.invited_at,
        completed_at=answered,
        in_window=None if window is None or answered is None else window.holds(answered),
        raw=None if shown is None else shown.raw,
        score=value,
        band=None if shown is None else shown.band,
        case=None if value is None else is_case(instrument, value),
        unscorable=None if score is None else score.unscorable,
        parts=() if shown is None else shown.parts,
        flags=(ScoreFlag.GROUPS_ONLY,) if definition.groups_only and score else flags,
        to_see_to=outcome.look_since is not None and outcome.seen_to_at is None,
        copyright=definition.copyright,
    )


def _stage(outcome: Outcome, window: Window | None, at: datetime) -> Stage:
    if outcome.completed_at is not None:
        return Stage.COMPLETED
    if outcome.declined_at is not None:
        return Stage.DECLINED
    if window is not None and local_day(at) > window.closes:
        return Stage.MISSED
    return Stage.INVITED if outcome.started_at is None else Stage.STARTED
