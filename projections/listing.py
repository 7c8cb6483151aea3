"""What every list does: its rows now or as of a moment, chosen, searched by name and put in order.

Names are sealed in views: a search opens them in memory, at the door, and keeps nothing.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar, get_type_hints

import msgspec
from sqlalchemy import select

from application.scope import EVERYTHING, Scope
from domain.decider import Malformed, Position
from domain.folds import ALWAYS
from domain.people import ServiceId, Subject, subject
from domain.periods import local_day
from projections.catch_up import Scope as Whose
from projections.catch_up import Views, about_service, joined, subjects_of
from projections.directory import Directory
from projections.rectified import PutRight
from projections.responsibilities import VIEW as RESPONSIBILITIES
from projections.responsibilities import people_of
from projections.scoped import KINDS, visible
from projections.tables import plain
from projections.view import View

R = TypeVar("R", bound=msgspec.Struct)

NOBODY = "none"
"""How a filter asks for rows in which a field is empty."""

HISTORIES_AT_A_TIME = 200
"""So many are in memory at once when a past list is folded."""

NAME = "name"
DIGITS = re.compile(r"([0-9]+)")


class UnknownField(Malformed):
    """A list is asked about something that it does not show."""


class NotAFilter(Malformed):
    """A filter gives a value that a field cannot have."""


class Asked(msgspec.Struct, frozen=True):
    """What is asked of a list.

    ``where`` gives for a field the value that it must have, or several with commas between, of
    which it must have one; "none" stands for nothing. ``sort`` names fields with commas between,
    each with a minus for the largest first; what is missing comes last. ``name`` are words that
    somebody's name has to hold. ``scope`` is whose rows the one who asks may see: whoever reads
    for somebody gives theirs.
    """

    where: Mapping[str, str] = msgspec.field(default_factory=dict)
    sort: str | None = None
    name: str | None = None
    known_at: datetime | None = None
    true_at: datetime | None = None
    scope: Scope = EVERYTHING

    @property
    def past(self) -> bool:
        """Whether it is asked about another moment than this."""
        return self.known_at is not None or self.true_at is not None


USUALLY = Asked()


class Listed(msgspec.Struct, Generic[R], frozen=True):
    """The rows, the position that they reflect, and the two moments that were asked for."""

    position: Position
    known_at: datetime | None
    true_at: datetime | None
    rows: list[R]


@dataclass(frozen=True)
class Listing(Generic[R]):
    """A list over one view: what a row shows, in which order, and whose names it speaks of.

    ``named`` gives the noun for each field that holds somebody's identifier; the first of them is
    whom a row is sorted by when it is sorted by name. ``only_open`` says that a person of whom
    nothing is open has no row. ``whose`` gives the field by which a row is whose, for each kind
    of a `Scope`; where nothing is said, fields of the same name.
    """

    view: View
    row: type[R]
    order: str
    named: Mapping[str, str] = field(default_factory=dict)
    only_open: bool = False
    whose: Mapping[str, str] = field(default_factory=dict)

    @property
    def by_kind(self) -> dict[str, str]:
        """For each kind of a `Scope` the field by which a row is somebody's."""
        return dict(self.whose) or {kind: kind for kind in KINDS if kind in self.fields}

    @property
    def fields(self) -> tuple[str, ...]:
        """What can be asked about."""
        return self.row.__struct_fields__


def listed(
    views: Views,
    listing: Listing[R],
    service: ServiceId,
    asked: Asked = USUALLY,
    directory: Directory | None = None,
) -> Listed[R]:
    """The rows of a list. Without a directory nobody can be found, or put in order, by name.

    Raises `UnknownField` and `NotAFilter`.
    """
    chosen = matching(listing.row, asked.where)
    order = checked_order(listing, asked.sort)
    position, found = values_of(views, listing, service, asked)
    rows = [listing.row(**each) for each in found]
    rows = [row for row in rows if chosen(row)]
    names = names_in(rows, listing, directory) if asked.name or NAME in order else {}
    if asked.name:
        rows = [row for row in rows if is_called(names_of(row, listing, names), asked.name)]
    return Listed(position, asked.known_at, asked.true_at, in_order(rows, listing, order, names))


def listed_together(
    views: Views,
    parts: Sequence[View],
    listing: Listing[R],
    service: ServiceId,
    *,
    asked: Asked = USUALLY,
    directory: Directory | None = None,
) -> Listed[R]:
    """The rows of a list that several views keep, each those about one kind of somebody.

    Raises `UnknownField` and `NotAFilter`.
    """
    chosen, order = matching(listing.row, asked.where), checked_order(listing, asked.sort)
    kept = msgspec.structs.replace(asked, where={})
    each = [Listing(view, listing.row, listing.order) for view in parts]
    found = [values_of(views, part, service, kept) for part in each]
    position = min(reached for reached, _values in found)
    rows = [listing.row(**value) for _reached, values in found for value in values]
    rows = [row for row in rows if chosen(row)]
    names = names_in(rows, listing, directory) if asked.name or NAME in order else {}
    if asked.name:
        rows = [row for row in rows if is_called(names_of(row, listing, names), asked.name)]
    return Listed(position, asked.known_at, asked.true_at, in_order(rows, listing, order, names))


