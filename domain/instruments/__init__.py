"""Questionnaires: what can be scored, how, and by how much somebody has to change (7.1 and 7.2)."""

from domain.instruments.answers import (
    LEFT_OUT,
    ImpossibleAnswer,
    NotAWeight,
    UnknownInstrument,
    WrongNumberOfAnswers,
    checked,
    checked_weights,
    instrument_called,
    two_ringed,
)
from domain.instruments.catalogue import DEFINITIONS, NOT_SCORED_HERE
from domain.instruments.change import Change, change_index, changed, is_case, reliable_from
from domain.instruments.conversion import METRIC
from domain.instruments.language import (
    Answers,
    Better,
    Definition,
    Instrument,
    Scored,
    ScoreFlag,
    Terms,
    Unscorable,
)
from domain.instruments.scoring import SCORERS, bands_of_parts, needs_a_human, scored

__all__ = [
    "DEFINITIONS",
    "LEFT_OUT",
    "METRIC",
    "NOT_SCORED_HERE",
    "SCORERS",
    "Answers",
    "Better",
    "Change",
    "Definition",
    "ImpossibleAnswer",
    "Instrument",
    "NotAWeight",
    "ScoreFlag",
    "Scored",
    "Terms",
    "UnknownInstrument",
    "Unscorable",
    "WrongNumberOfAnswers",
    "bands_of_parts",
    "change_index",
    "changed",
    "checked",
    "checked_weights",
    "instrument_called",
    "is_case",
    "needs_a_human",
    "reliable_from",
    "scored",
    "two_ringed",
]
