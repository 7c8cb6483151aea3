"""What a simulated service lives on: a grant at a time, what it asks for, and what is spent.

The amounts are assumptions: two part-time staff, expenses of volunteers, and courses.
"""

from datetime import date, timedelta

from application.simulation import hours
from application.simulation.lives import Life, Step, entry_of
from application.simulation.world import World
from domain.funding import (
    CostLine,
    FundingSecured,
    RecordFunderReport,
    RecordFunding,
    RecordServiceCost,
    SetFunderTarget,
    Target,
)
from domain.periods import local_day

GRANT_YEARS, A_YEAR = 3, timedelta(days=365)
STAFF, EXPENSES, TRAINING, OVERHEADS = 38_000, 3_500, 2_500, 6_000
PEOPLE_A_YEAR, REPORT_AFTER = 45, timedelta(days=30)


def living(world: World) -> Life:
    """The manager finds a grant, reports on it every year, and finds the next."""
    dice, manager, service = world.dice("money"), world.staff.manager, world.service
    since = local_day(world.opens)
    while True:
        years = [since + n * A_YEAR for n in range(1, GRANT_YEARS + 1)]
        due = tuple(each + REPORT_AFTER for each in years)
        pounds = GRANT_YEARS * round(dice.uniform(46_000, 58_000), -3)
        promised = RecordFunding(
            service=service,
            funder=dice.choice(("The Invented Fund", "A Made-up Trust", "Board of Exampleshire")),
            pounds=int(pounds),
            since=since,
            until=years[-1] - timedelta(days=1),
            criteria="People with long-term conditions in Exampleshire",
            report_on=due,
        )
        entry = entry_of(
            (yield Step(hours.office(dice, world.now, 1), promised, manager, f"funded {since}"))
        )
        if entry is None or not isinstance(entry.event, FundingSecured):
            return
        funding = entry.event.funding
        asked = SetFunderTarget(
            funding=funding, target=Target.PEOPLE_SUPPORTED, number=GRANT_YEARS * PEOPLE_A_YEAR
        )
        yield Step(hours.office(dice, world.now), asked, manager, f"asked {since}")
        for first, last, due_on in zip([since, *years], years, due, strict=False):
            yield Step(hours.local(last + timedelta(days=7), hours.OPENS))
            yield from _spent(world, first, last - timedelta(days=1))
            reported = RecordFunderReport(funding=funding, due_on=due_on)
            late = dice.uniform(5, 30)
            yield Step(hours.office(dice, world.now, late), reported, manager, f"reported {due_on}")
        since = years[-1]


def _spent(world: World, since: date, until: date) -> Life:
    """What went on each line in a year."""
    dice = world.dice(f"spent-{since}")
    for line, usual in (
        (CostLine.STAFF, STAFF),
        (CostLine.EXPENSES, EXPENSES),
        (CostLine.TRAINING, TRAINING),
        (CostLine.OVERHEADS, OVERHEADS),
    ):
        cost = RecordServiceCost(
            service=world.service,
            line=line,
            pounds=int(dice.gauss(usual, usual / 12)),
            since=since,
            until=until,
        )
        manager, key = world.staff.manager, f"spent {line} {since}"
        yield Step(hours.office(dice, world.now), cost, manager, key)
