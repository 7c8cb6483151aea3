"""The words of forms about sessions, contact between them, chance meetings and boundaries."""

from enum import StrEnum

from api.pages.form import Form
from api.pages.words.common import WHEN
from domain.boundaries import BoundaryKind, MetWhere, Reporter
from domain.decider import Command
from domain.session import (
    Absent,
    Activity,
    AnswerWorry,
    CalledOffBy,
    CancelSession,
    ConfirmSession,
    LoneWorkingStep,
    OutsideRole,
    PlanSession,
    RecordNotAttended,
    RecordSession,
    RequestDebrief,
    RescheduleSession,
)

FORMS: dict[type[Command], Form] = {
    PlanSession: Form("Plan a session", "Save plan"),
    RecordSession: Form("Record a session", "Save session"),
    ConfirmSession: Form("Record that a session is confirmed", "Save confirmation"),
    RescheduleSession: Form("Move a session", "Save new time"),
    AnswerWorry: Form("Say whether anything was a worry", "Save answer"),
    CancelSession: Form("Record that a session was called off", "Save"),
    RecordNotAttended: Form(
        "Record that somebody did not come",
        "Save",
        "A prompt for a kind call, and nothing else.",
    ),
    RequestDebrief: Form(
        "Ask for a debrief", "Ask for a talk", "Your supervisor phones you. No reason is needed."
    ),
}

FIRST: dict[type[Command], tuple[str, ...]] = {
    RecordSession: ("session", "at", "minutes", "worried", "note"),
}

QUESTIONS: dict[str, str] = {
    "ChanceEncounterReported.sought": "Had {peer} sought the meeting?",
    "ReportChanceEncounter.sought": "Had {peer} sought the meeting?",
    "ReportChanceEncounter.how": "How was it?",
    "RecordSession.told_by": "Who told us?",
    "SessionHeld.told_by": "Who told us?",
    "RecordContact.told_by": "Who told us?",
    "ContactMade.told_by": "Who told us?",
    "RecordSession.read_back": "Was the record read back?",
    "SessionHeld.read_back": "Was the record read back?",
    "ContactMade.channel": "How?",
    "RecordContact.channel": "How?",
    "SessionFollowedUp.staff": "Who from the service?",
    "LoneWorkingEscalated.staff": "Who from the service?",
    "SessionCheckedOut.staff": "Who from the service?",
    "ChanceEncounterReported.how": "How was it?",
    "ContactMade.at": "When did it begin?",
    "RecordSession.at": "When did it end?",
    "SessionHeld.at": "When did it end?",
    "PlanSession.minutes": "How many minutes?",
    "CancelSession.by": "Who called it off?",
    "SessionCancelled.by": "Who called it off?",
    "CancelSession.at": "When was it called off?",
    "SessionCancelled.at": "When was it called off?",
    "RecordNotAttended.at": "When should it have been?",
    "ConfirmSession.by": "Who confirmed it?",
}

HINTS: dict[str, str] = {
    "RecordSession.at": WHEN,
}

CODES: dict[str, dict[str, str]] = {
    "CancelSession.reason": {
        "UNWELL": "Somebody was unwell",
        "AWAY": "Somebody was away",
        "TRAVEL": "Travel or weather",
        "OTHER": "Something else",
    },
}

CODES["felt_safe_person"] = CODES["felt_safe_peer"] = {
    "YES": "Yes",
    "NO": "No",
    "UNSURE": "Not sure",
}

CODES["activity"] = {
    Activity.TALKING: "Talked",
    Activity.WALKING: "Walked",
    Activity.MEAL_OR_TEA: "Had tea or a meal",
    Activity.GOING_OUT: "Went somewhere",
    Activity.EXERCISE: "Exercised",
    Activity.HOBBY: "A hobby",
    Activity.LEARNING: "Learned or practised something",
    Activity.FINDING_INFORMATION: "Looked something up",
    Activity.TOWARDS_A_GOAL: "Took a step towards a goal",
    Activity.JOINING_A_GROUP: "Went to a group",
    Activity.OTHER: "Something else",
}

CODES["ChanceEncounterReported.place"] = {
    MetWhere.STREET: "In the street",
    MetWhere.SHOP_OR_CAFE: "In a shop or café",
    MetWhere.TRANSPORT: "On a bus, train or ferry",
    MetWhere.HEALTH_SETTING: "Where health care is given",
    MetWhere.CLUB_OR_GROUP: "In a club or group",
    MetWhere.FAITH_SETTING: "Where people worship",
    MetWhere.SCHOOL: "At a school",
    MetWhere.WORK: "At work",
    MetWhere.FAMILY_OR_FRIENDS: "With family or friends",
    MetWhere.ONLINE: "Online",
    MetWhere.OTHER: "Somewhere else",
}

CODES["ReportChanceEncounter.place"] = CODES["ChanceEncounterReported.place"]

CODES["BoundaryEventReported.kind"] = {
    BoundaryKind.MONEY: "Money, or a loan",
    BoundaryKind.SMALL_GIFT: "A small gift",
    BoundaryKind.GIFT_OF_VALUE: "A gift of value, or a will",
    BoundaryKind.OUT_OF_HOURS: "Contact outside the agreed hours",
    BoundaryKind.UNAGREED_CHANNEL: "A way of being in touch that was not agreed",
    BoundaryKind.PEERS_HOME: "{peer}'s home",
    BoundaryKind.SOCIAL_MEDIA: "Social media",
    BoundaryKind.ROMANTIC_OR_SEXUAL: "Romance or sex",
    BoundaryKind.SECRECY: "Something to be kept secret",
    BoundaryKind.OVERNIGHT: "A night together in one place",
    BoundaryKind.MEDICATION_ADVICE: "Advice about treatment or medication",
    BoundaryKind.TASK_BEYOND_ROLE: "A task beyond the role",
    BoundaryKind.FAMILY_INVOLVED: "Family",
    BoundaryKind.LATENESS: "Coming late",
    BoundaryKind.OTHER: "Something else",
}

CODES["ReportBoundaryEvent.kind"] = CODES["BoundaryEventReported.kind"]

CODES["SessionCancelled.reason"] = CODES["CancelSession.reason"]

ANSWERS: dict[type[StrEnum], dict[str, str]] = {
    CalledOffBy: {
        CalledOffBy.PERSON: "{person}",
        CalledOffBy.PEER: "{peer}",
        CalledOffBy.SERVICE: "The service",
    },
    Absent: {
        Absent.PERSON: "{person}",
        Absent.PEER: "{peer}",
        Absent.BOTH: "Neither came",
    },
    OutsideRole: {
        OutsideRole.DIAGNOSING: "Naming an illness",
        OutsideRole.TREATMENT_OR_MEDICATION_ADVICE: "Advice about treatment or medication",
        OutsideRole.COUNSELLING: "Counselling",
        OutsideRole.PERSONAL_CARE: "Personal care",
        OutsideRole.MONEY_HANDLING: "Handling money",
    },
    LoneWorkingStep: {
        LoneWorkingStep.PEER_PHONED: "{peer} was phoned",
        LoneWorkingStep.COORDINATOR_TOLD: "The coordinator was told",
        LoneWorkingStep.ESCALATED: "It was escalated",
    },
    Reporter: {
        Reporter.PERSON: "{person}",
        Reporter.PEER: "{peer}",
        Reporter.STAFF: "The service",
        Reporter.SOMEBODY_ELSE: "Somebody else",
    },
}
