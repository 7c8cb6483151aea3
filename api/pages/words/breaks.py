"""The words of the page for somebody in danger: what was told, to whom, and why."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from api.pages.form import Form
from domain.confidentiality.commands import (
    AddToBreakRecord,
    CompleteBreakRecord,
    DecideNotToBreak,
    NoteBreakFact,
    RecordEmergencyBreak,
)
from domain.confidentiality.commands_after import PutOffTelling, RecordToldOfSharing
from domain.confidentiality.language import (
    AtRisk,
    Capacity,
    ConsentAnswer,
    DeciderRole,
    Ground,
    Imminence,
    Likelihood,
    NotSoughtBecause,
    NotToldBecause,
    RecipientKind,
    ReviewAnswer,
    Section,
    Severity,
    SourceOfFact,
    Trigger,
    Verdict,
    YesNo,
)
from domain.decider import Command
from projections.breaks.words import CODES

TITLE = "Somebody was in danger, and I have told someone"
BUTTON = "Save emergency record"
LEAD = (
    "Call 999 first. Then write down what you can: every answer can be left open. "
    "What is missing becomes a task."
)
_FIRST = (
    *("about", "decided_by", "decider_role", "decided_at", "shared_at", "grounds"),
    *("ground_words", "items", "kept_back", "recipient_kind", "organisation", "recipient"),
    "channel",
)

FIRST: dict[type[Command], tuple[str, ...]] = {RecordEmergencyBreak: _FIRST}

FORMS: dict[type[Command], Form] = {
    RecordEmergencyBreak: Form(TITLE, BUTTON, LEAD),
    AddToBreakRecord: Form(
        "Complete the record", "Save answers", "What you leave open here stays as it was."
    ),
    NoteBreakFact: Form(
        "What was known, and from whom",
        "Save fact",
        "Say when it was learned: what was known at the decision is what it is judged by.",
    ),
    CompleteBreakRecord: Form(
        "Send the record for review",
        "Send for review",
        "From then on what was known then is frozen. The reviewer sees what is still missing.",
    ),
    RecordToldOfSharing: Form("Record that they were told", "Save telling"),
    PutOffTelling: Form(
        "Put off telling them", "Save reason", "Choose a day to look at it again, within a week."
    ),
    DecideNotToBreak: Form(
        "Record a decision not to share",
        "Save decision",
        "A decision not to share is reviewed as well.",
    ),
}


class Part(NamedTuple):
    """A part of a record: what it asks, which sections answer it, and where that is written."""

    code: str
    title: str
    sections: frozenset[Section]
    command: type[Command]
    fields: frozenset[str]


def _part(code: str, title: str, sections: Sequence[Section], *fields: str) -> Part:
    return Part(code, title, frozenset(sections), AddToBreakRecord, frozenset(fields))


PARTS: tuple[Part, ...] = (
    Part(
        "known",
        "What you knew then, and from whom",
        frozenset({Section.KNOWN}),
        NoteBreakFact,
        frozenset(),
    ),
    _part(
        "why",
        "Why, who decided, and when you first knew",
        (Section.DECIDER, Section.CONSULTED, Section.FIRST_AWARE, Section.GROUND),
        *("decided_by", "decider_role", "consulted_words", "first_aware_at"),
        *("grounds", "ground_words"),
    ),
    _part(
        "risk",
        "How likely, how bad, how soon",
        (Section.RISK,),
        *("likelihood", "severity", "imminence", "at_risk"),
    ),
    _part(
        "capacity",
        "Could they decide for themselves?",
        (Section.CAPACITY,),
        *("capacity", "capacity_words"),
    ),
    _part(
        "asked",
        "Did you ask them first?",
        (Section.CONSENT,),
        *("consent_answer", "consent_sought_at", "consent_words", "not_sought_because"),
    ),
    _part("ways", "Other ways considered", (Section.ALTERNATIVES,), "alternatives"),
    _part(
        "worth", "Why this was worth the intrusion", (Section.PROPORTIONALITY,), "proportionality"
    ),
    _part(
        "shared",
        "What was shared, and kept back",
        (Section.ITEMS, Section.KEPT_BACK),
        *("items", "kept_back"),
    ),
    _part(
        "whom",
        "To whom, how checked, reference",
        (Section.RECIPIENT, Section.CHECKED, Section.ACKNOWLEDGEMENT),
        *("recipient_kind", "organisation", "recipient", "checked_how", "channel", "reference"),
    ),
    _part(
        "before",
        "Were they told before?",
        (Section.TOLD_BEFORE,),
        *("told_before", "told_before_words"),
    ),
    _part(
        "support",
        "Support given to them, and to you",
        (Section.SUPPORT,),
        *("support", "support_for_decider"),
    ),
    _part("limits", "Limits explained beforehand?", (Section.LIMITS,), "limits_explained"),
)
"""The parts in the order in which they are asked (journeys, 4.8)."""

PART_NOT_SHARED = _part(
    "instead",
    "Why not, and what keeps everybody safe",
    (Section.REASONS, Section.SAFETY_PLAN),
    *("reasons", "safety_plan"),
)
FIELDS_OF = {each.code: each.fields for each in (*PARTS, PART_NOT_SHARED)}

_OF_A_RECORD: dict[str, str] = {
    "about": "Who is it about?",
    "decided_by": "Who decided?",
    "decider_role": "As what?",
    "consulted_words": "Who was asked for advice, or why nobody?",
    "first_aware_at": "When did somebody first know?",
    "grounds": "Why?",
    "ground_words": "What was seen or said?",
    "likelihood": "How likely was harm?",
    "severity": "How bad would it be?",
    "imminence": "How soon?",
    "at_risk": "To whom?",
    "capacity": "Could they decide for themself?",
    "capacity_words": "What makes you think so?",
    "consent_answer": "Were they asked first?",
    "consent_sought_at": "When were they asked?",
    "consent_words": "What did they say?",
    "not_sought_because": "If they were not asked, why?",
    "alternatives": "Which other ways were considered, and why were they not enough?",
    "proportionality": "Why was it worth the intrusion?",
    "items": "What was told, piece by piece?",
    "kept_back": "What was kept back?",
    "recipient_kind": "Who was told?",
    "organisation": "Which organisation?",
    "recipient": "Name or number",
    "checked_how": "How was it checked who they were?",
    "channel": "How?",
    "reference": "Their reference",
    "told_before": "Were they told before?",
    "told_before_words": "What were they told, or why not?",
    "support": "What support were they given?",
    "support_for_decider": "What support was given to whoever decided?",
    "limits_explained": "Had the limits of confidentiality been explained to them?",
    "reasons": "Why was nothing shared?",
    "safety_plan": "What keeps everybody safe instead?",
    "complaint": "Is there a complaint? Which?",
}

QUESTIONS: dict[str, str] = {
    **{f"AddToBreakRecord.{field}": asked for field, asked in _OF_A_RECORD.items()},
    **{
        f"DecideNotToBreak.{field}": _OF_A_RECORD[field]
        for field in (
            *("about", "decided_by", "decider_role", "first_aware_at", "grounds"),
            *("ground_words", "reasons", "safety_plan"),
        )
    },
    "DecideNotToBreak.peer": "Is it about a peer supporter? Whom?",
    "DecideNotToBreak.at": "When was it decided?",
    "NoteBreakFact.words": "What was known?",
    "NoteBreakFact.source": "How was it known?",
    "NoteBreakFact.told_by": "Who said so?",
    "NoteBreakFact.learned_at": "When was it learned?",
    "RecordToldOfSharing.told_by": "Who told them?",
    "RecordToldOfSharing.channel": "How?",
    "RecordToldOfSharing.response": "What did they say to it?",
    "RecordToldOfSharing.at": "When were they told?",
    "PutOffTelling.because": "Why are they not told yet?",
    "PutOffTelling.words": "What more is there to say?",
    "PutOffTelling.look_again_on": "When is it looked at again?",
    "PutOffTelling.decided_by": "Who decided that?",
    "PutOffTelling.at": "When was that decided?",
    "RecordEmergencyBreak.person": "Who is it about, by their identifier?",
    "RecordEmergencyBreak.peer": "Which peer supporter is it about, by their identifier?",
    "RecordEmergencyBreak.about": "Who is it about?",
    "RecordEmergencyBreak.decided_by": "Who decided?",
    "RecordEmergencyBreak.decider_role": "As what?",
    "RecordEmergencyBreak.decided_at": "When did they decide?",
    "RecordEmergencyBreak.shared_at": "When was it told?",
    "RecordEmergencyBreak.shared_by": "Who told it?",
    "RecordEmergencyBreak.grounds": "Why?",
    "RecordEmergencyBreak.ground_words": "In a few words, what was seen or said?",
    "RecordEmergencyBreak.items": "What was told, piece by piece?",
    "RecordEmergencyBreak.kept_back": "What was kept back?",
    "RecordEmergencyBreak.recipient_kind": "Who was told?",
    "RecordEmergencyBreak.organisation": "Which organisation?",
    "RecordEmergencyBreak.recipient": "Name or number",
    "RecordEmergencyBreak.channel": "How?",
}

ANSWERS: dict[type[StrEnum], dict[str, str]] = {
    kind: CODES[kind]
    for kind in (
        *(AtRisk, Capacity, ConsentAnswer, DeciderRole, Ground, Imminence, Likelihood),
        *(NotSoughtBecause, NotToldBecause, RecipientKind, ReviewAnswer, Severity, SourceOfFact),
        *(Trigger, Verdict, YesNo),
    )
}
