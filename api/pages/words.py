"""Every word of the forms in one table: titles, buttons, questions, hints and answers.

``{person}`` and ``{peer}`` stand for the first names of the two whom a form is about.
"""

from enum import StrEnum

from api.pages import (
    words_of_breaks,
    words_of_indicators,
    words_of_matching,
    words_of_openings,
    words_of_peers,
    words_of_rights,
    words_of_support,
)
from api.pages.form import Form
from domain.boundaries import BoundaryKind, MetWhere, ReportChanceEncounter, Reporter
from domain.channels import Channel
from domain.confidentiality.commands import RecordEmergencyBreak
from domain.contact import RecordContact
from domain.corrections import CorrectEntry
from domain.decider import Command
from domain.match import (
    AcceptAgreement,
    AcceptProposal,
    ActivateMatch,
    AgreeMatch,
    ChanceEncounter,
    DeclineProposal,
    EndKind,
    EndMatch,
    PlaceType,
    ProposeMatch,
    RecordConfidentialityExplained,
    RecordIntroduction,
    RecordNotForUs,
    Side,
    StartEnding,
)
from domain.match import Stage as MatchStage
from domain.opening import OpenRecord, ReviewOpening
from domain.peer import LetPeerReturn, PausePeer, RecordSupervision, SetCapacity
from domain.person import RecordDeath, RecordSafeContact
from domain.referral import (
    AcceptReferral,
    AcknowledgeReferral,
    AgreedHow,
    AskedOf,
    CloseEnquiry,
    ConsiderReadiness,
    DeclareContactLost,
    DeclineReferral,
    EndSupport,
    HandOverPerson,
    HeardFrom,
    OfferTaster,
    PauseWait,
    Readiness,
    ReceiveReferral,
    RecordAgreement,
    RecordContactAttempt,
    RecordGettingToKnow,
    RecordInformation,
    RecordPersonTold,
    RecordTasterTaken,
    RecordWaitContact,
    ReopenReferral,
    RequestInformation,
    ResumeWait,
    Source,
    Triage,
    TriageReferral,
    TryOutcome,
    WithdrawReferral,
)
from domain.referral import Stage as ReferralStage
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
from domain.session import Stage as SessionStage

