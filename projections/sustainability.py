"""What a service lives on: who pays, for how long, what they ask for, and what was spent.

For whoever runs the service (domain reference, 2.13). Nobody is in it: a funder is an organisation.
"""

from collections import Counter
from datetime import date, timedelta

import msgspec

from application.looking import Looking
from domain.decider import Position
from domain.funding import COSTS, FUNDINGS, CostLine, Funding, Target, covered_until, months_covered
from domain.people import FundingId, subject
from domain.periods import local_day

A_YEAR = timedelta(days=365)


class FundingRow(msgspec.Struct, frozen=True):
    """One promise of money. ``report_late`` says that a report was due and not given."""

    funding: FundingId
    funder: str
    pounds: int
    since: date
    until: date
    criteria: str | None
    restricted_to: str | None
    next_report_on: date | None
    report_late: bool
    targets: dict[Target, int]


class Sustainability(msgspec.Struct, frozen=True):
    """How far the money goes. ``free_months`` counts what may be spent on anything alone.

    ``spent`` is in pounds, of the lines whose days ended within the last year.
    """

    position: Position
    by: date
    months_covered: float
    covered_until: date | None
    free_months: float
    fundings: list[FundingRow]
    spent: dict[CostLine, int]


def sustainability(look: Looking) -> Sustainability:
    """How a service stands at the moment of ``look``."""
    of, today = subject("service", look.service), local_day(look.now)
    fundings: dict[FundingId, Funding] = look(FUNDINGS, of)
    free = {name: each for name, each in fundings.items() if each.restricted_to is None}
    spent: Counter[CostLine] = Counter()
    for cost in look(COSTS, of):
        if today - A_YEAR < cost.until <= today:
            spent[cost.line] += cost.pounds
    return Sustainability(
        position=look.position,
        by=today,
        months_covered=months_covered(fundings, today),
        covered_until=covered_until(fundings, today),
        free_months=months_covered(free, today),
        fundings=[
            _row(name, fundings[name], today)
            for name in sorted(fundings, key=lambda each: (fundings[each].until, each))
        ],
        spent={each: spent[each] for each in CostLine if spent[each]},
    )


def _row(name: FundingId, funding: Funding, today: date) -> FundingRow:
    due = funding.next_report_on()
    return FundingRow(
        funding=name,
        funder=funding.funder,
        pounds=funding.pounds,
        since=funding.since,
        until=funding.until,
        criteria=funding.criteria,
        restricted_to=funding.restricted_to,
        next_report_on=due,
        report_late=due is not None and due < today,
        targets=dict(funding.targets),
    )
