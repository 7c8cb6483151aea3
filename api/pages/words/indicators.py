"""The words of the forms about indicators: questions and answers."""

from enum import StrEnum

from api.pages.form import Form
from domain.decider import Command
from domain.indicators import (
    AcknowledgeIndicator,
    CommentOnIndicator,
    ContestIndicator,
    IndicatorAction,
    IndicatorCode,
    IndicatorView,
)
from projections.indicator_wording import TOPICS

FORMS: dict[type[Command], Form] = {
    AcknowledgeIndicator: Form(
        "Say what you make of something in a match",
        "Save view",
        "It quiets the list, and nothing else. What asks to act today needs the entry of what was "
        "done, and a second person.",
    ),
    CommentOnIndicator: Form("Record what one of the two thinks about it", "Save words"),
    ContestIndicator: Form("Record that one of the two sees it differently", "Save words"),
}
"""The commands that have a page, with the words around their form."""

QUESTIONS: dict[str, str] = {
    "acknowledged_by": "Who looked at it?",
    "actions": "What was done?",
    "indicator": "What is it about?",
    "peers_words": "What {peer} thinks, in their words",
    "persons_words": "What {person} thinks, in their words",
    "quiet_until": "Quiet until",
    "second": "Who else agreed?",
    "view": "What do you think?",
    "action_entry": "The entry of what was done",
    "words": "In their words",
    "AcknowledgeIndicator.reason": "Why?",
    "IndicatorAcknowledged.reason": "Why?",
}
"""The question for a field: of one form ("Form.field"), or of every form that has it."""

ANSWERS: dict[type[StrEnum], dict[str, str]] = {
    IndicatorView: {
        IndicatorView.EXPECTED: "Expected",
        IndicatorView.USEFUL: "Useful to know",
        IndicatorView.NOT_USEFUL: "Not useful",
        IndicatorView.ACTED: "Something was done",
    },
    IndicatorAction: {
        IndicatorAction.TALKED_WITH_BOTH: "Talked with both",
        IndicatorAction.AGREEMENT_RENEWED: "Wrote a new agreement",
        IndicatorAction.REVIEW_HELD: "Held a review",
        IndicatorAction.ENDING_PLANNED: "Planned the ending",
        IndicatorAction.OTHER_PEERS_OFFERED: "Offered to meet other peers",
        IndicatorAction.GROUP_OFFERED: "Offered a group",
        IndicatorAction.PRACTICAL_HELP_FOUND: "Found practical help elsewhere",
        IndicatorAction.SUPERVISION_ARRANGED: "Arranged supervision",
        IndicatorAction.MATCH_RESTED: "Let the match rest",
        IndicatorAction.TAKEN_FURTHER: "Took it further",
    },
    IndicatorCode: {code: topic[0].upper() + topic[1:] for code, topic in TOPICS.items()},
}
"""Every answer to choose from, by the kind of question."""
