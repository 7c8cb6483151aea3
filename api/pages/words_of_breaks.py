"""The words of the page for somebody in danger: what was told, to whom, and why."""

from enum import StrEnum

from domain.confidentiality.language import DeciderRole, Ground, RecipientKind

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
    Ground: {
        Ground.SUICIDE_RISK: "Risk of suicide",
        Ground.VITAL_INTEREST_MEDICAL: "Unconscious or very ill",
        Ground.SERIOUS_HARM_SELF: "Harm to themself",
        Ground.SERIOUS_HARM_OTHERS: "Danger to others",
        Ground.ADULT_PROTECTION: "An adult at risk",
        Ground.CHILD_PROTECTION: "A child at risk",
        Ground.SERIOUS_CRIME: "A serious crime",
        Ground.COURT_ORDER: "A court order",
        Ground.PUBLIC_HEALTH_LAW: "A law on public health",
        Ground.OTHER: "Something else",
    },
    DeciderRole: {
        DeciderRole.PEER_SUPPORTER: "Peer supporter",
        DeciderRole.COORDINATOR: "Coordinator",
        DeciderRole.SUPERVISOR: "Supervisor",
        DeciderRole.MANAGER: "Manager",
        DeciderRole.SAFEGUARDING_LEAD: "Safeguarding lead",
        DeciderRole.GROUP_LEADER: "Group leader",
        DeciderRole.OTHER: "Somebody else",
    },
    RecipientKind: {
        RecipientKind.EMERGENCY_SERVICES: "999",
        RecipientKind.AMBULANCE: "Ambulance",
        RecipientKind.POLICE: "Police",
        RecipientKind.NHS24: "NHS 24",
        RecipientKind.GP: "A GP practice",
        RecipientKind.HOSPITAL: "A hospital",
        RecipientKind.COUNCIL_ADULTS: "The council, for an adult",
        RecipientKind.COUNCIL_CHILDREN: "The council, for a child",
        RecipientKind.COURT: "A court",
        RecipientKind.TRUSTED_CONTACT: "Somebody they named",
        RecipientKind.OTHER: "Somebody else",
    },
}
