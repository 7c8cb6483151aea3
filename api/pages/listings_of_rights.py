"""What is particular to the list of requests about somebody's record."""

from typing import Any

from api.pages.listings import Cell, Column, Filter, Line, ListPage, due, fixed
from api.pages.words import ANSWERS
from domain.rights import RecordRequest, Right

STATES = {
    "OPEN": "Open",
    "STANDS_STILL": "Not clear yet",
    "ANSWERED": "Answered",
    "WITHDRAWN": "Taken back",
}


def _what(_line: Line, row: Any) -> Cell:
    return {"text": ANSWERS[Right][Right(row.right)], "href": f"/rights/{row.rights_request}"}


def _who(line: Line, row: Any) -> Cell:
    for noun in ("person", "peer", "staff"):
        identifier = getattr(row, noun)
        if identifier is not None:
            return line.name(noun, identifier)
    return "nobody"


REQUESTS = ListPage(
    view="rights_requests",
    path="/rights",
    title="Requests about records",
    help="Who asked to see, correct, erase or take along what is kept of them, to have it left "
    "alone, or to complain; and by when each is answered.",
    columns=(
        Column("What", _what),
        Column("Who", _who),
        Column("Asked", lambda line, row: line.day(row.received_at)),
        Column("Answer due", lambda line, row: line.day(row.due_at, "stands still")),
        Column("Stands", lambda _line, row: STATES[row.state]),
        Column("Worth knowing", lambda _line, row: due(row)),
    ),
    filters=(
        Filter("right", "What", fixed({each.value: ANSWERS[Right][each] for each in Right})),
        Filter("state", "Stands", fixed(STATES)),
    ),
    orders={"": ("Due first", None), "latest": ("Latest first", "-received_at")},
    counted=("request", "requests"),
    empty=("Nobody asked for anything.", "What people are told", "/privacy"),
    searched=True,
    new=("Record a request", RecordRequest),
)

LISTINGS = (REQUESTS,)
