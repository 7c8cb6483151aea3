"""The words of the forms about a match while it is lived: questions, answers and codes."""

from enum import StrEnum

from api.pages.form import Form
from domain.boundaries import ReportBoundaryEvent, ReportChanceEncounter
from domain.conditions import IN_WORDS, Condition
from domain.contact import RecordContact
from domain.decider import Command
from domain.goals import SetGoal
from domain.match import (
    AssignMatchCoordinator,
    Context,
    CoverDecision,
    DeclareContext,
    ExtendMatch,
    Overlap,
    PauseMatch,
    PauseReason,
    PostponedBy,
    PostponeEnding,
    RecordAftercare,
    RecordReview,
    ResumeMatch,
    ReviewDecision,
)
from domain.outcomes import Mode

FORMS: dict[type[Command], Form] = {
    RecordReview: Form(
        "Hold a review",
        "Save review",
        "Ask each of the two by themself. Only what they said is theirs; leave the other open.",
    ),
    ExtendMatch: Form(
        "Let the match go on for longer",
        "Save extension",
        "Not before a review, and not before {person} was offered to meet other peers.",
    ),
    PauseMatch: Form("Let the match rest", "Save pause"),
    ResumeMatch: Form("Let the match go on", "Save"),
    PostponeEnding: Form("Put off the last day", "Save new day"),
    RecordAftercare: Form("Record contact after the end", "Save contact"),
    DeclareContext: Form(
        "Say what is going on around the two",
        "Save",
        "Until the day that you give, what it explains is not judged.",
    ),
    AssignMatchCoordinator: Form("Say who is responsible", "Save"),
    RecordContact: Form("Record contact between sessions", "Save contact"),
    SetGoal: Form("Set a goal", "Save goal", "In the words of {person}."),
    ReportBoundaryEvent: Form(
        "Report that something went beyond what was agreed", "Save report", "It is never refused."
    ),
    ReportChanceEncounter: Form(
        "Record a meeting by chance",
        "Save meeting",
        "It is nobody's fault. Both are asked whether they felt safe.",
    ),
}
"""The commands that have a page, with the words around their form."""

HINTS: dict[str, str] = {
    "next_review_on": "In twelve weeks if you leave it open.",
    "RecordReview.planned_last": "Only if they bring it to an end.",
}
"""What helps to answer a question."""

QUESTIONS: dict[str, str] = {
    "accepted": "Would they like that?",
    "before": "Who was responsible before?",
    "channel": "How?",
    "conflict": "Is it a reason not to match the two?",
    "decided_by": "Who decided?",
    "decision": "What was decided?",
    "declared_by": "Who said so?",
    "deputy": "Who deputises?",
    "expected_return": "When is it expected to go on?",
    "for_safety": "Is it for somebody's safety?",
    "heard": "Whose own view was taken?",
    "held_by": "Who held it?",
    "kind": "What is it?",
    "new_end": "Until which day?",
    "next_review_on": "Next review on",
    "open_items": "What is still to be done?",
    "peers_view": "What {peer} thinks, in their words",
    "persons_view": "What {person} thinks, in their words",
    "together": "Did all three meet as well?",
    "unattended_since": "Since when was it in nobody's hands?",
    "until": "Until which day?",
    "variety_offered": "Were they offered to meet other peers?",
    "AftercareContactMade.note": "What it was about, in short",
    "AssignMatchCoordinator.note": "What the new coordinator has to know",
    "ExtendMatch.reason": "Why for longer?",
    "PauseMatch.reason": "Why does it rest?",
    "PostponeEnding.by": "Who wished it?",
    "PostponeEnding.planned_last": "New day of the last session",
    "PostponeEnding.reason": "Why is the last day put off?",
    "RecordAftercare.note": "What it was about, in short",
    "EndingPostponed.by": "Who wished it?",
    "EndingPostponed.reason": "Why was the last day put off?",
    "MatchCoordinatorAssigned.note": "What the new coordinator has to know",
    "MatchCoverDecided.note": "What was arranged",
    "MatchExtended.reason": "Why for longer?",
    "OutcomeInvited.mode": "In which way?",
    "OutcomeCompleted.mode": "In which way?",
    "OutcomeDeclined.reason": "Why, if they said so?",
    "OutcomeLookedAt.note": "What was said, in short",
    "OverlapDeclared.note": "What they said about it",
}
"""The question for a field: of one form ("Form.field"), or of every form that has it."""

CONDITIONS = {each.value: words[0].upper() + words[1:] for each, words in IN_WORDS.items()}
CODES: dict[str, dict[str, str]] = {
    "GettingToKnowHeld.conditions": CONDITIONS,
    "MatchPaused.reason": {
        PauseReason.ILL_PERSON: "{person} is unwell",
        PauseReason.ILL_PEER: "{peer} is unwell",
        PauseReason.HOLIDAY: "A holiday",
        PauseReason.PEER_AWAY: "{peer} is away",
        PauseReason.SAFETY: "Something is looked into first",
        PauseReason.OTHER: "Something else",
    },
    "MatchContextDeclared.kind": {
        Context.FLARE_UP: "A flare-up",
        Context.BEREAVEMENT: "A bereavement",
        Context.HOSPITAL_DISCHARGE: "Coming home from hospital",
        Context.AGREED_CRISIS_PLAN: "A plan for hard times that was agreed",
        Context.ENDING_PERIOD: "The time of the ending",
        Context.PROGRESSIVE_CONDITION: "A condition that goes on changing",
        Context.RURAL_TRAVEL: "Long ways to travel",
        Context.OTHER: "Something else",
    },
    "OverlapDeclared.kind": {
        Overlap.FAMILY: "Family",
        Overlap.FORMER_PARTNER: "Former partners",
        Overlap.CHAIN_OF_CARE: "One is involved in the care of the other",
        Overlap.WORKPLACE: "Work",
        Overlap.CLINIC: "The same clinic or practice",
        Overlap.FAITH: "The same place of worship",
        Overlap.CLUB: "The same club",
        Overlap.SCHOOL: "The same school",
        Overlap.ONLINE: "The same group online",
        Overlap.OTHER: "Somewhere else",
    },
}
"""Answers that are recorded as a code."""
CODES["PauseMatch.reason"] = CODES["MatchPaused.reason"]
CODES["DeclareContext.kind"] = CODES["MatchContextDeclared.kind"]

ANSWERS: dict[type[StrEnum], dict[str, str]] = {
    Condition: CONDITIONS,
    Mode: {
        Mode.PAPER: "On paper",
        Mode.PHONE: "On the phone",
        Mode.FACE_TO_FACE: "Face to face",
        Mode.ONLINE: "On a screen",
    },
    ReviewDecision: {
        ReviewDecision.CONTINUE: "They go on",
        ReviewDecision.CHANGE: "They change something",
        ReviewDecision.EXTEND: "They would like longer",
        ReviewDecision.END: "They bring it to an end",
    },
    CoverDecision: {
        CoverDecision.KEEP_IN_TOUCH: "The service keeps in touch with {person}",
        CoverDecision.ANOTHER_PEER: "Another peer supporter is looked for",
        CoverDecision.PAUSE: "The match rests",
        CoverDecision.END: "The match comes to an end",
    },
    PostponedBy: {
        PostponedBy.PERSON: "{person}",
        PostponedBy.PEER: "{peer}",
        PostponedBy.BOTH: "Both",
        PostponedBy.SERVICE: "The service",
    },
}
"""Every answer to choose from, by the kind of question."""
