"""What there is to do about complaints of whoever made them."""

from collections.abc import Sequence
from datetime import datetime

from domain.complaint import COMPLAINT, flags_of_complaint
from domain.decider import Recorded
from domain.definitions import Definitions
from domain.flags import next_change
from domain.folds import as_of, fold, of_subject
from domain.people import Subject
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
    complaint = fold(COMPLAINT, of_subject(as_of(events, true=true), subject))
    flags = flags_of_complaint(complaint)
    items = items_of(flags, About(), at)
    return Rows(kept(items, complaint.service), next_change(flags, at))


VIEW = View("worklist_of_complaints", "complaint", table_of("worklist_of_complaints", Item), _rows)
