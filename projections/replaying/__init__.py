"""Any view of any past moment under other definitions, and what the difference comes from.

Nothing is written and nothing is sent: a replay reads the log and answers.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from domain.decider import Position
from domain.definitions import Definitions
from domain.folds import ALWAYS
from domain.people import ServiceId, Subject
from domain.people import subject as subject_of
from projections.catch_up import Views, about_service, joined, subjects_of
from projections.view import View

HISTORIES_AT_A_TIME = 500


class When(NamedTuple):
    """The cut of a replay: known at a position, happened by a moment, judged for a moment."""

    known: Position
    moment: datetime
    true: datetime = ALWAYS


class Replayed(msgspec.Struct, frozen=True):
    """What a view would show, and the digest of it: SHA-256 over the rows in their order."""

    view: str
    rows: list[dict[str, Any]]
    digest: str


def cut_of(views: Views, known_at: datetime | None, true_at: datetime | None) -> When:
    """The cut that two moments make; without either, all that stands now."""
    ledger = views.ledger
    known = ledger.head().position if known_at is None else ledger.position_at(known_at)
    return When(known, true_at or known_at or views.clock(), true_at or ALWAYS)


def histories(
    views: Views, view: View, service: ServiceId, when: When
) -> Iterator[tuple[Subject, Sequence[Any]]]:
    """Everybody in a service with what a view gets of them, a few at a time."""
    beside = about_service(views.ledger, view, service, when.known)
    whom = subjects_of(views.ledger, subject_of("service", service), view.noun, when.known)
    for start in range(0, len(whom), HISTORIES_AT_A_TIME):
        after = dict.fromkeys(whom[start : start + HISTORIES_AT_A_TIME], Position(0))
        for each, history in views.ledger.histories(after, when.known).items():
            yield each, joined(views.opened(view, history), beside)


def replay(
    views: Views, view: View, service: ServiceId, definitions: Definitions, when: When
) -> Replayed:
    """The rows of a view as of a cut, judged by some definitions for the whole of the past."""
    found: list[dict[str, Any]] = []
    for each, events in histories(views, view, service, when):
        rows = view.rows(each, events, definitions, when.moment, when.true)
        found += [
            {"subject": each, **values} for values in rows.values if values["service"] == service
        ]
    encoded = sorted(msgspec.json.encode(each, order="sorted") for each in found)
    total = hashlib.sha256()
    for one in encoded:
        total.update(len(one).to_bytes(4, "big"))
        total.update(one)
    return Replayed(view.name, found, total.hexdigest())


def in_force(views: Views, service: ServiceId, when: When) -> Definitions:
    """What the service went by at the cut, with what held before."""
    return views.definitions_known_at(when.known).of(service, when.moment)
