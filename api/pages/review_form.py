"""The form of a review: what is shown of a record, five questions, a verdict, and what was sent.

A reviewer of the service and somebody outside fill in the same (`reviews`, `outside_review`).
Nothing is chosen beforehand.
"""

from collections.abc import Collection
from typing import Any

from api.pages.answers import Given
from api.pages.evidence import lines_of
from domain.confidentiality.commands_after import ReviewBreak
from domain.confidentiality.language import ReviewAnswer, Verdict
from domain.people import ActorId, BreakId, LinkId
from projections.breaks.evidence import EvidencePack
from projections.breaks.words import CODES, FIVE_QUESTIONS

KNOWN = 4
"""The question about what was known: it stands first, and apart."""

ANSWERS = [
    {"value": each.value, "label": CODES[ReviewAnswer][each]}
    for each in (ReviewAnswer.YES, ReviewAnswer.NO, ReviewAnswer.NOT_APPLICABLE)
]
VERDICTS = [
    {"value": Verdict.UPHELD.value, "label": CODES[Verdict][Verdict.UPHELD]},
    {
        "value": Verdict.UPHELD_WITH_LEARNING.value,
        "label": CODES[Verdict][Verdict.UPHELD_WITH_LEARNING],
    },
    {
        "value": Verdict.NOT_UPHELD.value,
        "label": CODES[Verdict][Verdict.NOT_UPHELD],
        "hint": "This starts the 72 hours in which it is assessed as a possible data breach.",
    },
]
PLACES = {"reasoning": "why-ground_met", "words": "words"}
"""Where a refusal stands on the page, by the field that it names."""


class MissingAnswer(Exception):
    """An answer is missing or fits nothing; ``field`` is which."""

    def __init__(self, sentence: str, field: str) -> None:
        """Say what is missing, and where."""
        super().__init__(sentence)
        self.field = field


def one(given: Given, name: str) -> str:
    """What was sent under a name; nothing where there is none."""
    return next(iter(given.get(name, ())), "").strip()


def verdict_in(
    given: Given, which: BreakId, reviewer: ActorId, link: LinkId | None = None
) -> ReviewBreak:
    """The review that a form says. Raises `MissingAnswer`."""
    said: dict[str, Any] = {}
    reasoning = []
    for name, question in FIVE_QUESTIONS:
        answer = one(given, name)
        if answer not in set(ReviewAnswer):
            raise MissingAnswer(f"Choose an answer: {question}", name)
        said[name] = ReviewAnswer(answer)
        why = one(given, f"why-{name}")
        if said[name] is ReviewAnswer.NO and not why:
            raise MissingAnswer(f"Say why not: {question}", f"why-{name}")
        if why:
            reasoning.append(why)
    verdict = one(given, "verdict")
    if verdict not in set(Verdict):
        raise MissingAnswer("Choose a verdict.", "verdict")
    return ReviewBreak(
        break_id=which,
        reviewer=reviewer,
        verdict=Verdict(verdict),
        reasoning=tuple(reasoning),
        learning=one(given, "learning") or None,
        link=link,
        **said,
    )


def told_of(pack: EvidencePack, questions: Collection[int]) -> dict[str, Any]:
    """What the page shows of a record: what was known, and the answers to some questions."""
    answers = {each.number: each for each in pack.answers}
    return {
        "position": pack.position,
        "title": pack.told.title if pack.told else "Review",
        "about": pack.told.about if pack.told else "",
        "known": {
            "then": lines_of(answers[KNOWN].then),
            "later": lines_of(answers[KNOWN].later),
        },
        "brief": [
            {
                "question": answers[number].question,
                "lines": lines_of([*answers[number].then, *answers[number].later]),
                "steps": [each.told for each in answers[number].steps or ()],
                "note": answers[number].note,
            }
            for number in questions
        ],
    }


def asked_in(given: Given, error: dict[str, Any] | None) -> dict[str, Any]:
    """The questions with what was answered, and what is in the way."""
    wrong = error["field"] if error else None
    return {
        "status": 400 if error else 200,
        "errors": [error] if error else None,
        "questions": [
            {
                "name": name,
                "text": f"{number}. {question}",
                "value": one(given, name) or None,
                "why": one(given, f"why-{name}"),
                "error": error["text"] if error and wrong == name else None,
                "why_error": error["text"] if error and wrong == f"why-{name}" else None,
            }
            for number, (name, question) in enumerate(FIVE_QUESTIONS, 1)
        ],
        "answers": ANSWERS,
        "verdicts": VERDICTS,
        "verdict": one(given, "verdict") or None,
        "learning": one(given, "learning"),
        "words": one(given, "words"),
        "wrong": {wrong: error["text"]} if error and wrong else {},
    }
