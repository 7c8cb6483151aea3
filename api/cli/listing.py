"""Lists from the terminal: as a table for people, as JSON, or as CSV for a spreadsheet."""

import csv
import io
import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from api.cli.opening import desk_for, tell
from domain.people import subject
from domain.periods import LOCAL
from projections.listing import Asked, Listed
from projections.lists import LISTS, AList, At
from projections.moments import moment_of
from projections.phrases import spoken

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
HEADINGS = {"person": "Person", "peer": "With", "state": "State", "since": "Since"}
NOBODY_YET = "Nobody is on this caseload. Take a referral: alongside import referrals FILE"


def caseload(options: Namespace) -> int:
    """Show the caseload as a table, as JSON or as CSV."""
    said = {"coordinator": options.coordinator, "state": options.state}
    where = {field: value for field, value in said.items() if value is not None}
    return listed_as(options, "caseload", where, nothing=NOBODY_YET)


def listed_as(options: Namespace, name: str, where: dict[str, str], *, nothing: str) -> int:
    """Show a list by its name, with what was said of its rows."""
    a_list = LISTS[name]
    asked = Asked(
        where=where,
        sort=options.sort,
        name=options.name,
        known_at=moment_of(options.known_at, "--known-at") if options.known_at else None,
        true_at=moment_of(options.true_at, "--true-at") if options.true_at else None,
    )
    with desk_for(options) as desk:
        at = At(desk.views, desk.opener, desk.service, desk.scope(name))
        found = a_list.read(at, asked)
        desk.note(*a_list.noted_of(found.rows))
        desk.tell(name)
        if options.json or options.format == "json":
            shown = msgspec.to_builtins(found)
            tell(shown | {"known_at": options.known_at, "true_at": options.true_at})
        elif options.format == "csv":
            sys.stdout.write(_csv(a_list, found.rows))
        else:
            _print_table(a_list, found, at, nothing)
    return 0


def _print_table(a_list: AList, found: Listed[Any], at: At, nothing: str) -> None:
    names = at.directory.names_of(
        subject(a_list.named[field], identifier)
        for row in found.rows
        for field in a_list.columns
        if field in a_list.named and (identifier := getattr(row, field)) is not None
    )

    def cell(row: Any, field: str) -> str:
        value = getattr(row, field)
        if field in a_list.named:
            whom = None if value is None else subject(a_list.named[field], value)
            return "nobody" if whom is None else names.get(whom, value)
        return _in_words(field, value)

    shown = Table(box=SIMPLE_HEAD)
    for field in a_list.columns:
        wide = field in {"flags", "sentence", "to_do", "next_step"}
        shown.add_column(_heading(field), ratio=1 if wide else None)
    for row in found.rows:
        shown.add_row(*(cell(row, field) for field in a_list.columns))
    if found.rows:
        Console().print(shown)
    else:
        print(nothing)
    print(f"Reflects entry {found.position:,}.")


def _heading(field: str) -> str:
    if field == "flags":
        return "Worth knowing"
    words = field.removesuffix("_at").removesuffix("_on").replace("_", " ")
    return HEADINGS.get(field, words.capitalize())


def _in_words(field: str, value: Any) -> str:
    if value is None:
        return ""
    if field == "state":
        return spoken(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value.astimezone(LOCAL):%-d %b %Y}"
    if isinstance(value, date):
        return f"{value:%-d %b %Y}"
    if isinstance(value, list):
        return _first_of(value)
    return str(value)


def _first_of(values: list[Any]) -> str:
    if not values:
        return ""
    first = values[0]["sentence"] if isinstance(values[0], dict) else str(values[0])
    return first + (f" ({len(values) - 1} more)" if len(values) > 1 else "")


def _csv(a_list: AList, rows: Sequence[msgspec.Struct]) -> str:
    text = io.StringIO()
    written = csv.writer(text, lineterminator="\n")
    written.writerow(a_list.row.__struct_fields__)
    for row in rows:
        values = msgspec.to_builtins(row)
        written.writerow([_safe(value) for value in values.values()])
    return text.getvalue()


def _safe(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula; of several values all, of flags the codes."""
    if isinstance(value, list):
        value = " ".join(
            str(each["code"]) if isinstance(each, dict) else str(each) for each in value
        )
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
