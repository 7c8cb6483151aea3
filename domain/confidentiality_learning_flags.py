"""What is due or late once a decision about confidentiality was judged (reference, 3.7, 4.4).

Lessons, what sharing meant for their data with its 72 hours, what was agreed, and closing.
"""

from collections.abc import Iterator
from datetime import timedelta

from domain.confidentiality.protection import not_assessed, not_carried_through
from domain.confidentiality.state import Break, Reviewed
from domain.definitions import Definitions
from domain.flags import INSTANT, Flag
from domain.folds import ALWAYS
from domain.people import StaffId
from domain.periods import end_of, working_days_after


def flags_of_learning(
    record: Break, review: Reviewed | None, definitions: Definitions
) -> Iterator[Flag]:
    """What is to be learned, assessed, done and closed once somebody has judged a record."""
    base = record.shared_at or record.decided_at
    if review is None or base is None:
        return
    learned = record.lessons
    learned_at = None
    if learned is not None and learned.position > review.position:
        learned_at = learned.at
    closed_at = None if record.closed is None else record.closed.at
    yield Flag(
        "LESSONS_DUE",
        "What is learned from a reviewed break is not recorded. Record it, or that nothing is.",
        review.at,
        learned_at,
    )
    due_at = working_days_after(base, definitions.break_lessons_within_working_days)
    yield Flag(
        "LESSONS_LATE",
        "What is learned from a reviewed break was not recorded in time. Record it now.",
        max(due_at + INSTANT, review.at),
        learned_at,
    )
    if review.assess:
        assessed_at = None
        if not not_assessed(record, ALWAYS) and record.assessed is not None:
            assessed_at = record.assessed.at
        within = timedelta(hours=definitions.break_data_assessed_within_hours)
        yield Flag(
            "DATA_TO_ASSESS",
            "A break was not upheld. Assess what it meant for their data: the regulator may have "
            "to know within 72 hours.",
            review.at,
            assessed_at,
        )
        yield Flag(
            "DATA_ASSESSMENT_LATE",
            "A break was not upheld, and what it meant for their data was not assessed in time. "
            "Assess it now.",
            review.at + within + INSTANT,
            assessed_at,
        )
    yield from _of_those_to_tell(record, review, definitions)
    for some in flags_of_actions(record).values():
        yield from some
    if learned_at is not None and not _open(record):
        yield Flag(
            "BREAK_TO_CLOSE",
            "All that follows from a break is seen to. Close the record.",
            learned_at,
            closed_at,
        )


def _of_those_to_tell(record: Break, review: Reviewed, definitions: Definitions) -> Iterator[Flag]:
    """Whom an assessment found is to be told: the regulator within the 72 hours, and them."""
    assessed = record.assessed
    if assessed is None:
        return
    if record.to_report:
        told_at = None if record.regulator_told is None else record.regulator_told.at
        within = timedelta(hours=definitions.break_data_assessed_within_hours)
        yield Flag(
            "REGULATOR_TO_TELL",
            "The assessment found that the regulator has to know of it. Tell them, and record it.",
            assessed.at,
            told_at,
        )
        yield Flag(
            "REGULATOR_TOLD_LATE",
            "The regulator has to know of it, and was not told within 72 hours. Tell them now, and "
            "say why it is late.",
            max(assessed.at, review.at + within + INSTANT),
            told_at,
        )
    if record.to_tell:
        told_at = None if record.assessment_told is None else record.assessment_told.at
        due_at = working_days_after(assessed.at, definitions.break_told_within_working_days)
        yield Flag(
            "ASSESSMENT_TO_TELL",
            "What sharing meant for their data is to be told to the one whom it is about. Tell "
            "them, and record it.",
            assessed.at,
            told_at,
        )
        yield Flag(
            "ASSESSMENT_TOLD_LATE",
            "The one whom it is about was not told in time what sharing meant for their data. "
            "Tell them now.",
            due_at + INSTANT,
            told_at,
        )


def flags_of_actions(record: Break) -> dict[StaffId, list[Flag]]:
    """What was agreed after a review, by whoever sees to it."""
    found: dict[StaffId, list[Flag]] = {}
    for action in record.actions.values():
        late_at = end_of(action.due_on) + INSTANT
        found.setdefault(action.owner, []).extend(
            (
                Flag(
                    "BREAK_ACTION_DUE",
                    "Something was agreed after a break. Do it, and record that it is done.",
                    action.agreed_at,
                    action.done_at,
                ),
                Flag(
                    "BREAK_ACTION_LATE",
                    "What was agreed after a break is not done, and its day has passed. Do it, or "
                    "agree another day.",
                    late_at,
                    action.done_at,
                ),
            )
        )
    return found


def _open(record: Break) -> bool:
    untold = record.was_shared and record.told is None and record.ruled_out is None
    return untold or not_assessed(record, ALWAYS) or not_carried_through(record)
