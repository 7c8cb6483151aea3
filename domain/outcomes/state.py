"""Where each questionnaire of a person stands, and what it came to for whoever may know."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from domain.decider import Recorded
from domain.folds import CodedFold, Fold
from domain.instruments import Instrument, Unscorable
from domain.outcomes.events import (
    OutcomeCompleted,
    OutcomeDeclined,
    OutcomeInvited,
    OutcomeLookedAt,
    OutcomeStarted,
)
from domain.outcomes.language import LookResult, Mode, Point
from domain.people import MatchId, QuestionnaireId, StaffId
from domain.personal import Sealed, known


class Stage(StrEnum):
    """Where a questionnaire stands. MISSED: its time is over, and nobody answered."""

    INVITED = "INVITED"
    STARTED = "STARTED"
    COMPLETED = "COMPLETED"
    DECLINED = "DECLINED"
    MISSED = "MISSED"


class Outcome(msgspec.Struct, frozen=True):
    """What has happened to one questionnaire; nothing of what was answered."""

    instrument: Instrument | None = None
    version: str | None = None
    point: Point | None = None
    mode: Mode | None = None
    match: MatchId | None = None
    invited_at: datetime | None = None
    started_at: datetime | None = None
    declined_at: datetime | None = None
    completed_at: datetime | None = None
    beside: bool = False
    look_by: StaffId | None = None
    look_since: datetime | None = None
    seen_to_at: datetime | None = None


Outcomes = Mapping[QuestionnaireId, Outcome]
_NONE: Outcomes = {}


def _evolve(outcomes: Outcomes, recorded: Recorded) -> Outcomes:
    changes: dict[str, Any]
    match recorded.event:
        case OutcomeInvited() as said:
            changes = {
                "instrument": said.instrument,
                "version": said.version,
                "point": said.point,
                "mode": said.mode,
                "match": said.match,
                "invited_at": said.at,
            }
        case OutcomeStarted() as said:
            changes = {"started_at": said.at}
        case OutcomeDeclined() as said:
            changes = {"declined_at": said.at}
        case OutcomeCompleted() as said:
            changes = {
                "instrument": said.instrument,
                "version": said.version,
                "point": said.point,
                "mode": said.mode,
                "match": said.match,
                "completed_at": said.at,
                "beside": said.beside,
                "look_by": said.look_by,
                "look_since": said.at if said.look_today else None,
            }
        case OutcomeLookedAt(result=result) as said if result is not LookResult.NOT_REACHED:
            before = outcomes.get(said.questionnaire, Outcome()).seen_to_at
            changes = {"seen_to_at": before or said.at}
        case _:
            return outcomes
    found = outcomes.get(said.questionnaire, Outcome())
    return {**outcomes, said.questionnaire: msgspec.structs.replace(found, **changes)}


OUTCOMES = Fold(
    hears=frozenset(
        {OutcomeInvited, OutcomeStarted, OutcomeDeclined, OutcomeCompleted, OutcomeLookedAt}
    ),
    initial=_NONE,
    evolve=_evolve,
)
"""The questionnaires of a person, over their subject."""


class Score(msgspec.Struct, frozen=True):
    """What one questionnaire came to, as it was scored then; nothing where it cannot be opened."""

    scorer: str
    raw: float | None
    score: float | None
    band: str | None
    unscorable: Unscorable | None
    parts: tuple[str, ...]
    flags: tuple[str, ...]


Scores = Mapping[QuestionnaireId, Score]
_NO_SCORES: Scores = {}


def _scores(scores: Scores, recorded: Recorded) -> Scores:
    match recorded.event:
        case OutcomeCompleted() as said:
            found = Score(
                said.scorer,
                known(said.raw),
                known(said.score),
                known(said.band),
                said.unscorable,
                () if isinstance(said.parts, Sealed) else said.parts,
                () if isinstance(said.flags, Sealed) else said.flags,
            )
            return {**scores, said.questionnaire: found}
        case _:
            return scores


SCORES = CodedFold(hears=frozenset({OutcomeCompleted}), initial=_NO_SCORES, evolve=_scores)
"""What a person's questionnaires came to, over their subject, for a reader with the keyring."""
