"""A peer supporter's own plan for staying well: what it says, and who may see it."""

from typing import Any

from litestar import get
from litestar.response import Template

from api.pages.about import About
from api.pages.dates import day_words
from api.pages.frame import Asking, AtDesk, Names, page
from api.pages.links import link_to
from domain.decider import Command
from domain.people import PeerId, subject
from domain.periods import local_day
from domain.wellbeing_plan import ShareWellbeingPlan, StopSharingWellbeingPlan, WriteWellbeingPlan
from projections.wellbeing_plan import WellbeingPlan, wellbeing_plan_of

PATH = "/my-wellbeing"
HELP = (
    "Your plan is yours. Nobody else sees it, or that there is one, unless you choose them here. "
    "You can change it, and take that back, on any day."
)
PARTS = (
    ("early_signs", "What I notice first when I am less well"),
    ("what_helps", "What helps"),
    ("adjustments", "What I would like to be different then"),
    ("if_unwell", "What is to become of my matches then"),
)


@get(PATH, sync_to_thread=True, view="my_wellbeing")
def my_wellbeing(request: Asking, desk: AtDesk, directory: Names) -> Template:
    """The plan of the peer supporter who asks."""
    about = About(desk, directory, {})
    _noun, _colon, identifier = (desk.principal.holder or "").partition(":")
    peer = PeerId(identifier)
    desk.note(subject("peer", peer))
    plan = wellbeing_plan_of(desk.look(), desk.opener, peer, desk.principal)
    ways: list[type[Command]] = (
        [WriteWellbeingPlan, ShareWellbeingPlan] if plan.written_at else [WriteWellbeingPlan]
    )
    return page(
        "wellbeing.html",
        here=PATH,
        position=plan.position,
        help=HELP,
        saved=request.query_params.get("saved") is not None,
        parts=said_in(plan),
        written=None if plan.written_at is None else _day(about, plan),
        shown_to=[
            {
                "name": about.name(subject("staff", each)),
                "href": link_to(StopSharingWellbeingPlan, peer=peer, staff=each),
            }
            for each in plan.shown_to
        ],
        ways=[{"text": WORDS[each], "href": link_to(each, peer=peer)} for each in ways],
    )


WORDS: dict[type[Command], str] = {
    WriteWellbeingPlan: "Write my plan",
    ShareWellbeingPlan: "Let somebody see it",
}


def said_in(plan: WellbeingPlan) -> list[dict[str, Any]]:
    """What a plan says, under its headings."""
    return [
        {"key": heading, "value": getattr(plan, field)}
        for field, heading in PARTS
        if getattr(plan, field)
    ]


def _day(about: About, plan: WellbeingPlan) -> str:
    assert plan.written_at is not None  # noqa: S101 - asked before
    return day_words(local_day(plan.written_at), local_day(about.now))
