"""A CSV file opened: its encoding, its delimiter and its headings."""

import csv
import io
import re
from collections.abc import Iterator

import msgspec

from application.imports.incoming import Refused, once, words

LARGEST_FILE = 25_000_000

COLUMNS = (
    "agreed",
    "agreed_how",
    "name",
    "given_name",
    "family_name",
    "birth_date",
    "phone",
    "email",
    "address",
    "postcode",
    "safe_contact",
    "asked_for",
    "reasons",
    "conditions",
    "access_needs",
    "source",
    "heard_from",
    "referrer_name",
    "referrer_organisation",
    "asked_on",
    "urgency",
    "request_id",
    "person_id",
)
OTHER_HEADINGS = {
    "display_name": "name",
    "full_name": "name",
    "first_name": "given_name",
    "last_name": "family_name",
    "surname": "family_name",
    "date_of_birth": "birth_date",
    "dob": "birth_date",
    "phone_number": "phone",
    "telephone": "phone",
    "mobile": "phone",
    "e_mail": "email",
    "email_address": "email",
    "post_code": "postcode",
    "condition": "conditions",
    "reason": "reasons",
    "referrer": "referrer_name",
    "organisation": "referrer_organisation",
    "referred_on": "asked_on",
    "referral_date": "asked_on",
    "priority": "urgency",
}

Split = tuple[list[str], Iterator[list[str]]]
"""The headings, and the rows that follow."""


class Sheet(msgspec.Struct, frozen=True):
    """A file with its headings understood; columns that are not read have no name."""

    columns: tuple[str | None, ...]
    rows: Iterator[list[str]]
    warnings: tuple[str, ...] = ()


def opened(data: bytes) -> Sheet | Refused:
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
    headings, rows = max(splits, key=_columns_found)
    columns = tuple(_column(heading) for heading in headings)
    if "agreed" not in columns:
        sentence = (
            'There is no column "agreed" that says whether each person agreed (yes or no). Add it.'
        )
        return Refused(1, sentence, "NO_AGREED_COLUMN")
    named = [column for column in columns if column]
    for column in named:
        if named.count(column) > 1:
            sentence = f"There are two columns for {column}. Keep one, with all values in one cell."
            return Refused(1, sentence, "COLUMN_TWICE")
    left_out = once([words(name) for name in headings if name.strip() and not _column(name)])
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


def _columns_found(split: Split) -> tuple[int, int]:
    headings, _ = split
    return sum(_column(heading) is not None for heading in headings), len(headings)


def _column(heading: str) -> str | None:
    plain = re.sub(r"\W+", "_", heading.strip().casefold()).strip("_")
    plain = OTHER_HEADINGS.get(plain, plain)
    return plain if plain in COLUMNS else None
