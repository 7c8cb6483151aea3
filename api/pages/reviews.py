"""Reviews in one sitting: what waits, one record a page, and an end that says what was done.

Nothing is chosen beforehand, and nothing upholds several at once. A form says which record it was
about by its address, and how far the sitting is by counts: no name stands in either.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, RawBody
from litestar.response import Redirect, Template

from api.desk import Desk
from api.pages.answers import Given
from api.pages.as_of import address
from api.pages.dates import day_words
from api.pages.evidence import found
from api.pages.forms import given_in, key_in, new_key, reason_of
from api.pages.frame import Asking, AtDesk, Names, page
from api.pages.review_form import PLACES, MissingAnswer, asked_in, one, told_of, verdict_in
from domain.confidentiality.commands_after import PassOnReview, ReturnBreakRecord
from domain.decider import Command, Refusal
from domain.people import ActorId, BreakId, subject
from domain.periods import local_day
from projections.breaks.evidence import EvidencePack
from projections.breaks.queue import Item, review_queue
from projections.directory import Directory
from projections.listing import Asked

PATH = "/reviews"
QUEUE = {"label": "Reviews", "href": PATH}
MINUTES_EACH = 4
COUNTS = {"reviewed": "reviewed", "passed": "passed on", "returned": "returned"}
SHORT = (2, 3, 6, 7, 8, 11)
"""The questions whose answers stand on the page of a review; all of them are in the evidence."""


class Sitting(NamedTuple):
    """How far somebody is: what they have done since they sat down."""

    reviewed: int = 0
    passed: int = 0
    returned: int = 0

    @property
    def query(self) -> dict[str, str]:
        """The same, as an address says it."""
        return {name: str(value) for name, value in self._asdict().items() if value}

    @property
    def done(self) -> int:
        """How many records they have seen to."""
        return sum(self)


def sitting_in(query: Mapping[str, str]) -> Sitting:
    """How far an address says that somebody is."""

    def number(text: str) -> int:
        return int(text) if text.isascii() and text.isdigit() and len(text) < len("1000") else 0

    return Sitting(*(number(query.get(each, "")) for each in Sitting._fields))


@get(PATH, sync_to_thread=True, view="review_queue")
def queue_page(request: Asking, desk: AtDesk, directory: Names) -> Template:
    """What waits for the one who asks, and what waits for others."""
    desk.scope("review_queue")
    every = review_queue(desk.views, desk.service, Asked()).rows
    theirs = [each for each in every if _can_judge(desk, each)]
    today = local_day(desk.views.clock())
    staff = directory.names_of({subject("staff", one) for each in every for one in each.reviewers})

    def line(item: Item) -> list[Any]:
        names = [staff.get(subject("staff", one), "somebody") for one in item.reviewers]
        due = None if item.due_at is None else local_day(item.due_at)
        decided = None if item.decided_at is None else local_day(item.decided_at)
        return [
            {
                "text": f"Record of {day_words(decided, today)}" if decided else "Record",
                "href": f"{PATH}/{item.break_id}"
                if item in theirs
                else f"/evidence/{item.break_id}",
            },
            f"due {day_words(due, today)}" if due else "no day",
            ", ".join(names) or "nobody here: ask somebody outside",
            ", ".join(each.replace("_", " ").lower() for each in item.gaps) or "nothing",
        ]

    first = theirs[0].break_id if theirs else None
    return page(
        "reviews.html",
        here=PATH,
        help="An independent reviewer judges each decision on what was known then. Whoever "
        "decided, told, wrote it down or looks after the person never reviews it.",
        waiting=len(theirs),
        minutes=MINUTES_EACH,
        start_href=None if first is None else f"{PATH}/{first}",
        columns=["Record", "Review", "Who can review", "Still missing"],
        rows=[line(each) for each in every],
        ended=_ended(sitting_in(dict(request.query_params))),
    )


@get(f"{PATH}/{{of_break:str}}", sync_to_thread=True, view="evidence_pack")
def review_page(
    request: Asking, desk: AtDesk, directory: Names, of_break: FromPath[str]
) -> Template:
    """One record, with the five questions."""
    pack = found(desk, directory, of_break, None)
    return _Review(request, desk, directory, pack).asked({}, None)


@post(f"{PATH}/{{of_break:str}}", sync_to_thread=True, view="evidence_pack", status_code=200)
def review_sent(
    request: Asking, desk: AtDesk, directory: Names, of_break: FromPath[str], body: RawBody
) -> Template | Redirect:
    """Save a review, pass it on or give the record back; then the next."""
    given = given_in(body)
    review = _Review(request, desk, directory, None, BreakId(of_break))
    try:
        done = review.perform(given)
    except MissingAnswer as wrong:
        error: dict[str, Any] = {"text": str(wrong), "field": wrong.field}
    except Refusal as no:
        error = {"text": reason_of(no), "field": PLACES.get(no.field or "", no.field)}
    else:
        return review.onwards(done)
    review.pack = found(desk, directory, of_break, None)
    return review.asked(given, error)


class _Review:
    """One record before one reviewer."""

    def __init__(
        self,
        request: Asking,
        desk: Desk,
        directory: Directory,
        pack: EvidencePack | None,
        which: BreakId | None = None,
    ) -> None:
        self.desk, self.directory, self.pack = desk, directory, pack
        self.sitting = sitting_in(dict(request.query_params))
        self.which = which or (pack.break_id if pack else BreakId(""))
        rows = review_queue(desk.views, desk.service, Asked()).rows
        self.queue = [each for each in rows if _can_judge(desk, each)]
        self.item = next((each for each in rows if each.break_id == self.which), None)

    # --- what was sent ---

    def perform(self, given: Given) -> str:
        """Do what was pressed, and say what it counts as. Raises `MissingAnswer` and refusals."""
        pressed = one(given, "press") or "reviewed"
        reviewer = self._reviewer(given)
        command: Command
        match pressed:
            case "passed":
                command = PassOnReview(
                    break_id=self.which, reviewer=reviewer, words=one(given, "words") or None
                )
            case "returned":
                command = ReturnBreakRecord(
                    break_id=self.which, reviewer=reviewer, words=one(given, "words")
                )
            case _:
                pressed, command = "reviewed", verdict_in(given, self.which, reviewer)
        self.desk.perform(command, command_id=key_in(given))
        return pressed

    def _reviewer(self, given: Given) -> ActorId:
        """Whoever signed in; where nobody did, whoever is named."""
        principal = self.desk.principal
        if not principal.operates:
            return principal.actor
        named = one(given, "reviewer")
        if not named:
            raise MissingAnswer("Say who reviews this.", "reviewer")
        return ActorId(named)

    def onwards(self, done: str) -> Redirect:
        """To the next record, or to the end of the sitting."""
        sitting = self.sitting._replace(**{done: getattr(self.sitting, done) + 1})
        left = [each for each in self.queue if each.break_id != self.which]
        path = f"{PATH}/{left[0].break_id}" if left else PATH
        return Redirect(address(path, sitting.query), status_code=303)

    # --- what is shown ---

    def asked(self, given: Given, error: dict[str, Any] | None) -> Template:
        """The record and the form, with what was answered and what is in the way."""
        pack = self.pack
        assert pack is not None  # noqa: S101 - every caller has looked it up
        return page(
            "review.html",
            here=PATH,
            breadcrumbs=[QUEUE],
            **told_of(pack, SHORT),
            **asked_in(given, error),
            number=f"{self.sitting.done + 1} of {self.sitting.done + max(len(self.queue), 1)}",
            due=self._due(),
            independent=self.item is not None and self.item in self.queue,
            evidence_href=f"/evidence/{pack.break_id}",
            gaps=[each.replace("_", " ").lower() for each in self.item.gaps] if self.item else [],
            reviewers=self._reviewers(),
            reviewer=one(given, "reviewer"),
            key=new_key(),
            here_href=address(f"{PATH}/{pack.break_id}", self.sitting.query),
            stop_href=address(PATH, self.sitting.query),
        )

    def _due(self) -> str | None:
        if self.item is None or self.item.due_at is None:
            return None
        return day_words(local_day(self.item.due_at), local_day(self.desk.views.clock()))

    def _reviewers(self) -> list[dict[str, str]]:
        """Who can review it, to choose from where nobody signed in."""
        if not self.desk.principal.operates or self.item is None:
            return []
        named = self.directory.names_of(subject("staff", one) for one in self.item.reviewers)
        choices = [
            {"value": str(one), "label": named.get(subject("staff", one), "somebody")}
            for one in self.item.reviewers
        ]
        return [{"value": "", "label": "Choose"}, *choices]


def _can_judge(desk: Desk, item: Item) -> bool:
    """Whether a record waits for the one who asks; whoever operates sees to all of them."""
    principal = desk.principal
    return principal.operates or principal.actor in set(map(str, item.reviewers))


def _ended(sitting: Sitting) -> str | None:
    if not sitting.done:
        return None
    done = sitting._asdict()
    said = [f"{done[name]} {words}" for name, words in COUNTS.items() if done[name]]
    return f"{', '.join(said)}."


def handlers() -> list[HTTPRouteHandler]:
    """The queue, and the page of one review."""
    return [queue_page, review_page, review_sent]
