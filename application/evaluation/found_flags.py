"""What a study of altered definitions found: which matches would have been looked at when."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from application.evaluation import pictures, statistics
from application.evaluation.apart import Apart
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
from application.evaluation.flagged import COLUMNS, REASONS
from application.evaluation.lives_in_studies import OF_KIND, Variant
from application.evaluation.plan import Kind, Plan
from application.evaluation.questions import Row
from application.evaluation.small_counts import FEWEST_SHOWN, SMALLEST_BASE, closed
from application.evaluation.words import VARIANTS
from domain.definitions import numbers_of

BOTH, ONLY_HELD, ONLY_TRIED, NEITHER = "BOTH", "ONLY_HELD", "ONLY_TRIED", "NEITHER"
WORDS = {
    BOTH: "A signal by both",
    ONLY_TRIED: "A signal by the tried ones alone",
    ONLY_HELD: "A signal by those held alone",
    NEITHER: "No signal by either",
}


def found_flags(plan: Plan, extracted: Mapping[str, int], rows: Sequence[Row]) -> Findings:
    """What the rows come to, told so that nobody stands out."""
    told = by_name(COLUMNS, rows, Variant.PLANNED)
    flow = flow_of(extracted, told, REASONS)
    matches = [each for each in told if each["reason"] is None]
    compared, counts = _compared(matches)
    numbers: dict[str, Any] = {
        "flow": msgspec.to_builtins(flow),
        "matches": counts,
        "earlier": _earlier(matches),
    }
    sections = [_tried(plan), compared]
    otherwise, numbers["sensitivity"] = _sensitivity(rows, matches)
    sections += [otherwise, flow_section(flow)]
    return Findings(flow, _summary(matches, counts), _caveats(plan), sections, numbers)


def kind_of(match: Told) -> str:
    """By which definitions a match ever had a signal."""
    held, tried = match["held_first"] is not None, match["tried_first"] is not None
    if held and tried:
        return BOTH
    return ONLY_HELD if held else ONLY_TRIED if tried else NEITHER


def _earlier(matches: Sequence[Told]) -> dict[str, Any] | None:
    """Of the matches with a signal by both, by how many weeks it would have come earlier."""
    weeks = [each["held_first"] - each["tried_first"] for each in matches if kind_of(each) == BOTH]
    if len(weeks) < FEWEST_SHOWN:
        return None
    sooner = sum(each > 0 for each in weeks)
    hidden = 0 < sooner < FEWEST_SHOWN or 0 < len(weeks) - sooner < FEWEST_SHOWN
    return {
        "matches": len(weeks),
        "sooner": None if hidden else sooner,
        "median_weeks": statistics.median(weeks),
    }


def _summary(matches: Sequence[Told], counts: Mapping[str, int | None]) -> list[str]:
    sentences = [
        f"{len(matches)} matches were judged at the end of every week of support."
        if len(matches) >= FEWEST_SHOWN
        else "Too few matches to tell of."
    ]
    more = counts.get(ONLY_TRIED)
    if more is not None:
        sentences.append(f"{more} would have had a signal that they never had.")
    earlier = _earlier(matches)
    if earlier is not None and earlier["sooner"] is not None:
        sentences.append(
            f"Of {earlier['matches']} with a signal by both, {earlier['sooner']} would have had it "
            f"sooner; in the middle of them all by {figure(earlier['median_weeks'], 0)} weeks."
        )
    return sentences


def _tried(plan: Plan) -> Section:
    held, tried = numbers_of(plan.judged_by), numbers_of(plan.tried)
    rows = [
        [each, f"{held[each]:g}", f"{tried[each]:g}"] for each in held if held[each] != tried[each]
    ]
    codes = plan.altered.indicators if plan.altered else ()
    sentence = f"Judged were {', '.join(codes)}. Nothing was changed, and nothing was sent."
    return Section(
        "What was tried", [sentence], [Table("Definitions", ["Number", "Held", "Tried"], rows)]
    )


def _compared(matches: Sequence[Told]) -> tuple[Section, dict[str, int | None]]:
    counts = closed({each: sum(kind_of(one) == each for one in matches) for each in WORDS})
    rows = [[words, count(counts[each])] for each, words in WORDS.items()]
    tables = [Table("Matches", ["What", "Matches"], rows)]
    sentences = []
    if len(matches) >= FEWEST_SHOWN:
        weeks = sum(each["weeks"] for each in matches)
        held, tried = (
            sum(each[name] for each in matches) for name in ("held_weeks", "tried_weeks")
        )
        if weeks:
            sentences.append(
                f"A signal would have stood in {100 * tried / weeks:.0f} % of all weeks of "
                f"support; it stood in {100 * held / weeks:.0f} %."
            )
    shown = [
        pictures.Bar(words, number)
        for each, words in WORDS.items()
        if (number := counts[each]) is not None
    ]
    title = "Matches by whether they ever had a signal"
    words = "; ".join(f"{each.label}: {each.value}" for each in shown)
    drawn = [Picture("signals", title, words, pictures.bars(title, words, shown))] if shown else []
    return Section("What would have been seen", sentences, tables, drawn), counts


def flags_apart(
    _plan: Plan, matches: Sequence[Told], apart: Apart
) -> tuple[Section, dict[str, Any]]:
    """In how many of their weeks of support each group would have had a signal, and had one.

    A share is told of ten matches or more, and where no count of fewer than five matches with a
    signal would follow.
    """
    shares = {each: _share_of_weeks(matches, apart, each) for each in ("held", "tried")}
    told = [each for each in apart.told if (apart.sizes[each] or 0) >= SMALLEST_BASE]
    rows = [
        [
            apart.words[each],
            count(apart.sizes[each]),
            _percent(shares["held"][each]),
            _percent(shares["tried"][each]),
        ]
        for each in told
    ]
    columns = ["Group", "Matches", "Weeks with a signal", "Weeks by the tried ones"]
    sentences = [
        "Groups were not made by chance: who is in one differs in more than its name.",
        f"Groups of fewer than {SMALLEST_BASE} matches are not told.",
    ]
    numbers = {
        each: {
            "matches": apart.sizes[each],
            "held": shares["held"][each],
            "tried": shares["tried"][each],
        }
        for each in told
    }
    table = Table(f"Signals by {apart.by}", columns, rows)
    return Section(apart.heading, sentences, [table]), numbers


def _share_of_weeks(
    matches: Sequence[Told], apart: Apart, definitions: str
) -> dict[str, int | None]:
    """In per cent of all weeks of a group's matches."""
    groups = {each: [one for one in matches if one["group"] == each] for each in apart.sizes}
    ever = {
        each: sum(one[f"{definitions}_first"] is not None for one in some)
        for each, some in groups.items()
    }
    shown = closed(ever)
    found: dict[str, int | None] = {}
    for each, some in groups.items():
        weeks = sum(one["weeks"] for one in some)
        flagged = sum(one[f"{definitions}_weeks"] for one in some)
        told = shown[each] is not None and weeks
        found[each] = round(100 * flagged / weeks) if told else None
    return found


