"""What is to be done about records that were opened without a relation."""

from collections.abc import Iterator
from datetime import datetime

from domain.decider import EPOCH
from domain.definitions import DEFAULTS, Definitions
from domain.flags import Flag, kept
from domain.opening import Opening
from domain.periods import working_days_after


def review_due_at(opening: Opening, definitions: Definitions = DEFAULTS) -> datetime:
    """The moment by which somebody else has judged an opening."""
    opened_at = opening.at or EPOCH
    days = definitions.at(opened_at).opening_reviewed_within_working_days
    return working_days_after(opened_at, days)


def flags_of_opening(opening: Opening, definitions: Definitions = DEFAULTS) -> tuple[Flag, ...]:
    """What there is to do about one opening: somebody else looks into it, in time."""
    if opening.at is None:
        return ()
    return kept(_of_opening(opening, opening.at, review_due_at(opening, definitions)))


def _of_opening(opening: Opening, opened_at: datetime, due: datetime) -> Iterator[Flag]:
    over = opening.reviewed_at
    yield Flag(
        "OPENING_TO_REVIEW",
        "Somebody opened the record of a person with whom they have nothing to do. "
        "Ask them why, and judge it.",
        opened_at,
        min(due, over) if over else due,
    )
    yield Flag(
        "OPENING_REVIEW_LATE",
        "Somebody opened the record of a person with whom they have nothing to do, and nobody has "
        "judged it in time. Judge it today.",
        due,
        over,
    )
