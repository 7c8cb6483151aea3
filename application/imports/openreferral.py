"""A directory of services in Open Referral tables (HSDS 3.0, a CSV file each): `read` is the door.

Read are `services`, `organizations`, and where they are there `service_areas` and `phones`. People
named in a directory (`contacts`) are left out: it is services that somebody is told about. What a
cell may hold is the specification's; a row that breaks a rule is refused by itself, with its number
and the rule, and the others stay.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from application.imports.outcomes import Outcome
from domain.decider import Command, Refusal
from domain.listings import ListService, UnknownListing, UnlistService
from domain.people import DirectoryEntryId, identifier_from

NEEDED = ("services", "organizations")
STATUSES = frozenset({"active", "inactive", "defunct", "temporarily closed"})
WEB = ("https://", "http://")
MOST_ROWS = 100_000


class Row(NamedTuple):
    """One row of `services`: its number from 1, and what is to be recorded, or why it is not."""

    record: int
    listing: DirectoryEntryId | None
    command: Command | None
    reason: str | None


class TableWrong(Exception):
    """A table cannot be read at all; the words name it and say why."""


def read(tables: Mapping[str, bytes]) -> Iterator[Row]:
    """Every row of `services`. Raises `TableWrong`."""
    for name in NEEDED:
        if name not in tables:
            raise TableWrong(f"{name}.csv is not there.")
    organisations = {each.get("id"): each.get("name") for each in _rows("organizations", tables)}
    areas = _first_of(_rows("service_areas", tables), "name")
    phones = _first_of(_rows("phones", tables), "number")
    seen: set[str] = set()
    for number, cells in enumerate(_rows("services", tables), start=1):
        reason = _why_not(cells, organisations, seen)
        identifier = cells.get("id", "")
        if reason is not None:
            yield Row(number, None, None, reason)
            continue
        seen.add(identifier)
        listing = DirectoryEntryId(identifier_from(f"openreferral/{identifier}".encode()))
        if cells.get("status") != "active":
            yield Row(number, listing, UnlistService(listing=listing), None)
            continue
        command = ListService(
            listing=listing,
            name=cells["name"],
            organisation=organisations[cells["organization_id"]] or "",
            description=cells.get("description") or None,
            who_for=cells.get("eligibility_description") or None,
            how_to_ask=cells.get("application_process") or None,
            area=areas.get(identifier),
            phone=phones.get(identifier, "").strip('"') or None,
            url=cells.get("url") or None,
        )
        yield Row(number, listing, command, None)


def receive(
    source: str, rows: Iterable[Row], perform: Callable[[Command], object]
) -> Iterator[Outcome]:
    """Record each row, and say what became of it."""
    for row in rows:
        if row.command is None:
            yield Outcome(source, row.record, "refused", reason=row.reason)
            continue
        try:
            receipt = perform(row.command)
        except UnknownListing:
            yield Outcome(source, row.record, "duplicate", id=row.listing)  # never was listed
        except Refusal as no:
            place = f" ({no.field})" if no.field else ""
            yield Outcome(source, row.record, "refused", reason=f"{no}{place}")
        else:
            new = bool(getattr(receipt, "events", ()))
            became = "listing" if isinstance(row.command, ListService) else "unlisted"
            if new:
                yield Outcome(source, row.record, "accepted", became=became, id=row.listing)
            else:
                yield Outcome(source, row.record, "duplicate", id=row.listing)


def _why_not(
    cells: Mapping[str, str], organisations: Mapping[str | None, str | None], seen: set[str]
) -> str | None:
    identifier, status = cells.get("id", ""), cells.get("status", "")
    if not identifier:
        return "id: every service has an identifier."
    if identifier in seen:
        return "id: another row of this table has the same."
    if not cells.get("name"):
        return "name: every service has a name."
    if not organisations.get(cells.get("organization_id")):
        return "organization_id: organizations.csv has no such organisation with a name."
    if status not in STATUSES:
        return f"status: it is one of {', '.join(sorted(STATUSES))}."
    url = cells.get("url", "")
    if url and not url.startswith(WEB):
        return "url: it begins with https:// or http://."
    return None


def _first_of(rows: Iterable[Mapping[str, str]], field: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in rows:
        if each.get("service_id") and each.get(field):
            found.setdefault(each["service_id"], each[field])
    return found


def _rows(name: str, tables: Mapping[str, bytes]) -> list[dict[str, str]]:
    try:
        text = tables.get(name, b"").decode("utf-8-sig")
        rows = [
            {key.strip(): (value or "").strip() for key, value in row.items() if key is not None}
            for row in csv.DictReader(io.StringIO(text, newline=""), strict=True)
        ]
    except UnicodeDecodeError as wrong:
        raise TableWrong(f"{name}.csv is not written in UTF-8.") from wrong
    except csv.Error as wrong:
        raise TableWrong(f"{name}.csv is no table of comma-separated values: {wrong}.") from wrong
    if len(rows) > MOST_ROWS:
        raise TableWrong(f"{name}.csv has more than {MOST_ROWS:,} rows. Send it in parts.")
    if any("\x00" in value for row in rows for value in row.values()):
        raise TableWrong(f"{name}.csv holds something else than text.")
    return rows
