"""How a peer supporter grows in the ten competencies: drawn here, and told in words beside.

Their own view comes first, others' beside it. It is a picture of growth and of nothing else: no
level stands in anybody's way.
"""

from typing import Any

from litestar import get
from litestar.response import Template

from api.pages.about import About
from api.pages.dates import day_words
from api.pages.frame import SUPERVISION, Asking, AtDesk, Names, page
from api.pages.links import link_to
from api.pages.words import FORMS
from domain.competencies import LEVELS, AssessCompetency, Level, Voice
from domain.people import PeerId, subject
from domain.periods import local_day
from projections.competencies import Growth, Row, VoiceRow, growth

PATH = "/peers/{peer:str}/growth"
HELP = (
    "Ten things that peer supporters grow in. Nobody has all of them, and none of these views "
    "stands in anybody's way. Their own view comes first."
)
SAID = {
    Level.NOT_YET: "not yet",
    Level.DEVELOPING: "growing",
    Level.ABLE: "able",
    Level.CAN_HELP_OTHERS: "can help others with it",
}
COLUMNS = {
    Level.NOT_YET: "not yet",
    Level.DEVELOPING: "growing",
    Level.ABLE: "able",
    Level.CAN_HELP_OTHERS: "helps others",
}
WHOSE = {
    Voice.SELF: "Their own view",
    Voice.SUPERVISOR: "Supervisor",
    Voice.COORDINATOR: "Coordinator",
    Voice.PERSON: "People supported",
}
WIDTH, LINE, FIRST, STEP = 640, 34, 120, 120
MARK = 8


@get(PATH, sync_to_thread=True, view="competencies")
def growth_page(request: Asking, desk: AtDesk, directory: Names) -> Template:
    """The growth of one peer supporter, for them and whoever backs them."""
    peer = PeerId(request.path_params["peer"])
    of = subject("peer", peer)
    about = About(desk, directory, {})
    desk.must_reach("competencies", of)
    found = growth(desk.look(), peer)
    own = desk.principal.holder == of
    return page(
        "growth.html",
        here=SUPERVISION if own else "/peers",
        position=found.position,
        help=HELP,
        saved=request.query_params.get("saved") is not None,
        name=None if own else about.name(of),
        back=SUPERVISION if own else f"/peers/{peer}",
        picture=growth_picture(found),
        rows=[_row(about, each) for each in found.rows],
        ways=[
            {"text": FORMS[each].title, "href": link_to(each, peer=peer)}
            for each in (AssessCompetency,)
            if desk.may_ask(each)
        ],
    )


def growth_picture(found: Growth) -> dict[str, Any]:
    """What the template draws; a sentence alone before anybody has said anything."""
    said = [each for each in found.rows if any(view.level for view in each.views)]
    if not said:
        return {"too_few": "Nobody has said anything yet. Their own view comes first."}
    return {
        "width": WIDTH,
        "height": LINE * (len(found.rows) + 1),
        "title": "Ten competencies, as they and others see them",
        "description": description_of(found),
        "columns": [
            {"x": FIRST + number * STEP, "words": COLUMNS[level]}
            for number, level in enumerate(LEVELS)
        ],
        "lines": [
            {
                "code": each.competency.value,
                "y": LINE * (number + 1) + LINE // 2,
                "marks": [
                    {
                        "x": FIRST + LEVELS.index(view.level) * STEP + _beside(place),
                        "own": view.voice is Voice.SELF,
                    }
                    for place, view in enumerate(each.views)
                    if view.level is not None
                ],
            }
            for number, each in enumerate(found.rows)
        ],
        "end": FIRST + (len(LEVELS) - 1) * STEP + STEP // 3,
    }


def _beside(place: int) -> int:
    """Marks of several voices at one level stand beside one another."""
    return place * 2 * MARK


def description_of(found: Growth) -> str:
    """The picture in words: what each voice says of each competency, and what nobody has said."""
    said, silent = [], 0
    for each in found.rows:
        views = [view for view in each.views if view.level is not None]
        if not views:
            silent += 1
            continue
        voices = ", ".join(f"{WHOSE[view.voice].lower()}: {_level(view)}" for view in views)
        said.append(f"{each.words.capitalize()}: {voices}.")
    if silent:
        said.append(f"Nothing said yet of {silent}.")
    return " ".join(said)


def _level(view: VoiceRow) -> str:
    return "no longer held" if view.level is None else SAID[view.level]


def _row(about: About, row: Row) -> list[Any]:
    today = local_day(about.now)
    views = [
        f"{WHOSE[view.voice]}: {_level(view)} ({day_words(local_day(view.at), today)})"
        for view in row.views
    ]
    towards = "yes" if row.worked_towards else "no"
    name = f"{row.competency.value}: {row.words}"
    return [name, {"sentences": views or ["Nobody has said anything yet"]}, towards]