FORMS: dict[type[Command], Form] = {
    ReceiveReferral: Form(
        "Take a referral",
        "Save referral",
        "In danger now? 999 first. Say only what they want to: every answer can be left open "
        "but the first.",
    ),
    RecordEmergencyBreak: Form(words_of_breaks.TITLE, words_of_breaks.BUTTON, words_of_breaks.LEAD),
    OpenRecord: Form(
        words_of_openings.OPEN_TITLE, words_of_openings.OPEN_BUTTON, words_of_openings.OPEN_LEAD
    ),
    ReviewOpening: Form(words_of_openings.REVIEW_TITLE, words_of_openings.REVIEW_BUTTON),
    RecordAgreement: Form("Record that they agreed", "Save agreement"),
    AcknowledgeReferral: Form("Record that the request was answered", "Save answer"),
    TriageReferral: Form("Take a first look", "Save first look"),
    RecordGettingToKnow: Form("Record getting to know them", "Save conversation"),
    ConsiderReadiness: Form("Consider readiness together", "Save view"),
    AcceptReferral: Form(
        "Accept the referral", "Accept referral", "From then on {person} waits for a match."
    ),
    RequestInformation: Form("Ask for what is missing", "Save request"),
    RecordInformation: Form("Record that it came", "Save"),
    RecordContactAttempt: Form("Record a try to reach them", "Save try"),
    OfferTaster: Form("Offer to see for themself", "Save offer"),
    RecordTasterTaken: Form("Record that they tried it", "Save"),
    HandOverPerson: Form("Hand over to another coordinator", "Save handover"),
    RecordWaitContact: Form("Record a wait call", "Save call"),
    PauseWait: Form("Let the wait stand still", "Save pause", "Only because {person} asks for it."),
    ResumeWait: Form("Let the wait go on", "Save", "Only because {person} asks for it."),
    DeclareContactLost: Form(
        "Close after trying in vain",
        "Close referral",
        "Three tries, in two ways, over three weeks.",
    ),
    CloseEnquiry: Form("Close the enquiry", "Close enquiry"),
    RecordPersonTold: Form("Record that they were told", "Save"),
    DeclineReferral: Form("Say no to the referral", "Save decision"),
    WithdrawReferral: Form(
        "Withdraw the referral", "Withdraw referral", "No reason is ever needed."
    ),
    ReopenReferral: Form(
        "Open the referral again",
        "Open referral",
        "For somebody whose support ended within the last year.",
    ),
    EndSupport: Form(
        "Close the referral after support",
        "Close referral",
        "All support that this referral led to has ended.",
    ),
    RecordSafeContact: Form("Record how to reach them safely", "Save safe contact"),
    RecordDeath: Form(
        "Record that they died",
        "Record death",
        "Nothing is sent from then on, and nothing new can be started.",
    ),
    ProposeMatch: Form("Propose a match", "Propose this match"),
    AcceptProposal: Form("Record a yes to the proposal", "Save answer"),
    DeclineProposal: Form(
        "Record a no to the proposal", "Save answer", "No reason is ever needed."
    ),
    RecordConfidentialityExplained: Form(
        "Record that confidentiality was explained", "Save explanation"
    ),
    RecordIntroduction: Form("Record the introduction", "Save introduction"),
    RecordNotForUs: Form(
        "Record that this is not for them", "Save decision", "It is nobody's fault."
    ),
    AgreeMatch: Form("Write down the agreement", "Save agreement"),
    AcceptAgreement: Form("Record a yes to the agreement", "Save answer"),
    ActivateMatch: Form("Start the match", "Start match", "From then on sessions can be planned."),
    StartEnding: Form("Start the ending", "Save ending"),
    EndMatch: Form("Record that the match is over", "End match"),
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
    CorrectEntry: Form("Correct an entry", "Save correction"),
    RequestDebrief: Form(
        "Ask for a debrief", "Ask for a talk", "Your supervisor phones you. No reason is needed."
    ),
    RecordContact: Form("Record being in touch between sessions", "Save contact"),
    ReportChanceEncounter: Form("Record that they met by chance", "Save"),
    PausePeer: Form("Pause for a while", "Pause now", "No reason is ever needed."),
    LetPeerReturn: Form("Come back from a break", "Save return"),
    SetCapacity: Form("Say how much can be given", "Save"),
    RecordSupervision: Form("Record supervision", "Save supervision"),
}
"""The commands that have a page, with the words around their form."""
FORMS |= words_of_breaks.FORMS
FORMS |= words_of_support.FORMS | words_of_indicators.FORMS

FIRST: dict[type[Command], tuple[str, ...]] = {
    ReceiveReferral: (
        "source",
        "agreed_how",
        "name",
        "phone",
        "own_words",
        "conditions_own_words",
        "access_needs",
        "urgent",
    ),
    RecordGettingToKnow: ("coordinator", "mode", "at", "wishes", "hopes", "worries"),
    AgreeMatch: (
        "sessions_a_month",
        "minutes",
        "channels",
        "chance_encounter",
        "planned_end",
        "goals",
        "accepted_by",
    ),
    EndMatch: ("how", "at", "moving_on"),
    RecordSession: ("session", "at", "minutes", "worried", "note"),
}
"""What a long form asks first, in this order; the rest can be opened."""

