"""Change over a service: what is told, with how many answered, and what is closed."""

from collections.abc import Sequence
from statistics import fmean, stdev

from domain.instruments import Change, Instrument, changed
from domain.outcomes import Pair, Point
from domain.people import MatchId, QuestionnaireId
from projections.outcome_change import Ended, Row, row_of

SWEMWBS = Instrument.SWEMWBS


def pair(before: float, after: float) -> Pair:
    change = changed(SWEMWBS, before, after)
    ids = QuestionnaireId("first"), QuestionnaireId("second")
    return Pair(SWEMWBS, MatchId("m"), *ids, Point.END, before, after, change, ())


def ended(*pairs: Pair, points: Sequence[Point] = (Point.BASELINE, Point.END)) -> Ended:
    return Ended(frozenset((SWEMWBS, point) for point in points), pairs)


def row(changes: Sequence[float], *, begun: int = 0, silent: int = 0) -> Row:
    matches = [ended(pair(20.0, 20.0 + each)) for each in changes]
    matches += [ended(points=(Point.BASELINE,)) for _ in range(begun)]
    matches += [ended(points=()) for _ in range(silent)]
    return row_of(SWEMWBS, matches)


def test_the_mean_change_stands_with_its_interval_and_how_many_answered() -> None:
    changes = [-3.0, 0.0, 0.0, 1.0, 1.0, 3.0, 3.0, 3.0, 4.0, 4.0, 5.0, 5.0]
    found = row(changes, begun=8, silent=10)

    assert (30, 20, 12, 12) == (found.eligible, found.baseline, found.end, found.paired)
    assert found.indicative
    assert found.mean_change == round(fmean(changes), 2)
    assert found.sd_change == round(stdev(changes), 2)
    assert found.d_z == round(fmean(changes) / stdev(changes), 2)
    assert (found.mean_before, found.mean_after) == (20.0, 22.17)
    assert found.interval == (
        0.64,
        3.7,
    )  # 2.1667 less and more 2.201 times 2.4058 over the root of 12


def test_fewer_than_five_pairs_tell_nothing() -> None:
    found = row([1.0, 2.0, 3.0, 4.0], begun=10, silent=10)

    assert (24, None) == (found.eligible, found.paired)
    assert (None, None, None) == (found.mean_change, found.interval, found.d_z)
    assert set(found.shares.values()) == {None}


def test_shares_are_told_from_ten_pairs_on_and_only_where_none_is_small() -> None:
    nine = row([3.0] * 9)
    small = row([3.0] * 15 + [0.0] * 6 + [-3.0] * 2)
    told = row([3.0] * 15 + [0.0] * 6 + [-3.0] * 9)

    assert set(nine.shares.values()) == {None}
    assert small.shares[Change.WORSE] is None
    assert small.shares[Change.UNCHANGED] is None
    assert (0.5, 0.2, 0.3) == (
        told.shares[Change.IMPROVED],
        told.shares[Change.UNCHANGED],
        told.shares[Change.WORSE],
    )
    assert not told.indicative


def test_a_change_that_is_the_same_for_all_has_no_effect_size() -> None:
    assert row([2.0] * 6).d_z is None


def test_no_count_is_told_from_which_a_few_would_follow() -> None:
    """Two who never began, and three who began and were not compared."""
    few = row([3.0] * 12, begun=3, silent=2)
    many = row([3.0] * 12, begun=8, silent=10)

    assert (17, None, 12, 12) == (few.eligible, few.baseline, few.end, few.paired)
    assert (30, 20, 12) == (many.eligible, many.baseline, many.paired)


def about(score: float) -> Ended:
    answered = frozenset({(Instrument.RELATIONSHIP, Point.END)})
    return Ended(answered, (), at_end={Instrument.RELATIONSHIP: score})


def test_what_has_no_before_has_its_mean_at_the_end_from_ten_answers_on() -> None:
    ten = row_of(Instrument.RELATIONSHIP, [about(4.0)] * 8 + [about(2.0)] * 2)
    nine = row_of(Instrument.RELATIONSHIP, [about(4.0)] * 9)

    assert (10, 3.6) == (ten.end, ten.mean_at_end)
    assert (9, None) == (nine.end, nine.mean_at_end)


def test_of_what_is_compared_no_mean_stands_beside_that_of_the_pairs() -> None:
    """The two means and their counts would tell the score of the few who answered only once."""
    answered = frozenset({(SWEMWBS, Point.END)})
    found = row_of(SWEMWBS, [Ended(answered, (), at_end={SWEMWBS: 20.0})] * 12)

    assert (12, None) == (found.end, found.mean_at_end)
