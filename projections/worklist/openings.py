"""That a record was opened by somebody who has nothing to do with the person, until judged.

It is an item about the person: whoever sees everybody in the service sees it at once.
"""

from collections.abc import Sequence
from datetime import datetime

from domain.decider import Recorded
from domain.definitions import Definitions
from domain.flags import next_change
from domain.folds import as_of, fold, of_subject
from domain.opening import OPENINGS, Opening
from domain.opening_flags import flags_of_opening
from domain.people import OpeningId, Subject
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
    found = fold(OPENINGS, of_subject(as_of(events, true=true), subject))
    opening = found.get(OpeningId(subject.partition(":")[2]), Opening())
    flags = flags_of_opening(opening, definitions)
    items = items_of(flags, About(person=opening.person), at)
    return Rows(kept(items, opening.service), next_change(flags, at))


VIEW = View("worklist_of_openings", "opening", table_of("worklist_of_openings", Item), _rows)
