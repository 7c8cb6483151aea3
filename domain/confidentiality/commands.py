"""What can be asked about a decision about confidentiality, until it is sent for review."""

from datetime import datetime

from domain.channels import Channel
from domain.confidentiality.language import (
    AtRisk,
    Capacity,
    ConsentAnswer,
    DeciderRole,
    Ground,
    Imminence,
    Likelihood,
    NotSoughtBecause,
    RecipientKind,
    Severity,
    SourceOfFact,
    Trigger,
    YesNo,
)
from domain.decider import Command, Position
from domain.people import ActorId, BreakId, ConcernId, MatchId, PeerId, PersonId


class ConsiderBreak(Command, frozen=True, kw_only=True):
    """Write down that sharing without agreement is being thought about."""

    trigger: Trigger
    person: PersonId | None = None
    peer: PeerId | None = None
    match: MatchId | None = None
    about: str | None = None
    raised_by: ActorId | None = None
    first_aware_at: datetime | None = None
    words: str | None = None
    at: datetime | None = None


class DecideToBreak(Command, frozen=True, kw_only=True):
    """Decide to share without agreement, on a ground."""

    decided_by: ActorId
    decider_role: DeciderRole
    grounds: tuple[Ground, ...]
    ground_words: str
    break_id: BreakId | None = None
    person: PersonId | None = None
    peer: PeerId | None = None
    match: MatchId | None = None
    about: str | None = None
    first_aware_at: datetime | None = None
    at: datetime | None = None


class DecideNotToBreak(Command, frozen=True, kw_only=True):
    """Decide not to share without agreement, why, and what keeps everybody safe instead."""

    decided_by: ActorId
    decider_role: DeciderRole
    reasons: str
    safety_plan: str
    break_id: BreakId | None = None
    person: PersonId | None = None
    peer: PeerId | None = None
    match: MatchId | None = None
    about: str | None = None
    first_aware_at: datetime | None = None
    grounds: tuple[Ground, ...] = ()
    ground_words: str | None = None
    at: datetime | None = None


class RecordEmergencyBreak(Command, frozen=True, kw_only=True):
    """Record that somebody has been told because of danger. It is never refused.

    Whatever is left out becomes a task. Where an identifier is not known, words do.
    """

    person: str | None = None
    peer: str | None = None
    about: str | None = None
    decided_by: str | None = None
    decider_role: DeciderRole | None = None
    decided_at: datetime | None = None
    shared_at: datetime | None = None
    shared_by: str | None = None
    grounds: tuple[Ground, ...] = ()
    ground_words: str | None = None
    items: tuple[str, ...] = ()
    kept_back: tuple[str, ...] = ()
    recipient_kind: RecipientKind | None = None
    organisation: str | None = None
    recipient: str | None = None
    channel: Channel | None = None


class RecordBreakDisclosure(Command, frozen=True, kw_only=True):
    """Record what was shared without agreement, with whom, and how."""

    break_id: BreakId
    items: tuple[str, ...] = ()
    kept_back: tuple[str, ...] = ()
    recipient_kind: RecipientKind | None = None
    organisation: str | None = None
    recipient: str | None = None
    checked_how: str | None = None
    channel: Channel | None = None
    reference: str | None = None
    shared_by: ActorId | None = None
    at: datetime | None = None


class NoteBreakFact(Command, frozen=True, kw_only=True):
    """Note something that was known at the decision, or that somebody learned later."""

    break_id: BreakId
    words: str
    source: SourceOfFact
    told_by: str | None = None
    entries: tuple[Position, ...] = ()
    learned_at: datetime | None = None


class AddToBreakRecord(Command, frozen=True, kw_only=True):
    """Answer parts of the record, in any order and as often as needed."""

    break_id: BreakId
    added_by: ActorId | None = None
    about: str | None = None
    decided_by: ActorId | None = None
    decider_role: DeciderRole | None = None
    consulted: tuple[ActorId, ...] = ()
    consulted_words: str | None = None
    first_aware_at: datetime | None = None
    grounds: tuple[Ground, ...] = ()
    ground_words: str | None = None
    likelihood: Likelihood | None = None
    severity: Severity | None = None
    imminence: Imminence | None = None
    at_risk: tuple[AtRisk, ...] = ()
    capacity: Capacity | None = None
    capacity_words: str | None = None
    consent_answer: ConsentAnswer | None = None
    consent_sought_at: datetime | None = None
    consent_words: str | None = None
    not_sought_because: NotSoughtBecause | None = None
    alternatives: str | None = None
    proportionality: str | None = None
    items: tuple[str, ...] = ()
    kept_back: tuple[str, ...] = ()
    recipient_kind: RecipientKind | None = None
    organisation: str | None = None
    recipient: str | None = None
    checked_how: str | None = None
    channel: Channel | None = None
    reference: str | None = None
    told_before: YesNo | None = None
    told_before_words: str | None = None
    support: str | None = None
    support_for_decider: str | None = None
    limits_explained: YesNo | None = None
    limits_entry: Position | None = None
    reasons: str | None = None
    safety_plan: str | None = None
    concern: ConcernId | None = None
    complaint: str | None = None


class CompleteBreakRecord(Command, frozen=True, kw_only=True):
    """Send the record for review. What was known then is frozen; the reviewer sees the gaps."""

    break_id: BreakId
    completed_by: ActorId | None = None


RecordCommand = (
    ConsiderBreak
    | DecideToBreak
    | DecideNotToBreak
    | RecordEmergencyBreak
    | RecordBreakDisclosure
    | NoteBreakFact
    | AddToBreakRecord
    | CompleteBreakRecord
)