def _percent(share: int | None) -> str:
    return "not told" if share is None else f"{share} %"


def _sensitivity(
    rows: Sequence[Row], matches: Sequence[Told]
) -> tuple[Section, dict[str, dict[str, int | None]]]:
    planned = {each["person"]: kind_of(each) for each in matches}
    table_rows: list[list[str]] = []
    numbers: dict[str, dict[str, int | None]] = {}
    for variant in OF_KIND[Kind.DEFINITIONS]:
        told = [each for each in by_name(COLUMNS, rows, variant) if each["reason"] is None]
        kinds = {each["person"]: kind_of(each) for each in told}
        unlike = sum(planned.get(each) != kinds.get(each) for each in planned.keys() | kinds.keys())
        counts = closed({each: sum(kind == each for kind in kinds.values()) for each in WORDS})
        if 0 < unlike < FEWEST_SHOWN:
            counts = dict.fromkeys(WORDS)
        numbers[variant.value] = counts
        table_rows.append([VARIANTS[variant.value], *[count(counts[each]) for each in WORDS]])
    table = Table("Counted in other ways", ["How", *WORDS.values()], table_rows)
    sentence = "Not told where fewer than five matches make the difference to the plan."
    return Section("How much hangs on the way of counting", [sentence], [table]), numbers


def _caveats(plan: Plan) -> list[str]:
    return [
        (
            "A signal is a reason for a conversation, and no outcome: nobody knows from this "
            "whether an earlier one would have helped."
        ),
        (
            "What people did when a signal came is in the records, and would have been otherwise "
            "had it come sooner."
        ),
        *caveats_for(plan),
    ]
