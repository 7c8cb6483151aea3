"""Counts of a study that tell of nobody: the rule of `domain.suppression`, as studies ask it."""

from collections.abc import Mapping

from domain.suppression import FEWEST_SHOWN, SMALLEST_BASE, Counts

ALL = "whole"


def closed(counts: Mapping[str, int]) -> dict[str, int | None]:
    """The parts of a whole that is told, each where no small one follows from the others."""
    shown = Counts().split(ALL, counts).shown()
    return {each: shown[each] for each in counts}


def completeness(counts: Mapping[str, int]) -> dict[str, int | None]:
    """How many could have answered and did, where each that is paired is among those before it."""
    table = Counts().alone("eligible", counts["eligible"])
    for each in ("invited", "baseline", "later"):
        table.part("eligible", each, counts[each])
    table.part("baseline", "paired", counts["paired"]).part("later", "paired", counts["paired"])
    shown = table.shown()
    return {each: shown[each] for each in counts}


__all__ = ["FEWEST_SHOWN", "SMALLEST_BASE", "Counts", "closed", "completeness"]
