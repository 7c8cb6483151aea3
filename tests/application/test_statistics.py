"""The arithmetic of studies, held against libraries asked on their own, and against the truth."""

import os
from collections import Counter
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import linalg, stats

from application.evaluation import statistics

CAMPAIGN = bool(os.environ.get("ALONGSIDE_CAMPAIGN"))
RUNS = 10_000 if CAMPAIGN else 600
NINE = 1e-9


def near(one: float | None, other: float) -> bool:
    return one is not None and abs(one - other) <= NINE * max(1.0, abs(other))


def drawn(seed: int, sizes: list[int], shared: float) -> tuple[list[float], list[float], list[int]]:
    """Scores of people in clusters: ``shared`` is the part of the spread that a cluster has."""
    dice = Random(seed)
    before, after, clusters = [], [], []
    for cluster, size in enumerate(sizes):
        common = dice.gauss(0, shared**0.5)
        for _ in range(size):
            begun = dice.gauss(20, 4)
            before.append(begun)
            after.append(begun + 1.5 + 3 * (common + dice.gauss(0, (1 - shared) ** 0.5)))
            clusters.append(cluster)
    return before, after, clusters


UNEVEN = [1, 1, 2, 2, 3, 3, 4, 5, 7, 9, 12]


def test_without_clusters_the_interval_is_that_of_a_paired_t_test() -> None:
    before, after, clusters = drawn(1, [1] * 40, 0)
    found = statistics.paired(before, after, clusters)
    told = stats.ttest_rel(after, before)
    low, high = told.confidence_interval(0.95)

    assert found is not None
    for estimate in (found.mean, found.plain):
        assert near(estimate.low, low)
        assert near(estimate.high, high)
        assert near(estimate.p, told.pvalue)
        assert estimate.df == 39


def test_with_even_clusters_it_is_that_of_statsmodels_and_of_the_means_of_clusters() -> None:
    before, after, clusters = drawn(2, [4] * 12, 0.4)
    found = statistics.paired(before, after, clusters)
    changes = np.subtract(after, before)
    fitted = sm.OLS(changes, np.ones(len(changes))).fit(
        cov_type="cluster", cov_kwds={"groups": np.array(clusters)}, use_t=True
    )
    means = [changes[np.array(clusters) == each].mean() for each in range(12)]
    low, high = stats.ttest_1samp(means, 0).confidence_interval(0.95)

    assert found is not None
    for one, other in zip(fitted.conf_int()[0], (low, high), strict=True):
        assert near(float(one), other)
    assert near(found.mean.low, low)
    assert near(found.mean.high, high)


def test_with_uneven_clusters_it_is_that_of_the_formula_written_out_in_full() -> None:
    """CR2 and Satterthwaite's degrees of freedom from whole matrices: another way to the same."""
    before, after, clusters = drawn(3, UNEVEN, 0.4)
    arm = [each % 2 for each in range(len(before))]
    design = np.column_stack([np.ones(len(before)), arm])
    changes = np.subtract(after, before)
    found = statistics.estimated(design, changes, clusters, 1)
    value, error, df = in_full(design, changes, np.array(clusters), 1)
    half = stats.t.ppf(0.975, df) * error

    assert near(found.value, value)
    assert near(found.df, df)
    assert near(found.low, value - half)
    assert near(found.high, value + half)


def in_full(design: Any, values: Any, clusters: Any, place: int) -> tuple[float, float, float]:
    bread = linalg.inv(design.T @ design)
    hat = design @ bread @ design.T
    resid = values - hat @ values
    whole = np.eye(len(values)) - hat
    columns = []
    variance = 0.0
    for each in sorted(set(clusters)):
        rows = np.flatnonzero(clusters == each)
        root = np.real(linalg.sqrtm(linalg.inv(whole[np.ix_(rows, rows)])))
        weight = root @ design[rows] @ bread[:, place]
        variance += float(weight @ resid[rows]) ** 2
        columns.append(whole[:, rows] @ weight)
    product = np.array([[one @ other for other in columns] for one in columns])
    values_of = linalg.eigvalsh(product)
    df = float(values_of.sum() ** 2 / (values_of**2).sum())
    return float(bread[place] @ design.T @ values), variance**0.5, df


