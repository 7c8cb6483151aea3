"""What is calculated from the rows of a study, once, in one place.

scipy and statsmodels do the arithmetic. What is ours is the correction of an interval for people
who shared a peer supporter: the covariance CR2 with degrees of freedom after Bell and McCaffrey
(2002), as Pustejovsky and Tipton (2018) give it. With few or uneven clusters the usual sandwich
is too sure of itself; this one covers the truth as often as it says. Where everybody is a cluster
of their own and there is one mean, it is Student's t.
"""

from collections.abc import Hashable, Sequence
from math import isfinite
from typing import Any

import msgspec

DIGITS = 10
"""Significant digits that are told, so that two machines say the same."""
LEVEL = 0.95
FEWEST_CLUSTERS = 4
"""Below this many peer supporters nothing is said about chance."""


class Estimate(msgspec.Struct, frozen=True):
    """A number with its interval at 95 %, from so many people in so many clusters.

    ``df`` are the degrees of freedom of the interval, ``p`` the probability of a number so far from
    nought if there were nothing. They are none where too few people or clusters allow nothing.
    """

    value: float
    low: float | None
    high: float | None
    p: float | None
    df: float | None
    people: int
    clusters: int


class Change(msgspec.Struct, frozen=True):
    """How scores changed: the mean with its interval, the spread, and the size by two names.

    ``d_z`` is the mean change over the standard deviation of the changes, ``d_av`` over the mean of
    the two standard deviations (Lakens 2013). ``plain`` is Student's interval, as if nobody had
    shared a peer supporter.
    """

    before: float
    after: float
    sd_before: float
    sd_after: float
    sd_change: float
    mean: Estimate
    plain: Estimate
    d_z: float | None
    d_av: float | None


class Curve(msgspec.Struct, frozen=True):
    """Kaplan-Meier: at which days the share of those who still wait falls, and to what.

    ``median`` and ``ninetieth`` are the days by which half and nine in ten had reached it; none
    where fewer had. ``interval`` is that of the median at 95 %.
    """

    days: list[float]
    waiting: list[float]
    at_risk: list[int]
    median: float | None
    ninetieth: float | None
    interval: tuple[float | None, float | None]
    people: int
    reached: int


def paired(
    before: Sequence[float], after: Sequence[float], clusters: Sequence[Hashable]
) -> Change | None:
    """The change of some people; nothing of fewer than three."""
    import numpy as np

    if len(before) < 3:  # noqa: PLR2004 - no spread is known of two
        return None
    one, other = np.asarray(before, float), np.asarray(after, float)
    changes = other - one
    ones = np.ones((len(changes), 1))
    spread = float(changes.std(ddof=1))
    mean = estimated(ones, changes, clusters, 0)
    middle = float(one.std(ddof=1) + other.std(ddof=1)) / 2
    return Change(
        before=_told(one.mean()),
        after=_told(other.mean()),
        sd_before=_told(one.std(ddof=1)),
        sd_after=_told(other.std(ddof=1)),
        sd_change=_told(spread),
        mean=mean,
        plain=estimated(ones, changes, range(len(changes)), 0),
        d_z=_told(changes.mean() / spread) if spread else None,
        d_av=_told(changes.mean() / middle) if middle else None,
    )


def difference(
    one: Sequence[float],
    other: Sequence[float],
    clusters: tuple[Sequence[Hashable], Sequence[Hashable]],
) -> Estimate | None:
    """By how much the mean of ``one`` lies above that of ``other``; nothing of fewer than three."""
    import numpy as np

    if min(len(one), len(other)) < 3:  # noqa: PLR2004 - as above
        return None
    values = np.asarray([*one, *other], float)
    design = np.ones((len(values), 2))
    design[len(one) :, 1] = 0
    return estimated(design, values, [*clusters[0], *clusters[1]], 1)


