"""Entries about erasure and holds, in sentences."""

from domain import erasure
from domain.decider import Event
from projections.phrases import quoted


def of_rights(event: Event) -> str | None:
    """What an entry about somebody's rights over their record says."""
    match event:
        case erasure.ErasureDecided():
            return "It was decided to make this record unreadable."
        case erasure.ErasureCarriedOut():
            return "The record was made unreadable. What happened, and when, stays."
        case erasure.LegalHoldPlaced(reason=reason):
            return f"The record has to be kept for now{quoted(reason)}"
        case erasure.LegalHoldLifted(reason=reason):
            return f"The record need not be kept for that reason any longer{quoted(reason)}"
        case _:
            return None
