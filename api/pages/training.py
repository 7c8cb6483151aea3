"""Training: what is due for whom, everybody beside every course, and what could be held next.

What has run out stands in the way of new matches alone; the matches that run are named beside it.
"""

from collections.abc import Iterable
from typing import Any

from litestar import get
from litestar.response import Template

from api.pages.about import About
from api.pages.dates import day_words
from api.pages.frame import TRAINING, Asking, AtDesk, Names, count_words, page
from api.pages.links import link_to
from api.pages.words import ANSWERS, FORMS
from domain.adoption import definitions_of
from domain.decider import Command
from domain.definitions import CourseMonths
from domain.people import PeerId, subject
from domain.periods import local_day
from domain.training import (
    CloseTrainingNeed,
    Course,
    CourseCompleted,
    IdentifyTrainingNeed,
    PriorLearningRecognised,
    RecognisePriorLearning,
    RecordCourse,
    course_in_words,
)
from domain.training_standing import OPEN, Because, Standing
from projections.listing import Asked
from projections.lists import LISTS, At
from projections.training_matrix import Cell, Need, Row, training_matrix

HELP = (
    "Who has which course, and what is due. What has run out stands in the way of new matches "
    "alone: support that runs goes on."
)
IN_WORDS = {
    Standing.CURRENT: "valid",
    Standing.RENEWAL_DUE: "due again",
    Standing.LAPSED: "run out",
    Standing.MISSING: "missing",
    Standing.EXEMPT: "exempt: learnt before",
    Standing.EXCEPTED: "exception granted",
    Standing.LATER: "in the first months",
}
NOT_ASKED = "not asked"
WHY = {
    Because.LOW_MOOD: "backup was asked for because of low mood",
    Because.SOUGHT: "written down as needed",
}
DUE = OPEN | {Standing.RENEWAL_DUE}
STEPS: tuple[type[Command], ...] = (RecordCourse, RecognisePriorLearning, IdentifyTrainingNeed)


@get(TRAINING, sync_to_thread=True, view="training_matrix")
def training_page(request: Asking, desk: AtDesk, directory: Names) -> Template:
    """The training of all whom the one who asks may see, as it stands today."""
    about = About(desk, directory, {})
    found = training_matrix(desk.look(), desk.scope("training_matrix"))
    desk.note(*(subject("peer", each.peer) for each in found.rows))
    due = [each for each in found.rows if _is_due(each)]
    months: CourseMonths = definitions_of(desk.look()).courses
    return page(
        "training.html",
        here=TRAINING,
        position=found.position,
        help=HELP,
        saved=request.query_params.get("saved") is not None,
        count=count_words(len(found.rows), "active peer supporter"),
        due=[_card(about, each) for each in due],
        columns=["Peer supporter", *(each.words.capitalize() for each in found.needs)],
        rows=[_line(about, each, found.courses) for each in found.rows],
        needs=[_need(each) for each in found.needs],
        catalogue=[_of_catalogue(each, months) for each in Course],
    )


def _is_due(row: Row) -> bool:
    return any(each.standing in DUE for each in row.cells)


def _card(about: About, row: Row) -> dict[str, Any]:
    """What is due for one peer supporter, and the matches that run meanwhile."""
    return {
        "id": row.peer,
        "name": about.name(subject("peer", row.peer)),
        "due": [
            f"{each.words.capitalize()}: {cell_words(about, each)}."
            for each in row.cells
            if each.standing in DUE
        ],
        "barred": any(each.bars for each in row.cells),
        "running": running_matches(about, row),
        "ways": ways(about, row),
    }


def running_matches(about: About, row: Row) -> list[dict[str, Any]]:
    """The matches that go on while new ones are barred, those that the one who asks may see."""
    desk = about.desk
    if not row.running or not desk.sees("match_board"):
        return []
    at = At(desk.views, desk.opener, desk.service, desk.scope("match_board"))
    shown = LISTS["match_board"].read(at, Asked(where={"peer": row.peer})).rows
    return [
        {
            "text": about.first_name(subject("person", each.person)),
            "href": f"/matches/{each.match}",
        }
        for each in shown
        if each.match in row.running
    ]


def ways(about: About, row: Row) -> list[dict[str, str]]:
    """What can be recorded about somebody's training by the one who asks."""
    kinds = [*STEPS]
    if any(each.sought for each in row.cells):
        kinds.append(CloseTrainingNeed)
    return [
        {"text": FORMS[each].title, "href": link_to(each, peer=row.peer)}
        for each in kinds
        if about.desk.may_ask(each)
    ]


def cell_words(about: About, cell: Cell) -> str:
    """How somebody stands with a course, to when, and why it is asked where no offer does."""
    words = IN_WORDS[cell.standing]
    if cell.last_day is not None:
        preposition = "on" if cell.standing is Standing.LAPSED else "to"
        words += f" {preposition} {day_words(cell.last_day, local_day(about.now))}"
    why = WHY.get(cell.because) or (WHY[Because.SOUGHT] if cell.sought else None)
    return f"{words} ({why})" if why else words


def what_was_seen(about: About, peer: PeerId) -> list[dict[str, str]]:
    """What was seen of the courses that count, and of what was learnt before, the latest first."""
    found = []
    for recorded in reversed(about.happened(subject("peer", peer))):
        match about.desk.opener.open(recorded).event:
            case CourseCompleted(evidence=str(evidence)) as done:
                key = course_in_words(done.counts_as or done.course)
            case PriorLearningRecognised(evidence=str(evidence)) as done:
                who = about.name(subject("staff", done.recognised_by))
                key = f"{course_in_words(done.course)}, learnt before, judged by {who}"
            case _:
                continue
        day = day_words(local_day(done.at), local_day(about.now))
        found.append({"key": f"{key[0].upper()}{key[1:]} ({day})", "value": evidence})
    return found


def _line(about: About, row: Row, courses: Iterable[str]) -> list[Any]:
    cells = {each.course: cell_words(about, each) for each in row.cells}
    name = {"text": about.name(subject("peer", row.peer)), "href": f"/peers/{row.peer}"}
    return [name, *(cells.get(course, NOT_ASKED) for course in courses)]


def _need(need: Need) -> list[str]:
    numbers = (need.asked, need.open, need.renewal_due, need.exempt, need.sought)
    return [need.words.capitalize(), *map(str, numbers)]


def _of_catalogue(course: Course, counted: CourseMonths) -> list[str]:
    """A course with its code and how long it counts, as the service has it today."""
    months = counted.of(course)
    length = "for good" if months is None else count_words(months, "month")
    return [ANSWERS[Course][course], course.value, length]
