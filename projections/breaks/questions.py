"""The eleven questions of an auditor (domain reference, 4.4), each answered from the entries.

Known then is what happened up to the sharing, or the decision where nothing was shared, and is said
of it before the record was sent for review. The rest came later. A blank is written out.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from application.looking import Looking
from domain.confidentiality.events import (
    ConfidentialityDecisionRecorded,
    ConfidentialityFactNoted,
    ConfidentialityQuestionRaised,
    ConfidentialityRecordAddedTo,
    InformationPassedOn,
)
from domain.confidentiality.events_after import (
    ActionAgreed,
    ActionCompleted,
    ConfidentialityRecordReturned,
    ConfidentialityReviewCompleted,
    DataProtectionAssessed,
    LessonsRecorded,
    RegulatorTold,
    ReviewPassedOn,
    TellingPutOff,
    TellingRuledOut,
    ToldOfAssessment,
    ToldOfSharing,
)
from domain.confidentiality.independence import look_around, why_not_independent
from domain.confidentiality.language import Ground
from domain.confidentiality.state import Break, Fact
from domain.decider import Event, Recorded
from domain.definitions import Definitions
from domain.periods import working_days_after, working_days_between
from projections.breaks.answers import Line, grounds_in, has, line_of

AT_ONCE = frozenset(
    {
        Ground.SUICIDE_RISK.value,
        Ground.SERIOUS_HARM_SELF.value,
        Ground.SERIOUS_HARM_OTHERS.value,
        Ground.VITAL_INTEREST_MEDICAL.value,
    }
)
"""Grounds on which somebody's life may be in danger."""

NOT_RECORDED = "Not recorded."
HOUR = timedelta(hours=1)

Fields = tuple[str, ...]
ASKED: tuple[tuple[int, str, dict[type[Event], Fields]], ...] = (
    (
        1,
        "Who decided?",
        {
            ConfidentialityDecisionRecorded: ("decided_by", "decider_role", "decider_words"),
            ConfidentialityRecordAddedTo: (
                *("decided_by", "decider_role", "consulted", "consulted_words"),
            ),
        },
    ),
    (
        2,
        "When?",
        {
            ConfidentialityQuestionRaised: ("at", "first_aware_at"),
            ConfidentialityDecisionRecorded: ("at", "first_aware_at"),
            ConfidentialityRecordAddedTo: ("first_aware_at",),
            InformationPassedOn: ("at",),
        },
    ),
    (
        3,
        "On what ground?",
        {
            ConfidentialityQuestionRaised: ("trigger", "words"),
            ConfidentialityDecisionRecorded: (
                *("grounds", "ground_words", "reasons", "safety_plan"),
            ),
            ConfidentialityRecordAddedTo: (
                *("grounds", "ground_words", "likelihood", "severity", "imminence", "at_risk"),
                *("capacity", "capacity_words", "alternatives", "proportionality"),
                *("reasons", "safety_plan", "concern"),
            ),
        },
    ),
    (
        4,
        "What was known?",
        {ConfidentialityFactNoted: ("words", "source", "told_by", "entries")},
    ),
    (
        5,
        "Was consent sought?",
        {
            ConfidentialityRecordAddedTo: (
                *("consent_answer", "consent_sought_at", "consent_words", "not_sought_because"),
            ),
        },
    ),
    (
        6,
        "What was told, and to whom?",
        {
            InformationPassedOn: (
                *("items", "recipient_kind", "organisation", "recipient", "checked_how"),
                *("channel", "reference", "shared_by", "sharer_words"),
            ),
            ConfidentialityRecordAddedTo: (
                *("items", "recipient_kind", "organisation", "recipient", "checked_how"),
                *("channel", "reference"),
            ),
        },
    ),
    (
        7,
        "What was held back?",
        {InformationPassedOn: ("kept_back",), ConfidentialityRecordAddedTo: ("kept_back",)},
    ),
    (
        8,
        "Was the person told?",
        {
            ConfidentialityRecordAddedTo: (
                *("told_before", "told_before_words", "limits_explained", "limits_entry"),
                *("support", "support_for_decider"),
            ),
            ToldOfSharing: ("at", "told_by", "channel", "response"),
            TellingPutOff: ("because", "words", "look_again_on", "decided_by"),
            TellingRuledOut: ("because", "words", "decided_by"),
        },
    ),
    (
        9,
        "Who reviewed it, and were they independent?",
        {
            ConfidentialityReviewCompleted: ("reviewer", "outside"),
            ConfidentialityRecordReturned: ("reviewer", "words"),
            ReviewPassedOn: ("reviewer", "words"),
        },
    ),
    (
        10,
        "Was it upheld?",
        {
            ConfidentialityReviewCompleted: ("verdict", "answers", "reasoning", "learning"),
            LessonsRecorded: ("lessons",),
            ActionAgreed: ("words", "owner", "due_on", "action"),
            ActionCompleted: ("action", "at"),
            DataProtectionAssessed: (
                *("risk", "to_report", "tell_them", "reported_at", "apologised_at", "reference"),
                "reasons",
            ),
            RegulatorTold: ("at", "told_by", "reference"),
            ToldOfAssessment: ("at", "told_by", "channel", "apologised", "response"),
        },
    ),
    (11, "How long did each step take?", {}),
)
"""The questions with the entries that answer them, and the parts of each that do."""

