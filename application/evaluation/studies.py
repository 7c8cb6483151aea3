"""The kinds of study: the question that each asks of every life, and what is made of its rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from application.evaluation.apart import Apart
from application.evaluation.changes import CHANGES
from application.evaluation.compared_changes import changes_apart
from application.evaluation.findings import Findings, Section, Told
from application.evaluation.flagged import FLAGGED
from application.evaluation.found_changes import found_changes
from application.evaluation.found_flags import flags_apart, found_flags
from application.evaluation.found_times import found_times, waits_apart
from application.evaluation.plan import Kind, Plan
from application.evaluation.questions import Question, Row
from application.evaluation.times import TIMES


@dataclass(frozen=True, slots=True)
class KindOfStudy:
    """What is asked of every life, and what the rows come to beside the flow of the extract.

    ``apart`` holds groups of those who are counted beside each other.
    """

    question: Question
    found: Callable[[Plan, Mapping[str, int], Sequence[Row]], Findings]
    apart: Callable[[Plan, Sequence[Told], Apart], tuple[Section, dict[str, Any]]]


KINDS: Mapping[Kind, KindOfStudy] = {
    Kind.PAIRED_CHANGE: KindOfStudy(CHANGES, found_changes, changes_apart),
    Kind.TIME_TO_EVENT: KindOfStudy(TIMES, found_times, waits_apart),
    Kind.DEFINITIONS: KindOfStudy(FLAGGED, found_flags, flags_apart),
}
STUDIES: Mapping[str, Question] = {each.question.name: each.question for each in KINDS.values()}
"""The questions of studies, by their names."""