def estimated(design: Any, values: Any, clusters: Sequence[Hashable], coefficient: int) -> Estimate:
    """One coefficient of a least-squares line, with an interval that allows for clusters (CR2)."""
    import numpy as np
    import statsmodels.api as sm
    from scipy.stats import t

    fitted = sm.OLS(values, design).fit()
    bread = np.linalg.inv(design.T @ design)
    places: dict[Hashable, list[int]] = {}
    for number, each in enumerate(clusters):
        places.setdefault(each, []).append(number)
    # for each cluster: its residuals and its part in the coefficient, corrected for leverage
    scores, parts = [], []
    for rows in places.values():
        within = design[rows]
        corrected = _inverse_root(np.eye(len(rows)) - within @ bread @ within.T)
        weight = corrected @ within @ bread[:, coefficient]
        scores.append(float(weight @ fitted.resid[rows]))
        parts.append((weight, within))
    variance = sum(each**2 for each in scores)
    value, count = float(fitted.params[coefficient]), len(places)
    sure = variance > 0 and count >= FEWEST_CLUSTERS
    df = _freedom(parts, bread) if sure else None
    if df is None:
        return Estimate(_told(value), None, None, None, None, len(values), count)
    error = variance**0.5
    half = float(t.ppf((1 + LEVEL) / 2, df)) * error
    p = 2 * float(t.sf(abs(value) / error, df))
    return Estimate(
        _told(value),
        _told(value - half),
        _told(value + half),
        _told(p),
        _told(df),
        len(values),
        count,
    )


def _inverse_root(matrix: Any) -> Any:
    """The symmetric inverse root; directions that the line fits exactly are left out."""
    import numpy as np

    values, vectors = np.linalg.eigh(matrix)
    kept = values > 1e-10  # noqa: PLR2004 - nought, as far as arithmetic goes
    return (vectors[:, kept] / np.sqrt(values[kept])) @ vectors[:, kept].T


def _freedom(parts: Sequence[tuple[Any, Any]], bread: Any) -> float | None:
    """Satterthwaite's degrees of freedom where errors are independent (Bell and McCaffrey)."""
    import numpy as np

    crossed = np.array([within.T @ weight for weight, within in parts])
    matrix = -(crossed @ bread @ crossed.T)
    matrix[np.diag_indices(len(parts))] += [float(weight @ weight) for weight, _within in parts]
    total, squared = float(np.trace(matrix)), float((matrix**2).sum())
    return total**2 / squared if squared > 0 else None


def survival(days: Sequence[int], reached: Sequence[int]) -> Curve | None:
    """Kaplan-Meier of some waits; nothing where nobody was seen to wait."""
    import numpy as np
    from statsmodels.duration.survfunc import SurvfuncRight

    if not days or not any(reached):
        return None
    found = SurvfuncRight(list(days), list(reached))
    with np.errstate(divide="ignore", invalid="ignore"):  # at shares of nought and of one
        low, high = found.quantile_ci(0.5)
    return Curve(
        days=[_told(each) for each in found.surv_times],
        waiting=[_told(each) for each in found.surv_prob],
        at_risk=[int(each) for each in found.n_risk],
        median=_finite(found.quantile(0.5)),
        ninetieth=_finite(found.quantile(0.9)),
        interval=(_finite(low), _finite(high)),
        people=len(days),
        reached=sum(reached),
    )


def logrank(days: Sequence[int], reached: Sequence[int], group: Sequence[str]) -> float | None:
    """How likely curves so far apart are if all waited alike.

    Nothing of one group alone, or where the groups never waited at the same time.
    """
    import numpy as np
    from statsmodels.duration.survfunc import survdiff

    if len(set(group)) < 2 or not any(reached):  # noqa: PLR2004 - two to compare
        return None
    try:
        _statistic, p = survdiff(list(days), list(reached), list(group))
    except np.linalg.LinAlgError:
        return None
    return _finite(p)


def adjusted(chances: Sequence[float]) -> list[float]:
    """Probabilities allowing for how many were looked at (Holm)."""
    from statsmodels.stats.multitest import multipletests

    if not chances:
        return []
    return [_told(each) for each in multipletests(list(chances), method="holm")[1]]


def proportion(of: int, all_of_them: int) -> Estimate:
    """A share with its interval at 95 % (Wilson)."""
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(of, all_of_them, alpha=1 - LEVEL, method="wilson")
    return Estimate(
        _told(of / all_of_them), _told(low), _told(high), None, None, all_of_them, all_of_them
    )


def median(values: Sequence[float]) -> float | None:
    """The middle of some numbers."""
    import numpy as np

    return _told(np.median(values)) if values else None


def _finite(value: Any) -> float | None:
    return _told(value) if value is not None and isfinite(float(value)) else None


def _told(value: Any) -> float:
    return float(f"{float(value):.{DIGITS}g}")
