"""What a study of waits found, from the rows of everybody who was considered."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from application.evaluation import pictures, statistics
from application.evaluation.apart import Apart, by_planned_groups
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
)
from application.evaluation.lives_in_studies import OF_KIND, Variant
from application.evaluation.plan import Groups, Kind, Plan
from application.evaluation.questions import Row
from application.evaluation.small_counts import FEWEST_SHOWN, SMALLEST_BASE, closed
from application.evaluation.statistics import Curve
from application.evaluation.times import COLUMNS, REASONS
from application.evaluation.words import LEFT_NEVER, VARIANTS

A_WEEK = 7
UNIT = "days since they asked"
FROM_TO = (
    "From the day on which somebody asked, with their agreement, to the end of their first "
    "session. Pauses that people asked for are taken out."
)
MANY_LEFT = 10
"""One in so many who left before is worth saying."""


def found_times(plan: Plan, extracted: Mapping[str, int], rows: Sequence[Row]) -> Findings:
    """What the rows come to, told so that nobody stands out."""
    told = by_name(COLUMNS, rows, Variant.PLANNED)
    flow = flow_of(extracted, told, REASONS)
    waits = [each for each in told if each["reason"] is None]
    everybody = curve_of(waits) if len(waits) >= SMALLEST_BASE else None
    funnel, counts = _funnel(waits)
    sections = [_main(everybody, waits), funnel]
    numbers: dict[str, Any] = {
        "flow": msgspec.to_builtins(flow),
        "wait": _numbers(everybody),
        "ends": counts,
    }
    if everybody is not None:
        otherwise, numbers["sensitivity"] = _sensitivity(rows, waits)
        sections.append(otherwise)
        if plan.comparison.by is not Groups.NONE:
            section, numbers["groups"] = waits_apart(plan, waits, by_planned_groups(waits))
            sections.insert(1, section)
    sections.append(flow_section(flow))
    return Findings(flow, _summary(everybody), _caveats(plan, waits), sections, numbers)


def curve_of(waits: Sequence[Told], *, left_never: bool = False) -> Curve | None:
    """Kaplan-Meier of some waits. ``left_never`` counts leavers as if they waited for ever."""
    longest = max((each["days"] for each in waits), default=0)
    return statistics.survival(
        [longest + 1 if left_never and each["left"] else each["days"] for each in waits],
        [each["reached"] for each in waits],
    )


def by_weeks(curve: Curve) -> Curve:
    """The curve told week by week, and no further than five people were still waiting.

    Each step of the whole curve is somebody's own wait.
    """
    days, waiting, at_risk = [], [], []
    week, share = A_WEEK, 1.0
    for day, after, risk in zip(curve.days, curve.waiting, curve.at_risk, strict=True):
        if risk < FEWEST_SHOWN:
            break
        while day > week:
            days.append(float(week))
            waiting.append(share)
            at_risk.append(risk)
            week += A_WEEK
        share = after
    return msgspec.structs.replace(curve, days=days, waiting=waiting, at_risk=at_risk)


def _summary(everybody: Curve | None) -> list[str]:
    if everybody is None:
        return [f"Fewer than {SMALLEST_BASE} people asked within the window: nothing is told."]
    half = _days(everybody.median)
    return [
        (
            f"Half of {everybody.people} people had met a peer supporter within {half} "
            f"({_interval(everybody)}), nine in ten within {_days(everybody.ninetieth)}."
        )
    ]


def _days(days: float | None) -> str:
    return "a time that was not observed" if days is None else f"{days:.0f} days"


def _interval(curve: Curve) -> str:
    low, high = curve.interval
    if low is None:
        return "95 % interval not known"
    return f"95 % interval {low:.0f} to {'not known' if high is None else f'{high:.0f}'}"


def _main(everybody: Curve | None, waits: Sequence[Told]) -> Section:
    if everybody is None:
        return Section("Waits", ["Too few people to tell of."])
    weekly = by_weeks(everybody)
    title = "Share of people who still wait"
    words = "; ".join(
        f"after {day:.0f} days {100 * share:.0f} %"
        for day, share in list(zip(weekly.days, weekly.waiting, strict=True))[3::4]
    )
    svg = pictures.curves(title, words, [pictures.Line("Everybody", weekly)], UNIT)
    return Section(
        "Waits",
        [
            FROM_TO,
            (
                f"{len(waits)} people; whoever still waits is counted for as long as they were "
                "seen to (Kaplan-Meier)."
            ),
        ],
        [
            Table(
                "Waits",
                ["Who", "People", "Half had met within", "95 % interval", "Nine in ten within"],
                [["Everybody", *_cells(everybody)]],
            )
        ],
        [Picture("waits", title, words, svg)],
    )


def _cells(curve: Curve) -> list[str]:
    low, high = curve.interval
    return [
        str(curve.people),
        figure(curve.median, 0),
        f"{figure(low, 0)} to {figure(high, 0)}" if low is not None else "not told",
        figure(curve.ninetieth, 0),
    ]


def _numbers(curve: Curve | None) -> dict[str, Any] | None:
    """A curve without how many had met: how the waits ended is counted where it can be closed."""
    if curve is None:
        return None
    told: dict[str, Any] = msgspec.to_builtins(by_weeks(curve))
    return {name: value for name, value in told.items() if name != "reached"}


def _funnel(waits: Sequence[Told]) -> tuple[Section, dict[str, int | None]]:
    """How the waits ended."""
    ends = Counter(
        "MET" if each["reached"] else "LEFT" if each["left"] else "WAITING" for each in waits
    )
    words = {"MET": "Met a peer supporter", "LEFT": "Left before", "WAITING": "Still waited"}
    counts = closed({each: ends[each] for each in words})
    rows = [[words[each], count(number)] for each, number in counts.items()]
    return Section("How the waits ended", [], [Table("Ends", ["How", "People"], rows)]), counts


def waits_apart(_plan: Plan, waits: Sequence[Told], apart: Apart) -> tuple[Section, dict[str, Any]]:
    """The wait of each group, and whether it differs from that of all others."""
    curves = {
        name: curve
        for name in apart.told
        if (apart.sizes[name] or 0) >= SMALLEST_BASE
        and (curve := curve_of([each for each in waits if each["group"] == name])) is not None
    }
    if not curves:
        return Section(apart.heading, ["Too few people in each group to tell of any."]), {}
    others = {name: _against(waits, name) for name in curves}
    asked = [name for name in curves if others[name] is not None]
    held = statistics.adjusted([one for name in asked if (one := others[name]) is not None])
    allowed = dict(zip(asked, held, strict=True))
    whole = _against([each for each in waits if each["group"] in curves], None)
    rows = [
        [apart.words[name], *_cells(curve), figure(allowed.get(name), 4)]
        for name, curve in curves.items()
    ]
    columns = [
        "Group",
        "People",
        "Half had met within",
        "95 % interval",
        "Nine in ten within",
        "Unlike the others by chance",
    ]
    lines = [pictures.Line(apart.words[name], by_weeks(each)) for name, each in curves.items()]
    title = f"Share of people who still wait, by {apart.by}"
    words = "; ".join(
        f"{apart.words[name]}: half had met within {_days(curve.median)}"
        for name, curve in curves.items()
    )
    svg = pictures.curves(title, words, lines, UNIT)
    sentences = [
        (
            f"If all groups waited alike, curves so far apart would come in a share of "
            f"{figure(whole, 4)} of such studies (log-rank)."
        ),
        (
            f"The last column sets each group against all others, and allows for {len(asked)} "
            f"{'comparison' if len(asked) == 1 else 'comparisons'} (Holm)."
        ),
        (
            f"Groups of fewer than {SMALLEST_BASE} people, and the next smallest where need be, "
            "are not told."
        ),
        "Groups were not made by chance: who is in one differs in more than its name.",
    ]
    numbers = {
        "logrank": whole,
        "each": {
            name: {"wait": _numbers(curve), "p_holm": allowed.get(name)}
            for name, curve in curves.items()
        },
    }
    picture = [Picture(f"waits-by-{apart.file}", title, words, svg)] if lines else []
    table = Table(f"Waits by {apart.by}", columns, rows)
    return Section(apart.heading, sentences, [table], picture), numbers


def _against(waits: Sequence[Told], name: str | None) -> float | None:
    """How likely it is that one group, or any of them, waited like the others."""
    return statistics.logrank(
        [each["days"] for each in waits],
        [each["reached"] for each in waits],
        [each["group"] if name is None else str(each["group"] == name) for each in waits],
    )


def _sensitivity(rows: Sequence[Row], waits: Sequence[Told]) -> tuple[Section, dict[str, Any]]:
    """By when half had met, had somebody decided otherwise."""
    planned = {each["person"]: each for each in waits}
    found: dict[str, tuple[int, Curve | None]] = {}
    for variant in OF_KIND[Kind.TIME_TO_EVENT]:
        told = [each for each in by_name(COLUMNS, rows, variant) if each["reason"] is None]
        theirs = {each["person"]: each for each in told}
        unlike = sum(
            _wait(planned.get(person)) != _wait(theirs.get(person))
            for person in planned.keys() | theirs.keys()
        )
        found[variant.value] = unlike, curve_of(told)
    left = sum(each["left"] for each in waits)
    found[LEFT_NEVER] = left, curve_of(waits, left_never=True)
    table_rows: list[list[str]] = []
    numbers: dict[str, dict[str, float | None] | None] = {}
    for name, (unlike, curve) in found.items():
        few = 0 < unlike < FEWEST_SHOWN
        if curve is None or few:
            said = "nearly as planned: fewer than five people make a difference"
            table_rows.append([VARIANTS[name], *(["not told"] * 3), said if few else "not told"])
            numbers[name] = None
            continue
        table_rows.append([VARIANTS[name], *_cells(curve)])
        numbers[name] = {"median": curve.median, "ninetieth": curve.ninetieth}
    table = Table(
        "Counted in other ways",
        ["How", "People", "Half had met within", "95 % interval", "Nine in ten within"],
        table_rows,
    )
    return Section("How much hangs on the way of counting", [], [table]), numbers


def _wait(told: Told | None) -> tuple[Any, ...] | None:
    return None if told is None else (told["days"], told["reached"], told["left"])


def _caveats(plan: Plan, waits: Sequence[Told]) -> list[str]:
    found = [
        "The days on which people asked lie apart: seasons and staffing differ between them.",
    ]
    if sum(each["left"] for each in waits) * MANY_LEFT > len(waits):
        found.append(
            "More than one in ten left before they met anybody. The curve treats them as if they "
            "would have waited like the others; how the result stands if not is told below."
        )
    if len(waits) < 30:  # noqa: PLR2004 - as for a change
        found.append("Fewer than 30 people: another such group could well come out elsewhere.")
    return [*found, *caveats_for(plan)]
