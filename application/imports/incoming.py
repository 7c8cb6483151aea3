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

from domain.periods import CLOCK_TOLERANCE, LOCAL, local_day
from domain.referral import Source

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


class Gap(StrEnum):
    """What a request leaves out or leaves unclear. Each becomes a task, so none holds details."""

    NOT_AGREED = "NOT_AGREED"
    REFUSAL_CARRIED = "REFUSAL_CARRIED"
    AGREEMENT_IMPLIED = "AGREEMENT_IMPLIED"
    CONSENT_ABOUT_SOMEBODY_ELSE = "CONSENT_ABOUT_SOMEBODY_ELSE"
    CONSENT_BY_SOMEBODY_ELSE = "CONSENT_BY_SOMEBODY_ELSE"
    CONSENT_FOR_SOMETHING_ELSE = "CONSENT_FOR_SOMETHING_ELSE"
    CONSENT_NOT_IN_FORCE = "CONSENT_NOT_IN_FORCE"
    CONSENT_REJECTED = "CONSENT_REJECTED"
    CONSENT_UNREADABLE = "CONSENT_UNREADABLE"
    CONSENT_WITH_EXCEPTIONS = "CONSENT_WITH_EXCEPTIONS"
    PERSON_NOT_INCLUDED = "PERSON_NOT_INCLUDED"
    PERSON_RECORD_NOT_IN_USE = "PERSON_RECORD_NOT_IN_USE"
    NO_NAME = "NO_NAME"
    NOBODY_TO_CONTACT = "NOBODY_TO_CONTACT"
    WORK_CONTACT_ONLY = "WORK_CONTACT_ONLY"
    SEVERAL_CONTACTS = "SEVERAL_CONTACTS"
    BIRTH_DATE_UNCLEAR = "BIRTH_DATE_UNCLEAR"
    REQUESTER_UNKNOWN = "REQUESTER_UNKNOWN"
    REQUESTER_NOT_INCLUDED = "REQUESTER_NOT_INCLUDED"
    REASON_NOT_INCLUDED = "REASON_NOT_INCLUDED"
    DATE_UNCLEAR = "DATE_UNCLEAR"
    ASKED_LONG_AGO = "ASKED_LONG_AGO"
    STATUS_UNCLEAR = "STATUS_UNCLEAR"
    ON_HOLD = "ON_HOLD"
    INTENT_UNCLEAR = "INTENT_UNCLEAR"
    URGENT = "URGENT"
    CHANGES_EARLIER_REQUEST = "CHANGES_EARLIER_REQUEST"
    MEANING_MODIFIED = "MEANING_MODIFIED"
    DETAIL_UNREADABLE = "DETAIL_UNREADABLE"
    TEXT_SHORTENED = "TEXT_SHORTENED"


SENTENCES: dict[Gap, str] = {
    Gap.NOT_AGREED: "Nothing shows that the person agreed. Ask them before anything else is done.",
    Gap.REFUSAL_CARRIED: (
        "The message carries a refusal or opt-out. Ask the sender what was refused, and do not "
        "approach the person before that is clear."
    ),
    Gap.AGREEMENT_IMPLIED: (
        "The message says agreement was implied. Ask the person at the getting-to-know "
        "conversation."
    ),
    Gap.CONSENT_ABOUT_SOMEBODY_ELSE: (
        "A consent came with the message but is not clearly this person's. Ask the sender."
    ),
    Gap.CONSENT_BY_SOMEBODY_ELSE: (
        "The consent in the message was given by a relative or carer. Ask the person themself."
    ),
    Gap.CONSENT_FOR_SOMETHING_ELSE: (
        "A consent in the message is for something else. Ask the person about this support."
    ),
    Gap.CONSENT_NOT_IN_FORCE: (
        "A consent in the message is not in force today. Ask the person whether they agree now."
    ),
    Gap.CONSENT_REJECTED: (
        "A consent in the message was rejected. Ask the sender before approaching the person."
    ),
    Gap.CONSENT_UNREADABLE: (
        "A consent in the message could not be understood. Ask the sender what was agreed."
    ),
    Gap.CONSENT_WITH_EXCEPTIONS: (
        "The consent in the message has exceptions. Read them in the original before acting on it."
    ),
    Gap.PERSON_NOT_INCLUDED: (
        "The message does not contain the person's details, or not clearly. Ask the sender."
    ),
    Gap.PERSON_RECORD_NOT_IN_USE: (
        "The sender no longer uses this record of the person. Ask for the current one."
    ),
    Gap.NO_NAME: "No name came with the request. Ask the sender who the person is.",
    Gap.NOBODY_TO_CONTACT: (
        "No phone number, e-mail or address came with the request. Ask how to reach the person."
    ),
    Gap.WORK_CONTACT_ONLY: (
        "The only phone number or e-mail is one at work. Ask for another before using it."
    ),
    Gap.SEVERAL_CONTACTS: (
        "Several phone numbers or e-mail addresses came. Ask the person which are safe to use."
    ),
    Gap.BIRTH_DATE_UNCLEAR: "The date of birth is incomplete or cannot be right. Ask for it.",
    Gap.REQUESTER_UNKNOWN: "The request does not say who asks. Ask where it comes from.",
    Gap.REQUESTER_NOT_INCLUDED: (
        "The request names who asks by a pointer only. Ask the sender who that is."
    ),
    Gap.REASON_NOT_INCLUDED: (
        "The request points to reasons that were not sent. Ask the person what would help."
    ),
    Gap.DATE_UNCLEAR: "When support was asked for is missing, incomplete or cannot be right.",
    Gap.ASKED_LONG_AGO: (
        "Support was asked for more than a year ago. Ask whether it is still wanted."
    ),
    Gap.STATUS_UNCLEAR: "The request does not say that it still stands. Ask the sender.",
    Gap.ON_HOLD: "The sender has put this request on hold. Ask them before acting on it.",
    Gap.INTENT_UNCLEAR: "The request does not say what is intended. Ask the sender.",
    Gap.URGENT: (
        "The sender marked this as urgent. Look first whether another service is needed today."
    ),
    Gap.CHANGES_EARLIER_REQUEST: (
        "The message says it changes an earlier request. Look for that one first."
    ),
    Gap.MEANING_MODIFIED: (
        "The sender added something that may change what the request means. Read the original."
    ),
    Gap.DETAIL_UNREADABLE: (
        "Part of what the request points to could not be read. Look at the original."
    ),
    Gap.TEXT_SHORTENED: "A long text was shortened. The whole text is with the sender.",
}


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
