"""What there is to do about confidentiality breaks, and who sees to it.

What is not reviewed in time goes to the chair, and so does what nobody in the service can review.
What was agreed falls to whoever owns it, and names nobody. The rest falls to the safeguarding lead;
where nobody is named, to everybody.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from domain.confidentiality import BREAK, Break
from domain.confidentiality_flags import flags_of_break
from domain.confidentiality_learning_flags import flags_of_actions
from domain.decider import Recorded
from domain.definitions import Definitions
from domain.flags import Flag, next_change
from domain.flags import kept as kept_flags
from domain.folds import as_of, fold, of_subject
from domain.hard_session_flags import flags_of_calls_after_break
from domain.hard_sessions import NO_SUPPORT, SUPPORTS
from domain.people import StaffId, Subject
from domain.service import SERVICE, Duty, Service
from projections.breaks.register import OF_SERVICE
from projections.tables import table_of
from projections.view import Rows, View
from projections.worklist.items import About, Item, items_of, kept

FOR_THE_CHAIR = frozenset({"BREAK_REVIEW_LATE", "BREAK_REVIEW_NOBODY"})
FOR_REVIEWERS = frozenset({"BREAK_REVIEW_DUE"})
OF_OWNERS = frozenset({"BREAK_ACTION_DUE", "BREAK_ACTION_LATE"})


def _rows(
    subject: Subject,
    events: Sequence[Recorded],
    definitions: Definitions,
    at: datetime,
    true: datetime,
) -> Rows:
    happened = of_subject(as_of(events, true=true), subject)
    record: Break = fold(BREAK, happened)
    if not record.known:
        return Rows([])
    service = fold(SERVICE, happened)
    flags = [*flags_of_break(record, service, definitions)]
    if record.match is not None and record.decided_at is not None:
        support = fold(SUPPORTS, happened).get(record.match, NO_SUPPORT)
        flags += flags_of_calls_after_break(record.decided_at, support.called, definitions)
    items: list[Item] = []
    for responsible, some in _shared_out(flags, service):
        about = About(
            person=record.person,
            match=record.match,
            peer=record.peer,
            break_id=record.break_id,
            responsible=responsible,
        )
        items += items_of(some, about, at)
    for owner, agreed in flags_of_actions(record).items():
        items += items_of(
            kept_flags(agreed), About(break_id=record.break_id, responsible=owner), at
        )
    return Rows(kept(items, record.service), next_change(flags, at))


def _shared_out(
    flags: Sequence[Flag], service: Service
) -> Iterable[tuple[StaffId | None, list[Flag]]]:
    """The flags by whoever sees to them. A review that is due and then late stays together."""
    late = any(flag.code in FOR_THE_CHAIR for flag in flags)
    chairs = FOR_THE_CHAIR | FOR_REVIEWERS if late else FOR_THE_CHAIR
    return (
        (_named(service, Duty.CHAIR), [flag for flag in flags if flag.code in chairs]),
        (
            _named(service, Duty.SAFEGUARDING_LEAD),
            [flag for flag in flags if flag.code not in chairs | OF_OWNERS],
        ),
    )


def _named(service: Service, duty: Duty) -> StaffId | None:
    """The one who has a duty; nobody where several or none have it."""
    having = [staff for staff in service.staff if service.is_named(staff, duty)]
    return having[0] if len(having) == 1 else None


VIEW = View(
    "worklist_of_breaks",
    "break",
    table_of("worklist_of_breaks", Item),
    _rows,
    goes_by_definitions=True,
    of_service=OF_SERVICE,
)
