"""A CSV file opened: its encoding, its delimiter and its headings."""

import csv
import io
import re
from collections.abc import Iterator

import msgspec

from application.imports.incoming import Refused, once, words

LARGEST_FILE = 25_000_000


class Layout(msgspec.Struct, frozen=True):
    """What a kind of sheet may hold: its columns, other headings for them, and the one it needs.

    ``needs`` is a column without which nothing can be read, and the sentence that says so.
    """

    columns: tuple[str, ...]
    other_headings: dict[str, str]
    needs: tuple[str, str] | None = None

    def column(self, heading: str) -> str | None:
        """The column that a heading stands for."""
        plain = re.sub(r"\W+", "_", heading.strip().casefold()).strip("_")
        plain = self.other_headings.get(plain, plain)
        return plain if plain in self.columns else None


Split = tuple[list[str], Iterator[list[str]]]
"""The headings, and the rows that follow."""


class Sheet(msgspec.Struct, frozen=True):
    """A file with its headings understood; columns that are not read have no name."""

    columns: tuple[str | None, ...]
    rows: Iterator[list[str]]
    warnings: tuple[str, ...] = ()


def opened(data: bytes, layout: Layout) -> Sheet | Refused:
    """The sheet, or why it cannot be read at all."""
    if len(data) > LARGEST_FILE:
        return Refused(1, "The file is larger than 25 MB. Split it.", "TOO_LARGE")
    text = _decoded(data)
    if text is None or "\0" in text:
        sentence = "The file is not a CSV text file. Save the sheet as CSV (UTF-8) and send that."
        return Refused(1, sentence, "UNREADABLE")
    if not text.strip():
        return Refused(1, "The file is empty. Send it again.", "EMPTY")
    splits = [split for mark in ",;\t" if (split := _split(text, mark))]
    if not splits:
        sentence = "The first line is not a line of column headings. Send a file with headings."
        return Refused(1, sentence, "NO_HEADINGS")
    headings, rows = max(splits, key=lambda split: _columns_found(split, layout))
    columns = tuple(layout.column(heading) for heading in headings)
    if layout.needs is not None and layout.needs[0] not in columns:
        column, sentence = layout.needs
        return Refused(1, sentence, f"NO_{column.upper()}_COLUMN")
    named = [column for column in columns if column]
    for column in named:
        if named.count(column) > 1:
            sentence = f"There are two columns for {column}. Keep one, with all values in one cell."
            return Refused(1, sentence, "COLUMN_TWICE")
    left_out = once([words(name) for name in headings if name.strip() and not layout.column(name)])
    warning = f"Columns that are not read: {', '.join(left_out)[:500]}."
    return Sheet(columns, rows, (warning,) if left_out else ())


def _decoded(data: bytes) -> str | None:
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _split(text: str, mark: str) -> Split | None:
    rows = csv.reader(
        io.StringIO(text, newline=""), delimiter=mark, skipinitialspace=True, strict=True
    )
    try:
        return next(row for row in rows if any(cell.strip() for cell in row)), rows
    except (csv.Error, StopIteration):
        return None


def _columns_found(split: Split, layout: Layout) -> tuple[int, int]:
    headings, _ = split
    return sum(layout.column(heading) is not None for heading in headings), len(headings)