_OWN_QUESTIONS: dict[str, str] = {
    "at": "When was this?",
    "accepted_by": "Who has accepted it?",
    "asked": "Who was asked?",
    "asked_by_person": "Did {person} ask for it?",
    "caller_name": "Which name may we give when we ring?",
    "explained": "What was {person} told?",
    "first_tried_on": "First tried on",
    "from_staff": "Who has got to know {person}?",
    "heard_from": "Where did they hear of us?",
    "household_risks": "What should we be careful about at home?",
    "may_text": "May we text them?",
    "planned_on": "For which day?",
    "preferred_channel": "How do they like to be in touch?",
    "risk_notes": "What should be looked out for?",
    "said": "What came?",
    "signposted": "Was {person} told where to turn?",
    "signposted_to": "Where else was {person} told to turn?",
    "staff": "Who tried?",
    "tries": "How many tries?",
    "what": "What was it?",
    "what_helps": "What helps",
    "access_needs": "What makes it easier?",
    "address": "Address",
    "agreed_how": "Do they know and agree?",
    "birth_date": "Date of birth",
    "boundaries": "What they agreed about boundaries",
    "by": "Who?",
    "chance_encounter": "If they meet by chance",
    "limits_explained": "Were its limits explained too?",
    "two_way_respect": "Will {person} keep what they learn of {peer} to themself?",
    "channels": "How will they be in touch?",
    "conditions": "What they live with",
    "conditions_own_words": "What do they live with, as they put it?",
    "coordinator": "Coordinator",
    "email": "E-mail",
    "feedback": "What they said about the match",
    "functions": "What was it about?",
    "goals": "What they want to work towards",
    "ground": "Did it end because of somebody's safety?",
    "hopes": "Their hopes",
    "hours_from": "Earliest time of day",
    "hours_to": "Latest time of day",
    "impact_areas": "Where it touches their life",
    "initiated_by": "Who started it?",
    "interests": "Their interests",
    "introduce_as": "How {peer} may be introduced to others",
    "may_email": "May we e-mail them?",
    "may_leave_message": "May we leave a message?",
    "may_write": "May we write to them?",
    "minutes": "How many minutes?",
    "mode": "How?",
    "moving_on": "What {person} goes on to",
    "name": "Name to use",
    "note": "What happened, in short",
    "notice_hours": "How many hours before?",
    "offer": "Which kind of support?",
    "offered_instead": "What was offered meanwhile or instead?",
    "on": "Which day?",
    "outcome": "What did the first look find?",
    "own_words": "In their words, what would help?",
    "peer": "Which peer supporter?",
    "person_view": "What {person} thinks, in their words",
    "phone": "Phone",
    "place_types": "Where may they meet?",
    "place_type": "Where?",
    "planned_end": "Planned to end on",
    "planned_for": "When?",
    "planned_last": "Day of the last session",
    "readiness": "Is now the time?",
    "reason": "Why, if they want to say",
    "reasons": "Why it may help",
    "referrer_name": "Who is asking, if it is somebody else?",
    "referrer_organisation": "Where are they from?",
    "review_on": "First review on",
    "revisit_on": "Ask again on",
    "session": "Which session?",
    "sessions_a_month": "How many sessions in four weeks?",
    "signed_off_by": "Which manager agreed?",
    "source": "Who asks?",
    "tasks_for": "Tasks done for {person}",
    "tasks_with": "Tasks done with {person}",
    "times": "Good times, and times to avoid",
    "to": "To whom?",
    "told_person_on": "When was {person} told?",
    "understood": "What they took from it",
    "urgent": "Is anything urgent this week?",
    "version": "Which version of the statement?",
    "who": "Who did not come?",
    "who_may_answer": "Who else may answer?",
    "wishes": "What they wish for",
    "worker_view": "What you think",
    "worried": "Was anything a worry?",
    "worries": "Their worries",
    "worry_words": "What was the worry?",
    "asked_on": "When was it asked for?",
    "EndMatch.how": "How did it end?",
    "MatchEnded.how": "How did it end?",
    "ChanceEncounterReported.sought": "Had {peer} sought the meeting?",
    "ReportChanceEncounter.sought": "Had {peer} sought the meeting?",
    "ReportChanceEncounter.how": "How was it?",
    "HandOverPerson.to_staff": "Who takes over?",
    "PersonHandedOver.to_staff": "Who takes over?",
    "ConsiderReadiness.view": "Is now the time?",
    "ReadinessConsidered.view": "Is now the time?",
    "RecordContactAttempt.channel": "How was it tried?",
    "ContactAttempted.channel": "How was it tried?",
    "RecordSession.told_by": "Who told us?",
    "SessionHeld.told_by": "Who told us?",
    "RecordContact.told_by": "Who told us?",
    "ContactMade.told_by": "Who told us?",
    "RecordSession.read_back": "Was the record read back?",
    "SessionHeld.read_back": "Was the record read back?",
    "ContactLost.channels": "In how many ways?",
    "ContactAttempted.outcome": "What came of it?",
    "RecordContactAttempt.outcome": "What came of it?",
    "HandOverPerson.note": "What does the other need to know?",
    "PersonHandedOver.note": "What does the other need to know?",
    "TriageReferral.note": "What did you notice?",
    "ReferralTriaged.note": "What did you notice?",
    "RequestInformation.what": "What is missing?",
    "InformationRequested.what": "What is missing?",
    "RecordTasterTaken.person_view": "What did they think of it?",
    "TasterTaken.person_view": "What did they think of it?",
    "activity": "What did you mainly do?",
    "backup": "Is backup needed?",
    "ContactMade.channel": "How?",
    "RecordContact.channel": "How?",
    "check_out_due": "When was the check-out due?",
    "detail": "What happened?",
    "disclosed": "Did anything private come out?",
    "done": "What was done?",
    "felt_safe_peer": "Did {peer} feel safe?",
    "felt_safe_person": "Did {person} feel safe?",
    "follow_up_wanted": "Does anybody want to talk about it?",
    "look_into": "Should somebody look into it?",
    "maintenance": "Is it to keep what is?",
    "others_present": "Was anybody else there?",
    "outside_role": "Was anything outside the role?",
    "people": "How many people and services can {person} turn to?",
    "place": "Where?",
    "planned": "Had it been planned?",
    "pointed_to": "Where was {person} pointed to?",
    "rating": "How near does it feel, from 0 to 10?",
    "reached": "Was it reached?",
    "reported_by": "Who told of it?",
    "serious": "Is it serious?",
    "side": "Who was asked?",
    "spoke_with": "Who was spoken with?",
    "SessionFollowedUp.staff": "Who from the service?",
    "LoneWorkingEscalated.staff": "Who from the service?",
    "SessionCheckedOut.staff": "Who from the service?",
    "step": "What was done?",
    "taken_up": "Did {person} make use of it?",
    "training": "Is training needed?",
    "ChanceEncounterReported.how": "How was it?",
    "ContactMade.at": "When did it begin?",
    "SignpostGiven.reason": "Why?",
    "DeclineReferral.reason": "Why?",
    "DeclineReferral.offered_instead": "What was {person} offered or told instead?",
    "anonymous": "Do they wish to be counted and not named?",
    "ground_rules": "Were they told the ground rules?",
    "number": "Which session of the course?",
    "ProposeMatch.reasons": "Why these two?",
    "MatchProposed.reasons": "Why these two?",
    "RecordSession.at": "When did it end?",
    "SessionHeld.at": "When did it end?",
    "RecordDeath.at": "When did they die?",
    "PersonDied.at": "When did they die?",
    "AgreeMatch.minutes": "How many minutes each?",
    "MatchAgreementWritten.minutes": "How many minutes each?",
    "PlanSession.minutes": "How many minutes?",
    "ReceiveReferral.at": "When did it arrive?",
    "RecordAgreement.agreed_how": "How did they agree?",
    "PersonAgreedToReferral.agreed_how": "How did they agree?",
    "ReferralReceived.at": "When did it arrive?",
    "EnquiryReceived.at": "When did it arrive?",
    "CancelSession.by": "Who called it off?",
    "SessionCancelled.by": "Who called it off?",
    "CancelSession.at": "When was it called off?",
    "SessionCancelled.at": "When was it called off?",
    "RecordNotAttended.at": "When should it have been?",
    "AcceptProposal.by": "Who said yes?",
    "MatchProposalAccepted.by": "Who said yes?",
    "DeclineProposal.by": "Who said no?",
    "MatchProposalDeclined.by": "Who said no?",
    "AcceptAgreement.by": "Who accepted it?",
    "MatchAgreementAccepted.by": "Who accepted it?",
    "ConfirmSession.by": "Who confirmed it?",
}
QUESTION_TABLES = (
    _OWN_QUESTIONS,
    words_of_matching.QUESTIONS,
    words_of_support.QUESTIONS,
    words_of_indicators.QUESTIONS,
    words_of_breaks.QUESTIONS,
    words_of_rights.QUESTIONS,
    words_of_openings.QUESTIONS,
)
QUESTIONS = {asked: words for table in QUESTION_TABLES for asked, words in table.items()}
"""The question for a field: of one form ("Form.field"), or of every form that has it."""

