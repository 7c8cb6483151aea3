"""The cells of a CSV file: every row in turn, and what a cell may hold."""

import csv
import re
from collections.abc import Callable
from datetime import date
from typing import TypeVar

import msgspec

from application.imports.csv_sheet import Layout, opened
from application.imports.incoming import Refused, once, words
from domain.gaps import Gap

LARGEST_CELL = 100_000
BRITISH = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")
ISO_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
MAIL = re.compile(r"^[^@\s]+@[^@\s]+$")
PHONE = re.compile(r"^\+?[\d\s().\-/]{5,}(?:\s*(?:x|ext\.?)\s*\d+)?$", re.IGNORECASE)
PHONE_RULE = "write phone numbers with digits, as in 01632 960001."
MAIL_RULE = "write e-mail addresses as name@example.org."

Cells = dict[str, str]
T = TypeVar("T", bound=msgspec.Struct)
ReadRow = Callable[[int, Cells, tuple[str, ...]], T]
"""Makes something of a row: its number, its cells, and warnings about the sheet for the first."""


class BadCell(Exception):
    """A cell that breaks the rule of its column; the message is a sentence."""

    def __init__(self, column: str, rule: str) -> None:
        """Keep the column, for the name of the rule."""
        super().__init__(f"Column {column}: {rule} Correct the row and send it again.")
        self.column = column


def rows_of(data: bytes, layout: Layout, read_row: ReadRow[T]) -> tuple[T | Refused, ...]:
    """Every row in its order: what was made of it, or why it is refused. Never raises."""
    sheet = opened(data, layout)
    if isinstance(sheet, Refused):
        return (sheet,)
    found: list[T | Refused] = []
    warnings = sheet.warnings
    try:
        for row in sheet.rows:
            if not any(cell.strip() for cell in row):
                continue
            made = _row(len(found) + 1, sheet.columns, row, warnings, read_row)
            warnings = warnings if isinstance(made, Refused) else ()
            found.append(made)
    except csv.Error:
        sentence = (
            "From this row on the file cannot be read: a quotation mark is not closed, or a cell "
            "is too long. Correct it and send the remaining rows again."
        )
        found.append(Refused(len(found) + 1, sentence, "UNREADABLE"))
    if not found:
        return (Refused(1, "The file has headings but no rows. Send it again.", "EMPTY"),)
    return tuple(found)


def _row(
    record: int,
    columns: tuple[str | None, ...],
    row: list[str],
    warnings: tuple[str, ...],
    read_row: ReadRow[T],
) -> T | Refused:
    if any(cell.strip() for cell in row[len(columns) :]):
        sentence = (
            "The row has more cells than there are headings, so its values may be under the wrong "
            "ones. Put quotation marks around cells that hold commas."
        )
        return Refused(record, sentence, "TOO_MANY_CELLS")
    if any(len(cell) > LARGEST_CELL for cell in row):
        return Refused(record, "A cell of the row is too long. Shorten it.", "CELL_TOO_LONG")
    cells = {
        column: cell.strip()
        for column, cell in zip(columns, row, strict=False)
        if column and cell.strip()
    }
    try:
        return read_row(record, cells, warnings)
    except BadCell as bad:
        return Refused(record, str(bad), f"BAD_{bad.column.upper()}")


def one_of(cells: Cells, column: str, allowed: frozenset[str]) -> str | None:
    """One of the words that a column may hold. Raises `BadCell`."""
    said = cells.get(column, "").casefold()
    if said and said not in allowed:
        raise BadCell(column, f"write one of {', '.join(sorted(allowed))}.")
    return said or None


def several(cells: Cells, column: str, shape: re.Pattern[str], rule: str) -> tuple[str, ...]:
    """All values of a cell, each of one shape. Raises `BadCell`."""
    values = once([words(value) for value in re.split(r"[,;|\n]", cells.get(column, ""))])
    if any(not shape.match(value) for value in values):
        raise BadCell(column, rule)
    return values


def list_in(cell: str | None, gaps: list[Gap]) -> tuple[str, ...]:
    """The items of a cell; text that had to be shortened becomes a gap."""
    return once([words(value, gaps) for value in re.split(r"[;|\n]", cell or "")])


def name_in(cells: Cells) -> str | None:
    """A name, in one column or in two."""
    parts = " ".join(filter(None, [cells.get("given_name"), cells.get("family_name")]))
    return words(cells.get("name")) or words(parts)


def day_in(cells: Cells, column: str) -> date | None:
    """A day, as 2026-03-31 or 31/03/2026. Raises `BadCell`."""
    written = cells.get(column)
    if written is None:
        return None
    try:
        if found := BRITISH.match(written):
            day, month, year = map(int, found.groups())
            return date(year, month, day)
        if ISO_DAY.match(written):
            return date.fromisoformat(written)
    except ValueError:
        pass
    raise BadCell(column, "write a day that exists as 2026-03-31 or 31/03/2026.")
