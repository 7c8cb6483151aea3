"""Large-print forms: A4, 18 point, black on white, one question to a sheet.

A form names nobody and no condition: its code finds what it asks (`api.pages.codes`), so that a
letter that goes astray tells nothing. Every answer is fine, and each can be given by telephone too.
"""

from typing import Any, NamedTuple

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.response import Template

from api.desk import Desk
from api.pages.about import NOBODY, About
from api.pages.codes import Question, asked_of_match, asked_of_referral, code_of, story_question
from api.pages.dates import full_day_words
from api.pages.frame import Asking, AtDesk, Names, page
from api.pages.telling_words import BY_WHICH_WAY, ROLES, WHAT_FOR, WHO
from domain.consent import CONSENTS, Audience, Consent
from domain.match import AcceptProposal, Side
from domain.people import ConsentId, subject
from domain.periods import local_day
from domain.referral import ConsiderReadiness
from domain.story import STORY_REQUESTS, StoryRequest

FREE = "You choose. Any answer is fine. Your support stays the same."
FREE_OF_ROLE = "You choose. Any answer is fine. What you do with us stays the same."


class Asks(NamedTuple):
    """What a sheet asks: its heading, what to know before, and the boxes to tick."""

    heading: str
    lead: str
    boxes: tuple[str, ...]


ASKS: dict[str, Asks] = {
    "proposal-person": Asks(
        "WOULD YOU LIKE TO MEET?",
        f"We talked about a peer supporter for you. {FREE}",
        ("Yes.", "No. I need give no reason.", "I would like to hear more first."),
    ),
    "proposal-peer": Asks(
        "WOULD YOU LIKE TO MEET?",
        f"We talked about somebody whom you might support. {FREE_OF_ROLE}",
        ("Yes.", "No. I need give no reason.", "I would like to hear more first."),
    ),
    "agreement-person": Asks(
        "DO YOU AGREE?",
        f"We wrote down how the two of you want to do it. It came with this sheet. {FREE}",
        ("Yes.", "Yes, with a change. Please phone me.", "No."),
    ),
    "agreement-peer": Asks(
        "DO YOU AGREE?",
        f"We wrote down how the two of you want to do it. It came with this sheet. {FREE_OF_ROLE}",
        ("Yes.", "Yes, with a change. Please phone me.", "No."),
    ),
    "review-person": Asks(
        "HOW SHALL IT GO ON?",
        f"You have been in touch for a while. We ask each of you apart. {FREE}",
        (
            "Carry on as it is.",
            "Carry on, with a change.",
            "Have a break.",
            "Bring it to an end, in our own time.",
        ),
    ),
    "review-peer": Asks(
        "HOW SHALL IT GO ON?",
        f"You have been in touch for a while. We ask each of you apart. {FREE_OF_ROLE}",
        (
            "Carry on as it is.",
            "Carry on, with a change.",
            "Have a break.",
            "Bring it to an end, in our own time.",
        ),
    ),
    "readiness": Asks(
        "IS NOW THE TIME?",
        "You choose. Any answer is fine, and you can come back to it.",
        ("Yes, I would like to start.", "Not now. Ask me again on:", "No, thank you."),
    ),
    "story": Asks(
        "WOULD YOU TELL YOUR STORY?",
        f"Somebody asked for it. We told you who, and what for. {FREE_OF_ROLE}",
        ("Yes. I say later which part, to whom and how.", "No. I need give no reason."),
    ),
}


@get("/choices/{consent:str}/print", sync_to_thread=True, view="choices")
def print_choice(request: Asking, desk: AtDesk, directory: Names) -> Template:
    """The sheet that asks whether one thing may be told."""
    identifier = ConsentId(request.path_params["consent"])
    consent = desk.look()(CONSENTS, subject("consent", identifier)).get(identifier)
    if consent is None or not consent.is_open_offer():
        raise NotFoundException(NOBODY)
    noun, whose = ("peer", consent.peer) if consent.peer else ("person", consent.person)
    desk.must_reach("choices" if consent.peer else "who_knows_person", subject(noun, whose or ""))
    about = About(desk, directory, {})
    free = FREE_OF_ROLE if consent.peer else FREE
    asks = Asks(
        "MAY WE TELL THIS?",
        f"{_may(consent)} {free}",
        ("No.", "Yes.", "Yes, but ask me first each time.", "Not now. Ask me again on:"),
    )
    return _sheet(about, Question("consent", identifier, f"/choices/{identifier}"), asks)


def _may(consent: Consent) -> str:
    """What is asked, without what it is about: that was said, and stands in no letter."""
    on = "" if consent.offered_at is None else full_day_words(local_day(consent.offered_at))
    to = "somebody"
    if consent.audience_role is not None:
        to = ROLES[consent.audience_role]
    elif consent.audience is not None and consent.audience is not Audience.MATCHED_PERSON:
        to = WHO[consent.audience]
    parts = [f"May the one thing that we talked about on {on} be told to {to}"]
    if consent.purpose is not None:
        parts.append(WHAT_FOR[consent.purpose])
    if consent.channel is not None:
        parts.append(BY_WHICH_WAY[consent.channel])
    return f"{', '.join(parts)}, for a year?"


@get("/matches/{match:str}/print/{side:str}", sync_to_thread=True, view="form")
def print_of_match(request: Asking, desk: AtDesk, directory: Names) -> Template:
    """The sheet that asks one side of a match what they have to decide next."""
    desk.must_ask(AcceptProposal)
    about = About(desk, directory, {"match": request.path_params["match"]})
    desk.must_reach("form", subject("person", about.person or ""))
    try:
        side = Side(request.path_params["side"].upper())
    except ValueError:
        raise NotFoundException(NOBODY) from None
    question = asked_of_match(about, about.ids["match"], side)
    if question is None:
        raise NotFoundException("There is nothing to decide in this match at present.")
    return _sheet(about, question, ASKS[question.kind])


@get("/referrals/{referral:str}/print", sync_to_thread=True, view="form")
def print_of_referral(request: Asking, desk: AtDesk, directory: Names) -> Template:
    """The sheet that asks somebody whether now is the time."""
    desk.must_ask(ConsiderReadiness)
    about = About(desk, directory, {"referral": request.path_params["referral"]})
    desk.must_reach("form", subject("person", about.person or ""))
    question = asked_of_referral(about, about.ids["referral"])
    if question is None:
        raise NotFoundException("There is nothing to decide about this at present.")
    return _sheet(about, question, ASKS["readiness"])


@get("/story-requests/{story_request:str}/print", sync_to_thread=True, view="choices")
def print_story(request: Asking, desk: AtDesk, directory: Names) -> Template:
    """The sheet that asks a peer supporter whether they would tell their story."""
    identifier = request.path_params["story_request"]
    story_of(desk, identifier)
    return _sheet(About(desk, directory, {}), story_question(identifier), ASKS["story"])


def story_of(desk: Desk, identifier: str) -> StoryRequest:
    """A request for a story. Raises `NotFoundException` and `NotPermitted`."""
    found: dict[str, StoryRequest] = desk.look()(
        STORY_REQUESTS, subject("story_request", identifier)
    )
    if identifier not in found:
        raise NotFoundException(NOBODY)
    desk.must_reach("choices", subject("peer", found[identifier].peer))
    return found[identifier]


def _sheet(about: About, question: Question, asks: Asks) -> Template:
    return page(
        "sheet.html",
        asks=asks,
        code=code_of(question),
        answer=question.answer,
        service=about.service_name,
    )


def handlers() -> list[Any]:
    """Every sheet."""
    return [print_choice, print_of_match, print_of_referral, print_story]
