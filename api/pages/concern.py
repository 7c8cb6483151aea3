"""The page of one safeguarding concern: words used, three points, decision, second person, ways on.

Whoever may not see it is answered as if there were none, whatever they are named for.
"""

from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from api.concern_views import concern_at
from api.pages.dates import moment_words
from api.pages.frame import CONCERNS, Asking, AtDesk, Names, page
from api.pages.links import link_to
from api.pages.watching import unwatched
from api.pages.words import ANSWERS
from api.pages.words.safeguarding import HAPPENED, STANDINGS
from domain.decider import Command
from domain.people import subject
from domain.periods import local_day
from domain.safeguarding import (
    AcknowledgeConcern,
    AnswerNoFurtherAction,
    CloseConcern,
    ConsiderConcern,
    ConsiderConcernDuties,
    KeepConcernWithin,
    NoteConcern,
    PassConcernOn,
    PlaceConcern,
    ProposeNoFurtherAction,
    RecordConcernAnswer,
    RecordConcernHelp,
    ReopenConcern,
    ReviewConcernPlan,
)
from domain.safeguarding.language import (
    Answer,
    CapacityView,
    ConsentSought,
    KindOfConcern,
    Standing,
)
from domain.safeguarding.refusals import ConcernNotFound
from projections.directory import Directory
from projections.safeguarding.shown import ConcernShown, Points, Told

VIEW = "concern"
HELP = (
    "Taking a concern on stops the clock of that and no other. Whom a concern is about never sees "
    "that there is one, and nothing is filed under them. Who looked at it is kept beside it."
)
NEXT: dict[Standing, tuple[type[Command], ...]] = {
    Standing.RAISED: (AcknowledgeConcern, ConsiderConcern, PassConcernOn),
    Standing.WITH_LEAD: (ConsiderConcern, PassConcernOn),
    Standing.ASSESSED: (PassConcernOn, KeepConcernWithin, ProposeNoFurtherAction),
    Standing.AWAITING_SECOND: (AnswerNoFurtherAction, PassConcernOn),
    Standing.REPORTED: (RecordConcernAnswer, CloseConcern, ReviewConcernPlan),
    Standing.INTERNAL: (ReviewConcernPlan, CloseConcern, PassConcernOn),
    Standing.NO_FURTHER_ACTION: (CloseConcern, ReopenConcern),
    Standing.CLOSED: (ReopenConcern,),
}
"""What comes next, the likeliest first."""
ALWAYS = (RecordConcernHelp, NoteConcern, PlaceConcern)
SAID: dict[type[Command], str] = {
    AcknowledgeConcern: "Take it on",
    ConsiderConcern: "Think the three points through",
    PassConcernOn: "Record a report outside",
    KeepConcernWithin: "See to it by a plan",
    ProposeNoFurtherAction: "Propose that nothing more is done",
    AnswerNoFurtherAction: "Say whether you agree",
    RecordConcernAnswer: "Record what they answered",
    ReviewConcernPlan: "Look at the plan",
    CloseConcern: "Close it",
    ReopenConcern: "Look at it again",
    RecordConcernHelp: "Record a call for help",
    NoteConcern: "Note something",
    PlaceConcern: "Say that it is about somebody of the service",
    ConsiderConcernDuties: "Record what follows for the service",
}
POINTS = (
    ("sixteen_or_over", "16 or over", Answer),
    ("unable_to_safeguard", "1. Unable to safeguard their own interests", Answer),
    ("at_risk_of_harm", "2. At risk of harm", Answer),
    ("more_vulnerable", "3. More vulnerable because of disability, illness or infirmity", Answer),
    ("adult_at_risk", "An adult at risk, by these", Answer),
    ("child_risk", "A child at risk of significant harm", Answer),
    ("protected_adult", "A protected adult (PVG scheme; another test)", Answer),
    ("consent_answer", "Do they agree to a report?", ConsentSought),
    ("capacity", "Could they decide this? (a view; no part of the test)", CapacityView),
)


