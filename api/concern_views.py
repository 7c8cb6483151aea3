"""What can be seen of safeguarding concerns: one of them, and counts for those who only count."""

from typing import Any

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.desk import Desk
from domain.people import ConcernId, subject
from domain.safeguarding.deciding import NOT_FOUND
from domain.safeguarding.refusals import ConcernNotFound
from projections.equality import quarter_end
from projections.safeguarding.counts import ConcernCounts, concern_counts
from projections.safeguarding.shown import ConcernShown, concern_shown


def concern_at(desk: Desk, of_concern: str) -> ConcernShown:
    """One concern, for those who may see it. Raises `ConcernNotFound`, the same for all others."""
    about = subject("concern", of_concern)
    if not desk.scope("concern").holds(about):
        raise ConcernNotFound(NOT_FOUND)
    desk.note(about)
    definitions = desk.views.definitions_known_at(desk.ledger.head().position)
    in_force = definitions.of(desk.service, desk.views.clock())
    found = concern_shown(desk.look(), desk.opener, ConcernId(of_concern), in_force)
    if found is None:
        raise ConcernNotFound(NOT_FOUND)
    return found


@get("/concern/{of_concern:str}", sync_to_thread=True, view="concern")
def get_concern(desk: NamedDependency[Desk], of_concern: FromPath[str]) -> ConcernShown:
    """One safeguarding concern with everything that was recorded of it."""
    return concern_at(desk, of_concern)


@get("/concern_counts", sync_to_thread=True, view="concern_counts")
def get_concern_counts(desk: NamedDependency[Desk]) -> ConcernCounts:
    """How many concerns were raised in the year up to the last quarter, small counts closed."""
    end = quarter_end(desk.views.clock())
    return concern_counts(desk.look(known_at=end, true_at=end))


HANDLERS: list[Any] = [get_concern, get_concern_counts]