def values_of(
    views: Views, listing: Listing[Any], service: ServiceId, asked: Asked, *hidden: str
) -> tuple[Position, list[dict[str, Any]]]:
    """The rows of a service as they are kept, or folded as of a moment, and their position.

    Where one coordinator alone is asked for, rows of others may be among them. ``hidden`` names
    columns that are kept beside what a row shows.
    """
    fields = (*listing.fields, *hidden)
    coordinator = _one_coordinator(asked)
    if asked.past:
        position, then = _then(views, listing, service, asked, fields)
        return position, [each for each in then if _admitted(each, listing, asked.scope)]
    table = listing.view.table
    among = None
    if coordinator is not None and _narrows(views, listing):
        views.catch_up([RESPONSIBILITIES.name])
        among = people_of(service, coordinator)
    position = views.current(listing.view.name, Whose(service, among))
    query = select(*(table.c[each] for each in fields)).where(table.c.service == service)
    if coordinator is not None and "coordinator" in table.c:
        query = query.where(table.c.coordinator == coordinator)
    columns = {kind: table.c[name] for kind, name in listing.by_kind.items()}
    query = query.where(visible(asked.scope, columns))
    with views.engine.connect() as db:
        return position, [dict(row._mapping) for row in db.execute(query)]


def _admitted(values: Mapping[str, Any], listing: Listing[Any], scope: Scope) -> bool:
    named = listing.by_kind
    return scope.admits(*(values[named[kind]] if kind in named else None for kind in KINDS))


def _then(
    views: Views,
    listing: Listing[Any],
    service: ServiceId,
    asked: Asked,
    fields: Sequence[str],
) -> tuple[Position, list[dict[str, Any]]]:
    """Fold in memory those who may have had rows at a moment (design, section 8).

    What was known at a position never changes, save where a key is destroyed: so an answer is
    remembered for whoever asks the same again.
    """
    ledger, view = views.ledger, listing.view
    position = ledger.head().position
    if asked.known_at is not None:
        position = ledger.position_at(asked.known_at)
    moment = asked.true_at or asked.known_at or views.clock()
    coordinator = _one_coordinator(asked) if _narrows(views, listing) else None
    put_right = PutRight(ledger, service)
    wrong = frozenset(put_right.known.items())
    key = (view.name, service, coordinator, position, moment, asked.true_at, fields, wrong)
    return position, views.pasts.get(
        (*key, views.reader.generation()),
        lambda: _folded(
            views,
            listing,
            service,
            asked,
            position=position,
            moment=moment,
            fields=fields,
            put_right=put_right,
        ),
    )


def _folded(
    views: Views,
    listing: Listing[Any],
    service: ServiceId,
    asked: Asked,
    *,
    position: Position,
    moment: datetime,
    fields: Sequence[str],
    put_right: PutRight,
) -> list[dict[str, Any]]:
    ledger, view = views.ledger, listing.view
    definitions = views.definitions_known_at(position).of(service, moment)
    beside = put_right.shown(about_service(ledger, view, service, position))
    found = []
    whom = candidates(views, listing, service, asked, position)
    for start in range(0, len(whom), HISTORIES_AT_A_TIME):
        histories = views.histories.of(whom[start : start + HISTORIES_AT_A_TIME], position)
        for each, history in histories.items():
            events = joined(views.opened(view, put_right.shown(history)), beside)
            rows = view.rows(each, events, definitions, moment, asked.true_at or ALWAYS)
            found += [
                {name: values[name] for name in fields}
                for values in rows.values
                if values["service"] == service
            ]
    return found


def candidates(
    views: Views, listing: Listing[Any], service: ServiceId, asked: Asked, known: Position
) -> list[Subject]:
    """Those who may have rows in a past list, and few who do not."""
    if not _narrows(views, listing):
        return subjects_of(views.ledger, subject("service", service), listing.view.noun, known)
    views.current(RESPONSIBILITIES.name)
    query = people_of(
        service,
        _one_coordinator(asked),
        known_at=asked.known_at,
        # what is true at another moment than it was known may differ from what was open then
        open_then=listing.only_open and asked.true_at is None,
    )
    with views.engine.connect() as db:
        return [Subject(each) for each in db.scalars(query)]


def _narrows(views: Views, listing: Listing[Any]) -> bool:
    return listing.view.noun == RESPONSIBILITIES.noun and RESPONSIBILITIES.name in views.views


def _one_coordinator(asked: Asked) -> str | None:
    wanted = asked.where.get("coordinator")
    return None if wanted is None or wanted == NOBODY or "," in wanted else wanted


