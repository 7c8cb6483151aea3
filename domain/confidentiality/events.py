"""What is recorded of a decision about confidentiality, until it is sent for review.

Ground, reasons and times belong to the record's own key and outlive the people in it; words about
somebody are sealed under their key as well, so that their erasure takes names and no more.
"""

from datetime import datetime

from domain.confidentiality.language import DeciderRole, Section
from domain.decider import Event, Position
from domain.people import ActorId, BreakId, ConcernId, MatchId, PeerId, PersonId, ServiceId
from domain.personal import (
    AboutManyWords,
    AboutWords,
    BreaksCode,
    BreaksCodes,
    BreaksWords,
)


class ConfidentialityQuestionRaised(Event, frozen=True, kw_only=True):
    """Somebody thought of sharing without agreement; nothing is decided by it.

    It is about a person, about a peer supporter, or about somebody else (``about``).
    """

    break_id: BreakId
    service: ServiceId
    person: PersonId | None = None
    peer: PeerId | None = None
    match: MatchId | None = None
    about: BreaksWords = None
    raised_by: ActorId | None = None
    first_aware_at: datetime | None = None
    trigger: BreaksCode = None
    words: AboutWords = None
    answered: tuple[Section, ...] = ()


class ConfidentialityDecisionRecorded(Event, frozen=True, kw_only=True):
    """Somebody decided whether to share without agreement. ``at`` is when they decided.

    ``share`` is what they decided, ``acted_first`` that it was recorded afterwards with the least.
    ``answered`` says which parts of the record this answers, ``vague`` which of these say too
    little. ``decider_words`` stand where no identifier was known.
    """

    break_id: BreakId
    service: ServiceId
    share: bool
    acted_first: bool = False
    person: PersonId | None = None
    peer: PeerId | None = None
    match: MatchId | None = None
    about: BreaksWords = None
    decided_by: ActorId | None = None
    decider_role: DeciderRole | None = None
    decider_words: BreaksWords = None
    first_aware_at: datetime | None = None
    grounds: BreaksCodes = ()
    ground_words: AboutWords = None
    reasons: AboutWords = None
    safety_plan: AboutWords = None
    answered: tuple[Section, ...] = ()
    vague: tuple[Section, ...] = ()


class InformationPassedOn(Event, frozen=True, kw_only=True):
    """Something was shared without agreement: what, item by item, with whom, and how.

    ``organisation`` and ``recipient`` say to whom, ``checked_how`` how that was made sure of,
    ``reference`` what they gave back.
    """

    break_id: BreakId
    service: ServiceId
    person: PersonId | None = None
    peer: PeerId | None = None
    shared_by: ActorId | None = None
    sharer_words: BreaksWords = None
    items: AboutManyWords = ()
    kept_back: AboutManyWords = ()
    recipient_kind: BreaksCode = None
    organisation: BreaksWords = None
    recipient: BreaksWords = None
    checked_how: BreaksWords = None
    channel: BreaksCode = None
    reference: BreaksWords = None
    answered: tuple[Section, ...] = ()
    vague: tuple[Section, ...] = ()


class ConfidentialityFactNoted(Event, frozen=True, kw_only=True):
    """Somebody learned something that bears on the decision. ``at`` is when they learned it.

    ``entries`` are the places in the log that show it.
    """

    break_id: BreakId
    service: ServiceId
    person: PersonId | None = None
    peer: PeerId | None = None
    words: AboutWords = None
    source: BreaksCode = None
    told_by: AboutWords = None
    entries: tuple[Position, ...] = ()


class ConfidentialityRecordAddedTo(Event, frozen=True, kw_only=True):
    """Parts of the record were answered, or answered again. What is left out stays as it was.

    ``concern`` is a linked concern, ``limits_entry`` the entry by which the limits of
    confidentiality had been explained.
    """

    break_id: BreakId
    service: ServiceId
    person: PersonId | None = None
    peer: PeerId | None = None
    added_by: ActorId | None = None
    about: BreaksWords = None
    decided_by: ActorId | None = None
    decider_role: DeciderRole | None = None
    consulted: tuple[ActorId, ...] = ()
    consulted_words: BreaksWords = None
    first_aware_at: datetime | None = None
    grounds: BreaksCodes = ()
    ground_words: AboutWords = None
    likelihood: BreaksCode = None
    severity: BreaksCode = None
    imminence: BreaksCode = None
    at_risk: BreaksCodes = ()
    capacity: BreaksCode = None
    capacity_words: AboutWords = None
    consent_answer: BreaksCode = None
    consent_sought_at: datetime | None = None
    consent_words: AboutWords = None
    not_sought_because: BreaksCode = None
    alternatives: AboutWords = None
    proportionality: AboutWords = None
    items: AboutManyWords = ()
    kept_back: AboutManyWords = ()
    recipient_kind: BreaksCode = None
    organisation: BreaksWords = None
    recipient: BreaksWords = None
    checked_how: BreaksWords = None
    channel: BreaksCode = None
    reference: BreaksWords = None
    told_before: BreaksCode = None
    told_before_words: AboutWords = None
    support: AboutWords = None
    support_for_decider: AboutWords = None
    limits_explained: BreaksCode = None
    limits_entry: Position | None = None
    reasons: AboutWords = None
    safety_plan: AboutWords = None
    concern: ConcernId | None = None
    complaint: BreaksWords = None
    answered: tuple[Section, ...] = ()


class ConfidentialityRecordCompleted(Event, frozen=True, kw_only=True):
    """The record was sent for review. From now on what was known then is frozen."""

    break_id: BreakId
    service: ServiceId
    completed_by: ActorId | None = None
