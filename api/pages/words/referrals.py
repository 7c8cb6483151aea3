"""The words of forms about a referral: from a first enquiry to the day it is closed."""

from enum import StrEnum

from api.pages.form import Form
from domain.decider import Command
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

FORMS: dict[type[Command], Form] = {
    ReceiveReferral: Form(
        "Take a referral",
        "Save referral",
        "In danger now? 999 first. Say only what they want to: every answer can be left open "
        "but the first.",
    ),
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
}

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
}

QUESTIONS: dict[str, str] = {
    "HandOverPerson.to_staff": "Who takes over?",
    "PersonHandedOver.to_staff": "Who takes over?",
    "ConsiderReadiness.view": "Is now the time?",
    "ReadinessConsidered.view": "Is now the time?",
    "RecordContactAttempt.channel": "How was it tried?",
    "ContactAttempted.channel": "How was it tried?",
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
    "DeclineReferral.reason": "Why?",
    "DeclineReferral.offered_instead": "What was {person} offered or told instead?",
    "ReceiveReferral.at": "When did it arrive?",
    "RecordAgreement.agreed_how": "How did they agree?",
    "PersonAgreedToReferral.agreed_how": "How did they agree?",
    "ReferralReceived.at": "When did it arrive?",
    "EnquiryReceived.at": "When did it arrive?",
}

HINTS: dict[str, str] = {
    "RecordGettingToKnow.conditions": "As they choose, after their own words. They need not say.",
    "GettingToKnowHeld.conditions": "As they chose, after their own words.",
    "ReceiveReferral.agreed_how": "Not asked: it is an enquiry until they have been.",
    "PauseWait.revisit_on": "In eight weeks if you leave it open.",
    "ConsiderReadiness.offered_instead": "Needed with “not now”. One to a line.",
    "ConsiderReadiness.revisit_on": "Needed with “not now”. Eight weeks is usual.",
    "DeclineReferral.signed_off_by": "Needed where the reason is safety.",
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
}

CODES["ReferralReceived.reasons"] = CODES["ReceiveReferral.reasons"]

CODES["EnquiryReceived.reasons"] = CODES["ReceiveReferral.reasons"]

CODES["ReferralDeclined.reason"] = CODES["DeclineReferral.reason"]

CODES["ReferralWithdrawn.reason"] = CODES["WithdrawReferral.reason"]

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
}
