"""A list of matches that run already, as another service exports it: `read` is the door.

The columns are described in `docs/import-matches.md`. One row is one person and whoever supports
them; a cell that names several peer supporters stands for several matches.
"""

from datetime import date, datetime

import msgspec

from application.imports.csv_cells import (
    MAIL,
    MAIL_RULE,
    PHONE,
    PHONE_RULE,
    BadCell,
    Cells,
    day_in,
    name_in,
    rows_of,
    several,
)
from application.imports.csv_sheet import Layout
from application.imports.incoming import Refused, believable_birth, identifies, once, words
from domain.gaps import Gap
from domain.periods import local_day

COLUMNS = (
    "name",
    "given_name",
    "family_name",
    "person_id",
    "phone",
    "email",
    "birth_date",
    "peer",
    "peer_email",
    "peer_id",
    "started_on",
    "planned_end",
    "sessions_a_month",
    "minutes",
    "offer",
    "coordinator",
)
OTHER_HEADINGS = {
    "display_name": "name",
    "full_name": "name",
    "person": "name",
    "first_name": "given_name",
    "last_name": "family_name",
    "surname": "family_name",
    "case_number": "person_id",
    "case": "person_id",
    "phone_number": "phone",
    "e_mail": "email",
    "date_of_birth": "birth_date",
    "peer_name": "peer",
    "volunteer": "peer",
    "volunteer_name": "peer",
    "case_assignment": "peer_email",
    "volunteer_email": "peer_email",
    "volunteer_id": "peer_id",
    "start_date": "started_on",
    "matched_on": "started_on",
    "end_date": "planned_end",
}
LAYOUT = Layout(COLUMNS, OTHER_HEADINGS)
MOST_SESSIONS = 4 * 28
LONGEST_SESSION = 24 * 60


class PeerNamed(msgspec.Struct, frozen=True):
    """How a list points to a peer supporter: by number, address or name, whichever it gives."""

    number: str | None = None
    email: str | None = None
    name: str | None = None

    @property
    def shown(self) -> str:
        """How the list writes them, for a sentence."""
        return self.number or self.email or self.name or ""


class IncomingMatch(msgspec.Struct, frozen=True, kw_only=True):
    """One person and one peer supporter who are in touch already, as read.

    ``person_identifiers`` say who the person is; the caller keeps keyed fingerprints of them only.
    ``started_on`` is missing where the list does not say since when. ``offer`` and ``coordinator``
    are what the list writes: an identifier or a name.
    """

    record: int
    person_identifiers: tuple[str, ...]
    peer: PeerNamed
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    birth_date: date | None = None
    started_on: date | None = None
    planned_end: date | None = None
    sessions_a_month: float | None = None
    minutes: int | None = None
    offer: str | None = None
    coordinator: str | None = None
    gap_codes: tuple[Gap, ...] = ()
    warnings: tuple[str, ...] = ()


class _Row(msgspec.Struct, frozen=True):
    matches: tuple[IncomingMatch, ...]


def read(data: bytes, *, now: datetime) -> tuple[IncomingMatch | Refused, ...]:
    """Every match of a CSV file, in its order: taken in as read, or refused with a sentence.

    ``now`` (aware) is the moment against which days are judged. Never raises on bad input.
    """
    rows = rows_of(
        data, LAYOUT, lambda record, cells, warnings: _read_row(record, cells, now, warnings)
    )
    found: list[IncomingMatch | Refused] = []
    for row in rows:
        found += [row] if isinstance(row, Refused) else row.matches
    return tuple(found)


def _read_row(record: int, cells: Cells, now: datetime, warnings: tuple[str, ...]) -> _Row:
    name = name_in(cells)
    number = identifies(cells.get("person_id"))
    phones = several(cells, "phone", PHONE, PHONE_RULE)
    mails = several(cells, "email", MAIL, MAIL_RULE)
    if not (name or number):
        raise BadCell("name", "the row does not say who is supported.")
    peers = _peers(cells)
    if not peers:
        raise BadCell(
            "peer", "the row does not say who supports this person. Nobody is matched here."
        )
    today = local_day(now)
    started_on, birth_date = day_in(cells, "started_on"), day_in(cells, "birth_date")
    if started_on is not None and started_on > today:
        raise BadCell("started_on", "this day lies in the future.")
    if birth_date is not None and not believable_birth(birth_date, now):
        raise BadCell("birth_date", "nobody alive can have been born on this day.")
    gaps = [] if name else [Gap.NO_NAME]
    gaps += [] if phones or mails else [Gap.NOBODY_TO_CONTACT]
    gaps += [] if started_on else [Gap.DATE_UNCLEAR]
    minutes = _number(cells, "minutes", LONGEST_SESSION)
    matches = tuple(
        IncomingMatch(
            record=record,
            person_identifiers=identifiers_of(name, number, mails, birth_date),
            peer=peer,
            name=name,
            phone="; ".join(phones) or None,
            email="; ".join(mails) or None,
            birth_date=birth_date,
            started_on=started_on,
            planned_end=day_in(cells, "planned_end"),
            sessions_a_month=_number(cells, "sessions_a_month", MOST_SESSIONS),
            minutes=None if minutes is None else max(round(minutes), 1),
            offer=words(cells.get("offer")),
            coordinator=words(cells.get("coordinator")),
            gap_codes=tuple(gaps),
            warnings=warnings,
        )
        for peer in peers
    )
    return _Row(matches)


def _peers(cells: Cells) -> tuple[PeerNamed, ...]:
    number, name = identifies(cells.get("peer_id")), words(cells.get("peer"))
    mails = several(cells, "peer_email", MAIL, MAIL_RULE)
    if len(mails) > 1:
        return tuple(PeerNamed(email=mail) for mail in mails)
    mail = mails[0] if mails else None
    if not (number or mail or name):
        return ()
    return (PeerNamed(number=number, email=mail, name=name),)


def identifiers_of(
    name: str | None, number: str | None, mails: tuple[str, ...], born: date | None
) -> tuple[str, ...]:
    """What says who somebody is. A household may share an address, so the name goes with it."""
    called = " ".join((name or "").casefold().split())
    return once(
        [
            f"list-person|{number}" if number else None,
            *(f"list-email|{mail.casefold()}|{called}" for mail in mails),
            f"list-born|{born}|{called}" if born and called else None,
            f"list-name|{called}" if called and not (number or mails or born) else None,
        ]
    )


def _number(cells: Cells, column: str, most: float) -> float | None:
    written = cells.get(column)
    if written is None:
        return None
    try:
        number = float(written)
    except ValueError:
        number = 0.0
    if not 0 < number <= most:
        raise BadCell(column, f"write a number, more than 0 and at most {most:g}.")
    return number
