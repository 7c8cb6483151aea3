"""The kinds of study: the question that each asks of every life, and what is made of its rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from application.evaluation.changes import CHANGES
from application.evaluation.findings import Findings
from application.evaluation.flagged import FLAGGED
from application.evaluation.found_changes import found_changes
from application.evaluation.found_flags import found_flags
from application.evaluation.found_times import found_times
from application.evaluation.plan import Kind, Plan
from application.evaluation.questions import Question, Row
from application.evaluation.times import TIMES


@dataclass(frozen=True, slots=True)
class KindOfStudy:
    """What is asked of every life, and what the rows come to beside the flow of the extract."""

    question: Question
    found: Callable[[Plan, Mapping[str, int], Sequence[Row]], Findings]


KINDS: Mapping[Kind, KindOfStudy] = {
    Kind.PAIRED_CHANGE: KindOfStudy(CHANGES, found_changes),
    Kind.TIME_TO_EVENT: KindOfStudy(TIMES, found_times),
    Kind.DEFINITIONS: KindOfStudy(FLAGGED, found_flags),
}
STUDIES: Mapping[str, Question] = {each.question.name: each.question for each in KINDS.values()}
"""The questions of studies, by their names."""
