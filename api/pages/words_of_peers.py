"""The words of forms that peer supporters fill in about themselves, and of those who back them."""

from enum import StrEnum

from domain.peer import AskedBy, PauseReason
from domain.session import Urgency

QUESTIONS: dict[str, str] = {
    "urgency": "How soon?",
    "asked_by": "Who asked for the break?",
    "PausePeer.reason": "Why, if that may be said?",
    "expected_return": "Back on, if that is known",
    "SetCapacity.matches": "How many people at a time?",
    "hours_a_week": "How many hours a week, if that is to be said?",
    "RecordSupervision.supervisor": "Who held it?",
}
ANSWERS: dict[type[StrEnum], dict[str, str]] = {
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
