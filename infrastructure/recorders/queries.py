"""What both recorders share: the library's queries and subscriptions, and the order of a copy."""

import threading
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from eventsourcing.dcb.api import (
    DCBEvent,
    DCBQuery,
    DCBQueryItem,
    DCBReadResponse,
    DCBSequencedEvent,
)
from eventsourcing.dcb.persistence import DCBListenNotifySubscription
from eventsourcing.persistence import ProgrammingError

from infrastructure.recorders import Entry, EventRecorder, Row, StoreFailed
from infrastructure.recorders.schema import VERSION

PAGE = 500
"""Rows to a page: measured faster than 5,000, because a page stays in the processor's cache."""

_POLL_S = 0.02
R = TypeVar("R", bound=EventRecorder)


def matching(query: DCBQuery | None, after: int, upto: int, mark: str) -> tuple[str, list[object]]:
    """Select the positions, after one and up to another, of events that a query asks for.

    Returns the statement, with ``mark`` for each value, and the values.
    """
    values: list[object] = []
    items = (query.items if query else None) or [DCBQueryItem()]
    return " UNION ".join(_matching(item, after, upto, mark, values) for item in items), values


def _matching(item: DCBQueryItem, after: int, upto: int, mark: str, values: list[object]) -> str:
    if not item.tags:
        values += (after, upto, *item.types)
        named = f" AND name IN ({', '.join([mark] * len(item.types))})" if item.types else ""
        return f"SELECT position FROM events WHERE position > {mark} AND position <= {mark}{named}"
    first, *others = dict.fromkeys(item.tags)
    values += (first, after, upto, *others, *item.types)
    statement = (
        f"SELECT t.position FROM tags AS t WHERE t.tag = {mark}"
        f" AND t.position > {mark} AND t.position <= {mark}"
    )
    for _ in others:
        statement += (
            f" AND EXISTS (SELECT 1 FROM tags AS o WHERE o.tag = {mark}"
            " AND o.position = t.position)"
        )
    if item.types:
        statement += (
            " AND (SELECT e.name FROM events AS e WHERE e.position = t.position)"
            f" IN ({', '.join([mark] * len(item.types))})"
        )
    return statement


def entries_of(events: Sequence[DCBEvent]) -> list[Entry]:
    """Turn the library's events into entries. A tag here is one word."""
    if not events:
        raise ProgrammingError("There is nothing to append: give at least one event.")
    for event in events:
        if any(not tag or " " in tag for tag in event.tags):
            raise ProgrammingError(f"A tag is one word without spaces: {event.tags}.")
    return [Entry(event.type, " ".join(event.tags), event.data) for event in events]


def sequenced(row: Row) -> DCBSequencedEvent:
    """Turn a row into the library's event."""
    tags = row.tags.split(" ") if row.tags else []
    return DCBSequencedEvent(DCBEvent(row.name, bytes(row.data), tags), row.position)


def hears(query: DCBQuery | None, row: Row) -> bool:
    """Say whether a query of the library asks for an event."""
    if query is None or not query.items:
        return True
    tags = set(row.tags.split(" "))
    return any(
        (not item.types or row.name in item.types) and tags.issuperset(item.tags)
        for item in query.items
    )


def demand_empty(size: int) -> None:
    """Raise `StoreFailed` where a copy would be mixed with other events."""
    if size:
        raise StoreFailed(f"The store holds {size} events already; load into an empty one.")


def demand_layout(where: str, version: int) -> None:
    """Raise `StoreFailed` for tables that another version of this program wrote."""
    if version != VERSION:
        raise StoreFailed(
            f"The {where} has layout {version}, and this program reads layout {VERSION}."
            " Use the program that wrote it."
        )


def in_order(page: Sequence[Row], size: int, recorded_at: int) -> Sequence[Row]:
    """Pass on a page of another log if it continues what was copied so far.

    Raises `StoreFailed` at a gap, or where time goes backwards.
    """
    for row in page:
        if row.position != size + 1 or row.recorded_at < recorded_at:
            raise StoreFailed(
                f"The log to be copied is not in order at position {size + 1};"
                " verify it before copying it."
            )
        size, recorded_at = row.position, row.recorded_at
    return page


def next_after(prefix: str) -> str:
    """Return a text that sorts after every text with this prefix."""
    return prefix + "\U0010ffff"


def reach(upto: int | None) -> int:
    """Turn "to the end" into a position after all others."""
    return 2**63 - 1 if upto is None else upto


class Response(DCBReadResponse):
    """What a query found, and how far the log reached."""

    def __init__(self, events: Iterator[DCBSequencedEvent], head: int | None) -> None:
        self._events = events
        self._head = head

    @property
    def head(self) -> int | None:
        """The last position of the log; of the last event found, where a limit was given."""
        return self._head

    def __next__(self) -> DCBSequencedEvent:
        return next(self._events)


class HeadSubscription(DCBListenNotifySubscription[R]):
    """Follows the log, whichever process writes it, by looking at its head."""

    def __init__(self, recorder: R, query: DCBQuery | None, after: int | None) -> None:
        super().__init__(recorder, query, after)
        self._watch_thread = threading.Thread(target=self._watch, daemon=True)
        self._watch_thread.start()

    def __exit__(self, *args: object, **kwargs: Any) -> None:
        super().__exit__(*args, **kwargs)
        self._watch_thread.join()

    def _watch(self) -> None:
        seen = -1
        stopping = threading.Event()
        try:
            while not self._has_been_stopped:
                size = self._recorder.head().size
                if size != seen:
                    seen = size
                    self._has_been_notified.set()
                stopping.wait(_POLL_S)
        except Exception as error:  # noqa: BLE001 - raised again where the events are awaited
            self._thread_error = self._thread_error or error
            self.stop()
