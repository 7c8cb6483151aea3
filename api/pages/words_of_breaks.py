"""The words of the page for somebody in danger: what was told, to whom, and why."""

from enum import StrEnum

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
    Severity,
    SourceOfFact,
    Trigger,
    Verdict,
    YesNo,
)
from projections.breaks.words import CODES

TITLE = "Somebody was in danger, and I have told someone"
BUTTON = "Save emergency record"
LEAD = (
    "Call 999 first. Then write down what you can: every answer can be left open. "
    "What is missing becomes a task."
)
FIRST = (
    *("about", "decided_by", "decider_role", "decided_at", "shared_at", "grounds"),
    *("ground_words", "items", "kept_back", "recipient_kind", "organisation", "recipient"),
    "channel",
)

QUESTIONS: dict[str, str] = {
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
