"""What a study found: numbers that tell of nobody, and what has to be said beside them.

Everything that is shown, on a page, in a report or to a program, is made here, once.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from application.evaluation.lives_in_studies import Variant
from application.evaluation.plan import Plan
from application.evaluation.questions import Row
from application.evaluation.small_counts import FEWEST_SHOWN, closed
from application.evaluation.statistics import Estimate
from application.evaluation.words import VARIANTS, WHY_NOT

COUNTED = "COUNTED"
FEW = "fewer than 5"

Told = Mapping[str, Any]
"""One row as the question gave it, by the names of its columns."""


class Step(msgspec.Struct, frozen=True):
    """Of all who were considered, how many were not counted for one reason; none where so few."""

    reason: str
    words: str
    people: int | None


class Flow(msgspec.Struct, frozen=True):
    """Everybody who was considered, each under exactly one step; the last are those counted."""

    considered: int
    steps: list[Step]
    counted: int | None


class Table(msgspec.Struct, frozen=True):
    """Figures in rows. Each cell is a text; the first column names the row."""

    title: str
    columns: list[str]
    rows: list[list[str]]


class Picture(msgspec.Struct, frozen=True):
    """A drawing (SVG), its name as a file, what it is called, and what it says."""

    name: str
    title: str
    words: str
    svg: str


class Section(msgspec.Struct, frozen=True):
    """A part of a report: what it says, its figures, and its drawing."""

    heading: str
    sentences: list[str]
    tables: list[Table] = []
    pictures: list[Picture] = []


class Findings(msgspec.Struct, frozen=True):
    """All that a study found: for people in ``sections``, for programs in ``numbers``.

    ``caveats`` are read with every number; ``summary`` is the result in a few sentences.
    """

    flow: Flow
    summary: list[str]
    caveats: list[str]
    sections: list[Section]
    numbers: dict[str, Any]


def by_name(columns: Sequence[str], rows: Sequence[Row], variant: Variant) -> list[Told]:
    """The rows of a variant with their names, in one order."""
    found = [dict(zip(columns, row, strict=True)) for row in rows if row[0] == variant.value]
    return sorted(found, key=lambda each: str(each["person"]))


def flow_of(extracted: Mapping[str, int], rows: Sequence[Told], reasons: Sequence[str]) -> Flow:
    """Where everybody went: those who are in no extract, those whom the plan leaves out, the rest.

    ``extracted`` is the flow of the extract. Raises `ValueError` where somebody is counted twice or
    not at all.
    """
    counts = {each: extracted[each] for each in extracted if each not in {"considered", "included"}}
    why = Counter(row["reason"] for row in rows)
    counts |= {each: why[each] for each in reasons}
    counts[COUNTED] = why[None]
    considered = extracted["considered"]
    if sum(counts.values()) != considered or len({row["person"] for row in rows}) != len(rows):
        raise ValueError("somebody is counted twice, or not at all")
    shown = closed(counts)
    steps = [
        Step(each, WHY_NOT[each], shown[each])
        for each in counts
        if each != COUNTED and counts[each]
    ]
    return Flow(considered, steps, shown[COUNTED])


def flow_section(flow: Flow) -> Section:
    """The flow as a table in which every number can be added up."""
    rows = [["Considered", str(flow.considered)]]
    rows += [[each.words, count(each.people)] for each in flow.steps]
    rows += [["Counted", count(flow.counted)]]
    sentences = ["Everybody who was considered stands here once, under the first reason that fits."]
    if any(each.people is None for each in flow.steps) or flow.counted is None:
        sentences.append(
            "Counts of fewer than 5 are closed, and the next smallest with them, so that none can "
            "be worked out."
        )
    return Section(
        "Who is in it, and who is not", sentences, [Table("Flow", ["Who", "People"], rows)]
    )


def sensitivity_rows(
    planned: set[str], found: Mapping[str, tuple[set[str], Estimate | None]], digits: int
) -> tuple[list[list[str]], dict[str, Any]]:
    """One row for each other way to count, and the same as numbers.

    Where fewer than five people make the difference, the number is told to one digit less and the
    interval not at all: nobody's own score can be found by taking one from the other.
    """
    rows: list[list[str]] = []
    numbers: dict[str, Any] = {}
    for variant, (people, estimate) in found.items():
        few = 0 < len(people ^ planned) < FEWEST_SHOWN
        words = VARIANTS[variant]
        if estimate is None or len(people) < FEWEST_SHOWN:
            rows.append([words, FEW if people else "0", "not told", ""])
            numbers[variant] = None
        elif few:
            told = round(estimate.value, digits - 1)
            rows.append([words, "not told", f"{told:.{digits - 1}f}", "not told"])
            numbers[variant] = {"value": told, "people": None, "low": None, "high": None}
        else:
            rows.append([words, str(len(people)), figure(estimate.value, digits), span(estimate)])
            numbers[variant] = shown(estimate)
    return rows, numbers


def shown(estimate: Estimate | None) -> dict[str, Any] | None:
    """An estimate as a program reads it."""
    return None if estimate is None else msgspec.to_builtins(estimate)


def count(number: int | None) -> str:
    """A count, or that it is closed."""
    return "not told" if number is None else f"{number:,}"


def figure(number: float | None, digits: int = 2) -> str:
    """A number to some decimal places, or that there is none."""
    return "not told" if number is None else f"{number:.{digits}f}"


def span(estimate: Estimate | None, digits: int = 2) -> str:
    """An interval, or that there is none."""
    if estimate is None or estimate.low is None or estimate.high is None:
        return "too few to say"
    return f"{estimate.low:.{digits}f} to {estimate.high:.{digits}f}"


def caveats_for(plan: Plan) -> list[str]:
    """What is to be read with every number of whatever study."""
    return [
        "The service's own records are all that was looked at: what nobody recorded is not there.",
        f"Groups of fewer than {plan.smallest_group} people are not told of.",
    ]
