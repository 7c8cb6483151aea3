"""What is recorded of a study: its plan, what was taken out for it, and what it found."""

from enum import StrEnum
from typing import Annotated

from domain.decider import Event, Position
from domain.people import ServiceId, StudyId
from domain.personal import Owned, Text

# --- Language ---


class ExtractForm(StrEnum):
    """In which form an extract is given."""

    PARQUET = "PARQUET"
    CSV = "CSV"
    OCEL = "OCEL"
    FHIR = "FHIR"


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


class StudyLocked(Event, frozen=True, kw_only=True):
    """What a study is going to do was laid down, before any outcome was read for it.

    ``plan`` is the SHA-256 of the plan as it is written, ``declared`` the plan itself; it is sealed
    under the key of the study.
    """

    study: StudyId
    service: ServiceId
    plan: bytes
    declared: StudysWords = None


class StudyReportIssued(Event, frozen=True, kw_only=True):
    """A study by its locked plan was run, and its report issued.

    ``reflects`` is the last entry that it takes into account, ``found`` the SHA-256 over the rows
    that it rests on, ``content`` that of the report; ``people`` are how many were looked at.
    """

    study: StudyId
    service: ServiceId
    plan: bytes
    reflects: Position
    found: bytes
    content: bytes
    people: int
