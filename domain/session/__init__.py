"""A session: one planned or unplanned time of support within a match.

States are those of the domain reference, 3.4. Planning is a decision and can be refused. A session
that took place, was called off or that somebody did not come to is recorded whenever it is
reported; a record needs three answers (did it happen, how long, any worry), and an answer that is
missing is asked for later. Only what cannot be is sent back, with the name of the field.
"""

from domain.session.commands import (
    AnswerWorry,
    CancelSession,
    ConfirmSession,
    PlanSession,
    RecordNotAttended,
    RecordSession,
    RescheduleSession,
    SessionCommand,
)
from domain.session.deciding import (
    SessionAsked,
    decider,
)
from domain.session.events import (
    SessionCancelled,
    SessionConfirmed,
    SessionHeld,
    SessionNotAttended,
    SessionPlanned,
    SessionRescheduled,
    SessionWorryAnswered,
)
from domain.session.language import (
    CLOCK_ROUNDING,
    LONGEST,
    RATINGS,
    Absent,
    CalledOffBy,
    Stage,
)
from domain.session.refusals import (
    ImpossibleLength,
    NotACount,
    NotARating,
    NotPlanned,
    PlannedInThePast,
    TimesDisagree,
    UnknownSession,
)
from domain.session.state import (
    SESSIONS,
    Report,
    Session,
)

__all__ = [
    "CLOCK_ROUNDING",
    "LONGEST",
    "RATINGS",
    "SESSIONS",
    "Absent",
    "AnswerWorry",
    "CalledOffBy",
    "CancelSession",
    "ConfirmSession",
    "ImpossibleLength",
    "NotACount",
    "NotARating",
    "NotPlanned",
    "PlanSession",
    "PlannedInThePast",
    "RecordNotAttended",
    "RecordSession",
    "Report",
    "RescheduleSession",
    "Session",
    "SessionAsked",
    "SessionCancelled",
    "SessionCommand",
    "SessionConfirmed",
    "SessionHeld",
    "SessionNotAttended",
    "SessionPlanned",
    "SessionRescheduled",
    "SessionWorryAnswered",
    "Stage",
    "TimesDisagree",
    "UnknownSession",
    "decider",
]
