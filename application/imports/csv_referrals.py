"""A spreadsheet of referrals (CSV) read into requests for support: `read` is the door.

The columns are described in `docs/import-referrals.md`. One row is one request.
"""

import csv
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from application.imports.csv_sheet import opened
from application.imports.incoming import (
    AgreedHow,
    Incoming,
    Refused,
    believable_birth,
    believable_request,
    fingerprint,
    identifies,
    in_utc,
    once,
    words,
)
from domain.gaps import Gap
from domain.referral import HeardFrom, Source

LARGEST_CELL = 100_000
YES = frozenset({"yes", "y", "true", "1"})
NO = frozenset({"no", "n", "false", "0"})
URGENCIES = frozenset({"routine", "urgent", "asap", "stat"})
BRITISH = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")
ISO_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
ISO_MOMENT = re.compile(r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*$")
MAIL = re.compile(r"^[^@\s]+@[^@\s]+$")
PHONE = re.compile(r"^\+?[\d\s().\-/]{5,}(?:\s*(?:x|ext\.?)\s*\d+)?$", re.IGNORECASE)

Cells = dict[str, str]


class BadCell(Exception):
    """A cell that breaks the rule of its column; the message is a sentence."""

    def __init__(self, column: str, rule: str) -> None:
        """Keep the column, for the name of the rule."""
        super().__init__(f"Column {column}: {rule} Correct the row and send it again.")
        self.column = column


def read(data: bytes, *, now: datetime) -> tuple[Incoming | Refused, ...]:
    """Every row of a CSV file, in its order: taken in as read, or refused with a sentence.

    ``now`` (aware) is the moment against which dates are judged. Never raises on bad input.
    """
    sheet = opened(data)
    if isinstance(sheet, Refused):
        return (sheet,)
    found: list[Incoming | Refused] = []
    warnings = sheet.warnings
    try:
        for row in sheet.rows:
            if not any(cell.strip() for cell in row):
                continue
            incoming = _row(len(found) + 1, sheet.columns, row, now, warnings)
            warnings = () if isinstance(incoming, Incoming) else warnings
            found.append(incoming)
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
    now: datetime,
    warnings: tuple[str, ...],
) -> Incoming | Refused:
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
        return _incoming(record, cells, now, warnings)
    except BadCell as bad:
        return Refused(record, str(bad), f"BAD_{bad.column.upper()}")


def _incoming(record: int, cells: Cells, now: datetime, warnings: tuple[str, ...]) -> Incoming:
    gaps: list[Gap] = []
    agreed = _agreed(cells)
    source = _source(cells)
    parts = " ".join(filter(None, [cells.get("given_name"), cells.get("family_name")]))
    name = words(cells.get("name")) or words(parts)
    phones = _several(cells, "phone", PHONE, "write phone numbers with digits, as in 01632 960001.")
    mails = _several(cells, "email", MAIL, "write e-mail addresses as name@example.org.")
    postcode = words(cells.get("postcode"))
    address = _address(words(cells.get("address")), postcode)
    if not (name or phones or mails):
        raise BadCell("name", "the row does not say who it is about.")
    gaps += [] if agreed else [Gap.NOT_AGREED]
    gaps += [] if name else [Gap.NO_NAME]
    gaps += [] if phones or mails or address else [Gap.NOBODY_TO_CONTACT]
    gaps += [Gap.SEVERAL_CONTACTS] if len(phones) > 1 or len(mails) > 1 else []
    urgency = _one_of(cells, "urgency", URGENCIES)
    gaps += [Gap.URGENT] if urgency and urgency != "routine" else []
    referrer = words(cells.get("referrer_name"))
    organisation = words(cells.get("referrer_organisation"))
    if source is Source.OTHER and not (referrer or organisation):
        gaps.append(Gap.REQUESTER_UNKNOWN)
    asks_themself = agreed and source is Source.SELF
    shown = AgreedHow.SELF_REFERRAL if asks_themself else AgreedHow.STATED_BY_SENDER
    return Incoming(
        record=record,
        request_identifiers=(
            _number("request", cells.get("request_id"), organisation) or fingerprint(cells),
        ),
        person_identifiers=once([_number("person", cells.get("person_id"), organisation)]),
        agreed=agreed,
        agreed_how=shown if agreed else AgreedHow.NOT_SHOWN,
        agreement_note=words(cells.get("agreed_how")),
        name=name,
        birth_date=_birth_date(cells, now),
        phone=phones[0] if phones else None,
        email=mails[0] if mails else None,
        other_contacts=(*phones[1:], *mails[1:]),
        address=address,
        postcode=postcode,
        safe_contact=words(cells.get("safe_contact"), gaps),
        asked_for=words(cells.get("asked_for"), gaps),
        reasons_in_words=once([words(cells.get("reasons"), gaps)]),
        conditions_in_words=_list(cells.get("conditions"), gaps),
        access_needs=_list(cells.get("access_needs"), gaps),
        source=source,
        heard_from=_heard_from(cells),
        referrer_name=referrer,
        referrer_organisation=organisation,
        asked_on=_asked_on(cells, now, gaps),
        urgency=urgency,
        gap_codes=tuple(dict.fromkeys(gaps)),
        warnings=warnings,
    )


