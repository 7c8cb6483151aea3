"""Comparing a value with its thresholds, so that noise in the last digit decides nothing."""

from functools import lru_cache
from math import lcm

from domain.definitions import Threshold
from domain.indicators.language import Standing

DIGITS = 9


def ratio(part: float, whole: float) -> float:
    """A share or a multiple; 0 where there is nothing to compare with."""
    return round(part / whole, DIGITS) if whole else 0.0


def above(value: float, threshold: Threshold) -> Standing:
    """Raised where the value is more than the threshold."""
    if value > threshold.review:
        return Standing.REVIEW
    return Standing.NOTICE if value > threshold.notice else Standing.NOTHING


def reaches(value: float, threshold: Threshold) -> Standing:
    """Raised where the value is the threshold or more."""
    if value >= threshold.review:
        return Standing.REVIEW
    return Standing.NOTICE if value >= threshold.notice else Standing.NOTHING


def below(value: float, threshold: Threshold) -> Standing:
    """Raised where the value is less than the threshold."""
    if value < threshold.review:
        return Standing.REVIEW
    return Standing.NOTICE if value < threshold.notice else Standing.NOTHING


def median(values: list[float]) -> float:
    """The middle value, or the mean of the two in the middle. There is at least one."""
    ordered, middle = sorted(values), len(values) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


@lru_cache(maxsize=4096)
def theil_sen(counts: tuple[int, ...]) -> float:
    """The slope of counts a step apart: the median of the slopes between all pairs (Sen, 1968).

    Slopes are compared as whole numbers of the smallest part that all of them share, so nothing is
    rounded before the end. There are at least two counts.
    """
    whole = lcm(*range(1, len(counts)))
    slopes = sorted(
        (counts[later] - counts[earlier]) * (whole // (later - earlier))
        for earlier in range(len(counts))
        for later in range(earlier + 1, len(counts))
    )
    middle = len(slopes) // 2
    if len(slopes) % 2:
        return slopes[middle] / whole
    return (slopes[middle - 1] + slopes[middle]) / (2 * whole)
