"""Complaints: anybody can make one without an account, and a manager answers each in time."""

from typing import Any

from litestar import get, post
from litestar.params import RawBody
from litestar.response import Redirect, Template

from api.desk import Desk
from api.pages.about import About
from api.pages.as_of import address
from api.pages.dates import day_words, moment_words
from api.pages.forms import Problem, given_in, key_in, new_key, reason_of
from api.pages.frame import Asking, AtDesk, Names, page
from api.pages.links import link_to
from api.pages.words import ANSWERS
from api.strangers import LONGEST_BODY, complaints_of, count, refuse_more
from application.identity import TooManyTries
from domain.complaint import (
    COMPLAINT,
    AcknowledgeComplaint,
    AnswerComplaint,
    Complaint,
    ComplaintMade,
    MakeComplaint,
)
from domain.decider import Refusal
from domain.people import Subject
from domain.periods import local_day
from domain.personal import known
from domain.rights import ACKNOWLEDGED_WITHIN, HeardHow, Outcome

COMPLAIN, COMPLAINTS = "/complain", "/complaints"
HELP = (
    "Somebody may complain without a name and without an account. Tell them within thirty days "
    "that it arrived, if they left a way, and answer within one calendar month."
)

NOT_NOW = (
    "Too many complaints were sent just now. What you wrote is still here: "
    "send it again in a quarter of an hour, or phone us."
)


@get(COMPLAIN, sync_to_thread=True, view="public")
def complain(request: Asking, desk: AtDesk, directory: Names) -> Template:
    """How to complain, and a place to write it."""
    return _asked(request, desk, directory, [], {})


@post(COMPLAIN, sync_to_thread=True, view="public", request_max_body_size=LONGEST_BODY)
def save_complaint(
    request: Asking, desk: AtDesk, directory: Names, body: RawBody
) -> Template | Redirect:
    """Keep what somebody wrote.

    What all strangers send is counted together, so that nobody fills the list: past that they are
    asked to wait or to phone.
    """
    given = given_in(body)
    said = {name: values[0].strip() for name, values in given.items() if values}
    made = MakeComplaint(
        service=desk.service,
        words=said.get("words", ""),
        contact=said.get("contact") or None,
        how=HeardHow.WRITTEN,
    )
    sent = complaints_of(desk.principal.actor)
    try:
        refuse_more(request, sent)
        desk.perform(made, command_id=key_in(given))
    except TooManyTries as no:
        waiting = [Problem(NOT_NOW, "words")]
        return _asked(request, desk, directory, waiting, said, status=no.status)
    except Refusal as no:
        return _asked(request, desk, directory, [Problem(reason_of(no), no.field)], said)
    count(request, sent)
    return Redirect(address(COMPLAIN, {"saved": "yes"}), status_code=303)


def _asked(
    request: Asking,
    desk: Desk,
    directory: Any,
    problems: list[Problem],
    said: dict[str, str],
    *,
    status: int = 400,
) -> Template:
    return page(
        "complain.html",
        status=status if problems else 200,
        errors=[{"text": each.text, "field": each.field} for each in problems] or None,
        wrong={each.field: each.text for each in problems},
        saved=request.query_params.get("saved") is not None and not problems,
        said=said,
        service=About(desk, directory, {}).service_name,
        days=ACKNOWLEDGED_WITHIN.days,
        own=(desk.principal.holder or "").startswith("peer:"),
        key=new_key(),
    )


@get(COMPLAINTS, sync_to_thread=True, view="complaints")
def complaints(request: Asking, desk: AtDesk) -> Template:
    """Every complaint, open ones first, each with what was said and what is due."""
    look = desk.look()
    found = (_line(desk, of, look(COMPLAINT, of)) for of in desk.ledger.subjects("complaint"))
    lines = [each for each in found if each is not None]
    return page(
        "complaints.html",
        here=COMPLAINTS,
        position=look.position,
        help=HELP,
        saved=request.query_params.get("saved") is not None,
        open=[each for each in lines if each["ways"]],
        answered=[each for each in lines if not each["ways"]],
    )


def _line(desk: Desk, of: Subject, complaint: Complaint) -> dict[str, Any] | None:
    """One complaint as the page says it; nothing of another service."""
    if complaint.service != desk.service or complaint.made_at is None or complaint.due_at is None:
        return None
    look = desk.look()
    today = local_day(look.now)
    words = contact = None
    for recorded in look.happened(of):
        if isinstance(recorded.event, ComplaintMade):
            opened = desk.opener.open(recorded).event
            assert isinstance(opened, ComplaintMade)  # noqa: S101 - the same kind
            words, contact = known(opened.words), known(opened.contact)
    identifier = of.partition(":")[2]
    ways = []
    if complaint.answered_at is None:
        ways = [{"text": "Answer", "href": link_to(AnswerComplaint, complaint=identifier)}]
        if complaint.answerable and complaint.acknowledged_at is None:
            href = link_to(AcknowledgeComplaint, complaint=identifier)
            ways.append({"text": "They know it arrived", "href": href})
    return {
        "made": moment_words(complaint.made_at, today),
        "words": words or "no longer held",
        "contact": contact or "no answer wanted",
        "due": day_words(local_day(complaint.due_at), today),
        "acknowledged": complaint.acknowledged_at
        and day_words(local_day(complaint.acknowledged_at), today),
        "outcome": complaint.outcome and ANSWERS[Outcome][complaint.outcome],
        "ways": ways,
    }


def handlers() -> list[Any]:
    """The pages over complaints."""
    return [complain, save_complaint, complaints]