# --- Choosing ---


def matching(
    row: type[msgspec.Struct], where: Mapping[str, str]
) -> Callable[[msgspec.Struct], bool]:
    """A test of rows. Raises `UnknownField` and `NotAFilter`."""
    hints = get_type_hints(row)
    tests: list[tuple[str, set[object]]] = []
    for name, values in where.items():
        if name not in hints:
            raise UnknownField(
                f"There is nothing called {name} here. Choose from: {', '.join(hints)}.",
                field=name,
            )
        kind = plain(hints[name])[0]
        tests.append((name, {_wanted(name, kind, each) for each in values.split(",")}))
    return lambda each: all(
        not wanted.isdisjoint(_held(getattr(each, name))) for name, wanted in tests
    )


def _wanted(name: str, kind: object, text: str) -> object:
    if text == NOBODY:
        return None
    try:
        if kind in {date, datetime}:
            return date.fromisoformat(text)
        if kind in {bool, int, float}:
            return msgspec.convert(text, kind, strict=False)
    except (ValueError, msgspec.ValidationError) as wrong:
        raise NotAFilter(f"{text} is not a value that {name} can have.", field=name) from wrong
    return text


NOTHING: set[object] = {None}


def _held(value: Any) -> set[object]:
    """What of a field a filter can ask for: of flags their codes, of a moment its local day."""
    if isinstance(value, list):
        return {each.get("code") if isinstance(each, dict) else each for each in value} or NOTHING
    if isinstance(value, datetime):
        return {local_day(value)}
    return {value}


# --- Names ---


def names_in(
    rows: Iterable[msgspec.Struct], listing: Listing[Any], directory: Directory | None
) -> dict[Subject, str]:
    """The names of all whom some rows speak of, as they may be shown now."""
    if directory is None:
        return {}
    return directory.names_of(
        subject(noun, identifier)
        for row in rows
        for name, noun in listing.named.items()
        if (identifier := getattr(row, name)) is not None
    )


def subjects_in(rows: Iterable[msgspec.Struct], named: Mapping[str, str]) -> Iterator[Subject]:
    """All whom some rows are about, by the fields that hold an identifier."""
    for row in rows:
        for name, noun in named.items():
            if (identifier := getattr(row, name)) is not None:
                yield subject(noun, identifier)


def sounds_like(text: str) -> str:
    """A name as it is searched: without case, without accents."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(each for each in apart if not unicodedata.combining(each)).casefold()


def is_called(names: Iterable[str], wanted: str) -> bool:
    """Whether one of some names holds every word that is searched for."""
    words = sounds_like(wanted).split()
    called = [sounds_like(each) for each in names]
    return any(all(word in each for word in words) for each in called)


def names_of(row: msgspec.Struct, listing: Listing[Any], names: Mapping[Subject, str]) -> list[str]:
    """The names that a row speaks of, in the order of the listing."""
    if not listing.named and NAME in listing.fields:
        return [getattr(row, NAME)]
    whom = ((noun, getattr(row, name)) for name, noun in listing.named.items())
    return [names.get(subject(noun, each), "") for noun, each in whom if each is not None]


# --- Order ---


def checked_order(listing: Listing[Any], sort: str | None) -> list[str]:
    """The fields to sort by, each with its minus. Raises `UnknownField`."""
    order = [each.strip() for each in (sort or listing.order).split(",")]
    there = {*listing.fields, NAME} if listing.named else {*listing.fields}
    for each in order:
        if each.removeprefix("-") not in there:
            raise UnknownField(
                f"Nothing is sorted by {each.removeprefix('-')}. Choose from: "
                f"{', '.join(sorted(there))}.",
                field="sort",
            )
    return order


def in_order(
    rows: list[R], listing: Listing[R], order: Sequence[str], names: Mapping[Subject, str]
) -> list[R]:
    """The rows in order; those that are alike in it always in the same."""
    rows = sorted(rows, key=msgspec.json.encode)
    for each in reversed(order):
        name = each.removeprefix("-")

        def key(row: R, name: str = name) -> Any:
            return _sorted_by(row, name, listing, names)

        there = [row for row in rows if key(row) is not None]
        missing = [row for row in rows if key(row) is None]
        there.sort(key=key, reverse=each.startswith("-"))
        rows = there + missing
    return rows


def _sorted_by(
    row: msgspec.Struct, name: str, listing: Listing[Any], names: Mapping[Subject, str]
) -> Any:
    if name == NAME:
        called = names_of(row, listing, names)
        return sounds_like(called[0]) if called and called[0] else None
    value = getattr(row, name)
    if isinstance(value, list):
        return len(value)
    return _as_counted(value) if isinstance(value, str) else value


def _as_counted(text: str) -> list[str | int]:
    """A text to sort by, in which "D2" comes before "D10"."""
    parts = DIGITS.split(sounds_like(text))
    return [int(each) if number % 2 else each for number, each in enumerate(parts)]
