"""The words of forms that peer supporters fill in about themselves, and of those who back them."""

from enum import StrEnum

from api.pages.form import Form
from domain.competencies import IN_WORDS, AssessCompetency, Level, Voice
from domain.decider import Command
from domain.hard_sessions import NoteHardSession, RecordCheckCall, RecordDebriefOffer
from domain.peer import (
    AskedBy,
    LeavingReason,
    LetPeerReturn,
    PausePeer,
    PauseReason,
    RecordExitConversation,
    RecordPeerLeft,
    RecordSupervision,
    SetCapacity,
)
from domain.peer.supervision import BookSupervision, Theme
from domain.session import Urgency
from domain.training import (
    COURSES_IN_WORDS,
    CloseTrainingNeed,
    Competency,
    Course,
    IdentifyTrainingNeed,
    RecognisePriorLearning,
    RecordCourse,
)
from domain.wellbeing_plan import ShareWellbeingPlan, StopSharingWellbeingPlan, WriteWellbeingPlan

LEFT_BECAUSE: dict[str, str] = {
    LeavingReason.MOVED: "They moved away",
    LeavingReason.WORK: "Work",
    LeavingReason.FAMILY: "Family",
    LeavingReason.HEALTH: "Their health",
    LeavingReason.OTHER_PLANS: "Something else came up",
    LeavingReason.ROLE_NOT_RIGHT: "It was not what they had hoped for",
    LeavingReason.SUPPORT_NOT_RIGHT: "They were not supported as they needed",
    LeavingReason.ASKED_TO_LEAVE: "The service asked them to",
    LeavingReason.DIED: "They died",
    LeavingReason.OTHER: "Another reason",
}
FORMS: dict[type[Command], Form] = {
    PausePeer: Form("Pause for a while", "Pause now", "No reason is ever needed."),
    LetPeerReturn: Form("Come back from a break", "Save return"),
    RecordPeerLeft: Form(
        "Record that they have left",
        "Save",
        "Their matches wait for a decision, and their duties are looked at. No reason is needed.",
    ),
    RecordExitConversation: Form(
        "Record a talk about leaving",
        "Save talk",
        "Thank them. What they say stands in counts alone, and only where many have gone.",
    ),
    SetCapacity: Form("Say how much can be given", "Save"),
    RecordSupervision: Form("Record supervision", "Save supervision"),
    AssessCompetency: Form(
        "Say how far along somebody is",
        "Save view",
        "Their own view comes first. None of this stands in anybody's way.",
    ),
    RecordCourse: Form("Record a course", "Save course"),
    RecognisePriorLearning: Form(
        "Let earlier learning count",
        "Let it count",
        "It counts in place of a course, for as long as the course would.",
    ),
    IdentifyTrainingNeed: Form("Write down a course that is needed", "Save need"),
    CloseTrainingNeed: Form("No longer look for a course", "Save"),
    BookSupervision: Form("Book supervision", "Save time"),
    NoteHardSession: Form(
        "Say that a session was hard",
        "Save",
        "What it was about is not asked here. Somebody offers you a talk within a day.",
    ),
    RecordDebriefOffer: Form("Record that a talk was offered", "Save"),
    RecordCheckCall: Form("Record a call to ask how it is going", "Save call"),
    WriteWellbeingPlan: Form(
        "Write my plan", "Save plan", "It is yours. Leave open whatever you like."
    ),
    ShareWellbeingPlan: Form("Let somebody see my plan", "Let them see it"),
    StopSharingWellbeingPlan: Form("Stop showing my plan", "Stop showing it"),
}

