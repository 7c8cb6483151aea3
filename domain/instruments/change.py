"""Whether somebody changed by more than the instrument errs: reliable change.

By the index of Jacobson and Truax where the standard error of measurement is known: the difference
over SEM·√2, beyond 1.96. By a published number where there is one. Else nothing is said.
"""

from enum import StrEnum
from math import sqrt

from domain.instruments.catalogue import DEFINITIONS
from domain.instruments.language import Better, Instrument

BEYOND_CHANCE = 1.96


class Change(StrEnum):
    """What became of a score between two points."""

    IMPROVED = "IMPROVED"
    UNCHANGED = "UNCHANGED"
    WORSE = "WORSE"
    NOT_JUDGED = "NOT_JUDGED"
    """Nobody has said what a reliable change of one person is, or it is for groups alone."""


def reliable_from(instrument: Instrument) -> float | None:
    """The difference from which on a change is reliable; nothing where nobody has said."""
    definition = DEFINITIONS[instrument]
    if definition.reliable is not None:
        return definition.reliable
    return None if definition.sem is None else BEYOND_CHANCE * definition.sem * sqrt(2)


def change_index(instrument: Instrument, before: float, after: float) -> float | None:
    """The difference in standard errors of a difference (RCI), where the error is known."""
    sem = DEFINITIONS[instrument].sem
    return None if sem is None else (after - before) / (sem * sqrt(2))


def changed(instrument: Instrument, before: float, after: float) -> Change:
    """What became of a person's score: a published number is enough, an index has to be beyond."""
    definition, least = DEFINITIONS[instrument], reliable_from(instrument)
    if least is None or definition.better is None or definition.groups_only:
        return Change.NOT_JUDGED
    difference = round(after - before, 6)
    size = abs(difference)
    published = definition.reliable is not None
    if size < least or (size == least and not published):
        return Change.UNCHANGED
    better = (difference > 0) == (definition.better is Better.HIGHER)
    return Change.IMPROVED if better else Change.WORSE


def is_case(instrument: Instrument, score: float) -> bool | None:
    """Whether services speak of a case from this score on; nothing where they do not."""
    least = DEFINITIONS[instrument].case_from
    return None if least is None else score >= least
