"""Whether what was counted may come from the rates that are meant, over many comparisons.

Each comparison gives the probability of a count at least so far off. All are kept; none may be
below the level divided by their number (Bonferroni), so that right rates fail together less often
than the level says, however many there are and however they hang together.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from statistics import fmean, stdev
from typing import NamedTuple

from scipy.stats import binom, binomtest, chi2, norm, poisson

LEVEL = 0.001


class Comparison(NamedTuple):
    """One rate: what was counted, what is meant, and how probable it is to be so far off."""

    of: str
    found: float
    meant: str
    size: int
    probability: float


class Comparisons:
    """All comparisons of one look."""

    def __init__(self) -> None:
        self.made: list[Comparison] = []

    @property
    def failed(self) -> list[Comparison]:
        bound = LEVEL / max(len(self.made), 1)
        return [each for each in self.made if not each.probability >= bound]

    def share(self, of: str, hits: int, size: int, meant: float) -> None:
        """Exactly so many of so many: the binomial distribution."""
        self._add(of, hits / max(size, 1), f"{meant:.3f}", size, _binomial(hits, size, meant))

    def shares(self, of: str, counted: Mapping[str, int], meant: Mapping[str, float]) -> None:
        """Each of several kinds against all others."""
        size, whole = sum(counted.values()), sum(meant.values())
        for kind, weight in meant.items():
            self.share(f"{of}: {kind}", counted.get(kind, 0), size, weight / whole)

    def share_between(self, of: str, hits: int, size: int, low: float, high: float) -> None:
        """No fewer than one share and no more than another."""
        below = float(binom.cdf(hits, size, low))
        above = float(binom.sf(hits - 1, size, high))
        found = hits / max(size, 1)
        self._add(of, found, f"{low:.3f}-{high:.3f}", size, min(below, above, 1) if size else 0)

    def count(self, of: str, hits: int, exposure: float, meant: float) -> None:
        """So many over so much time: the Poisson distribution."""
        expected = exposure * meant
        tail = min(float(poisson.cdf(hits, expected)), float(poisson.sf(hits - 1, expected)))
        self._add(of, hits / exposure, f"{meant:.4f}", round(expected), min(2 * tail, 1))

    def mean(self, of: str, values: Sequence[float], meant: float) -> None:
        """The mean of independent values, by the normal distribution."""
        self.mean_between(of, values, meant, meant)

    def mean_between(self, of: str, values: Sequence[float], low: float, high: float) -> None:
        """A mean no lower than one value and no higher than another."""
        found, error = fmean(values), stdev(values) / sqrt(len(values))
        off = max(low - found, found - high, 0) / error
        self._add(of, found, f"{low:g}-{high:g}", len(values), 2 * float(norm.sf(off)))

    def ratio_between(
        self, of: str, pairs: Sequence[tuple[float, float]], low: float, high: float
    ) -> None:
        """A sum against another over independent pairs, such as hours against years."""
        above, below = (sum(each[side] for each in pairs) for side in (0, 1))
        found = above / below
        spread = stdev([one - found * other for one, other in pairs]) * sqrt(len(pairs)) / below
        off = max(low - found, found - high, 0) / spread
        self._add(of, found, f"{low:g}-{high:g}", len(pairs), 2 * float(norm.sf(off)))

    def quantile(self, of: str, values: Iterable[float], at: float, meant: float) -> None:
        """So large a share lies below a value and the rest above; ties may belong to either."""
        found = sorted(values)
        under = sum(each < meant for each in found)
        upto = sum(each <= meant for each in found)
        too_many = float(binom.sf(under - 1, len(found), at))
        too_few = float(binom.cdf(upto, len(found), at))
        value = found[min(int(at * len(found)), len(found) - 1)]
        self._add(of, value, f"{meant:g}", len(found), min(2 * min(too_many, too_few), 1))

    def scale(self, of: str, sum_of_hazards: float, ended: int, low: float, high: float) -> None:
        """How long something lasts, some of which still goes on.

        ``sum_of_hazards`` is what has passed of every life in units of its mean, to be stretched:
        for exponential units, twice it over the true mean is chi-squared with twice ``ended``
        degrees of freedom, nearly so where the end of the history cuts lives off.
        """
        too_short = float(chi2.cdf(2 * sum_of_hazards / low, 2 * ended))
        too_long = float(chi2.sf(2 * sum_of_hazards / high, 2 * ended))
        found = sum_of_hazards / max(ended, 1)
        self._add(of, found, f"{low:g}-{high:g}", ended, min(too_short, too_long))

    def _add(self, of: str, found: float, meant: str, size: int, probability: float) -> None:
        self.made.append(Comparison(of, found, meant, size, probability))


def _binomial(hits: int, size: int, meant: float) -> float:
    return float(binomtest(hits, size, meant).pvalue) if size else 0.0
