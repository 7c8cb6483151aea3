"""What is particular to the list of safeguarding concerns."""

from typing import Any

from api.pages.frame import CONCERNS as PATH
from api.pages.listings import Cell, Column, Filter, Line, ListPage, due, fixed
from api.pages.words import ANSWERS
from api.pages.words.safeguarding import STANDINGS
from domain.safeguarding import RaiseConcern
from domain.safeguarding.language import KindOfConcern, Standing


def _concern(line: Line, row: Any) -> Cell:
    kind = None if row.kind is None else ANSWERS[KindOfConcern][KindOfConcern(row.kind)]
    notes = [kind, "about somebody of the service" if row.restricted else None]
    return {
        "text": f"Told on {line.moment(row.raised_at)}",
        "href": f"/concerns/{row.concern}",
        "note": ", ".join(each for each in notes if each) or None,
    }


def _whom(line: Line, row: Any) -> Cell:
    named = ((noun, getattr(row, noun)) for noun in ("person", "peer", "staff"))
    called = [line.name(noun, identifier) for noun, identifier in named if identifier is not None]
    return " and ".join(called) or "in words only"


def _clock(line: Line, row: Any) -> Cell:
    if row.taken_on_at is None:
        return {"text": "nobody has taken it on", "note": f"by {line.moment(row.take_on_by)}"}
    if row.decided_at is None:
        return {"text": "to be decided", "note": f"by {line.moment(row.decide_by)}"}
    if row.review_on is not None and row.open:
        return f"plan looked at on {line.day(row.review_on)}"
    return f"decided {line.day(row.decided_at)}"


CONCERNS = ListPage(
    view="concern_register",
    path=PATH,
    title="Concerns",
    help="Every worry that somebody may be harmed, for those who may see it: where it stands, by "
    "when it is taken on and decided. One about somebody of the service is kept apart, and whoever "
    "it is about sees nothing of it.",
    columns=(
        Column("Worry", _concern),
        Column("About", _whom),
        Column("Stands", lambda _line, row: STANDINGS[Standing(row.state)]),
        Column("Clock", _clock),
        Column("Worth knowing", lambda _line, row: due(row)),
    ),
    filters=(
        Filter("open", "Which", fixed({"true": "Open", "false": "Closed"})),
        Filter("state", "Stands", fixed({each: STANDINGS[each] for each in Standing})),
    ),
    orders={
        "": ("Open and latest first", None),
        "due": ("To be decided first", "decide_by"),
        "worth": ("Most worth knowing first", "-flags"),
    },
    counted=("concern", "concerns"),
    empty=("No concern is here for you.", None, None),
    searched=False,
    new=("Tell of a worry", RaiseConcern),
)

LISTINGS = (CONCERNS,)