WHEN = "Leave this open if it was just now. Without a time, the day counts."
WHEN_OF_ENTRY = "Without a time, the day counts."
ONE_TO_A_LINE = "One to a line."
HINTS: dict[str, str] = {
    "at": WHEN,
    "access_needs": "One to a line. For example: large print; phone only; an interpreter.",
    "birth_date": "As they give it, or leave it open.",
    "RecordGettingToKnow.conditions": "As they choose, after their own words. They need not say.",
    "GettingToKnowHeld.conditions": "As they chose, after their own words.",
    "conditions_own_words": "They need not say.",
    "hours_from": "For example 9am. Leave both open if any time is fine.",
    "hours_to": "For example 8pm.",
    "impact_areas": ONE_TO_A_LINE,
    "interests": ONE_TO_A_LINE,
    "moving_on": "A group, a course, a friend, nothing for now.",
    "name": "The name they want to be called by.",
    "offered_instead": "One to a line. For example: a walking group.",
    "ReceiveReferral.agreed_how": "Not asked: it is an enquiry until they have been.",
    "own_words": "Write it as they said it.",
    "phone": "One that is safe to ring.",
    "planned_end": "Mentoring needs a day. Leave it open if the support does not.",
    "review_on": "Six weeks from the agreement if you leave it open.",
    "source": "Whoever is on the phone, or wrote.",
    "planned_for": "A day, and a time such as 2:30pm.",
    "worried": "Nobody has asked yet? Say so, and we will remind you.",
    "AgreeMatch.at": WHEN,
    "PauseWait.revisit_on": "In eight weeks if you leave it open.",
    "signposted_to": "One to a line. For example: NHS 24 on 111.",
    "ConsiderReadiness.offered_instead": "Needed with “not now”. One to a line.",
    "ConsiderReadiness.revisit_on": "Needed with “not now”. Eight weeks is usual.",
    "DeclineReferral.signed_off_by": "Needed where the reason is safety.",
    "RecordSession.at": WHEN,
    "RecordDeath.at": "The day is enough.",
    "PersonDied.at": "The day is enough.",
    "RecordConfidentialityExplained.version": "As the statement is headed.",
}

