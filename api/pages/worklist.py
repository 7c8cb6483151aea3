"""The worklist: what needs somebody today, safety first. The home of whoever looks after people."""

from collections.abc import Mapping
from typing import Any

from litestar import get
from litestar.response import Redirect, Template

from api.pages.about import About, first_of
from api.pages.as_of import PARTS, AsOf, address, as_of_in
from api.pages.dates import NotUnderstood, day_words, full_day_words
from api.pages.frame import Asking, AtDesk, Names, count_words, page
from api.pages.links import link_to, path_of
from domain.people import Subject, subject
from domain.periods import local_day
from domain.referral import ReceiveReferral
from projections.listing import Asked, subjects_in
from projections.lists import LISTS, At
from projections.worklist import Item, Rank

PATH = "/worklist"
HELP = (
    "All that is due, late or a worry, in a fixed order: safety, what asks for acting today, what "
    "is late, and the rest. Opening something settles nothing; recording what was done does."
)
SECTIONS = {
    Rank.SAFETY: "Safety",
    Rank.ACT_TODAY: "Act today",
    Rank.OVERDUE: "Late",
    Rank.DUE: "Due",
}
COLUMNS = ("What", "Who", "Due", "With")
SHOWN = 8
"""So many of a section stand on the page at first; the rest is one press away."""


@get(PATH, sync_to_thread=True, view="worklist")
def worklist_page(request: Asking, desk: AtDesk, directory: Names) -> Template | Redirect:
    """The worklist, today or as of another day; one's own and nobody's, or everybody's."""
    query = dict(request.query_params)
    about = About(desk, directory, {})
    try:
        as_of, error = as_of_in(query, about.now), None
    except NotUnderstood as wrong:
        as_of, error = AsOf(), str(wrong)
    if error is None and any(part in query for part in PARTS):
        return Redirect(address(PATH, as_of.query | _who(query)), status_code=303)
    return Worklist(about, as_of, query, error).page()


