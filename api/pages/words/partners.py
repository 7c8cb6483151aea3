"""The words of forms about what referrers hear, what is written, and services elsewhere."""

from enum import StrEnum

from domain.messages.language import MessageKind, NotSentReason
from domain.partnership.language import FeedbackContent, FeedbackLevel, News

QUESTIONS: dict[str, str] = {
    "ask_on": "When to ask again?",
    "news": "What news was it?",
    "level": "How much may the referrer hear?",
    "contents": "What was told?",
    "content_hash": "Which text was it?",
    "seen_by_person": "Had {person} seen the words first?",
    "summary": "What was said?",
    "question": "What was asked?",
    "answer": "What was answered?",
    "listing": "Which service in the directory?",
    "suggested": "Which service or group?",
}

ANSWERS: dict[type[StrEnum], dict[str, str]] = {
    News: {
        News.RECEIVED: "The request arrived",
        News.ACCEPTED: "Accepted, and waiting for a match",
        News.NOT_PROCEEDING: "Not going on",
        News.STARTED: "Support has started",
        News.ENDED: "Support has ended",
    },
    FeedbackLevel: {
        FeedbackLevel.NOTHING: "Nothing",
        FeedbackLevel.STATUS: "Where it stands",
        FeedbackLevel.SUMMARY: "Where it stands, and a summary",
        FeedbackLevel.OUTCOMES: "Where it stands, a summary and scores",
    },
    FeedbackContent: {
        FeedbackContent.STATUS: "Where it stands",
        FeedbackContent.SUMMARY: "A summary",
        FeedbackContent.OUTCOME_SCORES: "Scores of questionnaires",
        FeedbackContent.PEER_SUPPORTERS_EXPERIENCE: "What the peer supporter has been through",
    },
    MessageKind: {
        MessageKind.REFERRER_NEWS: "News for a referrer",
        MessageKind.COPY_OF_CHOICE: "A copy of a choice",
        MessageKind.THINGS_TO_LOOK_AT: "What there is to look at",
        MessageKind.SIGN_IN_NOW: "A word to sign in now",
    },
    NotSentReason: {
        NotSentReason.NO_ADDRESS: "There is no address",
        NotSentReason.NOT_AGREED: "It was not agreed to",
        NotSentReason.NOT_TAKEN: "The mail server did not take it",
        NotSentReason.TAKEN_BACK: "It was taken back",
        NotSentReason.DIED: "Somebody died",
        NotSentReason.LEFT: "Whoever it was for has left",
    },
}