@get("/concerns/{of_concern:str}", sync_to_thread=True, view=VIEW)
def concern_page(
    request: Asking, desk: AtDesk, directory: Names, of_concern: FromPath[str]
) -> Template:
    """One concern, for those who may see it."""
    try:
        found = concern_at(desk, of_concern)
    except ConcernNotFound as none:
        raise NotFoundException(str(none)) from none
    today, standing = local_day(desk.views.clock()), Standing(found.row.state)
    first, *others = _ways(found, standing, desk)
    return page(
        "concern.html",
        here=CONCERNS,
        breadcrumbs=[{"label": "Concerns", "href": CONCERNS}],
        help=HELP,
        position=found.position,
        saved="saved" in request.query_params,
        state=STANDINGS[standing],
        restricted=found.row.restricted,
        raised=moment_words(found.row.raised_at, today),
        unwatched=unwatched(desk) if found.row.open else None,
        flags=[each["sentence"] for each in found.row.flags],
        words=found.words,
        facts=_facts(found, directory),
        points=None if found.points is None else _points(found.points),
        first=first,
        ways=others,
        breaks=[{"text": "See the record of the break", "href": f"/evidence/{each}"}
                for each in found.breaks],
        history=[_line(each, directory, today) for each in found.history],
    )  # fmt: skip


def _ways(found: ConcernShown, standing: Standing, desk: AtDesk) -> list[dict[str, str]]:
    kinds = [*NEXT[standing]]
    if found.row.restricted and any("DUTIES" in each["code"] for each in found.row.flags):
        kinds.append(ConsiderConcernDuties)
    kinds += [each for each in ALWAYS if not (each is PlaceConcern and found.row.restricted)]
    return [
        {"text": SAID[kind], "href": link_to(kind, concern=found.row.concern)}
        for kind in kinds
        if desk.may_ask(kind)
    ]


def _facts(found: ConcernShown, directory: Directory) -> list[dict[str, Any]]:
    row = found.row
    whom = [
        *(subject("person", each) for each in found.people),
        *(subject("peer", each) for each in found.peers),
        *(subject("staff", each) for each in found.staff),
    ]
    names = directory.names_of(whom)
    called = [names.get(each, "somebody who is no longer held") for each in whom]
    called += [found.about] if found.about else []
    danger = {Answer.YES: "Yes", Answer.NO: "No"}.get(Answer(row.in_danger), "Not said")
    kind = None if row.kind is None else ANSWERS[KindOfConcern][KindOfConcern(row.kind)]
    return [
        {"key": "About", "value": ", ".join(called) or "Not said"},
        {"key": "In danger then?", "value": danger},
        {"key": "What kind of worry", "value": kind or "Not said"},
        {"key": "Told by", "value": _who(row.raised_by, directory, found.told_by)},
    ]


def _who(actor: str | None, directory: Directory, words: str | None = None) -> str:
    if actor is None:
        return words or "Somebody who did not say who they are"
    about = [subject("staff", actor), subject("peer", actor)]
    names = directory.names_of(about)
    return next((names[each] for each in about if each in names), words or "name not recorded")


def _points(points: Points) -> list[dict[str, Any]]:
    found = []
    for name, key, answers in POINTS:
        value = getattr(points, name)
        said = None if value is None else ANSWERS[answers][answers(value)]
        found.append({"key": key, "value": said})
    return found


def _line(told: Told, directory: Directory, today: Any) -> dict[str, Any]:
    words = [
        str(told.says[each])
        for each in ("words", "organisation", "reference", "outcome", "feedback")
        if told.says.get(each)
    ]
    by = None if told.by is None else _who(told.by, directory)
    return {
        "when": moment_words(told.at, today),
        "what": HAPPENED[told.what],
        "by": by,
        "words": words,
    }