def _address(address: str | None, postcode: str | None) -> str | None:
    if not postcode or not address or postcode in address:
        return address or postcode
    return f"{address}, {postcode}"


def _agreed(cells: Cells) -> bool:
    said = cells.get("agreed", "").casefold()
    if said in YES | NO:
        return said in YES
    raise BadCell("agreed", "say yes or no: did the person agree to be referred?")


def _source(cells: Cells) -> Source:
    said = re.sub(r"\W+", "_", cells.get("source", "OTHER").upper()).strip("_")
    if said in Source.__members__:
        return Source[said]
    raise BadCell("source", f"write one of {', '.join(Source)}.")


def _heard_from(cells: Cells) -> HeardFrom | None:
    said = re.sub(r"\W+", "_", cells.get("heard_from", "").upper()).strip("_")
    if not said:
        return None
    if said in HeardFrom.__members__:
        return HeardFrom[said]
    raise BadCell("heard_from", f"write one of {', '.join(HeardFrom)}, or leave it empty.")


def _one_of(cells: Cells, column: str, allowed: frozenset[str]) -> str | None:
    said = cells.get(column, "").casefold()
    if said and said not in allowed:
        raise BadCell(column, f"write one of {', '.join(sorted(allowed))}.")
    return said or None


def _several(cells: Cells, column: str, shape: re.Pattern[str], rule: str) -> tuple[str, ...]:
    values = once([words(value) for value in re.split(r"[,;|\n]", cells.get(column, ""))])
    if any(not shape.match(value) for value in values):
        raise BadCell(column, rule)
    return values


def _list(cell: str | None, gaps: list[Gap]) -> tuple[str, ...]:
    return once([words(value, gaps) for value in re.split(r"[;|\n]", cell or "")])


def _number(noun: str, value: str | None, organisation: str | None) -> str | None:
    """A number of the sender's own means something only together with the sender's name."""
    number = identifies(value)
    return f"csv-{noun}|{organisation.casefold()}|{number}" if number and organisation else None


D = TypeVar("D")


def _day(cells: Cells, column: str, parse: Callable[[str], D]) -> D | None:
    written = cells.get(column)
    if written is None:
        return None
    try:
        if found := BRITISH.match(written):
            day, month, year = map(int, found.groups())
            return parse(date(year, month, day).isoformat())
        if ISO_DAY.match(written) or (column == "asked_on" and ISO_MOMENT.match(written)):
            return parse(written)
    except ValueError:
        pass
    raise BadCell(column, "write a day that exists as 2026-03-31 or 31/03/2026.")


def _birth_date(cells: Cells, now: datetime) -> date | None:
    day = _day(cells, "birth_date", date.fromisoformat)
    if day and not believable_birth(day, now):
        raise BadCell("birth_date", "nobody alive can have been born on this day.")
    return day


def _asked_on(cells: Cells, now: datetime, gaps: list[Gap]) -> datetime | date | None:
    when = _day(cells, "asked_on", _moment)
    if when and believable_request(when, now, gaps):
        return when
    gaps.append(Gap.DATE_UNCLEAR)
    return None


def _moment(written: str) -> datetime | date | None:
    if ISO_DAY.match(written):
        return date.fromisoformat(written)
    return in_utc(datetime.fromisoformat(written))
