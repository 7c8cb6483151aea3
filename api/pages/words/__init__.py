"""Every word of the forms in one table: titles, buttons, questions, hints and answers.

``{person}`` and ``{peer}`` stand for the first names of the two whom a form is about.
A module for each noun holds the words of its forms; here they are laid together, and a word
that two modules would say differently is refused when the program starts.
"""

from enum import StrEnum
from types import ModuleType
from typing import Any

from api.pages.form import Form
from api.pages.words import (
    breaks,
    common,
    groups,
    indicators,
    lasting,
    matches,
    matching,
    openings,
    partners,
    peers,
    people,
    referrals,
    reviews,
    rights,
    safeguarding,
    service,
    sessions,
    support,
)
from domain.channels import Channel
from domain.decider import Command

NOUNS: tuple[ModuleType, ...] = (
    common,
    people,
    referrals,
    matches,
    sessions,
    support,
    matching,
    indicators,
    peers,
    breaks,
    reviews,
    rights,
    openings,
    partners,
    safeguarding,
    groups,
    lasting,
    service,
)


def laid_together(name: str) -> dict[Any, Any]:
    """One table of all nouns; raises ValueError where two of them have words for one thing."""
    whole: dict[Any, Any] = {}
    for noun in NOUNS:
        table: dict[Any, Any] = getattr(noun, name, {})
        if twice := whole.keys() & table.keys():
            raise ValueError(f"{noun.__name__}.{name} says a second time: {twice}")
        whole |= table
    return whole


FORMS: dict[type[Command], Form] = laid_together("FORMS")
"""The commands that have a page, with the words around their form."""
FIRST: dict[type[Command], tuple[str, ...]] = laid_together("FIRST")
"""What a long form asks first, in this order; the rest can be opened."""
QUESTIONS: dict[str, str] = laid_together("QUESTIONS")
"""The question for a field: of one form ("Form.field"), or of every form that has it."""
HINTS: dict[str, str] = laid_together("HINTS")
"""What helps to answer, by field as in ``QUESTIONS``."""
CODES: dict[str, dict[str, str]] = laid_together("CODES")
"""Answers that are recorded as a code: of one form, or of every form that has the field."""
ANSWERS: dict[type[StrEnum], dict[str, str]] = laid_together("ANSWERS")
"""Every answer to choose from, by the kind of question."""

WHEN_OF_ENTRY = "Without a time, the day counts."
CHANNELS = ANSWERS[Channel]
ABOUT_INDICATORS = tuple(indicators.FORMS)
"""The commands by which somebody says what they make of an indicator."""

YES, NO, NOT_KNOWN = "Yes", "No", "Not known"
NOT_RECORDED = "Not said"
NOBODY_TO_CHOOSE = "There is nobody and nothing to choose yet. Name staff, open offers first."
LEFT_OPEN = {"agreed_how": "Not asked yet", "worried": "Not asked yet"}


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
