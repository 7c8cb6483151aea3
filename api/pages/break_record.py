"""The page of one record about confidentiality: which of its parts are done, and what comes next.

It says how far the record is and nothing of what it says; that stands in the evidence. What follows
the decision is in `api.pages.break_follows`.
"""

from datetime import timedelta
from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from api.desk import Desk
from api.pages.as_of import address
from api.pages.break_follows import Follows
from api.pages.dates import day_words, moment_words
from api.pages.frame import BREAKS, Asking, AtDesk, Names, page
from api.pages.links import link_to
from api.pages.words.breaks import PART_NOT_SHARED, PARTS, Part
from domain.confidentiality import BREAK, Break
from domain.confidentiality.commands import AddToBreakRecord, CompleteBreakRecord
from domain.confidentiality.language import (
    AFTER_REVIEW,
    NEEDED_WHERE_NOT,
    NEEDED_WHERE_SHARED,
    Stage,
)
from domain.people import subject
from domain.periods import local_day
from projections.breaks.surroundings import concerned_in
from projections.breaks.words import CODES

VIEW = "break_record"
HELP = (
    "Every part can be answered in any order and as often as needed. Sending the record for review "
    "freezes what was known then."
)


@get("/breaks/{of_break:str}", sync_to_thread=True, view=VIEW)
def record_page(
    request: Asking, desk: AtDesk, directory: Names, of_break: FromPath[str]
) -> Template:
    """How far a record is."""
    record: Break = desk.look()(BREAK, subject("break", of_break))
    if not record.known or record.service != desk.service:
        raise NotFoundException("No record was begun under this identifier. Check the address.")
    must_reach(desk, VIEW, record, of_break)
    now = desk.views.clock()
    today, stage = local_day(now), record.stage_at(now)
    writing = desk.may_ask(AddToBreakRecord) and stage not in AFTER_REVIEW
    tasks = [_task(each, record, of_break, writing) for each in _parts(record)]
    done = sum(each["done"] for each in tasks)
    decided = record.decided_at
    may_read = desk.may_see("evidence_pack", subject("break", of_break))
    first = next((each for each in tasks if not each["done"] and each["href"]), None)
    return page(
        "break_record.html",
        here=BREAKS,
        breadcrumbs=[{"label": "Confidentiality breaks", "href": BREAKS}],
        help=HELP,
        title="Complete the record" if writing else "Record",
        what="break" if record.was_shared else "decision",
        decided=day_words(local_day(decided), today) if decided else None,
        state=CODES[Stage][stage],
        saved="saved" in request.query_params,
        done=done,
        of=len(tasks),
        due=_due(desk, record),
        first=first and first["href"],
        tasks=tasks,
        sections=Follows(desk, directory, record, of_break).sections(),
        send=link_to(CompleteBreakRecord, break_id=of_break)
        if writing and not (record.completed and record.is_complete_at(now))
        else None,
        evidence=f"/evidence/{of_break}" if may_read else None,
    )


def must_reach(desk: Desk, view: str, record: Break, of_break: str) -> None:
    """Whose business it is: whoever sees breaks, and who looks after the one whom it is about.

    Raises `NotPermitted`.
    """
    scope = desk.scope(view)
    concerned = concerned_in(record)
    if not any(scope.holds(each) for each in (subject("break", of_break), *concerned)):
        desk.refuse(view, *concerned)
    desk.note(*concerned)


def _parts(record: Break) -> tuple[Part, ...]:
    shared = record.was_shared or bool(record.share)
    needed = NEEDED_WHERE_SHARED if shared else NEEDED_WHERE_NOT
    every = PARTS if shared else (*PARTS, PART_NOT_SHARED)
    return tuple(each for each in every if each.sections & needed)


def _task(part: Part, record: Break, of_break: str, writing: bool) -> dict[str, Any]:
    missing = part.sections & frozenset(record.gaps)
    path = link_to(part.command, break_id=of_break)
    href = address(path, {"part": part.code} if part.fields else {})
    return {
        "title": part.title,
        "href": href if writing else None,
        "hint": None,
        "status": "Not done" if missing else "Done",
        "done": not missing,
    }


def _due(desk: Desk, record: Break) -> str | None:
    """By when a record that was made in an emergency is complete."""
    now = desk.views.clock()
    if record.shared_at is None or (record.completed and record.is_complete_at(now)):
        return None
    position = desk.ledger.head().position
    definitions = desk.views.definitions_known_at(position).of(desk.service, now)
    due_at = record.shared_at + timedelta(hours=definitions.break_completed_within_hours)
    return moment_words(due_at, local_day(now))
