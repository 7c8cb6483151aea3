"""What waits for an independent review, the first due first, and who in the service can judge it.

Who can is worked out when it is asked, from everybody around the record: whoever has become the
coordinator of the person since is no longer among them.
"""

from datetime import datetime
from typing import Any

import msgspec

from application.looking import NO_CODES, Looking
from domain.confidentiality import BREAK, Break
from domain.confidentiality.independence import eligible, look_around
from domain.confidentiality.language import READY_FOR_REVIEW
from domain.folds import ALWAYS
from domain.people import BreakId, ServiceId, StaffId, subject
from projections.breaks import register
from projections.catch_up import Views
from projections.listing import Asked, Listed, Listing, checked_order, in_order, matching, values_of


class Item(msgspec.Struct, frozen=True):
    """A record that waits for its review.

    ``reviewers`` are those of the service who can judge it; where there are none the chair asks
    somebody outside. ``gaps`` are what a verdict still needs.
    """

    break_id: BreakId = msgspec.field(name="break")
    state: str
    decided_at: datetime | None
    due_at: datetime | None
    reviewers: list[StaffId]
    passed_on: list[str]
    gaps: list[str]


LISTING = Listing(register.VIEW, Item, order="due_at,break_id")
"""What is shown; the rows come from the register."""


def review_queue(views: Views, service: ServiceId, asked: Asked) -> Listed[Item]:
    """What waits for review in a service, now or as of a moment.

    Raises `UnknownField` and `NotAFilter`.
    """
    chosen, order = matching(Item, asked.where), checked_order(LISTING, asked.sort)
    everything = msgspec.structs.replace(asked, where={}, sort=None)
    position, found = values_of(views, register.LISTING, service, everything)
    now = asked.true_at or asked.known_at or views.clock()
    looking = Looking(
        views.ledger,
        NO_CODES,
        service=service,
        now=now,
        upto=position,
        true=asked.true_at or ALWAYS,
    )
    waiting = [row for row in found if row["state"] in READY_FOR_REVIEW]
    rows = [item for row in waiting if chosen(item := _item(row, looking))]
    return Listed(position, asked.known_at, asked.true_at, in_order(rows, LISTING, order, {}))


def _item(row: dict[str, Any], looking: Looking) -> Item:
    which = BreakId(row["break_id"])
    record: Break = looking(BREAK, subject("break", which))
    return Item(
        break_id=which,
        state=row["state"],
        decided_at=row["decided_at"],
        due_at=row["review_due_at"],
        reviewers=list(eligible(record, look_around(record, looking))),
        passed_on=sorted(record.conflicts),
        gaps=row["gaps"],
    )
