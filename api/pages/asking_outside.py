"""Asking somebody outside to review: the form, and the address and code that are shown once.

The code is made here and kept nowhere; the log holds its digest. A form that is sent twice shows no
code the second time: whoever lost it takes the link back and makes another.
"""

from typing import Any

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import RawBody
from litestar.response import Redirect, Template

from api.door import Row
from api.entrance import AT_ENTRANCE, Entrance
from api.outside import digest_of, new_code, path_of
from api.pages.answers import Given
from api.pages.dates import moment_words
from api.pages.forms import Filling, Problem, given_in
from api.pages.frame import BREAKS, Asking, AtDesk, Names, page
from api.pages.links import page_path
from api.routes import ROWS
from application.ledger import Receipt
from domain.confidentiality.commands_after import IssueReviewLink
from domain.confidentiality.events_after import ReviewLinkIssued
from domain.periods import local_day

ROW: Row = next(row for row in ROWS if row.command is IssueReviewLink)
PATH = page_path(ROW.path).replace("}", ":str}")


class Inviting(Filling):
    """The form, of which the code is no part."""

    def __init__(self, request: Asking, desk: AtDesk, directory: Names) -> None:
        """Make a code for whatever comes of the form."""
        super().__init__(ROW, request, desk, directory)
        self.code = new_code()
        entrance: Entrance | None = request.scope.get("state", {}).get(AT_ENTRANCE)
        public = entrance.public_url if entrance is not None else None
        self.base = (public or str(request.base_url)).rstrip("/")

    def _said(self, given: Given) -> tuple[dict[str, Any], list[Problem]]:
        said, problems = super()._said(given)
        return {**said, "code_digest": digest_of(self.code)}, problems

    def _on(self, receipt: Receipt) -> Template | Redirect:
        issued = [each.event for each in receipt.events]
        until = next(each.expires_at for each in issued if isinstance(each, ReviewLinkIssued))
        which = self.ids["break_id"]
        return page(
            "asked_outside.html",
            here=BREAKS,
            address=f"{self.base}{path_of(which)}",
            code=self.code,
            until=moment_words(until, local_day(self.about.now)),
            record=f"/breaks/{which}",
        )


@get(PATH, sync_to_thread=True, view="form")
def ask_outsider(request: Asking, desk: AtDesk, directory: Names) -> Template:
    """The form."""
    return Inviting(request, desk, directory).asked()


@post(PATH, sync_to_thread=True, view="form", status_code=200)
def save_outsider(
    request: Asking, desk: AtDesk, directory: Names, body: RawBody
) -> Template | Redirect:
    """Make the link; show its address and code, once."""
    return Inviting(request, desk, directory).saved(given_in(body))


def handlers() -> list[HTTPRouteHandler]:
    """The form and what comes of it."""
    return [ask_outsider, save_outsider]
