"""The page of a demonstration: everybody made up, and a button to be each of them.

A real service has none: the handlers are made only for an entrance that has a demonstration.
"""

from typing import Any

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import RawBody
from litestar.response import Redirect, Template

from api.entrance import DEMO
from api.pages.forms import given_in
from api.pages.frame import Asking, page
from api.pages.way_in import AtEntrance
from application.identity import Demonstration, Refused
from domain.access import Role

DOES = {
    Role.COORDINATOR: ("Coordinator", "takes referrals, finds matches, sees that support helps"),
    Role.PEER_SUPPORTER: ("Peer supporter", "records a session on a phone"),
    Role.SERVICE_MANAGER: ("Service manager", "sees the whole service"),
    Role.SUPERVISOR: ("Supervisor", "backs peer supporters"),
    Role.SAFEGUARDING_LEAD: ("Safeguarding lead", "sees to it that nobody comes to harm"),
    Role.CONFIDENTIALITY_REVIEWER: ("Confidentiality reviewer", "judges breaks independently"),
    Role.AUDITOR: ("Auditor", "reads registers and evidence"),
    Role.GROUP_LEADER: ("Group leader", "leads a group and keeps its register"),
    Role.REFERRER: ("Referrer", "refers people and hears how it goes, as far as they agreed"),
    Role.EVALUATOR: ("Evaluator", "asks whether support helps"),
    Role.FUNDER_VIEWER: ("Funder", "reads figures, and nobody's name"),
    Role.ADMINISTRATOR: ("Administrator", "runs the machine, and sees nobody's data"),
}
"""What each role is called and does, in the order in which they are shown."""


def handlers(demo: Demonstration) -> list[HTTPRouteHandler]:
    """The page, and where its buttons lead."""
    order = list(DOES)
    parts = sorted(demo.parts, key=lambda each: order.index(each.role))
    shown = [
        {
            "account": each.account,
            "role": DOES[each.role][0],
            "does": DOES[each.role][1],
            "called": each.called,
        }
        for each in parts
    ]

    @get(DEMO, sync_to_thread=False, view="sign_in")
    def choose() -> Template:
        """The page on which a visitor chooses who to be."""
        return page("demo.html", parts=shown)

    @post(DEMO, sync_to_thread=True, view="sign_in")
    def enter(request: Asking, entrance: AtEntrance, body: RawBody) -> Response[Any]:
        """Be somebody, and go to their home."""
        account = (given_in(body).get("account") or [""])[0]
        try:
            secret = demo.enter(account, request.headers.get("user-agent", ""))
        except Refused:
            return Redirect(DEMO, status_code=303)
        going = Redirect("/", status_code=303)
        going.cookies.append(entrance.cookie(secret))
        return going

    return [choose, enter]
