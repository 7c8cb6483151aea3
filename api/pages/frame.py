"""The frame around every page, and what the pages have in common."""

from typing import Any, NamedTuple, TypeAlias

from litestar import Request
from litestar.di import NamedDependency
from litestar.response import Template

from api.desk import Desk
from api.entrance import AT_ENTRANCE, DEMO, WHO
from api.telling import ANSWERING
from domain.confidentiality.commands_after import ReviewBreak
from domain.referral import ReceiveReferral
from projections.directory import Directory
from projections.listing import USUALLY
from projections.lists import LISTS, At

Asking: TypeAlias = Request[Any, Any, Any]
AtDesk: TypeAlias = NamedDependency[Desk]
Names: TypeAlias = NamedDependency[Directory]
"""What a page is given: what was asked, the desk to answer from, and who is who."""

HELP_NOW, ME, REFER = "/help-now", "/me", "/referrals/new"
BREAKS = "/registers/breaks"
SUPERVISION, CHOICES, TRAINING = "/supervision", "/choices", "/training"
CONCERNS, WORRIED = "/registers/concerns", "/concerns/new"
GROUPS, PEERS = "/groups", "/peers"
SERVICE = "/service"
FROM_CASELOAD = {"label": "Caseload", "href": "/caseload"}


class Place(NamedTuple):
    """A place of the navigation: whoever may see its view is shown the way."""

    label: str
    href: str
    view: str
    daily: bool = False
    """Stands in the one row of the navigation, where somebody has more places than a row holds."""


PLACES = (
    Place("Worklist", "/worklist", "worklist", daily=True),
    Place("My matches", "/my-matches", "my_matches"),
    Place("Who may know what", "/sharing", "who_knows"),
    Place("My referrals", "/my-referrals", "referrer_feedback"),
    Place("Supervision", SUPERVISION, "supervision"),
    Place("How I stay well", "/my-wellbeing", "my_wellbeing"),
    Place("Caseload", "/caseload", "caseload", daily=True),
    Place("Waiting", "/waiting", "waiting_list", daily=True),
    Place("Matches", "/board", "match_board"),
    Place("Peers", PEERS, "peer_roster", daily=True),
    Place("Training", TRAINING, "training_matrix"),
    Place("Choices", CHOICES, "choices"),
    Place("Groups", GROUPS, "groups", daily=True),
    Place("Courses", "/programmes", "programmes"),
    Place("Concerns", CONCERNS, "concern_register"),
    Place("Breaks", BREAKS, "break_register"),
    Place("Reviews", "/reviews", "review_queue"),
    Place("Gaps", "/registers/gaps", "break_gaps"),
    Place("Openings", "/registers/openings", "openings"),
    Place("Requests", "/rights", "rights_requests"),
    Place("Complaints", "/complaints", "complaints"),
    Place("Studies", "/studies", "studies"),
    Place("Figures", "/figures", "reach"),
    Place("Quality", "/quality", "quality"),
    Place("Report", "/report", "service_report", daily=True),
    Place("The service", SERVICE, "service_opening"),
)
"""In this order, which is also that of homes: the first that is open to somebody is theirs."""

ONE_ROW = 8
"""So many places fit side by side on a wide screen, by the longest of their names."""


class Page(Template):
    """A page in its frame: with the places of the one who asks, and of nobody else."""

    def create_template_context(self, request: Asking) -> dict[str, Any]:
        """What the template reads. Who asks is known by the request alone."""
        context = super().create_template_context(request)
        state = request.scope.get("state", {})
        answering: Any = request.scope.get(ANSWERING)
        desk: Desk | None = answering and answering[0]
        who, entrance = state.get(WHO), state.get(AT_ENTRANCE)
        account = getattr(who, "account", None)
        places = [] if desk is None else places_of(desk)
        row, rest = _row_and_rest(places)
        return context | {
            "navigation": row,
            "further": rest,
            "worried_href": None if desk is None or (entrance and not account) else WORRIED,
            "signed_in": account and {"name": "Your account", "href": ME},
            "demonstrated": _demonstrated(entrance, account),
            "draft_key": _draft_key(entrance, who),
        }


def _row_and_rest(places: list[Place]) -> tuple[list[Place], list[Place]]:
    """What stands in one row of the navigation, and what is opened from its end."""
    if len(places) <= ONE_ROW:
        return places, []
    return [each for each in places if each.daily], [each for each in places if not each.daily]


def page(template: str, /, *, here: str = "", status: int = 200, **context: Any) -> Template:
    """A page in its frame. ``here`` is the place of the navigation that it belongs to."""
    frame = {"help_href": HELP_NOW, "here": here}
    return Page(template_name=template, context=frame | context, status_code=status)


def places_of(desk: Desk) -> list[Place]:
    """The places that are open to the one who asks; one's own choices stand in one place."""
    passed_over = CHOICES if desk.sees("my_matches") else None
    return [each for each in PLACES if each.href != passed_over and desk.sees(each.view)]


def home_of(desk: Desk) -> str:
    """The first page of the one who asks: safety first, then what is theirs.

    Whoever reviews, and looks after nobody, begins with what waits for review; whoever holds
    supervision and coordinates nothing, with those for whom they hold it; whoever leads a group
    and does nothing else, with that group.
    """
    refers = REFER if desk.may_ask(ReceiveReferral) else ME
    if desk.may_ask(ReviewBreak) and not desk.sees("caseload"):
        return "/reviews"
    if desk.sees("supervision") and desk.sees("worklist") and not desk.sees("waiting_list"):
        return SUPERVISION
    if desk.sees("group") and not desk.sees("waiting_list") and not desk.sees("my_matches"):
        return _the_group_of(desk)
    return next((each.href for each in places_of(desk)), refers)


def _the_group_of(desk: Desk) -> str:
    """The page of the one group that somebody leads; of several, or of courses, the list."""
    at = At(desk.views, desk.opener, desk.service, desk.scope("groups"))
    led = LISTS["groups"].read(at, USUALLY).rows
    return f"{GROUPS}/{led[0].id}" if len(led) == 1 else GROUPS


def count_words(number: int, thing: str, things: str | None = None) -> str:
    """A number of things: "1 person", "2,114 people"."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def _draft_key(entrance: Any, who: Any) -> str | None:
    """What seals drafts on this device; none where others use it too."""
    session = getattr(who, "session", None)
    if entrance is None or session is None or session.shared:
        return None
    key: str = entrance.way_in.draft_key(session.account)
    return key


def _demonstrated(entrance: Any, account: Any) -> dict[str, str] | None:
    """As whom somebody looks around a demonstration."""
    if entrance is None or entrance.demo is None:
        return None
    parts = {each.account: each for each in entrance.demo.parts}
    part = None if account is None else parts.get(account.account)
    return {"called": part.called if part else "", "href": DEMO}
