"""What went wrong, as a page: in words, with what to do. The interface has its own form."""

from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect
from litestar.types import ExceptionHandlersMap

from api.entrance import to_prove
from api.errors import answer, problem_of
from api.guard import HEADERS
from api.pages.frame import page
from api.pages.links import link_to
from api.telling import ANSWERING
from application.permissions import NotPermitted, NotProved
from domain.opening import OpenRecord

FOR_MACHINES = ("/api/", "/health/", "/static/")
BROKEN = 500

TITLES = {
    400: "This could not be read",
    403: "This is not open to you",
    404: "We found nothing here",
    405: "This page takes nothing",
    413: "This is too long",
    503: "Not available just now",
}
WORDS = {
    403: "Go back to where you came from, or start again at the caseload.",
    404: "The address may have been mistyped, or what it named was never recorded here.",
    405: "It can be looked at, but nothing can be sent to it. Go back and try from there.",
    413: "It holds more than one form can carry. Shorten it and send it again.",
}


def answer_page(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer a request for a page that was not given; a machine gets problem details.

    Who has to show first that it is them is sent there, and comes back.
    """
    if request.scope["path"].startswith(FOR_MACHINES):
        return answer(request, error)
    if isinstance(error, NotProved) and request.method == "GET":
        return Redirect(to_prove(request.url.path, request.url.query), status_code=303)
    problem = problem_of(error)
    known = TITLES.get(problem.status)
    title = known or ("Something is broken" if problem.status >= BROKEN else "This did not work")
    words = problem.detail
    if isinstance(error, HTTPException) and not words_of_ours(problem.detail):
        words = WORDS.get(problem.status, "Go back and try again.")
    opening = _way_to_open(request, error)
    shown = page("error.html", status=problem.status, title=title, words=words, opening=opening)
    for name, value in HEADERS:  # no middleware stands before an address that does not exist
        shown.headers[name.decode()] = value.decode()
    return shown


def _way_to_open(request: Request[Any, Any, Any], error: Exception) -> str | None:
    """Where somebody says why they must see a person who is not theirs, if they ever may."""
    person = request.path_params.get("person")
    answering: Any = request.scope.get(ANSWERING)
    if not isinstance(error, NotPermitted) or person is None or answering is None:
        return None
    desk, view = answering
    if view != "person_history":
        return None
    return link_to(OpenRecord, person=person) if desk.might(OpenRecord) else None


def words_of_ours(detail: str) -> bool:
    """Whether a detail is a sentence for people, not the framework's name of a status."""
    return detail.endswith(".") and " " in detail


HANDLERS: ExceptionHandlersMap = {Exception: answer_page, HTTPException: answer_page}
