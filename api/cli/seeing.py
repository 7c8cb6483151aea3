"""Looking at views from the terminal."""

import csv
import io
import sys
from argparse import Namespace
from datetime import datetime
from typing import Any

import msgspec
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from api.cli.opening import desk_for, store_of, tell
from domain.decider import Refusal
from domain.people import PersonId, Subject, subject
from domain.periods import LOCAL
from projections import caseload as caseload_view
from projections.directory import Directory
from projections.moments import moment_of
from projections.person_history import person_history
from projections.phrases import spoken

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def caseload(options: Namespace) -> int:
    """Show the caseload as a table, as JSON or as CSV."""
    with desk_for(options) as desk:
        found = caseload_view.caseload(
            desk.views,
            desk.service,
            coordinator=options.coordinator,
            state=options.state,
            known_at=_moment(options.known_at, "--known-at"),
            true_at=_moment(options.true_at, "--true-at"),
        )
        if options.json or options.format == "json":
            shown = msgspec.to_builtins(found)
            tell(shown | {"known_at": options.known_at, "true_at": options.true_at})
        elif options.format == "csv":
            sys.stdout.write(_csv(found.rows))
        else:
            named = Directory(desk.views, desk.opener).names_of(_named(found.rows))
            _print_table(found, named)
    return 0


def history(options: Namespace) -> int:
    """Show everything recorded about a person."""
    with desk_for(options) as desk:
        found = person_history(
            desk.views,
            desk.opener,
            PersonId(options.person),
            known_at=_moment(options.known_at, "--known-at"),
            true_at=_moment(options.true_at, "--true-at"),
        )
    if options.json:
        shown = msgspec.to_builtins(found)
        tell(shown | {"known_at": options.known_at, "true_at": options.true_at})
        return 0
    if not found.entries:
        print("Nothing is recorded about anybody under this identifier.")
    for entry in found.entries:
        mark = "" if entry.standing == "stands" else f" [{entry.standing}]"
        print(f"{_day(entry.at)}  {entry.sentence}{mark}")
    return 0


def projections(options: Namespace) -> int:
    """Show how far the views are, or rebuild them beside the live ones and swap."""
    with store_of(options) as store:
        names = options.names or list(store.views.views)
        unknown = [name for name in names if name not in store.views.views]
        if unknown:
            there = ", ".join(store.views.views)
            raise UnknownView(f"there is no view {unknown[0]} (there are: {there})")
        if options.action == "rebuild":
            for name in names:
                _rebuild(store.views, name, machine=options.json)
            return 0
        store.views.catch_up()
        status = [each for each in store.views.status() if each.projection in names]
    if options.json:
        tell(status)
        return 0
    for each in status:
        note = f"  failed: {each.failed}" if each.failed else ""
        print(
            f"{each.projection:20} {each.position:>9,}  lag {each.lag:,}  {each.digest[:16]}{note}"
        )
    return 1 if any(each.failed for each in status) else 0


class UnknownView(Refusal):
    """No view has this name."""


def _rebuild(views: Any, name: str, *, machine: bool) -> None:
    console = Console(stderr=True)
    with Progress(console=console, disable=machine or not console.is_terminal) as bar:
        task = bar.add_task(name)
        before, after = views.rebuild(
            name, lambda done, total: bar.update(task, completed=done, total=total)
        )
    if machine:
        tell({"projection": name, "before": before, "after": after, "same": before == after})
    else:
        print(f"{name}: rebuilt, {'the same as before' if before == after else 'and it differed'}")


def _moment(text: str | None, flag: str) -> datetime | None:
    return moment_of(text, flag) if text else None


def _named(rows: list[caseload_view.Row]) -> set[Subject]:
    found = set()
    for row in rows:
        found.add(subject("person", row.person))
        found |= {subject("peer", row.peer)} if row.peer else set()
        found |= {subject("staff", row.coordinator)} if row.coordinator else set()
    return found


def _print_table(found: caseload_view.Caseload, named: dict[Subject, str]) -> None:
    def name(noun: str, identifier: str | None) -> str:
        return named.get(subject(noun, identifier), identifier) if identifier else "nobody"

    shown = Table("Person", "With", "State", "Since", box=SIMPLE_HEAD)
    shown.add_column("Worth knowing", ratio=1)
    for row in found.rows:
        shown.add_row(
            name("person", row.person),
            name("peer", row.peer),
            spoken(row.state),
            _day(row.since),
            _worth_knowing(row.flags),
        )
    if found.rows:
        Console().print(shown)
    else:
        print("Nobody is on this caseload. Take a referral: alongside import referrals FILE")
    print(f"Reflects entry {found.position:,}.")


def _worth_knowing(flags: list[dict[str, str]]) -> str:
    if not flags:
        return ""
    more = f" ({len(flags) - 1} more)" if len(flags) > 1 else ""
    return flags[0]["sentence"] + more


def _csv(rows: list[caseload_view.Row]) -> str:
    text = io.StringIO()
    written = csv.writer(text, lineterminator="\n")
    written.writerow(caseload_view.Row.__struct_fields__)
    for row in rows:
        values = msgspec.to_builtins(row)
        values["flags"] = " ".join(flag["code"] for flag in row.flags)
        written.writerow([_safe(value) for value in values.values()])
    return text.getvalue()


def _safe(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL):%-d %b %Y}"
