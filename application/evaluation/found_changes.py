"""What a study of change found, from the rows of everybody who was considered."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from application.evaluation import pictures, statistics
from application.evaluation.apart import by_planned_groups
from application.evaluation.changes import (
    COLUMNS,
    HUNDREDTHS,
    OTHER_VERSION,
    OUT_OF_WINDOW,
    REASONS,
    SUPPORT,
    WAITING,
)
from application.evaluation.compared_changes import change_of, changes_apart, mean_of, with_waiting
from application.evaluation.findings import (
    Findings,
    Picture,
    Section,
    Table,
    Told,
    by_name,
    caveats_for,
    count,
    figure,
    flow_of,
    flow_section,
    sensitivity_rows,
    shown,
    span,
)
from application.evaluation.lives_in_studies import OF_KIND, Excluded, Variant
from application.evaluation.plan import Kind, Measure, Plan, With
from application.evaluation.questions import Row
from application.evaluation.small_counts import (
    FEWEST_SHOWN,
    SMALLEST_BASE,
    closed,
    completeness,
)
from application.evaluation.statistics import Change, Estimate
from application.evaluation.words import SAME_WAY, UNCLUSTERED
from domain.instruments import DEFINITIONS, changed
from domain.instruments import Change as Judged
from domain.outcomes import PairFlag

INDICATIVE_BELOW = 30
"""Pairs from which on a mean is more than indicative (Warwick, by 7.3)."""
NOT_ELIGIBLE = frozenset(each.value for each in Excluded)
OTHERWISE_TAKEN = (PairFlag.OTHER_MODE, PairFlag.SOMEBODY_BESIDE)
JUDGED = {
    Judged.IMPROVED: "Reliably better",
    Judged.UNCHANGED: "No reliable change",
    Judged.WORSE: "Reliably worse",
}


def found_changes(plan: Plan, extracted: Mapping[str, int], rows: Sequence[Row]) -> Findings:
    """What the rows come to, told so that nobody stands out."""
    measure = plan.outcome
    assert measure is not None  # noqa: S101 - a plan of this kind has one
    told = by_name(COLUMNS, rows, Variant.PLANNED)
    support = [each for each in told if each["arm"] == SUPPORT]
    flow = flow_of(extracted, support, REASONS)
    pairs = [each for each in support if each["reason"] is None]
    enough = len(pairs) >= plan.smallest_group
    main = change_of(pairs) if enough else None
    complete, told_counts = _completeness(support)
    sections = [_main(main, measure, len(pairs)), complete]
    numbers: dict[str, Any] = {
        "flow": msgspec.to_builtins(flow),
        "completeness": told_counts,
        "change": msgspec.to_builtins(main),
    }
    if main is not None:
        otherwise, numbers["sensitivity"] = _sensitivity(plan, rows, pairs, main)
        judged, numbers["reliable"] = _reliable(measure, pairs)
        lost, numbers["lost"] = _lost(support)
        sections += [otherwise, judged, lost]
    if plan.comparison.with_ is With.GROUPS and enough:
        section, numbers["groups"] = changes_apart(plan, pairs, by_planned_groups(pairs))
        sections.append(section)
    compared = None
    if plan.comparison.with_ is With.WAITING:
        waiting = [each for each in told if each["arm"] == WAITING]
        section, compared = with_waiting(plan, pairs, waiting)
        numbers["waiting"] = compared
        sections.append(section)
    sections.append(flow_section(flow))
    is_compared = bool(compared and compared["difference"])
    caveats = _caveats(plan, main, support, is_compared=is_compared)
    return Findings(flow, _summary(measure, main, pairs, support), caveats, sections, numbers)


def _summary(
    measure: Measure, main: Change | None, pairs: Sequence[Told], support: Sequence[Told]
) -> list[str]:
    name = DEFINITIONS[measure.instrument].name
    eligible = sum(each["reason"] not in NOT_ELIGIBLE for each in support)
    if main is None:
        return [f"Fewer than {FEWEST_SHOWN} people answered {name} twice, so nothing is told."]
    both = f"{len(pairs)} of {eligible}" if _apart(eligible, len(pairs)) else f"{len(pairs)}"
    first = (
        f"{name} changed by {figure(main.mean.value)} on average"
        f"{_within(main.mean)}, from {figure(main.before)} to {figure(main.after)}."
    )
    return [first, f"Both answers: {both}."]


def _within(estimate: Estimate) -> str:
    return "" if estimate.low is None else f" (95 % interval {span(estimate)})"


def _apart(one: int, other: int) -> bool:
    return abs(one - other) >= FEWEST_SHOWN or one == other


def _main(main: Change | None, measure: Measure, pairs: int) -> Section:
    definition = DEFINITIONS[measure.instrument]
    if main is None:
        return Section("Change", ["Too few people answered twice: nothing is told."])
    better = "Higher" if definition.better == "HIGHER" else "Lower"
    sentences = [f"{definition.name}: {better.lower()} is better."]
    if pairs < INDICATIVE_BELOW:
        sentences.append(
            f"With fewer than {INDICATIVE_BELOW} pairs this is indicative and no more."
        )
    if definition.copyright:
        sentences.append(definition.copyright)
    rows = [
        ["People with both answers", str(pairs)],
        ["Peer supporters who supported them", count(_few(main.mean.clusters))],
        ["Mean at the beginning (SD)", f"{figure(main.before)} ({figure(main.sd_before)})"],
        ["Mean later (SD)", f"{figure(main.after)} ({figure(main.sd_after)})"],
        ["Mean change (SD)", f"{figure(main.mean.value)} ({figure(main.sd_change)})"],
        ["95 % interval, allowing for shared peer supporters", span(main.mean)],
        ["Its degrees of freedom", figure(main.mean.df, 1)],
        ["Probability of so much by chance alone", figure(main.mean.p, 4)],
        ["Size: mean change over SD of changes (d_z)", figure(main.d_z)],
        ["Size: mean change over mean SD (d_av)", figure(main.d_av)],
    ]
    return Section("Change", sentences, [Table("Change", ["What", "Value"], rows)])


def _few(number: int) -> int | None:
    return number if number >= FEWEST_SHOWN else None


def _completeness(support: Sequence[Told]) -> tuple[Section, dict[str, int | None]]:
    eligible = [each for each in support if each["reason"] not in NOT_ELIGIBLE]
    asked = {
        "eligible": len(eligible),
        "invited": sum(each["invited"] for each in eligible),
        "baseline": sum(each["baseline"] for each in eligible),
        "later": sum(each["later"] for each in eligible),
        "paired": sum(each["reason"] is None for each in eligible),
    }
    shown_counts = completeness(asked)
    words = {
        "eligible": "Could have answered twice",
        "invited": "Asked at the beginning",
        "baseline": "Answered at the beginning",
        "later": "Answered later",
        "paired": "Answered both in their windows",
    }
    rows = [
        [words[each], count(number), _share(number, shown_counts["eligible"])]
        for each, number in shown_counts.items()
    ]
    table = Table("Completeness", ["Who", "People", "Share"], rows)
    sentence = "Those who answer are not like those who do not; the fewer answer, the more so."
    return Section("How complete the answers are", [sentence], [table]), shown_counts


def _share(number: int | None, base: int | None) -> str:
    if number is None or base is None or base < SMALLEST_BASE:
        return "not told"
    return f"{100 * number / base:.0f} %"


def _sensitivity(
    plan: Plan, rows: Sequence[Row], pairs: Sequence[Told], main: Change
) -> tuple[Section, dict[str, Any]]:
    """What the mean would have been, had somebody decided otherwise."""
    found: dict[str, tuple[set[str], Estimate | None]] = {}
    for variant in OF_KIND[Kind.PAIRED_CHANGE]:
        told = [each for each in by_name(COLUMNS, rows, variant) if each["arm"] == SUPPORT]
        some = [each for each in told if each["reason"] is None]
        found[variant.value] = _people(some), mean_of(some, plan)
    alike = [
        each for each in pairs if not any(flag in each["flags"].split() for flag in OTHERWISE_TAKEN)
    ]
    found[SAME_WAY] = _people(alike), mean_of(alike, plan)
    found[UNCLUSTERED] = _people(pairs), main.plain
    told_rows, numbers = sensitivity_rows(_people(pairs), found, 2)
    table = Table("Counted in other ways", ["How", "People", "Change", "95 % interval"], told_rows)
    marks = [
        pictures.Mark(row[0], float(row[2]), *_ends(numbers[name]))
        for row, name in zip(told_rows, found, strict=True)
        if numbers[name] is not None
    ]
    title = "Mean change, as planned and counted in other ways"
    words = "; ".join(f"{row[0]}: {row[2]} ({row[3]})" for row in told_rows) + "."
    svg = pictures.intervals(title, words, marks, "points; the broken line is no change")
    sentence = (
        "A result that holds only in one way of counting is none. The first row is the plan; the "
        "others were laid down before anybody looked, too."
    )
    picture = Picture("change", title, words, svg)
    return Section("How much hangs on the way of counting", [sentence], [table], [picture]), numbers


def _ends(told: dict[str, Any]) -> tuple[float | None, float | None]:
    return told["low"], told["high"]


def _people(pairs: Sequence[Told]) -> set[str]:
    return {each["person"] for each in pairs}


def _reliable(measure: Measure, pairs: Sequence[Told]) -> tuple[Section, dict[str, int | None]]:
    """How many changed by more than the instrument errs."""
    heading = "Change beyond what the instrument errs"
    judged = Counter(
        changed(measure.instrument, each["before"] / HUNDREDTHS, each["after"] / HUNDREDTHS)
        for each in pairs
    )
    if judged[Judged.NOT_JUDGED]:
        return Section(heading, ["Nobody has published from where on a change is reliable."]), {}
    counts = closed({each.value: judged[each] for each in JUDGED})
    rows = [
        [words, count(counts[each.value]), _share(counts[each.value], len(pairs))]
        for each, words in JUDGED.items()
    ]
    return Section(
        heading, [], [Table("Reliable change", ["What", "People", "Share"], rows)]
    ), counts


def _lost(support: Sequence[Told]) -> tuple[Section, dict[str, Any] | None]:
    """Whether those who were lost had begun elsewhere than those who answered again."""
    begun = [each for each in support if each["before"] is not None]
    stayed = [each for each in begun if each["reason"] is None]
    gone = [each for each in begun if each["reason"] not in {None, OTHER_VERSION, OUT_OF_WINDOW}]
    heading = "Those who did not answer again"
    if min(len(stayed), len(gone)) < FEWEST_SHOWN:
        return Section(
            heading, ["Too few were lost, or stayed, to compare their beginnings."]
        ), None
    found = statistics.difference(
        [each["before"] / HUNDREDTHS for each in gone],
        [each["before"] / HUNDREDTHS for each in stayed],
        ([each["peer"] for each in gone], [each["peer"] for each in stayed]),
    )
    assert found is not None  # noqa: S101 - there are enough of both
    sentence = (
        f"{len(gone)} people answered at the beginning and not again. They had begun "
        f"{figure(abs(found.value))} points {'higher' if found.value > 0 else 'lower'} "
        f"than those who did (95 % interval of the difference {span(found)})."
    )
    return Section(heading, [sentence]), shown(found)


def _caveats(
    plan: Plan, main: Change | None, support: Sequence[Told], *, is_compared: bool
) -> list[str]:
    """What has to be said beside the number, the weightiest first."""
    eligible = [each for each in support if each["reason"] not in NOT_ELIGIBLE]
    lost = [each for each in eligible if each["reason"] is not None]
    found = [
        (
            "People often come when they are at their worst, and many would be better some time "
            "later whatever happened (regression to the mean)."
        ),
    ]
    if not is_compared:
        found.append(
            "Nobody was compared with anybody: nothing here says what support did or did not do."
        )
    if eligible and len(lost) * 5 > len(eligible):
        found.append(
            "More than one in five of those who could have answered twice did not. They may have "
            "fared otherwise, and no arithmetic brings them back."
        )
    if main is not None and main.mean.people < INDICATIVE_BELOW:
        found.append(
            f"Fewer than {INDICATIVE_BELOW} people: another such group could well come out "
            "elsewhere."
        )
    if any(PairFlag.SOMEBODY_BESIDE in each["flags"].split() for each in support):
        found.append("Some answered with somebody beside them, which makes answers more positive.")
    return [*found, *caveats_for(plan)]
