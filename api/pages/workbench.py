"""The matching workbench: who could support a person, with reasons, and why others cannot now.

No number says how well two fit. What rests on a peer supporter's own experience is here only where
they opened it to matching (`application.match_suggestions`).
"""

from collections.abc import Sequence
from typing import Any

from litestar import get
from litestar.response import Template

from api.matching_views import looks
from api.pages.about import About
from api.pages.as_of import address
from api.pages.dates import day_words
from api.pages.flow import ON, THEN
from api.pages.forms import crumbs_of
from api.pages.frame import Asking, AtDesk, Names, count_words, page
from api.pages.links import link_to
from application.match_suggestions import Reason, Suggestion, suggestions
from domain.match import ProposeMatch
from domain.matching import Fit
from domain.people import ReferralId, subject
from domain.periods import local_day

PATH = "/matching/{referral:str}"
GROUPS = {
    Fit.MEETS_EVERY_MUST: "Meet every must",
    Fit.NEARLY_FITS: "Nearly fit",
    Fit.NOT_POSSIBLE_NOW: "Not possible now",
}
HELP = (
    "Peer supporters in the order in which they are suggested. What speaks for and against uses "
    "only what each of them opened to matching. You decide; nothing is proposed by itself."
)
SHOWN = 6
"""So many of those who cannot be proposed now are shown at first."""


@get(PATH, sync_to_thread=True, view="suggestions")
def workbench(request: Asking, desk: AtDesk, directory: Names) -> Template:
    """Everybody who could be proposed, and everybody who could not."""
    about = About(desk, directory, request.path_params)
    person = subject("person", about.person or "")
    desk.must_reach("suggestions", person)
    referral = ReferralId(about.ids["referral"])
    found = suggestions(desk.look(), referral, coordinator=looks(desk, None))
    desk.note(*(subject("peer", each.peer) for each in found.candidates))
    names = directory.names_of(subject("peer", each.peer) for each in found.candidates)
    today = local_day(about.now)
    waiting = None
    if found.waiting_since is not None and found.waiting_days is not None:
        since = day_words(local_day(found.waiting_since), today)
        waiting = f"Waiting {count_words(found.waiting_days, 'day')}, since {since}."
    may = desk.may_ask(ProposeMatch) and not found.in_the_way
    groups = [
        {
            "id": fit.value.lower().replace("_", "-"),
            "title": title,
            "candidates": [
                _candidate(each, names.get(subject("peer", each.peer), "name not recorded"),
                           referral if may and fit is not Fit.NOT_POSSIBLE_NOW else None)
                for each in found.candidates
                if each.fit is fit
            ],
        }
        for fit, title in GROUPS.items()
    ]  # fmt: skip
    return page(
        "workbench.html",
        here="/waiting",
        position=found.position,
        help=HELP,
        breadcrumbs=crumbs_of(about),
        person=about.first_name(person),
        saved=request.query_params.get("saved") is not None,
        waiting=waiting,
        advice=found.advice,
        in_the_way=found.in_the_way,
        groups=[each for each in groups if each["candidates"]],
        shown=SHOWN,
        back=f"/people/{about.person}",
    )


def _candidate(each: Suggestion, name: str, referral: ReferralId | None) -> dict[str, Any]:
    href = None
    if referral is not None and not each.exclusions:
        href = address(link_to(ProposeMatch, referral=referral), {"peer": each.peer, THEN: ON})
    return {
        "name": name,
        "for": _said(each.reasons),
        "against": [*_said(each.counter_reasons), *(one.sentence for one in each.exclusions)],
        "propose": href,
    }


def _said(reasons: Sequence[Reason]) -> list[str]:
    return [each.sentence for each in reasons]
