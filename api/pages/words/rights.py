"""The words of forms about requests by which somebody uses a right over their record."""

from enum import StrEnum

from domain.rights import HeardHow, Outcome, Right, Unclear, WhyLonger

QUESTIONS: dict[str, str] = {
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
    Outcome: {
        Outcome.DONE: "All of it was done",
        Outcome.IN_PART: "Part of it was done",
        Outcome.REFUSED: "It was not done",
    },
}
