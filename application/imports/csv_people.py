"""A list of people who give support, as another service exports it: `read` is the door.

The columns are described in `docs/import-peers.md`. One row is one person, who comes in as an
applicant: what another service knew of them, this one has yet to see.
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
    list_in,
    name_in,
    rows_of,
    several,
)
from application.imports.csv_sheet import Layout
from application.imports.incoming import Refused, fingerprint, identifies, once, words
from domain.gaps import Gap
from domain.periods import local_day

COLUMNS = (
    "name",
    "given_name",
    "family_name",
    "phone",
    "email",
    "address",
    "conditions",
    "own_words",
    "joined_on",
    "pvg_expires_on",
    "peer_id",
)
OTHER_HEADINGS = {
    "display_name": "name",
    "full_name": "name",
    "volunteer": "name",
    "volunteer_name": "name",
    "peer": "name",
    "first_name": "given_name",
    "last_name": "family_name",
    "surname": "family_name",
    "phone_number": "phone",
    "telephone": "phone",
    "mobile": "phone",
    "e_mail": "email",
    "email_address": "email",
    "condition": "conditions",
    "long_term_conditions": "conditions",
    "about_me": "own_words",
    "notes": "own_words",
    "start_date": "joined_on",
    "started_on": "joined_on",
    "pvg_expiry": "pvg_expires_on",
    "volunteer_id": "peer_id",
    "id": "peer_id",
}
LAYOUT = Layout(COLUMNS, OTHER_HEADINGS)


class IncomingPeer(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who gives support elsewhere, as read.

    ``identifiers`` say who it is, the most telling first; the caller keeps keyed fingerprints of
    them only. ``conditions`` are in the words of whoever wrote the list, and nobody's to use until
    the peer supporter says so. ``pvg_expires_on`` is what the list says, not what anybody here saw.
    """

    record: int
    identifiers: tuple[str, ...]
    name: str
    phone: str | None = None
    email: str | None = None
    other_contacts: tuple[str, ...] = ()
    address: str | None = None
    conditions: tuple[str, ...] = ()
    own_words: str | None = None
    joined_on: date | None = None
    pvg_expires_on: date | None = None
    gap_codes: tuple[Gap, ...] = ()
    warnings: tuple[str, ...] = ()


def read(data: bytes, *, now: datetime) -> tuple[IncomingPeer | Refused, ...]:
    """Every row of a CSV file, in its order: taken in as read, or refused with a sentence.

    ``now`` (aware) is the moment against which days are judged. Never raises on bad input.
    """
    return rows_of(
        data, LAYOUT, lambda record, cells, warnings: _incoming(record, cells, now, warnings)
    )


def identifiers_of(
    name: str | None, mails: tuple[str, ...], phones: tuple[str, ...], number: str | None
) -> tuple[str, ...]:
    """What says who somebody is: their number, each address, each telephone with the name."""
    called = " ".join((name or "").casefold().split())
    return once(
        [
            f"peer-number|{number}" if number else None,
            *(f"peer-email|{mail.casefold()}" for mail in mails),
            *(f"peer-phone|{_national(each)}|{called}" for each in phones if called),
            f"peer-name|{called}" if called and not (number or mails or phones) else None,
        ]
    )


def _national(phone: str) -> str:
    """The digits of a telephone number, the same however the country is written."""
    digits = "".join(filter(str.isdigit, phone))
    if phone.startswith("+") or digits.startswith("00"):
        digits = digits.removeprefix("00").removeprefix("44")
    return digits.lstrip("0")


def _incoming(record: int, cells: Cells, now: datetime, warnings: tuple[str, ...]) -> IncomingPeer:
    gaps: list[Gap] = []
    name = name_in(cells)
    if name is None:
        raise BadCell("name", "the row does not say who it is about.")
    phones = several(cells, "phone", PHONE, PHONE_RULE)
    mails = several(cells, "email", MAIL, MAIL_RULE)
    address = words(cells.get("address"), gaps)
    gaps += [] if phones or mails or address else [Gap.NOBODY_TO_CONTACT]
    gaps += [Gap.SEVERAL_CONTACTS] if len(phones) > 1 or len(mails) > 1 else []
    joined_on = day_in(cells, "joined_on")
    if joined_on is not None and joined_on > local_day(now):
        raise BadCell("joined_on", "this day lies in the future.")
    number = identifies(cells.get("peer_id"))
    return IncomingPeer(
        record=record,
        identifiers=identifiers_of(name, mails, phones, number) or (fingerprint(cells),),
        name=name,
        phone=phones[0] if phones else None,
        email=mails[0] if mails else None,
        other_contacts=(*phones[1:], *mails[1:]),
        address=address,
        conditions=list_in(cells.get("conditions"), gaps),
        own_words=words(cells.get("own_words"), gaps),
        joined_on=joined_on,
        pvg_expires_on=day_in(cells, "pvg_expires_on"),
        gap_codes=tuple(dict.fromkeys(gaps)),
        warnings=warnings,
    )