AGREED: dict[str, str] = {
    AgreedHow.SPOKEN: "They told us",
    AgreedHow.PHONE: "They told us by phone",
    AgreedHow.WRITTEN: "They wrote or signed it",
    AgreedHow.STATED_BY_SENDER: "The caller says so",
}

CODES: dict[str, dict[str, str]] = {
    "ReceiveReferral.agreed_how": AGREED,
    "RecordAgreement.agreed_how": AGREED,
    "ReceiveReferral.reasons": {
        "MH_NEEDS": "Low mood, anxiety, stress or being alone",
        "SOCIALLY_EXCLUDED": "Left out: poverty, no work, discrimination",
        "NEWLY_DIAGNOSED": "Newly diagnosed",
        "LOW_MOTIVATION": "Hard to find a way to start",
        "READY_TO_REBUILD": "Ready to rebuild",
        "CONTINUE_REHAB": "Going on after rehabilitation",
        "NEEDS_ONE_TO_ONE": "Needs somebody one to one",
    },
    "DeclineReferral.reason": {
        "OUT_OF_REMIT": "It is not something we can help with",
        "NO_CAPACITY": "We could not offer it in good time",
        "BETTER_ELSEWHERE": "Another service fits better",
        "RISK": "It would not be safe",
    },
    "WithdrawReferral.reason": {
        "NO_LONGER_NEEDED": "They do not need it any more",
        "OTHER_SUPPORT": "They found other support",
        "UNWELL": "They are too unwell now",
        "WAITED_TOO_LONG": "They waited too long",
        "OTHER": "Something else",
    },
    "CancelSession.reason": {
        "UNWELL": "Somebody was unwell",
        "AWAY": "Somebody was away",
        "TRAVEL": "Travel or weather",
        "OTHER": "Something else",
    },
    "ground": {"SAFETY": "Yes, the service ended it for safety"},
    "functions": {
        "SAFE_OUTLET": "A safe place to talk",
        "LONELINESS": "Being less alone",
        "OWN_AIMS": "Their own aims",
        "UNLIKE_PROFESSIONALS": "What professionals cannot give",
        "ACCEPTING": "Coming to terms with the condition",
        "INSPIRING": "Hope",
        "WELLBEING": "Feeling well",
    },
}
"""Answers that are recorded as a code: of one form, or of every form that has the field."""
FELT_SAFE = {"YES": "Yes", "NO": "No", "UNSURE": "Not sure"}
CODES["felt_safe_person"] = CODES["felt_safe_peer"] = FELT_SAFE
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
CODES["ReportChanceEncounter.place"] = CODES["ChanceEncounterReported.place"]
CODES["ReportBoundaryEvent.kind"] = CODES["BoundaryEventReported.kind"]
CODES["ReferralReceived.reasons"] = CODES["ReceiveReferral.reasons"]
CODES["EnquiryReceived.reasons"] = CODES["ReceiveReferral.reasons"]
CODES["ReferralDeclined.reason"] = CODES["DeclineReferral.reason"]
CODES["ReferralWithdrawn.reason"] = CODES["WithdrawReferral.reason"]
CODES["SessionCancelled.reason"] = CODES["CancelSession.reason"]

