"""The supervision of everybody whose supervision somebody holds, or of oneself: what is due first.

What it was about stands here by themes of the closed list, for the two of them. Private words never
do: they are in no record.
"""

from collections import Counter
from typing import Any

from litestar import get
from litestar.response import Template

from api.pages.about import About
from api.pages.dates import day_words, moment_words
from api.pages.frame import Asking, AtDesk, Names, count_words, page
from api.pages.links import growth_of, link_to
from api.pages.words import ANSWERS, FORMS
from domain.decider import Command
from domain.instruments import Change
from domain.peer import RecordSupervision
from domain.peer.supervision import BookSupervision, Theme
from domain.people import PeerId, Subject, subject
from domain.periods import local_day
from projections.listing import USUALLY
from projections.lists import LISTS, At
from projections.own_indicators import own_indicators_of
from projections.supervision import MeasureRow, Supervision, supervision_of

PATH = "/supervision"
HELP = (
    "When supervision is due, and what it was about by themes. What was said stays between the "
    "two: it is written down nowhere."
)
LAST = 3
"""The themes of so many of the latest are shown."""
OF_SUPERVISORS = frozenset(
    {"DEBRIEF_DUE", "DEBRIEF_LATE", "DEBRIEF_OFFER_DUE", "DEBRIEF_OFFER_LATE"}
    | {"CHECK_CALL_DUE", "CHECK_CALL_LATE"}
)
"""What else somebody who holds supervision has to do, from the one worklist."""


@get(PATH, sync_to_thread=True, view="supervision")
def supervision_page(request: Asking, desk: AtDesk, directory: Names) -> Template:
    """Supervision as it stands today, for whoever holds it or has it."""
    about = About(desk, directory, {})
    found = [supervision_of(desk.look(), desk.opener, each) for each in _theirs(desk)]
    desk.note(*(subject("peer", each.peer) for each in found))
    found.sort(key=lambda each: (each.due_on is None, each.due_on, each.peer))
    return page(
        "supervision.html",
        here=PATH,
        position=desk.ledger.head().position,
        help=HELP,
        saved=request.query_params.get("saved") is not None,
        own=_of_themself(desk),
        count=count_words(len(found), "peer supporter"),
        talks=_talks(about),
        rows=[_row(about, each) for each in found],
    )


def _of_themself(desk: AtDesk) -> bool:
    return (desk.principal.holder or "").startswith("peer:")


def _theirs(desk: AtDesk) -> list[PeerId]:
    """Whose supervision the one who asks may see: what the scope of the view holds, by name."""
    scope = desk.scope("supervision")
    return [PeerId(each) for each in sorted(scope.peer.each)]


def _talks(about: About) -> list[dict[str, Any]]:
    """Talks and calls that are due, by the one list that says so."""
    desk = about.desk
    if not desk.sees("worklist") or _of_themself(desk):
        return []
    at = At(desk.views, desk.opener, desk.service, desk.scope("worklist"))
    mine: set[Subject] = {subject("peer", each) for each in _theirs(desk)}
    today = local_day(about.now)
    return [
        {
            "name": about.name(subject("peer", each.peer)),
            "sentence": f"{each.sentence} {each.to_do}".strip(),
            "due": None if each.due_at is None else moment_words(each.due_at, today),
        }
        for each in LISTS["worklist"].read(at, USUALLY).rows
        if each.code in OF_SUPERVISORS and each.peer and subject("peer", each.peer) in mine
    ]


def _row(about: About, each: Supervision) -> dict[str, Any]:
    today, desk = local_day(about.now), about.desk
    themes = Counter(theme for held in each.rows[-LAST:] for theme in held.themes)
    held = each.rows[-1] if each.rows else None
    late = each.due_on is not None and each.due_on < today
    about_them = own_indicators_of(desk.views, each.peer).rows
    return {
        "id": each.peer,
        "name": about.name(subject("peer", each.peer)),
        "due": "not due" if each.due_on is None else f"due {day_words(each.due_on, today)}",
        "late": late,
        "bars": (
            f"No new match after {day_words(each.bars_matches_after, today)}."
            if late and each.bars_matches_after is not None
            else None
        ),
        "facts": [
            {
                "key": "Booked",
                "value": "no" if each.booked_for is None else moment_words(each.booked_for, today),
            },
            {
                "key": "Last held",
                "value": "none yet"
                if held is None
                else day_words(local_day(held.at), today) + _in_group(held),
            },
            {
                "key": "Themes lately",
                "value": ", ".join(ANSWERS[Theme][theme] for theme in Theme if theme in themes)
                or "not recorded",
            },
        ],
        "measures": [
            f"{day_words(local_day(one.at), today)}: {_measure(one)}"
            for one in each.measures[-LAST:]
        ],
        "signs": [
            *(sign.sentence for sign in each.signs),
            *(one.sentence for one in about_them if one.severity),
        ],
        "ways": [
            {"text": FORMS[kind].title, "href": link_to(kind, peer=each.peer)}
            for kind in _steps(desk)
        ]
        + [{"text": "How they grow", "href": growth_of(each.peer)}],
    }


def _in_group(held: Any) -> str:
    """Whether it was in a group, and whether the next is counted from it."""
    if not held.in_group:
        return ""
    return ", in a group" if held.counts else ", in a group, which does not count this time"


def _steps(desk: AtDesk) -> list[type[Command]]:
    kinds: tuple[type[Command], ...] = (RecordSupervision, BookSupervision)
    return [kind for kind in kinds if desk.may_ask(kind)]


CHANGES = {
    Change.IMPROVED: "reliably better than the first",
    Change.UNCHANGED: "no reliable change since the first",
    Change.WORSE: "reliably worse than the first",
    Change.NOT_JUDGED: "a change of one person is not judged by it",
}


def _measure(said: MeasureRow) -> str:
    """One questionnaire in a sentence, with the line of whoever holds the rights."""
    score = "no score" if said.score is None else f"{said.score:g}"
    change = "" if said.change is None else f", {CHANGES[said.change]}"
    otherwise = ", and it was not answered in the same way" if said.differs else ""
    rights = "" if said.copyright is None else f" {said.copyright}"
    return f"{said.name}: {score}{change}{otherwise}.{rights}"
