"""Somebody's rights over their own record: what was asked, its clock, and what is done about it.

A copy of somebody's record holds nothing of anybody else and asks for a code that was just shown.
An erasure ends in a certificate of what stays.
"""

from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import RawBody
from litestar.response import Redirect, Template

from api.desk import Desk
from api.pages.about import NOBODY, About
from api.pages.as_of import address
from api.pages.dates import day_words, moment_words
from api.pages.forms import Problem, given_in, key_in, new_key, reason_of
from api.pages.frame import Asking, AtDesk, Names, page
from api.pages.links import link_to
from api.pages.sharing import own_peer
from api.pages.words import ANSWERS
from api.views import certificate_of, everything_of
from domain.decider import Command, Refusal
from domain.erasure import ErasePeer, ErasePerson
from domain.people import RightsRequestId, subject
from domain.periods import local_day
from domain.personal import known
from domain.rights import (
    REQUEST,
    RIGHTS,
    AcknowledgeRequest,
    AnswerRequest,
    ExtendRequest,
    HeardHow,
    RecordClarification,
    RecordRequest,
    Request,
    RequestClarification,
    RequestReceived,
    Right,
    WithdrawRequest,
)
from domain.rights_flags import flags_of_request
from projections.erasure_certificate import as_text as certificate_text
from projections.subject_access import as_text
from projections.tables import shown

PATH = "/rights"
HELP = (
    "People may see what is kept about them, have it put right, erased or left alone, and "
    "complain. Each request is answered within one calendar month from when they asked, however "
    "they did."
)
ON_RECORD = {
    Right.RECTIFICATION: "Correct the entry first; then record on its page that it was put right. "
    "Until this is answered the record is only kept.",
    Right.RESTRICTION: "The record is only kept from when they asked until they say otherwise.",
    Right.OBJECTION: "The record is only kept from when they asked, unless the answer is no.",
    Right.ERASURE: "A legal hold keeps it from being done. It asks for a code, and is for good.",
    Right.COMPLAINT: "They know within thirty days that it arrived. Say how to go to the "
    "Information Commissioner: ico.org.uk, 0303 123 1113.",
}


@get(f"{PATH}/{{rights_request:str}}", sync_to_thread=True, view="rights_requests")
def one_request(request: Asking, desk: AtDesk, directory: Names) -> Template:
    """One request, its clock, and what can be done about it."""
    identifier = RightsRequestId(request.path_params["rights_request"])
    of = subject("rights_request", identifier)
    look = desk.look()
    found: Request = look(REQUEST, of)
    if found.right is None or found.received_at is None:
        raise NotFoundException(NOBODY)
    about, today = About(desk, directory, {}), local_day(look.now)
    whose = subject(*_whose(found))
    desk.must_reach("rights_requests", whose)
    return page(
        "right.html",
        here=PATH,
        position=look.position,
        help=HELP,
        saved=request.query_params.get("saved") is not None,
        breadcrumbs=[{"label": "Requests", "href": PATH}],
        title=ANSWERS[Right][found.right],
        facts=_facts(about, found, whose, identifier),
        note=ON_RECORD.get(found.right),
        due=[each["sentence"] for each in shown(flags_of_request(found), look.now)],
        over=None if found.over_at is None else day_words(local_day(found.over_at), today),
        first=_first(found, whose) if found.over_at is None else None,
        ways=[
            {"text": text, "href": link_to(command, rights_request=identifier)}
            for command, text in _steps(found, desk)
        ],
    )


def _whose(found: Request) -> tuple[str, str]:
    named = {"person": found.person, "peer": found.peer, "staff": found.staff}
    return next((noun, each) for noun, each in named.items() if each is not None)


def _facts(
    about: About, found: Request, whose: Any, identifier: RightsRequestId
) -> list[dict[str, Any]]:
    today = local_day(about.now)
    assert found.received_at is not None  # noqa: S101 - whoever asks has looked
    due = "stands still until it is clear who asks and what for"
    if found.due_at is not None:
        due = day_words(local_day(found.due_at), today)
    facts = [
        {"key": "Who", "value": about.name(whose)},
        {"key": "Asked", "value": moment_words(found.received_at, today)},
        {"key": "Answer due", "value": due},
    ]
    words = _words(about.desk, identifier)
    return [*facts, {"key": "In their words", "value": f"“{words}”"}] if words else facts


def _words(desk: Desk, identifier: RightsRequestId) -> str | None:
    """What they said, opened."""
    for recorded in desk.look().happened(subject("rights_request", identifier)):
        if isinstance(recorded.event, RequestReceived):
            opened = desk.opener.open(recorded).event
            assert isinstance(opened, RequestReceived)  # noqa: S101 - the same kind
            return known(opened.own_words)
    return None


