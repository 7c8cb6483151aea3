"""The words of forms about records that were opened without a relation."""

from enum import StrEnum

from api.pages.form import Form
from domain.decider import Command
from domain.opening import OpeningReason, OpeningVerdict, OpenRecord, ReviewOpening
from domain.reading import ReadingSignal

OPEN_TITLE, OPEN_BUTTON = "Open the record of somebody who is not yours", "Open the record"
OPEN_LEAD = (
    "This is for when you must see it now. You see the record for an hour, without changing it. "
    "That you opened it, and why, is told at once to those who look into it, and stays in the "
    "record. If somebody is in danger, act first:"
)
REVIEW_TITLE, REVIEW_BUTTON = "Judge why a record was opened", "Save judgement"

FORMS: dict[type[Command], Form] = {
    OpenRecord: Form(OPEN_TITLE, OPEN_BUTTON, OPEN_LEAD),
    ReviewOpening: Form(REVIEW_TITLE, REVIEW_BUTTON),
}

QUESTIONS: dict[str, str] = {
    "OpenRecord.reason": "Why do you have to see it?",
    "OpenRecord.words": "What happened, in a sentence?",
    "ReviewOpening.words": "What did you find?",
    "RecordOpened.reason": "Why do you have to see it?",
    "RecordOpened.words": "What happened, in a sentence?",
    "ReviewOpening.verdict": "Did the record have to be opened?",
    "OpeningReviewed.verdict": "Did the record have to be opened?",
    "OpeningReviewed.words": "What did you find?",
    "ReadingLookedInto.kind": "What was worth asking about?",
    "ReadingLookedInto.day": "On which day?",
    "ReadingLookedInto.words": "What were you told?",
}

ANSWERS: dict[type[StrEnum], dict[str, str]] = {
    OpeningReason: {
        OpeningReason.RISK_TO_SOMEBODY: "Somebody may be in danger",
        OpeningReason.COLLEAGUE_AWAY: "Whoever looks after them is away",
        OpeningReason.PERSON_ASKED: "The person is here, or on the telephone, and asked",
        OpeningReason.COMPLAINT: "To answer a complaint",
        OpeningReason.OTHER: "Another reason",
    },
    ReadingSignal: {
        ReadingSignal.NO_RELATION: "They looked up somebody who is not theirs",
        ReadingSignal.FORMER_RELATION: "They looked up somebody who is not theirs any more",
        ReadingSignal.MANY_PEOPLE: "They looked up far more people than usual",
        ReadingSignal.OWN_NAME: "They looked up somebody who has their own name",
        ReadingSignal.SAME_SURNAME: "They looked up somebody who has their surname",
    },
    OpeningVerdict: {
        OpeningVerdict.NEEDED: "Yes",
        OpeningVerdict.NEEDED_WITH_LEARNING: "Yes, and there is something to learn from it",
        OpeningVerdict.NOT_NEEDED: "No",
    },
}