class Worklist:
    """What there is to do, for one who asks."""

    def __init__(
        self, about: About, as_of: AsOf, query: Mapping[str, str], error: str | None
    ) -> None:
        """Read it."""
        self.about, self.as_of, self.query, self.error = about, as_of, query, error
        self.today, self.scope = local_day(about.now), about.desk.scope("worklist")
        self.mine = _staff(about.desk.principal.holder)
        self.everybody = self.mine is None or query.get("who") == "all"
        self.position: int | None = None
        self.items: list[Item] = []
        if error is None:
            self.position, self.items = self._found()
        named = LISTS["worklist"].named
        seen = (each for each in subjects_in(self.items, named) if self._may_name(each))
        self.names = about.directory.names_of(seen)

    def page(self) -> Template:
        """The page."""
        query = self.as_of.query | _who(self.query)
        everybody = {"who": "" if self.everybody else "all"}
        return page(
            "worklist.html",
            here=PATH,
            status=400 if self.error else 200,
            as_of=self.as_of.banner(address(PATH, _who(self.query))),
            errors=[{"text": self.error, "field": "day"}] if self.error else None,
            position=self.position,
            help=HELP,
            today=f"{self.today:%A} {self.today.day} {self.today:%B}",
            day=full_day_words(self.as_of.day) if self.as_of.day else None,
            control=self.as_of.control(self.query, self.error),
            who=_who(self.query).get("who", ""),
            summary=self._summary(),
            other=None
            if self.mine is None
            else {
                "text": "Only what is yours" if self.everybody else "Everybody's",
                "href": address(PATH, self.as_of.query | everybody),
            },
            sections=[each for rank in SECTIONS if (each := self._section(rank, query))],
            columns=COLUMNS if self.everybody else COLUMNS[:-1],
            take=None if self.as_of or not self.about.desk.may_ask(ReceiveReferral)
            else link_to(ReceiveReferral),
            choice=None if self.as_of or not self.about.desk.sees("choices")
            else "/choices/new",
        )  # fmt: skip

    def _found(self) -> tuple[int, list[Item]]:
        desk = self.about.desk
        at = At(desk.views, desk.opener, desk.service, self.scope)
        where = {} if self.everybody else {"coordinator": str(self.mine)}
        asked = Asked(where=where, known_at=self.as_of.known_at, true_at=self.as_of.true_at)
        found = LISTS["worklist"].read(at, asked)
        return found.position, found.rows

    def _summary(self) -> str:
        if not self.items:
            return "Nothing needs you today."
        things = count_words(len(self.items), "thing")
        safety = sum(each.rank == Rank.SAFETY for each in self.items)
        needs = f"{things} {'needs' if len(self.items) == 1 else 'need'} you."
        return f"{needs} {safety} {'is' if safety == 1 else 'are'} about safety."

    def _section(self, rank: Rank, query: Mapping[str, str]) -> dict[str, Any] | None:
        items = [each for each in self.items if each.rank == rank]
        if not items:
            return None
        whole = self.query.get("all") == rank.name.lower()
        return {
            "id": rank.name.lower(),
            "title": SECTIONS[rank],
            "count": len(items),
            "rows": [self._row(each) for each in (items if whole else items[:SHOWN])],
            "more": None
            if whole or len(items) <= SHOWN
            else {
                "text": f"Show all {len(items)}",
                "href": address(PATH, {**query, "all": rank.name.lower()})
                + f"#{rank.name.lower()}",
            },
        }

    def _row(self, item: Item) -> list[Any]:
        times = "" if item.times == 1 else f" ({item.times} times)"
        row = [
            {"text": f"{item.sentence.rstrip('.')}{times}.", "note": item.to_do},
            self._whom(item),
            self._due(item),
        ]
        if self.everybody:
            of = item.responsible
            row.append(self._name("staff", of) if of else "nobody alone")
        return row

    def _whom(self, item: Item) -> Any:
        """Whom it is about, and the way there."""
        both = [
            first_of(self._name(noun, identifier))
            for noun, identifier in (("person", item.person), ("peer", item.peer))
            if identifier is not None and self._may_name(subject(noun, identifier))
        ]
        if item.concern is not None:
            return {"text": "A concern", "href": f"/concerns/{item.concern}"}
        if item.break_id is not None and self._opens(item):
            at = address(f"/breaks/{item.break_id}", {})
            return {"text": " and ".join(both) or "A break", "href": at}
        if not both and (item.person or item.peer):
            return "A person"
        if item.person is not None:
            at = path_of(item.match) if item.match else f"/people/{item.person}"
            return {"text": " and ".join(both), "href": address(at, self.as_of.query)}
        if item.peer is not None:
            return {"text": self._name("peer", item.peer)}
        return "A group or course" if item.gathering else "The service"

    def _may_name(self, about: Subject) -> bool:
        """Whoever sees to a break is not told by that whom it is about."""
        return not about.startswith(("person:", "peer:")) or self.scope.holds(about)

    def _opens(self, item: Item) -> bool:
        """Whether the one who asks may see the record of a break, as its page decides it."""
        nouns = (("break", item.break_id), ("person", item.person), ("peer", item.peer))
        concerned = [subject(noun, each) for noun, each in nouns if each is not None]
        return any(self.about.desk.may_see("break_record", each) for each in concerned)

    def _due(self, item: Item) -> dict[str, Any] | str:
        if item.due_at is None:
            return "now"
        due = local_day(item.due_at)
        late = (local_day(self.as_of.moment or self.about.now) - due).days
        note = f"late by {count_words(late, 'day')}" if late > 0 else None
        return {"text": day_words(due, self.today), "note": note}

    def _name(self, noun: str, identifier: str) -> str:
        return self.names.get(subject(noun, identifier), "name not recorded")


def _staff(holder: Subject | None) -> str | None:
    """The identifier of a member of staff; nobody's for whoever is none."""
    noun, _colon, identifier = (holder or "").partition(":")
    return identifier if noun == "staff" else None


def _who(query: Mapping[str, str]) -> dict[str, str]:
    return {"who": "all"} if query.get("who") == "all" else {}
