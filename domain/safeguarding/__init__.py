"""Safeguarding concerns: raised by anybody, taken on, thought through, reported or seen to, closed.

States, guards and clocks are those of the domain reference, 3.8. None is filed under those whom it
is about, so that nothing that is told of them by their subject can show that there is one.
"""

from domain.safeguarding.commands import (
    AcknowledgeConcern,
    AnswerNoFurtherAction,
    CloseConcern,
    ConsiderConcern,
    ConsiderConcernDuties,
    KeepConcernWithin,
    NoteConcern,
    PassConcernOn,
    PlaceConcern,
    ProposeNoFurtherAction,
    RaiseConcern,
    RecordConcernAnswer,
    RecordConcernHelp,
    ReopenConcern,
    ReviewConcernPlan,
)
from domain.safeguarding.deciding import decider
from domain.safeguarding.state import (
    RECORDED,
    SAFEGUARDING,
    SAFEGUARDING_CONCERNS,
    SafeguardingConcern,
)

__all__ = [
    "RECORDED",
    "SAFEGUARDING",
    "SAFEGUARDING_CONCERNS",
    "AcknowledgeConcern",
    "AnswerNoFurtherAction",
    "CloseConcern",
    "ConsiderConcern",
    "ConsiderConcernDuties",
    "KeepConcernWithin",
    "NoteConcern",
    "PassConcernOn",
    "PlaceConcern",
    "ProposeNoFurtherAction",
    "RaiseConcern",
    "RecordConcernAnswer",
    "RecordConcernHelp",
    "ReopenConcern",
    "ReviewConcernPlan",
    "SafeguardingConcern",
    "decider",
]
