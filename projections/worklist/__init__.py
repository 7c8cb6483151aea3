"""The worklist: what needs somebody today, safety first, for one coordinator or for all.

Every item is a flag, an indicator that asks for acting today, or a match at which nobody looked in
time; nothing is judged here. Four views
keep the items of people, of peer supporters, of groups and courses, and of the service itself.
Debriefs and cover stand here alone, as they are in no person's history.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from application.scope import EVERYTHING, NONE
from domain.decider import Position
from domain.folds import ALWAYS, as_of, fold, of_subject
from domain.indicators import LEVELS, Severity
from domain.people import PeerId, ServiceId, StaffId, subject
from domain.periods import start_of
from domain.service import SERVICE, Duty, Service
from domain.staffing import STAFFING
from projections import dependency_indicators
from projections.catch_up import Views
from projections.directory import Directory
from projections.listing import (
    USUALLY,
    Asked,
    Listed,
    Listing,
    checked_order,
    in_order,
    is_called,
    matching,
    names_in,
    names_of,
    values_of,
)
from projections.naming import named
from projections.view import View
from projections.watching import unwatched
from projections.worklist import (
    breaks,
    complaints,
    concerns,
    gatherings,
    messages,
    openings,
    partners,
    peers,
    people,
    requests,
    services,
)
from projections.worklist.items import ORDER, WORRIES, Item, Rank

VIEWS: tuple[View, ...] = (
    people.VIEW,
    peers.VIEW,
    *gatherings.VIEWS,
    requests.VIEW,
    complaints.VIEW,
    services.VIEW,
    breaks.VIEW,
    openings.VIEW,
    partners.VIEW,
    messages.VIEW,
    concerns.VIEW,
)
NAMED = {"person": "person", "peer": "peer", "responsible": "staff"}
LISTING = Listing(people.VIEW, Item, order=ORDER, named=NAMED)
"""What is shown; the rows come from all of `VIEWS`."""


def worklist(
    views: Views,
    service: ServiceId,
    asked: Asked = USUALLY,
    directory: Directory | None = None,
    *,
    responsible: str | None = None,
) -> Listed[Item]:
    """What there is to do in a service, now or as of a moment.

    With ``responsible`` what falls to that member of staff, and what falls to nobody alone.
    Raises `UnknownField` and `NotAFilter`.
    """
    chosen, order = matching(Item, asked.where), checked_order(LISTING, asked.sort)
    kept = replace(asked, where={})
    position, items = acted_on_today(views, service, kept, directory)
    for view in VIEWS:
        reached, found = _values_of(view, views, service, kept)
        position = min(position, reached)
        items += [Item(**each) for each in found]
    items = _watched(views, service, asked, items)
    items = [
        each
        for each in items
        if chosen(each) and (responsible is None or each.responsible in {None, responsible})
    ]
    names = names_in(items, LISTING, directory) if asked.name or "name" in order else {}
    if asked.name:
        items = [each for each in items if is_called(names_of(each, LISTING, names), asked.name)]
    rows = in_order(items, LISTING, order, names)
    return Listed(position, asked.known_at, asked.true_at, rows)


def _values_of(
    view: View, views: Views, service: ServiceId, asked: Asked
) -> tuple[Position, list[dict[str, Any]]]:
    """The items that a view keeps; those of breaks for whoever sees breaks.

    A concern is nobody's row by a role; which of them may be seen the scope says one by one.
    """
    listing, scope = Listing(view, Item, ORDER), asked.scope
    if view is concerns.VIEW:
        position, found = values_of(views, listing, service, replace(asked, scope=EVERYTHING))
        return position, [each for each in found if scope.concerns.holds(each["concern"])]
    by_name = asked.name or "name" in (asked.sort or "")
    if view is not breaks.VIEW or scope.breaks == NONE or by_name:
        return values_of(views, listing, service, asked)
    position, found = values_of(views, listing, service, replace(asked, scope=EVERYTHING))
    return position, [
        each
        for each in found
        if scope.breaks.holds(each["break_id"]) or scope.admits(each["person"], each["peer"], None)
    ]


def _watched(views: Views, service: ServiceId, asked: Asked, items: list[Item]) -> list[Item]:
    """The items, where nobody is watching each worry with whom to call. The past calls nobody."""
    if asked.past or not any(each.code in WORRIES for each in items):
        return items
    of = subject("service", service)
    happened = of_subject(as_of(views.ledger.history(of)), of)
    said = unwatched(fold(STAFFING, happened), fold(SERVICE, happened), views.clock())
    if said is None:
        return items
    return [
        replace(each, to_do=f"{each.to_do} {said}".strip()) if each.code in WORRIES else each
        for each in items
    ]


def acted_on_today(
    views: Views, service: ServiceId, asked: Asked, directory: Directory | None
) -> tuple[Position, list[Item]]:
    """What makes a match ask for acting today, and where nobody looked in time.

    A match may ask for it by one thing or by several that are worth a review together; each of
    them is here. All is as the view of indicators has it.
    """
    listing = dependency_indicators.LISTING
    position, found = values_of(views, listing, service, asked)
    every = [dependency_indicators.Row(**each) for each in found]
    rows: Sequence[dependency_indicators.Row] = [
        row
        for row in dependency_indicators.as_listed(every)
        if (row.level or 0) >= Severity.ACT and row.severity >= Severity.REVIEW
    ]
    rows = named(rows, directory)
    escalated = {row.match: row for row in every if row.escalated_on is not None}
    manager = _manager(views, service, position, asked) if escalated else None
    return position, [
        *(_escalated(row, manager) for row in escalated.values()),
        *(
            Item(
                rank=Rank.ACT_TODAY.value,
                code=row.code,
                sentence=row.sentence,
                to_do=row.change,
                times=1,
                person=row.person,
                match=row.match,
                referral=None,
                peer=PeerId(row.peer) if row.peer else None,
                gathering=None,
                responsible=row.coordinator,
                since=since,
                due_at=since,
            )
            for row in rows
            for since in [_since(row)]
        ),
    ]


def _escalated(row: dependency_indicators.Row, manager: StaffId | None) -> Item:
    """Nobody looked in time: the service manager does. No later look takes this off the list."""
    level = Severity(row.level or Severity.REVIEW)
    rank = Rank.ACT_TODAY if level is Severity.ACT else Rank.OVERDUE
    since = None if row.escalated_on is None else start_of(row.escalated_on)
    return Item(
        rank=rank.value,
        code="INDICATORS_ESCALATED",
        sentence=f"Nobody had looked at this match in time, which stands at: {LEVELS[level]}.",
        to_do="The service manager asks the coordinator what is happening, and looks with them.",
        times=1,
        person=row.person,
        match=row.match,
        referral=None,
        peer=PeerId(row.peer) if row.peer else None,
        gathering=None,
        responsible=manager,
        since=since,
        due_at=since,
    )


def _manager(views: Views, service: ServiceId, position: Position, asked: Asked) -> StaffId | None:
    """The only manager of the service; where there are several, it falls to nobody alone."""
    of = subject("service", service)
    history = views.ledger.history(of, position)
    known: Service = fold(SERVICE, of_subject(as_of(history, true=asked.true_at or ALWAYS), of))
    managers = [staff for staff, duties in known.staff.items() if Duty.MANAGER in duties]
    return managers[0] if len(managers) == 1 else None


def _since(row: dependency_indicators.Row) -> datetime | None:
    return None if row.since is None else start_of(row.since)


__all__ = ["LISTING", "VIEWS", "Item", "Rank", "worklist"]
