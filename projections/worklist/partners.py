"""What there is to do about agreements with partners."""

from collections.abc import Sequence
from datetime import datetime

from domain.decider import Recorded
from domain.definitions import Definitions
from domain.flags import next_change
from domain.folds import as_of, fold, of_subject
from domain.partnership import PARTNER
from domain.partnership_flags import flags_of_partner
from domain.people import Subject
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
    partner = fold(PARTNER, of_subject(as_of(events, true=true), subject))
    flags = flags_of_partner(partner, definitions)
    return Rows(kept(items_of(flags, About(), at), partner.service), next_change(flags, at))


VIEW = View(
    "worklist_of_partners",
    "partner",
    table_of("worklist_of_partners", Item),
    _rows,
    goes_by_definitions=True,
)
