"""The words of forms about requests by which somebody uses a right over their record."""

from enum import StrEnum

from api.pages.form import Form
from domain.complaint import AcknowledgeComplaint, AnswerComplaint
from domain.decider import Command
from domain.erasure import ErasePeer, ErasePerson, ErasureGround
from domain.rectification import RecordRectification
from domain.rights import (
    AcknowledgeRequest,
    AnswerRequest,
    ExtendRequest,
    HeardHow,
    Outcome,
    RecordClarification,
    RecordRequest,
    RequestClarification,
    Right,
    Unclear,
    WhyLonger,
    WithdrawRequest,
)

FORMS: dict[type[Command], Form] = {
    RecordRequest: Form(
        "Record what somebody asks about their record",
        "Save request",
        "However they ask, it counts from now, and it is answered within one calendar month. They "
        "need give no reason, and need not name the law.",
    ),
    AcknowledgeRequest: Form(
        "Record that they know it arrived",
        "Save",
        "A complaint is acknowledged within thirty days.",
    ),
    RequestClarification: Form(
        "Ask who they are, or what they mean",
        "Save",
        "The clock stands still until they answer. Ask no more than you need.",
    ),
    RecordClarification: Form("Record that it is clear now", "Save", "The clock runs again."),
    ExtendRequest: Form(
        "Take longer",
        "Save",
        "They are told within the first month, and why. It is at most two months more.",
    ),
    AnswerRequest: Form(
        "Record the answer",
        "Save answer",
        "What was not done needs reasons that they can read, and how to complain.",
    ),
    WithdrawRequest: Form("Record that they took it back", "Save", None),
    AcknowledgeComplaint: Form("Record that they know it arrived", "Save", None),
    AnswerComplaint: Form(
        "Answer a complaint",
        "Save answer",
        "Say what you found, what was done, and where else they can go.",
    ),
    ErasePerson: Form(
        "Erase what is sealed about them",
        "Erase for good",
        "Everything that is sealed for them becomes unreadable, for good, in every copy that is "
        "restored. That something happened, and when, stays; a certificate says what remains. "
        "A legal hold keeps it from being done.",
    ),
    ErasePeer: Form(
        "Erase what is sealed about them",
        "Erase for good",
        "Everything that is sealed for them becomes unreadable, for good, in every copy that is "
        "restored. That something happened, and when, stays; a certificate says what remains. "
        "A legal hold keeps it from being done.",
    ),
    RecordRectification: Form(
        "Record that it was put right",
        "Save",
        "The entry was corrected because whoever it is about asked. From now on no ordinary page "
        "shows what had been wrong, on whatever day. The evidence of a decision keeps it.",
    ),
}

QUESTIONS: dict[str, str] = {
    "RecordRequest.right": "What do they ask for?",
    "RecordRequest.how": "How do they ask?",
    "RecordRequest.own_words": "In their words",
    "RequestClarification.unclear": "What is not clear?",
    "ExtendRequest.why": "Why does it take longer?",
    "AnswerRequest.outcome": "What came of it?",
    "AnswerRequest.reasons": "What was not done, and why, as they were told",
    "ErasePerson.ground": "On what ground?",
    "AnswerComplaint.outcome": "What came of it?",
    "AnswerComplaint.found": "What was found, and what was done",
    "ComplaintMade.how": "How did they say it?",
    "ComplaintAnswered.outcome": "What came of it?",
    "ErasePeer.ground": "On what ground?",
    "RequestReceived.right": "What did they ask for?",
    "RequestReceived.how": "How did they ask?",
    "ClarificationRequested.unclear": "What was not clear?",
    "RequestExtended.why": "Why does the answer take longer?",
    "RequestAnswered.right": "What had they asked for?",
    "RequestAnswered.outcome": "What came of it?",
}

ANSWERS: dict[type[StrEnum], dict[str, str]] = {
    Right: {
        Right.ACCESS: "To see what is kept",
        Right.RECTIFICATION: "To have something put right",
        Right.ERASURE: "To have it erased",
        Right.RESTRICTION: "To have it left alone for a time",
        Right.PORTABILITY: "To take it elsewhere",
        Right.OBJECTION: "To object to how it is used",
        Right.COMPLAINT: "To complain about how it is kept",
    },
    HeardHow: {
        HeardHow.SPOKEN: "They said so",
        HeardHow.WRITTEN: "They wrote",
        HeardHow.ON_BEHALF: "Somebody asked for them",
    },
    Unclear: {
        Unclear.IDENTITY: "Who is asking",
        Unclear.SCOPE: "What they mean",
    },
    WhyLonger: {
        WhyLonger.COMPLEX: "It is complex",
        WhyLonger.NUMEROUS: "They asked for many things",
    },
    ErasureGround: {
        ErasureGround.NO_LONGER_NEEDED: "It is no longer needed",
        ErasureGround.CONSENT_WITHDRAWN: "They took back the consent that it rested on",
        ErasureGround.OBJECTED: "They object",
        ErasureGround.UNLAWFUL: "It should not have been kept",
        ErasureGround.LEGAL_DUTY: "The law asks for it",
        ErasureGround.KEY_ALREADY_GONE: "Its key was found to be destroyed already",
    },
    Outcome: {
        Outcome.DONE: "All of it was done",
        Outcome.IN_PART: "Part of it was done",
        Outcome.REFUSED: "It was not done",
    },
}

CODES: dict[str, dict[str, str]] = {
    "ErasePerson.ground": ANSWERS[ErasureGround],
    "ErasePeer.ground": ANSWERS[ErasureGround],
}