AFTERWARDS: tuple[type[Event], ...] = (
    *(ToldOfSharing, TellingPutOff, TellingRuledOut),
    *(ConfidentialityReviewCompleted, ConfidentialityRecordReturned, ReviewPassedOn),
    *(LessonsRecorded, ActionAgreed, ActionCompleted, DataProtectionAssessed),
    *(RegulatorTold, ToldOfAssessment),
)


class Step(msgspec.Struct, frozen=True):
    """How long a step took beside its standard. ``took`` is none where it is not done.

    Both are in ``unit``: hours or working days. ``kept`` says whether it was, or can still be, in
    time. ``told`` is the same in words, once it is shown to somebody.
    """

    step: str
    unit: str
    took: float | None
    standard: float
    due_at: datetime
    kept: bool
    told: str | None = None


class Answer(msgspec.Struct, frozen=True):
    """One question: what was known then, and what came later. ``note`` says what is blank."""

    number: int
    question: str
    then: list[Line]
    later: list[Line]
    note: str | None = None
    steps: list[Step] | None = None


def answers_of(
    record: Break,
    entries: Sequence[Recorded],
    looking: Looking,
    definitions: Definitions,
    now: datetime,
) -> list[Answer]:
    """The eleven answers from entries in the order in which they happened, open."""
    facts = {each.position: each for each in record.facts}
    answers = []
    for number, question, fields in ASKED:
        then: list[Line] = []
        later: list[Line] = []
        for recorded in entries:
            wanted = fields.get(type(recorded.event), ())
            if not any(has(recorded.event, each) for each in wanted):
                continue
            known = _known_then(record, recorded, facts.get(recorded.position))
            (then if known else later).append(line_of(recorded, wanted))
        note = NOT_RECORDED if not then and not later else None
        steps = None
        if number == 9:  # noqa: PLR2004 - the question on independence
            note = _independence(record, looking, now) or note
        if number == 11:  # noqa: PLR2004 - the question on time
            steps = list(steps_of(record, definitions, now, grounds_in(entries)))
            note = None if steps else note
        answers.append(Answer(number, question, then, later, note, steps))
    return answers


def _known_then(record: Break, recorded: Recorded, fact: Fact | None) -> bool:
    if fact is not None:
        return record.known_then(fact)
    if isinstance(recorded.event, AFTERWARDS):
        return False
    frozen_from = record.frozen_from
    return frozen_from is None or recorded.position < frozen_from


def _independence(record: Break, looking: Looking, now: datetime) -> str | None:
    review = record.review_at(now)
    if review is None:
        return None
    reason = why_not_independent(record, review.reviewer, look_around(record, looking))
    if reason is not None:
        return f"By what is known now not independent: {reason}"
    where = "from outside" if review.outside else "in the service"
    return f"Independent, {where}: had no part in it, and is in nobody's line who had."


def steps_of(
    record: Break, definitions: Definitions, now: datetime, grounds: Collection[str] = ()
) -> Iterator[Step]:
    """Every step with its standard, from what happened.

    The standard of deciding goes by the ground (domain reference, 4.3 and 4.4), as far as it can be
    read: where life is in danger at once, else the same day. No flag reads it (decision 23).
    """
    decided_at, shared_at = record.decided_at, record.shared_at
    recorded = record.decided or (record.passed_on[0] if record.passed_on else None)
    completed_at = min((each.at for each in record.completed), default=None)
    base = shared_at or (None if record.share else decided_at)
    if record.first_aware_at is not None:
        within = definitions.break_decided_within_hours
        if not AT_ONCE.isdisjoint(grounds):
            within = definitions.break_decided_at_once_within_hours
        yield _hours("decided", record.first_aware_at, decided_at, within, now)
    if recorded is not None:
        within = definitions.break_recorded_within_hours
        yield _hours("recorded", recorded.at, recorded.recorded_at, within, now)
    if shared_at is not None:
        within = definitions.break_completed_within_hours
        yield _hours("completed", shared_at, completed_at, within, now)
        told = record.told or record.ruled_out
        told_at = None if told is None else told.at
        days = definitions.break_told_within_working_days
        yield _days("told", shared_at, told_at, days, now)
    if base is not None:
        review = record.review_at(now)
        reviewed_at = None if review is None else review.at
        days = definitions.break_reviewed_within_working_days
        yield _days("reviewed", base, reviewed_at, days, now)
        learned_at = None if record.lessons is None else record.lessons.at
        days = definitions.break_lessons_within_working_days
        yield _days("lessons", base, learned_at, days, now)
        if review is not None and review.assess:
            assessed_at = None if record.assessed is None else record.assessed.at
            within = definitions.break_data_assessed_within_hours
            yield _hours("data assessed", review.at, assessed_at, within, now)


def _hours(step: str, first: datetime, then: datetime | None, standard: int, now: datetime) -> Step:
    due_at = first + timedelta(hours=standard)
    took = None if then is None else round(max(then - first, timedelta()) / HOUR, 2)
    return Step(step, "hours", took, standard, due_at, (then or now) <= due_at)


def _days(step: str, first: datetime, then: datetime | None, standard: int, now: datetime) -> Step:
    due_at = working_days_after(first, standard)
    took = None if then is None else working_days_between(first, then)
    return Step(step, "working days", took, standard, due_at, (then or now) <= due_at)