def _first(found: Request, whose: str) -> dict[str, str] | None:
    """What the request itself asks for, where a page does it."""
    noun, _colon, identifier = whose.partition(":")
    match found.right:
        case Right.ACCESS | Right.PORTABILITY:
            return {"text": "Make the copy", "href": f"{PATH}/copies/{noun}.{identifier}"}
        case Right.ERASURE if noun == "person":
            return {"text": "Go to erasure", "href": link_to(ErasePerson, person=identifier)}
        case Right.ERASURE if noun == "peer":
            return {"text": "Go to erasure", "href": link_to(ErasePeer, peer=identifier)}
        case Right.RECTIFICATION if noun == "person":
            return {"text": "Go to the record", "href": f"/people/{identifier}"}
        case _:
            return None


def _steps(found: Request, desk: Desk) -> list[tuple[type[Command], str]]:
    """What can be recorded about a request that is open."""
    if found.over_at is not None:
        return []
    steps: list[tuple[type[Command], str]] = [(AnswerRequest, "Record the answer")]
    if found.acknowledged_at is None:
        steps.append((AcknowledgeRequest, "They know it arrived"))
    if found.due_at is None:
        steps.append((RecordClarification, "It is clear now"))
    else:
        steps.append((RequestClarification, "Ask what they mean"))
    if found.extended_at is None:
        steps.append((ExtendRequest, "Take longer"))
    steps.append((WithdrawRequest, "They took it back"))
    return [each for each in steps if desk.may_ask(each[0])]


@get(f"{PATH}/copies/{{whose:str}}", sync_to_thread=True, view="subject_access")
def copy_of(request: Asking, desk: AtDesk) -> Response[bytes]:
    """What somebody may have of their own record, as a text to be read before it is handed over."""
    found = everything_of(desk, request.path_params["whose"])
    return Response(
        as_text(found).encode(),
        media_type="text/plain; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="record.txt"'},
    )


@get(f"{PATH}/certificates/{{erasure:str}}", sync_to_thread=True, view="erasure_certificate")
def certificate(request: Asking, desk: AtDesk) -> Template:
    """What stays after an erasure, to be printed."""
    found = certificate_of(desk, request.path_params["erasure"])
    return page("certificate.html", text=certificate_text(found), position=found.position)


# --- One's own ---


@get("/my-rights", sync_to_thread=True, view="who_knows")
def my_rights(request: Asking, desk: AtDesk) -> Template:
    """What a peer supporter asked about their own record, and a way to ask."""
    return _mine(request, desk, [])


@post("/my-rights", sync_to_thread=True, view="form")
def ask_right(request: Asking, desk: AtDesk, body: RawBody) -> Template | Redirect:
    """Record what a peer supporter asks about their own record."""
    peer, given = own_peer(desk), given_in(body)
    said = {name: values[0].strip() for name, values in given.items() if values}
    if said.get("right", "") not in set(Right):
        return _mine(request, desk, [Problem("Choose what you ask for.", "right")], said)
    asked = RecordRequest(
        service=desk.service,
        right=Right(said["right"]),
        how=HeardHow.WRITTEN,
        peer=peer,
        own_words=said.get("words") or None,
    )
    try:
        receipt = desk.perform(asked, command_id=key_in(given))
    except Refusal as no:
        return _mine(request, desk, [Problem(reason_of(no), "right")], said)
    return Redirect(address("/my-rights", {"saved": str(receipt.position)}), status_code=303)


def _mine(
    request: Asking, desk: Desk, problems: list[Problem], said: dict[str, str] | None = None
) -> Template:
    of = subject("peer", own_peer(desk))
    desk.must_reach("who_knows", of)
    look = desk.look()
    today = local_day(look.now)
    mine = []
    for each in look(RIGHTS, of).requests.values():
        if each.right is None or each.received_at is None:
            continue
        due = "as soon as it is clear what you mean"
        if each.over_at is not None:
            due = f"answered {day_words(local_day(each.over_at), today)}"
        elif each.due_at is not None:
            due = f"by {day_words(local_day(each.due_at), today)}"
        mine.append([ANSWERS[Right][each.right], moment_words(each.received_at, today), due])
    return page(
        "my_rights.html",
        here="/sharing",
        status=400 if problems else 200,
        errors=[{"text": each.text, "field": each.field} for each in problems] or None,
        wrong=problems[0].text if problems else None,
        saved=request.query_params.get("saved") is not None and not problems,
        said=said or {},
        mine=mine,
        rights=[{"value": each.value, "label": ANSWERS[Right][each]} for each in Right],
        key=new_key(),
        breadcrumbs=[{"label": "Who may know what", "href": "/sharing"}],
    )


def handlers() -> list[Any]:
    """The pages over rights."""
    return [one_request, copy_of, certificate, my_rights, ask_right]
