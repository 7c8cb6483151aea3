"""Figures of the service, for whoever counts and funds: small counts closed, nobody in sight."""

from collections.abc import Iterable
from typing import Any

from litestar import get
from litestar.response import Template

from api.pages import words
from api.pages.dates import full_day_words
from api.pages.frame import AtDesk, page
from api.pages.words.peers import LEFT_BECAUSE
from projections.equality import quarter_end
from projections.leaving import leaving
from projections.reach import NOT_KNOWN, reach
from projections.signals import signals

PATH = "/figures"
HELP = (
    "Counts by the end of the last quarter that is over. Where a count is so small that somebody "
    "could be known by it, it is closed, and so is another, so that it cannot be worked out."
)
CLOSED = "closed"


@get(PATH, sync_to_thread=True, view="reach")
def figures(desk: AtDesk) -> Template:
    """Whom the service reaches, where they live, and how often a signal helped."""
    look = _look(desk)
    found, judged = reach(look), signals(look)
    reasons = words.codes("ReceiveReferral", "reasons") or {}
    conditions = words.codes("RecordGettingToKnow", "conditions") or {}
    return page(
        "figures.html",
        here=PATH,
        position=found.position,
        help=HELP,
        by=full_day_words(found.by),
        people=_shown(found.people),
        tables=[
            _table(
                "Why support may help",
                ((reasons.get(each.group, each.group), each.people) for each in found.rows),
            ),
            _table(
                "What people live with",
                (
                    (conditions.get(each.condition, _plain(each.condition)), each.people)
                    for each in found.conditions
                ),
            ),
            _table(
                "Where people live",
                (
                    ("Not known" if each.partnership == NOT_KNOWN else each.name, each.people)
                    for each in found.partnerships
                ),
            ),
        ],
        gone=_gone(look) if desk.sees("leaving") else None,
        judged=judged.judged,
        useful=judged.useful,
    )


def _gone(look: Any) -> dict[str, Any]:
    """Who left in a year, and why."""
    found = leaving(look)
    return {
        "left": _shown(found.left),
        "talked": _shown(found.talked),
        "table": _table(
            "Why peer supporters left",
            (
                *((LEFT_BECAUSE[each.reason], each.peers) for each in found.rows),
                ("No reason is known", found.no_reason),
            ),
        ),
    }


def _look(desk: AtDesk) -> Any:
    end = quarter_end(desk.views.clock())
    return desk.look(known_at=end, true_at=end)


def _table(title: str, rows: Iterable[tuple[str, int | None]]) -> dict[str, Any]:
    return {"title": title, "rows": [[name, _shown(people)] for name, people in rows]}


def _shown(people: int | None) -> str:
    return CLOSED if people is None else f"{people:,}"


def _plain(code: str) -> str:
    return str(code).replace("_", " ").capitalize()
