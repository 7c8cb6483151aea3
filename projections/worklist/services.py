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
from domain.staff_supervision import STAFF_SUPERVISION, flags_of_staff_supervision
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
    happened = of_subject(as_of(events, true=true), subject)
    service = fold(SERVICE, happened)
    flags = [*flags_of_service(service, definitions)]
    items = items_of(flags, About(), at)
    held = fold(STAFF_SUPERVISION, happened)
    for supervisor, due in flags_of_staff_supervision(service, held, definitions):
        items += items_of(due, About(responsible=supervisor), at)
        flags += due
    return Rows(kept(items, subject.partition(":")[2]), next_change(flags, at))


VIEW = View(
    "worklist_of_services",
    "service",
    table_of("worklist_of_services", Item),
    _rows,
    goes_by_definitions=True,
)
