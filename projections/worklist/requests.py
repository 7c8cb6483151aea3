"""What there is to do about requests by which people use their rights."""

from collections.abc import Sequence
from datetime import datetime

from domain.decider import Recorded
from domain.definitions import Definitions
from domain.flags import next_change
from domain.folds import as_of, fold, of_subject
from domain.people import Subject
from domain.rights import REQUEST
from domain.rights_flags import flags_of_request
from projections.tables import table_of
from projections.view import Rows, View
from projections.worklist.items import About, Item, items_of, kept


def _rows(
    subject: Subject,
    events: Sequence[Recorded],
    _definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    request = fold(REQUEST, of_subject(as_of(events, true=true), subject))
    flags = flags_of_request(request)
    items = items_of(flags, About(person=request.person, peer=request.peer), at)
    return Rows(kept(items, request.service), next_change(flags, at))


VIEW = View("worklist_of_requests", "rights_request", table_of("worklist_of_requests", Item), _rows)
