"""A match that ran before it was recorded here is judged by what could be known of it."""

from datetime import timedelta

from domain.definitions import Indicators
from domain.indicators import IndicatorCode, Standing
from domain.match import MatchBroughtIn
from domain.periods import local_day
from tests.domain.cast import ISLA, MORAGS_REFERRAL, WALKING
from tests.domain.decisions import NOW
from tests.domain.indicators.scene import EARLY, IDS, START, found, local, standing

RECORDED = local_day(NOW)
BROUGHT_IN = MatchBroughtIn(
    **IDS,
    referral=MORAGS_REFERRAL,
    offer=WALKING,
    coordinator=ISLA,
    regulated=False,
    planned_end=START + timedelta(days=100),
    at=local(START, 9),
)
NEEDED = Indicators().active_days_needed


def test_it_is_too_early_until_enough_days_have_passed_since_it_was_recorded() -> None:
    day_before = RECORDED + timedelta(days=NEEDED - 1)
    events = (BROUGHT_IN, *EARLY)

    assert (day_before - START).days > NEEDED
    for day, early in ((day_before, True), (day_before + timedelta(days=1), False)):
        stands = standing(IndicatorCode.DURATION, *events, at=local(day))
        assert (stands is Standing.NOT_ENOUGH_DATA) is early


def test_how_long_it_has_lasted_counts_from_its_first_day_against_the_plan_of_the_list() -> None:
    day = START + timedelta(days=200)

    assert found(IndicatorCode.DURATION, BROUGHT_IN, *EARLY, at=local(day)).sentence == (
        "This match has lasted 200 days; 100 days were planned."
    )
