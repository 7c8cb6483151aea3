"""What is recorded of disclosures: that something was told, the check, and what followed."""

from datetime import datetime

from domain.consent import Audience, Purpose, ToldBy
from domain.decider import Event
from domain.disclosure.language import DisclosureOutcome
from domain.match import SharedCodes
from domain.people import (
    ConsentId,
    DisclosureId,
    ListenerId,
    MatchId,
    PeerId,
    PersonId,
    StaffId,
)
from domain.personal import SharedWords


class DisclosureMade(Event, frozen=True, kw_only=True):
    """Something of somebody's own was let known to somebody, after the check had allowed it.

    Exactly one of ``peer`` and ``person`` is whose it is. ``recipient`` says in words who heard it
    (name, role, organisation); ``to_staff``, ``to_match`` and ``to_named`` who it is on record.
    """

    disclosure: DisclosureId
    peer: PeerId | None = None
    person: PersonId | None = None
    items: SharedCodes
    audience: Audience
    to_staff: StaffId | None = None
    to_match: MatchId | None = None
    to_named: ListenerId | None = None
    recipient: SharedWords = None
    purpose: Purpose
    channel: ToldBy
    told_by: StaffId | None = None


class DisclosureReported(Event, frozen=True, kw_only=True):
    """Somebody said that something of somebody's own had been let known. ``at`` is when it was.

    What the report leaves out is not known. Nothing is judged in it: `DisclosureChecked` follows.
    """

    disclosure: DisclosureId
    peer: PeerId | None = None
    person: PersonId | None = None
    items: SharedCodes = ()
    audience: Audience | None = None
    to_staff: StaffId | None = None
    to_match: MatchId | None = None
    to_named: ListenerId | None = None
    recipient: SharedWords = None
    purpose: Purpose | None = None
    channel: ToldBy | None = None
    told_by: StaffId | None = None
    what_happened: SharedWords = None


class DisclosureChecked(Event, frozen=True, kw_only=True):
    """A disclosure was held against the consents in force at ``judged_at``, by all that was known.

    ``outcomes`` are in the order of the items of the disclosure, ``under`` are the consents that
    allowed them. ``said_before`` says that what stood against it had been communicated by then and
    was written down only afterwards, so whoever told it may not have known.
    """

    disclosure: DisclosureId
    peer: PeerId | None = None
    person: PersonId | None = None
    judged_at: datetime
    outcomes: tuple[DisclosureOutcome, ...]
    under: tuple[ConsentId, ...] = ()
    said_before: bool = False
    rule_version: str


class SubjectToldOfDisclosure(Event, frozen=True, kw_only=True):
    """Whoever something had been told of was told of that. ``said`` is what they said to it."""

    disclosure: DisclosureId
    peer: PeerId | None = None
    person: PersonId | None = None
    how: ToldBy
    told_by: StaffId | None = None
    said: SharedWords = None


class DisclosureAssessed(Event, frozen=True, kw_only=True):
    """It was decided whether a disclosure was a personal data breach, and what follows from that.

    ``to_regulator`` says whether the Information Commissioner has to be told, within 72 hours.
    """

    disclosure: DisclosureId
    peer: PeerId | None = None
    person: PersonId | None = None
    assessor: StaffId
    is_data_breach: bool
    to_regulator: bool = False
    reasons: SharedWords = None


class HolderTold(Event, frozen=True, kw_only=True):
    """Somebody who had been told something was asked to use it no longer.

    ``cannot_be_recalled`` says that it is out for good, such as what was printed.
    """

    disclosure: DisclosureId
    consent: ConsentId
    peer: PeerId | None = None
    person: PersonId | None = None
    cannot_be_recalled: bool = False
    by_staff: StaffId | None = None
