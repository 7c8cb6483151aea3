"""The worklist: what needs somebody today, safety first, for one coordinator or for all.

Every item is a flag, or an indicator that asks for acting today; nothing is judged here. Four views
keep the items of people, of peer supporters, of groups and courses, and of the service itself.
Debriefs and cover stand here alone, as they are in no person's history.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from domain.decider import Position
from domain.indicators import Severity
from domain.people import PeerId, ServiceId
from domain.periods import start_of
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
from projections.worklist import breaks, gatherings, peers, people, requests, services
from projections.worklist.items import ORDER, Item, Rank

VIEWS: tuple[View, ...] = (
    people.VIEW,
    peers.VIEW,
    *gatherings.VIEWS,
    requests.VIEW,
    services.VIEW,
    breaks.VIEW,
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
        reached, found = values_of(views, Listing(view, Item, ORDER), service, kept)
        position = min(position, reached)
        items += [Item(**each) for each in found]
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


def acted_on_today(
    views: Views, service: ServiceId, asked: Asked, directory: Directory | None
) -> tuple[Position, list[Item]]:
    """The indicators that ask for acting today, as the view of indicators has them."""
    listing = dependency_indicators.LISTING
    position, found = values_of(views, listing, service, asked)
    rows: Sequence[dependency_indicators.Row] = dependency_indicators.as_listed(
        [dependency_indicators.Row(**each) for each in found]
    )
    rows = [row for row in rows if row.severity >= Severity.ACT]
    rows = named(rows, directory)
    return position, [
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
    ]


def _since(row: dependency_indicators.Row) -> datetime | None:
    return None if row.since is None else start_of(row.since)


__all__ = ["LISTING", "VIEWS", "Item", "Rank", "worklist"]
