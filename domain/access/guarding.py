"""Who decided about confidentiality does not control who judges it (design, section 5)."""

from collections.abc import Iterable

from domain.confidentiality import Break
from domain.decider import Refusal
from domain.people import ActorId


class DeciderControlsNoReview(Refusal):
    """Who decided a break does not control the access of its reviewer, or of an auditor."""


def must_control_review(by: ActorId, breaks: Iterable[Break], field: str) -> None:
    """Raise `DeciderControlsNoReview` where somebody decided one of these that is not closed."""
    for each in breaks:
        decided = each.decided is not None and each.decided.by == by
        if (decided or by in each.sharers) and each.closed is None:
            raise DeciderControlsNoReview(
                "You decided a break that is not closed, so somebody else says who reviews and "
                "audits. Ask another manager.",
                field=field,
            )
