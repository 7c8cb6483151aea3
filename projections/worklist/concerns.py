"""What there is to do about safeguarding concerns, for those who may see them.

No item names whom a concern is about. It falls to the lead where there is one who can see to it,
to the second person where they are asked, and to the manager where no lead can.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from domain.decider import Recorded
from domain.definitions import Definitions
from domain.flags import Flag, next_change
from domain.folds import as_of, fold, of_subject
from domain.people import ConcernId, StaffId, Subject
from domain.safeguarding import SAFEGUARDING, SafeguardingConcern
from domain.safeguarding_flags import flags_of_concern
from domain.service import SERVICE, Duty, Service
from projections.safeguarding.register import OF_SERVICE
from projections.tables import table_of
from projections.view import Rows, View
from projections.worklist.items import About, Item, items_of, kept

FOR_SECOND = frozenset({"CONCERN_TO_AGREE", "CONCERN_AGREEING_LATE"})
FOR_MANAGER = frozenset({"CONCERN_NOBODY_TO_LEAD"})


def _rows(
    subject: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    happened = of_subject(as_of(events, true=true), subject)
    concern: SafeguardingConcern = fold(SAFEGUARDING, happened)
    if not concern.known:
        return Rows([])
    service = fold(SERVICE, happened)
    flags = flags_of_concern(concern, service, definitions)
    items: list[Item] = []
    for responsible, some in _shared_out(flags, concern, service):
        which = ConcernId(subject.partition(":")[2])
        items += items_of(some, About(concern=which, responsible=responsible), at)
    return Rows(kept(items, concern.service), next_change(flags, at))


def _shared_out(
    flags: Sequence[Flag], concern: SafeguardingConcern, service: Service
) -> Iterable[tuple[StaffId | None, list[Flag]]]:
    """The flags by whoever sees to them; nobody alone where several could."""
    seconds = [each.second for each in concern.decisions if each.second is not None]
    second = StaffId(seconds[-1]) if seconds else None
    others = FOR_SECOND | FOR_MANAGER
    return (
        (second, [flag for flag in flags if flag.code in FOR_SECOND]),
        (
            _only(service, Duty.MANAGER, concern),
            [flag for flag in flags if flag.code in FOR_MANAGER],
        ),
        (
            _only(service, Duty.SAFEGUARDING_LEAD, concern),
            [flag for flag in flags if flag.code not in others],
        ),
    )


def _only(service: Service, duty: Duty, concern: SafeguardingConcern) -> StaffId | None:
    having = [
        staff
        for staff in service.staff
        if service.is_named(staff, duty) and not concern.is_about(staff)
    ]
    return having[0] if len(having) == 1 else None


VIEW = View(
    "worklist_of_concerns",
    "concern",
    table_of("worklist_of_concerns", Item),
    _rows,
    goes_by_definitions=True,
    of_service=OF_SERVICE,
)