ANSWERS: dict[type[StrEnum], dict[str, str]] = {
    Source: {
        Source.SELF: "The person",
        Source.GP: "A GP practice",
        Source.NURSE: "A nurse",
        Source.AHP: "An allied health professional",
        Source.LINK_WORKER: "A link worker",
        Source.HOSPITAL: "A hospital",
        Source.SOCIAL_WORK: "Social work",
        Source.THIRD_SECTOR: "A charity",
        Source.FAMILY: "Family or a friend",
        Source.OTHER: "Somebody else",
    },
    HeardFrom: {
        HeardFrom.GP: "A GP practice",
        HeardFrom.NURSE: "A nurse",
        HeardFrom.AHP: "An allied health professional",
        HeardFrom.LINK_WORKER: "A link worker",
        HeardFrom.HOSPITAL: "A hospital",
        HeardFrom.SOCIAL_WORK: "Social work",
        HeardFrom.THIRD_SECTOR: "A charity",
        HeardFrom.FAMILY: "Family or a friend",
        HeardFrom.PEER_SUPPORTER: "A peer supporter",
        HeardFrom.ONLINE: "Online",
        HeardFrom.PRINT: "A leaflet, a poster or the paper",
        HeardFrom.EVENT: "An event",
        HeardFrom.OTHER: "Somewhere else",
    },
    AskedOf: {
        AskedOf.REFERRER: "Whoever referred them",
        AskedOf.PERSON: "{person}",
        AskedOf.OTHER: "Somebody else",
    },
    TryOutcome: {
        TryOutcome.REACHED: "We spoke",
        TryOutcome.NO_ANSWER: "No answer",
        TryOutcome.MESSAGE_LEFT: "A message was left",
        TryOutcome.SENT: "Something was sent",
        TryOutcome.NOT_THEIR_CONTACT: "It was not theirs",
    },
    AgreedHow: {
        **AGREED,
        AgreedHow.SELF_REFERRAL: "They asked for themselves",
        AgreedHow.CONSENT_IN_MESSAGE: "A consent came with the message",
        AgreedHow.IMPLIED_IN_MESSAGE: "The message says it was implied",
    },
    Triage: {
        Triage.IN_REMIT: "We can help with this",
        Triage.URGENT_ELSEWHERE: "Something else is needed first, and urgently",
        Triage.OUT_OF_REMIT: "We cannot help with this",
        Triage.NEED_INFORMATION: "We need to know more",
    },
    Readiness: {
        Readiness.READY: "Yes, now",
        Readiness.TASTER: "A taster first",
        Readiness.NOT_YET: "Not now",
        Readiness.NOT_WANTED: "They do not want it",
    },
    Side: {
        Side.PERSON: "{person}",
        Side.PEER: "{peer}",
    },
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
    Channel: {
        Channel.FACE_TO_FACE: "Face to face",
        Channel.WALK: "On a walk",
        Channel.PHONE: "By phone",
        Channel.VIDEO: "By video",
        Channel.MESSAGES: "By messages",
        Channel.EMAIL: "By e-mail",
        Channel.LETTER: "By letter",
        Channel.GROUP: "In a group",
    },
    PlaceType: {
        PlaceType.PERSONS_HOME: "{person}'s home",
        PlaceType.PEERS_HOME: "{peer}'s home",
        PlaceType.COMMUNITY_VENUE: "A community place",
        PlaceType.PUBLIC_PLACE: "A public place",
        PlaceType.HEALTH_SETTING: "A health setting",
        PlaceType.OUTDOORS: "Outdoors",
        PlaceType.REMOTE: "Each at home",
    },
    ChanceEncounter: {
        ChanceEncounter.PERSON_LEADS: "{person} leads",
        ChanceEncounter.NOD_ONLY: "A nod, no more",
        ChanceEncounter.OK_TO_CHAT: "They may chat",
        ChanceEncounter.INTRODUCE_AS: "{peer} is introduced as agreed",
    },
    EndKind: {
        EndKind.PLANNED: "As planned",
        EndKind.EARLY_PERSON: "Early, as {person} wished",
        EndKind.EARLY_PEER: "Early, as {peer} wished",
        EndKind.SERVICE: "By the service",
        EndKind.LOST: "Contact was lost",
        EndKind.DIED: "Somebody died",
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
"""Every answer to choose from, by the kind of question."""
ANSWERS |= words_of_matching.ANSWERS
HINTS |= words_of_support.HINTS
CODES |= words_of_support.CODES
ANSWERS |= words_of_support.ANSWERS
ANSWERS |= words_of_breaks.ANSWERS
FIRST[RecordEmergencyBreak] = words_of_breaks.FIRST
ANSWERS |= words_of_indicators.ANSWERS
ANSWERS |= words_of_rights.ANSWERS
ANSWERS |= words_of_openings.ANSWERS
QUESTIONS |= words_of_peers.QUESTIONS
ANSWERS |= words_of_peers.ANSWERS

STATES: dict[str, str] = {
    ReferralStage.ENQUIRY: "Not asked yet",
    ReferralStage.RECEIVED: "Waiting for a first look",
    ReferralStage.AWAITING_INFO: "Waiting for information",
    ReferralStage.TRIAGED: "First look taken",
    ReferralStage.EXPLORING: "Getting to know",
    ReferralStage.READY: "Ready",
    ReferralStage.NOT_YET: "Not now",
    ReferralStage.WAITING: "Waiting for a match",
    ReferralStage.IN_SERVICE: "Supported before, no match now",
    MatchStage.PROPOSED: "Match proposed",
    MatchStage.ACCEPTED: "To be introduced",
    MatchStage.INTRODUCED: "Introduced",
    MatchStage.AGREED: "Agreed, not started",
    MatchStage.ACTIVE: "Active",
    MatchStage.PAUSED: "Paused",
    MatchStage.ENDING: "Ending",
}
"""Where somebody stands as long as they are looked after; in the order of the way."""

PAST_STATES: dict[str, str] = {
    ReferralStage.WITHDRAWN: "No longer wanted",
    ReferralStage.DECLINED: "Said no",
    ReferralStage.LOST: "Not reached",
    ReferralStage.ENQUIRY_CLOSED: "Came to nothing",
    ReferralStage.LINKED: "The same as another",
    ReferralStage.CLOSED: "Ended",
    ReferralStage.CLOSED_DECEASED: "Ended with their death",
    MatchStage.ENDED: "Ended",
    MatchStage.DECLINED: "Came to nothing",
    ReferralStage.UNKNOWN: "Not known then",
}

SESSION_STATES: dict[str, str] = {
    SessionStage.PLANNED: "Planned",
    SessionStage.STARTED: "Started",
    SessionStage.HELD: "Held",
    SessionStage.CANCELLED: "Called off",
    SessionStage.NOT_ATTENDED: "Somebody did not come",
}
"""Where a session stands."""

CHANNELS = ANSWERS[Channel]
ABOUT_INDICATORS = tuple(words_of_indicators.FORMS)
"""The commands by which somebody says what they make of an indicator."""

YES, NO, NOT_KNOWN = "Yes", "No", "Not known"
NOT_RECORDED = "Not said"
NOBODY_TO_CHOOSE = "There is nobody and nothing to choose yet. Name staff, open offers first."
LEFT_OPEN = {"agreed_how": "Not asked yet", "worried": "Not asked yet"}
NO_SIGNALS = "No signals yet"


def question(form: str, field: str) -> str:
    """The question that a form asks for a field."""
    return QUESTIONS.get(f"{form}.{field}") or QUESTIONS[field]


def hint(form: str, field: str, *, needed: bool) -> str | None:
    """What helps to answer, if anything."""
    if field == "at" and needed:
        return WHEN_OF_ENTRY
    return HINTS.get(f"{form}.{field}", HINTS.get(field))


def codes(form: str, field: str) -> dict[str, str] | None:
    """The answers to choose from where a code is recorded."""
    return CODES.get(f"{form}.{field}", CODES.get(field))


def state_words(state: str) -> str:
    """Where somebody stands, in people's words."""
    return STATES.get(state) or PAST_STATES[state]
