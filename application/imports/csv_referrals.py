"""A spreadsheet of referrals (CSV) read into requests for support: `read` is the door.

The columns are described in `docs/import-referrals.md`. One row is one request.
"""

import re
from datetime import date, datetime

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
    one_of,
    rows_of,
    several,
)
from application.imports.csv_sheet import Layout
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

YES = frozenset({"yes", "y", "true", "1"})
NO = frozenset({"no", "n", "false", "0"})
URGENCIES = frozenset({"routine", "urgent", "asap", "stat"})
ISO_MOMENT = re.compile(r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*$")

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
LAYOUT = Layout(
    COLUMNS,
    OTHER_HEADINGS,
    needs=(
        "agreed",
        'There is no column "agreed" that says whether each person agreed (yes or no). Add it.',
    ),
)


def read(data: bytes, *, now: datetime) -> tuple[Incoming | Refused, ...]:
    """Every row of a CSV file, in its order: taken in as read, or refused with a sentence.

    ``now`` (aware) is the moment against which dates are judged. Never raises on bad input.
    """
    return rows_of(
        data, LAYOUT, lambda record, cells, warnings: _incoming(record, cells, now, warnings)
    )


def _incoming(record: int, cells: Cells, now: datetime, warnings: tuple[str, ...]) -> Incoming:
    gaps: list[Gap] = []
    agreed = _agreed(cells)
    source = _source(cells)
    name = name_in(cells)
    phones = several(cells, "phone", PHONE, PHONE_RULE)
    mails = several(cells, "email", MAIL, MAIL_RULE)
    postcode = words(cells.get("postcode"))
    address = _address(words(cells.get("address")), postcode)
    if not (name or phones or mails):
        raise BadCell("name", "the row does not say who it is about.")
    gaps += [] if agreed else [Gap.NOT_AGREED]
    gaps += [] if name else [Gap.NO_NAME]
    gaps += [] if phones or mails or address else [Gap.NOBODY_TO_CONTACT]
    gaps += [Gap.SEVERAL_CONTACTS] if len(phones) > 1 or len(mails) > 1 else []
    urgency = one_of(cells, "urgency", URGENCIES)
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
        conditions_in_words=list_in(cells.get("conditions"), gaps),
        access_needs=list_in(cells.get("access_needs"), gaps),
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


def _number(noun: str, value: str | None, organisation: str | None) -> str | None:
    """A number of the sender's own means something only together with the sender's name."""
    number = identifies(value)
    return f"csv-{noun}|{organisation.casefold()}|{number}" if number and organisation else None


def _birth_date(cells: Cells, now: datetime) -> date | None:
    day = day_in(cells, "birth_date")
    if day and not believable_birth(day, now):
        raise BadCell("birth_date", "nobody alive can have been born on this day.")
    return day


def _asked_on(cells: Cells, now: datetime, gaps: list[Gap]) -> datetime | date | None:
    written = cells.get("asked_on", "")
    when = _moment(written) if ISO_MOMENT.match(written) else day_in(cells, "asked_on")
    if when and believable_request(when, now, gaps):
        return when
    gaps.append(Gap.DATE_UNCLEAR)
    return None


def _moment(written: str) -> datetime | None:
    try:
        return in_utc(datetime.fromisoformat(written))
    except ValueError:
        raise BadCell("asked_on", "write a day that exists as 2026-03-31 or 31/03/2026.") from None