def test_between_two_groups_without_clusters_it_is_that_of_statsmodels() -> None:
    dice = Random(4)
    one = [dice.gauss(2, 3) for _ in range(30)]
    other = [dice.gauss(1, 5) for _ in range(18)]
    found = statistics.difference(one, other, (range(30), range(30, 48)))
    design = np.column_stack([np.ones(48), [1] * 30 + [0] * 18])
    fitted = sm.OLS(np.array(one + other), design).fit(cov_type="HC2", use_t=True)

    assert found is not None
    assert found.low is not None
    assert found.high is not None
    assert near(found.value, float(fitted.params[1]))
    half = (found.high - found.low) / 2
    assert near(half, float(stats.t.ppf(0.975, found.df) * fitted.bse[1]))


def test_the_sizes_of_a_change_are_what_their_names_say() -> None:
    before, after, clusters = drawn(5, UNEVEN, 0.2)
    found = statistics.paired(before, after, clusters)
    changes = np.subtract(after, before)

    assert found is not None
    assert near(found.d_z, changes.mean() / stats.tstd(changes))
    middle = (stats.tstd(before) + stats.tstd(after)) / 2
    assert near(found.d_av, changes.mean() / middle)


@pytest.mark.parametrize(("sizes", "shared"), [([1] * 25, 0.0), (UNEVEN, 0.3), ([6] * 8, 0.5)])
def test_the_interval_covers_a_planted_change_as_often_as_it_says(
    sizes: list[int], shared: float
) -> None:
    """95 of a hundred, within three and a half standard errors of the simulation itself."""
    inside = 0
    for seed in range(RUNS):
        found = statistics.paired(*drawn(10_000 + seed, sizes, shared))
        assert found is not None
        assert found.mean.low is not None
        assert found.mean.high is not None
        inside += found.mean.low <= 1.5 <= found.mean.high
    error = (0.95 * 0.05 / RUNS) ** 0.5

    assert abs(inside / RUNS - 0.95) <= 3.5 * error, inside / RUNS


def test_an_interval_that_forgets_the_clusters_covers_it_too_seldom() -> None:
    """What the correction is for: the test above would find it missing."""
    inside = 0
    for seed in range(RUNS):
        found = statistics.paired(*drawn(20_000 + seed, [6] * 8, 0.5))
        assert found is not None
        assert found.plain.low is not None
        assert found.plain.high is not None
        inside += found.plain.low <= 1.5 <= found.plain.high

    assert inside / RUNS < 0.85


def waits(seed: int, people: int) -> tuple[list[int], list[int]]:
    dice = Random(seed)
    days = [int(dice.expovariate(1 / 60)) + 1 for _ in range(people)]
    return days, [int(dice.random() < 0.75) for _ in days]


def test_the_curve_of_waits_is_that_of_scipy() -> None:
    days, reached = waits(6, 80)
    found = statistics.survival(days, reached)
    told = stats.ecdf(stats.CensoredData.right_censored(days, np.array(reached) == 0)).sf

    assert found is not None
    for day, share in zip(found.days, found.waiting, strict=True):
        assert near(share, float(told.evaluate(day)))
    assert found.median == min(
        day for day, share in zip(found.days, found.waiting, strict=True) if share <= 0.5
    )
    assert all(one > other for one, other in pairwise(found.waiting))
    assert found.people == 80
    assert found.reached == sum(reached)


def test_curves_are_compared_as_scipy_compares_them() -> None:
    one, other = waits(7, 60), waits(8, 45)
    other = ([each * 2 for each in other[0]], other[1])
    told = stats.logrank(
        stats.CensoredData.right_censored(one[0], np.array(one[1]) == 0),
        stats.CensoredData.right_censored(other[0], np.array(other[1]) == 0),
    )
    found = statistics.logrank(one[0] + other[0], one[1] + other[1], ["a"] * 60 + ["b"] * 45)

    assert near(found, float(told.pvalue))
    assert statistics.logrank(*one, ["a"] * 60) is None


def test_the_chances_of_several_looks_are_adjusted_one_after_the_other() -> None:
    assert statistics.adjusted([0.01, 0.04, 0.03]) == [0.03, 0.06, 0.06]
    assert statistics.adjusted([]) == []


def test_nothing_is_said_of_chance_with_fewer_than_four_clusters_or_three_people() -> None:
    before, after, clusters = drawn(9, [5, 5, 5], 0.2)
    found = statistics.paired(before, after, clusters)

    assert found is not None
    assert (found.mean.low, found.mean.p) == (None, None)
    assert found.plain.low is not None
    assert statistics.paired([1, 2], [2, 3], [0, 1]) is None
    assert Counter(clusters) == {0: 5, 1: 5, 2: 5}
