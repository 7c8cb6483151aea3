"""Boundaries: what went beyond what was agreed, and meetings by chance.

Both are always recorded, by whoever saw them, without blame (domain reference, 2.9 and 4.5). What
kind of event it was, where it was and how it felt stays sealed; whether it is serious, and whether
somebody of the service should look into it, stand in the clear beside it, because clocks run by
that (`domain.boundary_flags`). A meeting by chance is no boundary event unless it was sought.
"""

from domain.boundaries.commands import (
    BoundaryCommand,
    LookIntoReport,
    RecordOtherSideAsked,
    ReportBoundaryEvent,
    ReportChanceEncounter,
)
from domain.boundaries.deciding import (
    BoundaryAsked,
    UnknownReport,
    decider,
    reported,
)
from domain.boundaries.events import (
    BoundaryEventReported,
    ChanceEncounterOtherSideAsked,
    ChanceEncounterReported,
    ReportLookedInto,
    SharedAnswer,
)
from domain.boundaries.language import (
    SERIOUS,
    BoundaryKind,
    FeltSafe,
    MetWhere,
    Reporter,
)
from domain.boundaries.state import (
    BOUNDARIES,
    Boundaries,
    BoundaryEvent,
    Encounter,
)

__all__ = [
    "BOUNDARIES",
    "SERIOUS",
    "Boundaries",
    "BoundaryAsked",
    "BoundaryCommand",
    "BoundaryEvent",
    "BoundaryEventReported",
    "BoundaryKind",
    "ChanceEncounterOtherSideAsked",
    "ChanceEncounterReported",
    "Encounter",
    "FeltSafe",
    "LookIntoReport",
    "MetWhere",
    "RecordOtherSideAsked",
    "ReportBoundaryEvent",
    "ReportChanceEncounter",
    "ReportLookedInto",
    "Reporter",
    "SharedAnswer",
    "UnknownReport",
    "decider",
    "reported",
]
