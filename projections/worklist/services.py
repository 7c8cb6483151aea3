"""What a service has left open about itself."""

from collections.abc import Sequence
from datetime import datetime

from domain.decider import Recorded
from domain.definitions import Definitions
from domain.flags import next_change
from domain.folds import as_of, fold, of_subject
from domain.people import Subject
from domain.service import SERVICE
from domain.service_flags import flags_of_service
from projections.tables import table_of
from projections.view import Rows, View
from projections.worklist.items import About, Item, items_of, kept


def _rows(
    subject: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    service = fold(SERVICE, of_subject(as_of(events, true=true), subject))
    flags = flags_of_service(service, definitions)
    items = items_of(flags, About(), at)
    return Rows(kept(items, subject.partition(":")[2]), next_change(flags, at))


VIEW = View(
    "worklist_of_services",
    "service",
    table_of("worklist_of_services", Item),
    _rows,
    goes_by_definitions=True,
)