QUESTIONS: dict[str, str] = {
    "urgency": "How soon?",
    "PausePeer.asked_by": "Who asked for the break?",
    "PeerPaused.asked_by": "Who asked for the break?",
    "PausePeer.reason": "Why, if that may be said?",
    "PausePeer.expected_return": "Back on, if that is known",
    "PeerPaused.expected_return": "Back on, if that is known",
    "RecordPeerLeft.reason": "Why, if they said it?",
    "RecordPeerLeft.exit_conversation": "Was it talked about?",
    "RecordExitConversation.reasons": "Why did they leave?",
    "ExitConversationHeld.reasons": "Why did they leave?",
    "SetCapacity.matches": "How many people at a time?",
    "hours_a_week": "How many hours a week, if that is to be said?",
    "RecordSupervision.supervisor": "Who held it?",
    "in_group": "Was it in a group?",
    "themes": "What was it about?",
    "RecordSupervision.wellbeing": "How were they, from 1 (very badly) to 5 (very well)?",
    "RecordSupervision.actions": "What did the two agree to do?",
    "SupervisionHeld.actions": "What did the two agree to do?",
    "BookSupervision.supervisor": "With whom?",
    "AssessCompetency.competency": "In what?",
    "AssessCompetency.voice": "Whose view is it?",
    "AssessCompetency.level": "How far along?",
    "AssessCompetency.assessor": "Who of the staff sees it so, if it is their view?",
    "AssessCompetency.evidence": "What was seen or told?",
    "RecordCourse.course": "Which course? Its code",
    "counts_as": "Which course of the catalogue does it count as, if it is another?",
    "RecordCourse.version": "Which version, if it has one?",
    "provider": "Who held it?",
    "RecordCourse.expires_on": "Until when is it current, if the certificate says?",
    "RecordCourse.evidence": "What did you see of it?",
    "RecognisePriorLearning.course": "In place of which course?",
    "RecognisePriorLearning.recognised_by": "Who judged it?",
    "RecognisePriorLearning.evidence": "What did you see of it?",
    "RecognisePriorLearning.expires_on": "Until when does it count, if not as long as the course?",
    "IdentifyTrainingNeed.course": "Which course?",
    "IdentifyTrainingNeed.words": "What is it for?",
    "CloseTrainingNeed.course": "Which course?",
    "CloseTrainingNeed.words": "What came instead, if anything?",
    "early_signs": "What do you notice first when you are less well?",
    "WriteWellbeingPlan.what_helps": "What helps?",
    "WellbeingPlanWritten.what_helps": "What helps?",
    "adjustments": "What would you like to be different then?",
    "if_unwell": "What is to become of your matches then?",
    "ShareWellbeingPlan.staff": "Who may see it?",
    "StopSharingWellbeingPlan.staff": "Who may no longer see it?",
    "RecordDebriefOffer.staff": "Who offered it?",
    "RecordCheckCall.staff": "Who called?",
}
CODES: dict[str, dict[str, str]] = {
    "ExitConversationHeld.reasons": LEFT_BECAUSE,
}
ANSWERS: dict[type[StrEnum], dict[str, str]] = {
    LeavingReason: LEFT_BECAUSE,
    Theme: {
        Theme.OWN_CONDITION: "Their own condition",
        Theme.TRIGGERED_MEMORIES: "What the support stirred up in them",
        Theme.OWN_STORY: "Telling their own story",
        Theme.STORY_FOR_PROFESSIONALS: "Telling their story to professionals",
        Theme.PERSONS_MENTAL_HEALTH: "The mental health of somebody whom they support",
        Theme.BOUNDARIES: "Boundaries",
        Theme.ENDINGS: "Endings",
        Theme.WORKLOAD: "How much they do",
        Theme.GROUP_DYNAMICS: "What goes on in a group",
        Theme.SAFETY: "Safety",
        Theme.LEARNING: "What they learn",
        Theme.JOY: "What gives them joy",
    },
    Competency: {each: IN_WORDS[each].capitalize() for each in Competency},
    Voice: {
        Voice.SELF: "Their own",
        Voice.SUPERVISOR: "A supervisor's",
        Voice.COORDINATOR: "A coordinator's",
        Voice.PERSON: "That of people whom they support",
    },
    Level: {
        Level.NOT_YET: "Not yet",
        Level.DEVELOPING: "Growing",
        Level.ABLE: "Able",
        Level.CAN_HELP_OTHERS: "Can help others with it",
    },
    Course: {each: COURSES_IN_WORDS[each].capitalize() for each in Course},
    Urgency: {Urgency.TODAY: "Today, please", Urgency.SOON: "In the next days"},
    AskedBy: {AskedBy.SELF: "They themself", AskedBy.SERVICE: "The service"},
    PauseReason: {
        PauseReason.HEALTH: "Health",
        PauseReason.FAMILY: "Family",
        PauseReason.WORK: "Work",
        PauseReason.HOLIDAY: "A holiday",
        PauseReason.REST: "A rest",
        PauseReason.CASELOAD: "Too much at once",
        PauseReason.OTHER: "Something else",
    },
}
