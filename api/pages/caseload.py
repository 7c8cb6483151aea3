"""The caseload: everybody whom the service looks after, today or as it stood on another day."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import msgspec
from litestar import Response, get
from litestar.response import Redirect, Template

from api.pages.about import About
from api.pages.as_of import PARTS, AsOf, address, as_of_in
from api.pages.dates import (
    NotUnderstood,
    day_words,
    full_day_words,
    local,
    moment_words,
)
from api.pages.frame import Asking, AtDesk, Names, count_words, page
from api.pages.links import path_of
from api.pages.words.states import NO_SIGNALS, STATES, state_words
from application.policy import LIST_AS_FILE
from domain.indicators import LEVELS, Severity
from domain.match import RUNNING_STAGES
from domain.match import Stage as MatchStage
from domain.people import Subject, subject
from domain.periods import local_day
from domain.referral import Stage as ReferralStage
from projections.caseload import Caseload, Row, caseload
from projections.directory import Directory

PATH = "/caseload"
COLUMNS = ("Person", "With", "State", "Worth knowing", "Next")
ORDERS = {
    "": "Longest in this state first",
    "name": "By name",
    "state": "By state",
    "worth": "Most worth knowing first",
    "next": "Next session first",
}
WAITING = frozenset({ReferralStage.WAITING})
A_WEEK = 7
DANGEROUS_FIRST = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet take a cell for a formula, in the narrow and the wide form."""


class Asked(msgspec.Struct, frozen=True):
    """What a caseload is asked for: the day, the filters and the order."""

    as_of: AsOf
    state: str = ""
    coordinator: str = ""
    sort: str = ""

    @property
    def filtered(self) -> bool:
        """Whether anybody may be left out."""
        return bool(self.state or self.coordinator)

    @property
    def query(self) -> dict[str, str]:
        """The same, as an address says it."""
        filters = {"state": self.state, "coordinator": self.coordinator, "sort": self.sort}
        return {**self.as_of.query, **filters}


@get(PATH, sync_to_thread=True, view="caseload")
def caseload_page(request: Asking, desk: AtDesk, directory: Names) -> Template | Redirect:
    """The caseload as a page. A day given in parts leads to the address of that day."""
    query = dict(request.query_params)
    about = About(desk, directory, {})
    try:
        asked = asked_in(query, about.now)
    except NotUnderstood as wrong:
        return _page(about, asked_in(query, about.now, with_day=False), query, str(wrong))
    if any(part in query for part in PARTS):
        return Redirect(address(PATH, asked.query), status_code=303)
    return _page(about, asked, query, None)


@get(f"{PATH}.csv", sync_to_thread=True, view="caseload")
def caseload_csv(request: Asking, desk: AtDesk, directory: Names) -> Response[bytes]:
    """The same lines for a spreadsheet, for whoever just showed that it is them."""
    desk.must_have_proved(LIST_AS_FILE)
    about = About(desk, directory, {})
    try:
        asked = asked_in(dict(request.query_params), about.now)
    except NotUnderstood as wrong:
        return Response(str(wrong).encode(), status_code=400, media_type="text/plain")
    found = _found(about, asked)
    names = names_in(found.rows, directory)
    day = asked.as_of.day or local_day(about.now)
    kind = "-".join(["caseload", *asked.as_of.query.keys(), day.isoformat()]).replace("_", "-")
    return Response(
        _csv(_sorted(found.rows, asked.sort, names), names).encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={
            "content-disposition": f'attachment; filename="{kind}-entry-{found.position}.csv"'
        },
    )


def asked_in(query: Mapping[str, str], now: datetime, *, with_day: bool = True) -> Asked:
    """Read an address; what nobody offers is left out. Raises `NotUnderstood`."""
    state, sort = query.get("state", ""), query.get("sort", "")
    return Asked(
        as_of=as_of_in(query, now) if with_day else AsOf(),
        state=state if state in STATES else "",
        coordinator=query.get("coordinator", ""),
        sort=sort if sort in ORDERS else "",
    )


def names_in(rows: Iterable[Row], directory: Directory) -> dict[Subject, str]:
    """The names of all whom some lines speak of."""
    return directory.names_of(
        subject(noun, identifier)
        for row in rows
        for noun, identifier in (
            ("person", row.person),
            ("peer", row.peer),
            ("staff", row.coordinator),
        )
        if identifier is not None
    )


def _found(about: About, asked: Asked) -> Caseload:
    return caseload(
        about.desk.views,
        about.desk.service,
        coordinator=asked.coordinator or None,
        state=asked.state or None,
        known_at=asked.as_of.known_at,
        true_at=asked.as_of.true_at,
        scope=about.desk.scope("caseload"),
    )


