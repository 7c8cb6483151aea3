"""A complaint by whoever makes one, also without an account and without a name.

Somebody who is on record complains as a right over that record (`domain.rights`), which tells
whose it is. This is for everybody else: a relative, a neighbour, somebody who would rather not say.
It is always taken, acknowledged within thirty days, and answered; its words have a key of their
own (domain reference, 1.4; Data (Use and Access) Act 2025, section 103).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from domain.decider import Command, Decider, Event, Malformed, Read, Recorded, Unknown
from domain.flags import Flag, kept
from domain.folds import Fold
from domain.people import ComplaintId, ServiceId, subject
from domain.periods import NotYetHappened, TooLongAgo, end_of, happened, local_day
from domain.personal import ComplaintsWords
from domain.rights import ACKNOWLEDGED_WITHIN, HeardHow, Outcome
from domain.training import months_after

LONGEST_WORDS = 5_000
LONGEST_CONTACT = 300

# --- Events ---


class ComplaintMade(Event, frozen=True, kw_only=True):
    """Somebody said what went wrong.

    ``contact`` is how they want to be answered, in their words. ``answerable`` says in clear
    whether they left any, because what is due to them is known without a key.
    """

    complaint: ComplaintId
    service: ServiceId
    how: HeardHow
    answerable: bool = False
    words: ComplaintsWords = None
    contact: ComplaintsWords = None


class ComplaintAcknowledged(Event, frozen=True, kw_only=True):
    """Whoever complained was told that it arrived."""

    complaint: ComplaintId
    service: ServiceId


class ComplaintAnswered(Event, frozen=True, kw_only=True):
    """What was found was told to whoever complained, or kept for when they ask.

    ``outcome`` says how much of what they wanted was done; ``found`` what was found, and why.
    """

    complaint: ComplaintId
    service: ServiceId
    outcome: Outcome
    found: ComplaintsWords = None


# --- Commands ---


class MakeComplaint(Command, frozen=True, kw_only=True):
    """Say what went wrong; or write down what somebody said."""

    service: ServiceId
    words: str
    how: HeardHow = HeardHow.WRITTEN
    contact: str | None = None
    at: datetime | None = None


class AcknowledgeComplaint(Command, frozen=True, kw_only=True):
    """Record that whoever complained was told that it arrived."""

    complaint: ComplaintId
    at: datetime | None = None


class AnswerComplaint(Command, frozen=True, kw_only=True):
    """Record what was found, and what was done."""

    complaint: ComplaintId
    outcome: Outcome
    found: str
    at: datetime | None = None


ComplaintCommand = MakeComplaint | AcknowledgeComplaint | AnswerComplaint

# --- State ---


class Complaint(msgspec.Struct, frozen=True):
    """One complaint as it stands. ``answerable`` says that they left a way to answer them."""

    service: ServiceId | None = None
    made_at: datetime | None = None
    answerable: bool = False
    acknowledged_at: datetime | None = None
    answered_at: datetime | None = None
    outcome: Outcome | None = None

    @property
    def due_at(self) -> datetime | None:
        """By when it is answered: a calendar month from the day on which it was made."""
        if self.made_at is None:
            return None
        return end_of(months_after(local_day(self.made_at), 1))


def _evolve(complaint: Complaint, recorded: Recorded) -> Complaint:
    match recorded.event:
        case ComplaintMade(service=service, answerable=answerable, at=at):
            return Complaint(service, at, answerable)
        case ComplaintAcknowledged(at=at):
            return msgspec.structs.replace(
                complaint, acknowledged_at=complaint.acknowledged_at or at
            )
        case ComplaintAnswered(at=at, outcome=outcome):
            return msgspec.structs.replace(
                complaint, answered_at=complaint.answered_at or at, outcome=outcome
            )
        case _:
            return complaint


COMPLAINT = Fold(
    hears=frozenset({ComplaintMade, ComplaintAcknowledged, ComplaintAnswered}),
    initial=Complaint(),
    evolve=_evolve,
)
"""One complaint, over its own subject."""


class ComplaintAsked(msgspec.Struct, frozen=True):
    """The complaint that is meant, or the identifier of a new one, at the moment of asking."""

    now: datetime
    fresh: ComplaintId
    complaint: Complaint = Complaint()


# --- What is due ---


def flags_of_complaint(complaint: Complaint) -> tuple[Flag, ...]:
    """What there is to do about one complaint."""
    return kept(_due(complaint))


def _due(complaint: Complaint) -> Iterator[Flag]:
    made_at, due = complaint.made_at, complaint.due_at
    if made_at is None or due is None:
        return
    over = complaint.answered_at
    yield Flag(
        "COMPLAINT_TO_ANSWER",
        "Somebody complained. Find out what happened, and tell them.",
        made_at,
        min(due, over) if over else due,
    )
    yield Flag(
        "COMPLAINT_LATE",
        "Somebody complained, and should have had an answer by now. Answer it today.",
        due,
        over,
    )
    if complaint.answerable:
        yield Flag(
            "COMPLAINT_UNACKNOWLEDGED",
            "Nobody has told whoever complained that it arrived. Tell them, and record it.",
            made_at + ACKNOWLEDGED_WITHIN,
            complaint.acknowledged_at or over,
        )


# --- Refusals ---


class UnknownComplaint(Unknown):
    """No complaint is known under this identifier."""


class NothingSaid(Malformed):
    """A complaint says what went wrong, and an answer what was found."""


class TooManyWords(Malformed):
    """What is written is longer than somebody can read at once."""


# --- Decider ---


def gather(command: ComplaintCommand, read: Read) -> ComplaintAsked:
    """Look at the complaint."""
    asked = ComplaintAsked(read.now, ComplaintId(read.fresh("complaint")))
    if isinstance(command, MakeComplaint):
        return asked
    found = read(COMPLAINT, subject("complaint", command.complaint))
    return msgspec.structs.replace(asked, complaint=found)


def decide(command: ComplaintCommand, state: ComplaintAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    at = happened(command.at, state.now)
    if isinstance(command, MakeComplaint):
        contact = _short((command.contact or "").strip(), LONGEST_CONTACT, "contact")
        return [
            ComplaintMade(
                at=at,
                complaint=state.fresh,
                service=command.service,
                how=command.how,
                answerable=bool(contact),
                words=_said(command.words, "words"),
                contact=contact or None,
            )
        ]
    known = state.complaint
    if known.service is None:
        raise UnknownComplaint("No complaint has this identifier. Check the address.")
    about: dict[str, Any] = {"complaint": command.complaint, "service": known.service}
    if isinstance(command, AcknowledgeComplaint):
        if known.acknowledged_at is not None:
            return []
        return [ComplaintAcknowledged(at=at, **about)]
    found = _said(command.found, "found")
    return [ComplaintAnswered(at=at, outcome=command.outcome, found=found, **about)]


def _said(words: str, field: str) -> str:
    if not words.strip():
        raise NothingSaid("Write it in your own words.", field=field)
    return _short(words.strip(), LONGEST_WORDS, field)


def _short(words: str, longest: int, field: str) -> str:
    if len(words) > longest:
        raise TooManyWords(f"Keep it under {longest:,} signs, or phone us instead.", field=field)
    return words


decider = Decider(
    noun="complaint",
    commands=(MakeComplaint, AcknowledgeComplaint, AnswerComplaint),
    gather=gather,
    decide=decide,
    refusals=(UnknownComplaint, NothingSaid, TooManyWords, NotYetHappened, TooLongAgo),
)
