"""Figures as a table: on a terminal, or as Markdown with the kind of machine and the date."""

import os
import platform
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from benchmarks.rounds import Figure

HEADINGS = (
    "what",
    "database",
    "beside",
    "ratio (quartiles)",
    "must",
    "product",
    "raw",
    "CPU, µs",
    "rounds",
)
VERDICTS = {True: "yes", False: "no", None: ""}


def show(figures: Sequence[Figure]) -> None:
    """Print a table for people, and what it is about."""
    table = Table(*HEADINGS)
    for each in figures:
        table.add_row(*_cells(each), style="red" if each.met is False else "")
    console = Console()
    console.print(table)
    for note in _notes(figures):
        console.print(note, highlight=False)
    console.print(machine(), highlight=False)


def as_markdown(figures: Sequence[Figure]) -> str:
    """Write the same as Markdown."""
    rows = [HEADINGS, ("---",) * len(HEADINGS), *map(_cells, figures)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return "\n\n".join((machine(), table, *_notes(figures)))


def machine() -> str:
    """Where and when: the kind of machine, nothing that identifies it."""
    parts = (
        f"{os.cpu_count()} cores ({platform.machine()}, {platform.system()})",
        f"Python {platform.python_version()}",
        f"SQLite {sqlite3.sqlite_version}",
    )
    return f"Measured on {', '.join(parts)}, {datetime.now(UTC):%d %B %Y}."


def _cells(figure: Figure) -> tuple[str, ...]:
    cpu = f"{figure.cpu_product:,.3g}"
    return (
        figure.name,
        figure.database,
        figure.against,
        _ratio(figure),
        f"{figure.target}: {VERDICTS[figure.met]}" if figure.target else "",
        f"{figure.product:,.5g} {figure.unit}",
        f"{figure.raw:,.5g}" if figure.raw is not None else "",
        cpu if figure.cpu_raw is None else f"{cpu} beside {figure.cpu_raw:,.3g}",
        str(figure.rounds),
    )


def _ratio(figure: Figure) -> str:
    if figure.ratio is None or figure.quartiles is None:
        return ""
    low, high = figure.quartiles
    what = "of the time" if figure.how == "time" else ""
    return f"{figure.ratio:.2f} ({low:.2f} to {high:.2f}) {what}".rstrip()


def _notes(figures: Sequence[Figure]) -> list[str]:
    notes = (f"{each.name} ({each.database}): {each.note}." for each in figures if each.note)
    return list(dict.fromkeys(notes))
