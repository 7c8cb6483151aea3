"""The page of a list: filters, search, order, paging, another day, CSV of what is shown.

One page for every list; what is particular to each stands in `api.pages.listings`. Filters, order
and page stand in the address, so that they are there again when somebody goes back; a name does
not, so it is sent by POST.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import RawBody
from litestar.response import Redirect, Template

from api.pages import listings_of_breaks, listings_of_concerns, listings_of_rights
from api.pages.about import About
from api.pages.as_of import PARTS, AsOf, address, as_of_in
from api.pages.caseload import harmless
from api.pages.dates import NotUnderstood, day_words, full_day_words, moment_words
from api.pages.forms import given_in
from api.pages.frame import Asking, AtDesk, Names, count_words, page
from api.pages.links import link_to
from api.pages.listings import LISTINGS, Line, ListPage
from application.policy import LIST_AS_FILE
from domain.people import subject
from domain.periods import local_day
from projections.directory import UNNAMED
from projections.listing import Asked as AskedOfList
from projections.listing import subjects_in
from projections.lists import LISTS, At

A_PAGE = 25
LONGEST_NUMBER = 4


class Asked(msgspec.Struct, frozen=True):
    """What a list is asked for: the day, the filters, the order, which page, and a name."""

    as_of: AsOf
    where: dict[str, str]
    sort: str = ""
    number: int = 1
    name: str = ""

    @property
    def query(self) -> dict[str, str]:
        """The same, as an address says it: without the name, and without the page."""
        return {**self.as_of.query, **self.where, "sort": self.sort}


class InWords(Line):
    """A line as the page says it: names joined, days as people say them."""

    def __init__(self, about: About, names: Mapping[Any, str], as_of: AsOf) -> None:
        """Say it as of a moment."""
        self._about, self._names, self._as_of = about, names, as_of
        self._today = local_day(about.now)

    @property
    def now(self) -> datetime:
        """The moment at which the list stands."""
        return self._as_of.moment or self._about.now

    def name(self, noun: str, identifier: str | None) -> str:
        """What somebody is called."""
        return "nobody" if identifier is None else self._called(noun, identifier)

    def link(self, noun: str, identifier: str) -> dict[str, Any]:
        """What somebody is called, and the way to their page."""
        path = {"person": "/people", "peer": "/peers"}[noun]
        query = self._as_of.query if noun == "person" else {}
        href = address(f"{path}/{identifier}", query)
        return {"text": self._called(noun, identifier), "href": href}

    def there(self, path: str) -> str:
        """The address of a page, as of the moment at which the list stands."""
        return address(path, self._as_of.query)

    def day(self, when: datetime | date | None, otherwise: str = "not recorded") -> str:
        """A day, or words for there being none."""
        if when is None:
            return otherwise
        return day_words(local_day(when) if isinstance(when, datetime) else when, self._today)

    def moment(self, when: datetime | None, otherwise: str = "none") -> str:
        """A day and a time, or words for there being none."""
        return otherwise if when is None else moment_words(when, self._today)

    def offer(self, offer: Any) -> str:
        """What an offer is called."""
        return self._about.offers().get(offer, "not recorded")

    def _called(self, noun: str, identifier: str) -> str:
        return self._names.get(subject(noun, identifier), UNNAMED)


def handlers() -> list[HTTPRouteHandler]:
    """The pages of every list, each with its file."""
    every = (
        *LISTINGS,
        *listings_of_breaks.LISTINGS,
        *listings_of_concerns.LISTINGS,
        *listings_of_rights.LISTINGS,
    )
    return [handler for listing in every for handler in _handlers(listing)]


def _handlers(listing: ListPage) -> tuple[HTTPRouteHandler, ...]:
    def show(request: Asking, desk: AtDesk, directory: Names) -> Template | Redirect:
        shown = Showing(listing, About(desk, directory, {}), dict(request.query_params))
        return shown.elsewhere() or shown.page()

    def search(request: Asking, desk: AtDesk, directory: Names, body: RawBody) -> Template:
        name = (given_in(body).get("name") or [""])[0].strip()
        query = dict(request.query_params)
        return Showing(listing, About(desk, directory, {}), query, name).page()

    def spreadsheet(request: Asking, desk: AtDesk, directory: Names) -> Response[bytes]:
        desk.must_have_proved(LIST_AS_FILE)
        return Showing(listing, About(desk, directory, {}), dict(request.query_params)).csv()

    view = listing.view
    return (
        get(listing.path, sync_to_thread=True, view=view)(show),
        post(listing.path, sync_to_thread=True, status_code=200, view=view)(search),
        get(f"{listing.path}.csv", sync_to_thread=True, view=view)(spreadsheet),
    )


class Showing:
    """One list, as it is asked for."""

    def __init__(
        self, listing: ListPage, about: About, query: Mapping[str, str], name: str = ""
    ) -> None:
        """Read what is asked; a day that cannot be read is said on the page."""
        self.listing, self.about, self.query = listing, about, query
        self.error: str | None = None
        as_of = AsOf()
        try:
            as_of = as_of_in(query, about.now)
        except NotUnderstood as wrong:
            self.error = str(wrong)
        self.choices = {each.name: dict(each.choices(about)) for each in listing.filters}
        where = {each: query.get(each, "") for each in self.choices}
        sort, number = query.get("sort", ""), query.get("page", "")
        self.asked = Asked(
            as_of=as_of,
            where={each: value for each, value in where.items() if value in self.choices[each]},
            sort=sort if sort in listing.orders else "",
            number=_number(number),
            name=name,
        )

    def elsewhere(self) -> Redirect | None:
        """A day given in parts leads to the address of that day."""
        if self.error is None and any(part in self.query for part in PARTS):
            return Redirect(address(self.listing.path, self.asked.query), status_code=303)
        return None

    def page(self) -> Template:
        """The list as a page."""
        listing, asked, about = self.listing, self.asked, self.about
        position, every = (None, []) if self.error else self._found()
        first = (asked.number - 1) * A_PAGE
        some = every if asked.name else every[first : first + A_PAGE]
        line = self._line(some)
        filtered = any(asked.where.values()) or bool(asked.name)
        today = address(listing.path, asked.query | {"known_at": "", "true_at": ""})
        new = listing.new if listing.new and about.desk.may_ask(listing.new[1]) else None
        return page(
            "list.html",
            here=listing.path,
            status=400 if self.error else 200,
            as_of=asked.as_of.banner(today),
            errors=[{"text": self.error, "field": "day"}] if self.error else None,
            position=position,
            day=full_day_words(asked.as_of.day) if asked.as_of.day else None,
            control=asked.as_of.control(self.query, self.error),
            title=listing.title,
            help=listing.help,
            path=listing.path,
            search_at=address(listing.path, asked.query),
            name=asked.name,
            searched=listing.searched,
            filters=[
                {
                    "name": each.name,
                    "label": each.label,
                    "value": asked.where.get(each.name, ""),
                    "options": _options({"": each.all, **self.choices[each.name]}),
                }
                for each in listing.filters
            ],
            sort=asked.sort,
            orders=_options({code: label for code, (label, _by) in listing.orders.items()}),
            csv_href=address(f"{listing.path}.csv", asked.query),
            clear_href=address(listing.path, asked.as_of.query),
            filtered=filtered,
            count=count_words(len(every), *listing.counted),
            columns=[each.heading for each in listing.columns],
            rows=[[each.cell(line, row) for each in listing.columns] for row in some],
            pages=self._pages(len(every)) if not asked.name else None,
            empty=listing.empty,
            new={"text": new[0], "href": link_to(new[1])} if new and not asked.as_of else None,
        )

    def csv(self) -> Response[bytes]:
        """All its lines, those of every page, for a spreadsheet."""
        if self.error is not None:
            return Response(self.error.encode(), status_code=400, media_type="text/plain")
        position, every = self._found()
        line, text = self._line(every), io.StringIO()
        writer = csv.writer(text)
        writer.writerow([each.heading for each in self.listing.columns])
        for row in every:
            cells = (each.cell(line, row) for each in self.listing.columns)
            writer.writerow([harmless(in_one(cell)) for cell in cells])
        day = self.asked.as_of.day or local_day(self.about.now)
        parts = (self.listing.path.strip("/"), *self.asked.as_of.query, day.isoformat())
        name = "-".join(parts).replace("_", "-")
        file = f'attachment; filename="{name}-entry-{position}.csv"'
        return Response(
            text.getvalue().encode("utf-8-sig"),
            media_type="text/csv; charset=utf-8",
            headers={"content-disposition": file},
        )

    def _found(self) -> tuple[int, list[Any]]:
        desk, asked = self.about.desk, self.asked
        at = At(desk.views, desk.opener, desk.service, desk.scope(self.listing.view))
        _label, sort = self.listing.orders[asked.sort]
        wanted = AskedOfList(
            where={name: value for name, value in asked.where.items() if value},
            sort=sort,
            name=asked.name or None,
            known_at=asked.as_of.known_at,
            true_at=asked.as_of.true_at,
        )
        found = LISTS[self.listing.view].read(at, wanted)
        return found.position, found.rows

    def _line(self, rows: Sequence[Any]) -> InWords:
        """How lines are said; whoever they speak of is noted by being named."""
        a_list = LISTS[self.listing.view]
        names = self.about.directory.names_of(subjects_in(rows, a_list.named))
        self.about.desk.note(*a_list.noted_of(rows))
        return InWords(self.about, names, self.asked.as_of)

    def _pages(self, lines: int) -> dict[str, Any] | None:
        last = max(1, -(-lines // A_PAGE))
        number = self.asked.number
        if last == 1 and number == 1:
            return None

        def at(other: int) -> str | None:
            if not 1 <= other <= last:
                return None
            said = {"page": "" if other == 1 else str(other)}
            return address(self.listing.path, self.asked.query | said)

        return {
            "words": f"Page {number} of {last}",
            "before": at(min(number - 1, last)),
            "after": at(number + 1),
        }


def in_one(cell: Any) -> Any:
    """A cell of a page as one value."""
    if isinstance(cell, Mapping):
        if "sentences" in cell:
            return " ".join(cell["sentences"])
        note = cell.get("note")
        return f"{cell['text']}, {note}" if note else cell["text"]
    return cell


def _options(labels: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"value": str(value), "label": label} for value, label in labels.items()]


def _number(text: str) -> int:
    plain = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    return max(1, int(text)) if plain else 1
