"""The words of the forms about the service itself: who, what, by which policies, whom to call."""

from enum import StrEnum

from api.pages.form import Form
from api.pages.words.matching import ANSWERS as OTHERWISE
from domain.decider import Command
from domain.service import (
    AdoptPolicy,
    AssessRegulatedRole,
    AssignStaffSupervisor,
    CloseOffer,
    DefineOffer,
    Delivery,
    Duty,
    Model,
    NameCover,
    NameStaff,
    OpenOffer,
    RecordStaffLeft,
    RemoveHelpNumber,
    SetHelpNumber,
    Workforce,
)
from domain.service.help import SOCIAL_WORK
from domain.staffing import ArrangeOnCallCover, SetStaffedHours
from domain.training import Policy

FORMS: dict[type[Command], Form] = {
    NameStaff: Form(
        "Name somebody for duties",
        "Save duties",
        "These are all of their duties from now on. An account to sign in with is made apart.",
    ),
    RecordStaffLeft: Form(
        "Record that somebody has left",
        "Save",
        "What was theirs passes on at once, to whoever stands in for them.",
    ),
    NameCover: Form("Say who stands in", "Save", "For when they are away, or gone."),
    AssignStaffSupervisor: Form("Say who holds their supervision", "Save"),
    DefineOffer: Form("Describe an offer", "Save offer"),
    AssessRegulatedRole: Form(
        "Assess the role of an offer",
        "Save assessment",
        "Whoever does regulated work belongs to the PVG scheme before they begin.",
    ),
    OpenOffer: Form("Take people for an offer", "Open offer"),
    CloseOffer: Form("Take nobody new for an offer", "Close offer", "Support that runs goes on."),
    AdoptPolicy: Form(
        "Put a policy into force",
        "Save policy",
        "Peer supporters go through the new version with somebody; the old one stands in the past.",
    ),
    SetHelpNumber: Form(
        "Say whom to call, or that a number was checked",
        "Save number",
        "It stands on Help now for everybody, signed in or not.",
    ),
    RemoveHelpNumber: Form("Give a number no longer", "Take it away"),
    SetStaffedHours: Form(
        "Say when somebody is there",
        "Save hours",
        "Outside of them every worry says that nobody is watching, and whom to call.",
    ),
    ArrangeOnCallCover: Form("Arrange who is on call", "Save cover"),
}
"""The commands that have a page, with the words around their form."""

HINTS: dict[str, str] = {
    "NameStaff.name": "As everybody in the service knows them.",
    "DefineOffer.name": "As people ask for it.",
    "DefineOffer.conditions": "One code a line. Left empty, it is for anybody.",
    "DefineOffer.weeks": "Of one match or course.",
    "DefineOffer.capacity": "How many people at a time.",
    "AssessRegulatedRole.basis": "What was looked at, and what was decided.",
    "SetHelpNumber.who": "As it stands beside the number: who answers, and when.",
    "SetHelpNumber.checked_on": "The day on which somebody rang it. Left empty, today.",
    "ArrangeOnCallCover.number": "A number of the service, not of the person.",
    "RecordStaffLeft.successor": "Whoever deputises or was named comes first.",
}
"""What helps to answer a question."""

QUESTIONS: dict[str, str] = {
    "NameStaff.name": "Their name",
    "duties": "What are they named for?",
    "successor": "Who takes on what nobody else stands in for?",
    "cover": "Who stands in for them?",
    "supervisor": "Who holds their supervision?",
    "DefineOffer.name": "What is it called?",
    "model": "Which kind of support is it?",
    "delivery": "How does it reach people?",
    "weeks": "How many weeks does it last?",
    "goals_required": "Does everybody have goals?",
    "DefineOffer.conditions": "For which conditions?",
    "age_from": "From which age?",
    "age_to": "To which age?",
    "area": "Which area?",
    "capacity": "For how many?",
    "variety_of_peers": "May somebody meet several peer supporters side by side?",
    "AssessRegulatedRole.regulated": "Is it regulated work?",
    "AssessRegulatedRole.assessor": "Who assessed it?",
    "AssessRegulatedRole.review_on": "When is it looked at again?",
    "workforce": "With whom?",
    "basis": "On what ground?",
    "policy": "Which policy?",
    "AdoptPolicy.version": "What is this version called?",
    "approved_by": "Who approved it?",
    "AdoptPolicy.valid_from": "From which day?",
    "line": "Whose number is it?",
    "SetHelpNumber.number": "The number",
    "SetHelpNumber.who": "Who answers, and when?",
    "checked_on": "When was it checked?",
    "checked_by": "Who checked it?",
    "days": "On which days?",
    "opens": "From when? (as in 9am)",
    "closes": "To when? (as in 5pm)",
    "ArrangeOnCallCover.staff": "Who is on call?",
    "ArrangeOnCallCover.number": "Under which number?",
    "starts_at": "From when?",
    "ends_at": "To when?",
}
"""The question for a field."""

CODES: dict[str, dict[str, str]] = {
    "NameStaff.duties": {**OTHERWISE[Duty], Duty.CHAIR: "Chair of trustees"},
    "SetHelpNumber.line": {
        "EMERGENCY": "Danger to life",
        "NHS_24": "NHS 24",
        "SAMARITANS": "Samaritans",
        "BREATHING_SPACE": "Breathing Space",
        "POLICE": "Police",
        "CHILDLINE": "Childline",
        SOCIAL_WORK: "The council's social work department",
        "OWN": "The service itself",
    },
    "SetStaffedHours.days": {
        "0": "Monday",
        "1": "Tuesday",
        "2": "Wednesday",
        "3": "Thursday",
        "4": "Friday",
        "5": "Saturday",
        "6": "Sunday",
    },
}
"""Answers that are recorded as a code."""

ANSWERS: dict[type[StrEnum], dict[str, str]] = {
    Model: {
        Model.BEFRIENDING: "Befriending: two people together",
        Model.MENTORING: "Mentoring: two people together for an agreed time",
        Model.FACILITATED: "A group or course that somebody leads",
        Model.PEER_LED: "A group that its members lead",
    },
    Delivery: {
        Delivery.FACE_TO_FACE: "Face to face",
        Delivery.PHONE: "By telephone",
        Delivery.VIDEO: "By video",
        Delivery.ONLINE_TEXT: "In writing, online",
        Delivery.GROUP: "In a group",
    },
    Workforce: {
        Workforce.ADULTS: "Adults",
        Workforce.CHILDREN: "Children",
        Workforce.BOTH: "Both",
    },
    Policy: {
        Policy.CONFIDENTIALITY: "Confidentiality",
        Policy.BOUNDARIES: "Boundaries",
        Policy.SAFEGUARDING: "Safeguarding",
        Policy.SUPERVISION: "Supervision",
        Policy.TRAINING: "Training",
        Policy.LONE_WORKING: "Lone working",
        Policy.EXPENSES: "Expenses",
        Policy.COMPLAINTS: "Complaints",
    },
}
"""Every answer to choose from, by the kind of question."""