def _page(about: About, asked: Asked, query: Mapping[str, str], error: str | None) -> Template:
    today = local_day(about.now)
    found = None if error else _found(about, asked)
    rows = found.rows if found else []
    names = names_in(rows, about.directory)
    as_of = asked.as_of
    moment = as_of.moment or about.now
    staff = {str(each): name for each, name in about.staff().items()}
    if asked.coordinator and asked.coordinator not in staff:
        coordinator = subject("staff", asked.coordinator)
        staff[asked.coordinator] = about.name(coordinator)
    return page(
        "caseload.html",
        here=PATH,
        status=400 if error else 200,
        as_of=as_of.banner(address(PATH, asked.query | {"known_at": "", "true_at": ""})),
        errors=[{"text": error, "field": "day"}] if error else None,
        position=found.position if found else None,
        day=full_day_words(as_of.day) if as_of.day else None,
        control=as_of.control(query, error),
        state=asked.state,
        states=_choices({"": "All", **STATES}),
        coordinator=asked.coordinator,
        coordinators=_choices({"": "All", **staff}),
        sort=asked.sort,
        orders=_choices(ORDERS),
        csv_href=address(f"{PATH}.csv", asked.query),
        clear_href=address(PATH, as_of.query | {"sort": asked.sort}),
        filtered=asked.filtered,
        count=_count(rows),
        columns=COLUMNS,
        rows=[_cells(row, names, as_of, moment, today) for row in _sorted(rows, asked.sort, names)],
    )


def _choices(labels: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"value": str(value), "label": label} for value, label in labels.items()]


def _count(rows: list[Row]) -> str:
    people = len({row.person for row in rows})
    matches = sum(row.match is not None for row in rows)
    return f"{count_words(people, 'person', 'people')}, {count_words(matches, 'match', 'matches')}"


def _sorted(rows: list[Row], order: str, names: Mapping[Subject, str]) -> list[Row]:
    def name(row: Row) -> str:
        return names.get(subject("person", row.person), "").casefold()

    states = list(STATES)
    match order:
        case "name":
            return sorted(rows, key=name)
        case "state":
            return sorted(rows, key=lambda row: (states.index(row.state), name(row)))
        case "worth":
            return sorted(rows, key=lambda row: -len(row.flags))
        case "next":
            coming = [row for row in rows if row.next_session_at is not None]
            coming.sort(key=lambda row: row.next_session_at or row.since)
            return [*coming, *(row for row in rows if row.next_session_at is None)]
        case _:
            return rows


def _cells(
    row: Row, names: Mapping[Subject, str], as_of: AsOf, moment: datetime, today: date
) -> list[Any]:
    person = names.get(subject("person", row.person), "name not recorded")
    peer = names.get(subject("peer", row.peer), "name not recorded") if row.peer else "nobody"
    with_whom: Any = peer
    if row.match is not None:
        href = address(path_of(row.match), as_of.query)
        with_whom = {"text": peer, "href": href, "hidden": f"and {person}: the match"}
    return [
        {"text": person, "href": address(f"/people/{row.person}", as_of.query)},
        with_whom,
        {"text": state_words(row.state), "note": f"since {_since(row, today)}"},
        {"sentences": worth_knowing(row, moment, today)},
        _next(row, today),
    ]


def worth_knowing(row: Row, moment: datetime, today: date) -> list[str]:
    """What is worth knowing about a line, in sentences."""
    sentences = [flag["sentence"] for flag in row.flags]
    weeks = (local_day(moment) - local_day(row.since)).days // A_WEEK
    if row.state in WAITING and weeks > 0:
        since = day_words(local_day(row.since), today)
        sentences.insert(0, f"Waiting {count_words(weeks, 'week')}, since {since}.")
    if row.level:
        sentences.insert(0, f"{LEVELS[Severity(row.level)].capitalize()}.")
    return sentences or [NO_SIGNALS]


def _since(row: Row, today: date) -> str:
    return day_words(local_day(row.since), today)


def _next(row: Row, today: date) -> str:
    if row.next_session_at is not None:
        return f"Session {moment_words(row.next_session_at, today)}"
    running = row.match is not None and MatchStage(row.state) in RUNNING_STAGES
    return "No session planned" if running else "none"


# --- For a spreadsheet ---

CSV_COLUMNS = (
    "person", "name", "with", "peer", "coordinator", "coordinator name", "match", "referral",
    "state", "since", "sessions", "last session", "next session", "worth knowing",
    "indicators",
)  # fmt: skip


def _csv(rows: Iterable[Row], names: Mapping[Subject, str]) -> str:
    def name(noun: str, identifier: str | None) -> str:
        return names.get(subject(noun, identifier), "") if identifier else ""

    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(CSV_COLUMNS)
    for row in rows:
        cells = (
            row.person, name("person", row.person), name("peer", row.peer), row.peer,
            row.coordinator, name("staff", row.coordinator), row.match, row.referral,
            state_words(row.state), _iso(row.since), row.sessions, _iso(row.last_session_at),
            _iso(row.next_session_at), " ".join(flag["sentence"] for flag in row.flags),
            "" if row.level is None else LEVELS[Severity(row.level)],
        )  # fmt: skip
        writer.writerow([harmless(cell) for cell in cells])
    return text.getvalue()


def harmless(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula (OWASP, "CSV injection")."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(DANGEROUS_FIRST):
        return f"'{cell}"
    return "" if cell is None else cell


def _iso(moment: datetime | None) -> str:
    return "" if moment is None else local(moment).isoformat(timespec="minutes")
