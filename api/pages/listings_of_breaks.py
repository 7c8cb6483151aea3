"""What is particular to the lists about confidentiality: the register, and what has no record."""

from typing import Any

from api.pages.links import link_to
from api.pages.listings import Cell, Column, Filter, Line, ListPage, due, fixed
from api.pages.words.openings import ANSWERS as OF_OPENINGS
from domain.confidentiality.commands import DecideNotToBreak
from domain.confidentiality.language import Ground, Stage, Verdict
from domain.disclosure import Severity
from domain.opening import OpeningVerdict, ReviewOpening
from projections.breaks.gaps import GapKind
from projections.breaks.words import CODES

KINDS = {
    GapKind.DISCLOSURE.value: "Told without agreement",
    GapKind.CHECK_OUT_ESCALATED.value: "A check-out was taken further",
    GapKind.PVG_REFERRAL.value: "Disclosure Scotland was told",
    GapKind.CONCERN_REPORTED.value: "A safeguarding concern was reported outside",
}
HOW_FAR = {
    Severity.WITHIN_SERVICE.value: "within the service",
    Severity.OUTSIDE_SERVICE.value: "to somebody outside",
    Severity.CANNOT_BE_RECALLED.value: "where it cannot be called back",
}
TELLINGS = {"TOLD": "told", "PUT_OFF": "put off", "RULED_OUT": "not told"}


def _record(line: Line, row: Any) -> Cell:
    what = "Break" if row.shared else "Decision"
    return {
        "text": f"{what} of {line.day(row.decided_at)}" if row.decided_at else "Not decided yet",
        "href": f"/evidence/{row.break_id}",
        "note": ", ".join(CODES[Ground][Ground(each)].lower() for each in row.grounds) or None,
    }


def _told(line: Line, row: Any) -> Cell:
    if row.telling == "TOLD":
        return f"told {line.day(row.told_at)}"
    if row.telling == "PUT_OFF" and row.look_again_on is not None:
        return f"put off, looked at again {line.day(row.look_again_on)}"
    return TELLINGS.get(row.telling or "", "nothing was shared" if not row.shared else "not yet")


def _verdict(line: Line, row: Any) -> Cell:
    if row.verdict is None:
        when = line.day(row.review_due_at, "nothing yet")
        return {"text": "not reviewed", "note": f"due {when}" if row.review_due_at else None}
    words = CODES[Verdict][Verdict(row.verdict)]
    return {"text": words, "note": f"on {line.day(row.reviewed_at)}"}


def _missing(_line: Line, row: Any) -> Cell:
    """How many parts a review still needs, and the way to the record itself."""
    text = f"{len(row.gaps)} answers missing" if row.gaps else "complete"
    note = "belongs with another record" if row.with_another else None
    return {"text": text, "href": f"/breaks/{row.break_id}", "note": note}


def _gap(line: Line, row: Any) -> Cell:
    note = HOW_FAR.get(row.severity or "")
    return {"text": KINDS[row.kind], "note": note}


def _assessed(line: Line, row: Any) -> Cell:
    if row.assessed_at is None:
        return "not assessed" if row.kind == GapKind.DISCLOSURE.value else "none needed"
    found = "a data breach" if row.is_data_breach else "no data breach"
    return {"text": found, "note": f"on {line.day(row.assessed_at)}"}


def _others(_line: Line, row: Any) -> Cell:
    if not row.others:
        return "none"
    return {"text": "See the latest", "href": f"/evidence/{row.others[-1]}",
            "hidden": "record about the same one"}  # fmt: skip


BREAKS = ListPage(
    view="break_register",
    path="/registers/breaks",
    title="Confidentiality breaks",
    help="Every confidentiality break and every decision not to break: where it stands, whether "
    "the person was told, and what an independent reviewer found.",
    columns=(
        Column("Break or decision", _record),
        Column("Stands", lambda _line, row: CODES[Stage][Stage(row.state)]),
        Column("The person", _told),
        Column("Review", _verdict),
        Column("Record", _missing),
        Column("Worth knowing", lambda _line, row: due(row)),
    ),
    filters=(
        Filter("state", "Stands", fixed({each: CODES[Stage][Stage(each)] for each in Stage})),
        Filter("shared", "What", fixed({"true": "Shared", "false": "Decided not to"})),
        Filter("verdict", "Verdict", fixed(dict(CODES[Verdict]))),
    ),
    orders={
        "": ("Latest first", None),
        "due": ("Review due first", "review_due_at"),
        "worth": ("Most worth knowing first", "-flags"),
    },
    counted=("record", "records"),
    empty=("None in these dates.", "See what may be missing", "/registers/gaps"),
    searched=False,
    new=("Record a decision not to share", DecideNotToBreak),
)

GAPS = ListPage(
    view="break_gaps",
    path="/registers/gaps",
    title="What may lack a record",
    help="What was told outside or without agreement, and no record answers for. Each is a "
    "question, and says of nobody that they did wrong.",
    columns=(
        Column("What", _gap),
        Column("Happened", lambda line, row: line.moment(row.at)),
        Column("Record due", lambda line, row: line.moment(row.due_at)),
        Column("Assessed", _assessed),
        Column("Other records", _others),
    ),
    filters=(Filter("kind", "What", fixed(KINDS)),),
    orders={"": ("Latest first", None), "due": ("Record due first", "due_at")},
    counted=("entry", "entries"),
    empty=("Everything that was told has its record.", "See the register", "/registers/breaks"),
    searched=False,
)

STANDS = {"OPEN": "open now", "ENDED": "ended, nobody has judged it", "REVIEWED": "judged"}


def _opened(line: Line, row: Any) -> Cell:
    who = line.name("staff", row.staff)
    return {"text": who, "note": f"{line.moment(row.opened_at)}, until {line.moment(row.until)}"}


def _looked_into(line: Line, row: Any) -> Cell:
    """Red, in words and by its mark, as long as nobody has judged it and its day has passed."""
    if row.verdict is not None:
        words = OF_OPENINGS[OpeningVerdict][OpeningVerdict(row.verdict)]
        who = line.name("staff", row.reviewer)
        return {"text": f"Needed? {words}", "note": f"{who}, {line.day(row.reviewed_at)}"}
    return {
        "text": "Judge it",
        "href": link_to(ReviewOpening, opening=row.opening),
        "hidden": f"opened {line.moment(row.opened_at)}",
        "note": f"due {line.moment(row.review_due_at)}",
        "alarm": row.review_late,
    }


OPENINGS = ListPage(
    view="openings",
    path="/registers/openings",
    title="Opened records",
    help="Every record that was opened by somebody who had nothing to do with the person: for a "
    "stated reason, to read, for a time. Somebody else judges each; it is red until they have, "
    "once its day has passed.",
    columns=(
        Column("Who opened it", _opened),
        Column("Stands", lambda _line, row: STANDS[row.state]),
        Column("Review", _looked_into),
        Column("Worth knowing", lambda _line, row: due(row)),
    ),
    filters=(Filter("state", "Stands", fixed(STANDS)),),
    orders={
        "": ("Unjudged first", "reviewed_at,review_due_at"),
        "latest": ("Latest first", "-opened_at"),
    },
    counted=("opening", "openings"),
    empty=("No record was opened.", "See the register of breaks", "/registers/breaks"),
    searched=False,
)

LISTINGS = (BREAKS, GAPS, OPENINGS)
