"""A request for support as it arrived, before anything is decided about it.

Readers turn bytes into `Incoming` and `Refused` values. They keep nothing and decide nothing:
duplicates, fingerprints and events are the caller's business.
"""

import hashlib
import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

import msgspec

from domain.gaps import SENTENCES, Gap
from domain.periods import CLOCK_TOLERANCE, LOCAL, local_day
from domain.referral import HeardFrom, Source

LONGEST_TEXT = 4000
"""Characters kept of one piece of free text; the rest stays with the sender."""

LONGEST_LIFE = timedelta(days=125 * 366)
EARLIEST_REQUEST = date(2000, 1, 1)
LONG_AGO = timedelta(days=365)
"""After a year the wish behind a request may have changed, so we ask again."""

LONGEST_SAME_DIGIT = 3
"""A longer row of one digit (9999999999) stands for "not known" and would join strangers."""

PLACEHOLDERS = frozenset({"unknown", "not known", "none", "null", "n/a", "na", "tbc", "test"})


class AgreedHow(StrEnum):
    """How the message shows, or fails to show, that the person agreed."""

    CONSENT_IN_MESSAGE = "CONSENT_IN_MESSAGE"
    IMPLIED_IN_MESSAGE = "IMPLIED_IN_MESSAGE"
    SELF_REFERRAL = "SELF_REFERRAL"
    STATED_BY_SENDER = "STATED_BY_SENDER"
    NOT_SHOWN = "NOT_SHOWN"
    REFUSAL_IN_MESSAGE = "REFUSAL_IN_MESSAGE"


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """One request for support as read.

    ``record`` is its place in the file, from 1. ``request_identifiers`` name the request, most
    specific first, and ``person_identifiers`` the person; both may hold health service numbers, so
    the caller keeps keyed fingerprints of them only. Words are as sent and never coded here.
    Contact details are as sent too: none is a safe contact before the person was asked.
    ``asked_on`` is never in the future.
    """

    record: int
    request_identifiers: tuple[str, ...]
    person_identifiers: tuple[str, ...] = ()
    agreed: bool
    agreed_how: AgreedHow
    agreement_note: str | None = None
    name: str | None = None
    birth_date: date | None = None
    phone: str | None = None
    email: str | None = None
    other_contacts: tuple[str, ...] = ()
    address: str | None = None
    postcode: str | None = None
    safe_contact: str | None = None
    asked_for: str | None = None
    reasons_in_words: tuple[str, ...] = ()
    conditions_in_words: tuple[str, ...] = ()
    access_needs: tuple[str, ...] = ()
    source: Source = Source.OTHER
    heard_from: HeardFrom | None = None
    referrer_name: str | None = None
    referrer_organisation: str | None = None
    asked_on: datetime | date | None = None
    urgency: str | None = None
    gap_codes: tuple[Gap, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def gaps(self) -> tuple[str, ...]:
        """What is missing or unclear, in sentences for the coordinator."""
        return tuple(SENTENCES[gap] for gap in self.gap_codes)


class Refused(msgspec.Struct, frozen=True):
    """A record that is not taken in: which, why in a sentence, and the name of the rule."""

    record: int
    reason: str
    code: str


def words(text: str | None, gaps: list[Gap] | None = None) -> str | None:
    """Text without control characters and needless spaces; nothing where nothing is left."""
    if text is None:
        return None
    kept = "".join(
        " " if unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} else letter
        for letter in text[: 4 * LONGEST_TEXT]
    )
    clean = " ".join(kept.split())
    if len(clean) > LONGEST_TEXT or len(text) > 4 * LONGEST_TEXT:
        clean = clean[:LONGEST_TEXT].rstrip()
        if gaps is not None:
            gaps.append(Gap.TEXT_SHORTENED)
    return clean or None


def once(items: list[str | None]) -> tuple[str, ...]:
    """The items that are there, each once, in their order."""
    return tuple(dict.fromkeys(item for item in items if item))


def identifies(value: str | None) -> str | None:
    """The value of an identifier; nothing where it stands for "not known" (0000000000, n/a)."""
    clean = words(value)
    if clean is None or clean.casefold() in PLACEHOLDERS:
        return None
    letters = set(re.sub(r"\W", "", clean))
    repeated = len(letters) == 1 and len(clean) > LONGEST_SAME_DIGIT
    return None if not letters or letters == {"0"} or repeated else clean


def fingerprint(content: Any) -> str:
    """The SHA-256 of a value in one canonical form, for requests that carry no identifier."""
    canonical = msgspec.json.encode(content, order="sorted")
    return f"sha256:{hashlib.sha256(canonical).hexdigest()}"


def believable_birth(day: date, now: datetime) -> bool:
    """Whether somebody alive can have been born on this day."""
    today = local_day(now)
    return today - LONGEST_LIFE <= day <= today


def believable_request(when: datetime | date, now: datetime, gaps: list[Gap]) -> bool:
    """Whether support can have been asked for then; notes it where that is over a year ago."""
    if isinstance(when, datetime):
        future = when > now + CLOCK_TOLERANCE
        day = when.date()
    else:
        future = when > local_day(now)
        day = when
    if future or day < EARLIEST_REQUEST:
        return False
    if local_day(now) - day > LONG_AGO:
        gaps.append(Gap.ASKED_LONG_AGO)
    return True


def in_utc(moment: datetime) -> datetime | None:
    """A moment in UTC; one without a time zone is local time. Nothing beyond the calendar."""
    try:
        aware = moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)
        return aware.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
