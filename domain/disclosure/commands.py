"""What can be asked about disclosures: may it be told, it was told, and what follows."""

from datetime import datetime

from domain.consent import Audience, Purpose, ToldBy
from domain.decider import Command
from domain.people import (
    ConsentId,
    DisclosureId,
    ListenerId,
    MatchId,
    PeerId,
    PersonId,
    StaffId,
)


class ProposeDisclosure(Command, frozen=True, kw_only=True):
    """Tell somebody something of somebody's own, if they let it be told; refused if not."""

    items: tuple[str, ...]
    audience: Audience
    purpose: Purpose
    channel: ToldBy
    peer: PeerId | None = None
    person: PersonId | None = None
    to_staff: StaffId | None = None
    to_match: MatchId | None = None
    to_named: ListenerId | None = None
    recipient: str | None = None
    told_by: StaffId | None = None


class ReportDisclosure(Command, frozen=True, kw_only=True):
    """Record that something of somebody's own was told. Never refused: it has happened.

    It is judged by the consents in force at ``at``, the moment at which it was told.
    """

    peer: PeerId | None = None
    person: PersonId | None = None
    items: tuple[str, ...] = ()
    audience: Audience | None = None
    to_staff: StaffId | None = None
    to_match: MatchId | None = None
    to_named: ListenerId | None = None
    recipient: str | None = None
    purpose: Purpose | None = None
    channel: ToldBy | None = None
    told_by: StaffId | None = None
    what_happened: str | None = None
    at: datetime | None = None


class RecordSubjectTold(Command, frozen=True, kw_only=True):
    """Record that whoever something had been told of was told of that."""

    disclosure: DisclosureId
    how: ToldBy
    told_by: StaffId | None = None
    said: str | None = None
    at: datetime | None = None


class AssessDisclosure(Command, frozen=True, kw_only=True):
    """Record whether a disclosure was a personal data breach, and what follows from that."""

    disclosure: DisclosureId
    assessor: StaffId
    is_data_breach: bool
    reasons: str
    to_regulator: bool = False
    at: datetime | None = None


class RecordHolderTold(Command, frozen=True, kw_only=True):
    """Record that somebody was asked to use no longer what they had been told under a consent."""

    disclosure: DisclosureId
    consent: ConsentId
    cannot_be_recalled: bool = False
    by_staff: StaffId | None = None
    at: datetime | None = None


DisclosureCommand = (
    ProposeDisclosure | ReportDisclosure | RecordSubjectTold | AssessDisclosure | RecordHolderTold
)
