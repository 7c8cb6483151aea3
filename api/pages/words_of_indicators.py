"""The words of the forms about indicators: questions and answers."""

from enum import StrEnum

from domain.indicators import IndicatorAction, IndicatorCode, IndicatorView
from projections.indicator_wording import TOPICS

QUESTIONS: dict[str, str] = {
    "acknowledged_by": "Who looked at it?",
    "actions": "What was done?",
    "indicator": "What is it about?",
    "peers_words": "What {peer} thinks, in their words",
    "persons_words": "What {person} thinks, in their words",
    "quiet_until": "Quiet until",
    "second": "Who else agreed?",
    "view": "What do you think?",
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
