"""The short codes of printed forms: they find what a form asks and say nothing of anybody.

A code is a digest of what is asked and of the random identifier that it is asked about, so none is
kept. It is looked up among what is open in the service.
"""

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from api.pages.about import About
from api.pages.links import link_to
from api.pages.steps import steps_of_referral
from domain.consent import CONSENTS
from domain.folds import fold
from domain.match import MATCH, OPEN_STAGES, AcceptAgreement, Match, RecordReview, Side, Stage
from domain.people import subject
from domain.referral import REFERRAL, ConsiderReadiness, Referral
from domain.story import STORY_REQUESTS

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0, O, 1, I and L, which look alike in handwriting."""
LENGTH = 6


class Question(NamedTuple):
    """What somebody is asked on paper, and where the answer is recorded."""

    kind: str
    about: str
    answer: str


def code_of(question: Question) -> str:
    """The code of a form: three signs, a dash, three signs."""
    digest = hashlib.sha256(f"{question.kind}:{question.about}".encode()).digest()
    number = int.from_bytes(digest[:8], "big")
    signs = ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(LETTERS))
        signs += LETTERS[place]
    return f"{signs[:3]}-{signs[3:]}"


def form_with(about: About, said: str) -> str | None:
    """Where the answer to a form is recorded, by its code; none where nothing open has it."""
    wanted = "".join(said.split()).upper().replace("-", "")
    for question in questions(about):
        if code_of(question).replace("-", "") == wanted:
            return question.answer
    return None


def questions(about: About) -> Iterator[Question]:
    """Everything that waits for an answer of somebody in the service."""
    ledger, look = about.desk.ledger, about.desk.look()
    for of in ledger.subjects("consent"):
        identifier = of.partition(":")[2]
        consent = look(CONSENTS, of).get(identifier)
        if consent is not None and consent.is_open_offer():
            yield Question("consent", identifier, f"/choices/{identifier}")
    for of in ledger.subjects("story_request"):
        for identifier, request in look(STORY_REQUESTS, of).items():
            if request.accepted_at is None and request.declined_at is None:
                yield story_question(identifier)
    for of in ledger.subjects("match"):
        for side in Side:
            question = asked_of_match(about, of.partition(":")[2], side)
            if question is not None:
                yield question
    for of in ledger.subjects("referral"):
        question = asked_of_referral(about, of.partition(":")[2])
        if question is not None:
            yield question


def story_question(request: str) -> Question:
    """The question whether they would tell their story."""
    return Question("story", request, f"/story-requests/{request}")


def asked_of_match(about: About, identifier: str, side: Side) -> Question | None:
    """What one side of a match has to decide, by where it stands; nothing where it is over."""
    match: Match = fold(MATCH, about.happened(subject("match", identifier)))
    stage = match.stage_at(about.now)
    if stage not in OPEN_STAGES:
        return None
    kind, answer = "review", link_to(RecordReview, match=identifier)
    if stage is Stage.PROPOSED:
        kind, answer = "proposal", f"/matches/{identifier}/answers"
    elif stage in {Stage.ACCEPTED, Stage.INTRODUCED}:
        kind, answer = "agreement", link_to(AcceptAgreement, match=identifier)
    return Question(f"{kind}-{side.value.lower()}", identifier, answer)


def asked_of_referral(about: About, identifier: str) -> Question | None:
    """Whether now is the time, where that is the next step; else nothing."""
    referral: Referral = fold(REFERRAL, about.happened(subject("referral", identifier)))
    steps = steps_of_referral(referral, referral.stage_at(about.now))
    if ConsiderReadiness not in steps:
        return None
    return Question("readiness", identifier, link_to(ConsiderReadiness, referral=identifier))
