"""Changes set beside others: those of groups, and those of people who waited."""

from collections.abc import Sequence
from typing import Any

import msgspec

from application.evaluation import statistics
from application.evaluation.apart import Apart
from application.evaluation.changes import HUNDREDTHS
from application.evaluation.findings import Section, Table, Told, count, figure, shown, span
from application.evaluation.plan import Plan
from application.evaluation.statistics import Change, Estimate


def change_of(pairs: Sequence[Told]) -> Change | None:
    """The change of some pairs, with those of one peer supporter as a cluster."""
    return statistics.paired(
        [each["before"] / HUNDREDTHS for each in pairs],
        [each["after"] / HUNDREDTHS for each in pairs],
        [each["peer"] or each["person"] for each in pairs],
    )


def mean_of(pairs: Sequence[Told], plan: Plan) -> Estimate | None:
    """The mean change of some pairs; nothing of fewer than the plan lets tell."""
    change = change_of(pairs) if len(pairs) >= plan.smallest_group else None
    return None if change is None else change.mean


def changes_apart(
    plan: Plan, pairs: Sequence[Told], apart: Apart
) -> tuple[Section, dict[str, Any]]:
    """The change in each group, and whether it differs from that of all others."""
    means: dict[str, Estimate | None] = {}
    others: dict[str, Estimate | None] = {}
    for name in apart.told:
        theirs = [each for each in pairs if each["group"] == name]
        rest = [each for each in pairs if each["group"] != name]
        means[name] = mean_of(theirs, plan)
        others[name] = statistics.difference(
            _changes(theirs), _changes(rest), (_peers(theirs), _peers(rest))
        )
    asked = [name for name in means if (one := others[name]) is not None and one.p is not None]
    held = statistics.adjusted([others[name].p for name in asked])  # type: ignore[union-attr,misc]
    allowed = dict(zip(asked, held, strict=True))
    rows = [
        [
            apart.words[name],
            count(apart.sizes[name]),
            figure(mean.value if mean else None),
            span(mean),
            figure(allowed.get(name), 4),
        ]
        for name, mean in means.items()
    ]
    columns = ["Group", "People", "Mean change", "95 % interval", "Unlike the others by chance"]
    sentences = [
        (
            f"{len(asked)} {'comparison was' if len(asked) == 1 else 'comparisons were'} made; the "
            "last column allows for how many (Holm)."
        ),
        "Groups were not made by chance: who is in one differs in more than its name.",
    ]
    numbers = {
        name: {
            "people": apart.sizes[name],
            "change": shown(means[name]),
            "others": shown(others[name]),
            "p_holm": allowed.get(name),
        }
        for name in means
    }
    table = Table(f"Change by {apart.by}", columns, rows)
    return Section(apart.heading, sentences, [table]), numbers


def _changes(pairs: Sequence[Told]) -> list[float]:
    return [(each["after"] - each["before"]) / HUNDREDTHS for each in pairs]


def _peers(pairs: Sequence[Told]) -> list[str]:
    return [each["peer"] or each["person"] for each in pairs]


def with_waiting(
    plan: Plan, pairs: Sequence[Told], waiting: Sequence[Told]
) -> tuple[Section, dict[str, Any]]:
    """The natural comparison: what happened to people between two answers while they waited."""
    heading = "Compared with waiting"
    few = min(len(waiting), len(pairs)) < plan.smallest_group
    if few:
        sentence = (
            "The records do not allow it: fewer than 5 people answered twice while they waited, "
            f"{plan.comparison.least_days} days or more apart."
        )
        return Section(heading, [sentence]), {"people": None, "change": None, "difference": None}
    theirs = change_of(waiting)
    found = statistics.difference(
        _changes(pairs), _changes(waiting), (_peers(pairs), _peers(waiting))
    )
    one, other = _days(pairs), _days(waiting)
    sentences = [
        (
            f"{len(waiting)} people answered twice while they waited. They changed by "
            f"{figure(theirs.mean.value if theirs else None)} "
            f"({span(theirs.mean if theirs else None)})."
        ),
        (
            f"Those who were supported changed by {figure(found.value if found else None)} more "
            f"({span(found)})."
        ),
        (
            f"Half of the supported had {one} days or fewer between their answers, half of those "
            f"who waited {other}. Nobody was assigned by chance, and who waits long may be unlike "
            "others."
        ),
    ]
    numbers = {
        "people": len(waiting),
        "change": msgspec.to_builtins(theirs),
        "difference": shown(found),
    }
    return Section(heading, sentences), numbers


def _days(pairs: Sequence[Told]) -> str:
    return figure(statistics.median([float(each["days"]) for each in pairs]), 0)
