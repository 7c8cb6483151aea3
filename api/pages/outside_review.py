"""The review by somebody outside: of one record, by a link that runs out and a code told apart.

They see the eleven questions of that record and nothing around it, without the name of whom it is
about. They judge it, give it back, or say that something links them to it. Once they have, or when
the link has run out, it shows nothing any more.
"""

from typing import Any

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, RawBody
from litestar.response import Redirect, Template

from api.break_views import pack_at
from api.desk import Desk
from api.entrance import NOBODY, OUTSIDE
from api.outside import (
    COOKIE,
    code_in,
    cookie_of,
    link_in,
    link_shown,
    path_of,
    plain,
    record_at,
)
from api.pages.answers import Given
from api.pages.as_of import address
from api.pages.forms import given_in, key_in, new_key, reason_of
from api.pages.frame import Asking, AtDesk, Names, page
from api.pages.review_form import (
    KNOWN,
    PLACES,
    MissingAnswer,
    asked_in,
    one,
    told_of,
    verdict_in,
)
from api.strangers import forget, review_at
from application.identity import TooManyTries
from application.policy import OUTSIDE_REVIEW
from application.principal import outsider
from domain.confidentiality import Break
from domain.confidentiality.commands_after import PassOnReview, ReturnBreakRecord, UseReviewLink
from domain.confidentiality.language import READY_FOR_REVIEW
from domain.confidentiality.refusals import LinkDoesNotOpen
from domain.decider import Command, Refusal
from domain.people import BreakId, LinkId
from projections.breaks.surroundings import concerned_in
from projections.directory import Directory

AT = f"{OUTSIDE}/{{of_break:str}}"
DOES_NOT_OPEN = (
    "This link has run out or was taken back, or the code is not right. "
    "Ask whoever sent it for a new one."
)
EVERY = tuple(number for number in range(1, 12) if number != KNOWN)
ENDED = {
    "reviewed": "Your review is saved. The record is closed to you again.",
    "returned": "The record was given back to be completed. You can open it again once it is.",
    "passed": "Somebody else reviews it. The link opens nothing any more.",
}
NOT_NOW = "This record is not waiting for a review now. Whoever asked you knows why."


@get(AT, sync_to_thread=True, view=OUTSIDE_REVIEW)
def ask_outside(
    request: Asking, desk: AtDesk, directory: Names, of_break: FromPath[str]
) -> Template:
    """The one record, for whoever showed the code; the question for the code for everybody else."""
    if desk.principal == NOBODY:
        shown = _code(request.query_params.get("done", ""))
        if code_in(request):
            # what opens nothing any more is not shown again, and so counted once
            shown.delete_cookie(COOKIE, path=path_of(of_break))
        return shown
    return _Outside(request, desk, directory, of_break).asked({}, None)


@post(AT, sync_to_thread=True, view=OUTSIDE_REVIEW, status_code=200)
def save_outside(
    request: Asking, desk: AtDesk, directory: Names, of_break: FromPath[str], body: RawBody
) -> Template | Redirect:
    """Take a code; or save a review, give the record back, or pass it on."""
    given = given_in(body)
    if one(given, "press") == "code":
        return _opened(request, desk, of_break, one(given, "code"))
    if desk.principal == NOBODY:
        return _code("", DOES_NOT_OPEN)
    outside = _Outside(request, desk, directory, of_break)
    try:
        done = outside.perform(given)
    except MissingAnswer as wrong:
        return outside.asked(given, {"text": str(wrong), "field": wrong.field})
    except Refusal as no:
        place = PLACES.get(no.field or "", no.field)
        return outside.asked(given, {"text": reason_of(no), "field": place})
    return Redirect(address(path_of(of_break), {"done": done}), status_code=303)


def _opened(request: Asking, desk: Desk, of_break: str, code: str) -> Template | Redirect:
    """Let somebody in who shows the code of a link, and write down that they came."""
    try:
        which = link_shown(request, desk, of_break, code)
    except TooManyTries as no:
        return _code("", str(no), no.status)
    if which is None:
        desk.note_refused(OUTSIDE_REVIEW, LinkDoesNotOpen)
        return _code("", DOES_NOT_OPEN)
    forget(request, review_at(of_break))
    record = record_at(desk, of_break)
    who = desk.for_principal(outsider(record.links[which].outsider))
    who.perform(UseReviewLink(break_id=BreakId(of_break), code=plain(code)))
    time = len(record_at(desk, of_break).links[which].used)
    cookie = cookie_of(request, of_break, code, time)
    return Redirect(path_of(of_break), status_code=303, cookies=[cookie])


def _code(done: str, error: str | None = None, status: int = 403) -> Template:
    """The question for the code. It says the same of every address."""
    return page(
        "outside_code.html",
        status=status if error else 200,
        errors=[{"text": error, "field": "code"}] if error else None,
        wrong=error,
        ended=ENDED.get(done),
    )


class _Outside:
    """One record before somebody outside."""

    def __init__(self, request: Asking, desk: Desk, directory: Directory, of_break: str) -> None:
        self.desk, self.directory, self.which = desk, directory, BreakId(of_break)
        self.record: Break = record_at(desk, of_break)
        self.link: LinkId | None = link_in(self.record, code_in(request), desk)
        self.done = request.query_params.get("done", "")

    def perform(self, given: Given) -> str:
        """Do what was pressed, and say what it was. Raises `MissingAnswer` and refusals."""
        actor, words = self.desk.principal.actor, one(given, "words")
        command: Command
        pressed = one(given, "press")
        match pressed:
            case "passed":
                command = PassOnReview(break_id=self.which, reviewer=actor, words=words or None)
            case "returned":
                command = ReturnBreakRecord(
                    break_id=self.which, reviewer=actor, words=words, link=self.link
                )
            case _:
                pressed = "reviewed"
                command = verdict_in(given, self.which, actor, self.link)
        self.desk.perform(command, command_id=key_in(given))
        return pressed

    def asked(self, given: Given, error: dict[str, Any] | None) -> Template:
        """The record and the form; nothing of the record where it does not wait for a review."""
        now = self.desk.views.clock()
        if self.record.stage_at(now) not in READY_FOR_REVIEW:
            return page("outside_ended.html", text=ENDED.get(self.done, NOT_NOW))
        pack = pack_at(self.desk, self.directory, self.which, None)
        self.desk.note(*concerned_in(self.record))
        return page(
            "review.html",
            **told_of(pack, EVERY),
            **asked_in(given, error),
            due=None,
            outside=True,
            independent=False,
            evidence_href=None,
            gaps=[each.value.replace("_", " ").lower() for each in self.record.gaps],
            reviewers=[],
            reviewer="",
            key=new_key(),
            here_href=path_of(self.which),
            stop_href=None,
        )


def handlers() -> list[HTTPRouteHandler]:
    """The page of a link, and what is sent from it."""
    return [ask_outside, save_outside]
