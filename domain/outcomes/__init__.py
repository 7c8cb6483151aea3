"""Outcome measures: questionnaires that somebody was invited to answer, and what they came to.

States are those of the domain reference, 3.10. A service takes an instrument into use with the
evidence of its licence, and only then is anybody invited. What was answered is scored at once and
stays as it was scored; an answer about danger is a task for a human on the same day, whatever the
score says. Nobody has to answer anything, and nothing of it stands in anybody's way.
"""

from domain.outcomes.adopting import INSTRUMENTS, InUse, in_use_at
from domain.outcomes.adopting import decider as adopting
from domain.outcomes.commands import (
    AdoptInstrument,
    DeclineOutcome,
    InviteOutcome,
    RecordOutcome,
    RecordOutcomeLook,
    StartOutcome,
    StopInstrument,
)
from domain.outcomes.deciding import decider as measuring
from domain.outcomes.events import (
    InstrumentAdopted,
    InstrumentStopped,
    OutcomeCompleted,
    OutcomeDeclined,
    OutcomeInvited,
    OutcomeLookedAt,
    OutcomeStarted,
)
from domain.outcomes.language import FOLLOW_UPS, LookResult, Mode, Point
from domain.outcomes.pairing import Pair, PairFlag, Window, pairs_of, window_of
from domain.outcomes.refusals import (
    AlreadyAnswered,
    InstrumentNotInUse,
    LicenceNotShown,
    NobodyToAnswerToday,
    NothingToLookAt,
    NothingToTellYet,
    NotInvited,
    NotTheirMatch,
)
from domain.outcomes.state import OUTCOMES, SCORES, Outcome, Score, Stage

DECIDERS = (adopting, measuring)
"""Who answers which request."""

__all__ = [
    "DECIDERS",
    "FOLLOW_UPS",
    "INSTRUMENTS",
    "OUTCOMES",
    "SCORES",
    "AdoptInstrument",
    "AlreadyAnswered",
    "DeclineOutcome",
    "InUse",
    "InstrumentAdopted",
    "InstrumentNotInUse",
    "InstrumentStopped",
    "InviteOutcome",
    "LicenceNotShown",
    "LookResult",
    "Mode",
    "NobodyToAnswerToday",
    "NotInvited",
    "NotTheirMatch",
    "NothingToLookAt",
    "NothingToTellYet",
    "Outcome",
    "OutcomeCompleted",
    "OutcomeDeclined",
    "OutcomeInvited",
    "OutcomeLookedAt",
    "OutcomeStarted",
    "Pair",
    "PairFlag",
    "Point",
    "RecordOutcome",
    "RecordOutcomeLook",
    "Score",
    "Stage",
    "StartOutcome",
    "StopInstrument",
    "Window",
    "in_use_at",
    "pairs_of",
    "window_of",
]
