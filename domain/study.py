"""Studies: what was taken out of the log to be looked at elsewhere, what for, and for whom.

Making an extract is a disclosure, so it is recorded before anybody has it (design, section 8).
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from domain.decider import Command, Decider, Event, Malformed, Position, Read, event_of
from domain.people import ServiceId, StudyId, subject
from domain.personal import Owned, Text
from domain.service import SERVICE, Service, UnknownService

# --- Language ---


class ExtractForm(StrEnum):
    """In which form an extract is given."""

    PARQUET = "PARQUET"
    CSV = "CSV"
    OCEL = "OCEL"


class ExtractPurpose(StrEnum):
    """What an extract is for. There is no "general"."""

    EVALUATION = "EVALUATION"
    SERVICE_IMPROVEMENT = "SERVICE_IMPROVEMENT"
    RESEARCH = "RESEARCH"
    AUDIT = "AUDIT"


class ExtractDates(StrEnum):
    """How moments stand in an extract.

    ``SHIFTED``: to the hour, and moved by whole weeks, the same for all who are connected.
    ``EXACT``: as they were; whoever has two such extracts can join them by their dates.
    """

    SHIFTED = "SHIFTED"
    EXACT = "EXACT"


SHA_256 = 32
StudysWords = Annotated[Text | None, Owned("words", ("study",))]

# --- Events ---


class StudyExtractMade(Event, frozen=True, kw_only=True):
    """An extract was made for a study and is given to a recipient.

    ``reflects`` is the last entry that it takes into account, ``content`` the SHA-256 of its
    manifest; ``people`` and ``entries`` are how many it holds. The recipient is sealed under the
    key of the study, from which its pseudonyms are derived too.
    """

    study: StudyId
    service: ServiceId
    form: ExtractForm
    purpose: ExtractPurpose
    dates: ExtractDates
    reflects: Position
    people: int
    entries: int
    content: bytes
    recipient: StudysWords = None


# --- Commands ---


class RecordStudyExtract(Command, frozen=True, kw_only=True):
    """Record that an extract was made for a study, what for, and who is given it."""

    study: StudyId
    service: ServiceId
    form: ExtractForm
    purpose: ExtractPurpose
    dates: ExtractDates
    reflects: Position
    people: int
    entries: int
    content: bytes
    recipient: str


# --- State ---


class StudyAsked(msgspec.Struct, frozen=True):
    """The service that is studied, and the moment of asking."""

    service: Service
    now: datetime


# --- Refusals ---


class NotAnExtract(Malformed):
    """What is said of an extract cannot be: a number below nought, no recipient, no digest."""


# --- Decider ---


def gather(command: RecordStudyExtract, read: Read) -> StudyAsked:
    """Look at the service."""
    return StudyAsked(read(SERVICE, subject("service", command.service)), read.now)


def decide(command: RecordStudyExtract, state: StudyAsked) -> Sequence[Event]:
    """Decide what follows. Raises the refusals of `decider`."""
    if not state.service.opened:
        raise UnknownService("No service was opened under this identifier.")
    for field in ("people", "entries", "reflects"):
        if getattr(command, field) < 0:
            raise NotAnExtract("This is a count, so it is 0 or more. Correct it.", field=field)
    if not command.recipient.strip():
        raise NotAnExtract("Say who is given the extract.", field="recipient")
    if len(command.content) != SHA_256:
        raise NotAnExtract("This is a SHA-256, so it has 32 bytes. Correct it.", field="content")
    return [event_of(StudyExtractMade, command, at=state.now)]


decider = Decider(
    noun="study",
    commands=(RecordStudyExtract,),
    gather=gather,
    decide=decide,
    refusals=(UnknownService, NotAnExtract),
)
